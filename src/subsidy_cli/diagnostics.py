"""Mistakes as values: a code, a severity, a place, what is wrong and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from subsidy_cli.texts import Text

Severity = Literal["error", "warning"]


class Refusal(Enum):
    """Why a run stops; the value is the exit code of the public contract."""

    USAGE = 2
    INPUT = 3
    POLICIES = 4
    OUTPUT = 5


@dataclass(frozen=True, slots=True)
class Place:
    """Where a mistake stands: a file, and in it a line and column, a cell or a key."""

    file: str
    line: int | None = None
    column: int | None = None
    key: str = ""
    excerpt: str = ""
    width: int = 1

    def __str__(self) -> str:
        if self.line is None:
            return f"{self.file}: {self.key}" if self.key else self.file
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One mistake, for people and for machines. `message` never holds an unmasked identity number."""

    code: str
    message: Text
    place: Place
    hint: Text | None = None
    severity: Severity = "error"


class RefusedError(Exception):
    """The run cannot go on; carries every mistake found, not only the first."""

    def __init__(self, refusal: Refusal, diagnostics: Iterable[Diagnostic]) -> None:
        self.refusal = refusal
        self.diagnostics = tuple(diagnostics)
        super().__init__("; ".join(f"{item.place}: {item.code}: {item.message.en}" for item in self.diagnostics))

    def at(self, place: Place) -> RefusedError:
        """The same refusal with every mistake where it was really written."""
        moved = (Diagnostic(each.code, each.message, place, each.hint, each.severity) for each in self.diagnostics)
        return RefusedError(self.refusal, moved)


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known name most like a misspelt one, if any is close."""
    import difflib

    matches = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return matches[0] if matches else None
