"""Dated local standards: which value holds for a place on a day, and where it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from subsidy_cli.periods import Period
from subsidy_cli.places import ancestry

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from pathlib import Path

    from subsidy_cli.documents.models import StandardValueTable


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


def read_standard_values(roots: tuple[Path, ...], place: str, user_roots: Iterable[Path] = ()) -> list[StandardValue]:
    """Every dated value for a place, the nearest place and the user's own folder first."""
    from subsidy_cli.documents.models import StandardsFile
    from subsidy_cli.library.files import read_table, read_text

    users = set(user_roots)
    found: list[StandardValue] = []
    for ancestor in reversed(ancestry(place)):
        for root in sorted(roots, key=lambda root: root not in users):
            file = root / ancestor / "standards.toml"
            if file.is_file():
                origin = "user" if root in users else "shipped"
                table = read_table(StandardsFile, read_text(file))
                found += [StandardValue(ancestor, _entry(value), origin) for value in table.standards]
    return sorted(found, key=lambda value: value.origin != "user")


def _entry(table: StandardValueTable) -> StandardEntry:
    return StandardEntry(**dict(table))


def values_on(values: Iterable[StandardValue], day: date, *, inferred: bool = False) -> dict[str, list[StandardValue]]:
    """The values in force on a day, by standard; inferred ones only on request."""
    found: dict[str, list[StandardValue]] = {}
    for value in values:
        if value.period.contains(day) and (inferred or value.table.confidence != "inferred"):
            found.setdefault(value.table.standard, []).append(value)
    return found
