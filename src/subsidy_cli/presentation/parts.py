"""An element of a benefit in words: what it asks or gives, under which condition, and how its figure is to be read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from subsidy_cli.presentation.requirements import required_words
from subsidy_cli.presentation.wording import FORCES
from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from subsidy_cli.documents.sections import Section
    from subsidy_cli.expressions.nodes import Node
    from subsidy_cli.presentation.sentences import Sentences
    from subsidy_cli.presentation.wording import Wording
    from subsidy_cli.programme.rules import DefinitionRule
    from subsidy_cli.validation.comparison import Part

SECTIONS: dict[Section, Text] = {
    "conditions": Text("条件", "condition"),
    "exclusions": Text("排除", "exclusion"),
    "items": Text("金额", "item"),
    "limits": Text("限额", "limit"),
    "forces": Text("效力", "force"),
    "details": Text("细节", "detail"),
    "displacements": Text("择高", "displacement"),
    "requirements": Text("要求", "requirement"),
}
_BOUNDS = {"at_least": Text("不低于", "at least "), "at_most": Text("最高", "up to ")}
_SIDES = {"at_most": Text("不超过", "no more than "), "at_least": Text("不低于", "no less than ")}


@dataclass(frozen=True)
class Parts:
    """Puts the elements of one programme into words."""

    sentences: Sentences

    @property
    def wording(self) -> Wording:
        """The language."""
        return self.sentences.wording

    def words(self, part: Part) -> str:
        """The rule of an element as one sentence."""
        rules = {role: rule.node for role, rule in part.expressions}
        properties = dict(part.properties)
        match part.section:
            case "conditions":
                return self._tests(list(rules.values()), properties.get("mode") == "any")
            case "exclusions" | "displacements":
                return self.sentences.condition(rules["when"])
            case "items":
                bound = self.wording.say(_BOUNDS.get(properties["bound"], Text("", "")))
                return self._under(rules, bound + self._money(rules["amount"]))
            case "limits":
                return self.wording.say(_SIDES[properties["side"]]) + self._money(rules["value"])
            case "forces":
                return self._under(rules, self.wording.say(FORCES[properties["force"]]))
            case "details":
                return self._under(rules, self.sentences.value(rules["value"]))
        return self._requirement(rules, properties)

    def definition(self, rule: DefinitionRule) -> str:
        """The rule of a definition."""
        return self.sentences.definition(rule)

    def _tests(self, tests: list[Node], is_any: bool) -> str:
        """All of several tests, or any of them."""
        shown = [self.sentences.condition(test) for test in tests]
        if len(shown) == 1:
            return shown[0]
        lead = self.wording.pick("任一：", "any of: ") if is_any else self.wording.pick("全部：", "all of: ")
        return lead + self.wording.pick("；", "; ").join(shown)

    def _money(self, node: Node) -> str:
        return self.sentences.value(node, "yuan")

    def _under(self, rules: dict[str, Node], words: str) -> str:
        """What holds only under a condition."""
        when = rules.get("when")
        if when is None:
            return words
        condition = self.sentences.condition(when)
        return self.wording.pick(f"{condition}的：{words}", f"{words}, if {condition}")

    def _requirement(self, rules: dict[str, Node], properties: dict[str, str]) -> str:
        actual, required, per = rules["actual"], rules["required"], rules.get("per")
        said = required_words(self.sentences, actual, required, per, properties["comparison"])
        return self.wording.sentence([said, self._deadline(properties)])

    def _deadline(self, properties: dict[str, str]) -> str:
        if "deadline" not in properties:
            return ""
        day = self.wording.day(date.fromisoformat(properties["deadline"]))
        return self.wording.pick(f"期限{day}", f"by {day}")
