"""A determination in the order in which a reader asks: what is due, what is not and why, what is still open."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from subsidy_cli.evaluation.assessment import is_payable
from subsidy_cli.explanation.distance import Gap, nearest
from subsidy_cli.facts.vocabulary import PERIODS, QUOTA_KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from subsidy_cli.determination import BenefitOutcome, ConditionOutcome, Determination, NotInForce
    from subsidy_cli.facts.vocabulary import Vocabulary
    from subsidy_cli.quantities import Amount


@dataclass(frozen=True, slots=True)
class Refusal:
    """A benefit that is not due, what decided it, and how near it was."""

    outcome: BenefitOutcome
    decided_by: ConditionOutcome | None
    is_exclusion: bool
    gap: Gap | None
    """The nearest of the tests that decided; None where nothing can be measured."""


@dataclass(frozen=True, slots=True)
class Undecided:
    """A benefit that is open, what would settle it, and what it could be worth."""

    outcome: BenefitOutcome
    facts: tuple[str, ...]
    standards: tuple[str, ...]
    possible: Amount | None
    """The range still possible; None for a benefit in kind, and where the amount has no upper end yet."""


@dataclass(frozen=True, slots=True)
class Duty:
    """A quota or target: each requirement with what is required, what was found, and how far the two lie apart."""

    outcome: BenefitOutcome
    requirements: tuple[tuple[ConditionOutcome, Gap | None], ...]
    deadlines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Absence:
    """Benefits that the place knows but that are not in force, for one reason and one pair of days."""

    reason: Literal["draft", "not_yet", "repealed"]
    start: date | None
    end: date | None
    outcomes: tuple[BenefitOutcome, ...]


@dataclass(frozen=True, slots=True)
class Story:
    """Every outcome of a determination once, sorted for its reader."""

    payable: tuple[BenefitOutcome, ...]
    """Due, mandatory and a sum of money: what the totals are made of."""
    granted: tuple[BenefitOutcome, ...]
    """Due and mandatory, but outside the totals: in kind, a loan, or without a stated figure."""
    displaced: tuple[BenefitOutcome, ...]
    """Due, but another scheme is higher and takes its place."""
    optional: tuple[BenefitOutcome, ...]
    """Conditions met, but the text only allows or encourages it."""
    refused: tuple[Refusal, ...]
    """Nearest first."""
    undecided: tuple[Undecided, ...]
    """Money first, the most first."""
    duties: tuple[Duty, ...]
    absent: tuple[Absence, ...]


def tell(determination: Determination, vocabulary: Vocabulary) -> Story:
    """Sort a determination for its reader."""
    in_force = [outcome for outcome in determination.benefits if outcome.not_in_force is None]
    benefits = [outcome for outcome in in_force if outcome.definition.kind not in QUOTA_KINDS]
    due = [outcome for outcome in benefits if outcome.is_due]
    mandatory = [outcome for outcome in due if outcome.force == "mandatory" and not outcome.displaced_by]
    payable = [outcome for outcome in mandatory if is_payable(outcome) and _has_figure(outcome)]
    refused = [_refusal(outcome) for outcome in benefits if outcome.status == "ineligible"]
    undecided = [_undecided(outcome, vocabulary) for outcome in benefits if outcome.status == "unknown"]
    return Story(
        payable=tuple(sorted(payable, key=_period_order)),
        granted=tuple(outcome for outcome in mandatory if outcome not in payable),
        displaced=tuple(outcome for outcome in due if outcome.displaced_by),
        optional=tuple(outcome for outcome in due if outcome.force != "mandatory" and not outcome.displaced_by),
        refused=tuple(sorted(refused, key=_nearness)),
        undecided=tuple(sorted(undecided, key=_promise)),
        duties=tuple(_duty(outcome) for outcome in in_force if outcome.definition.kind in QUOTA_KINDS),
        absent=_absences(determination.benefits),
    )


def _has_figure(outcome: BenefitOutcome) -> bool:
    return outcome.amount is not None and outcome.amount.bound != "unspecified"


def _period_order(outcome: BenefitOutcome) -> int:
    return list(PERIODS).index(outcome.definition.period)


def _refusal(outcome: BenefitOutcome) -> Refusal:
    reason = outcome.reason
    is_exclusion = reason is not None and reason.kind == "exclusion"
    elements = outcome.exclusions if is_exclusion else outcome.conditions
    decided_by = next((element for element in elements if reason is not None and element.id == reason.id), None)
    against = "met" if is_exclusion else "unmet"
    tests = decided_by.tests if decided_by is not None else ()
    return Refusal(outcome, decided_by, is_exclusion, nearest(test for test in tests if test.outcome == against))


def _nearness(refusal: Refusal) -> tuple[bool, Fraction]:
    """Near misses first; what cannot be measured keeps its place behind them."""
    return refusal.gap is None, Fraction(0) if refusal.gap is None else refusal.gap.relative


def _undecided(outcome: BenefitOutcome, vocabulary: Vocabulary) -> Undecided:
    facts = tuple(name for name in outcome.missing if name not in vocabulary.standards)
    standards = tuple(name for name in outcome.missing if name in vocabulary.standards)
    return Undecided(outcome, facts, standards, outcome.amount)


def _promise(undecided: Undecided) -> tuple[int, Fraction]:
    """Money with an upper end first, the most a year first; then loans, money without an end, what is in kind."""
    definition, possible = undecided.outcome.definition, undecided.possible
    if definition.in_kind:
        return 3, Fraction(0)
    if possible is None or possible.high is None:
        return 2, Fraction(0)
    if definition.period == "loan":
        return 1, -Fraction(possible.high)
    return 0, -Fraction(possible.high) * (12 if definition.period == "month" else 1)


def _duty(outcome: BenefitOutcome) -> Duty:
    requirements = tuple((requirement, nearest(requirement.tests)) for requirement in outcome.requirements)
    deadline = outcome.details.get("deadline")
    days = deadline.values() if isinstance(deadline, dict) else [deadline]
    return Duty(outcome, requirements, tuple(dict.fromkeys(str(day) for day in days if day is not None)))


def _absences(outcomes: Iterable[BenefitOutcome]) -> tuple[Absence, ...]:
    groups: dict[NotInForce, list[BenefitOutcome]] = {}
    for outcome in outcomes:
        if outcome.not_in_force is not None:
            groups.setdefault(outcome.not_in_force, []).append(outcome)
    return tuple(Absence(why.reason, why.start, why.end, tuple(group)) for why, group in groups.items())
