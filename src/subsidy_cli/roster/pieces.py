"""A long text file written by several threads at once: each writes pieces, which are put one after the other.

The engine keeps the order of rows either by writing with one thread, as it does where a line is united with the others,
or by holding whole stretches of rows in memory until their turn comes. Pieces need neither. While some are being written,
those before them are counted, digested and brought to the disk.
"""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import closing, nullcontext, suppress
from dataclasses import dataclass, field
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
    shares = [3] * threads + [1] * threads
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
    with ThreadPoolExecutor(threads_of(connection)) as beside, ThreadPoolExecutor(1) as after:
        pieces = [
            beside.submit(_write, engine, start, query, part)
            for engine, start, query, part in zip(engines, starts, queries, parts, strict=True)
        ]
        gathering = _Gathering(path, parts, tell)
        try:
            settled = []
            for piece, part in zip(pieces, parts, strict=True):
                gathering.follow(piece, part)
                settled.append(after.submit(_settle, part, path))
            for each in settled:
                each.result()
        except BaseException:
            beside.shutdown(wait=False, cancel_futures=True)
            for engine in engines:
                with suppress(duckdb.ConnectionException):
                    engine.interrupt()
            raise
    return gathering.counter.written()


def _write(connection: DuckDBPyConnection, start: str, query: str, path: Path) -> None:
    with closing(connection):
        connection.execute(f"COPY (SELECT {text(start)} UNION ALL ({query})) TO {text(str(path))} ({_OPTIONS})")


@dataclass
class _Gathering:
    """Pieces put one after the other while they are being written."""

    whole: Path
    parts: Sequence[Path]
    tell: Callable[[int], None] | None
    counter: WrittenCounter = field(default_factory=WrittenCounter)
    _begun: set[Path] = field(default_factory=set)

    def follow(self, piece: Future[None], part: Path) -> None:
        """Count a piece as it grows, and put it behind those before it; the first line of all but the first is empty."""
        while not part.exists() and not wait([piece], INTERVAL).done:
            self._look(part)
        if piece.done():
            piece.result()
        with part.open("rb") as source, nullcontext() if part == self.whole else self.whole.open("ab") as target:
            source.seek(0 if target is None else len(END))
            is_written = False
            while not is_written:
                is_written = piece.done()
                self._take(source, target)
                self._look(part)
                wait([piece], INTERVAL)
        piece.result()

    def _take(self, source: BinaryIO, target: BinaryIO | None) -> None:
        """What there is of a file, up to its present end."""
        while block := source.read(_BLOCK):
            self.counter.add(block)
            if target is not None:
                target.write(block)

    def _look(self, following: Path) -> None:
        """How far the pieces are, from the one that is being followed on."""
        parts = self.parts[self.parts.index(following) :]
        sizes = {part: part.stat().st_size for part in parts if part.exists()}
        for part in sizes.keys() - self._begun - {self.whole}:
            if sizes[part]:
                # what was cut to nothing when it was opened goes to the disk when it is first closed (ext4), and then
                # removing it waits for the disk: so it is closed while there is hardly anything
                part.open("rb").close()
                self._begun.add(part)
        if self.tell is not None:
            self.tell(self.counter.bytes + sum(size for part, size in sizes.items() if part != following))


def _settle(part: Path, whole: Path) -> None:
    """Clear a piece away and bring to the disk what has been put together so far, for both of which systems let one wait."""
    if part != whole:
        part.unlink()
    to_disk(whole)
