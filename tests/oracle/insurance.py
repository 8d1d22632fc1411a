"""Contributions and premiums that the government pays or shares."""

from decimal import Decimal

from .logic import Truth, and3, at_least, not3, or3
from .outcome import INELIGIBLE, OPEN, Outcome, Pair, decide, exactly, from_, product, smaller, up_to
from .people import (
    FUZHOU_2022,
    JIAXING_2016,
    JIAXING_2020,
    PINGHU_2022,
    Applicant,
    covered,
    covered_in_fuzhou,
    household_is,
    in_difficulty_in_fuzhou,
    not_denied,
    severe,
    stated_or_shown,
    working_age,
)


def in_resident_pension(a: Applicant) -> Truth:
    """参加城乡居民基本养老保险: shown by the tier that is paid; who pays nothing has not joined."""
    tier = a.fact("resident_pension_tier_year")
    return None if tier is None else tier > 0


def resident_pension_2016(a: Applicant) -> list[Pair]:
    """重度残疾人和低保、低保边缘户: 最低标准全额补助; 其他残疾人: 一定比例 (2016, 二（二）4)."""
    tier, lowest = a.fact("resident_pension_tier_year"), a.standard("resident_pension_lowest_tier_year")
    in_full = up_to(tier) if lowest is None else exactly(smaller(lowest, tier))
    in_part = exactly(product(a.standard("resident_pension_share"), tier))
    favoured = or3(severe(a), household_is(a, "dibao", "dibao_edge"))
    return {True: [in_full], False: [in_part], None: [in_full, in_part]}[favoured]


def resident_pension_2020(a: Applicant) -> list[Pair]:
    """最低档缴费标准的予以全额补助，其他档缴费标准的给予65%补贴 (2020, 五（十二）)."""
    tier, lowest = a.fact("resident_pension_tier_year"), a.standard("resident_pension_lowest_tier_year")
    in_full, in_part = exactly(tier), exactly(product(Decimal("0.65"), tier))
    if tier is None or lowest is None:
        return [in_full, in_part]
    return [in_full if tier == lowest else in_part]


def resident_pension_subsidy(a: Applicant) -> Outcome:
    """城乡居民基本养老保险缴费补助 (2016, 二（二）4; from 2020-07-04 2020, 五（十二）)."""
    if a.day < JIAXING_2016:
        return INELIGIBLE
    sums = resident_pension_2016(a) if a.day < JIAXING_2020 else resident_pension_2020(a)
    return decide(and3(covered(a), in_resident_pension(a)), *sums)


def premiums_paid_in_fuzhou(a: Applicant) -> Truth:
    """对符合条件的困难残疾人…代缴 (抚州 2022, 三（一）1(1)): as recognised; being in difficulty shows it."""
    return stated_or_shown(a, "meets_premium_support_conditions", in_difficulty_in_fuzhou(a))


def resident_pension_subsidy_in_fuzhou(a: Applicant) -> Outcome:
    """代缴城乡居民基本养老保险…费 (抚州 2022, 三（一）1(1)): a share, locally set, of the lowest tier."""
    if a.day < FUZHOU_2022:
        return INELIGIBLE
    contributes = a.fact("resident_pension_tier_year") != 0
    paid = product(a.standard("premium_support_share"), a.standard("resident_pension_lowest_tier_year"))
    return decide(and3(covered_in_fuzhou(a), premiums_paid_in_fuzhou(a), contributes), exactly(paid))


def flexible_pension_subsidy(a: Applicant) -> Outcome:
    """不少于当年度最低缴费基数缴费额的30% (2016, 二（二）4); 最低缴费基数缴费额的40% (2020, 五（十二）)."""
    if a.day < JIAXING_2016:
        return INELIGIBLE
    base, local = a.standard("flexible_pension_lowest_contribution_year"), a.standard("flexible_pension_rate")
    text = Decimal("0.3") if a.day < JIAXING_2020 else Decimal("0.4")
    if local is not None:
        paid = exactly(product(local if at_least(local, text) else text, base))
    else:
        paid = from_(product(text, base)) if a.day < JIAXING_2020 else exactly(product(text, base))
    return decide(and3(covered(a), working_age(a), a.fact("has_flexible_pension_insurance")), paid)


def flexible_medical_subsidy(a: Applicant) -> Outcome:
    """职工基本…（医疗）保险…最低缴费基数缴费额的40% (2020, 五（十二）)."""
    if a.day < JIAXING_2020:
        return INELIGIBLE
    paid = product(Decimal("0.4"), a.standard("flexible_medical_lowest_contribution_year"))
    return decide(and3(covered(a), working_age(a), a.fact("has_flexible_medical_insurance")), exactly(paid))


def resident_medical_subsidy(a: Applicant) -> Outcome:
    """参加城乡居民基本医疗保险的，个人缴费部分…全额补助 (2016, 二（二）4; 2020, 五（十二）)."""
    if a.day < JIAXING_2016:
        return INELIGIBLE
    entitled = and3(covered(a), a.fact("has_resident_medical_insurance"))
    return decide(entitled, exactly(a.standard("resident_medical_contribution_year")))


def resident_medical_subsidy_in_fuzhou(a: Applicant) -> Outcome:
    """代缴城乡居民…医疗保险费 (抚州 2022, 三（一）1(1)): a share, locally set."""
    if a.day < FUZHOU_2022:
        return INELIGIBLE
    joined = not_denied(a, "has_resident_medical_insurance")
    entitled = and3(covered_in_fuzhou(a), premiums_paid_in_fuzhou(a), joined)
    share = product(a.standard("premium_support_share"), a.standard("resident_medical_contribution_year"))
    return decide(entitled, exactly(share))


def long_term_care_premium_subsidy(a: Applicant) -> Outcome:
    """未就业残疾人个人缴费部分由政府予以全额补贴 (2020, 五（十二）)."""
    if a.day < JIAXING_2020:
        return INELIGIBLE
    return decide(and3(covered(a), not3(a.fact("is_employed"))), exactly(a.standard("long_term_care_premium_year")))


def accident_insurance(a: Applicant) -> Outcome:
    """由政府出资为残疾人购买意外伤害保险 (2016, 二（二）4); 免费购买 (2020, 五（十二）)."""
    if a.day < JIAXING_2016:
        return INELIGIBLE
    return decide(covered(a), exactly(a.standard("accident_insurance_premium_year")))


def supplementary_medical_insurance(a: Applicant) -> Outcome:
    """政府资助为残疾人购买…商业补充医疗保险 (平湖 2022, 二（二）2): open without the government's share."""
    if a.day < PINGHU_2022:
        return INELIGIBLE
    paid = product(a.standard("supplementary_premium_year"), a.standard("supplementary_government_share"))
    return decide(covered(a, "pinghu"), OPEN if paid is None else exactly(paid))
