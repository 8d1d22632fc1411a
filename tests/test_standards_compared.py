"""Local standards between two days, places and folders: which values are new, have ended, or are others now."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from wcwidth import wcswidth

from cli_running import Runner, prepare
from small_library import build, write
from subsidy_cli.library.opening import open_library
from subsidy_cli.validation.ends import End, Scope, comparisons

if TYPE_CHECKING:
    from pathlib import Path

    from syrupy.assertion import SnapshotAssertion

CITY = """\
[[standards]]
standard   = "dibao_month"
value      = "1000.00"
from       = 2020-07-01
to         = 2021-06-30
source     = "调整低保标准的通知"
number     = "测民〔2020〕1号"
confidence = "medium"

[[standards]]
standard   = "dibao_month"
value      = "1100.00"
from       = 2021-07-01
to         = 2022-06-30
source     = "调整低保标准的通知"
number     = "测民〔2021〕1号"
confidence = "medium"

[[standards]]
standard   = "dibao_month"
value      = "1200.00"
from       = 2022-07-01
to         = 2023-06-30
source     = "按增幅测算"
confidence = "inferred"

[[standards]]
standard   = "dibao_month"
value      = "1300.00"
from       = 2023-07-01
source     = "城乡有别的通知"
confidence = "medium"
when       = "not is_rural"

[[standards]]
standard   = "dibao_month"
value      = "900.00"
from       = 2023-07-01
source     = "城乡有别的通知"
confidence = "medium"
when       = "is_rural"

