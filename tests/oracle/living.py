"""Living and care allowances."""

from decimal import Decimal

from .logic import Truth, and3, at_least, at_most, not3, or3
from .outcome import INELIGIBLE, Outcome, Pair, decide, exactly, from_, product
from .people import (
    ANNEX_OF_2016,
    FUZHOU_2022,
    JIAXING_2016,
    Applicant,
    covered,
    covered_in_fuzhou,
    follows_pinghu,
    household_is,
    household_per_head_within,
    in_difficulty_in_fuzhou,
    mental_or_intellectual,
    severe,
    severe_or_mental_or_intellectual,
    working_age,
    younger_than,
)

TIERS = {"unable": Decimal(500), "mostly_unable": Decimal(250), "partly_unable": Decimal(125)}


def status_as_truth(outcome: Outcome) -> Truth:
    return {"eligible": True, "ineligible": False, "unknown": None}[outcome.status]


def minor_living_allowance(a: Applicant) -> Outcome:
    """低保、低保边缘家庭中的未成年重度…和…三、四级精神、智力残疾人，参照社会散居孤儿的养育标准 (2016, 二（一）)."""
    if a.day < JIAXING_2016:
        return INELIGIBLE
    entitled = and3(
        covered(a),
        household_is(a, "dibao", "dibao_edge"),
        younger_than(a, 18),
        severe_or_mental_or_intellectual(a),
    )
    return decide(entitled, exactly(a.standard("orphan_rearing_month")))


def living_line(a: Applicant) -> Decimal | None:
    """低保标准150%以下 (2016, 二（二）1); 最低生活保障边缘标准范围以内 (平湖 2022, 二（二）3)."""
    if follows_pinghu(a):
        return a.standard("dibao_edge_month")
    return product(Decimal("1.5"), a.standard("dibao_month"))


def household_route(a: Applicant, line: Decimal | None) -> Truth:
    """家庭人均收入; somebody on one-person dibao is a household alone (reading single-person-household-…)."""
    if a.fact("receives_single_person_dibao"):
        return at_most(a.fact("own_income_month"), line)
    return household_per_head_within(a, line)


def barred_from_both(a: Applicant) -> Truth:
    """领取工伤保险生活护理费、纳入特困人员供养保障 (2016, 二（二）): either alone."""
    return or3(a.fact("receives_work_injury_care"), a.fact("receives_tekun"))


def living_allowance(a: Applicant) -> Outcome:
    """困难残疾人生活补贴: 按照当地低保标准的30% (2016, 二（二）1; in force by the annex from January 2016)."""
    if a.day < ANNEX_OF_2016:
        return INELIGIBLE
    line = living_line(a)
    own_route = and3(working_age(a), at_most(a.fact("own_income_month"), line))
    in_child_welfare = or3(a.fact("receives_child_welfare_support"), status_as_truth(minor_living_allowance(a)))
    entitled = and3(
        covered(a, "pinghu" if follows_pinghu(a) else "jiaxing"),
        or3(household_route(a, line), own_route),
        not3(in_child_welfare),
        not3(barred_from_both(a)),
    )
    return decide(entitled, exactly(product(Decimal("0.3"), a.standard("dibao_month"))))


def needs_care(a: Applicant) -> Truth:
    """Any of the three assessed tiers shows the need; without a tier the stated need governs."""
    tier = a.fact("self_care_level")
    return a.fact("needs_long_term_care") if tier is None else tier in TIERS


def institution_factors(a: Applicant) -> list[Decimal]:
    """对符合条件的在机构集中托养的残疾人，可…上浮50%: all that it can be while a condition is open."""
    setting = a.fact("care_setting")
    uplifted = and3(
        None if setting is None else setting == "institution",
        a.standard("care_uplift_adopted"),
        a.fact("meets_institution_care_conditions"),
    )
    return {True: [Decimal("1.5")], False: [Decimal(1)], None: [Decimal(1), Decimal("1.5")]}[uplifted]


def care_allowance(a: Applicant) -> Outcome:
    """重度残疾人护理补贴: 三档，分别给予每人每月500元、250元、125元 (2016, 二（二）2)."""
    if a.day < ANNEX_OF_2016:
        return INELIGIBLE
    entitled = and3(
        covered(a),
        severe_or_mental_or_intellectual(a),
        needs_care(a),
        not3(barred_from_both(a)),
        not3(a.fact("receives_elderly_care_subsidy")),
    )
    tiers = [tier for tier in a.possible("self_care_level", *TIERS) if tier in TIERS]
    sums = [exactly(TIERS[tier] * factor) for tier in tiers for factor in institution_factors(a)]
    return decide(entitled, *sums) if sums else INELIGIBLE


def settled(local: Decimal | None) -> Truth:
    """Tell whether the place has a standard: the text has none (reading no-inheritance-across-provinces)."""
    return None if local is None else local > 0


def living_allowance_in_fuzhou(a: Applicant) -> Outcome:
    """全面落实困难残疾人生活补贴 (抚州 2022, 三（一）1(1)): no figure in the text, and none borrowed."""
    if a.day < FUZHOU_2022:
        return INELIGIBLE
    local = a.standard("local_living_allowance_month")
    return decide(and3(covered_in_fuzhou(a), in_difficulty_in_fuzhou(a), settled(local)), exactly(local))


def care_allowance_in_fuzhou(a: Applicant) -> Outcome:
    """重度残疾人护理补贴; 有条件的地方可…延伸至三四级智力、精神残疾人 (抚州 2022, 重点推进事项一 3)."""
    if a.day < FUZHOU_2022:
        return INELIGIBLE
    local = a.standard("local_care_allowance_month")
    extended = and3(mental_or_intellectual(a), a.standard("care_extension_adopted"))
    return decide(and3(covered_in_fuzhou(a), or3(severe(a), extended), settled(local)), exactly(local))


def care_service_subsidy(a: Applicant) -> Outcome:
    """居家照护和日间照料每人每月不低于600元、机构托养每人每月不低于1000元 (抚州 2022, 重点推进事项一 2)."""
    if a.day < FUZHOU_2022:
        return INELIGIBLE
    entitled = and3(covered_in_fuzhou(a), in_difficulty_in_fuzhou(a), severe(a), a.fact("is_incapacitated"))

    def due(setting: str) -> Pair:
        at_institution = setting == "institution"
        floor = Decimal(1000 if at_institution else 600)
        local = a.standard("care_service_institution_month" if at_institution else "care_service_home_month")
        return from_(floor) if local is None else exactly(local if at_least(local, floor) else floor)

    settings = a.possible("care_setting", "home", "day_care", "institution")
    return decide(entitled, *(due(setting) for setting in settings))
