"""Asking one at a time only what can still change the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cli_running import Runner, prepare

if TYPE_CHECKING:
    from pathlib import Path

LINE = "care --place jiaxing --local --benefit care_allowance --interview --format json --as-of 2021-03-01"


@pytest.fixture
def cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Runner:
    return prepare(tmp_path, monkeypatch)


def replies(*words: str) -> str:
    return "".join(f"{word}\n" for word in words)


def test_an_interview_ends_when_nothing_can_be_settled(cli: Runner) -> None:
    run = cli(LINE, replies("1", "完全不能自理", "否", "n", "no", "home"))
    found = run.benefit("care_allowance")
    assert (run.code, found["status"], found["amount"]["low"]) == (0, "eligible", "500.00")
    assert run.err.count("> ") == 6


def test_it_stops_asking_once_the_answer_is_no(cli: Runner) -> None:
    run = cli(LINE, replies("1", "能自理", "是", "是", "是"))
    assert run.benefit("care_allowance")["status"] == "ineligible"
    assert run.err.count("> ") == 2


def test_a_choice_may_be_replied_by_its_number(cli: Runner) -> None:
    run = cli(LINE, replies("1", "2", "否", "否", "否", "1"))
    assert run.benefit("care_allowance")["amount"]["high"] == "250.00"


def test_blank_is_do_not_know_and_q_stops(cli: Runner) -> None:
    run = cli(LINE, replies("1", "", "q", "是"))
    assert run.benefit("care_allowance")["status"] == "unknown"
    assert run.err.count("> ") == 3
    assert cli(LINE, "").benefit("care_allowance")["status"] == "unknown"


def test_what_cannot_be_understood_is_asked_again(cli: Runner) -> None:
    run = cli(LINE, replies("九", "9", "1", "able"))
    assert run.benefit("care_allowance")["status"] == "ineligible"
    assert "九" in run.err


def test_a_contradiction_is_told_and_not_taken(cli: Runner) -> None:
    line = "care --place jiaxing --local --disability-grade 1 --needs-long-term-care --interview --format json"
    run = cli(f"{line} --benefit care_allowance", replies("否", "否", "否", "能自理", "q"))
    assert "contradiction" in run.err
    assert run.benefit("care_allowance")["amount"]["high"] == "750.00"


def test_standards_are_asked_too(cli: Runner) -> None:
    line = "living --place jiaxing --local --household-income-per-capita-month 900 --birth-date 1990-01-01"
    line += " --assume usual --interview"
    run = cli(f"{line} --benefit living_allowance --as-of 2021-03-01 --format json", replies("1000"))
    assert run.benefit("living_allowance")["amount"]["low"] == "300.00"
    assert "嘉兴市：最低生活保障标准（元/月）" in run.err


def test_the_place_is_asked(cli: Runner) -> None:
    run = cli("assess --interview --benefit dibao --format json", replies("嘉信", "嘉兴市", "q"))
    assert run.json["place"] == "zhejiang/jiaxing"
    assert cli("assess --interview", "").code == 2


def test_questions_and_results_do_not_mix(cli: Runner) -> None:
    run = cli(LINE, replies("1", "able"), language="en")
    assert "?" in run.err
    assert run.out.startswith("{")
    assert cli("assess - --interview", "place = 'jiaxing'").code == 2
