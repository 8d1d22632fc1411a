"""Sums of a roster: what enters the totals and what stands apart, and loud words where an average may be wrong."""

from __future__ import annotations

import csv
import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from subsidy_cli.cli.entry import run
from subsidy_cli.presentation.layout import width_of
from subsidy_cli.roster import tallying

if TYPE_CHECKING:
    from pathlib import Path

JIAXING = ("--place", "jiaxing", "--as-of", "2021-03-01", "--standard", "dibao_month=1000", "--assume", "usual")
LIVING = "姓名,残疾等级,残疾类别,户籍地,残疾人证核发地,残疾人证有效,家庭人均月收入,家庭救助类型,出生日期,其他生活补贴（津贴）月额,place\n"
WHERE = "嘉兴市,嘉兴市,是"


def scored(folder: Path, content: str, *options: str, summary: str = "sum.json") -> dict[str, Any]:
    source = folder / "名册.csv"
    source.write_text(content, encoding="utf-8")
    code = run(["batch", str(source), str(folder / "out.csv"), *options, "--summary", str(folder / summary)])
    assert code in {0, 1}
    return json.loads((folder / summary).read_text(encoding="utf-8")) if summary.endswith(".json") else {}


def by_id(summary: dict[str, Any], benefit: str) -> dict[str, Any]:
    return next(each for each in summary["benefits"] if each["id"] == benefit)


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


DISPLACED = (
    f"{LIVING}甲,1,肢体,{WHERE},900,none,1990-01-01,0,jiaxing\n"
    f"乙,1,肢体,{WHERE},900,none,1990-01-01,300.00,jiaxing\n"
    f"丙,1,肢体,{WHERE},900,none,1990-01-01,300.01,jiaxing\n"
)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_is_displaced_enters_no_total(tmp_path: Path, capsys: pytest.CaptureFixture[str], language: str) -> None:
    summary = scored(tmp_path, DISPLACED, *JIAXING, "--kind", "living", "--lang", language)
    benefit = by_id(summary, "living_allowance")
    assert benefit["eligible"] == 3
    assert benefit["yuan"] == {"low": "600.00", "high": "600.00"}
    assert benefit["apart"] == {"displaced": {"rows": 1, "low": "300.00", "high": "300.00"}}
    assert summary["yuan_per_month"] == "600.00"
    assert summary["yuan_per_month_apart"] == {"displaced": "300.00"}
    assert [place["yuan_per_month"] for place in summary["places"]] == ["600.00"]
    assert [band["yuan_per_month"] for band in summary["age_bands"]] == ["600.00"]
    told = capsys.readouterr().err
    told.encode("gbk")
    assert all(width_of(line) <= 80 for line in told.splitlines())
    assert {"zh": "择高替代", "en": "displaced"}[language] in told


