"""An independent oracle, in plain Python, for what the documents of Jiaxing, Pinghu and Fuzhou give.

It is written from the texts and the public contract alone and shares nothing with the product: no rule table, no
expression language, no interval arithmetic. Statuses come from three-valued truth written out by hand (`logic`),
open amounts from listing what an open enumeration or yes-or-no fact could still be (`outcome`).

    determine("jiaxing", date(2021, 3, 1), facts, standards)["living_allowance"]
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from . import dibao, employers, institutions, insurance, living, rehab, welfare, work
from .outcome import Outcome
from .people import WITHIN, Applicant

__all__ = ["Outcome", "benefits_of", "determine"]

Rule = Callable[[Applicant], Outcome]


def by_name(*rules: Rule) -> dict[str, Rule]:
    return {rule.__name__.removesuffix("_in_fuzhou"): rule for rule in rules}


JIAXING = by_name(
    living.living_allowance,
    living.minor_living_allowance,
    living.care_allowance,
    dibao.single_person_dibao,
    dibao.child_dibao_share,
    dibao.dibao_fade_out,
    insurance.resident_pension_subsidy,
    insurance.flexible_pension_subsidy,
    insurance.flexible_medical_subsidy,
    insurance.resident_medical_subsidy,
    insurance.long_term_care_premium_subsidy,
    insurance.accident_insurance,
    rehab.free_rehab_0_6,
    rehab.rehab_subsidy_7_14,
    rehab.intensive_rehab_7_18,
    rehab.rehab_training_subsidy,
    rehab.assistive_device_subsidy,
    rehab.psychotropic_drug_subsidy,
    rehab.family_doctor_service,
    welfare.special_kindergarten_fee_waiver,
    welfare.sports_exam_exemption,
    welfare.public_housing_priority,
    welfare.free_public_transport,
    welfare.tv_installation_waiver,
    welfare.tv_viewing_waiver,
    welfare.broadband_discount,
    work.startup_loan,
    work.counter_guarantee_waiver,
    work.loan_interest_subsidy,
    work.startup_insurance_subsidy,
    work.job_creation_subsidy,
    work.rent_subsidy,
    work.training_subsidy,
    work.auxiliary_employment,
    work.employment_assistance,
    employers.hire_insurance_subsidy,
    employers.over_quota_reward_concentrated,
    employers.over_quota_reward_proportional,
    employers.ecommerce_placement_reward,
    employers.pre_job_training_subsidy,
    employers.concentrated_tax_preference,
    employers.security_fund_exemption,
    employers.free_exhibition_booth,
    institutions.auxiliary_start_up_subsidy,
    institutions.auxiliary_creation_award,
    institutions.auxiliary_placement_subsidy,
    institutions.disabled_home_star_subsidy,
    institutions.disabled_home_annual_award,
    institutions.poverty_base_placement_reward,
    institutions.poverty_base_outreach_reward,
    institutions.poverty_base_creation_award,
    institutions.culture_sports_base_award,
    institutions.special_kindergarten_funding,
)

PINGHU = JIAXING | by_name(insurance.supplementary_medical_insurance, welfare.companion_discount)

FUZHOU = by_name(
    living.living_allowance_in_fuzhou,
    living.care_allowance_in_fuzhou,
    living.care_service_subsidy,
    dibao.single_person_dibao_in_fuzhou,
    dibao.dibao_extension,
    insurance.resident_pension_subsidy_in_fuzhou,
    insurance.resident_medical_subsidy_in_fuzhou,
    rehab.rehab_training_subsidy_in_fuzhou,
    rehab.assistive_device_subsidy_in_fuzhou,
    rehab.psychotropic_drug_subsidy_in_fuzhou,
    rehab.family_doctor_service_in_fuzhou,
    welfare.public_housing_priority_in_fuzhou,
    welfare.rural_housing_subsidy,
    work.employment_assistance_in_fuzhou,
    employers.concentrated_tax_preference_in_fuzhou,
    institutions.inclusive_pupil_funding,
)


def benefits_of(place: str) -> dict[str, Rule]:
    """Return the rules that the oracle has for a place; a county of Jiaxing without a document follows Jiaxing."""
    if place == "jiaxing" or WITHIN.get(place) == "jiaxing":
        return PINGHU if place == "pinghu" else JIAXING
    return FUZHOU if place == "fuzhou" else {}


def determine(place: str, as_of: date, facts: Mapping[str, Any], standards: Mapping[str, Any]) -> dict[str, Outcome]:
    """Decide every benefit the oracle knows in the place, on the day, from what is stated and nothing else."""
    applicant = Applicant(place, as_of, facts, standards)
    return {name: rule(applicant) for name, rule in benefits_of(place).items()}
