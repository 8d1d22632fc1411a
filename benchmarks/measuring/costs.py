"""What a process took, as the system says it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).resolve().parents[1]


class StepError(Exception):
    """A process that did not end well; its text is the last line that it said."""


@contextmanager
def folder_for_a_while(within: str | None) -> Iterator[Path]:
    """A folder that is cleared away at the end, also when the run is told to end. Says why a step failed, and ends."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with tempfile.TemporaryDirectory(prefix="subsidy-benchmark-", dir=within) as name:
        try:
            yield Path(name).resolve()
        except StepError as error:
            raise SystemExit(str(error)) from None


@dataclass(frozen=True)
class Cost:
    """Seconds on the clock and of the processor, and the highest memory in MiB."""

    wall: float
    processor: float
    mebibytes: float

    def beyond(self, start: Cost) -> Cost:
        """What was taken beyond a mere start."""
        return Cost(self.wall - start.wall, self.processor - start.processor, self.mebibytes)

    def times(self, factor: float) -> Cost:
        """As often as that, with the same memory."""
        return Cost(self.wall * factor, self.processor * factor, self.mebibytes)


def cost_of(*arguments: object, folder: Path | None = None) -> Cost:
    """Run Python with these arguments to its end. Raises StepError."""
    start = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, *map(str, arguments)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        cwd=folder,
    )
    assert process.stderr is not None
    try:
        said = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
    except BaseException:
        process.kill()
        raise
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise StepError((said.strip().splitlines() or [f"ended with {process.returncode}"])[-1])
    return Cost(time.perf_counter() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def step(name: str, *arguments: object) -> Cost:
    """Run one of `measuring.steps` as a process."""
    return cost_of("-m", "measuring.steps", name, *arguments, folder=HERE)
