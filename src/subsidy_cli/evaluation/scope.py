"""What the names of a rule stand for, for one applicant; and the value of an expression."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Protocol

from subsidy_cli import periods, quantities
from subsidy_cli.evaluation.values import (
    FALSE,
    Result,
    compare,
    conjunction,
    disjunction,
    merge,
    opposite,
    settled,
)
from subsidy_cli.expressions.nodes import (
    AllOf,
    AnyOf,
    Arithmetic,
    Call,
    Choice,
    Comparison,
    Literal_,
    Lookup,
    Membership,
    Name,
    Negation,
    Node,
    Not,
)
from subsidy_cli.facts.vocabulary import AVERAGE, INCOME, MEMBERS
from subsidy_cli.places import lies_within
from subsidy_cli.quantities import Interval

if TYPE_CHECKING:
    from collections.abc import Mapping

    from subsidy_cli.determination import Status
    from subsidy_cli.facts.applicant import Applicant
    from subsidy_cli.facts.values import FactValue
    from subsidy_cli.programme.rules import Programme


class Benefits(Protocol):
    """The results of other benefits, which a rule may look at."""

    def status(self, benefit: str) -> tuple[Status, tuple[str, ...]]:
        """The status of a benefit, and what leaves it open."""

    def amount(self, benefit: str) -> tuple[Interval, tuple[str, ...]]:
        """The amount of a benefit, and what leaves it open."""


@dataclass
class Scope:
    """The values of one applicant on one day; definitions are computed once."""

    programme: Programme
    applicant: Applicant
    benefits: Benefits
    pending: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Standards whose value depends on facts that are not stated, with those facts."""
    used: dict[str, None] = field(default_factory=dict)
    """Every fact, standard and definition that was looked at."""
    _definitions: dict[str, Result] = field(default_factory=dict)

    def evaluate(self, node: Node) -> Result:
        """The value of an expression. Total: never raises for a checked expression."""
        match node:
            case Literal_(value):
                return Result(Interval.point(value) if isinstance(value, Fraction) else value)
            case Name(name):
                return self.name(name)
            case Negation(operand):
                part = self.evaluate(operand)
                return settled(quantities.negate(part.number), [part])
            case Arithmetic():
                return self._arithmetic(node)
            case Comparison(sign, left, right):
                parts = [self.evaluate(left), self.evaluate(right)]
                return settled(compare(sign, parts[0].value, parts[1].value), parts)
            case Membership():
                return self._membership(node)
            case AllOf(operands):
                return conjunction([self.evaluate(operand) for operand in operands])
            case AnyOf(operands):
                return disjunction([self.evaluate(operand) for operand in operands])
            case Not(operand):
                return opposite(self.evaluate(operand))
            case Choice():
                return self._choice(node)
            case Lookup():
                return self._lookup(node)
            case Call():
                return self._call(node)

    # names

    def name(self, name: str) -> Result:
        """The value of a fact, standard, definition or the day."""
        if name == "as_of":
            return Result(self.applicant.as_of)
        self.used.setdefault(name)
        if name in self.programme.definitions:
            return self._definition(name)
        value = self.stated(name)
        if value is None:
            return self._unknown(name)
        return Result(Interval.point(value) if isinstance(value, Fraction) else value)

    def stated(self, name: str) -> FactValue | None:
        """The stated value of a fact or standard, if any; the household average is derived where it can be."""
        if name == AVERAGE:
            return self.applicant.household_average
        value = self.applicant.facts.get(name)
        return self.applicant.standards.get(name) if value is None else value

    def _definition(self, name: str) -> Result:
        if name not in self._definitions:
            self._definitions[name] = self.evaluate(self.programme.definitions[name].rule.node)
        return self._definitions[name]

    def _unknown(self, name: str) -> Result:
        """An unknown fact or standard: a number anywhere in its range, anything else simply unknown."""
        vocabulary = self.programme.vocabulary
        fact = vocabulary.facts.get(name)
        if fact is not None:
            missing: tuple[str, ...] = (self._worth_asking(name),) if self._is_worth_asking(fact.asked_when) else ()
            return Result(self._range(fact.type, fact.low, fact.high), missing)
        standard = vocabulary.standards[name]
        missing = () if standard.optional else self.pending.get(name, (name,))
        return Result(self._range(standard.type, Fraction(0), None), missing)

    def _worth_asking(self, name: str) -> str:
        """Where half of what gives the average is stated, the other half is what is missing."""
        if name == AVERAGE:
            halves = (INCOME, MEMBERS)
            stated = [half for half in halves if half in self.applicant.facts]
            if len(stated) == 1:
                return halves[1 - halves.index(stated[0])]
        return name

    def _is_worth_asking(self, asked_when: Mapping[str, str]) -> bool:
        return all(self.applicant.facts.get(name) == value for name, value in asked_when.items())

    @staticmethod
    def _range(kind: str, low: Fraction, high: Fraction | None) -> Interval | None:
        return Interval(low, high) if kind in {"money", "integer", "decimal"} else None

    # operators

    def _arithmetic(self, node: Arithmetic) -> Result:
        parts = [self.evaluate(node.left), self.evaluate(node.right)]
        operation = {"+": quantities.add, "-": quantities.subtract, "*": quantities.multiply}[node.sign]
        return settled(operation(parts[0].number, parts[1].number), parts)

    def _membership(self, node: Membership) -> Result:
        item = self.evaluate(node.item)
        outcomes = [compare("==", item.value, self.evaluate(member).value) for member in node.members]
        return disjunction([Result(outcome, item.missing if outcome is None else ()) for outcome in outcomes])

    def _choice(self, node: Choice) -> Result:
        condition = self.evaluate(node.condition)
        if condition.truth is not None:
            return self.evaluate(node.then if condition.truth else node.otherwise)
        return merge(self.evaluate(node.then), self.evaluate(node.otherwise), condition)

    def _lookup(self, node: Lookup) -> Result:
        key = self.evaluate(node.key)
        if key.is_known:
            for literal, value in node.entries:
                if compare("==", self.evaluate(literal).value, key.value):
                    return self.evaluate(value)
            return self._absent(node)
        found = self.evaluate(node.entries[0][1])
        for _, value in node.entries[1:]:
            found = merge(found, self.evaluate(value), key)
        settling = self.programme.settling(node)
        if not self.programme.may_be_absent(node) or (settling and self.stated(settling) is True):
            return found
        return merge(found, self._absent(node), key)

    def _absent(self, node: Lookup) -> Result:
        """A missing key is worth 0 as a number and is not met as a condition."""
        first = self.evaluate(node.entries[0][1]).value
        return Result(quantities.ZERO) if isinstance(first, Interval) else FALSE

    # functions

    def _call(self, node: Call) -> Result:
        match node.function:
            case "given":
                return Result(self._is_given(node.arguments[0]))
            case "status_of":
                return self._status(node.arguments[0])
            case "amount_of":
                amount, missing = self.benefits.amount(_id(node.arguments[0]))
                return settled(amount, [Result(amount, missing)])
        parts = [self.evaluate(argument) for argument in node.arguments]
        return settled(_apply(node.function, parts, self.applicant.as_of), parts)

    def _is_given(self, argument: Node) -> bool:
        name = _id(argument)
        self.used.setdefault(name)
        if name in self.programme.definitions:
            return self._definition(name).is_known
        return self.stated(name) is not None

    def _status(self, argument: Node) -> Result:
        status, missing = self.benefits.status(_id(argument))
        return Result(None, missing) if status == "unknown" else Result(status)


def _id(node: Node) -> str:
    assert isinstance(node, Name)
    return node.id


def _apply(function: str, parts: list[Result], as_of: date) -> Interval | date | bool | None:
    match function:
        case "min":
            return quantities.smallest([part.number for part in parts])
        case "max":
            return quantities.largest([part.number for part in parts])
        case "ceil":
            return quantities.round_up(parts[0].number)
        case "months" | "yuan":
            return parts[0].number
        case "age":
            born = parts[0].value
            return (
                Interval.point(periods.completed_years(born, as_of))
                if isinstance(born, date)
                else quantities.NOT_NEGATIVE
            )
        case "within":
            place, container = parts[0].value, parts[1].value
            return lies_within(place, container) if isinstance(place, str) and isinstance(container, str) else None
    return _move(function, parts)


def _move(function: str, parts: list[Result]) -> date | None:
    """A day a number of days, months or years away."""
    day = parts[0].value
    if not isinstance(day, date):
        return None
    if function == "first_of_month":
        return periods.first_of_month(day)
    steps = parts[1].number
    if not steps.is_point or steps.low is None:
        return None
    move = {"add_days": periods.add_days, "add_months": periods.add_months, "add_years": periods.add_years}[function]
    return move(day, int(steps.low))
