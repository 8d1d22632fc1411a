"""What a quota or target asks for, held against what is reported."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from subsidy_cli import quantities
from subsidy_cli.determination import OUTCOMES, ConditionOutcome, TestOutcome
from subsidy_cli.evaluation.trace import is_money, show, units, words
from subsidy_cli.evaluation.values import compare, settled
from subsidy_cli.expressions.types import RATIO
from subsidy_cli.programme.rules import SIGNS
from subsidy_cli.quantities import Interval, money_text, number_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from subsidy_cli.evaluation.scope import Scope
    from subsidy_cli.programme.rules import BenefitRule, RequirementRule


@dataclass(frozen=True, slots=True)
class RequirementResult:
    """The outcome of one requirement, with the figure that it asks for."""

    rule: RequirementRule
    outcome: ConditionOutcome
    required: int | str | None

    def waived(self) -> RequirementResult:
        """The same requirement of a body to which the rule does not apply: nothing is required."""
        outcome = replace(self.outcome, outcome="met", tests=(), missing=())
        return RequirementResult(self.rule, outcome, 0)


def assess_requirements(scope: Scope, rule: BenefitRule) -> tuple[RequirementResult, ...]:
    """Hold every requirement of a quota or target against the facts."""
    return tuple(_assess(scope, requirement) for requirement in rule.requirements)


def _assess(scope: Scope, rule: RequirementRule) -> RequirementResult:
    actual, required = scope.evaluate(rule.actual.node), scope.evaluate(rule.required.node)
    parts = [actual, required]
    threshold = required.number
    if rule.per is not None:
        parts.append(scope.evaluate(rule.per.node))
        threshold = quantities.multiply(threshold, parts[-1].number)
    result = settled(compare(SIGNS[rule.comparison], actual.number, threshold), parts)
    money = is_money(scope.programme, rule.actual.node)
    distance = quantities.subtract(actual.number, threshold)
    test = TestOutcome(
        text=f"{rule.actual.text} {SIGNS[rule.comparison]} {rule.required.text}",
        outcome=OUTCOMES[result.truth],
        subject=words(scope.programme, rule.actual.node),
        sign=SIGNS[rule.comparison],
        actual=show(actual.value, money=money),
        threshold=show(threshold, money=money),
        distance=show(distance, money=money),
        missing=result.missing,
        units=units(scope.programme, rule.actual.node),
    )
    outcome = ConditionOutcome(
        rule.id, rule.name, OUTCOMES[result.truth], rule.citation, (test,), "all", result.missing
    )
    return RequirementResult(rule, outcome, _figure(rule, required.number))


def _figure(rule: RequirementRule, required: Interval) -> int | str | None:
    """The figure asked for: money with two decimals, a share with at least two, a count as a whole number."""
    if not required.is_point or required.low is None:
        return None
    value = required.low
    if rule.required_type.is_money:
        return money_text(value)
    if rule.required_type.unit == RATIO or value.denominator != 1:
        written = number_text(value)
        whole, _, decimals = written.partition(".")
        return f"{whole}.{decimals.ljust(2, '0')}"
    return number_text(value) if rule.per is not None else int(value)


def requirement_details(results: Sequence[RequirementResult]) -> dict[str, Any]:
    """`required`, `comparison` and `deadline` in the form of the public contract."""
    found: dict[str, Any] = {}
    required = _shared({result.rule.id: result.required for result in results})
    if required is not None:
        found["required"] = required
    comparison = _shared({result.rule.id: result.rule.comparison for result in results})
    if comparison is not None:
        found["comparison"] = comparison
    deadlines = {result.rule.id: result.rule.deadline.isoformat() for result in results if result.rule.deadline}
    if deadlines:
        found["deadline"] = _shared(deadlines)
    return found


def _shared(by_id: dict[str, Any]) -> Any:
    """One value where all agree, else the table of them."""
    known = {name: value for name, value in by_id.items() if value is not None}
    if len(known) != len(by_id):
        return known if known and len(by_id) > 1 else None
    distinct = {str(value) for value in known.values()}
    return next(iter(known.values())) if len(distinct) == 1 else known or None
