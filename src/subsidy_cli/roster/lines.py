"""Rows as lines of text, put together in SQL.

The engine's own writer looks at every cell for what would need quotation marks, which takes as long as all the rest of
writing. Cells that come from closed lists cannot need any; of codes it is known what they may hold; the others are looked
at all together, and one by one only in the rows where something was found.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from math import prod
from typing import TYPE_CHECKING, Literal

from subsidy_cli.columnar.terms import FALSE, TRUE, case, quote, text
from subsidy_cli.roster.encoding import NEVER

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from subsidy_cli.roster.cells import CellsInFile

END = "\n"
NONE = f"{NEVER}-"
"""What the engine writes for a row of which there is no line."""
AGAIN = f"{NEVER}+"
"""What it writes before the second line of a row, and those after it."""
Content = Literal["plain", "codes", "any"]
"""What cells may hold: nothing that needs quotation marks; ids with commas between them; or anything."""
_JOINED = '"=joined"'
_SOUND, _FURTHER = '"=sound"', '"=further"'
_MOST_TEXTS = 30
"""Texts that the engine chooses from for words side by side: all three of a status with all of another, but not of many."""
_NEED_MARKS = frozenset('",\t\r\n')


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of each line."""

    sql: str
    content: Content
    branches: Sequence[tuple[str, str]] = ()
    """Of a word from a closed list: the conditions under which each stands there, of which the first that holds counts."""


@dataclass(frozen=True, slots=True)
class Beginning:
    """How lines begin that are only ended here: each row of the relation has a line of its own in a file."""

    cells: CellsInFile
    width: int
    """How many columns stand in a line of the file."""
    sound: str = TRUE
    """Whether a row has a line in the output, as SQL."""
    further: str = FALSE
    """Whether a line is not the first one of its row, as SQL."""


def content_of(codes: Iterable[str]) -> Content:
    """What cells may hold that hold only these codes, with commas between them."""
    return "codes" if all(_NEED_MARKS.isdisjoint(code) for code in codes) else "any"


def heading_line(headings: Sequence[str], separator: str) -> str:
    """The headings, with quotation marks where they need some."""
    line = io.StringIO(newline="")
    csv.writer(line, delimiter=separator, lineterminator=END).writerow(headings)
    return line.getvalue()


def lines(source: str, cells: Sequence[Cell], separator: str, beginning: Beginning | None = None) -> str:
    """A query that gives one text for each row of a relation, in its order. What is unknown is an empty cell.

    With a beginning it gives what stands after it, from the separator on; NONE where nothing is to be written.
    """
    units = list(_units(cells))
    names = [quote(f"h{index}") for index in range(len(units))]
    listed = [f"{_sql(unit, separator)} AS {name}" for unit, name in zip(units, names, strict=True)]
    if beginning is not None:
        listed += [f"{beginning.sound} AS {_SOUND}", f"{beginning.further} AS {_FURTHER}"]
    rows = f"SELECT {', '.join(listed)} FROM {source}"
    contents = [unit[0].content for unit in units]
    known = [
        _coded(name, separator) if content == "codes" else name for content, name in zip(contents, names, strict=True)
    ]
    apart = [unit[0].branches == () for unit in units]
    bare = _join(known, apart, separator, beginning)
    loose = [name for content, name in zip(contents, names, strict=True) if content == "any"]
    if not loose:
        return f"SELECT {bare} FROM ({rows})"
    found = " OR ".join(f"contains({_JOINED}, {sign})" for sign in _signs(separator))
    marked = [_quoted(name, separator) if name in loose else name for name in known]
    quoted = _join(marked, apart, separator, beginning)
    joined = f"SELECT *, concat({', '.join(loose)}) AS {_JOINED} FROM ({rows})"
    return f"SELECT CASE WHEN {found} THEN {quoted} ELSE {bare} END FROM ({joined})"


def _units(cells: Sequence[Cell]) -> Iterator[list[Cell]]:
    """Each cell by itself, but words side by side together, as long as there are few texts to choose from."""
    unit: list[Cell] = []
    for cell in cells:
        if unit and not (cell.branches and prod(len(each.branches) for each in (*unit, cell)) <= _MOST_TEXTS):
            yield unit
            unit = []
        unit.append(cell)
        if not cell.branches:
            yield unit
            unit = []
    if unit:
        yield unit


def _sql(unit: Sequence[Cell], separator: str) -> str:
    return _chosen(unit, "", separator) if unit[0].branches else unit[0].sql


def _chosen(unit: Sequence[Cell], before: str, separator: str) -> str:
    """The words of cells side by side, each with a separator before it; what the last one is decides first."""
    if not unit:
        return text(before)
    *others, last = unit
    branches = ((condition, _chosen(others, separator + word + before, separator)) for condition, word in last.branches)
    return case(*branches, otherwise=text(separator * len(unit) + before))


def _join(cells: Sequence[str], apart: Sequence[bool], separator: str, beginning: Beginning | None) -> str:
    """Cells in one text, with separators before those that do not begin with one; the first of a whole line is no word."""
    pairs = zip(cells, apart, strict=True)
    parts = [part for cell, is_apart in pairs for part in ((text(separator), cell) if is_apart else (cell,))]
    if beginning is None:
        return f"concat({', '.join(parts[1:])})"
    if beginning.further != FALSE:
        parts.insert(0, f"CASE WHEN {_FURTHER} THEN {text(AGAIN)} ELSE '' END")
    line = f"concat({', '.join(parts)})" if parts else "''"
    return case((TRUE if beginning.sound == TRUE else _SOUND, line), otherwise=text(NONE))


def _signs(separator: str) -> tuple[str, ...]:
    return (text('"'), text(separator), "chr(10)", "chr(13)")


def _coded(cell: str, separator: str) -> str:
    """Ids with quotation marks around them where the commas between them separate cells."""
    return (
        f"""CASE WHEN contains({cell}, ',') THEN concat('"', {cell}, '"') ELSE {cell} END"""
        if separator == ","
        else cell
    )


def _quoted(cell: str, separator: str) -> str:
    """One cell with quotation marks where it needs some, as in RFC 4180."""
    written = f"CAST({cell} AS VARCHAR)"
    found = " OR ".join(f"contains({written}, {sign})" for sign in _signs(separator))
    return f"""CASE WHEN {found} THEN '"' || replace({written}, '"', '""') || '"' ELSE {written} END"""
