"""One benefit, quota or target in words."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from subsidy_cli.presentation import headings
from subsidy_cli.presentation.conditions import clause_of, conditions_of
from subsidy_cli.presentation.outline import Entry, ItemLine
from subsidy_cli.presentation.reasons import Reasons
from subsidy_cli.presentation.remarks import remarks_on
from subsidy_cli.presentation.wording import STATUSES, SUBJECTS
from subsidy_cli.quantities import Amount

if TYPE_CHECKING:
    from collections.abc import Iterable

    from subsidy_cli.citations import Citation
    from subsidy_cli.determination import BenefitOutcome, ConditionOutcome, Determination, LimitOutcome
    from subsidy_cli.explanation.distance import Gap
    from subsidy_cli.explanation.story import Duty, Refusal, Undecided
    from subsidy_cli.facts.vocabulary import Vocabulary
    from subsidy_cli.presentation.wording import Wording

_NOTHING = Amount(Decimal("0.00"), Decimal("0.00"))


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
        amount = "" if outcome.amount is None else self.wording.amount(outcome.amount, outcome.definition.period)
        return self._with_sum(outcome, amount)

    def optional(self, outcome: BenefitOutcome) -> Entry:
        """A benefit that the text allows or encourages, with the word that says so."""
        entry = self.due(outcome)
        return replace(
            entry, name=entry.name + self.wording.bracket(self.wording.say(headings.OPTIONAL[outcome.force]))
        )

    def refused(self, refusal: Refusal) -> Entry:
        """A benefit that is not due, with the reason and the clause of the reason."""
        entry = replace(self._plain(refusal.outcome), reason=self.reasons.refusal(refusal))
        return entry if refusal.decided_by is None else replace(entry, clause=clause_of(refusal.decided_by.citation))

    def undecided(self, undecided: Undecided) -> Entry:
        """A benefit that is open, with what it could be worth and what would settle it."""
        return self._with_sum(undecided.outcome, self._possible(undecided))

    def duty(self, duty: Duty) -> Entry:
        """A quota or target: its status, and each requirement with what was found."""
        wording = self.wording
        deadline = wording.pick("期限", "by ") + wording.join(duty.deadlines) if duty.deadlines else ""
        requirements = [
            wording.sentence([self._requirement(requirement, gap), deadline]) for requirement, gap in duty.requirements
        ]
        return replace(
            self._plain(duty.outcome),
            amount=wording.say(STATUSES[duty.outcome.status]),
            missing=self._missing_of(duty),
            remarks=(*requirements, *remarks_on(duty.outcome, wording)),
        )

    def _plain(self, outcome: BenefitOutcome) -> Entry:
        return Entry(
            id=outcome.id,
            name=self._name(outcome),
            amount="",
            clause=clause_of(outcome.citation),
            conditions=conditions_of(outcome, self.reasons),
        )

    def _with_sum(self, outcome: BenefitOutcome, amount: str) -> Entry:
        return replace(
            self._plain(outcome),
            amount=amount,
            missing=self._missing(outcome),
            items=tuple(self._items(outcome)),
            remarks=tuple(remarks_on(outcome, self.wording)),
        )

    def _name(self, outcome: BenefitOutcome) -> str:
        """The name; for a household the subject too, since its amount is not for one person."""
        name = self.wording.say(outcome.definition.label)
        if outcome.definition.subject != "household":
            return name
        return name + self.wording.bracket(self.wording.say(SUBJECTS["household"]))

    def _possible(self, undecided: Undecided) -> str:
        if undecided.outcome.definition.in_kind:
            return ""
        if undecided.possible is None:
            return self.wording.pick("金额待定", "amount open")
        return self.wording.amount(undecided.possible, undecided.outcome.definition.period)

    # how an amount adds up

    def _items(self, outcome: BenefitOutcome) -> Iterable[ItemLine]:
        """The lines of an amount, without those that add nothing, then the limits that changed it."""
        worth = [item for item in outcome.items if item.amount != _NOTHING]
        for item in worth or outcome.items:
            yield self._item(outcome, self.wording.say(item.name), item.amount, item.citation)
        for limit in outcome.limits:
            if limit.applied:
                yield self._item(outcome, self._limit(limit), limit.value, limit.citation)

    def _item(self, outcome: BenefitOutcome, name: str, amount: Amount, citation: Citation) -> ItemLine:
        is_elsewhere = (citation.document, citation.section) != (outcome.citation.document, outcome.citation.section)
        where = clause_of(citation).place if is_elsewhere else ""
        return ItemLine(name, self.wording.amount(amount, outcome.definition.period), where)

    def _limit(self, limit: LimitOutcome) -> str:
        ceiling, floor = self.wording.pick("封顶：", "no more than: "), self.wording.pick("保底：", "no less than: ")
        return (ceiling if limit.side == "at_most" else floor) + self.wording.say(limit.name)

    # what is wanted

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

    def _requirement(self, requirement: ConditionOutcome, gap: Gap | None) -> str:
        if not requirement.tests:
            return self.wording.pick("对本单位无要求", "nothing is required of this body")
        return self.reasons.test(requirement.tests[0] if gap is None else gap.test)
