"""Checks on figures: what a rule counts with is stated by the words that it cites, or its origin is told."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, TypeAlias

from subsidy_cli.diagnostics import Diagnostic
from subsidy_cli.documents.models import BenefitTable, Part, RequirementTable
from subsidy_cli.expressions.nodes import Arithmetic, Call, Choice, Literal_, Node, children
from subsidy_cli.quantities import number_text
from subsidy_cli.texts import Text
from subsidy_cli.validation.figures import days, figures
from subsidy_cli.validation.undated import is_state

if TYPE_CHECKING:
    from collections.abc import Iterator

    from subsidy_cli.validation.elements import Expression, WrittenElement
    from subsidy_cli.validation.inspection import Inspection

Figure: TypeAlias = Fraction | date


def figure_is_not_in_its_phrase(inspection: Inspection) -> Iterator[Diagnostic]:
    """Every figure and day of a rule is stated by the phrase it cites, or declared as derived."""
    for element in inspection.elements:
        stated = _stated(element) | _yes(inspection, element)
        under = element.table.under if isinstance(element.table, Part) else None
        for expression in element.expressions:
            yield from _unstated(element, expression, stated | _figures_of_reading(inspection, under))
        for expression in element.alternatives:
            yield from _unstated(element, expression, stated | _figures_of_reading(inspection, str(expression.key[-1])))


def _figures_of_reading(inspection: Inspection, name: str | None) -> frozenset[Figure]:
    """The figures that the words of a reading state."""
    reading = None if name is None else inspection.library.vocabulary.readings.get(name)
    return _figures_of(
        "" if reading is None else f"{reading.default.zh}；{reading.alternative.zh}；{reading.default.en}"
    )


def _unstated(element: WrittenElement, expression: Expression, stated: frozenset[Figure]) -> Iterator[Diagnostic]:
    node = expression.node
    for literal in _figures_in(node) if node is not None else ():
        if literal.value in stated:
            continue
        shown = _shown(literal.value)
        message = Text(
            f"{shown} 不在所引短语中：「{_phrase(element)}」",
            f"{shown} does not occur in the phrase 「{_phrase(element)}」",
        )
        hint = Text(
            f'引用载有此数的短语，或说明来由：derived = {{ "{shown}" = "…" }}',
            f'cite the phrase that holds it, or say where it comes from: derived = {{ "{shown}" = "..." }}',
        )
        width = literal.span.end - literal.span.start
        place = element.place(*expression.key, offset=literal.span.start, width=width)
        yield Diagnostic("figure-is-not-in-its-phrase", message, place, hint)


def derived_figure_is_not_used(inspection: Inspection) -> Iterator[Diagnostic]:
    """A figure that is declared as derived occurs in the rule."""
    for element in inspection.elements:
        used = _figures_below(inspection, element)
        for written in element.table.derived:
            figure = _figure(written)
            if figure is None or figure not in used:
                message = Text(f"derived 中的 {written} 未被使用", f"the derived figure {written} is not used")
                yield Diagnostic("derived-figure-is-not-used", message, element.place("derived", written))


def _figures_below(inspection: Inspection, element: WrittenElement) -> set[Figure]:
    """The figures of an element; those of a benefit are the figures of its parts that have no citation of their own."""
    family = [element]
    if isinstance(element.table, BenefitTable):
        family = [
            each
            for each in inspection.elements
            if each.benefit is element.located and each.document is element.document and each.table.citation is None
        ]
    nodes = [expression.node for each in family for expression in (*each.expressions, *each.alternatives)]
    return {literal.value for node in nodes if node is not None for literal in _literals(node)}  # type: ignore[misc]


def _stated(element: WrittenElement) -> frozenset[Figure]:
    """The figures that the phrase states, and those declared by the element or by the benefit that cites for it."""
    tables = [element.table]
    if element.table.citation is None and element.benefit is not None:
        tables.append(element.benefit.table)
    declared = (_figure(written) for table in tables for written in table.derived)
    return _figures_of(_phrase(element)) | frozenset(figure for figure in declared if figure is not None)


def _yes(inspection: Inspection, element: WrittenElement) -> frozenset[Figure]:
    """The one that stands for yes where a state of affairs is required."""
    table = element.table
    is_yes = isinstance(table, RequirementTable) and is_state(inspection.names, table)
    return frozenset({Fraction(1)} if is_yes else ())


def _figures_of(words: str) -> frozenset[Figure]:
    return figures(words) | days(words)


def _phrase(element: WrittenElement) -> str:
    return "" if element.citation is None else element.citation.phrase


def _figure(written: str) -> Figure | None:
    """A key of `derived`: a figure or a day."""
    try:
        return date.fromisoformat(written) if "-" in written.lstrip("-") else Fraction(written)
    except (ValueError, ZeroDivisionError):
        return None


def _shown(value: object) -> str:
    return number_text(value) if isinstance(value, Fraction) else str(value)


def _literals(node: Node) -> Iterator[Literal_]:
    """Every figure and day of an expression."""
    if isinstance(node, Literal_) and isinstance(node.value, Fraction | date):
        yield node
    for child in children(node):
        yield from _literals(child)


def _figures_in(node: Node) -> Iterator[Literal_]:
    """The figures that the law must state: all but nought, and the ones that are only a way of writing."""
    structural = set(map(id, _structural(node)))
    for literal in _literals(node):
        if literal.value != 0 and id(literal) not in structural:
            yield literal


def _structural(node: Node) -> Iterator[Literal_]:
    """The ones of `1 if ... else 0`, `1 - rate`, `x + 1` and the day after."""
    ends: tuple[Node, ...] = ()
    if isinstance(node, Choice):
        ends = (node.then, node.otherwise)
    elif isinstance(node, Arithmetic) and node.sign in {"+", "-"}:
        ends = (node.left, node.right)
    elif isinstance(node, Call) and node.function == "add_days":
        ends = node.arguments[1:]
    yield from (end for end in ends if isinstance(end, Literal_) and end.value == 1)
    for child in children(node):
        yield from _structural(child)
