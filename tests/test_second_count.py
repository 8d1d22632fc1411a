"""The second count: every kind of input is counted once more, by other means, and a row that is lost is noticed."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from typing import TYPE_CHECKING, Any

import duckdb
import pytest
import xlsxwriter
from python_calamine import load_workbook

from subsidy_cli.cli.entry import run
from subsidy_cli.roster import counting, objects, sheets
from subsidy_cli.roster.counting import count_ends, count_records
from subsidy_cli.roster.parquet_footer import count_rows
from subsidy_cli.roster.sheet_counting import count_filled_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

OPTIONS = ("--place", "jiaxing", "--as-of", "2021-03-01", "--kind", "living", "--lang", "en")
ROWS = 7
FAULT_OF_OURS = 70


def csv_text(ends: str = "\n") -> str:
    rows = [f'甲{number},"注,{ends}意",{number % 4 + 1}' for number in range(ROWS)]
    return ends.join(["姓名,备注,残疾等级", *rows, ""])


def sheet(path: Path) -> Path:
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet("说明").write(0, 0, "说明")
        page = book.add_worksheet("名册")
        page.write_row(2, 0, ["姓名", "残疾等级", "备注"])
        for number in range(ROWS):
            page.write_row(3 + number, 0, ["甲", number % 4 + 1, " " if number % 2 else "注"])
        page.write_row(5 + ROWS, 0, [" ", "", "　"])
        page.write_row(6 + ROWS, 0, ["乙", 1])
    return path


def inputs(folder: Path) -> dict[str, Path]:
    """The same roster in every format."""
    found = {"xlsx": sheet(folder / "a.xlsx")}
    for name, encoding in {"utf-8.csv": "utf-8", "utf-16.csv": "utf-16", "gb18030.csv": "gb18030"}.items():
        found[name] = folder / name
        found[name].write_bytes(csv_text().encode(encoding))
    found["big5.csv"] = folder / "big5.csv"
    found["big5.csv"].write_bytes("name,等級\n甲,1\n乙,2\n".encode("big5"))
    found["jsonl"] = folder / "a.jsonl"
    lines = [json.dumps({"姓名": f"甲\n{number}", "残疾等级": number % 4 + 1}) for number in range(ROWS)]
    found["jsonl"].write_text("\n".join([*lines[:3], "", *lines[3:]]), encoding="utf-8")
    found["parquet"] = folder / "a.parquet"
    people = f"SELECT '甲' || range AS 姓名, range % 4 + 1 AS 残疾等级 FROM range({ROWS})"
    duckdb.execute(f"COPY ({people}) TO '{found['parquet']}' (FORMAT parquet)")
    return found


FORMATS = ("xlsx", "utf-8.csv", "utf-16.csv", "gb18030.csv", "big5.csv", "jsonl", "parquet")


def arguments(name: str) -> tuple[str, ...]:
    extra: tuple[str, ...] = ("--encoding", "big5", "--map", "等級=disability_grade") if name == "big5.csv" else ()
    extra += ("--sheet", "名册") if name == "xlsx" else ()
    return (*OPTIONS, *extra)


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("suffix", ["csv", "xlsx", "parquet"])
def test_every_input_is_counted_twice(tmp_path: Path, name: str, suffix: str) -> None:
    out = tmp_path / f"out.{suffix}"
    assert run(["batch", str(inputs(tmp_path)[name]), str(out), *arguments(name)]) == 0
    counts = json.loads((tmp_path / f"{out.name}.receipt.json").read_text(encoding="utf-8"))["counts"]
    assert counts["second_count"] == counts["read"]
    assert counts["written"] == counts["results"] > 1
    assert counts["balanced"]


@pytest.mark.parametrize("name", FORMATS)
def test_standard_input_is_counted_twice(tmp_path: Path, name: str) -> None:
    receipt, form = tmp_path / "receipt.json", name.rsplit(".", 1)[-1]
    command = [sys.executable, "-m", "subsidy_cli", "batch", "-", "-", *arguments(name), "--input-format", form]
    with inputs(tmp_path)[name].open("rb") as source:
        done = subprocess.run([*command, "--receipt", str(receipt)], stdin=source, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    counts = json.loads(receipt.read_text(encoding="utf-8"))["counts"]
    assert counts["second_count"] == counts["read"] > 1


def _without_the_last(rows: Callable[..., Iterator[Any]]) -> Callable[..., Iterator[Any]]:
    def shortened(*given: Any) -> Iterator[Any]:
        found = list(rows(*given))
        return iter(found[:-1])

    return shortened


@pytest.mark.parametrize(
    ("name", "module", "function"), [("xlsx", sheets, "sheet_rows"), ("jsonl", objects, "object_rows")]
)
def test_a_row_that_reading_loses_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, module: Any, function: str
) -> None:
    monkeypatch.setattr(module, function, _without_the_last(getattr(module, function)))
    out = tmp_path / "out.csv"
    assert run(["batch", str(inputs(tmp_path)[name]), str(out), *arguments(name)]) == FAULT_OF_OURS
    assert not out.exists()


# the counts by themselves


@pytest.mark.parametrize("block", [1, 2, 3, 1 << 22])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "big5", "shift_jis"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_records_and_lines_in_any_encoding(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, block: int, encoding: str, end: str
) -> None:
    """In UTF-16 half of 䨊 (U+4A0A) is a line end, and half of ∢ (U+2222) a quotation mark."""
    monkeypatch.setattr(counting, "BLOCK", block)
    sign = "䨊∢" if encoding.startswith("utf") else "中"
    text = f'a,b{end}"x{sign}{end}""y",{sign}{end}{end}z,1'
    path = tmp_path / "a.csv"
    path.write_bytes(text.encode(encoding))
    assert count_records(path, encoding) == 4
    assert count_ends(path, encoding) == 5


@pytest.mark.parametrize("options", ["", ", COMPRESSION zstd", ", ROW_GROUP_SIZE 2048", ", PARQUET_VERSION v2"])
@pytest.mark.parametrize("rows", [0, 1, 5000])
def test_the_footer_of_parquet(tmp_path: Path, options: str, rows: int) -> None:
    path = tmp_path / "a.parquet"
    columns = "range AS a, 'x' || range AS b, [range, 2] AS c, {'d': DATE '2020-01-01'} AS e, range::DECIMAL(9,2) AS f"
    duckdb.execute(f"COPY (SELECT {columns} FROM range({rows})) TO '{path}' (FORMAT parquet{options})")
    assert count_rows(path) == rows


def test_a_footer_that_cannot_be_read_gives_no_count(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    for content in (
        b"PAR1" + b"\xff" * 20 + b"\x14\x00\x00\x00PAR1",
        b"PAR1xxxxPARE",
        b"\x19\xfc" + b"\x02\x00\x00\x00PAR1",
    ):
        path.write_bytes(content)
        assert count_rows(path) is None


def test_rows_of_a_sheet_are_counted_by_what_they_hold(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        page = book.add_worksheet()
        bold = book.add_format({"bold": True})
        page.write_string(0, 0, "a<b>&")
        page.write_string(1, 0, "  ")
        page.write_blank(2, 0, None, bold)
        page.write_number(3, 1, 0)
        page.write_boolean(4, 1, False)
        page.write_formula(5, 0, "=1/0", None, "#DIV/0!")
        page.write_formula(6, 0, "=A1", None, "")
        page.write_rich_string(7, 0, " ", bold, " ", "x")
        page.write_string(8, 0, "　\u00a0")
        page.write_string(9, 0, "　甲")
        page.write_string(10, 0, "\r")
        page.write_string(11, 0, "_x0020_")
    assert count_filled_rows(path) == 7
    cells = load_workbook(str(path)).get_sheet_by_index(0).to_python()
    assert sum(any(str(cell).strip() for cell in row) for row in cells) == 7 - 1  # the reader hides error values


def test_a_row_that_stands_twice_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The reader would keep the last one only."""
    plain, twice = sheet(tmp_path / "a.xlsx"), tmp_path / "b.xlsx"
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(twice, "w") as target:
        for entry in source.namelist():
            content = source.read(entry)
            if entry.endswith("sheet2.xml"):
                for before, after in (
                    (b'"5"', b'"4"'),
                    *((b'"%s5"' % letter, b'"%s4"' % letter) for letter in (b"A", b"B", b"C")),
                ):
                    content = content.replace(b"r=" + before, b"r=" + after)
            target.writestr(entry, content)
    assert run(["batch", str(twice), str(tmp_path / "out.csv"), *OPTIONS, "--sheet", "名册"]) == 3
    assert "unsafe-workbook" in capsys.readouterr().err
