"""Other engines with the same twelve benefits: what they are called, and what they leave out."""

from __future__ import annotations

import platform
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from measuring.costs import HERE, Cost, cost_of


@dataclass(frozen=True)
class Engine:
    """A programme of `alternatives`, and the package it needs."""

    name: str
    module: str
    distributions: tuple[str, ...]
    """What it is called on PyPI, then what else it needs."""
    arithmetic: str
    unknowns: str
    kibibytes_a_row: float
    """Memory that it was seen to need, so that a machine is not driven out of its own."""
    library: str = ""
    """What reads and writes the files for it."""

    @property
    def is_installed(self) -> bool:
        """Whether it can be measured here."""
        return all(is_installed(name) for name in self.distributions)

    @property
    def version(self) -> str:
        """The version of the engine."""
        if not self.is_installed:
            return "absent"
        return version(self.distributions[0]) if self.distributions else platform.python_version()

    def has_room(self, rows: int) -> bool:
        """Whether so many rows fit into the memory that is free now."""
        return rows * self.kibibytes_a_row * 1024 < 0.9 * available_memory()

    def score(self, source: Path, target: Path) -> Cost:
        """Score a roster. Raises StepError."""
        return cost_of(
            "-m",
            f"alternatives.{self.module}",
            source.absolute(),
            target.absolute(),
            *self.library.split(),
            folder=HERE,
        )


BY_HAND = "two functions for each benefit: certain, possible"


def _fed(name: str, module: str, distribution: str, arithmetic: str, library: str, kibibytes: float) -> Engine:
    """An engine that reads and writes no files itself."""
    needed = (distribution, library.lower())
    return Engine(f"{name}, {library}", f"{module}_roster", needed, arithmetic, BY_HAND, kibibytes, library.lower())


ENGINES = (
    _fed("OpenFisca-core", "openfisca", "openfisca-core", "float32", "Polars", 0.75),
    _fed("OpenFisca-core", "openfisca", "openfisca-core", "float32", "pandas", 1.0),
    _fed("TTSIM (GETTSIM)", "ttsim", "ttsim-backend", "float64", "Polars", 1.25),
    _fed("TTSIM (GETTSIM)", "ttsim", "ttsim-backend", "float64", "pandas", 1.5),
    Engine("Polars, tuned by hand", "polars_roster", ("polars",), "float64", "nulls", 0.65),
    Engine("Python, row by row", "decimal_roster", (), "Decimal", "None", 0.3),
)


def is_installed(distribution: str) -> bool:
    """Whether a package of PyPI is here."""
    try:
        return bool(version(distribution))
    except PackageNotFoundError:
        return False


def available_memory() -> int:
    """Bytes that are free, as Linux says; without bound elsewhere."""
    statistics = Path("/proc/meminfo")
    if not statistics.exists():
        return 1 << 62
    lines = dict(line.split(":", 1) for line in statistics.read_text(encoding="ascii").splitlines())
    return int(lines["MemAvailable"].split()[0]) * 1024


def polars_copy(source: Path, target: Path) -> Cost:
    """Let Polars copy a CSV file. Raises StepError."""
    return cost_of("-m", "alternatives.polars_roster", source.absolute(), target.absolute(), "copy", folder=HERE)


def print_engines() -> None:
    """What stands beside the figures: all of these were written for these twelve rules, and only for them."""
    print(f"\n{'':30}{'version':>9}  {'amounts':9}{'what is unknown':52}")
    for engine in ENGINES:
        print(f"{engine.name:30}{engine.version:>9}  {engine.arithmetic:9}{engine.unknowns}")
    print("None of them gives reasons or missing facts, finds out encoding or headings, checks a row or counts it.")
    print("All write amount, high end, bound and status of each benefit: the columns of `--without reasons`.")
