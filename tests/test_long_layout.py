"""The long layout: every line is one that a single applicant is told of, and the lines add up to the benefit."""

from __future__ import annotations

import csv
import random
from collections import defaultdict
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from differential import Row, Sampler, written
from small_library import DOCUMENT, build
from subsidy_cli.api import Enquiry, answer
from subsidy_cli.diagnostics import RefusedError
from subsidy_cli.evaluation.benefits import Assessor
from subsidy_cli.facts.applicant import Applicant
from subsidy_cli.library.opening import Library, open_library
from subsidy_cli.roster.grouping import Grouper, Terms
from subsidy_cli.roster.long_layout import LIMIT, ROUNDING
from subsidy_cli.roster.relations import ReadingOptions
from subsidy_cli.roster.requests import BatchRequest
from subsidy_cli.roster.running import run_batch

if TYPE_CHECKING:
    from pathlib import Path

    from subsidy_cli.determination import BenefitOutcome

LIBRARY = open_library(with_user_folder=False)
BENEFITS = frozenset(
    (
        *("care_allowance", "living_allowance", "job_creation_subsidy", "rehab_training_subsidy", "training_subsidy"),
        *("startup_insurance_subsidy", "rent_subsidy", "startup_loan", "rural_housing_subsidy", "free_venue_admission"),
        "counter_guarantee_waiver",
    )
)
OCCASIONS = (
    ("zhejiang/jiaxing", date(2019, 3, 1)),
    ("zhejiang/jiaxing", date(2021, 3, 1)),
    ("jiangxi/fuzhou", date(2023, 3, 1)),
)
Line = dict[str, str]


def score(library: Library, folder: Path, rows: list[tuple[str, Row]], **options: object) -> list[list[Line]]:
    """The lines of each row in the long layout."""
    source, target = folder / "roster.csv", folder / "scored.csv"
    facts = sorted({name for _, row in rows for name in row.facts})
    local = sorted({name for _, row in rows for name in row.standards})
    with source.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["number", "place", "as_of", *facts, *local])
        for number, (place, row) in enumerate(rows):
            values = {**row.facts, **row.standards}
            writer.writerow([number, place, row.as_of, *(written(values.get(name)) for name in (*facts, *local))])
    reading = ReadingOptions(library.vocabulary, library.places)
    terms = Terms(benefits=BENEFITS, shipped_standards=False)
    day = rows[0][1].as_of
    result = run_batch(
        library, BatchRequest(source, target, day, reading, "csv", terms=terms, layout="long", **options)
    )  # type: ignore[arg-type]
    assert result.counts.is_balanced
    found: dict[int, list[Line]] = defaultdict(list)
    with target.open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            found[int(line["number"])].append(line)
    return [found.get(number, []) for number in range(len(rows))]


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[list[Line], list[BenefitOutcome]]]:
    """Random applicants of several places and days, each with its lines and what it is told by itself."""
    rows = [row for occasion in OCCASIONS for row in _rich(*occasion)]
    found = []
    for (place, row), lines in zip(rows, score(LIBRARY, tmp_path_factory.mktemp("long"), rows), strict=True):
        values = {name: written(value) for name, value in row.facts.items()}
        standards = {name: written(value) for name, value in row.standards.items()}
        enquiry = Enquiry(place, row.as_of, values, standards, benefits=BENEFITS, shipped_standards=False)
        try:
            determination = answer(LIBRARY, enquiry)
        except RefusedError:
            assert not lines
        else:
            found.append((lines, list(determination.benefits)))
    return found


def _rich(place: str, day: date) -> list[tuple[str, Row]]:
    """Of many random applicants those who are given the most items, and some others."""
    group = Grouper(LIBRARY, Terms(benefits=BENEFITS)).empty_group(place, day)
    sampler = Sampler(LIBRARY, random.Random(11))
    found: list[tuple[int, Row]] = []
    for _ in range(600):
        row = sampler.row(day, with_average=False)
        facts = {name: value for name, value in row.facts.items() if name in group.names_used}
        standards = {name: value for name, value in row.standards.items() if name in group.names_used}
        assessor = Assessor(group.programme, Applicant(place, day, facts, standards))
        outcomes = [assessor.outcome(name) for name in BENEFITS if name in group.programme.benefits]
        items = sum(len(outcome.items) ** 2 for outcome in outcomes if outcome.status == "eligible")
        found.append((items, Row(day, facts, standards)))
    found.sort(key=lambda each: -each[0])
    return [(place, row) for _, row in [*found[:45], *found[-8:]]]


def end(amount: Decimal | None) -> str:
    return "" if amount is None else str(amount)


