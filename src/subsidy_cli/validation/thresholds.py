"""The thresholds of the rules as they are written: every comparison that has an order, and by how much one step moves it.

A step is a fen for money, one for what is counted, a day for days and ages, a hundredth for a share.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from subsidy_cli.documents.models import RequirementTable
from subsidy_cli.expressions.checking import Checker
from subsidy_cli.expressions.nodes import Arithmetic, Comparison, Literal_, Node, walk
from subsidy_cli.expressions.types import RATIO
from subsidy_cli.validation.elements import WrittenElement, elements
from subsidy_cli.validation.undated import is_state, undated_names

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from subsidy_cli.diagnostics import Place
    from subsidy_cli.library.opening import Library
    from subsidy_cli.library.shelf import Document
    from subsidy_cli.programme.naming import Names

FEN = Fraction(1, 100)
ONE = Fraction(1)
SIGNS = {"at_least": ">=", "above": ">", "at_most": "<=", "below": "<", "equal": "=="}


@dataclass(frozen=True, slots=True)
class Key:
    """What a threshold is recognised by: the definition or benefit that holds it, the whole rule, the comparison."""

    owner: str
    rule: str
    text: str


@dataclass(frozen=True)
class WrittenThreshold:
    """A comparison with an order, where it is written."""

    document: str
    key: Key
    sign: str
    place: Place


def comparison_key(owner: str, rule: str, comparison: Comparison) -> Key:
    """The key of a comparison in a rule."""
    return Key(owner, rule, rule[comparison.left.span.start : comparison.right.span.end])


def requirement_key(owner: str, actual: str, required: str) -> Key:
    """The key of a requirement, which compares two rules."""
    return Key(owner, f"{actual} / {required}", f"{actual} against {required}")


def comparisons(node: Node) -> tuple[Comparison, ...]:
    """Every comparison of an expression."""
    return tuple(each for each in walk(node) if isinstance(each, Comparison))


def thresholds(library: Library, documents: Sequence[Document]) -> Iterator[WrittenThreshold]:
    """Every threshold of every document, in the order of the files."""
    names = undated_names(library, documents)
    for document in documents:
        for element in elements(document):
            yield from _in_rules(names, element)
            if isinstance(element.table, RequirementTable) and not is_state(names, element.table):
                table = element.table
                key = requirement_key(str(element.path[1]), table.actual, table.required)
                yield WrittenThreshold(document.id, key, SIGNS[table.comparison], element.place())


def _in_rules(names: Names, element: WrittenElement) -> Iterator[WrittenThreshold]:
    for expression in element.expressions:
        for comparison in comparisons(expression.node) if expression.node is not None else ():
            if step(names, comparison) is not None:
                key = comparison_key(str(element.path[1]), expression.text, comparison)
                place = element.place(*expression.key, offset=comparison.left.span.start)
                yield WrittenThreshold(element.document.id, key, comparison.sign, place)


def step(names: Names, comparison: Comparison) -> Fraction | None:
    """One step of what is compared, in days for days and ages; None where there is no order."""
    kinds = [Checker(names).check(node) for node in (comparison.left, comparison.right)]
    if any(kind is not None and kind.kind == "date" for kind in kinds):
        return ONE
    if any(kind is None or kind.kind != "number" for kind in kinds):
        return None
    return max(step_of(names, comparison.left), step_of(names, comparison.right), FEN)


def step_of(names: Names, node: Node) -> Fraction:
    """By how much an expression moves when its fact moves by one step; a factor scales it."""
    match node:
        case Literal_():
            return Fraction(0)
        case Arithmetic("*", Literal_(Fraction() as factor), other) | Arithmetic(
            "*", other, Literal_(Fraction() as factor)
        ):
            return abs(factor) * step_of(names, other)
        case Arithmetic(_, left, right):
            return max(step_of(names, left), step_of(names, right))
    kind = Checker(names).check(node)
    is_fine = kind is not None and (kind.is_money or kind.unit == RATIO)
    return FEN if is_fine else ONE
