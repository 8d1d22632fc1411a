"""A roster from file to file beside the least that any programme must do, in one run, as ratios, with peak memory.

    python benchmarks/rosters.py [--rows 1000000] [--folder DIR]

The floor is DuckDB merely copying as many columns from CSV to CSV: it reads the very output of the run and writes it once
more. Each step is a process of its own, one after the other; wall and processor seconds and peak memory are what the
system says of it. Row-by-row Python answers 2,000 rows and is extrapolated. Alternatives are measured where they are
installed (`pip install pandas openpyxl`). Everything lies in a temporary folder and is cleared away. Names are artificial.
"""

from __future__ import annotations

import argparse
import csv
import importlib.util
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

PLACE, DAY = "jiaxing", "2021-03-01"
BENEFITS = (
    *("living_allowance", "minor_living_allowance", "care_allowance", "dibao", "single_person_dibao"),
    *("resident_pension_subsidy", "flexible_pension_subsidy", "flexible_medical_subsidy", "resident_medical_subsidy"),
    *("rehab_training_subsidy", "assistive_device_subsidy", "psychotropic_drug_subsidy"),
)
TERMS = ["--place", PLACE, "--as-of", DAY, "--standard", "dibao_month=1000", "--assume", "usual"]
ONE_BY_ONE = 2_000
OFFICE_ROWS = 100_000
"""Rows of the file as an office has it: GB18030, or a workbook."""
MEMORY = "1100MB"
YES_NO = "CASE WHEN hash(i * {}) % 2 = 0 THEN '是' ELSE '否' END"
COLUMNS = {
    "序号": "i",
    "姓名": "'测试' || i",
    "户籍地": "'嘉兴市'",
    "残疾人证核发地": "'嘉兴市'",
    "残疾人证有效": "CASE WHEN hash(i) % 20 < 19 THEN '是' ELSE '否' END",
    "出生日期": "strftime(DATE '1940-01-01' + CAST(hash(i * 3) % 29000 AS INTEGER), '%Y-%m-%d')",
    "性别": "CASE WHEN hash(i * 5) % 2 = 0 THEN '男' ELSE '女' END",
    "残疾类别": "['视力残疾','听力残疾','言语残疾','肢体残疾','智力残疾','精神残疾','多重残疾'][1 + CAST(hash(i * 7) % 7 AS INTEGER)]",
    "残疾等级": "['一级','二级','三级','四级'][1 + CAST(hash(i * 11) % 4 AS INTEGER)]",
    "家庭编号": "'H' || i // 3",
    "本人月收入": "CAST(CAST(hash(i * 17) % 300000 AS DECIMAL(9,0)) / 100 AS DECIMAL(14,2))",
    "生活自理能力": "['完全不能自理','基本不能自理','部分不能自理','能自理'][1 + CAST(hash(i * 19) % 4 AS INTEGER)]",
    "照护方式": "['居家照护','日间照料','机构集中托养'][1 + CAST(hash(i * 23) % 3 AS INTEGER)]",
    "符合机构托养上浮条件": "'是'",
    "家庭救助类型": "['非低保低边','低保家庭','低保边缘家庭'][1 + CAST(hash(i * 29) % 3 AS INTEGER)]",
    "依靠家庭供养": YES_NO.format(31),
    "纳入医疗救助": YES_NO.format(37),
    "城乡居民养老保险缴费档次": "'100.00'",
    "灵活就业参加职工养老保险": YES_NO.format(41),
    "灵活就业参加职工医疗保险": YES_NO.format(43),
    "参加城乡居民医疗保险": YES_NO.format(47),
    "已就业": YES_NO.format(53),
    "康复训练年费用": "CAST(CAST(hash(i * 59) % 5000000 AS DECIMAL(9,0)) / 100 AS DECIMAL(14,2))",
    "在定点康复机构训练": "'是'",
    "辅助器具价格": "'1000.00'",
    "抗精神病药物个人自付": "'50.00'",
}
STATED_AVERAGE = {"家庭人均月收入": "CAST(CAST(hash(i * 13) % 300000 AS DECIMAL(9,0)) / 100 AS DECIMAL(14,2))"}
"""Instead of the household: so the rows are looked at one by one."""


@dataclass(frozen=True)
class Cost:
    """What a process took."""

    wall: float
    processor: float
    mebibytes: float


