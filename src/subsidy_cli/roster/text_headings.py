"""Where the headings of separated text stand, and which separator makes the most of them."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from subsidy_cli.roster.encoding import physical_lines
from subsidy_cli.roster.headers import HeadingReader
from subsidy_cli.roster.records import split_line
from subsidy_cli.roster.tables import (
    DELIMITERS,
    SEARCHED_ROWS,
    Heading,
    find_heading,
    refuse_two_lines,
    refuse_without_heading,
)

if TYPE_CHECKING:
    from pathlib import Path

    from subsidy_cli.roster.loading import Source
    from subsidy_cli.roster.relations import ReadingOptions

HEAD_LINES = 400
"""So many lines are looked at."""
_BLOCK = 1 << 16


def text_heading(path: Path, source: Source, options: ReadingOptions) -> tuple[Heading, int, str]:
    """The row of headings, the physical line on which it ends, and the separator that makes the most of it."""
    lines = list(islice(physical_lines(path, _BLOCK), HEAD_LINES))
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
