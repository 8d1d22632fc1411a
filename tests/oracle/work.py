"""Start-up, training and placement of people."""

from decimal import Decimal

from .logic import Truth, agree, and3, at_least, at_most, below, not3, or3
from .outcome import INELIGIBLE, Outcome, decide, decide_in_kind, exactly, product, smaller, up_to
from .people import (
    FUZHOU_2022,
    JIAXING_2016,
    JIAXING_2020,
    Applicant,
    covered,
    covered_in_fuzhou,
    follows_pinghu,
    has_category,
    mental_or_intellectual,
    month_of,
    severe,
    stated_or_shown,
    working_age,
)

LOANS = {"individual": Decimal(300000), "partnership": Decimal(500000), "legal_representative": Decimal(500000)}
TRAINING = {
    "junior": Decimal(500),
    "special_ability": Decimal(500),
    "intermediate": Decimal(800),
    "senior": Decimal(1200),
    "technician": Decimal(1800),
    "senior_technician": Decimal(2500),
}
JOB_CREATION_CAP = Decimal(20000)
RENT_CAP = Decimal(10000)


def factors(uplifted: Truth) -> list[Decimal]:
    """可上浮20%: by a fifth, not at all, or either while that is open."""
    return {True: [Decimal("1.2")], False: [Decimal(1)], None: [Decimal(1), Decimal("1.2")]}[uplifted]


def rural_ecommerce_factors(a: Applicant) -> list[Decimal]:
    """残疾人从事农村电子商务创业的，…标准可上浮20% (2016, 三（三）)."""
    return factors(and3(a.fact("is_rural_ecommerce"), a.standard("rural_uplift_adopted")))


def has_business(a: Applicant) -> Truth:
    """残疾人创办个体工商户或企业: as stated; whoever has a form of business has founded one."""
    return stated_or_shown(a, "has_founded_business", a.fact("business_form") is not None)


def loan_caps(a: Applicant) -> list[Decimal]:
    """不超过30万元; 合伙经营或企业法定代表人…50万元 (2016, 三（三）): all that the ceiling can be."""
    return [LOANS[form] for form in a.possible("business_form", *LOANS)]


def loan_within_cap(a: Applicant) -> Truth:
    """不超过…万元: a request above the ceiling is no request for this loan; without a sum it may be any up to it."""
    requested = a.fact("loan_requested")
    return True if requested is None else agree(at_most(requested, cap) for cap in loan_caps(a))


def startup_loan(a: Applicant) -> Outcome:
    """可申请不超过30万元的全额贴息贷款; 合伙经营或企业法定代表人…可提高至50万元 (2016, 三（三）)."""
    if a.day < JIAXING_2016:
        return INELIGIBLE
    sums = [up_to(smaller(cap, a.fact("loan_requested"))) for cap in loan_caps(a)]
    entitled = and3(covered(a), has_business(a), a.fact("meets_loan_conditions"), loan_within_cap(a))
    return decide(entitled, *sums)


def counter_guarantee_waiver(a: Applicant) -> Outcome:
    """贷款10万元以内的，可免除反担保 (2016, 三（三）)."""
    if a.day < JIAXING_2016:
        return INELIGIBLE
    small = at_most(a.fact("loan_requested"), Decimal(100000))
    return decide_in_kind(and3(covered(a), a.fact("meets_loan_conditions"), small))


def loan_interest_subsidy(a: Applicant) -> Outcome:
    """全额贴息贷款…贴息期限不超过3年; 展期不贴息 (2016, 三（三）): a loan that was paid out was granted."""
    if a.day < JIAXING_2016:
        return INELIGIBLE
    start, month = a.fact("loan_start_date"), month_of(a, "loan_start_date")
    granted = stated_or_shown(a, "meets_loan_conditions", start is not None)
    within = None if start is None or month is None else start <= a.day and month <= 36
    entitled = and3(covered(a), granted, loan_within_cap(a), within, not3(a.fact("is_loan_extended")))
    return decide(entitled, exactly(a.fact("loan_interest_month")))


def startup_insurance_subsidy(a: Applicant) -> Outcome:
    """正常经营并依法缴纳社会保险费1年以上的，给予5000元的一次性创业社保补贴 (2016, 三（三）)."""
    if a.day < JIAXING_2016:
        return INELIGIBLE
    entitled = and3(
        covered(a),
        has_business(a),
        at_least(a.fact("months_operating"), 12),
        at_least(a.fact("months_insured"), 12),
    )
    return decide(entitled, *(exactly(Decimal(5000) * factor) for factor in rural_ecommerce_factors(a)))


