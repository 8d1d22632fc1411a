"""The law of a benefit for machines: every rule with its expression, its words in both languages and its clause."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from subsidy_cli.expressions.nodes import names
from subsidy_cli.presentation.history import layers
from subsidy_cli.presentation.measures import detail_unit, sentences_for
from subsidy_cli.presentation.sentences import YUAN
from subsidy_cli.presentation.wording import Wording
from subsidy_cli.programme.compiling import used_names
from subsidy_cli.programme.readings import readings_of
from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from subsidy_cli.facts.vocabulary import ReadingDefinition
    from subsidy_cli.library.shelf import Document
    from subsidy_cli.programme.rules import BenefitRule, Programme, Rule

SCHEMA = 1


def tell_law(programme: Programme, documents: Sequence[Document], benefit: str) -> dict[str, Any]:
    """Give the law of a benefit; one that is not in force has its reason and history only."""
    definition = programme.vocabulary.benefits[benefit]
    found: dict[str, Any] = {
        "schema": SCHEMA,
        "place": programme.place,
        "as_of": programme.as_of.isoformat(),
        "id": benefit,
        "name": definition.label.as_json(),
        "kind": definition.kind,
        "subject": definition.subject,
        "period": definition.period,
        "in_kind": definition.in_kind,
        "history": [layer.as_json() for layer in layers(documents, benefit)],
    }
    rule = programme.benefits.get(benefit)
    if rule is None:
        absent = programme.absent[benefit]
        days = {"from": absent.start, "to": absent.end}
        written = {key: None if day is None else day.isoformat() for key, day in days.items()}
        return found | {"not_in_force": {"reason": absent.reason, **written}, "citation": absent.citation.as_json()}
    return found | {"not_in_force": None} | _Teller(programme).benefit(rule)


class _Teller:
    """Writes the parts of a benefit."""

    def __init__(self, programme: Programme) -> None:
        self.programme = programme
        self.chinese = sentences_for(programme, Wording("zh"))
        self.english = sentences_for(programme, Wording("en"))

    def truth(self, rule: Rule) -> dict[str, Any]:
        words = Text(self.chinese.condition(rule.node), self.english.condition(rule.node))
        return {"text": rule.text, "words": words.as_json()}

    def value(self, rule: Rule, unit: str = "") -> dict[str, Any]:
        words = Text(self.chinese.value(rule.node, unit), self.english.value(rule.node, unit))
        return {"text": rule.text, "words": words.as_json()}

    def benefit(self, rule: BenefitRule) -> dict[str, Any]:
        vocabulary = self.programme.vocabulary
        used = used_names(self.programme, [rule])
        return {
            "force": rule.force,
            "citation": rule.citation.as_json(),
            "documents": list(rule.documents),
            "conditions": [
                {
                    "id": each.id,
                    "name": each.name.as_json(),
                    "mode": each.mode,
                    "tests": [self.truth(test) for test in each.tests],
                    "citation": each.citation.as_json(),
                }
                for each in rule.conditions
            ],
            "exclusions": [
                {
                    "id": each.id,
                    "name": each.name.as_json(),
                    **self.truth(each.when),
                    "citation": each.citation.as_json(),
                }
                for each in rule.exclusions
            ],
            "items": [
                {
                    "id": each.id,
                    "name": each.name.as_json(),
                    "bound": each.bound,
                    "amount": self.value(each.amount, YUAN),
                    "when": None if each.when is None else self.truth(each.when),
                    "citation": each.citation.as_json(),
                }
                for each in rule.items
            ],
            "limits": [
                {"id": each.id, "name": each.name.as_json(), "side": each.side, **self.value(each.value, YUAN)}
                for each in rule.limits
            ],
            "requirements": [
                {
                    "id": each.id,
                    "name": each.name.as_json(),
                    "actual": self.value(each.actual),
                    "comparison": each.comparison,
                    "required": self.value(each.required, self.chinese.unit(each.actual.node)),
                    "per": None if each.per is None else self.value(each.per),
                    "deadline": None if each.deadline is None else each.deadline.isoformat(),
                    "citation": each.citation.as_json(),
                }
                for each in rule.requirements
            ],
            "details": {each.id: self.value(each.value, detail_unit(each)) for each in rule.details},
            "displacements": [
                {"id": each.id, "name": each.name.as_json(), **self.truth(each.when)} for each in rule.displacements
            ],
            "definitions": self._definitions(rule),
            "facts": [name for name in used if name in vocabulary.facts],
            "standards": [name for name in used if name in vocabulary.standards],
            "notes": [note.as_json() for note in rule.notes],
            "readings": [self._reading(vocabulary.readings[name]) for name in self._readings(rule)],
        }

    def _readings(self, rule: BenefitRule) -> list[str]:
        known = self.programme.vocabulary.readings
        return [name for name in readings_of(self.programme, rule) if name in known]

    def _reading(self, reading: ReadingDefinition) -> dict[str, Any]:
        """An open question with both answers, which of them is used, and why the other cannot be computed."""
        is_chosen = reading.id in self.programme.chosen_readings
        return {
            "id": reading.id,
            "clause": reading.clause,
            "question": reading.question.as_json(),
            "default": reading.default.as_json(),
            "alternative": reading.alternative.as_json(),
            "chosen": "alternative" if is_chosen else "default",
            "not_computed": None if reading.not_computed is None else reading.not_computed.as_json(),
        }

    def _definitions(self, rule: BenefitRule) -> dict[str, Any]:
        """The terms that the benefit uses, and the terms that those use."""
        found: dict[str, Any] = {}
        waiting = [name for each in rule.rules for name in names(each.node)]
        while waiting:
            name = waiting.pop(0)
            definition = self.programme.definitions.get(name)
            if definition is None or name in found:
                continue
            words = Text(self.chinese.definition(definition), self.english.definition(definition))
            found[name] = {
                "label": definition.label.as_json(),
                "text": definition.rule.text,
                "words": words.as_json(),
                "citation": definition.citation.as_json(),
            }
            waiting += names(definition.rule.node)
        return found
