"""Days, ages and periods. 29 February falls back to the 28th in years that have none."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def add_months(day: date, months: int) -> date:
    """The same day a number of months later, or the last day of that month."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    year = min(max(year, date.min.year), date.max.year)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def add_years(day: date, years: int) -> date:
    """The anniversary of a day."""
    return add_months(day, 12 * years)


def add_days(day: date, days: int) -> date:
    """A number of days later, within the calendar."""
    ordinal = min(max(day.toordinal() + days, date.min.toordinal()), date.max.toordinal())
    return date.fromordinal(ordinal)


def first_of_month(day: date) -> date:
    """The first day of the month of a day."""
    return day.replace(day=1)


def completed_years(born: date, day: date) -> int:
    """Age in completed years; an age is reached on the birthday itself (reading `age-on-the-birthday`)."""
    years = day.year - born.year
    return years if day >= add_years(born, years) else years - 1


def day_before(day: date) -> date:
    """The last day of what ends when `day` begins; the first day of the calendar has none before it."""
    return add_days(day, -1)


@dataclass(frozen=True, slots=True)
class Period:
    """The days from `start` to `end`, both included; None is open."""

    start: date | None = None
    end: date | None = None

    def contains(self, day: date) -> bool:
        """Whether a day lies in the period."""
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)

    @property
    def is_backwards(self) -> bool:
        """Whether it ends before it begins, and so holds on no day."""
        return self.start is not None and self.end is not None and self.end < self.start

    def overlaps(self, other: Period) -> bool:
        """Whether two periods share a day."""
        starts_in_time = self.start is None or other.end is None or self.start <= other.end
        ends_in_time = self.end is None or other.start is None or other.start <= self.end
        return starts_in_time and ends_in_time


def turning_days(periods: Iterable[Period]) -> frozenset[date]:
    """Every day on which one of the periods begins, and the day after one ends."""
    whole = list(periods)
    first = [period.start for period in whole if period.start is not None]
    after = [add_days(period.end, 1) for period in whole if period.end is not None]
    return frozenset([*first, *after])
