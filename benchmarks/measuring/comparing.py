"""Whether two scored rosters say the same, row by row."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from itertools import zip_longest
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

FEN = Decimal("0.01")


@dataclass
class Difference:
    """How many rows differ, and how many of them by a fen of rounding alone."""

    rows: int = 0
    by_rounding: int = 0
    by_content: int = 0
    first: str = ""


def compare(ours: Path, theirs: Path) -> Difference:
    """Hold every column of the one that the other has as well against it."""
    difference = Difference()
    with ours.open(encoding="utf-8", newline="") as mine, theirs.open(encoding="utf-8", newline="") as other:
        for row, (expected, found) in enumerate(zip_longest(csv.reader(mine), csv.reader(other), fillvalue=[]), 0):
            difference.rows += 1
            if expected != found:
                _note(difference, row, expected, found)
    difference.rows -= 1
    return difference


def _note(difference: Difference, row: int, expected: list[str], found: list[str]) -> None:
    pairs = [pair for pair in zip_longest(expected, found, fillvalue="nothing") if pair[0] != pair[1]]
    if all(_is_rounding(*pair) for pair in pairs):
        difference.by_rounding += 1
        return
    difference.by_content += 1
    difference.first = difference.first or f"row {row}: {pairs[0][0] or 'empty'}, not {pairs[0][1] or 'empty'}"


def _is_rounding(expected: str, found: str) -> bool:
    try:
        return abs(Decimal(expected) - Decimal(found)) <= FEN
    except InvalidOperation:
        return False
