"""Cells and files that mean harm: formulas, commands of terminals, markup, and sizes that exhaust a reader."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from .rosters import HEADINGS, NAME, NOTE, NUMBER, Damaged, as_csv, kind, refused, table
from .workbooks import as_workbook

CELLS = (
    "=1+1",
    "=cmd|' /C calc'!A0",
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(1+1)",
    "\t=1+1",
    "＝1+1",
    '=HYPERLINK("http://example.invalid","x")',
    "http://example.invalid",
    "mailto:a@example.invalid",
    "\x1b[31m红\x1b[0m",
    "\x1b]8;;http://example.invalid\x07x\x1b]8;;\x07",
    "\u202e名姓\u202c",
    "[/red]",
    "[link=http://example.invalid]x[/link]",
    "[bold]",
    "<script>alert(1)</script>",
    "{{7*7}}",
    "{% for %}",
    "${x}",
    "%s%n%d",
    "'; DROP TABLE facts; --",
    "Robert'); --",
    "\\",
    "\\x00",
    "NULL",
    "\u2400",
    "../../x",
    "C:\\x",
    "\ufffd",
    "\u2028x",
    "a\u0301\u0301\u0301",
    "👨‍👩‍👧",
    "\x7f\x08",
)


def _cell(number: int) -> None:
    @kind(f"V cell {number} {CELLS[number]!r}")
    def make(random: Random) -> Damaged:
        made = table(random)
        made.pick().cells[NAME] = CELLS[number]
        made.pick().cells[NOTE] = CELLS[number]
        other = made.pick()
        other.cells[NUMBER] = CELLS[number]
        other.reject("wrong-number")
        is_xml = all(sign >= " " or sign in "\t\n" for sign in CELLS[number])
        return as_workbook(made) if random.random() < 0.4 and is_xml else as_csv(made)


for _number in range(len(CELLS)):
    _cell(_number)


@kind("V headings that mean harm")
def headings(random: Random) -> Damaged:
    made = table(random)
    for heading in random.sample(
        ("=1+1", "\x1b[31m", "[/red]", 'a"b', "x'; DROP TABLE raw; --", "#row", "c0", "#faulty"), 4
    ):
        made.add_column(heading, lambda _: "x", at=random.randint(1, len(made.headings)))
    return as_csv(made)


def _columns(count: int) -> Damaged:
    made = table(Random(count))
    first, *rest = made.text().splitlines()
    lines = [f"{first},{','.join(f'列{index}' for index in range(count))}"] + [line + ",x" * count for line in rest]
    return Damaged("名册.csv", ("\n".join(lines) + "\n").encode(), made.rows)


@kind("V a thousand columns")
def thousand(_: Random) -> Damaged:
    return _columns(1_000)


@kind("V five thousand columns")
def thousands(_: Random) -> Damaged:
    return replace(_columns(5_000), rows=(), refusal=frozenset({"too-many-columns"}))


@kind("V a line of 60 MB")
def endless(random: Random) -> Damaged:
    made = table(random)
    lines = made.text().splitlines()
    lines[3] += "x" * (60 << 20)
    return refused("名册.csv", ("\n".join(lines) + "\n").encode(), "cell-too-long")


@kind("V a line of 10 MB")
def very_long(random: Random) -> Damaged:
    made = table(random)
    row = made.pick()
    row.cells[NOTE] = "长" * (10 << 20 >> 2)
    row.reject("cell-too-long")
    return as_csv(made, random.choice(("utf-8", "gbk")))


@kind("V quotation marks by the hundred thousand")
def quotes(random: Random) -> Damaged:
    """Each could begin a cell of many lines; looking ahead must not take for ever."""
    made = table(random)
    lines = made.text().splitlines()
    lines += ['x,"' + "y" * 20] * 20_000
    rows = list(made.rows)
    return Damaged("名册.csv", ("\n".join(lines) + "\n").encode(), rows, skips={"*": 20_000})


@kind("V separators alone")
def separators(random: Random) -> Damaged:
    return refused(
        "名册.csv", (random.choice(",;\t|") * 100_000).encode(), "no-heading", "empty-file", "too-many-columns"
    )


@kind("V blank lines by the hundred thousand")
def blank(random: Random) -> Damaged:
    made = table(random)
    count = 300_000
    return Damaged("名册.csv", (made.text() + "\n" * count).encode(), made.rows, skips={"blank": count})


@kind("V blank rows of commas")
def commas(random: Random) -> Damaged:
    made = table(random)
    count = 50_000
    text = made.text() + ("," * (len(HEADINGS) - 1) + "\n") * count
    return Damaged("名册.csv", text.encode(), made.rows, skips={"blank": count})
