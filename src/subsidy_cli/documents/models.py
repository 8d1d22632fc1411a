"""One frozen class for each table of a policy file. The format is told in `docs/policy-files.md`."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from subsidy_cli.documents.faults import fault
from subsidy_cli.texts import Text

Subject = Literal["person", "household", "employer", "institution", "authority"]
Force = Literal["mandatory", "discretionary", "aspirational"]
Comparison = Literal["at_least", "above", "at_most", "below", "equal"]
ItemBound = Literal["exact", "at_least", "at_most"]
Rounding = Literal["fen", "yuan"]
REWRITING_KEYS = frozenset({"alternatives", "under", "unless"})
"""The keys whose readings change the expression of an element, or whether it stands at all."""


def _without_time(written: object) -> object:
    if isinstance(written, datetime):
        raise PydanticCustomError("date_type", "should be a day without a time")
    return written


Day = Annotated[date, BeforeValidator(_without_time)]
"""A whole day. TOML has moments too, and Pydantic would take the one at midnight for its day."""


class Table(BaseModel):
    """A table of a policy file: frozen, and no key that is not named.

    Validators are built on first use, so that a run builds only those of the files that it reads.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, defer_build=True)


class Words(Table):
    """One wording in both languages."""

    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)


class CitationTable(Table):
    """Where a rule stands."""

    section: str = Field(min_length=1)
    phrase: str = Field(min_length=1)
    clause: str | list[str] = Field(default_factory=list)
    document: str | None = None

    @property
    def clauses(self) -> tuple[str, ...]:
        """The ids of the known clauses that the rule encodes."""
        return (self.clause,) if isinstance(self.clause, str) else tuple(self.clause)


class Element(Table):
    """What every element of a document may carry."""

    citation: CitationTable | None = None
    from_: Day | None = Field(default=None, alias="from")
    to: Day | None = None
    derived: dict[str, str] = Field(default_factory=dict)
    readings: list[str] = Field(default_factory=list)
    alternatives: dict[str, str] = Field(default_factory=dict)
    replaces: str | None = None

    @property
    def readings_by_key(self) -> dict[str, tuple[str, ...]]:
        """Every reading that it names, by the key under which it does."""
        return {"readings": tuple(self.readings), "alternatives": tuple(self.alternatives)}

    @property
    def rewriting_readings(self) -> tuple[str, ...]:
        """The readings under whose alternative its expression is another, or it stands at all."""
        return tuple(name for key, named in self.readings_by_key.items() if key in REWRITING_KEYS for name in named)

    @property
    def alternative_readings(self) -> tuple[str, ...]:
        """The readings under whose alternative anything of it is otherwise."""
        return tuple(name for key, named in self.readings_by_key.items() if key != "readings" for name in named)


class Part(Element):
    """An element that is part of a benefit, or shared by those of a document."""

    under: str | None = None
    """The reading under whose alternative alone it stands."""
    unless: str | None = None
    """The reading under whose alternative it does not stand."""

    @property
    def readings_by_key(self) -> dict[str, tuple[str, ...]]:
        """Every reading that it names, by the key under which it does."""
        single = {"under": self.under, "unless": self.unless}
        return super().readings_by_key | {key: () if name is None else (name,) for key, name in single.items()}

    def stands(self, readings: frozenset[str]) -> bool:
        """Whether it is there at all under the alternatives of some readings."""
        return (self.under is None or self.under in readings) and self.unless not in readings


class DefinitionTable(Element):
    """A derived fact."""

    value: str
    name: Words | None = None
    citation: CitationTable


class ConditionTable(Part):
    """A test that must hold: one test, all of several, or any of several."""

    name: Words
    test: str | None = None
    all: list[str] = Field(default_factory=list)
    any: list[str] = Field(default_factory=list)
    citation: CitationTable

    @model_validator(mode="after")
    def one_form(self) -> ConditionTable:
        """Exactly one of the three forms is used."""
        if sum((self.test is not None, bool(self.all), bool(self.any))) != 1:
            raise fault(
                Text("条件须有 test、all、any 中的一个，且只有一个", "a condition has exactly one of test, all, any"),
                Text(
                    '一个检验写 test = "…"，几个写 all = [ … ] 或 any = [ … ]',
                    'one test is test = "…", several are all = [ … ] or any = [ … ]',
                ),
            )
        return self


