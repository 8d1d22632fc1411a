"""Checks on amounts: what a benefit gives is never less than nothing."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from subsidy_cli.diagnostics import Diagnostic
from subsidy_cli.documents.models import ItemTable
from subsidy_cli.expressions.nodes import Arithmetic, Call, Choice, Literal_, Lookup, Negation, Node
from subsidy_cli.quantities import number_text
from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from subsidy_cli.diagnostics import Place
    from subsidy_cli.validation.inspection import Inspection

_AMOUNTS = frozenset({"amount", "alternatives"})
_UNITS = frozenset({"yuan", "months"})
"""The functions that give a figure its unit and leave its worth alone."""


def item_takes_away(inspection: Inspection) -> Iterator[Diagnostic]:
    """No item gives a fixed sum below nothing: the benefit would give nothing, and its items would not add up to that."""
    for element in inspection.elements:
        if not isinstance(element.table, ItemTable):
            continue
        for expression in (*element.expressions, *element.alternatives):
            if expression.key[0] in _AMOUNTS and expression.node is not None:
                below = [worth for worth in _outcomes(expression.node) if worth < 0]
                yield from (_taken_away(worth, element.place(*expression.key)) for worth in below)


def _taken_away(worth: Fraction, place: Place) -> Diagnostic:
    shown = number_text(worth)
    hint = Text(
        "数额不带负号；须扣减的，写作 max(0, 甲 - 乙)",
        "write the amount without the sign; what is taken off is written max(0, a - b)",
    )
    message = Text(f"款项为负数：{shown}", f"the item is below nothing: {shown}")
    return Diagnostic("item-takes-away", message, place, hint)


def _outcomes(node: Node) -> Iterator[Fraction]:
    """Every fixed figure that an expression may come to, whatever the facts are."""
    match node:
        case Choice(_, then, otherwise):
            yield from _outcomes(then)
            yield from _outcomes(otherwise)
        case Lookup(entries):
            for _, value in entries:
                yield from _outcomes(value)
        case _:
            worth = _worth(node)
            if worth is not None:
                yield worth


def _worth(node: Node) -> Fraction | None:
    """What an expression of nothing but figures is worth."""
    match node:
        case Literal_(Fraction() as value):
            return value
        case Negation(operand):
            worth = _worth(operand)
            return None if worth is None else -worth
        case Arithmetic(sign, left, right):
            ends = _worth(left), _worth(right)
            return None if ends[0] is None or ends[1] is None else _combined(sign, ends[0], ends[1])
        case Call(function, (argument,)) if function in _UNITS:
            return _worth(argument)
    return None


def _combined(sign: str, left: Fraction, right: Fraction) -> Fraction:
    return left * right if sign == "*" else left + right if sign == "+" else left - right
