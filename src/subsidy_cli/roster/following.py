"""Pieces of a text file put one after the other while they are being written.

Where the engine writes only how lines go on, they are joined to the lines of a file that they go on from. What has been put
together is counted, digested and stored by a thread of its own.
"""

from __future__ import annotations

from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import dataclass, field
from operator import add
from typing import TYPE_CHECKING, BinaryIO

from subsidy_cli.roster.counting import WrittenCounter
from subsidy_cli.roster.encoding import NEVER
from subsidy_cli.roster.lines import AGAIN, END, NONE
from subsidy_cli.roster.watching import INTERVAL

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from subsidy_cli.roster.cells import LinesInFile

_BLOCK = 1 << 18
"""Bytes at a time: no more than the processor can hold while they are digested, counted and copied."""
_AHEAD = 8
"""Blocks that may wait to be stored."""
_END, _MARK, _NONE, _AGAIN = (each.encode() for each in (END, NEVER, NONE, AGAIN))


@dataclass
class Following:
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

    def finish(self) -> None:
        """Make sure that every line of the file has been gone on from: one too few, and all after it would be another's."""
        if self._rest or (self.beginnings is not None and not self.beginnings.is_at_end()):
            message = "the file has more lines than were gone on from"
            raise RuntimeError(message)

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
