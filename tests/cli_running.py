"""Runs the command line inside the test process, with its own streams, folders and environment."""

from __future__ import annotations

import io
import json
import shlex
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from subsidy_cli.cli import catalogue
from subsidy_cli.cli.commands import Command, Group
from subsidy_cli.cli.entry import run
from subsidy_cli.library.folders import data_folder

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pytest

APPLICANT = """\
place = "jiaxing"
as_of = 2021-03-01

[facts]
hukou_place = "jiaxing"
certificate_place = "jiaxing"
has_valid_certificate = true
disability_grade = 1
self_care_level = "unable"
care_setting = "institution"
meets_institution_care_conditions = true

[standards]
care_uplift_adopted = true
"""
ROSTER = """\
姓名,户籍地,残疾人证核发地,残疾人证有效,出生日期,残疾类别,残疾等级,生活自理能力,照护方式
甲一,嘉兴市,嘉兴市,是,1980-01-01,肢体残疾,一级,完全不能自理,居家照护
"""
CASES = [
    {
        "id": "care-unable-at-home",
        "place": "jiaxing",
        "as_of": "2021-03-01",
        "facts": {
            "hukou_place": "jiaxing",
            "certificate_place": "jiaxing",
            "has_valid_certificate": True,
            "disability_grade": 1,
            "self_care_level": "unable",
            "care_setting": "home",
            "receives_work_injury_care": False,
            "receives_tekun": False,
            "receives_elderly_care_subsidy": False,
        },
        "standards": {},
        "expect": {"care_allowance": {"status": "eligible", "amount": {"low": "500.00", "high": "500.00"}}},
    }
]


class Console(io.TextIOWrapper):
    """A stream of an encoding that keeps what was written."""

    def __init__(self, encoding: str, content: bytes = b"") -> None:
        self.bytes = io.BytesIO(content)
        super().__init__(self.bytes, encoding=encoding, newline="")

    @property
    def text(self) -> str:
        """What was written."""
        self.flush()
        return self.bytes.getvalue().decode(self.encoding)


@dataclass(frozen=True)
class Run:
    """What a run gave."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The result as JSON."""
        return json.loads(self.out)

    def benefit(self, name: str) -> Any:
        """One benefit of a result."""
        return next(each for each in self.json["benefits"] if each["id"] == name)


class Runner:
    """Runs lines in a folder of its own, with nothing of the user's."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self._monkeypatch = monkeypatch

    def __call__(
        self, line: str | Sequence[str], stdin: str | bytes = "", encoding: str = "utf-8", language: str = "zh"
    ) -> Run:
        """Run a line as the shell would, `<` and `>` included."""
        words = shlex.split(line) if isinstance(line, str) else list(line)
        if words[:1] == ["subsidy"]:
            words = words[1:]
        if "<" in words:
            stdin = Path(words[-1]).read_bytes()
            words = words[:-2]
        target = None
        if ">" in words:
            target = Path(words[-1])
            words = words[:-2]
        streams = Console(encoding), Console(encoding)
        given = stdin.encode(encoding) if isinstance(stdin, str) else stdin
        with self._monkeypatch.context() as patch:
            patch.setattr(sys, "stdin", Console(encoding, given))
            patch.setattr(sys, "stdout", streams[0])
            patch.setattr(sys, "stderr", streams[1])
            patch.setenv("SUBSIDY_LANG", language)
            code = run(words)
        if target is not None:
            target.write_text(streams[0].text, encoding="utf-8")
        return Run(code, streams[0].text, streams[1].text)


def prepare(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Runner:
    """A runner in a folder with a file of an applicant and one of cases; the user's folder lies in it too."""
    monkeypatch.chdir(folder)
    for variable in ("SUBSIDY_POLICIES", "SUBSIDY_DEBUG", "NO_COLOR", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setattr("platformdirs.user_config_path", lambda *_, **__: folder / "own")
    (folder / "applicant.toml").write_text(APPLICANT, encoding="utf-8")
    (folder / "roster.csv").write_text(ROSTER, encoding="utf-8")
    (folder / "cases.json").write_text(json.dumps(CASES), encoding="utf-8")
    for document in ("jiaxing-2016", "pinghu-2022"):
        (folder / f"{document}.txt").write_text("分别给予每人每月500元、250元、125元的补贴\n", encoding="utf-8")
    (folder / "new-policies").symlink_to(data_folder() / "policies")
    return Runner(folder, monkeypatch)


def every_command() -> Iterator[tuple[str, Command]]:
    """Every command that does something, with its path."""
    for name in catalogue.names():
        described = catalogue.load(name)
        assert described is not None
        if isinstance(described, Group):
            for command in described.commands:
                yield f"{name} {command.name}", command
        else:
            yield name, described
