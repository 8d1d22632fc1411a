"""Start-up of one applicant beside the bare imports it is built on, in one run, as ratios.

    python benchmarks/startup.py [--runs 15]

Each command is a whole process with compiled bytecode; the commands take turns, so that a slow moment of the machine meets
all of them alike. Alternatives are measured where they are installed (`pip install openfisca-core gettsim`).
"""

from __future__ import annotations

import argparse
import compileall
import importlib.util
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

CARE = [
    *("care", "--place", "jiaxing", "--as-of", "2021-03-01", "--local", "--disability-grade", "1", "--assume", "usual"),
    *("--self-care-level", "unable", "--care-setting", "institution", "--format", "table"),
]
IMPORTS = "from typer import Typer; from rich.console import Console; from rich.table import Table; from pydantic import BaseModel"
COMMANDS = {
    "python": [sys.executable, "-c", ""],
    "bare imports of Typer, Rich, Pydantic": [sys.executable, "-c", IMPORTS],
    "subsidy care, itemised": [sys.executable, "-m", "subsidy_cli", *CARE],
    "subsidy --version": [sys.executable, "-m", "subsidy_cli", "--version"],
}
ALTERNATIVES = {"openfisca_core": "from openfisca_core import simulations", "gettsim": "import gettsim"}


def seconds(command: list[str]) -> float:
    """The wall time of one run."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    start = time.perf_counter()
    subprocess.run(command, check=True, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - start


def main() -> None:
    """Measure, and print medians and ratios."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=15)
    runs = parser.parse_args().runs
    compileall.compile_dir(Path(__file__).parent.parent / "src", quiet=2)
    commands = dict(COMMANDS)
    for module, statement in ALTERNATIVES.items():
        if importlib.util.find_spec(module):
            commands[f"import {module}"] = [sys.executable, "-c", statement]
    found: dict[str, list[float]] = {name: [] for name in commands}
    for turn in range(runs + 1):
        for name, command in commands.items():
            taken = seconds(command)
            if turn:
                found[name].append(taken)
    bare = statistics.median(found["bare imports of Typer, Rich, Pydantic"])
    print(f"{'median of ' + str(runs):42}{'ms':>8}{'of bare':>10}")
    for name, times in found.items():
        median = statistics.median(times)
        print(f"{name:42}{median * 1000:8.0f}{median / bare:10.2f}")


if __name__ == "__main__":
    main()
