"""A faultless text file is not taken apart: its lines are handed on as they were written, beside results in the same order."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from time import sleep
from typing import Any

import duckdb
import pytest

from subsidy_cli.cli.entry import run
from subsidy_cli.roster import cells, direct, following, loading, pieces, results, running, separated
from subsidy_cli.roster.lines import Cell, lines

TERMS = ["--as-of", "2021-03-01", "--standard", "dibao_month=1000", "--kind", "living", "--lang", "zh"]
HEADINGS = (
    "序号",
    "地区",
    "出生日期",
    "残疾类别",
    "残疾等级",
    "户籍地",
    "残疾人证核发地",
    "残疾人证有效",
    "家庭人均月收入",
    "备注",
)
ROWS = 40
END = {"lf": "\n", "crlf": "\r\n"}


def cells_of(number: int) -> list[str]:
    """A row: every fifth in another place, every seventh born too late, every ninth written in an unusual way."""
    place = "平湖市" if number % 5 == 0 else "嘉兴市"
    born = "2030-01-01" if number % 7 == 3 else "1990/1/2" if number % 9 == 4 else "1990-01-02"
    remark = ("说明", "甲|乙", "", " 空 ", "=1+1")[number % 5]
    return [str(number), place, born, "精神残疾", "三级", place, place, "是", f"{900 + number}.00", remark]


def write(path: Path, *, mixed: bool, end: str = "\n") -> None:
    """The roster, with a column that says the place of each row or without it."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator=end)
        rows = [HEADINGS, *(cells_of(number) for number in range(ROWS))]
        writer.writerows(row if mixed else [row[0], *row[2:]] for row in rows)


def score(source: Path, out: Path, *options: str) -> tuple[bytes, bytes, dict[str, Any]]:
    """The outputs of a run: results, rejects, and the counts of the receipt."""
    assert run(["batch", str(source), str(out), *TERMS, *options]) in {0, 1}
    counts = json.loads(out.with_name(f"{out.name}.receipt.json").read_text(encoding="utf-8"))["counts"]
    rejects = out.with_name(f"{out.name}.rejects.csv")
    return out.read_bytes(), rejects.read_bytes() if rejects.exists() else b"", counts


