"""The oracle agrees with every worked case of the contract that speaks of a benefit it knows."""

import json
import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import oracle
import pytest

CASES = json.loads((Path(__file__).parent / "data" / "contract-cases.json").read_text(encoding="utf-8"))


def from_contract(value):
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        return date.fromisoformat(value)
    if isinstance(value, str) and re.fullmatch(r"\d+(\.\d+)?", value):
        return Decimal(value)
    return value


def questions():
    for case in CASES:
        for benefit, expected in case["expect"].items():
            if benefit in oracle.benefits_of(case["place"]):
                yield pytest.param(case, benefit, expected, id=f"{case['id']}-{benefit}")


@pytest.mark.parametrize(("case", "benefit", "expected"), questions())
def test_the_oracle_answers_as_the_worked_case(case, benefit, expected):
    facts = {name: from_contract(value) for name, value in case["facts"].items()}
    standards = {name: from_contract(value) for name, value in case["standards"].items()}

    outcome = oracle.determine(case["place"], date.fromisoformat(case["as_of"]), facts, standards)[benefit]

    assert outcome.status == expected["status"]
    if "amount" in expected:
        amount = expected["amount"] or {"low": None, "high": None}
        stated = tuple(None if outcome_end is None else str(outcome_end) for outcome_end in (outcome.low, outcome.high))
        assert stated == (amount["low"], amount["high"])
