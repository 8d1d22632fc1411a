"""The same applicant decided several times - in several places, or on several days - and what makes the difference."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from subsidy_cli.citations import Citation
    from subsidy_cli.determination import (
        BenefitOutcome,
        ConditionOutcome,
        DefinitionOutcome,
        Determination,
        Displacement,
        ItemOutcome,
        LimitOutcome,
        NotInForce,
        UsedStandard,
    )
    from subsidy_cli.facts.vocabulary import BenefitDefinition, Vocabulary
    from subsidy_cli.texts import Text

GroundKind = Literal[
    "absent", "not_in_force", "condition", "exclusion", "requirement", "missing", "item", "limit", "displaced", "rule"
]


@dataclass(frozen=True, slots=True)
class Ground:
    """One thing that makes a side what it is, with the clause that says so."""

    kind: GroundKind
    citation: Citation | None = None
    element: ConditionOutcome | ItemOutcome | LimitOutcome | Displacement | NotInForce | None = None
    missing: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Give the element and its clause."""
        return {
            "kind": self.kind,
            "element": None if self.element is None else self.element.as_json(),
            "missing": list(self.missing),
            "citation": None if self.citation is None else self.citation.as_json(),
        }


@dataclass(frozen=True, slots=True)
class Row:
    """One benefit on every side; a side that does not know it, or did not evaluate it, has None."""

    definition: BenefitDefinition
    outcomes: tuple[BenefitOutcome | None, ...]
    grounds: tuple[tuple[Ground, ...], ...] = ()
    """For each side what makes it differ; empty where all sides agree."""

    @property
    def differs(self) -> bool:
        """Whether the sides disagree."""
        return len({_result(outcome) for outcome in self.outcomes}) > 1

    def as_json(self) -> dict[str, Any]:
        """Give each side with its grounds."""
        sides = []
        for index, outcome in enumerate(self.outcomes):
            grounds = self.grounds[index] if self.grounds else ()
            side = None if outcome is None else _brief(outcome)
            sides.append({"outcome": side, "grounds": [ground.as_json() for ground in grounds]})
        return {
            "id": self.definition.id,
            "name": self.definition.label.as_json(),
            "differs": self.differs,
            "sides": sides,
        }


@dataclass(frozen=True, slots=True)
class Shared:
    """A standard or definition whose value is not the same on every side; None where a side does not use it."""

    id: str
    label: Text
    values: tuple[UsedStandard | DefinitionOutcome | None, ...]

    def as_json(self) -> dict[str, Any]:
        """Give the value of each side."""
        values = [None if value is None else value.as_json() for value in self.values]
        return {"id": self.id, "name": self.label.as_json(), "values": values}


@dataclass(frozen=True)
class Contrast:
    """Several determinations beside each other."""

    sides: tuple[Determination, ...]
    rows: tuple[Row, ...]
    standards: tuple[Shared, ...]
    definitions: tuple[Shared, ...]

    @property
    def differing(self) -> tuple[Row, ...]:
        """The benefits on which the sides disagree."""
        return tuple(row for row in self.rows if row.differs)

    @property
    def agreeing(self) -> tuple[Row, ...]:
        """The benefits on which they agree."""
        return tuple(row for row in self.rows if not row.differs)

    def as_json(self) -> dict[str, Any]:
        """Give the sides, every benefit, and what else differs."""
        return {
            "schema": 1,
            "sides": [_side_json(side) for side in self.sides],
            "benefits": [row.as_json() for row in self.rows],
            "standards": [shared.as_json() for shared in self.standards],
            "definitions": [shared.as_json() for shared in self.definitions],
        }


def contrast(sides: Sequence[Determination], vocabulary: Vocabulary) -> Contrast:
    """Put determinations beside each other, in the order in which they come."""
    return Contrast(
        tuple(sides),
        tuple(_rows(sides, vocabulary)),
        tuple(_shared([{each.id: each for each in side.standards} for side in sides], "value")),
        tuple(_shared([{each.id: each for each in side.definitions} for side in sides], "value", "amount")),
    )


def _rows(sides: Sequence[Determination], vocabulary: Vocabulary) -> Iterator[Row]:
    for name, definition in vocabulary.benefits.items():
        outcomes = tuple(side.benefit(name) for side in sides)
        if any(outcome is not None for outcome in outcomes):
            row = Row(definition, outcomes)
            yield Row(definition, outcomes, tuple(_grounds(row))) if row.differs else row


