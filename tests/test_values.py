"""Kleene's logic and intervals, by enumeration: an unknown answer must be what every possibility agrees on."""

from __future__ import annotations

import itertools
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from subsidy_cli import quantities
from subsidy_cli.evaluation.values import Result, compare, conjunction, disjunction, merge, opposite
from subsidy_cli.quantities import Amount, Interval, money_text, number_text, round_half_up

TRUTHS = (True, False, None)
WHOLE = st.integers(-20, 20).map(Fraction)


def possible(truth: bool | None) -> list[bool]:
    return [True, False] if truth is None else [truth]


@pytest.mark.parametrize(("left", "right"), list(itertools.product(TRUTHS, TRUTHS)))
def test_and_and_or_are_what_every_possibility_agrees_on(left: bool | None, right: bool | None) -> None:
    worlds = list(itertools.product(possible(left), possible(right)))
    for combine, each in ((conjunction, all), (disjunction, any)):
        answers = {each(world) for world in worlds}
        expected = answers.pop() if len(answers) == 1 else None
        parts = [Result(left, () if left is not None else ("a",)), Result(right, () if right is not None else ("b",))]
        result = combine(parts)
        assert result.truth is expected
        assert (result.missing == ()) == (expected is not None)


def test_not_keeps_what_is_missing() -> None:
    assert opposite(Result(None, ("x",))) == Result(None, ("x",))
    assert opposite(Result(True)).truth is False


@st.composite
def intervals(draw: st.DrawFn) -> Interval:
    low, high = sorted((draw(WHOLE), draw(WHOLE)))
    return Interval(draw(st.sampled_from([low, low, None])), draw(st.sampled_from([high, high, None])))


def members(interval: Interval) -> list[Fraction]:
    """A few values of an interval, its ends among them; an open end is tried far out."""
    low = Fraction(-1000) if interval.low is None else interval.low
    high = Fraction(1000) if interval.high is None else interval.high
    return [low, high, (low + high) / 2]


def holds(interval: Interval, value: Fraction) -> bool:
    return (interval.low is None or interval.low <= value) and (interval.high is None or value <= interval.high)


@given(intervals(), intervals())
def test_arithmetic_encloses_every_possibility(left: Interval, right: Interval) -> None:
    for a, b in itertools.product(members(left), members(right)):
        assert holds(quantities.add(left, right), a + b)
        assert holds(quantities.subtract(left, right), a - b)
        assert holds(quantities.multiply(left, right), a * b)
        assert holds(quantities.smallest([left, right]), min(a, b))
        assert holds(quantities.largest([left, right]), max(a, b))
        assert holds(left.join(right), a)
        assert holds(left.join(right), b)


@given(intervals(), intervals(), st.sampled_from(["<", "<=", ">", ">=", "==", "!="]))
def test_a_decided_comparison_holds_in_every_possibility(left: Interval, right: Interval, sign: str) -> None:
    decided = compare(sign, left, right)
    if decided is None:
        return
    for a, b in itertools.product(members(left), members(right)):
        assert compare(sign, Interval.point(a), Interval.point(b)) is decided


def test_comparison_of_points_is_plain() -> None:
    one, two = Interval.point(1), Interval.point(2)
    assert compare("<", one, two) is True
    assert compare("<=", one, one) is True
    assert compare(">", one, one) is False
    assert compare("==", date(2020, 7, 4), date(2020, 7, 4)) is True
    assert compare(">=", date(2020, 7, 4), None) is None


def test_merge_is_what_both_agree_on() -> None:
    unknown = Result(None, ("c",))
    assert merge(Result(True), Result(True), unknown) == Result(True)
    assert merge(Result(True), Result(False), unknown) == Result(None, ("c",))
    joined = merge(Result(Interval.point(125)), Result(Interval.point(500)), unknown)
    assert joined == Result(Interval(Fraction(125), Fraction(500)), ("c",))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("300.405", "300.41"),
        ("300.404999", "300.40"),
        ("0.005", "0.01"),
        ("-0.005", "-0.01"),
        ("65.065", "65.07"),
        ("7", "7.00"),
    ],
)
def test_money_is_rounded_half_up_to_the_fen(value: str, text: str) -> None:
    assert money_text(Fraction(value)) == text


@given(st.fractions(min_value=-(10**9), max_value=10**9))
def test_rounding_is_never_more_than_half_a_fen_away(value: Fraction) -> None:
    assert abs(Fraction(round_half_up(value)) - value) <= Fraction(1, 200)


def test_numbers_are_written_exactly_where_they_can_be() -> None:
    assert number_text(Fraction("0.105")) == "0.105"
    assert number_text(Fraction(12)) == "12"
    assert number_text(Fraction(1, 3)) == "0.333333"


@pytest.mark.parametrize(
    ("low", "high", "bound"),
    [
        ("1", "1", "exact"),
        ("1", None, "at_least"),
        (None, "1", "at_most"),
        ("1", "2", "range"),
        (None, None, "unspecified"),
    ],
)
def test_bounds(low: str | None, high: str | None, bound: str) -> None:
    ends = [None if end is None else Fraction(end) for end in (low, high)]
    amount = Amount.rounded(Interval(*ends))
    assert amount.bound == bound
    assert amount.as_json()["bound"] == bound