@pytest.mark.parametrize("reasons", [(), ("--without", "reasons")])
@pytest.mark.parametrize("alike", [0, tallying.SAMPLE + 1])
@pytest.mark.parametrize("places", [("jiaxing",), ("jiaxing", "pinghu")])
def test_rows_put_together_first_give_the_same_sums(
    tmp_path: Path, places: tuple[str, ...], alike: int, reasons: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """In pieces of a few rows, each outcome first put together or not: open amounts, what is displaced, one place or two."""
    lines = [
        f"{number},{1 + number % 4},{('肢体', '精神', '')[number // 2 % 3]},{WHERE},{('', '900', '1600')[number % 3]},"
        f"{('none', 'dibao', '')[number // 3 % 3]},{1940 + number * 3}-01-01,{('', '0', '300.01')[number // 4 % 3]},"
        f"{places[number % len(places)]}\n"
        for number in range(24)
        for _ in range(2)
    ]
    options = (*JIAXING, "--kind", "living", "--kind", "care", "--kind", "insurance", *reasons)
    whole = scored(tmp_path, LIVING + "".join(lines), *options)
    assert any(each["unknown"] for each in whole["benefits"])
    assert any(each["eligible"] and each["yuan"]["high"] is None for each in whole["benefits"])
    assert whole["yuan_per_month_apart"]
    monkeypatch.setattr(tallying, "PIECE", 5)
    monkeypatch.setattr(tallying, "TOGETHER", 2)
    monkeypatch.setattr(tallying, "LONG", 10)
    monkeypatch.setattr(tallying, "ALIKE", alike)
    judged: list[bool] = []
    are_alike = tallying._are_alike
    monkeypatch.setattr(tallying, "_are_alike", lambda *terms: (judged.append(are_alike(*terms)), judged[-1])[1])
    assert scored(tmp_path, LIVING + "".join(lines), *options) == whole
    assert judged == [alike == 0]


@pytest.mark.parametrize("file", ["sum.html", "sum.xlsx"])
def test_what_is_apart_stands_in_the_report(tmp_path: Path, file: str) -> None:
    scored(tmp_path, DISPLACED, *JIAXING, "--kind", "living", "--lang", "zh", summary=file)
    if file.endswith(".html"):
        text = (tmp_path / file).read_text(encoding="utf-8")
        assert "另列，不计入合计" in text
        assert "择高替代" in text
        return
    from python_calamine import load_workbook

    book = load_workbook(str(tmp_path / file))
    assert book.get_sheet_by_name("另列，不计入合计").to_python()[1][:2] == ["困难残疾人生活补贴", "择高替代"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_was_answered_as_is_usual_has_a_sheet_of_its_own(tmp_path: Path, language: str) -> None:
    from python_calamine import load_workbook

    scored(tmp_path, DISPLACED, *JIAXING, "--kind", "living", "--lang", language, summary="sum.xlsx")
    name = {"zh": "未给出而按通常情况作答", "en": "Usual answers where left out"}[language]
    assert load_workbook(str(tmp_path / "sum.xlsx")).get_sheet_by_name(name).to_python()[1:]


def test_only_what_is_mandatory_is_payable_where_places_differ(tmp_path: Path) -> None:
    """Where the force of a benefit depends on the row, each row counts by its own."""
    headings = "姓名,place,as_of,残疾等级,残疾类别,户籍地,残疾人证核发地,残疾人证有效,需要长期照护,生活自理能力,护理补贴标准,已延伸\n"
    people = (
        "甲,fuzhou,2023-03-01,一级,视力,抚州市,抚州市,是,是,,100,是\n"
        "乙,fuzhou,2023-03-01,三级,智力,抚州市,抚州市,是,是,,100,是\n"
        "丙,jiaxing,2021-03-01,一级,视力,嘉兴市,嘉兴市,是,是,完全不能自理,,\n"
    )
    summary = scored(
        tmp_path,
        headings + people,
        *("--map", "护理补贴标准=local_care_allowance_month", "--map", "已延伸=care_extension_adopted"),
        *("--assume", "usual", "--kind", "care", "--lang", "zh", "--layout", "long"),
    )
    rows = [row for row in rows_of(tmp_path / "out.csv") if row["benefit"] == "care_allowance"]
    payable = sum(Decimal(row["amount"] or 0) for row in rows if row["standing"] == "mandatory")
    apart = sum(Decimal(row["amount"] or 0) for row in rows if row["standing"] == "discretionary")
    standings = {row["姓名"]: row["standing"] for row in rows}
    assert standings == {"甲": "mandatory", "乙": "discretionary", "丙": "mandatory"}
    benefit = by_id(summary, "care_allowance")
    assert Decimal(benefit["yuan"]["low"]) == payable
    assert Decimal(benefit["apart"]["discretionary"]["low"]) == apart
    assert Decimal(summary["yuan_per_month"]) == payable


# households

HOUSEHOLD = "姓名,户号,本人月收入,残疾等级,残疾类别,户籍地,残疾人证核发地,残疾人证有效,家庭人口数,是否申请人\n"


def household(*rows: str) -> str:
    return HOUSEHOLD + "".join(
        f"{name},{number},{income},1,肢体,{WHERE},{members},{applicant}\n"
        for name, number, income, members, applicant in (row.split(",") for row in rows)
    )


@pytest.mark.parametrize(
    ("rows", "codes"),
    [
        (("甲,1,900,,是", "乙,1,900,,是"), ["average-of-applicants-only"]),
        (("甲,1,900,,", "乙,2,900,,"), ["average-of-applicants-only"]),
        (("甲,1,900,2,是", "乙,1,900,2,是"), []),
        (("甲,1,900,,是", "乙,1,900,,否"), []),
        (("甲,1,900,3,是", "乙,1,900,3,是"), ["members-not-listed"]),
        (("甲,1,900,,是", "乙,2,900,2,是"), ["average-of-applicants-only", "members-not-listed"]),
        (("甲,1,900,3,是", "乙,1,900,3,否"), []),
        (("甲,1,,,是", "乙,1,900,,是"), []),
    ],
)
def test_averages_over_certificate_holders_only_are_told_loudly(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], rows: tuple[str, ...], codes: list[str]
) -> None:
    summary = scored(tmp_path, household(*rows), *JIAXING, "--kind", "living", "--lang", "zh")
    receipt = json.loads((tmp_path / "out.csv.receipt.json").read_text(encoding="utf-8"))
    for told in (summary, receipt):
        assert [notice["code"] for notice in told["notices"] if notice["hint"] is not None] == codes
    told = capsys.readouterr().err
    assert told.count("！！注意") == len(codes)
    assert all(width_of(line) <= 80 for line in told.splitlines())


def test_rows_that_may_be_anybodys_members_are_told_loudly(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    content = household("甲,1,900,,是", "乙,1,900,,否", "丙,2,900,2,是", "丁,2,900,2,否") + "戊\n"
    summary = scored(tmp_path, content, *JIAXING, "--kind", "living", "--lang", "zh")
    (notice,) = [notice for notice in summary["notices"] if notice["hint"] is not None]
    assert notice["code"] == "members-may-be-missing"
    assert "1 户（2 行）" in notice["message"]["zh"]
    assert "(households: 1, rows: 2)" in notice["message"]["en"]
    told = capsys.readouterr().err
    assert told.count("！！注意") == 1
    assert all(width_of(line) <= 80 for line in told.splitlines())


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_warning_stands_on_the_page_before_the_figures(tmp_path: Path, language: str) -> None:
    scored(
        tmp_path,
        household("甲,1,900,,", "乙,1,900,,"),
        *JIAXING,
        "--kind",
        "living",
        "--lang",
        language,
        summary="sum.html",
    )
    text = (tmp_path / "sum.html").read_text(encoding="utf-8")
    assert text.index('role="alert"') < text.index('<dl class="leading">')


def test_households_of_several_days_are_kept_apart(tmp_path: Path) -> None:
    headings, *rows = household("甲,1,900,,", "乙,1,900,,", "甲,1,800,,", "乙,1,,,").splitlines()
    days = ("2021-03-01", "2021-03-01", "2021-04-01", "2021-04-01")
    dated = [f"{row},{day}" for row, day in zip(rows, days, strict=True)]
    content = "\n".join([f"{headings},as_of", *dated]) + "\n"
    summary = scored(tmp_path, content, *JIAXING, "--kind", "living", "--lang", "zh")
    assert summary["notices"][0]["code"] == "average-of-applicants-only"
    assert summary["notices"][0]["message"]["zh"].startswith("1 户（2 行）")
