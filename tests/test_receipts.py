"""Receipts of runs over rosters, and `subsidy verify`, which holds a run against its receipt."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from subsidy_cli.cli.entry import run
from subsidy_cli.diagnostics import Refusal, RefusedError
from subsidy_cli.library.opening import open_library
from subsidy_cli.roster.receipt import read_receipt

if TYPE_CHECKING:
    from collections.abc import Iterator
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


@pytest.fixture
def policies_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The documents are read once for many verifications."""
    library = open_library()
    monkeypatch.setattr("subsidy_cli.cli.verify.open_policies", lambda _: library)


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


MUTILATIONS: dict[str, Any] = {
    "deleted": None, "number": 5, "list": [], "word": "x", "nothing": None, "yes": True, "table": {}, "halves": "\ud800\0"
}  # fmt: skip


def paths_in(content: Any, above: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The path of every value in JSON, those that hold others as well."""
    parts = content.items() if isinstance(content, dict) else enumerate(content) if isinstance(content, list) else ()
    for key, value in parts:
        yield (*above, key)
        yield from paths_in(value, (*above, key))


def mutilated(content: Any, path: tuple[str | int, ...], how: str) -> Any:
    """A copy in which one value is another one, or gone."""
    copy = json.loads(json.dumps(content))
    table = copy
    for key in path[:-1]:
        table = table[key]
    if how == "deleted":
        del table[path[-1]]
    else:
        table[path[-1]] = MUTILATIONS[how]
    return copy


def is_readable(receipt: Path) -> bool:
    """Whether a receipt has the shape of one; the command need not be run to see that it refuses the others."""
    try:
        read_receipt(receipt)
    except RefusedError as error:
        assert error.refusal is Refusal.INPUT
        return False
    return True


@pytest.mark.parametrize("how", MUTILATIONS)
def test_a_receipt_of_any_other_shape_is_refused_or_differs(
    folder: Path, how: str, capsys: pytest.CaptureFixture[str], policies_once: None
) -> None:
    run(["batch", "r.csv", "out.csv", *COMMON, "--map", "姓名=-", "--layout", "long", "--engine", "duckdb"])
    receipt = folder / "out.csv.receipt.json"
    content = content_of(receipt)
    assert run(["verify", receipt.name]) == 0
    for path in paths_in(content):
        changed = mutilated(content, path, how)
        is_same = changed == content or (path == ("options", "engine") and how == "deleted")
        write(receipt, changed)
        if is_same or not is_readable(receipt):
            continue
        capsys.readouterr()
        # What only stands there is compared alike, whatever it is; without a kind, everything would be computed.
        is_done_again = (path[0] == "options" or how == "deleted") and path[:2] != ("options", "kind")
        code = run(["verify", receipt.name, "--lang", "en", *([] if is_done_again else ["--digests-only"])])
        told = capsys.readouterr()
        assert code in ({1, 3} if is_done_again else {0, 1, 3}), (path, code, told)
        assert code < 3 or told.err
        assert code != 1 or "DIFFERS" in told.out or "not compared" in told.out


def test_every_word_of_a_receipt_of_folders_may_be_another(folder: Path, policies_once: None) -> None:
    run(["batch", "r.csv", "out.csv", *COMMON])
    receipt = folder / "out.csv.receipt.json"
    content = content_of(receipt)
    content["options"]["engine"] = "spark"
    for path in paths_in(content):
        write(receipt, mutilated(content, path, "word"))
        if is_readable(receipt):
            assert run(["verify", receipt.name]) in {1, 3}, path


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"schema": 2}, "other-schema"),
        ({"schema": True}, "not-a-receipt"),
        ({"tool": {"name": "other", "version": "1"}}, "not-a-receipt"),
        ({"options": {"as_of": "2021-03-01", "lang": "zh", "headers": "klingon"}}, "wrong-choice"),
        ({"options": {"as_of": "2021-03-01", "lang": "zh", "benefit": "living_allowance"}}, "wrong-value"),
        ({"options": {"as_of": "2021-03-01", "lang": "zh", "mask": "yes"}}, "wrong-value"),
        ({"options": {"as_of": "2021-03-01", "lang": "zh", "place": "atlantis"}}, "unknown-place"),
        ({"options": {"as_of": "soon", "lang": "zh"}}, "wrong-value"),
        ({"options": {"as_of": "2021-03-01", "lang": "tlh"}}, "not-a-receipt"),
    ],
)
def test_what_a_receipt_cannot_say_is_a_mistake_of_the_receipt(
    folder: Path, capsys: pytest.CaptureFixture[str], changes: dict[str, Any], code: str
) -> None:
    run(["batch", "r.csv", "out.csv", *COMMON])
    receipt = folder / "out.csv.receipt.json"
    write(receipt, content_of(receipt) | changes)
    capsys.readouterr()
    for language in ("zh", "en"):
        assert run(["verify", receipt.name, "--lang", language]) == 3
        told = capsys.readouterr().err
        assert code in told
        assert receipt.name in told


@pytest.mark.parametrize("content", [b"", b"[]", b"5", b"{", b"\xff", b"[" * 100_000, b'{"schema": 1}', b"9" * 5000])
def test_what_is_no_receipt_is_refused(folder: Path, content: bytes, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "r.json").write_bytes(content)
    assert run(["verify", "r.json"]) == 3
    assert "not-a-receipt" in capsys.readouterr().err


def test_figures_that_were_changed_in_a_receipt_are_found(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(["batch", "r.csv", "out.csv", *COMMON])
    receipt = folder / "out.csv.receipt.json"
    content = content_of(receipt)
    content["counts"] |= {"results": 2, "rejected": 0}
    content["standards"][0]["source"] = "elsewhere"
    del content["outputs"]["rejects"]
    write(receipt, content)
    capsys.readouterr()
    assert run(["verify", receipt.name, "--lang", "en"]) == 1
    told = capsys.readouterr().out
    assert "DIFFERS  rejects computed again" in told
    assert "DIFFERS  what else the receipt says  (counts, standards)" in told
    assert "same  results computed again" in told


def test_what_was_found_stands_where_the_run_is_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(["batch", "r.csv", "out.csv", *COMMON])
    (folder / "r.csv").write_text("", encoding="utf-8")
    capsys.readouterr()
    assert run(["verify", "out.csv.receipt.json", "--lang", "en"]) == 3
    told = capsys.readouterr()
    assert "DIFFERS  input" in told.out
    assert "r.csv" in told.err


def test_outputs_are_found_wherever_they_lie(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    summary = ["--summary", "other/s.json", "--rejects", "sub/bad.csv", "--receipt", "rec.json"]
    (folder / "other").mkdir()
    assert run(["batch", "r.csv", "sub/out.csv", *COMMON, *summary]) == 0
    content = content_of(folder / "rec.json")
    assert content["input"]["name"] == "r.csv"
    assert {role: entry["name"] for role, entry in content["outputs"].items()} == {
        "results": "sub/out.csv", "rejects": "sub/bad.csv", "summary": "other/s.json"
    }  # fmt: skip
    assert run(["verify", "rec.json"]) == 0
    monkeypatch.chdir(folder / "other")
    assert run(["verify", "../rec.json"]) == 0
    (folder / "other" / "s.json").write_text("{}", encoding="utf-8")
    assert run(["verify", "../rec.json"]) == 1


def test_a_receipt_behind_a_link_is_as_good(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "far" / "away").mkdir(parents=True)
    (folder / "link").symlink_to(tmp_path / "far" / "away")
    assert run(["batch", "r.csv", "link/out.csv", *COMMON]) == 0
    assert run(["verify", "link/out.csv.receipt.json"]) == 0
    assert run(["verify", str(tmp_path / "far" / "away" / "out.csv.receipt.json")]) == 0


NUMBER, OTHER = "330411198001010011", "330411199001010011"


def test_names_with_identity_numbers_are_masked_and_found(folder: Path) -> None:
    """The bound holds for the names of files and folders too; two of them may be masked alike."""
    named = folder / NUMBER
    named.mkdir()
    (named / f"{NUMBER}.csv").write_bytes((folder / "r.csv").read_bytes())
    assert run(["batch", f"{NUMBER}/{NUMBER}.csv", f"{NUMBER}/out-{OTHER}.csv", *COMMON, "--receipt", "rec.json"]) == 0
    text = (folder / "rec.json").read_text(encoding="utf-8")
    assert NUMBER not in text
    assert OTHER not in text
    assert json.loads(text)["input"]["name"] == "3304************11/3304************11.csv"
    assert run(["verify", "rec.json"]) == 0
    for name in (f"{OTHER}.csv", f"out-{NUMBER}.csv"):
        (named / name).write_text(f"{HEADINGS}\n{PEOPLE[0]}\n", encoding="utf-8")
    (folder / OTHER).mkdir()
    assert run(["verify", "rec.json"]) == 0
    (named / f"{NUMBER}.csv").unlink()
    assert run(["verify", "rec.json"]) == 1


def test_options_with_identity_numbers_are_masked(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = folder / "r.csv"
    source.write_text(source.read_text(encoding="utf-8").replace("姓名", f"姓名{NUMBER}"), encoding="utf-8")
    assert run(["batch", "r.csv", "out.csv", *COMMON, "--map", f"姓名{NUMBER}=-"]) == 0
    text = (folder / "out.csv.receipt.json").read_text(encoding="utf-8")
    assert NUMBER not in text
    assert json.loads(text)["options"]["map"] == ["姓名3304************11=-"]
    capsys.readouterr()
    assert run(["verify", "out.csv.receipt.json", "--lang", "en"]) == 1
    told = capsys.readouterr()
    assert "not compared  results computed again  (numbers in the options are masked" in told.out
    assert run(["verify", "out.csv.receipt.json", "--digests-only"]) == 0


@pytest.mark.parametrize("form", ["csv", "xlsx", "jsonl"])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_results_that_went_down_a_pipe_are_computed_again(
    folder: Path, capfdbinary: pytest.CaptureFixture[bytes], form: str, encoding: str
) -> None:
    (folder / "r.csv").write_bytes((folder / "r.csv").read_text(encoding="utf-8").encode(encoding))
    command = [sys.executable, "-m", "subsidy_cli", "batch", "r.csv", "-", *COMMON, "--output-format", form]
    done = subprocess.run([*command, "--receipt", "rec.json", "--rejects", "bad.csv"], capture_output=True, check=True)
    entry = content_of(folder / "rec.json")["outputs"]["results"]
    digest = f"sha256:{hashlib.sha256(done.stdout).hexdigest()}"
    assert entry == {"name": "-", "bytes": len(done.stdout), "digest": digest}
    assert b"written -" not in done.stderr
    assert b"written bad.csv" in done.stderr
    assert run(["verify", "rec.json"]) == 0
    assert run(["verify", "rec.json", "--digests-only", "--lang", "en"]) == 1
    assert b"not compared  results" in capfdbinary.readouterr().out
    content = content_of(folder / "rec.json")
    content["outputs"]["results"]["digest"] = "sha256:0"
    write(folder / "rec.json", content)
    assert run(["verify", "rec.json", "--lang", "en"]) == 1
    assert b"DIFFERS  results computed again" in capfdbinary.readouterr().out


def test_what_went_into_a_named_pipe_keeps_its_format(folder: Path) -> None:
    os.mkfifo(folder / "out.jsonl")
    command = [sys.executable, "-m", "subsidy_cli", "batch", "r.csv", "out.jsonl", *COMMON, "--receipt", "rec.json"]
    with subprocess.Popen(["cat", "out.jsonl"], stdout=subprocess.PIPE) as reader:
        subprocess.run(command, capture_output=True, check=True)
        written, _ = reader.communicate()
    assert content_of(folder / "rec.json")["outputs"]["results"]["bytes"] == len(written)
    assert run(["verify", "rec.json"]) == 0


def test_a_roster_from_a_pipe_is_named_when_it_is_verified(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = [sys.executable, "-m", "subsidy_cli", "batch", "-", "out.csv", *COMMON]
    subprocess.run(command, input=(folder / "r.csv").read_bytes(), capture_output=True, check=True)
    assert run(["verify", "out.csv.receipt.json", "--lang", "en"]) == 1
    assert "give it with --source" in capsys.readouterr().out
    assert run(["verify", "out.csv.receipt.json", "--source", "r.csv"]) == 0


def test_a_file_may_be_called_as_a_stream_is(folder: Path) -> None:
    assert run(["batch", "r.csv", str(folder / "-"), *COMMON, "--output-format", "csv", "--receipt", "rec.json"]) == 0
    assert content_of(folder / "rec.json")["outputs"]["results"]["name"] == "./-"
    assert run(["verify", "rec.json"]) == 0
