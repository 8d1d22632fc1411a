"""A benefit as law in words: what must hold, what takes it away, what it gives, until when, and which text says so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from subsidy_cli.expressions.nodes import names
from subsidy_cli.facts.vocabulary import KINDS, PERIODS
from subsidy_cli.presentation.conditions import clause_of
from subsidy_cli.presentation.history import layers
from subsidy_cli.presentation.layout import wrap
from subsidy_cli.presentation.lines import Line, print_lines
from subsidy_cli.presentation.measures import detail_unit, sentences_for
from subsidy_cli.presentation.requirements import required_words
from subsidy_cli.presentation.sentences import YUAN
from subsidy_cli.presentation.wording import FORCES, SUBJECTS, Wording
from subsidy_cli.programme.compiling import used_names
from subsidy_cli.programme.readings import readings_of
from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from subsidy_cli.citations import Citation
    from subsidy_cli.facts.vocabulary import ReadingDefinition
    from subsidy_cli.library.shelf import Document
    from subsidy_cli.presentation.sentences import Sentences
    from subsidy_cli.programme.rules import (
        AbsentBenefit,
        BenefitRule,
        ConditionRule,
        DefinitionRule,
        ItemRule,
        Programme,
        RequirementRule,
        Rule,
    )
    from subsidy_cli.texts import Language

_ABSENCES = {
    "draft": Text("只见于草案，尚未施行", "only in a draft, not in force"),
    "not_yet": Text("尚未施行", "not in force yet"),
    "repealed": Text("已经失效", "no longer in force"),
}
_DETAILS = {
    "until": Text("享受到", "until"),
    "max_months": Text("最多月数", "months at most"),
    "min_months": Text("最少月数", "months at least"),
    "per_pupil": Text("每生标准", "per pupil"),
    "top_up": Text("补差", "top-up"),
    "marks": Text("分数", "marks"),
    "deadline": Text("期限", "deadline"),
}
_BOUNDS = {"at_least": Text("不低于", "at least "), "at_most": Text("不超过", "at most "), "exact": Text("", "")}


def render(
    programme: Programme,
    documents: Sequence[Document],
    benefit: str,
    language: Language,
    *,
    width: int = 80,
    color: bool = False,
    expressions: bool = False,
) -> str:
    """Write the law of a benefit; `expressions` adds each rule as the policy file has it."""
    sentences = sentences_for(programme, Wording(language, is_grouped=True))
    page = _Page(sentences, documents, width, expressions)
    rule = programme.benefits.get(benefit)
    lines = page.absent(programme.absent[benefit]) if rule is None else page.benefit(rule)
    return print_lines(lines, color=color)


@dataclass(frozen=True)
class _Page:
    """One page about one benefit."""

    sentences: Sentences
    documents: Sequence[Document]
    width: int
    expressions: bool

    @property
    def programme(self) -> Programme:
        return self.sentences.programme

    @property
    def wording(self) -> Wording:
        return self.sentences.wording

    def benefit(self, rule: BenefitRule) -> Iterator[Line]:
        """The whole page of a benefit in force."""
        yield from self._head(rule)
        yield from self._conditions(rule)
        yield from self._exclusions(rule)
        yield from self._gives(rule)
        yield from self._requirements(rule.requirements)
        yield from self._details(rule)
        yield from self._displacements(rule)
        yield from self._terms(rule)
        yield from self._notes(rule)
        yield from self._history(rule.id)
        yield from self._readings(rule)
        yield from self._asks(rule)

    def absent(self, benefit: AbsentBenefit) -> Iterator[Line]:
        """What is known of a benefit that is not in force."""
        pick = self.wording.pick
        yield from self._title(benefit.definition.id)
        yield from self._words(self.wording.say(_ABSENCES[benefit.reason]), 0)
        if benefit.start is not None:
            yield from self._words(pick(f"施行日：{benefit.start}", f"first day: {benefit.start}"), 0)
        if benefit.end is not None:
            yield from self._words(pick(f"最后一日：{benefit.end}", f"last day: {benefit.end}"), 0)
        yield from self._clause(benefit.citation, 0)
        yield from self._history(benefit.definition.id)

    # parts

    def _title(self, benefit: str) -> Iterator[Line]:
        programme, wording = self.programme, self.wording
        for line in self._words(f"{wording.say(programme.vocabulary.label(benefit))}  {benefit}", 0):
            yield line.in_style("bold")
        yield Line(f"{wording.say(programme.places.name(programme.place))}  {wording.day(programme.as_of)}")
        yield Line("=" * self.width)

    def _head(self, rule: BenefitRule) -> Iterator[Line]:
        wording, definition = self.wording, rule.definition
        yield from self._title(rule.id)
        said = (
            (Text("效力", "force"), FORCES[rule.force]),
            (Text("对象", "for"), SUBJECTS[definition.subject]),
            (Text("发放", "paid"), Text("非现金", "in kind") if definition.in_kind else PERIODS[definition.period]),
            (Text("类别", "kind"), KINDS[definition.kind]),
        )
        yield Line(
            "  ".join(wording.say(label) + wording.pick("：", ": ") + wording.say(value) for label, value in said)
        )
        yield from self._clause(rule.citation, 0)
        if rule.horizon is not None:
            yield from self._words(
                wording.pick(f"规划期至{wording.day(rule.horizon)}", f"plan until {wording.day(rule.horizon)}"), 0
            )

    def _conditions(self, rule: BenefitRule) -> Iterator[Line]:
        if rule.conditions:
            yield from self._heading(Text("条件（须全部符合）", "Conditions (all must hold)"))
        for number, condition in enumerate(rule.conditions, 1):
            yield from self._condition(number, condition)

    def _condition(self, number: int, condition: ConditionRule) -> Iterator[Line]:
        pick = self.wording.pick
        several = len(condition.tests) > 1
        mode = pick("（符合其一）", " (any one)") if several and condition.mode == "any" else ""
        yield from self._words(f"{number} {self.wording.say(condition.name)}{mode}", 1, hanging=2)
        for test in condition.tests:
            yield from self._rule(
                test, self.sentences.condition(test.node), mark="- " if several else "", name=condition.name
            )
        yield from self._clause(condition.citation, 2)

    def _exclusions(self, rule: BenefitRule) -> Iterator[Line]:
        if rule.exclusions:
            yield from self._heading(Text("排除（有其一即不享受）", "Exclusions (any one takes it away)"))
        for number, exclusion in enumerate(rule.exclusions, 1):
            yield from self._words(f"{number} {self.wording.say(exclusion.name)}", 1, hanging=2)
            yield from self._rule(exclusion.when, self.sentences.condition(exclusion.when.node), name=exclusion.name)
            yield from self._clause(exclusion.citation, 2)

    def _gives(self, rule: BenefitRule) -> Iterator[Line]:
        if rule.items:
            yield from self._heading(Text("金额（各项相加）", "What it gives (items add up)"))
        elif not rule.requirements:
            text = (
                Text("不发现金", "no money is paid")
                if rule.definition.in_kind
                else Text("金额未定", "no figure is stated")
            )
            yield from self._heading(Text("金额", "What it gives"))
            yield from self._words(self.wording.say(text), 1)
        for number, item in enumerate(rule.items, 1):
            yield from self._item(number, item, rule.citation)
        for limit in rule.limits:
            said = self.wording.say(_BOUNDS[limit.side]) + self.sentences.value(limit.value.node, YUAN)
            yield from self._words(f"{self.wording.say(limit.name)}{self.wording.pick('：', ': ')}{said}", 1)
            yield from self._expression(limit.value)
            yield from self._own_clause(limit.citation, rule.citation)

    def _item(self, number: int, item: ItemRule, default: Citation) -> Iterator[Line]:
        yield from self._words(f"{number} {self.wording.say(item.name)}", 1, hanging=2)
        bound = self.wording.say(_BOUNDS[item.bound])
        yield from self._rule(item.amount, bound + self.sentences.value(item.amount.node, YUAN))
        if item.when is not None:
            when = self.sentences.condition(item.when.node)
            yield from self._rule(item.when, self.wording.pick(f"限于：{when}", f"only if {when}"))
        yield from self._own_clause(item.citation, default)

    def _requirements(self, requirements: Iterable[RequirementRule]) -> Iterator[Line]:
        requirements = tuple(requirements)
        if requirements:
            yield from self._heading(Text("要求", "Requirements"))
        for number, requirement in enumerate(requirements, 1):
            yield from self._words(f"{number} {self.wording.say(requirement.name)}", 1, hanging=2)
            yield from self._words(self._required(requirement), 2)
            yield from self._expression(requirement.required)
            yield from self._clause(requirement.citation, 2)

    def _required(self, requirement: RequirementRule) -> str:
        per = None if requirement.per is None else requirement.per.node
        actual, required = requirement.actual.node, requirement.required.node
        said = required_words(self.sentences, actual, required, per, requirement.comparison)
        return self.wording.sentence([said, self._by(requirement)])

    def _by(self, requirement: RequirementRule) -> str:
        if requirement.deadline is None:
            return ""
        day = self.wording.day(requirement.deadline)
        return self.wording.pick(f"{day}前达到", f"by {day}")

    def _details(self, rule: BenefitRule) -> Iterator[Line]:
        if rule.details:
            yield from self._heading(Text("期限等", "Time limits and the like"))
        for detail in rule.details:
            label = self.wording.say(_DETAILS.get(detail.id, Text(detail.id, detail.id)))
            text = (
                f"{label}{self.wording.pick('：', ': ')}{self.sentences.value(detail.value.node, detail_unit(detail))}"
            )
            if detail.when is not None:
                when = self.sentences.condition(detail.when.node)
                text += self.wording.bracket(self.wording.pick(f"限于：{when}", f"only if {when}"))
            yield from self._words(text, 1)
            yield from self._expression(detail.value)

    def _displacements(self, rule: BenefitRule) -> Iterator[Line]:
        if rule.displacements:
            yield from self._heading(
                Text("择高（另一待遇较高时以它为准）", "Where another scheme is higher, it takes its place")
            )
        for displacement in rule.displacements:
            yield from self._words(self.wording.say(displacement.name), 1)
            yield from self._rule(displacement.when, self.sentences.condition(displacement.when.node))
            yield from self._own_clause(displacement.citation, rule.citation)

    def _terms(self, rule: BenefitRule) -> Iterator[Line]:
        definitions = self._used_definitions(rule)
        if definitions:
            yield from self._heading(Text("用语", "Terms"))
        for definition in definitions:
            yield from self._words(self.wording.say(definition.label), 1)
            yield from self._rule(definition.rule, self.sentences.definition(definition))
            yield from self._clause(definition.citation, 2)

    def _used_definitions(self, rule: BenefitRule) -> list[DefinitionRule]:
        """The terms that the rules of the benefit use, and the terms that those use."""
        found: dict[str, DefinitionRule] = {}
        waiting = [name for each in rule.rules for name in names(each.node)]
        while waiting:
            name = waiting.pop(0)
            definition = self.programme.definitions.get(name)
            if definition is not None and name not in found:
                found[name] = definition
                waiting += names(definition.rule.node)
        return list(found.values())

    def _notes(self, rule: BenefitRule) -> Iterator[Line]:
        if rule.notes:
            yield from self._heading(Text("说明", "Notes"))
        for note in rule.notes:
            yield from self._words(self.wording.say(note), 1)

    def _history(self, benefit: str) -> Iterator[Line]:
        yield from self._heading(Text("沿革", "History"))
        for layer in layers(self.documents, benefit):
            yield from self._words(layer.told(self.wording), 1)
            title = self.wording.say(layer.title)
            yield from self._words(title if layer.number == layer.title.zh else f"{layer.number} {title}", 2)

    def _readings(self, rule: BenefitRule) -> Iterator[Line]:
        known = self.programme.vocabulary.readings
        readings = [known[name] for name in readings_of(self.programme, rule) if name in known]
        if readings:
            yield from self._heading(Text("对条文的理解", "How the text is read"))
        for reading in readings:
            chosen = reading.alternative if reading.id in self.programme.chosen_readings else reading.default
            yield from self._words(f"{reading.id}", 1)
            yield from self._words(f"{self.wording.say(reading.question)} {self.wording.say(chosen)}", 2)
            yield from self._words(self._other_reading(reading), 2)

    def _other_reading(self, reading: ReadingDefinition) -> str:
        """The reading that was not taken, and why nothing can be recomputed under it where that is so."""
        pick, is_chosen = self.wording.pick, reading.id in self.programme.chosen_readings
        other = self.wording.say(reading.default if is_chosen else reading.alternative)
        told = pick(f"另一种理解：{other}", f"The other reading: {other}")
        if reading.not_computed is None:
            return told
        reason = self.wording.say(reading.not_computed)
        return told + pick(f"不能重算：{reason}", f" Nothing can be recomputed under it: {reason}")

    def _asks(self, rule: BenefitRule) -> Iterator[Line]:
        vocabulary, wording = self.programme.vocabulary, self.wording
        used = used_names(self.programme, [rule])
        for heading, table in (
            (Text("所需事实", "Facts it asks for"), vocabulary.facts),
            (Text("所需地方标准", "Local standards it uses"), vocabulary.standards),
        ):
            wanted = [name for name in used if name in table]
            if wanted:
                yield from self._heading(heading)
            for name in wanted:
                yield from self._words(f"{name}  {wording.say(vocabulary.label(name))}", 1, hanging=2)

    # lines

    def _heading(self, text: Text) -> Iterator[Line]:
        yield Line()
        yield Line(self.wording.say(text), "bold")

    def _words(self, text: str, depth: int, *, hanging: int = 0) -> Iterator[Line]:
        """A text below its heading; lines after the first may hang further in."""
        margin = "  " * depth
        for index, line in enumerate(wrap(text, self.width - len(margin) - hanging)):
            yield Line(margin + (" " * hanging if index else "") + line)

    def _rule(self, rule: Rule, words: str, mark: str = "", name: Text | None = None) -> Iterator[Line]:
        """A rule in words, unless its name has said the same."""
        if name is None or words != self.wording.say(name):
            yield from self._words(mark + words, 2, hanging=len(mark))
        yield from self._expression(rule)

    def _expression(self, rule: Rule) -> Iterator[Line]:
        if self.expressions:
            for line in self._words(" ".join(rule.text.split()), 3):
                yield line.in_style("cyan")

    def _own_clause(self, citation: Citation, default: Citation) -> Iterator[Line]:
        if citation != default:
            yield from self._clause(citation, 2)

    def _clause(self, citation: Citation, depth: int) -> Iterator[Line]:
        stands = clause_of(citation)
        for line in self._words(f"[{stands.place}] 「{stands.phrase}」", depth):
            yield line.in_style("bright_black")
