"""From records to one table of rows as written and as understood, whatever kind of file they come from."""

from __future__ import annotations

import csv
import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from subsidy_cli.columnar.terms import quote, text
from subsidy_cli.diagnostics import Refusal, RefusedError
from subsidy_cli.roster.faults import notice, refuse
from subsidy_cli.roster.headers import HeadingReader, Mapped
from subsidy_cli.roster.records import LONGEST_CELL
from subsidy_cli.roster.relations import LINE, RAW, ROW, Format, Problem, ReadingOptions, Roster, cell_column
from subsidy_cli.roster.staging import SKIP, STAGED, Plan, whole_rows
from subsidy_cli.roster.watching import Step, Unwatched
from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from duckdb import DuckDBPyConnection

    from subsidy_cli.diagnostics import Diagnostic
    from subsidy_cli.roster.cells import CellsInFile
    from subsidy_cli.roster.tables import Heading

PROBLEMS = "#problems"
"""Rows (and cells, where `cell` is not NULL) that could not be read: `row`, `cell`, `code`, `detail`."""
_BATCH = 20_000
_MOST_COLUMNS = 2_000
_LONGEST_ROW = 1_900_000
"""Characters; in bytes no more than the engine takes in one line."""


@dataclass
class Source:
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
    step: Step = field(default_factory=lambda: Step(Unwatched()))
    """Who is told how far it is."""
    blank_rows: int = 0
    """Rows of a sheet in which nothing stands."""
    filled: dict[str, int] = field(default_factory=dict)
    """Cells filled from the first of merged ones, by heading."""


@dataclass
class Rows:
    """Records that come through Python, with what is wrong with them."""

    headings: Sequence[str]
    header_row: int
    titles: int
    records: Iterable[tuple[int, int, Sequence[str]]]
    problems: list[Problem] = field(default_factory=list)


def plan_columns(
    headings: Sequence[str], source: Source, options: ReadingOptions, heading: Heading | None = None
) -> Plan:
    """What each heading means. Raises RefusedError (input) where that is not certain."""
    if len(headings) > _MOST_COLUMNS:
        message = Text(
            f"有 {len(headings)} 列，多于 {_MOST_COLUMNS} 列", f"{len(headings)} columns, more than {_MOST_COLUMNS}"
        )
        raise refuse("too-many-columns", message, source.name, Text("请删去用不着的列", "take out what is not needed"))
    mapped: Mapped = HeadingReader(options.vocabulary, options.mapping, source.name).read(
        headings, () if heading is None else heading.stacked
    )
    if mapped.mistakes:
        raise RefusedError(Refusal.INPUT, mapped.mistakes)
    source.warnings += mapped.warnings
    columns = {name: cell_column(index) for name, index in mapped.columns.items()}
    lines = () if heading is None else heading.lines
    return Plan(options, tuple(headings), columns, mapped.yearly, lines)


def refuse_without_rows(connection: DuckDBPyConnection, name: str) -> None:
    """Refuse a roster in which no row tells of anybody. Raises RefusedError (input)."""
    if not connection.execute(f"SELECT 1 FROM {quote(STAGED)} WHERE {SKIP} IS NULL LIMIT 1").fetchone():
        message = Text("标题之下没有一行数据", "there is no row under the headings")
        raise refuse("no-rows", message, name, Text("请核对导出的内容", "check what was exported"))


def no_rows(width: int) -> str:
    """A query that gives so many columns and no row."""
    return f"SELECT {', '.join(f'CAST(NULL AS VARCHAR) AS c{index}' for index in range(width))} WHERE FALSE"


def stage_rows(
    connection: DuckDBPyConnection, plan: Plan, source: str, position: Sequence[str] = (), *, holds_cells: bool = True
) -> None:
    """Fill STAGED from a query of cells. `position` names its columns that hold row and line."""
    connection.execute(f"DROP TABLE IF EXISTS {quote(STAGED)}")
    for statement in plan.types():
        connection.execute(statement)
    connection.execute(plan.statement(source, position, holds_cells=holds_cells))


def load_rows(connection: DuckDBPyConnection, source: Source, plan: Plan, rows: Rows) -> Roster:
    """Write the records to a private file in plain form and let the engine read that."""
    source.step.part(0, 2)
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
            if not count % _BATCH:
                source.step.count(count)
    source.step.part(1, 2)
    names = ", ".join(
        [f"'{ROW}': 'BIGINT'", f"'{LINE}': 'BIGINT'", *(f"'c{index}': 'VARCHAR'" for index in range(width))]
    )
    reader = (
        f"SELECT * FROM read_csv({text(str(plain))}, auto_detect=false, header=false, columns={{{names}}}, delim=',',"
        " quote='\"', escape='\"', new_line='\\n', strict_mode=true, null_padding=false, max_line_size=8000000,"
        " parallel=false)"
    )
    if not count:
        reader = f"SELECT CAST(NULL AS BIGINT) AS {quote(ROW)}, CAST(NULL AS BIGINT) AS {quote(LINE)}, * FROM ({no_rows(width)})"
    stage_rows(connection, plan, reader, (ROW, LINE))
    (held,) = connection.execute(f"SELECT count(*) FROM {quote(STAGED)}").fetchone() or (0,)
    if held != count:
        message = Text(f"行数核对不符：{held} 与 {count}", f"the counts of rows differ: {held} and {count}")
        raise refuse("row-count", message, source.name)
    create_problems(connection, rows.problems)
    blank = rows.titles
    return finish_roster(connection, source, plan, (quote(ROW), quote(LINE)), count, 0, rows.header_row, blank)


def _shortened(row: int, cells: Sequence[str], problems: list[Problem]) -> Sequence[str]:
    """The cells of a row that is longer than a cell may be; where it is past all bounds, their beginnings."""
    longest = max(range(len(cells)), key=lambda index: len(cells[index]))
    if len(cells[longest]) <= LONGEST_CELL and sum(map(len, cells)) <= _LONGEST_ROW:
        return cells
    if not problems or problems[-1][0] != row:
        problems.append(Problem(row, longest, "cell-too-long", ""))
    return [cell[:1000] for cell in cells]


def create_problems(connection: DuckDBPyConnection, problems: list[Problem]) -> None:
    """The table of what could not be read."""
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


def finish_roster(
    connection: DuckDBPyConnection,
    source: Source,
    plan: Plan,
    position: tuple[str, str],
    records: int,
    blank_at_end: int,
    header_row: int,
    titles: int | None = None,
    lying: CellsInFile | None = None,
) -> Roster:
    """Make RAW of the rows of STAGED, name those that are no applicants, and tell what was read.

    `lying` is where the cells are, if STAGED does not hold them.
    """
    cells = "".join(f", c{index}" for index in range(len(plan.headings)))
    whole = whole_rows(lying)
    connection.execute(
        f"CREATE OR REPLACE VIEW {quote(RAW)} AS SELECT {position[0]} AS {quote(ROW)}, {position[1]} AS {quote(LINE)}{cells}"
        f" FROM {whole} WHERE {SKIP} IS NULL"
    )
    if connection.execute(f"SELECT 1 FROM {quote(STAGED)} WHERE {SKIP} IS NOT NULL LIMIT 1").fetchone():
        for statement in plan.skip_statements(whole):
            connection.execute(statement)
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
        header_rows=max(len(plan.lines), 1),
        filled=source.filled,
        blank_rows=source.blank_rows,
        has_unreadable_rows=bool(connection.execute(f"SELECT 1 FROM {quote(PROBLEMS)} LIMIT 1").fetchone()),
        lying=lying,
    )
