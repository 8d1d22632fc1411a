"""A roster from file to file beside the least that any programme must do, in one run, as ratios, with peak memory.

    python benchmarks/rosters.py [--rows 1000000 10000000] [--folder DIR]
    python benchmarks/rosters.py --check [--rows 10000]

The floor is DuckDB merely copying as many columns from CSV to CSV: it reads the very output of the run and writes it once
more. Each step is a process of its own, one after the other; wall and processor seconds and peak memory are what the
system says of it. One applicant at a time is 2,000 rows, extrapolated. The same twelve rules are measured in other engines
where those are installed (`pip install -r benchmarks/requirements.txt`, in an environment of its own); --check holds what
they write against what `subsidy batch` writes. Everything lies in a temporary folder and is cleared away. Names are
artificial.
"""

from __future__ import annotations

import argparse
import csv
import os
import platform
import shutil
from typing import TYPE_CHECKING

from measuring.comparing import compare
from measuring.costs import StepError, folder_for_a_while, step
from measuring.engines import ENGINES, is_installed, polars_copy, print_engines
from measuring.question import BENEFITS, batch
from measuring.tables import Table, print_growth

if TYPE_CHECKING:
    from pathlib import Path

ONE_BY_ONE = 2_000
OFFICE_ROWS = 100_000
"""Rows of the file as an office has it: GB18030, or a workbook."""
CHECK_ROWS, TIMED_ROWS = 10_000, 1_000_000
BYTES_A_ROW = 1_800
"""Disk that a run needs at its widest: the roster, its results with reasons, a copy of them, and what spills."""
GIBIBYTE = 2**30
NOT_INSTALLED = "not measured: not installed"


def width_of(path: Path) -> int:
    """How many columns a CSV file has."""
    with path.open(encoding="utf-8", newline="") as file:
        return len(next(csv.reader(file)))


def measure_rosters(folder: Path, rows: int) -> Table:
    """The great roster: the floor, with and without reasons, other engines, row by row, households."""
    source, plain, reasons, copied = (folder / f"{name}.csv" for name in ("roster", "plain", "reasons", "copied"))
    step("generate", source, rows)
    print(f"\n{rows:,} rows, {source.stat().st_size / 2**20:,.0f} MiB, {len(BENEFITS)} benefits\n")
    table = Table(rows)
    table.head()
    without = batch(source, plain, "--without", "reasons")
    table.floor = step("copy", plain, copied)
    table.line(f"floor: copying {width_of(plain)} columns of the output", table.floor)
    measure_polars_copy(table, plain, copied)
    table.line("subsidy batch: amounts and statuses", without)
    plain.unlink()
    table.line("subsidy batch: with reasons", batch(source, reasons))
    table.line(f"copying {width_of(reasons)} columns of that output", step("copy", reasons, copied))
    reasons.unlink()
    table.line(f"copying the {width_of(source)} columns of the roster", step("copy", source, copied))
    measure_engines(table, source, copied, "amounts and statuses")
    measure_one_by_one(table, source)
    step("generate", source, rows, "households")
    table.line("subsidy batch: households averaged", batch(source, reasons, "--without", "reasons"))
    table.line("subsidy batch: households averaged, reasons", batch(source, reasons))
    reasons.unlink()
    measure_engines(table, source, copied, "households")
    copied.unlink(missing_ok=True)
    return table


def measure_polars_copy(table: Table, source: Path, target: Path) -> None:
    """What Polars needs for the same copy as the floor."""
    if is_installed("polars"):
        table.line("Polars copying the same", polars_copy(source, target))
    else:
        table.remark("Polars copying the same", NOT_INSTALLED)


def measure_engines(table: Table, source: Path, target: Path, what: str) -> None:
    """The other engines on the same roster."""
    for engine in ENGINES:
        name = f"{engine.name}: {what}"
        if not engine.is_installed:
            table.remark(name, NOT_INSTALLED)
        elif not engine.has_room(table.rows):
            table.remark(name, "not measured: it would need more memory than is free")
        else:
            try:
                table.line(name, engine.score(source, target))
            except StepError as error:
                table.remark(name, f"failed: {error}")


