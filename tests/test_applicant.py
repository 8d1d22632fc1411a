"""The applicant as a whole: every mistake at once, each with its fact, value and cure; what numbers say; contradictions."""

from __future__ import annotations

from datetime import UTC, date, datetime
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest

from subsidy_cli.diagnostics import Diagnostic, Place
from subsidy_cli.facts.applicant import Applicant, ApplicantReader, usual_facts
from subsidy_cli.facts.values import FactValue, read_boolean, read_date, read_money, read_number, read_ratio
from subsidy_cli.library.opening import open_library

if TYPE_CHECKING:
    from collections.abc import Mapping

# Generated: area code, birth date and order number are arbitrary, the last character is the check digit.
CITIZEN = "33049919900101001X"
DAY = date(2021, 3, 1)
MOMENT, MIDNIGHT = datetime(1990, 1, 31, 10), datetime(1990, 1, 31, tzinfo=UTC)
LIBRARY = open_library(with_user_folder=False)


def reader() -> ApplicantReader:
    return ApplicantReader(
        LIBRARY.vocabulary, LIBRARY.places, lambda table, name: Place("applicant.toml", key=f"{table}.{name}")
    )


def read(facts: Mapping[str, Any]) -> tuple[dict[str, FactValue], list[Diagnostic]]:
    values, mistakes = reader().read_facts(facts)
    derived, more = reader().derive(values, DAY)
    return derived, mistakes + more


def valid_citizen() -> str:
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    body = CITIZEN[:17]
    return body + "10X98765432"[sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True)) % 11]


def test_every_mistake_is_told_at_once() -> None:
    _, mistakes = read(
        {
            "disabilty_grade": 1,
            "self_care_level": "unabel",
            "own_income_month": "12.345",
            "birth_date": "1990-02-30",
            "disability_grade": 5,
            "hukou_place": "嘉星市",
            "dibao_month": "1000.00",
            "has_valid_certificate": "maybe",
        }
    )
    assert [mistake.code for mistake in mistakes] == [
        "unknown-fact",
        "wrong-value",
        "wrong-value",
        "wrong-value",
        "value-out-of-range",
        "wrong-value",
        "unknown-fact",
        "wrong-value",
    ]
    hints = [mistake.hint.en for mistake in mistakes if mistake.hint is not None]
    assert "did you mean disability_grade?" in hints[0]
    assert "did you mean unable?" in hints[1]
    assert "嘉兴市" in hints[5]
    assert "--standard" in hints[6]


@pytest.mark.parametrize("blank", [None, "", "  ", "　"])
def test_blank_is_unknown(blank: object) -> None:
    assert read({"own_income_month": blank, "is_employed": blank}) == ({}, [])


def test_numbers_say_birth_date_sex_category_and_grade() -> None:
    facts, mistakes = read({"certificate_number": valid_citizen() + "53B1"})
    assert mistakes == []
    assert facts["birth_date"] == date(1990, 1, 1)
    assert facts["disability_category"] == "intellectual"
    assert facts["disability_grade"] == 3


@pytest.mark.parametrize(
    ("facts", "both"),
    [
        ({"birth_date": "1991-01-01"}, ("1991-01-01", "1990-01-01")),
        ({"disability_grade": 2}, ("2", "3")),
        ({"disability_category": "mental"}, ("mental", "intellectual")),
    ],
)
def test_a_contradiction_names_both_and_never_the_number(facts: dict[str, Any], both: tuple[str, str]) -> None:
    number = valid_citizen()
    _, mistakes = read({"certificate_number": number + "53", **facts})
    (mistake,) = mistakes
    assert mistake.code == "contradiction"
    assert all(value in mistake.message.en for value in both)
    assert number not in mistake.message.zh + mistake.message.en


def test_two_numbers_of_two_people() -> None:
    other = "33049919910101001"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    other += "10X98765432"[sum(int(digit) * weight for digit, weight in zip(other, weights, strict=True)) % 11]
    _, mistakes = read({"citizen_id": other, "certificate_number": valid_citizen() + "53"})
    assert "contradiction" in {mistake.code for mistake in mistakes}


@pytest.mark.parametrize(
    "facts",
    [
        {"needs_long_term_care": False, "self_care_level": "partly_unable"},
        {"needs_long_term_care": True, "self_care_level": "able"},
        {"birth_date": "2021-03-02"},
        {"household_income_per_capita_month": "1500.00", "household_income_month": "4500.04", "household_members": 3},
        {"household_members": 0},
    ],
)
def test_facts_that_cannot_both_be_true(facts: dict[str, Any]) -> None:
    assert [mistake.code for mistake in read(facts)[1]] == ["contradiction"]


def test_an_average_within_a_fen_is_no_contradiction() -> None:
    facts = {
        "household_income_per_capita_month": "1500.00",
        "household_income_month": "4500.01",
        "household_members": 3,
    }
    assert read(facts)[1] == []


def test_the_household_average_is_exact() -> None:
    facts, _ = read({"household_income_month": "4500.01", "household_members": 3})
    applicant = Applicant("zhejiang/jiaxing", DAY, facts, {})
    assert applicant.household_average == Fraction(450001, 300)


def test_usual_answers_are_only_for_what_is_omitted() -> None:
    found = usual_facts(LIBRARY.vocabulary, LIBRARY.places, {"receives_tekun": True})
    assert "receives_tekun" not in found
    assert found["receives_work_injury_care"] is False
    never = {"own_income_month", "household_status", "has_valid_certificate", "disability_grade", "birth_date"}
    assert not never & set(found)


@pytest.mark.parametrize(
    ("written", "value"),
    [("1500", 1500), ("1,500.00", 1500), ("１５００元", 1500), ("¥0.01", Fraction(1, 100)), (7, 7)],
)
def test_money_as_people_write_it(written: object, value: object) -> None:
    assert read_money(written) == value


@pytest.mark.parametrize(
    "written", ["1.234", "1e3", "十", "1,50", "--1", 1.5, True, "nan", "1 500", "", "1500元整", "1²", "①"]
)
def test_what_is_no_money(written: object) -> None:
    assert read_money(written) is None


@pytest.mark.parametrize(
    "written", ["1990-01-31", "1990/1/31", "1990.01.31", "1990年1月31日", "19900131", date(1990, 1, 31)]
)
def test_days_as_people_write_them(written: object) -> None:
    assert read_date(written) == date(1990, 1, 31)


@pytest.mark.parametrize(
    "written", ["1990", "1990-02-29", "31/01/1990", "90-01-31", "1990-1", 19900131, "01021990", MOMENT, MIDNIGHT]
)
def test_what_is_no_day(written: object) -> None:
    assert read_date(written) is None


def test_a_moment_is_told_to_be_written_as_a_day() -> None:
    values, mistakes = read({"birth_date": MIDNIGHT})
    assert values == {}
    assert [(each.code, each.hint and each.hint.zh) for each in mistakes] == [
        ("wrong-value", "只写日期，不写时刻：1990-01-31")
    ]


def test_yes_and_no() -> None:
    assert read_boolean("是") is True
    assert read_boolean("无") is False
    assert read_boolean("不详") is None
    assert read_boolean(1) is None


def test_shares() -> None:
    assert read_ratio("65%") == Fraction(65, 100)
    assert read_ratio("0.65") == Fraction(65, 100)
    assert read_number("1.10") == Fraction(11, 10)
