"""`subsidy batch`: every row accounted for, outputs whole or not at all."""

from __future__ import annotations

import csv
import errno
import json
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import duckdb
import pytest
from filelock import FileLock

from subsidy_cli.cli.entry import run
from subsidy_cli.roster import counting, exporting
from subsidy_cli.roster.counting import count_records

if TYPE_CHECKING:
    from pathlib import Path

HEADINGS = "姓名,身份证号,残疾等级,残疾类别,户籍地,残疾人证核发地,残疾人证有效,家庭人均月收入,本人月收入,备注"
PEOPLE = (
    "张三,110101199003070011,1,肢体,嘉兴市,嘉兴市,是,1200,0,=1+1",
    "李四,,2,视力,嘉兴市,嘉兴市,是,900.50,0,@note",
    "王五,,九级,视力,嘉兴市,嘉兴市,是,900,0,退回我",
    "赵六,,3,精神,嘉兴市,嘉兴市,是,,,",
)
COMMON = [
    "--place",
    "jiaxing",
    "--as-of",
    "2021-03-01",
    "--standard",
    "dibao_month=1000",
    "--kind",
    "living",
    "--lang",
    "zh",
]


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    path = tmp_path / "名册.csv"
    path.write_text("\n".join([HEADINGS, *PEOPLE]) + "\n", encoding="utf-8")
    return path


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_a_long_roster_keeps_the_order_of_its_rows(tmp_path: Path) -> None:
    """Long enough to be read in several pieces at once; joins, which give rows back in any order, must not come into it."""
    source, out, rows, remark = tmp_path / "long.csv", tmp_path / "out.csv", 250_000, "备注" * 20
    headings = "序号,残疾类别,残疾等级,户籍地,残疾人证核发地,残疾人证有效,家庭人均月收入,已就业,纳入医疗救助,备注"
    with source.open("w", encoding="utf-8") as file:
        file.write(f"{headings}\n")
        file.writelines(f"{row},精神残疾,三级,嘉兴市,嘉兴市,是,900.00,否,是,{remark}\n" for row in range(rows))
    assert run(["batch", str(source), str(out), *COMMON, "--without", "reasons"]) == 0
    with out.open(encoding="utf-8", newline="") as file:
        assert [int(row["序号"]) for row in csv.DictReader(file)] == list(range(rows))


