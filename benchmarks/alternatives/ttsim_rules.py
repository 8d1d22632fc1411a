"""The twelve benefits for TTSIM (`ttsim-backend`), the engine of GETTSIM, as they hold in Jiaxing on 1 March 2021.

The engine knows yes and no, not unknown. What the roster leaves open (what a multiple disability is made of, when a woman
of 50 to 54 retires, whether a household passes the dibao test) is therefore written by hand: a benefit has a function that
says whether it is due for certain and, where that differs, one that says whether it may be due. Amounts are float64. Reasons
and missing facts are not computed.
"""

# ruff: noqa: PLR1714, SIM109 - the engine understands no `in`

from __future__ import annotations

from dataclasses import dataclass

import numpy
from ttsim.tt import AggType, TTSIMUnit, agg_by_group_function, policy_function

from alternatives.known_columns import Bound, CareSetting, Category, HouseholdStatus, SelfCare, Sex

PARAMETERS = {
    "dibao_month": 1000.0,
    "living_share": 0.30,
    "living_line": 1.5,
    "care_unable": 500.0,
    "care_mostly_unable": 250.0,
    "care_partly_unable": 125.0,
    "care_uplift": 0.50,
    "pension_share": 0.65,
    "rehab_cap_year": 36000.0,
    "device_least_share": 0.50,
}
MALE, FEMALE = int(Sex.MALE), int(Sex.FEMALE)
INTELLECTUAL, MENTAL, MULTIPLE = int(Category.INTELLECTUAL), int(Category.MENTAL), int(Category.MULTIPLE)
UNABLE, MOSTLY_UNABLE, PARTLY_UNABLE = int(SelfCare.UNABLE), int(SelfCare.MOSTLY_UNABLE), int(SelfCare.PARTLY_UNABLE)
ABLE, INSTITUTION, NO_SUPPORT = int(SelfCare.ABLE), int(CareSetting.INSTITUTION), int(HouseholdStatus.NONE)
EXACT, RANGE = int(Bound.EXACT), int(Bound.RANGE)

rule = policy_function(unit=TTSIMUnit.DIMENSIONLESS, verify_units=False)
"""The engine rewrites the body of a rule so that it takes whole columns."""

# definitions


@agg_by_group_function(agg_type=AggType.MEAN, unit=TTSIMUnit.DIMENSIONLESS, verify_units=False)
def income_per_capita_hh(own_income_month: float, hh_id: int) -> float: ...


@rule
def covered_person(hukou_within: bool, certificate_within: bool, has_valid_certificate: bool) -> bool:
    return hukou_within and certificate_within and has_valid_certificate


@rule
def age(birth_year: int, birth_month: int, birth_day: int, policy_year: int, policy_month: int, policy_day: int) -> int:
    is_to_come = birth_month > policy_month or (birth_month == policy_month and birth_day > policy_day)
    return policy_year - birth_year - 1 if is_to_come else policy_year - birth_year


@rule
def is_minor(age: int) -> bool:
    return age < 18


@rule
def is_severe_or_mental(disability_grade: int, disability_category: int) -> bool:
    return disability_grade <= 2 or disability_category == INTELLECTUAL or disability_category == MENTAL


@rule
def may_be_severe_or_mental(is_severe_or_mental: bool, disability_category: int) -> bool:
    return is_severe_or_mental or disability_category == MULTIPLE


@rule
def is_working_age(age: int, sex: int) -> bool:
    return age >= 16 and (age < 50 or (sex == MALE and age < 60))


@rule
def may_be_working_age(is_working_age: bool, age: int, sex: int) -> bool:
    return is_working_age or (sex == FEMALE and age >= 50 and age < 55)


@rule
def care_tier_month(
    self_care_level: int, care_unable: float, care_mostly_unable: float, care_partly_unable: float
) -> float:
    if self_care_level == UNABLE:
        tier = care_unable
    elif self_care_level == MOSTLY_UNABLE:
        tier = care_mostly_unable
    elif self_care_level == PARTLY_UNABLE:
        tier = care_partly_unable
    else:
        tier = 0.0
    return tier


