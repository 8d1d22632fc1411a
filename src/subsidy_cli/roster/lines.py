"""Rows as lines of text, put together in SQL.

The engine's own writer looks at every cell for what would need quotation marks, which takes as long as all the rest of
writing. Cells that come from closed lists cannot need any; the others are looked at all together, and one by one only in
the rows where something was found.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from subsidy_cli.columnar.terms import text

if TYPE_CHECKING:
    from collections.abc import Sequence

END = "\n"
_JOINED = '"=joined"'


def heading_line(headings: Sequence[str], separator: str) -> str:
    """The headings, with quotation marks where they need some."""
    line = io.StringIO(newline="")
    csv.writer(line, delimiter=separator, lineterminator=END).writerow(headings)
    return line.getvalue()


def lines(rows: str, plain: Sequence[str], names: Sequence[str], separator: str) -> str:
    """A query that gives one text for each row of a query, in its order.

    `names` are the columns in order, `plain` those of them that never hold a separator, a quotation mark or a line end.
    What is unknown is an empty cell.
    """
    loose = [name for name in names if name not in plain]
    bare = _join(names, separator)
    if not loose:
        return f"SELECT {bare} FROM ({rows})"
    found = " OR ".join(f"contains({_JOINED}, {sign})" for sign in _signs(separator))
    quoted = _join([name if name in plain else _quoted(name, separator) for name in names], separator)
    joined = f"SELECT *, concat({', '.join(loose)}) AS {_JOINED} FROM ({rows})"
    return f"SELECT CASE WHEN {found} THEN {quoted} ELSE {bare} END FROM ({joined})"


def _join(cells: Sequence[str], separator: str) -> str:
    return f"concat({f', {text(separator)}, '.join(cells)})"


def _signs(separator: str) -> tuple[str, ...]:
    return (text('"'), text(separator), "chr(10)", "chr(13)")


def _quoted(cell: str, separator: str) -> str:
    """One cell with quotation marks where it needs some, as in RFC 4180."""
    written = f"CAST({cell} AS VARCHAR)"
    found = " OR ".join(f"contains({written}, {sign})" for sign in _signs(separator))
    return f"""CASE WHEN {found} THEN '"' || replace({written}, '"', '""') || '"' ELSE {written} END"""
