"""Boundaries: which thresholds have worked cases exactly on them and one step to each side.

For an equality every case beside it counts, however far.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from subsidy_cli import periods, quantities
from subsidy_cli.evaluation.benefits import Assessor
from subsidy_cli.expressions.nodes import Call, Comparison, Name, Node
from subsidy_cli.programme.naming import Names
from subsidy_cli.quantities import Interval
from subsidy_cli.validation.cases import read_cases
from subsidy_cli.validation.elements import all_documents
from subsidy_cli.validation.running import CaseRunner
from subsidy_cli.validation.thresholds import (
    FEN,
    Key,
    comparison_key,
    comparisons,
    requirement_key,
    step,
    step_of,
    thresholds,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from subsidy_cli.evaluation.scope import Scope
    from subsidy_cli.expressions.types import Type
    from subsidy_cli.library.opening import Library
    from subsidy_cli.programme.rules import BenefitRule, Programme, Rule
    from subsidy_cli.validation.thresholds import WrittenThreshold

Side = Literal["below", "exactly", "above"]

SIDES: tuple[Side, ...] = ("below", "exactly", "above")
FAILING_SIDE: dict[str, Side] = {">=": "below", ">": "above", "<=": "above", "<": "below"}
"""Beside the threshold itself, where the answer turns."""
FLIPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
EQUALITIES = frozenset({"==", "!="})


@dataclass(frozen=True)
class Boundary:
    """A threshold, and the worked cases that stand on it or one step beside it."""

    threshold: WrittenThreshold
    cases: dict[Side, tuple[str, ...]] = field(default_factory=dict)

    @property
    def missing(self) -> tuple[Side, ...]:
        """The sides on which no case stands."""
        return tuple(side for side in SIDES if not self.cases.get(side))

    @property
    def is_pinned(self) -> bool:
        """Whether cases stand on both sides of where the answer turns: on the threshold, and one step beside it."""
        if self.threshold.sign in EQUALITIES:
            return "exactly" not in self.missing and len(self.missing) < 2
        return not {"exactly", FAILING_SIDE[self.threshold.sign]} & set(self.missing)

    def __str__(self) -> str:
        key, place = self.threshold.key, self.threshold.place
        return f"{place}: {key.owner}: {key.text}: no case {', '.join(self.missing)}"


def boundaries(library: Library) -> tuple[Boundary, ...]:
    """Every threshold of every document, with the worked cases that pass and stand on it or one step beside it.

    Raises RefusedError with the mistakes of every file.
    """
    found = _standing_cases(library)
    return tuple(Boundary(each, found.get(each.key, {})) for each in thresholds(library, all_documents(library)))


def unpinned(found: Iterable[Boundary]) -> tuple[Boundary, ...]:
    """The thresholds that no pair of cases holds in place."""
    return tuple(boundary for boundary in found if not boundary.is_pinned)


def _standing_cases(library: Library) -> dict[Key, dict[Side, tuple[str, ...]]]:
    """The cases on and beside each threshold."""
    runner = CaseRunner(library)
    found: dict[Key, dict[Side, tuple[str, ...]]] = {}
    for case in (case for root in library.roots for case in read_cases(root)):
        if runner.run_one(case).passed:
            programme, applicant = runner.prepare(case)
            standpoint = _Standpoint(Assessor(programme, applicant).scope, _names(programme))
            for key, side in standpoint.sides():
                sides = found.setdefault(key, {})
                sides[side] = tuple(dict.fromkeys((*sides.get(side, ()), case.id)))
    return found


def _names(programme: Programme) -> Names:
    def definition_type(name: str) -> Type | None:
        return programme.definitions[name].type if name in programme.definitions else None

    return Names(programme.vocabulary, programme.places, programme.definitions, programme.benefits, definition_type)


@dataclass(frozen=True)
class _Standpoint:
    """Where one case stands beside each threshold of its programme."""

    scope: Scope
    names: Names

    def sides(self) -> Iterator[tuple[Key, Side]]:
        """The thresholds on which the case stands, or one step beside which."""
        programme = self.scope.programme
        for definition in programme.definitions.values():
            yield from self._of_rule(definition.id, definition.rule)
        for benefit in programme.benefits.values():
            for rule in benefit.rules:
                yield from self._of_rule(benefit.id, rule)
            yield from self._of_requirements(benefit)

    def _of_rule(self, owner: str, rule: Rule) -> Iterator[tuple[Key, Side]]:
        for comparison in comparisons(rule.node):
            one_step = step(self.names, comparison)
            distance = None if one_step is None else self._distance(comparison)
            if one_step is None or distance is None:
                continue
            if comparison.sign in EQUALITIES or abs(distance) <= one_step:
                yield comparison_key(owner, rule.text, comparison), _side(distance)

    def _of_requirements(self, benefit: BenefitRule) -> Iterator[tuple[Key, Side]]:
        for rule in benefit.requirements:
            required = self._number(rule.required.node)
            if rule.per is not None:
                required = quantities.multiply(required, self._number(rule.per.node))
            distance = _apart(self._number(rule.actual.node), required)
            one_step = max(step_of(self.names, rule.actual.node), FEN)
            if distance is not None and (rule.comparison == "equal" or abs(distance) <= one_step):
                yield requirement_key(benefit.id, rule.actual.text, rule.required.text), _side(distance)

    def _number(self, node: Node) -> Interval:
        return self.scope.evaluate(node).number

    def _distance(self, comparison: Comparison) -> Fraction | None:
        """How far the left side lies above the right one; None where either is not known."""
        left, right, sign = comparison.left, comparison.right, comparison.sign
        born = self._born(left)
        if born is not None:
            return self._days_past(born, right, sign)
        born = self._born(right)
        if born is not None:
            past = self._days_past(born, left, FLIPPED.get(sign, sign))
            return None if past is None else -past
        match self.scope.evaluate(left).value, self.scope.evaluate(right).value:
            case (date() as day, date() as other):
                return Fraction((day - other).days)
            case (Interval() as number, Interval() as other_number):
                return _apart(number, other_number)
        return None

    def _born(self, node: Node) -> date | None:
        """The day of birth behind an age, written as `age(...)` or as a definition that is one."""
        if isinstance(node, Name) and node.id in self.scope.programme.definitions:
            return self._born(self.scope.programme.definitions[node.id].rule.node)
        if isinstance(node, Call) and node.function == "age":
            born = self.scope.evaluate(node.arguments[0]).value
            return born if isinstance(born, date) else None
        return None

    def _days_past(self, born: date, limit: Node, sign: str) -> Fraction | None:
        """How many days the day lies behind the one on which the answer turns.

        An age from 16 begins on the birthday; an age up to 6 ends on the day before the next birthday.
        """
        years = self._number(limit)
        if not years.is_point or years.low is None or years.low.denominator != 1:
            return None
        ends = int(sign in {"<=", ">"})
        turn = periods.add_years(born, int(years.low) + ends)
        return Fraction((self.scope.applicant.as_of - turn).days + ends)


def _apart(left: Interval, right: Interval) -> Fraction | None:
    if left.is_point and right.is_point and left.low is not None and right.low is not None:
        return left.low - right.low
    return None


def _side(distance: Fraction) -> Side:
    return "exactly" if distance == 0 else "above" if distance > 0 else "below"
