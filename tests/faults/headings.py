"""Headings: spelt in every way, above titles, about other people, twice, in two lines, or not there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .people import birthday, citizen_number
from .rosters import BORN, CATEGORY, GRADE, HEADINGS, INCOME, NAME, NUMBER, Damaged, as_csv, kind, refused, table

if TYPE_CHECKING:
    from random import Random

    from .rosters import Table

SPELT = {
    NUMBER: (
        " 身份证号 ",
        "身份证号码",
        "公民身份号码",
        "身份证号*",
        "*身份证号",
        "身 份 证 号",
        "\u200b身份证号",
        "身份证号：",
    ),
    GRADE: ("残疾等级", "残疾 等级", "残疾等级（必填）", "残疾等级(级)", "ＤＩＳＡＢＩＬＩＴＹ_ＧＲＡＤＥ"),
    BORN: ("出生日期", "出生日期（年月日）", "出生日期(YYYY-MM-DD)", "出生\u3000日期"),
    INCOME: ("本人月收入（元）", "本人月收入(元/月)", "本人月收入（人民币）", "own_income_month", "Own_Income_Month"),
    CATEGORY: ("残疾类别", "残疾类别:", "disability_category"),
}


def _spelt(column: int, number: int) -> None:
    @kind(f"H spelling {column}.{number}")
    def make(random: Random) -> Damaged:
        made = table(random)
        made.headings[column] = SPELT[column][number]
        row = made.pick()
        row.cells[GRADE] = "九级"
        row.reject("wrong-value", "value-out-of-range")
        other = made.pick()
        other.cells[NUMBER] = other.cells[NUMBER][:-1] + ("1" if other.cells[NUMBER][-1] != "1" else "2")
        other.reject("wrong-number", "mangled-number")
        return as_csv(made)


for _column, _words in SPELT.items():
    for _number in range(len(_words)):
        _spelt(_column, _number)


@kind("H titles above")
def titles(random: Random) -> Damaged:
    made = table(random)
    lines = ["某县残疾人两项补贴花名册" + "," * (len(HEADINGS) - 1), "填表日期：2021年3月1日,,,,,,,"]
    count = random.randint(1, 2)
    text = "\n".join(lines[:count]) + "\n" + made.text()
    return Damaged("名册.csv", text.encode(), made.rows, skips={"title": count}, told=("title-rows",))


@kind("H none at all")
def none(random: Random) -> Damaged:
    return refused("名册.csv", table(random).text().split("\n", 1)[1].encode(), "no-heading")


@kind("H none that is known")
def unknown(random: Random) -> Damaged:
    return refused("名册.csv", "甲列,乙列,丙列\n1,2,3\n4,5,6\n".encode(), "no-heading")


@kind("H one twice")
def twice(random: Random) -> Damaged:
    made = table(random)
    made.headings[7] = random.choice(("身份证号", " 身份证号", "身份证号 *"))
    return refused("名册.csv", made.text().encode(), "repeated-heading", "ambiguous-heading")


@kind("H two for one fact")
def two(random: Random) -> Damaged:
    made = table(random)
    made.headings[7] = "公民身份号码"
    return refused("名册.csv", made.text().encode(), "ambiguous-heading")


@kind("H the guardian's number and name")
def guardian(random: Random) -> Damaged:
    """They are kept and never read: a mistyped number of a guardian is not the applicant's."""
    made = table(random)
    made.add_column("监护人姓名", lambda _: "某人", at=1)
    made.add_column("监护人身份证号", lambda _: random.choice(("", "不详", "123456789012345678")), at=2)
    return as_csv(made)


@kind("H the guardian's number alone")
def guardian_alone(random: Random) -> Damaged:
    made = table(random)
    made.headings[NAME], made.headings[NUMBER] = "监护人姓名", "监护人身份证号"
    for row in made.rows:
        row.cells[NUMBER] = "不详"
    return as_csv(made)


@kind("H the guardian's number mapped to the applicant")
def guardian_mapped(random: Random) -> Damaged:
    made = table(random)
    made.headings[NUMBER] = "监护人身份证号"
    return refused("名册.csv", made.text().encode(), "someone-else", options=("--map", "监护人身份证号=citizen_id"))


@kind("H repeated within the file")
def repeated(random: Random) -> Damaged:
    made = table(random)
    lines = made.text().splitlines()
    count = random.randint(1, 3)
    for _ in range(count):
        lines.insert(random.randint(2, len(lines)), lines[0])
    return Damaged("名册.csv", ("\n".join(lines) + "\n").encode(), made.rows, skips={"repeated_header": count})


