"""Watching a run: which step it is at, of how many rows, and how far it is."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator

    from duckdb import DuckDBPyConnection

    from subsidy_cli.texts import Text

INTERVAL = 0.2
"""Seconds between two looks at the engine."""


class Progress(Protocol):
    """Somebody who watches a run."""

    def stage(self, words: Text, rows: int | None = None) -> None:
        """Another step begins, over so many rows where that is known."""

    def expect(self, rows: int) -> None:
        """How many rows the step goes over, once that is known."""

    def advance(self, fraction: float) -> None:
        """How much of the step is done."""


class Unwatched:
    """Nobody watches."""

    def stage(self, words: Text, rows: int | None = None) -> None:
        """Say nothing."""

    def expect(self, rows: int) -> None:
        """Say nothing."""

    def advance(self, fraction: float) -> None:
        """Say nothing."""


@dataclass
class Step:
    """One step, which may consist of several statements: how far it is never goes back."""

    progress: Progress
    rows: int | None = None
    _done: int = 0
    _parts: int = 1
    _reached: float = field(default=0.0)

    @property
    def is_watched(self) -> bool:
        """Whether it is worth finding out how far the step is."""
        return not isinstance(self.progress, Unwatched)

    def expect(self, rows: int) -> None:
        """How many rows the step goes over, once that is known."""
        self.rows = rows
        self.progress.expect(rows)

    def part(self, done: int, parts: int) -> None:
        """So many of so many parts are done."""
        self._done, self._parts = done, parts
        self.reach(0.0)

    def reach(self, fraction: float) -> None:
        """How much of the part is done."""
        reached = (self._done + min(max(fraction, 0.0), 1.0)) / self._parts
        if reached > self._reached:
            self._reached = reached
            self.progress.advance(reached)

    def count(self, rows: int) -> None:
        """How many rows of the part are done."""
        if self.rows:
            self.reach(rows / self.rows)


@contextmanager
def watched(progress: Progress, connection: DuckDBPyConnection, words: Text, rows: int | None = None) -> Iterator[Step]:
    """Tell how far the engine is, while it works on a step."""
    progress.stage(words, rows)
    step, done = Step(progress, rows), threading.Event()

    def tell() -> None:
        while not done.wait(INTERVAL):
            step.reach(connection.query_progress() / 100)

    watcher = threading.Thread(target=tell, daemon=True)
    if step.is_watched:
        watcher.start()
    try:
        yield step
    finally:
        done.set()
        if watcher.is_alive():
            watcher.join()
