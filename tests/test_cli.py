"""The command line as a whole: exit codes, streams, languages, encodings, help."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from wcwidth import wcswidth

from cli_running import Runner, every_command, prepare
from subsidy_cli import __version__
from subsidy_cli.cli import catalogue
from subsidy_cli.cli.languages import environment_language, written_language
from subsidy_cli.cli.topics import EXIT_CODES
from subsidy_cli.diagnostics import Refusal
from subsidy_cli.facts.vocabulary import KINDS

if TYPE_CHECKING:
    from pathlib import Path

PATHS = ["", *(path for path, _ in every_command()), "facts", "standards", "policy"]
NUMBER = "330402199001011234"


@pytest.fixture
def cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Runner:
    return prepare(tmp_path, monkeypatch)


@pytest.mark.parametrize(
    ("line", "code", "word"),
    [
        ("nonsense", 2, "unknown-command"),
        ("asess --place jiaxing", 2, "是否为 assess"),
        ("facts lst", 2, "是否为 list"),
        ("care --plce jiaxing", 2, "--place"),
        ("care", 2, "no-place"),
        ("care --place jiaxin", 2, "是否为 jiaxing"),
        ("care --place", 2, "value-missing"),
        ("care --place jiaxing --fact disability_grad=1", 2, "是否为 disability_grade"),
        ("care --place jiaxing --fact disability_grade", 2, "no-equals-sign"),
        ("care --place jiaxing --fact dibao_month=1000", 2, "--standard"),
        ("care --place jiaxing --fact xx=1", 2, "subsidy facts list"),
        ("care --place jiaxing --standard xx=1", 2, "subsidy standards list"),
        ("care --place jiaxing --disability-grade 9", 2, "value-out-of-range"),
        ("care --place jiaxing --self-care-level unabel", 2, "是否为 unable"),
        ("living --place jiaxing --reading rows-9-and-10-restored=alternative", 2, "reading-without-alternative"),
        ("care --place jiaxing --fare 2.00", 2, "--fact fare="),
        ("care --place jiaxing --has-valid-certificate=yes", 2, "--no-has-valid-certificate"),
        ("care --place jiaxing --has-valid-certificate yes", 2, "value-not-wanted"),
        ("care --place jiaxing --as-of 2021-13-01", 2, "2021-13-01"),
        ("care --place jiaxing --benefit care_alowance", 2, "是否为 care_allowance"),
        ("care --place jiaxing --reading none=alternative", 2, "unknown-reading"),
        ("care --place jiaxing --reading care=other", 2, "unknown-reading"),
        ("care --place jiaxing --format xml", 2, "table、json、html、markdown"),
        ("care --place jiaxing --policies nowhere", 2, "no-folder"),
        ("assess --place jiaxing one two", 2, "unexpected-argument"),
        ("explain", 2, "BENEFIT"),
        ("explain vagrant_assistance --place yueqing", 2, "benefit-not-here"),
        ("help nothing", 2, "unknown-topic"),
        ("standards set dibao_month 1000 --place jiaxing --source x", 2, "--from"),
        ("policy check nowhere.json", 3, "unreadable-file"),
        ("--lang fr", 2, "zh、en"),
        ("assess nowhere.toml --place jiaxing", 3, "nowhere.toml"),
        ("care --place hangzhou", 4, "no-document"),
    ],
)
def test_mistakes_have_a_code_and_a_cure(cli: Runner, line: str, code: int, word: str) -> None:
    run = cli(line)
    assert (run.code, run.out) == (code, "")
    assert word in run.err
    assert "Traceback" not in run.err


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    ("line", "cure"),
    [
        ("living --place hangzhou", "subsidy policy new"),
        ("standards set dibao_month 1000 --place jiaxing --source x", "--from "),
        ("standards set dibao_month 1000 --place jiaxing --from 2024-01-01", "--source "),
        ("policy new a-1 --place jiaxing --title x --effective 2024-01-01", "--number "),
        ("assess - --place jiaxing < twice.json", "twice.json:4:3"),
        ("assess twice.json --place jiaxing", "twice.json:4:3"),
        ("policy check twice.json", "twice.json:4:3"),
        ("assess comma.json --place jiaxing", "comma.json:1:1"),
        ("policy check comma.json", "comma.json:1:1"),
        ("assess list.json --place jiaxing", '"facts": {'),
        ("assess facts.json --place jiaxing", '"facts": {'),
        ("assess facts.toml --place jiaxing", "[facts]"),
    ],
)
def test_a_refusal_has_a_place_and_a_cure(cli: Runner, line: str, cure: str, language: str) -> None:
    files = {
        "twice.json": '{"facts": {\n  "a\\"}": {"b": [{}]},\n  "x": 1, "y": {"x": "\\\\"},\n  "x" : 2\n}}',
        "comma.json": '{"place": "a\\"}",}',
        "list.json": "[1]",
        "facts.json": '{"facts": 1}',
        "facts.toml": "facts = 1",
    }
    for name, content in files.items():
        (cli.folder / name).write_text(content, encoding="utf-8")
    run = cli(line, language=language)
    assert (run.code, run.out) != (0, "")
    assert ("stdin:4:3" if "<" in line else cure) in run.err
    assert {"zh": " = 提示：", "en": " = hint: "}[language] in run.err


@pytest.mark.parametrize("line", ["--version", "", "help", "--help", "care --help", "facts", "facts list -h"])
def test_help_and_version_are_results(cli: Runner, line: str) -> None:
    run = cli(line.split())
    assert run.code == 0
    assert run.out
    assert run.err == ""
    if line == "--version":
        assert run.out == f"subsidy {__version__}\n"


def test_exit_codes_of_the_help_are_those_of_the_code() -> None:
    assert {code for code, _ in EXIT_CODES} == {0, 1, 70, 130} | {refusal.value for refusal in Refusal}


@pytest.mark.parametrize(
    "line",
    [
        f"care --place jiaxing --citizen-id {NUMBER}",
        f"care --place jiaxing --citizen-id={NUMBER}",
        f"care --place jiaxing --fact citizen_id={NUMBER}",
        f"care --place jiaxing --fact 身份证号={NUMBER}",
        f"assess --place jiaxing --fact certificate_number={NUMBER}11",
        f"assess --place jiaxing --certificate-number {NUMBER}11",
    ],
)
def test_identity_numbers_never_come_from_the_command_line(cli: Runner, line: str) -> None:
    run = cli(line)
    assert run.code == 2
    assert "--ask-id" in run.err
    assert NUMBER not in run.err


@pytest.mark.parametrize(
    "line", [f"care {NUMBER}.x --place {NUMBER}", f"care --{NUMBER}", f"{NUMBER}", f"assess a {NUMBER}"]
)
def test_no_message_shows_an_identity_number(cli: Runner, line: str) -> None:
    run = cli(line)
    assert run.code in {2, 3}
    assert NUMBER not in run.out + run.err


def test_a_fault_of_ours_shows_type_and_place_and_no_data(cli: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(name: str) -> None:
        raise ValueError(f"secret {NUMBER} {name}")

    monkeypatch.setattr(catalogue, "load", broken)
    run = cli("care --place jiaxing")
    assert run.code == 70
    assert "ValueError" in run.err
    assert "secret" not in run.err
    assert NUMBER not in run.err
    monkeypatch.setenv("SUBSIDY_DEBUG", "1")
    with pytest.raises(ValueError, match="secret"):
        cli("care --place jiaxing")


@pytest.mark.parametrize(
    ("error", "code"),
    [(KeyboardInterrupt(), 130), (BrokenPipeError(), 0), (OSError(28, "No space left on device"), 5)],
)
def test_interruptions(cli: Runner, monkeypatch: pytest.MonkeyPatch, error: BaseException, code: int) -> None:
    def broken(*_: object) -> None:
        raise error

    monkeypatch.setattr("cli_running.Console.write", broken)
    monkeypatch.setattr("subsidy_cli.cli.console.Console.problems", lambda *_: None)
    assert cli("--version").code == code


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs a device that is always full")  # noqa: PTH110
def test_a_full_disk_is_told(tmp_path: Path) -> None:
    with open("/dev/full", "w") as full:  # noqa: PTH123
        done = subprocess.run(
            [sys.executable, "-m", "subsidy_cli", "--version"], stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert done.returncode == 5
    assert b"Traceback" not in done.stderr


# languages


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "zh"),
        ({"LANG": "C.UTF-8"}, "zh"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "zh_CN.GB18030"}, "zh"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "en_GB.UTF-8", "LC_MESSAGES": "zh_CN"}, "zh"),
        ({"LC_ALL": "POSIX", "LANG": "en_US"}, "en"),
        ({"SUBSIDY_LANG": "en", "LC_ALL": "zh_CN"}, "en"),
    ],
)
def test_the_language_comes_from_the_environment(environment: dict[str, str], language: str) -> None:
    assert environment_language(environment) == language


def test_lang_prevails_wherever_it_stands(cli: Runner) -> None:
    assert "Usage" in cli("--lang en").out
    assert "Usage" in cli("care --help --lang en").out
    assert "Usage" in cli("--lang=en facts").out
    assert "用法" in cli("--lang zh care --help", language="en").out
    assert written_language(["--", "--lang", "en"]) is None


# encodings


@pytest.mark.parametrize("path", PATHS)
def test_help_fits_any_console(cli: Runner, path: str) -> None:
    for language in ("zh", "en"):
        page = cli([*path.split(), "--help"], language=language).out
        page.encode("gbk")
        assert max(wcswidth(line) for line in page.splitlines()) <= 80
        assert "\x1b" not in page


def test_root_help_is_one_screen_and_names_everything(cli: Runner) -> None:
    for language in ("zh", "en"):
        page = cli("--help", language=language).out
        assert len(page.splitlines()) <= 40
        for name in (*KINDS, *(entry.name for entry in catalogue.ENTRIES)):
            assert name in page


@pytest.mark.parametrize("form", ["json", "html", "table", "markdown"])
def test_a_gbk_console_never_breaks_a_run(cli: Runner, form: str) -> None:
    run = cli(f"assess applicant.toml --all --detail --format {form}", encoding="gbk")
    assert run.code == 0
    if form == "json":
        assert run.json == cli("assess applicant.toml --all --format json").json
    if form == "html":
        assert run.out.isascii()


def test_an_ascii_console_never_breaks_a_run(cli: Runner) -> None:
    run = cli("assess applicant.toml --kind care --format json", encoding="ascii")
    assert run.benefit("care_allowance")["name"]["zh"] == "重度残疾人护理补贴"
    assert cli("assess applicant.toml --kind care", encoding="ascii").code == 0
    assert cli("asess", encoding="ascii").code == 2


def test_nothing_is_coloured_that_is_no_terminal(cli: Runner) -> None:
    run = cli("assess applicant.toml --all --detail")
    assert "\x1b" not in run.out + run.err


# start


@pytest.mark.parametrize(
    ("line", "absent"),
    [
        (["--help"], {"pydantic.main", "rich.console", "tomllib", "subsidy_cli.api"}),
        (["care", "--place", "jiaxing", "--format", "json"], {"rich.console", "tomlkit", "jinja2", "junitparser"}),
        (["facts", "list"], {"subsidy_cli.api", "rich.console", "tomlkit"}),
    ],
)
def test_a_run_loads_only_what_it_needs(line: list[str], absent: set[str]) -> None:
    script = (
        "import sys, json; from subsidy_cli.cli.entry import run;"
        f"code = run({line!r}); print(json.dumps([code, sorted(set({sorted(absent)!r}) & set(sys.modules))]), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
    assert json.loads(done.stderr.decode().strip().splitlines()[-1]) == [0, []]
