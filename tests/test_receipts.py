"""Receipts of runs over rosters, and `subsidy verify`, which holds a run against its receipt."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from subsidy_cli.cli.entry import run

if TYPE_CHECKING:
    from pathlib import Path

HEADINGS = "姓名,残疾等级,残疾类别,户籍地,残疾人证核发地,残疾人证有效,家庭人均月收入"
PEOPLE = ("甲一,1,肢体,嘉兴市,嘉兴市,是,1200", "甲二,九级,视力,嘉兴市,嘉兴市,是,900")
COMMON = [
    *("--place", "jiaxing", "--as-of", "2021-03-01", "--standard", "dibao_month=1000"),
    *("--kind", "living", "--headers", "zh", "--fail-on", "never", "--lang", "en"),
]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a roster, where the runs are made."""
    place = tmp_path / "runs"
    place.mkdir()
    (place / "r.csv").write_text("\n".join([HEADINGS, *PEOPLE, ""]), encoding="utf-8")
    monkeypatch.chdir(place)
    return place


def content_of(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def write(path: Path, content: Any) -> None:
    path.write_text(json.dumps(content), encoding="utf-8")


@pytest.mark.parametrize("name", ["{outside}/precious.csv", "../precious.csv", "../../precious.csv"])
def test_verifying_writes_into_its_own_folder_only(
    folder: Path, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever wrote the receipt, nothing of the user's is overwritten."""
    scratch = tmp_path / "scratch" / "deep"
    scratch.mkdir(parents=True)
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    precious = [place / "precious.csv" for place in (folder, tmp_path, scratch, scratch.parent)]
    for path in precious:
        path.write_text("mine", encoding="utf-8")
    assert run(["batch", "r.csv", "out.csv", *COMMON]) == 0
    receipt = folder / "out.csv.receipt.json"
    content = content_of(receipt)
    content["outputs"]["results"]["name"] = name.format(outside=tmp_path)
    write(receipt, content)
    before = sorted(path for path in tmp_path.rglob("*") if scratch not in path.parents)
    assert run(["verify", str(receipt)]) == 1
    assert [path.read_text(encoding="utf-8") for path in precious] == ["mine"] * 4
    assert sorted(path for path in tmp_path.rglob("*") if scratch not in path.parents) == before
    assert list(scratch.iterdir()) == [scratch / "precious.csv"]
