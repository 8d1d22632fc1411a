"""Tables of the engine as files: CSV and TSV, JSON lines, Parquet, and workbooks that open as they should."""

from __future__ import annotations

import re
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

from subsidy_cli.columnar.terms import quote, text
from subsidy_cli.diagnostics import Diagnostic, Place, Refusal, RefusedError
from subsidy_cli.library.system_errors import as_told, reason_in, reason_of
from subsidy_cli.roster.lines import Beginning, Cell, heading_line, lines
from subsidy_cli.roster.pieces import write_pieces
from subsidy_cli.roster.writing import output_failed
from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from decimal import Decimal
    from pathlib import Path

    from duckdb import DuckDBPyConnection
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

    from subsidy_cli.roster.columns import Column
    from subsidy_cli.roster.counting import Written

OutputFormat = Literal["csv", "tsv", "jsonl", "parquet", "xlsx"]
SUFFIXES: dict[str, OutputFormat] = {
    ".csv": "csv",
    ".tsv": "tsv",
    ".txt": "tsv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".parquet": "parquet",
    ".xlsx": "xlsx",
}
SEPARATORS = {"csv": ",", "tsv": "\t"}
SHEET_ROWS = 1_048_576
CELL_LENGTH = 32_767
"""Characters that one cell of a workbook holds."""
BATCH = 20_000
SAMPLE = 1_000
BYTE_ORDER_MARK = "\ufeff"
_PLAIN_NUMBER = re.compile(r"^-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,9})?$")


