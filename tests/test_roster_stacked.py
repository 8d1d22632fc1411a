"""Headings over two lines, and merged cells of a sheet."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import duckdb
import pytest
import xlsxwriter

from subsidy_cli.diagnostics import Refusal, RefusedError
from subsidy_cli.library.opening import open_library
from subsidy_cli.roster.normalising import normalise
from subsidy_cli.roster.reading import open_roster
from subsidy_cli.roster.relations import ReadingOptions, Roster
from subsidy_cli.roster.stacked import stack
from test_roster_reading import DAY, PLACE, facts_with_names

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

LIBRARY = open_library(with_user_folder=False)
TWO_LINES = """\
编号,姓名,监护人,,残疾情况,,收入,,备注
,,姓名,身份证号,残疾类别,等级,本人月收入,家庭人均月收入,
1,甲,丙,110101199003070011,肢体,1,100,200,x
2,乙,丁,110101199003070038,视力,二级,100.50,200,y
"""


def read(path: Path, **options: Any) -> tuple[Roster, list[dict[str, Any]], dict[int, list[str]], dict[str, int]]:
    """The roster, the facts of its rows, the codes of its rejects by row, and what was changed how often."""
    chosen = ReadingOptions(LIBRARY.vocabulary, LIBRARY.places, **options)
    with duckdb.connect() as connection:
        roster = open_roster(connection, path, chosen, path.parent)
        normalise(connection, roster, PLACE, DAY, chosen)
        cursor = connection.execute(facts_with_names(roster))
        names = [item[0] for item in cursor.description or ()]
        facts = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        rejects: dict[int, list[str]] = {}
        for row, code in connection.execute('SELECT "#row", code FROM rejects ORDER BY ALL').fetchall():
            rejects.setdefault(row, []).append(code)
        changes = dict(connection.execute("SELECT kind || ':' || \"column\", count FROM changes").fetchall())
        return roster, facts, rejects, changes


def refused(path: Path, refusal: Refusal = Refusal.INPUT, **options: Any) -> list[str]:
    with pytest.raises(RefusedError) as caught:
        read(path, **options)
    assert caught.value.refusal is refusal
    return [item.code for item in caught.value.diagnostics]


@pytest.fixture
def written(tmp_path: Path) -> Callable[[str], Path]:
    def write(content: str) -> Path:
        path = tmp_path / "名册.csv"
        path.write_text(content, encoding="utf-8")
        return path

    return write


@pytest.fixture
def workbook(tmp_path: Path) -> Callable[..., Path]:
    def make(cells: list[list[object]], *merged: tuple[int, int, int, int]) -> Path:
        path = tmp_path / "名册.xlsx"
        with xlsxwriter.Workbook(str(path)) as book:
            page = book.add_worksheet()
            for index, row in enumerate(cells):
                page.write_row(index, 0, row)
            for top, left, bottom, right in merged:
                page.merge_range(top, left, bottom, right, cells[top][left])
        return path

    return make


# headings over two lines


@pytest.mark.parametrize("title", ["", "某县花名册,,,,,,,,\n"])
def test_two_lines_are_joined_and_the_lower_one_is_matched(written: Callable[[str], Path], title: str) -> None:
    path = written(title + TWO_LINES)
    assert refused(path) == ["two-line-heading"]
    roster, facts, rejects, _ = read(path, header_rows=2)
    assert roster.headings == (
        *("编号", "姓名", "监护人姓名", "监护人身份证号", "残疾情况残疾类别", "残疾情况等级"),
        *("收入本人月收入", "收入家庭人均月收入", "备注"),
    )
    assert not rejects
    assert roster.mapping == {
        "name": "c1",
        "disability_category": "c4",
        "disability_grade": "c5",
        "own_income_month": "c6",
        "household_income_per_capita_month": "c7",
    }
    assert [(row["name"], row["own_income_month"], row["#row"]) for row in facts] == [
        ("甲", Decimal("100.00"), 3 + bool(title)),
        ("乙", Decimal("100.50"), 4 + bool(title)),
    ]
    assert roster.skips["title"] == bool(title)
    assert roster.rows_read == 2 + bool(title)


def test_a_guardian_in_the_upper_line_is_never_the_applicant(written: Callable[[str], Path]) -> None:
    """Also where nobody said that there are two lines."""
    path = written("监护人,,残疾情况,\n姓名,身份证号,残疾类别,残疾等级\n丙,110101199003070011,肢体,1\n")
    assert refused(path) == ["two-line-heading"]
    roster, facts, _, _ = read(path, header_rows=2)
    assert set(roster.mapping) == {"disability_category", "disability_grade"}
    assert "citizen_id" not in facts[0]


@pytest.mark.parametrize(
    ("upper", "lower", "codes"),
    [
        ("姓名,护理", ",等级", ["ambiguous-heading"]),
        ("姓名,年收入（元）", ",本人收入", ["annual-income"]),
        ("姓名,收入（万元）", ",本人月收入", ["wrong-unit"]),
        ("本人,家庭成员", "姓名,姓名", ["ambiguous-heading"]),
    ],
)
def test_what_two_lines_leave_open_is_asked(
    written: Callable[[str], Path], upper: str, lower: str, codes: list[str]
) -> None:
    assert refused(written(f"{upper}\n{lower}\n甲,1\n"), header_rows=2) == codes


def test_both_lines_together_may_be_the_synonym_or_be_mapped(written: Callable[[str], Path]) -> None:
    path = written("姓名,户籍,家庭,生活\n,所在地,成员数,费用\n甲,嘉兴市,3,12\n")
    roster, facts, _, _ = read(path, header_rows=2, mapping={"生活费用": "own_income_month"})
    assert set(roster.mapping) == {"name", "hukou_place", "household_members", "own_income_month"}
    assert facts[0]["household_members"] == 3
    assert set(read(path, header_rows=2, mapping={"费用": "own_income_month"})[0].mapping) == set(roster.mapping)


def test_headings_again_and_rows_that_are_none_are_named(written: Callable[[str], Path]) -> None:
    heading = "".join(TWO_LINES.splitlines(keepends=True)[:2])
    roster, facts, rejects, _ = read(written(f"{TWO_LINES}{heading},,,,,,,,\n合计,,,,,,200.5,,\n"), header_rows=2)
    assert roster.skips == {"blank": 1, "total": 1, "repeated_header": 2, "title": 0}
    assert len(facts) == 2
    assert not rejects


def test_the_first_of_two_lines_may_be_named(written: Callable[[str], Path]) -> None:
    path = written(f"说明\n{TWO_LINES}")
    assert read(path, header_rows=2, header_row=2)[0].headings[1] == "姓名"
    assert "no-heading" in refused(path, header_rows=2, header_row=9)


def test_a_sheet_says_itself_how_far_a_heading_goes(workbook: Callable[..., Path]) -> None:
    cells: list[list[object]] = [
        ["花名册"],
        ["姓名", "残疾情况", "", "", "收入"],
        ["", "残疾类别", "残疾等级", "备注", "本人月收入"],
        ["甲", "肢体", "一级", "x", 100],
    ]
    path = workbook(cells, (0, 0, 0, 4), (1, 0, 2, 0), (1, 1, 1, 2))
    assert refused(path) == ["two-line-heading"]
    roster, facts, _, _ = read(path, header_rows=2)
    assert roster.headings == ("姓名", "残疾情况残疾类别", "残疾情况残疾等级", "备注", "收入本人月收入")
    assert (facts[0]["disability_grade"], facts[0]["own_income_month"], facts[0]["#row"]) == (1, Decimal("100.00"), 4)


def test_two_lines_column_by_column() -> None:
    both = stack(["a", "", "", "b", "", "Income"], ["", "x", "y", "z", "", "own"], ())
    assert [each.text for each in both] == ["a", "x", "y", "b z", "", "Income own"]
    assert [each.text for each in stack(["甲", "", "", "乙"], ["x", "y", "z", "乙"], ())] == ["甲x", "甲y", "甲z", "乙"]
    assert [each.text for each in stack(["甲", "", ""], ["x", "y", "z"], ((0, 1),))] == ["甲x", "甲y", "z"]


def test_an_option_that_means_nothing_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"姓名": "甲"}\n', encoding="utf-8")
    assert refused(path, Refusal.USAGE, header_rows=2) == ["idle-option"]
    assert refused(path, Refusal.USAGE, fill_merged=True) == ["idle-option"]


# merged cells

PEOPLE: list[list[object]] = [
    ["姓名", "户号", "残疾等级", "本人月收入", "备注"],
    ["甲", "7", "一级", 100, "a"],
    ["乙", "", "二级", 200, "b"],
    ["", "", "", "", ""],
    ["丙", "8", "三级", 300, "c"],
]


def test_merged_cells_take_the_first_value_where_that_is_asked(workbook: Callable[..., Path]) -> None:
    path = workbook(PEOPLE, (1, 1, 3, 1))
    assert read(path)[2] == {2: ["merged-cell"], 3: ["merged-cell"]}
    roster, facts, rejects, changes = read(path, fill_merged=True)
    assert [(row["name"], row["household_id"]) for row in facts] == [("甲", "7"), ("乙", "7"), ("丙", "8")]
    assert not rejects
    assert changes["filled-merged:户号"] == 1
    assert roster.skips["blank"] == 1


def test_cells_merged_over_read_columns_are_never_filled(workbook: Callable[..., Path]) -> None:
    """Nobody can tell whether the value is that of both columns."""
    assert set(read(workbook(PEOPLE, (1, 1, 2, 2)), fill_merged=True)[2]) == {2, 3}


def test_cells_merged_in_one_row_hide_only_those_they_cover(workbook: Callable[..., Path]) -> None:
    beside_a_remark = workbook(PEOPLE, (1, 3, 1, 4))
    roster, facts, rejects, _ = read(beside_a_remark)
    assert [row["own_income_month"] for row in facts] == [100, 200, 300]
    assert not rejects
    assert roster.skips["blank"] == 1
    over_two = workbook(PEOPLE, (1, 2, 1, 3))
    assert read(over_two)[2] == {2: ["merged-cell"]}
    covered = workbook([["备注", "姓名", "残疾等级"], ["甲", "", "一级"], ["", "乙", "二级"]], (1, 0, 1, 1))
    assert read(covered)[2] == {2: ["merged-cell"]}


def test_a_first_cell_without_a_value_speaks_for_nobody(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        page = book.add_worksheet()
        for index, row in enumerate(PEOPLE):
            page.write_row(index, 0, row)
        page.merge_range(1, 3, 2, 3, "")
        page.write_formula(1, 3, "=1/0", None, "#DIV/0!")
    assert read(path, fill_merged=True)[2] == {2: ["error-cell"], 3: ["error-cell"]}
