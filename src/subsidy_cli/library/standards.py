"""Dated local standards: which value holds for a place on a day, and where it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from subsidy_cli.diagnostics import Diagnostic, Refusal, RefusedError
from subsidy_cli.facts.applicant import ApplicantReader
from subsidy_cli.periods import Period
from subsidy_cli.places import ancestry
from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date
    from pathlib import Path

    from subsidy_cli.diagnostics import Place
    from subsidy_cli.documents.models import StandardsFile, StandardValueTable
    from subsidy_cli.facts.vocabulary import Vocabulary
    from subsidy_cli.library.files import SourceFile
    from subsidy_cli.places import Gazetteer


@dataclass(frozen=True, slots=True)
class StandardEntry:
    """An entry of a file of standards, as it was written."""

    standard: str
    value: str | bool | int
    from_: date
    to: date | None
    source: str
    number: str
    address: str
    confidence: Literal["high", "medium", "low", "inferred"]
    when: str | None
    review: date | None


@dataclass(frozen=True, slots=True)
class StandardValue:
    """One value of a standard, with the place whose file holds it and where that file lies."""

    place: str
    table: StandardEntry
    origin: str
    """`shipped` or `user`."""

    @property
    def period(self) -> Period:
        """The days on which the value holds."""
        return Period(self.table.from_, self.table.to)


def read_standard_values(
    roots: tuple[Path, ...], place: str, vocabulary: Vocabulary, places: Gazetteer, user_roots: Iterable[Path] = ()
) -> list[StandardValue]:
    """Every dated value for a place, the nearest place and the user's own folder first.

    Raises RefusedError with every entry that is not the value of a standard.
    """
    from subsidy_cli.documents.models import StandardsFile
    from subsidy_cli.library.files import read_table, read_text

    users = set(user_roots)
    found: list[StandardValue] = []
    mistakes: list[Diagnostic] = []
    for ancestor in reversed(ancestry(place)):
        for root in sorted(roots, key=lambda root: root not in users):
            file = root / ancestor / "standards.toml"
            if file.is_file():
                origin = "user" if root in users else "shipped"
                source = read_text(file)
                table = read_table(StandardsFile, source)
                found += [StandardValue(ancestor, _entry(value), origin) for value in table.standards]
                mistakes += _mistakes(table, source, vocabulary, places)
    if mistakes:
        raise RefusedError(Refusal.POLICIES, mistakes)
    return sorted(found, key=lambda value: value.origin != "user")


def _mistakes(
    table: StandardsFile, source: SourceFile, vocabulary: Vocabulary, places: Gazetteer
) -> Iterator[Diagnostic]:
    """Hold every entry against the vocabulary: a value that cannot be read would else be missing, and nobody would know why."""
    for index, entry in enumerate(table.standards):

        def locate(_: str, __: str, index: int = index) -> Place:
            return source.place(("standards", index, "value"))

        yield from ApplicantReader(vocabulary, places, locate).read_standards({entry.standard: entry.value})[1]
        if entry.when is not None and condition_of(entry.when, vocabulary) is None:
            message = Text(
                "须写作一个是非类事实，或 not 加这样的事实", "should be a yes-or-no fact, or not and such a fact"
            )
            yield Diagnostic("wrong-condition", message, source.place(("standards", index, "when")))


def condition_of(when: str, vocabulary: Vocabulary) -> tuple[str, bool] | None:
    """The fact on which a value depends, and what it must be; None where that is not what is written."""
    *negated, name = when.split()
    fact = vocabulary.facts.get(name)
    if fact is None or fact.type != "boolean" or negated not in ([], ["not"]):
        return None
    return name, not negated


def _entry(table: StandardValueTable) -> StandardEntry:
    return StandardEntry(**dict(table))


def values_on(values: Iterable[StandardValue], day: date, *, inferred: bool = False) -> dict[str, list[StandardValue]]:
    """The values in force on a day, by standard; inferred ones only on request."""
    found: dict[str, list[StandardValue]] = {}
    for value in values:
        if value.period.contains(day) and (inferred or value.table.confidence != "inferred"):
            found.setdefault(value.table.standard, []).append(value)
    return found
