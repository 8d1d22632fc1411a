"""The law of a place for one enquiry: all that an answer needs beside the applicant, compiled once and kept for the next run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from subsidy_cli.citations import Citation
from subsidy_cli.diagnostics import Diagnostic, Place, Refusal, RefusedError
from subsidy_cli.expressions import nodes
from subsidy_cli.expressions.types import Type
from subsidy_cli.facts.vocabulary import BenefitDefinition
from subsidy_cli.library.cache import remembered
from subsidy_cli.library.entries import Form
from subsidy_cli.library.standards import StandardEntry, StandardValue
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
    """The rules, the titles of the documents they come from, and every dated standard where they were wanted."""

    programme: Programme
    titles: Mapping[str, Text]
    standards: tuple[StandardValue, ...]


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

    Raises RefusedError with every mistake of every file.
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
    documents = library.documents(wanted.place)
    programme = compile_documents(library, documents, wanted)
    titles = {document.id: Text(document.head.title.zh, document.head.title.en) for document in documents}
    standards = library.standard_values(wanted.place) if wanted.with_standards else ()
    return Law(programme, titles, tuple(standards))


def _refuse_readings(library: Library, documents: Sequence[Document], wanted: frozenset[str]) -> None:
    """Asking for the other reading where no rule has one would recompute nothing and say that it did."""
    if not wanted:
        return
    from subsidy_cli.programme.resolution import readings_with_alternatives

    known = readings_with_alternatives(documents)
    refused = [_without_alternative(library, reading, known) for reading in sorted(wanted - known)]
    refused += _clashes(documents, wanted)
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


def _clashes(documents: Sequence[Document], wanted: frozenset[str]) -> list[Diagnostic]:
    """Two alternatives that each rewrite the same rule cannot both be applied."""
    from subsidy_cli.programme.resolution import clashing_readings

    found = {
        ", ".join(sorted(wanted & together)) for together in clashing_readings(documents) if len(wanted & together) > 1
    }
    hint = Text("请一次换一种理解", "change one reading at a time")
    return [
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


def compile_documents(library: Library, documents: Sequence[Document], wanted: Wanted) -> Programme:
    """Compile what is wanted of documents that have been read. Raises RefusedError with every mistake of every file."""
    from subsidy_cli.programme.compiling import Request, compile_programme

    _refuse_readings(library, documents, wanted.readings)
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
