"""One frozen class for each table of a file of worked cases. The format is told in `docs/policy-files.md`."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, Literal

from pydantic import Field

from subsidy_cli.documents.models import Table

Scalar = str | bool | int | Decimal | date
Status = Literal["eligible", "ineligible", "unknown", "met", "unmet"]
Figure = str | int | Decimal


class EndsTable(Table):
    """An amount by its ends; an open end is left out."""

    low: Figure | None = None
    high: Figure | None = None
    bound: Literal["exact", "at_least", "at_most", "range", "unspecified"] | None = None


class AbsenceTable(Table):
    """Why a benefit is not in force that day."""

    reason: Literal["draft", "not_yet", "repealed"] | None = None
    from_: date | str | None = Field(default=None, alias="from")
    to: date | str | None = None


class ExpectationTable(Table):
    """What is expected of a benefit, quota or target; a key that is absent asserts nothing."""

    status: Status | None = None
    amount: Figure | EndsTable | None = None
    """A figure in yuan, its ends, or `none`."""
    period: str | None = None
    force: Literal["mandatory", "discretionary", "aspirational", "none"] | None = None
    missing: list[str] | None = None
    details: dict[str, Any] | None = None
    """By name; `none` says that there is no such detail."""
    displaced_by: list[str] | None = None
    reason: str | None = None
    not_in_force: AbsenceTable | None = None
    items: list[Any] | None = None
    readings: list[str] | None = None


class ValueExpectationTable(Table):
    """What is expected of a definition."""

    value: Scalar | None = None
    amount: Figure | EndsTable | None = None
    period: str | None = None
    missing: list[str] | None = None


class DefaultsTable(Table):
    """What every case of a file starts from."""

    place: str | None = None
    as_of: date | str | None = None
    facts: dict[str, Scalar] = Field(default_factory=dict)
    standards: dict[str, Scalar] = Field(default_factory=dict)
    clauses: list[str] = Field(default_factory=list)
    readings: list[str] = Field(default_factory=list)
    assume_in_force: bool = False


class CaseTable(DefaultsTable):
    """One worked case. Its facts and standards are merged over the defaults."""

    id: str = Field(min_length=1)
    title: str = ""
    omit: list[str] = Field(default_factory=list)
    """Facts or standards of the defaults that this case does not have."""
    notices: list[str] | None = None
    """Every notice that is expected, by id; absent, the case says nothing about notices."""
    expect: dict[str, ExpectationTable] = Field(default_factory=dict)
    expect_definitions: dict[str, ValueExpectationTable] = Field(default_factory=dict)
    reading: str | None = None
    reasoning: str | None = None
    assume: Literal["usual"] | None = None


class CasesFile(Table):
    """A file of worked cases."""

    defaults: DefaultsTable = Field(default_factory=DefaultsTable)
    cases: list[CaseTable] = Field(default_factory=list)


class EquivalentTable(Table):
    """A change of a rule that changes no result, and why."""

    mutant: str = Field(min_length=1)
    reason: str = Field(min_length=1)


class EquivalentsFile(Table):
    """A file of changes that no case can tell from the law."""

    equivalent: list[EquivalentTable] = Field(default_factory=list)
