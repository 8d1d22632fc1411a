"""Records of separated text, read strictly and one by one, with the physical line of each.

This is the careful way, for files in which something is amiss; a faultless file never comes here. A record that cannot
be split without a guess is kept whole and named, and reading goes on with the next line.
"""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

LONGEST_CELL = 1 << 20
_MOST_LINES = 200
"""A quotation mark that is not closed within so many lines was never meant to span them."""


@dataclass(frozen=True, slots=True)
class Record:
    """One record: the row as a person counts it, the line it starts on, its cells, and what is wrong with it."""

    row: int
    line: int
    cells: list[str]
    fault: str | None = None
    detail: str = ""


def split_line(line: str, delimiter: str) -> list[str] | str:
    """The cells of a record, or the code of its fault."""
    if '"' not in line:
        return line.split(delimiter)
    cells: list[str] = []
    start = 0
    while True:
        if line.startswith('"', start):
            read = _quoted(line, start)
            if read is None:
                return "unclosed-quote"
            value, end = read
            if end < len(line) and line[end] != delimiter:
                return "text-after-quote"
        else:
            end = line.find(delimiter, start)
            end = len(line) if end < 0 else end
            value = line[start:end]
        cells.append(value)
        if end >= len(line):
            return cells
        start = end + 1


def _quoted(line: str, start: int) -> tuple[str, int] | None:
    position = start + 1
    while True:
        position = line.find('"', position)
        if position < 0:
            return None
        if line[position + 1 : position + 2] != '"':
            return line[start + 1 : position].replace('""', '"'), position + 1
        position += 2


class RecordReader:
    """Reads records of a known width from physical lines."""

    def __init__(self, delimiter: str, width: int, bad_lines: Mapping[int, tuple[str, str]]) -> None:
        self.delimiter = delimiter
        self.width = width
        self.bad_lines = bad_lines
        cell, separator = rf'(?:"(?:[^"]|"")*"|[^"{re.escape(delimiter)}]*)', re.escape(delimiter)
        self._well_formed = re.compile(rf"{cell}(?:{separator}{cell})*")

    def read(self, lines: Iterable[str], row: int = 1, line: int = 1) -> Iterator[Record]:
        """Every record; the first line given has this row and line number."""
        source = iter(lines)
        ahead: deque[str] = deque()
        while True:
            if not ahead:
                following = next(source, None)
                if following is None:
                    return
                ahead.append(following)
            text = ahead.popleft()
            record, used = self._record(text, ahead, source, row, line)
            yield record
            for _ in range(used):
                ahead.popleft()
            row += 1
            line += 1 + used

    def _record(self, text: str, ahead: deque[str], source: Iterator[str], row: int, line: int) -> tuple[Record, int]:
        body = text.rstrip("\r\n")
        if line in self.bad_lines:
            code, detail = self.bad_lines[line]
            return self._whole(row, line, body, code, detail), 0
        if not body.strip():
            return Record(row, line, [""] * self.width), 0
        cells = split_line(body, self.delimiter)
        used = 0
        if cells == "unclosed-quote":
            cells, used = self._continued(text, ahead, source)
        if isinstance(cells, str):
            return self._whole(row, line, body, cells), 0
        return self._judged(row, line, cells), used

    def _continued(self, text: str, ahead: deque[str], source: Iterator[str]) -> tuple[list[str] | str, int]:
        """A record whose quotation mark is closed on a later line; a line inside that is a record itself tells otherwise."""
        joined = text
        for used in range(1, _MOST_LINES):
            while len(ahead) < used:
                following = next(source, None)
                if following is None:
                    return "unclosed-quote", 0
                ahead.append(following)
            following = ahead[used - 1]
            joined += following
            if len(joined) > LONGEST_CELL or self._stands_alone(following):
                return "unclosed-quote", 0
            if '"' in following:
                cells = split_line(joined.rstrip("\r\n"), self.delimiter)
                if isinstance(cells, list):
                    return (cells, used) if len(cells) == self.width else ("unclosed-quote", 0)
                if cells != "unclosed-quote":
                    return "unclosed-quote", 0
        return "unclosed-quote", 0

    def _stands_alone(self, line: str) -> bool:
        """Whether a line is a whole record; one with a quotation mark in the middle of a cell rather ends another."""
        body = line.rstrip("\r\n")
        cells = split_line(body, self.delimiter)
        if self.width == 1 or isinstance(cells, str) or len(cells) != self.width:
            return False
        return '"' not in body or self._well_formed.fullmatch(body) is not None

    def _judged(self, row: int, line: int, cells: list[str]) -> Record:
        if len(cells) != self.width:
            code = "too-few-cells" if len(cells) < self.width else "too-many-cells"
            return Record(row, line, self._fitted(cells), code, f"{len(cells)}/{self.width}")
        if any(len(cell) > LONGEST_CELL for cell in cells):
            return Record(row, line, [cell[:1000] for cell in cells], "cell-too-long")
        return Record(row, line, cells)

    def _whole(self, row: int, line: int, body: str, code: str, detail: str = "") -> Record:
        """A record that cannot be split: as many cells as its separators make, for the eye."""
        return Record(row, line, self._fitted(body[:LONGEST_CELL].split(self.delimiter)), code, detail)

    def _fitted(self, cells: list[str]) -> list[str]:
        missing = self.width - len(cells)
        if missing >= 0:
            return cells + [""] * missing
        kept = self.width - 1
        return [*cells[:kept], self.delimiter.join(cells[kept:])]
