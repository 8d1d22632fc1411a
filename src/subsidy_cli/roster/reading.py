"""Opening a roster: from a file of any kind to one table of rows as written and as understood.

Nothing is lost on the way: every record of the file is a row, a named skip, or a row with a fault. A faultless text file
is read by the engine itself and counted against a second, independent count of its lines; as soon as the two differ the
file is read again, record by record.
"""

from __future__ import annotations

import csv
import hashlib
import os
import re
import shutil
import sys
import tempfile
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from subsidy_cli.columnar.terms import quote, text
from subsidy_cli.diagnostics import Refusal, RefusedError
from subsidy_cli.roster.encoding import CHUNK, TextFile, read_text_file
from subsidy_cli.roster.faults import notice, refuse
from subsidy_cli.roster.formats import recognise
from subsidy_cli.roster.headers import HeadingReader, Mapped
from subsidy_cli.roster.records import LONGEST_CELL, RecordReader, split_line
from subsidy_cli.roster.relations import LINE, RAW, ROW, Format, ReadingOptions, Roster
from subsidy_cli.roster.staging import SKIP, STAGED, Plan
from subsidy_cli.roster.tables import (
    DELIMITERS,
    SEARCHED_ROWS,
    Heading,
    find_heading,
    refuse_two_lines,
    refuse_without_heading,
)
from subsidy_cli.roster.writing import output_failed
from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from duckdb import DuckDBPyConnection

    from subsidy_cli.diagnostics import Diagnostic

PROBLEMS = "#problems"
"""Rows (and cells, where `cell` is not NULL) that could not be read: `row`, `cell`, `code`, `detail`."""
_HEAD_LINES = 400
_BATCH = 20_000
_MOST_COLUMNS = 2_000
_LONGEST_ROW = 1_900_000
"""Characters; in bytes no more than the engine takes in one line."""


@dataclass
class _Source:
    """A file on its way into the table."""

    path: Path
    name: str
    format: Format
    folder: Path
    digest: str = ""
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    warnings: list[Diagnostic] = field(default_factory=list)


@dataclass
class _Rows:
    """Records that come through Python, with what is wrong with them."""

    headings: Sequence[str]
    header_row: int
    titles: int
    records: Iterable[tuple[int, int, Sequence[str]]]
    problems: list[tuple[int, int | None, str, str]] = field(default_factory=list)


def _temporary_folder() -> tempfile.TemporaryDirectory[str]:
    """A folder for what must be read twice. Raises RefusedError (output) where nothing can be written at all."""
    try:
        return tempfile.TemporaryDirectory(prefix="subsidy-", ignore_cleanup_errors=True)
    except OSError as error:
        raise output_failed("TMPDIR", error.strerror or str(error)) from None


def open_roster(connection: DuckDBPyConnection, source: Path | None, options: ReadingOptions) -> Roster:
    """Read a roster into the tables of the connection; `source` None is standard input.

    Raises RefusedError (input) where the file as a whole cannot be read without a guess.
    """
    with _temporary_folder() as folder:
        path, name = _arrived(source, Path(folder), options)
        before = _stamp(path)
        opened = _Source(path, name, recognise(path, name, options), Path(folder))
        roster = _READERS[opened.format](connection, opened, options)
        if _stamp(path) != before:
            message = Text("读取过程中文件被改动", "the file was changed while it was read")
            raise refuse(
                "changed-file", message, name, Text("请关闭其他程序后重试", "close other programs and try again")
            )
        if not connection.execute(f"SELECT 1 FROM {quote(RAW)} LIMIT 1").fetchone():
            message = Text("标题之下没有一行数据", "there is no row under the headings")
            raise refuse("no-rows", message, name, Text("请核对导出的内容", "check what was exported"))
        return roster


def _arrived(source: Path | None, folder: Path, options: ReadingOptions) -> tuple[Path, str]:
    if source is None:
        path = folder / "input"
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
        with os.fdopen(descriptor, "wb") as target:
            shutil.copyfileobj(sys.stdin.buffer, target, CHUNK)
        return path, options.stdin_name
    try:
        if not source.is_file():
            message = Text("没有这个文件", "there is no such file")
            raise refuse("no-file", message, str(source))
        with source.open("rb"):
            return source, source.name
    except OSError as error:
        message = Text("文件打不开", f"the file cannot be opened ({error.strerror})")
        raise refuse("no-file", message, str(source)) from None


