"""What is asked of a run over a roster, and what comes of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from subsidy_cli.roster.grouping import Group, Terms

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from subsidy_cli.roster.columns import Headers
    from subsidy_cli.roster.exporting import OutputFormat
    from subsidy_cli.roster.receipt import Counts, WrittenFile
    from subsidy_cli.roster.relations import ReadingOptions, Roster
    from subsidy_cli.roster.summary import Summary
    from subsidy_cli.texts import Language

Layout = Literal["wide", "long"]


@dataclass(frozen=True)
class BatchRequest:
    """One run over a roster."""

    source: Path | None
    """None is standard input."""
    target: Path | None
    """None is standard output."""
    as_of: date
    reading: ReadingOptions
    form: OutputFormat
    place: str | None = None
    terms: Terms = field(default_factory=Terms)
    headers: Headers = "id"
    masked: bool = False
    layout: Layout = "wide"
    language: Language = "zh"
    rejects: Path | None = None
    """Where rejects go; None is beside the output, or nowhere where there is no output file."""
    receipt: Path | None = None
    summary: Path | None = None
    dry_run: bool = False
    settings: dict[str, Any] = field(default_factory=dict)
    """The options as they were written, for the receipt."""

    @property
    def has_rejects_sheet(self) -> bool:
        """Whether the output holds the rejects itself: not where it is masked, since they are to be corrected."""
        return self.form == "xlsx" and not self.masked

    @property
    def rejects_file(self) -> Path | None:
        """Where rejects go; a workbook has a sheet for them."""
        if self.rejects is not None or self.target is None or self.has_rejects_sheet:
            return self.rejects
        return self.target.with_name(f"{self.target.name}.rejects.csv")

    @property
    def receipt_file(self) -> Path | None:
        """Where the receipt goes."""
        if self.receipt is not None or self.target is None:
            return self.receipt
        return self.target.with_name(f"{self.target.name}.receipt.json")

    @property
    def targets(self) -> tuple[Path, ...]:
        """Every file that the run may write."""
        found = (self.target, self.rejects_file, self.receipt_file, self.summary)
        return tuple(path for path in found if path is not None)


@dataclass(frozen=True)
class BatchResult:
    """What came of a run."""

    counts: Counts
    summary: Summary
    roster: Roster
    groups: tuple[Group, ...]
    changes: tuple[tuple[str, str, int], ...]
    files: tuple[WrittenFile, ...] = ()
    rejected: tuple[tuple[Any, ...], ...] = ()
    """The rejects themselves, where no file holds them: row, column, code, message, hint."""
