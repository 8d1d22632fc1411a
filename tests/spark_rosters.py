"""Rosters for two engines to disagree about: values in every spelling, numbers and households with every fault."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import TYPE_CHECKING

from faults.people import GRADES, check_character, people

if TYPE_CHECKING:
    from random import Random

    from faults.people import Person

HEADINGS = (
    *("编号", "姓名", "身份证号", "残疾人证号", "残疾类别", "残疾等级", "出生日期", "性别", "户籍地", "残疾人证核发地"),
    *("残疾人证有效", "家庭人均月收入", "本人月收入", "家庭编号", "家庭人口", "是否申请人", "生活自理能力", "照护方式"),
    *("已就业", "纳入医疗救助", "地区", "计算日", "备注"),
)
(_, _, NUMBER, CERTIFICATE, CATEGORY, GRADE, BORN, SEX, HUKOU, ISSUED, VALID, AVERAGE, INCOME, HOUSEHOLD, MEMBERS,
 APPLICANT, CARE, SETTING, EMPLOYED, MEDICAL, PLACE, DAY, NOTE) = range(len(HEADINGS))  # fmt: skip
MONEY = ("500.00", "1,500.00", "１５００", "1500.01", "￥800元", "999.999", "1e3", "-5", "800 元", '="700"', "'600", "")
TRUTHS = ("是", "否", "Y", "true", "")
YEARS = ("2021-03-01", "2019/3/1", "")
WIDE = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")


def roster(random: Random, count: int, *, is_mixed: bool) -> list[list[str]]:
    """Rows of one place and day, or of several."""
    everybody = people(random, count)
    rows = [_row(random, number, one, is_mixed=is_mixed) for number, one in enumerate(everybody)]
    for number, row in enumerate(rows):
        if random.random() < 0.3:
            random.choice(DAMAGE)(random, row, everybody[number - 1])
    start = 0
    while start < count:
        size = random.choice((1, 1, 1, 2, 3, 4))
        if size > 1:
            _put_together(random, rows[start : start + size])
        start += size
    return rows


def _row(random: Random, number: int, one: Person, *, is_mixed: bool) -> list[str]:
    choose = random.choice
    row = [""] * len(HEADINGS)
    row[0], row[1], row[NUMBER], row[CERTIFICATE] = str(number + 1), one.name, one.number, one.certificate
    row[CATEGORY] = choose((one.category, f"{one.category}残疾"))
    row[GRADE] = choose((one.grade, one.grade[0], str(GRADES.index(one.grade) + 1)))
    row[BORN] = choose(_spellings(one.born))
    row[SEX] = choose((one.sex, ""))
    row[HUKOU], row[ISSUED] = choose(("嘉兴市", "平湖市", "平湖", "抚州市", "")), choose(("嘉兴市", "zhejiang/jiaxing"))
    row[VALID], row[EMPLOYED], row[MEDICAL] = choose(TRUTHS), choose(TRUTHS), choose(TRUTHS)
    row[AVERAGE] = choose(("500.00", "1200.5", "1500", "1500.01", "")) if random.random() < 0.8 else choose(MONEY)
    row[INCOME] = one.income
    row[APPLICANT] = choose(("是", "是", "是", "", "否"))
    row[CARE] = choose(("能自理", "完全不能自理", "部分不能自理", "基本不能自理", ""))
    row[SETTING] = choose(("居家照护", "机构集中托养", ""))
    row[NOTE] = choose(("", "甲,乙", 'say "so"', "　宽　", "=1+1"))
    row[PLACE], row[DAY] = (choose(("嘉兴市", "平湖市")), choose(YEARS)) if is_mixed else ("嘉兴市", "2021-03-01")
    return row


def _spellings(born: date) -> tuple[str, ...]:
    serial = (born - date(1899, 12, 30)).days
    return (
        *(born.isoformat(), f"{born:%Y/%m/%d}", f"{born:%Y%m%d}", f"{born.year}.{born.month}.{born.day}"),
        *(f"{born.year}年{born.month}月{born.day}日", f"{serial}", ""),
    )


def _put_together(random: Random, rows: list[list[str]]) -> None:
    """A household, of which some rows say nothing, or something else."""
    members = random.choice((str(len(rows)), "", "7"))
    for row in rows:
        row[HOUSEHOLD], row[MEMBERS] = f"H{rows[0][0]}", members if random.random() < 0.95 else "9"
        row[DAY] = rows[0][DAY]
        row[AVERAGE] = "" if random.random() < 0.7 else row[AVERAGE]
        row[INCOME] = "" if random.random() < 0.1 else row[INCOME]


def _set(column: int, *values: str):  # type: ignore[no-untyped-def]
    def change(random: Random, row: list[str], _: Person) -> None:
        row[column] = random.choice(values)

    return change


def _number(change):  # type: ignore[no-untyped-def]
    def changed(_: Random, row: list[str], __: Person) -> None:
        row[NUMBER] = change(row[NUMBER])

    return changed


def _another_certificate(_: Random, row: list[str], other: Person) -> None:
    row[CERTIFICATE] = other.certificate


def _twice(_: Random, row: list[str], other: Person) -> None:
    row[NUMBER], row[CERTIFICATE] = other.number, ""


def _nobody(random: Random, row: list[str], _: Person) -> None:
    row[NUMBER] = row[CERTIFICATE] = ""
    row[BORN] = random.choice(("2025-01-01", "1890-01-01", "1990-02-30", "01/02/1990", ""))


def _other_last(number: str) -> str:
    return number[:17] + ("0" if check_character(number[:17]) != "0" else "1")


DAMAGE = (
    _number(_other_last),
    _number(lambda number: "4.40106E+17"),
    _number(lambda number: number[:15]),
    _number(lambda number: f"{number[:15]}000"),
    _number(lambda number: f"{number[:17]}Х"),
    _number(lambda number: f"{number[:6]}20130230{number[14:]}"),
    _number(lambda number: f"{number[:6]}1990 101{number[14:]}"),
    _number(lambda number: number.translate(WIDE)),
    _number(lambda number: f" '{number.lower()}\u200b"),
    _set(CERTIFICATE, "", "110101", "B", "1101011990030700114400000000"),
    _set(GRADE, "九级", "0", "5"),
    _set(SEX, "男", "女", "不详"),
    _set(BORN, "1950-01-01", "1990-13-01", "1990", "99-1-1"),
    _set(AVERAGE, *MONEY),
    _set(HUKOU, "不存在市", " 嘉兴市 "),
    _set(PLACE, "火星", "杭州市"),
    _set(CARE, "?", "自理"),
    _another_certificate,
    _twice,
    _nobody,
)


def lines(random: Random, rows: list[list[str]], *, damaged: bool) -> list[str]:
    """The rows as lines of a text file without its headings, some of them broken in every way that a line can be."""
    written = []
    for row in rows:
        cell = io.StringIO()
        csv.writer(cell, lineterminator="").writerow(row)
        line = cell.getvalue()
        if damaged and random.random() < 0.03:
            written += random.choice(BREAKS)(line)
        else:
            written.append(line)
    return written


_EMPTY = "," * (len(HEADINGS) - 1)
BREAKS = (
    lambda line: [f"{line},extra"],
    lambda line: [line.rsplit(",", 3)[0]],
    lambda line: [f'"open{line}', line],
    lambda line: [f'"a"b{line}'],
    lambda line: [line.replace("市", "市\0", 1)],
    lambda line: ["", line],
    lambda line: [line, ",".join(HEADINGS)],
    lambda line: [line, f"合计{_EMPTY}"],
    lambda line: [f" {_EMPTY}", f"小计:,100{_EMPTY[1:]}"],
)
