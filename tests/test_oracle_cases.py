"""The oracle agrees with every worked case of the contract that speaks of a benefit it knows."""

import json
from datetime import date
from pathlib import Path
from random import Random

import pytest

import oracle
from oracle import sampling
from oracle.values import from_contract, to_contract

CASES = json.loads((Path(__file__).parent / "data" / "contract-cases.json").read_text(encoding="utf-8"))
QUESTIONS = [
    pytest.param(case, benefit, expected, id=f"{case['id']}-{benefit}")
    for case in CASES
    for benefit, expected in case["expect"].items()
    if benefit in oracle.benefits_of(case["place"])
]


def read(table):
    return {name: from_contract(value) for name, value in table.items()}


@pytest.mark.parametrize(("case", "benefit", "expected"), QUESTIONS)
def test_the_oracle_answers_as_the_worked_case(case, benefit, expected):
    day = date.fromisoformat(case["as_of"])

    outcome = oracle.determine(case["place"], day, read(case["facts"]), read(case["standards"]))[benefit]

    assert outcome.status == expected["status"]
    if "amount" in expected:
        amount = expected["amount"] or {"low": None, "high": None}
        assert (to_contract(outcome.low), to_contract(outcome.high)) == (amount["low"], amount["high"])


# Silence on these is itself an answer: a default reading or the text's own figure then holds.
SPEAKING_SILENCE = {
    "dibao_exit_date",
    "exceeds_dibao_limit_with_earnings",
    "receives_single_person_dibao",
    "household_income_month",
    "household_members",
    "has_founded_business",
    "meets_loan_conditions",
    "loan_requested",
    "is_new_hire",
    "has_skill_certificate",
    "is_standardised_home",
    "is_in_difficulty",
    "meets_premium_support_conditions",
    "has_resident_medical_insurance",
    "resident_pension_tier_year",
    "people_over_quota",
    "statutory_retirement_age",
    "statutory_retirement_date",
    "is_low_income_household",
    "is_poor_household",
    "is_special_difficulty_household",
    "single_person_dibao_family_limit_month",
    "rehab_extension_age",
    "rehab_training_rate",
    "device_ceiling_price",
    "flexible_pension_rate",
    "care_service_home_month",
    "care_service_institution_month",
    "over_quota_months_concentrated",
    "over_quota_months_proportional",
    "auxiliary_placement_months",
    "ecommerce_placement_months",
    "poverty_base_placement_months",
    "poverty_base_outreach_months",
}


def allows(part, whole):
    """Tell whether what was said with less stated leaves room for what is said with more."""
    if part.status not in ("unknown", whole.status):
        return False
    if whole.status != "eligible":
        return True
    low_is_kept = part.low is None or (whole.low is not None and whole.low >= part.low)
    high_is_kept = part.high is None or (whole.high is not None and whole.high <= part.high)
    return high_is_kept and (low_is_kept or part.status == "unknown")


@pytest.mark.parametrize("place", ["jiaxing", "pinghu", "fuzhou"])
@pytest.mark.parametrize("draw", [sampling.people, sampling.employers])
def test_saying_more_never_overturns_what_was_already_decided(place, draw):
    rng = Random(place)

    def part_of(table):
        return {name: value for name, value in table.items() if name in SPEAKING_SILENCE or rng.random() < 0.85}

    for sample in draw(place, count=300, seed=1):
        whole = oracle.determine(place, sample.as_of, sample.facts, sample.standards)
        part = oracle.determine(place, sample.as_of, part_of(sample.facts), part_of(sample.standards))
        for benefit, outcome in whole.items():
            assert allows(part[benefit], outcome), (benefit, sample.as_contract())


def test_the_same_seed_draws_the_same_people():
    first, again = (list(sampling.people("pinghu", count=20, seed=5)) for _ in range(2))

    assert first == again
