"""Rosters as separated text: where the headings are, and two ways to the rows.

A faultless file is read by the engine itself and counted against a second, independent count of its lines; as soon as the
two differ, or anything is amiss, the file is read record by record.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from subsidy_cli.columnar.terms import quote
from subsidy_cli.roster.cells import CellsInFile, stamp_of
from subsidy_cli.roster.encoding import TextFile, physical_lines, read_text_file
from subsidy_cli.roster.formats import is_pattern
from subsidy_cli.roster.headers import HeadingReader
from subsidy_cli.roster.loading import Rows, Source, create_problems, finish_roster, load_rows, no_rows, plan_columns
from subsidy_cli.roster.records import RecordReader, split_line
from subsidy_cli.roster.staging import STAGED, Plan
from subsidy_cli.roster.tables import (
    DELIMITERS,
    SEARCHED_ROWS,
    Heading,
    find_heading,
    refuse_two_lines,
    refuse_without_heading,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from duckdb import DuckDBPyConnection

    from subsidy_cli.roster.relations import ReadingOptions, Roster

_HEAD_LINES = 400


def open_text(connection: DuckDBPyConnection, source: Source, options: ReadingOptions) -> Roster:
    """Read separated text."""
    content = read_text_file(source.path, source.name, options.encoding, source.folder / "text")
    source.encoding = content.encoding
    source.warnings += content.warnings
    source.step.expect(max(content.line_feeds - 1, 1))
    heading, lines, source.delimiter = text_heading(content.path, source, options)
    plan = plan_columns(heading.cells, source, options, heading)
    if heading.index == lines - 1 and _may_be_faultless(content):
        roster = _load_directly(connection, source, plan, content, lines, heading.titles, options)
        if roster is not None:
            return roster
    return load_rows(connection, source, plan, _text_rows(content, source, heading, lines))


def text_heading(path: Path, source: Source, options: ReadingOptions) -> tuple[Heading, int, str]:
    """The row of headings, the physical line on which it ends, and the separator that makes the most of it."""
    lines = list(islice(physical_lines(path), _HEAD_LINES))
    reader = HeadingReader(options.vocabulary, options.mapping, source.name)
    if options.delimiter is not None:
        candidates: tuple[str, ...] = (options.delimiter,)
    else:
        candidates = ("\t", ",", ";", "|") if source.format == "tsv" else DELIMITERS
    best: tuple[Heading, int, str] | None = None
    attempts: list[list[list[str]]] = []
    chosen: list[list[str]] = []
    for delimiter in candidates:
        rows, ends = _first_records(lines, delimiter, max(options.header_row or 0, SEARCHED_ROWS) + 2)
        attempts.append(rows)
        heading = find_heading(rows, reader, options.header_row, options.header_rows)
        if heading is not None and (best is None or heading.known > best[0].known):
            best = heading, ends[heading.index], delimiter
            chosen = rows
    if best is None or (best[0].known == 0 and options.header_row is None):
        raise refuse_without_heading(
            max(attempts, key=lambda rows: max(map(len, rows), default=0)), reader, source.name
        )
    if options.header_row is None:
        refuse_two_lines(chosen, best[0], reader, source.name)
    return best


def _first_records(lines: list[str], delimiter: str, count: int) -> tuple[list[list[str]], list[int]]:
    """The first records, each with the physical line on which it ends."""
    rows: list[list[str]] = []
    ends: list[int] = []
    position = 0
    while position < len(lines) and len(rows) < count:
        joined = lines[position]
        cells = split_line(joined.rstrip("\r\n"), delimiter)
        used = 1
        while cells == "unclosed-quote" and used < SEARCHED_ROWS and position + used < len(lines):
            joined += lines[position + used]
            used += 1
            cells = split_line(joined.rstrip("\r\n"), delimiter)
        if isinstance(cells, str):
            cells, used = lines[position].rstrip("\r\n").split(delimiter), 1
        position += used
        rows.append(cells)
        ends.append(position)
    return rows, ends


def _may_be_faultless(content: TextFile) -> bool:
    """Whether each line may be a record, so that the engine can read the file by itself."""
    is_odd = content.bad_lines or content.loose_quotes or content.long_lines or content.has_marker
    return not is_odd and content.has_same_ends


def _trailing_blank_lines(path: Path) -> tuple[int, bool]:
    """Blank lines at the end of a file, and whether the last line has an end."""
    with path.open("rb") as stream:
        stream.seek(max(0, path.stat().st_size - (1 << 16)))
        tail = stream.read()
    body = tail.rstrip(b"\r\n")
    ends = tail[len(body) :].count(b"\n")
    return max(0, ends - 1), ends > 0


def _load_directly(
    connection: DuckDBPyConnection,
    source: Source,
    plan: Plan,
    content: TextFile,
    header_line: int,
    titles: int,
    options: ReadingOptions,
) -> Roster | None:
    """Let the engine read the file; None where its count of rows is not that of the lines."""
    import duckdb

    path = content.path
    if is_pattern(path):
        return None
    blank, has_end = _trailing_blank_lines(path)
    expected = content.line_feeds + (0 if has_end else 1) - blank - header_line
    cells = CellsInFile(
        path,
        len(plan.headings),
        header_line,
        source.delimiter,
        has_quotes=content.quotes > 0,
        has_returns=content.carriage_returns > 0,
        stamp=stamp_of(path),
    )
    holds_cells = options.line_separator != source.delimiter
    connection.execute(f"DROP TABLE IF EXISTS {quote(STAGED)}")
    try:
        if expected > 0:
            connection.execute(plan.statement(cells.cells(), holds_cells=holds_cells))
        else:
            connection.execute(plan.statement(no_rows(len(plan.headings)), holds_cells=holds_cells))
    except (duckdb.InvalidInputException, duckdb.ConversionException, duckdb.IOException):
        return None
    (count,) = connection.execute(f"SELECT count(*) FROM {quote(STAGED)}").fetchone() or (0,)
    if count != expected:
        return None
    create_problems(connection, [])
    row = f"rowid + {header_line + 1}"
    lying = None if holds_cells else cells
    roster = finish_roster(connection, source, plan, (row, row), count, blank, header_line, titles, lying)
    return replace(roster, second_count=content.line_feeds + (not has_end) - roster.header_rows)


def _text_rows(content: TextFile, source: Source, heading: Heading, header_line: int) -> Rows:
    rows = Rows(heading.cells, heading.index + 1, heading.titles, ())
    reader = RecordReader(source.delimiter, len(heading.cells), content.bad_lines)

    def records() -> Iterator[tuple[int, int, Sequence[str]]]:
        lines = islice(physical_lines(content.path), header_line, None)
        for record in reader.read(lines, heading.index + 2, header_line + 1):
            if record.fault is not None:
                rows.problems.append((record.row, None, record.fault, record.detail))
            yield record.row, record.line, record.cells

    rows.records = records()
    return rows
