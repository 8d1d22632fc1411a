"""Streams that are closed or full, folders that nobody may enter, signals, and several writers at once."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import TYPE_CHECKING

import pytest

from cli_running import Runner, prepare
from subsidy_cli.library import writing
from subsidy_cli.library.writing import NewStandard, keep_standard

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

PROGRAM = f"{sys.executable} -m subsidy_cli"
ASSESS = f"{PROGRAM} assess --place jiaxing --as-of 2021-03-01 --kind care"

pytestmark = pytest.mark.skipif(os.name != "posix", reason="a POSIX shell")


def shell(line: str, **environment: str) -> tuple[int, str]:
    """Run a line and give its exit code with everything that could be read of it."""
    done = subprocess.run(
        ["bash", "-c", line], env={**os.environ, **environment}, capture_output=True, check=False, timeout=60
    )
    return done.returncode, (done.stdout + done.stderr).decode("utf-8", "replace")


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (f"{ASSESS} >&-", 5),
        (f"{ASSESS} >/dev/full", 5),
        (f"{ASSESS} >/dev/full 2>&1", 5),
        (f"{ASSESS} >&- 2>&- <&-", 5),
        (f"{ASSESS} 2>&-", 0),
        (f"{ASSESS} 2>/dev/full", 0),
        (f"{PROGRAM} --help >/dev/full", 5),
        (f"{PROGRAM} assess --nothing >&-", 2),
        (f"{PROGRAM} assess --nothing 2>/dev/full", 2),
        (f"{PROGRAM} assess - <&-", 2),
        (f"{ASSESS} --interview <&-", 0),
        (f"{ASSESS} --interview </dev/null 2>&-", 0),
        (f"{PROGRAM} standards set dibao_month 1 --place jiaxing --from 2020-01-01 --source x <&-", 2),
    ],
)
def test_streams_that_cannot_be_used(line: str, code: int, tmp_path: Path) -> None:
    found, text = shell(line, XDG_CONFIG_HOME=str(tmp_path))
    assert found == code, text
    assert "Traceback" not in text
    assert "Exception ignored" not in text


@pytest.mark.parametrize(
    "environment",
    [
        {"PYTHONIOENCODING": "gbk"},
        {"PYTHONIOENCODING": "ascii"},
        {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
        {"TERM": "dumb", "NO_COLOR": "1", "COLUMNS": "20"},
        {"HOME": "/nonexistent", "COLUMNS": "-1"},
    ],
)
def test_environments(environment: Mapping[str, str], tmp_path: Path) -> None:
    found, text = shell(f"{ASSESS} --detail", **{"XDG_CONFIG_HOME": str(tmp_path), **environment})
    assert (found, "\x1b" in text) == (0, False)


def test_the_same_question_has_the_same_answer_whatever_the_hash_seed() -> None:
    texts = {shell(f"{ASSESS} --all --format json", PYTHONHASHSEED=seed, SUBSIDY_NO_CACHE="1")[1] for seed in "12"}
    assert len(texts) == 1


def test_an_interrupted_interview_gives_130() -> None:
    process = subprocess.Popen(
        [*ASSESS.split(), "--interview"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stderr is not None
    seen = b""
    while not seen.endswith(b"> "):
        seen += process.stderr.read(1)
    process.send_signal(signal.SIGINT)
    out, _ = process.communicate(timeout=20)
    assert (process.returncode, out) == (130, b"")


def test_several_writers_keep_everything_that_was_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "user_folder", lambda: tmp_path)
    wait = writing.write_text

    def slowly(path: Path, text: str) -> None:
        time.sleep(0.02)
        wait(path, text)

    monkeypatch.setattr(writing, "write_text", slowly)
    values = [NewStandard("dibao_month", "900.00", date(2000 + year, 1, 1), "文") for year in range(12)]
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda value: keep_standard("zhejiang/jiaxing", value), values))
    text = writing.standards_file("zhejiang/jiaxing").read_text(encoding="utf-8")
    assert text.count("[[standards]]") == 12


@pytest.fixture
def subsidy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Runner:
    return prepare(tmp_path, monkeypatch)


SET = "standards set dibao_month {} --place jiaxing --from 2021-01-01 --source x --yes"


def test_a_file_of_standards_in_any_form_is_added_to_or_left_alone(subsidy: Runner) -> None:
    file = subsidy.folder / "own" / "policies" / "zhejiang" / "jiaxing" / "standards.toml"
    file.parent.mkdir(parents=True)
    inline = '{standard = "dibao_month", value = "1", from = 2020-01-01, source = "x", confidence = "high"}'
    for content in ("", "standards = []\n", f"standards = [{inline}]\n", f"standards = [\n{inline},\n]\r\n"):
        file.write_text(content, encoding="utf-8")
        assert subsidy(SET.format(7)).code == 0
        assert "7.00" in subsidy("standards list --place jiaxing --as-of 2021-06-01").out
    for wrong in ("# 中".encode("gbk"), b"standards = 5", b"[[standards]"):
        file.write_bytes(wrong)
        assert subsidy(SET.format(7)).code == 4
        assert file.read_bytes() == wrong


@pytest.mark.parametrize("value", ["-1", "1e5", "0.005", "999999999999999", "abc", "", "١٠٠"])
def test_a_value_that_could_not_be_read_again_is_not_kept(subsidy: Runner, value: str) -> None:
    words = SET.format("VALUE").split()
    assert subsidy([value if word == "VALUE" else word for word in words]).code == 2
    assert not (subsidy.folder / "own").exists()


def test_one_value_holds_on_each_day(subsidy: Runner) -> None:
    assert subsidy(SET.format(5).replace("2021", "2025")).code == 0
    assert subsidy(f"{SET.format(7)} --to 2030-01-01").code == 0
    file = subsidy.folder / "own" / "policies" / "zhejiang" / "jiaxing" / "standards.toml"
    assert "to = 2024-12-31" in file.read_text(encoding="utf-8")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can be somebody else")
def test_a_folder_that_may_not_be_entered_is_as_if_it_were_not_there(subsidy: Runner) -> None:
    subsidy("assess applicant.toml")  # so that everything is loaded while it can be read
    subsidy(SET.format(5))
    own = subsidy.folder / "own"
    subsidy.folder.chmod(0o755)
    own.chmod(0o700)
    os.seteuid(65534)
    try:
        assert subsidy("assess applicant.toml").code == 0
        assert subsidy("assess applicant.toml -o own/x.html").code == 5
        assert subsidy("assess applicant.toml --save-case own/x.toml").code == 5
        assert subsidy(SET.format(6)).code == 5
    finally:
        os.seteuid(0)
        shutil.rmtree(own)