def job_creation_subsidy(a: Applicant) -> Outcome:
    """带动3人就业…每年2000元; 每增加1人再给予1000元; 总额不超过2万元，期限不超过3年 (2016, 三（三）)."""
    if a.day < JIAXING_2016:
        return INELIGIBLE
    jobs = a.fact("jobs_created")
    entitled = and3(
        covered(a),
        has_business(a),
        at_least(jobs, 3),
        at_least(a.fact("months_insured"), 12),
        below(a.fact("job_creation_subsidy_years_paid"), 3),
    )
    if jobs is None:
        return decide(entitled, up_to(JOB_CREATION_CAP))
    standard = Decimal(2000) + 1000 * max(jobs - 3, 0)
    return decide(entitled, *(exactly(min(standard * f, JOB_CREATION_CAP)) for f in rural_ecommerce_factors(a)))


def rent_subsidy(a: Applicant) -> Outcome:
    """经营满1年…按年租金的50%…总额不超过1万元，补贴期限不超过3年 (2016, 三（三）)."""
    if a.day < JIAXING_2016:
        return INELIGIBLE
    entitled = and3(
        covered(a),
        a.fact("is_in_recognised_base"),
        at_least(a.fact("months_operating"), 12),
        a.fact("is_rental_confirmed"),
        below(a.fact("rent_subsidy_years_paid"), 3),
    )
    half = product(Decimal("0.5"), a.fact("rent_year"))
    return decide(entitled, up_to(RENT_CAP) if half is None else exactly(min(half, RENT_CAP)))


def training_subsidy(a: Applicant) -> Outcome:
    """初级工不超过500元、…高级技师不超过2500元; 紧缺急需工种…可上浮20% (2016, 三（四）); never above the fee."""
    if a.day < JIAXING_2016:
        return INELIGIBLE
    entitled = and3(covered(a), a.fact("has_skill_certificate"), a.fact("is_trained_at_recognised_institution"))
    uplifts = factors(and3(a.fact("is_shortage_occupation"), a.standard("shortage_uplift_adopted")))
    caps = [TRAINING[level] * factor for level in a.possible("skill_level", *TRAINING) for factor in uplifts]
    return decide(entitled, *(up_to(smaller(cap, a.fact("training_fee"))) for cap in caps))


def auxiliary_employment(a: Applicant) -> Outcome:
    """有就业意愿但难以进入竞争性人力市场的劳动年龄段智力、精神和重度肢体残疾人 (2020, 三（四）)."""
    if a.day < JIAXING_2020:
        return INELIGIBLE
    group = or3(mental_or_intellectual(a), and3(has_category(a, "physical"), severe(a)))
    wants = and3(a.fact("is_willing_to_work"), a.fact("has_difficulty_entering_labour_market"))
    return decide_in_kind(and3(covered(a), wants, working_age(a), group))


def employment_assistance(a: Applicant) -> Outcome:
    """符合条件的残疾人 (2020, 五（十一）); 劳动年龄段内有劳动能力和就业意愿的未就业持证残疾人 (平湖 2022)."""
    if a.day < JIAXING_2020:
        return INELIGIBLE
    if not follows_pinghu(a):
        return decide_in_kind(and3(covered(a), a.fact("has_employment_difficulty")))
    able_and_willing = and3(a.fact("is_able_to_work"), a.fact("is_willing_to_work"))
    return decide_in_kind(and3(covered(a, "pinghu"), working_age(a), able_and_willing, not3(a.fact("is_employed"))))


def employment_assistance_in_fuzhou(a: Applicant) -> Outcome:
    """高校残疾人毕业生以及劳动年龄段内有就业能力和就业意愿的就业困难残疾人 (抚州 2022, 三（一）3(2))."""
    if a.day < FUZHOU_2022:
        return INELIGIBLE
    second = and3(
        working_age(a), a.fact("is_able_to_work"), a.fact("is_willing_to_work"), a.fact("has_employment_difficulty")
    )
    return decide_in_kind(and3(covered_in_fuzhou(a), or3(a.fact("is_graduate"), second)))
