"""A damaged roster put to the product, and what came of it held against what must come of it.

Where each row went is read from the files with readers of the standard library, by a tag in a column that the product
knows nothing of.
"""

from __future__ import annotations

import csv
import json
import re
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from . import forked
from .rosters import NAME, Damaged, Row

COMMON = ("--place", "jiaxing", "--as-of", "2021-03-01", "--kind", "living", "--lang", "en")
REFUSED, REJECTED = 3, 1
HEAVIEST, SLOWEST = 1_000 << 20, 20.0
FIGURES = (
    "tracebacks",
    "aborts",
    "rows unaccounted for",
    "wrong accepts",
    "good files refused",
    "good rows rejected",
    "cells altered",
    "not told, or told otherwise",
    "too slow or too large",
)
_ADDED = ("row", "column", "value", "code", "reason", "cure")


@dataclass
class Verdict:
    """What was wrong with one trial; nothing is what is hoped for."""

    kind: str
    found: Counter[str] = field(default_factory=Counter)
    said: list[str] = field(default_factory=list)
    ran: forked.Ran | None = None

    def add(self, figure: str, what: str, count: int = 1) -> None:
        """Enter something that is wrong."""
        assert figure in FIGURES
        self.found[figure] += count
        self.said.append(f"{figure}: {what}")


def attempt(kind: str, made: Damaged) -> Verdict:
    """Put one file to the product."""
    verdict = Verdict(kind)
    with tempfile.TemporaryDirectory(prefix="faults-") as written:
        folder = Path(written)
        source, out = folder / made.file, folder / "out.csv"
        source.write_bytes(made.content)
        arguments = ["batch", "-" if made.through_pipe else str(source), str(out), *COMMON, *made.options]
        ran = forked.run(arguments, made.content if made.through_pipe else None)
        verdict.ran = ran
        if ran.is_abort:
            verdict.add("aborts", f"signal {-ran.code}")
        elif ran.is_traceback:
            verdict.add("tracebacks", ran.err.strip()[-300:])
        elif ran.code == REFUSED:
            _judge_refusal(made, ran, verdict)
            if list(folder.iterdir()) != [source]:
                verdict.add("wrong accepts", "something was written although the file was refused")
        elif made.refusal:
            verdict.add("wrong accepts", f"exit {ran.code}; expected a refusal: {', '.join(sorted(made.refusal))}")
        elif ran.code not in {0, REJECTED}:
            verdict.add("good files refused", f"exit {ran.code}: {ran.err.strip()[:300]}")
        elif "any" not in made.may_be_refused:
            _judge_rows(made, out, verdict)
            for code in made.told:
                if f"[{code}]" not in ran.err:
                    verdict.add("not told, or told otherwise", f"no notice {code}")
        if ran.seconds > SLOWEST or ran.peak > HEAVIEST:
            verdict.add("too slow or too large", f"{ran.seconds:.1f} s, {ran.peak >> 20} MB")
    return verdict


def _judge_refusal(made: Damaged, ran: forked.Ran, verdict: Verdict) -> None:
    codes = set(re.findall(r"^error\[([a-z0-9-]+)\]", ran.err, re.M))
    permitted = made.refusal | made.may_be_refused
    if not permitted:
        verdict.add("good files refused", ran.err.strip()[:400])
    elif "any" not in permitted and not codes & permitted:
        wanted = ", ".join(sorted(permitted))
        verdict.add("not told, or told otherwise", f"refused with {', '.join(sorted(codes))} instead of {wanted}")


def _read(path: Path) -> tuple[list[str], list[list[str]]]:
    if not path.exists():
        return [], []
    csv.field_size_limit(1 << 30)
    with path.open(encoding="utf-8-sig", newline="") as file:
        headings, *rows = csv.reader(file)
    return headings, rows


def _judge_rows(made: Damaged, out: Path, verdict: Verdict) -> None:
    counts = json.loads((out.parent / f"{out.name}.receipt.json").read_text(encoding="utf-8"))["counts"]
    _, scored = _read(out)
    headings, rejected = _read(out.parent / f"{out.name}.rejects.csv")
    inputs = len(headings) - len(_ADDED)
    _judge_counts(made, counts, len(scored), len(rejected), verdict)
    fates: dict[str, list[tuple[str, list[str]]]] = {}
    for fate, rows in (("scored", scored), ("rejected", rejected)):
        for row in rows:
            for tag in set(re.findall(r"T\d{6}N\d{3}", " ".join(row[:inputs] if fate == "rejected" else row))):
                fates.setdefault(tag, []).append((fate, row))
    expected = Counter(row.tag for row in made.rows)
    for row in made.rows:
        found = fates.get(row.tag, [])
        if len(found) != expected[row.tag]:
            verdict.add("rows unaccounted for", f"{row.tag} is found {len(found)} times, not {expected[row.tag]}")
            continue
        for fate, cells in found:
            _judge_row(made, row, fate, cells, verdict)


def _judge_counts(made: Damaged, counts: dict[str, object], scored: int, rejected: int, verdict: Verdict) -> None:
    skipped = counts["skipped"]
    assert isinstance(skipped, dict)
    if "*" in made.skips:
        expected = made.skips["*"]
        if counts["read"] != len(made.rows) + expected or sum(skipped.values()) + scored + rejected != counts["read"]:
            verdict.add("rows unaccounted for", f"{counts} of {len(made.rows)} + {expected}")
        return
    wanted = {"blank": 0, "total": 0, "repeated_header": 0, "title": 0, **made.skips}
    if skipped != wanted or counts["read"] != len(made.rows) + sum(wanted.values()) or not counts["balanced"]:
        verdict.add("rows unaccounted for", f"{counts}; {len(made.rows)} rows and {wanted} were written")
    if scored != counts["results"] or rejected != counts["rejected"]:
        verdict.add("rows unaccounted for", f"{scored} + {rejected} rows in the files, {counts} in the receipt")


def _judge_row(made: Damaged, row: Row, fate: str, cells: list[str], verdict: Verdict) -> None:
    if row.fate == "rejected" and fate == "scored":
        verdict.add("wrong accepts", f"row {row.cells!r:.300} was scored; expected {', '.join(sorted(row.codes))}")
    elif row.fate == "scored" and fate == "rejected":
        verdict.add("good rows rejected", f"row {row.cells!r:.200}: {cells[-6:]!r:.300}")
    elif fate == "rejected":
        codes = set(re.split(r"[；;] ?", cells[-3]))
        if row.codes and not codes & row.codes:
            wanted = ", ".join(sorted(row.codes))
            verdict.add("not told, or told otherwise", f"{', '.join(sorted(codes))} instead of {wanted}")
        if not cells[-6] or not cells[-2] or not cells[-1]:
            verdict.add("not told, or told otherwise", f"a reject without row, reason or cure: {cells[-6:]}")
    elif made.is_cell_for_cell and cells[: len(row.cells)] != row.cells:
        there = next(index for index, cell in enumerate(row.cells) if cells[index] != cell)
        verdict.add("cells altered", f"{row.cells[there]!r:.100} became {cells[there]!r:.100}")
    elif not made.is_cell_for_cell and row.cells[NAME] not in cells and row.cells[NAME] and len(row.cells) > 7:
        verdict.add("cells altered", f"the name of {row.tag} is gone")


def sample(names: list[str], seed: int, files: int) -> list[tuple[str, Random]]:
    """So many files: every kind in turn, each time with another seed of its own."""
    return [
        (names[index % len(names)], Random(f"{seed}/{index // len(names)}/{names[index % len(names)]}"))
        for index in range(files)
    ]
