"""Which answer would settle the most: the missing facts and standards, the most useful first."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from subsidy_cli.quantities import round_half_up
from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from decimal import Decimal

    from subsidy_cli.determination import BenefitOutcome, Determination
    from subsidy_cli.facts.vocabulary import Vocabulary

MONTHS = {"month": 1, "year": 12}
"""The periods whose amounts can be held against each other."""


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A missing fact or standard, the benefits that wait for it, and the money a month that depends on it."""

    id: str
    is_standard: bool
    wording: Text
    """The question to ask; for a standard its name."""
    supply: Text
    """How to give the answer."""
    benefits: tuple[str, ...]
    money_month: Decimal
    """What is still open a month at most, yearly benefits by the twelfth; those without an upper end do not count."""


def open_questions(determination: Determination, vocabulary: Vocabulary) -> tuple[OpenQuestion, ...]:
    """The missing facts and standards: those of the most benefits first, then those of the most money.

    A fact that is only worth asking after another one stands behind it.
    """
    waiting: dict[str, list[BenefitOutcome]] = {}
    for outcome in determination.benefits:
        if outcome.not_in_force is None:
            for name in outcome.missing:
                waiting.setdefault(name, []).append(outcome)
    found = [_question(name, outcomes, vocabulary) for name, outcomes in waiting.items()]
    found.sort(key=lambda each: (-len(each.benefits), -each.money_month))
    return tuple(_prerequisites_first(found, vocabulary))


def _question(name: str, outcomes: list[BenefitOutcome], vocabulary: Vocabulary) -> OpenQuestion:
    money = sum((_possible_month(outcome) for outcome in outcomes), Fraction(0))
    is_standard = name in vocabulary.standards
    waiting = tuple(outcome.id for outcome in outcomes)
    supply = how_to_supply(name) if is_standard else Text(name, name)
    return OpenQuestion(name, is_standard, _asked(name, vocabulary), supply, waiting, round_half_up(money))


def _possible_month(outcome: BenefitOutcome) -> Fraction:
    """The money that is still open: from the low end to the high end."""
    months = MONTHS.get(outcome.definition.period)
    if months is None or outcome.amount is None or outcome.amount.high is None:
        return Fraction(0)
    return (Fraction(outcome.amount.high) - Fraction(outcome.amount.low or 0)) / months


def _asked(name: str, vocabulary: Vocabulary) -> Text:
    fact = vocabulary.facts.get(name)
    if fact is None:
        return vocabulary.label(name)
    return fact.question or fact.label


def how_to_supply(standard: str) -> Text:
    """The words for giving a local standard that is missing."""
    return Text(
        f"--standard {standard}=数值，或 subsidy standards set",
        f"--standard {standard}=VALUE, or subsidy standards set",
    )


def _prerequisites_first(questions: list[OpenQuestion], vocabulary: Vocabulary) -> list[OpenQuestion]:
    by_id = {question.id: question for question in questions}
    ordered: dict[str, OpenQuestion] = {}

    def place(name: str) -> None:
        if name in ordered or name not in by_id:
            return
        question = by_id.pop(name)
        fact = vocabulary.facts.get(name)
        for earlier in fact.asked_when if fact is not None else ():
            place(earlier)
        ordered[name] = question

    for question in questions:
        place(question.id)
    return list(ordered.values())