@rule
def may_be_uplifted(care_setting: int, meets_institution_care_conditions: bool) -> bool:
    return care_setting == INSTITUTION and meets_institution_care_conditions


# benefits: due for certain, perhaps due, and the figures while due


@rule
def living_line_month(living_line: float, dibao_month: float) -> float:
    return living_line * dibao_month


@rule
def living_allowance_certain(
    covered_person: bool,
    income_per_capita_hh: float,
    own_income_month: float,
    living_line_month: float,
    is_working_age: bool,
    minor_living_allowance_possible: bool,
) -> bool:
    is_low = income_per_capita_hh <= living_line_month or (is_working_age and own_income_month <= living_line_month)
    return covered_person and is_low and not minor_living_allowance_possible


@rule
def living_allowance_possible(
    covered_person: bool,
    income_per_capita_hh: float,
    own_income_month: float,
    living_line_month: float,
    may_be_working_age: bool,
    minor_living_allowance_certain: bool,
) -> bool:
    is_low = income_per_capita_hh <= living_line_month or (may_be_working_age and own_income_month <= living_line_month)
    return covered_person and is_low and not minor_living_allowance_certain


@rule
def living_allowance_month(covered_person: bool, living_share: float, dibao_month: float) -> float:
    return living_share * dibao_month if covered_person else 0.0


@rule
def minor_living_allowance_certain(
    covered_person: bool, is_minor: bool, household_status: int, is_severe_or_mental: bool
) -> bool:
    return covered_person and is_minor and household_status != NO_SUPPORT and is_severe_or_mental


@rule
def minor_living_allowance_possible(
    covered_person: bool, is_minor: bool, household_status: int, may_be_severe_or_mental: bool
) -> bool:
    return covered_person and is_minor and household_status != NO_SUPPORT and may_be_severe_or_mental


@rule
def care_allowance_certain(covered_person: bool, self_care_level: int, is_severe_or_mental: bool) -> bool:
    return covered_person and self_care_level != ABLE and is_severe_or_mental


@rule
def care_allowance_possible(covered_person: bool, self_care_level: int, may_be_severe_or_mental: bool) -> bool:
    return covered_person and self_care_level != ABLE and may_be_severe_or_mental


@rule
def care_highest_month(care_tier_month: float, may_be_uplifted: bool, care_uplift: float) -> float:
    return care_tier_month * (1 + care_uplift) if may_be_uplifted else care_tier_month


@rule
def care_bound(may_be_uplifted: bool) -> int:
    return RANGE if may_be_uplifted else EXACT


@rule
def single_person_dibao_certain(
    covered_person: bool,
    is_minor: bool,
    is_severe_or_mental: bool,
    is_supported_by_family: bool,
    own_income_month: float,
    dibao_month: float,
) -> bool:
    is_poor = own_income_month < dibao_month
    return covered_person and not is_minor and is_severe_or_mental and is_supported_by_family and is_poor


@rule
def single_person_dibao_possible(
    covered_person: bool,
    is_minor: bool,
    may_be_severe_or_mental: bool,
    is_supported_by_family: bool,
    own_income_month: float,
    dibao_month: float,
) -> bool:
    is_poor = own_income_month < dibao_month
    return covered_person and not is_minor and may_be_severe_or_mental and is_supported_by_family and is_poor


@rule
def single_person_dibao_month(dibao_month: float, own_income_month: float) -> float:
    return dibao_month - own_income_month


@rule
def resident_pension_subsidy_certain(covered_person: bool, resident_pension_tier_year: float) -> bool:
    return covered_person and resident_pension_tier_year > 0


@rule
def resident_pension_least_year(pension_share: float, resident_pension_tier_year: float) -> float:
    return pension_share * resident_pension_tier_year


@rule
def flexible_pension_subsidy_certain(
    covered_person: bool, has_flexible_pension_insurance: bool, is_working_age: bool
) -> bool:
    return covered_person and has_flexible_pension_insurance and is_working_age


