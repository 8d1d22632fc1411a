"""Opening a roster: from a file of any kind to one table of rows as written and as understood.

Nothing is lost on the way: every record of the file is a row, a named skip, or a row with a fault.
"""

from __future__ import annotations

import os
import shutil
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING

from subsidy_cli.columnar.terms import quote, text
from subsidy_cli.diagnostics import Diagnostic, Place, Refusal, RefusedError
from subsidy_cli.library.system_errors import CHECK_FILE, reason_in, reason_of
from subsidy_cli.roster.cells import refuse_changed, stamp_of
from subsidy_cli.roster.counting import digest_of
from subsidy_cli.roster.encoding import CHUNK, physical_lines, read_text_file
from subsidy_cli.roster.faults import refuse
from subsidy_cli.roster.formats import is_pattern, recognise
from subsidy_cli.roster.loading import (
    Rows,
    Source,
    create_problems,
    finish_roster,
    load_rows,
    plan_columns,
    refuse_without_rows,
    stage_rows,
)
from subsidy_cli.roster.recounting import recount
from subsidy_cli.roster.separated import open_text
from subsidy_cli.roster.staging import STAGED
from subsidy_cli.roster.watching import Step, Unwatched
from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from pathlib import Path

    from duckdb import DuckDBPyConnection

    from subsidy_cli.roster.relations import Format, ReadingOptions, Roster


def open_roster(
    connection: DuckDBPyConnection,
    source: Path | None,
    options: ReadingOptions,
    folder: Path,
    step: Step | None = None,
) -> Roster:
    """Read a roster into the tables of the connection; `source` None is standard input. `step` is told how far it is.

    What must be read twice is kept in `folder`, which must be there as long as the tables are. Raises RefusedError (input)
    where the file as a whole cannot be read without a guess.
    """
    path, name = _arrived(source, folder, options)
    before = stamp_of(path)
    opened = Source(path, name, recognise(path, name, options), folder, step=step or Step(Unwatched()))
    _refuse_idle_options(opened.format, options)
    with ThreadPoolExecutor(1) as beside:
        digest = beside.submit(digest_of, path)
        roster = replace(_READERS[opened.format](connection, opened, options), digest=digest.result())
    refuse_changed(path, before, name)
    refuse_without_rows(connection, name)
    if source is None and roster.second_count is None:
        return replace(roster, second_count=recount(path, roster))
    return roster


_MEANT_FOR: dict[str, tuple[Format, ...]] = {
    "--encoding": ("csv", "tsv", "jsonl"),
    "--delimiter": ("csv", "tsv"),
    "--sheet": ("xlsx",),
    "--header-row": ("csv", "tsv", "xlsx"),
    "--header-rows": ("csv", "tsv", "xlsx"),
    "--fill-merged": ("xlsx",),
}
"""The formats for which an option means something."""


def _refuse_idle_options(form: Format, options: ReadingOptions) -> None:
    """An option that means nothing for the format: whoever gave it expects something of it. Raises RefusedError (usage)."""
    given = {
        "--encoding": options.encoding is not None,
        "--delimiter": options.delimiter is not None,
        "--sheet": options.sheet is not None,
        "--header-row": options.header_row is not None,
        "--header-rows": options.header_rows != 1,
        "--fill-merged": options.fill_merged,
    }
    idle = [name for name, formats in _MEANT_FOR.items() if given[name] and form not in formats]
    if idle:
        raise RefusedError(Refusal.USAGE, [_idle(name, form) for name in idle])


def _idle(name: str, form: Format) -> Diagnostic:
    formats = _MEANT_FOR[name]
    message = Text(f"{form} 输入不能用 {name}", f"{name} means nothing for {form}")
    hint = Text(
        f"请去掉 {name}；它只用于 {'、'.join(formats)}", f"leave {name} out; it is for {', '.join(formats)} only"
    )
    return Diagnostic("idle-option", message, Place(name), hint)


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
            raise refuse("no-file", message, str(source), CHECK_FILE)
        with source.open("rb"):
            return source, source.name
    except OSError as error:
        reason = reason_of(error)
        message = Text(f"文件打不开：{reason.zh}", f"the file cannot be opened: {reason.en}")
        raise refuse("no-file", message, str(source), CHECK_FILE) from None


# workbooks


