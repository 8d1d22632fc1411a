"""The sheets of a workbook as text, read only after the preflight."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from subsidy_cli.roster.faults import notice, refuse
from subsidy_cli.roster.preflight import DAMAGED, SheetFacts, preflight
from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from pathlib import Path

    from subsidy_cli.diagnostics import Diagnostic


@dataclass(frozen=True)
class Sheet:
    """A sheet that has been read: its rows as text, from the first row of the sheet on."""

    facts: SheetFacts
    rows: list[list[str]]


def read_sheets(path: Path, name: str, only: str | None) -> tuple[list[Sheet], list[Diagnostic]]:
    """Every sheet with content, or the one asked for. Raises RefusedError."""
    found, uses_1904 = preflight(path, name)
    warnings = (
        [] if not uses_1904 else [notice("days-from-1904", Text("日期按1904年起算换算", "days count from 1904"), name)]
    )
    if only is not None and only not in [sheet.name for sheet in found]:
        listed = "、".join(sheet.name for sheet in found)
        message = Text(f"没有工作表“{only}”；有：{listed}", f"there is no sheet {only}; there are: {listed}")
        raise refuse("unknown-sheet", message, name)
    wanted = [sheet for sheet in found if sheet.rows and only in {None, sheet.name}]
    if not wanted:
        raise refuse("empty-file", Text("工作表是空的", "the sheet is empty"), name)
    return [Sheet(sheet, _read(path, sheet, name)) for sheet in wanted], warnings


def _read(path: Path, facts: SheetFacts, name: str) -> list[list[str]]:
    from python_calamine import CalamineError, load_workbook

    try:
        book = load_workbook(str(path))
        sheet = book.get_sheet_by_name(facts.name)
        cells = sheet.to_python(skip_empty_area=True)
        start = sheet.start or (0, 0)
        book.close()
    except (CalamineError, ValueError, OSError) as error:
        message = Text("工作表无法读取", f"the sheet cannot be read ({type(error).__name__})")
        raise refuse("damaged-file", message, name, DAMAGED) from None
    lead = [""] * start[1]
    rows: list[list[str]] = [[] for _ in range(start[0])]
    rows += [lead + [_text(value) for value in row] for row in cells]
    for (row, column), value in facts.error_cells.items():
        if row < len(rows):
            rows[row] += [""] * (column + 1 - len(rows[row]))
            rows[row][column] = value
    return rows


def _text(value: object) -> str:
    """A cell as text, exactly where that is possible; a figure with fifteen digits, as a spreadsheet shows it."""
    match value:
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case float():
            return str(int(value)) if value.is_integer() and abs(value) < 1e15 else format(value, ".15g").upper()
        case datetime():
            return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
        case date() | time() | timedelta():
            return str(value)
    return "" if value is None else str(value)
