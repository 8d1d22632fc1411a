"""The cells of a faultless text file without quotation marks, which stay in the file while its rows are scored.

Each line of such a file is a record, so that the rows of STAGED and the lines stand in the same order and need only be
laid side by side. Millions of cells are then neither copied into a table nor put together again: a line of the output
begins with the line of the input as it was written.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from subsidy_cli.columnar.terms import quote, text
from subsidy_cli.roster.encoding import NEVER
from subsidy_cli.roster.faults import refuse
from subsidy_cli.roster.relations import cell_columns
from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from pathlib import Path

Stamp = tuple[int, int]
"""Size of a file, and when it was changed."""

LINE_TEXT = quote("#text")
"""The column that holds a line as it was written, without its end."""
_LONGEST = 4_000_000


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

    def cells(self, first: int = 0) -> str:
        """A query of the cells, from the row of this index on."""
        mark = text('"') if self.has_quotes else "''"
        return self._read(cell_columns(self.width), self.delimiter, mark, first)

    def lines(self, first: int = 0) -> str:
        """A query of the lines as they were written, from the row of this index on."""
        return self._read([LINE_TEXT.strip('"')], NEVER, "''", first)

    def _read(self, columns: list[str], delimiter: str, mark: str, first: int) -> str:
        listed = ", ".join(f"{text(name)}: 'VARCHAR'" for name in columns)
        end = r"'\r\n'" if self.has_returns else r"'\n'"
        return (
            f"SELECT * FROM read_csv({text(str(self.path))}, auto_detect=false, header=false,"
            f" skip={self.header_line + first}, columns={{{listed}}}, delim={text(delimiter)}, quote={mark}, escape={mark},"
            f" new_line={end}, strict_mode=true, null_padding=false, ignore_errors=false, encoding='utf-8',"
            f" max_line_size={_LONGEST})"
        )


def side_by_side(table: str, cells: str, rows: tuple[int, int] | None = None) -> str:
    """A relation of the rows of a table, or of those with these indices, ends included, and of cells that begin at the first.

    It has the name of the table, and its rows have their index in it, ROWID.
    """
    some = limit = ""
    if rows is not None:
        first, last = rows
        some, limit = f" WHERE rowid BETWEEN {first} AND {last}", f" LIMIT {last - first + 1}"
    listed = f"SELECT rowid, * FROM {quote(table)}{some}"
    return f"(SELECT * FROM ({listed}) POSITIONAL JOIN ({cells}){limit}) AS {quote(table)}"
