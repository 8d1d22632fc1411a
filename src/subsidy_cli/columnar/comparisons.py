"""Two terms held against each other, as SQL."""

from __future__ import annotations

import operator
import re
from dataclasses import replace
from math import ceil, floor
from typing import TYPE_CHECKING

from subsidy_cli.columnar import terms
from subsidy_cli.columnar.terms import FALSE, TRUE, Number, Plain, Term, hold, leaves_of_parts, level_of

if TYPE_CHECKING:
    from fractions import Fraction

    from subsidy_cli.columnar.ages import Age

_OPERATORS = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_PLAIN_SIGNS = {"==": "=", "!=": "<>", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
_FLIPPED = {">": "<", ">=": "<=", "<": ">", "<=": ">="}
_OLDEST = 200
_LITERAL = re.compile(r"(DATE )?'[^']*'")
"""A day or word; as texts days are in the order in which they come."""


def compare(sign: str, left: Term, right: Term) -> Plain:
    """Hold two terms against each other; NULL where it depends on what is unknown."""
    leaves, level = leaves_of_parts(left, right), level_of(left, right)
    if isinstance(left, Plain) and isinstance(right, Plain):
        if _LITERAL.fullmatch(left.sql) and _LITERAL.fullmatch(right.sql):
            return Plain(TRUE if _OPERATORS[sign](left.sql, right.sql) else FALSE)
        return Plain(hold(left.sql, _PLAIN_SIGNS[sign], right.sql), leaves, level)
    assert isinstance(left, Number)
    assert isinstance(right, Number)
    if left.literal is not None and right.literal is not None:
        return Plain(TRUE if _OPERATORS[sign](left.literal, right.literal) else FALSE)
    by_birth = _compare_age(sign, left.age, right.literal)
    by_birth = by_birth or _compare_age(_FLIPPED.get(sign, sign), right.age, left.literal)
    if by_birth is not None:
        return Plain(by_birth, leaves, level)
    left, right = _bare(left), _bare(right)
    if left.is_settled and right.is_settled:
        return Plain(f"({left.low} {_PLAIN_SIGNS[sign]} {right.low})", leaves, level)
    return Plain(_compare_numbers(sign, left, right), leaves, level)


def _bare(value: Number) -> Number:
    """A whole figure without its type, so that counts are compared as counts and not as long decimals."""
    if value.literal is None or value.literal.denominator != 1 or value.literal < 0:
        return value
    written = str(value.literal.numerator)
    return replace(value, low=written, high=written)


def _compare_age(sign: str, age: Age | None, years: Fraction | None) -> str | None:
    """An age held against a figure, by the date of birth; None where that cannot be done."""
    if age is None or years is None or not 0 < years < min(_OLDEST, age.on.year - 1):
        return None
    match sign:
        case ">=":
            return age.reached(ceil(years))
        case ">":
            return age.reached(floor(years) + 1)
        case "<":
            return age.not_reached(ceil(years))
        case "<=":
            return age.not_reached(floor(years) + 1)
    return None


def _compare_numbers(sign: str, left: Number, right: Number) -> str:
    if _is_plain(left) and _is_plain(right):
        return hold(left.high, _PLAIN_SIGNS[sign], right.high)
    if sign in {"==", "!="}:
        return _compare_equal(sign, left, right)
    if sign in {">", ">="}:
        return _compare_numbers(_FLIPPED[sign], right, left)
    low, other_low = left.firm_low, right.firm_low
    opposite = ">=" if sign == "<" else ">"
    return terms.case((hold(left.high, sign, other_low), "TRUE"), (hold(low, opposite, right.high), "FALSE"))


def _is_plain(value: Number) -> bool:
    """A figure that is known or nothing at all, so that SQL's own comparison says what is meant."""
    return value.literal is not None or value.column is not None


def _compare_equal(sign: str, left: Number, right: Number) -> str:
    both = terms.all_of((hold(left.low, "=", left.high), hold(right.low, "=", right.high)))
    apart = terms.any_of((hold(left.high, "<", right.firm_low), hold(right.high, "<", left.firm_low)))
    equal, differ = (f"{left.low} = {right.low}", "FALSE") if sign == "==" else (f"{left.low} <> {right.low}", "TRUE")
    return terms.case((both, equal), (apart, differ))
