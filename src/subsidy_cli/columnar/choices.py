"""One of several values, by a condition or by a key, as SQL; what they agree on where that is unknown."""

from __future__ import annotations

from fractions import Fraction

from subsidy_cli.columnar import terms
from subsidy_cli.columnar.arithmetic import largest, smallest
from subsidy_cli.columnar.terms import Number, Plain, Term, constant, hold, leaves_of_parts, leaves_when, level_of


def choose(condition: Plain, then: Term, otherwise: Term) -> Term:
    """`then` where the condition holds, `otherwise` where it does not, what both agree on where it is unknown."""
    if condition.sql in {terms.TRUE, terms.FALSE}:
        return then if condition.sql == terms.TRUE else otherwise
    when_unknown = condition.unknown
    leaves = (
        *leaves_when(condition.sql, then.leaves),
        *leaves_when(terms.opposite(condition.sql), otherwise.leaves),
        *leaves_when(when_unknown, (*condition.leaves, *leaves_of_parts(then, otherwise))),
    )
    level = level_of(condition, then, otherwise)
    if isinstance(then, Number) and isinstance(otherwise, Number):
        low_both = _either_open(then.low, otherwise.low, f"LEAST({then.low}, {otherwise.low})")
        high_both = _either_open(then.high, otherwise.high, f"GREATEST({then.high}, {otherwise.high})")
        return Number(
            _cases(condition.sql, then.low, otherwise.low, low_both),
            _cases(condition.sql, then.high, otherwise.high, high_both),
            leaves,
            level,
            then.not_negative and otherwise.not_negative,
            then.low_stated and otherwise.low_stated,
        )
    assert isinstance(then, Plain)
    assert isinstance(otherwise, Plain)
    agreed = terms.value_where(hold(then.sql, "=", otherwise.sql), then.sql)
    return Plain(_cases(condition.sql, then.sql, otherwise.sql, agreed), leaves, level)


def _cases(condition: str, then: str, otherwise: str, both: str) -> str:
    if then == otherwise:
        return then
    return terms.case((condition, then), (terms.opposite(condition), otherwise), otherwise=both)


def _either_open(left: str, right: str, joined: str) -> str:
    if terms.is_nothing(left) or terms.is_nothing(right):
        return left if terms.is_nothing(left) else right
    return terms.value_where(terms.all_of((terms.is_known(left), terms.is_known(right))), joined)


def number_by_key(key: Term, tests: list[Plain], values: list[Number], absent: Plain) -> Number:
    """The number of a key, 0 for a key that is not listed; where the key is unknown, between all that it may be."""
    unknown = key.unknown
    possible = [*values, constant(Fraction(0))]
    joined = (
        _if_absent(absent.sql, smallest(possible).low, smallest(values).low),
        _if_absent(absent.sql, largest(possible).high, largest(values).high),
    )
    low = _by_key(tests, [value.low for value in values], unknown, joined[0], "0")
    high = _by_key(tests, [value.high for value in values], unknown, joined[1], "0")
    leaves = list(leaves_when(unknown, key.leaves))
    for test, value in zip(tests, values, strict=True):
        leaves += leaves_when(terms.any_of((unknown, test.sql)), value.leaves)
    settled = key.leaves == () and all(value.is_settled for value in values)
    return Number(
        low,
        high,
        () if settled else tuple(leaves),
        level_of(key, absent, *values),
        all(value.not_negative for value in values),
        all(value.low_stated for value in values),
    )


def _if_absent(absent: str, then: str, otherwise: str) -> str:
    if absent in {terms.TRUE, terms.FALSE}:
        return then if absent == terms.TRUE else otherwise
    return then if then == otherwise else terms.case((absent, then), otherwise=otherwise)


def plain_by_key(key: Term, tests: list[Plain], values: list[Plain], absent: Plain) -> Plain:
    """The value of a key, FALSE for a key that is not listed; where the key is unknown, what all agree on."""
    unknown = key.unknown
    same = terms.all_of(hold(value.sql, "=", values[0].sql) for value in values[1:])
    agree = terms.all_of((same, terms.opposite(terms.all_of((absent.sql, values[0].sql)))))
    agreed = f"(CASE WHEN {agree} THEN {values[0].sql} END)"
    sql = _by_key(tests, [value.sql for value in values], unknown, agreed, "FALSE")
    leaves = list(leaves_when(unknown, key.leaves))
    for test, value in zip(tests, values, strict=True):
        leaves += leaves_when(terms.any_of((unknown, test.sql)), value.leaves)
    return Plain(sql, tuple(leaves), level_of(key, absent, *values))


def _by_key(tests: list[Plain], values: list[str], unknown: str, joined: str, absent: str) -> str:
    found = [(test.sql, value) for test, value in zip(tests, values, strict=True)]
    return terms.case((unknown, joined), *found, otherwise=absent)
