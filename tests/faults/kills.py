"""Runs killed at random moments: `python -m tests.faults.kills --count 1000`. Torn outputs: 0.

Every run is over old files. After a kill each file must be the old or the new one, whole; after the next run, which
nobody disturbs, everything must be new, and nothing may be left over. Every third kill is meant for the end, where the
files appear.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import tempfile
import time
from pathlib import Path
from random import Random

from . import forked
from .small import FORMS, SmallRun

CHECKED_EVERY = 25


def _killed(run: SmallRun, delay: float) -> bool:
    """Begin a run and kill it; whether it was still going."""
    with tempfile.TemporaryDirectory(prefix="faults-") as streams:
        begun = time.monotonic()
        child = forked.start(run.arguments, Path(streams))
        time.sleep(delay)
        os.kill(child, signal.SIGKILL)
        return forked.wait(child, Path(streams), begun).code == -signal.SIGKILL


def main(arguments: list[str] | None = None) -> int:
    """Kill and count."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.kills", description=__doc__)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args(arguments)
    forked.load()
    random = Random(chosen.seed)
    torn = missed = orphans = undone = mixed = 0
    for number, form in enumerate(FORMS):
        with tempfile.TemporaryDirectory(prefix="faults-") as folder:
            run = SmallRun(Path(folder), form)
            new = run.prepare(chosen.seed)
            length = min(forked.run(run.arguments).seconds for _ in range(3))
            share = range(number, chosen.count, len(FORMS))
            for kill in share:
                run.reset()
                late = random.uniform(0.75, 1.15) if kill % 3 == 0 else random.uniform(0, 1.1)
                missed += not _killed(run, length * late)
                found = run.torn(new)
                torn += len(found)
                mixed += not run.is_old() and not run.is_new(new)
                if found:
                    print(f"kill {kill} ({form}): {', '.join(found)}", flush=True)
                if kill % CHECKED_EVERY == number or kill == share[-1]:
                    ran = forked.run(run.arguments)
                    undone += ran.code != 1 or not run.is_new(new)
                    orphans += len(run.left_over())
    print(f"{chosen.count} kills; {missed} came too late, {mixed} between two files of a run (the next run finishes)")
    for figure, count in (
        ("torn outputs", torn),
        ("left over after the next run", orphans),
        ("next runs that failed", undone),
    ):
        print(f"{count:6} {figure}")
    return 1 if torn or orphans or undone else 0


if __name__ == "__main__":
    sys.exit(main())
