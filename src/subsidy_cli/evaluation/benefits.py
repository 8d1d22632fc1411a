"""One benefit for one applicant: conditions, exclusions, the amount, and what is open."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Literal

from subsidy_cli import quantities
from subsidy_cli.determination import (
    OUTCOMES,
    BenefitOutcome,
    ConditionOutcome,
    Displacement,
    ItemOutcome,
    LimitOutcome,
    NotInForce,
    Reason,
    Status,
)
from subsidy_cli.evaluation.requirements import RequirementResult, assess_requirements, requirement_details
from subsidy_cli.evaluation.scope import Scope
from subsidy_cli.evaluation.trace import trace
from subsidy_cli.evaluation.values import Result, conjunction, disjunction, merge, union
from subsidy_cli.facts.vocabulary import QUOTA_KINDS
from subsidy_cli.programme.readings import readings_of
from subsidy_cli.quantities import EVERYTHING, ZERO, Amount, Interval, money_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from subsidy_cli.facts.applicant import Applicant
    from subsidy_cli.programme.rules import (
        AbsentBenefit,
        BenefitRule,
        ConditionRule,
        DetailRule,
        ExclusionRule,
        ItemRule,
        Programme,
    )


@dataclass(frozen=True, slots=True)
class _Line:
    """An item with its interval before rounding."""

    rule: ItemRule
    value: Interval
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Sum:
    """The amount before rounding, with its lines and limits."""

    value: Interval
    missing: tuple[str, ...]
    lines: tuple[_Line, ...] = ()
    limits: tuple[LimitOutcome, ...] = ()


@dataclass
class Assessor:
    """Assesses the benefits of a programme for one applicant, each once, in the order in which they are asked for."""

    programme: Programme
    applicant: Applicant
    pending: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    _outcomes: dict[str, BenefitOutcome] = field(default_factory=dict)
    _sums: dict[str, _Sum] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.scope = Scope(self.programme, self.applicant, self, self.pending)

    # what other rules may look at

    def status(self, benefit: str) -> tuple[Status, tuple[str, ...]]:
        """The status of a benefit; one that is not in force is ineligible."""
        if benefit not in self.programme.benefits:
            return "ineligible", ()
        return self.outcome(benefit).status, self._open_tests(benefit)

    def _open_tests(self, benefit: str) -> tuple[str, ...]:
        """What leaves the status open, without what only leaves the amount open."""
        outcome = self.outcome(benefit)
        if outcome.status != "unknown":
            return ()
        return union(test.missing for test in (*outcome.conditions, *outcome.exclusions, *outcome.requirements))

    def amount(self, benefit: str) -> tuple[Interval, tuple[str, ...]]:
        """The amount of a benefit, rounded as it is paid; 0 when it is not due, from 0 when it is not known to be."""
        if benefit not in self.programme.benefits:
            return ZERO, ()
        outcome = self._outcomes.get(benefit) or self.outcome(benefit)
        if outcome.status == "ineligible":
            return ZERO, ()
        amount = outcome.amount
        if amount is None:
            return quantities.NOT_NEGATIVE, outcome.missing
        low = Fraction(0) if amount.low is None else Fraction(amount.low)
        return Interval(low, None if amount.high is None else Fraction(amount.high)), outcome.missing

    # one benefit

    def outcome(self, benefit: str) -> BenefitOutcome:
        """Assess a benefit in force."""
        if benefit not in self._outcomes:
            rule = self.programme.benefits[benefit]
            is_quota = rule.definition.kind in QUOTA_KINDS
            self._outcomes[benefit] = self._quota(rule) if is_quota else self._entitlement(rule)
            self._outcomes[benefit] = self._displaced(rule, self._outcomes[benefit])
        return self._outcomes[benefit]

    def absent(self, benefit: AbsentBenefit) -> BenefitOutcome:
        """A benefit that is not in force that day gives nothing."""
        return BenefitOutcome(
            definition=benefit.definition,
            status="ineligible",
            force=benefit.force,
            citation=benefit.citation,
            amount=None,
            not_in_force=NotInForce(benefit.reason, benefit.start, benefit.end),
            reason=Reason("not_in_force", benefit.reason),
            readings=benefit.readings,
        )

    def _entitlement(self, rule: BenefitRule) -> BenefitOutcome:
        conditions = tuple(self._condition(condition) for condition in rule.conditions)
        exclusions = tuple(self._exclusion(exclusion) for exclusion in rule.exclusions)
        status, reason = _status(conditions, exclusions)
        total = _Sum(ZERO, ()) if status == "ineligible" or rule.definition.in_kind else self._sum(rule)
        missing = union([*(outcome.missing for outcome in (*conditions, *exclusions)), total.missing])
        if status == "unknown":
            reason = Reason("missing", ",".join(missing))
        return BenefitOutcome(
            definition=rule.definition,
            status=status,
            force=self._force(rule),
            citation=rule.citation,
            amount=None
            if status == "ineligible" or rule.definition.in_kind
            else _amount(total.value, status, rule.rounding),
            conditions=conditions,
            exclusions=exclusions,
            items=tuple(_item(line) for line in total.lines),
            limits=total.limits,
            details={} if status == "ineligible" else self._details(rule),
            missing=() if status == "ineligible" else missing,
            reason=reason,
            readings=readings_of(self.programme, rule),
            notes=rule.notes,
        )

    def _force(self, rule: BenefitRule) -> str:
        """The force of the way by which the applicant comes to the benefit."""
        special = (each.force for each in rule.forces if self.scope.evaluate(each.when.node).truth)
        return next(special, rule.force)

    def _condition(self, condition: ConditionRule) -> ConditionOutcome:
        parts = [self.scope.evaluate(test.node) for test in condition.tests]
        result = conjunction(parts) if condition.mode == "all" else disjunction(parts)
        tests = tuple(test for rule in condition.tests for test in trace(self.scope, rule))
        return ConditionOutcome(
            condition.id,
            condition.name,
            OUTCOMES[result.truth],
            condition.citation,
            tests,
            condition.mode,
            result.missing,
        )

    def _exclusion(self, exclusion: ExclusionRule) -> ConditionOutcome:
        result = self.scope.evaluate(exclusion.when.node)
        return ConditionOutcome(
            exclusion.id,
            exclusion.name,
            OUTCOMES[result.truth],
            exclusion.citation,
            trace(self.scope, exclusion.when),
            "any",
            result.missing,
        )

    # amounts

    def _sum(self, rule: BenefitRule) -> _Sum:
        if not rule.items:
            return _Sum(EVERYTHING, ())
        lines = [line for item in rule.items if (line := self._line(item)) is not None]
        value = _add_up([line.value for line in lines])
        missing = [line.missing for line in lines]
        limits = []
        for limit in rule.limits:
            ceiling = self.scope.evaluate(limit.value.node)
            limited = _limit(limit.side, value, ceiling.number)
            applied = limited != value
            if applied and not ceiling.is_known:
                missing.append(ceiling.missing)
            value = limited
            shown = Amount.rounded(ceiling.number)
            limits.append(LimitOutcome(limit.id, limit.name, limit.side, shown, applied, limit.citation))
        return _Sum(value, union(missing) if _is_open(value, lines) else (), tuple(lines), tuple(limits))

    def _line(self, item: ItemRule) -> _Line | None:
        """An item, with and without it where it is unknown whether it is due; None where it is not."""
        when = Result(True) if item.when is None else self.scope.evaluate(item.when.node)
        if when.truth is False:
            return None
        amount = self.scope.evaluate(item.amount.node)
        bounded = Result(_bounded(item.bound, amount.number), amount.missing)
        if when.truth is None:
            bounded = merge(bounded, Result(ZERO), when)
        return _Line(item, bounded.number, bounded.missing)

    def _details(self, rule: BenefitRule) -> Mapping[str, Any]:
        found: dict[str, Any] = {}
        for detail in rule.details:
            applies = Result(True) if detail.when is None else self.scope.evaluate(detail.when.node)
            value = self.scope.evaluate(detail.value.node)
            if applies.truth and value.is_known:
                found[detail.id] = _detail(detail, value)
        return found

    def _displaced(self, rule: BenefitRule, outcome: BenefitOutcome) -> BenefitOutcome:
        from dataclasses import replace

        if outcome.status != "eligible":
            return outcome
        found = tuple(
            Displacement(displacement.id, displacement.name, displacement.citation)
            for displacement in rule.displacements
            if self.scope.evaluate(displacement.when.node).truth
        )
        return replace(outcome, displaced_by=found) if found else outcome

    # quotas and targets

    def _quota(self, rule: BenefitRule) -> BenefitOutcome:
        conditions = tuple(self._condition(condition) for condition in rule.conditions)
        exclusions = tuple(self._exclusion(exclusion) for exclusion in rule.exclusions)
        applies, _ = _status(conditions, exclusions)
        results = assess_requirements(self.scope, rule)
        if applies == "ineligible":
            results = tuple(result.waived() for result in results)
        status, missing = _quota_status(applies, results, union(each.missing for each in (*conditions, *exclusions)))
        reason = next(
            (Reason("requirement", each.outcome.id) for each in results if each.outcome.outcome == "unmet"), None
        )
        return BenefitOutcome(
            definition=rule.definition,
            status=status,
            force=rule.force,
            citation=rule.citation,
            amount=None,
            conditions=conditions,
            exclusions=exclusions,
            requirements=tuple(result.outcome for result in results),
            details=requirement_details(results) | dict(self._details(rule)),
            missing=missing,
            reason=Reason("missing", ",".join(missing)) if status == "unknown" else reason,
            readings=readings_of(self.programme, rule),
            notes=rule.notes,
        )


def _status(
    conditions: Sequence[ConditionOutcome], exclusions: Sequence[ConditionOutcome]
) -> tuple[Status, Reason | None]:
    """The first false condition decides, then the first true exclusion; anything open leaves the answer open."""
    for condition in conditions:
        if condition.outcome == "unmet":
            return "ineligible", Reason("condition", condition.id)
    for exclusion in exclusions:
        if exclusion.outcome == "met":
            return "ineligible", Reason("exclusion", exclusion.id)
    is_open = any(outcome.outcome == "unknown" for outcome in (*conditions, *exclusions))
    return ("unknown" if is_open else "eligible"), None


def _quota_status(
    applies: Status, results: Sequence[RequirementResult], open_conditions: tuple[str, ...]
) -> tuple[Status, tuple[str, ...]]:
    outcomes = {result.outcome.outcome for result in results}
    missing = union([open_conditions, *(result.outcome.missing for result in results)])
    if applies == "unknown" and outcomes != {"met"}:
        return "unknown", missing
    if "unmet" in outcomes:
        return "unmet", ()
    return ("unknown", missing) if "unknown" in outcomes or not outcomes else ("met", ())


def _bounded(bound: str, value: Interval) -> Interval:
    match bound:
        case "at_least":
            return Interval(value.low, None)
        case "at_most":
            return Interval(None, value.high)
    return value


def _add_up(values: Sequence[Interval]) -> Interval:
    """The sum of the lines; a low end that is not stated counts as nothing, unless none is stated."""
    if values and all(value.low is None for value in values):
        return Interval(None, _total([value.high for value in values]))
    stated = [Interval(Fraction(0) if value.low is None else value.low, value.high) for value in values]
    total = ZERO
    for value in stated:
        total = quantities.add(total, value)
    return total


def _total(highs: Sequence[Fraction | None]) -> Fraction | None:
    return None if None in highs else sum((high for high in highs if high is not None), Fraction(0))


def _limit(side: str, value: Interval, limit: Interval) -> Interval:
    if side == "at_most":
        return quantities.smallest([value, limit]) if value.low is not None else _cap_open(value, limit)
    return quantities.largest([value, limit])


def _cap_open(value: Interval, limit: Interval) -> Interval:
    """A ceiling on an amount whose low end is not stated lowers the high end only."""
    return Interval(None, quantities.smallest([Interval(Fraction(0), value.high), limit]).high)


def _is_open(value: Interval, lines: Sequence[_Line]) -> bool:
    return not value.is_point or any(not line.value.is_point for line in lines)


def _amount(value: Interval, status: Status, rounding: Literal["fen", "yuan"]) -> Amount | None:
    """The amount as it is given: never below nothing; while the status is open, from nothing up to what is possible."""
    if status == "unknown":
        return (
            None
            if value.high is None
            else Amount.rounded(Interval(Fraction(0), max(value.high, Fraction(0))), rounding)
        )
    low = value.low if value.low is None else max(value.low, Fraction(0))
    high = value.high if value.high is None else max(value.high, Fraction(0))
    return Amount.rounded(_unstated_low(Interval(low, high)), rounding)


def _unstated_low(value: Interval) -> Interval:
    """Where what is missing leaves an amount anywhere from nothing, or less, upward, no low end is stated."""
    return value if value.low is None or value.low > 0 or value.is_point else Interval(None, value.high)


def _item(line: _Line) -> ItemOutcome:
    rule, amount = line.rule, Amount.rounded(_unstated_low(line.value))
    return ItemOutcome(rule.id, rule.name, amount, rule.citation, rule.amount.text)


def _detail(detail: DetailRule, value: Result) -> Any:
    if isinstance(value.value, Interval):
        assert value.value.low is not None
        if detail.type.is_money:
            return money_text(value.value.low)
        is_whole = value.value.low.denominator == 1
        return int(value.value.low) if is_whole else quantities.number_text(value.value.low)
    return value.value.isoformat() if isinstance(value.value, date) else value.value
