"""Documents, facts and checks."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

import pytest

from cli_running import CASES, Runner, prepare
from subsidy_cli.library.vocabulary import read_vocabulary

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Runner:
    return prepare(tmp_path, monkeypatch)


def test_documents_are_listed_with_what_is_in_force(cli: Runner) -> None:
    def counts(day: str) -> dict[str, int]:
        found = cli(f"policy list --as-of {day} --format json").json["places"]
        return {each["id"]: each["in_force"] for place in found for each in place["documents"]}

    now, early = counts("2023-01-01"), counts("2015-01-01")
    assert set(now) == {"jiaxing-2016", "jiaxing-2020", "pinghu-2022", "fuzhou-2022", "yueqing-draft"}
    assert now["yueqing-draft"] == 0
    assert all(count == 0 for count in early.values())
    assert now["fuzhou-2022"] > 50
    page = cli("policy list").out
    assert "平政发〔2022〕32号" in page
    page.encode("gbk")


def test_one_place_comes_with_those_above_it(cli: Runner) -> None:
    found = cli("policy list --place pinghu --as-of 2023-01-01 --format json").json["places"]
    assert [each["place"] for each in found] == ["zhejiang/jiaxing", "zhejiang/jiaxing/pinghu"]


def test_benefits_of_a_place(cli: Runner) -> None:
    found = cli("policy list --place jiaxing --benefits --as-of 2017-01-01 --format json").json
    by_id = {each["id"]: each for each in found}
    assert by_id["care_allowance"]["not_in_force"] is None
    assert by_id["dibao_fade_out"]["not_in_force"] == "not_yet"
    assert "care_allowance" in cli("policy list --place jiaxing --benefits").out
    assert cli("policy list --benefits").code == 2


def test_check_runs_cases_and_fails_where_one_fails(cli: Runner) -> None:
    assert cli("policy check cases.json").out.strip().endswith("1 passed, 0 failed")
    wrong = [{**CASES[0], "expect": {"care_allowance": {"status": "ineligible"}}}]
    (cli.folder / "wrong.json").write_text(json.dumps(wrong), encoding="utf-8")
    assert cli("policy check wrong.json").code == 1
    assert cli("policy check cases.json wrong.json").code == 1


def test_a_wrong_place_is_told_where_the_case_states_it(cli: Runner) -> None:
    (cli.folder / "c.json").write_text(json.dumps([{**CASES[0], "place": "nowhere"}]), encoding="utf-8")
    found = cli("policy check c.json")
    assert found.code == 1
    assert "c.json: cases.care-unable-at-home.place: unknown-place" in found.out
    assert "file=c.json,title=unknown-place" in cli("policy check c.json --format github").out
    text = "[[cases]]\nid = 'a'\nplace = 'nowhere'\nas_of = 2021-01-01\n"
    (cli.folder / "c.toml").write_text(text, encoding="utf-8")
    assert "c.toml:3:10" in cli("policy check c.toml").out


@pytest.mark.parametrize("form", ["json", "toml"])
def test_two_cases_of_a_file_with_one_id_are_no_success(cli: Runner, form: str) -> None:
    content = json.dumps([CASES[0], CASES[0]])
    if form == "toml":
        content = "[[cases]]\nid = 'a'\nplace = 'jiaxing'\nas_of = 2021-01-01\n" * 2
    (cli.folder / f"c.{form}").write_text(content, encoding="utf-8")
    found = cli(f"policy check c.{form}")
    assert found.code == 1
    assert "case-id-is-used-twice" in found.out
    assert ("cases.1.id" if form == "json" else "c.toml:6:7") in found.out


def test_a_path_without_a_case_is_no_success(cli: Runner) -> None:
    (cli.folder / "empty").mkdir()
    (cli.folder / "empty.toml").write_text("", encoding="utf-8")
    for name, content in (("list", "[]"), ("table", '{"cases": []}'), ("nothing", "null")):
        (cli.folder / f"{name}.json").write_text(content, encoding="utf-8")
    for path in ("empty", "empty.toml", "list.json", "table.json", "nothing.json"):
        found = cli(f"policy check cases.json {path} --format junit")
        assert (found.code, found.out) == (2, "")
        assert "nothing-to-check" in found.err
        assert f"{path} 中没有任何案例" in found.err
        assert "--> cases.json" not in found.err


@pytest.mark.parametrize("form", ["text", "json", "junit", "sarif", "github"])
def test_reports_can_be_read_by_machines(cli: Runner, form: str) -> None:
    run = cli(f"policy check cases.json --format {form}", encoding="gbk")
    assert run.code == 0
    if form in {"json", "sarif"}:
        assert run.json
    if form == "junit":
        assert ET.fromstring(run.out).tag == "testsuites"


def test_facts_are_listed_and_shown(cli: Runner) -> None:
    facts = read_vocabulary().facts
    assert {each["id"] for each in cli("facts list --format json").json} == set(facts)
    assert "self_care_level" in cli("facts list --kind care").out
    assert "self_care_level" not in cli("facts list --subject employer").out
    for written in ("disability_category", "disability-category", "残疾类别", "残疾类型"):
        assert cli(["facts", "show", written, "--format", "json"]).json["id"] == "disability_category"
    for language in ("zh", "en"):
        for name in facts:
            cli(f"facts show {name}", language=language).out.encode("gbk")
    assert "是否为 disability_grade" in cli("facts show disability_grad").err


def test_another_folder_of_policies(cli: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = cli.folder / "mine" / "zhejiang"
    folder.mkdir(parents=True)
    (folder / "place.toml").write_text('zh = "浙江省"\nen = "Zhejiang"\n', encoding="utf-8")
    assert cli("policy list --policies mine --format json").json["places"] == []
    assert cli("care --place zhejiang --policies mine").code == 4
    monkeypatch.setenv("SUBSIDY_POLICIES", str(cli.folder / "mine"))
    assert cli("care --place jiaxing").code == 2
