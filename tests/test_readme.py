"""The README is run: every command of its console blocks, and its Python."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest

from subsidy_cli.cli.entry import run

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = [
    line.removeprefix("$ ")
    for block in re.findall(r"```console\n(.*?)```", README, re.DOTALL)
    for line in block.splitlines()
    if line.startswith("$ ")
]
REJECTS_ONE_ROW = 1


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_of_the_readme_runs(command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    monkeypatch.chdir(tmp_path)
    program, *arguments = shlex.split(command)
    assert program == "subsidy"
    expected = REJECTS_ONE_ROW if arguments[0] == "batch" else 0
    assert run(arguments) == expected


def test_the_python_of_the_readme_runs(capsys: pytest.CaptureFixture[str]) -> None:
    (program,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    exec(compile(program, "README.md", "exec"), {})
    assert capsys.readouterr().out == "{'low': '500.00', 'high': '500.00', 'bound': 'exact'}\n"


def test_every_file_that_the_readme_names_exists() -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", README):
        assert (ROOT / target).exists(), target
    for example in re.findall(r"examples/[a-z.-]+", README):
        assert (ROOT / example).exists(), example
