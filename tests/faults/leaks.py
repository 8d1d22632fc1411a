"""Full identity numbers where none may be: `python -m tests.faults.leaks`. Standard error, receipts, reasons, summaries,
masked results: 0.

Rosters full of numbers (right, wrong, mangled, in names, notes, headings, file names and options) are scored in every
format, and checked again by their receipts. The rejected rows themselves are given back as they were; what is added to
them may hold no number.
"""

from __future__ import annotations

import argparse
import csv
import re
import sys
import tempfile
from collections import Counter
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from . import encodings, forked, headings, hostile, objects, structure, values, workbooks  # noqa: F401
from .identity import mangled
from .rosters import BORN, GRADE, KINDS, NAME, NOTE, NUMBER, Table, table
from .trials import COMMON
from .workbooks import workbook

if TYPE_CHECKING:
    from collections.abc import Iterator

ADDED = 6
FORMS = (
    ("csv", "--mask"),
    ("xlsx", "--headers", "zh"),
    ("jsonl", "--layout", "long"),
    ("parquet", "--mask"),
    ("csv",),
    ("xlsx", "--mask"),
)
NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
GAPS = re.compile(r"[\s\u3000\u200b'\"│|/-]+")


def full_of_numbers(random: Random) -> Table:
    """A roster with numbers in every place, and every second row rejected for some reason."""
    made = table(random, 20, 30)
    made.add_column("残疾人证号", lambda one: one.certificate)
    made.add_column("监护人身份证号", lambda one: one.number)
    broken = iter(mangled(random, len(made.rows)))
    for index, row in enumerate(made.rows):
        number = row.cells[NUMBER]
        match index % 9:
            case 0:
                row.cells[NAME] = f"{row.cells[NAME]}{number}"
            case 1:
                row.cells[NUMBER], row.cells[8] = next(broken), ""
            case 2:
                row.cells[GRADE] = number
            case 3:
                row.cells[BORN] = f"{number[:6]} {number[6:14]} {number[14:]}"
            case 4:
                row.cells[NOTE] = "".join(chr(ord(sign) + 0xFEE0) for sign in number)
            case 5:
                row.cells[6] = row.cells[8]
            case 6:
                row.cells[8] = made.rows[0].cells[8]
            case 7:
                row.cells[3] = f"肢体{number}"
            case 8:
                row.cells[NOTE] = _spelled(random, number)
    return made


def _spelled(random: Random, number: str) -> str:
    """A number in small letters and in groups, somewhere in a note."""
    gap = random.choice(("", " ", "-", "　", " - ", "/", "\u200b"))
    return f"见{gap.join((number[:6], number[6:14], number[14:]))}号".lower()


def numbers_of(made: Table) -> set[str]:
    """Every number of eighteen characters that stands in the roster."""
    cells = " ".join(cell for row in made.rows for cell in row.cells) + " ".join(one.number for one in made.people)
    return set(re.findall(r"[0-9]{17}[0-9X]", GAPS.sub(" ", cells.translate(NARROW))))


def leaks(text: str, numbers: set[str]) -> int:
    """How many of the numbers a text holds, in whatever width and grouping."""
    plain = GAPS.sub("", text.translate(NARROW)).upper()
    return sum(number in plain or number in text for number in numbers)


def _added(path: Path) -> str:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return "\n".join("\n".join(row[-ADDED:]) for row in csv.reader(file))


def _files(folder: Path, out: Path) -> Iterator[tuple[str, str]]:
    """What a run wrote beside the results."""
    for path in sorted(folder.iterdir()):
        if path.name.endswith(".rejects.csv"):
            yield "reasons of rejects", _added(path)
        elif path.suffix in {".json", ".html"}:
            yield "receipts" if "receipt" in path.name else "summaries", path.read_text(encoding="utf-8")
        elif "summary" in path.name:
            from .cells import texts

            yield "summaries", "\n".join("\n".join(row) for row in texts(path, 1))
    has_rejects = out.suffix == ".xlsx" and not out.with_name(f"{out.name}.rejects.csv").exists()
    if has_rejects and out.exists():
        from .cells import texts

        rows = texts(out, 2)
        width = len(rows[0]) - ADDED
        yield "reasons of rejects", "\n".join("\n".join(row[width:]) for row in rows)


