"""What differs between two programmes - of two days, two places, or two folders of policies - as frozen data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from subsidy_cli.expressions.nodes import names

if TYPE_CHECKING:
    from datetime import date

    from subsidy_cli.citations import Citation
    from subsidy_cli.documents.sections import Section
    from subsidy_cli.facts.vocabulary import BenefitDefinition
    from subsidy_cli.programme.rules import AbsentBenefit, BenefitRule, DefinitionRule, Programme, Rule
    from subsidy_cli.texts import Text
    from subsidy_cli.validation.standard_differences import StandardDifference

Aspect = Literal["rule", "name", "citation"]
Change = Literal["appears", "ends", "differs"]
Properties: TypeAlias = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Part:
    """An element of a benefit in a form in which any two can be compared."""

    section: Section
    id: str
    name: Text | None
    expressions: tuple[tuple[str, Rule], ...]
    """Every expression with its role, such as `when` or `amount`."""
    properties: Properties
    """What stands beside the expressions, such as the bound of an item."""
    citation: Citation | None

    @property
    def meaning(self) -> object:
        """What the element computes, apart from how it is written."""
        return tuple((role, rule.node) for role, rule in self.expressions), self.properties

    @property
    def names(self) -> frozenset[str]:
        """The facts, standards and definitions that it looks at."""
        return frozenset(name for _, rule in self.expressions for name in names(rule.node))

    def as_json(self) -> dict[str, Any]:
        """Give the element as it is written."""
        return {
            "name": None if self.name is None else self.name.as_json(),
            "rule": {role: rule.text for role, rule in self.expressions},
            **dict(self.properties),
            "citation": None if self.citation is None else self.citation.as_json(),
        }


@dataclass(frozen=True)
class PartDifference:
    """An element that one side has and the other has not, or has otherwise."""

    section: Section
    old: Part | None
    new: Part | None

    @property
    def id(self) -> str:
        """The id of the element, of the new side where it has one."""
        part = self.new or self.old
        assert part is not None
        return part.id

    @property
    def aspects(self) -> tuple[Aspect, ...]:
        """In what the two differ; nothing where one of them is not there."""
        if self.old is None or self.new is None:
            return ()
        pairs: tuple[tuple[Aspect, object, object], ...] = (
            ("rule", self.old.meaning, self.new.meaning),
            ("name", self.old.name, self.new.name),
            ("citation", self.old.citation, self.new.citation),
        )
        return tuple(aspect for aspect, old, new in pairs if old != new)

    @property
    def is_in_substance(self) -> bool:
        """Whether the rule itself differs, and not only its name or its clause."""
        return self.old is None or self.new is None or "rule" in self.aspects

    def as_json(self) -> dict[str, Any]:
        """Give both sides."""
        return {
            "section": self.section,
            "id": self.id,
            "aspects": list(self.aspects),
            "old": None if self.old is None else self.old.as_json(),
            "new": None if self.new is None else self.new.as_json(),
        }


@dataclass(frozen=True)
class BenefitDifference:
    """A benefit that appears, ends, or is regulated otherwise."""

    definition: BenefitDefinition
    old: BenefitRule | None
    new: BenefitRule | None
    parts: tuple[PartDifference, ...]
    definitions: tuple[str, ...] = ()
    """The definitions that both sides use and that differ."""
    absence: AbsentBenefit | None = None
    """Why the one side does not have it, where its documents know the benefit at all."""

    @property
    def change(self) -> Change:
        """What becomes of the benefit."""
        if self.old is None:
            return "appears"
        return "ends" if self.new is None else "differs"

    @property
    def changes_force(self) -> bool:
        """Whether both sides have it with another force."""
        return self.old is not None and self.new is not None and self.old.force != self.new.force

    @property
    def substance(self) -> tuple[PartDifference, ...]:
        """The elements whose rule differs."""
        return tuple(part for part in self.parts if part.is_in_substance)

    @property
    def is_in_substance(self) -> bool:
        """Whether anything differs beside names and clauses."""
        return self.change != "differs" or self.changes_force or bool(self.substance or self.definitions)

    def as_json(self) -> dict[str, Any]:
        """Give what became of it, and every element that differs."""
        return {
            "id": self.definition.id,
            "name": self.definition.label.as_json(),
            "kind": self.definition.kind,
            "change": self.change,
            "old": _benefit_json(self.old),
            "new": _benefit_json(self.new),
            "absence": None if self.absence is None else self.absence.reason,
            "differences": [part.as_json() for part in self.parts],
            "definitions": list(self.definitions),
        }


@dataclass(frozen=True)
class DefinitionDifference:
    """A definition that one side has and the other has not, or has otherwise."""

    id: str
    label: Text
    old: DefinitionRule | None
    new: DefinitionRule | None
    benefits: tuple[str, ...]
    """The benefits of either side that use it."""

    @property
    def is_in_substance(self) -> bool:
        """Whether the rule differs, and not only its clause."""
        return self.old is None or self.new is None or self.old.rule.node != self.new.rule.node

    def as_json(self) -> dict[str, Any]:
        """Give both sides, and the benefits that the definition matters to."""
        return {
            "id": self.id,
            "name": self.label.as_json(),
            "old": _definition_json(self.old),
            "new": _definition_json(self.new),
            "benefits": list(self.benefits),
        }


@dataclass(frozen=True)
class Side:
    """One of the two programmes."""

    place: str
    name: Text
    as_of: date
    documents: tuple[str, ...]
    folder: str = ""
    """Where its policies lie, where the two sides differ in that."""

    def as_json(self) -> dict[str, Any]:
        """Give what the side stands for."""
        found: dict[str, Any] = {
            "place": self.place,
            "name": self.name.as_json(),
            "as_of": self.as_of.isoformat(),
            "documents": list(self.documents),
        }
        return found | ({"folder": self.folder} if self.folder else {})


@dataclass(frozen=True)
class Comparison:
    """Everything in which two programmes differ."""

    old: Side
    new: Side
    benefits: tuple[BenefitDifference, ...]
    definitions: tuple[DefinitionDifference, ...]
    programmes: tuple[Programme, Programme]
    """Both sides whole, for words."""
    standards: tuple[StandardDifference, ...] = ()
    """The local standards with another value or document; none where only the law was compared."""

    @property
    def is_empty(self) -> bool:
        """Whether the two are the same."""
        return not (self.benefits or self.definitions or self.standards)

    def of(self, change: Change) -> tuple[BenefitDifference, ...]:
        """The benefits that appear, end or differ."""
        return tuple(each for each in self.benefits if each.change == change)

    def as_json(self) -> dict[str, Any]:
        """Give both sides, the counts and every difference."""
        changes: tuple[Change, ...] = ("appears", "ends", "differs")
        return {
            "old": self.old.as_json(),
            "new": self.new.as_json(),
            "counts": {
                **{change: len(self.of(change)) for change in changes},
                "definitions": len(self.definitions),
                "standards": len(self.standards),
            },
            "benefits": [each.as_json() for each in self.benefits],
            "definitions": [each.as_json() for each in self.definitions],
            "standards": [each.as_json() for each in self.standards],
        }


def _benefit_json(rule: BenefitRule | None) -> dict[str, Any] | None:
    if rule is None:
        return None
    return {"force": rule.force, "documents": list(rule.documents), "citation": rule.citation.as_json()}


def _definition_json(rule: DefinitionRule | None) -> dict[str, Any] | None:
    return None if rule is None else {"rule": rule.rule.text, "citation": rule.citation.as_json()}
