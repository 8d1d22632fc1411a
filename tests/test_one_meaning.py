"""One meaning, two engines: a roster gives every applicant the very answer that a single assessment gives."""

from __future__ import annotations

import csv
import random
from bisect import bisect_right
from collections import defaultdict
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from differential import Comparison, Row, Sampler, compare, run, written
from subsidy_cli.api import Enquiry, answer
from subsidy_cli.diagnostics import RefusedError
from subsidy_cli.library.folders import data_folder
from subsidy_cli.library.opening import open_library
from subsidy_cli.programme.resolution import change_days
from subsidy_cli.roster.grouping import Grouper, Terms
from subsidy_cli.roster.relations import ReadingOptions
from subsidy_cli.roster.requests import BatchRequest
from subsidy_cli.roster.running import run_batch
from subsidy_cli.validation.cases import Case, read_cases
from subsidy_cli.validation.running import CaseRunner

LIBRARY = open_library(with_user_folder=False)
FOLDERS = sorted({path.parent for path in (data_folder() / "policies").rglob("cases/*/*.toml")})
AT_ONCE = 16
"""Benefits in one query; more only take longer to plan."""
CONTRACT = Path(__file__).parent / "data" / "contract-cases.json"


@cache
def turns(place: str) -> tuple[date, ...]:
    """The days on which the law of a place changes."""
    return change_days(LIBRARY.documents(place))


def groups_of(cases: list[Case]) -> dict[tuple[object, ...], list[tuple[Case, Row]]]:
    """The cases that one query can answer: same place, same law, same readings."""
    runner, groups = CaseRunner(LIBRARY), defaultdict(list)
    for case in cases:
        try:
            programme, applicant = runner.prepare(case)
        except RefusedError:
            continue
        interval = bisect_right(turns(programme.place), case.as_of)
        key = programme.place, interval, case.adopted, case.readings
        groups[key].append((case, Row(case.as_of, dict(applicant.facts), dict(applicant.standards))))
    return groups


@pytest.mark.parametrize("path", [*FOLDERS, CONTRACT], ids=lambda path: path.stem)
def test_worked_cases_have_the_same_results_as_a_query(path: Path) -> None:
    cases = (
        [case for file in sorted(path.glob("*.toml")) for case in read_cases(file)]
        if path.is_dir()
        else read_cases(path)
    )
    found = Comparison()
    for (place, _, adopted, readings), members in groups_of(cases).items():
        terms = Terms(everything=True, shipped_standards=False, as_if_adopted=adopted, readings=frozenset(readings))
        programme = Grouper(LIBRARY, terms).law(place, members[0][1].as_of).programme
        names = list(dict.fromkeys(name for case, _ in members for name in case.expect if name in programme.benefits))
        for start in range(0, len(names), AT_ONCE):
            wanted = names[start : start + AT_ONCE]
            rows = [row for case, row in members if set(wanted) & set(case.expect)]
            compare(programme, rows, wanted, found)
    assert not found.differences
    assert found.results > 0


def test_random_applicants_have_the_same_results_as_a_query() -> None:
    found = run(900, 20261121, at_once=12)
    assert found.differences == []
    assert {"eligible", "ineligible", "unknown", "met", "unmet"} <= set(found.statuses)


def test_a_roster_gives_what_assess_gives_row_by_row(tmp_path: Path) -> None:
    """From file to file, through all reading and writing, with places, days and standards of their own."""
    sampler, kinds = Sampler(LIBRARY, random.Random(4)), frozenset({"living", "care"})
    occasions = [("zhejiang/jiaxing", 2019), ("zhejiang/jiaxing", 2021), ("jiangxi/fuzhou", 2023)]
    rows = []
    for number in range(120):
        place, year = occasions[number % 3]
        row = sampler.row(sampler.random.choice([*map(_day(year), range(1, 4))]), with_average=number % 2 == 0)
        rows.append((place, row))
    source, target = tmp_path / "roster.csv", tmp_path / "scored.csv"
    used = _used(kinds)
    rows = [(place, Row(row.as_of, _only(row.facts, used), _only(row.standards, used))) for place, row in rows]
    facts = sorted({name for _, row in rows for name in row.facts})
    local = sorted({name for _, row in rows for name in row.standards})
    with source.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["place", "as_of", *facts, *local])
        for place, row in rows:
            values = {**row.facts, **row.standards}
            writer.writerow([place, row.as_of, *(written(values.get(name)) for name in (*facts, *local))])
    request = BatchRequest(
        source,
        target,
        rows[0][1].as_of,
        ReadingOptions(LIBRARY.vocabulary, LIBRARY.places),
        "csv",
        terms=Terms(kinds=kinds, assume="usual"),
    )
    result = run_batch(LIBRARY, request)
    with target.open(encoding="utf-8-sig", newline="") as file:
        scored = iter(list(csv.DictReader(file)))
    refused = 0
    for place, row in rows:
        enquiry = Enquiry(place, row.as_of, _as_written(row.facts), _as_written(row.standards), "usual", kinds=kinds)
        try:
            determination = answer(LIBRARY, enquiry)
        except RefusedError:
            refused += 1
            continue
        line = next(scored)
        for outcome in determination.benefits:
            amount = outcome.amount
            assert line[f"{outcome.id}_status"] == outcome.status
            assert line[f"{outcome.id}_reason"] == ("" if outcome.reason is None else str(outcome.reason))
            assert line.get(outcome.id, "") == ("" if amount is None or amount.low is None else str(amount.low))
            assert line.get(f"{outcome.id}_high", "") == (
                "" if amount is None or amount.high is None else str(amount.high)
            )
            if amount is not None and amount.bound != "unspecified":
                assert line[f"{outcome.id}_bound"] == amount.bound
    assert next(scored, None) is None
    assert result.counts.rejected == refused
    assert result.counts.is_balanced


def _used(kinds: frozenset[str]) -> set[str]:
    """What the kinds look at, in all places: other columns would only make the roster wide."""
    grouper = Grouper(LIBRARY, Terms(kinds=kinds))
    occasions = [
        ("zhejiang/jiaxing", date(2019, 3, 1)),
        ("zhejiang/jiaxing", date(2021, 3, 1)),
        ("jiangxi/fuzhou", date(2023, 3, 1)),
    ]
    return {name for place, day in occasions for name in grouper.empty_group(place, day).names_used}


def _only(values: dict[str, object], names: set[str]) -> dict[str, object]:
    return {name: value for name, value in values.items() if name in names}


def _day(year: int):
    return lambda day: date(year, 3, day)


def _as_written(values: dict[str, object]) -> dict[str, object]:
    return {name: written(value) for name, value in values.items()}
