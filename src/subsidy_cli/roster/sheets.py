"""Which sheet of a workbook is the roster, and what its rows are."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from subsidy_cli.roster.faults import notice, refuse
from subsidy_cli.roster.headers import HeadingReader
from subsidy_cli.roster.merging import may_be_filled, merged_columns
from subsidy_cli.roster.preflight import FULL_SHEET
from subsidy_cli.roster.relations import Problem, cell_index
from subsidy_cli.roster.tables import Heading, find_heading, refuse_two_lines, refuse_without_heading
from subsidy_cli.roster.workbook import Sheet, read_sheets
from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from subsidy_cli.diagnostics import Diagnostic
    from subsidy_cli.roster.relations import ReadingOptions
    from subsidy_cli.roster.staging import Plan

_SERIAL = re.compile(r"[1-7][0-9]{4}")
_DAYS_1904 = 1462


def choose_sheet(
    path: Path, name: str, options: ReadingOptions, warnings: list[Diagnostic]
) -> tuple[Sheet, Heading, bool]:
    """The one sheet that has known headings; where there are several, the user must say which."""
    sheets, found = read_sheets(path, name, options.sheet)
    warnings += found
    reader = HeadingReader(options.vocabulary, options.mapping, name)
    candidates = []
    for sheet in sheets:
        heading = find_heading(
            sheet.rows, reader, options.header_row, options.header_rows, partial(merged_columns, sheet.facts)
        )
        if heading is not None and (heading.known or options.header_row is not None):
            candidates.append((sheet, heading))
    if not candidates:
        raise refuse_without_heading(sheets[0].rows, reader, name)
    candidates = [each for each in candidates if each[1].known] or candidates
    if len(candidates) > 1:
        listed = "、".join(sheet.facts.name for sheet, _ in candidates)
        message = Text(f"有 {len(candidates)} 个工作表都像名册：{listed}", f"several sheets hold rosters: {listed}")
        raise refuse("several-sheets", message, name, Text("用 --sheet 指明", "say which with --sheet"))
    sheet, heading = candidates[0]
    if options.header_row is None:
        refuse_two_lines(sheet.rows, heading, reader, name)
    heading = _widened(heading, sheet.rows)
    warnings += _notices(sheet, sheets, name)
    return sheet, heading, any(item.code == "days-from-1904" for item in found)


def _widened(heading: Heading, rows: Sequence[Sequence[str]]) -> Heading:
    """The headings with empty ones for cells to the right of them, so that a remark there is not lost."""
    width = len(heading.cells)
    for row in rows[heading.index + 1 :]:
        while len(row) > width and any(cell.strip() for cell in row[width:]):
            width += 1
    return replace(heading, cells=heading.cells + ("",) * (width - len(heading.cells)))


def _notices(sheet: Sheet, sheets: Sequence[Sheet], name: str) -> list[Diagnostic]:
    facts = sheet.facts
    found = []
    others = [other.facts.name for other in sheets if other is not sheet]
    if others or facts.state != "visible":
        state = "（隐藏）" if facts.state != "visible" else ""
        message = Text(
            f"读取工作表“{facts.name}”{state}" + (f"；未读：{'、'.join(others)}" if others else ""),
            f"reading sheet {facts.name}{' (hidden)' if state else ''}"
            + (f"; not read: {', '.join(others)}" if others else ""),
        )
        found.append(notice("sheet", message, name))
    if facts.hidden_rows:
        rows = ", ".join(map(str, facts.hidden_rows[:10]))
        count = len(facts.hidden_rows)
        message = Text(f"{count} 个隐藏或筛选掉的行也已计算：{rows}", f"{count} hidden rows are read too: {rows}")
        found.append(notice("hidden-rows", message, name))
    if facts.formulas:
        message = Text(
            f"{facts.formulas} 个公式按保存的结果读取", f"{facts.formulas} formulas are read by their saved results"
        )
        found.append(notice("formulas", message, name))
    if facts.last_row == FULL_SHEET:
        message = Text("工作表已到行数上限，可能被截断", "the sheet is full to its last row and may be cut off")
        found.append(notice("full-sheet", message, name))
    return found


def sheet_problems(
    sheet: Sheet, heading: Heading, plan: Plan, filled: Mapping[tuple[int, int], tuple[int, int]]
) -> list[Problem]:
    """Cells of read columns that hold no value to rely on; `filled` are cells with the cell whose value they took over."""
    read, facts = plan.read_cells, sheet.facts
    problems: list[Problem] = []
    for (row, column), value in facts.error_cells.items():
        if row > heading.index and column in read:
            problems.append(Problem(row + 1, column, "error-cell", value))
    for row, column in facts.empty_formulas:
        if row > heading.index and column in read:
            problems.append(Problem(row + 1, column, "formula-without-value", ""))
    for (row, column), source in filled.items():
        if column in read and (source in facts.error_cells or source in facts.empty_formulas):
            code = "error-cell" if source in facts.error_cells else "formula-without-value"
            problems.append(Problem(row + 1, column, code, facts.error_cells.get(source, "")))
    for area in facts.merged:
        if plan.options.fill_merged and may_be_filled(area, heading, read):
            continue
        top, left, bottom, right = area
        first = left + 1 if top == bottom else left
        touched = [column for column in range(first, min(right, left + 2000) + 1) if column in read]
        rows = range(max(top, heading.index + 1), min(bottom, len(sheet.rows) - 1) + 1)
        if bottom > heading.index and touched:
            problems += [Problem(row + 1, touched[0], "merged-cell", "") for row in rows]
    return problems


def sheet_rows(sheet: Sheet, heading: Heading, plan: Plan, uses_1904: bool) -> Iterator[tuple[int, int, Sequence[str]]]:
    """The rows below the headings; a row that is wider than the headings keeps what the headings cover."""
    width = len(heading.cells)
    days = [
        cell_index(column)
        for name, column in plan.columns.items()
        if uses_1904 and plan.definition(name).type == "date"
    ]
    for index in range(heading.index + 1, len(sheet.rows)):
        cells = sheet.rows[index]
        cells = cells[:width] + [""] * (width - len(cells))
        for column in days:
            if _SERIAL.fullmatch(cells[column]):
                cells[column] = str(int(cells[column]) + _DAYS_1904)
        yield index + 1, index + 1, cells
