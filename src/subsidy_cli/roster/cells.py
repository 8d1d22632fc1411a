"""The cells of a faultless text file without quotation marks, which stay in the file while its rows are scored.

Each line of such a file is a record, so that the rows of STAGED and the lines stand in the same order and need only be
laid side by side. Millions of cells are then neither copied into a table nor put together again: a line of the output
begins with the line of the input as it was written, and the engine writes only what follows.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, BinaryIO

from subsidy_cli.columnar.terms import quote, text
from subsidy_cli.roster.faults import refuse
from subsidy_cli.roster.relations import cell_columns
from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Stamp = tuple[int, int]
"""Size of a file, and when it was changed."""

_LONGEST = 4_000_000
_BLOCK = 1 << 18


def stamp_of(path: Path) -> Stamp:
    """The stamp of a file; one that is there no longer has none."""
    try:
        state = path.stat()
    except FileNotFoundError:
        return -1, -1
    return state.st_size, state.st_mtime_ns


def refuse_changed(path: Path, stamp: Stamp, name: str) -> None:
    """Refuse a file that is not what it was any more. Raises RefusedError (input)."""
    if stamp_of(path) != stamp:
        message = Text("读取过程中文件被改动", "the file was changed while it was read")
        hint = Text("请关闭其他程序后重试", "close other programs and try again")
        raise refuse("changed-file", message, name, hint)


@dataclass(frozen=True)
class CellsInFile:
    """A text file in which each line after the headings is a record of so many cells."""

    path: Path
    width: int
    header_line: int
    """The line of the headings, or the last of them."""
    delimiter: str
    has_quotes: bool
    has_returns: bool
    """Whether lines end in CRLF."""
    stamp: Stamp
    """Of the file, before it was read."""

    def cells(self) -> str:
        """A query of the cells."""
        mark = text('"') if self.has_quotes else "''"
        listed = ", ".join(f"{text(name)}: 'VARCHAR'" for name in cell_columns(self.width))
        end = r"'\r\n'" if self.has_returns else r"'\n'"
        return (
            f"SELECT * FROM read_csv({text(str(self.path))}, auto_detect=false, header=false,"
            f" skip={self.header_line}, columns={{{listed}}}, delim={text(self.delimiter)}, quote={mark}, escape={mark},"
            f" new_line={end}, strict_mode=true, null_padding=false, ignore_errors=false, encoding='utf-8',"
            f" max_line_size={_LONGEST})"
        )

    @contextmanager
    def lines(self) -> Iterator[LinesInFile]:
        """The lines after the headings, to be taken one after the other. Raises OSError."""
        with self.path.open("rb") as stream:
            found = LinesInFile(stream, b"\r\n" if self.has_returns else b"\n")
            found.take(self.header_line)
            yield found


@dataclass
class LinesInFile:
    """Lines of a file as they were written, without their ends."""

    stream: BinaryIO
    end: bytes
    _rest: bytes = b""
    _ready: list[bytes] = field(default_factory=list)

    def take(self, count: int) -> list[bytes]:
        """The next lines: so many, or as many as are left. Raises OSError."""
        while len(self._ready) < count and (block := self.stream.read(_BLOCK)):
            found = (self._rest + block).split(self.end)
            self._rest = found.pop()
            self._ready += found
        if len(self._ready) < count and self._rest:
            self._ready.append(self._rest)
            self._rest = b""
        taken, self._ready = self._ready[:count], self._ready[count:]
        return taken

    def is_at_end(self) -> bool:
        """Whether nothing is left but line ends. Raises OSError."""
        if any(self._ready) or self._rest:
            return False
        return not any(block.strip(b"\r\n") for block in iter(partial(self.stream.read, _BLOCK), b""))


def side_by_side(table: str, cells: str) -> str:
    """A relation of the rows of a table and of cells, under the name of the table; its rows have their index in it, ROWID."""
    return f"(SELECT * FROM (SELECT rowid, * FROM {quote(table)}) POSITIONAL JOIN ({cells})) AS {quote(table)}"


def part_of(table: str, rows: tuple[int, int]) -> str:
    """A relation of the rows with these indices, ends included, under the name of the table."""
    first, last = rows
    return f"(SELECT rowid, * FROM {quote(table)} WHERE rowid BETWEEN {first} AND {last}) AS {quote(table)}"
