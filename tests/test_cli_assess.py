"""Assessing one applicant from a file, standard input and flags; what becomes of the result."""

from __future__ import annotations

import json
import re
import tomllib
from typing import TYPE_CHECKING

import pytest

from cli_running import APPLICANT, Runner, prepare
from subsidy_cli import assess
from subsidy_cli.library.opening import open_library
from subsidy_cli.validation.cases import read_cases
from subsidy_cli.validation.running import CaseRunner

if TYPE_CHECKING:
    from pathlib import Path

# An identity number of the check digit scheme with an address code that no place has, and one whose check digit is wrong.
CERTIFICATE = "99010119900307127X41"
WRONG_CERTIFICATE = "99010119900307127041"
PLAIN = "assess applicant.toml --kind care --format json"


@pytest.fixture
def cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Runner:
    return prepare(tmp_path, monkeypatch)


def high(cli: Runner, line: str, stdin: str = "") -> str | None:
    found = cli(line, stdin).benefit("care_allowance")["amount"]
    return found and found["high"]


def test_the_json_is_the_determination_of_the_library_face(cli: Runner) -> None:
    content = tomllib.loads(APPLICANT)
    found = assess(**content).as_json()
    assert cli("assess applicant.toml --format json").json == found
    assert cli("assess - --format json", APPLICANT).json == found
    as_json = json.dumps(content, default=str)
    (cli.folder / "applicant.json").write_text(as_json, encoding="utf-8")
    assert cli("assess applicant.json --format json").json == found
    assert cli("assess - --format json", as_json).json == found


def test_money_in_json_may_be_written_as_a_number(cli: Runner) -> None:
    content = '{"place": "jiaxing", "as_of": "2021-03-01", "facts": {"own_income_month": 1200.10}}'
    assert cli("assess - --kind living", content).code == 0


def test_a_file_with_a_byte_order_mark_is_read(cli: Runner) -> None:
    (cli.folder / "applicant.toml").write_bytes(b"\xef\xbb\xbf" + APPLICANT.encode())
    assert cli(PLAIN).code == 0


def test_flags_override_the_file_and_blank_is_unknown(cli: Runner) -> None:
    assert high(cli, PLAIN) == "750.00"
    assert high(cli, f"{PLAIN} --fact self_care_level=部分不能自理") == "187.50"
    assert high(cli, f"{PLAIN} --fact 照护方式=home") == "500.00"
    assert high(cli, f"{PLAIN} --standard care_uplift_adopted=否") == "500.00"
    assert "self_care_level" in cli(f"{PLAIN} --fact self_care_level=").benefit("care_allowance")["missing"]
    assert cli(f"{PLAIN} --place pinghu --as-of 2023-01-01").json["place"] == "zhejiang/jiaxing/pinghu"


def test_local_states_three_facts_and_other_flags_prevail(cli: Runner) -> None:
    line = "care --place jiaxing --disability-grade 1 --format json"
    assert "hukou_place" in cli(line).benefit("care_allowance")["missing"]
    found = cli(f"{line} --local").benefit("care_allowance")
    assert not {"hukou_place", "certificate_place", "has_valid_certificate"} & set(found["missing"])
    assert cli(f"{line} --local --hukou-place hangzhou").benefit("care_allowance")["status"] == "ineligible"
    assert "--local" in cli("care --place jiaxing --disability-grade 1").err
    assert "--local" not in cli(line).err


def test_what_is_evaluated(cli: Runner) -> None:
    subjects = {each["subject"] for each in cli("assess applicant.toml --format json").json["benefits"]}
    assert subjects == {"person", "household"}
    everything = cli("assess applicant.toml --all --format json").json["benefits"]
    assert {"authority", "employer", "institution"} <= {each["subject"] for each in everything}
    employer = cli("assess applicant.toml --subject employer --format json").json["benefits"]
    assert {each["subject"] for each in employer} == {"employer"}
    two = cli("assess applicant.toml --benefit dibao --benefit 重度残疾人护理补贴 --format json").json["benefits"]
    assert {each["id"] for each in two} == {"care_allowance", "dibao"}
    kinds = cli("assess applicant.toml --kind care --kind living --format json").json["benefits"]
    assert {each["kind"] for each in kinds} == {"care", "living"}