[[standards]]
standard   = "care_uplift_adopted"
value      = true
from       = 2021-07-01
source     = "残联文件"
confidence = "high"
"""
COUNTY = """\
[[standards]]
standard   = "dibao_month"
value      = "1100"
from       = 2021-07-01
to         = 2022-06-30
source     = "县里的通知"
confidence = "medium"
"""
DIFF = "policy diff --policies policies --place {place} {more} --format json"


@pytest.fixture
def cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Runner:
    runner = prepare(tmp_path, monkeypatch)
    library(tmp_path / "policies")
    return runner


def library(root: Path, city: str = CITY) -> None:
    build(root, standards_dot_toml=city)
    write(root / "zhejiang/jiaxing/pinghu/standards.toml", COUNTY)


def standards(cli: Runner, more: str, place: str = "jiaxing") -> list[Any]:
    (found,) = cli(DIFF.format(place=place, more=more)).json["comparisons"]
    assert found["counts"]["standards"] == len(found["standards"])
    return list(found["standards"])


def values(side: list[Any]) -> list[tuple[str, str | None, str]]:
    return [(each["value"], each["when"], each["from"]) for each in side]


def test_a_changed_value_has_both_figures_days_and_documents(cli: Runner) -> None:
    dibao, uplift = standards(cli, "--from-day 2021-06-30 --to-day 2021-07-01")
    assert (dibao["id"], dibao["change"], dibao["same_value"]) == ("dibao_month", "differs", False)
    assert values(dibao["old"]) == [("1000.00", None, "2020-07-01")]
    assert values(dibao["new"]) == [("1100.00", None, "2021-07-01")]
    assert (dibao["new"][0]["number"], dibao["new"][0]["confidence"]) == ("测民〔2021〕1号", "medium")
    assert dibao["benefits"] == ["living_allowance"]
    assert (uplift["id"], uplift["change"], uplift["old"]) == ("care_uplift_adopted", "appears", [])
    assert uplift["new"][0]["value"] is True


def test_an_inferred_value_is_named_and_counts_only_on_request(cli: Runner) -> None:
    days = "--from-day 2022-06-30 --to-day 2022-07-01"
    (gap,) = standards(cli, days)
    assert (gap["change"], gap["new"], values(gap["inferred"])) == ("ends", [], [("1200.00", None, "2022-07-01")])
    (filled,) = standards(cli, f"{days} --allow-inferred")
    assert (filled["change"], filled["inferred"]) == ("differs", [])
    assert filled["new"][0]["confidence"] == "inferred"


def test_town_and_country_stand_side_by_side(cli: Runner) -> None:
    (found,) = standards(cli, "--from-day 2023-06-30 --to-day 2023-07-01")
    assert found["change"] == "appears"
    assert values(found["new"]) == [("1300.00", "not is_rural", "2023-07-01"), ("900.00", "is_rural", "2023-07-01")]


def test_the_same_figure_of_another_document_is_no_change_in_substance(cli: Runner) -> None:
    (found,) = standards(cli, "--other-place pinghu --as-of 2021-08-01")
    assert (found["same_value"], found["new"][0]["place"]) == (True, "zhejiang/jiaxing/pinghu")
    page = cli("policy diff --policies policies --place jiaxing --other-place pinghu --as-of 2021-08-01").out
    assert "标准改变0项" in page
    assert "数值相同而依据或日期不同的标准" in page


def test_a_value_of_the_county_ends_and_that_of_the_city_is_used(cli: Runner) -> None:
    assert standards(cli, "--from-day 2022-07-01 --to-day 2023-07-01", place="pinghu")[0]["new"][0]["place"] == (
        "zhejiang/jiaxing"
    )


def test_only_the_standards_of_the_benefits_asked_for(cli: Runner) -> None:
    days = "--from-day 2021-06-30 --to-day 2021-07-01"
    assert [each["id"] for each in standards(cli, f"{days} --kind living")] == ["dibao_month"]
    assert standards(cli, f"{days} --kind care") == []


def test_folders_are_compared_on_every_day_on_which_a_value_changes(tmp_path: Path) -> None:
    library(tmp_path / "old")
    library(tmp_path / "new", CITY.replace("1300.00", "1310.00"))
    write(tmp_path / "new/zhejiang/standards.toml", COUNTY.replace("dibao_month", "minimum_wage_month"))
    old, new = (open_library(tmp_path / name, with_user_folder=False) for name in ("old", "new"))
    found = comparisons(End(old, None, None), End(new, None, None), Scope())
    told = {(each.new.place, each.new.as_of, one.definition.id, one.change) for each in found for one in each.standards}
    places = ("zhejiang/jiaxing", "zhejiang/jiaxing/pinghu")
    assert told == {
        *((place, date(2023, 7, 1), "dibao_month", "differs") for place in places),
        *((place, date(2021, 7, 1), "minimum_wage_month", "appears") for place in ("zhejiang", *places)),
    }
    assert comparisons(End(old, None, None), End(old, None, None), Scope())[0].is_empty


def test_the_words_of_a_difference(cli: Runner, snapshot: SnapshotAssertion) -> None:
    for language in ("zh", "en"):
        for days in (
            "2021-06-30 --to-day 2021-07-01",
            "2022-06-30 --to-day 2022-07-01",
            "2022-07-01 --to-day 2023-07-01",
        ):
            found = cli(f"policy diff --policies policies --place jiaxing --from-day {days}", language=language)
            assert (found.code, found.err) == (0, "")
            assert found.out == snapshot
            found.out.encode("gbk")
            assert all(wcswidth(line) <= 80 for line in found.out.splitlines())


def test_detail_tells_the_document_of_a_value_that_stayed_the_same(cli: Runner) -> None:
    line = "policy diff --policies policies --place jiaxing --other-place pinghu --as-of 2021-08-01"
    assert "县里的通知" not in cli(line).out
    assert "县里的通知" in cli(f"{line} --detail").out


def test_an_applicant_beside_oneself_sees_the_documents_of_the_standards(cli: Runner) -> None:
    line = (
        "compare - --policies policies --place jiaxing --as-of 2021-06-30 --as-of 2021-07-01 --benefit living_allowance"
    )
    applicant = (
        "[facts]\nhas_valid_certificate = true\nbirth_date = 1990-01-01\nreceives_tekun = false\n"
        'household_income_per_capita_month = "100.00"\n'
    )
    for language in ("zh", "en"):
        page = cli(line, stdin=applicant, language=language)
        assert page.code == 0
        for words in ("1,000.00", "1,100.00", "测民〔2020〕1号", "测民〔2021〕1号", "2021-07-01"):
            assert words in page.out
        page.out.encode("gbk")
        assert all(wcswidth(each) <= 80 for each in page.out.splitlines())
