"""Exact numbers: fractions inside, fen at the edge, intervals where something is open.

Every number is a `Fraction`, so nothing is rounded before the end; money is rounded half-up to the fen once, where it is
shown (reading `round-once-half-up`).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

Bound = Literal["exact", "at_least", "at_most", "range", "unspecified"]


def round_half_up(value: Fraction, places: int = 2) -> Decimal:
    """Round half-up (away from zero at the half) to a number of decimal places."""
    scaled = abs(value) * 10**places
    digits = math.floor(scaled + Fraction(1, 2))
    return Decimal(f"{digits if value >= 0 else -digits}E-{places}")


def money_text(value: Fraction) -> str:
    """Write money with two decimals, rounded half-up to the fen."""
    return format(round_half_up(value), ".2f")


def number_text(value: Fraction) -> str:
    """Write a number exactly where it has a finite decimal form, else rounded to six places."""
    denominator = value.denominator
    places = 0
    while denominator != 1 and places < 12:
        denominator = (value * 10 ** (places + 1)).denominator
        places += 1
    if denominator != 1:
        places = 6
    return format(round_half_up(value, places), "f")


@dataclass(frozen=True, slots=True)
class Interval:
    """A number that may be anywhere from `low` to `high`; an end that is None is open."""

    low: Fraction | None
    high: Fraction | None

    @classmethod
    def point(cls, value: Fraction | int) -> Interval:
        """A number that is known."""
        exact = Fraction(value)
        return cls(exact, exact)

    @property
    def is_point(self) -> bool:
        """Whether the number is known."""
        return self.low is not None and self.low == self.high

    def join(self, other: Interval) -> Interval:
        """The hull of two possibilities: the lower low and the higher high; open stays open."""
        low = None if self.low is None or other.low is None else min(self.low, other.low)
        high = None if self.high is None or other.high is None else max(self.high, other.high)
        return Interval(low, high)


ZERO = Interval.point(0)
NOT_NEGATIVE = Interval(Fraction(0), None)
EVERYTHING = Interval(None, None)


def add(left: Interval, right: Interval) -> Interval:
    """Sum of two intervals."""
    low = None if left.low is None or right.low is None else left.low + right.low
    high = None if left.high is None or right.high is None else left.high + right.high
    return Interval(low, high)


def negate(value: Interval) -> Interval:
    """Minus an interval."""
    return Interval(None if value.high is None else -value.high, None if value.low is None else -value.low)


def subtract(left: Interval, right: Interval) -> Interval:
    """Difference of two intervals."""
    return add(left, negate(right))


def multiply(left: Interval, right: Interval) -> Interval:
    """Product of two intervals; nothing times anything is nothing, however open."""
    if ZERO in (left, right):
        return ZERO
    if _is_not_negative(left) and _is_not_negative(right):
        return Interval(_times(left.low, right.low), _times(left.high, right.high))
    for scale, value in ((left, right), (right, left)):
        if scale.is_point and _is_not_negative(scale):
            return Interval(_times(scale.low, value.low), _times(scale.low, value.high))
    return _corners(left, right)


def _is_not_negative(value: Interval) -> bool:
    return value.low is not None and value.low >= 0


def _times(left: Fraction | None, right: Fraction | None) -> Fraction | None:
    return None if left is None or right is None else left * right


def _corners(left: Interval, right: Interval) -> Interval:
    """Product where a sign is not known: the hull of the corners, everything where one of them is open."""
    products = [_times(a, b) for a in (left.low, left.high) for b in (right.low, right.high)]
    known = [product for product in products if product is not None]
    return Interval(min(known), max(known)) if len(known) == len(products) else EVERYTHING


def smallest(values: list[Interval]) -> Interval:
    """Minimum of intervals."""
    lows = [value.low for value in values]
    highs = [value.high for value in values if value.high is not None]
    low = None if any(end is None for end in lows) else min(end for end in lows if end is not None)
    return Interval(low, min(highs) if highs else None)


def largest(values: list[Interval]) -> Interval:
    """Maximum of intervals."""
    return negate(smallest([negate(value) for value in values]))


def round_up(value: Interval) -> Interval:
    """Round both ends up to whole numbers."""
    return Interval(
        None if value.low is None else Fraction(math.ceil(value.low)),
        None if value.high is None else Fraction(math.ceil(value.high)),
    )


def _rounded(end: Fraction | None, to: Literal["fen", "yuan"]) -> Decimal | None:
    """One end in yuan, always written to the fen."""
    if end is None:
        return None
    return round_half_up(end if to == "fen" else Fraction(round_half_up(end, 0)))


@dataclass(frozen=True, slots=True)
class Amount:
    """What a benefit gives, in yuan to the fen: an end that is None is open (the text gives no figure for it)."""

    low: Decimal | None
    high: Decimal | None

    @classmethod
    def rounded(cls, value: Interval, to: Literal["fen", "yuan"] = "fen") -> Amount:
        """Round both ends half-up, to the fen unless said otherwise."""
        return cls(_rounded(value.low, to), _rounded(value.high, to))

    @property
    def bound(self) -> Bound:
        """How the amount is to be read."""
        if self.low is None:
            return "unspecified" if self.high is None else "at_most"
        if self.high is None:
            return "at_least"
        return "exact" if self.low == self.high else "range"

    def as_json(self) -> dict[str, str | None]:
        """Give the amount in the form of the public contract."""
        return {
            "low": None if self.low is None else format(self.low, ".2f"),
            "high": None if self.high is None else format(self.high, ".2f"),
            "bound": self.bound,
        }
