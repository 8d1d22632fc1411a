"""The unit in brackets behind a heading: whether the figures below it are counted as the fact is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from subsidy_cli.facts.vocabulary import FactDefinition, StandardDefinition

    Definition = FactDefinition | StandardDefinition

_YUAN = frozenset({"元", "人民币", "人民币元", "yuan", "cny", "rmb", "单位:元"})
_MONTHLY = frozenset({"元/月", "元每月", "每月", "月", "yuan/month"})
_ANNUAL = frozenset({"元/年", "元每年", "每年", "年", "yuan/year", "年度"})
_COUNTS = {
    "months": ("月", "个月", "months"),
    "years": ("年", "岁", "周岁", "years"),
    "people": ("人", "人数", "名", "people"),
    "grade": ("级",),
    "stars": ("星", "颗星", "stars"),
    "households": ("户", "households"),
    "homes": ("户", "家", "套", "homes"),
    "institutions": ("家", "个", "所", "institutions"),
    "bases": ("个", "家", "bases"),
    "schools": ("所", "个", "schools"),
    "beds": ("张", "个", "beds"),
    "bays": ("个", "位", "bays"),
    "communities": ("个", "communities"),
    "counties": ("个", "counties"),
    "posts": ("个", "人", "名", "posts"),
    "marks": ("分", "marks"),
}
"""How what is counted in a unit of the vocabulary may be named, the usual name first."""
_ANNUAL_INCOME = re.compile(
    r"年度?(总|纯|人均|可支配|净)*收入|收入.*\(.*年\)|(annual|yearly).*income|income.*(annual|yearly|/year|peryear)"
)


def speaks_of_a_year(word: str) -> bool:
    """Whether a heading, normalised, is that of a yearly income."""
    return _ANNUAL_INCOME.search(word) is not None


def fit_of(definition: Definition, unit: str) -> Literal["fits", "annual", "other"]:
    """Whether a unit, normalised, is that of a fact or standard, or that of a year where a month's figure is wanted."""
    counted = definition.unit or ""
    if definition.type == "money":
        if counted.endswith("/month") and unit in _ANNUAL:
            return "annual"
        is_period = (counted.endswith("/month") and unit in _MONTHLY) or (counted.endswith("/year") and unit in _ANNUAL)
        return "fits" if is_period or unit in _YUAN else "other"
    if definition.type in {"integer", "decimal"}:
        return "fits" if unit in _COUNTS.get(counted, ()) else "other"
    return "fits"


def cure_of(definition: Definition) -> Text:
    """What to write where the unit is another one."""
    if definition.type == "money":
        return Text("请把金额换算成元、标题改为（元）", "convert the figures to yuan and say so in the heading")
    if definition.unit == "ratio":
        return Text("请写成80%或0.80，标题不写单位", "write 80% or 0.80, and no unit in the heading")
    usual = _COUNTS.get(definition.unit or "", ("",))[0]
    return Text(
        f"请换算成{usual}、标题改为（{usual}）", f"convert the figures to {definition.unit} and say so in the heading"
    )
