"""Composing the outline of a determination in one language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from subsidy_cli.explanation.questions import OpenQuestion, open_questions
from subsidy_cli.explanation.story import Absence, Story, tell
from subsidy_cli.explanation.terms import Term
from subsidy_cli.presentation.entries import Entries, short_name
from subsidy_cli.presentation.outline import Entry, Group, Outline, Pair, Section, SectionName
from subsidy_cli.presentation.reasons import Reasons
from subsidy_cli.presentation.wording import CONFIDENCES, ORIGINS, SUBJECTS, Wording
from subsidy_cli.quantities import Amount
from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from subsidy_cli.citations import Citation
    from subsidy_cli.determination import Determination, Total, UsedStandard
    from subsidy_cli.facts.vocabulary import ReadingDefinition, Vocabulary
    from subsidy_cli.texts import Language

MOST_QUESTIONS = 5

_HEADINGS: dict[SectionName, tuple[Text, Text]] = {
    "payable": (Text("应发", "due"), Text("应当发给的款项", "sums that must be paid")),
    "granted": (Text("应享", "due"), Text("应当提供：服务、优待，或金额未定", "must be given: in kind, or without a figure")),
    "displaced": (Text("择高", "displaced"), Text("由更高的待遇替代，不重复发给", "a higher scheme takes its place")),
    "optional": (Text("可给", "may"), Text("文件允许或鼓励给予，不计入合计", "allowed or encouraged, not in the total")),
    "refused": (Text("不符合", "not due"), Text("不应发给及原因", "not due, and why")),
    "undecided": (Text("待定", "open"), Text("资料或标准不全，尚不能判定", "not yet known, and what would settle it")),
    "duties": (Text("义务", "duties"), Text("配额、义务和指标", "quotas, obligations and targets")),
}
_ABSENCES = {
    "draft": Text("草案，尚无效力", "a draft, without force"),
    "not_yet": Text("尚未施行", "not yet in force"),
    "repealed": Text("已停止执行", "no longer in force"),
}
_CLOSING = Text(
    "本结果是依据上述文件所作的测算，须由主管部门核定后生效。",
    "This is a calculation from the documents above; it takes effect only when an official confirms it.",
)


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
        place = wording.say(determination.place_name)
        resting = self._readings_of_sums(story)
        return Outline(
            language=wording.language,
            title=wording.pick(f"{place}残疾人政策测算", f"Calculation for {place}"),
            day=wording.day(determination.as_of),
            documents=tuple(self._documents()),
            notices=tuple(
                Pair(wording.say(notice.title), wording.say(notice.text), notice.source)
                for notice in determination.notices
            ),
            totals=tuple(self._total(period, total) for period, total in determination.totals.items() if _has_figure(total)),
            totals_remark=self._totals_remark(story),
            sections=tuple(self._sections(story)),
            absent=tuple(self._absence(absence) for absence in story.absent),
            questions=tuple(self._question(each) for each in open_questions(determination, self.vocabulary)[:MOST_QUESTIONS]),
            standards=tuple(self._standard(standard) for standard in determination.standards),
            assumed=tuple(self._assumed(name, value) for name, value in determination.assumed.items()),
            readings=tuple(self._reading(each) for each in determination.readings if each.id in resting),
            further_readings=tuple(self._reading(each) for each in determination.readings if each.id not in resting),
            closing=wording.say(_CLOSING),
            digest=determination.digest,
        )

    # what it rests on

    def _documents(self) -> Iterable[Pair]:
        names = {citation.document: short_name(citation) for citation in self._citations()}
        for document in self.determination.documents:
            title = self.determination.document_titles.get(document)
            words = self.wording.say(title) if title is not None else ""
            yield Pair(names.get(document, document), words)

    def _citations(self) -> Iterable[Citation]:
        for outcome in self.determination.benefits:
            for element in (*outcome.conditions, *outcome.exclusions, *outcome.items, *outcome.requirements):
                yield element.citation
            yield outcome.citation

    def _standard(self, standard: UsedStandard) -> Pair:
        wording = self.wording
        said = [wording.say(ORIGINS[standard.origin]), standard.source]
        if standard.confidence is not None:
            said.append(wording.say(CONFIDENCES[standard.confidence]))
        if standard.start is not None:
            said.append(wording.pick(f"{standard.start}起", f"from {standard.start}"))
        if standard.review is not None and self.determination.as_of > standard.review:
            said.append(wording.pick(f"应于{standard.review}复核", f"was to be reviewed by {standard.review}"))
        return Pair(wording.say(standard.label), self._figure(standard), wording.sentence(said))

    def _figure(self, standard: UsedStandard) -> str:
        unit = self.vocabulary.standards[standard.id].unit or ""
        flat, _, period = unit.partition("/")
        value = self._value(standard.value, Term(flat))
        return value + self.wording.per(period) if flat == "yuan" and period else value

    def _value(self, value: str, term: Term) -> str:
        return Reasons(self.determination, self.vocabulary, self.wording).value(value, term)

    def _assumed(self, name: str, value: str) -> str:
        fact = self.vocabulary.facts.get(name)
        unit = "" if fact is None else (fact.unit or "").partition("/")[0]
        values = {} if fact is None else fact.values
        label = self.wording.say(self.vocabulary.label(name))
        shown = self._value(value, Term(unit, values))
        return self.wording.pick(f"{label}：{shown}", f"{label}: {shown}")

    def _readings_of_sums(self, story: Story) -> frozenset[str]:
        """The readings on which a paid sum depends, and those that were chosen against the default."""
        used = {name for outcome in story.payable for name in outcome.readings}
        return frozenset(used) | self.determination.chosen_readings

    def _reading(self, reading: ReadingDefinition) -> Pair:
        is_chosen = reading.id in self.determination.chosen_readings
        words = self.wording.say(reading.alternative if is_chosen else reading.default)
        return Pair(reading.id, words, self.wording.pick("另一种理解", "the alternative") if is_chosen else "")

    # what it comes to

    def _total(self, period: str, total: Total) -> Pair:
        wording = self.wording
        amount = wording.amount(Amount(total.low, total.high))
        return Pair(wording.period(period), amount, wording.sentence(self._shares(total)))

    def _shares(self, total: Total) -> list[str]:
        shares = {subject: share for subject, share in total.subjects.items() if _has_figure(share)}
        if len(shares) < 2:
            return []
        return [
            self.wording.say(SUBJECTS[subject]) + " " + self.wording.amount(Amount(share.low, share.high))
            for subject, share in shares.items()
        ]

    def _totals_remark(self, story: Story) -> str:
        without = [outcome for outcome in story.granted if outcome.amount is not None and outcome.amount.bound == "unspecified"]
        if not without:
            return ""
        counted = self.wording.count(len(without), "benefit")
        return self.wording.pick(
            f"另有{counted}应享待遇金额未定，未计入", f"{counted} more due without a stated figure, not counted here"
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
            mark, heading = _HEADINGS[name]
            yield Section(name, self.wording.say(mark), self.wording.say(heading), tuple(entries))

    def _absence(self, absence: Absence) -> Group:
        wording = self.wording
        days = []
        if absence.start is not None and absence.reason != "repealed":
            days.append(wording.pick(f"{absence.start}起施行", f"from {absence.start}"))
        if absence.end is not None:
            days.append(wording.pick(f"施行至{absence.end}", f"until {absence.end}"))
        names = tuple(wording.say(outcome.definition.label) for outcome in absence.outcomes)
        return Group(wording.sentence([wording.say(_ABSENCES[absence.reason]), *days]), names)

    def _question(self, question: OpenQuestion) -> Pair:
        wording = self.wording
        worth = wording.pick("涉及", "concerns ") + wording.count(len(question.benefits), "benefit")
        money = ""
        if question.money_month:
            amount = wording.amount(Amount(question.money_month, question.money_month), "month")
            money = wording.pick(f"最多{amount}", f"up to {amount}")
        return Pair(wording.say(question.supply), wording.say(question.wording), wording.sentence([worth, money]))


def _has_figure(total: Total) -> bool:
    return total.low > 0 or total.high is not None