def test_items_are_those_that_a_single_applicant_is_told(
    sample: list[tuple[list[Line], list[BenefitOutcome]]],
) -> None:
    told = 0
    for lines, outcomes in sample:
        for outcome in outcomes:
            own = [line for line in lines if line["benefit"] == outcome.id]
            items = [line for line in own if line["item"].isidentifier() or line["item"].isdigit()]
            items = [line for line in items if line["item"] != ROUNDING]
            expected = outcome.items if outcome.status == "eligible" and not outcome.definition.in_kind else ()
            assert [
                (
                    line["item"],
                    line["item_name"],
                    line["amount"],
                    line["amount_high"],
                    line["amount_bound"],
                    line["clause"],
                )
                for line in items
            ] == [
                (
                    item.id,
                    item.name.zh,
                    end(item.amount.low),
                    end(item.amount.high),
                    item.amount.bound,
                    str(item.citation),
                )
                for item in expected
            ]
            limits = [line["item"].removeprefix(LIMIT) for line in own if line["item"].startswith(LIMIT)]
            applied = [limit.id for limit in outcome.limits if limit.applied] if expected else []
            assert limits == applied
            told += len(items) + len(limits)
    assert told > 100


def test_the_lines_add_up_to_the_benefit(sample: list[tuple[list[Line], list[BenefitOutcome]]]) -> None:
    several = 0
    for lines, outcomes in sample:
        for outcome in outcomes:
            own = [line for line in lines if line["benefit"] == outcome.id]
            assert own
            assert {line["status"] for line in own} == {outcome.status}
            low = sum(Decimal(line["amount"] or 0) for line in own)
            amount = outcome.amount
            assert low == (0 if amount is None or amount.low is None else amount.low)
            if all(line["amount_high"] for line in own) and amount is not None:
                assert sum(Decimal(line["amount_high"]) for line in own) == amount.high
            several += len(own) > 1
    assert several > 20


def test_a_benefit_without_an_amount_has_one_line_with_its_reason(
    sample: list[tuple[list[Line], list[BenefitOutcome]]],
) -> None:
    for lines, outcomes in sample:
        for outcome in outcomes:
            if outcome.status == "eligible":
                continue
            (line,) = (line for line in lines if line["benefit"] == outcome.id)
            assert (line["item"], line["standing"]) == ("", "")
            assert line["reason"] == str(outcome.reason)
            assert line["amount"] == ("" if outcome.amount is None else end(outcome.amount.low))


def test_the_standing_is_that_of_a_single_applicant(sample: list[tuple[list[Line], list[BenefitOutcome]]]) -> None:
    seen = set()
    for lines, outcomes in sample:
        for outcome in outcomes:
            if outcome.status == "eligible":
                loan = "loan" if outcome.definition.period == "loan" else outcome.force
                expected = "displaced" if outcome.displaced_by else loan
                assert {line["standing"] for line in lines if line["benefit"] == outcome.id} == {expected}
                seen.add(expected)
    assert {"mandatory", "displaced", "loan", "aspirational"} <= seen


SPLIT = """
  [[benefits.living_allowance.items]]
  name   = { zh = "一半", en = "one half" }
  amount = "0.15 * dibao_month"

  [[benefits.living_allowance.items]]
  name   = { zh = "另一半", en = "the other half" }
  amount = "0.15 * dibao_month"

  [[benefits.living_allowance.limits]]
  name    = { zh = "最高300元", en = "at most 300" }
  at_most = "300"
"""


def test_what_rounding_and_limits_make_of_the_items_has_lines_of_its_own(tmp_path: Path) -> None:
    document = DOCUMENT[: DOCUMENT.index("\n  [[benefits.living_allowance.items]]")] + SPLIT
    library = build(tmp_path, document)
    facts = {"household_income_per_capita_month": Fraction(100), "has_valid_certificate": True, "receives_tekun": False}
    rows = [
        ("zhejiang/jiaxing", Row(date(2021, 3, 1), facts, {"dibao_month": Fraction(dibao)}))
        for dibao in ("1000", "100.1", "2000")
    ]
    found = [
        [(line["item_name"], line["amount"], line["amount_bound"]) for line in lines]
        for lines in score(library, tmp_path, rows)
    ]
    assert found == [
        [("一半", "150.00", "exact"), ("另一半", "150.00", "exact")],
        [
            ("一半", "15.02", "exact"),
            ("另一半", "15.02", "exact"),
            ("合计后取整到分、不低于零的调整", "-0.01", "exact"),
        ],
        [("一半", "300.00", "exact"), ("另一半", "300.00", "exact"), ("最高300元", "-300.00", "exact")],
    ]


def test_headings_and_words_in_chinese(tmp_path: Path) -> None:
    rows = [("zhejiang/jiaxing", Row(date(2021, 3, 1), {"disability_grade": Fraction(1)}, {}))]
    lines = next(each for each in score(LIBRARY, tmp_path, rows, headers="zh") if each)
    assert list(lines[0])[-12:] == [
        *(
            "待遇",
            "类别",
            "周期",
            "结论",
            "计入方式",
            "项目代码",
            "项目",
            "金额（元）",
            "上限（元）",
            "金额性质",
            "原因",
            "条款",
        ),
    ]
    assert {line["结论"] for line in lines} <= {"符合", "不符合", "待定"}
