"""Evaluation is total and sound: a random rule never raises, and its open answer holds every answer that may come.

Rules are written as text from the grammar, well typed and in one unit, so that parsing and checking take part. Facts are
then settled one after the other: each answer must lie within the one before, until everything is known.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from subsidy_cli.evaluation.scope import Scope
from subsidy_cli.expressions.checking import Checker
from subsidy_cli.expressions.parsing import parse
from subsidy_cli.facts.applicant import Applicant
from subsidy_cli.library.opening import open_library
from subsidy_cli.programme.naming import Names
from subsidy_cli.programme.rules import Programme
from subsidy_cli.quantities import Interval

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn, SearchStrategy

    from subsidy_cli.determination import Status
    from subsidy_cli.evaluation.values import Result, Value
    from subsidy_cli.expressions.nodes import Node

LIBRARY = open_library(with_user_folder=False)
DAY = date(2021, 3, 1)
PLACES = ["zhejiang", "zhejiang/jiaxing", "zhejiang/jiaxing/pinghu", "jiangxi/fuzhou"]
BENEFIT = "living_allowance"
NUMBERS = {
    "yuan/month": ["household_income_month", "own_income_month", "dibao_month", "minimum_wage_month"],
    "people": ["household_members"],
    "grade": ["disability_grade"],
}
TRUTHS = ["has_valid_certificate", "receives_tekun", "needs_long_term_care"]
WORDS = {"self_care_level": "mostly_unable", "disability_category": "mental", "sex": "male"}
MONEY = [Fraction(0), Fraction(1, 100), Fraction(900), Fraction("1500.01"), Fraction(10**12 - 1)]
VALUES: dict[str, list[Any]] = {
    **dict.fromkeys(NUMBERS["yuan/month"], MONEY),
    "household_members": [Fraction(n) for n in (1, 2, 7, 10**11)],
    "disability_grade": [Fraction(n) for n in (1, 2, 3, 4)],
    **{name: [True, False] for name in TRUTHS},
    **{name: list(LIBRARY.vocabulary.facts[name].values) for name in WORDS},
    "birth_date": [date.min, DAY.replace(year=2003), DAY.replace(year=2003) + timedelta(1), date(2000, 2, 29), DAY],
    "hukou_place": PLACES,
}
FIGURES = ["0", "1", "2", "0.5", "1.005", "100", "999999999999999999"]


@dataclass
class Others:
    """What a rule finds of another benefit: not known yet, or settled."""

    status_found: Status = "unknown"
    amount_found: Interval = field(default_factory=lambda: Interval(Fraction(0), None))

    def status(self, benefit: str) -> tuple[Status, tuple[str, ...]]:
        return self.status_found, (benefit,)

    def amount(self, benefit: str) -> tuple[Interval, tuple[str, ...]]:
        return self.amount_found, (benefit,)


def _truth(depth: int) -> SearchStrategy[str]:
    """A condition."""
    leaf = st.one_of(
        st.sampled_from([*TRUTHS, "True", "False"]),
        st.sampled_from([f"{name} == '{value}'" for name, value in WORDS.items()]),
        st.sampled_from([f"{name} in {{'{value}', '{value}'}}" for name, value in WORDS.items()]),
        st.sampled_from([f"within(hukou_place, '{place}')" for place in ("zhejiang", "jiaxing", "pinghu")]),
        st.sampled_from([f"status_of({BENEFIT}) == 'eligible'", f"status_of({BENEFIT}) != 'ineligible'"]),
    )
    if depth == 0:
        return leaf
    below = _truth(depth - 1)
    return st.one_of(
        leaf,
        _joined(below, " and "),
        _joined(below, " or "),
        below.map(lambda text: f"(not {text})"),
        st.builds("({} if {} else {})".format, below, below, below),
        st.sampled_from(list(NUMBERS)).flatmap(lambda unit: _compared(_number(depth - 1, unit))),
        _compared(_day(depth - 1)),
        _number(depth - 1, "grade").map(lambda text: f"({text} in {{1, 2}})"),
        st.builds(_table, st.sampled_from(list(WORDS)), st.lists(below, min_size=1, max_size=7)),
    )


def _number(depth: int, unit: str) -> SearchStrategy[str]:
    """A number of a unit, or a bare one."""
    leaf = st.sampled_from([*NUMBERS[unit], *FIGURES])
    if unit == "yuan/month":
        leaf = st.one_of(leaf, st.just(f"amount_of({BENEFIT})"))
    if depth == 0:
        return leaf
    below = _number(depth - 1, unit)
    return st.one_of(
        leaf,
        st.builds("({} {} {})".format, below, st.sampled_from("+-"), below),
        st.builds("({} * {})".format, st.sampled_from(["2", "0.3", "0", "-1", "(1 - 3)"]), below),
        below.map(lambda text: f"(-{text})"),
        below.map(lambda text: f"ceil({text})"),
        st.builds("{}({}, {})".format, st.sampled_from(["min", "max"]), below, below),
        st.builds("({} if {} else {})".format, below, _truth(depth - 1), below),
        st.builds(_table, st.sampled_from(list(WORDS)), st.lists(below, min_size=1, max_size=7)),
        st.builds("{{1: {}, 3: {}}}[disability_grade]".format, below, below),
    )


def _day(depth: int) -> SearchStrategy[str]:
    """A day."""
    leaf = st.sampled_from(["birth_date", "as_of", "'2003-03-01'", "'9999-12-31'", "'0001-01-01'"])
    if depth == 0:
        return leaf
    below = _day(depth - 1)
    moved = st.sampled_from(["add_days", "add_months", "add_years"])
    steps = st.sampled_from(["1", "18", "-1", "0.5", "999999999999", "household_members", "(0 - household_members)"])
    return st.one_of(
        leaf,
        below.map(lambda text: f"first_of_month({text})"),
        st.builds("{}({}, {})".format, moved, below, steps),
        st.builds("({} if {} else {})".format, below, _truth(depth - 1), below),
    )


def _joined(below: SearchStrategy[str], sign: str) -> SearchStrategy[str]:
    return st.lists(below, min_size=2, max_size=3).map(lambda parts: f"({sign.join(parts)})")


def _compared(below: SearchStrategy[str]) -> SearchStrategy[str]:
    return st.builds("({} {} {})".format, below, st.sampled_from(["<", "<=", ">", ">=", "==", "!="]), below)


def _table(name: str, values: list[str]) -> str:
    keys = list(LIBRARY.vocabulary.facts[name].values)
    return f"{{{', '.join(f'{key!r}: {value}' for key, value in zip(keys, values, strict=False))}}}[{name}]"


RULES = st.one_of(_truth(3), *(_number(3, unit) for unit in NUMBERS), _day(3), _compared(st.just("age(birth_date)")))
PROGRAMME = Programme("zhejiang/jiaxing", DAY, "", (), {}, {}, {}, LIBRARY.vocabulary, LIBRARY.places)


def _checked(text: str) -> Node:
    """The rule as the compile step takes it."""
    node = parse(text)
    checker = Checker(Names(LIBRARY.vocabulary, LIBRARY.places, (), (), lambda _: None))
    checker.check(node)
    assert checker.mistakes == [], (text, checker.mistakes)
    return node


@st.composite
def settlings(draw: DrawFn) -> tuple[dict[str, Any], dict[str, Any]]:
    """Some of the facts, and then all of them, none of which contradicts another."""
    whole = {name: draw(st.sampled_from(values), label=name) for name, values in VALUES.items()}
    whole["needs_long_term_care"] = whole["self_care_level"] != "able"
    some = draw(st.sets(st.sampled_from(list(whole))), label="known")
    return {name: value for name, value in whole.items() if name in some}, whole


def _evaluate(node: Node, known: dict[str, Any], others: Others) -> Result:
    vocabulary = LIBRARY.vocabulary
    facts = {name: value for name, value in known.items() if name in vocabulary.facts}
    standards = {name: value for name, value in known.items() if name in vocabulary.standards}
    return Scope(PROGRAMME, Applicant("zhejiang/jiaxing", DAY, facts, standards), others).evaluate(node)


def _holds(wide: Value, narrow: Value) -> bool:
    """Whether every answer that the narrower one leaves possible is possible in the wider one."""
    if isinstance(wide, Interval) and isinstance(narrow, Interval):
        low = wide.low is None or (narrow.low is not None and wide.low <= narrow.low)
        return low and (wide.high is None or (narrow.high is not None and narrow.high <= wide.high))
    return wide is None or wide == narrow


@given(RULES, settlings(), st.sampled_from([("eligible", 300), ("eligible", 0), ("ineligible", 0)]))
@settings(max_examples=1500, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_an_open_answer_holds_every_answer_that_may_come(
    text: str, facts: tuple[dict[str, Any], dict[str, Any]], other: tuple[Status, int]
) -> None:
    node, settled = _checked(text), Others(other[0], Interval.point(other[1]))
    steps = [({}, Others()), (facts[0], Others()), (facts[0], settled), (facts[1], settled)]
    results = [_evaluate(node, known, others) for known, others in steps]
    for wide, narrow in itertools.pairwise(results):
        assert _holds(wide.value, narrow.value), (text, wide, narrow)
    assert results[-1].is_known
    assert results[-1].missing == ()
    assert results == [_evaluate(node, known, others) for known, others in steps]
    for result, (known, _) in zip(results, steps, strict=True):
        assert result.is_known or result.missing
        assert not set(result.missing) & set(known)