@kind("H a yearly income")
def yearly(random: Random) -> Damaged:
    made = table(random)
    made.headings[INCOME] = random.choice(("家庭年收入", "年收入", "本人年收入", "家庭人均年收入", "本人收入（元/年）"))
    return refused("名册.csv", made.text().encode(), "annual-income")


@kind("H a yearly income, mapped as such")
def mapped_yearly(random: Random) -> Damaged:
    made = table(random)
    made.headings[INCOME] = "本人年收入"
    return as_csv(made, options=("--map", "本人年收入=own_income_month@year"))


@kind("H ten thousands of yuan")
def wan(random: Random) -> Damaged:
    made = table(random)
    made.headings[INCOME] = random.choice(("本人月收入（万元）", "本人月收入(千元)"))
    return refused("名册.csv", made.text().encode(), "wrong-unit")


def _in_two_lines(made: Table) -> list[str]:
    """The lines of the table, its headings in the first two of them."""
    _, *rows = made.text().splitlines()
    return ["编号,姓名,身份证号,残疾情况,,,收入,备注", ",,,残疾类别,残疾等级,出生日期,本人月收入,", *rows]


@kind("H in two lines")
def two_lines(random: Random) -> Damaged:
    """The second line is no person."""
    lines = _in_two_lines(table(random))
    return refused("名册.csv", ("\n".join(lines) + "\n").encode(), "two-line-heading", "no-heading")


@kind("H in two lines, read as such")
def two_lines_read(random: Random) -> Damaged:
    made = table(random)
    lines = _in_two_lines(made)
    titles = random.choice(([], ["某县花名册,,,,,,,"]))
    lines[0:0] = titles
    skips = {"title": len(titles)}
    if random.random() < 0.5:
        lines += lines[len(titles) : len(titles) + 2]
        skips["repeated_header"] = 2
    return Damaged(
        "名册.csv", ("\n".join(lines) + "\n").encode(), made.rows, skips=skips, options=("--header-rows", "2")
    )


@kind("H in three lines, two of them read")
def three_lines(random: Random) -> Damaged:
    made = table(random)
    lines = made.text().splitlines()
    lines[0:0] = [
        "编号,姓名,身份证号,残疾情况,,,收入,备注",
        "编号,姓名,身份证号,残疾类别,残疾等级,出生日期,本人月收入,",
    ]
    return refused("名册.csv", ("\n".join(lines) + "\n").encode(), "three-line-heading", options=("--header-rows", "2"))


@kind("H in two lines, the first one fuller")
def two_lines_fuller(random: Random) -> Damaged:
    made = table(random)
    lines = made.text().splitlines()
    lines[0] = "编号,姓名,身份证号,残疾,,出生日期,本人月收入,备注"
    lines.insert(1, ",,,残疾类别,残疾等级,,,")
    return refused("名册.csv", ("\n".join(lines) + "\n").encode(), "two-line-heading", "no-heading")


@kind("H unknown columns")
def others(random: Random) -> Damaged:
    """Whatever they hold, they come through as they are."""
    made = table(random)
    strange = ("=1+1", " x ", "０１２", "1e5", "", '"', "a\tb", "NULL", "0012", "无", "\\N", "#N/A", "\\")
    for heading in ("开户行", "卡号", "", "联系 电话"):
        made.add_column(heading, lambda _: random.choice(strange), at=random.randint(0, len(made.headings)))
    return as_csv(made)


@kind("H mapped by hand")
def mapped(random: Random) -> Damaged:
    made = table(random)
    made.headings[NUMBER] = "证件"
    row = made.pick()
    row.cells[NUMBER] = citizen_number(random, birthday(random), "330402")[:-1] + "?"
    row.reject("wrong-number")
    return as_csv(made, options=("--map", "证件=citizen_id"))


@kind("H mapped to what is not there")
def mapped_wrong(random: Random) -> Damaged:
    content = table(random).text().encode()
    option = random.choice(("没有=citizen_id", "备注=no_such_fact"))
    return refused("名册.csv", content, "unknown-column", "unknown-fact", options=("--map", option))


@kind("H the place of each row")
def place(random: Random) -> Damaged:
    made = table(random)
    heading = random.choice(("地方", "地区", "place", "县（市、区）"))
    made.add_column(heading, lambda _: random.choice(("嘉兴市", "jiaxing", "平湖", "")))
    index = len(made.headings) - 1
    row = made.pick()
    row.cells[index] = "火星"
    row.reject("wrong-value")
    return as_csv(made)


@kind("H named like the results")
def results(random: Random) -> Damaged:
    made = table(random)
    made.headings[7] = "living_allowance_status"
    return refused("名册.csv", made.text().encode(), "column-exists")
