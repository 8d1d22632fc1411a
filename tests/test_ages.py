"""Ages by date of birth: what a roster compares instead of counting years says the same on every day."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import duckdb
import pytest

from subsidy_cli.columnar.ages import Age
from subsidy_cli.columnar.comparisons import compare
from subsidy_cli.columnar.terms import Number, constant
from subsidy_cli.roster.ages import BANDS, band_of, band_sql

DAYS = [
    *(date(2021, 2, 27) + timedelta(days=step) for step in range(4)),
    *(date(2024, 2, 27) + timedelta(days=step) for step in range(4)),
    date(2022, 12, 31),
]
AROUND = [timedelta(days=step) for step in range(-3, 4)]


def completed(born: date, on: date) -> int:
    """Completed years; who was born on 29 February is a year older on the 28th where there is no 29th."""
    years = on.year - born.year
    day = min(born.day, 28) if born.month == 2 and on.year % 4 else born.day
    return years - ((on.month, on.day) < (born.month, day))


def asked(query: str) -> tuple[object, ...]:
    """The one row of a query."""
    (row,) = duckdb.sql(query).fetchall()
    return tuple(row)


def births(on: date, years: int) -> list[date]:
    """Days around the one on which somebody must have been born to be so old."""
    month_end = on.replace(day=28) if (on.month, on.day) == (2, 29) else on
    return [month_end.replace(year=on.year - years) + step for step in AROUND]


@pytest.mark.parametrize("on", DAYS, ids=str)
@pytest.mark.parametrize("years", [1, 7, 16, 17, 18, 20, 60, 61])
def test_who_has_reached_an_age_is_told_by_the_date_of_birth(on: date, years: int) -> None:
    age = Age("born", on)
    for born in births(on, years):
        row = f"(SELECT DATE '{born}' AS born)"
        found = asked(f"SELECT {age.reached(years)}, {age.not_reached(years)} FROM {row}")
        assert found == (completed(born, on) >= years, completed(born, on) < years), born


@pytest.mark.parametrize("on", DAYS, ids=str)
def test_the_band_is_that_of_the_completed_years(on: date) -> None:
    for end, (under, above) in {
        7: ("0-6", "7-17"),
        18: ("7-17", "18-59"),
        60: ("18-59", "60-79"),
        80: ("60-79", "80-"),
    }.items():
        for born in births(on, end):
            query = f"SELECT {band_sql(['birth_date'], 'day')} FROM (SELECT DATE '{born}' AS birth_date, DATE '{on}' AS day)"
            (number,) = asked(query)
            assert band_of(int(str(number))) == (above if completed(born, on) >= end else under), born


def test_without_a_date_of_birth_the_band_is_unknown() -> None:
    query = f"SELECT {band_sql(['birth_date'], 'day')} FROM (SELECT CAST(NULL AS DATE) AS birth_date, DATE '2021-03-01' AS day)"
    (number,) = asked(query)
    assert (number, band_of(int(str(number)))) == (len(BANDS) - 1, "")
    assert band_sql([], "day") == str(number)


@pytest.mark.parametrize(("on", "years"), [(date.max, 18), (date(150, 3, 1), 149), (date(150, 3, 1), 150)])
def test_days_at_the_ends_of_the_calendar_are_days_too(on: date, years: int) -> None:
    """Where there is no such year, the years are counted."""
    number = Number("0", '"years"', column='"years"', age=Age("born", on))
    found = compare(">=", number, constant(Fraction(years))).sql
    expected = (
        f"(born <= DATE '{on.year - years:04d}-{on.month:02d}-{on.day:02d}')"
        if years < on.year - 1
        else f'("years" >= {years})'
    )
    assert found == expected
