"""A determination for a terminal: eighty columns, two scripts, no drawing characters, colour never the only meaning."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from subsidy_cli.presentation import headings
from subsidy_cli.presentation.composing import compose
from subsidy_cli.presentation.layout import pad, width_of
from subsidy_cli.presentation.lines import Line, print_lines
from subsidy_cli.presentation.sheet import QUIET, Sheet
from subsidy_cli.presentation.terminal_sections import Sections
from subsidy_cli.presentation.wording import Wording

if TYPE_CHECKING:
    from collections.abc import Iterable

    from subsidy_cli.determination import Determination
    from subsidy_cli.facts.vocabulary import Vocabulary
    from subsidy_cli.presentation.outline import Outline, Pair
    from subsidy_cli.texts import Language

NARROWEST = 60
ABSENT_LINES = 2


def render(
    determination: Determination,
    vocabulary: Vocabulary,
    language: Language,
    width: int = 80,
    *,
    color: bool = False,
    detail: bool = False,
) -> str:
    """Write a determination for a screen; `detail` adds every condition with its tests."""
    outline = compose(determination, vocabulary, language, is_grouped=True)
    wording, width = Wording(language, is_grouped=True), max(width, NARROWEST)
    sections = Sections(wording, width, detail)
    frame = _Frame(wording, width, detail, outline)
    lines = [*frame.head()]
    for section in outline.sections:
        lines += sections.section(section)
    return print_lines([*lines, *frame.foot()], color=color)


@dataclass(frozen=True)
class _Frame(Sheet):
    """What stands before and after the sections."""

    outline: Outline

    # before

    def head(self) -> Iterable[Line]:
        outline = self.outline
        yield self.ends(outline.title, outline.day, "bold")
        for document in outline.documents:
            yield self.line(f"{document.label} {document.words}", QUIET)
        if not outline.documents:
            yield self.line(self.wording.say(headings.NO_DOCUMENT), QUIET)
        yield self.rule("=")
        for notice in outline.notices:
            yield from self._notice(notice)
        yield from self._totals()

    def _notice(self, notice: Pair) -> Iterable[Line]:
        mark = f"[{self.wording.say(headings.NOTICE)}] "
        yield self.line(mark + notice.label, "bold yellow")
        yield from self.paragraph(notice.words, indent=width_of(mark))
        if notice.remark:
            source = self.wording.say(headings.SOURCE) + notice.remark
            yield from self.paragraph(source, indent=width_of(mark), style=QUIET)

    def _totals(self) -> Iterable[Line]:
        outline, heading = self.outline, self.wording.say(headings.TOTAL)
        indent = width_of(heading) + 2
        if not outline.totals:
            yield self.line(pad(heading, indent) + self.wording.say(headings.NO_TOTAL), "bold")
        for index, total in enumerate(outline.totals):
            yield self.ends(pad(heading if index == 0 else "", indent) + total.label, total.words, "bold")
            if total.remark:
                yield from self.paragraph(total.remark, indent)
        if outline.totals_remark:
            yield from self.paragraph(outline.totals_remark, indent)

    # after

    def foot(self) -> Iterable[Line]:
        outline = self.outline
        yield from self._absent()
        yield from self._questions()
        yield from self._standards()
        if outline.assumed:
            yield from self.heading(self.wording.say(headings.ASSUMED))
            yield from self.paragraph(self.wording.pick("；", "; ").join(outline.assumed), indent=2)
        yield from self._readings()
        yield Line()
        yield from self.paragraph(outline.closing, style="bold")

    def _absent(self) -> Iterable[Line]:
        if self.outline.absent:
            yield from self.heading(self.wording.say(headings.ABSENT))
        for absence in self.outline.absent:
            label = absence.label + self.wording.pick("：", ": ")
            room = (self.width - 4) * ABSENT_LINES - width_of(label)
            names = self.wording.join(absence.names) if self.detail else self.fit(absence.names, room)
            yield from self.hanging("  ", label + names)

    def _questions(self) -> Iterable[Line]:
        if self.outline.questions:
            yield from self.heading(self.wording.say(headings.QUESTIONS))
        for number, question in enumerate(self.outline.questions, 1):
            yield from self.hanging(f"  {number} ", question.words)
            yield from self.paragraph(f"{question.label}  {question.remark}", indent=4, style=QUIET)

    def _standards(self) -> Iterable[Line]:
        if self.outline.standards:
            yield from self.heading(self.wording.say(headings.STANDARDS))
        for standard in self.outline.standards:
            beside = f"  {standard.label}{self.wording.bracket(standard.remark)}"
            if width_of(beside) + width_of(standard.words) + 2 <= self.width:
                yield self.ends(beside, standard.words)
            else:
                yield self.ends(f"  {standard.label}", standard.words)
                yield from self.paragraph(standard.remark, indent=4, style=QUIET)

    def _readings(self) -> Iterable[Line]:
        """Those on which a sum depends, a line each; all of them where the details are shown."""
        outline, further = self.outline, self.outline.further_readings
        if outline.readings or further:
            yield from self.heading(self.wording.say(headings.READINGS))
        for reading in (*outline.readings, *further) if self.detail else outline.readings:
            remark = f" [{reading.remark}]" if reading.remark else ""
            yield self.line(f"  {reading.label}{remark}  {reading.words}", QUIET)
        if further and not self.detail:
            counted = self.wording.count(len(further), "reading")
            more = self.wording.pick(
                f"只涉及其他待遇的{counted}，见 --detail", f"{counted} on other benefits: --detail"
            )
            yield self.line(f"  {more}", QUIET)
