"""Local standards: what is known, what is missing, and keeping one's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cli_running import Runner, prepare

if TYPE_CHECKING:
    from pathlib import Path

SET = "standards set dibao_month {value} --place jiaxing --from {day} --source 民政局通知"


@pytest.fixture
def cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Runner:
    return prepare(tmp_path, monkeypatch)


@pytest.fixture
def kept(cli: Runner) -> Path:
    return cli.folder / "own" / "policies" / "zhejiang" / "jiaxing" / "standards.toml"


def dibao(cli: Runner, day: str, place: str = "jiaxing") -> str | None:
    found = cli(f"standards list --place {place} --as-of {day} --format json").json["standards"]
    return next((each["value"] for each in found if each["id"] == "dibao_month"), None)


def test_the_list_has_values_with_sources_and_what_is_missing(cli: Runner) -> None:
    found = cli("standards list --place jiaxing --as-of 2021-03-01 --format json").json
    wage = next(each for each in found["standards"] if each["id"] == "minimum_wage_month")
    assert wage["value"] == "1800.00"
    assert wage["source"]
    assert wage["origin"] == "shipped"
    assert "dibao_month" in found["missing"]
    page = cli("standards list --place jiaxing --as-of 2021-03-01").out
    assert "1,800.00元/月" in page
    assert "dibao_month" in page
    page.encode("gbk")
    assert cli("standards list --place fuzhou --as-of 2021-06-01", language="en").code == 0


def test_a_value_is_kept_shown_and_used_before_the_shipped_ones(cli: Runner, kept: Path) -> None:
    run = cli(SET.format(value="1150", day="2024-07-01") + " --yes")
    assert run.code == 0
    assert '+value = "1150.00"' in run.err
    assert dibao(cli, "2024-07-01") == "1150.00"
    assert dibao(cli, "2024-06-30") is None
    assert dibao(cli, "2024-08-01", "pinghu") is not None
    line = "living --place jiaxing --local --household-status dibao --as-of 2024-08-01 --assume usual --format json"
    used = {each["id"]: each for each in cli(line).json["standards"]}
    assert used["dibao_month"]["origin"] == "user"
    assert kept.is_file()


def test_a_later_value_closes_the_one_before_and_comments_stay(cli: Runner, kept: Path) -> None:
    cli(SET.format(value="1150", day="2024-07-01") + " --yes")
    kept.write_text("# mine\n" + kept.read_text(encoding="utf-8"), encoding="utf-8")
    cli(SET.format(value="1250", day="2025-07-01") + " --yes")
    cli(SET.format(value="1000", day="2023-07-01") + " --yes")
    found = [dibao(cli, day) for day in ("2023-07-01", "2024-06-30", "2024-07-01", "2025-06-30", "2025-07-01")]
    assert found == ["1000.00", "1000.00", "1150.00", "1150.00", "1250.00"]
    assert kept.read_text(encoding="utf-8").startswith("# mine\n")
    cli(SET.format(value="1160", day="2024-07-01") + " --yes")
    assert dibao(cli, "2024-07-01") == "1160.00"
    assert kept.read_text(encoding="utf-8").count("[[standards]]") == 3


def test_writing_is_asked_for(cli: Runner, kept: Path) -> None:
    line = SET.format(value="1150", day="2024-07-01")
    assert cli(line, "n\n").code == 0
    assert not kept.exists()
    refused = cli(line)
    assert refused.code == 2
    assert "--yes" in refused.err
    assert cli(line, "是\n").code == 0
    assert kept.exists()
    assert "没有改动" in cli(line).err


@pytest.mark.parametrize(
    "line",
    [
        "standards set dibao_mont 1 --place jiaxing --from 2024-07-01 --source x",
        "standards set dibao_month much --place jiaxing --from 2024-07-01 --source x",
        "standards set device_rate 1.5 --place jiaxing --from 2024-07-01 --source x",
        "standards set device_rate 100.01% --place jiaxing --from 2024-07-01 --source x",
        "standards set dibao_month -5 --place jiaxing --from 2024-07-01 --source x",
        "standards set dibao_month 1000 --from 2024-07-01 --source x",
        "standards set dibao_month 1000 --place jiaxing --from soon --source x",
        "standards set dibao_month 1000 --place jiaxing --from 2024-07-01",
        "standards set dibao_month 1000 --place jiaxing --from 2024-07-01 --to 2024-06-01 --source x",
    ],
)
def test_mistakes(cli: Runner, kept: Path, line: str) -> None:
    assert cli(line).code == 2
    assert not kept.exists()


def test_a_broken_file_of_ones_own_is_left_alone(cli: Runner, kept: Path) -> None:
    kept.parent.mkdir(parents=True)
    kept.write_text("[[standards]]\nstandard = 3\n", encoding="utf-8")
    assert cli(SET.format(value="1150", day="2024-07-01") + " --yes").code == 4
    assert kept.read_text(encoding="utf-8") == "[[standards]]\nstandard = 3\n"


@pytest.mark.parametrize(
    ("name", "value", "written"),
    [
        ("care_uplift_adopted", "是", "value = true"),
        ("device_rate", "50%", 'value = "0.5"'),
        ("最低工资标准", "2,070", 'value = "2070.00"'),
    ],
)
def test_values_are_kept_as_policy_files_write_them(
    cli: Runner, kept: Path, name: str, value: str, written: str
) -> None:
    run = cli(["standards", "set", name, value, "--place", "嘉兴市", "--from", "2024-01-01", "--source", "x", "--yes"])
    assert run.code == 0, run.err
    assert written in kept.read_text(encoding="utf-8")


def test_town_and_country_are_kept_side_by_side(cli: Runner, kept: Path) -> None:
    assert cli(SET.format(value="900", day="2024-07-01") + " --when is_rural --yes").code == 0
    assert cli(SET.format(value="1000", day="2024-07-01") + " --when 'not  is_rural' --yes").code == 0
    assert cli(SET.format(value="1100", day="2025-07-01") + " --when 'not is_rural' --yes").code == 0
    found = cli("standards list --place jiaxing --as-of 2025-07-01 --format json").json["standards"]
    dibao = [(each["value"], each["when"], each["used"]) for each in found if each["id"] == "dibao_month"]
    assert sorted(dibao) == [("1100.00", "not is_rural", True), ("900.00", "is_rural", True)]
    written = kept.read_text(encoding="utf-8")
    refused = cli(SET.format(value="1200", day="2026-07-01") + " --yes")
    assert (refused.code, "conflicting-standards" in refused.err) == (4, True)
    assert kept.read_text(encoding="utf-8") == written
    assert cli(SET.format(value="1", day="2026-07-01") + " --when rural --yes").code == 2


def test_what_is_not_said_to_be_of_the_authority_is_of_medium_confidence(cli: Runner, kept: Path) -> None:
    cli(SET.format(value="1150", day="2024-07-01") + " --yes")
    assert 'confidence = "medium"' in kept.read_text(encoding="utf-8")


def test_a_value_that_another_one_goes_before_is_marked(cli: Runner) -> None:
    line = "standards list --place jiaxing --as-of 2021-03-01"
    cli("standards set minimum_wage_month 1900 --place jiaxing --from 2021-01-01 --source 我的依据 --yes")
    found = [each for each in cli(f"{line} --format json").json["standards"] if each["id"] == "minimum_wage_month"]
    assert [(each["value"], each["origin"], each["used"]) for each in found] == [
        ("1900.00", "user", True),
        ("1800.00", "shipped", False),
    ]
    assert "未采用：以上面的数值为准" in cli(line).out


@pytest.mark.parametrize(
    ("day", "zh", "en"),
    [
        ("2023-12-01", "即将到期：执行至2023-12-31", "about to lapse: holds until 2023-12-31"),
        ("2024-06-01", "只有推算值，未采用", "Known by inference only, not used"),
        ("2027-01-02", "应在2027-01-01前核对", "was due for review by 2027-01-01"),
    ],
)
def test_the_list_announces_what_is_old_lapsing_or_only_inferred(cli: Runner, day: str, zh: str, en: str) -> None:
    from wcwidth import wcswidth

    for language, words in (("zh", zh), ("en", en)):
        page = cli(f"standards list --place jiaxing --as-of {day}", language=language).out
        assert words in page
        page.encode("gbk")
        assert all(wcswidth(line) <= 80 for line in page.splitlines())


def test_an_answer_that_misses_a_standard_known_by_inference_only_says_so(cli: Runner) -> None:
    line = (
        "employer --place jiaxing --as-of {day} --is-concentrated-employer --receives-tax-preference"
        " --people-over-quota 3 --benefit over_quota_reward_concentrated --format json {more}"
    )
    codes = {
        (day, more): [each["id"] for each in cli(line.format(day=day, more=more)).json["notices"]]
        for day, more in (
            ("2024-06-01", ""),
            ("2024-06-01", "--allow-inferred"),
            ("2024-06-01", "--standard minimum_wage_month=2260"),
            ("2022-06-01", ""),
        )
    }
    assert codes[("2024-06-01", "")] == ["standard-only-inferred"]
    assert not any(codes[key] for key in list(codes)[1:])