_Shareable: TypeAlias = "UsedStandard | DefinitionOutcome"


def _shared(tables: list[dict[str, Any]], *keys: str) -> Iterator[Shared]:
    """The entries whose values are not the same on every side that has them."""
    for name in dict.fromkeys(name for table in tables for name in table):
        values: tuple[_Shareable | None, ...] = tuple(table.get(name) for table in tables)
        known = [value for value in values if value is not None]
        if len({tuple(str(getattr(value, key)) for key in keys) for value in known}) > 1:
            yield Shared(name, known[0].label, values)


def _result(outcome: BenefitOutcome | None) -> object:
    """What counts as the result: where two sides agree in it, no clause makes a difference."""
    if outcome is None:
        return None
    displaced = tuple(displacement.id for displacement in outcome.displaced_by)
    absence = None if outcome.not_in_force is None else outcome.not_in_force.reason
    details = tuple((name, str(value)) for name, value in outcome.details.items())
    force = outcome.force if outcome.status in {"eligible", "unknown"} else ""
    return outcome.status, outcome.amount, force, displaced, absence, details, outcome.missing


def _grounds(row: Row) -> Iterator[tuple[Ground, ...]]:
    deciding = {each.id for outcome in row.outcomes if (each := decided_by(outcome)) is not None}
    for outcome in row.outcomes:
        others = [other for other in row.outcomes if other is not outcome and other is not None]
        yield tuple(_side(outcome, others, deciding))


def _side(outcome: BenefitOutcome | None, others: Sequence[BenefitOutcome], deciding: set[str]) -> Iterator[Ground]:
    """What makes one side what it is."""
    if outcome is None:
        yield Ground("absent")
        return
    if outcome.not_in_force is not None:
        yield Ground("not_in_force", outcome.citation, outcome.not_in_force)
        return
    decider = decided_by(outcome)
    if decider is not None:
        yield Ground(_kind(outcome, decider), decider.citation, decider)
    elif outcome.missing:
        yield Ground("missing", outcome.citation, missing=outcome.missing)
    if outcome.status in {"eligible", "unknown", "met"}:
        yield from _giving(outcome, others, deciding)


def decided_by(outcome: BenefitOutcome | None) -> ConditionOutcome | None:
    """The condition, exclusion or requirement that decided against a benefit."""
    if outcome is None or outcome.reason is None or outcome.status not in {"ineligible", "unmet"}:
        return None
    elements = (*outcome.conditions, *outcome.exclusions, *outcome.requirements)
    return next((each for each in elements if each.id == outcome.reason.id), None)


def _kind(outcome: BenefitOutcome, decider: ConditionOutcome) -> GroundKind:
    if decider in outcome.exclusions:
        return "exclusion"
    return "requirement" if decider in outcome.requirements else "condition"


def _giving(outcome: BenefitOutcome, others: Sequence[BenefitOutcome], deciding: set[str]) -> Iterator[Ground]:
    """Why a benefit is due here and not there, or in another amount."""
    found = [
        Ground("condition", condition.citation, condition)
        for condition in outcome.conditions
        if condition.id in deciding and condition.outcome == "met"
    ]
    found += [Ground("displaced", displacement.citation, displacement) for displacement in outcome.displaced_by]
    if outcome.amount is not None and any(other.amount != outcome.amount for other in others):
        found += [Ground("item", item.citation, item) for item in outcome.items if _is_peculiar(item, others)]
        found += [Ground("limit", limit.citation, limit) for limit in outcome.limits if limit.applied]
    yield from found or ([] if outcome.missing else [Ground("rule", outcome.citation)])


def _is_peculiar(item: ItemOutcome, others: Iterable[BenefitOutcome]) -> bool:
    """Whether some other side has no such line of that amount."""
    lines = [{(each.name, each.amount) for each in other.items} for other in others]
    return any((item.name, item.amount) not in each for each in lines)


def _brief(outcome: BenefitOutcome) -> dict[str, Any]:
    content = outcome.as_json()
    kept = (
        "status",
        "force",
        "period",
        "amount",
        "details",
        "missing",
        "reason",
        "displaced_by",
        "not_in_force",
        "citation",
    )
    return {key: content[key] for key in kept}


def _side_json(side: Determination) -> dict[str, Any]:
    content = side.as_json()
    kept = ("place", "as_of", "programme", "totals", "notices", "assumed")
    return {key: content[key] for key in kept}
