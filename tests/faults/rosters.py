"""A damaged roster with what must become of it, and the tools for damaging one."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from random import Random
from typing import Literal

from .people import Person, people

Fate = Literal["scored", "rejected"]
HEADINGS = ("编号", "姓名", "身份证号", "残疾类别", "残疾等级", "出生日期", "本人月收入", "备注")
"""编号 is no fact: it goes through untouched, and tells by other means than ours where each row went."""
TAG, NAME, NUMBER, CATEGORY, GRADE, BORN, INCOME, NOTE = range(len(HEADINGS))


@dataclass
class Row:
    """A row of the file: its cells as they stand there, and its fate."""

    tag: str
    cells: list[str]
    fate: Fate = "scored"
    codes: frozenset[str] = frozenset()
    """One of these must be among the codes of a rejected row."""

    def reject(self, *codes: str) -> None:
        """The row must not be scored."""
        self.fate, self.codes = "rejected", frozenset(codes)


@dataclass(frozen=True)
class Damaged:
    """A file, and what must become of it."""

    file: str
    content: bytes
    rows: Sequence[Row] = ()
    refusal: frozenset[str] = frozenset()
    """The file must be refused with one of these codes; nothing here means that it must be read."""
    may_be_refused: frozenset[str] = frozenset()
    """It may be refused with one of these codes, or be read without a mistake; "any" stands for whatever does not break."""
    skips: Mapping[str, int] = field(default_factory=dict)
    options: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    """Codes of notices that the user must see."""
    is_cell_for_cell: bool = True
    """Whether the cells of a scored row come out as they went in; figures of a workbook are written anew."""
    through_pipe: bool = False


@dataclass
class Table:
    """A table on its way to a file."""

    random: Random
    people: list[Person]
    headings: list[str] = field(default_factory=lambda: list(HEADINGS))
    rows: list[Row] = field(default_factory=list)

    def pick(self) -> Row:
        """One of the rows that still are in order, neither first nor last where it can be helped."""
        good = [row for row in self.rows if row.fate == "scored"]
        return self.random.choice(good[1:-1] or good)

    def text(self, delimiter: str = ",", end: str = "\n", quoting: Literal[0, 1] = csv.QUOTE_MINIMAL) -> str:
        """The table as separated text."""
        out = io.StringIO()
        writer = csv.writer(out, delimiter=delimiter, lineterminator=end, quoting=quoting)
        writer.writerow(self.headings)
        writer.writerows(row.cells for row in self.rows)
        return out.getvalue()

    def add_column(self, heading: str, value: Callable[[Person], str], at: int | None = None) -> int:
        """Add a column; its index."""
        index = len(self.headings) if at is None else at
        self.headings.insert(index, heading)
        for row, one in zip(self.rows, self.people, strict=True):
            row.cells.insert(index, value(one))
        return index


def table(random: Random, least: int = 6, most: int = 24) -> Table:
    """A roster in which nothing is wrong."""
    everybody = people(random, random.randint(least, most))
    rows = []
    for index, one in enumerate(everybody):
        tag = f"T{random.randrange(10**6):06}N{index:03}"
        note = random.choice(("", "", "低保", "已核", "a,b", "行 动 不 便"))
        cells = [tag, one.name, one.number, one.category, one.grade, one.born.isoformat(), one.income, note]
        rows.append(Row(tag, cells))
    return Table(random, everybody, rows=rows)


def as_csv(made: Table, encoding: str = "utf-8", name: str = "名册.csv", **changes: object) -> Damaged:
    """The table as an ordinary CSV file."""
    return replace(Damaged(name, made.text().encode(encoding), made.rows), **changes)  # type: ignore[arg-type]


def refused(file: str, content: bytes, *codes: str, options: tuple[str, ...] = ()) -> Damaged:
    """A file that must be refused."""
    return Damaged(file, content, refusal=frozenset(codes), options=options)


Make = Callable[[Random], Damaged]
KINDS: dict[str, Make] = {}
"""Every kind of damage by its name; the letter and figure are those of the group."""


def kind(name: str) -> Callable[[Make], Make]:
    """Enter a kind of damage."""

    def enter(make: Make) -> Make:
        if name in KINDS:
            raise ValueError(name)
        KINDS[name] = make
        return make

    return enter


def changed_cell(group: str, column: int, values: Mapping[str, tuple[str, ...]], heading: str | None = None) -> None:
    """Enter a kind for each spelling of a cell: no code means that the row must be scored.

    `{}` in a spelling stands for the number of the person.
    """
    for number, (written, codes) in enumerate(values.items(), start=1):

        def make(random: Random, written: str = written, codes: tuple[str, ...] = codes) -> Damaged:
            made = table(random)
            if heading is not None:
                made.headings[column] = heading
            row = made.pick()
            row.cells[column] = written.replace("{}", row.cells[NUMBER])
            if codes:
                row.reject(*codes)
            return as_csv(made)

        kind(f"{group}.{number} {written!r}")(make)
