"""Checks on worked cases: what they name is known, and every benefit has one."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from subsidy_cli.diagnostics import Diagnostic, Place
from subsidy_cli.places import lies_within
from subsidy_cli.programme.resolution import period_of
from subsidy_cli.texts import Text
from subsidy_cli.validation.inspection import suggestion

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from subsidy_cli.library.shelf import Document
    from subsidy_cli.validation.cases import Case
    from subsidy_cli.validation.inspection import Inspection


def case_names_an_unknown_clause(inspection: Inspection) -> Iterator[Diagnostic]:
    """The clauses that a worked case names stand in the list of known clauses."""
    for case in inspection.cases:
        for index, clause in enumerate(case.clauses):
            is_listed = clause.partition("/")[0] in inspection.listed_documents or "/" not in clause
            if is_listed and clause not in inspection.clause_names:
                message = Text(f"没有条款 {clause}", f"there is no clause {clause}")
                place = case.place_of("clauses", index)
                yield Diagnostic(
                    "case-names-an-unknown-clause", message, place, suggestion(clause, inspection.clause_names)
                )


def case_id_is_used_twice(inspection: Inspection) -> Iterator[Diagnostic]:
    """A worked case can be called by its file and its id."""
    yield from repeated_ids(inspection.cases)


def repeated_ids(cases: Iterable[Case]) -> Iterator[Diagnostic]:
    """The cases whose id another one of the same file has already."""
    seen: dict[tuple[str, str], Case] = {}
    for case in cases:
        other = seen.setdefault((case.file, case.id), case)
        if other is not case:
            where = _place_of_id(other)
            message = Text(
                f"案例 {case.id} 出现两次，另一处在 {where}", f"the case {case.id} stands twice, also at {where}"
            )
            hint = Text("请给其中一个换一个 id", "give one of them another id")
            yield Diagnostic("case-id-is-used-twice", message, _place_of_id(case), hint)


def _place_of_id(case: Case) -> Place:
    """Where the id of a case stands; in JSON by its number, for the id itself does not tell it from the other one."""
    return case.place_of("id") if case.file.endswith(".toml") else Place(case.file, key=f"cases.{case.index}.id")


def case_expects_what_no_document_gives(inspection: Inspection) -> Iterator[Diagnostic]:
    """What a worked case expects is regulated somewhere."""
    known = {name for _, name, _ in inspection.benefits}
    defined = {name for document in inspection.documents for name in document.definitions}
    for case in inspection.cases:
        for key, expected, possible in (
            ("expect", case.expect, known),
            ("expect_definitions", case.expect_definitions, defined),
        ):
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
