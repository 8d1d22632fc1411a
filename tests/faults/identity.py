"""Mangled identity numbers, all flagged; unusual valid ones, none refused: `python -m tests.faults.identity`.

Mangled are those that a spreadsheet has made figures of (as text, and as number cells of a workbook) and those with a
digit wrong or two neighbours changed over. Unusual are residents of Hong Kong, Macao and Taiwan, foreigners with a
permit, new and abolished counties, people born from 1900 on, check characters X and x, full-width digits. A number that
really ends in three zeros cannot be told from a mangled one and is not among the unusual ones.
"""

from __future__ import annotations

import argparse
import csv
import io
import sys
import tempfile
from datetime import date
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import xlsxwriter

from . import forked
from .people import AREAS, UNUSUAL_AREAS, birthday, citizen_number

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

HEADINGS = ("编号", "姓名", "身份证号")
DAY = "2020-12-31"
"""A day on which somebody born in 1900 is not yet older than anybody may be."""
SIGNS = "0123456789"


def _zeros(number: str, _: Random) -> str:
    return f"{int(number[:15])}000"


def _scientific(number: str, _: Random) -> str:
    return f"{int(number[:17]) * 10:.5E}".replace("E+0", "E+")


def _long_scientific(number: str, _: Random) -> str:
    return f"{int(number[:17]) * 10:.14E}"


def _decimal(number: str, _: Random) -> str:
    return f"{int(number[:15])}000.0"


def _digit(number: str, random: Random) -> str:
    place = random.randrange(17)
    other = random.choice(SIGNS.replace(number[place], ""))
    return number[:place] + other + number[place + 1 :]


def _swap(number: str, random: Random) -> str:
    places = [place for place in range(16) if number[place] != number[place + 1]]
    place = random.choice(places)
    return number[:place] + number[place + 1] + number[place] + number[place + 2 :]


def _last(number: str, random: Random) -> str:
    return number[:17] + random.choice((SIGNS + "X").replace(number[17], ""))


def _short(number: str, random: Random) -> str:
    place = random.randrange(18)
    return number[:place] + number[place + 1 :]


def _double(number: str, random: Random) -> str:
    place = random.randrange(18)
    return number[:place] + number[place] + number[place:]


def _look_alike(number: str, random: Random) -> str:
    return number[:17] + random.choice("ХχΧ×✕*")


MANGLERS: tuple[Callable[[str, Random], str], ...] = (
    _zeros,
    _scientific,
    _long_scientific,
    _decimal,
    _digit,
    _swap,
    _last,
    _short,
    _double,
    _look_alike,
)


def mangled(random: Random, count: int) -> list[str]:
    """Numbers with which something has happened."""
    found = []
    while len(found) < count:
        number = citizen_number(random, birthday(random), random.choice(AREAS))
        written = MANGLERS[len(found) % len(MANGLERS)](number, random)
        if written != number:
            found.append(written)
    return found


def unusual(random: Random, count: int) -> list[str]:
    """Valid numbers of people whom careless checks turn away; no number comes twice."""
    found: dict[str, str] = {}
    while len(found) < count:
        kind = len(found) % 5
        if kind == 0:
            number = citizen_number(random, birthday(random, date(1900, 1, 1), date(1910, 1, 1)), random.choice(AREAS))
        else:
            born = birthday(random, date(1900, 1, 1), date(2020, 12, 31))
            number = citizen_number(random, born, random.choice(UNUSUAL_AREAS), last="X" if kind in {1, 2} else None)
        written = number.lower() if kind == 2 else number
        if kind == 3:
            written = "".join(chr(ord(sign) + 0xFEE0) for sign in number)
        found.setdefault(number, written)
    return list(found.values())


def as_text(numbers: Sequence[str]) -> bytes:
    """A roster of the numbers as CSV."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEADINGS)
    writer.writerows((index, "某人", number) for index, number in enumerate(numbers))
    return out.getvalue().encode()


def as_figures(numbers: Sequence[str]) -> bytes:
    """A workbook in which the numbers are figures."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADINGS)
        for index, number in enumerate(numbers):
            sheet.write_row(index + 1, 0, (str(index), "某人"))
            sheet.write_number(index + 1, 2, int(number))
    return out.getvalue()


def scored(content: bytes, suffix: str) -> int:
    """How many rows of a roster get results."""
    with tempfile.TemporaryDirectory(prefix="faults-") as written:
        folder = Path(written)
        source, out = folder / f"roster{suffix}", folder / "out.csv"
        source.write_bytes(content)
        place = ["--place", "jiaxing", "--as-of", DAY, "--benefit", "living_allowance", "--duplicates", "keep"]
        ran = forked.run(["batch", str(source), str(out), *place])
        assert ran.code in {0, 1}, ran.err
        with out.open(encoding="utf-8-sig", newline="") as file:
            return sum(1 for _ in csv.reader(file)) - 1


def main(arguments: list[str] | None = None) -> int:
    """Mangle and count."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.identity", description=__doc__)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args(arguments)
    forked.load()
    random = Random(chosen.seed)
    numbers = [citizen_number(random, birthday(random), random.choice(AREAS)) for _ in range(chosen.count)]
    figures = [number for number in numbers if number[-1] != "X"]
    passed = scored(as_text(mangled(random, chosen.count)), ".csv")
    as_cells = scored(as_figures(figures), ".xlsx")
    refused = chosen.count - scored(as_text(unusual(random, chosen.count)), ".csv")
    print(f"{passed:6} of {chosen.count} mangled numbers accepted")
    print(f"{as_cells:6} of {len(figures)} numbers in number cells of a workbook accepted")
    print(f"{refused:6} of {chosen.count} unusual valid numbers refused")
    return 1 if passed or as_cells or refused else 0


if __name__ == "__main__":
    sys.exit(main())
