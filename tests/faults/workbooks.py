"""Workbooks: sheets, figures for numbers, errors, formulas, merged and hidden cells, and archives that mean harm."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

import xlsxwriter

from .rosters import BORN, INCOME, NAME, NUMBER, Damaged, Table, kind, refused, table

if TYPE_CHECKING:
    from random import Random

Fill = Callable[[Any, Any], object]
"""What is done to a workbook and its sheet before it is closed."""
SHEET = "xl/worksheets/sheet1.xml"


def workbook(made: Table | None, fill: Fill | None = None, **options: Any) -> bytes:
    """The table as a workbook, all of it text."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, **options})
    sheet = book.add_worksheet("名册")
    if made is not None:
        write(sheet, made)
    if fill is not None:
        fill(book, sheet)
    book.close()
    return out.getvalue()


def write(sheet: Any, made: Table, top: int = 0) -> None:
    """Write the table from a row on."""
    for index, cells in enumerate([made.headings, *(row.cells for row in made.rows)]):
        for column, cell in enumerate(cells):
            if cell:
                sheet.write_string(top + index, column, cell)


def as_workbook(made: Table, fill: Fill | None = None, name: str = "名册.xlsx", **changes: Any) -> Damaged:
    """The table as an ordinary workbook."""
    return replace(Damaged(name, workbook(made, fill), made.rows), **changes)


