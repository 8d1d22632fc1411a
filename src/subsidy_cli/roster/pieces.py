"""A long text file written by several threads at once: each writes pieces, which are put one after the other.

The engine keeps the order of rows either by writing with one thread, as it does where a line is united with the others,
or by holding whole stretches of rows in memory until their turn comes. Pieces need neither. They are followed while they
are being written: put together, after the lines of a file where the engine writes only how those go on, and counted,
digested and brought to the disk.
"""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import closing, suppress
from itertools import pairwise
from typing import TYPE_CHECKING

from subsidy_cli.columnar.terms import text
from subsidy_cli.roster.encoding import NEVER
from subsidy_cli.roster.following import Following
from subsidy_cli.roster.watching import INTERVAL
from subsidy_cli.roster.writing import to_disk

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from duckdb import DuckDBPyConnection

    from subsidy_cli.roster.cells import LinesInFile
    from subsidy_cli.roster.counting import Written

LEAST = 50_000
"""Rows of a piece; fewer are not worth a thread."""
MOST = 500_000
"""Rows of a piece; what is cleared away sooner need not go to the disk before."""
_OPTIONS = f"FORMAT csv, HEADER false, QUOTE '', ESCAPE '', DELIMITER {text(NEVER)}, USE_TMP_FILE false"


def ranges(first: int, last: int, threads: int) -> list[tuple[int, int]]:
    """Divide row numbers into ranges, ends included: at least two for each thread, or fewer.

    The last ones are half as long, since nothing is done beside what follows upon the last.
    """
    length = last - first + 1
    rounds = max(1, -(-length // (MOST * threads)))
    shares = [2] * (threads * rounds) + [1] * threads
    if length < LEAST * sum(shares):
        shares = [1] * max(1, min(threads, length // LEAST))
    edges = [first + length * sum(shares[:count]) // sum(shares) for count in range(len(shares) + 1)]
    return [(start, end - 1) for start, end in pairwise(edges)]


def threads_of(connection: DuckDBPyConnection) -> int:
    """With how many threads the engine works."""
    (threads,) = connection.execute("SELECT current_setting('threads')").fetchone() or (1,)
    return int(threads)


def write_pieces(
    connection: DuckDBPyConnection,
    heading: str,
    queries: Sequence[str],
    path: Path,
    tell: Callable[[int], None] | None,
    beginnings: LinesInFile | None = None,
) -> Written:
    """Write a heading and the lines of each query, each in its order. Raises what the engine raises, or OSError.

    `tell`, where somebody watches, is told now and then how many bytes the engine has written; `beginnings`, where the
    queries give only how lines go on, are those lines.
    """
    parts = [path.with_name(f"{path.name}.{number}") for number in range(len(queries))]
    engines = [connection.cursor() for _ in queries]
    with (
        ThreadPoolExecutor(threads_of(connection)) as beside,
        ThreadPoolExecutor(1) as storing,
        ThreadPoolExecutor(1) as after,
        path.open("wb") as whole,
    ):
        pieces = [
            beside.submit(_write, engine, query, part)
            for engine, query, part in zip(engines, queries, parts, strict=True)
        ]
        following = Following(whole, storing, parts, tell, beginnings)
        try:
            following.put(heading.encode())
            settled = []
            for piece, part in zip(pieces, parts, strict=True):
                following.follow(piece, part)
                following.store()
                settled.append(after.submit(_settle, part, path))
            following.finish()
            for each in settled:
                each.result()
        except BaseException:
            beside.shutdown(wait=False, cancel_futures=True)
            _stop(pieces, engines)
            raise
    return following.counter.written()


def _write(connection: DuckDBPyConnection, query: str, path: Path) -> None:
    with closing(connection):
        connection.execute(f"COPY (SELECT '' UNION ALL ({query})) TO {text(str(path))} ({_OPTIONS})")


def _stop(pieces: Sequence[Future[None]], engines: Sequence[DuckDBPyConnection]) -> None:
    """End the pieces that are being written; one that is only just beginning does not hear of it at once."""
    import duckdb

    while wait(pieces, 0).not_done:
        for engine in engines:
            with suppress(duckdb.ConnectionException):
                engine.interrupt()
        wait(pieces, INTERVAL)


def _settle(part: Path, whole: Path) -> None:
    """Clear a piece away and bring to the disk what has been put together so far, for both of which systems let one wait."""
    part.unlink()
    to_disk(whole)
