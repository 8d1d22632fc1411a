"""Separated text that the engine reads by itself, because each of its lines is a record.

The engine may begin on the strength of the first lines, while somebody else looks at all bytes of the file; what it has
read counts only where those say the same.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from subsidy_cli.columnar.terms import quote
from subsidy_cli.diagnostics import RefusedError
from subsidy_cli.roster.cells import CellsInFile, stamp_of
from subsidy_cli.roster.encoding import NEVER, UNREADABLE
from subsidy_cli.roster.formats import is_pattern
from subsidy_cli.roster.loading import create_problems, finish_roster, no_rows, plan_columns, stage_rows
from subsidy_cli.roster.staging import STAGED
from subsidy_cli.roster.text_headings import HEAD_LINES, text_heading

if TYPE_CHECKING:
    from pathlib import Path

    from duckdb import DuckDBPyConnection

    from subsidy_cli.diagnostics import Diagnostic
    from subsidy_cli.roster.encoding import TextFile
    from subsidy_cli.roster.loading import Source
    from subsidy_cli.roster.relations import ReadingOptions, Roster
    from subsidy_cli.roster.staging import Plan
    from subsidy_cli.roster.tables import Heading

EARLY = 1 << 22
"""Bytes of a file; with a shorter one nothing is gained by not waiting."""
_HEAD, _TAIL = 1 << 20, 1 << 16


@dataclass(frozen=True)
class Attempt:
    """A text file with what its headings mean, for the engine to read."""

    heading: Heading
    plan: Plan
    cells: CellsInFile
    warnings: tuple[Diagnostic, ...]
    holds_cells: bool

    @property
    def is_promising(self) -> bool:
        """Whether the rows begin on the line after that of the headings, in a file that the engine can name."""
        return self.heading.index == self.cells.header_line - 1 and not is_pattern(self.cells.path)

    def agrees(self, content: TextFile) -> bool:
        """Whether the file is what it was taken for."""
        taken = self.cells.path, self.cells.has_quotes, self.cells.has_returns
        return taken == (content.path, content.quotes > 0, content.carriage_returns > 0)

    def stage(self, connection: DuckDBPyConnection, *, has_rows: bool = True) -> bool:
        """Let the engine read the rows; whether it could."""
        import duckdb

        source = self.cells.cells() if has_rows else no_rows(self.cells.width)
        try:
            stage_rows(connection, self.plan, source, holds_cells=self.holds_cells)
        except (duckdb.InvalidInputException, duckdb.ConversionException, duckdb.IOException):
            return False
        return True

    def finish(self, connection: DuckDBPyConnection, source: Source, counted: CountedLines) -> Roster | None:
        """The roster; None where the engine has not read as many rows as there are lines."""
        line = self.cells.header_line
        (count,) = connection.execute(f"SELECT count(*) FROM {quote(STAGED)}").fetchone() or (0,)
        if count != counted.rows(line):
            return None
        create_problems(connection, [])
        row = f"rowid + {line + 1}"
        lying = None if self.holds_cells else self.cells
        titles = self.heading.titles
        found = finish_roster(connection, source, self.plan, (row, row), count, counted.blank, line, titles, lying)
        return replace(found, second_count=counted.lines - found.header_rows)


@dataclass(frozen=True, slots=True)
class CountedLines:
    """The lines of a file as they were counted in its bytes."""

    lines: int
    blank: int
    """Those at the end in which nothing stands."""

    @classmethod
    def of(cls, content: TextFile) -> CountedLines:
        """The lines of a file; the last one may have no end."""
        with content.path.open("rb") as stream:
            stream.seek(max(0, content.path.stat().st_size - _TAIL))
            tail = stream.read()
        body = tail.rstrip(b"\r\n")
        ends = tail[len(body) :].count(b"\n")
        return cls(content.line_feeds + (not ends), max(0, ends - 1))

    def rows(self, header_line: int) -> int:
        """How many of them stand under the headings."""
        return self.lines - self.blank - header_line


def attempt(path: Path, source: Source, options: ReadingOptions, *, has_quotes: bool, has_returns: bool) -> Attempt:
    """What the headings of a file mean. Raises RefusedError (input) where that is not certain."""
    own = replace(source, warnings=[])
    heading, line, delimiter = text_heading(path, own, options)
    own.delimiter = delimiter
    plan = plan_columns(heading.cells, own, options, heading)
    cells = CellsInFile(path, len(plan.headings), line, delimiter, has_quotes, has_returns, stamp_of(path))
    # A quotation mark may stand where another reader would not have it; such cells are written anew.
    holds_cells = has_quotes or options.line_separator != delimiter
    return Attempt(heading, plan, cells, tuple(own.warnings), holds_cells)


def stage_early(connection: DuckDBPyConnection, source: Source, options: ReadingOptions) -> Attempt | None:
    """Let the engine read a long file whose first lines promise that it can; None where they do not, or it could not."""
    if options.encoding is not None or source.path.stat().st_size < EARLY:
        return None
    with source.path.open("rb") as stream:
        head = stream.read(_HEAD).rpartition(b"\n")[0]
    if not _is_promising(head):
        return None
    source.step.expect(source.path.stat().st_size * head.count(b"\n") // len(head))
    try:
        found = attempt(source.path, source, options, has_quotes=b'"' in head, has_returns=b"\r" in head)
    except RefusedError:
        return None
    return found if found.is_promising and found.stage(connection) else None


def _is_promising(head: bytes) -> bool:
    """Whether the beginning is UTF-8 in as many lines as will be looked at, which end alike."""
    pairs, ends = head.count(b"\r\n"), head.count(b"\n")
    if ends < HEAD_LINES or head.count(b"\r") - (head[-1:] == b"\r") != pairs or pairs not in {0, ends}:
        return False
    if NEVER.encode() in head or any(sign in head for sign in UNREADABLE):
        return False
    try:
        return bool(head.decode())
    except UnicodeDecodeError:
        return False
