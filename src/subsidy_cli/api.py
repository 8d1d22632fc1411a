"""The library face: one call from facts to a determination."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

from subsidy_cli.diagnostics import Diagnostic, Place, Refusal, RefusedError
from subsidy_cli.evaluation.assessment import Question, assess_applicant
from subsidy_cli.evaluation.standards import ChosenStandard, choose_standards, withheld_standards
from subsidy_cli.facts.applicant import Applicant, ApplicantReader, usual_facts
from subsidy_cli.facts.values import read_date
from subsidy_cli.library.cache import open_cache
from subsidy_cli.library.opening import Library, open_library
from subsidy_cli.library.standards import values_on
from subsidy_cli.programme.law import Wanted, compile_documents, law_of, refuse_unchangeable
from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from subsidy_cli.determination import Determination
    from subsidy_cli.library.shelf import Document
    from subsidy_cli.library.standards import StandardValue
    from subsidy_cli.programme.rules import Programme

Locate = Callable[[str, str], Place]


def _nowhere(table: str, name: str) -> Place:
    return Place(table, key=name)


@dataclass(frozen=True)
class Enquiry:
    """Everything that one assessment is asked with."""

    place: str
    as_of: date
    facts: Mapping[str, object] = field(default_factory=dict)
    standards: Mapping[str, object] = field(default_factory=dict)
    assume: Literal["usual"] | None = None
    benefits: Collection[str] | None = None
    kinds: Collection[str] | None = None
    subjects: Collection[str] | None = None
    everything: bool = False
    readings: Collection[str] = ()
    adopted: Collection[str] = ()
    shipped_standards: bool = True
    inferred: bool = False
    locate: Locate = _nowhere


def assess(
    *,
    place: str,
    as_of: date | str,
    facts: Mapping[str, object] | None = None,
    standards: Mapping[str, object] | None = None,
    assume: Literal["usual"] | None = None,
) -> Determination:
    """Decide what an applicant is entitled to at a place on a day.

    `facts` and `standards` use the public names; money is given as text. What is not given is unknown.
    `assume="usual"` answers omitted facts that have a usual answer.

    Raises RefusedError with every mistake in the input or the policy tables.
    """
    day = read_date(as_of)
    if day is None:
        message = Text(f"日期 {as_of} 无法识别", f"not a day: {as_of}")
        raise RefusedError(Refusal.USAGE, [Diagnostic("wrong-value", message, Place("as_of"))])
    return answer(open_library(cache=open_cache()), Enquiry(place, day, facts or {}, standards or {}, assume))


def answer(library: Library, enquiry: Enquiry) -> Determination:
    """Decide an enquiry with the policies of a library."""
    place = library.find_place(enquiry.place)
    law = law_of(library, _wanted(library, place, enquiry))
    refuse_unchangeable(library, frozenset(enquiry.readings), law.changeable)
    applicant, chosen = read_applicant(library, place, enquiry, law.standards)
    question = Question(
        enquiry.benefits, enquiry.kinds, enquiry.subjects, enquiry.everything, law.titles, law.numbers, chosen
    )
    return assess_applicant(law.programme, applicant, question)


def _wanted(library: Library, place: str, enquiry: Enquiry) -> Wanted:
    """What the enquiry needs of the law of a place."""
    return Wanted(
        place,
        enquiry.as_of,
        _only(library, enquiry),
        frozenset(enquiry.readings),
        frozenset(enquiry.adopted),
        enquiry.shipped_standards,
    )


def compile_for(library: Library, place: str, documents: list[Document], enquiry: Enquiry) -> Programme:
    """Compile what the enquiry needs of the documents of a place."""
    return compile_documents(library, documents, _wanted(library, place, enquiry))


def _only(library: Library, enquiry: Enquiry) -> Collection[str] | None:
    """The benefits to compile: those of the kinds asked for, or named; every one where nothing is said."""
    if enquiry.benefits:
        return enquiry.benefits
    if enquiry.kinds:
        benefits = library.vocabulary.benefits
        return frozenset(name for name, benefit in benefits.items() if benefit.kind in enquiry.kinds)
    return None


def read_applicant(
    library: Library, place: str, enquiry: Enquiry, dated: Sequence[StandardValue] | None = None
) -> tuple[Applicant, dict[str, ChosenStandard]]:
    """Read and check an applicant as a whole. Raises RefusedError (usage) with every mistake.

    `dated` are the dated standards of the place, where they have been read already.
    """
    reader = ApplicantReader(library.vocabulary, library.places, enquiry.locate)
    facts, mistakes = reader.read_facts(enquiry.facts)
    stated, more = reader.read_standards(enquiry.standards)
    mistakes += more
    facts, more = reader.derive(facts, enquiry.as_of)
    mistakes += more
    if mistakes:
        raise RefusedError(Refusal.USAGE, mistakes)
    assumed = usual_facts(library.vocabulary, library.places, facts) if enquiry.assume == "usual" else {}
    facts |= assumed
    known: Sequence[StandardValue] = ()
    if enquiry.shipped_standards:
        known = library.standard_values(place) if dated is None else dated
    on_day = values_on(known, enquiry.as_of, inferred=enquiry.inferred)
    chosen = choose_standards(stated, on_day, facts, library.vocabulary, library.places)
    values = {name: standard.value for name, standard in chosen.items() if standard.value is not None}
    on_request = values_on(known, enquiry.as_of, inferred=True)
    chosen |= withheld_standards(on_request, chosen, facts, library.vocabulary, library.places)
    return Applicant(place, enquiry.as_of, facts, values, assumed), chosen


def with_facts(enquiry: Enquiry, facts: Mapping[str, object]) -> Enquiry:
    """The same enquiry with more facts."""
    return replace(enquiry, facts={**enquiry.facts, **facts})
