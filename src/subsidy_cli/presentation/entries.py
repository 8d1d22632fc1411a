"""One benefit, quota or target in words."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from subsidy_cli.presentation.outline import Clause, ConditionLine, Entry, ItemLine, TestLine
from subsidy_cli.presentation.reasons import Reasons
from subsidy_cli.presentation.wording import FORCES, STATUSES, SUBJECTS
from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from subsidy_cli.citations import Citation
    from subsidy_cli.determination import BenefitOutcome, ConditionOutcome, Determination, LimitOutcome, TestOutcome
    from subsidy_cli.explanation.distance import Gap
    from subsidy_cli.explanation.story import Duty, Refusal, Undecided
    from subsidy_cli.facts.vocabulary import Vocabulary
    from subsidy_cli.presentation.wording import Wording

LONGEST_NUMBER = 16
_DETAILS = {
    "until": Text("享受至{}", "until {}"),
    "min_months": Text("至少享受{}个月", "for at least {} months"),
    "max_months": Text("最多享受{}个月", "for at most {} months"),
    "per_pupil": Text("每名学生{}元", "{} yuan per pupil"),
    "top_up": Text("补足{}元", "topped up by {} yuan"),
    "marks": Text("加{}分", "{} marks"),
    "items": Text("项目：{}", "items: {}"),
}
_MONTHS = Text("享受{}个月", "for {} months")
_SHOWN_ELSEWHERE = frozenset({"required", "comparison", "deadline"})
_RETIREMENT = Text("退休", "retirement")
_ROLES = {
    "condition": Text("条件", "condition"),
    "exclusion": Text("排除", "exclusion"),
    "requirement": Text("要求", "requirement"),
}
_HOLDS = {"met": Text("是", "yes"), "unmet": Text("否", "no"), "unknown": Text("未知", "unknown")}


@dataclass(frozen=True)
class Entries:
    """Puts the outcomes of one determination into words."""

    determination: Determination
    vocabulary: Vocabulary
    wording: Wording

    @property
    def reasons(self) -> Reasons:
        """The words for tests and gaps."""
        return Reasons(self.determination, self.vocabulary, self.wording)

    def due(self, outcome: BenefitOutcome) -> Entry:
        """A benefit that is due, with how its amount adds up."""
        return self._entry(
            outcome,
            amount=self._amount(outcome),
            missing=self._missing(outcome),
            items=tuple(self._items(outcome)),
            remarks=tuple(self._remarks(outcome)),
        )

    def optional(self, outcome: BenefitOutcome) -> Entry:
        """A benefit that the text allows or encourages, with the word that says so."""
        entry = self.due(outcome)
        return replace(entry, name=entry.name + self.wording.bracket(self.wording.say(FORCES[outcome.force])))

    def refused(self, refusal: Refusal) -> Entry:
        """A benefit that is not due, with the reason."""
        clause = refusal.decided_by.citation if refusal.decided_by is not None else refusal.outcome.citation
        return self._entry(refusal.outcome, reason=self.reasons.refusal(refusal), citation=clause)

    def undecided(self, undecided: Undecided) -> Entry:
        """A benefit that is open, with what it could be worth and what would settle it."""
        return self._entry(
            undecided.outcome,
            amount=self._possible(undecided),
            missing=self._missing(undecided.outcome),
            items=tuple(self._items(undecided.outcome)),
            remarks=tuple(self._remarks(undecided.outcome)),
        )

    def duty(self, duty: Duty) -> Entry:
        """A quota or target: its status, and each requirement with what was found."""
        wording = self.wording
        deadline = wording.pick("期限", "by ") + wording.join(duty.deadlines) if duty.deadlines else ""
        remarks = [
            wording.sentence([self._requirement(requirement, gap), deadline]) for requirement, gap in duty.requirements
        ]
        return self._entry(
            duty.outcome,
            amount=wording.say(STATUSES[duty.outcome.status]),
            missing=self._missing_of(duty),
            remarks=(*remarks, *self._remarks(duty.outcome)),
        )

    def _entry(
        self,
        outcome: BenefitOutcome,
        amount: str = "",
        reason: str = "",
        missing: tuple[str, ...] = (),
        items: tuple[ItemLine, ...] = (),
        remarks: tuple[str, ...] = (),
        citation: Citation | None = None,
    ) -> Entry:
        return Entry(
            id=outcome.id,
            name=self._name(outcome),
            amount=amount,
            clause=self.clause(citation or outcome.citation),
            reason=reason,
            missing=missing,
            items=items,
            remarks=remarks,
            conditions=tuple(self._conditions(outcome)),
        )

    def _name(self, outcome: BenefitOutcome) -> str:
        """The name; for a household the subject too, since its amount is not for one person."""
        name = self.wording.say(outcome.definition.label)
        if outcome.definition.subject != "household":
            return name
        return name + self.wording.bracket(self.wording.say(SUBJECTS["household"]))

    def _amount(self, outcome: BenefitOutcome) -> str:
        if outcome.amount is None:
            return ""
        return self.wording.amount(outcome.amount, outcome.definition.period)

    def _possible(self, undecided: Undecided) -> str:
        if undecided.outcome.definition.in_kind:
            return ""
        if undecided.possible is None:
            return self.wording.pick("金额待定", "amount open")
        return self.wording.amount(undecided.possible, undecided.outcome.definition.period)

    def _items(self, outcome: BenefitOutcome) -> Iterable[ItemLine]:
        if outcome.amount is None and outcome.status != "unknown":
            return
        period = outcome.definition.period
        for item in outcome.items:
            where = self._elsewhere(item.citation, outcome.citation)
            yield ItemLine(self.wording.say(item.name), self.wording.amount(item.amount, period), where)
        for limit in outcome.limits:
            if limit.applied:
                where = self._elsewhere(limit.citation, outcome.citation)
                yield ItemLine(self._limit(limit), self.wording.amount(limit.value, period), where)

    def _elsewhere(self, citation: Citation, benefit: Citation) -> str:
        """Where an item stands, if not where its benefit stands."""
        if (citation.document, citation.section) == (benefit.document, benefit.section):
            return ""
        return self.clause(citation).place

    def _limit(self, limit: LimitOutcome) -> str:
        side = self.wording.pick("封顶：", "no more than: ") if limit.side == "at_most" else self.wording.pick("保底：", "no less than: ")
        return side + self.wording.say(limit.name)

    def _missing(self, outcome: BenefitOutcome) -> tuple[str, ...]:
        """The facts and standards that are wanted, in file order."""
        return tuple(self._wanted(name) for name in outcome.missing)

    def _missing_of(self, duty: Duty) -> tuple[str, ...]:
        """What is wanted for a duty; not again what its one requirement already says is unknown."""
        missing = self._missing(duty.outcome)
        subjects = {self.wording.say(test.subject) for element, _ in duty.requirements for test in element.tests}
        return () if set(missing) <= subjects else missing

    def _wanted(self, name: str) -> str:
        label = self.wording.say(self.vocabulary.label(name))
        is_standard = name in self.vocabulary.standards
        return label + self.wording.bracket(self.wording.pick("标准", "standard")) if is_standard else label

    def _remarks(self, outcome: BenefitOutcome) -> Iterable[str]:
        wording = self.wording
        for displacement in outcome.displaced_by:
            name = wording.say(displacement.name)
            yield wording.pick(f"由更高的「{name}」替代，不计入合计", f"displaced by the higher {name}; not in the total")
        if outcome.definition.period == "loan" and outcome.amount is not None:
            yield wording.pick("贷款，不计入合计", "a loan; not in the total")
        for name, value in outcome.details.items():
            if name not in _SHOWN_ELSEWHERE:
                yield self._detail(name, value)
        for note in outcome.notes:
            yield wording.say(note)

    def _detail(self, name: str, value: object) -> str:
        form = _MONTHS if name == "until" and isinstance(value, int) else _DETAILS.get(name)
        shown = self.wording.say(_RETIREMENT) if value == "retirement" else _flat(value)
        return f"{name}: {shown}" if form is None else self.wording.say(form).format(shown)

    def _requirement(self, requirement: ConditionOutcome, gap: Gap | None) -> str:
        if not requirement.tests:
            return self.wording.pick("对本单位无要求", "nothing is required of this body")
        test = gap.test if gap is not None else requirement.tests[0]
        return self.reasons.test(test)

    def _conditions(self, outcome: BenefitOutcome) -> Iterable[ConditionLine]:
        for role, elements in (
            ("condition", outcome.conditions),
            ("exclusion", outcome.exclusions),
            ("requirement", outcome.requirements),
        ):
            for element in elements:
                yield self._condition(role, element)

    def _test(self, role: str, test: TestOutcome) -> str:
        return self.reasons.exclusion(test) if role == "exclusion" else self.reasons.test(test)

    @staticmethod
    def clause(citation: Citation) -> Clause:
        """Where a rule stands, and the phrase to look up."""
        return Clause(f"{short_name(citation)} {citation.section}".strip(), citation.phrase)

    def _condition(self, role: str, element: ConditionOutcome) -> ConditionLine:
        label = self.wording.say(_ROLES[role])
        if element.mode == "any" and role == "condition" and len(element.tests) > 1:
            label += self.wording.bracket(self.wording.pick("任一", "any"))
        return ConditionLine(
            role=label,
            outcome=self.wording.say(_HOLDS[element.outcome]),
            name=self.wording.say(element.name),
            clause=self.clause(element.citation),
            tests=tuple(
                TestLine(self.wording.say(_HOLDS[test.outcome]), self._test(role, test)) for test in element.tests
            ),
        )


def short_name(citation: Citation) -> str:
    """How a document is named beside a rule: by its number, or by its id where it has none and is cited by its title."""
    return citation.number if len(citation.number) <= LONGEST_NUMBER else citation.document


def _flat(value: object) -> str:
    if isinstance(value, dict):
        return "; ".join(f"{name} {_flat(each)}" for name, each in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(_flat(each) for each in value)
    return format(value, ".2f") if isinstance(value, Decimal) else str(value)