@pytest.mark.parametrize("mixed", [False, True])
@pytest.mark.parametrize("layout", ["wide", "long"])
@pytest.mark.parametrize("end", ["lf", "crlf"])
def test_it_gives_what_reading_record_by_record_gives(
    tmp_path: Path, mixed: bool, layout: str, end: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "roster.csv"
    write(source, mixed=mixed, end=END[end])
    options = ["--layout", layout, *([] if mixed else ["--place", "jiaxing"])]
    monkeypatch.setattr(pieces, "LEAST", 2)
    direct = score(source, tmp_path / "direct.csv", *options)
    monkeypatch.setattr(separated, "_read_directly", lambda *_, **__: None)
    careful = score(source, tmp_path / "careful.csv", *options)
    read = [list(csv.reader(each[0].decode().splitlines())) for each in (direct, careful)]
    assert read[0] == read[1]
    assert direct[1:] == careful[1:]
    assert careful[2]["rejected"] > 0


@pytest.mark.parametrize("mixed", [False, True])
@pytest.mark.parametrize("layout", ["wide", "long"])
@pytest.mark.parametrize("block", [1, 7, 1 << 18])
def test_pieces_make_no_difference(
    tmp_path: Path, mixed: bool, layout: str, block: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "roster.csv"
    write(source, mixed=mixed)
    options = ["--layout", layout, *([] if mixed else ["--place", "jiaxing"])]
    whole = score(source, tmp_path / "whole.csv", *options)
    monkeypatch.setattr(pieces, "LEAST", 1)
    monkeypatch.setattr(following, "_BLOCK", block)
    monkeypatch.setattr(cells, "_BLOCK", block)
    asked: list[int] = []
    ranges = results.ranges

    def count(*terms: int) -> list[tuple[int, int]]:
        found = ranges(*terms)
        asked.append(len(found))
        return found

    monkeypatch.setattr(results, "ranges", count)
    assert score(source, tmp_path / "pieces.csv", *options) == whole
    assert asked[0] > 1


def test_a_piece_is_read_when_it_is_whole_where_it_is_locked_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on Windows."""
    source = tmp_path / "roster.csv"
    write(source, mixed=False)
    whole = score(source, tmp_path / "whole.csv", "--place", "jiaxing")
    being_written: set[Path] = set()
    writing, opening = pieces._write, Path.open

    def write_locked(connection: duckdb.DuckDBPyConnection, query: str, path: Path) -> None:
        being_written.add(path)
        sleep(0.05)
        writing(connection, query, path)
        sleep(0.05)
        being_written.discard(path)

    def open_unlocked(path: Path, *terms: Any, **options: Any) -> Any:
        if path in being_written:
            raise PermissionError(13, "locked", str(path))
        return opening(path, *terms, **options)

    monkeypatch.setattr(pieces, "LEAST", 1)
    monkeypatch.setattr(following, "INTERVAL", 0.01)
    monkeypatch.setattr(pieces, "_write", write_locked)
    monkeypatch.setattr(Path, "open", open_unlocked)
    assert score(source, tmp_path / "pieces.csv", "--place", "jiaxing") == whole


def test_a_file_that_became_shorter_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source, out = tmp_path / "roster.csv", tmp_path / "out.csv"
    write(source, mixed=False)
    tables = results.Results.table

    def cut(scored: results.Results) -> Any:
        source.write_text("".join(source.read_text(encoding="utf-8").splitlines(keepends=True)[:-3]), encoding="utf-8")
        return tables(scored)

    monkeypatch.setattr(results.Results, "table", cut)
    assert run(["batch", str(source), str(out), *TERMS, "--place", "jiaxing"]) == 3
    assert not out.exists()


def test_a_line_that_nothing_goes_on_from_is_noticed(tmp_path: Path) -> None:
    """One ending too few, and all lines after it would go on as another's do."""
    given = cells.LinesInFile(io.BytesIO(b"a\nb\nc\n\n"), b"\n")
    with duckdb.connect() as connection, pytest.raises(RuntimeError, match="more lines"):
        pieces.write_pieces(connection, "x\n", ["SELECT ',1' UNION ALL SELECT ',2'"], tmp_path / "out.csv", None, given)
    given = cells.LinesInFile(io.BytesIO(b"a\nb\n\n"), b"\n")
    with duckdb.connect() as connection:
        pieces.write_pieces(connection, "x\n", ["SELECT ',1' UNION ALL SELECT ',2'"], tmp_path / "out.csv", None, given)
    assert (tmp_path / "out.csv").read_bytes() == b"x\na,1\nb,2\n"


def test_words_side_by_side_are_few_texts() -> None:
    """Each further cell of words would take three times as long to plan."""
    words = tuple((f"s{number} = 1", "yes") for number in range(2))
    row = [Cell("a", "plain"), *(Cell("b", "plain", (*words, ("TRUE", "no"))) for _ in range(12))]
    assert len(lines("t", row, ",")) < 12 * 400


def test_it_is_told_how_much_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(following, "INTERVAL", 0.001)
    path, told = tmp_path / "out.csv", list[int]()
    queries = [f"SELECT 'line ' || i FROM range({start}, {start + 200_000}) AS lines(i)" for start in (0, 200_000)]
    with duckdb.connect() as connection:
        written = pieces.write_pieces(connection, "heading\n", queries, path, told.append)
    assert told == sorted(told)
    assert 0 < told[-1] <= written.bytes + len(queries)
    assert written.bytes == path.stat().st_size
    assert path.read_text(encoding="utf-8").splitlines() == [
        "heading",
        *(f"line {number}" for number in range(400_000)),
    ]
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("late", [0.0, 0.3])
def test_the_first_piece_that_fails_ends_the_others(
    tmp_path: Path, late: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that begins only then as well."""
    writing = pieces._write

    def write_late(connection: duckdb.DuckDBPyConnection, query: str, path: Path) -> None:
        sleep(late if query == endless else 0)
        writing(connection, query, path)

    monkeypatch.setattr(pieces, "_write", write_late)
    endless = "SELECT 'x' FROM range(100000000000) AS lines(i) WHERE sqrt(i) < -1"
    queries = ["SELECT CAST(i || 'x' AS INTEGER) FROM range(10) AS lines(i)", endless]
    with duckdb.connect() as connection, pytest.raises(duckdb.ConversionException):
        pieces.write_pieces(connection, "heading\n", queries, tmp_path / "out.csv", lambda _bytes: None)


def test_a_line_begins_as_it_was_written(tmp_path: Path) -> None:
    source, out = tmp_path / "roster.csv", tmp_path / "out.csv"
    write(source, mixed=False)
    score(source, out, "--place", "jiaxing")
    given = [line for line in source.read_text(encoding="utf-8").splitlines()[1:] if "2030-01-01" not in line]
    written = out.read_text(encoding="utf-8").splitlines()[1:]
    assert len(written) == len(given)
    assert all(line.startswith(f"{start},") for line, start in zip(written, given, strict=True))


def test_quotation_marks_are_set_anew(tmp_path: Path) -> None:
    """One in the middle of a cell is read as it stands, but another reader may stumble over it."""
    source, out = tmp_path / "roster.csv", tmp_path / "out.csv"
    write(source, mixed=False)
    with source.open("a", encoding="utf-8") as file:
        file.write('99,1990-01-02,精神残疾,三级,嘉兴市,嘉兴市,是,900.00,5"\n')
    score(source, out, "--place", "jiaxing")
    assert ',"5""",' in out.read_text(encoding="utf-8").splitlines()[-1]


@pytest.mark.parametrize(("name", "options"), [("out.tsv", []), ("out.csv", ["--mask"])])
def test_where_it_cannot_be_handed_on_it_is_written_anew(tmp_path: Path, name: str, options: list[str]) -> None:
    source, out = tmp_path / "roster.csv", tmp_path / name
    write(source, mixed=False)
    score(source, out, "--place", "jiaxing", *options)
    with out.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file, delimiter="\t" if name.endswith("tsv") else ","))
    kept = [cells_of(number) for number in range(ROWS) if cells_of(number)[2] != "2030-01-01"]
    assert [row[: len(HEADINGS) - 1] for row in rows[1:]] == [[row[0], *row[2:]] for row in kept]


def test_a_file_with_our_own_separator_is_read_with_care(tmp_path: Path) -> None:
    source, out = tmp_path / "roster.csv", tmp_path / "out.csv"
    write(source, mixed=False)
    source.write_text(source.read_text(encoding="utf-8").replace("甲|乙", "甲\x01乙"), encoding="utf-8")
    score(source, out, "--place", "jiaxing")
    assert "甲\x01乙" in out.read_text(encoding="utf-8")


def test_a_file_that_changes_before_its_lines_are_written_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    source, out = tmp_path / "roster.csv", tmp_path / "out.csv"
    write(source, mixed=False)
    tally = running.summarise

    def change(*terms: Any) -> Any:
        with source.open("a", encoding="utf-8") as file:
            file.write("1,1990-01-02,精神残疾,三级,嘉兴市,嘉兴市,是,900.00,\n")
        return tally(*terms)

    monkeypatch.setattr(running, "summarise", change)
    assert run(["batch", str(source), str(out), *TERMS, "--place", "jiaxing"]) == 3
    assert "读取过程中文件被改动" in capsys.readouterr().err
    assert not out.exists()


@pytest.mark.parametrize("end", ["lf", "crlf"])
@pytest.mark.parametrize("late", ['"', "\r", "\x01", "\x00", "\udcff", '"\n"', ""])
def test_the_engine_may_begin_before_the_bytes_have_been_looked_at(
    tmp_path: Path, end: str, late: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What stands late in the file may be other than what its beginning promises."""
    source = tmp_path / "roster.csv"
    write(source, mixed=False, end=END[end])
    with source.open("a", encoding="utf-8", errors="surrogateescape", newline="") as file:
        file.write(f"99,1990-01-02,精神残疾,三级,嘉兴市,嘉兴市,是,900.00,末{late}尾{END[end]}" * 3)
    late_or_not = score(source, tmp_path / "late.csv", "--place", "jiaxing")
    monkeypatch.setattr(direct, "EARLY", 0)
    monkeypatch.setattr(direct, "_HEAD", 2_500)
    monkeypatch.setattr(direct, "HEAD_LINES", 10)
    begun: list[bool] = []
    stage_early = direct.stage_early

    def begin(*terms: Any) -> Any:
        found = stage_early(*terms)
        begun.append(found is not None)
        return found

    monkeypatch.setattr(separated, "stage_early", begin)
    assert score(source, tmp_path / "early.csv", "--place", "jiaxing") == late_or_not
    assert begun == [True] or late


def test_a_file_that_is_gone_before_its_lines_are_written_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    source, out = tmp_path / "roster.csv", tmp_path / "out.csv"
    write(source, mixed=False)
    tally = running.summarise
    monkeypatch.setattr(running, "summarise", lambda *terms: (source.unlink(), tally(*terms))[1])
    assert run(["batch", str(source), str(out), *TERMS, "--place", "jiaxing"]) == 3
    assert "读取过程中文件被改动" in capsys.readouterr().err
    assert not out.exists()


def test_rows_that_are_no_applicants_are_named_without_their_cells_in_a_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, out = tmp_path / "roster.csv", tmp_path / "out.csv"
    write(source, mixed=False)
    with source.open("a", encoding="utf-8") as file:
        file.write("合计,,,,,,,40000.00,\n")
    held: list[bool] = []
    finish = loading.finish_roster
    monkeypatch.setattr(
        "subsidy_cli.roster.direct.finish_roster",
        lambda *terms: (held.append(terms[-1] is None), finish(*terms))[1],
    )
    counts = score(source, out, "--place", "jiaxing")[2]
    assert held == [False]
    assert counts["skipped"]["total"] == 1
    assert counts["read"] == counts["second_count"] == ROWS + 1
