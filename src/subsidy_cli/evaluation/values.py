"""Values that may be unknown: Kleene's three truth values, intervals of numbers, and what would settle them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, TypeAlias

from subsidy_cli.quantities import EVERYTHING, Interval

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Value: TypeAlias = bool | Interval | date | str | None
"""None is an unknown truth value, day or word; an unknown number is an interval."""


@dataclass(frozen=True, slots=True)
class Result:
    """A value, and the facts and standards whose absence leaves it open."""

    value: Value
    missing: tuple[str, ...] = ()

    @property
    def is_known(self) -> bool:
        """Whether the value is settled."""
        return self.value.is_point if isinstance(self.value, Interval) else self.value is not None

    @property
    def truth(self) -> bool | None:
        """The value as a truth value."""
        assert self.value is None or isinstance(self.value, bool)
        return self.value

    @property
    def number(self) -> Interval:
        """The value as a number; a word or truth value where a number should stand is nothing."""
        assert isinstance(self.value, Interval)
        return self.value


TRUE = Result(True)
FALSE = Result(False)


def union(groups: Iterable[Sequence[str]]) -> tuple[str, ...]:
    """Names once each, in order of first appearance."""
    return tuple(dict.fromkeys(name for group in groups for name in group))


def settled(value: Value, parts: Iterable[Result]) -> Result:
    """A value with what leaves it open: nothing where it is settled."""
    result = Result(value)
    return result if result.is_known else Result(value, union(part.missing for part in parts))


def conjunction(parts: Sequence[Result]) -> Result:
    """Kleene's and: one false decides."""
    if any(part.truth is False for part in parts):
        return FALSE
    undecided = [part for part in parts if part.truth is None]
    return Result(None, union(part.missing for part in undecided)) if undecided else TRUE


def disjunction(parts: Sequence[Result]) -> Result:
    """Kleene's or: one true decides."""
    if any(part.truth is True for part in parts):
        return TRUE
    undecided = [part for part in parts if part.truth is None]
    return Result(None, union(part.missing for part in undecided)) if undecided else FALSE


def opposite(part: Result) -> Result:
    """Kleene's not."""
    return part if part.truth is None else Result(not part.truth)


def compare(sign: str, left: Value, right: Value) -> bool | None:
    """Hold two values against each other; None where it depends on what is unknown."""
    if isinstance(left, Interval) and isinstance(right, Interval):
        return _compare_numbers(sign, left, right)
    if left is None or right is None:
        return None
    if sign in {"==", "!="}:
        return (left == right) == (sign == "==")
    assert isinstance(left, date)
    assert isinstance(right, date)
    return {"<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right}[sign]


def _compare_numbers(sign: str, left: Interval, right: Interval) -> bool | None:
    left, right = _firm(left), _firm(right)
    match sign:
        case "<":
            return _below(left, right)
        case "<=":
            return _not(_below(right, left))
        case ">":
            return _below(right, left)
        case ">=":
            return _not(_below(left, right))
    equal = _equal(left, right)
    return equal if sign == "==" else _not(equal)


def _firm(value: Interval) -> Interval:
    """What a comparison may rely on: a figure without an upper end is not known, even if it cannot be below nothing."""
    return EVERYTHING if value.high is None else value


def _below(left: Interval, right: Interval) -> bool | None:
    """Whether left is certainly below right."""
    if left.high is not None and right.low is not None and left.high < right.low:
        return True
    if left.low is not None and right.high is not None and left.low >= right.high:
        return False
    return None


def _equal(left: Interval, right: Interval) -> bool | None:
    if left.is_point and right.is_point:
        return left.low == right.low
    apart = _below(left, right) or _below(right, left)
    return False if apart else None


def _not(truth: bool | None) -> bool | None:
    return None if truth is None else not truth


def merge(left: Result, right: Result, because: Result) -> Result:
    """What two possibilities agree on, where it is unknown which of them holds."""
    parts = (because, left, right)
    if isinstance(left.value, Interval) and isinstance(right.value, Interval):
        return settled(left.value.join(right.value), parts)
    value = left.value if left.value == right.value else None
    return settled(value, parts)