class SharedConditionTable(ConditionTable):
    """A condition of every benefit of these subjects in the document."""

    subjects: list[Subject] = Field(min_length=1)


class ExclusionTable(Part):
    """What takes the benefit away."""

    name: Words
    when: str
    citation: CitationTable


class ItemTable(Part):
    """One line of an amount."""

    id: str | None = None
    name: Words
    amount: str
    when: str | None = None
    bound: ItemBound = "exact"


class LimitTable(Part):
    """A ceiling or a floor on the sum of the items."""

    id: str | None = None
    name: Words
    at_most: str | None = None
    at_least: str | None = None

    @model_validator(mode="after")
    def one_end(self) -> LimitTable:
        """Exactly one end is limited."""
        if (self.at_most is None) == (self.at_least is None):
            raise fault(
                Text("限额须有 at_most、at_least 中的一个，且只有一个", "a limit has exactly one of at_most, at_least"),
                Text("上限写 at_most，下限写 at_least", "a ceiling is at_most, a floor is at_least"),
            )
        return self


class DetailTable(Part):
    """A further result, such as the last day or the number of months."""

    value: str
    when: str | None = None


class ForceTable(Part):
    """Another force on one of the ways to the benefit, where the text is weaker or stronger there."""

    force: Force
    when: str


class DisplacementTable(Part):
    """Another scheme that takes the place of this benefit where it is higher."""

    name: Words
    when: str


class RequirementTable(Part):
    """What a quota or target asks for."""

    name: Words | None = None
    actual: str
    required: str
    comparison: Comparison = "at_least"
    comparison_under: dict[str, Comparison] = Field(default_factory=dict)
    """The comparison under the alternative of a reading."""
    per: str | None = None
    deadline: Day | None = None

    @property
    def readings_by_key(self) -> dict[str, tuple[str, ...]]:
        """Every reading that it names, by the key under which it does."""
        return super().readings_by_key | {"comparison_under": tuple(self.comparison_under)}


class BenefitTable(Element):
    """A benefit, quota or target as this document regulates it."""

    force: Force | None = None
    rounding_under: dict[str, Rounding] = Field(default_factory=dict)
    """To what the amount is rounded under the alternative of a reading; otherwise to the fen."""
    extends: str | None = None
    without: list[str] = Field(default_factory=list)
    """Shared conditions of the document that do not hold for this benefit."""
    conditions: dict[str, ConditionTable] = Field(default_factory=dict)
    exclusions: dict[str, ExclusionTable] = Field(default_factory=dict)
    items: list[ItemTable] = Field(default_factory=list)
    limits: list[LimitTable] = Field(default_factory=list)
    forces: list[ForceTable] = Field(default_factory=list)
    details: dict[str, DetailTable] = Field(default_factory=dict)
    displacements: dict[str, DisplacementTable] = Field(default_factory=dict)
    requirements: dict[str, RequirementTable] = Field(default_factory=dict)
    notes: list[Words] = Field(default_factory=list)

    @model_validator(mode="after")
    def whole_or_extension(self) -> BenefitTable:
        """A benefit is regulated whole, with force and citation, or extends another document's."""
        if self.extends is None and (self.force is None or self.citation is None):
            absent = [name for name in ("force", "citation") if getattr(self, name) is None]
            raise fault(
                Text(
                    f"待遇缺少 {'、'.join(absent)}，又没有以 extends 补充另一文件的规定",
                    f"a benefit needs {' and '.join(absent)}, or extends another document's",
                ),
                Text(
                    '写 force = "mandatory"、citation = { section = "一", phrase = "……" }；或 extends = "文件编号"',
                    'write force = "mandatory", citation = { section = "一", phrase = "…" }; or extends = "DOCUMENT"',
                ),
            )
        if self.extends is not None and self.replaces is not None:
            raise fault(
                Text("extends 与 replaces 不能并用", "a benefit either extends or replaces"),
                Text(
                    "补充写 extends，整项取代写 replaces", "what adds to a rule extends, what takes its place replaces"
                ),
            )
        return self

    @property
    def readings_by_key(self) -> dict[str, tuple[str, ...]]:
        """Every reading that it names, by the key under which it does."""
        return super().readings_by_key | {"rounding_under": tuple(self.rounding_under)}

    @model_validator(mode="after")
    def other_days(self) -> BenefitTable:
        """The alternative of a benefit is its first day, or its first and last."""
        for reading in self.alternatives:
            self.days_under(reading)
        return self

    def days_under(self, reading: str) -> tuple[date, date | None]:
        """The first and last day under the alternative of a reading; `..` is no last day. Raises ValueError."""
        first, has_last, last = self.alternatives[reading].strip("'").partition("/")
        try:
            if not has_last:
                return date.fromisoformat(first), self.to
            return date.fromisoformat(first), None if last == ".." else date.fromisoformat(last)
        except ValueError:
            raise fault(
                Text(
                    f"另一种理解 {reading} 下应写待遇的起止日期",
                    f"the alternative of a benefit is its first day, or its first and last: {reading}",
                ),
                Text(
                    "写作 \"'2016-09-16'\" 或 \"'2016-09-16/2020-12-31'\"，没有末日的写 ..",
                    "write \"'2016-09-16'\" or \"'2016-09-16/2020-12-31'\", with .. where there is no last day",
                ),
            ) from None


