"""Composing the outline of a determination in one language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from subsidy_cli.explanation.questions import OpenQuestion, open_questions
from subsidy_cli.explanation.story import Absence, Story, tell
from subsidy_cli.facts.vocabulary import PERIODS
from subsidy_cli.presentation import headings
from subsidy_cli.presentation.basis import Basis
from subsidy_cli.presentation.entries import Entries
from subsidy_cli.presentation.outline import Entry, Group, Outline, Pair, Section, SectionName
from subsidy_cli.presentation.wording import SUBJECTS, Wording
from subsidy_cli.quantities import Amount

if TYPE_CHECKING:
    from collections.abc import Iterable

    from subsidy_cli.determination import Determination, Total
    from subsidy_cli.facts.vocabulary import Vocabulary
    from subsidy_cli.texts import Language

MOST_QUESTIONS = 5


def compose(
    determination: Determination, vocabulary: Vocabulary, language: Language, *, is_grouped: bool = False
) -> Outline:
    """Put a determination into words, in the order in which it is read."""
    composer = _Composer(determination, vocabulary, Wording(language, is_grouped))
    return composer.outline(tell(determination, vocabulary))


@dataclass(frozen=True)
class _Composer:
    determination: Determination
    vocabulary: Vocabulary
    wording: Wording

    def outline(self, story: Story) -> Outline:
        wording, determination = self.wording, self.determination
        basis = Basis(determination, self.vocabulary, wording)
        place = wording.say(determination.place_name)
        of_sums = self._readings_of_sums(story)
        readings = determination.readings
        return Outline(
            language=wording.language,
            title=wording.pick(f"{place}残疾人政策测算", f"Calculation for {place}"),
            day=wording.day(determination.as_of),
            documents=tuple(basis.documents()),
            notices=tuple(
                Pair(wording.say(notice.title), wording.say(notice.text), notice.source)
                for notice in determination.notices
            ),
            totals=tuple(self._totals()),
            totals_remark=self._totals_remark(story),
            sections=tuple(self._sections(story)),
            absent=tuple(self._absence(absence) for absence in story.absent),
            questions=tuple(self._questions()),
            standards=tuple(basis.standard(standard) for standard in determination.standards),
            assumed=tuple(basis.assumed(name, value) for name, value in determination.assumed.items()),
            readings=tuple(basis.reading(reading) for reading in readings if reading.id in of_sums),
            further_readings=tuple(basis.reading(reading) for reading in readings if reading.id not in of_sums),
            closing=wording.say(headings.CLOSING),
            digest=determination.digest,
        )

    def _readings_of_sums(self, story: Story) -> frozenset[str]:
        """The readings on which a paid sum depends, and those that were chosen against the default."""
        used = {name for outcome in story.payable for name in outcome.readings}
        return frozenset(used) | self.determination.chosen_readings

    # what it comes to

    def _totals(self) -> Iterable[Pair]:
        totals = self.determination.totals
        for period in sorted(totals, key=list(PERIODS).index):
            if _has_figure(totals[period]):
                words = self.wording.amount(_amount(totals[period]))
                yield Pair(self.wording.period(period), words, self._shares(totals[period]))

    def _shares(self, total: Total) -> str:
        """How a total divides between a person and the household, where both have a part."""
        shares = {subject: share for subject, share in total.subjects.items() if _has_figure(share)}
        if len(shares) < 2:
            return ""
        words = [f"{self.wording.say(SUBJECTS[each])} {self.wording.amount(_amount(shares[each]))}" for each in shares]
        return self.wording.sentence(words)

    def _totals_remark(self, story: Story) -> str:
        amounts = [outcome.amount for outcome in story.granted if outcome.amount is not None]
        without = sum(amount.bound == "unspecified" for amount in amounts)
        if not without:
            return ""
        counted = self.wording.count(without, "benefit")
        return self.wording.pick(
            f"另有{counted}应享待遇金额未定，未计入", f"not counted: {counted} due without a stated figure"
        )

    # section by section

    def _sections(self, story: Story) -> Iterable[Section]:
        entries = Entries(self.determination, self.vocabulary, self.wording)
        yield from self._section("payable", [entries.due(outcome) for outcome in story.payable])
        yield from self._section("granted", [entries.due(outcome) for outcome in story.granted])
        yield from self._section("displaced", [entries.due(outcome) for outcome in story.displaced])
        yield from self._section("optional", [entries.optional(outcome) for outcome in story.optional])
        yield from self._section("refused", [entries.refused(refusal) for refusal in story.refused])
        yield from self._section("undecided", [entries.undecided(each) for each in story.undecided])
        yield from self._section("duties", [entries.duty(duty) for duty in story.duties])

    def _section(self, name: SectionName, entries: list[Entry]) -> Iterable[Section]:
        if entries:
            mark, heading = headings.SECTIONS[name]
            yield Section(name, self.wording.say(mark), self.wording.say(heading), tuple(entries))

    def _absence(self, absence: Absence) -> Group:
        wording = self.wording
        days = []
        if absence.start is not None and absence.reason != "repealed":
            days.append(wording.pick(f"{absence.start}起施行", f"from {absence.start}"))
        if absence.end is not None:
            days.append(wording.pick(f"施行至{absence.end}", f"until {absence.end}"))
        names = tuple(wording.say(outcome.definition.label) for outcome in absence.outcomes)
        return Group(wording.sentence([wording.say(headings.ABSENCES[absence.reason]), *days]), names)

    def _questions(self) -> Iterable[Pair]:
        for question in open_questions(self.determination, self.vocabulary)[:MOST_QUESTIONS]:
            say = self.wording.say
            yield Pair(say(question.supply), say(question.wording), self._worth(question))

    def _worth(self, question: OpenQuestion) -> str:
        wording = self.wording
        counted = wording.pick("涉及", "concerns ") + wording.count(len(question.benefits), "benefit")
        if not question.money_month:
            return counted
        amount = wording.amount(Amount(question.money_month, question.money_month), "month")
        return wording.sentence([counted, wording.pick(f"最多{amount}", f"up to {amount}")])


def _amount(total: Total) -> Amount:
    return Amount(total.low, total.high)


def _has_figure(total: Total) -> bool:
    return total.low > 0 or total.high is not None
