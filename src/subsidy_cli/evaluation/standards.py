"""Which local standards hold for an applicant: stated ones first, then the user's own, then the shipped ones."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from subsidy_cli.determination import UsedStandard
from subsidy_cli.expressions.parsing import parse
from subsidy_cli.facts.applicant import show
from subsidy_cli.facts.values import read_value
from subsidy_cli.quantities import money_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from subsidy_cli.facts.values import FactValue
    from subsidy_cli.facts.vocabulary import Vocabulary
    from subsidy_cli.library.standards import StandardValue
    from subsidy_cli.places import Gazetteer
    from subsidy_cli.programme.rules import Programme


@dataclass(frozen=True, slots=True)
class ChosenStandard:
    """A standard with where it came from; `pending` names the facts that must be known before one can be chosen."""

    value: FactValue | None
    origin: Literal["stated", "user", "shipped"]
    source: str = ""
    confidence: str | None = None
    place: str | None = None
    start: date | None = None
    end: date | None = None
    review: date | None = None
    pending: tuple[str, ...] = ()
    withheld: bool = False
    """Only inferred, and nobody asked for that: not used, but named where it is missed."""


def choose_standards(
    stated: Mapping[str, FactValue],
    dated: Mapping[str, Sequence[StandardValue]],
    facts: Mapping[str, FactValue],
    vocabulary: Vocabulary,
    places: Gazetteer,
) -> dict[str, ChosenStandard]:
    """Choose one value for each standard that has one."""
    found = {name: ChosenStandard(value, "stated") for name, value in stated.items()}
    for name, values in dated.items():
        if name not in found:
            chosen = _choose(values, facts, vocabulary, places)
            if chosen is not None:
                found[name] = chosen
    return found


def withheld_standards(
    dated: Mapping[str, Sequence[StandardValue]],
    chosen: Mapping[str, ChosenStandard],
    facts: Mapping[str, FactValue],
    vocabulary: Vocabulary,
    places: Gazetteer,
) -> dict[str, ChosenStandard]:
    """What could be used on request of the standards that have no value else."""
    found = choose_standards({}, dated, facts, vocabulary, places)
    return {
        name: replace(each, withheld=True)
        for name, each in found.items()
        if name not in chosen and each.value is not None
    }


def used_standard(
    programme: Programme, name: str, value: FactValue, chosen: ChosenStandard | None = None
) -> UsedStandard:
    """A standard that was used, as a result tells it: money with two decimals, and where it came from."""
    is_money = programme.vocabulary.standards[name].type == "money"
    shown = money_text(value) if is_money and isinstance(value, Fraction) else show(value)
    label = programme.vocabulary.label(name)
    if chosen is None or chosen.origin == "stated":
        return UsedStandard(name, label, shown, "", "stated")
    return UsedStandard(
        name,
        label,
        shown,
        chosen.source,
        chosen.origin,
        chosen.confidence,
        chosen.place,
        chosen.start,
        chosen.end,
        chosen.review,
    )


def _choose(
    values: Sequence[StandardValue], facts: Mapping[str, FactValue], vocabulary: Vocabulary, places: Gazetteer
) -> ChosenStandard | None:
    """The first value whose own condition holds; where that is unknown, none, and the fact is named."""
    for value in values:
        needed = _needed(value.table.when)
        holds = _holds(value.table.when, facts)
        origin: Literal["user", "shipped"] = "user" if value.origin == "user" else "shipped"
        if holds is None:
            return ChosenStandard(None, origin, pending=needed)
        if holds:
            table = value.table
            read = read_value(vocabulary.standards[table.standard], table.value, places)
            source = f"{table.source}（{table.number}）" if table.number else table.source
            return ChosenStandard(
                read, origin, source, table.confidence, value.place, table.from_, table.to, table.review
            )
    return None


def _needed(when: str | None) -> tuple[str, ...]:
    from subsidy_cli.expressions.nodes import names

    return () if when is None else names(parse(when))


def _holds(when: str | None, facts: Mapping[str, FactValue]) -> bool | None:
    """A value may depend on yes-or-no facts: `is_rural` or `not is_rural`."""
    if when is None:
        return True
    from subsidy_cli.expressions.nodes import Name, Not

    node = parse(when)
    negated = isinstance(node, Not)
    name = node.operand if isinstance(node, Not) else node
    if not isinstance(name, Name):
        return None
    stated = facts.get(name.id)
    if not isinstance(stated, bool):
        return None
    return stated != negated
