"""A long text file written by several threads at once: each writes pieces, which are put one after the other.

The engine keeps the order of rows either by writing with one thread, as it does where a line is united with the others,
or by holding whole stretches of rows in memory until their turn comes. Pieces need neither. They are followed while they
are being written: put together, after the lines of a file where the engine writes only how those go on, and counted,
digested and brought to the disk.
"""

from __future__ import annotations

from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import closing, suppress
from dataclasses import dataclass, field
from itertools import pairwise
from operator import add
from typing import TYPE_CHECKING, BinaryIO

from subsidy_cli.columnar.terms import text
from subsidy_cli.roster.counting import WrittenCounter
from subsidy_cli.roster.encoding import NEVER
from subsidy_cli.roster.lines import AGAIN, END, NONE
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
_BLOCK = 1 << 18
"""Bytes at a time: no more than the processor can hold while they are digested, counted and copied."""
_AHEAD = 8
"""Blocks that may wait to be written."""
_OPTIONS = f"FORMAT csv, HEADER false, QUOTE '', ESCAPE '', DELIMITER {text(NEVER)}, USE_TMP_FILE false"
_END, _MARK, _NONE, _AGAIN = (each.encode() for each in (END, NEVER, NONE, AGAIN))


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
    import duckdb

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
        gathering = _Gathering(whole, storing, parts, tell, beginnings)
        try:
            gathering.put(heading.encode())
            settled = []
            for piece, part in zip(pieces, parts, strict=True):
                gathering.follow(piece, part)
                gathering.store()
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


def _write(connection: DuckDBPyConnection, query: str, path: Path) -> None:
    with closing(connection):
        connection.execute(f"COPY (SELECT '' UNION ALL ({query})) TO {text(str(path))} ({_OPTIONS})")


@dataclass
class _Gathering:
    """Pieces put one after the other while they are being written."""

    whole: BinaryIO
    storing: ThreadPoolExecutor
    """Digests and writes what has been put together: that takes as long as putting together what comes next."""
    parts: Sequence[Path]
    tell: Callable[[int], None] | None
    beginnings: LinesInFile | None
    counter: WrittenCounter = field(default_factory=WrittenCounter)
    _taken: int = 0
    """Bytes of the pieces."""
    _rest: bytes = b""
    _line: bytes = b""
    """The line of the file that was begun last."""
    _begun: set[Path] = field(default_factory=set)
    _put: deque[Future[None]] = field(default_factory=deque)

    def put(self, block: bytes) -> None:
        """The next bytes of the file; they are not kept for long."""
        self._put.append(self.storing.submit(self._store, block))
        if len(self._put) > _AHEAD:
            self._put.popleft().result()

    def store(self) -> None:
        """Wait until everything is written that was put."""
        while self._put:
            self._put.popleft().result()
        self.whole.flush()

    def _store(self, block: bytes) -> None:
        self.counter.add(block)
        self.whole.write(block)

    def follow(self, piece: Future[None], part: Path) -> None:
        """Take a piece as it grows; its first line is empty."""
        with self._opened(piece, part) as source:
            self._taken += source.seek(len(END))
            is_written = False
            while not is_written:
                is_written = piece.done()
                while block := source.read(_BLOCK):
                    self._take(block)
                self._look(part)
                wait([piece], INTERVAL)
        piece.result()

    def _opened(self, piece: Future[None], part: Path) -> BinaryIO:
        """A piece as soon as it can be read: where systems lock what is being written, not before it is whole."""
        while True:
            is_written = piece.done()
            try:
                return part.open("rb")
            except (FileNotFoundError, PermissionError):
                if is_written:
                    piece.result()
                    raise
            self._look(part)
            wait([piece], INTERVAL)

    def _take(self, block: bytes) -> None:
        self._taken += len(block)
        if self.beginnings is None:
            self.put(block)
            return
        written = self._rest + block
        endings = written.split(_END)
        self._rest = endings.pop()
        lines = self._marked(endings) if _MARK in written else list(map(add, self._begin(len(endings)), endings))
        lines.append(b"")
        self.put(_END.join(lines))

    def _begin(self, count: int) -> list[bytes]:
        """The next lines of the file."""
        assert self.beginnings is not None
        begun = self.beginnings.take(count)
        if len(begun) < count:
            message = "the file has fewer lines than it had when it was read"
            raise RuntimeError(message)
        self._line = begun[-1] if begun else self._line
        return begun

    def _marked(self, endings: Sequence[bytes]) -> list[bytes]:
        """The lines of rows of which some have none, or several."""
        line, lines = self._line, []
        begun = iter(self._begin(sum(not ending.startswith(_AGAIN) for ending in endings)))
        for ending in endings:
            if ending.startswith(_AGAIN):
                lines.append(line + ending.removeprefix(_AGAIN))
                continue
            line = next(begun)
            if ending != _NONE:
                lines.append(line + ending)
        return lines

    def _look(self, following: Path) -> None:
        """How far the pieces are, from the one that is being followed on."""
        parts = self.parts[self.parts.index(following) :]
        sizes = {part: part.stat().st_size for part in parts if part.exists()}
        for part in sizes.keys() - self._begun:
            if sizes[part]:
                # what was cut to nothing when it was opened goes to the disk when it is first closed (ext4), and then
                # removing it waits for the disk: so it is closed while there is hardly anything
                with suppress(PermissionError):
                    part.open("rb").close()
                self._begun.add(part)
        if self.tell is not None:
            self.tell(self._taken + sum(size for part, size in sizes.items() if part != following))


def _settle(part: Path, whole: Path) -> None:
    """Clear a piece away and bring to the disk what has been put together so far, for both of which systems let one wait."""
    part.unlink()
    to_disk(whole)
