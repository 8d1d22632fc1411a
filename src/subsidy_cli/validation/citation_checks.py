"""Checks on citations: every rule has its words, every clause and reading that it names is known, no reading is idle."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from subsidy_cli.diagnostics import Diagnostic
from subsidy_cli.documents.models import BenefitTable
from subsidy_cli.library.shelf import Located
from subsidy_cli.library.vocabulary import vocabulary_file
from subsidy_cli.programme.resolution import readings_with_alternatives
from subsidy_cli.texts import Text
from subsidy_cli.validation.elements import elements
from subsidy_cli.validation.inspection import suggestion

if TYPE_CHECKING:
    from collections.abc import Iterator

    from subsidy_cli.diagnostics import Place
    from subsidy_cli.documents.models import CitationTable
    from subsidy_cli.library.shelf import Document
    from subsidy_cli.validation.inspection import Inspection


def phrase_is_empty(inspection: Inspection) -> Iterator[Diagnostic]:
    """A citation has words, and not only spaces or the dots that a new document has in their place."""
    cited = [(element.table.citation, element.located) for element in inspection.elements]
    cited += [(each.table.citation, each) for document in inspection.documents for each in document.recorded]
    for citation, located in cited:
        if citation is not None and not (_has_words(citation.phrase) and _has_words(citation.section)):
            message = Text("引文须有条款号和原文短语", "a citation needs a section and a phrase")
            hint = Text(
                "section 写条款号，phrase 照抄原文中的一小段",
                "give the section, and as the phrase a few words exactly as the text has them",
            )
            yield Diagnostic("phrase-is-empty", message, located.place("citation"), hint)


def _has_words(written: str) -> bool:
    return any(sign.isalnum() for sign in written)


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
    """A reading that the head or an element of a document names stands in the vocabulary."""
    for document in inspection.documents:
        head: Located[Any] = Located(document.head, document.source, ("document",))
        yield from _unknown_readings(inspection, head)
        for element in elements(document):
            yield from _unknown_readings(inspection, element.located)


def _unknown_readings(inspection: Inspection, located: Located[Any]) -> Iterator[Diagnostic]:
    known = inspection.library.vocabulary.readings
    for key, named in located.table.readings_by_key.items():
        for reading in named:
            if reading not in known:
                message = Text(f"没有读法 {reading}", f"there is no reading {reading}")
                yield Diagnostic("reading-is-unknown", message, located.place(key), suggestion(reading, known))


def reading_has_neither_rule_nor_reason(inspection: Inspection) -> Iterator[Diagnostic]:
    """Under the alternative of every reading something can be recomputed, or the vocabulary says why nothing can.

    Asked only of a library that holds every document whose readings the vocabulary has.
    """
    if not inspection.listed_documents <= {document.id for document in inspection.documents}:
        return
    written = readings_with_alternatives(inspection.documents)
    for reading in inspection.library.vocabulary.readings.values():
        if reading.not_computed is None and reading.id not in written:
            message = Text(
                f"读法 {reading.id} 既没有按另一种理解写成的规则，也没有说明为何不能重算",
                f"the reading {reading.id} has neither a rule under its alternative nor a reason why there is none",
            )
            hint = Text(
                "在规则中写 alternatives，或在读法中写 not_computed = { zh, en }",
                "write alternatives at a rule, or not_computed = { zh, en } at the reading",
            )
            yield Diagnostic("reading-has-neither-rule-nor-reason", message, _entry(reading.id), hint)


def reading_has_both_rule_and_reason(inspection: Inspection) -> Iterator[Diagnostic]:
    """A reading of which the vocabulary says that nothing can be recomputed has no rule under its alternative."""
    written = readings_with_alternatives(inspection.documents)
    for reading in inspection.library.vocabulary.readings.values():
        if reading.not_computed is not None and reading.id in written:
            message = Text(
                f"读法 {reading.id} 已有按另一种理解写成的规则，不应再写 not_computed",
                f"the reading {reading.id} has a rule under its alternative, so not_computed is wrong",
            )
            yield Diagnostic("reading-has-both-rule-and-reason", message, _entry(reading.id))


def _entry(reading: str) -> Place:
    """Where a reading stands in the vocabulary."""
    from subsidy_cli.library.files import read_text

    return read_text(vocabulary_file("readings")).place(("readings", reading))


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
