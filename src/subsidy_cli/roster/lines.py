"""Rows as lines of text, put together in SQL.

The engine's own writer looks at every cell for what would need quotation marks, which takes as long as all the rest of
writing. Cells that come from closed lists cannot need any; of codes it is known what they may hold; the others are looked
at all together, and one by one only in the rows where something was found.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from subsidy_cli.columnar.terms import quote, text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

END = "\n"
Content = Literal["plain", "codes", "any"]
"""What cells may hold: nothing that needs quotation marks; ids with commas between them; or anything."""
_JOINED = '"=joined"'
_NEED_MARKS = frozenset('",\t\r\n')


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of each line."""

    sql: str
    content: Content


def content_of(codes: Iterable[str]) -> Content:
    """What cells may hold that hold only these codes, with commas between them."""
    return "codes" if all(_NEED_MARKS.isdisjoint(code) for code in codes) else "any"


def heading_line(headings: Sequence[str], separator: str) -> str:
    """The headings, with quotation marks where they need some."""
    line = io.StringIO(newline="")
    csv.writer(line, delimiter=separator, lineterminator=END).writerow(headings)
    return line.getvalue()


def lines(source: str, cells: Sequence[Cell], separator: str) -> str:
    """A query that gives one text for each row of a relation, in its order. What is unknown is an empty cell."""
    names = [quote(f"h{index}") for index in range(len(cells))]
    listed = ", ".join(f"{cell.sql} AS {name}" for cell, name in zip(cells, names, strict=True))
    rows = f"SELECT {listed} FROM {source}"
    known = [
        _coded(name, separator) if cell.content == "codes" else name for cell, name in zip(cells, names, strict=True)
    ]
    bare = _join(known, separator)
    loose = [name for cell, name in zip(cells, names, strict=True) if cell.content == "any"]
    if not loose:
        return f"SELECT {bare} FROM ({rows})"
    found = " OR ".join(f"contains({_JOINED}, {sign})" for sign in _signs(separator))
    quoted = _join([_quoted(name, separator) if name in loose else name for name in known], separator)
    joined = f"SELECT *, concat({', '.join(loose)}) AS {_JOINED} FROM ({rows})"
    return f"SELECT CASE WHEN {found} THEN {quoted} ELSE {bare} END FROM ({joined})"


def _join(cells: Sequence[str], separator: str) -> str:
    return f"concat({f', {text(separator)}, '.join(cells)})"


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
