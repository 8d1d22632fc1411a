"""Values of one file of standards that contradict each other: two of them for one person on one day, or days that never come."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from subsidy_cli.diagnostics import Diagnostic
from subsidy_cli.documents.wrong_periods import wrong_period
from subsidy_cli.library.standards import contrary, figure, value_words
from subsidy_cli.periods import day_before
from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from subsidy_cli.library.files import SourceFile
    from subsidy_cli.library.standards import StandardEntry


def conflicts(entries: Sequence[StandardEntry], source: SourceFile) -> Iterator[Diagnostic]:
    """Every contradiction within a file as an error, and every mere repetition as a warning."""
    sound: list[tuple[int, StandardEntry]] = []
    for index, entry in enumerate(entries):
        if entry.period.is_backwards:
            yield wrong_period(entry.period, source.place(("standards", index, "to")))
        else:
            sound.append((index, entry))
    for (first, one), (second, other) in combinations(sound, 2):
        if one.standard == other.standard and one.period.overlaps(other.period) and not _are_apart(one, other):
            yield _overlap((first, one), (second, other), source)


def _are_apart(one: StandardEntry, other: StandardEntry) -> bool:
    """Whether nobody can be meant by both."""
    return one.when is not None and other.when is not None and one.when == contrary(other.when)


def _overlap(first: tuple[int, StandardEntry], second: tuple[int, StandardEntry], source: SourceFile) -> Diagnostic:
    """Told at the second one, with the place of the first."""
    (before, one), (index, other) = first, second
    where = source.place(("standards", before, "value"))
    place = source.place(("standards", index, "value"))
    here, there = value_words(other), value_words(one)
    if figure(one) == figure(other):
        message = Text(
            f"{other.standard} 的同一数值写了两次：此处 {here.zh}，{where} 处 {there.zh}",
            f"{other.standard} has the same value twice: here {here.en}, at {where} {there.en}",
        )
        return Diagnostic("repeated-standard", message, place, _cure(one, other), "warning")
    message = Text(
        f"{other.standard} 同一日有两个数值：此处 {here.zh}，{where} 处 {there.zh}",
        f"{other.standard} has two values on one day: here {here.en}, at {where} {there.en}",
    )
    return Diagnostic("conflicting-standards", message, place, _cure(one, other))


def _cure(one: StandardEntry, other: StandardEntry) -> Text:
    """End the earlier one in time, or say for whom each holds."""
    name = (one.when or other.when or "is_rural").removeprefix("not ")
    apart = Text(
        f'分别写上 when = "{name}" 与 when = "not {name}"', f'give them when = "{name}" and when = "not {name}"'
    )
    if one.from_ == other.from_:
        return Text(f"只留一处，或{apart.zh}", f"keep one of them, or {apart.en}")
    earlier, later = sorted((one, other), key=lambda entry: entry.from_)
    last = day_before(later.from_)
    return Text(
        f"自 {earlier.from_} 起的一处写上 to = {last}，或{apart.zh}",
        f"give the one from {earlier.from_} its last day, to = {last}, or {apart.en}",
    )