def _stamp(path: Path) -> tuple[int, int]:
    state = path.stat()
    return state.st_size, state.st_mtime_ns


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return f"sha256:{hashlib.file_digest(stream, 'sha256').hexdigest()}"


def _plan(headings: Sequence[str], source: _Source, options: ReadingOptions) -> Plan:
    if len(headings) > _MOST_COLUMNS:
        message = Text(
            f"有 {len(headings)} 列，多于 {_MOST_COLUMNS} 列", f"{len(headings)} columns, more than {_MOST_COLUMNS}"
        )
        raise refuse("too-many-columns", message, source.name, Text("请删去用不着的列", "take out what is not needed"))
    mapped: Mapped = HeadingReader(options.vocabulary, options.mapping, source.name).read(headings)
    if mapped.mistakes:
        raise RefusedError(Refusal.INPUT, mapped.mistakes)
    source.warnings += mapped.warnings
    columns = {name: f"c{index}" for name, index in mapped.columns.items()}
    return Plan(options, tuple(headings), columns, mapped.yearly)


# text


def _open_text(connection: DuckDBPyConnection, source: _Source, options: ReadingOptions) -> Roster:
    content = read_text_file(source.path, source.name, options.encoding, source.folder / "text")
    source.digest, source.encoding = content.digest, content.encoding
    source.warnings += content.warnings
    heading, lines, source.delimiter = _text_heading(content, source, options)
    plan = _plan(heading.cells, source, options)
    if heading.index == lines - 1 and _may_be_faultless(content):
        roster = _load_directly(connection, source, plan, content, lines)
        if roster is not None:
            return roster
    return _load(connection, source, plan, _text_rows(content, source, heading, lines))


def _text_heading(content: TextFile, source: _Source, options: ReadingOptions) -> tuple[Heading, int, str]:
    """The row of headings, the physical line on which it ends, and the separator that makes the most of it."""
    lines = list(islice(_physical_lines(content.path), _HEAD_LINES))
    reader = HeadingReader(options.vocabulary, options.mapping, source.name)
    if options.delimiter is not None:
        candidates: tuple[str, ...] = (options.delimiter,)
    else:
        candidates = ("\t", ",", ";", "|") if source.format == "tsv" else DELIMITERS
    best: tuple[Heading, int, str] | None = None
    attempts: list[list[list[str]]] = []
    chosen: list[list[str]] = []
    for delimiter in candidates:
        rows, ends = _first_records(lines, delimiter, max(options.header_row or 0, SEARCHED_ROWS))
        attempts.append(rows)
        heading = find_heading(rows, reader, options.header_row)
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
    same_ends = content.carriage_returns in {0, content.line_feeds} and content.line_feeds > 0
    return not content.bad_lines and not content.loose_quotes and not content.long_lines and same_ends


def _trailing_blank_lines(path: Path) -> tuple[int, bool]:
    """Blank lines at the end of a file, and whether the last line has an end."""
    with path.open("rb") as stream:
        stream.seek(max(0, path.stat().st_size - (1 << 16)))
        tail = stream.read()
    body = tail.rstrip(b"\r\n")
    ends = tail[len(body) :].count(b"\n")
    return max(0, ends - 1), ends > 0


