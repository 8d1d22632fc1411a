"""Parts that another reading adds, replaces or leaves out, and days that it moves."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from subsidy_cli.api import Enquiry, answer
from subsidy_cli.diagnostics import Refusal, RefusedError
from subsidy_cli.validation.lints import lint
from test_programme import ALLOWANCE, head, library

if TYPE_CHECKING:
    from pathlib import Path

    from subsidy_cli.determination import BenefitOutcome

READING = "floor-of-30-percent"
LIMIT = """
  [[benefits.living_allowance.limits]]
  unless = "floor-of-30-percent"
  name = { zh = "上限", en = "ceiling" }
  at_most = "200"
"""
SUPPLEMENT = """
  [[benefits.living_allowance.items]]
  under = "floor-of-30-percent"
  name = { zh = "另发", en = "beside it" }
  amount = "50"
"""
INSTEAD = """
  [[benefits.living_allowance.items]]
  under = "floor-of-30-percent"
  replaces = "rate"
  name = { zh = "至少30%", en = "at least 30%" }
  amount = "0.30 * dibao_month"
  bound = "at_least"
"""


def allowance(root: Path, text: str, day: date = date(2021, 1, 1), *readings: str) -> BenefitOutcome:
    found = library(root, **{"test-2020": head("test-2020", 2020) + text})
    facts, standards = {"own_income_month": "0.00"}, {"dibao_month": "1000.00"}
    asked = Enquiry("city", day, facts, standards, benefits=["living_allowance"], readings=frozenset(readings))
    return answer(found, asked).benefit("living_allowance")


def shown(outcome: BenefitOutcome) -> object:
    return None if outcome.amount is None else outcome.amount.as_json()


def exactly(money: str) -> dict[str, str]:
    return {"low": money, "high": money, "bound": "exact"}


def test_a_part_that_another_reading_leaves_out(tmp_path: Path) -> None:
    text = ALLOWANCE + LIMIT
    assert shown(allowance(tmp_path, text)) == exactly("200.00")
    assert shown(allowance(tmp_path, text, date(2021, 1, 1), READING)) == exactly("300.00")


def test_a_part_that_another_reading_adds(tmp_path: Path) -> None:
    assert shown(allowance(tmp_path, ALLOWANCE + SUPPLEMENT)) == exactly("300.00")
    assert shown(allowance(tmp_path, ALLOWANCE + SUPPLEMENT, date(2021, 1, 1), READING)) == exactly("350.00")


def test_a_part_that_another_reading_replaces(tmp_path: Path) -> None:
    assert shown(allowance(tmp_path, ALLOWANCE + INSTEAD)) == exactly("300.00")
    changed = allowance(tmp_path, ALLOWANCE + INSTEAD, date(2021, 1, 1), READING)
    assert shown(changed) == {"low": "300.00", "high": None, "bound": "at_least"}


@pytest.mark.parametrize("part", [LIMIT, SUPPLEMENT, INSTEAD])
def test_the_result_names_the_reading_either_way(tmp_path: Path, part: str) -> None:
    assert READING in allowance(tmp_path, ALLOWANCE + part).readings
    assert READING in allowance(tmp_path, ALLOWANCE + part, date(2021, 1, 1), READING).readings


def with_days(written: str) -> str:
    return ALLOWANCE.replace("force =", f'to = 2021-06-30\nalternatives = {{ "{READING}" = "{written}" }}\nforce =', 1)


@pytest.mark.parametrize(
    ("written", "day", "default", "alternative"),
    [
        ("'2020-07-01'", date(2020, 6, 30), "eligible", None),
        ("'2020-07-01'", date(2020, 7, 1), "eligible", "eligible"),
        ("'2020-07-01'", date(2021, 7, 1), None, None),
        ("'2020-01-01/..'", date(2021, 6, 30), "eligible", "eligible"),
        ("'2020-01-01/..'", date(2021, 7, 1), None, "eligible"),
        ("'2020-01-01/2022-01-01'", date(2022, 1, 1), None, "eligible"),
        ("'2020-01-01/2022-01-01'", date(2022, 1, 2), None, None),
    ],
)
def test_the_days_of_a_benefit_under_another_reading(
    tmp_path: Path, written: str, day: date, default: str | None, alternative: str | None
) -> None:
    for readings, expected in (((), default), ((READING,), alternative)):
        outcome = allowance(tmp_path, with_days(written), day, *readings)
        assert (outcome.not_in_force is not None) == (expected is None)
        assert outcome.status == (expected or "ineligible")
        assert READING in outcome.readings or expected is not None


@pytest.mark.parametrize("written", ["'2020'", "dibao_month", "'2020-01-01/'", "'2020-01-01/later'"])
def test_what_is_no_day_is_refused_with_its_place(tmp_path: Path, written: str) -> None:
    with pytest.raises(RefusedError) as refused:
        allowance(tmp_path, with_days(written))
    assert refused.value.refusal is Refusal.POLICIES
    (mistake,) = refused.value.diagnostics
    assert "first day" in mistake.message.en
    assert "test-2020.toml" in str(mistake.place)


def test_a_misspelt_reading_is_a_mistake(tmp_path: Path) -> None:
    text = ALLOWANCE + LIMIT.replace(READING, "floor-of-30-percents")
    found = library(tmp_path, **{"test-2020": head("test-2020", 2020) + text})
    codes = {mistake.code for mistake in lint(found)}
    assert "reading-is-unknown" in codes
