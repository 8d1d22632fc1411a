"""Rehabilitation, devices and medical help."""

from decimal import Decimal

from .logic import and3, not3, or3
from .outcome import INELIGIBLE, OPEN, Outcome, Pair, decide, decide_in_kind, exactly, product, smaller, up_to
from .people import (
    ANNEX_OF_2016,
    FUZHOU_2022,
    JIAXING_2016,
    JIAXING_2020,
    Applicant,
    child_rehab_category,
    covered,
    covered_in_fuzhou,
    has_category,
    reached,
    recognised,
    younger_than,
)

TRAINING_CAP = Decimal(36000)


def free_rehab_0_6(a: Applicant) -> Outcome:
    """对0～6周岁…残疾儿童免费实施手术、配置辅助器具和康复训练等基本服务 (2016, 二（二）3)."""
    if a.day < ANNEX_OF_2016:
        return INELIGIBLE
    entitled = and3(covered(a), younger_than(a, 7), child_rehab_category(a))
    training_is_paid_apart = a.day >= JIAXING_2020  # so that the whole cost is only a ceiling
    cost = a.fact("basic_rehab_cost")
    return decide(entitled, up_to(cost) if training_is_paid_apart else exactly(cost))


def rehab_subsidy_7_14(a: Applicant) -> Outcome:
    """对7～14周岁的给予适当补助 (2016, 二（二）3): to the day before the 15th birthday."""
    if a.day < ANNEX_OF_2016:
        return INELIGIBLE
    entitled = and3(covered(a), reached(a, 7), younger_than(a, 15), child_rehab_category(a))
    return decide(entitled, exactly(a.standard("rehab_subsidy_7_14_year")))


def intensive_rehab_7_18(a: Applicant) -> Outcome:
    """对7～18周岁的贫困家庭残疾少年儿童提供…集中养育和康复训练 (2016, 二（二）3)."""
    if a.day < ANNEX_OF_2016:
        return INELIGIBLE
    poor = recognised(a, "is_poor_household", "dibao", "dibao_edge")
    return decide_in_kind(and3(covered(a), reached(a, 7), younger_than(a, 19), poor))


def rehab_training_subsidy(a: Applicant) -> Outcome:
    """未满7周岁…年人均最高3.6万元; 生活自理能力不足、不具备义务教育入学条件的…放宽至9周岁以内 (2020, 四（九）)."""
    if a.day < JIAXING_2020:
        return INELIGIBLE
    last_year = a.standard("rehab_extension_age") or 9
    extended = and3(
        younger_than(a, last_year + 1), a.fact("lacks_self_care"), not3(a.fact("meets_school_entry_conditions"))
    )
    entitled = and3(covered(a), a.fact("attends_designated_institution"), or3(younger_than(a, 7), extended))
    refunded = product(a.standard("rehab_training_rate") or 1, a.fact("rehab_training_cost_year"))
    return decide(entitled, up_to(smaller(refunded, TRAINING_CAP)))


def rehab_training_subsidy_in_fuzhou(a: Applicant) -> Outcome:
    """为符合条件的残疾儿童提供手术、辅助器具适配、康复训练等服务 (抚州 2022, 重点推进事项二 2): no figure, no age."""
    if a.day < FUZHOU_2022:
        return INELIGIBLE
    return decide(and3(covered_in_fuzhou(a), a.fact("meets_child_rehab_conditions")), OPEN)


def device_base(a: Applicant) -> Pair:
    """Return the price, or the ceiling price of the catalogue where that is lower; at most the ceiling without a price."""
    price, ceiling = a.fact("device_price"), a.standard("device_ceiling_price")
    return up_to(ceiling) if price is None else exactly(smaller(price, ceiling))


def share_of(rate: Decimal, base: Pair) -> Pair:
    low, high = base
    return (product(rate, low), product(rate, high))


def assistive_device_subsidy(a: Applicant) -> Outcome:
    """给予40～100%的补贴 (2016, 二（二）3); 给予50%-100%的补贴 (2020, 四（八）): of the price or a lower ceiling."""
    if a.day < ANNEX_OF_2016:
        return INELIGIBLE
    floor, local = Decimal("0.4") if a.day < JIAXING_2020 else Decimal("0.5"), a.standard("device_rate")
    rates = [floor, Decimal(1)] if local is None else [min(max(local, floor), Decimal(1))]
    return decide(covered(a), *(share_of(rate, device_base(a)) for rate in rates))


def assistive_device_subsidy_in_fuzhou(a: Applicant) -> Outcome:
    """落实残疾人适配基本型辅助器具补贴制度 (抚州 2022, 三（一）2(2)): only by the local rate."""
    if a.day < FUZHOU_2022:
        return INELIGIBLE
    rate = a.standard("device_rate")
    return decide(covered_in_fuzhou(a), OPEN if rate is None else share_of(rate, device_base(a)))


def psychotropic_drug_subsidy(a: Applicant) -> Outcome:
    """对纳入医疗救助的精神残疾人门诊服用基本抗精神病药物个人自付部分实行全额保障 (2016, 二（三）; 2020, 四（八）)."""
    if a.day < JIAXING_2016:
        return INELIGIBLE
    entitled = and3(covered(a), has_category(a, "mental"), a.fact("receives_medical_assistance"))
    return decide(entitled, exactly(a.fact("drug_own_cost")))


def psychotropic_drug_subsidy_in_fuzhou(a: Applicant) -> Outcome:
    """按规定做好城乡居民重性精神病药物维持参保患者门诊保障工作 (抚州 2022, 三（一）2(2)): no share."""
    if a.day < FUZHOU_2022:
        return INELIGIBLE
    insured = a.fact("has_resident_medical_insurance")
    return decide(and3(covered_in_fuzhou(a), has_category(a, "mental"), insured), OPEN)


def family_doctor_service(a: Applicant) -> Outcome:
    """纳入基层责任医生签约服务范围，服务费个人承担部分予以全额补助 (2016, 二（三）)."""
    if a.day < JIAXING_2016:
        return INELIGIBLE
    return decide(and3(covered(a), a.fact("has_family_doctor_contract")), exactly(a.standard("family_doctor_fee_year")))


def family_doctor_service_in_fuzhou(a: Applicant) -> Outcome:
    """做到家庭医生服务愿签尽签 (抚州 2022, 三（一）2(3)): a contract for all who wish, no fee stated."""
    if a.day < FUZHOU_2022:
        return INELIGIBLE
    return decide(covered_in_fuzhou(a), OPEN)
