"""A small run over a roster, with something of everything, for trials that repeat it many times."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING

from . import forked
from .rosters import GRADE, table

if TYPE_CHECKING:
    from pathlib import Path

OLD = "what was there before"
FORMS = ("csv", "xlsx", "parquet", "jsonl")


@dataclass(frozen=True)
class SmallRun:
    """A run in a folder, and what it writes when nothing comes between."""

    folder: Path
    form: str = "csv"

    @property
    def out(self) -> Path:
        """The results."""
        return self.folder / f"out.{self.form}"

    @property
    def targets(self) -> tuple[Path, ...]:
        """Every file that the run writes, over an old one each."""
        rejects = () if self.form == "xlsx" else (self.folder / f"{self.out.name}.rejects.csv",)
        return (self.out, *rejects, self.folder / f"{self.out.name}.receipt.json", self.folder / "summary.html")

    @property
    def arguments(self) -> list[str]:
        """The command."""
        source, summary = self.folder / "roster.csv", self.folder / "summary.html"
        place = ["--place", "jiaxing", "--as-of", "2021-03-01", "--kind", "living", "--lang", "zh"]
        return ["batch", str(source), str(self.out), *place, "--summary", str(summary)]

    def prepare(self, seed: int) -> dict[Path, bytes]:
        """Write the roster, run once, and give what was written."""
        made = table(Random(seed), 20, 20)
        made.rows[3].cells[GRADE] = "九级"
        (self.folder / "roster.csv").write_text(made.text(), encoding="utf-8")
        ran = forked.run(self.arguments)
        assert ran.code == 1, ran.err
        return {target: target.read_bytes() for target in self.targets}

    def reset(self) -> None:
        """Put the old files back."""
        for target in self.targets:
            target.write_text(OLD, encoding="utf-8")

    def torn(self, new: dict[Path, bytes]) -> list[str]:
        """The files that are neither the old one nor the new one."""
        return [
            target.name
            for target in self.targets
            if not target.exists() or target.read_bytes() not in {OLD.encode(), new[target]}
        ]

    def is_old(self) -> bool:
        """Whether every file is the old one."""
        return all(target.exists() and target.read_bytes() == OLD.encode() for target in self.targets)

    def is_new(self, new: dict[Path, bytes]) -> bool:
        """Whether every file is the new one."""
        return all(target.exists() and target.read_bytes() == new[target] for target in self.targets)

    def left_over(self) -> list[str]:
        """Whatever else lies in the folder."""
        known = {target.name for target in self.targets} | {"roster.csv"}
        return sorted(path.name for path in self.folder.iterdir() if path.name not in known)
