"""The steps that are measured, each in a process of its own: `python -m measuring.steps NAME ARGUMENT...`."""

from __future__ import annotations

import csv
import sys
from pathlib import Path

from measuring.artificial import generate
from measuring.question import BENEFITS, DAY, PLACE, STANDARDS
from measuring.wide_roster import generate_wide


def copy(source: str, target: str) -> None:
    """Let DuckDB copy a CSV file, told everything about it beforehand, with as much memory as it likes."""
    import duckdb

    with Path(source).open(encoding="utf-8", newline="") as file:
        width = len(next(csv.reader(file)))
    names = ", ".join(f"'c{index}': 'VARCHAR'" for index in range(width))
    reader = (
        f"read_csv('{source}', auto_detect=false, header=true, columns={{{names}}}, delim=',', quote='\"', escape='\"')"
    )
    connection = duckdb.connect(config={"temp_directory": f"{target}.spill"})
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
            enquiry = Enquiry(place, day, facts, STANDARDS, assume="usual")
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
    each.__name__: each
    for each in (
        *(generate, generate_wide, copy, one_by_one),
        *(to_gb18030, to_workbook, openpyxl_copy, pandas_copy),
    )
}

if __name__ == "__main__":
    STEPS[sys.argv[1]](*sys.argv[2:])
