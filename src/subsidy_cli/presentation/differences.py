"""What differs between two programmes, for people and for machines."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from subsidy_cli.presentation.conditions import short_name
from subsidy_cli.presentation.layout import width_of, wrap
from subsidy_cli.presentation.lines import Line, print_lines
from subsidy_cli.presentation.measures import sentences_for
from subsidy_cli.presentation.parts import SECTIONS, Parts
from subsidy_cli.presentation.sheet import QUIET, Sheet
from subsidy_cli.presentation.standard_differences import StandardDifferences
from subsidy_cli.presentation.wording import FORCES, Wording
from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from subsidy_cli.citations import Citation
    from subsidy_cli.programme.rules import BenefitRule, DefinitionRule
    from subsidy_cli.texts import Language
    from subsidy_cli.validation.comparison import (
        BenefitDifference,
        Change,
        Comparison,
        DefinitionDifference,
        Part,
        PartDifference,
        Side,
    )

MARGIN = 2
_HEADINGS: dict[Change, Text] = {
    "appears": Text("新增", "appears"),
    "ends": Text("停止", "ends"),
    "differs": Text("改变", "differs"),
}
_OLD, _NEW = Text("旧", "old"), Text("新", "new")
_ABSENCES = {
    "draft": Text("只有草案规定，尚无效力", "only a draft regulates it"),
    "not_yet": Text("当日尚未施行", "not yet in force on that day"),
    "repealed": Text("当日已停止执行", "no longer in force on that day"),
}
_STYLES: dict[Change, str] = {"appears": "green", "ends": "red", "differs": "yellow"}


def render(
    comparisons: Sequence[Comparison],
    language: Language,
    *,
    width: int = 80,
    color: bool = False,
    detail: bool = False,
) -> str:
    """Write comparisons for a screen; `detail` adds every element of what appears or ends, and mere changes of clause."""
    lines: list[Line] = []
    for comparison in comparisons:
        if lines:
            lines.append(Line())
        lines += _Page(Wording(language), width, detail, comparison).lines()
    return print_lines(lines, color=color)


def changes(comparison: Comparison, wording: Wording, width: int) -> Iterator[Line]:
    """What differs in each benefit that both sides have, and the definitions behind it, without a head."""
    page = _Page(wording, width, False, comparison)
    for difference in comparison.of("differs"):
        yield from page.inside(difference)
    for definition in comparison.definitions:
        if definition.is_in_substance:
            yield from page.definition(definition)


@dataclass(frozen=True)
class _Page(Sheet):
    """The page of one comparison."""

    comparison: Comparison

    def lines(self) -> Iterator[Line]:
        yield from self._head()
        for change in _HEADINGS:
            yield from self._section(change)
        yield from self._definitions()
        yield from StandardDifferences(self.wording, self.width, self.detail, self.comparison).lines()
        yield from self._clauses_only()

    # the head

    def _head(self) -> Iterator[Line]:
        comparison, wording = self.comparison, self.wording
        yield Line(wording.pick("政策差异", "Differences between policies"), "bold")
        for label, side in ((_OLD, comparison.old), (_NEW, comparison.new)):
            yield from self._labelled(f"{wording.say(label)}  ", self._side(side), 0)
        yield self.rule("=")
        if comparison.is_empty:
            yield Line(wording.pick("没有差别", "no difference"))
        else:
            yield from self.paragraph(self._counts(), 0)

    def _side(self, side: Side) -> str:
        wording = self.wording
        documents = wording.join(side.documents) or wording.pick("没有在施行的文件", "no document in force")
        said = [wording.say(side.name), wording.day(side.as_of), side.folder]
        return wording.sentence(said) + wording.pick("：", ": ") + documents

    def _counts(self) -> str:
        """How many of each, mere changes of clause apart."""
        wording, comparison = self.wording, self.comparison
        differing = [each for each in comparison.of("differs") if each.is_in_substance]
        only_clause = len(comparison.of("differs")) - len(differing)
        definitions = [each for each in comparison.definitions if each.is_in_substance]
        standards = [each for each in comparison.standards if each.is_in_substance]
        return wording.pick(
            f"新增{len(comparison.of('appears'))}项，停止{len(comparison.of('ends'))}项，改变{len(differing)}项，"
            f"仅名称或条款不同{only_clause}项；定义改变{len(definitions)}项；标准改变{len(standards)}项",
            f"appear: {len(comparison.of('appears'))}; end: {len(comparison.of('ends'))}; differ: {len(differing)}; "
            f"the same rule under another name or clause: {only_clause}; definitions that differ: {len(definitions)}; "
            f"local standards that differ: {len(standards)}",
        )

    # benefits

    def _section(self, change: Change) -> Iterator[Line]:
        found = [each for each in self.comparison.of(change) if each.is_in_substance]
        if not found:
            return
        wording = self.wording
        yield Line()
        heading = f"[{wording.say(_HEADINGS[change])}]{wording.bracket(wording.count(len(found), 'benefit'))}"
        yield Line(heading, _STYLES[change])
        yield self.rule("-", QUIET)
        for difference in found:
            yield from self._differing(difference) if change == "differs" else self._whole(difference)

    def _title(self, difference: BenefitDifference, remark: str = "") -> Iterator[Line]:
        wording = self.wording
        name = wording.say(difference.definition.label)
        words = wording.sentence([f"{name} {difference.definition.id}", remark])
        first, *more = wrap(words, self.width)
        yield Line(first, "bold")
        yield from (Line(" " * MARGIN + line, "bold") for line in more)

    def _whole(self, difference: BenefitDifference) -> Iterator[Line]:
        """A benefit that only one side has: its force, its clause, and what it gives."""
        rule, parts = difference.new or difference.old, self._sides[difference.new is not None]
        assert rule is not None
        wording = self.wording
        yield from self._title(difference, wording.say(FORCES[rule.force]))
        yield from self._clause(rule.citation, MARGIN)
        if difference.absence is not None:
            other = self.comparison.old if difference.old is None else self.comparison.new
            said = wording.say(_ABSENCES[difference.absence.reason])
            yield from self.paragraph(f"{wording.day(other.as_of)}{wording.pick('：', ': ')}{said}", MARGIN)
        shown = [
            part for part in difference.parts if self.detail or part.section in {"items", "limits", "requirements"}
        ]
        for part in shown:
            element = part.new or part.old
            assert element is not None
            yield from self._labelled(
                f"{self._label(element, difference.definition.label)}{wording.pick('：', ': ')}",
                parts.words(element),
                MARGIN,
            )

    def _differing(self, difference: BenefitDifference) -> Iterator[Line]:
        yield from self._title(difference)
        yield from self.inside(difference)

    def inside(self, difference: BenefitDifference) -> Iterator[Line]:
        """Everything in which the two sides of a benefit differ."""
        wording = self.wording
        if difference.changes_force:
            assert difference.old is not None
            assert difference.new is not None
            words = [wording.say(FORCES[rule.force]) for rule in (difference.old, difference.new)]
            yield from self.paragraph(
                wording.pick(f"效力：旧为{words[0]}，新为{words[1]}", f"force: {words[0]} before, {words[1]} now"),
                MARGIN,
            )
        yield from self._documents(difference.old, difference.new)
        for part in difference.substance:
            yield from self._part(part)
        if difference.definitions:
            names = [self._definition_name(name) for name in difference.definitions]
            yield from self.paragraph(
                wording.pick("所用定义有变：", "uses definitions that differ: ") + wording.join(names), MARGIN
            )
        yield from self._unchanged(difference)

    def _documents(self, old: BenefitRule | None, new: BenefitRule | None) -> Iterator[Line]:
        if old is not None and new is not None and old.documents != new.documents:
            wording = self.wording
            sides = [wording.join(rule.documents) for rule in (old, new)]
            yield from self.paragraph(
                wording.pick(f"文件：旧 {sides[0]}；新 {sides[1]}", f"documents before: {sides[0]}; now: {sides[1]}"),
                MARGIN,
            )

    def _part(self, part: PartDifference) -> Iterator[Line]:
        wording = self.wording
        state = (
            wording.pick("新增", "added")
            if part.old is None
            else wording.pick("取消", "removed")
            if part.new is None
            else wording.pick("改变", "changed")
        )
        element = part.new or part.old
        assert element is not None
        yield from self.paragraph(f"- {state}{wording.pick('', ' ')}{self._label(element)}", MARGIN)
        for label, side, is_new in ((_OLD, part.old, False), (_NEW, part.new, True)):
            if side is not None:
                yield from self._element(label, side, self._sides[is_new])

    def _element(self, label: Text, part: Part, parts: Parts) -> Iterator[Line]:
        """One side of an element: in words, as it is written, and its clause."""
        lead = f"{self.wording.say(label)} "
        yield from self._labelled(lead, parts.words(part), 2 * MARGIN)
        indent = 2 * MARGIN + width_of(lead)
        for _, rule in part.expressions:
            yield from self.paragraph(rule.text, indent, QUIET)
        if part.citation is not None:
            yield from self._clause(part.citation, indent)

    def _unchanged(self, difference: BenefitDifference) -> Iterator[Line]:
        """The elements that have only another name or clause."""
        others = [part for part in difference.parts if not part.is_in_substance]
        if not others:
            return
        wording = self.wording
        if self.detail:
            for part in others:
                yield from self._part(part)
            return
        names = [self._label(part.new) for part in others if part.new is not None]
        said = wording.pick("规则相同而名称或条款不同：", "same rule, another name or clause: ")
        yield from self.paragraph(said + wording.join(names), MARGIN)

    # definitions

    def _definitions(self) -> Iterator[Line]:
        found = [each for each in self.comparison.definitions if each.is_in_substance]
        if not found:
            return
        wording = self.wording
        yield Line()
        heading = f"[{wording.pick('定义', 'definitions')}]{wording.bracket(wording.count(len(found), 'definition'))}"
        yield Line(heading, "cyan")
        yield self.rule("-", QUIET)
        for difference in found:
            yield from self.definition(difference)

    def definition(self, difference: DefinitionDifference) -> Iterator[Line]:
        """Both sides of a definition."""
        wording = self.wording
        is_both = difference.old is not None and difference.new is not None
        remark = "" if is_both else wording.say(_HEADINGS["appears" if difference.new else "ends"])
        yield from self._bold(wording.sentence([self._named(wording.say(difference.label), difference.id), remark]))
        for label, rule, is_new in ((_OLD, difference.old, False), (_NEW, difference.new, True)):
            if rule is not None:
                yield from self._definition_side(label, rule, self._sides[is_new])
        names = [self._benefit_name(name) for name in difference.benefits]
        if names:
            yield from self.paragraph(wording.pick("用于：", "used by: ") + wording.join(names), MARGIN)

    def _definition_side(self, label: Text, rule: DefinitionRule, parts: Parts) -> Iterator[Line]:
        lead = f"{self.wording.say(label)} "
        yield from self._labelled(lead, parts.definition(rule), MARGIN)
        yield from self.paragraph(rule.rule.text, MARGIN + width_of(lead), QUIET)
        yield from self._clause(rule.citation, MARGIN + width_of(lead))

    # what is only said elsewhere

    def _clauses_only(self) -> Iterator[Line]:
        found = [each for each in self.comparison.of("differs") if not each.is_in_substance]
        if not found:
            return
        wording = self.wording
        yield Line()
        said = wording.pick("规则相同，名称或条款不同", "the same rule under another name or clause")
        yield Line(f"[{said}]{wording.bracket(wording.count(len(found), 'benefit'))}")
        yield self.rule("-", QUIET)
        if not self.detail:
            yield from self.paragraph(wording.join([wording.say(each.definition.label) for each in found]), 0)
            return
        for difference in found:
            yield from self._title(difference)
            for label, rule in ((_OLD, difference.old), (_NEW, difference.new)):
                if rule is not None:
                    yield from self._labelled(f"{wording.say(label)} ", self._cited(rule.citation), MARGIN)

    # words and lines

    @cached_property
    def _sides(self) -> tuple[Parts, Parts]:
        """The words of both programmes."""
        old, new = self.comparison.programmes
        return Parts(sentences_for(old, self.wording)), Parts(sentences_for(new, self.wording))

    def _label(self, part: Part, benefit: Text | None = None) -> str:
        """What an element is and how it is called; not again by the name of its benefit."""
        section = self.wording.say(SECTIONS[part.section])
        if benefit is not None and part.name == benefit:
            return section
        name = part.id if part.name is None else self.wording.say(part.name)
        return self.wording.pick(f"{section}「{name}」", f'{section} "{name}"')

    @staticmethod
    def _named(label: str, name: str) -> str:
        """A name in words with its id; once where it has no words."""
        return name if label == name else f"{label} {name}"

    def _definition_name(self, name: str) -> str:
        return self.wording.say(self.comparison.programmes[1].vocabulary.label(name))

    def _benefit_name(self, name: str) -> str:
        return self.wording.say(self.comparison.programmes[1].vocabulary.label(name))

    def _cited(self, citation: Citation) -> str:
        return f"{short_name(citation)} {citation.section}「{citation.phrase}」"

    def _clause(self, citation: Citation, indent: int) -> Iterator[Line]:
        yield from self.paragraph(self._cited(citation), indent, QUIET)

    def _bold(self, words: str) -> Iterator[Line]:
        yield from (Line(line, "bold") for line in wrap(words, self.width))

    def _labelled(self, label: str, words: str, indent: int) -> Iterable[Line]:
        """A label with its words, which go on below themselves where the label is short."""
        mark = " " * indent + label
        if width_of(mark) > self.width // 2:
            return self.hanging(" " * indent, label + words)
        return self.hanging(mark, words)