def measure_one_by_one(table: Table, source: Path) -> None:
    """The engine for one applicant, with its trace, from a sample and without the start."""
    start, sample = step("one_by_one", source, 0), step("one_by_one", source, ONE_BY_ONE)
    name = f"one applicant at a time (from {ONE_BY_ONE:,} rows)"
    table.line(name, sample.beyond(start).times(table.rows / ONE_BY_ONE), is_measured=False)


def measure_office_files(folder: Path, rows: int) -> None:
    """A file as an office has it, end to end, beside merely reading and writing it."""
    source, gb, book = folder / "office.csv", folder / "office-gb.csv", folder / "office.xlsx"
    step("generate", source, rows)
    step("to_gb18030", source, gb)
    step("to_workbook", source, book)
    print(f"\n{rows:,} rows, GB18030 and XLSX, with reasons\n")
    table = Table(rows)
    table.head()
    table.line("subsidy batch: GB18030 CSV to CSV", batch(gb, folder / "scored.csv"))
    table.line("subsidy batch: XLSX to XLSX", batch(book, folder / "scored.xlsx"))
    for name, copying, file, packages in (
        ("pandas, only reading and writing: GB18030", "pandas_copy", gb, ("pandas",)),
        ("openpyxl, only reading and writing: XLSX", "openpyxl_copy", book, ("openpyxl",)),
        ("pandas, only reading and writing: XLSX", "pandas_copy", book, ("pandas", "openpyxl")),
    ):
        if all(map(is_installed, packages)):
            table.line(name, step(copying, file, folder / f"copy{file.suffix}"))
        else:
            table.remark(name, NOT_INSTALLED)


def check_engines(folder: Path, rows: int) -> bool:
    """Hold what every engine writes against what `subsidy batch` writes; whether all say the same."""
    source, ours, theirs = (folder / f"{name}.csv" for name in ("roster", "ours", "theirs"))
    is_same = True
    for what, households in (("average stated", ""), ("households averaged", "households")):
        step("generate", source, rows, households)
        batch(source, ours, "--without", "reasons")
        for engine in ENGINES:
            name = f"{engine.name}, {what}"
            if not engine.is_installed:
                print(f"{name:50}  not checked: not installed")
                continue
            engine.score(source, theirs)
            found = compare(ours, theirs)
            is_same = is_same and not found.by_content
            counts = f"{found.by_content:,} of {found.rows:,} rows differ, {found.by_rounding:,} more by rounding alone"
            print(f"{name:50}  {counts}", found.first, flush=True)
    return is_same


def refuse_small_disk(folder: Path, rows: int) -> None:
    """Say how much disk is needed, and end where there is not so much."""
    needed, free = rows * BYTES_A_ROW / GIBIBYTE, shutil.disk_usage(folder).free / GIBIBYTE
    print(f"disk: up to {needed:.1f} GiB needed in {folder.parent} for {rows:,} rows, {free:.1f} GiB free")
    if free < needed:
        raise SystemExit("too little room: choose another place with --folder, or fewer rows")


def read_arguments() -> argparse.Namespace:
    """What is asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, nargs="+", help="sizes; with several, how time grows from first to last")
    parser.add_argument("--office-rows", type=int, default=OFFICE_ROWS, help="0 leaves the office's files out")
    parser.add_argument("--check", action="store_true", help="compare the engines' results instead of measuring")
    parser.add_argument("--folder", help="where to write; the temporary folder if absent")
    chosen = parser.parse_args()
    chosen.rows = chosen.rows or [CHECK_ROWS if chosen.check else TIMED_ROWS]
    return chosen


def measure(folder: Path, sizes: list[int], office_rows: int) -> None:
    """All tables."""
    print(f"Python {platform.python_version()}, {os.cpu_count()} processors, {platform.platform()}")
    refuse_small_disk(folder, max(sizes))
    tables = [measure_rosters(folder, rows) for rows in sizes]
    if len(tables) > 1:
        print_growth(tables[0], tables[-1])
    if office_rows:
        measure_office_files(folder, office_rows)
    print_engines()


def main() -> None:
    """Measure or compare, and print."""
    chosen = read_arguments()
    with folder_for_a_while(chosen.folder) as folder:
        if not chosen.check:
            measure(folder, chosen.rows, chosen.office_rows)
        elif not check_engines(folder, chosen.rows[0]):
            raise SystemExit(1)


if __name__ == "__main__":
    main()
