"""Verification: the key phrases of a document held against its official text, which the user supplies."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from subsidy_cli.diagnostics import Diagnostic
from subsidy_cli.texts import Text
from subsidy_cli.validation.elements import elements

if TYPE_CHECKING:
    from collections.abc import Iterator

    from subsidy_cli.diagnostics import Place
    from subsidy_cli.documents.models import CitationTable
    from subsidy_cli.library.shelf import Document


@dataclass(frozen=True)
class CitedPhrase:
    """A key phrase, with the section that it is cited from and the place of the citation."""

    section: str
    phrase: str
    place: Place


@dataclass(frozen=True)
class Verification:
    """The phrases of a document that occur in its text, and those that do not."""

    found: tuple[CitedPhrase, ...]
    lost: tuple[CitedPhrase, ...]

    @property
    def mistakes(self) -> tuple[Diagnostic, ...]:
        """One mistake for each phrase that does not occur."""
        return tuple(_mistake(phrase) for phrase in self.lost)


def verify(document: Document, text: str) -> Verification:
    """Look up every key phrase of a document in its official text, without spaces and line breaks."""
    held = _without_spaces(text)
    cited = [(phrase, _without_spaces(phrase.phrase) in held) for phrase in _cited(document)]
    return Verification(
        tuple(phrase for phrase, is_found in cited if is_found),
        tuple(phrase for phrase, is_found in cited if not is_found),
    )


def _cited(document: Document) -> Iterator[CitedPhrase]:
    """The phrases that are cited from the document itself."""
    for element in elements(document):
        citation = element.table.citation
        if citation is not None and _is_own(citation, document):
            yield CitedPhrase(citation.section, citation.phrase, element.place("citation"))
    for recorded in document.recorded:
        citation = recorded.table.citation
        if _is_own(citation, document):
            yield CitedPhrase(citation.section, citation.phrase, recorded.place("citation"))


def _is_own(citation: CitationTable, document: Document) -> bool:
    return citation.document in {None, document.id}


def _without_spaces(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _mistake(cited: CitedPhrase) -> Diagnostic:
    message = Text(
        f"原文中没有这个短语（{cited.section}）：「{cited.phrase}」",
        f"the text does not hold this phrase ({cited.section}): 「{cited.phrase}」",
    )
    return Diagnostic("phrase-is-not-in-the-text", message, cited.place)
