"""A seeded sample of every figure of faults: damaged rosters, kills, failing writes, numbers, cells, leaks, consoles.

The whole of each is a command; see `faults`.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from faults.writes import can_run

ROOT = Path(__file__).parents[1]
SAMPLES = {
    "damaged rosters": ["tests.faults", "--files", "32", "--seed", "7", "--shuffle"],
    "kills": ["tests.faults.kills", "--count", "24"],
    "failing writes": ["tests.faults.writes", "--forms", "csv", "--every", "12"],
    "identity numbers": ["tests.faults.identity", "--count", "1000"],
    "injected cells": ["tests.faults.cells", "--count", "1000"],
    "leaks": ["tests.faults.leaks", "--rosters", "1", "--kinds", "2"],
    "consoles": ["tests.faults.console", "--every", "25"],
}


@pytest.mark.skipif(sys.platform == "win32", reason="processes are forked")
@pytest.mark.parametrize("what", SAMPLES)
def test_every_figure_is_nothing(what: str) -> None:
    if what == "failing writes" and not can_run():
        pytest.skip("needs Linux and a C compiler")
    done = subprocess.run(
        [sys.executable, "-m", *SAMPLES[what]], cwd=ROOT, capture_output=True, check=False, encoding="utf-8"
    )
    assert done.returncode == 0, done.stdout + done.stderr
