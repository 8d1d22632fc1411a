"""How far a failed test is from holding, and which of several is nearest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from subsidy_cli.determination import TestOutcome

DAYS_OF_A_YEAR = 365

Side = Literal["above", "below", "equal"]


@dataclass(frozen=True, slots=True)
class Gap:
    """A test with the distance between what was found and what was asked."""

    test: TestOutcome
    size: Fraction
    """Never negative: yuan, days, people or whatever the test counts. 0 above or below is less than a fen."""
    side: Side
    """Whether what was found lies above or below what was asked."""
    is_date: bool
    relative: Fraction
    """The distance as a share of what was asked; for days as a share of a year. Only good for an order of display."""


def measure(test: TestOutcome) -> Gap | None:
    """The distance of a test that has one; questions of yes or no and of kind have none."""
    if test.distance is None or test.threshold is None:
        return None
    signed = Fraction(test.distance)
    side = _side_of_nothing(test) if signed == 0 else "above" if signed > 0 else "below"
    is_date = _is_day(test.threshold)
    scale = Fraction(DAYS_OF_A_YEAR) if is_date else abs(Fraction(test.threshold)) or Fraction(1)
    return Gap(test, abs(signed), side, is_date, abs(signed) / scale)


def _side_of_nothing(test: TestOutcome) -> Side:
    """Figures are compared unrounded: a distance shown as 0 may still lie on one side, by less than a fen."""
    is_met = test.outcome == "met"
    match test.sign, is_met:
        case ("<=", False) | (">", True):
            return "above"
        case (">=", False) | ("<", True):
            return "below"
    return "equal"


def nearest(tests: Iterable[TestOutcome]) -> Gap | None:
    """The test with the smallest relative distance; the first one where several are as near."""
    gaps = [gap for test in tests if (gap := measure(test)) is not None]
    return min(gaps, key=lambda gap: gap.relative, default=None)


def _is_day(written: str) -> bool:
    try:
        date.fromisoformat(written)
    except ValueError:
        return False
    return "-" in written[1:]
