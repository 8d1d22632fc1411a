"""Outputs of one run in several folders, also on several disks: all of them appear, or none."""

from __future__ import annotations

import errno
import json
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from filelock import FileLock

from subsidy_cli.cli.entry import run
from subsidy_cli.diagnostics import RefusedError
from subsidy_cli.roster.writing import Publication

if TYPE_CHECKING:
    from collections.abc import Iterator

COMMON = ["--place", "jiaxing", "--as-of", "2021-03-01", "--kind", "living", "--lang", "en"]
SHARED_MEMORY = Path("/dev/shm")


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    path = tmp_path / "roster.csv"
    path.write_text("姓名,残疾等级\n甲,1\n乙,九级\n", encoding="utf-8")
    return path


@pytest.fixture
def other_disk(tmp_path: Path) -> Iterator[Path]:
    """A folder on another disk, if there is one here, else only another folder."""
    is_there = SHARED_MEMORY.is_dir() and SHARED_MEMORY.stat().st_dev != tmp_path.stat().st_dev
    with tempfile.TemporaryDirectory(dir=SHARED_MEMORY if is_there else None) as folder:
        yield Path(folder)


def hidden(*folders: Path) -> list[str]:
    return [path.name for folder in folders for path in folder.iterdir() if path.name.startswith(".")]


@pytest.mark.parametrize("main", ["out.csv", "-"])
def test_every_output_may_be_on_another_disk(roster: Path, tmp_path: Path, other_disk: Path, main: str) -> None:
    out = "-" if main == "-" else str(tmp_path / main)
    files = {name: other_disk / name for name in ("summary.json", "rejects.csv", "receipt.json")}
    files["summary.json"].write_text("old", encoding="utf-8")
    options = [word for name, path in files.items() for word in (f"--{path.stem}", str(path))]
    assert run(["batch", str(roster), out, *COMMON, *options]) == 1
    assert json.loads(files["summary.json"].read_text(encoding="utf-8"))
    assert json.loads(files["receipt.json"].read_text(encoding="utf-8"))["counts"]["rejected"] == 1
    assert "九级" in files["rejects.csv"].read_text(encoding="utf-8-sig")
    assert hidden(tmp_path, other_disk) == []


def test_a_folder_that_is_not_there_is_made(roster: Path, tmp_path: Path) -> None:
    summary, receipt = tmp_path / "new" / "s.json", tmp_path / "other" / "new" / "r.json"
    options = ["--summary", str(summary), "--receipt", str(receipt)]
    assert run(["batch", str(roster), str(tmp_path / "out.csv"), *COMMON, *options]) == 1
    assert summary.is_file() and receipt.is_file()
    assert hidden(tmp_path, summary.parent, receipt.parent) == []


@pytest.mark.parametrize("option", ["--summary", "--rejects", "--receipt"])
def test_a_target_that_cannot_be_is_named_before_anything_is_read(
    roster: Path, tmp_path: Path, option: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file stands where the folder would have to be, or a folder where the file would."""
    folder = tmp_path / "folder.json"
    folder.mkdir()
    for target in (roster / "s.json", folder):
        missing = tmp_path / "no such roster.csv"
        assert run(["batch", str(missing), str(tmp_path / "out.csv"), *COMMON, option, str(target)]) == 5
        told = capsys.readouterr().err
        assert target.name in told and "out.csv" not in told
    assert hidden(tmp_path) == [] and not (tmp_path / "out.csv").exists()


def test_two_runs_never_write_the_same_summary(roster: Path, tmp_path: Path, other_disk: Path) -> None:
    summary = other_disk / "s.json"
    with FileLock(other_disk / ".s.json.lock"):
        assert run(["batch", str(roster), str(tmp_path / "out.csv"), *COMMON, "--summary", str(summary)]) == 5
    assert not summary.exists() and not (tmp_path / "out.csv").exists()


def test_whichever_rename_fails_every_old_file_is_there(
    tmp_path: Path, other_disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    targets = (tmp_path / "out.csv", other_disk / "s.json", other_disk / "r.json")
    real, failing = Path.replace, [""]

    def replace(self: Path, target: Path) -> Path:
        if failing[0] and Path(target).name == failing[0]:
            failing[0] = ""
            raise OSError(errno.EIO, "I/O error", str(self), None, str(target))
        return real(self, target)

    monkeypatch.setattr(Path, "replace", replace)
    for at in targets:
        for target in targets:
            target.write_text("old", encoding="utf-8")
        failing[0] = at.name
        with pytest.raises(RefusedError) as told, Publication(targets[0], targets[1:]) as publication:
            for target in targets:
                publication.reserve(target).write_text("new", encoding="utf-8")
            publication.publish()
        assert at.name in told.value.diagnostics[0].place.file
        assert [target.read_text(encoding="utf-8") for target in targets] == ["old"] * 3
        assert hidden(tmp_path, other_disk) == []


def _killed(out: Path, summary: Path, *, after_journal: bool) -> None:
    """A run that is killed with everything written, before or after its journal was."""
    child = os.fork()
    if not child:
        publication = Publication(out, (summary,)).__enter__()
        publication.reserve(out).write_text("new", encoding="utf-8")
        publication.reserve(summary).write_text("new", encoding="utf-8")
        if after_journal:
            real = Path.replace
            Path.replace = lambda one, other: real(one, other) if one.suffix == ".new" else os._exit(9)  # type: ignore[method-assign]
            publication.publish()
        os._exit(9)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are forked")
@pytest.mark.parametrize("after_journal", [False, True])
def test_the_next_run_finishes_or_clears_what_a_killed_one_left(
    tmp_path: Path, other_disk: Path, after_journal: bool
) -> None:
    out, summary = tmp_path / "out.csv", other_disk / "s.json"
    for others in ((summary,), ()):
        for target in (out, summary):
            target.write_text("old", encoding="utf-8")
        _killed(out, summary, after_journal=after_journal)
        assert len(hidden(other_disk)) > 1
        assert summary.read_text(encoding="utf-8") == "old"
        with Publication(out, others):
            expected = "new" if after_journal else "old"
            assert [target.read_text(encoding="utf-8") for target in (out, summary)] == [expected] * 2
        assert [name for name in hidden(tmp_path, other_disk) if not name.endswith(".lock")] == []