def _open_workbook(connection: DuckDBPyConnection, source: Source, options: ReadingOptions) -> Roster:
    from subsidy_cli.roster.merging import fill_merged
    from subsidy_cli.roster.sheets import choose_sheet, sheet_problems, sheet_rows

    chosen, heading, uses_1904 = choose_sheet(source.path, source.name, options, source.warnings)
    source.sheet = chosen.facts.name
    source.step.expect(chosen.facts.rows)
    source.blank_rows = sum(1 for row in chosen.rows if not any(cell.strip() for cell in row))
    plan = plan_columns(heading.cells, source, options, heading)
    rows = Rows(heading.cells, heading.index + 1, heading.titles, ())
    filled = fill_merged(chosen, heading, plan.read_cells) if options.fill_merged else {}
    for _, column in filled:
        name = heading.cells[column] if column < len(heading.cells) else ""
        source.filled[name] = source.filled.get(name, 0) + 1
    rows.problems = sheet_problems(chosen, heading, plan, filled)
    rows.records = sheet_rows(chosen, heading, plan, uses_1904)
    return load_rows(connection, source, plan, rows)


# JSON lines


def _open_json(connection: DuckDBPyConnection, source: Source, options: ReadingOptions) -> Roster:
    from subsidy_cli.roster.objects import object_headings, object_rows

    content = read_text_file(source.path, source.name, options.encoding, source.folder / "text")
    source.encoding = content.encoding
    source.warnings += content.warnings
    if (
        next((line for line in physical_lines(content.path) if line.strip()), "")
        .lstrip()
        .startswith(("[{", "[\n", "[\r"))
    ):
        message = Text("这是一整个 JSON 列表，不是每行一个对象", "this is one JSON list, not an object a line")
        raise refuse("wrong-format", message, source.name, Text("请改为每行一个对象", "write one object a line"))
    source.step.expect(content.line_feeds)
    headings = object_headings(physical_lines(content.path))
    if not headings:
        message = Text("没有一行是 JSON 对象", "no line is a JSON object")
        raise refuse("no-heading", message, source.name)
    plan = plan_columns(headings, source, options)
    rows = Rows(headings, 0, 0, ())
    rows.records = object_rows(physical_lines(content.path), headings, content.bad_lines, rows.problems)
    return load_rows(connection, source, plan, rows)


# Parquet


def _open_parquet(connection: DuckDBPyConnection, source: Source, options: ReadingOptions) -> Roster:
    import duckdb

    relation = f"read_parquet({text(str(source.path))})"
    if is_pattern(source.path):
        copy = source.folder / "input.parquet"
        shutil.copyfile(source.path, copy)
        relation = f"read_parquet({text(str(copy))})"
    try:
        columns = connection.execute(f"DESCRIBE SELECT * FROM {relation}").fetchall()
        (expected,) = connection.execute(f"SELECT count(*) FROM {relation}").fetchone() or (0,)
        source.step.expect(expected)
        headings = [str(column[0]) for column in columns]
        plan = plan_columns(headings, source, options)
        cells = ", ".join(
            f"{_as_text(quote(column[0]), column[1])} AS c{index}" for index, column in enumerate(columns)
        )
        stage_rows(connection, plan, f"SELECT {cells} FROM {relation}")
        (held,) = connection.execute(f"SELECT count(*) FROM {quote(STAGED)}").fetchone() or (0,)
    except duckdb.Error as error:
        if isinstance(error, duckdb.OutOfMemoryException) or reason_in(str(error)) is not None:
            raise
        message = Text("Parquet 文件损坏", "the Parquet file is damaged")
        raise refuse("damaged-file", message, source.name) from None
    if held != expected:
        message = Text(f"行数核对不符：{held} 与 {expected}", f"the counts of rows differ: {held} and {expected}")
        raise refuse("row-count", message, source.name)
    create_problems(connection, [])
    source.encoding = "utf-8"
    return finish_roster(connection, source, plan, ("rowid + 2", "rowid + 2"), expected, 0, 1)


def _as_text(column: str, kind: str) -> str:
    """A typed column as text; days without a time, empty text as nothing."""
    if kind.startswith("TIMESTAMP"):
        return f"CASE WHEN {column} = CAST({column} AS DATE) THEN CAST(CAST({column} AS DATE) AS VARCHAR) ELSE CAST({column} AS VARCHAR) END"
    return f"NULLIF(CAST({column} AS VARCHAR), '')"


_READERS = {
    "csv": open_text,
    "tsv": open_text,
    "xlsx": _open_workbook,
    "jsonl": _open_json,
    "parquet": _open_parquet,
}
