"""What the names in a rule mean on one day: facts, standards, definitions, benefits and places, with their types."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from subsidy_cli.diagnostics import Diagnostic, nearest
from subsidy_cli.expressions import types
from subsidy_cli.expressions.types import Type
from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from subsidy_cli.diagnostics import Place
    from subsidy_cli.facts.vocabulary import FactDefinition, StandardDefinition, Vocabulary
    from subsidy_cli.places import Gazetteer

AS_OF = "as_of"


def value_type(definition: FactDefinition | StandardDefinition) -> Type:
    """The type of a fact or standard in the rule language."""
    match definition.type:
        case "boolean":
            return types.BOOLEAN
        case "date":
            return types.DATE
        case "place":
            return types.PLACE
        case "text":
            return types.TEXT
        case "enum":
            return Type("enum", values=frozenset(getattr(definition, "values", {})))
    return types.number(definition.unit)


def benefit_unit(period: str) -> str:
    """The unit of what a benefit gives per period."""
    return f"{types.MONEY}/{period}" if period in {"month", "year"} else types.MONEY


def accepted_units(period: str) -> frozenset[str | None]:
    """The units in which an item of a benefit may be written."""
    if period == "month":
        return frozenset({None, "yuan/month"})
    return frozenset({None, types.MONEY, benefit_unit(period)})


def unknown_benefit(name: str, place: Place, vocabulary: Vocabulary) -> Diagnostic:
    """A benefit that has no public name, told alike by whoever comes upon it."""
    suggestion = nearest(name, vocabulary.benefits)
    hint = Text("编号见 data/vocabulary/benefits.toml", "the ids stand in data/vocabulary/benefits.toml")
    if suggestion is not None:
        hint = Text(f"是否为 {suggestion}？", f"did you mean {suggestion}?")
    message = Text(f"词汇表中没有待遇 {name}", f"the vocabulary has no benefit {name}")
    return Diagnostic("unknown-benefit", message, place, hint)


@dataclass
class Names:
    """The vocabulary that expressions of one programme are checked against."""

    vocabulary: Vocabulary
    places: Gazetteer
    definition_names: Iterable[str]
    known: Iterable[str]
    """Every benefit that the place knows."""
    definition_type: Callable[[str], Type | None]
    _cache: dict[str, Type | None] = field(default_factory=dict)

    def type_of(self, name: str) -> Type | None:
        """The type of a name, or None where there is no such name."""
        if name not in self._cache:
            self._cache[name] = self._find(name)
        return self._cache[name]

    def _find(self, name: str) -> Type | None:
        if name == AS_OF:
            return types.DATE
        if name in self.vocabulary.facts:
            return value_type(self.vocabulary.facts[name])
        if name in self.vocabulary.standards:
            return value_type(self.vocabulary.standards[name])
        return self.definition_type(name)

    def benefit_unit(self, benefit: str) -> str | None:
        """The unit of a benefit's amount."""
        if benefit not in self.vocabulary.benefits:
            return None
        return benefit_unit(self.vocabulary.benefits[benefit].period)

    def has_place(self, place: str) -> bool:
        """Whether a place is known."""
        return self.places.find(place) is not None

    def known_names(self) -> Iterable[str]:
        """Every name, for suggestions."""
        return [*self.vocabulary.facts, *self.vocabulary.standards, *self.definition_names, AS_OF]

    def known_benefits(self) -> Iterable[str]:
        """Every benefit id, for suggestions."""
        return self.vocabulary.benefits
