"""Identity numbers, days, amounts and words: what is read, what is cleaned, and what must never be guessed."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from .people import UNUSUAL_AREAS, birthday, citizen_number
from .rosters import (
    BORN,
    CATEGORY,
    GRADE,
    INCOME,
    NAME,
    NUMBER,
    Damaged,
    as_csv,
    changed_cell,
    kind,
    table,
)

if TYPE_CHECKING:
    from random import Random

WRONG, MANGLED = ("wrong-number",), ("mangled-number", "wrong-number")
changed_cell(
    "I number",
    NUMBER,
    {
        "'{}": (),
        '="{}"': (),
        "\t{}": (),
        " {} ": (),
        "\u00a0{}\u200b": (),
        "\ufeff{}": (),
        "{}X": WRONG,
        "4.40106E+17": MANGLED,
        "4.40106199001011E+17": MANGLED,
        "440106199001011000": MANGLED,
        "440106199001011000.0": MANGLED,
        "110101900307001": WRONG,
        "11010119900307001Х": WRONG,
        "11010119900307001×": WRONG,
        "١١٠١٠١١٩٩٠٠٣٠٧٠٠١١": WRONG,
        "110101199002300017": WRONG,
        "110101199013070011": WRONG,
        "1101011990030700": WRONG,
        "无": WRONG,
        "不详": WRONG,
        "0": WRONG,
        "110101********0011": WRONG,
        "{}/{}": WRONG,
    },
)


@kind("I full-width digits and small x")
def wide(random: Random) -> Damaged:
    made = table(random)
    first, second = made.rows[0], made.rows[1]
    first.cells[NUMBER] = "".join(chr(ord(sign) + 0xFEE0) for sign in first.cells[NUMBER])
    second.cells[NUMBER] = citizen_number(random, made.people[1].born, "330402", last="X").lower()
    return as_csv(made)


@kind("I one digit wrong")
def digit(random: Random) -> Damaged:
    made = table(random)
    row = made.pick()
    place = random.randrange(17)
    number = row.cells[NUMBER]
    other = random.choice([sign for sign in "0123456789" if sign != number[place]])
    row.cells[NUMBER] = number[:place] + other + number[place + 1 :]
    row.reject("wrong-number", "mangled-number", "value-out-of-range", "contradiction")
    return as_csv(made)


@kind("I unusual and valid")
def unusual(random: Random) -> Damaged:
    made = table(random)
    for row, one in zip(made.rows, made.people, strict=True):
        row.cells[NUMBER] = citizen_number(random, one.born, random.choice(UNUSUAL_AREAS))
    return as_csv(made)


@kind("I very old and just born")
def ages(random: Random) -> Damaged:
    made = table(random)
    for row, born in zip(made.rows, (date(1901, 1, 1), date(2021, 3, 1), date(2000, 2, 29)), strict=False):
        row.cells[NUMBER], row.cells[BORN] = citizen_number(random, born, "330402"), born.isoformat()
    return as_csv(made)


@kind("I not yet born, or older than anybody")
def impossible(random: Random) -> Damaged:
    made = table(random)
    for row, born in zip(made.rows, (date(2021, 3, 2), date(2099, 1, 1), date(1850, 1, 1)), strict=False):
        row.cells[NUMBER], row.cells[BORN] = citizen_number(random, born, "330402"), born.isoformat()
        row.reject("contradiction", "value-out-of-range", "wrong-number")
    return as_csv(made)


@kind("I one number twice")
def duplicates(random: Random) -> Damaged:
    made = table(random)
    one, other = made.rows[0], made.rows[-1]
    other.cells[NUMBER], other.cells[BORN] = one.cells[NUMBER], one.cells[BORN]
    one.reject("duplicate")
    other.reject("duplicate")
    return as_csv(made)


@kind("I one number twice, spelt differently")
def disguised(random: Random) -> Damaged:
    made = table(random)
    one, other = made.rows[0], made.rows[-1]
    other.cells[NUMBER], other.cells[BORN] = f"'{one.cells[NUMBER]} ", one.cells[BORN]
    one.reject("duplicate")
    other.reject("duplicate")
    return as_csv(made)


@kind("I the same name, other people")
def namesakes(random: Random) -> Damaged:
    made = table(random)
    made.rows[-1].cells[NAME] = made.rows[0].cells[NAME]
    return as_csv(made)


@kind("I the birth date disagrees")
def birth(random: Random) -> Damaged:
    made = table(random)
    row = made.pick()
    row.cells[BORN] = (birthday(random, date(2020, 1, 1), date(2020, 12, 31))).isoformat()
    row.reject("contradiction")
    return as_csv(made)


@kind("I the sex disagrees")
def sex(random: Random) -> Damaged:
    made = table(random)
    index = made.add_column("性别", lambda one: one.sex)
    row = made.pick()
    row.cells[index] = "女" if row.cells[index] == "男" else "男"
    row.reject("contradiction")
    return as_csv(made)


def _certificates(name: str, damage: str) -> None:
    @kind(f"I certificate: {name}")
    def make(random: Random) -> Damaged:
        made = table(random)
        index = made.add_column("残疾人证号", lambda one: one.certificate)
        row = made.pick()
        number = row.cells[index]
        match damage:
            case "other":
                row.cells[index] = citizen_number(random, birthday(random), "110101") + number[18:]
            case "category":
                row.cells[index] = number[:18] + str(int(number[18]) % 7 + 1) + number[19]
            case "grade":
                row.cells[index] = number[:19] + str(int(number[19]) % 4 + 1)
            case "none":
                row.cells[index] = number[:18] + random.choice("089") + number[19]
            case "short":
                row.cells[index] = number[:18]
            case "again":
                row.cells[index] = number + random.choice(("B1", "b2", "B12"))
            case "figure":
                row.cells[index] = f"{int(number[:17]) * 1000:.5E}"
        if damage != "again":
            row.reject("contradiction", "wrong-number", "mangled-number")
        return as_csv(made)


for _name, _damage in {
    "of somebody else": "other",
    "another category": "category",
    "another grade": "grade",
    "a category that there is not": "none",
    "too short": "short",
    "issued again": "again",
    "as a figure": "figure",
}.items():
    _certificates(_name, _damage)

WORD = ("wrong-value", "value-out-of-range")


@kind("D spellings of days")
def days(random: Random) -> Damaged:
    made = table(random)
    for row, one in zip(made.rows, made.people, strict=True):
        born = one.born
        row.cells[BORN] = random.choice(
            (
                f"{born.year}-{born.month}-{born.day}",
                f"{born:%Y/%m/%d}",
                f"{born.year}.{born.month}.{born.day}",
                f"{born:%Y%m%d}",
                f"{born.year}年{born.month}月{born.day}日",
                str((born - date(1899, 12, 30)).days) if born > date(1930, 1, 1) else f"{born:%Y-%m-%d}",
                f" {born:%Y-%m-%d}",
            )
        )
    return as_csv(made)


changed_cell(
    "D day",
    BORN,
    {
        "01/02/1990": WORD,
        "90-1-1": WORD,
        "1990": WORD,
        "1990-01": WORD,
        "1990-02-30": WORD,
        "1990-13-01": WORD,
        "1990-00-10": WORD,
        "19901301": WORD,
        "1990年2月30日": WORD,
        "昨天": WORD,
        "1990-1-1至今": WORD,
        "-1": WORD,
        "1e4": WORD,
        "1990-01-01 12:30": WORD,
        "9999999": WORD,
    },
)
changed_cell(
    "M amount",
    INCOME,
    {
        "１２３４．５": (),
        "1,234.50": (),
        "￥1234.5": (),
        "1234元": (),
        " 1234.50 ": (),
        "0": (),
        "": (),
        "1234.500": (),
        "八百": WORD,
        "约500": WORD,
        "500-800": WORD,
        "1e3": WORD,
        "1_000": WORD,
        "nan": WORD,
        "inf": WORD,
        "0x10": WORD,
        "-100": WORD,
        "无": WORD,
        "1.234.5": WORD,
        "1,23,4": WORD,
        "12.345": WORD,
        "9" * 40: WORD,
        "١٢٣": WORD,
        "1234,50": WORD,
        "#N/A": WORD,
        "=SUM(A1:A9)": WORD,
        "∞": WORD,
        "1/2": WORD,
        "(100)": WORD,
        "--": WORD,
    },
)
changed_cell(
    "W grade",
    GRADE,
    {
        "1": (),
        "２": (),
        "叁级": (),
        "四级": (),
        "": (),
        "零级": WORD,
        "5": WORD,
        "九级": WORD,
        "1.5": WORD,
        "一级或二级": WORD,
        "重度": WORD,
        "-1": WORD,
        "①": WORD,
    },
)
changed_cell(
    "W category",
    CATEGORY,
    {
        "视力残疾": (),
        " 肢体 ": (),
        "physical": (),
        "": (),
        "视力/听力": WORD,
        "残疾": WORD,
        "否": WORD,
        "肢休": WORD,
        "1": ("wrong-value",),
    },
)
