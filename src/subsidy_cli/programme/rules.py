"""The compiled form of a programme: frozen rules, each with its text, its nodes and its citation."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeAlias

from subsidy_cli.expressions.nodes import Name
from subsidy_cli.facts.applicant import NARROWED

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from subsidy_cli.citations import Citation
    from subsidy_cli.expressions.nodes import Lookup, Node
    from subsidy_cli.expressions.types import Type
    from subsidy_cli.facts.vocabulary import BenefitDefinition, Vocabulary
    from subsidy_cli.places import Gazetteer
    from subsidy_cli.texts import Text

ForceWord = Literal["mandatory", "discretionary", "aspirational", "none"]
SIGNS = {"at_least": ">=", "above": ">", "at_most": "<=", "below": "<", "equal": "=="}
"""The comparison of a requirement as a sign."""

Absence = Literal["draft", "not_yet", "repealed"]


@dataclass(frozen=True, slots=True)
class Rule:
    """One expression: its text and its nodes."""

    text: str
    node: Node


@dataclass(frozen=True, slots=True)
class DefinitionRule:
    """A derived fact."""

    id: str
    label: Text
    rule: Rule
    type: Type
    citation: Citation
    readings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ConditionRule:
    """What must hold: all of the tests, or any of them."""

    id: str
    name: Text
    tests: tuple[Rule, ...]
    mode: Literal["all", "any"]
    citation: Citation
    readings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ExclusionRule:
    """What takes the benefit away."""

    id: str
    name: Text
    when: Rule
    citation: Citation
    readings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ItemRule:
    """One line of an amount."""

    id: str
    name: Text
    amount: Rule
    when: Rule | None
    bound: Literal["exact", "at_least", "at_most"]
    citation: Citation
    readings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LimitRule:
    """A ceiling or a floor on the sum."""

    id: str
    name: Text
    side: Literal["at_most", "at_least"]
    value: Rule
    citation: Citation
    readings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DetailRule:
    """A further result."""

    id: str
    value: Rule
    type: Type
    when: Rule | None
    readings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ForceRule:
    """Another force on one of the ways to the benefit."""

    force: ForceWord
    when: Rule
    citation: Citation
    readings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DisplacementRule:
    """Another scheme that takes this one's place where it is higher."""

    id: str
    name: Text
    when: Rule
    citation: Citation
    readings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RequirementRule:
    """What a quota or target asks for."""

    id: str
    name: Text
    actual: Rule
    required: Rule
    required_type: Type
    comparison: Literal["at_least", "above", "at_most", "below", "equal"]
    per: Rule | None
    deadline: date | None
    citation: Citation
    readings: tuple[str, ...]


PartRule: TypeAlias = (
    ConditionRule | ExclusionRule | ItemRule | LimitRule | ForceRule | DetailRule | DisplacementRule | RequirementRule
)
"""What a benefit is made of."""


