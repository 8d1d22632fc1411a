"""The lines of a table, printed as they come and kept."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from measuring.costs import Cost

NAME_WIDTH = 46


@dataclass
class Table:
    """What each step took for so many rows, and its ratio to the floor once that is known."""

    rows: int
    floor: Cost | None = None
    costs: dict[str, Cost] = field(default_factory=dict)

    def head(self) -> None:
        """The headings."""
        print(
            f"{'':{NAME_WIDTH}}{'wall s':>9}{'cpu s':>9}{'rows/s':>12}{'of floor':>10}{'cpu of it':>10}{'peak MiB':>10}"
        )

    def line(self, name: str, cost: Cost, *, is_measured: bool = True) -> None:
        """One step; only what was measured in full is compared between sizes."""
        if is_measured:
            self.costs[name] = cost
        ratios = f"{'':20}"
        if self.floor is not None:
            ratios = f"{cost.wall / self.floor.wall:10.2f}{cost.processor / self.floor.processor:10.2f}"
        seconds = f"{cost.wall:9.2f}{cost.processor:9.2f}{self.rows / cost.wall:12,.0f}"
        print(f"{name:{NAME_WIDTH}}{seconds}{ratios}{cost.mebibytes:10.0f}", flush=True)

    def remark(self, name: str, words: str) -> None:
        """A step without figures, and why."""
        print(f"{name:{NAME_WIDTH}}  {words}", flush=True)


def print_growth(small: Table, great: Table) -> None:
    """How time and memory grow between two sizes."""
    factor = great.rows / small.rows
    print(f"\n{great.rows:,} rows beside {small.rows:,}: {factor:g} times the rows take\n")
    print(f"{'':{NAME_WIDTH}}{'wall':>9}{'cpu':>9}{'memory':>10}   (times as much)")
    for name, cost in small.costs.items():
        if (other := great.costs.get(name)) is not None:
            ratios = f"{other.wall / cost.wall:9.2f}{other.processor / cost.processor:9.2f}"
            print(f"{name:{NAME_WIDTH}}{ratios}{other.mebibytes / cost.mebibytes:10.2f}")