@rule
def flexible_pension_subsidy_possible(
    covered_person: bool, has_flexible_pension_insurance: bool, may_be_working_age: bool
) -> bool:
    return covered_person and has_flexible_pension_insurance and may_be_working_age


@rule
def flexible_medical_subsidy_certain(
    covered_person: bool, has_flexible_medical_insurance: bool, is_working_age: bool
) -> bool:
    return covered_person and has_flexible_medical_insurance and is_working_age


@rule
def flexible_medical_subsidy_possible(
    covered_person: bool, has_flexible_medical_insurance: bool, may_be_working_age: bool
) -> bool:
    return covered_person and has_flexible_medical_insurance and may_be_working_age


@rule
def resident_medical_subsidy_certain(covered_person: bool, has_resident_medical_insurance: bool) -> bool:
    return covered_person and has_resident_medical_insurance


@rule
def rehab_training_subsidy_certain(covered_person: bool, attends_designated_institution: bool, age: int) -> bool:
    return covered_person and attends_designated_institution and age < 7


@rule
def rehab_training_subsidy_possible(covered_person: bool, attends_designated_institution: bool, age: int) -> bool:
    return covered_person and attends_designated_institution and age <= 9


@rule
def rehab_least_year(rehab_training_cost_year: float) -> float:
    return rehab_training_cost_year * numpy.nan


@rule
def rehab_most_year(rehab_training_cost_year: float, rehab_cap_year: float) -> float:
    return min(rehab_training_cost_year, rehab_cap_year)


@rule
def device_least(device_price: float, device_least_share: float) -> float:
    return device_least_share * device_price


@rule
def psychotropic_drug_subsidy_certain(
    covered_person: bool, disability_category: int, receives_medical_assistance: bool
) -> bool:
    return covered_person and disability_category == MENTAL and receives_medical_assistance


@rule
def psychotropic_drug_subsidy_possible(
    covered_person: bool, disability_category: int, receives_medical_assistance: bool
) -> bool:
    is_mental = disability_category == MENTAL or disability_category == MULTIPLE
    return covered_person and is_mental and receives_medical_assistance


@dataclass(frozen=True)
class Benefit:
    """From which columns its status and figures come."""

    certain: str | None
    possible: str | None
    bound: Bound | str
    low: str | None = None
    high: str | None = None


def benefit(name: str, bound: Bound | str, low: str | None = None, high: str | None = None) -> Benefit:
    """A benefit that has functions of its own for what is certain and what is possible."""
    return Benefit(f"{name}_certain", f"{name}_possible", bound, low, high or low)


BENEFITS = {
    "living_allowance": benefit("living_allowance", Bound.EXACT, "living_allowance_month"),
    "minor_living_allowance": benefit("minor_living_allowance", Bound.UNSPECIFIED),
    "care_allowance": benefit("care_allowance", "care_bound", "care_tier_month", "care_highest_month"),
    "dibao": Benefit(None, "covered_person", Bound.NONE),
    "single_person_dibao": benefit("single_person_dibao", Bound.EXACT, "single_person_dibao_month"),
    "resident_pension_subsidy": Benefit(
        *("resident_pension_subsidy_certain", None),
        *(Bound.RANGE, "resident_pension_least_year", "resident_pension_tier_year"),
    ),
    "flexible_pension_subsidy": benefit("flexible_pension_subsidy", Bound.UNSPECIFIED),
    "flexible_medical_subsidy": benefit("flexible_medical_subsidy", Bound.UNSPECIFIED),
    "resident_medical_subsidy": Benefit("resident_medical_subsidy_certain", None, Bound.UNSPECIFIED),
    "rehab_training_subsidy": benefit("rehab_training_subsidy", Bound.AT_MOST, "rehab_least_year", "rehab_most_year"),
    "assistive_device_subsidy": Benefit("covered_person", None, Bound.RANGE, "device_least", "device_price"),
    "psychotropic_drug_subsidy": benefit("psychotropic_drug_subsidy", Bound.EXACT, "drug_own_cost"),
}
