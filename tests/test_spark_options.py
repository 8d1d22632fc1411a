"""What Spark does not do is refused with a way out, before anything is started."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from subsidy_cli.cli.entry import run

if TYPE_CHECKING:
    from pathlib import Path

COMMON = ["--place", "jiaxing", "--as-of", "2021-03-01", "--lang", "en"]


@pytest.mark.parametrize(
    "options",
    [
        ["--sheet", "one"],
        ["--header-row", "2"],
        ["--header-rows", "2"],
        ["--fill-merged"],
        ["--encoding", "gb18030"],
        ["--input-format", "xlsx"],
        ["--output-format", "jsonl"],
        ["--layout", "long"],
        ["--rejects", "r.csv"],
        ["--receipt", "r.json"],
        ["--master", "sc://somewhere"],
    ],
    ids=" ".join,
)
def test_what_spark_does_not_do(options: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = tmp_path / "roster.csv"
    source.write_text("姓名\n甲\n", encoding="utf-8")
    assert run(["batch", str(source), str(tmp_path / "out"), *COMMON, "--engine", "spark", *options]) == 2
    told = capsys.readouterr().err
    assert options[0] in told
    assert "hint" in told
    assert not (tmp_path / "out").exists()


def test_a_pipe_is_no_folder(tmp_path: Path) -> None:
    assert run(["batch", "-", str(tmp_path / "out"), *COMMON, "--engine", "spark"]) == 2
    assert run(["batch", str(tmp_path), "-", *COMMON, "--engine", "spark"]) == 2


def test_an_address_is_for_spark_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["batch", "a.csv", str(tmp_path / "out.csv"), *COMMON, "--master", "local[2]"]) == 2
    assert "--engine spark" in capsys.readouterr().err


def test_without_pyspark_it_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "pyspark", None)
    for name in [name for name in sys.modules if name.startswith("pyspark.")]:
        monkeypatch.delitem(sys.modules, name)
    assert run(["batch", str(tmp_path), str(tmp_path / "out"), *COMMON, "--engine", "spark"]) == 2
    assert "subsidy-cli[spark]" in capsys.readouterr().err