def test_what_no_document_knows_is_said(cli: Runner) -> None:
    run = cli("assess --place yueqing --benefit vagrant_assistance")
    assert run.code == 0
    assert "流浪乞讨" in run.err


@pytest.mark.parametrize(
    ("content", "code", "words"),
    [
        ("place = ", 3, ["not-toml", "input.toml:1:"]),
        ('{"place": "jiaxing",', 3, ["not-json", "input.toml"]),
        ('{"facts": {"sex": "male", "sex": "female"}}', 3, ["duplicate", "sex"]),
        ("[1, 2]", 3, ["not-toml"]),
        ('plase = "jiaxing"', 3, ["unknown-key", "是否为 place", "input.toml:1:"]),
        ("facts = 3", 3, ["wrong-file", "facts"]),
        ("[[cases]]\nid = 'x'", 3, ["policy check"]),
        ('place = "jiaxin"', 2, ["unknown-place", "input.toml:1:", "是否为 jiaxing"]),
        ('place = "jiaxing"\nas_of = "soon"', 2, ["input.toml:2:"]),
        ('place = "jiaxing"\n[facts]\ndisability_grad = 1', 2, ["input.toml:3:", "disability_grade"]),
        ('place = "jiaxing"\n[facts]\nown_income_month = 1200.123', 2, ["input.toml:3:"]),
    ],
)
def test_mistakes_in_a_file_have_their_place(cli: Runner, content: str, code: int, words: list[str]) -> None:
    (cli.folder / "input.toml").write_text(content, encoding="utf-8")
    name = "input.toml"
    if content.startswith("{"):
        name = "input.toml.txt"
        (cli.folder / name).write_text(content, encoding="utf-8")
    run = cli(f"assess {name}")
    assert run.code == code
    assert run.out == ""
    for word in words:
        assert word in run.err


@pytest.mark.parametrize("day", ["2021-03-01T10:00:00", "2021-03-01T00:00:00Z"])
def test_a_moment_is_no_day(cli: Runner, day: str) -> None:
    run = cli("assess - --kind care", f'place = "jiaxing"\nas_of = {day}\n[facts]\ndisability_grade = 1\n')
    assert (run.code, "2021-03-01" in run.err) == (2, True)


def test_every_mistake_is_told_at_once(cli: Runner) -> None:
    run = cli("assess applicant.toml --fact disability_grade=9 --fact nothing=1 --standard dibao_month=x")
    assert run.code == 2
    assert run.err.count("错误[") == 3


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"place = '\xff\xff'", b"place = '\0'"])
def test_what_is_no_text_is_refused(cli: Runner, content: bytes) -> None:
    (cli.folder / "input.toml").write_bytes(content)
    for found in (cli("assess input.toml --place jiaxing"), cli("assess - --place jiaxing", content)):
        assert found.code == 3
        assert "wrong-encoding" in found.err
        assert "请另存为 UTF-8" in found.err


@pytest.mark.parametrize("form", ["toml", "json"])
@pytest.mark.parametrize(("encoding", "is_noted"), [("gbk", True), ("utf-16", False), ("utf-16-be", False)])
def test_what_a_chinese_system_has_written_is_read(cli: Runner, form: str, encoding: str, is_noted: bool) -> None:
    written = {"toml": "place = '嘉兴市'\n[facts]\n残疾 = 1", "json": '{"place": "嘉兴市", "facts": {"残疾": 1}}'}[form]
    written = written.replace("残疾", "disability_grade") + "\n"
    mark = "\ufeff" if encoding == "utf-16-be" else ""
    content = (mark + written).encode(encoding)
    (cli.folder / f"input.{form}").write_bytes(content)
    for found in (cli(f"assess input.{form} --format json"), cli("assess - --format json", content)):
        assert found.code == 0, found.err
        assert found.json["place"] == "zhejiang/jiaxing"
        assert ("GB18030" in found.err) == is_noted


# identity numbers


def test_a_certificate_number_from_a_file_gives_its_facts_and_is_never_shown(cli: Runner) -> None:
    content = f'place = "jiaxing"\n[facts]\ncertificate_number = "{CERTIFICATE}"\n'
    run = cli("assess - --format json --benefit care_allowance", content)
    assert run.code == 0
    assert CERTIFICATE not in run.out + run.err
    assert "disability_grade" not in run.benefit("care_allowance")["missing"]
    assert cli("care --place jiaxing --local --ask-id --format json", CERTIFICATE).code == 0


