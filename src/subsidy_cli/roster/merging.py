"""Merged cells of a sheet: how far a heading goes, and cells below the first one that take over its value where that is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

    from subsidy_cli.roster.preflight import SheetFacts
    from subsidy_cli.roster.stacked import Spans
    from subsidy_cli.roster.tables import Heading
    from subsidy_cli.roster.workbook import Sheet

Area = tuple[int, int, int, int]
"""First row, first column, last row, last column, counted from 0."""


def merged_columns(facts: SheetFacts, row: int) -> Spans:
    """The stretches of columns that are merged in a row."""
    areas = (area for area in facts.merged if area[0] <= row <= area[2] and area[1] < area[3])
    return tuple((left, right) for _, left, _, right in areas)


def may_be_filled(area: Area, heading: Heading, read: Collection[int]) -> bool:
    """Whether the first cell of an area can speak for the others: it is a cell of a row, and other columns are not read."""
    top, left, _, right = area
    return top > heading.index and not any(left < column <= right for column in read)


def fill_merged(sheet: Sheet, heading: Heading, read: Collection[int]) -> dict[tuple[int, int], tuple[int, int]]:
    """Write the value of the first cell of merged ones into those below it; gives each cell with the one it took it from.

    A row in which nothing else stands stays blank: it is no row of the roster.
    """
    filled: dict[tuple[int, int], tuple[int, int]] = {}
    areas = [area for area in sheet.facts.merged if area[0] < area[2] and may_be_filled(area, heading, read)]
    there = {row for area in areas for row in range(area[0], min(area[2], len(sheet.rows) - 1) + 1)}
    content = {row for row in there if any(cell.strip() for cell in sheet.rows[row])}
    for top, left, bottom, _ in areas:
        value = sheet.rows[top][left] if top < len(sheet.rows) and left < len(sheet.rows[top]) else ""
        for row in range(top + 1, min(bottom, len(sheet.rows) - 1) + 1):
            if row in content:
                cells = sheet.rows[row]
                cells += [""] * (left + 1 - len(cells))
                cells[left] = value
                filled[row, left] = top, left
    return filled
