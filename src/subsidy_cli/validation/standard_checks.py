"""Checks on files of local standards: each stands where a place is, and says each thing once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from subsidy_cli.diagnostics import Diagnostic, Place, RefusedError
from subsidy_cli.documents.models import StandardsFile
from subsidy_cli.library.files import read_table, read_text
from subsidy_cli.library.folders import shipped_policies
from subsidy_cli.library.standard_conflicts import conflicts
from subsidy_cli.library.standards import entries_of, places_with_values
from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from subsidy_cli.diagnostics import Severity
    from subsidy_cli.library.opening import Library
    from subsidy_cli.validation.inspection import Inspection


def standard_is_repeated(inspection: Inspection) -> Iterator[Diagnostic]:
    """A value that stands twice for one day is a slip, although the answer is the same."""
    for _, file in _files(inspection):
        try:
            source = read_text(file)
            entries = entries_of(read_table(StandardsFile, source))
        except RefusedError:
            continue
        yield from (each for each in conflicts(entries, source) if each.severity == "warning")


def standards_belong_to_no_place(inspection: Inspection) -> Iterator[Diagnostic]:
    """Nobody would ever read them."""
    for root, severity in _roots_under_check(inspection.library):
        for place, file in _files_below(root):
            if place not in inspection.library.places.names:
                message = Text(
                    f"没有地方 {place}，其中的标准不会被采用", f"there is no place {place}: none of this is used"
                )
                hint = Text("加上 place.toml，或改正目录名", "add a place.toml, or put the name of the folder right")
                yield Diagnostic("standards-without-place", message, Place(str(file)), hint, severity)


def _roots_under_check(library: Library) -> Iterator[tuple[Path, Severity]]:
    """The folder under check; also the user's own beside the shipped one.

    The user's own values may be of places that another library does not know: beside that they are no slip.
    """
    yield library.root, "error"
    if library.user_root is not None and library.root.resolve() == shipped_policies().resolve():
        yield library.user_root, "warning"


def _files(inspection: Inspection) -> Iterator[tuple[str, Path]]:
    """Every file of standards, with the place that its folder should be."""
    for root in inspection.library.roots:
        yield from _files_below(root)


def _files_below(root: Path) -> Iterator[tuple[str, Path]]:
    for place in sorted(places_with_values([root])):
        yield place, root / place / "standards.toml"
