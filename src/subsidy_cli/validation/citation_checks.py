"""Checks on citations: every rule has its words, and every clause and reading that it names is known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from subsidy_cli.diagnostics import Diagnostic
from subsidy_cli.documents.models import BenefitTable
from subsidy_cli.texts import Text
from subsidy_cli.validation.elements import elements
from subsidy_cli.validation.inspection import suggestion

if TYPE_CHECKING:
    from collections.abc import Iterator

    from subsidy_cli.documents.models import CitationTable
    from subsidy_cli.library.shelf import Document, Located
    from subsidy_cli.validation.inspection import Inspection


def phrase_is_empty(inspection: Inspection) -> Iterator[Diagnostic]:
    """A citation has words, and not only spaces."""
    for element in inspection.elements:
        citation = element.table.citation
        if citation is not None and not (citation.phrase.strip() and citation.section.strip()):
            message = Text("引文须有条款号和原文短语", "a citation needs a section and a phrase")
            yield Diagnostic("phrase-is-empty", message, element.place("citation"))


def citation_is_missing(inspection: Inspection) -> Iterator[Diagnostic]:
    """What an extension adds is cited by itself or by the extension, never by the older document."""
    for element in inspection.elements:
        if element.citation is None and not isinstance(element.table, BenefitTable):
            message = Text(
                "扩展所增的要素没有引文，会被记在旧文件名下",
                "what the extension adds has no citation and would be told as the older document's",
            )
            yield Diagnostic("citation-is-missing", message, element.place())


def clause_is_unknown(inspection: Inspection) -> Iterator[Diagnostic]:
    """A cited or recorded clause stands in the list of known clauses."""
    for document in inspection.documents:
        for element in elements(document):
            if element.table.citation is not None:
                yield from _unknown_clauses(inspection, document, element.table.citation, element.located, "citation")
        for recorded in document.recorded:
            owner = recorded.table.citation.document or document.id
            yield from _unknown(inspection, owner, recorded.table.clauses, recorded, "clause")


def _unknown_clauses(
    inspection: Inspection, document: Document, citation: CitationTable, located: Located[Any], *key: str
) -> Iterator[Diagnostic]:
    owner = citation.document or document.id
    return _unknown(inspection, owner, citation.clauses, located, *key, "clause")


def _unknown(
    inspection: Inspection, owner: str, clauses: tuple[str, ...], located: Located[Any], *key: str
) -> Iterator[Diagnostic]:
    if owner not in inspection.listed_documents:
        return
    for clause in clauses:
        name = f"{owner}/{clause}"
        if name not in inspection.clause_names:
            message = Text(f"没有条款 {name}", f"there is no clause {name}")
            yield Diagnostic(
                "clause-is-unknown", message, located.place(*key), suggestion(name, inspection.clause_names)
            )


def reading_is_unknown(inspection: Inspection) -> Iterator[Diagnostic]:
    """A reading that an element depends on stands in the vocabulary."""
    known = inspection.library.vocabulary.readings
    for element in inspection.elements:
        for key, used in (("readings", element.table.readings), ("alternatives", list(element.table.alternatives))):
            for reading in used:
                if reading not in known:
                    message = Text(f"没有读法 {reading}", f"there is no reading {reading}")
                    yield Diagnostic("reading-is-unknown", message, element.place(key), suggestion(reading, known))


def alternative_is_not_named(inspection: Inspection) -> Iterator[Diagnostic]:
    """An element with an alternative names the reading among those it depends on, so that results tell it."""
    for element in inspection.elements:
        for reading in element.table.alternatives:
            if reading not in element.table.readings:
                message = Text(
                    f"alternatives 中的读法 {reading} 未列入 readings",
                    f"the reading {reading} of alternatives is not among readings",
                )
                yield Diagnostic("alternative-is-not-named", message, element.place("alternatives"))
