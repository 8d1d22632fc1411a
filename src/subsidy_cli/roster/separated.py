"""Rosters as separated text: two ways to the rows.

A faultless file is read by the engine itself and counted against a second, independent count of its lines; as soon as the
two differ, or anything is amiss, the file is read record by record.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import TYPE_CHECKING

from subsidy_cli.roster.direct import Attempt, CountedLines, attempt, stage_early
from subsidy_cli.roster.encoding import TextFile, physical_lines, read_text_file
from subsidy_cli.roster.loading import Rows, Source, load_rows
from subsidy_cli.roster.records import RecordReader
from subsidy_cli.roster.relations import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from duckdb import DuckDBPyConnection

    from subsidy_cli.roster.relations import ReadingOptions, Roster


def open_text(connection: DuckDBPyConnection, source: Source, options: ReadingOptions) -> Roster:
    """Read separated text."""
    with ThreadPoolExecutor(1) as beside:
        looking = beside.submit(read_text_file, source.path, source.name, options.encoding, source.folder / "text")
        early = stage_early(connection, source, options)
        content = looking.result()
    source.encoding = content.encoding
    source.step.expect(max(content.line_feeds - 1, 1))
    found = early if early is not None and early.agrees(content) else None
    is_staged = found is not None
    if found is None:
        quotes, returns = content.quotes > 0, content.carriage_returns > 0
        found = attempt(content.path, source, options, has_quotes=quotes, has_returns=returns)
    source.warnings += [*content.warnings, *found.warnings]
    source.delimiter = found.cells.delimiter
    roster = _read_directly(connection, source, content, found, is_staged=is_staged)
    return roster or load_rows(connection, source, found.plan, _text_rows(content, source, found))


def _read_directly(
    connection: DuckDBPyConnection, source: Source, content: TextFile, found: Attempt, *, is_staged: bool
) -> Roster | None:
    """Let the engine read the file; None where it must be read with care."""
    if not found.is_promising or not _may_be_faultless(content):
        return None
    counted = CountedLines.of(content)
    if not is_staged and not found.stage(connection, has_rows=counted.rows(found.cells.header_line) > 0):
        return None
    return found.finish(connection, source, counted)


def _may_be_faultless(content: TextFile) -> bool:
    """Whether each line may be a record, so that the engine can read the file by itself."""
    is_odd = content.bad_lines or content.loose_quotes or content.long_lines or content.has_marker
    return not is_odd and content.has_same_ends


def _text_rows(content: TextFile, source: Source, found: Attempt) -> Rows:
    heading, header_line = found.heading, found.cells.header_line
    rows = Rows(heading.cells, heading.index + 1, heading.titles, ())
    reader = RecordReader(source.delimiter, len(heading.cells), content.bad_lines)

    def records() -> Iterator[tuple[int, int, Sequence[str]]]:
        lines = islice(physical_lines(content.path), header_line, None)
        for record in reader.read(lines, heading.index + 2, header_line + 1):
            if record.fault is not None:
                rows.problems.append(Problem(record.row, None, record.fault, record.detail))
            yield record.row, record.line, record.cells

    rows.records = records()
    return rows