def test_a_wrong_number_is_told_masked_also_in_the_line_that_is_shown(cli: Runner) -> None:
    content = f'place = "jiaxing"\n[facts]\ncertificate_number = "{WRONG_CERTIFICATE}"\n'
    (cli.folder / "wrong.toml").write_text(content, encoding="utf-8")
    run = cli("assess wrong.toml")
    assert run.code == 2
    assert WRONG_CERTIFICATE not in run.err
    assert "9901" in run.err
    assert cli("care --place jiaxing --ask-id", WRONG_CERTIFICATE).code == 2


# what becomes of the result


def test_output_goes_to_a_file_in_the_form_of_its_suffix(cli: Runner) -> None:
    for name, start in (("a.html", "<!"), ("a.md", "#"), ("a.json", "{"), ("a.txt", "嘉兴市")):
        run = cli(f"assess applicant.toml --kind care -o {name}")
        assert (run.code, run.out) == (0, "")
        assert (cli.folder / name).read_text(encoding="utf-8").lstrip().lower().startswith(start)


def test_an_output_that_cannot_be_written_is_told(cli: Runner) -> None:
    (cli.folder / "taken").write_text("x")
    run = cli("assess applicant.toml -o taken/a.html")
    assert run.code == 5
    assert "output-failed" in run.err


def test_fail_on(cli: Runner) -> None:
    line = "assess applicant.toml --benefit care_allowance"
    assert cli(f"{line} --fail-on unknown").code == 1
    assert cli(f"{line} --fail-on ineligible").code == 0
    assert cli(f"{line} --fail-on unknown --assume usual").code == 0
    assert cli(f"{line} --fact disability_grade=3 --fact disability_category=听力残疾 --fail-on ineligible").code == 1
    assert cli("target --place jiaxing --beds 1 --disabled-people 100 --fail-on ineligible").code == 1


def test_a_definition_has_its_words_and_unit_in_a_reason(cli: Runner) -> None:
    line = "employer --place jiaxing --as-of 2021-03-01 --people-over-quota 0 --no-receives-tax-preference"
    line += " --benefit over_quota_reward_proportional"
    assert "超比例安置人数0人，须不低于1人，还差1人" in cli(line).out
    english = " ".join(cli(f"{line} --lang en").out.split())
    assert "people placed over the quota 0 people, must be at least 1 person, 1 person short" in english
    tests = [test for each in cli(f"{line} --format json").json["benefits"][0]["conditions"] for test in each["tests"]]
    assert {"zh": "超比例安置人数", "en": "people placed over the quota"} in [test["words"] for test in tests]


def test_the_head_names_a_document_that_nothing_cites_as_clauses_name_it(cli: Runner) -> None:
    line = "employer --place jiaxing --as-of 2021-03-01 --people-over-quota 0 --benefit over_quota_reward_proportional"
    head = cli(line).out.partition("====")[0]
    assert "嘉政发〔2016〕46号 " in head and "嘉兴2020年意见 " in head
    assert "jiaxing-20" not in head


def test_a_trial_with_a_draft_says_so_first(cli: Runner) -> None:
    plain = cli("assess --place yueqing --local --all --format json").json
    assert {each["status"] for each in plain["benefits"]} == {"ineligible"}
    trial = cli("assess --place yueqing --local --all --as-if-adopted --format json").json
    assert trial["notices"][0]["id"] == "as-if-adopted"
    assert len({each["status"] for each in trial["benefits"]}) > 1
    assert "假定草案" in cli("assess --place yueqing --local --all --as-if-adopted").out


def test_another_reading(cli: Runner) -> None:
    line = "assess applicant.toml --benefit care_allowance --format json"
    readings = {each["id"]: each["chosen"] for each in cli(line).json["readings"]}
    assert set(readings.values()) == {"default"}
    name = "exclusions-are-alternatives"
    chosen = cli(f"{line} --reading {name}=alternative").json["readings"]
    assert {each["id"] for each in chosen if each["chosen"] == "alternative"} == {name}
    assert cli(f"{line} --reading {name}=default").json == cli(line).json


# cases


