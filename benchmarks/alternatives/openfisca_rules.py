"""The twelve benefits for OpenFisca-core, as they hold in Jiaxing on 1 March 2021.

The engine knows yes and no, not unknown. What the roster leaves open (what a multiple disability is made of, when a woman
of 50 to 54 retires, whether a household passes the dibao test) is therefore written by hand: each benefit says when it is
due for certain and when it may be due. Amounts are float32, as the engine has them. Reasons and missing facts are not
computed.
"""

# ruff: noqa: N801, N805 - in this engine a variable is a class, and its formula takes the person

from __future__ import annotations

import datetime
from typing import Any

import numpy
from openfisca_core.model_api import min_, not_, select, where

from alternatives import known_columns
from alternatives.known_columns import Bound, CareSetting, Category, HouseholdStatus, SelfCare, Sex
from alternatives.openfisca_variables import Benefit, definition, variable

DAY = numpy.datetime64("2021-03-01")
PARAMETERS = {
    "dibao_month": 1000,
    "living_share": 0.30,
    "living_line": 1.5,
    "care_unable": 500,
    "care_mostly_unable": 250,
    "care_partly_unable": 125,
    "care_uplift": 0.50,
    "pension_share": 0.65,
    "rehab_cap_year": 36000,
    "device_least_share": 0.50,
}
FACTS = {
    "sex": Sex,
    "disability_category": Category,
    "self_care_level": SelfCare,
    "care_setting": CareSetting,
    "household_status": HouseholdStatus,
    "disability_grade": int,
    "birth_date": datetime.date,
    **dict.fromkeys((*known_columns.YES_NO.values(), *known_columns.PLACES.values()), bool),
    **{name: float for name in known_columns.MONEY.values() if name != "household_income_per_capita_month"},
}

for fact, kind in FACTS.items():
    variable(fact, kind)

# definitions


@definition(float)
def household_income_per_capita_month(person: Any, period: Any) -> Any:
    household = person.household
    return household.sum(household.members("own_income_month", period)) / household.nb_persons()


@definition(bool)
def covered_person(person: Any, period: Any) -> Any:
    within = person("hukou_within", period) * person("certificate_within", period)
    return within * person("has_valid_certificate", period)


@definition(int)
def age(person: Any, period: Any) -> Any:
    birth = person("birth_date", period)
    month = birth.astype("datetime64[M]")
    months = DAY.astype("datetime64[M]") - month
    later_in_month = (birth - month) > (DAY - DAY.astype("datetime64[M]"))
    return (months.astype(int) - later_in_month) // 12


@definition(bool)
def is_minor(person: Any, period: Any) -> Any:
    return person("age", period) < 18


@definition(bool)
def is_severe(person: Any, period: Any) -> Any:
    return person("disability_grade", period) <= 2


@definition(bool)
def is_severe_or_mental(person: Any, period: Any) -> Any:
    category = person("disability_category", period)
    mental = (category == Category.INTELLECTUAL) + (category == Category.MENTAL)
    return person("is_severe", period) + mental


@definition(bool)
def may_be_severe_or_mental(person: Any, period: Any) -> Any:
    return person("is_severe_or_mental", period) + (person("disability_category", period) == Category.MULTIPLE)


@definition(bool)
def is_working_age(person: Any, period: Any) -> Any:
    years = person("age", period)
    return (years >= 16) * ((years < 50) + (person("sex", period) == Sex.MALE) * (years < 60))


@definition(bool)
def may_be_working_age(person: Any, period: Any) -> Any:
    years = person("age", period)
    return person("is_working_age", period) + (person("sex", period) == Sex.FEMALE) * (years >= 50) * (years < 55)


@definition(float)
def care_tier_month(person: Any, period: Any, parameters: Any) -> Any:
    tiers = parameters(period)
    level = person("self_care_level", period)
    return select(
        [level == SelfCare.UNABLE, level == SelfCare.MOSTLY_UNABLE, level == SelfCare.PARTLY_UNABLE],
        [tiers.care_unable, tiers.care_mostly_unable, tiers.care_partly_unable],
    )


@definition(bool)
def may_be_uplifted(person: Any, period: Any) -> Any:
    institution = person("care_setting", period) == CareSetting.INSTITUTION
    return institution * person("meets_institution_care_conditions", period)


# benefits


class living_allowance(Benefit):
    def certain(person: Any, period: Any, parameters: Any) -> Any:
        line = parameters(period).living_line * parameters(period).dibao_month
        low_income = person("household_income_per_capita_month", period) <= line
        low_income += person("is_working_age", period) * (person("own_income_month", period) <= line)
        minor = person("minor_living_allowance_possible", period)
        return person("covered_person", period) * low_income * not_(minor)

    def possible(person: Any, period: Any, parameters: Any) -> Any:
        line = parameters(period).living_line * parameters(period).dibao_month
        low_income = person("household_income_per_capita_month", period) <= line
        low_income += person("may_be_working_age", period) * (person("own_income_month", period) <= line)
        minor = person("minor_living_allowance_certain", period)
        return person("covered_person", period) * low_income * not_(minor)

    def low(person: Any, period: Any, parameters: Any) -> Any:
        return parameters.living_share * parameters.dibao_month

    high = low