@dataclass(frozen=True, slots=True)
class BenefitRule:
    """A benefit as it stands for one place on one day."""

    definition: BenefitDefinition
    force: ForceWord
    citation: Citation
    documents: tuple[str, ...]
    conditions: tuple[ConditionRule, ...] = ()
    exclusions: tuple[ExclusionRule, ...] = ()
    items: tuple[ItemRule, ...] = ()
    limits: tuple[LimitRule, ...] = ()
    forces: tuple[ForceRule, ...] = ()
    details: tuple[DetailRule, ...] = ()
    displacements: tuple[DisplacementRule, ...] = ()
    requirements: tuple[RequirementRule, ...] = ()
    notes: tuple[Text, ...] = ()
    readings: tuple[str, ...] = ()
    """Readings on which the benefit as a whole depends, and those under whose alternative it would have other parts."""
    horizon: date | None = None
    """Last day of the plan that regulates it, where it is one."""
    rounding: Literal["fen", "yuan"] = "fen"
    """To what the amount is rounded, half-up, once, at the end."""

    @property
    def id(self) -> str:
        """The public id."""
        return self.definition.id

    @property
    def all_readings(self) -> tuple[str, ...]:
        """The readings on which it depends, those of its parts included."""
        parts: tuple[PartRule, ...] = (
            *self.conditions,
            *self.exclusions,
            *self.items,
            *self.limits,
            *self.forces,
            *self.details,
            *self.displacements,
            *self.requirements,
        )
        return tuple(dict.fromkeys([*self.readings, *(name for part in parts for name in part.readings)]))

    @property
    def readings_of_status(self) -> tuple[str, ...]:
        """The readings on which it depends whether it is due, or met."""
        parts: tuple[PartRule, ...] = (*self.conditions, *self.exclusions, *self.requirements)
        return tuple(dict.fromkeys([*self.readings, *(name for part in parts for name in part.readings)]))

    @property
    def rules_of_status(self) -> tuple[Rule, ...]:
        """The expressions that decide whether it is due, or met."""
        found: list[Rule | None] = [test for condition in self.conditions for test in condition.tests]
        found += [exclusion.when for exclusion in self.exclusions]
        for requirement in self.requirements:
            found += [requirement.actual, requirement.required, requirement.per]
        return tuple(rule for rule in found if rule is not None)

    @property
    def rules(self) -> tuple[Rule, ...]:
        """Every expression of the benefit, in file order."""
        found: list[Rule | None] = [test for condition in self.conditions for test in condition.tests]
        found += [exclusion.when for exclusion in self.exclusions]
        for item in self.items:
            found += [item.when, item.amount]
        found += [limit.value for limit in self.limits]
        found += [force.when for force in self.forces]
        for detail in self.details:
            found += [detail.when, detail.value]
        found += [displacement.when for displacement in self.displacements]
        for requirement in self.requirements:
            found += [requirement.actual, requirement.required, requirement.per]
        return tuple(rule for rule in found if rule is not None)


@dataclass(frozen=True, slots=True)
class AbsentBenefit:
    """A benefit that the place knows, but that is not in force on the day."""

    definition: BenefitDefinition
    reason: Absence
    start: date | None
    end: date | None
    force: ForceWord
    citation: Citation
    readings: tuple[str, ...]
    """Readings on which it depends whether it is in force."""


@dataclass(frozen=True, slots=True)
class NoticeRule:
    """A rule outside the documents that may change the answer."""

    id: str
    title: Text
    text: Text
    source: str
    benefits: frozenset[str]
    kinds: frozenset[str]


@dataclass(frozen=True)
class Programme:
    """Everything in force for one place on one day."""

    place: str
    as_of: date
    digest: str
    documents: tuple[str, ...]
    benefits: Mapping[str, BenefitRule]
    """In order of the vocabulary."""
    absent: Mapping[str, AbsentBenefit]
    definitions: Mapping[str, DefinitionRule]
    vocabulary: Vocabulary
    places: Gazetteer
    notices: tuple[NoticeRule, ...] = ()
    chosen_readings: frozenset[str] = field(default_factory=frozenset)
    """Readings whose alternative was asked for."""
    drafts_in_force: frozenset[str] = field(default_factory=frozenset)
    """Drafts that were taken as in force, as asked or by the alternative of a reading; an answer from them is a trial."""

    def label(self, name: str) -> Text:
        """The words for a name: those of a definition in force, else those of the vocabulary."""
        definition = self.definitions.get(name)
        return self.vocabulary.label(name) if definition is None else definition.label

    def may_be_absent(self, table: Lookup) -> bool:
        """Whether a look-up may meet a key that its table does not have: not where every value of a fact is there."""
        fact = self.vocabulary.facts.get(table.key.id) if isinstance(table.key, Name) else None
        if fact is None:
            return True
        values = {True, False} if fact.type == "boolean" else set(fact.values)
        return not values or not values <= _keys(table)

    def settling(self, table: Lookup) -> str | None:
        """The yes-or-no fact which, where it holds, leaves an unknown key only values that the table has."""
        fact, values = NARROWED.get(table.key.id, (None, ())) if isinstance(table.key, Name) else (None, ())
        return fact if set(values) <= _keys(table) else None


def _keys(table: Lookup) -> set[object]:
    return {literal.value for literal, _ in table.entries}
