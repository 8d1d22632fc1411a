"""Why, how far, what is open and which question settles the most."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from sample_determination import DETERMINATION, VOCABULARY, fact, income_test, label, outcome
from sample_determination import test as a_test
from subsidy_cli.api import Enquiry, answer
from subsidy_cli.explanation.distance import measure, nearest
from subsidy_cli.explanation.questions import open_questions
from subsidy_cli.explanation.story import Story, tell
from subsidy_cli.explanation.terms import Term, Terms
from subsidy_cli.library.opening import open_library


@pytest.fixture(scope="module")
def story() -> Story:
    return tell(DETERMINATION, VOCABULARY)


def test_every_outcome_is_told_once(story: Story) -> None:
    told = [each.id for each in (*story.payable, *story.granted, *story.displaced, *story.optional)]
    told += [each.outcome.id for each in (*story.refused, *story.undecided, *story.duties)]
    told += [each.id for absence in story.absent for each in absence.outcomes]
    assert sorted(told) == sorted(each.id for each in DETERMINATION.benefits)


def test_what_is_due_adds_up_to_the_totals(story: Story) -> None:
    for period in ("month", "year"):
        due = [each.amount for each in story.payable if each.definition.period == period]
        assert (
            sum((amount.low or Decimal(0) for amount in due if amount), Decimal(0)) == DETERMINATION.totals[period].low
        )


def test_sums_come_before_what_has_no_figure(story: Story) -> None:
    assert [each.id for each in story.payable] == ["living_allowance", "rent_subsidy"]
    assert [each.id for each in story.granted] == ["startup_loan", "free_venue_admission", "home_accessibility"]
    assert [each.id for each in story.displaced] == ["care_allowance"]
    assert [each.id for each in story.optional] == ["implant_subsidy"]


def test_the_nearest_of_several_tests_is_named(story: Story) -> None:
    near = next(each for each in story.refused if each.outcome.id == "near_miss")
    assert near.gap is not None
    assert near.gap.test.actual == "1500.01"
    assert (near.gap.size, near.gap.side) == (Fraction(1, 100), "above")


def test_near_misses_come_first(story: Story) -> None:
    assert [each.outcome.id for each in story.refused] == ["near_miss", "day_late", "excluded", "drug_subsidy"]


def test_an_exclusion_is_measured_by_what_holds_against_the_applicant(story: Story) -> None:
    excluded = next(each for each in story.refused if each.outcome.id == "excluded")
    assert excluded.is_exclusion
    assert excluded.gap is not None
    assert excluded.gap.size == 1000


def test_a_day_late_is_one_day(story: Story) -> None:
    late = next(each for each in story.refused if each.outcome.id == "day_late")
    assert late.gap is not None
    assert (late.gap.size, late.gap.is_date, late.gap.relative) == (1, True, Fraction(1, 365))


def test_what_could_be_worth_most_comes_first(story: Story) -> None:
    assert [each.outcome.id for each in story.undecided] == [
        "job_creation",
        "accident_insurance",
        "device_subsidy",
        "legal_aid",
    ]


def test_missing_facts_and_standards_are_told_apart(story: Story) -> None:
    device = next(each for each in story.undecided if each.outcome.id == "device_subsidy")
    assert (device.facts, device.standards) == (("has_founded_business",), ("device_rate",))


def test_duties_bring_their_deadline(story: Story) -> None:
    (duty,) = story.duties
    assert duty.deadlines == ("2025-12-31",)
    assert duty.requirements[0][1] is not None


def test_what_is_not_in_force_is_grouped_by_its_reason(story: Story) -> None:
    assert [(each.reason, each.start) for each in story.absent] == [("not_yet", date(2021, 7, 4)), ("draft", None)]


@pytest.mark.parametrize(
    ("sign", "holds", "side"),
    [
        ("<=", "unmet", "above"),
        (">=", "unmet", "below"),
        ("<", "met", "below"),
        (">", "met", "above"),
        ("<=", "met", "equal"),
        ("<", "unmet", "equal"),
    ],
)
def test_a_distance_below_a_fen_still_has_a_side(sign: str, holds: str, side: str) -> None:
    gap = measure(
        a_test(f"own_income_month {sign} 1500", holds, label("own_income_month"), sign, "1500.00", "1500.00", "0.00")
    )
    assert gap is not None
    assert gap.side == side


def test_nothing_to_measure_has_no_nearest() -> None:
    assert nearest([a_test("receives_tekun", "unmet", label("receives_tekun"), "==", "false", "true")]) is None


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("own_income_month <= 1.5 * dibao_month", Term("yuan")),
        ("1000 >= own_income_month", Term("yuan")),
        ("not (age >= 50)", Term("age")),
        ("age(application_date) < 18", Term("age")),
        ("disabled_staff >= 3", Term("people")),
        ("device_rate >= 0.5", Term("ratio")),
        ("device_rate * disabled_staff >= 3", Term("people")),
        ("disability_category in {'mental'}", Term("", VOCABULARY.facts["disability_category"].values)),
        ("receives_tekun", Term()),
        ("this is not a rule", Term()),
    ],
)
def test_terms_are_read_from_the_rule(text: str, term: Term) -> None:
    assert Terms(DETERMINATION, VOCABULARY).of(replace(income_test("met", "1", "1"), text=text)) == term


def test_the_unit_of_a_definition_is_that_of_the_rule() -> None:
    terms = Terms(DETERMINATION, VOCABULARY)
    for unit, term in (("people", Term("people")), ("yuan/month", Term("yuan")), ("yuan", Term("yuan"))):
        tested = replace(income_test("met", "1", "1"), text="own_definition >= 1", units=(("own_definition", unit),))
        assert terms.of(tested) == term


def test_the_question_of_most_benefits_comes_first() -> None:
    questions = open_questions(DETERMINATION, VOCABULARY)
    assert [each.id for each in questions] == [
        "has_founded_business",
        "rent_year",
        "premium_year",
        "admission_fee",
        "device_rate",
        "own_income_month",
    ]
    assert questions[0].benefits == ("job_creation", "device_subsidy")
    assert questions[0].money_month == Decimal("1666.67")
    assert questions[2].money_month == Decimal("100.00")


def test_a_missing_standard_says_how_to_supply_it() -> None:
    question = next(each for each in open_questions(DETERMINATION, VOCABULARY) if each.id == "premium_year")
    assert question.is_standard
    assert "--standard premium_year=" in question.supply.zh
    assert "--standard premium_year=" in question.supply.en


def test_a_dependent_question_waits_for_the_one_before_it() -> None:
    dependent = fact("rent_year", "money", "场地年租金", "rent", asked_when={"has_founded_business": "true"})
    vocabulary = replace(VOCABULARY, facts={**VOCABULARY.facts, "rent_year": dependent})
    asked = replace(
        DETERMINATION,
        benefits=(
            outcome("job_creation", "unknown", missing=("rent_year",)),
            outcome("device_subsidy", "unknown", missing=("rent_year", "has_founded_business")),
        ),
    )
    assert [each.id for each in open_questions(asked, vocabulary)] == ["has_founded_business", "rent_year"]


def test_a_line_crossed_by_less_than_a_fen_is_not_called_equal() -> None:
    """4,500.01 yuan for three people is 1,500.00333 a head: shown as 1,500.00, and above the line."""
    library = open_library(with_user_folder=False)
    facts = {
        "hukou_place": "jiaxing",
        "certificate_place": "jiaxing",
        "has_valid_certificate": True,
        "birth_date": "2010-01-01",
        "disability_grade": 1,
        "household_income_month": "4500.01",
        "household_members": 3,
    }
    enquiry = Enquiry("jiaxing", date(2021, 3, 1), facts, {"dibao_month": "1000.00"}, benefits=["living_allowance"])
    told = tell(answer(library, enquiry), library.vocabulary)
    (refusal,) = told.refused
    assert refusal.gap is not None
    assert (refusal.gap.size, refusal.gap.side) == (0, "above")
