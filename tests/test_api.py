"""The library face: one call, a frozen result, and no data engine."""

from __future__ import annotations

import dataclasses
import json
import subprocess
import sys

import pytest

from subsidy_cli import Determination, assess
from subsidy_cli.diagnostics import RefusedError

SCOPE = {"hukou_place": "jiaxing", "certificate_place": "pinghu", "has_valid_certificate": True}


def care(**facts: object) -> Determination:
    return assess(place="jiaxing", as_of="2021-03-01", facts={**SCOPE, **facts}, assume="usual")


def test_assess_gives_the_contract_form() -> None:
    determination = care(disability_grade=1, self_care_level="unable", care_setting="home")
    found = json.loads(json.dumps(determination.as_json(), ensure_ascii=False))
    assert found["schema"] == 1
    assert found["place"] == "zhejiang/jiaxing"
    allowance = next(benefit for benefit in found["benefits"] if benefit["id"] == "care_allowance")
    assert allowance["status"] == "eligible"
    assert allowance["amount"] == {"low": "500.00", "high": "500.00", "bound": "exact"}
    assert allowance["citation"]["number"] == "嘉政发〔2016〕46号"
    assert found["totals"]["month"]["low"] == "500.00"
    assert "receives_tekun" in found["assumed"]
    assert found["programme"]["digest"].startswith("sha256:")


@pytest.mark.parametrize(
    ("level", "home", "institution"),
    [("unable", "500.00", "750.00"), ("mostly_unable", "250.00", "375.00"), ("partly_unable", "125.00", "187.50")],
)
def test_the_three_tiers_and_the_uplift(level: str, home: str, institution: str) -> None:
    plain = care(disability_grade=2, self_care_level=level, care_setting="home").benefit("care_allowance")
    uplifted = assess(
        place="嘉兴市",
        as_of="2021-03-01",
        facts={
            **SCOPE,
            "disability_grade": 2,
            "self_care_level": level,
            "care_setting": "institution",
            "meets_institution_care_conditions": True,
        },
        standards={"care_uplift_adopted": True},
        assume="usual",
    ).benefit("care_allowance")
    assert plain is not None
    assert uplifted is not None
    assert plain.amount is not None
    assert uplifted.amount is not None
    assert (str(plain.amount.low), str(uplifted.amount.low)) == (home, institution)


def test_the_result_is_frozen() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        care().place = "elsewhere"  # type: ignore[misc]


def test_mistakes_are_raised_together() -> None:
    with pytest.raises(RefusedError) as caught:
        assess(place="jiaxing", as_of="2021-03-01", facts={"x": 1, "own_income_month": "?"})
    assert len(caught.value.diagnostics) == 2


def test_a_day_must_be_a_day() -> None:
    with pytest.raises(RefusedError):
        assess(place="jiaxing", as_of="yesterday")


def test_nothing_is_assumed_without_the_word() -> None:
    determination = assess(
        place="jiaxing", as_of="2021-03-01", facts={**SCOPE, "disability_grade": 1, "self_care_level": "unable"}
    )
    assert not determination.assumed
    outcome = determination.benefit("care_allowance")
    assert outcome is not None
    assert outcome.status == "unknown"
    assert "receives_tekun" in outcome.missing


def test_importing_the_package_imports_no_engine() -> None:
    program = (
        "import sys, subsidy_cli; before = set(sys.modules);"
        "subsidy_cli.assess(place='jiaxing', as_of='2021-03-01', facts={'disability_grade': 1});"
        "heavy = {'duckdb', 'pandas', 'numpy', 'openpyxl', 'xlsxwriter', 'pyarrow', 'rich', 'typer', 'tree_sitter', 'jinja2'};"
        "assert 'subsidy_cli.api' not in before; print(sorted(heavy & set(sys.modules)))"
    )
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
