"""Conditions, exclusions and requirements in words, each with its tests."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from subsidy_cli.presentation.outline import Clause, ConditionLine, TestLine
from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from subsidy_cli.citations import Citation
    from subsidy_cli.determination import BenefitOutcome, ConditionOutcome
    from subsidy_cli.presentation.reasons import Reasons
    from subsidy_cli.presentation.wording import Wording

LONGEST_NUMBER = 16
_CONDITION, _EXCLUSION = Text("条件", "condition"), Text("排除", "exclusion")
_REQUIREMENT, _ANY = Text("要求", "requirement"), Text("任一", "any")
_HOLDS = {"met": Text("是", "yes"), "unmet": Text("否", "no"), "unknown": Text("未知", "unknown")}


def conditions_of(outcome: BenefitOutcome, reasons: Reasons) -> tuple[ConditionLine, ...]:
    """Everything that was asked about a benefit, in file order."""
    words = _Conditions(reasons)
    return (
        *(words.condition(element) for element in outcome.conditions),
        *(words.exclusion(element) for element in outcome.exclusions),
        *(words.requirement(element) for element in outcome.requirements),
    )


@dataclass(frozen=True)
class _Conditions:
    reasons: Reasons

    @property
    def wording(self) -> Wording:
        return self.reasons.wording

    def condition(self, element: ConditionOutcome) -> ConditionLine:
        """A condition, with the word for one of which any test will do."""
        role = self.wording.say(_CONDITION)
        if element.mode == "any" and len(element.tests) > 1:
            role += self.wording.bracket(self.wording.say(_ANY))
        return self._line(role, element, [self.reasons.test(test) for test in element.tests])

    def exclusion(self, element: ConditionOutcome) -> ConditionLine:
        """An exclusion; its tests count against the applicant."""
        sentences = [self.reasons.exclusion(test) for test in element.tests]
        return self._line(self.wording.say(_EXCLUSION), element, sentences)

    def requirement(self, element: ConditionOutcome) -> ConditionLine:
        """What a quota or target asks for."""
        return self._line(self.wording.say(_REQUIREMENT), element, [self.reasons.test(test) for test in element.tests])

    def _line(self, role: str, element: ConditionOutcome, sentences: list[str]) -> ConditionLine:
        say = self.wording.say
        return ConditionLine(
            role=role,
            outcome=say(_HOLDS[element.outcome]),
            name=say(element.name),
            clause=clause_of(element.citation),
            tests=tuple(
                TestLine(say(_HOLDS[test.outcome]), sentence)
                for test, sentence in zip(element.tests, sentences, strict=True)
            ),
        )


def clause_of(citation: Citation) -> Clause:
    """Where a rule stands, and the phrase to look up."""
    return Clause(f"{short_name(citation)} {citation.section}".strip(), citation.phrase)


def short_name(citation: Citation) -> str:
    """How a document is named beside a rule: by its short name or number, or by its id where it has only a long title."""
    return citation.short or short_number(citation.number, citation.document)


def short_number(number: str, document: str) -> str:
    """The number of a document, or its id where the number is a long title."""
    return number if len(number) <= LONGEST_NUMBER else document
