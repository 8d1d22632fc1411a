"""Every example of every help page runs as it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cli_running import every_command, prepare
from subsidy_cli.cli.root import LINES

if TYPE_CHECKING:
    from pathlib import Path

CHECKS = ("subsidy policy check", "subsidy policy verify", "subsidy policy diff")
"""What these say of their subject is not the business of a test of examples."""
EXAMPLES = [example.line for _, command in every_command() for example in command.examples]


@pytest.mark.parametrize("line", [*EXAMPLES, *LINES])
def test_an_example_runs(line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    runner = prepare(tmp_path, monkeypatch)
    if line.startswith("subsidy verify"):
        assert runner("subsidy batch roster.csv scored.csv --place jiaxing --as-of 2021-03-01 --kind care").code == 0
    run = runner(line)
    expected = {0, 1} if "--fail-on" in line or line.startswith(CHECKS) else {0}
    assert run.code in expected, run.err
    assert line.startswith("subsidy ")


@pytest.mark.parametrize(("path", "count"), [(path, len(command.examples)) for path, command in every_command()])
def test_every_command_has_examples_of_itself(path: str, count: int) -> None:
    assert count >= 2
    command = dict(every_command())[path]
    assert all(example.line.startswith(f"subsidy {path}") for example in command.examples)