def _results(out: Path) -> str:
    """Every cell of the results."""
    if out.suffix == ".xlsx":
        from .cells import texts

        return "\n".join("\n".join(row) for row in texts(out, 1))
    if out.suffix == ".parquet":
        import duckdb

        return "\n".join(map(str, duckdb.read_parquet(str(out)).fetchall()))
    return out.read_text(encoding="utf-8-sig")


def _trial(made: Table, form: tuple[str, ...], language: str, found: Counter[str]) -> None:
    with tempfile.TemporaryDirectory(prefix="faults-") as written:
        folder = Path(written)
        numbers = numbers_of(made)
        number = made.people[0].number
        source, out = folder / f"{number}.csv", folder / f"out.{form[0]}"
        source.write_text(made.text(), encoding="utf-8")
        for index, suffix in enumerate((".json", ".html", ".xlsx")):
            target = out if index == 0 else folder / f"again{index}.{form[0]}"
            arguments = ["batch", str(source), str(target), *COMMON[:-1], language, *form[1:]]
            ran = forked.run([*arguments, "--summary", str(folder / f"{index}-summary{suffix}")])
            found["standard error"] += leaks(ran.err, numbers)
            found["faults"] += ran.is_abort or ran.is_traceback or ran.code not in {0, 1}
        for what, text in _files(folder, out):
            found[what] += leaks(text, numbers)
        if "--mask" in form:
            found["masked results"] += leaks(_results(out), numbers)
        receipt = folder / f"{out.name}.receipt.json"
        ran = forked.run(["verify", str(receipt), "--lang", language])
        found["standard error"] += leaks(ran.err + ran.out.decode("utf-8", "replace"), numbers)
        found["faults"] += ran.code != 0
        ran = forked.run(["batch", "-", "-", *COMMON[:-1], language], made.text().encode())
        found["standard error"] += leaks(ran.err, numbers)


def _refusals(random: Random, found: Counter[str]) -> int:
    """Files that are refused, with numbers in headings and options."""
    count = 0
    for change in range(5):
        made = table(random)
        numbers = numbers_of(made)
        number = made.people[0].number
        options: list[str] = []
        content = made.text().encode()
        match change:
            case 0:
                content = content.split(b"\n", 1)[1]
            case 1:
                options = ["--map", f"{number}=citizen_id"]
            case 2:
                content = content.replace("备注".encode(), f"年收入{number}".encode(), 1)
            case 3:
                options = ["--sheet", number]
                content = workbook(made)
            case 4:
                options = ["--place", number]
        with tempfile.TemporaryDirectory(prefix="faults-") as written:
            source = Path(written) / ("a.xlsx" if change == 3 else "a.csv")
            source.write_bytes(content)
            ran = forked.run(["batch", str(source), str(Path(written) / "out.csv"), *COMMON, *options])
            found["standard error"] += leaks(ran.err, numbers)
            count += 1
    return count


def main(arguments: list[str] | None = None) -> int:
    """Look for numbers everywhere."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.leaks", description=__doc__)
    parser.add_argument("--rosters", type=int, default=8)
    parser.add_argument("--kinds", type=int, default=len(KINDS), help="how many kinds of damaged files besides")
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args(arguments)
    forked.load()
    random = Random(chosen.seed)
    found: Counter[str] = Counter()
    for index in range(chosen.rosters):
        _trial(full_of_numbers(random), FORMS[index % len(FORMS)], ("zh", "en")[index % 2], found)
    count = chosen.rosters * 5 + _refusals(random, found)
    for name in random.sample(sorted(KINDS), min(chosen.kinds, len(KINDS))):
        made = KINDS[name](random)
        cells = " ".join(cell for row in made.rows for cell in row.cells)
        numbers = set(re.findall(r"[0-9]{17}[0-9X]", cells))
        with tempfile.TemporaryDirectory(prefix="faults-") as written:
            folder = Path(written)
            (folder / made.file).write_bytes(made.content)
            ran = forked.run(["batch", str(folder / made.file), str(folder / "out.csv"), *COMMON, *made.options])
            found["standard error"] += leaks(ran.err, numbers)
            (folder / made.file).unlink()
            for what, text in _files(folder, folder / "out.csv"):
                found[what] += leaks(text, numbers)
            count += 1
    print(f"{count} runs")
    for what in ("standard error", "receipts", "reasons of rejects", "summaries", "masked results", "faults"):
        print(f"{found[what]:6} {what}")
    return 1 if found.total() else 0


if __name__ == "__main__":
    sys.exit(main())
