"""The twelve benefits as Polars expressions, tuned by hand, as they hold in Jiaxing on 1 March 2021.

Polars has SQL's three truth values, so what the roster leaves open is a null. Amounts are floating point. Reasons and
missing facts are not computed.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

import polars
from polars import col, lit, when

from alternatives.known_columns import BIRTH, HOUSEHOLD

DAY = datetime.date(2021, 3, 1)
DIBAO = 1000
CARE = {"完全不能自理": 500.0, "基本不能自理": 250.0, "部分不能自理": 125.0}
UNKNOWN = lit(None, dtype=polars.Boolean)
INCOME, AVERAGE = col("本人月收入"), col("家庭人均月收入")


def is_yes(heading: str) -> Any:
    """Whether a cell says yes."""
    return col(heading) == "是"


def is_one_of(heading: str, *words: str) -> Any:
    """Whether a cell says one of these words."""
    return polars.any_horizontal(col(heading) == word for word in words)


@dataclass(frozen=True)
class Benefit:
    """Whether it is due (true, false, null) and its figures while it is."""

    due: Any
    bound: Any
    low: Any = None
    high: Any = None


COVERED = is_yes("残疾人证有效") & col("户籍地").is_not_null() & col("残疾人证核发地").is_not_null()
BIRTHDAY_TO_COME = (col(BIRTH).dt.month() > DAY.month) | (
    (col(BIRTH).dt.month() == DAY.month) & (col(BIRTH).dt.day() > DAY.day)
)
DEFINITIONS = {
    "covered": COVERED,
    "age": DAY.year - col(BIRTH).dt.year() - BIRTHDAY_TO_COME.cast(polars.Int32),
    "severe_or_mental": is_one_of("残疾等级", "一级", "二级")
    | is_one_of("残疾类别", "智力残疾", "精神残疾")
    | when(is_one_of("残疾类别", "多重残疾")).then(UNKNOWN).otherwise(lit(False)),
    "mental": when(is_one_of("残疾类别", "多重残疾")).then(UNKNOWN).otherwise(is_one_of("残疾类别", "精神残疾")),
    "tier": col("生活自理能力").replace_strict(CARE, default=None, return_dtype=polars.Float64),
    "uplift": is_one_of("照护方式", "机构集中托养") & is_yes("符合机构托养上浮条件"),
}
AGE = col("age")
WORKING_AGE = (AGE >= 16) & (
    when(AGE < 50).then(lit(True))
    .when(is_one_of("性别", "男")).then(AGE < 60)
    .when(AGE < 55).then(UNKNOWN)
    .otherwise(lit(False))
)  # fmt: skip
DEFINITIONS_OF_AGE = {"working_age": WORKING_AGE}
MINOR_ALLOWANCE = (
    col("covered") & (AGE < 18) & is_one_of("家庭救助类型", "低保家庭", "低保边缘家庭") & col("severe_or_mental")
)
LOW_INCOME = (AVERAGE <= 1.5 * DIBAO) | (col("working_age") & (INCOME <= 1.5 * DIBAO))
SUPPORTED_ADULT = (AGE >= 18) & col("severe_or_mental") & is_yes("依靠家庭供养")
TIER, COST, PRICE = col("城乡居民养老保险缴费档次"), col("康复训练年费用"), col("辅助器具价格")
TRAINS = col("covered") & is_yes("在定点康复机构训练")
EXACT, RANGE, AT_MOST, UNSPECIFIED = (lit(word) for word in ("exact", "range", "at_most", "unspecified"))
BENEFITS = {
    "living_allowance": Benefit(
        col("covered") & LOW_INCOME & ~MINOR_ALLOWANCE, EXACT, lit(0.30 * DIBAO), lit(0.30 * DIBAO)
    ),
    "minor_living_allowance": Benefit(MINOR_ALLOWANCE, UNSPECIFIED),
    "care_allowance": Benefit(
        col("covered") & col("tier").is_not_null() & col("severe_or_mental"),
        when(col("uplift")).then(RANGE).otherwise(EXACT),
        col("tier"),
        when(col("uplift")).then(1.5 * col("tier")).otherwise(col("tier")),
    ),
    "dibao": Benefit(col("covered") & UNKNOWN, UNSPECIFIED),
    "single_person_dibao": Benefit(
        col("covered") & SUPPORTED_ADULT & (INCOME < DIBAO), EXACT, DIBAO - INCOME, DIBAO - INCOME
    ),
    "resident_pension_subsidy": Benefit(col("covered") & (TIER > 0), RANGE, 0.65 * TIER, TIER),
    "flexible_pension_subsidy": Benefit(
        col("covered") & is_yes("灵活就业参加职工养老保险") & col("working_age"), UNSPECIFIED
    ),
    "flexible_medical_subsidy": Benefit(
        col("covered") & is_yes("灵活就业参加职工医疗保险") & col("working_age"), UNSPECIFIED
    ),
    "resident_medical_subsidy": Benefit(col("covered") & is_yes("参加城乡居民医疗保险"), UNSPECIFIED),
    "rehab_training_subsidy": Benefit(
        TRAINS & ((AGE < 7) | ((AGE <= 9) & UNKNOWN)), AT_MOST, lit(None), polars.min_horizontal(COST, lit(36000.0))
    ),
    "assistive_device_subsidy": Benefit(col("covered"), RANGE, 0.50 * PRICE, PRICE),
    "psychotropic_drug_subsidy": Benefit(
        col("covered") & col("mental") & is_yes("纳入医疗救助"),
        EXACT,
        col("抗精神病药物个人自付"),
        col("抗精神病药物个人自付"),
    ),
}


def household_average() -> Any:
    """The average income of a row's household."""
    return INCOME.mean().over(HOUSEHOLD).alias("家庭人均月收入")
