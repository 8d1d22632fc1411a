"""What the figures of a test are counted in, and which words its values stand for."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from subsidy_cli.expressions.nodes import Call, Comparison, Membership, Name, Node, Not, names, walk
from subsidy_cli.expressions.parsing import MistakeError, parse

if TYPE_CHECKING:
    from collections.abc import Mapping

    from subsidy_cli.determination import Determination, TestOutcome
    from subsidy_cli.facts.vocabulary import FactDefinition, StandardDefinition, Vocabulary
    from subsidy_cli.texts import Text

YUAN, AGE, RATIO, GRADE = "yuan", "age", "ratio", "grade"


@dataclass(frozen=True, slots=True)
class Term:
    """How to read the values of a test: their unit (empty for a bare figure) and the words of an enum."""

    unit: str = ""
    values: Mapping[str, Text] = field(default_factory=dict)


@dataclass(frozen=True)
class Terms:
    """Reads the text of tests with the vocabulary of one determination."""

    determination: Determination
    vocabulary: Vocabulary

    def of(self, test: TestOutcome) -> Term:
        """The term of a test; an empty one where its text says nothing."""
        try:
            node = _compared(parse(test.text))
        except MistakeError:
            return Term()
        if _is_age(node):
            return Term(AGE)
        used = names(node)
        units = [unit for name in used if (unit := self._unit(name, test)) is not None]
        if YUAN in units:
            return Term(YUAN)
        known = [definition for name in used if (definition := self._definition(name)) is not None]
        return Term(_shared_unit(units), _words(known))

    def _definition(self, name: str) -> FactDefinition | StandardDefinition | None:
        return self.vocabulary.facts.get(name) or self.vocabulary.standards.get(name)

    def _unit(self, name: str, test: TestOutcome) -> str | None:
        definition, derived = self._definition(name), self.determination.definition(name)
        stated = dict(test.units).get(name)
        if stated is not None:
            return _plain(stated)
        if derived is not None and derived.amount is not None:
            return YUAN
        if definition is None:
            return None
        return YUAN if definition.type == "money" else definition.unit


def _compared(node: Node) -> Node:
    """What a test looks at: the side of a comparison that has names, the item of a membership."""
    while isinstance(node, Not):
        node = node.operand
    match node:
        case Comparison(_, left, right):
            return left if names(left) or not names(right) else right
        case Membership(item):
            return item
    return node


def _is_age(node: Node) -> bool:
    return any(
        (isinstance(part, Call) and part.function == "age") or (isinstance(part, Name) and part.id == "age")
        for part in walk(node)
    )


def _plain(unit: str) -> str:
    """A unit without the span of time that it is for."""
    return YUAN if unit.partition("/")[0] == YUAN else unit


def _shared_unit(units: list[str]) -> str:
    """The unit of the counts; a rate leaves the unit of what it is applied to alone."""
    counts = [unit for unit in units if unit != RATIO]
    return (counts or units or [""])[0]


def _words(definitions: list[FactDefinition | StandardDefinition]) -> Mapping[str, Text]:
    for definition in definitions:
        values: Mapping[str, Text] = getattr(definition, "values", {})
        if values:
            return values
    return {}
