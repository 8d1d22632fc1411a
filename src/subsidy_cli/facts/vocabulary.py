"""The public names: facts, standards, benefits and definitions, each with its type, unit and words."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

ValueType = Literal["boolean", "date", "decimal", "enum", "integer", "money", "place", "text"]
Subject = Literal["person", "household", "employer", "institution", "authority"]

KINDS: dict[str, Text] = {
    "living": Text("生活补贴", "living"),
    "care": Text("护理照护", "care"),
    "dibao": Text("最低生活保障", "dibao"),
    "insurance": Text("社会保险", "insurance"),
    "rehab": Text("康复", "rehabilitation"),
    "medical": Text("医疗", "medical"),
    "education": Text("教育", "education"),
    "training": Text("技能培训", "training"),
    "startup": Text("创业", "start-up"),
    "placement": Text("就业安置", "placement"),
    "employer": Text("用人单位", "employer"),
    "institution": Text("服务机构", "institution"),
    "housing": Text("住房", "housing"),
    "welfare": Text("社会优待", "welfare"),
    "quota": Text("配额与义务", "quota"),
    "target": Text("指标", "target"),
}
"""The kinds of calculation; each is a subcommand."""

QUOTA_KINDS = frozenset({"quota", "target"})
"""Kinds that are met or unmet, and give nothing."""

PERIODS: dict[str, Text] = {
    "month": Text("每月", "per month"),
    "year": Text("每年", "per year"),
    "once": Text("一次性", "once"),
    "continuous": Text("持续", "continuous"),
    "device": Text("每件", "per device"),
    "stay": Text("每次住院", "per stay"),
    "prescription": Text("每次配药", "per prescription"),
    "certificate": Text("每证", "per certificate"),
    "programme": Text("每期", "per programme"),
    "loan": Text("每笔贷款", "per loan"),
    "ride": Text("每次乘坐", "per ride"),
    "visit": Text("每次参观", "per visit"),
    "fair": Text("每届展会", "per fair"),
    "case": Text("每案", "per case"),
    "exam": Text("每次考试", "per exam"),
    "procurement": Text("每次采购", "per procurement"),
    "deadline": Text("到期", "by its deadline"),
}
"""What an amount is per."""

AVERAGE = "household_income_per_capita_month"
INCOME = "household_income_month"
MEMBERS = "household_members"
"""Income per head may be stated, or follow from the household's income and its members."""


@dataclass(frozen=True, slots=True)
class FactDefinition:
    """One fact that may be stated about an applicant."""

    id: str
    type: ValueType
    subject: Subject
    label: Text
    unit: str | None = None
    question: Text | None = None
    note: str = ""
    headers: tuple[str, ...] = ()
    values: Mapping[str, Text] = field(default_factory=dict)
    usual: object = None
    asked_when: Mapping[str, str] = field(default_factory=dict)
    """Other facts that must have these values before this one is worth asking."""
    low: Fraction = Fraction(0)
    high: Fraction | None = None

    @property
    def is_identity(self) -> bool:
        """Whether the fact is a number that must never be shown unmasked."""
        return self.id in {"citizen_id", "certificate_number"}


@dataclass(frozen=True, slots=True)
class StandardDefinition:
    """One figure, rate or switch that is set locally, outside the documents."""

    id: str
    type: ValueType
    label: Text
    unit: str | None = None
    optional: bool = False
    note: str = ""
    low: Fraction = Fraction(0)
    high: Fraction | None = None


@dataclass(frozen=True, slots=True)
class BenefitDefinition:
    """One benefit, quota or target: the same id in every place and year."""

    id: str
    label: Text
    kind: str
    subject: Subject
    period: str
    in_kind: bool = False


@dataclass(frozen=True, slots=True)
class ReadingDefinition:
    """A question that the texts leave open, with the reading we use and the other one."""

    id: str
    clause: str
    question: Text
    default: Text
    alternative: Text
    not_computed: Text | None = None
    """Why nothing can be recomputed under the alternative; None where a rule is written under it."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Every public name."""

    facts: Mapping[str, FactDefinition]
    standards: Mapping[str, StandardDefinition]
    benefits: Mapping[str, BenefitDefinition]
    definitions: Mapping[str, Text]
    readings: Mapping[str, ReadingDefinition]

    def label(self, name: str) -> Text:
        """The words for a fact, standard, definition or benefit; the id itself where there are none."""
        for table in (self.facts, self.standards, self.benefits):
            if name in table:
                return table[name].label
        return self.definitions.get(name, Text(name, name))
