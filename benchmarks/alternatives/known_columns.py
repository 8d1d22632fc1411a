"""The columns of the roster and of the results, as the programmes written by hand know them.

Each column is what it is known to be (a word as a code, money as floating point), a liberty of hand-tuned programmes:
`subsidy batch` finds out by itself what it was given.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Any


class Status(IntEnum):
    """What was decided."""

    INELIGIBLE = 0
    ELIGIBLE = 1
    UNKNOWN = 2


class Bound(IntEnum):
    """What kind of figure an amount is."""

    NONE = 0
    EXACT = 1
    RANGE = 2
    AT_MOST = 3
    UNSPECIFIED = 4


class Sex(IntEnum):
    """In the order of WORDS, as are the following."""

    MALE = 0
    FEMALE = 1


class Category(IntEnum):
    """Disability category."""

    VISION = 0
    HEARING = 1
    SPEECH = 2
    PHYSICAL = 3
    INTELLECTUAL = 4
    MENTAL = 5
    MULTIPLE = 6


class SelfCare(IntEnum):
    """Self-care level."""

    UNABLE = 0
    MOSTLY_UNABLE = 1
    PARTLY_UNABLE = 2
    ABLE = 3


class CareSetting(IntEnum):
    """Where care is given."""

    HOME = 0
    DAY = 1
    INSTITUTION = 2


class HouseholdStatus(IntEnum):
    """Assistance status of the household."""

    NONE = 0
    DIBAO = 1
    DIBAO_EDGE = 2


WORDS = {
    "性别": ("sex", ("男", "女")),
    "残疾类别": (
        "disability_category",
        ("视力残疾", "听力残疾", "言语残疾", "肢体残疾", "智力残疾", "精神残疾", "多重残疾"),
    ),
    "生活自理能力": ("self_care_level", ("完全不能自理", "基本不能自理", "部分不能自理", "能自理")),
    "照护方式": ("care_setting", ("居家照护", "日间照料", "机构集中托养")),
    "家庭救助类型": ("household_status", ("非低保低边", "低保家庭", "低保边缘家庭")),
}
GRADE, GRADES = "残疾等级", ("一级", "二级", "三级", "四级")
PLACES = {"户籍地": "hukou_within", "残疾人证核发地": "certificate_within"}
WITHIN = ("嘉兴市", "南湖区", "秀洲区", "嘉善县", "海盐县", "海宁市", "平湖市", "桐乡市")
"""What lies within Jiaxing, the city itself included."""
YES_NO = {
    "残疾人证有效": "has_valid_certificate",
    "符合机构托养上浮条件": "meets_institution_care_conditions",
    "依靠家庭供养": "is_supported_by_family",
    "纳入医疗救助": "receives_medical_assistance",
    "灵活就业参加职工养老保险": "has_flexible_pension_insurance",
    "灵活就业参加职工医疗保险": "has_flexible_medical_insurance",
    "参加城乡居民医疗保险": "has_resident_medical_insurance",
    "在定点康复机构训练": "attends_designated_institution",
}
LISTS = {
    **{heading: words for heading, (_, words) in WORDS.items()},
    **dict.fromkeys(YES_NO, ("否", "是")),
    **dict.fromkeys(PLACES, WITHIN),
    GRADE: GRADES,
}
"""The columns that hold words of a closed list, with the list."""
MONEY = {
    "本人月收入": "own_income_month",
    "家庭人均月收入": "household_income_per_capita_month",
    "城乡居民养老保险缴费档次": "resident_pension_tier_year",
    "康复训练年费用": "rehab_training_cost_year",
    "辅助器具价格": "device_price",
    "抗精神病药物个人自付": "drug_own_cost",
}
BIRTH, HOUSEHOLD = "出生日期", "家庭编号"


@dataclass(frozen=True)
class Result:
    """One benefit for every row: codes, and yuan (NaN where there is none; None where there never is)."""

    status: Any
    bound: Any
    low: Any = None
    high: Any = None
