"""The minimum living guarantee: one person alone, the minor's share, fading out and extension."""

from decimal import Decimal

from .logic import Truth, and3, at_least, at_most, below, not3, or3
from .outcome import INELIGIBLE, OPEN, Outcome, Pair, decide, exactly, product
from .people import (
    FUZHOU_2022,
    JIAXING_2016,
    JIAXING_2020,
    Applicant,
    covered,
    covered_in_fuzhou,
    follows_pinghu,
    household_is,
    household_per_head_within,
    mental_or_intellectual,
    month_of,
    reached,
    recognised,
    severe,
    severe_or_mental_or_intellectual,
    younger_than,
)


def difference(a: Applicant) -> Pair:
    """补差: dibao less own income; with the income open, up to the whole standard."""
    standard, own = a.standard("dibao_month"), a.fact("own_income_month")
    if standard is None:
        return OPEN
    return (Decimal(0), standard) if own is None else exactly(max(standard - own, Decimal(0)))


def within_family_limit(a: Applicant) -> Truth:
    """Tell whether a ceiling on the family's income, where a local rule sets one, is kept."""
    limit = a.standard("single_person_dibao_family_limit_month")
    return True if limit is None else household_per_head_within(a, limit)


def single_person_dibao(a: Applicant) -> Outcome:
    """依靠家庭供养的成年重度…和成年三、四级精神、智力残疾人，（可）按照单人户 (2016 二（一）; 2020 五（十二）)."""
    if a.day < JIAXING_2016:
        return INELIGIBLE
    entitled = and3(
        covered(a),
        reached(a, 18),
        severe_or_mental_or_intellectual(a),
        a.fact("is_supported_by_family"),
        below(a.fact("own_income_month"), a.standard("dibao_month")),
        within_family_limit(a),
    )
    return decide(entitled, difference(a))


def low_income_in_fuzhou(a: Applicant) -> Truth:
    """低收入家庭: as recognised, normally dibao-edge; otherwise not established."""
    return recognised(a, "is_low_income_household", "dibao_edge")


def single_person_dibao_in_fuzhou(a: Applicant) -> Outcome:
    """低收入家庭中的一二级重度残疾人和三级智力、精神残疾人经申请参照单人户 (抚州 2022, 三（一）1(1))."""
    if a.day < FUZHOU_2022:
        return INELIGIBLE
    third_grade = and3(at_most(a.fact("disability_grade"), 3), mental_or_intellectual(a))
    entitled = and3(
        covered_in_fuzhou(a),
        low_income_in_fuzhou(a),
        or3(severe(a), third_grade),
        a.fact("has_applied"),
        below(a.fact("own_income_month"), a.standard("dibao_month")),
        within_family_limit(a),
    )
    return decide(entitled, difference(a))


def child_dibao_share(a: Applicant) -> Outcome:
    """同时不再重复享受最低生活保障金 (2016, 二（一）): the share of a minor who draws the orphan standard stops."""
    if a.day < JIAXING_2016:
        return INELIGIBLE
    draws_orphan_standard = severe_or_mental_or_intellectual(a)  # as every such minor of a dibao household does
    entitled = and3(covered(a), younger_than(a, 18), household_is(a, "dibao"), not3(draws_orphan_standard))
    return decide(entitled, OPEN)


def past_the_limit(a: Applicant) -> Truth:
    """Tell whether income with the earnings passes the limit: as stated, or because the exit date has come."""
    stated, months_since_exit = a.fact("exceeds_dibao_limit_with_earnings"), month_of(a, "dibao_exit_date")
    return at_least(months_since_exit, 1) if stated is None else stated


def dibao_fade_out(a: Applicant) -> Outcome:
    """实施一年渐退期机制 (2020, 五（十二）); 3年后给予1年渐退期 (平湖 2022, 二（四）1): months 37 to 48."""
    if a.day < JIAXING_2020:
        return INELIGIBLE
    exit_month, work_month = month_of(a, "dibao_exit_date"), month_of(a, "employment_start_date")
    if exit_month is not None and not follows_pinghu(a):
        in_the_year = 1 <= exit_month <= 12
    else:
        in_the_year = None if work_month is None else 37 <= work_month <= 48
    scope = covered(a, "pinghu" if follows_pinghu(a) else "jiaxing")
    entitled = and3(scope, household_is(a, "dibao"), past_the_limit(a), in_the_year)
    return decide(entitled, exactly(product(a.standard("fade_out_rate"), a.standard("dibao_month"))))


def dibao_extension(a: Applicant) -> Outcome:
    """首次自主就业创业的…低保待遇延退3年 (抚州 2022, 三（一）3(1)): 36 months from the month of exit."""
    if a.day < FUZHOU_2022:
        return INELIGIBLE
    month = month_of(a, "dibao_exit_date")
    first = None if a.fact("employment_type") is None else a.fact("employment_type") == "first"
    within = None if month is None else 1 <= month <= 36
    return decide(and3(covered_in_fuzhou(a), household_is(a, "dibao"), first, within), OPEN)