class minor_living_allowance(Benefit):
    def certain(person: Any, period: Any) -> Any:
        poor = person("household_status", period) != HouseholdStatus.NONE
        minor = person("covered_person", period) * person("is_minor", period) * poor
        return minor * person("is_severe_or_mental", period)

    def possible(person: Any, period: Any) -> Any:
        poor = person("household_status", period) != HouseholdStatus.NONE
        minor = person("covered_person", period) * person("is_minor", period) * poor
        return minor * person("may_be_severe_or_mental", period)

    bound = Bound.UNSPECIFIED


class care_allowance(Benefit):
    def certain(person: Any, period: Any) -> Any:
        needs_care = person("self_care_level", period) != SelfCare.ABLE
        return person("covered_person", period) * needs_care * person("is_severe_or_mental", period)

    def possible(person: Any, period: Any) -> Any:
        needs_care = person("self_care_level", period) != SelfCare.ABLE
        return person("covered_person", period) * needs_care * person("may_be_severe_or_mental", period)

    def low(person: Any, period: Any, parameters: Any) -> Any:
        return person("care_tier_month", period)

    def high(person: Any, period: Any, parameters: Any) -> Any:
        return person("care_tier_month", period) * (1 + parameters.care_uplift * person("may_be_uplifted", period))

    def bound(person: Any, period: Any) -> Any:
        return where(person("may_be_uplifted", period), Bound.RANGE, Bound.EXACT)


class dibao(Benefit):
    def certain(person: Any, period: Any) -> Any:
        return False

    def possible(person: Any, period: Any) -> Any:
        return person("covered_person", period)

    bound = Bound.NONE


class single_person_dibao(Benefit):
    def certain(person: Any, period: Any, parameters: Any) -> Any:
        adult = person("covered_person", period) * not_(person("is_minor", period))
        poor = person("own_income_month", period) < parameters(period).dibao_month
        return adult * poor * person("is_supported_by_family", period) * person("is_severe_or_mental", period)

    def possible(person: Any, period: Any, parameters: Any) -> Any:
        adult = person("covered_person", period) * not_(person("is_minor", period))
        poor = person("own_income_month", period) < parameters(period).dibao_month
        return adult * poor * person("is_supported_by_family", period) * person("may_be_severe_or_mental", period)

    def low(person: Any, period: Any, parameters: Any) -> Any:
        return parameters.dibao_month - person("own_income_month", period)

    high = low


class resident_pension_subsidy(Benefit):
    def certain(person: Any, period: Any) -> Any:
        return person("covered_person", period) * (person("resident_pension_tier_year", period) > 0)

    def low(person: Any, period: Any, parameters: Any) -> Any:
        return parameters.pension_share * person("resident_pension_tier_year", period)

    def high(person: Any, period: Any, parameters: Any) -> Any:
        return person("resident_pension_tier_year", period)

    bound = Bound.RANGE


class flexible_pension_subsidy(Benefit):
    def certain(person: Any, period: Any) -> Any:
        enrolled = person("covered_person", period) * person("has_flexible_pension_insurance", period)
        return enrolled * person("is_working_age", period)

    def possible(person: Any, period: Any) -> Any:
        enrolled = person("covered_person", period) * person("has_flexible_pension_insurance", period)
        return enrolled * person("may_be_working_age", period)

    bound = Bound.UNSPECIFIED


class flexible_medical_subsidy(Benefit):
    def certain(person: Any, period: Any) -> Any:
        enrolled = person("covered_person", period) * person("has_flexible_medical_insurance", period)
        return enrolled * person("is_working_age", period)

    def possible(person: Any, period: Any) -> Any:
        enrolled = person("covered_person", period) * person("has_flexible_medical_insurance", period)
        return enrolled * person("may_be_working_age", period)

    bound = Bound.UNSPECIFIED


class resident_medical_subsidy(Benefit):
    def certain(person: Any, period: Any) -> Any:
        return person("covered_person", period) * person("has_resident_medical_insurance", period)

    bound = Bound.UNSPECIFIED


class rehab_training_subsidy(Benefit):
    def certain(person: Any, period: Any) -> Any:
        trains = person("covered_person", period) * person("attends_designated_institution", period)
        return trains * (person("age", period) < 7)

    def possible(person: Any, period: Any) -> Any:
        trains = person("covered_person", period) * person("attends_designated_institution", period)
        return trains * (person("age", period) <= 9)

    def low(person: Any, period: Any, parameters: Any) -> Any:
        return numpy.nan

    def high(person: Any, period: Any, parameters: Any) -> Any:
        return min_(person("rehab_training_cost_year", period), parameters.rehab_cap_year)

    bound = Bound.AT_MOST


class assistive_device_subsidy(Benefit):
    def certain(person: Any, period: Any) -> Any:
        return person("covered_person", period)

    def low(person: Any, period: Any, parameters: Any) -> Any:
        return parameters.device_least_share * person("device_price", period)

    def high(person: Any, period: Any, parameters: Any) -> Any:
        return person("device_price", period)

    bound = Bound.RANGE


class psychotropic_drug_subsidy(Benefit):
    def certain(person: Any, period: Any) -> Any:
        mental = person("disability_category", period) == Category.MENTAL
        return person("covered_person", period) * mental * person("receives_medical_assistance", period)

    def possible(person: Any, period: Any) -> Any:
        category = person("disability_category", period)
        mental = (category == Category.MENTAL) + (category == Category.MULTIPLE)
        return person("covered_person", period) * mental * person("receives_medical_assistance", period)

    def low(person: Any, period: Any, parameters: Any) -> Any:
        return person("drug_own_cost", period)

    high = low
