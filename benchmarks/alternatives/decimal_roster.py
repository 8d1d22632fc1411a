"""A roster scored row by row in plain Python, exact, with nothing but the standard library.

python -m alternatives.decimal_roster SOURCE.csv TARGET.csv
"""

from __future__ import annotations

import csv
import sys
from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from measuring.question import BENEFITS

from alternatives.decimal_rules import ZERO, Answer, assess, read_applicant

if TYPE_CHECKING:
    from collections.abc import Iterator

HOUSEHOLD, INCOME, AVERAGE = "家庭编号", "本人月收入", "家庭人均月收入"
FEN = Decimal("0.01")


def household_averages(source: str) -> dict[str, Decimal]:
    """The average income of each household, from a first reading."""
    incomes: dict[str, list[Decimal]] = defaultdict(list)
    with Path(source).open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        if HOUSEHOLD not in (reader.fieldnames or ()):
            return {}
        for row in reader:
            incomes[row[HOUSEHOLD]].append(Decimal(row[INCOME]))
    return {household: sum(parts, ZERO) / len(parts) for household, parts in incomes.items()}


def cells_of(answer: Answer) -> Iterator[str]:
    """Amount, high end, bound and status."""
    if answer.due is False:
        yield from ("", "", "", "ineligible")
        return
    is_open = answer.due is None
    low = ZERO if is_open and answer.high is not None else answer.low
    yield from (_yuan(low), _yuan(answer.high))
    yield (("range" if answer.high is not None else "") if is_open else answer.bound)
    yield "unknown" if is_open else "eligible"


def _yuan(amount: Decimal | None) -> str:
    return "" if amount is None else str(amount.quantize(FEN, ROUND_HALF_UP))


def score(source: str, target: str) -> None:
    """Every column of the roster unchanged, then four for each benefit."""
    averages = household_averages(source)
    with (
        Path(source).open(encoding="utf-8", newline="") as file,
        Path(target).open("w", encoding="utf-8", newline="") as out,
    ):
        reader, writer = csv.reader(file), csv.writer(out, lineterminator="\n")
        headings = next(reader)
        writer.writerow(
            [*headings, *(f"{name}{part}" for name in BENEFITS for part in ("", "_high", "_bound", "_status"))]
        )
        for record in reader:
            row = dict(zip(headings, record, strict=True))
            average = averages[row[HOUSEHOLD]] if averages else Decimal(row[AVERAGE])
            answers = assess(read_applicant(row, average))
            writer.writerow([*record, *(cell for answer in answers for cell in cells_of(answer))])


if __name__ == "__main__":
    score(*sys.argv[1:])
