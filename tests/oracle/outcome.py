"""What the oracle answers for one benefit, and how amounts are put together.

An amount is a pair (low, high); None is an open end. What is still possible is listed pair by pair, and the answer
is the hull of the list: nothing is ever calculated on the pairs themselves.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from .logic import Truth

Pair = tuple[Decimal | None, Decimal | None]

OPEN: Pair = (None, None)
FEN = Decimal("0.01")


@dataclass(frozen=True)
class Outcome:
    """A status, and the lowest and highest sum; None for an open end, or where there is no sum."""

    status: str
    low: Decimal | None = None
    high: Decimal | None = None


INELIGIBLE = Outcome("ineligible")


def exactly(value: Decimal | None) -> Pair:
    return (value, value)


def up_to(value: Decimal | None) -> Pair:
    return (None, value)


def from_(value: Decimal | None) -> Pair:
    return (value, None)


def fen(value: Decimal | None) -> Decimal | None:
    """Round half-up to the fen, once, at the end (reading round-once-half-up)."""
    return None if value is None else value.quantize(FEN, ROUND_HALF_UP)


def smaller(*values: Decimal | None) -> Decimal | None:
    """Return the smallest of the values that are known."""
    known = [value for value in values if value is not None]
    return min(known) if known else None


def product(*factors: Decimal | int | None) -> Decimal | None:
    """Multiply; one unknown factor leaves the product unknown."""
    result = Decimal(1)
    for factor in factors:
        if factor is None:
            return None
        result *= factor
    return result


def hull(pairs: list[Pair]) -> Pair:
    lows = [low for low, _ in pairs]
    highs = [high for _, high in pairs]
    return (None if None in lows else min(lows), None if None in highs else max(highs))  # type: ignore[type-var]


def decide(entitled: Truth, *pairs: Pair) -> Outcome:
    """Combine a status with the sums still possible for somebody who is entitled."""
    low, high = hull(list(pairs))
    if entitled is True:
        return Outcome("eligible", fen(low), fen(high))
    if entitled is None:
        return Outcome("unknown", None if high is None else Decimal("0.00"), fen(high))
    return INELIGIBLE


def decide_in_kind(entitled: Truth) -> Outcome:
    return decide(entitled, OPEN)
