"""Seeded random applicants for the oracle and the product to be asked about, drawn around every threshold.

    for sample in people("pinghu", count=1000, seed=7): ...

Each sample states a random part of a whole and consistent profile: sums one fen, days one day and counts one to either
side of the figures in the texts, on and around the days on which the law changed. `as_contract` gives the canonical
form. Nothing contradicts itself: a tier goes with the need, an average with the sum, and so on.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from .dibao import single_person_dibao
from .logic import years_later
from .outcome import FEN
from .people import (
    ANNEX_OF_2016,
    FUZHOU_2022,
    JIAXING_2016,
    JIAXING_2020,
    PINGHU_2022,
    RETIREMENT_REFORM,
    Applicant,
)
from .values import to_contract

DEVICE_RATES = tuple(map(Decimal, ("0.39", "0.40", "0.49", "0.50", "0.75", "1.00")))
PENSION_RATES = tuple(map(Decimal, ("0.29", "0.30", "0.35", "0.45")))
HOME_CARE_SUMS = tuple(map(Decimal, ("599.99", "600.00", "650.00")))
CHANGES_OF_LAW = (ANNEX_OF_2016, JIAXING_2016, JIAXING_2020, FUZHOU_2022, PINGHU_2022, RETIREMENT_REFORM)
ORDINARY_DAYS = (
    date(2017, 2, 28),
    date(2019, 3, 1),
    date(2020, 2, 29),
    date(2021, 3, 1),
    date(2021, 6, 15),
    date(2023, 3, 31),
    date(2024, 2, 29),
    date(2025, 8, 1),
)
AGES = (0, 6, 7, 8, 9, 10, 14, 15, 16, 18, 19, 30, 50, 55, 60, 63, 75)
CATEGORIES = ("vision", "hearing", "speech", "physical", "intellectual", "mental", "multiple")
HUKOU = {
    "jiaxing": ("jiaxing", "nanhu", "haining", "pinghu"),
    "pinghu": ("pinghu",),
    "fuzhou": ("fuzhou",),
}


@dataclass(frozen=True)
class Sample:
    """One question: where, on which day, and what is stated."""

    place: str
    as_of: date
    facts: dict[str, Any]
    standards: dict[str, Any]

    def as_contract(self) -> dict[str, Any]:
        """Return the canonical form of the contract, ready for JSON."""
        return {
            "place": self.place,
            "as_of": self.as_of.isoformat(),
            "facts": {name: to_contract(value) for name, value in self.facts.items()},
            "standards": {name: to_contract(value) for name, value in self.standards.items()},
        }


def people(place: str, count: int, seed: int = 0) -> Iterator[Sample]:
    """Draw persons with their households."""
    rng = Random(f"people {place} {seed}")
    for _ in range(count):
        day = a_day(rng)
        standards = local_standards(rng)
        yield Sample(place, day, stated(rng, a_person(rng, place, day, standards)), stated(rng, standards))


def employers(place: str, count: int, seed: int = 0) -> Iterator[Sample]:
    """Draw employers and institutions."""
    rng = Random(f"employers {place} {seed}")
    for _ in range(count):
        day = a_day(rng)
        yield Sample(place, day, stated(rng, an_employer(rng, day)), stated(rng, employer_standards(rng)))


def a_day(rng: Random) -> date:
    """Draw a day on, before or after a change of the law, or an ordinary one."""
    if rng.random() < 0.5:
        return rng.choice(CHANGES_OF_LAW) + timedelta(days=rng.choice((-1, 0, 1)))
    return rng.choice(ORDINARY_DAYS)


def stated(rng: Random, everything: dict[str, Any]) -> dict[str, Any]:
    """Keep a random part; half of the time nearly all, so that every status is met often."""
    share = rng.choice((1.0, 1.0, 0.97, 0.97, 0.9, 0.75, 0.4))
    return {name: value for name, value in everything.items() if value is not None and rng.random() < share}


def yes(rng: Random, chance: float = 0.8) -> bool:
    return rng.random() < chance


def around(rng: Random, *figures: Decimal | int | str) -> Decimal:
    """Draw a sum a fen below, on, or a fen above one of the figures."""
    figure = Decimal(rng.choice(figures)).quantize(FEN)
    return max(figure + rng.choice((-FEN, Decimal(0), FEN)), Decimal("0.00"))


def count_around(rng: Random, *figures: int) -> int:
    return max(rng.choice(figures) + rng.choice((-1, 0, 1)), 0)


def birthday_around(rng: Random, day: date) -> date:
    """Draw a birth date for which one of the ages is reached the day before, on the day, or the day after."""
    return min(years_later(day, -rng.choice(AGES)) + timedelta(days=rng.choice((-1, 0, 1))), day)


def months_before(rng: Random, day: date, *months: int) -> date:
    """Draw a date in the month in which the count of months stands at one of the numbers, or at its edge."""
    number = rng.choice(months)
    index = day.year * 12 + day.month - 1 - (number - 1)
    first = date(index // 12, index % 12 + 1, 1)
    return first + timedelta(days=rng.choice((-1, 0, 0, 14, 27)))


def local_standards(rng: Random) -> dict[str, Any]:
    """Draw invented local figures, some of which break at half a fen."""
    dibao = Decimal(rng.choice(("1000.00", "1001.35", "886.67", "700.01")))
    lowest_tier = Decimal(rng.choice(("100.00", "100.10", "300.00")))
    switch = [True, False, None]
    return {
        "dibao_month": dibao,
        "dibao_edge_month": dibao * Decimal("1.5").quantize(FEN) // FEN * FEN + rng.choice((0, 100)),
        "orphan_rearing_month": Decimal("1500.50"),
        "single_person_dibao_family_limit_month": rng.choice((None, None, None, Decimal("3000.00"))),
        "care_uplift_adopted": rng.choice(switch),
        "care_extension_adopted": rng.choice(switch),
        "local_living_allowance_month": rng.choice((None, Decimal("80.00"), Decimal("0.00"))),
        "local_care_allowance_month": rng.choice((None, Decimal("80.00"), Decimal("0.00"))),
        "long_term_care_premium_year": Decimal("90.00"),
        "fade_out_rate": rng.choice((None, None, Decimal("0.50"))),
        "rehab_extension_age": rng.choice((None, None, 8, 9)),
        "rehab_training_rate": rng.choice((None, None, Decimal("0.80"))),
        "rehab_subsidy_7_14_year": rng.choice((None, Decimal("5000.00"))),
        "device_rate": rng.choice((None, *DEVICE_RATES)),
        "device_ceiling_price": rng.choice((None, None, Decimal("1500.01"))),
        "resident_pension_lowest_tier_year": lowest_tier,
        "resident_pension_share": rng.choice((None, Decimal("0.55"))),
        "flexible_pension_lowest_contribution_year": Decimal(rng.choice(("7000.00", "7000.03"))),
        "flexible_medical_lowest_contribution_year": Decimal("2400.01"),
        "flexible_pension_rate": rng.choice((None, None, *PENSION_RATES)),
        "resident_medical_contribution_year": Decimal("580.00"),
        "accident_insurance_premium_year": rng.choice((None, Decimal("60.00"))),
        "supplementary_premium_year": Decimal("150.00"),
        "supplementary_government_share": rng.choice((None, Decimal("0.55"), Decimal("1.00"))),
        "premium_support_share": rng.choice((None, Decimal("0.55"), Decimal("1.00"))),
        "family_doctor_fee_year": Decimal("30.00"),
        "broadband_fee_month": Decimal(rng.choice(("98.00", "98.01"))),
        "tv_installation_fee": Decimal("300.00"),
        "tv_viewing_fee_month": Decimal("24.00"),
        "companion_discount_rate": rng.choice((None, Decimal("0.50"))),
        "care_service_home_month": rng.choice((None, None, *HOME_CARE_SUMS)),
        "care_service_institution_month": rng.choice((None, None, Decimal("999.99"), Decimal("1200.00"))),
        "rural_housing_base_subsidy": rng.choice((None, Decimal("20000.00"))),
        "rural_uplift_adopted": rng.choice(switch),
        "shortage_uplift_adopted": rng.choice(switch),
    }


def a_person(rng: Random, place: str, day: date, standards: dict[str, Any]) -> dict[str, Any]:
    """Draw a whole profile of a person and the household, everything stated."""
    born = birthday_around(rng, day)
    category = rng.choice(CATEGORIES)
    sex = rng.choice(("male", "female"))
    facts = {
        "hukou_place": rng.choice(HUKOU[place]) if yes(rng, 0.95) else rng.choice(("jiaxing", "haining", "hangzhou")),
        "certificate_place": rng.choice(HUKOU[place]) if yes(rng, 0.97) else "hangzhou",
        "has_valid_certificate": yes(rng, 0.96),
        "birth_date": born,
        "sex": sex,
        "disability_category": category,
        "disability_grade": rng.randint(1, 4),
        "has_autism": yes(rng, 0.5) if category in ("mental", "multiple") else False,
    }
    if category == "multiple":
        for component in ("mental", "intellectual", "physical"):
            facts[f"multiple_includes_{component}"] = yes(rng, 0.5)
    facts |= retirement(rng, day, sex) | money(rng, standards) | care(rng) | work(rng, day) | service(rng)
    if single_person_dibao(Applicant(place, day, facts, standards)).status == "eligible":
        facts["receives_single_person_dibao"] = yes(rng, 0.5)
    return facts


def retirement(rng: Random, day: date, sex: str) -> dict[str, Any]:
    """Draw the statutory age, the statutory date, or neither; never both."""
    if yes(rng, 0.4):
        return {"statutory_retirement_age": 60 if sex == "male" else rng.choice((50, 55))}
    if yes(rng, 0.3):
        return {"statutory_retirement_date": day + timedelta(days=rng.choice((-1, 0, 1, 4000)))}
    return {}


def money(rng: Random, standards: dict[str, Any]) -> dict[str, Any]:
    """Draw the incomes around the lines that the standards make."""
    dibao, edge = standards["dibao_month"], standards["dibao_edge_month"]
    line = dibao * Decimal("1.5") // FEN * FEN
    facts = {
        "own_income_month": around(rng, 0, dibao, line, edge, 5000),
        "household_status": rng.choice(("none", "dibao", "dibao", "dibao_edge", "dibao_edge")),
        "receives_single_person_dibao": rng.choice((False, None)),
        "is_supported_by_family": yes(rng),
        "is_low_income_household": rng.choice((True, True, False, None)),
        "is_special_difficulty_household": rng.choice((True, False, None, None)),
        "is_poor_household": rng.choice((True, False, None, None)),
        "is_in_difficulty": yes(rng),
        "has_applied": yes(rng),
        "meets_premium_support_conditions": yes(rng),
        "receives_child_welfare_support": yes(rng, 0.08),
        "receives_work_injury_care": yes(rng, 0.08),
        "receives_tekun": yes(rng, 0.08),
        "receives_elderly_care_subsidy": yes(rng, 0.08),
        "receives_medical_assistance": yes(rng),
    }
    if yes(rng, 0.7):
        return facts | {"household_income_per_capita_month": around(rng, 0, dibao, line, edge, 3000)}
    members = rng.randint(1, 4)
    sum_at_the_line = dibao * Decimal("1.5") * members // FEN * FEN
    total = around(rng, sum_at_the_line, edge * members)
    stated_average = rng.choice((None, (total / members).quantize(FEN)))
    return facts | {
        "household_members": members,
        "household_income_month": total,
        "household_income_per_capita_month": stated_average,
    }


def care(rng: Random) -> dict[str, Any]:
    """Draw a need for care in which tier and need agree."""
    tier = rng.choice(("unable", "mostly_unable", "partly_unable", "able"))
    return {
        "self_care_level": tier,
        "needs_long_term_care": tier != "able",
        "care_setting": rng.choice(("home", "day_care", "institution", "institution")),
        "meets_institution_care_conditions": yes(rng),
        "is_incapacitated": yes(rng),
        "lacks_self_care": yes(rng),
        "meets_school_entry_conditions": yes(rng, 0.2),
        "attends_designated_institution": yes(rng),
        "meets_child_rehab_conditions": yes(rng),
        "rehab_training_cost_year": around(rng, 10000, 36000, 45000),
        "basic_rehab_cost": rng.choice((None, Decimal("1234.56"))),
        "device_price": around(rng, "1000.03", "1500.01"),
        "drug_own_cost": Decimal("123.45"),
        "has_family_doctor_contract": yes(rng),
    }


def work(rng: Random, day: date) -> dict[str, Any]:
    """Draw employment, a business and its loan, training and the dates that the months are counted from."""
    return {
        "is_employed": yes(rng, 0.4),
        "is_able_to_work": yes(rng),
        "is_willing_to_work": yes(rng),
        "has_employment_difficulty": yes(rng),
        "has_difficulty_entering_labour_market": yes(rng),
        "is_graduate": yes(rng, 0.2),
        "employment_type": rng.choice(("first", "reemployment")),
        "employment_start_date": months_before(rng, day, 1, 36, 37, 48, 49),
        "exceeds_dibao_limit_with_earnings": rng.choice((True, True, False, None)),
        "dibao_exit_date": rng.choice((None, months_before(rng, day, 0, 1, 12, 13, 36, 37))),
        "business_form": rng.choice(("individual", "partnership", "legal_representative")),
        "has_founded_business": yes(rng, 0.9),
        "meets_loan_conditions": yes(rng),
        "loan_requested": around(rng, 100000, 300000, 500000),
        "loan_start_date": months_before(rng, day, 1, 36, 37),
        "loan_interest_month": Decimal("812.34"),
        "is_loan_extended": yes(rng, 0.2),
        "months_operating": count_around(rng, 12, 36),
        "months_insured": count_around(rng, 12, 36),
        "jobs_created": count_around(rng, 3, 12, 18, 21),
        "job_creation_subsidy_years_paid": count_around(rng, 0, 3),
        "is_rural_ecommerce": yes(rng, 0.5),
        "rent_year": around(rng, "12000.01", 20000),
        "is_in_recognised_base": yes(rng),
        "is_rental_confirmed": yes(rng),
        "rent_subsidy_years_paid": count_around(rng, 0, 3),
        "skill_level": rng.choice(
            ("junior", "intermediate", "senior", "technician", "senior_technician", "special_ability")
        ),
        "has_skill_certificate": yes(rng),
        "is_trained_at_recognised_institution": yes(rng),
        "training_fee": around(rng, 500, 960, 1440, 5000),
        "is_shortage_occupation": yes(rng, 0.5),
    }


def service(rng: Random) -> dict[str, Any]:
    """Draw insurances, school, housing and travel."""
    return {
        "resident_pension_tier_year": around(rng, 0, "100.00", "100.10", "300.00", "1000.00"),
        "has_flexible_pension_insurance": yes(rng),
        "has_flexible_medical_insurance": yes(rng),
        "has_resident_medical_insurance": yes(rng),
        "is_preschool_child": yes(rng, 0.6),
        "education_rehab_fee_year": around(rng, 5000, 8000, 10000),
        "entrance_exam": rng.choice(("none", "zhongkao", "zhongkao", "zhongkao", "gaokao", "other")),
        "has_confirmed_loss_of_motor_ability": yes(rng),
        "is_rural": yes(rng, 0.5),
        "has_dilapidated_house": yes(rng),
        "meets_housing_security_conditions": yes(rng),
        "transport_mode": rng.choice(("bus", "tram", "urban_rural_bus", "metro", "intercity_bus", "taxi")),
        "fare": rng.choice((None, Decimal("2.50"))),
        "accompanies_vision_or_severely_disabled": yes(rng),
    }


def employer_standards(rng: Random) -> dict[str, Any]:
    """Draw the minimum wage, the ratio and the months and awards that a place may have set."""

    def perhaps(*values: str) -> Decimal | None:
        return rng.choice((None, None, *(Decimal(value) for value in values)))

    return {
        "minimum_wage_month": Decimal(rng.choice(("2070.00", "2070.01", "1840.00"))),
        "placement_ratio": Decimal(rng.choice(("0.015", "0.016"))),
        "over_quota_months_concentrated": perhaps("1.5", "2", "3"),
        "over_quota_months_proportional": perhaps("3.5", "4", "5"),
        "auxiliary_placement_months": perhaps("1", "2.5"),
        "ecommerce_placement_months": perhaps("2", "2.5"),
        "poverty_base_placement_months": perhaps("2.5", "3.5"),
        "poverty_base_outreach_months": perhaps("0.5", "0.75"),
        "disabled_home_star_amount": perhaps("30000.00", "50000.00", "150000.00"),
        "disabled_home_award_amount": perhaps("10000.00", "50000.00"),
        "auxiliary_creation_award_amount": perhaps("60000.00", "120000.00"),
        "poverty_base_creation_award_amount": perhaps("50000.00", "80000.00"),
        "auxiliary_start_up_amount": perhaps("40000.00"),
        "kindergarten_quota_year": Decimal("1200.00"),
        "special_school_per_pupil_year": Decimal("6000.00"),
    }


def an_employer(rng: Random, day: date) -> dict[str, Any]:
    """Draw a whole profile of an employer that may also be an institution."""
    staff = count_around(rng, 10, 20, 40, 67, 134)
    registered = years_later(day, -3) + timedelta(days=rng.choice((-1, 0, 1, 400)))
    return {
        "staff": staff,
        "disabled_staff": min(count_around(rng, 1, 2, 4, 5, 10), staff),
        "people_over_quota": rng.choice((None, None, 0, 1, 3)),
        "is_blind_massage_institution": yes(rng, 0.4),
        "is_concentrated_employer": yes(rng, 0.6),
        "receives_tax_preference": yes(rng, 0.5),
        "is_ecommerce_enterprise": yes(rng),
        "is_small_or_micro_enterprise": yes(rng),
        "is_below_placement_ratio": yes(rng),
        "registration_date": min(registered, day),
        "is_new_hire": yes(rng),
        "contract_months": count_around(rng, 12, 36),
        "is_hire_approved": yes(rng),
        "employer_social_insurance_month": Decimal("1234.56"),
        "people_trained": count_around(rng, 1, 3),
        "months_from_hire_to_training": count_around(rng, 6),
        "skill_level": rng.choice(("junior", "senior", "senior_technician", "special_ability")),
        "has_skill_certificate": rng.choice((True, True, True, False, None)),
        "exhibits_at_government_fair": yes(rng),
        "booth_fee": rng.choice((None, Decimal("3000.00"))),
        "is_auxiliary_institution": yes(rng),
        "is_municipal_auxiliary_institution": yes(rng),
        "is_standardised_home": yes(rng),
        "star_level": rng.randint(1, 5),
        "passes_annual_assessment": yes(rng),
        "is_poverty_base": yes(rng),
        "is_municipal_poverty_base": yes(rng),
        "is_municipal_culture_sports_base": yes(rng),
        "people_placed": count_around(rng, 1, 5),
        "households_assisted": count_around(rng, 1, 6),
        "special_pupils": count_around(rng, 1, 25),
        "inclusive_pupils": count_around(rng, 1, 7),
    }
