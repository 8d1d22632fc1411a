"""A long text file written by several threads at once: each writes pieces, which are put one after the other.

The engine keeps the order of rows either by writing with one thread, as it does where a line is united with the others,
or by holding whole stretches of rows in memory until their turn comes. Pieces need neither. While some are being written,
those before them are counted, digested and brought to the disk.
"""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import closing, suppress
from itertools import pairwise
from typing import TYPE_CHECKING, BinaryIO

from subsidy_cli.columnar.terms import text
from subsidy_cli.roster.counting import WrittenCounter
from subsidy_cli.roster.encoding import NEVER
from subsidy_cli.roster.lines import END
from subsidy_cli.roster.watching import INTERVAL
from subsidy_cli.roster.writing import to_disk

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from duckdb import DuckDBPyConnection

    from subsidy_cli.roster.counting import Written

LEAST = 50_000
"""Rows of a piece; fewer are not worth a thread."""
_BLOCK = 1 << 18
"""Bytes at a time: no more than the processor can hold while they are digested, counted and copied."""
_OPTIONS = f"FORMAT csv, HEADER false, QUOTE '', ESCAPE '', DELIMITER {text(NEVER)}, USE_TMP_FILE false"


def ranges(first: int, last: int, threads: int) -> list[tuple[int, int]]:
    """Divide row numbers into ranges, ends included: three for each thread, each half as long as the one before, or fewer.

    The short ones come last, since nothing is done beside what follows upon the last one.
    """
    length = last - first + 1
    shares = [4] * threads + [2] * threads + [1] * threads
    if length < LEAST * sum(shares):
        shares = [1] * max(1, min(threads, length // LEAST))
    edges = [first + length * sum(shares[:count]) // sum(shares) for count in range(len(shares) + 1)]
    return [(start, end - 1) for start, end in pairwise(edges)]


def threads_of(connection: DuckDBPyConnection) -> int:
    """With how many threads the engine works."""
    (threads,) = connection.execute("SELECT current_setting('threads')").fetchone() or (1,)
    return int(threads)


def write_pieces(
    connection: DuckDBPyConnection, heading: str, queries: Sequence[str], path: Path, tell: Callable[[int], None] | None
) -> Written:
    """Write a heading and the lines of each query, each in its order. Raises what the engine raises.

    `tell`, where somebody watches, is told now and then how many bytes there are.
    """
    import duckdb

    parts = [path, *(path.with_name(f"{path.name}.{number}") for number in range(1, len(queries)))]
    starts = [heading.removesuffix(END), *([""] * (len(queries) - 1))]
    engines = [connection.cursor() for _ in queries]
    counter = WrittenCounter()
    with ThreadPoolExecutor(threads_of(connection)) as beside, ThreadPoolExecutor(1) as after:
        pieces = [
            beside.submit(_write, engine, start, query, part)
            for engine, start, query, part in zip(engines, starts, queries, parts, strict=True)
        ]
        settled: list[Future[None]] = []
        try:
            for index, (piece, part) in enumerate(zip(pieces, parts, strict=True)):
                while not wait([piece], INTERVAL).done:
                    if tell is not None:
                        tell(counter.bytes + sum(each.stat().st_size for each in parts[index:] if each.exists()))
                piece.result()
                _gather(part, path, counter)
                settled.append(after.submit(_settle, part, path))
            for each in settled:
                each.result()
        except BaseException:
            beside.shutdown(wait=False, cancel_futures=True)
            for engine in engines:
                with suppress(duckdb.ConnectionException):
                    engine.interrupt()
            raise
    return counter.written()


def _write(connection: DuckDBPyConnection, start: str, query: str, path: Path) -> None:
    with closing(connection):
        connection.execute(f"COPY (SELECT {text(start)} UNION ALL ({query})) TO {text(str(path))} ({_OPTIONS})")


def _gather(part: Path, whole: Path, counter: WrittenCounter) -> None:
    """Count a piece, and put it behind those before it; the first line of all but the first one is empty."""
    with part.open("rb") as piece:
        if part == whole:
            _count(piece, counter)
        else:
            piece.seek(len(END))
            with whole.open("ab") as target:
                _count(piece, counter, target)


def _settle(part: Path, whole: Path) -> None:
    """Clear a piece away and bring to the disk what has been put together so far, for both of which systems let one wait."""
    if part != whole:
        part.unlink()
    to_disk(whole)


def _count(piece: BinaryIO, counter: WrittenCounter, target: BinaryIO | None = None) -> None:
    while block := piece.read(_BLOCK):
        counter.add(block)
        if target is not None:
            target.write(block)
