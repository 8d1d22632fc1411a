"""Damaged files, figures nobody could mean and numbers in the wrong place: each is refused with its place, none is shown."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from cli_running import Runner, prepare
from subsidy_cli.facts.values import read_number
from subsidy_cli.identity import mask_within
from subsidy_cli.library.files import LARGEST_FILE
from subsidy_cli.library.writing import write_text

if TYPE_CHECKING:
    from pathlib import Path

HEAD = 'place = "jiaxing"\nas_of = 2021-03-01\n[facts]\n'
NUMBER = "330402199003071236"
FULL_WIDTH = NUMBER.translate(str.maketrans("0123456789", "０１２３４５６７８９"))
GROUPED = "330402 19900307 1236"


@pytest.fixture
def subsidy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Runner:
    return prepare(tmp_path, monkeypatch)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", 2),
        (b"\0", 3),
        (HEAD.encode("utf-16"), 0),
        (HEAD.encode("utf-16-le"), 3),
        (HEAD.encode("utf-32"), 3),
        (HEAD.replace("jiaxing", "嘉兴").encode("gbk"), 0),
        (HEAD.replace("jiaxing", "嘉兴").encode("gbk")[:-1] + b"\xff", 3),
        (b"\xef\xbb\xbf" + HEAD.encode(), 0),
        (HEAD.replace("\n", "\r\n").encode(), 0),
        ((HEAD + "x = " + "[" * 3000).encode(), 3),
        ((HEAD + "[" + ".".join("a" * 2000) + "]").encode(), 3),
        ((HEAD + "disability_grade = 1\ndisability_grade = 2").encode(), 3),
        ((HEAD + "household_members = " + "9" * 5000).encode(), 3),
        ((HEAD + "household_members = 0x" + "f" * 5000).encode(), 2),
        ((HEAD + "household_income_month = 1e400000000").encode(), 2),
        ((HEAD + "household_income_month = 1e-400000000").encode(), 2),
        ((HEAD + "household_income_month = nan").encode(), 2),
        ((HEAD + "household_income_month = 0.005").encode(), 2),
        ((HEAD + "household_income_month = -0.01").encode(), 2),
        ((HEAD + "household_income_month = '1000000000000'").encode(), 2),
        ((HEAD + "birth_date = 10:00:00").encode(), 2),
        ((HEAD + "birth_date = 2021-03-02").encode(), 2),
        ((HEAD + "birth_date = [1990]\nhousehold_members = {a = 1}").encode(), 2),
        (b"place = 'jiaxing'\nfacts = 5\nstandards = []", 3),
        (b"place = 'jiaxing'\n[[facts]]", 3),
        (b"place = false", 2),
        (b"place = 'jiaxing'\nas_of = 0", 2),
        (b"#" * (LARGEST_FILE + 1), 3),
    ],
)
def test_a_damaged_toml_file_is_refused(subsidy: Runner, content: bytes, code: int) -> None:
    (subsidy.folder / "a.toml").write_bytes(content)
    run = subsidy("assess a.toml --kind care")
    assert run.code == code, run.err
    assert code == 0 or "-->" in run.err


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("[" * 100_000, 3),
        ('{"place": "jiaxing",}', 3),
        ('{"place": "jiaxing", "place": "jiaxing"}', 3),
        ('{"place": "jiaxing", "facts": {"household_members": %s}}' % ("9" * 5000), 3),
        ('{"place": "jiaxing", "facts": {"household_income_month": 1e400000000}}', 2),
        ('{"place": "jiaxing", "facts": {"household_income_month": Infinity}}', 2),
        ('{"place": "jiaxing", "facts": {"\\ud800": 1, "hukou_place": "\\udfff"}}', 2),
        ("[1]", 3),
        ("null", 3),
    ],
)
def test_a_damaged_json_file_is_refused(subsidy: Runner, content: str, code: int) -> None:
    (subsidy.folder / "a.json").write_text(content, encoding="utf-8")
    assert subsidy("assess a.json --kind care").code == code


def test_what_is_no_file_is_refused(subsidy: Runner) -> None:
    (subsidy.folder / "loop").symlink_to("loop")
    for name in (".", "loop", "x" * 300, "nothing.toml"):
        assert subsidy(["assess", name]).code == 3
    assert subsidy("assess -", stdin=bytes(range(256))).code == 3


def test_an_endless_file_is_read_to_its_largest_size_only(subsidy: Runner) -> None:
    assert subsidy("assess /dev/zero").code == 3


def test_a_figure_that_would_take_for_ever_to_write_out_is_none() -> None:
    assert read_number(Decimal("1e999999999")) is None
    assert read_number(Decimal("1e-999999999")) is None
    assert read_number(Decimal("sNaN")) is None
    assert read_number(Decimal("1.5e3")) == 1500


def test_every_mistake_is_told_at_once(subsidy: Runner) -> None:
    run = subsidy(
        "assess --place nowhere --as-of never --benefit nothing --reading what=x"
        " --fact birth_date=x --fact y=1 --standard z=1",
        language="en",
    )
    assert run.code == 2
    assert run.err.count("error[") == 7
    run = subsidy("assess --kind carre --format x --assume all", language="en")
    assert (run.code, run.err.count("error[")) == (2, 3)
    run = subsidy("policy new some-id --place jiaxing", language="en")
    assert (run.code, run.err.count("error[missing-argument]")) == (2, 3)


@pytest.mark.parametrize("number", [NUMBER, f"{NUMBER}43", f"{NUMBER}43B1", FULL_WIDTH, GROUPED, f"x{NUMBER}张"])
def test_a_number_in_a_wrong_place_is_never_shown(subsidy: Runner, number: str) -> None:
    asked = ["assess", "applicant.toml"]
    for words in (
        [number],
        ["assess", number],
        ["assess", "--place", number],
        [*asked, "--as-of", number],
        [*asked, "--fact", number],
        [*asked, "--fact", f"{number}=1"],
        [*asked, "--fact", f"birth_date={number}"],
        [*asked, "--fact", f"hukou_place={number}"],
        [*asked, "--standard", f"dibao_month={number}"],
        [*asked, "--benefit", number],
        [*asked, "--kind", number],
        [*asked, "--reading", number],
        [*asked, "--lang", number],
        [*asked, f"--{number}"],
        [*asked, "-o", f"nowhere/\0{number}".replace("\0", "")],
        [*asked, "--save-case", f"{number}.toml"],
        ["policy", "show", number],
        ["policy", "check", number],
        ["policy", "list", "--policies", number],
        ["standards", "set", number, number],
        ["facts", "show", number],
        ["help", number],
    ):
        run = subsidy(words)
        assert not _bare_numbers(run.out + run.err), words


def _bare_numbers(text: str) -> list[str]:
    """Digits of any width, also in groups, that are long enough to be a number of a person."""
    return re.findall(r"\d{12,}", re.sub(r"(?<=\d)[ \n](?=\d)", "", text))


def test_a_masked_text_keeps_what_is_no_number() -> None:
    kept = "2021-03-01 至 2021-12-31，1500.00 元，嘉政发〔2016〕46号，0573-82521234"
    assert mask_within(kept) == kept
    assert mask_within(f"证号{GROUPED}，") == "证号3304**************36，"


def test_a_terminal_is_not_commanded_by_what_was_written(subsidy: Runner) -> None:
    run = subsidy(["assess", "--place", "\x1b[2J\x9b31m\r"])
    assert run.code == 2
    assert not set(run.err) & set("\x1b\x9b\r")


def test_text_that_no_encoding_has_ends_no_run(subsidy: Runner) -> None:
    write_text(subsidy.folder / "a.txt", "\ud800")
    assert (subsidy.folder / "a.txt").read_text(encoding="utf-8") == "?"
    assert subsidy(["assess", "applicant.toml", "--save-case", "y" * 300]).code == 5


CASE = {"id": "a", "place": "jiaxing", "as_of": "2021-01-01", "expect": {"care_allowance": {"status": "unknown"}}}


@pytest.mark.parametrize(
    "content",
    [
        "{",
        "null",
        "[1]",
        '{"cases": 5}',
        '[{"id": 1}]',
        json.dumps([{**CASE, "facts": []}]),
        json.dumps([{**CASE, "standards": None}]),
        json.dumps([{**CASE, "expect": {"care_allowance": 5}}]),
        json.dumps([{**CASE, "expect_definitions": {"age": 5}}]),
        json.dumps([{**CASE, "expect": {"care_allowance": {"items": 5}}}]),
        json.dumps([{**CASE, "expect": {"care_allowance": {"amount": {"low": [1]}}}}]),
        json.dumps([{**CASE, "facts": {"household_members": 10**4200}}]),
        json.dumps([{**CASE, "facts": {"household_income_month": "@"}}]).replace('"@"', "1e999999999"),
        json.dumps([{**CASE, "place": "nowhere", "as_of": "never"}]),
        json.dumps([{**CASE, "facts": {"birth_date": NUMBER}}]),
    ],
)
def test_a_damaged_file_of_cases_is_refused_or_fails(subsidy: Runner, content: str) -> None:
    (subsidy.folder / "c.json").write_text(content, encoding="utf-8")
    for form in ("", "--format json", "--format junit"):
        run = subsidy(f"policy check c.json {form}")
        assert run.code in ({2} if content == "null" else {1, 3}), run.err
        assert not _bare_numbers(re.sub("0{9,}", "", run.out) + run.err)