@dataclass(frozen=True)
class Table:
    """A table to be written: columns over a relation, in row order."""

    columns: tuple[Column, ...]
    sources: tuple[str, ...]
    """What stands after FROM; several where the rows are divided, in order."""
    beginning: Beginning | None = None
    """Where the first columns stand as they were written, if they need not be written anew."""

    @property
    def source(self) -> str:
        """The one relation of all rows."""
        (source,) = self.sources
        return source

    @property
    def headings(self) -> tuple[str, ...]:
        """The headings in order."""
        return tuple(column.heading for column in self.columns)

    def select(self, *, as_text: bool = False) -> str:
        """The rows, under names that cannot clash."""
        listed = ", ".join(
            f"{f'CAST({column.sql} AS VARCHAR)' if as_text else column.sql} AS {quote(f'h{index}')}"
            for index, column in enumerate(self.columns)
        )
        return f"SELECT {listed} FROM {self.source}"

    def lines(self, separator: str) -> Iterator[str]:
        """Queries of the rows as lines of text, one for each source."""
        columns = self.columns if self.beginning is None else self.columns[self.beginning.width :]
        cells = [Cell(column.sql, column.content, column.branches) for column in columns]
        for source in self.sources:
            yield lines(source, cells, separator, self.beginning)

    def named(self, *, money_as_text: bool) -> str:
        """The rows under their headings; headings that are empty or stand twice are numbered."""
        names: list[str] = []
        for index, column in enumerate(self.columns):
            name = column.heading or f"column_{index + 1}"
            number = 2
            while name.casefold() in {each.casefold() for each in names}:
                name, number = f"{column.heading}_{number}", number + 1
            names.append(name)
        listed = ", ".join(
            f"{f'CAST({column.sql} AS VARCHAR)' if money_as_text and column.kind == 'money' else column.sql} AS {quote(name)}"
            for name, column in zip(names, self.columns, strict=True)
        )
        return f"SELECT {listed} FROM {self.source}"


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook beside the results."""

    name: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str | int | Decimal | None]]
    widths: Sequence[int] = field(default_factory=tuple)


def format_of(path: Path, place: str) -> OutputFormat:
    """The format by suffix. Raises RefusedError (usage) where it is none of ours."""
    found = SUFFIXES.get(path.suffix.lower())
    if found is None:
        message = Text(
            f"不认识的输出格式 {path.suffix or path.name}", f"no such output format: {path.suffix or path.name}"
        )
        hint = Text("可用 .csv .tsv .xlsx .parquet .jsonl", "use .csv .tsv .xlsx .parquet or .jsonl")
        raise RefusedError(Refusal.USAGE, [Diagnostic("output-format", message, Place(place), hint)])
    return found


def write_text(
    connection: DuckDBPyConnection,
    table: Table,
    path: Path,
    separator: str,
    *,
    marked: bool,
    rows: int = 0,
    tell: Callable[[float], None] | None = None,
) -> Written:
    """Write a table as lines of text to a file that does not yet matter; give what is in it. Raises RefusedError (output).

    The headings may be anything, twice the same or empty. `marked` puts a byte-order mark before them, without which Excel
    takes UTF-8 for something else. `tell`, where somebody watches, is told what share is written, if several threads write so
    many rows.
    """
    heading = (BYTE_ORDER_MARK if marked else "") + heading_line(table.headings, separator)
    queries = list(table.lines(separator))
    with _reported(path):
        reach = _shares(connection, queries[0], rows, tell) if tell is not None and len(queries) > 1 else None
        with nullcontext() if table.beginning is None else table.beginning.cells.lines() as beginnings:
            written = write_pieces(connection, heading, queries, path, reach, beginnings)
    return replace(written, records=(written.records or 1) - 1)


def write_rows(connection: DuckDBPyConnection, table: Table, path: Path, form: OutputFormat) -> None:
    """Write a table as JSON lines or Parquet to a file that does not yet matter. Raises RefusedError (output)."""
    match form:
        case "jsonl":
            _copy(connection, table.named(money_as_text=True), path, "FORMAT json")
        case "parquet":
            _copy(connection, table.named(money_as_text=False), path, "FORMAT parquet, COMPRESSION zstd")
        case _:
            raise AssertionError("text and workbooks are written in their own ways")


def _shares(
    connection: DuckDBPyConnection, query: str, rows: int, tell: Callable[[float], None]
) -> Callable[[int], None]:
    """Tells so many bytes as the share of all rows that they are, judged by how long the first lines are."""
    sample = f"SELECT avg(strlen(line)) FROM (SELECT * FROM ({query}) LIMIT {SAMPLE}) AS lines(line)"
    (length,) = connection.execute(sample).fetchone() or (None,)
    whole = (float(length or 0) + 1) * max(rows, 1)
    return lambda done: tell(done / whole)


def _copy(connection: DuckDBPyConnection, select: str, path: Path, options: str) -> None:
    with _reported(path):
        connection.execute(f"COPY ({select}) TO {text(str(path))} ({options}, USE_TMP_FILE false)")


@contextmanager
def _reported(path: Path) -> Iterator[None]:
    """What the engine or the system cannot write, as our own error."""
    import duckdb

    try:
        yield
    except duckdb.IOException as error:
        raise output_failed(path.name, _reason(str(error))) from None
    except OSError as error:
        raise output_failed(path.name, reason_of(error)) from None


def _reason(message: str) -> Text:
    return reason_in(message) or as_told(message)


def write_workbook(
    connection: DuckDBPyConnection, table: Table, path: Path, title: str, others: Sequence[Sheet], rows: int
) -> None:
    """Write a workbook: results first, then the other sheets. Raises RefusedError (output)."""
    from xlsxwriter.exceptions import FileCreateError

    most = max(rows, *(len(other.rows) for other in others))
    if most + 1 > SHEET_ROWS:
        message = Text(f"{most} 行超过一张工作表的上限", f"{most} rows do not fit on one sheet")
        hint = Text("请改用 .csv 或 .parquet 输出", "write .csv or .parquet instead")
        raise RefusedError(Refusal.OUTPUT, [Diagnostic("too-many-rows", message, Place(path.name), hint)])
    try:
        _write_workbook(connection, table, path, title, others)
    except (OSError, FileCreateError) as error:
        raise _workbook_failed(path, error) from None


def _workbook_failed(path: Path, error: Exception) -> RefusedError:
    cause = error.args[0] if error.args and isinstance(error.args[0], OSError) else error
    return output_failed(path.name, reason_of(cause) if isinstance(cause, OSError) else as_told(str(cause)))


class _Archive:
    """The file of a workbook.

    Once it has failed it takes everything and keeps nothing: the archive is closed once more when it is destroyed, and
    what fails there can only be shouted, not handled.
    """

    def __init__(self, path: Path) -> None:
        self._file = path.open("wb")
        self._position = 0
        self._is_broken = False

    def write(self, data: bytes) -> int:
        """Write, as long as that can be done."""
        self._position += len(data)
        if not self._is_broken:
            try:
                self._file.write(data)
            except OSError:
                self._is_broken = True
                raise
        return len(data)

    def seek(self, position: int) -> int:
        """Go to a byte."""
        self._position = position
        return position if self._is_broken else self._file.seek(position)

    def tell(self) -> int:
        """Where the next byte goes."""
        return self._position

    def flush(self) -> None:
        """Hand on what is held back."""
        if not self._is_broken:
            self._file.flush()

    def close(self) -> None:
        """Finish, or give up."""
        is_whole, self._is_broken = not self._is_broken, True
        try:
            self._file.close()
        except OSError:
            if is_whole:
                raise


@contextmanager
def _open_workbook(path: Path) -> Iterator[Workbook]:
    """A workbook in which text stays text, whatever it begins with, and whose bytes do not depend on the clock."""
    from datetime import UTC, datetime

    import xlsxwriter

    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "tmpdir": str(path.parent),
    }
    archive = _Archive(path)
    try:
        book = xlsxwriter.Workbook(archive, options)
        book.set_properties({"created": datetime(2000, 1, 1, tzinfo=UTC)})
        yield book
        book.close()
    finally:
        archive.close()


def _bold(book: Workbook) -> Format:
    return book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#E8EEF4", "border": 1})


def _write_workbook(
    connection: DuckDBPyConnection, table: Table, path: Path, title: str, others: Sequence[Sheet]
) -> None:
    with _open_workbook(path) as book:
        bold = _bold(book)
        as_text = book.add_format({"num_format": "@"})
        as_money = book.add_format({"num_format": "0.00"})
        sheet = book.add_worksheet(title)
        sheet.freeze_panes(1, 1)
        for index, column in enumerate(table.columns):
            sheet.set_column(index, index, _width(column))
            sheet.write_string(0, index, column.heading[:32_000], bold)
        sheet.set_row(0, 48)
        kinds = [column.kind for column in table.columns]
        cursor = connection.execute(table.select(as_text=True))
        number = 0
        while rows := cursor.fetchmany(BATCH):
            for row in rows:
                number += 1
                for index, value in enumerate(row):
                    if value is None:
                        continue
                    if kinds[index] == "money":
                        sheet.write_number(number, index, float(value), as_money)
                    elif kinds[index] == "number" and _PLAIN_NUMBER.match(value):
                        sheet.write_number(number, index, float(value))
                    else:
                        sheet.write_string(number, index, _whole(value), as_text if kinds[index] == "input" else None)
        if number:
            sheet.autofilter(0, 0, number, len(table.columns) - 1)
        for other in others:
            _write_sheet(book.add_worksheet(other.name), other, bold)


def write_sheets(path: Path, sheets: Sequence[Sheet]) -> None:
    """A workbook of small sheets. Raises RefusedError (output)."""
    from xlsxwriter.exceptions import FileCreateError

    try:
        with _open_workbook(path) as book:
            bold = _bold(book)
            for sheet in sheets:
                _write_sheet(book.add_worksheet(sheet.name), sheet, bold)
    except (OSError, FileCreateError) as error:
        raise _workbook_failed(path, error) from None


def _write_sheet(sheet: Worksheet, content: Sheet, bold: Format) -> None:
    from decimal import Decimal

    sheet.freeze_panes(1, 0)
    for index, width in enumerate(content.widths):
        sheet.set_column(index, index, width)
    for index, heading in enumerate(content.headings):
        sheet.write_string(0, index, heading, bold)
    for number, row in enumerate(content.rows, start=1):
        for index, value in enumerate(row):
            if isinstance(value, int | Decimal):
                sheet.write_number(number, index, float(value))
            elif value is not None:
                sheet.write_string(number, index, _whole(value))


def _whole(value: str) -> str:
    """A text that a cell can hold. Raises RefusedError (output): cut off, it would be another one."""
    if len(value) > CELL_LENGTH:
        message = Text(
            f"有一格长 {len(value)} 字，工作表一格最多 {CELL_LENGTH} 字",
            f"a text of {len(value)} characters does not fit into a cell, which holds {CELL_LENGTH}",
        )
        hint = Text("请改用 .csv 或 .parquet 输出", "write .csv or .parquet instead")
        raise RefusedError(Refusal.OUTPUT, [Diagnostic("cell-too-long", message, Place("OUT"), hint)])
    return value


def _width(column: Column) -> int:
    return {"money": 12, "number": 12, "word": 14, "input": 18}[column.kind]
