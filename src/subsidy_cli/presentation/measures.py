"""What the bare figures of definitions are counted in, told by the rules that use them: `500` is yuan where an amount uses it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from subsidy_cli.expressions.nodes import Arithmetic, Call, Choice, Comparison, Lookup, Name, children
from subsidy_cli.presentation.sentences import YUAN, Sentences
from subsidy_cli.presentation.wording import Wording

if TYPE_CHECKING:
    from subsidy_cli.expressions.nodes import Node
    from subsidy_cli.programme.rules import BenefitRule, DefinitionRule, DetailRule, Programme


def sentences_for(programme: Programme, wording: Wording) -> Sentences:
    """Puts the rules of a programme into words, every figure with its unit."""
    return Sentences(programme, wording, measures(programme))


def measures(programme: Programme) -> dict[str, str]:
    """The unit of each definition that has none of its own, where a rule tells it."""
    measuring = _Measuring(Sentences(programme, Wording("zh")))
    for benefit in programme.benefits.values():
        measuring.benefit(benefit)
    for definition in programme.definitions.values():
        measuring.note(definition.rule.node, "")
    return measuring.found


def detail_unit(detail: DetailRule) -> str:
    """What the bare figures of a further result are counted in."""
    if detail.type.is_money:
        return YUAN
    return "months" if detail.id.endswith("months") else ""


@dataclass
class _Measuring:
    """Follows units from the rules down into the definitions that they use."""

    sentences: Sentences
    found: dict[str, str] = field(default_factory=dict)

    def benefit(self, rule: BenefitRule) -> None:
        amounts = [*(item.amount for item in rule.items), *(limit.value for limit in rule.limits)]
        for each in rule.rules:
            self.note(each.node, YUAN if each in amounts else "")

    def note(self, node: Node, unit: str) -> None:
        match node:
            case Name(name):
                self._name(name, unit)
            case Arithmetic("*", left, right):
                self.note(left, self.sentences.factor_unit(left, right, unit))
                self.note(right, self.sentences.factor_unit(right, left, unit))
            case Arithmetic(_, left, right):
                self._all((left, right), unit)
            case Comparison(_, left, right):
                self._all((left, right), self.sentences.unit(left) or self.sentences.unit(right))
            case Choice(condition, then, otherwise):
                self.note(condition, "")
                self._all((then, otherwise), unit)
            case Lookup(entries, _):
                self._all(tuple(value for _, value in entries), unit)
            case Call("yuan", arguments):
                self._all(arguments, YUAN)
            case Call("months", arguments):
                self._all(arguments, "months")
            case Call("min" | "max" | "ceil" | "round", arguments):
                self._all(arguments, unit)
            case _:
                self._all(children(node), "")

    def _all(self, nodes: tuple[Node, ...], unit: str) -> None:
        for node in nodes:
            self.note(node, unit)

    def _name(self, name: str, unit: str) -> None:
        definition = self.sentences.programme.definitions.get(name)
        if definition is not None and unit and name not in self.found and self._is_bare(definition):
            self.found[name] = unit
            self.note(definition.rule.node, unit)

    def _is_bare(self, definition: DefinitionRule) -> bool:
        return definition.type.kind == "number" and definition.type.unit is None
