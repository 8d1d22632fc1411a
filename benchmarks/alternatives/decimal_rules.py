"""The twelve benefits in plain Python for one row, exact, as they hold in Jiaxing on 1 March 2021.

Money is Decimal; None is unknown. Reasons and missing facts are not computed.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from alternatives import known_columns

Truth: TypeAlias = bool | None
YEAR, MONTH_AND_DAY = 2021, "03-01"
DIBAO, LINE, LIVING = Decimal(1000), Decimal(1500), Decimal(300)
CARE = {"完全不能自理": Decimal(500), "基本不能自理": Decimal(250), "部分不能自理": Decimal(125)}
WITHIN = frozenset(known_columns.WITHIN)
UPLIFTED, PENSION_SHARE, DEVICE_SHARE = Decimal("1.5"), Decimal("0.65"), Decimal("0.5")
REHAB_CAP = Decimal(36000)
ZERO = Decimal(0)


@dataclass(slots=True)
class Applicant:
    """What a row says."""

    is_covered: bool
    age: int
    is_male: bool
    category: str
    is_severe: bool
    own_income: Decimal
    average: Decimal
    self_care_level: str
    may_be_uplifted: bool
    is_poor_household: bool
    is_supported: bool
    has_medical_assistance: bool
    pension_tier: Decimal
    has_flexible_pension: bool
    has_flexible_medical: bool
    has_resident_medical: bool
    rehab_cost: Decimal
    is_in_training: bool
    device_price: Decimal
    drug_cost: Decimal


@dataclass(slots=True)
class Answer:
    """One benefit: whether it is due, and its figures while it may be."""

    due: Truth
    bound: str
    low: Decimal | None = None
    high: Decimal | None = None


def read_applicant(row: dict[str, str], average: Decimal) -> Applicant:
    """Understand a row."""
    birth = row["出生日期"]
    return Applicant(
        is_covered=row["残疾人证有效"] == "是" and row["户籍地"] in WITHIN and row["残疾人证核发地"] in WITHIN,
        age=YEAR - int(birth[:4]) - (birth[5:] > MONTH_AND_DAY),
        is_male=row["性别"] == "男",
        category=row["残疾类别"],
        is_severe=row["残疾等级"] in {"一级", "二级"},
        own_income=Decimal(row["本人月收入"]),
        average=average,
        self_care_level=row["生活自理能力"],
        may_be_uplifted=row["照护方式"] == "机构集中托养" and row["符合机构托养上浮条件"] == "是",
        is_poor_household=row["家庭救助类型"] in {"低保家庭", "低保边缘家庭"},
        is_supported=row["依靠家庭供养"] == "是",
        has_medical_assistance=row["纳入医疗救助"] == "是",
        pension_tier=Decimal(row["城乡居民养老保险缴费档次"]),
        has_flexible_pension=row["灵活就业参加职工养老保险"] == "是",
        has_flexible_medical=row["灵活就业参加职工医疗保险"] == "是",
        has_resident_medical=row["参加城乡居民医疗保险"] == "是",
        rehab_cost=Decimal(row["康复训练年费用"]),
        is_in_training=row["在定点康复机构训练"] == "是",
        device_price=Decimal(row["辅助器具价格"]),
        drug_cost=Decimal(row["抗精神病药物个人自付"]),
    )


def both(*truths: Truth) -> Truth:
    """All of these: false once one is, else unknown once one is."""
    if False in truths:
        return False
    return None if None in truths else True


def either(one: Truth, other: Truth) -> Truth:
    """Any of these: true once one is, else unknown once one is."""
    if one or other:
        return True
    return None if one is None or other is None else False


def opposite(truth: Truth) -> Truth:
    """What is not so; unknown stays unknown."""
    return None if truth is None else not truth


def is_severe_or_mental(person: Applicant) -> Truth:
    """Also as part of a multiple disability, of which the roster does not say what it is made of."""
    if person.is_severe or person.category in {"智力残疾", "精神残疾"}:
        return True
    return None if person.category == "多重残疾" else False


def is_mental(person: Applicant) -> Truth:
    """Likewise."""
    return None if person.category == "多重残疾" else person.category == "精神残疾"


def is_working_age(person: Applicant) -> Truth:
    """From 16 to retirement, which the roster does not say for women of 50 to 54."""
    if person.age < 16:
        return False
    if person.age < 50:
        return True
    if person.is_male:
        return person.age < 60
    return None if person.age < 55 else False


def is_rehab_child(person: Applicant) -> Truth:
    """Under 7, or under 10 on conditions of which the roster says nothing."""
    return True if person.age < 7 else None if person.age <= 9 else False


def assess(person: Applicant) -> tuple[Answer, ...]:
    """The twelve benefits, in their order."""
    covered, severe, working = person.is_covered, is_severe_or_mental(person), is_working_age(person)
    is_low = either(person.average <= LINE, both(working, person.own_income <= LINE))
    minor = both(covered, person.age < 18, person.is_poor_household, severe)
    tier = CARE.get(person.self_care_level)
    most = tier * UPLIFTED if tier is not None and person.may_be_uplifted else tier
    rest = DIBAO - person.own_income
    alone = both(covered, person.age >= 18, severe, person.is_supported, person.own_income < DIBAO)
    return (
        Answer(both(covered, is_low, opposite(minor)), "exact", LIVING, LIVING),
        Answer(minor, "unspecified"),
        Answer(both(covered, severe, tier is not None), "range" if person.may_be_uplifted else "exact", tier, most),
        Answer(both(covered, None), ""),
        Answer(alone, "exact", rest, rest),
        Answer(covered and person.pension_tier > 0, "range", PENSION_SHARE * person.pension_tier, person.pension_tier),
        Answer(both(covered, person.has_flexible_pension, working), "unspecified"),
        Answer(both(covered, person.has_flexible_medical, working), "unspecified"),
        Answer(covered and person.has_resident_medical, "unspecified"),
        Answer(
            both(covered, person.is_in_training, is_rehab_child(person)),
            *("at_most", None, min(person.rehab_cost, REHAB_CAP)),
        ),
        Answer(covered, "range", DEVICE_SHARE * person.device_price, person.device_price),
        Answer(
            both(covered, is_mental(person), person.has_medical_assistance),
            *("exact", person.drug_cost, person.drug_cost),
        ),
    )