def _load_directly(
    connection: DuckDBPyConnection, source: _Source, plan: Plan, content: TextFile, header_line: int
) -> Roster | None:
    """Let the engine read the file; None where its count of rows is not that of the lines."""
    import duckdb

    path = content.path
    if any(sign in str(path) for sign in "*?[]{}"):
        return None
    blank, has_end = _trailing_blank_lines(path)
    expected = content.line_feeds + (0 if has_end else 1) - blank - header_line
    names = ", ".join(f"'c{index}': 'VARCHAR'" for index in range(len(plan.headings)))
    marks = "'\"'" if content.quotes else "''"
    ends = r"'\r\n'" if content.carriage_returns else r"'\n'"
    reader = (
        f"SELECT * FROM read_csv({text(str(path))}, auto_detect=false, header=false, skip={header_line}, columns={{{names}}},"
        f" delim={text(source.delimiter)}, quote={marks}, escape={marks}, new_line={ends}, strict_mode=true, null_padding=false,"
        f" ignore_errors=false, encoding='utf-8', max_line_size=4000000)"
    )
    connection.execute(f"DROP TABLE IF EXISTS {quote(STAGED)}")
    try:
        if expected > 0:
            connection.execute(plan.statement(reader))
        else:
            connection.execute(plan.statement(_no_rows(len(plan.headings))))
    except (duckdb.InvalidInputException, duckdb.ConversionException, duckdb.IOException):
        return None
    (count,) = connection.execute(f"SELECT count(*) FROM {quote(STAGED)}").fetchone() or (0,)
    if count != expected:
        return None
    _create_problems(connection, [])
    row = f"rowid + {header_line + 1}"
    return _finish(connection, source, plan, (row, row), expected, blank, header_line)


def _no_rows(width: int) -> str:
    return f"SELECT {', '.join(f'CAST(NULL AS VARCHAR) AS c{index}' for index in range(width))} WHERE FALSE"


def _physical_lines(path: Path) -> Iterator[str]:
    """Lines with their ends; a carriage return alone ends a line where the file has no line feeds at its side."""
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as stream:
        rest = ""
        while chunk := stream.read(CHUNK):
            block = rest + chunk
            lines = _split_lines(block)
            rest = lines.pop() if lines else ""
            yield from lines
        if rest:
            yield from _split_lines(rest)


