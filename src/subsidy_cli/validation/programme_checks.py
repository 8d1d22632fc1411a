"""Checks on the whole: on every day that matters each place has one programme without conflicts, and nothing is idle."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from subsidy_cli.diagnostics import Diagnostic, RefusedError
from subsidy_cli.expressions.nodes import benefits, names
from subsidy_cli.library.shelf import drafts_of
from subsidy_cli.periods import day_before
from subsidy_cli.places import lies_within
from subsidy_cli.programme.compiling import Request, compile_programme
from subsidy_cli.programme.resolution import change_days, clashing_readings, readings_with_alternatives
from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from subsidy_cli.library.shelf import Document
    from subsidy_cli.validation.elements import WrittenElement
    from subsidy_cli.validation.inspection import Inspection

UNDATED = date(2000, 1, 1)
"""A day for documents that have no dates at all, such as a draft."""


def programme_does_not_compile(inspection: Inspection) -> Iterator[Diagnostic]:
    """On each day on which something changes, and the day before, every programme compiles, also with drafts and readings."""
    for place, documents in _shelves(inspection).values():
        drafts = drafts_of(documents)
        for day in _telling_days(documents):
            for adopted in {frozenset[str](), drafts}:
                for readings in _rounds_of_readings(documents):
                    request = Request(
                        place,
                        day,
                        documents,
                        inspection.library.vocabulary,
                        inspection.library.places,
                        readings=readings,
                        adopted=adopted,
                    )
                    yield from _mistakes(request)


def standards_or_notices_cannot_be_read(inspection: Inspection) -> Iterator[Diagnostic]:
    """What lies beside the documents is sound too: every dated standard is the value of one, every notice is whole."""
    for place in inspection.library.places.names:
        for read in (inspection.library.standard_values, inspection.library.notices):
            try:
                read(place)
            except RefusedError as error:
                yield from error.diagnostics


def _shelves(inspection: Inspection) -> dict[tuple[str, ...], tuple[str, tuple[Document, ...]]]:
    """Each distinct set of documents that holds somewhere, with one place where it does."""
    found: dict[tuple[str, ...], tuple[str, tuple[Document, ...]]] = {}
    for place in inspection.library.places.names:
        documents = tuple(each for each in inspection.documents if lies_within(place, each.place))
        documents = tuple(sorted(documents, key=lambda each: (each.place.count("/"), str(each.head.effective or ""))))
        if documents:
            found.setdefault(tuple(each.source.name for each in documents), (place, documents))
    return found


def _telling_days(documents: tuple[Document, ...]) -> tuple[date, ...]:
    changes = change_days(documents) or (UNDATED,)
    return tuple(sorted({day for change in changes for day in (day_before(change), change)}))


def _rounds_of_readings(documents: tuple[Document, ...]) -> tuple[frozenset[str], ...]:
    """Sets of readings such that each alternative is compiled once: none, and as few as keep apart those that clash."""
    clashes = clashing_readings(documents)
    rounds: list[set[str]] = []
    for reading in sorted(readings_with_alternatives(documents)):
        free = (each for each in rounds if not any(reading in clash and clash & each for clash in clashes))
        fitting = next(free, None)
        if fitting is None:
            rounds.append({reading})
        else:
            fitting.add(reading)
    return (frozenset[str](), *(frozenset(each) for each in rounds))


def _mistakes(request: Request) -> Iterable[Diagnostic]:
    try:
        compile_programme(request)
    except RefusedError as error:
        return error.diagnostics
    return ()


def definition_is_never_used(inspection: Inspection) -> Iterator[Diagnostic]:
    """A definition is used by a rule, or is one of the public ones."""
    used = {name for element in inspection.elements for name in _names_in(element)}
    for document in inspection.documents:
        for name, located in document.definitions.items():
            if name not in used and name not in inspection.library.vocabulary.definitions:
                message = Text(f"定义 {name} 未被使用", f"the definition {name} is never used")
                yield Diagnostic("definition-is-never-used", message, located.place())


def _names_in(element: WrittenElement) -> Iterator[str]:
    for expression in (*element.expressions, *element.alternatives):
        if expression.node is not None:
            yield from names(expression.node)
            yield from benefits(expression.node)
