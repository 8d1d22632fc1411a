"""A progress bar on standard error, for terminals only."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.progress import Progress as Bars
    from rich.progress import TaskID

    from subsidy_cli.cli.console import Console
    from subsidy_cli.roster.running import Progress
    from subsidy_cli.texts import Text


class Bar:
    """Shows each step of a run with how far it is and how long it has taken."""

    def __init__(self, bars: Bars, console: Console) -> None:
        self._bars, self._console = bars, console
        self._task: TaskID | None = None

    def stage(self, words: Text) -> None:
        """Another step begins; the one before is done."""
        if self._task is not None:
            self._bars.update(self._task, completed=1.0)
        self._task = self._bars.add_task(self._console.say(words), total=1.0)

    def advance(self, fraction: float) -> None:
        """How much of the step is done."""
        if self._task is not None:
            self._bars.update(self._task, completed=min(fraction, 0.99))


@contextmanager
def watch(console: Console) -> Iterator[Progress | None]:
    """A bar where somebody can see it; nothing where standard error is a file or a pipe."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console as Screen
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Screen(stderr=True, no_color=not console.color), transient=True) as bars:
        yield Bar(bars, console)
