"""Days and ages; 29 February falls back to the 28th."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from subsidy_cli.periods import (
    Period,
    add_days,
    add_months,
    add_years,
    completed_years,
    day_before,
    first_of_month,
    turning_days,
)

DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        (date(2003, 6, 15), date(2021, 6, 14), 17),
        (date(2003, 6, 15), date(2021, 6, 15), 18),
        (date(2008, 2, 29), date(2026, 2, 27), 17),
        (date(2008, 2, 29), date(2026, 2, 28), 18),
        (date(2008, 2, 29), date(2024, 2, 28), 15),
        (date(2008, 2, 29), date(2024, 2, 29), 16),
        (date(2020, 1, 1), date(2020, 1, 1), 0),
    ],
)
def test_an_age_is_reached_on_the_birthday(born: date, day: date, age: int) -> None:
    assert completed_years(born, day) == age


@given(DAYS, DAYS)
def test_age_and_anniversary_agree(born: date, day: date) -> None:
    if day < born:
        return
    age = completed_years(born, day)
    assert add_years(born, age) <= day < add_years(born, age + 1)


def test_months_end_where_the_month_ends() -> None:
    assert add_months(date(2019, 1, 31), 1) == date(2019, 2, 28)
    assert add_months(date(2020, 1, 31), 1) == date(2020, 2, 29)
    assert add_months(date(2018, 1, 1), 48) == date(2022, 1, 1)
    assert first_of_month(date(2018, 1, 31)) == date(2018, 1, 1)
    assert add_days(date(2022, 1, 1), -1) == date(2021, 12, 31)


def test_the_calendar_has_ends() -> None:
    assert add_years(date(9990, 1, 1), 500).year == date.max.year
    assert add_days(date.max, 1) == date.max


@given(st.lists(st.one_of(st.none(), DAYS), min_size=4, max_size=4))
def test_overlapping_periods_share_a_day(ends: list[date | None]) -> None:
    one, other = Period(ends[0], ends[1]), Period(ends[2], ends[3])
    candidates = [day for day in (*ends, date(1950, 1, 1)) if day is not None]
    if any(one.contains(day) and other.contains(day) for day in candidates):
        assert one.overlaps(other)


@given(st.one_of(st.none(), DAYS), st.one_of(st.none(), DAYS))
def test_what_holds_changes_on_turning_days_alone(start: date | None, end: date | None) -> None:
    period = Period(start, end)
    for day in [add_days(each, shift) for each in (start, end) if each is not None for shift in (-1, 0, 1)]:
        if period.is_backwards:
            assert not period.contains(day)
        else:
            changes = period.contains(day) != period.contains(day_before(day))
            assert changes == (day in turning_days([period]))
