"""The lints: small named checks on a library of documents, each a sentence; every mistake knows its place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

from subsidy_cli.diagnostics import Diagnostic, RefusedError, nearest
from subsidy_cli.documents.models import BenefitTable, Element, RequirementTable
from subsidy_cli.expressions.nodes import Arithmetic, Call, Choice, Literal_, Node, benefits, children, names
from subsidy_cli.library.clauses import read_clauses
from subsidy_cli.periods import day_before
from subsidy_cli.places import lies_within
from subsidy_cli.programme.compiling import Request, compile_programme
from subsidy_cli.programme.resolution import change_days, period_of
from subsidy_cli.quantities import number_text
from subsidy_cli.texts import Text
from subsidy_cli.validation.cases import Case, read_cases
from subsidy_cli.validation.elements import WrittenElement, all_documents, elements
from subsidy_cli.validation.figures import days, figures

if TYPE_CHECKING:
    from subsidy_cli.documents.models import CitationTable
    from subsidy_cli.facts.vocabulary import BenefitDefinition
    from subsidy_cli.library.opening import Library
    from subsidy_cli.library.shelf import Document, Located
    from subsidy_cli.validation.elements import Expression

Figure: TypeAlias = Fraction | date

QUOTA_KINDS = frozenset({"quota", "target"})
UNDATED = date(2000, 1, 1)
"""A day for documents that have no dates at all, such as a draft."""


@dataclass(frozen=True)
class Inspection:
    """What the checks look at: every document and every worked case of a library."""

    library: Library
    documents: tuple[Document, ...]
    cases: tuple[Case, ...]

    @cached_property
    def elements(self) -> tuple[WrittenElement, ...]:
        """Every element of every document."""
        return tuple(element for document in self.documents for element in elements(document))

    @cached_property
    def clause_names(self) -> frozenset[str]:
        """Every known clause, with its document."""
        return frozenset(clause.name for clause in read_clauses())

    @cached_property
    def listed_documents(self) -> frozenset[str]:
        """The documents whose clauses are known; citations of others are not held against the list."""
        return frozenset(clause.document for clause in read_clauses())

    @cached_property
    def benefits(self) -> tuple[tuple[Document, str, Located[BenefitTable]], ...]:
        """Every benefit of every document."""
        return tuple((document, name, each) for document in self.documents for name, each in document.benefits.items())

    def definition(self, benefit: str) -> BenefitDefinition | None:
        """The entry of a benefit in the vocabulary."""
        return self.library.vocabulary.benefits.get(benefit)


Check: TypeAlias = Callable[[Inspection], Iterable[Diagnostic]]


def lint(library: Library) -> list[Diagnostic]:
    """Every mistake of the documents and worked cases of a library, in order of the checks."""
    try:
        documents = all_documents(library)
        cases = tuple(case for root in library.roots for case in read_cases(root))
    except RefusedError as error:
        return list(error.diagnostics)
    inspection = Inspection(library, documents, cases)
    return list(dict.fromkeys(diagnostic for check in CHECKS for diagnostic in check(inspection)))


# citations


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
    inspection: Inspection, document: Document, citation: CitationTable, located: Located[Element], *key: str
) -> Iterator[Diagnostic]:
    owner = citation.document or document.id
    return _unknown(inspection, owner, citation.clauses, located, *key, "clause")


def _unknown(
    inspection: Inspection, owner: str, clauses: tuple[str, ...], located: Located[Element], *key: str
) -> Iterator[Diagnostic]:
    if owner not in inspection.listed_documents:
        return
    for clause in clauses:
        name = f"{owner}/{clause}"
        if name not in inspection.clause_names:
            message = Text(f"没有条款 {name}", f"there is no clause {name}")
            yield Diagnostic("clause-is-unknown", message, located.place(*key), _nearest_clause(inspection, name))


def _nearest_clause(inspection: Inspection, name: str) -> Text | None:
    suggestion = nearest(name, inspection.clause_names)
    return None if suggestion is None else Text(f"是否为 {suggestion}？", f"did you mean {suggestion}?")


def reading_is_unknown(inspection: Inspection) -> Iterator[Diagnostic]:
    """A reading that an element depends on stands in the vocabulary."""
    known = inspection.library.vocabulary.readings
    for element in inspection.elements:
        for key, used in (("readings", element.table.readings), ("alternatives", list(element.table.alternatives))):
            for reading in used:
                if reading not in known:
                    suggestion = nearest(reading, known)
                    hint = None if suggestion is None else Text(f"是否为 {suggestion}？", f"did you mean {suggestion}?")
                    message = Text(f"没有读法 {reading}", f"there is no reading {reading}")
                    yield Diagnostic("reading-is-unknown", message, element.place(key), hint)


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


# figures


def figure_is_not_in_its_phrase(inspection: Inspection) -> Iterator[Diagnostic]:
    """Every figure and day of a rule is stated by the phrase it cites, or declared as derived."""
    for element in inspection.elements:
        stated = _stated(element)
        for expression in element.expressions:
            yield from _unstated(element, expression, stated)
        for expression in element.alternatives:
            reading = inspection.library.vocabulary.readings.get(str(expression.key[-1]))
            words = "" if reading is None else f"{reading.default.zh}；{reading.alternative.zh}；{reading.default.en}"
            yield from _unstated(element, expression, stated | _figures_of(words))


def _unstated(element: WrittenElement, expression: Expression, stated: frozenset[Figure]) -> Iterator[Diagnostic]:
    node = expression.node
    for literal in _figures_in(node, element) if node is not None else ():
        if literal.value in stated:
            continue
        shown = _shown(literal.value)
        message = Text(
            f"{shown} 不在所引短语中：「{_phrase(element)}」", f"{shown} does not occur in the phrase 「{_phrase(element)}」"
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
    """The figures that the phrase states and those that are declared, by the element or by the benefit that cites for it."""
    tables = [element.table]
    if element.table.citation is None and element.benefit is not None:
        tables.append(element.benefit.table)
    declared = (_figure(written) for table in tables for written in table.derived)
    return _figures_of(_phrase(element)) | frozenset(figure for figure in declared if figure is not None)


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


def _figures_in(node: Node, element: WrittenElement) -> Iterator[Literal_]:
    """The figures that the law must state: all but nought, and the one that only stands for yes."""
    structural = set(map(id, _structural(node)))
    if isinstance(element.table, RequirementTable) and _is_state(element.table):
        structural |= {id(each) for each in (node,) if each == Literal_(Fraction(1))}
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


def _is_state(table: RequirementTable) -> bool:
    """Whether a requirement asks for a state of affairs: `1 if has_resource_room else 0`."""
    return " if " in table.actual and " else 0" in table.actual


# the whole


def programme_does_not_compile(inspection: Inspection) -> Iterator[Diagnostic]:
    """On each day on which something changes, and the day before, every programme compiles, drafts and readings included."""
    for place, documents in _shelves(inspection).values():
        drafts = frozenset(document.id for document in documents if document.head.status == "draft")
        for day in _telling_days(documents):
            for adopted in {frozenset[str](), drafts}:
                for readings in _rounds_of_readings(documents):
                    yield from _mistakes(inspection, place, documents, day, adopted, readings)


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
    """Sets of readings such that each alternative is compiled once: none, the first of each element, the others."""
    offered = [list(each.table.alternatives) for document in documents for each in elements(document)]
    first = frozenset(readings[0] for readings in offered if readings)
    later = frozenset(reading for readings in offered for reading in readings[1:])
    return tuple(dict.fromkeys((frozenset[str](), first, later)))


def _mistakes(
    inspection: Inspection,
    place: str,
    documents: tuple[Document, ...],
    day: date,
    adopted: frozenset[str],
    readings: frozenset[str],
) -> Iterable[Diagnostic]:
    library = inspection.library
    request = Request(
        place, day, documents, library.vocabulary, library.places, readings=readings, adopted=adopted
    )
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


def benefit_is_not_in_the_vocabulary(inspection: Inspection) -> Iterator[Diagnostic]:
    """A benefit has its public name, kind and period in the vocabulary."""
    known = inspection.library.vocabulary.benefits
    for _, name, located in inspection.benefits:
        if name not in known:
            suggestion = nearest(name, known)
            hint = None if suggestion is None else Text(f"是否为 {suggestion}？", f"did you mean {suggestion}?")
            message = Text(f"词汇表中没有待遇 {name}", f"the vocabulary has no benefit {name}")
            yield Diagnostic("benefit-is-not-in-the-vocabulary", message, located.place(), hint)


def items_give_what_is_no_money(inspection: Inspection) -> Iterator[Diagnostic]:
    """A benefit in kind, a quota or a target has no items and no limits."""
    for _, name, located in inspection.benefits:
        definition = inspection.definition(name)
        is_money = definition is None or not (definition.in_kind or definition.kind in QUOTA_KINDS)
        for section in ("items", "limits"):
            if not is_money and getattr(located.table, section):
                message = Text(
                    f"{name} 不是金额，不应有 {section}", f"{name} is not a sum of money, it has no {section}"
                )
                yield Diagnostic("items-give-what-is-no-money", message, located.place(section, 0))


def quota_requires_nothing(inspection: Inspection) -> Iterator[Diagnostic]:
    """A quota or target says what it requires, or in its notes why that cannot be told."""
    for _, name, located in inspection.benefits:
        definition = inspection.definition(name)
        is_quota = definition is not None and definition.kind in QUOTA_KINDS
        table = located.table
        if is_quota and table.extends is None and not (table.requirements or table.notes):
            message = Text(f"{name} 是配额或指标，却没有 requirements", f"{name} is a quota or target without requirements")
            hint = Text("没有可判定的要求时，在 notes 中说明", "where nothing can be tested, say so in notes")
            yield Diagnostic("quota-requires-nothing", message, located.place(), hint)


def entitlement_has_requirements(inspection: Inspection) -> Iterator[Diagnostic]:
    """Only quotas and targets have requirements; an entitlement has conditions."""
    for _, name, located in inspection.benefits:
        definition = inspection.definition(name)
        if definition is not None and definition.kind not in QUOTA_KINDS and located.table.requirements:
            message = Text(f"{name} 不是配额或指标，其 requirements 不起作用", f"{name} is no quota, its requirements do nothing")
            yield Diagnostic("entitlement-has-requirements", message, located.place("requirements"))


# worked cases


def case_names_an_unknown_clause(inspection: Inspection) -> Iterator[Diagnostic]:
    """The clauses that a worked case names stand in the list of known clauses."""
    for case in inspection.cases:
        for index, clause in enumerate(case.clauses):
            is_listed = clause.partition("/")[0] in inspection.listed_documents or "/" not in clause
            if is_listed and clause not in inspection.clause_names:
                message = Text(f"没有条款 {clause}", f"there is no clause {clause}")
                place = case.place_of("clauses", index)
                yield Diagnostic("case-names-an-unknown-clause", message, place, _nearest_clause(inspection, clause))


def case_id_is_used_twice(inspection: Inspection) -> Iterator[Diagnostic]:
    """A worked case can be called by its file and its id."""
    seen: dict[tuple[str, str], Case] = {}
    for case in inspection.cases:
        other = seen.setdefault((case.file, case.id), case)
        if other is not case:
            where = other.place_of("id")
            message = Text(f"案例 {case.id} 出现两次，另一处在 {where}", f"the case {case.id} stands twice, also at {where}")
            yield Diagnostic("case-id-is-used-twice", message, case.place_of("id"))


def case_expects_what_no_document_gives(inspection: Inspection) -> Iterator[Diagnostic]:
    """What a worked case expects is regulated somewhere."""
    known = {name for _, name, _ in inspection.benefits}
    defined = {name for document in inspection.documents for name in document.definitions}
    for case in inspection.cases:
        for key, expected, possible in (("expect", case.expect, known), ("expect_definitions", case.expect_definitions, defined)):
            for name in expected:
                if name not in possible:
                    message = Text(f"没有文件规定 {name}", f"no document regulates {name}")
                    yield Diagnostic("case-expects-what-no-document-gives", message, case.place_of(key, name))


def benefit_has_no_case(inspection: Inspection) -> Iterator[Diagnostic]:
    """Every benefit of every document has a worked case in its place and time."""
    counts = Counter[tuple[str, str]]()
    for case in inspection.cases:
        place = inspection.library.places.find(case.place) or ""
        for document in inspection.documents:
            if lies_within(place, document.place):
                held = (name for name in case.expect if name in document.benefits)
                counts.update((document.id, name) for name in held if _holds(document, name, case))
    for document, name, located in inspection.benefits:
        if not counts[document.id, name]:
            message = Text(f"{name} 没有案例", f"{name} has no worked case")
            yield Diagnostic("benefit-has-no-case", message, located.place())


def _holds(document: Document, name: str, case: Case) -> bool:
    return document.head.status == "draft" or period_of(document, document.benefits[name].table).contains(case.as_of)


CHECKS: tuple[Check, ...] = (
    phrase_is_empty,
    citation_is_missing,
    clause_is_unknown,
    reading_is_unknown,
    alternative_is_not_named,
    figure_is_not_in_its_phrase,
    derived_figure_is_not_used,
    programme_does_not_compile,
    definition_is_never_used,
    benefit_is_not_in_the_vocabulary,
    items_give_what_is_no_money,
    quota_requires_nothing,
    entitlement_has_requirements,
    case_names_an_unknown_clause,
    case_id_is_used_twice,
    case_expects_what_no_document_gives,
    benefit_has_no_case,
)
"""Every check, in the order in which mistakes are told."""
