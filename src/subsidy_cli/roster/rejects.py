"""The rows that were not scored: as they were, with the row number, the code, the reason and what to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from subsidy_cli.columnar.terms import quote, text
from subsidy_cli.roster.columns import Column
from subsidy_cli.roster.exporting import BATCH, Sheet, Table
from subsidy_cli.roster.relations import RAW, REJECTS, ROW, cell_column
from subsidy_cli.texts import Language, Text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from duckdb import DuckDBPyConnection

    from subsidy_cli.roster.relations import Roster

SHEET = Text("退回", "rejects")
HEADINGS = {
    "row": Text("退回行号", "reject_row"),
    "column": Text("退回列", "reject_column"),
    "value": Text("退回值", "reject_value"),
    "code": Text("退回代码", "reject_code"),
    "reason": Text("退回原因", "reject_reason"),
    "cure": Text("改法", "reject_cure"),
}
"""The columns that are added; a file of rejects that is run again brings them along, and they are written anew."""
ADDED = frozenset(word for heading in HEADINGS.values() for word in (heading.zh, heading.en))
_BETWEEN = {"zh": "；", "en": "; "}


def rejects_table(roster: Roster, language: Language) -> Table:
    """Every row that was refused, once, with everything that is wrong with it."""
    columns = [
        Column(heading, f"NULLIF(raw.{quote(cell_column(index))}, '')", "input")
        for index, heading in enumerate(roster.headings)
        if heading not in ADDED
    ]
    columns += [
        Column(heading.in_language(language), quote(f"={part}"), "number" if part == "row" else "word")
        for part, heading in HEADINGS.items()
    ]
    return Table(
        tuple(columns),
        (f"({_grouped(language)}) AS found LEFT JOIN {RAW} AS raw USING ({quote(ROW)}) ORDER BY {quote(ROW)}",),
    )


def _grouped(language: Language) -> str:
    """One line for each row, its errors in order of column and code."""
    fields = {
        "column": "column",
        "value": "value",
        "code": "code",
        "reason": f"message_{language}",
        "cure": f"hint_{language}",
    }
    packed = ", ".join(f"{quote(part)} := COALESCE({quote(name)}, '')" for part, name in fields.items())
    errors = f'list(struct_pack({packed}) ORDER BY "column", code, {quote(fields["reason"])})'
    between = text(_BETWEEN[language])
    lists = ", ".join(
        f"array_to_string(list_filter(list_transform(errors, lambda each: each.{quote(part)}), lambda each: each <> ''), {between})"
        f" AS {quote(f'={part}')}"
        for part in fields
    )
    row = quote(ROW)
    return (
        f'SELECT {row}, {row} AS "=row", {lists} FROM (SELECT {row}, {errors} AS errors FROM {REJECTS} GROUP BY {row})'
    )


def rejects_sheet(connection: DuckDBPyConnection, roster: Roster, language: Language) -> Sheet:
    """The same as a sheet of the workbook."""
    table = rejects_table(roster, language)
    rows = list(_fetch(connection, table))
    return Sheet(SHEET.in_language(language), table.headings, rows, [16] * len(table.headings))


def _fetch(connection: DuckDBPyConnection, table: Table) -> Iterable[tuple[str | int | None, ...]]:
    cursor = connection.execute(table.select())
    while rows := cursor.fetchmany(BATCH):
        yield from rows


def count_rejected(connection: DuckDBPyConnection) -> int:
    """How many rows were refused."""
    found = connection.execute(f"SELECT count(DISTINCT {quote(ROW)}) FROM {REJECTS}").fetchone()
    assert found is not None
    return int(found[0])


def add_reject(connection: DuckDBPyConnection, rows: str, code: str, message: Text, hint: Text) -> None:
    """Refuse the rows of a query that gives ROW, as a whole."""
    connection.execute(
        f"INSERT INTO {REJECTS} BY NAME SELECT {quote(ROW)}, '' AS \"column\", '' AS \"value\", {text(code)} AS code,"
        f" {text(message.zh)} AS message_zh, {text(message.en)} AS message_en, {text(hint.zh)} AS hint_zh,"
        f" {text(hint.en)} AS hint_en FROM ({rows})"
    )