class RecordedTable(Table):
    """A clause from which nothing can be computed, and why."""

    clause: str | list[str]
    citation: CitationTable
    reason: Words

    @property
    def clauses(self) -> tuple[str, ...]:
        """The ids of the recorded clauses."""
        return (self.clause,) if isinstance(self.clause, str) else tuple(self.clause)


class HeadTable(Table):
    """The instrument itself."""

    id: str = Field(pattern=r"^[a-z0-9-]+$")
    number: str = Field(min_length=1)
    short: str = ""
    """How it is named beside a rule, where its number is a long title."""
    title: Words
    issued: Day | None = None
    effective: Day | None = None
    to: Day | None = None
    horizon: Day | None = None
    status: Literal["draft", "in_force", "repealed"]
    alternatives: dict[str, Literal["in_force"]] = Field(default_factory=dict)
    """The readings under whose alternative a draft is in force."""

    @property
    def readings_by_key(self) -> dict[str, tuple[str, ...]]:
        """Every reading that it names, by the key under which it does."""
        return {"alternatives": tuple(self.alternatives)}

    @model_validator(mode="after")
    def dated(self) -> HeadTable:
        """What is in force has a first day."""
        if self.status != "draft" and self.effective is None:
            raise fault(
                Text(
                    "不是草案的文件须有施行日 effective",
                    "a document that is not a draft needs its first day, effective",
                ),
                Text(
                    '写 effective = 2021-03-01，或 status = "draft"',
                    'write effective = 2021-03-01, or status = "draft"',
                ),
            )
        return self


class PartTable(Table):
    """The tables that a document, or a part of one, may hold."""

    definitions: dict[str, DefinitionTable] = Field(default_factory=dict)
    conditions: dict[str, SharedConditionTable] = Field(default_factory=dict)
    benefits: dict[str, BenefitTable] = Field(default_factory=dict)
    recorded: list[RecordedTable] = Field(default_factory=list)


class DocumentTable(PartTable):
    """A whole policy document."""

    document: HeadTable


class NoticeTable(Table):
    """A rule outside the documents that may change the answer; it never changes an amount."""

    id: str
    title: Words
    text: Words
    source: str
    benefits: list[str] = Field(default_factory=list)
    kinds: list[str] = Field(default_factory=list)
    from_: Day | None = Field(default=None, alias="from")
    to: Day | None = None


class NoticesFile(Table):
    """`notices.toml`."""

    notices: list[NoticeTable] = Field(default_factory=list)


class StandardValueTable(Table):
    """One dated value of a local standard."""

    standard: str
    value: str | bool | int
    from_: Day = Field(alias="from")
    to: Day | None = None
    source: str = Field(min_length=1)
    number: str = ""
    address: str = ""
    confidence: Literal["high", "medium", "low", "inferred"]
    when: str | None = None
    review: Day | None = None


class StandardsFile(Table):
    """`standards.toml`."""

    standards: list[StandardValueTable] = Field(default_factory=list)


class PlaceFile(Table):
    """`place.toml`."""

    zh: str
    en: str
