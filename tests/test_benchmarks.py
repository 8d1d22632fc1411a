"""The benchmarks compare like with like: the rules that were written again by hand say what `subsidy batch` says."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from subsidy_cli.cli.entry import run

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"
ROWS = 1_500


@pytest.fixture(autouse=True)
def importable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(BENCHMARKS))


def score(source: Path, target: Path, *options: str) -> int:
    from measuring.question import terms

    return run(["batch", str(source), str(target), *terms(), "--without", "reasons", *options])


@pytest.mark.parametrize("households", ["", "households"])
def test_a_programme_written_by_hand_says_the_same(tmp_path: Path, households: str) -> None:
    from alternatives import decimal_roster
    from measuring.artificial import generate
    from measuring.comparing import compare
    from measuring.question import BENEFITS

    source, ours, theirs = (tmp_path / f"{name}.csv" for name in ("roster", "ours", "theirs"))
    generate(str(source), str(ROWS), households)
    assert score(source, ours, *(word for name in BENEFITS for word in ("--benefit", name))) == 0
    decimal_roster.score(str(source), str(theirs))
    found = compare(ours, theirs)
    assert (found.rows, found.by_content, found.by_rounding) == (ROWS, 0, 0), found.first


def test_a_difference_is_seen_and_rounding_is_told_apart(tmp_path: Path) -> None:
    from measuring.comparing import compare

    ours, theirs = tmp_path / "ours.csv", tmp_path / "theirs.csv"
    ours.write_text("amount,status\n300.00,eligible\n2.29,unknown\n,ineligible\n", encoding="utf-8")
    theirs.write_text("amount,status\n300.02,eligible\n2.30,unknown\n0.00,ineligible\n", encoding="utf-8")
    found = compare(ours, theirs)
    assert (found.rows, found.by_content, found.by_rounding) == (3, 2, 1)
    assert found.first == "row 1: 300.00, not 300.02"
    theirs.write_text("amount,status\n300.00,eligible\n2.29,unknown\n", encoding="utf-8")
    assert compare(ours, theirs).by_content == 1


def test_the_widest_roster_states_every_fact_and_no_row_is_rejected(tmp_path: Path) -> None:
    from measuring.wide_roster import generate_wide

    from subsidy_cli.library.opening import open_library

    source, target = tmp_path / "wide.csv", tmp_path / "scored.csv"
    generate_wide(str(source), "300")
    with source.open(encoding="utf-8", newline="") as file:
        headings, *records = csv.reader(file)
    assert headings == list(open_library(with_user_folder=False).vocabulary.facts)
    assert all(any(column) for column in zip(*records, strict=True))
    assert score(source, target, "--benefit", "care_allowance") == 0
