"""Employers: quotas passed, people hired and trained, tax and fund. They need no hukou."""

from decimal import ROUND_CEILING, Decimal

from .logic import Truth, and3, at_least, at_most, not3, one_of, or3, years_later
from .outcome import INELIGIBLE, OPEN, Outcome, Pair, decide, exactly, from_, product
from .people import FUZHOU_2022, JIAXING_2016, Applicant, not_denied

CERTIFICATES = ("junior", "intermediate", "senior", "technician", "senior_technician")


def months_of_wage(a: Applicant, people: int | None, floor: str, local: str) -> Pair:
    """每…1人，每年按不低于当地…个月最低工资: a floor, exact where the place has set its months."""
    months = a.standard(local)
    if months is None:
        return from_(product(people, Decimal(floor), a.standard("minimum_wage_month")))
    return exactly(product(people, max(months, Decimal(floor)), a.standard("minimum_wage_month")))


def required_staff(a: Applicant) -> int | None:
    """Return the requirement, rounded up to whole people."""
    required = product(a.standard("placement_ratio"), a.fact("staff"))
    return None if required is None else int(required.to_integral_value(ROUND_CEILING))


def most_over_quota(a: Applicant) -> int | None:
    """每多安置1人: as stated, otherwise the disabled staff less the requirement; all of them while that is open."""
    if a.fact("people_over_quota") is not None:
        return a.fact("people_over_quota")
    disabled = a.fact("disabled_staff")
    return None if disabled is None else max(disabled - (required_staff(a) or 0), 0)


def is_over_quota(a: Applicant) -> Truth:
    """超比例安置: nobody placed is nobody over, however many are required."""
    certain = a.fact("people_over_quota") is not None or required_staff(a) is not None
    over = at_least(most_over_quota(a), 1)
    return over if certain or over is False else None


def over_quota_reward_concentrated(a: Applicant) -> Outcome:
    """每多安置1人，每年按不低于当地2个月最低工资 (2016, 三（一）): concentrated units with the tax preference."""
    if a.day < JIAXING_2016:
        return INELIGIBLE
    entitled = and3(is_over_quota(a), a.fact("is_concentrated_employer"), a.fact("receives_tax_preference"))
    return decide(entitled, months_of_wage(a, most_over_quota(a), "2", "over_quota_months_concentrated"))


def over_quota_reward_proportional(a: Applicant) -> Outcome:
    """（除享受税收优惠政策的以外），每多安置1人，每年按不低于当地4个月最低工资 (2016, 三（二）)."""
    if a.day < JIAXING_2016:
        return INELIGIBLE
    entitled = and3(is_over_quota(a), not3(a.fact("receives_tax_preference")))
    return decide(entitled, months_of_wage(a, most_over_quota(a), "4", "over_quota_months_proportional"))


def ecommerce_placement_reward(a: Applicant) -> Outcome:
    """对安置残疾人就业的电子商务企业，每安置1人，每年按不低于当地2个月最低工资 (2016, 三（三）)."""
    if a.day < JIAXING_2016:
        return INELIGIBLE
    people = a.fact("people_placed")
    entitled = and3(a.fact("is_ecommerce_enterprise"), at_least(people, 1))
    return decide(entitled, months_of_wage(a, people, "2", "ecommerce_placement_months"))


def hire_insurance_subsidy(a: Applicant) -> Outcome:
    """新招用的残疾人…签订1年以上劳动合同…经…审定，按企业为其实际缴纳社会保险费额 (2016, 三（三）; 2020, 五（十一）)."""
    if a.day < JIAXING_2016:
        return INELIGIBLE
    entitled = and3(a.fact("is_new_hire"), at_least(a.fact("contract_months"), 12), a.fact("is_hire_approved"))
    return decide(entitled, exactly(a.fact("employer_social_insurance_month")))


def pre_job_training_subsidy(a: Applicant) -> Outcome:
    """6个月内开展岗前技能培训并获得初级工及以上职业资格证书…每人500元…小微企业…每人600元 (2016, 三（四）)."""
    if a.day < JIAXING_2016:
        return INELIGIBLE
    people = a.fact("people_trained")
    entitled = and3(
        at_least(people, 1),
        at_most(a.fact("months_from_hire_to_training"), 6),
        one_of(a.fact("skill_level"), *CERTIFICATES),
        not_denied(a, "is_new_hire"),
        not_denied(a, "has_skill_certificate"),
    )
    small = a.fact("is_small_or_micro_enterprise")
    rates = {True: [600], False: [500], None: [500, 600]}[small]
    return decide(entitled, *(exactly(product(people, rate)) for rate in rates))


def concentrated_tax_preference(a: Applicant) -> Outcome:
    """比例不低于25%、并且…不少于10人; 盲人按摩机构…不少于5人 (2016, 三（一）): the tax itself is not in the text."""
    if a.day < JIAXING_2016:
        return INELIGIBLE
    staff, disabled, massage = a.fact("staff"), a.fact("disabled_staff"), a.fact("is_blind_massage_institution")
    a_quarter = None if staff is None or disabled is None else 4 * disabled >= staff
    enough = or3(at_least(disabled, 10), and3(massage, at_least(disabled, 5)))
    return decide(and3(a_quarter, enough), OPEN)


def concentrated_tax_preference_in_fuzhou(a: Applicant) -> Outcome:
    """对超比例安排残疾人就业的用人单位，落实安置残疾人就业税收优惠政策 (抚州 2022, 三（一）3(1))."""
    if a.day < FUZHOU_2022:
        return INELIGIBLE
    return decide(is_over_quota(a), OPEN)


def security_fund_exemption(a: Applicant) -> Outcome:
    """除创业3年内、在职职工总数不超过20人的小微企业外，对未达到…比例要求的…征缴 (2016, 三（二）)."""
    if a.day < JIAXING_2016:
        return INELIGIBLE
    founded = a.fact("registration_date")
    young = None if founded is None else founded <= a.day <= years_later(founded, 3)
    small = and3(a.fact("is_small_or_micro_enterprise"), at_most(a.fact("staff"), 20))
    return decide(and3(young, small, a.fact("is_below_placement_ratio")), OPEN)


def free_exhibition_booth(a: Applicant) -> Outcome:
    """由政府出资举办的…展销或洽谈会，对…残疾人集中就业单位…应免费提供展位 (2016, 五（四）)."""
    if a.day < JIAXING_2016:
        return INELIGIBLE
    entitled = and3(a.fact("exhibits_at_government_fair"), a.fact("is_concentrated_employer"))
    return decide(entitled, exactly(a.fact("booth_fee")))
