"""Sums, differences, products and extremes of numbers between two ends, as SQL."""

from __future__ import annotations

from fractions import Fraction
from math import ceil
from operator import add as plus
from operator import mul as times
from operator import neg
from operator import sub as minus
from typing import TYPE_CHECKING

from subsidy_cli.columnar import terms
from subsidy_cli.columnar.terms import Number, constant, leaves_of_parts, level_of
from subsidy_cli.quantities import number_text

if TYPE_CHECKING:
    from collections.abc import Callable

_LONGEST = 30
"""Characters of a figure; the engine reads no more than 38 digits."""


def negate(value: Number) -> Number:
    """The number with the other sign: its ends change places."""
    if (settled := _settled(neg, value)) is not None:
        return settled
    return Number(f"(-{value.high})", f"(-{value.low})", value.leaves, value.level)


def add(left: Number, right: Number) -> Number:
    """Sum, end by end."""
    if (settled := _settled(plus, left, right)) is not None:
        return settled
    return Number(
        _computed(left.low, "+", right.low),
        _computed(left.high, "+", right.high),
        leaves_of_parts(left, right),
        level_of(left, right),
        left.not_negative and right.not_negative,
        left.low_stated and right.low_stated,
    )


def subtract(left: Number, right: Number) -> Number:
    """Difference: least where most is taken away."""
    if (settled := _settled(minus, left, right)) is not None:
        return settled
    return Number(
        _computed(left.low, "-", right.high),
        _computed(left.high, "-", right.low),
        leaves_of_parts(left, right),
        level_of(left, right),
    )


def multiply(left: Number, right: Number) -> Number:
    """Product; nothing times anything is nothing, however open."""
    if (settled := _settled(times, left, right)) is not None:
        return settled
    leaves, level = leaves_of_parts(left, right), level_of(left, right)
    for scale, value in ((left, right), (right, left)):
        if scale.literal is not None and scale.literal > 0:
            low, high = _computed(value.low, "*", scale.low), _computed(value.high, "*", scale.low)
            column = high if value.column is not None else None
            return Number(low, high, leaves, level, value.not_negative, value.low_stated, column=column)
    nothing = f"({left.low} = 0 AND {left.high} = 0) OR ({right.low} = 0 AND {right.high} = 0)"
    products = f"{left.low} * {right.low}", f"{left.high} * {right.high}"
    if left.not_negative and right.not_negative:
        high = f"(CASE WHEN {nothing} THEN 0 ELSE {products[1]} END)"
        return Number(f"({products[0]})", high, leaves, level, not_negative=True, low_stated=True)
    return _multiply_any_sign(left, right, nothing)


def _multiply_any_sign(left: Number, right: Number, nothing: str) -> Number:
    """Product where a sign is not known from the text, case by case as in `quantities.multiply`."""
    both = f"{left.low} >= 0 AND {right.low} >= 0"
    scaled_left = f"{left.low} = {left.high} AND {left.low} >= 0"
    scaled_right = f"{right.low} = {right.high} AND {right.low} >= 0"
    corners = [f"{a} * {b}" for a in (left.low, left.high) for b in (right.low, right.high)]
    known = " AND ".join(f"{end} IS NOT NULL" for end in (left.low, left.high, right.low, right.high))

    def end(side: str, own: Callable[[Number], str]) -> str:
        return (
            f"(CASE WHEN {nothing} THEN 0 WHEN {both} THEN {own(left)} * {own(right)}"
            f" WHEN {scaled_left} THEN {left.low} * {own(right)} WHEN {scaled_right} THEN {right.low} * {own(left)}"
            f" WHEN {known} THEN {side}({', '.join(corners)}) END)"
        )

    return Number(
        end("LEAST", lambda value: value.low),
        end("GREATEST", lambda value: value.high),
        leaves_of_parts(left, right),
        level_of(left, right),
    )


def smallest(values: list[Number]) -> Number:
    """Minimum: open below where any is, open above only where all are."""
    if (settled := _settled(lambda *figures: min(figures), *values)) is not None:
        return settled
    low = _of("LEAST", [value.low for value in values])
    if not all(value.low_stated for value in values):
        low = terms.value_where(terms.all_of(terms.is_known(value.low) for value in values), low)
    return Number(
        low,
        _of("LEAST", [value.high for value in values]),
        leaves_of_parts(*values),
        level_of(*values),
        all(value.not_negative for value in values),
        all(value.low_stated for value in values),
    )


def largest(values: list[Number]) -> Number:
    """Maximum: open above where any is, open below only where all are."""
    if (settled := _settled(lambda *figures: max(figures), *values)) is not None:
        return settled
    stated = terms.all_of(terms.is_known(value.high) for value in values if not value.is_settled)
    return Number(
        _of("GREATEST", [value.low for value in values]),
        terms.value_where(stated, _of("GREATEST", [value.high for value in values])),
        leaves_of_parts(*values),
        level_of(*values),
        any(value.not_negative for value in values),
        any(value.low_stated for value in values),
    )


def _settled(operation: Callable[..., Fraction], *values: Number) -> Number | None:
    """The result, where all figures are known from the text; None where one is not, or it is too long to be written."""
    figures = [value.literal for value in values]
    if None in figures:
        return None
    result = operation(*figures)
    return constant(result) if len(number_text(result)) <= _LONGEST else None


def round_up(value: Number) -> Number:
    """The next whole number, end by end."""
    if (settled := _settled(lambda figure: Fraction(ceil(figure)), value)) is not None:
        return settled
    return Number(
        f"CEIL({value.low})", f"CEIL({value.high})", value.leaves, value.level, value.not_negative, value.low_stated
    )


def _computed(left: str, sign: str, right: str) -> str:
    """A sum, difference or product; an end that is open stays open."""
    for end in (left, right):
        if terms.is_nothing(end):
            return end
    return f"({left} {sign} {right})"


def _of(function: str, ends: list[str]) -> str:
    """LEAST or GREATEST of the ends that are not open."""
    found = [end for end in dict.fromkeys(ends) if not terms.is_nothing(end)]
    if not found:
        return ends[0]
    return found[0] if len(found) == 1 else f"{function}({', '.join(found)})"
