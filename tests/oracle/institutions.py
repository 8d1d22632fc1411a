"""Institutions: homes for disabled people, bases, kindergartens and schools. They need no hukou."""

from decimal import Decimal

from .employers import months_of_wage
from .logic import Truth, and3, at_least, or3
from .outcome import INELIGIBLE, Outcome, decide, exactly, product
from .people import FUZHOU_2022, JIAXING_2016, JIAXING_2020, Applicant, stated_or_shown


def award(entitled: Truth, lowest: int, highest: int, local: Decimal | None) -> Outcome:
    """分别给予…—…万元: the local figure, kept between the two, or the range itself."""
    low, high = Decimal(lowest), Decimal(highest)
    if local is None:
        return decide(entitled, (low, high))
    return decide(entitled, exactly(min(max(local, low), high)))


def auxiliary_start_up_subsidy(a: Applicant) -> Outcome:
    """按规模给予一次性开办补助经费 (2016, 三（一）), until the star subsidy of 2020 takes its place."""
    if not JIAXING_2016 <= a.day < JIAXING_2020:
        return INELIGIBLE
    return decide(a.fact("is_auxiliary_institution"), exactly(a.standard("auxiliary_start_up_amount")))


def auxiliary_creation_award(a: Applicant) -> Outcome:
    """给予一次性奖励6～12万元 (2016, 三（一）), until the star subsidy of 2020 takes its place."""
    if not JIAXING_2016 <= a.day < JIAXING_2020:
        return INELIGIBLE
    local = a.standard("auxiliary_creation_award_amount")
    return award(a.fact("is_municipal_auxiliary_institution"), 60000, 120000, local)


def auxiliary_placement_subsidy(a: Applicant) -> Outcome:
    """每安置1人，每年按不低于当地2个月最低工资的标准予以补助 (2016, 三（一）; 2020, 三（四）): once, not twice."""
    if a.day < JIAXING_2016:
        return INELIGIBLE
    people, body = a.fact("people_placed"), a.fact("is_auxiliary_institution")
    if a.day >= JIAXING_2020:
        body = or3(body, a.fact("is_standardised_home"))
    entitled = and3(body, at_least(people, 1))
    return decide(entitled, months_of_wage(a, people, "2", "auxiliary_placement_months"))


def disabled_home_star_subsidy(a: Applicant) -> Outcome:
    """对达到规范化建设要求的“残疾人之家”，按不同星级分别给予3—15万元 (2020, 三（四）)."""
    if a.day < JIAXING_2020:
        return INELIGIBLE
    return award(a.fact("is_standardised_home"), 30000, 150000, a.standard("disabled_home_star_amount"))


def disabled_home_annual_award(a: Applicant) -> Outcome:
    """对达到规范化建设要求的“残疾人之家”…根据年度验收考核情况分别给予1—5万元奖励 (2020, 三（四）)."""
    if a.day < JIAXING_2020:
        return INELIGIBLE
    passed = a.fact("passes_annual_assessment")
    entitled = and3(passed, stated_or_shown(a, "is_standardised_home", passed))
    return award(entitled, 10000, 50000, a.standard("disabled_home_award_amount"))


def poverty_base_placement_reward(a: Applicant) -> Outcome:
    """对残疾人扶贫基地，每安置1名残疾人就业，每年按不低于当地3个月最低工资 (2016, 三（五）)."""
    if a.day < JIAXING_2016:
        return INELIGIBLE
    people = a.fact("people_placed")
    entitled = and3(a.fact("is_poverty_base"), at_least(people, 1))
    return decide(entitled, months_of_wage(a, people, "3", "poverty_base_placement_months"))


def poverty_base_outreach_reward(a: Applicant) -> Outcome:
    """每辐射1户残疾人家庭，每年按不低于当地0.5个月最低工资 (2016, 三（五）)."""
    if a.day < JIAXING_2016:
        return INELIGIBLE
    households = a.fact("households_assisted")
    entitled = and3(a.fact("is_poverty_base"), at_least(households, 1))
    return decide(entitled, months_of_wage(a, households, "0.5", "poverty_base_outreach_months"))


def poverty_base_creation_award(a: Applicant) -> Outcome:
    """成功创建嘉兴市残疾人扶贫基地的，给予一次性奖励5～8万元 (2016, 三（五）)."""
    if a.day < JIAXING_2016:
        return INELIGIBLE
    return award(a.fact("is_municipal_poverty_base"), 50000, 80000, a.standard("poverty_base_creation_award_amount"))


def culture_sports_base_award(a: Applicant) -> Outcome:
    """成功创建嘉兴市残疾人文化、体育示范基地的，给予一次性奖励5万元 (2016, 四（一）)."""
    if a.day < JIAXING_2016:
        return INELIGIBLE
    return decide(a.fact("is_municipal_culture_sports_base"), exactly(Decimal(50000)))


def special_kindergarten_funding(a: Applicant) -> Outcome:
    """按公益性幼儿园生均定额补助的4倍标准执行 (2016, 四（一）)."""
    if a.day < JIAXING_2016:
        return INELIGIBLE
    pupils = a.fact("special_pupils")
    return decide(at_least(pupils, 1), exactly(product(4, pupils, a.standard("kindergarten_quota_year"))))


def inclusive_pupil_funding(a: Applicant) -> Outcome:
    """随班就读、特殊教育班和送教上门的…生均公用标准按特殊教育学校执行 (抚州 2022, 三（二）1(2))."""
    if a.day < FUZHOU_2022:
        return INELIGIBLE
    pupils = a.fact("inclusive_pupils")
    return decide(at_least(pupils, 1), exactly(product(pupils, a.standard("special_school_per_pupil_year"))))