def altered(content: bytes, change: Callable[[str, bytes], bytes], extra: dict[str, bytes] | None = None) -> bytes:
    """A workbook with its parts changed, and more parts."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for entry in source.namelist():
            target.writestr(entry, change(entry, source.read(entry)))
        for entry, more in (extra or {}).items():
            target.writestr(entry, more)
    return out.getvalue()


def _in_part(part: str, change: Callable[[bytes], bytes]) -> Callable[[str, bytes], bytes]:
    """A change of one part of a workbook."""
    return lambda entry, content: change(content) if entry == part else content


def _in_sheet(made: Table, change: Callable[[bytes], bytes], fill: Fill | None = None) -> bytes:
    """The table as a workbook with its sheet changed."""
    return altered(workbook(made, fill), _in_part(SHEET, change))


def _same(_: str, content: bytes) -> bytes:
    return content


@kind("X plain")
def plain(random: Random) -> Damaged:
    return as_workbook(table(random))


@kind("X with macros")
def macros(random: Random) -> Damaged:
    made = table(random)
    content = altered(workbook(made), _same, {"xl/vbaProject.bin": b"\0" * 100})
    return Damaged("名册.xlsm", content, made.rows)


@kind("X named .csv")
def named_csv(random: Random) -> Damaged:
    return refused("名册.csv", workbook(table(random)), "wrong-format")


@kind("X rows above and to the left are empty")
def offset(random: Random) -> Damaged:
    made = table(random)
    content = workbook(None, lambda _, sheet: write(sheet, made, 3))
    return Damaged("名册.xlsx", content, made.rows, skips={"title": 3})


@kind("X two sheets with rosters")
def two_sheets(random: Random) -> Damaged:
    made, other = table(random), table(random)
    content = workbook(made, lambda book, _: write(book.add_worksheet("二组"), other))
    return refused("名册.xlsx", content, "several-sheets")


@kind("X two sheets, one asked for")
def asked(random: Random) -> Damaged:
    made, other = table(random), table(random)
    content = workbook(other, lambda book, _: write(book.add_worksheet("二组"), made))
    return Damaged("名册.xlsx", content, made.rows, options=("--sheet", "二组"))


@kind("X the roster on the second sheet")
def second(random: Random) -> Damaged:
    made = table(random)

    def fill(book: Any, sheet: Any) -> None:
        sheet.write_string(0, 0, "填表说明")
        write(book.add_worksheet("数据"), made)

    return Damaged("名册.xlsx", workbook(None, fill), made.rows, told=("sheet",))


@kind("X the roster on a hidden sheet")
def hidden_sheet(random: Random) -> Damaged:
    made = table(random)

    def fill(book: Any, sheet: Any) -> None:
        sheet.write_string(0, 0, "填表说明")
        other = book.add_worksheet("数据")
        write(other, made)
        random.choice((other.hide, other.very_hidden))()

    return Damaged("名册.xlsx", workbook(None, fill), made.rows, told=("sheet",))


@kind("X no such sheet")
def no_sheet(random: Random) -> Damaged:
    return refused("名册.xlsx", workbook(table(random)), "unknown-sheet", options=("--sheet", "没有"))


@kind("X hidden rows")
def hidden_rows(random: Random) -> Damaged:
    made = table(random)

    def fill(_: Any, sheet: Any) -> None:
        for index in random.sample(range(1, len(made.rows) + 1), 3):
            sheet.set_row(index, None, None, {"hidden": True})

    return as_workbook(made, fill, told=("hidden-rows",))


@kind("X identity numbers as figures")
def figures(random: Random) -> Damaged:
    made = table(random)

    def fill(_: Any, sheet: Any) -> None:
        for index, row in enumerate(made.rows, start=1):
            if row.cells[NUMBER][-1] != "X":
                sheet.write_number(index, NUMBER, int(row.cells[NUMBER]))
                row.reject("mangled-number", "wrong-number")

    return as_workbook(made, fill, is_cell_for_cell=False)


@kind("X days as days, amounts as figures")
def typed(random: Random) -> Damaged:
    made = table(random)

    def fill(book: Any, sheet: Any) -> None:
        form = book.add_format({"num_format": "yyyy-mm-dd"})
        for index, one in enumerate(made.people, start=1):
            sheet.write_datetime(index, BORN, datetime(one.born.year, one.born.month, one.born.day), form)
            sheet.write_number(index, INCOME, float(one.income))

    return as_workbook(made, fill, is_cell_for_cell=False)


@kind("X days that count from 1904")
def from_1904(random: Random) -> Damaged:
    made = table(random)
    for one, row in zip(made.people, made.rows, strict=True):
        row.cells[BORN] = "" if one.born.year < 1940 else row.cells[BORN]

    def fill(book: Any, sheet: Any) -> None:
        form = book.add_format({"num_format": "yyyy-mm-dd"})
        for index, row in enumerate(made.rows, start=1):
            if row.cells[BORN]:
                sheet.write_datetime(index, BORN, datetime.fromisoformat(row.cells[BORN]), form)

    content = workbook(made, fill, date_1904=True)
    return Damaged("名册.xlsx", content, made.rows, is_cell_for_cell=False, told=("days-from-1904",))


def _cells(name: str, column: int, code: str, put: Callable[[Any, int, int, Random], object]) -> None:
    @kind(f"X {name}")
    def make(random: Random) -> Damaged:
        made = table(random)
        row = made.pick()
        row.reject(code)
        return as_workbook(
            made,
            lambda _, sheet: put(sheet, made.rows.index(row) + 1, column, random),
            is_cell_for_cell=False,
        )


_cells(
    "an error in a cell that is read",
    INCOME,
    "error-cell",
    lambda sheet, row, column, random: sheet.write_formula(
        row, column, "=1/0", None, random.choice(("#DIV/0!", "#N/A", "#REF!", "#VALUE!", "#NAME?"))
    ),
)
_cells(
    "a formula without a result",
    INCOME,
    "formula-without-value",
    lambda sheet, row, column, _: sheet.write_formula(row, column, "=B1&C1", None, ""),
)


@kind("X a formula with its result")
def formula(random: Random) -> Damaged:
    made = table(random)
    row = made.pick()
    index = made.rows.index(row) + 1
    return as_workbook(
        made,
        lambda _, sheet: sheet.write_formula(index, INCOME, "=600+34.5", None, 634.5),
        is_cell_for_cell=False,
        told=("formulas",),
    )


@kind("X cells merged over rows")
def merged(random: Random) -> Damaged:
    made = table(random, 8)
    top = random.randint(1, len(made.rows) - 3)
    count = random.randint(2, 3)
    column = random.choice((NAME, INCOME))
    for row in made.rows[top - 1 : top - 1 + count]:
        row.reject("merged-cell")
    return as_workbook(
        made,
        lambda _, sheet: sheet.merge_range(top, column, top + count - 1, column, made.rows[top - 1].cells[column]),
        is_cell_for_cell=False,
    )


def _in_two_lines(made: Table) -> bytes:
    """The table as a workbook, its headings merged over two lines but for two of them below a common one."""

    def fill(_: Any, sheet: Any) -> None:
        write(sheet, made, 1)
        for column, heading in enumerate(made.headings):
            sheet.write_blank(1, column, None)
            if column not in {3, 4}:
                sheet.merge_range(0, column, 1, column, heading)
        sheet.merge_range(0, 3, 0, 4, "残疾情况")
        sheet.write_string(1, 3, "残疾类别")
        sheet.write_string(1, 4, "残疾等级")

    return workbook(None, fill)


@kind("X headings of two merged lines")
def merged_headings(random: Random) -> Damaged:
    return refused("名册.xlsx", _in_two_lines(table(random)), "two-line-heading", "no-heading")


@kind("X headings of two merged lines, read as such")
def merged_headings_read(random: Random) -> Damaged:
    made = table(random)
    return Damaged("名册.xlsx", _in_two_lines(made), made.rows, options=("--header-rows", "2"))


@kind("X cells merged over rows, filled")
def merged_filled(random: Random) -> Damaged:
    made = table(random, 8)
    top = random.randint(1, len(made.rows) - 3)
    count = random.randint(2, 3)
    first, *others = made.rows[top - 1 : top - 1 + count]
    for row in others:
        row.cells[INCOME] = first.cells[INCOME]
    return as_workbook(
        made,
        lambda _, sheet: sheet.merge_range(top, INCOME, top + count - 1, INCOME, first.cells[INCOME]),
        options=("--fill-merged",),
    )


@kind("X a title merged above")
def merged_title(random: Random) -> Damaged:
    made = table(random)

    def fill(_: Any, sheet: Any) -> None:
        write(sheet, made, 1)
        sheet.merge_range(0, 0, 0, 7, "某县残疾人花名册")

    return Damaged("名册.xlsx", workbook(None, fill), made.rows, skips={"title": 1}, told=("title-rows",))


@kind("X blank rows, totals and headings again")
def skipped(random: Random) -> Damaged:
    made = table(random)

    def fill(_: Any, sheet: Any) -> None:
        last = len(made.rows) + 1
        for column, heading in enumerate(made.headings):
            sheet.write_string(last + 1, column, heading)
        sheet.write_string(last + 2, 0, "合计")
        sheet.write_number(last + 2, INCOME, 12345)

    skips = {"blank": 1, "repeated_header": 1, "total": 1}
    return as_workbook(made, fill, skips=skips)


def _far(name: str, row: int, column: int) -> None:
    @kind(f"X a far cell {name}")
    def make(random: Random) -> Damaged:
        content = workbook(table(random), lambda _, sheet: sheet.write_string(row, column, " "))
        return refused("名册.xlsx", content, "far-cell")


_far("in the last corner", 1_048_575, 16_383)
_far("to the right", 3, 16_383)
_far("below", 1_048_575, 0)
_far("half-way down", 400_000, 2)


@kind("X far cells without references")
def far_named(random: Random) -> Damaged:
    """A row that says it is the last one, before the others."""
    content = _in_sheet(table(random), lambda sheet: sheet.replace(b'<row r="2"', b'<row r="1048576"', 1))
    return refused("名册.xlsx", content, "far-cell", "damaged-file")


@kind("X the last cell in other letters")
def far_spelt(random: Random) -> Damaged:
    """References in small letters, in other quotation marks, with spaces around the sign."""
    spelling = random.choice((b"r='XFD1048576'", b'r = "XFD1048576"', b'r="xfd1048576"', b"r\n=\n'XFD1048576'"))
    cell = b"<c " + spelling + b' t="inlineStr"><is><t>x</t></is></c></row>'
    content = _in_sheet(table(random), lambda sheet: re.sub(rb"</row>(?=</sheetData>)", cell, sheet))
    return refused("名册.xlsx", content, "far-cell", "damaged-file", "unsafe-workbook")


@kind("X a cell that says it is in another row")
def elsewhere(random: Random) -> Damaged:
    spelling = random.choice((b"A1048576", b"AAA1048576", b"H900000"))
    cell = b'<c r="' + spelling + b'" t="inlineStr"><is><t>x</t></is></c></row>'
    content = _in_sheet(table(random), lambda sheet: sheet.replace(b"</row>", cell, 1))
    return refused("名册.xlsx", content, "far-cell", "damaged-file")


@kind("X a few cells over a large area")
def sparse(random: Random) -> Damaged:
    def fill(_: Any, sheet: Any) -> None:
        for row in range(9_000, 1_048_000, 9_000):
            sheet.write_string(row, 0, "x")
        sheet.write_string(2, 1_000, "x")

    return refused("名册.xlsx", workbook(table(random), fill), "far-cell")


@kind("X cells without names")
def unnamed(random: Random) -> Damaged:
    """The position is that of the order; every cell must be there then."""
    made = table(random)
    for row in made.rows:
        row.cells[7] = "注"
    content = _in_sheet(made, lambda sheet: re.sub(rb'<c r="[A-Z]+\d+"', b"<c", sheet))
    return Damaged("名册.xlsx", content, made.rows)


@kind("X a hundred thousand cells in one row, without names")
def unnamed_far(random: Random) -> Damaged:
    cells = b"<c><v>1</v></c>" * 100_000
    content = _in_sheet(table(random), lambda sheet: sheet.replace(b"</row>", cells + b"</row>", 1))
    return refused("名册.xlsx", content, "far-cell", "damaged-file")


@kind("X an error cell in other quotation marks")
def odd_error(random: Random) -> Damaged:
    """What the reader would take for an empty cell."""

    def fill(_: Any, sheet: Any) -> None:
        sheet.write_formula(2, INCOME, "=1/0", None, "#DIV/0!")

    content = _in_sheet(table(random), lambda sheet: sheet.replace(b't="e"', b"t = 'e'"), fill)
    return refused("名册.xlsx", content, "unsafe-workbook")


@kind("X a document type")
def doctype(random: Random) -> Damaged:
    part = random.choice(("xl/workbook.xml", "xl/sharedStrings.xml", SHEET, "xl/styles.xml"))
    declaration = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    change = _in_part(part, lambda content: content.replace(b"?>", b"?>" + declaration, 1))
    return refused("名册.xlsx", altered(workbook(table(random)), change), "unsafe-workbook", "damaged-file")


@kind("X a zip bomb")
def bomb(random: Random) -> Damaged:
    part = random.choice(("xl/media/x.bin", "xl/worksheets/sheet9.xml", "docProps/x.xml"))
    content = altered(workbook(table(random)), _same, {part: b"\0" * (30 << 20)})
    return refused("名册.xlsx", content, "unsafe-workbook")


@kind("X a zip bomb that lies about its size")
def liar(random: Random) -> Damaged:
    """The directory says a little, the stream gives a lot."""
    sheet = b'<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>' + b"x" * (40 << 20)
    content = _in_sheet(table(random), lambda _: sheet)
    size = len(sheet).to_bytes(4, "little")
    small = (4_000).to_bytes(4, "little")
    return refused("名册.xlsx", content.replace(size, small), "damaged-file", "unsafe-workbook")


def _with_cell(text: bytes) -> Callable[[bytes], bytes]:
    """A sheet with one more cell in its second row."""
    cell = b'<c r="I2" t="inlineStr"><is><t>' + text + b"</t></is></c></row>"
    return lambda sheet: re.sub(rb'(<row r="2".*?)</row>', lambda row: row[1] + cell, sheet, count=1, flags=re.S)


@kind("X a sheet of one enormous cell")
def enormous(random: Random) -> Damaged:
    noise = bytes(random.choices(b"0123456789abcdef", k=1 << 20)) * 22
    return refused("名册.xlsx", _in_sheet(table(random), _with_cell(noise)), "cell-too-long")


@kind("X a cell of 2 MB")
def large(random: Random) -> Damaged:
    made = table(random)
    row = made.rows[0]
    row.reject("cell-too-long")
    return Damaged("名册.xlsx", _in_sheet(made, _with_cell(b"x" * (2 << 20))), made.rows)


@kind("X thousands of parts")
def parts(random: Random) -> Damaged:
    extra = {f"xl/media/{index}.bin": b"" for index in range(5_000)}
    return refused("名册.xlsx", altered(workbook(table(random)), _same, extra), "unsafe-workbook")


@kind("X paths that lead out")
def paths(random: Random) -> Damaged:
    name = random.choice(("../../etc/x", "/etc/x", "xl/../../x", "..\\x"))
    return refused("名册.xlsx", altered(workbook(table(random)), _same, {name: b"x"}), "unsafe-workbook")


@kind("X links to other files")
def links(random: Random) -> Damaged:
    extra = {"xl/externalLinks/externalLink1.xml": b"<externalLink/>"}
    return refused("名册.xlsx", altered(workbook(table(random)), _same, extra), "external-links")


@kind("X cut off")
def cut(random: Random) -> Damaged:
    content = workbook(table(random))
    return refused("名册.xlsx", content[: random.randrange(100, len(content) - 30)], "damaged-file", "foreign-file")


@kind("X bytes turned over")
def turned(random: Random) -> Damaged:
    """Read as it was, or refused; never read as something else."""
    made = table(random)
    content = bytearray(workbook(made))
    for _ in range(random.randint(1, 4)):
        content[random.randrange(len(content))] ^= 1 << random.randrange(8)
    codes = ("damaged-file", "foreign-file", "no-heading", "unsafe-workbook", "empty-file", "password", "far-cell")
    return Damaged(
        "名册.xlsx", bytes(content), made.rows, may_be_refused=frozenset((*codes, "no-sheet", "wrong-format"))
    )


@kind("X XML that is not well formed")
def malformed(random: Random) -> Damaged:
    part = random.choice(("xl/workbook.xml", SHEET, "xl/_rels/workbook.xml.rels"))
    change = _in_part(part, lambda content: content[: len(content) * 2 // 3])
    codes = ("damaged-file", "no-sheet", "no-heading", "empty-file", "unsafe-workbook")
    return refused("名册.xlsx", altered(workbook(table(random)), change), *codes)


@kind("X no parts of a workbook")
def hollow(random: Random) -> Damaged:
    part = random.choice(("xl/workbook.xml", "xl/_rels/workbook.xml.rels", SHEET))
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook(table(random)))) as source, zipfile.ZipFile(out, "w") as target:
        for entry in source.namelist():
            if entry != part:
                target.writestr(entry, source.read(entry))
    return refused("名册.xlsx", out.getvalue(), "damaged-file", "no-sheet", "foreign-file")


@kind("X an empty sheet")
def empty(_: Random) -> Damaged:
    return refused("名册.xlsx", workbook(None), "empty-file", "no-heading")


@kind("X headings alone")
def alone(random: Random) -> Damaged:
    made = table(random)
    made.rows.clear()
    return refused("名册.xlsx", workbook(made), "no-rows")


@kind("X cells beyond the headings")
def beyond(random: Random) -> Damaged:
    """A remark to the right of the table cannot just vanish."""
    made = table(random)
    row = made.pick()
    index = made.rows.index(row) + 1
    damaged = as_workbook(made, lambda _, sheet: sheet.write_string(index, 11, "已故"))
    row.cells += ["", "", "", "已故"]
    return damaged


@kind("X rich text, line ends and long text")
def rich(random: Random) -> Damaged:
    made = table(random)
    made.rows[0].cells[7] = "第一行\n第二行"
    made.rows[1].cells[7] = "长" * 30_000
    made.rows[2].cells[7] = "_x000D_ &amp; <b>"
    return as_workbook(made)