def cost_of(*arguments: str) -> Cost:
    """Run a process to its end."""
    start = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    assert process.stderr is not None
    said = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status):
        raise SystemExit(said)
    return Cost(time.perf_counter() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def step(name: str, *arguments: object) -> Cost:
    """Run one of the steps below as a process."""
    return cost_of(__file__, "--step", name, *map(str, arguments))


def batch(source: Path, target: Path, *options: str) -> Cost:
    """Score a roster."""
    wanted = [word for name in BENEFITS for word in ("--benefit", name)]
    return cost_of("-m", "subsidy_cli", "batch", str(source), str(target), *TERMS, *wanted, *options)


# steps, each in a process of its own


def generate(target: str, rows: str, households: str = "") -> None:
    """Write an artificial roster."""
    import duckdb

    columns = COLUMNS if households else {**COLUMNS, **STATED_AVERAGE}
    listed = ", ".join(f'{sql} AS "{name}"' for name, sql in columns.items() if households or name != "家庭编号")
    connection = duckdb.connect(config={"memory_limit": MEMORY})
    connection.execute(f"COPY (SELECT {listed} FROM range({int(rows)}) AS rows(i)) TO '{target}' (HEADER)")


def copy(source: str, target: str) -> None:
    """Let DuckDB copy a CSV file, told everything about it beforehand."""
    import duckdb

    with Path(source).open(encoding="utf-8", newline="") as file:
        width = len(next(csv.reader(file)))
    names = ", ".join(f"'c{index}': 'VARCHAR'" for index in range(width))
    reader = (
        f"read_csv('{source}', auto_detect=false, header=true, columns={{{names}}}, delim=',', quote='\"', escape='\"')"
    )
    connection = duckdb.connect(config={"memory_limit": MEMORY, "temp_directory": f"{target}.spill"})
    connection.execute(f"COPY (SELECT * FROM {reader}) TO '{target}' (HEADER)")


def one_by_one(source: str, rows: str) -> None:
    """Answer each row by itself in Python."""
    from datetime import date

    from subsidy_cli.api import Enquiry, read_applicant
    from subsidy_cli.evaluation.assessment import Question, assess_applicant
    from subsidy_cli.library.opening import open_library
    from subsidy_cli.programme.law import Wanted, law_of
    from subsidy_cli.roster.headers import HeadingReader

    library = open_library(with_user_folder=False)
    place, day = library.find_place(PLACE), date.fromisoformat(DAY)
    law = law_of(library, Wanted(place, day, BENEFITS))
    with Path(source).open(encoding="utf-8", newline="") as file:
        records = csv.reader(file)
        columns = HeadingReader(library.vocabulary, {}, source).read(next(records)).columns
        for record, _ in zip(records, range(int(rows)), strict=False):
            facts = {name: record[index] for name, index in columns.items() if record[index]}
            enquiry = Enquiry(place, day, facts, {"dibao_month": "1000"}, assume="usual")
            applicant, chosen = read_applicant(library, place, enquiry, law.standards)
            assess_applicant(law.programme, applicant, Question(BENEFITS, None, None, False, law.titles, chosen))


def to_gb18030(source: str, target: str) -> None:
    """The file as many offices have it."""
    Path(target).write_text(Path(source).read_text(encoding="utf-8"), encoding="gb18030")


def to_workbook(source: str, target: str) -> None:
    """The roster as a workbook."""
    import xlsxwriter

    book = xlsxwriter.Workbook(target, {"constant_memory": True})
    sheet = book.add_worksheet()
    with Path(source).open(encoding="utf-8", newline="") as file:
        for number, record in enumerate(csv.reader(file)):
            sheet.write_row(number, 0, record)
    book.close()


def openpyxl_copy(source: str, target: str) -> None:
    """Read and write a workbook, row by row."""
    import openpyxl

    new = openpyxl.Workbook(write_only=True)
    sheet = new.create_sheet()
    for row in openpyxl.load_workbook(source, read_only=True).worksheets[0].iter_rows(values_only=True):
        sheet.append(row)
    new.save(target)


def pandas_copy(source: str, target: str) -> None:
    """Read and write a CSV file or a workbook."""
    import pandas

    if source.endswith(".xlsx"):
        pandas.read_excel(source, dtype=str).to_excel(target, index=False)
    else:
        pandas.read_csv(source, dtype=str, encoding="gb18030").to_csv(target, index=False, encoding="gb18030")


STEPS = {
    each.__name__: each for each in (generate, copy, one_by_one, to_gb18030, to_workbook, openpyxl_copy, pandas_copy)
}


# the table


@dataclass
class Table:
    """The lines of the table, printed as they come."""

    floor: Cost | None = None

    def head(self) -> None:
        print(f"{'':46}{'wall s':>9}{'cpu s':>9}{'rows/s':>12}{'of floor':>10}{'cpu of it':>10}{'peak MiB':>10}")

    def line(self, name: str, rows: int, cost: Cost, times: float = 1.0) -> None:
        wall, processor = cost.wall * times, cost.processor * times
        ratios = f"{'':20}"
        if self.floor is not None:
            ratios = f"{wall / self.floor.wall:10.2f}{processor / self.floor.processor:10.2f}"
        print(f"{name:46}{wall:9.2f}{processor:9.2f}{rows / wall:12,.0f}{ratios}{cost.mebibytes:10.0f}", flush=True)


def width_of(path: Path) -> int:
    """How many columns a CSV file has."""
    with path.open(encoding="utf-8", newline="") as file:
        return len(next(csv.reader(file)))


def measure_rosters(folder: Path, rows: int) -> None:
    """The great roster: the floor, then with and without reasons, households, row by row."""
    source, plain, reasons, copied = (folder / f"{name}.csv" for name in ("roster", "plain", "reasons", "copied"))
    step("generate", source, rows)
    print(f"{rows:,} rows, {source.stat().st_size / 2**20:,.0f} MiB, {len(BENEFITS)} benefits\n")
    table = Table()
    table.head()
    without = batch(source, plain, "--without", "reasons")
    table.floor = step("copy", plain, copied)
    table.line(f"floor: copying {width_of(plain)} columns of the output", rows, table.floor)
    table.line("subsidy batch: amounts and statuses", rows, without)
    plain.unlink()
    table.line("subsidy batch: with reasons", rows, batch(source, reasons))
    table.line(f"copying {width_of(reasons)} columns of that output", rows, step("copy", reasons, copied))
    reasons.unlink()
    table.line(f"copying the {width_of(source)} columns of the roster", rows, step("copy", source, copied))
    copied.unlink()
    start = step("one_by_one", source, 0)
    alone = step("one_by_one", source, ONE_BY_ONE)
    each = Cost(alone.wall - start.wall, alone.processor - start.processor, alone.mebibytes)
    table.line(f"row by row in Python (from {ONE_BY_ONE:,} rows)", rows, each, rows / ONE_BY_ONE)
    step("generate", source, rows, "households")
    table.line("subsidy batch: households averaged, reasons", rows, batch(source, reasons))


def measure_office_files(folder: Path, rows: int) -> None:
    """A file as an office has it, end to end, beside merely reading and writing it."""
    source, gb, book = folder / "office.csv", folder / "office-gb.csv", folder / "office.xlsx"
    step("generate", source, rows)
    step("to_gb18030", source, gb)
    step("to_workbook", source, book)
    print(f"\n{rows:,} rows, GB18030 and XLSX, with reasons\n")
    table = Table()
    table.head()
    table.line("subsidy batch: GB18030 CSV to CSV", rows, batch(gb, folder / "scored.csv"))
    table.line("subsidy batch: XLSX to XLSX", rows, batch(book, folder / "scored.xlsx"))
    if importlib.util.find_spec("pandas"):
        table.line("pandas, only reading and writing: GB18030", rows, step("pandas_copy", gb, folder / "p.csv"))
    if importlib.util.find_spec("openpyxl"):
        table.line("openpyxl, only reading and writing: XLSX", rows, step("openpyxl_copy", book, folder / "o.xlsx"))
    if importlib.util.find_spec("pandas") and importlib.util.find_spec("openpyxl"):
        table.line("pandas, only reading and writing: XLSX", rows, step("pandas_copy", book, folder / "p.xlsx"))


def main() -> None:
    """Measure, and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--office-rows", type=int, default=OFFICE_ROWS)
    parser.add_argument("--folder", help="where to write; the temporary folder if absent")
    parser.add_argument("--step", nargs="+", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.step:
        STEPS[chosen.step[0]](*chosen.step[1:])
        return
    with tempfile.TemporaryDirectory(prefix="subsidy-benchmark-", dir=chosen.folder) as name:
        measure_rosters(Path(name), chosen.rows)
        if chosen.office_rows:
            measure_office_files(Path(name), chosen.office_rows)
    missing = [name for name in ("pandas", "openpyxl") if importlib.util.find_spec(name) is None]
    if missing:
        print(f"\nnot installed, so not measured: {', '.join(missing)}")
    print("\nOpenFisca-core and GETTSIM are not measured here: these twelve rules are not written for them")


if __name__ == "__main__":
    main()
