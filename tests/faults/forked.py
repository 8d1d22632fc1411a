"""The command line in a process of its own, at once: forked from one in which everything is loaded already.

Whatever it does, even to the process, is its own affair; and what memory it took is known.
"""

from __future__ import annotations

import os
import signal
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

FAULT = 70
SLOWEST = 120
"""Seconds after which a run is taken for one that hangs."""


@dataclass(frozen=True)
class Ran:
    """What came of a run."""

    code: int
    """Negative where a signal ended it."""
    out: bytes
    err: str
    seconds: float
    peak: int
    """Bytes of memory at most."""

    @property
    def is_abort(self) -> bool:
        """Whether the process was ended by a signal, or had to be."""
        return self.code < 0

    @property
    def is_traceback(self) -> bool:
        """Whether a fault of ours showed."""
        return self.code == FAULT or "Traceback" in self.err or "Exception ignored" in self.err


def load() -> None:
    """Load what every run needs, so that the children need not."""
    os.environ["SUBSIDY_NO_CACHE"] = "1"
    import duckdb  # noqa: F401
    import filelock  # noqa: F401
    import python_calamine  # noqa: F401
    import xlsxwriter  # noqa: F401


def start(
    arguments: Sequence[str],
    folder: Path,
    source: bytes | None = None,
    encoding: str = "utf-8",
    before: Callable[[], None] | None = None,
) -> int:
    """Begin a run in a child; its streams are files in the folder. The child's id."""
    if source is not None:
        (folder / "in").write_bytes(source)
    child = os.fork()
    if child:
        return child
    code = FAULT
    try:
        code = _run(arguments, folder, encoding, before, is_piped=source is not None)
    finally:
        with suppress(OSError, ValueError):
            sys.stdout.flush()
        with suppress(OSError, ValueError):
            sys.stderr.flush()
        os._exit(code)


def _run(
    arguments: Sequence[str], folder: Path, encoding: str, before: Callable[[], None] | None, *, is_piped: bool
) -> int:
    import io
    import traceback

    signal.signal(signal.SIGINT, signal.default_int_handler)
    for number, name in ((1, "out"), (2, "err")):
        handle = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        os.dup2(handle, number)
        os.close(handle)
    handle = os.open(folder / "in" if is_piped else os.devnull, os.O_RDONLY)
    os.dup2(handle, 0)
    sys.stdin = io.TextIOWrapper(io.FileIO(0), encoding=encoding)
    sys.stdout = io.TextIOWrapper(io.BufferedWriter(io.FileIO(1, "w")), encoding=encoding, errors="strict")
    sys.stderr = io.TextIOWrapper(
        io.BufferedWriter(io.FileIO(2, "w")), encoding=encoding, errors="strict", line_buffering=True
    )
    from subsidy_cli.cli.entry import run

    try:
        if before is not None:
            before()
        return run(arguments)
    except SystemExit as error:
        return error.code if isinstance(error.code, int) else 0
    except BaseException:
        traceback.print_exc()
        return FAULT


def wait(child: int, folder: Path, begun: float, encoding: str = "utf-8", slowest: float = SLOWEST) -> Ran:
    """Wait for a child; one that hangs is ended."""
    pause = 0.001
    while True:
        ended, status, usage = os.wait4(child, os.WNOHANG)
        if ended:
            break
        if time.monotonic() - begun > slowest:
            os.kill(child, signal.SIGKILL)
        time.sleep(pause)
        pause = min(pause * 1.5, 0.01)
    err = folder / "err"
    out = folder / "out"
    return Ran(
        os.waitstatus_to_exitcode(status),
        out.read_bytes() if out.exists() else b"",
        err.read_bytes().decode(encoding, "replace") if err.exists() else "",
        time.monotonic() - begun,
        usage.ru_maxrss * 1024,
    )


def run(
    arguments: Sequence[str],
    source: bytes | None = None,
    encoding: str = "utf-8",
    before: Callable[[], None] | None = None,
    slowest: float = SLOWEST,
) -> Ran:
    """A whole run."""
    with tempfile.TemporaryDirectory(prefix="faults-") as written:
        folder = Path(written)
        begun = time.monotonic()
        child = start(arguments, folder, source, encoding, before)
        return wait(child, folder, begun, encoding, slowest)
