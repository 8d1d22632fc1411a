"""A long text file written by several threads at once: each writes a piece, and the pieces are put one after the other.

The engine keeps the order of rows either by writing with one thread, as it does where a line is united with the others,
or by holding whole stretches of rows in memory until their turn comes. Pieces need neither.
"""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from itertools import pairwise
from typing import TYPE_CHECKING, BinaryIO

from subsidy_cli.columnar.terms import text
from subsidy_cli.roster.lines import END

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from duckdb import DuckDBPyConnection

LEAST = 50_000
"""Rows of a piece; fewer are not worth a thread."""
BUFFER = 1 << 22
_NEVER = "\x01"
"""A separator for what has only one column."""
_OPTIONS = f"FORMAT csv, HEADER false, QUOTE '', ESCAPE '', DELIMITER {text(_NEVER)}, USE_TMP_FILE false"


def ranges(first: int, last: int, threads: int) -> list[tuple[int, int]]:
    """Divide row numbers into ranges of about the same length, ends included: one for each thread, or fewer."""
    length = last - first + 1
    count = max(1, min(threads, length // LEAST))
    edges = [first + length * index // count for index in range(count + 1)]
    return [(start, end - 1) for start, end in pairwise(edges)]


def write_pieces(connection: DuckDBPyConnection, heading: str, queries: Sequence[str], path: Path) -> None:
    """Write a heading and the lines of each query, each in its order. Raises what the engine raises."""
    parts = [path.with_name(f"{path.name}.{number}") for number in range(1, len(queries))]
    with ThreadPoolExecutor(max(len(parts), 1)) as beside:
        others = [
            beside.submit(_write_beside, connection.cursor(), query, part)
            for query, part in zip(queries[1:], parts, strict=True)
        ]
        _write(connection, heading.removesuffix(END), queries[0], path)
        for other in others:
            other.result()
    with path.open("ab") as whole:
        for part in parts:
            _append(part, whole)


def _write_beside(connection: DuckDBPyConnection, query: str, path: Path) -> None:
    with closing(connection):
        _write(connection, "", query, path)


def _write(connection: DuckDBPyConnection, start: str, query: str, path: Path) -> None:
    connection.execute(f"COPY (SELECT {text(start)} UNION ALL ({query})) TO {text(str(path))} ({_OPTIONS})")


def _append(part: Path, whole: BinaryIO) -> None:
    """The first line of a piece is empty."""
    with part.open("rb") as piece:
        piece.seek(len(END))
        shutil.copyfileobj(piece, whole, BUFFER)
    part.unlink()
