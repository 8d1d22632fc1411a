"""Running worked cases through the engine, hermetically: no shipped standards, no usual answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from subsidy_cli.diagnostics import Diagnostic, Place, Refusal, RefusedError
from subsidy_cli.evaluation.assessment import Question, assess_applicant
from subsidy_cli.facts.applicant import Applicant, ApplicantReader
from subsidy_cli.programme.compiling import Request, compile_programme
from subsidy_cli.validation.cases import Case, CaseResult, differences

if TYPE_CHECKING:
    from collections.abc import Iterable

    from subsidy_cli.documents.models import NoticeTable
    from subsidy_cli.library.opening import Library
    from subsidy_cli.library.shelf import Document
    from subsidy_cli.programme.rules import Programme


class CaseRunner:
    """Runs cases against a library; programmes are compiled once for each place, day and set of benefits."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._shelves: dict[str, list[Document]] = {}
        self._notices: dict[str, list[NoticeTable]] = {}
        self._programmes: dict[tuple[object, ...], Programme] = {}
        self._applicants: dict[tuple[str, int], Applicant] = {}

    def with_document(self, changed: Document) -> CaseRunner:
        """The same runner with one document changed; what does not depend on documents is shared."""
        other = self._another()
        other._shelves = {
            place: [changed if document.id == changed.id else document for document in documents]
            for place, documents in self._shelves.items()
        }
        return other

    def with_notice(self, changed: NoticeTable) -> CaseRunner:
        """The same runner with one notice of outside law changed."""
        other = self._another()
        other._notices = {
            place: [changed if notice.id == changed.id else notice for notice in notices]
            for place, notices in self._notices.items()
        }
        return other

    def _another(self) -> CaseRunner:
        """A runner with the same texts and applicants, and no programme compiled yet."""
        other = CaseRunner(self._library)
        other._applicants, other._shelves, other._notices = self._applicants, self._shelves, self._notices
        return other

    def run(self, cases: Iterable[Case]) -> list[CaseResult]:
        """The result of every case, in their order."""
        return [self.run_one(case) for case in cases]

    def run_one(self, case: Case) -> CaseResult:
        """The result of one case; what refuses it is part of the result."""
        try:
            programme, applicant = self.prepare(case)
        except RefusedError as error:
            return CaseResult(case, refusals=error.diagnostics)
        question = Question(benefits=frozenset(case.expect) or frozenset({""}))
        return CaseResult(case, differences(case, assess_applicant(programme, applicant, question)))

    def prepare(self, case: Case) -> tuple[Programme, Applicant]:
        """The programme and the applicant of a case. Raises RefusedError where either is wrong."""
        place = self._place(case)
        return self._programme(case, place), self._applicant(case, place)

    def _place(self, case: Case) -> str:
        try:
            return self._library.find_place(case.place)
        except RefusedError as error:
            raise error.at(case.place_of("place")) from None

    def documents(self, place: str) -> list[Document]:
        """The documents that hold for a place, read once."""
        if place not in self._shelves:
            self._shelves[place] = self._library.documents(place)
        return self._shelves[place]

    def notices(self, place: str) -> list[NoticeTable]:
        """The notices of outside law for a place, read once."""
        if place not in self._notices:
            self._notices[place] = self._library.notices(place)
        return self._notices[place]

    def _programme(self, case: Case, place: str) -> Programme:
        documents = self.documents(place)
        wanted = frozenset(case.expect), frozenset(case.expect_definitions)
        key = (place, case.as_of, case.adopted, case.readings, wanted)
        if key not in self._programmes:
            adopted = frozenset(document.id for document in documents) if case.adopted else frozenset()
            self._programmes[key] = compile_programme(
                Request(
                    place,
                    case.as_of,
                    documents,
                    self._library.vocabulary,
                    self._library.places,
                    only=wanted[0],
                    definitions=wanted[1],
                    readings=frozenset(case.readings),
                    adopted=adopted,
                    notices=self.notices(place),
                )
            )
        return self._programmes[key]

    def _applicant(self, case: Case, place: str) -> Applicant:
        key = (case.file, case.index)
        if key not in self._applicants:
            self._applicants[key] = self._read_applicant(case, place)
        return self._applicants[key]

    def _read_applicant(self, case: Case, place: str) -> Applicant:
        def locate(table: str, name: str) -> Place:
            return Place(case.file, key=f"cases.{case.id}.{table}.{name}")

        reader = ApplicantReader(self._library.vocabulary, self._library.places, locate)
        facts, mistakes = reader.read_facts(case.facts)
        standards, more = reader.read_standards(case.standards)
        facts, contradictions = reader.derive(facts, case.as_of)
        problems: list[Diagnostic] = [*mistakes, *more, *contradictions]
        if problems:
            raise RefusedError(Refusal.INPUT, problems)
        return Applicant(place, case.as_of, facts, standards)
