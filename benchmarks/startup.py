"""Start-up of one applicant beside the bare imports it is built on, in one run, as ratios.

    python benchmarks/startup.py [--runs 15]

Each command is a whole process with compiled bytecode; the commands take turns, so that a slow moment of the machine meets
all of them alike. The same answer is asked three times: from the cache that an earlier run left, with an empty cache (the
first run after an installation or an edit), and with SUBSIDY_NO_CACHE=1. The cache lies in a folder of its own, named by
XDG_CACHE_HOME. Alternatives are measured where they are installed (`pip install openfisca-core gettsim`).
"""

from __future__ import annotations

import argparse
import compileall
import importlib.util
import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

CARE = [
    *("care", "--place", "jiaxing", "--as-of", "2021-03-01", "--local", "--disability-grade", "1", "--assume", "usual"),
    *("--self-care-level", "unable", "--care-setting", "institution", "--format", "table"),
]
BARE = "bare imports of Typer, Rich, Pydantic"
IMPORTS = "from typer import Typer; from rich.console import Console; from rich.table import Table; from pydantic import BaseModel"
ALTERNATIVES = {"openfisca_core": "from openfisca_core import simulations", "gettsim": "import gettsim"}


@dataclass(frozen=True)
class Command:
    """A process to time."""

    arguments: list[str]
    variables: Mapping[str, str] = field(default_factory=dict)
    is_first: bool = False
    """Whether it finds an empty cache each time."""

    def seconds(self, folder: str) -> float:
        """The wall time of one run with its cache in a folder."""
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        environment.pop("SUBSIDY_NO_CACHE", None)
        with tempfile.TemporaryDirectory() as empty:
            environment |= {"XDG_CACHE_HOME": empty if self.is_first else folder, **self.variables}
            start = time.perf_counter()
            subprocess.run(
                self.arguments, check=True, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
            return time.perf_counter() - start


COMMANDS = {
    "python": Command([sys.executable, "-c", ""]),
    BARE: Command([sys.executable, "-c", IMPORTS]),
    "subsidy care, itemised": Command([sys.executable, "-m", "subsidy_cli", *CARE]),
    "  the first time, the cache is empty": Command([sys.executable, "-m", "subsidy_cli", *CARE], is_first=True),
    "  without a cache": Command([sys.executable, "-m", "subsidy_cli", *CARE], {"SUBSIDY_NO_CACHE": "1"}),
    "subsidy --version": Command([sys.executable, "-m", "subsidy_cli", "--version"]),
}


def main() -> None:
    """Measure, and print medians and ratios."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=15)
    runs = parser.parse_args().runs
    compileall.compile_dir(Path(__file__).parent.parent / "src", quiet=2)
    commands = dict(COMMANDS)
    for module, statement in ALTERNATIVES.items():
        if importlib.util.find_spec(module):
            commands[f"import {module}"] = Command([sys.executable, "-c", statement])
    found: dict[str, list[float]] = {name: [] for name in commands}
    with tempfile.TemporaryDirectory() as folder:
        for turn in range(runs + 1):
            for name, command in commands.items():
                taken = command.seconds(folder)
                if turn:
                    found[name].append(taken)
    bare = statistics.median(found[BARE])
    print(f"{'median of ' + str(runs):42}{'ms':>8}{'of bare':>10}")
    for name, times in found.items():
        median = statistics.median(times)
        print(f"{name:42}{median * 1000:8.0f}{median / bare:10.2f}")


if __name__ == "__main__":
    main()
