"""A progress bar on standard error, for terminals only: rows, rows per second and time left of each step."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from time import monotonic
from typing import TYPE_CHECKING

from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rich.progress import Progress as Bars
    from rich.progress import TaskID

    from subsidy_cli.cli.console import Console
    from subsidy_cli.roster.watching import Progress

SHORT = 0.5
"""Seconds after which a rate means something."""
BAR = 12


def told(rows: int | None, fraction: float, seconds: float, *, is_done: bool = False) -> Text:
    """How far a step is: rows, rows per second, and time left, as far as they are known."""
    zh, en = [], []
    if rows:
        done = rows if is_done else int(rows * fraction)
        zh.append(f"{done:,} / {rows:,} 行")
        en.append(f"{done:,} / {rows:,} rows")
        if seconds >= SHORT and done:
            zh.append(f"{done / seconds:,.0f} 行/秒")
            en.append(f"{done / seconds:,.0f} rows/s")
    if is_done:
        zh.append(f"用时 {_clock(seconds)}")
        en.append(f"took {_clock(seconds)}")
    elif fraction > 0 and seconds >= SHORT:
        left = _clock(seconds * (1 - fraction) / fraction)
        zh.append(f"还需 {left}")
        en.append(f"{left} left")
    return Text("  ".join(zh), "  ".join(en))


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


class Bar:
    """Shows each step of a run with how far it is."""

    def __init__(self, bars: Bars, console: Console, clock: Callable[[], float] = monotonic) -> None:
        self._bars, self._console, self._clock = bars, console, clock
        self._task: TaskID | None = None
        self._rows: int | None = None
        self._fraction = self._started = 0.0

    def stage(self, words: Text, rows: int | None = None) -> None:
        """Another step begins; the one before is done."""
        self._finish()
        self._rows, self._fraction, self._started = rows, 0.0, self._clock()
        self._task = self._bars.add_task(self._console.say(words), total=1.0, told="")

    def expect(self, rows: int) -> None:
        """How many rows the step goes over."""
        self._rows = rows

    def advance(self, fraction: float) -> None:
        """How much of the step is done."""
        self._fraction = min(fraction, 0.99)
        self._show(is_done=False)

    def _finish(self) -> None:
        if self._task is not None:
            self._fraction = 1.0
            self._show(is_done=True)

    def _show(self, *, is_done: bool) -> None:
        if self._task is not None:
            words = told(self._rows, self._fraction, self._clock() - self._started, is_done=is_done)
            self._bars.update(self._task, completed=self._fraction, told=self._console.say(words))


@contextmanager
def watch(console: Console) -> Iterator[Progress | None]:
    """A bar where somebody can see it; nothing where standard error is a file or a pipe."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console as Screen
    from rich.progress import BarColumn, Progress, TextColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(bar_width=BAR),
        TextColumn("{task.fields[told]}", markup=False),
    )
    with Progress(*columns, console=Screen(stderr=True, no_color=not console.color), transient=True) as bars:
        yield Bar(bars, console)