def test_a_very_long_roster_lies_in_a_file_and_gives_the_same(
    roster: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from subsidy_cli.roster import engine

    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    run(["batch", str(roster), str(tmp_path / "a" / "out.csv"), *COMMON])
    opened: list[str] = []
    connect = duckdb.connect
    monkeypatch.setattr(engine, "LONG", 0)
    monkeypatch.setattr(duckdb, "connect", lambda path, **terms: (opened.append(path), connect(path, **terms))[1])
    run(["batch", str(roster), str(tmp_path / "b" / "out.csv"), *COMMON])
    assert [path for path in opened if path.endswith("rows.duckdb")]
    for name in ("out.csv", "out.csv.rejects.csv"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()
    assert sorted(path.name for path in (tmp_path / "a").iterdir()) == sorted(
        path.name for path in (tmp_path / "b").iterdir()
    )


def test_reasons_may_be_left_out(roster: Path, tmp_path: Path) -> None:
    full, short = tmp_path / "full.csv", tmp_path / "short.csv"
    run(["batch", str(roster), str(full), *COMMON])
    run(["batch", str(roster), str(short), *COMMON, "--without", "reasons"])
    expected = [{name: cell for name, cell in row.items() if not name.endswith("_reason")} for row in rows_of(full)]
    assert rows_of(short) == expected
    assert len(rows_of(full)[0]) > len(expected[0])
    assert run(["verify", f"{short}.receipt.json"]) == 0


def test_every_row_is_in_the_results_or_among_the_rejects(roster: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    assert run(["batch", str(roster), str(out), *COMMON]) == 1
    scored, rejected = rows_of(out), rows_of(tmp_path / "out.csv.rejects.csv")
    assert [row["姓名"] for row in scored] == ["张三", "李四", "赵六"]
    assert [row["姓名"] for row in rejected] == ["王五"]
    assert rejected[0]["退回行号"] == "4"
    assert rejected[0]["退回列"] == "残疾等级"
    assert rejected[0]["退回原因"]
    assert rejected[0]["改法"]
    assert (tmp_path / "out.csv.rejects.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_input_columns_come_through_unchanged_and_first(roster: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    run(["batch", str(roster), str(out), *COMMON])
    lines = out.read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith(HEADINGS + ",")
    assert [line.split(",")[:10] for line in lines[1:]] == [PEOPLE[index].split(",") for index in (0, 1, 3)]


def test_the_columns_of_a_benefit(roster: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    run(["batch", str(roster), str(out), *COMMON, "--assume", "usual"])
    first = rows_of(out)[0]
    assert first["living_allowance_status"] == "eligible"
    assert first["living_allowance"] == first["living_allowance_high"] == "300.00"
    assert first["living_allowance_bound"] == "exact"
    assert first["living_allowance_reason"] == ""
    assert rows_of(out)[2]["living_allowance_reason"].startswith("missing:")


def test_corrected_rejects_run_alone(roster: Path, tmp_path: Path) -> None:
    out, again = tmp_path / "out.csv", tmp_path / "again.csv"
    run(["batch", str(roster), str(out), *COMMON])
    rejects = tmp_path / "out.csv.rejects.csv"
    rejects.write_text(rejects.read_text(encoding="utf-8-sig").replace("九级", "一级", 1), encoding="utf-8-sig")
    assert run(["batch", str(rejects), str(again), *COMMON]) == 0
    assert [row["姓名"] for row in rows_of(again)] == ["王五"]


def test_rejects_of_an_earlier_run_go_away(roster: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    run(["batch", str(roster), str(out), *COMMON])
    roster.write_text(roster.read_text(encoding="utf-8").replace("九级", "一级"), encoding="utf-8")
    assert run(["batch", str(roster), str(out), *COMMON]) == 0
    assert not (tmp_path / "out.csv.rejects.csv").exists()


def test_the_receipt_balances_and_holds_no_identity_number(
    roster: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out.csv"
    run(["batch", str(roster), str(out), *COMMON])
    text = (tmp_path / "out.csv.receipt.json").read_text(encoding="utf-8")
    counts = json.loads(text)["counts"]
    assert counts["read"] == counts["second_count"] == 4
    assert (counts["results"], counts["rejected"], counts["written"], counts["balanced"]) == (3, 1, 3, True)
    assert not re.search(r"[0-9]{17}[0-9Xx]", text + capsys.readouterr().err)


def test_verify_recomputes_a_run(roster: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out.csv"
    run(["batch", str(roster), str(out), *COMMON, "--headers", "zh"])
    receipt = str(tmp_path / "out.csv.receipt.json")
    assert run(["verify", receipt]) == 0
    out.write_text(out.read_text(encoding="utf-8").replace("张三", "张四"), encoding="utf-8")
    assert run(["verify", receipt, "--digests-only", "--lang", "en"]) == 1
    assert "DIFFERS  results" in capsys.readouterr().out


@pytest.mark.parametrize("suffix", ["csv", "tsv", "jsonl", "parquet", "xlsx"])
@pytest.mark.parametrize("options", [[], ["--headers", "zh"], ["--layout", "long", "--headers", "en"]])
def test_the_same_run_gives_the_same_bytes(roster: Path, tmp_path: Path, suffix: str, options: list[str]) -> None:
    made = []
    for folder in ("one", "two"):
        out = tmp_path / folder / f"out.{suffix}"
        assert run(["batch", str(roster), str(out), *COMMON, *options]) == 1
        made.append(out.read_bytes())
    assert made[0] == made[1]


def test_a_pipe_carries_the_results_alone(roster: Path) -> None:
    command = [sys.executable, "-m", "subsidy_cli", "batch", "-", "-", *COMMON]
    done = subprocess.run(command, input=roster.read_bytes(), capture_output=True, check=False)
    assert done.returncode == 1
    assert done.stdout.decode("utf-8").startswith(HEADINGS)
    assert len(done.stdout.decode("utf-8").splitlines()) == 4
    assert "残疾等级" in done.stderr.decode("utf-8")
    assert b"\x1b" not in done.stderr


def test_a_dry_run_writes_nothing(roster: Path, tmp_path: Path) -> None:
    before = sorted(tmp_path.iterdir())
    assert run(["batch", str(roster), str(tmp_path / "out.csv"), *COMMON, "--dry-run"]) == 1
    assert sorted(tmp_path.iterdir()) == before


def test_output_equal_to_input_is_refused(roster: Path, tmp_path: Path) -> None:
    before = roster.read_bytes()
    link = tmp_path / "link.csv"
    link.symlink_to(roster)
    hard = tmp_path / "hard.csv"
    os.link(roster, hard)
    for target in (roster, link, hard):
        assert run(["batch", str(roster), str(target), *COMMON]) == 2
    assert roster.read_bytes() == before


def test_of_two_runs_on_one_output_one_wins(roster: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out.csv"
    out.write_text("old", encoding="utf-8")
    with FileLock(tmp_path / ".out.csv.lock"):
        assert run(["batch", str(roster), str(out), *COMMON]) == 5
    assert "另一次计算" in capsys.readouterr().err
    assert out.read_text(encoding="utf-8") == "old"


def test_leftovers_of_killed_runs_are_cleared_away(roster: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    half = tmp_path / ".out.csv.dead.part"
    half.mkdir()
    (half / "0.csv").write_text("half", encoding="utf-8")
    run(["batch", str(roster), str(out), *COMMON])
    assert sorted(path.name for path in tmp_path.iterdir() if path.name.startswith(".")) == []


def test_a_journal_of_a_killed_run_is_finished(roster: Path, tmp_path: Path) -> None:
    """Killed between two renames, the rest appears with the next run, before anything else."""
    from subsidy_cli.roster.writing import Publication

    left = tmp_path / ".out.csv.dead.part"
    left.mkdir()
    (left / "1.json").write_text("new", encoding="utf-8")
    journal = {"rename": [["0.csv", "out.csv"], ["1.json", "out.csv.receipt.json"]], "remove": []}
    (left / "journal.json").write_text(json.dumps(journal), encoding="utf-8")
    with Publication(tmp_path / "out.csv"):
        assert (tmp_path / "out.csv.receipt.json").read_text(encoding="utf-8") == "new"
        assert not left.exists()


def test_killed_at_any_moment_old_or_new_is_there(roster: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    out.write_text("old", encoding="utf-8")
    command = [sys.executable, "-m", "subsidy_cli", "batch", str(roster), str(out), *COMMON]
    for delay in (0.2, 0.4, 0.6, 0.8, 1.0):
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(delay)
        process.send_signal(signal.SIGKILL)
        process.wait()
        content = out.read_text(encoding="utf-8")
        assert content == "old" or (content.startswith(HEADINGS) and len(content.splitlines()) == 4)
    assert run(["batch", str(roster), str(out), *COMMON]) == 1
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


def test_a_full_disk_leaves_the_old_file(roster: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    out.write_text("old", encoding="utf-8")
    for limit in (0, 300, 1_000):
        done = subprocess.run(
            [sys.executable, "-m", "subsidy_cli", "batch", str(roster), str(out), *COMMON],
            preexec_fn=lambda limit=limit: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
            capture_output=True,
            check=False,
        )
        assert done.returncode == 5, done.stderr.decode("utf-8")
        assert b"Traceback" not in done.stderr
        assert out.read_text(encoding="utf-8") == "old"
    assert not [path for path in tmp_path.iterdir() if path.suffix == ".part"]


def test_whichever_step_of_publishing_fails_the_old_file_is_there(
    roster: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out.csv"
    out.write_text("old", encoding="utf-8")
    real, calls, failing = os.fsync, [0], [0]

    def fsync(handle: int) -> None:
        calls[0] += 1
        if calls[0] == failing[0]:
            raise OSError(errno.ENOSPC, "No space left on device")
        real(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    for step in range(1, 20):
        calls[0], failing[0] = 0, step
        code = run(["batch", str(roster), str(out), *COMMON])
        content = out.read_text(encoding="utf-8")
        if code == 1:
            break
        assert code == 5
        assert content == "old"
    assert step > 4
    assert out.read_text(encoding="utf-8").startswith(HEADINGS)


@pytest.mark.parametrize("suffix", ["csv", "xlsx", "parquet", "jsonl"])
def test_an_output_that_cannot_be_written_leaves_the_old_file(
    roster: Path, tmp_path: Path, suffix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    import duckdb

    out = tmp_path / f"out.{suffix}"
    out.write_text("old", encoding="utf-8")

    def fail(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    def fail_in_engine(*_: object) -> None:
        raise duckdb.IOException("No space left on device")

    monkeypatch.setattr(exporting, "_write_workbook", fail)
    monkeypatch.setattr(exporting, "write_pieces", fail_in_engine)
    assert run(["batch", str(roster), str(out), *COMMON]) == 5
    assert out.read_text(encoding="utf-8") == "old"


def test_a_device_is_written_into_and_never_replaced(roster: Path, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.csv"
    os.mkfifo(pipe)
    reader = subprocess.Popen(["cat", str(pipe)], stdout=subprocess.PIPE)
    assert run(["batch", str(roster), str(pipe), *COMMON]) == 1
    assert reader.communicate()[0].decode("utf-8").startswith(HEADINGS)
    assert pipe.is_fifo()


def test_no_cell_of_a_workbook_is_executed(roster: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.xlsx"
    run(["batch", str(roster), str(out), *COMMON, "--headers", "zh"])
    with zipfile.ZipFile(out) as book:
        names = [
            sheet.get("name")
            for sheet in ElementTree.fromstring(book.read("xl/workbook.xml")).iter()
            if sheet.get("sheetId")
        ]
        sheets = "".join(book.read(name).decode() for name in book.namelist() if name.startswith("xl/worksheets/sheet"))
    assert names == ["结果", "退回", "说明"]
    assert "<f>" not in sheets
    assert 'state="frozen"' in sheets
    assert "hyperlink" not in sheets


def test_masking_leaves_no_number(roster: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    run(["batch", str(roster), str(out), *COMMON, "--mask"])
    assert rows_of(out)[0]["身份证号"] == "1101**********"


def test_the_summary_page_refers_to_nothing_outside(roster: Path, tmp_path: Path) -> None:
    for language in ("zh", "en"):
        page = tmp_path / f"{language}.html"
        run(
            [
                "batch",
                str(roster),
                str(tmp_path / "out.csv"),
                *COMMON[:-1],
                language,
                "--assume",
                "usual",
                "--summary",
                str(page),
            ]
        )
        text = page.read_text(encoding="utf-8")
        assert 'class="bars"' in text
        assert not re.search(r"https?://|src=|@import|url\(", text)


def test_the_summary_agrees_with_the_results(roster: Path, tmp_path: Path) -> None:
    out, file = tmp_path / "out.csv", tmp_path / "sum.json"
    run(["batch", str(roster), str(out), *COMMON, "--assume", "usual", "--summary", str(file)])
    summary = json.loads(file.read_text(encoding="utf-8"))
    for benefit in summary["benefits"]:
        found = [row[f"{benefit['id']}_status"] for row in rows_of(out)]
        assert [benefit[status] for status in ("eligible", "ineligible", "unknown")] == [
            found.count(status) for status in ("eligible", "ineligible", "unknown")
        ]
    assert summary["yuan_per_month"] == "300.00"


def test_the_closing_words_fit_a_gbk_console(roster: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from subsidy_cli.presentation.layout import width_of

    for language in ("zh", "en"):
        run(["batch", str(roster), str(tmp_path / "out.csv"), *COMMON[:-1], language, "--assume", "usual"])
        told = capsys.readouterr().err
        told.encode("gbk")
        assert all(width_of(line) <= 80 for line in told.splitlines())


def test_a_place_without_documents_is_rejected_row_by_row(tmp_path: Path) -> None:
    roster = tmp_path / "roster.csv"
    roster.write_text("place,残疾等级\nzhejiang/jiaxing,1\nzhejiang,1\n", encoding="utf-8")
    out = tmp_path / "out.csv"
    assert run(["batch", str(roster), str(out), *COMMON]) == 1
    assert rows_of(tmp_path / "out.csv.rejects.csv")[0]["退回代码"] == "no-document"
    assert len(rows_of(out)) == 1


def test_rows_keep_their_order_across_groups(tmp_path: Path) -> None:
    roster, out = tmp_path / "roster.csv", tmp_path / "out.csv"
    places = ("jiaxing", "fuzhou", "pinghu")
    lines = [f"{places[index % 3]},2023-03-{index % 28 + 1:02},{index}" for index in range(300)]
    roster.write_text("\n".join(["place,as_of,编号", *lines]) + "\n", encoding="utf-8")
    assert run(["batch", str(roster), str(out), *COMMON]) == 0
    assert [row["编号"] for row in rows_of(out)] == [str(index) for index in range(300)]


def test_an_earlier_output_as_input_is_refused(roster: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    run(["batch", str(roster), str(out), *COMMON])
    assert run(["batch", str(out), str(tmp_path / "again.csv"), *COMMON]) == 3


@pytest.mark.parametrize(
    ("content", "records"),
    [
        (b"", 0),
        (b"a,b\n1,2\n", 2),
        (b"a,b\r\n1,2", 2),
        (b"a,b\r1,2\r", 2),
        (b'a,b\n"1\n2",3\n', 2),
        (b'a,b\n"1 ""x""\n2",3\n', 2),
        (b'a,b\nit"s,3\n4,5\n', 3),
        (b'\xef\xbb\xbf"a\nb",c\n1,2\n\x00\x00\x1a', 2),
    ],
)
def test_the_second_count(tmp_path: Path, content: bytes, records: int) -> None:
    path = tmp_path / "file.csv"
    path.write_bytes(content)
    assert count_records(path) == records


@pytest.mark.parametrize("block", [1, 2, 3, 7, 1 << 22])
def test_both_counts_agree_wherever_blocks_end(tmp_path: Path, block: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting, "BLOCK", block)
    path = tmp_path / "file.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerows([["a", 'say "x"\n""', ""], ["b\r\nc", ",", '"'], ["中文", "\n", "end"]])
    content, counter = path.read_bytes(), counting.WrittenCounter()
    for start in range(0, len(content), block):
        counter.add(content[start : start + block])
    written = counter.written()
    assert counting.count_records(path) == written.records == 3
    assert (written.bytes, written.digest) == (len(content), counting.digest_of(path))


def test_nothing_is_left_in_the_folder_of_temporary_files(
    roster: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    run(["batch", str(roster), str(tmp_path / "out.csv"), *COMMON, "--dry-run"])
    assert list(scratch.iterdir()) == []
    shutil.rmtree(scratch)


def test_a_draft_taken_as_in_force_says_so_everywhere(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, out = tmp_path / "draft.csv", tmp_path / "out.csv"
    source.write_text("户籍地,残疾人证核发地,残疾人证有效\n乐清市,乐清市,是\n", encoding="utf-8")
    terms = ["--place", "yueqing", "--as-of", "2024-03-01"]
    for more, expected in (
        ([], False),
        (["--as-if-adopted"], True),
        (["--reading", "draft-has-no-force=alternative"], True),
    ):
        assert run(["batch", str(source), str(out), *terms, *more]) == 0
        notices = json.loads((tmp_path / "out.csv.receipt.json").read_text(encoding="utf-8"))["notices"]
        assert ("as-if-adopted" in [each["code"] for each in notices[:1]]) is expected
        assert ("假定草案已经施行" in capsys.readouterr().err) is expected


@pytest.mark.parametrize(
    ("places", "readings", "refused"),
    [
        (["嘉兴市"], ["rows-9-and-10-restored"], "reading-without-alternative"),
        (["抚州市"], ["county-certificate-counts"], "reading-without-alternative"),
        (["嘉兴市", "抚州市"], ["rows-9-and-10-restored"], ""),
        (["抚州市"], ["rows-9-and-10-restored"], ""),
        (["抚州市", "嘉兴市"], ["own-earnings-only", "months-count-from-the-first"], "readings-clash"),
    ],
)
def test_a_reading_must_change_something_at_one_of_the_places(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], places: list[str], readings: list[str], refused: str
) -> None:
    source, out = tmp_path / "rows.csv", tmp_path / "out.csv"
    source.write_text(
        "\n".join(["户籍地,地区,残疾等级", *(f"{place},{place},1" for place in places), ""]), encoding="utf-8"
    )
    asked = [each for reading in readings for each in ("--reading", f"{reading}=alternative")]
    code = run(["batch", str(source), str(out), "--place", "jiaxing", "--as-of", "2022-06-01", *asked])
    told = capsys.readouterr().err
    assert (code, out.exists()) == ((2, False) if refused else (0, True)), told
    assert refused in told


def test_a_plan_past_its_horizon_and_an_old_standard_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source, out = tmp_path / "late.csv", tmp_path / "out.csv"
    source.write_text("户籍地,残疾人证核发地,残疾人证有效\n平湖市,嘉兴市,是\n", encoding="utf-8")
    for day, expected in (("2025-12-31", False), ("2026-01-01", True)):
        run(["batch", str(source), str(out), "--place", "pinghu", "--as-of", day, "--kind", "living"])
        notices = json.loads((tmp_path / "out.csv.receipt.json").read_text(encoding="utf-8"))["notices"]
        assert ("plan-horizon" in [each["code"] for each in notices]) is expected
        assert ("规划期已过" in capsys.readouterr().err) is expected


def test_two_outputs_are_never_one_file_however_its_path_is_written(
    roster: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "sub").mkdir()
    out = tmp_path / "out.csv"
    for option, name in (("--receipt", "out.csv"), ("--summary", "out.csv.receipt.json")):
        assert run(["batch", str(roster), str(out), *COMMON, option, str(tmp_path / "sub" / ".." / name)]) == 2
        assert "output-twice" in capsys.readouterr().err
    assert not out.exists()


def test_a_workbook_holds_everything_whole_or_is_not_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    source, out = tmp_path / "long.csv", tmp_path / "out.xlsx"
    for length, code in ((exporting.CELL_LENGTH, 0), (exporting.CELL_LENGTH + 1, 5)):
        source.write_text(f"姓名,残疾等级,备注\n甲,1,{'注' * length}\n", encoding="utf-8")
        assert run(["batch", str(source), str(out), *COMMON]) == code
        assert ("cell-too-long" in capsys.readouterr().err) is (code != 0)
    monkeypatch.setattr(exporting, "SHEET_ROWS", 4)
    source.write_text("姓名,残疾等级\n甲,1\n" + "乙,九级\n" * 4, encoding="utf-8")
    out.unlink()
    assert run(["batch", str(source), str(out), *COMMON]) == 5
    assert "too-many-rows" in capsys.readouterr().err
    assert not out.exists()


def test_a_benefit_that_no_place_knows_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, out = tmp_path / "rows.csv", tmp_path / "out.csv"
    source.write_text("姓名,残疾等级,地区\n甲,1,抚州市\n", encoding="utf-8")
    asked = ["--as-of", "2023-03-01", "--benefit", "minor_living_allowance", "--lang", "zh"]
    assert run(["batch", str(source), str(out), *asked]) == 0
    notices = json.loads((tmp_path / "out.csv.receipt.json").read_text(encoding="utf-8"))["notices"]
    assert "benefit-unknown-here" in [each["code"] for each in notices]
    assert "文件中没有" in capsys.readouterr().err
    source.write_text("姓名,残疾等级,地区\n甲,1,抚州市\n乙,1,嘉兴市\n", encoding="utf-8")
    assert run(["batch", str(source), str(out), *asked]) == 0
    notices = json.loads((tmp_path / "out.csv.receipt.json").read_text(encoding="utf-8"))["notices"]
    assert "benefit-unknown-here" not in [each["code"] for each in notices]


def test_members_of_a_household_have_a_line_of_their_own_in_the_long_layout(tmp_path: Path) -> None:
    source, out = tmp_path / "rows.csv", tmp_path / "out.csv"
    source.write_text("姓名,户号,本人月收入,是否申请人\n甲,1,100,是\n乙,1,200,否\n", encoding="utf-8")
    assert run(["batch", str(source), str(out), *COMMON, "--layout", "long", "--benefit", "living_allowance"]) == 0
    rows = rows_of(out)
    assert [row["姓名"] for row in rows] == ["甲", "乙"]
    assert [row["benefit"] for row in rows] == ["living_allowance", ""]


NUMBER, LETTERED = "110101199003070011", "11010119900307001X"
FULL_WIDTH = {ord("0") + place: ord("０") + place for place in range(10)} | {ord("X"): "Ｘ"}


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        (NUMBER, "1101**********"),
        (LETTERED, "1101**********"),
        (LETTERED.lower(), "1101**********"),
        (NUMBER.translate(FULL_WIDTH), "１１０１**********"),
        (LETTERED.translate(FULL_WIDTH), "１１０１**********"),
        ("110101 19900307 001X", "1101**********"),
        ("110101-19900307-001x", "1101**********"),
        ("110101 - 19900307 - 0011", "1101**********"),
        ("110101\u300019900307\u30000011", "1101**********"),
        ("110101–19900307–0011", "1101**********"),
        ("110101/19900307/0011", "1101**********"),
        ("110101.19900307.001Ｘ", "1101**********"),
        ("110101 1990 03 07 0011", "1101**********"),
        ("1101 0119 9003 0700 11", "1101**********"),
        (" ".join(NUMBER), "1 1 0 1**********"),
        ("11010119\u200b9003070011", "1101**********"),
        (f"'{NUMBER}", "'1101**********"),
        ("110101900307003", "1101**********"),
        ("110101 900307 003", "1101**********"),
        (f"{NUMBER}43", "1101**********"),
        (f"{LETTERED}43B1", "1101**********"),
        (f"{NUMBER}４３", "1101**********"),
        (f"{NUMBER}{NUMBER}", "1101**********"),
        (f"证号{NUMBER}、{LETTERED.lower()}。", "证号1101**********、1101**********。"),
        ("13800138000", "1380**********"),
        ("电话138 0013 8000", "电话138**********"),
        ("0573-82521234", "0573**********"),
        ("见 1301 0119 9003 0700 11", "见 1301**********"),
        ("6222020200112233445", "6222**********"),
        ("6222 0202 0011 2233", "6222**********"),
        ("2021-03-01 2021-12-31", "2021-03-01 2021-12-31"),
        ("20210301-20211231", "20210301-20211231"),
        ("嘉政发〔2016〕46号，330402，1500.00元", "嘉政发〔2016〕46号，330402，1500.00元"),
    ],
)
def test_masking_knows_every_spelling(written: str, shown: str) -> None:
    from subsidy_cli.columnar.terms import text
    from subsidy_cli.roster.identity import masked_numbers

    assert duckdb.execute(f"SELECT {masked_numbers(text(written))}").fetchall() == [(shown,)]


@pytest.mark.parametrize("form", ["csv", "xlsx", "jsonl", "parquet"])
def test_masked_results_hold_no_number_in_any_spelling(tmp_path: Path, form: str) -> None:
    source, out = tmp_path / "roster.csv", tmp_path / f"out.{form}"
    rows = (
        f"甲,{NUMBER.translate(FULL_WIDTH)},1,",
        "乙,,1,见110101 19900307 0011",
        f"丙,,1,{LETTERED.lower()}",
    )
    source.write_text("\n".join(["姓名,身份证号,残疾等级,备注", *rows]) + "\n", encoding="utf-8")
    assert run(["batch", str(source), str(out), *COMMON, "--mask"]) == 0
    content = out.read_bytes()
    if form == "xlsx":
        with zipfile.ZipFile(out) as book:
            content = book.read("xl/worksheets/sheet1.xml")
    elif form == "parquet":
        content = str(duckdb.read_parquet(str(out)).fetchall()).encode()
    assert content.count(b"1101**********") == 2
    assert "１１０１**********" in content.decode("utf-8")
    assert b"0307" not in content and b"001x" not in content


@pytest.mark.parametrize(
    "options",
    [
        ["--header-row", "9" * 5000],
        ["--header-row", "0"],
        ["--header-row", "１"],
        ["--encoding", "hex"],
        ["--encoding", "undefined"],
        *(["--delimiter", sign] for sign in ("", '"', "\n", "\r", "a", "7", "甲", ",,", "\0", "\udcff")),
    ],
    ids=lambda options: " ".join(options).encode("unicode_escape").decode()[:30],
)
def test_a_value_that_cannot_be_meant_is_refused(
    roster: Path, tmp_path: Path, options: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["batch", str(roster), str(tmp_path / "out.csv"), *COMMON, *options]) == 2
    told = capsys.readouterr().err
    assert "wrong-value" in told and options[0] in told and "提示" in told
    assert not (tmp_path / "out.csv").exists()


@pytest.mark.parametrize("sign", [";", "|", "tab", "，", "_", "\x1f", " "])
def test_any_sign_may_separate(tmp_path: Path, sign: str) -> None:
    source, out = tmp_path / "roster.csv", tmp_path / "out.csv"
    written = "\t" if sign == "tab" else sign
    source.write_text("姓名,残疾等级\n甲,1\n".replace(",", written), encoding="utf-8")
    assert run(["batch", str(source), str(out), *COMMON, "--delimiter", sign]) == 0
    assert rows_of(out)[0]["残疾等级"] == "1"
    assert run(["verify", str(tmp_path / "out.csv.receipt.json")]) == 0


IDLE = {
    "csv": ("--sheet", "--fill-merged"),
    "xlsx": ("--delimiter", "--encoding"),
    "jsonl": ("--delimiter", "--sheet", "--header-row", "--header-rows", "--fill-merged"),
    "parquet": ("--encoding", "--delimiter", "--sheet", "--header-row", "--header-rows", "--fill-merged"),
}
VALUES = {
    "--encoding": ["utf-8"],
    "--delimiter": [";"],
    "--sheet": ["一"],
    "--header-row": ["1"],
    "--header-rows": ["2"],
}


@pytest.mark.parametrize("form", IDLE)
def test_an_option_without_meaning_for_the_format_is_refused(
    tmp_path: Path, form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    import xlsxwriter

    source = tmp_path / f"roster.{form}"
    if form == "xlsx":
        with xlsxwriter.Workbook(str(source)) as book:
            book.add_worksheet().write_row(0, 0, ["姓名", "残疾等级"])
    elif form == "parquet":
        duckdb.execute(f"COPY (SELECT '甲' AS 姓名, '1' AS 残疾等级) TO '{source}' (FORMAT parquet)")
    else:
        source.write_text({"csv": "姓名,残疾等级\n甲,1\n", "jsonl": '{"姓名": "甲"}\n'}[form], encoding="utf-8")
    for option in IDLE[form]:
        asked = [option, *VALUES.get(option, [])]
        assert run(["batch", str(source), str(tmp_path / "out.csv"), *COMMON, *asked]) == 2, option
        told = capsys.readouterr().err
        assert "idle-option" in told and option in told and f"请去掉 {option}" in told.replace("\n", "")


def test_a_masked_workbook_holds_no_number_on_any_sheet(roster: Path, tmp_path: Path) -> None:
    with roster.open("a", encoding="utf-8") as file:
        file.write("孙七,330402198001002621,九级,视力,嘉兴市,嘉兴市,是,900,0,13800138000\n")
    out = tmp_path / "out.xlsx"
    assert run(["batch", str(roster), str(out), *COMMON, "--mask"]) == 1
    with zipfile.ZipFile(out) as book:
        content = "".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))
    assert "330402198001002621" not in content
    assert "13800138000" not in content
    rejected = (tmp_path / "out.xlsx.rejects.csv").read_text(encoding="utf-8-sig")
    assert "330402198001002621" in rejected


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (("--map", "备注=own_income_month", "--map", "备注=other_income_month"), "given-twice"),
        (("--standard", "dibao_month=1000", "--standard", "dibao_month=2000"), "given-twice"),
        (("--rejects", "r.xlsx"), "output-format"),
        (("--rejects", "r.parquet"), "output-format"),
    ],
)
def test_what_would_be_taken_otherwise_than_it_says_is_refused(
    roster: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], options: tuple[str, ...], code: str
) -> None:
    assert run(["batch", str(roster), str(tmp_path / "out.csv"), *COMMON, *options]) == 2
    assert code in capsys.readouterr().err


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="file names are bytes")
def test_a_file_whose_name_is_no_text_is_refused(
    roster: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    odd = os.fsdecode(b"a\xff.csv")
    for line in ([str(tmp_path / odd), "out.csv"], [str(roster), str(tmp_path / odd)]):
        assert run(["batch", *line, *COMMON]) == 2
        assert "wrong-name" in capsys.readouterr().err
    assert run(["batch", str(roster), str(tmp_path / "out.csv"), *COMMON, "--summary", str(tmp_path / odd)]) == 2


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_missing_file_is_told_with_a_cure(tmp_path: Path, capsys: pytest.CaptureFixture[str], language: str) -> None:
    for line in (["batch", str(tmp_path / "no.csv"), str(tmp_path / "out.csv")], ["verify", str(tmp_path / "no.json")]):
        assert run([*line, "--lang", language]) == 3
        told = capsys.readouterr().err
        assert {"zh": "提示：请核对文件名", "en": "check the name of the file"}[language] in told
        assert "No such file" not in told
