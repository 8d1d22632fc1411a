"""Holding the key phrases of a document, and the figures that rest on them, against its official text."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Literal

from subsidy_cli.quantities import number_text
from subsidy_cli.validation.elements import all_documents, elements
from subsidy_cli.validation.figures import figures
from subsidy_cli.validation.passages import Passage, SearchableText

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from subsidy_cli.documents.models import CitationTable
    from subsidy_cli.library.opening import Library
    from subsidy_cli.library.shelf import Document, Located

State = Literal["found", "repeated", "missing"]

NEARBY = 200
"""How many characters before and after a phrase count as near it."""


@dataclass(frozen=True)
class Quotation:
    """A key phrase with every place of the policy files that cites it, and the origins of its derived figures."""

    section: str
    phrase: str
    places: tuple[Located[Any], ...]
    derived: tuple[tuple[str, str], ...] = ()
    """Figures of the rules that the phrase does not state, with the words that say where they come from."""


@dataclass(frozen=True)
class Finding:
    """What became of a phrase in the official text."""

    quotation: Quotation
    passages: tuple[Passage, ...]
    """Every passage that holds it."""
    nearest: Passage | None = None
    """The passage most like it, where none holds it."""
    underived: tuple[tuple[str, str], ...] = ()
    """The derived figures of whose origin nothing stands near the phrase."""

    @property
    def state(self) -> State:
        """Whether the phrase stands there, and once."""
        if not self.passages:
            return "missing"
        return "found" if len(self.passages) == 1 else "repeated"

    @property
    def changed_figures(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The figures that only the phrase has, and those that only the nearest passage has."""
        if self.nearest is None:
            return (), ()
        ours, theirs = figures(self.quotation.phrase), figures(self.nearest.words)
        return _written(ours - theirs), _written(theirs - ours)

    def as_json(self) -> dict[str, Any]:
        """Give the phrase with what was found."""
        ours, theirs = self.changed_figures
        return {
            "section": self.quotation.section,
            "phrase": self.quotation.phrase,
            "state": self.state,
            "lines": [passage.line for passage in self.passages],
            "nearest": _passage_json(self.nearest),
            "figures": {"phrase": list(ours), "text": list(theirs)},
            "underived": [{"figure": figure, "origin": origin} for figure, origin in self.underived],
            "places": [_place_json(located) for located in self.quotation.places],
        }


@dataclass(frozen=True)
class Verification:
    """Every phrase of a document."""

    document: str
    findings: tuple[Finding, ...]

    def of(self, state: State) -> tuple[Finding, ...]:
        """The phrases in one state."""
        return tuple(finding for finding in self.findings if finding.state == state)

    @property
    def underived(self) -> tuple[Finding, ...]:
        """The phrases near which the origin of a derived figure is not stated; worth a look, no mistake."""
        return tuple(finding for finding in self.findings if finding.underived)

    @property
    def holds(self) -> bool:
        """Whether every phrase stands in the text."""
        return not self.of("missing")

    def as_json(self) -> dict[str, Any]:
        """Give the counts and every phrase."""
        states: tuple[State, ...] = ("found", "repeated", "missing")
        return {
            "schema": 1,
            "document": self.document,
            "counts": {"total": len(self.findings), **{state: len(self.of(state)) for state in states}},
            "phrases": [finding.as_json() for finding in self.findings],
        }


def verify(library: Library, document: str, text: str) -> Verification:
    """Look up every phrase that any policy file cites from a document in its official text.

    Raises RefusedError with the mistakes of the files.
    """
    searched = SearchableText(text)
    found = (_find(quotation, searched) for quotation in quotations(all_documents(library), document))
    return Verification(document, tuple(found))


def quotations(documents: Iterable[Document], document: str) -> tuple[Quotation, ...]:
    """The phrases cited from a document, each once, in the order of the files."""
    found: dict[tuple[str, str], Quotation] = {}
    for located, table, citation in _cited(documents, document):
        key = (citation.section, citation.phrase)
        known = found.get(key, Quotation(*key, ()))
        derived = dict.fromkeys((*known.derived, *getattr(table, "derived", {}).items()))
        found[key] = Quotation(*key, (*known.places, located), tuple(derived))
    return tuple(found.values())


def _cited(documents: Iterable[Document], document: str) -> Iterator[tuple[Located[Any], object, CitationTable]]:
    for each in documents:
        located = [element.located for element in elements(each)] + list(each.recorded)
        for place in located:
            citation = place.table.citation
            if citation is not None and (citation.document or each.id) == document:
                yield place, place.table, citation


def _find(quotation: Quotation, text: SearchableText) -> Finding:
    starts = text.occurrences(quotation.phrase)
    if not starts:
        return Finding(quotation, (), text.nearest(quotation.phrase))
    length = len(quotation.phrase)
    passages = tuple(text.passage(start, length) for start in starts)
    near = frozenset(figure for start in starts for figure in figures(text.around(start, length, NEARBY).words))
    underived = tuple((figure, origin) for figure, origin in quotation.derived if not _is_near(figure, origin, near))
    return Finding(quotation, passages, underived=underived)


def _is_near(figure: str, origin: str, near: frozenset[Fraction]) -> bool:
    """Whether a derived figure, or a figure that its origin names, stands near; an origin without figures is an argument."""
    named = figures(origin)
    return not named or bool(named & near)


def _written(values: Iterable[Fraction]) -> tuple[str, ...]:
    return tuple(number_text(value) for value in sorted(values))


def _passage_json(passage: Passage | None) -> dict[str, Any] | None:
    if passage is None:
        return None
    return {"words": passage.words, "line": passage.line, "likeness": f"{passage.likeness:.2f}"}


def _place_json(located: Located[Any]) -> dict[str, Any]:
    return {"file": located.source.name, "key": ".".join(map(str, located.path))}
