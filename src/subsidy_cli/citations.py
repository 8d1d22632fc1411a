"""Where a rule stands: instrument, section and a short key phrase that can be looked up in the official text."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Citation:
    """A pinpoint to a provision of an instrument."""

    document: str
    number: str
    section: str
    phrase: str
    clauses: tuple[str, ...] = ()
    short: str = ""
    """How the instrument is named beside a rule, where its number is a long title."""

    def as_json(self) -> dict[str, str]:
        """Give the citation in the form of the public contract."""
        return {"document": self.document, "number": self.number, "section": self.section, "phrase": self.phrase}

    def __str__(self) -> str:
        return f"{self.short or self.number} {self.section}「{self.phrase}」"
