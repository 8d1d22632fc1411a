"""Every write, flush and rename of a run failing, one after the other: `python -m tests.faults.writes`.

For every n the n-th call of a run that creates, writes, flushes or renames a file fails, with a full disk or a broken
one, once or from there on. The old files must all be intact and the exit code 5; or the call did not matter, and all
files are the new ones. Where a disk breaks between two renames and lets nothing be put back either, each file must be
whole, the user told, and the next run must finish. Linux, with a C compiler, which makes the library that fails.
"""

from __future__ import annotations

import argparse
import ctypes
import errno
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

from . import forked
from .small import FORMS, SmallRun

UNWRITTEN = 5
LIBRARY = "FAULTS_LIBRARY"
SOURCE = Path(__file__).with_name("failing.c")
ERRORS = ("ENOSPC", "EIO")


def can_run() -> bool:
    """Whether calls can be made to fail here."""
    return sys.platform == "linux" and shutil.which("cc") is not None


def _begin_again(arguments: list[str]) -> int:
    """Do it in a process that has the library before all others."""
    with tempfile.TemporaryDirectory(prefix="faults-") as folder:
        library = Path(folder) / "failing.so"
        subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-w", "-o", library, SOURCE, "-ldl"], check=True)
        environment = {**os.environ, "LD_PRELOAD": str(library), LIBRARY: str(library)}
        command = [sys.executable, "-m", __spec__.name, *arguments]
        return subprocess.run(command, env=environment, check=False).returncode


def _try(run: SmallRun, new: dict[Path, bytes], number: int, error: str, *, lasting: bool) -> str | None:
    """One run in which a call fails; what was wrong with what came of it."""
    library = ctypes.CDLL(os.environ[LIBRARY])
    run.reset()
    folder = os.fsencode(run.folder)
    ran = forked.run(
        run.arguments, before=lambda: library.arm(ctypes.c_long(number), getattr(errno, error), int(lasting), folder)
    )
    if ran.is_abort or ran.is_traceback:
        return f"code {ran.code}: {ran.err.strip()[-200:]}"
    if ran.code == UNWRITTEN and "output-half-done" in ran.err:
        return None if lasting and not run.torn(new) and _is_finished(run, new) else "half done, and not to be finished"
    if ran.code == UNWRITTEN:
        return None if run.is_old() else f"code 5, but changed: {', '.join(_changed(run))}"
    if ran.code != 1:
        return f"code {ran.code}: {ran.err.strip()[-200:]}"
    return None if run.is_new(new) else "code 1, but not all is new"


def _is_finished(run: SmallRun, new: dict[Path, bytes]) -> bool:
    """Whether the next run finishes what nothing could be done about while the disk was failing."""
    return forked.run(run.arguments).code == 1 and run.is_new(new)


def _changed(run: SmallRun) -> list[str]:
    from .small import OLD

    return [target.name for target in run.targets if not target.exists() or target.read_bytes() != OLD.encode()]


def _calls(run: SmallRun, streams: Path) -> int:
    """How many calls an undisturbed run makes."""
    library = ctypes.CDLL(os.environ[LIBRARY])
    noted = streams / "calls"

    child = os.fork()
    if not child:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
        library.arm(ctypes.c_long(0), 0, 0, os.fsencode(run.folder))
        from subsidy_cli.cli.entry import run as run_command

        run_command(run.arguments)
        library.count.restype = ctypes.c_long
        noted.write_text(str(library.count()))
        os._exit(0)
    os.waitpid(child, 0)
    return int(noted.read_text())


def main(arguments: list[str] | None = None) -> int:
    """Fail and count."""
    given = sys.argv[1:] if arguments is None else arguments
    parser = argparse.ArgumentParser(prog="python -m tests.faults.writes", description=__doc__)
    parser.add_argument("--forms", nargs="*", default=list(FORMS), choices=FORMS)
    parser.add_argument("--every", type=int, default=1, help="only every n-th call, for a sample")
    chosen = parser.parse_args(given)
    if not can_run():
        print("this needs Linux and a C compiler")
        return 0
    if LIBRARY not in os.environ:
        return _begin_again(given)
    forked.load()
    wrong: Counter[str] = Counter()
    tried = left = 0
    for form in chosen.forms:
        with tempfile.TemporaryDirectory(prefix="faults-") as folder, tempfile.TemporaryDirectory() as streams:
            run = SmallRun(Path(folder), form)
            new = run.prepare(1)
            calls = _calls(run, Path(streams))
            for number in range(1, calls + 1, chosen.every):
                for error in ERRORS:
                    for lasting in (False, True):
                        tried += 1
                        found = _try(run, new, number, error, lasting=lasting)
                        if found is not None:
                            wrong[form] += 1
                            again = " and every one after it" if lasting else ""
                            print(f"{form}, call {number} of {calls}{again}, {error}: {found}", flush=True)
            after = forked.run(run.arguments)
            left += len(run.left_over()) + (after.code != 1)
            print(f"{form}: {calls} calls", flush=True)
    print(f"{tried} failing calls")
    print(f"{wrong.total():6} runs in which an old file was lost, or a fault of ours showed")
    print(f"{left:6} left over after the next run")
    return 1 if wrong or left else 0


if __name__ == "__main__":
    sys.exit(main())
