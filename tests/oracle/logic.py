"""Three-valued truth, written by hand: True, False, and None for "not known"."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

Truth = bool | None
Number = Decimal | int


def and3(*truths: Truth) -> Truth:
    """One false decides; otherwise one unknown leaves it open."""
    if any(truth is False for truth in truths):
        return False
    return None if any(truth is None for truth in truths) else True


def or3(*truths: Truth) -> Truth:
    """One true decides; otherwise one unknown leaves it open."""
    if any(truth is True for truth in truths):
        return True
    return None if any(truth is None for truth in truths) else False


def not3(truth: Truth) -> Truth:
    return None if truth is None else not truth


def agree(truths: Iterable[Truth]) -> Truth:
    """Tell what follows whichever of several possibilities is the real one."""
    answers = set(truths)
    return answers.pop() if len(answers) == 1 else None


def at_most(value: Number | None, limit: Number | None) -> Truth:
    """以下, 以内, 不超过: the number itself is inside."""
    return None if value is None or limit is None else value <= limit


def at_least(value: Number | None, floor: Number | None) -> Truth:
    """以上, 不低于, 至少, 满: the number itself is inside."""
    return None if value is None or floor is None else value >= floor


def below(value: Number | None, limit: Number | None) -> Truth:
    """未满, 不足: the number itself is outside."""
    return None if value is None or limit is None else value < limit


def one_of(value: str | None, *values: str) -> Truth:
    return None if value is None else value in values


def years_later(day: date, years: int) -> date:
    """Return the corresponding day; 29 February falls back to the 28th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def month_number(start: date | None, day: date) -> int | None:
    """Count calendar months: the starting month is month 1 (reading months-count-from-the-first)."""
    return None if start is None else (day.year - start.year) * 12 + day.month - start.month + 1
