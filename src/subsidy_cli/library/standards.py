"""Dated local standards: which value holds for a place on a day, and where it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Literal

from subsidy_cli.diagnostics import Diagnostic, Refusal, RefusedError
from subsidy_cli.facts.applicant import ApplicantReader
from subsidy_cli.periods import Period, turning_days
from subsidy_cli.places import ancestry
from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
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

    @property
    def period(self) -> Period:
        """The days on which the value holds."""
        return Period(self.from_, self.to)


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
        return self.table.period

    def as_json(self) -> dict[str, Any]:
        """Give the value with everything that is known about it."""
        entry = self.table
        return {
            "value": entry.value,
            "when": entry.when,
            "from": entry.from_.isoformat(),
            "to": None if entry.to is None else entry.to.isoformat(),
            "source": entry.source,
            "number": entry.number or None,
            "address": entry.address or None,
            "confidence": entry.confidence,
            "review": None if entry.review is None else entry.review.isoformat(),
            "place": self.place,
            "origin": self.origin,
        }


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the standards of a place on a day."""

    values: Mapping[str, Sequence[StandardValue]]
    """The values by standard, the one that goes first before the others."""
    withheld: Mapping[str, Sequence[StandardValue]]
    """Inferred values of standards that have no other; they are used only on request."""


def read_standard_values(
    roots: tuple[Path, ...], place: str, vocabulary: Vocabulary, places: Gazetteer, user_roots: Iterable[Path] = ()
) -> list[StandardValue]:
    """Every dated value for a place, the nearest place and the user's own folder first.

    Raises RefusedError with every entry that is not the value of a standard.
    """
    from subsidy_cli.documents.models import StandardsFile
    from subsidy_cli.library.files import read_table, read_text
    from subsidy_cli.library.standard_conflicts import conflicts

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
                entries = entries_of(table)
                found += [StandardValue(ancestor, entry, origin) for entry in entries]
                mistakes += _mistakes(table, source, vocabulary, places)
                mistakes += (each for each in conflicts(entries, source) if each.severity == "error")
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
    name = when.strip().removeprefix("not ").strip()
    fact = vocabulary.facts.get(name)
    if fact is None or fact.type != "boolean":
        return None
    return name, name == when.strip()


def entries_of(table: StandardsFile) -> list[StandardEntry]:
    """The entries of a file, each condition spelled in the one way."""
    return [_entry(value) for value in table.standards]


def _entry(table: StandardValueTable) -> StandardEntry:
    return StandardEntry(**{**dict(table), "when": None if table.when is None else " ".join(table.when.split())})


def figure(entry: StandardEntry) -> object:
    """What a value says, apart from how many decimals it is written with."""
    if isinstance(entry.value, bool):
        return entry.value
    try:
        return Fraction(entry.value)
    except ValueError:
        return entry.value


def value_words(entry: StandardEntry) -> Text:
    """A value as a message names it: the figure with both of its ends."""
    last = ("", "") if entry.to is None else (f"至{entry.to}", f" to {entry.to}")
    shown = str(entry.value).lower() if isinstance(entry.value, bool) else str(entry.value)
    when = ("", "") if entry.when is None else (f"，{entry.when}", f", {entry.when}")
    return Text(f"{shown}（{entry.from_}起{last[0]}{when[0]}）", f"{shown} (from {entry.from_}{last[1]}{when[1]})")


def values_on(values: Iterable[StandardValue], day: date, *, inferred: bool = False) -> dict[str, list[StandardValue]]:
    """The values in force on a day, by standard; inferred ones only on request."""
    found: dict[str, list[StandardValue]] = {}
    for value in values:
        if value.period.contains(day) and (inferred or value.table.confidence != "inferred"):
            found.setdefault(value.table.standard, []).append(value)
    return found


def known_on(values: Sequence[StandardValue], day: date, *, inferred: bool = False) -> Known:
    """What is known on a day, of all values of a place; inferred ones are withheld unless they are asked for."""
    used = values_on(values, day, inferred=inferred)
    on_request = values_on(values, day, inferred=True)
    return Known(used, {name: found for name, found in on_request.items() if name not in used})


def value_days(values: Iterable[StandardValue]) -> frozenset[date]:
    """Every day on which a value begins, and the day after one ends."""
    return turning_days(value.period for value in values)


def places_with_values(roots: Iterable[Path]) -> frozenset[str]:
    """The places whose folders hold a file of standards."""
    return frozenset(
        file.parent.relative_to(root).as_posix() for root in roots for file in root.rglob("standards.toml")
    )


def within_reach(values: Iterable[StandardValue]) -> tuple[StandardValue, ...]:
    """The values of one standard on one day that somebody may get: none behind another one for the same people."""
    found: dict[str | None, StandardValue] = {}
    for value in values:
        when = value.table.when
        found.setdefault(when, value)
        if when is None or contrary(when) in found:
            break
    return tuple(found.values())


def contrary(when: str) -> str:
    """The condition that holds where another one does not."""
    name = when.removeprefix("not ")
    return name if name != when else f"not {name}"
