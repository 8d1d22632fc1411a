"""Mutants of notices: one day of a notice of outside law is another one, or it forgets one of its benefits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from subsidy_cli.documents.models import NoticesFile, NoticeTable
from subsidy_cli.library.files import SourceFile, read_table, read_text
from subsidy_cli.validation.mutants import change_in_short, days_beside

if TYPE_CHECKING:
    from collections.abc import Iterator

    from subsidy_cli.diagnostics import Place
    from subsidy_cli.library.opening import Library
    from subsidy_cli.validation.running import CaseRunner


@dataclass(frozen=True)
class NoticeMutant:
    """One change to one notice."""

    source: SourceFile
    index: int
    key: str
    kind: str
    old: str
    new: str
    changed: NoticeTable

    @property
    def id(self) -> str:
        """Its stable name: the notice, the key and what was changed."""
        return f"notices.{self.changed.id}.{self.key}: {change_in_short(self.kind, self.old, self.new)}"

    @property
    def owner(self) -> str:
        """Where it may be argued to mean the same: notices belong to no document."""
        return "notices"

    @property
    def place(self) -> Place:
        """Where the change stands."""
        return self.source.place(("notices", self.index, self.key))

    @property
    def file(self) -> str:
        """The file that holds what was changed."""
        return self.source.name

    def under(self, runner: CaseRunner) -> CaseRunner:
        """The runner with the change made."""
        return runner.with_notice(self.changed)


def notice_mutants(library: Library) -> Iterator[NoticeMutant]:
    """Every mutant of every notice, in the order of the files."""
    for root in library.roots:
        for path in sorted(root.rglob("notices.toml")):
            # Worked cases about notices have the same file name.
            if "cases" not in path.relative_to(root).parts:
                yield from _of_the_file(read_text(path))


def _of_the_file(source: SourceFile) -> Iterator[NoticeMutant]:
    for index, table in enumerate(read_table(NoticesFile, source).notices):
        for key, kind, old, new, update in _changes(table):
            yield NoticeMutant(source, index, key, kind, old, new, table.model_copy(update=update))


def _changes(table: NoticeTable) -> Iterator[tuple[str, str, str, str, dict[str, Any]]]:
    for key, field in (("from", "from_"), ("to", "to")):
        for day, changed in days_beside(getattr(table, field)):
            yield key, "date", str(day), str(changed), {field: changed}
    for key in ("benefits", "kinds"):
        for name in getattr(table, key):
            yield key, "category", name, "", {key: [each for each in getattr(table, key) if each != name]}
