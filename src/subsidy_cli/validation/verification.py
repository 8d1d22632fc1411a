"""Holding the key phrases of a document, and the figures that rest on them, against its official text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from subsidy_cli.expressions.nodes import Literal_, walk
from subsidy_cli.quantities import number_text
from subsidy_cli.validation.elements import all_documents, elements
from subsidy_cli.validation.figures import days, figures
from subsidy_cli.validation.passages import Passage, SearchableText, normalised

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from subsidy_cli.documents.models import CitationTable
    from subsidy_cli.expressions.nodes import Node
    from subsidy_cli.library.opening import Library
    from subsidy_cli.library.shelf import Document, Located
    from subsidy_cli.validation.elements import WrittenElement

Figure: TypeAlias = Fraction | date
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
    figures: frozenset[Figure] = frozenset()
    """The figures and days of the rules that rest on the phrase, without the derived ones."""


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
    absent: tuple[str, ...] = ()
    """The figures of the rules that do not stand near the phrase."""

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
            "absent": list(self.absent),
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
    def unsupported(self) -> tuple[Finding, ...]:
        """The phrases that stand in the text, but without a figure that a rule takes from there."""
        return tuple(finding for finding in self.findings if finding.absent)

    @property
    def holds(self) -> bool:
        """Whether every phrase stands in the text with its figures."""
        return not self.of("missing") and not self.unsupported

    def as_json(self) -> dict[str, Any]:
        """Give the counts and every phrase."""
        states: tuple[State, ...] = ("found", "repeated", "missing")
        return {
            "schema": 1,
            "document": self.document,
            "counts": {
                "total": len(self.findings),
                **{state: len(self.of(state)) for state in states},
                "unsupported": len(self.unsupported),
            },
            "holds": self.holds,
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
    """The phrases cited from a document, each once, in the order of the files, with all that rests on them."""
    found: dict[tuple[str, str], Quotation] = {}
    for citation, part in _cited(documents, document):
        key = (citation.section, citation.phrase)
        found[key] = part if key not in found else _joined(found[key], part)
    return tuple(found.values())


def _joined(known: Quotation, more: Quotation) -> Quotation:
    return Quotation(
        known.section,
        known.phrase,
        (*known.places, *more.places),
        tuple(dict.fromkeys((*known.derived, *more.derived))),
        known.figures | more.figures,
    )


def _cited(documents: Iterable[Document], document: str) -> Iterator[tuple[CitationTable, Quotation]]:
    for each in documents:
        for element in elements(each):
            citation = element.citation
            if citation is not None and (citation.document or each.id) == document:
                yield citation, _quotation(element, citation)
        for recorded in each.recorded:
            citation = recorded.table.citation
            if (citation.document or each.id) == document:
                yield citation, Quotation(citation.section, citation.phrase, (recorded,))


def _quotation(element: WrittenElement, citation: CitationTable) -> Quotation:
    """What one element rests on a phrase; one without a citation of its own rests on that of its benefit."""
    is_own = element.table.citation is not None
    derived = dict(element.table.derived)
    if not is_own and element.benefit is not None:
        derived |= element.benefit.table.derived
    counted = frozenset(figure for expression in element.expressions for figure in _figures_of(expression.node))
    return Quotation(
        citation.section,
        citation.phrase,
        (element.located,) if is_own else (),
        tuple(derived.items()),
        counted - {_read(written) for written in derived},
    )


def _read(written: str) -> Figure | None:
    """A key of `derived`."""
    try:
        return date.fromisoformat(written) if "-" in written.lstrip("-") else Fraction(written)
    except (ValueError, ZeroDivisionError):
        return None


def _figures_of(node: Node | None) -> Iterator[Figure]:
    """The figures and days of a rule; nought and one are often only a way of writing."""
    for part in () if node is None else walk(node):
        if isinstance(part, Literal_) and isinstance(part.value, Fraction | date) and part.value not in {0, 1}:
            yield part.value


def _find(quotation: Quotation, text: SearchableText) -> Finding:
    starts = text.occurrences(quotation.phrase)
    if not starts:
        return Finding(quotation, (), text.nearest(quotation.phrase))
    length = len(normalised(quotation.phrase))
    passages = tuple(text.passage(start, length) for start in starts)
    around = [text.around(start, length, NEARBY).words for start in starts]
    near = frozenset[Figure](figure for words in around for figure in figures(words) | days(words))
    underived = tuple((figure, origin) for figure, origin in quotation.derived if not _is_near(origin, near))
    absent = tuple(_shown(figure) for figure in quotation.figures - near)
    return Finding(quotation, passages, underived=underived, absent=tuple(sorted(absent)))


def _is_near(origin: str, near: frozenset[Figure]) -> bool:
    """Whether a figure that the origin of a derived one names stands near; an origin without figures is an argument."""
    named = figures(origin)
    return not named or bool(named & near)


def _shown(figure: Figure) -> str:
    return number_text(figure) if isinstance(figure, Fraction) else figure.isoformat()


def _written(values: Iterable[Fraction]) -> tuple[str, ...]:
    return tuple(number_text(value) for value in sorted(values))


def _passage_json(passage: Passage | None) -> dict[str, Any] | None:
    if passage is None:
        return None
    return {"words": passage.words, "line": passage.line, "likeness": f"{passage.likeness:.2f}"}


def _place_json(located: Located[Any]) -> dict[str, Any]:
    return {"file": located.source.name, "key": ".".join(map(str, located.path))}
