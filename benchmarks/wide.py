"""The widest roster: every fact of the vocabulary as a column, and every benefit there is.

    python benchmarks/wide.py [--rows 100000] [--folder DIR]

Beside it stands the floor, DuckDB merely copying as many columns as were written.
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from measuring.costs import folder_for_a_while, step
from measuring.question import batch
from measuring.tables import Table
from rosters import width_of

if TYPE_CHECKING:
    from pathlib import Path

ROWS = 100_000


def measure(folder: Path, rows: int) -> None:
    """What is of persons and households, without and with reasons; then every benefit, duty and target (--all)."""
    source, target, copied = (folder / f"{name}.csv" for name in ("roster", "scored", "copied"))
    step("generate_wide", source, rows)
    print(f"{rows:,} rows of {width_of(source)} columns, {source.stat().st_size / 2**20:,.0f} MiB\n")
    table = Table(rows)
    table.head()
    for name, options in (
        ("no reasons", ["--without", "reasons"]),
        ("with reasons", []),
        ("with reasons, --all", ["--all"]),
    ):
        table.floor = None
        cost = batch(source, target, *options, benefits=())
        table.floor = step("copy", target, copied)
        table.line(f"floor: copying {width_of(target)} columns", table.floor)
        table.line(f"subsidy batch: {name}", cost)


def main() -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--folder", help="where to write; the temporary folder if absent")
    chosen = parser.parse_args()
    with folder_for_a_while(chosen.folder) as folder:
        measure(folder, chosen.rows)


if __name__ == "__main__":
    main()
