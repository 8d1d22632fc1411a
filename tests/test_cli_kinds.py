"""The subcommand of each kind: generated from what its benefits use."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cli_running import Runner, prepare
from subsidy_cli.cli.assess import FILE
from subsidy_cli.cli.flags import flags_file, main, read_flags, shipped_library, work_out_flags, write_out
from subsidy_cli.cli.kinds import describe
from subsidy_cli.cli.options import ASSESSMENT, JUDGEMENT, LANG, RESULT
from subsidy_cli.facts.vocabulary import KINDS
from subsidy_cli.library.vocabulary import read_vocabulary

if TYPE_CHECKING:
    from pathlib import Path

SHARED = {each.name for each in (FILE, *ASSESSMENT, *JUDGEMENT, *RESULT, LANG)} | {"benefit", "help"}


@pytest.fixture
def cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Runner:
    return prepare(tmp_path, monkeypatch)


def test_the_table_of_flags_is_up_to_date() -> None:
    worked_out = work_out_flags(shipped_library())
    assert flags_file().read_text(encoding="utf-8") == write_out(worked_out), "run python -m subsidy_cli.cli.flags"


def test_the_check_of_the_table_says_so_when_it_is_old(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = tmp_path / "kind_flags.toml"
    monkeypatch.setattr("subsidy_cli.cli.flags.flags_file", lambda: copy)
    assert main(["--check"]) == 1
    assert "out of date" in capsys.readouterr().err
    assert main([]) == 0
    assert main(["--check"]) == 0
    assert copy.read_bytes() == flags_file().read_bytes()


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_has_a_flag_for_every_fact_it_uses(kind: str) -> None:
    facts = read_vocabulary().facts
    flags = {parameter.name: parameter for parameter in describe(kind).parameters}
    used = read_flags()[kind].facts
    assert set(used) <= set(flags)
    assert not SHARED & set(facts), "a fact has the name of a shared flag"
    for name in used:
        assert flags[name].is_switch == (facts[name].type == "boolean")
        assert not facts[name].is_identity


def test_the_line_of_the_contract(cli: Runner) -> None:
    run = cli(
        "subsidy care --place jiaxing --disability-grade 1 --self-care-level unable --care-setting institution --format json"
    )
    assert run.code == 0
    found = run.benefit("care_allowance")
    assert found["status"] == "unknown"
    assert {"hukou_place", "certificate_place", "has_valid_certificate"} <= set(found["missing"])


def test_values_may_be_ids_or_chinese_words(cli: Runner) -> None:
    line = "care --place {} --local --disability-grade {} --self-care-level {} --as-of 2021-03-01 --format json"
    by_id = cli(line.format("jiaxing", "1", "unable")).json
    assert cli(line.format("嘉兴市", "一级", "完全不能自理")).json == by_id
    assert cli(line.format("zhejiang/jiaxing", "1级", "unable")).json == by_id


def test_a_boolean_has_three_answers(cli: Runner) -> None:
    line = "care --place jiaxing --local --disability-grade 1 --self-care-level unable --benefit care_allowance --format json"
    statuses = [
        cli(f"{line} {flag}").benefit("care_allowance")["status"]
        for flag in ("--receives-tekun", "", "--no-receives-tekun --assume usual")
    ]
    assert statuses == ["ineligible", "unknown", "eligible"]


def test_a_kind_gives_its_benefits_only(cli: Runner) -> None:
    for kind in KINDS:
        found = {each["kind"] for each in cli(f"{kind} --place jiaxing --format json").json["benefits"]}
        assert found == {kind}