def _split_lines(block: str) -> list[str]:
    if "\r" not in block:
        lines = block.split("\n")
        last = lines.pop()
        return [f"{line}\n" for line in lines] + ([last] if last else [])
    return re.findall(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$", block)


def _text_rows(content: TextFile, source: _Source, heading: Heading, header_line: int) -> _Rows:
    rows = _Rows(heading.cells, heading.index + 1, heading.index, ())
    reader = RecordReader(source.delimiter, len(heading.cells), content.bad_lines)

    def records() -> Iterator[tuple[int, int, Sequence[str]]]:
        lines = islice(_physical_lines(content.path), header_line, None)
        for record in reader.read(lines, heading.index + 2, header_line + 1):
            if record.fault is not None:
                rows.problems.append((record.row, None, record.fault, record.detail))
            yield record.row, record.line, record.cells

    rows.records = records()
    return rows


# rows through Python


def _load(connection: DuckDBPyConnection, source: _Source, plan: Plan, rows: _Rows) -> Roster:
    """Write the records to a private file in plain form and let the engine read that."""
    width = len(plan.headings)
    plain = source.folder / "plain.csv"
    descriptor = os.open(plain, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    count = 0
    with os.fdopen(descriptor, "w", encoding="utf-8", errors="replace", newline="", buffering=1 << 20) as target:
        writer = csv.writer(target, lineterminator="\n")
        quoting = csv.writer(target, lineterminator="\n", quoting=csv.QUOTE_ALL)
        for row, line, cells in rows.records:
            if sum(map(len, cells)) > LONGEST_CELL:
                quoting.writerow((row, line, *_shortened(row, cells, rows.problems)))
            elif "\r" in "".join(cells):  # which the plain writer leaves without quotation marks
                quoting.writerow((row, line, *cells))
            else:
                writer.writerow((row, line, *cells))
            count += 1
    names = ", ".join(
        [f"'{ROW}': 'BIGINT'", f"'{LINE}': 'BIGINT'", *(f"'c{index}': 'VARCHAR'" for index in range(width))]
    )
    reader = (
        f"SELECT * FROM read_csv({text(str(plain))}, auto_detect=false, header=false, columns={{{names}}}, delim=',',"
        " quote='\"', escape='\"', new_line='\\n', strict_mode=true, null_padding=false, max_line_size=8000000,"
        " parallel=false)"
    )
    connection.execute(f"DROP TABLE IF EXISTS {quote(STAGED)}")
    if not count:
        empty = f"SELECT CAST(NULL AS BIGINT) AS {quote(ROW)}, CAST(NULL AS BIGINT) AS {quote(LINE)}, * FROM ({_no_rows(width)})"
        connection.execute(plan.statement(empty, (ROW, LINE)))
    else:
        connection.execute(plan.statement(reader, (ROW, LINE)))
    (held,) = connection.execute(f"SELECT count(*) FROM {quote(STAGED)}").fetchone() or (0,)
    if held != count:
        message = Text(f"行数核对不符：{held} 与 {count}", f"the counts of rows differ: {held} and {count}")
        raise refuse("row-count", message, source.name)
    _create_problems(connection, rows.problems)
    blank = rows.titles
    return _finish(connection, source, plan, (quote(ROW), quote(LINE)), count, 0, rows.header_row, blank)


def _shortened(row: int, cells: Sequence[str], problems: list[tuple[int, int | None, str, str]]) -> Sequence[str]:
    """The cells of a row that is longer than a cell may be; where it is past all bounds, their beginnings."""
    longest = max(range(len(cells)), key=lambda index: len(cells[index]))
    if len(cells[longest]) <= LONGEST_CELL and sum(map(len, cells)) <= _LONGEST_ROW:
        return cells
    if not problems or problems[-1][0] != row:
        problems.append((row, longest, "cell-too-long", ""))
    return [cell[:1000] for cell in cells]


def _create_problems(connection: DuckDBPyConnection, problems: list[tuple[int, int | None, str, str]]) -> None:
    connection.execute(
        f"CREATE OR REPLACE TABLE {quote(PROBLEMS)} (row BIGINT, cell INTEGER, code VARCHAR, detail VARCHAR)"
    )
    for start in range(0, len(problems), _BATCH):
        part = problems[start : start + _BATCH]
        columns = [list(column) for column in zip(*part, strict=True)]
        connection.execute(
            f"INSERT INTO {quote(PROBLEMS)} SELECT unnest(?::BIGINT[]), unnest(?::INTEGER[]), unnest(?::VARCHAR[]), unnest(?::VARCHAR[])",
            columns,
        )


def _finish(
    connection: DuckDBPyConnection,
    source: _Source,
    plan: Plan,
    position: tuple[str, str],
    records: int,
    blank_at_end: int,
    header_row: int,
    titles: int | None = None,
) -> Roster:
    cells = "".join(f", c{index}" for index in range(len(plan.headings)))
    connection.execute(
        f"CREATE OR REPLACE VIEW {quote(RAW)} AS SELECT {position[0]} AS {quote(ROW)}, {position[1]} AS {quote(LINE)}{cells}"
        f" FROM {quote(STAGED)} WHERE {SKIP} IS NULL"
    )
    if connection.execute(f"SELECT 1 FROM {quote(STAGED)} WHERE {SKIP} IS NOT NULL LIMIT 1").fetchone():
        connection.execute(plan.skip_statement())
    skips: dict[str, int] = {"blank": blank_at_end, "total": 0, "repeated_header": 0, "title": header_row - 1}
    if titles is not None:
        skips["title"] = titles
    for kind, count in connection.execute(
        f"SELECT {SKIP}, count(*) FROM {quote(STAGED)} WHERE {SKIP} IS NOT NULL GROUP BY ALL"
    ).fetchall():
        skips[kind] += count
    if skips["title"]:
        message = Text(f"标题在第 {header_row} 行", f"the headings are in row {header_row}")
        source.warnings.append(notice("title-rows", message, source.name))
    return Roster(
        headings=tuple(plan.headings),
        mapping=dict(plan.columns),
        yearly=plan.yearly,
        skips=skips,
        rows_read=records + blank_at_end + skips["title"],
        encoding=source.encoding,
        format=source.format,
        warnings=tuple(source.warnings),
        digest=source.digest,
        name=source.name,
        delimiter=source.delimiter,
        sheet=source.sheet,
        header_row=header_row,
        has_unreadable_rows=bool(connection.execute(f"SELECT 1 FROM {quote(PROBLEMS)} LIMIT 1").fetchone()),
    )


# workbooks


def _open_workbook(connection: DuckDBPyConnection, source: _Source, options: ReadingOptions) -> Roster:
    from subsidy_cli.roster.sheets import choose_sheet, sheet_problems, sheet_rows

    source.digest = _digest(source.path)
    chosen, heading, uses_1904 = choose_sheet(source.path, source.name, options, source.warnings)
    source.sheet = chosen.facts.name
    plan = _plan(heading.cells, source, options)
    rows = _Rows(heading.cells, heading.index + 1, heading.index, ())
    rows.problems = sheet_problems(chosen, heading, plan)
    rows.records = sheet_rows(chosen, heading, plan, uses_1904)
    return _load(connection, source, plan, rows)


# JSON lines


def _open_json(connection: DuckDBPyConnection, source: _Source, options: ReadingOptions) -> Roster:
    from subsidy_cli.roster.objects import object_headings, object_rows

    content = read_text_file(source.path, source.name, options.encoding, source.folder / "text")
    source.digest, source.encoding = content.digest, content.encoding
    source.warnings += content.warnings
    if (
        next((line for line in _physical_lines(content.path) if line.strip()), "")
        .lstrip()
        .startswith(("[{", "[\n", "[\r"))
    ):
        message = Text("这是一整个 JSON 列表，不是每行一个对象", "this is one JSON list, not an object a line")
        raise refuse("wrong-format", message, source.name, Text("请改为每行一个对象", "write one object a line"))
    headings = object_headings(_physical_lines(content.path))
    if not headings:
        message = Text("没有一行是 JSON 对象", "no line is a JSON object")
        raise refuse("no-heading", message, source.name)
    plan = _plan(headings, source, options)
    rows = _Rows(headings, 0, 0, ())
    rows.records = object_rows(_physical_lines(content.path), headings, content.bad_lines, rows.problems)
    return _load(connection, source, plan, rows)


# Parquet


def _open_parquet(connection: DuckDBPyConnection, source: _Source, options: ReadingOptions) -> Roster:
    import duckdb

    from subsidy_cli.roster.exporting import system_reason

    source.digest = _digest(source.path)
    relation = f"read_parquet({text(str(source.path))})"
    if any(sign in str(source.path) for sign in "*?[]{}"):
        copy = source.folder / "input.parquet"
        shutil.copyfile(source.path, copy)
        relation = f"read_parquet({text(str(copy))})"
    try:
        columns = connection.execute(f"DESCRIBE SELECT * FROM {relation}").fetchall()
        (expected,) = connection.execute(f"SELECT count(*) FROM {relation}").fetchone() or (0,)
        headings = [str(column[0]) for column in columns]
        plan = _plan(headings, source, options)
        cells = ", ".join(
            f"{_as_text(quote(column[0]), column[1])} AS c{index}" for index, column in enumerate(columns)
        )
        connection.execute(f"DROP TABLE IF EXISTS {quote(STAGED)}")
        connection.execute(plan.statement(f"SELECT {cells} FROM {relation}"))
        (held,) = connection.execute(f"SELECT count(*) FROM {quote(STAGED)}").fetchone() or (0,)
    except duckdb.Error as error:
        if isinstance(error, duckdb.OutOfMemoryException) or system_reason(str(error)) is not None:
            raise
        message = Text("Parquet 文件损坏", "the Parquet file is damaged")
        raise refuse("damaged-file", message, source.name) from None
    if held != expected:
        message = Text(f"行数核对不符：{held} 与 {expected}", f"the counts of rows differ: {held} and {expected}")
        raise refuse("row-count", message, source.name)
    _create_problems(connection, [])
    source.encoding = "utf-8"
    return _finish(connection, source, plan, ("rowid + 2", "rowid + 2"), expected, 0, 1)


def _as_text(column: str, kind: str) -> str:
    """A typed column as text; days without a time, empty text as nothing."""
    if kind.startswith("TIMESTAMP"):
        return f"CASE WHEN {column} = CAST({column} AS DATE) THEN CAST(CAST({column} AS DATE) AS VARCHAR) ELSE CAST({column} AS VARCHAR) END"
    return f"NULLIF(CAST({column} AS VARCHAR), '')"


_READERS = {
    "csv": _open_text,
    "tsv": _open_text,
    "xlsx": _open_workbook,
    "jsonl": _open_json,
    "parquet": _open_parquet,
}
