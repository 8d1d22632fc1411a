"""The progress bar of a long run: rows, rows per second and time left, for terminals only."""

from __future__ import annotations

import io
import os
import re
import sys
import time
from typing import TYPE_CHECKING

import pytest
from rich.console import Console as Screen
from rich.progress import BarColumn, Progress, TextColumn

from subsidy_cli.cli.console import Console
from subsidy_cli.cli.progress import Bar, told
from subsidy_cli.roster.watching import Step, watched
from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("rows", "fraction", "seconds", "is_done", "zh", "en"),
    [
        (None, 0.0, 0.0, False, "", ""),
        (None, 0.25, 10.0, False, "还需 0:30", "0:30 left"),
        (1_000_000, 0.25, 10.0, False, "250,000 / 1,000,000 行  25,000 行/秒  还需 0:30", "250,000 / 1,000,000 rows  25,000 rows/s  0:30 left"),
        (1_000, 0.5, 0.1, False, "500 / 1,000 行", "500 / 1,000 rows"),
        (1_000, 0.0, 9.0, False, "0 / 1,000 行", "0 / 1,000 rows"),
        (8_000_000, 0.01, 60.0, False, "80,000 / 8,000,000 行  1,333 行/秒  还需 1:39:00", "80,000 / 8,000,000 rows  1,333 rows/s  1:39:00 left"),
        (1_000, 1.0, 2.0, True, "1,000 / 1,000 行  500 行/秒  用时 0:02", "1,000 / 1,000 rows  500 rows/s  took 0:02"),
    ],
)  # fmt: skip
def test_the_words_beside_the_bar(
    rows: int | None, fraction: float, seconds: float, is_done: bool, zh: str, en: str
) -> None:
    found = told(rows, fraction, seconds, is_done=is_done)
    assert (found.zh, found.en) == (zh, en)
    found.zh.encode("gbk")


def test_the_bar_shows_each_step() -> None:
    out, now = io.StringIO(), [100.0]
    screen = Screen(file=out, force_terminal=True, width=80)
    columns = (TextColumn("{task.description}"), BarColumn(12), TextColumn("{task.fields[told]}"))
    with Progress(*columns, console=screen, auto_refresh=False) as bars:
        bar = Bar(bars, Console("zh", color=False, width=80), lambda: now[0])
        bar.stage(Text("读取", "reading"))
        bar.expect(2_000)
        now[0] += 2
        bar.advance(0.5)
        assert [task.fields["told"] for task in bars.tasks] == ["1,000 / 2,000 行  500 行/秒  还需 0:02"]
        now[0] += 2
        bar.stage(Text("写出", "writing"), 4_000)
        bar.advance(0.25)
        assert [task.fields["told"] for task in bars.tasks] == [
            "2,000 / 2,000 行  500 行/秒  用时 0:04",
            "1,000 / 4,000 行",
        ]


class Notes:
    """Writes down what it is told."""

    def __init__(self) -> None:
        self.said: list[object] = []

    def stage(self, words: Text, rows: int | None = None) -> None:
        self.said.append((words.en, rows))

    def expect(self, rows: int) -> None:
        self.said.append(rows)

    def advance(self, fraction: float) -> None:
        self.said.append(round(fraction, 3))


def test_a_step_of_several_statements_never_goes_back() -> None:
    notes = Notes()
    step = Step(notes)
    step.reach(-0.01)
    step.expect(100)
    for part in range(4):
        step.part(part, 4)
        for reached in (0.0, 0.5, 0.4):
            step.reach(reached)
    step.count(100)
    assert notes.said == [100, 0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875, 1.0]


def test_the_engine_is_asked_while_it_works(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("subsidy_cli.roster.watching.INTERVAL", 0.01)

    class Engine:
        def query_progress(self) -> float:
            return 40.0

    notes = Notes()
    with watched(notes, Engine(), Text("写出", "writing"), 10):  # type: ignore[arg-type]
        deadline = time.monotonic() + 5
        while len(notes.said) < 2 and time.monotonic() < deadline:
            time.sleep(0.01)
    assert notes.said == [("writing", 10), 0.4]


@pytest.mark.skipif(sys.platform == "win32", reason="needs a terminal of its own")
def test_a_terminal_sees_the_rows(tmp_path: Path) -> None:
    import pty

    source = tmp_path / "roster.csv"
    people = "".join(f"甲{number},肢体,一级\n" for number in range(20_000))
    source.write_text(f"姓名,残疾类别,残疾等级\n{people}", encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "subsidy_cli",
        "batch",
        str(source),
        str(tmp_path / "out.csv"),
        "--place",
        "jiaxing",
    ]
    command += ["--as-of", "2021-03-01", "--kind", "living", "--lang", "en"]
    seen: list[bytes] = []

    child, terminal = pty.fork()
    if not child:
        os.environ["COLUMNS"] = "80"
        os.execv(command[0], command)
    while True:
        try:
            content = os.read(terminal, 1 << 16)
        except OSError:
            break
        if not content:
            break
        seen.append(content)
    os.waitpid(child, 0)
    shown = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", b"".join(seen).decode("utf-8", "replace"))
    assert re.search(r"reading .*20,000 / 20,000 rows", shown)
    assert re.search(r"writing", shown)
