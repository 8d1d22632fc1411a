"""The law of a place for one enquiry: all that an answer needs beside the applicant, compiled once and kept for the next run."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from subsidy_cli.citations import Citation
from subsidy_cli.diagnostics import Diagnostic, Place, Refusal, RefusedError
from subsidy_cli.expressions import nodes
from subsidy_cli.expressions.types import Type
from subsidy_cli.facts.vocabulary import BenefitDefinition
from subsidy_cli.library.cache import remembered
from subsidy_cli.library.entries import Form
from subsidy_cli.library.standards import StandardEntry, StandardValue, value_days
from subsidy_cli.programme import rules
from subsidy_cli.programme.rules import Programme
from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from datetime import date

    from subsidy_cli.library.opening import Library
    from subsidy_cli.library.shelf import Document


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of the law is wanted."""

    place: str
    """Its path."""
    as_of: date
    benefits: Collection[str] | None = None
    """The benefits wanted; None is every one."""
    readings: frozenset[str] = frozenset()
    """Readings whose alternative is wanted."""
    adopted: frozenset[str] = frozenset()
    """Drafts to be taken as in force."""
    with_standards: bool = True
    """Whether the dated standards are wanted too."""


@dataclass(frozen=True, slots=True)
class Law:
    """The rules, and what else is known of the place that was asked for."""

    programme: Programme
    titles: Mapping[str, Text]
    """Of the documents that the rules come from."""
    numbers: Mapping[str, str]
    """What the same documents are called for short: their short name, else their number."""
    standards: tuple[StandardValue, ...]
    """Every dated one, where they were wanted."""
    turns: tuple[date, ...]
    """The days, in order, from which on the rules or the standards may be others."""
    changeable: frozenset[str]
    """The readings under whose alternative some rule is written."""

    def since(self, day: date) -> date | None:
        """The day from which on the law has been as it is on a day; None where it has never been otherwise."""
        position = bisect_right(self.turns, day)
        return self.turns[position - 1] if position else None


MADE_OF = (
    Law,
    Programme,
    rules.Rule,
    rules.DefinitionRule,
    rules.ConditionRule,
    rules.ExclusionRule,
    rules.ItemRule,
    rules.LimitRule,
    rules.DetailRule,
    rules.ForceRule,
    rules.DisplacementRule,
    rules.RequirementRule,
    rules.BenefitRule,
    rules.AbsentBenefit,
    rules.NoticeRule,
    nodes.Span,
    nodes.Literal_,
    nodes.Name,
    nodes.Negation,
    nodes.Arithmetic,
    nodes.Comparison,
    nodes.Membership,
    nodes.AllOf,
    nodes.AnyOf,
    nodes.Not,
    nodes.Choice,
    nodes.Lookup,
    nodes.Call,
    Type,
    Citation,
    BenefitDefinition,
    StandardEntry,
    StandardValue,
    Text,
)


def law_of(library: Library, wanted: Wanted) -> Law:
    """The law of a place, compiled before from the same files where the library has a cache, else compiled now.

    Raises RefusedError with every mistake of every file, or (usage) where two of the readings cannot be changed together.
    """
    return remembered(
        library.cache,
        Form(Law, MADE_OF, {"vocabulary": library.vocabulary, "places": library.places}),
        tuple(_words(wanted)),
        lambda: library.files(wanted.place),
        lambda: _compile(library, wanted),
    )


def _words(wanted: Wanted) -> Iterator[str]:
    """What was asked, as words; each list comes after its length."""
    yield from ("law", wanted.place, wanted.as_of.isoformat(), str(wanted.benefits is None), str(wanted.with_standards))
    for names in (wanted.benefits or (), wanted.readings, wanted.adopted):
        yield str(len(names))
        yield from sorted(names)


def _compile(library: Library, wanted: Wanted) -> Law:
    from subsidy_cli.programme.resolution import change_days, readings_with_alternatives

    documents = library.documents(wanted.place)
    _refuse_clashes(documents, wanted.readings)
    programme = _programme(library, documents, wanted)
    titles = {document.id: Text(document.head.title.zh, document.head.title.en) for document in documents}
    numbers = {document.id: document.head.short or document.head.number for document in documents}
    standards = tuple(library.standard_values(wanted.place)) if wanted.with_standards else ()
    turns = sorted({*change_days(documents), *value_days(standards)})
    return Law(programme, titles, numbers, standards, tuple(turns), readings_with_alternatives(documents))


def compile_documents(library: Library, documents: Sequence[Document], wanted: Wanted) -> Programme:
    """Compile what is wanted of documents that have been read. Raises RefusedError with every mistake of every file."""
    from subsidy_cli.programme.resolution import readings_with_alternatives

    if wanted.readings:
        refuse_unchangeable(library, wanted.readings, readings_with_alternatives(documents))
    _refuse_clashes(documents, wanted.readings)
    return _programme(library, documents, wanted)


def _programme(library: Library, documents: Sequence[Document], wanted: Wanted) -> Programme:
    from subsidy_cli.programme.compiling import Request, compile_programme

    return compile_programme(
        Request(
            wanted.place,
            wanted.as_of,
            documents,
            library.vocabulary,
            library.places,
            library.notices(wanted.place),
            only=wanted.benefits,
            readings=wanted.readings,
            adopted=wanted.adopted,
        )
    )


def refuse_unchangeable(library: Library, wanted: frozenset[str], changeable: frozenset[str]) -> None:
    """Asking for the other reading where no rule has one would recompute nothing and say that it did.

    Raises RefusedError (usage) with each of the readings wanted that is not among the changeable ones.
    """
    refused = [_without_alternative(library, reading, changeable) for reading in sorted(wanted - changeable)]
    if refused:
        raise RefusedError(Refusal.USAGE, refused)


def _without_alternative(library: Library, reading: str, known: frozenset[str]) -> Diagnostic:
    definition = library.vocabulary.readings.get(reading)
    reason = None if definition is None else definition.not_computed
    message = Text(
        f"此地的文件没有按 {reading} 的另一种理解写成规则，无法重算",
        f"no rule of this place is written under the alternative of {reading}, so nothing can be recomputed",
    )
    if reason is not None:
        message = Text(
            f"{reading} 的另一种理解不能重算：{reason.zh}",
            f"nothing can be recomputed under the alternative of {reading}: {reason.en}",
        )
    listed = ", ".join(sorted(known)) or "-"
    hint = Text(f"可换的理解：{listed}", f"readings that can be changed: {listed}")
    return Diagnostic("reading-without-alternative", message, Place("--reading"), hint)


def _refuse_clashes(documents: Sequence[Document], wanted: frozenset[str]) -> None:
    """Two alternatives that each rewrite the same rule cannot both be applied."""
    if len(wanted) < 2:
        return
    from subsidy_cli.programme.resolution import clashing_readings

    found = {", ".join(sorted(wanted & group)) for group in clashing_readings(documents) if len(wanted & group) > 1}
    hint = Text("请一次换一种理解", "change one reading at a time")
    refused = [
        Diagnostic(
            "readings-clash",
            Text(
                f"{names} 改写同一条规则，不能同时换", f"{names} rewrite the same rule and cannot be changed together"
            ),
            Place("--reading"),
            hint,
        )
        for names in sorted(found)
    ]
    if refused:
        raise RefusedError(Refusal.USAGE, refused)
