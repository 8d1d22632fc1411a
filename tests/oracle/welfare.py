"""Education, housing, transport and fees."""

from decimal import Decimal

from .dibao import low_income_in_fuzhou
from .logic import and3, not3, one_of, or3
from .outcome import INELIGIBLE, Outcome, decide, decide_in_kind, exactly, from_, product, up_to
from .people import (
    FUZHOU_2022,
    JIAXING_2016,
    JIAXING_2020,
    PINGHU_2022,
    Applicant,
    covered,
    covered_in_fuzhou,
    follows_pinghu,
    household_is,
    recognised,
)

KINDERGARTEN_STANDARD = Decimal(8000)
TOP_UP = Decimal(2000)


def special_kindergarten_fee_waiver(a: Applicant) -> Outcome:
    """对低保家庭和特殊困难家庭的残疾幼儿按人均8000元标准减免教育康复训练费 (2016, 四（一）)."""
    if a.day < JIAXING_2016:
        return INELIGIBLE
    poor = or3(household_is(a, "dibao"), recognised(a, "is_special_difficulty_household", "dibao_edge"))
    fee = a.fact("education_rehab_fee_year")
    waived = up_to(KINDERGARTEN_STANDARD) if fee is None else exactly(min(fee, KINDERGARTEN_STANDARD))
    return decide(and3(covered(a), a.fact("is_preschool_child"), poor), waived)


def sports_exam_exemption(a: Applicant) -> Outcome:
    """经县级及以上医院鉴定确实丧失运动能力的中考生，可以申请体育项目免考，…按照满分 (2020, 五（十）)."""
    if a.day < JIAXING_2020:
        return INELIGIBLE
    candidate = one_of(a.fact("entrance_exam"), "zhongkao")
    return decide_in_kind(
        and3(covered(a), candidate, a.fact("has_confirmed_loss_of_motor_ability"), a.fact("has_applied"))
    )


def public_housing_priority(a: Applicant) -> Outcome:
    """对符合住房保障条件的城镇残疾人家庭，优先提供公共租赁住房等保障 (2016, 二（四）; 2020, 五（十二）)."""
    if a.day < JIAXING_2016:
        return INELIGIBLE
    return decide_in_kind(and3(covered(a), not3(a.fact("is_rural")), a.fact("meets_housing_security_conditions")))


def public_housing_priority_in_fuzhou(a: Applicant) -> Outcome:
    """优先安排符合条件的城镇残疾人家庭享受各类保障性住房 (抚州 2022, 三（一）1(1))."""
    if a.day < FUZHOU_2022:
        return INELIGIBLE
    conditions = and3(not3(a.fact("is_rural")), a.fact("meets_housing_security_conditions"))
    return decide_in_kind(and3(covered_in_fuzhou(a), conditions))


def rural_housing_subsidy(a: Applicant) -> Outcome:
    """农村低收入残疾人家庭危房改造…在原补助标准的基础上，按照不低于2000元标准增加 (抚州 2022, 三（一）1(1))."""
    if a.day < FUZHOU_2022:
        return INELIGIBLE
    base = a.standard("rural_housing_base_subsidy") or Decimal(0)
    poor = low_income_in_fuzhou(a)
    return decide(
        and3(covered_in_fuzhou(a), a.fact("is_rural"), poor, a.fact("has_dilapidated_house")), from_(base + TOP_UP)
    )


def free_public_transport(a: Applicant) -> Outcome:
    """免费乘坐公交车 (2016); 常规公交、有轨电车 (2020, 五（十二）); 城市、城乡公共交通（常规公交） (平湖 2022)."""
    if a.day < JIAXING_2016:
        return INELIGIBLE
    mode = a.fact("transport_mode")
    city = one_of(mode, "bus") if a.day < JIAXING_2020 else one_of(mode, "bus", "tram")
    county = one_of(mode, "bus", "urban_rural_bus") if follows_pinghu(a) else False
    free = or3(and3(covered(a), city), and3(covered(a, "pinghu"), county))
    return decide(free, exactly(a.fact("fare")))


def companion_discount(a: Applicant) -> Outcome:
    """建立视力、重度残疾人陪护乘坐公共交通、游览景区等优惠政策 (平湖 2022, 二（二）3): no rate."""
    if a.day < PINGHU_2022:
        return INELIGIBLE
    entitled = and3(covered(a, "pinghu"), a.fact("accompanies_vision_or_severely_disabled"))
    return decide(entitled, exactly(product(a.standard("companion_discount_rate"), a.fact("fare"))))


def dibao_fee_waiver(a: Applicant, fee: str) -> Outcome:
    """对低保残疾人家庭免收有线数字电视初装费和基本收视服务费 (2016, 四（五）)."""
    if a.day < JIAXING_2016:
        return INELIGIBLE
    return decide(and3(covered(a), household_is(a, "dibao")), exactly(a.standard(fee)))


def tv_installation_waiver(a: Applicant) -> Outcome:
    """免收有线数字电视初装费 (2016, 四（五）)."""
    return dibao_fee_waiver(a, "tv_installation_fee")


def tv_viewing_waiver(a: Applicant) -> Outcome:
    """免收…基本收视服务费 (2016, 四（五）)."""
    return dibao_fee_waiver(a, "tv_viewing_fee_month")


def broadband_discount(a: Applicant) -> Outcome:
    """减半收取标准宽带服务费 (2016, 四（五）)."""
    if a.day < JIAXING_2016:
        return INELIGIBLE
    return decide(covered(a), exactly(product(Decimal("0.5"), a.standard("broadband_fee_month"))))
