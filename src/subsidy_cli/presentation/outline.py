"""One result in words, section by section: what terminal, Markdown and HTML all tell, each in its own form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from subsidy_cli.texts import Language

SectionName = Literal["payable", "granted", "displaced", "optional", "refused", "undecided", "duties"]


@dataclass(frozen=True, slots=True)
class Clause:
    """Where a rule stands."""

    place: str
    """The document, by its number where that is short, else by its id, and the section."""
    phrase: str


@dataclass(frozen=True, slots=True)
class ItemLine:
    """One line of an amount, or a limit on the sum."""

    name: str
    amount: str
    clause: str
    """Only where it differs from the clause of the benefit."""


@dataclass(frozen=True, slots=True)
class TestLine:
    """One test of a condition."""

    __test__ = False

    outcome: str
    sentence: str


@dataclass(frozen=True, slots=True)
class ConditionLine:
    """One condition, exclusion or requirement with its tests."""

    role: str
    outcome: str
    name: str
    clause: Clause
    tests: tuple[TestLine, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One benefit, quota or target."""

    id: str
    name: str
    amount: str
    clause: Clause
    reason: str = ""
    """Why it is not due."""
    missing: tuple[str, ...] = ()
    """The facts and standards that would settle it, or make its amount certain."""
    items: tuple[ItemLine, ...] = ()
    remarks: tuple[str, ...] = ()
    conditions: tuple[ConditionLine, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """Benefits with one fate."""

    name: SectionName
    mark: str
    heading: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """A short label with what belongs to it."""

    label: str
    words: str
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Names under one label."""

    label: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outline:
    """The whole result in words."""

    language: Language
    title: str
    day: str
    documents: tuple[Pair, ...]
    notices: tuple[Pair, ...]
    totals: tuple[Pair, ...]
    totals_remark: str
    sections: tuple[Section, ...]
    absent: tuple[Group, ...]
    questions: tuple[Pair, ...]
    standards: tuple[Pair, ...]
    assumed: tuple[str, ...]
    readings: tuple[Pair, ...]
    further_readings: tuple[Pair, ...]
    """Readings on which only what is not paid depends."""
    closing: str
    digest: str
