"""The readings on which a benefit depends: its own, and those of every definition and benefit that its rules look at."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from subsidy_cli.expressions.nodes import looks, names

if TYPE_CHECKING:
    from subsidy_cli.programme.rules import BenefitRule, DefinitionRule, Programme, Rule


def readings_of(programme: Programme, rule: BenefitRule) -> tuple[str, ...]:
    """Every reading that an answer about a benefit used, each once, the benefit's own first."""
    collector = _Collector(programme)
    collector.benefit(rule.id, is_whole=True)
    return tuple(collector.found)


def readings_of_definition(programme: Programme, rule: DefinitionRule) -> tuple[str, ...]:
    """Every reading on which the value of a definition depends."""
    collector = _Collector(programme)
    collector.definition(rule.id)
    return tuple(collector.found)


@dataclass
class _Collector:
    """Follows the rules of a benefit."""

    programme: Programme
    found: dict[str, None] = field(default_factory=dict)
    _seen: set[tuple[str, bool]] = field(default_factory=set)
    _defined: set[str] = field(default_factory=set)

    def benefit(self, name: str, *, is_whole: bool) -> None:
        """A benefit as a whole, or only what decides its status."""
        if (name, is_whole) in self._seen:
            return
        self._seen.add((name, is_whole))
        rule = self.programme.benefits.get(name)
        if rule is None:
            absent = self.programme.absent.get(name)
            self._add(() if absent is None else absent.readings)
            return
        self._add(rule.all_readings if is_whole else rule.readings_of_status)
        for each in rule.rules if is_whole else rule.rules_of_status:
            self._rule(each)

    def definition(self, name: str) -> None:
        """A definition; another name has no readings."""
        rule = self.programme.definitions.get(name)
        if rule is not None and name not in self._defined:
            self._defined.add(name)
            self._add(rule.readings)
            self._rule(rule.rule)

    def _rule(self, rule: Rule) -> None:
        for name in names(rule.node):
            self.definition(name)
        for benefit, function in looks(rule.node):
            self.benefit(benefit, is_whole=function == "amount_of")

    def _add(self, readings: tuple[str, ...]) -> None:
        self.found.update(dict.fromkeys(readings))