@pytest.mark.parametrize(
    "line",
    [
        "assess applicant.toml",
        "assess applicant.toml --all --assume usual",
        "care --place jiaxing --local --disability-grade 2 --as-of 2021-03-01",
        "assess --place yueqing --local --all --as-if-adopted",
        "living --place jiaxing --local --household-status dibao --standard dibao_month=1000 --assume usual",
        "employer --place jiaxing --staff 100 --disabled-staff 3 --as-of 2022-01-01",
        "target --place pinghu --rehab-coverage-rate 97% --as-of 2023-01-01",
        "care --place jiaxing --local --disability-grade 1 --reading exclusions-are-alternatives=alternative",
    ],
)
def test_a_saved_case_passes(cli: Runner, line: str) -> None:
    assert cli(f"{line} --save-case case.toml").code == 0
    cases = read_cases(cli.folder / "case.toml")
    results = CaseRunner(open_library(with_user_folder=False)).run(cases)
    assert [str(each) for result in results for each in result.differences] == []
    assert all(result.passed for result in results)
    assert cli("policy check case.toml").code == 0


def test_a_saved_case_has_no_identity(cli: Runner) -> None:
    content = f'place = "jiaxing"\n[facts]\nname = "甲"\ncertificate_number = "{CERTIFICATE}"\n'
    content += f'household_id = "{CERTIFICATE[:18]}"\n'
    assert cli("assess - --kind care --save-case case.toml", content).code == 0
    saved = (cli.folder / "case.toml").read_text(encoding="utf-8")
    facts = tomllib.loads(saved)["cases"][0]["facts"]
    assert CERTIFICATE[:18] not in saved
    assert set(facts) == {"birth_date", "sex", "disability_category", "disability_grade"}


def test_a_saved_case_never_overwrites(cli: Runner) -> None:
    run = cli("assess applicant.toml --save-case applicant.toml")
    assert run.code == 5
    assert (cli.folder / "applicant.toml").read_text(encoding="utf-8") == APPLICANT


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.toml", "place = jiaxing", "不是合法的 TOML：值的写法不对"),
        ("a.toml", "残疾等级 = 1", "此处应为一个键或一张表"),
        ("a.toml", 'place = "a"\nplace = "b"', "同一个键写了两次"),
        ("a.json", '{"place": }', "不是合法的 JSON：此处应为一个值"),
        ("a.json", "{place: 1}", "双引号中的键"),
    ],
)
def test_what_a_parser_finds_is_told_in_chinese(cli: Runner, name: str, content: str, words: str) -> None:
    (cli.folder / name).write_text(content, encoding="utf-8")
    found = cli(f"assess {name}")
    assert found.code == 3
    assert words in found.err
    assert not re.search(r"(Invalid|Expect|Cannot)", found.err)


def test_a_template_that_a_console_has_written_in_gbk_can_be_assessed(cli: Runner) -> None:
    written = cli("facts template --kind care --place jiaxing", encoding="gbk").out.encode("gbk")
    (cli.folder / "张表.toml").write_bytes(written)
    found = cli("assess 张表.toml")
    assert found.code == 0, found.err
    assert "张表.toml 不是 UTF-8，已按 GB18030 读取" in found.err
    assert cli("assess -", written).code == 0


@pytest.mark.parametrize("option", ["-o", "--output"])
def test_a_template_is_written_to_a_file_in_utf8(cli: Runner, option: str) -> None:
    found = cli(f"facts template --kind care --place jiaxing {option} 张表.toml", encoding="gbk")
    assert (found.code, found.out) == (0, "")
    text = (cli.folder / "张表.toml").read_text(encoding="utf-8")
    assert text == cli("facts template --kind care --place jiaxing").out
    assert "GB18030" not in cli("assess 张表.toml").err
    assert cli(f"facts template --kind care {option} applicant.toml/x").code == 5


def test_a_template_can_be_filled_in_and_assessed(cli: Runner) -> None:
    for kind in ("care", "target", "employer", "dibao"):
        for language in ("zh", "en"):
            text = cli(f"facts template --kind {kind} --place jiaxing", language=language).out
            (cli.folder / "filled.toml").write_text(text.replace('disability_grade = ""', "disability_grade = 1"))
            run = cli(f"{kind} filled.toml --format json")
            assert run.code == 0, run.err
