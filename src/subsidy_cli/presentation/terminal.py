"""A determination for a terminal: eighty columns, two scripts, no drawing characters, colour never the only meaning."""

from __future__ import annotations

from dataclasses import dataclass
from io import StringIO
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text as Line

from subsidy_cli.presentation.composing import compose
from subsidy_cli.presentation.layout import cut, fit, pad, two_ends, width_of, wrap
from subsidy_cli.presentation.wording import Wording

if TYPE_CHECKING:
    from collections.abc import Iterable

    from subsidy_cli.determination import Determination
    from subsidy_cli.facts.vocabulary import Vocabulary
    from subsidy_cli.presentation.outline import ConditionLine, Entry, Outline, Pair, Section, SectionName
    from subsidy_cli.texts import Language

NARROWEST = 60
ABSENT_LINES = 2
_STYLES: dict[SectionName, str] = {
    "payable": "bold green",
    "granted": "green",
    "displaced": "yellow",
    "optional": "cyan",
    "refused": "red",
    "undecided": "yellow",
    "duties": "blue",
}
_QUIET = "bright_black"


def render(
    determination: Determination,
    vocabulary: Vocabulary,
    language: Language,
    *,
    width: int = 80,
    color: bool = False,
    detail: bool = False,
) -> str:
    """Write a determination for a screen; `detail` adds every condition with its tests."""
    outline = compose(determination, vocabulary, language, is_grouped=True)
    page = _Page(outline, Wording(language, is_grouped=True), max(width, NARROWEST), detail)
    return print_lines(page.lines(), color=color)


def print_lines(lines: Iterable[Line], *, color: bool) -> str:
    """The lines as text, with the escape codes of their styles only where colour is wanted."""
    buffer = StringIO()
    console = Console(
        file=buffer,
        width=10_000,
        force_terminal=color,
        color_system="standard" if color else None,
        emoji=False,
        markup=False,
        highlight=False,
        legacy_windows=False,
        _environ={},
    )
    for line in lines:
        line.rstrip()
        console.print(line, soft_wrap=True)
    return buffer.getvalue()


@dataclass(frozen=True)
class _Page:
    outline: Outline
    wording: Wording
    width: int
    detail: bool

    def lines(self) -> Iterable[Line]:
        yield from self._head()
        for section in self.outline.sections:
            yield from self._section(section)
        yield from self._foot()

    # the head

    def _head(self) -> Iterable[Line]:
        outline = self.outline
        yield Line(two_ends(outline.title, outline.day, self.width), "bold")
        for document in outline.documents:
            yield Line(cut(f"{document.label} {document.words}", self.width), _QUIET)
        if not outline.documents:
            yield Line(self.wording.pick("当日没有在施行的文件", "no document is in force that day"), _QUIET)
        yield Line("=" * self.width)
        for notice in outline.notices:
            yield from self._notice(notice)
        yield from self._totals()

    def _notice(self, notice: Pair) -> Iterable[Line]:
        mark = self.wording.pick("[注意] ", "[note] ")
        yield Line(cut(mark + notice.label, self.width), "bold yellow")
        yield from self._paragraph(notice.words, indent=width_of(mark))
        if notice.remark:
            source = self.wording.pick("来源：", "Source: ")
            yield from self._paragraph(source + notice.remark, indent=width_of(mark), style=_QUIET)

    def _totals(self) -> Iterable[Line]:
        outline = self.outline
        heading = self.wording.pick("应发合计", "Total due")
        if not outline.totals:
            nothing = self.wording.pick("没有可计入的款项", "no sum that can be counted")
            yield Line(f"{heading}  {nothing}", "bold")
        for index, total in enumerate(outline.totals):
            label = heading if index == 0 else ""
            yield Line(two_ends(pad(label, width_of(heading) + 2) + total.label, total.words, self.width), "bold")
            if total.remark:
                yield from self._paragraph(total.remark, indent=width_of(heading) + 2)
        if outline.totals_remark:
            yield from self._paragraph(outline.totals_remark, indent=width_of(heading) + 2)

    # the sections

    def _section(self, section: Section) -> Iterable[Line]:
        count = self.wording.bracket(self.wording.count(len(section.entries), "item"))
        yield Line()
        yield Line(cut(f"[{section.mark}] {section.heading}{count}", self.width), _STYLES[section.name])
        yield Line("-" * self.width, _QUIET)
        column = self._name_column(section)
        for entry in section.entries:
            yield from self._entry(section.name, entry, column)
            if self.detail:
                for condition in entry.conditions:
                    yield from self._condition(condition)

    def _name_column(self, section: Section) -> int:
        """Wide enough for the names of a section, but never more than half a line."""
        return min(max(width_of(entry.name) for entry in section.entries), self.width // 2 - 2)

    def _entry(self, section: SectionName, entry: Entry, column: int) -> Iterable[Line]:
        match section:
            case "payable" | "displaced":
                return self._sum(entry)
            case "granted" | "optional":
                return self._grant(entry)
            case "refused":
                return self._beside(entry.name, entry.reason, column)
            case "undecided":
                return self._open(entry, column)
            case "duties":
                return self._duty(entry)

    def _sum(self, entry: Entry) -> Iterable[Line]:
        """An amount like a bill: the sum, its lines below it, the clause last."""
        yield Line(two_ends(entry.name, entry.amount, self.width), "bold")
        yield from self._items(entry)
        yield from self._clause(entry)
        yield from self._missing(entry)
        for words in entry.remarks:
            yield from self._paragraph(words, indent=2)

    def _clause(self, entry: Entry) -> Iterable[Line]:
        yield Line(cut(f"  {entry.clause.place}「{entry.clause.phrase}」", self.width), _QUIET)

    def _grant(self, entry: Entry) -> Iterable[Line]:
        """A benefit without a figure on one line, its clause at the end; what it still needs below."""
        amount = f"{self.wording.pick('，', ', ')}{entry.amount}" if entry.amount else ""
        room = self.width - width_of(entry.clause.place) - width_of(amount) - 2
        yield Line(two_ends(cut(entry.name, room) + amount, entry.clause.place, self.width))
        yield from self._missing(entry)
        if self.detail:
            yield from self._items(entry)
        if self.detail or any(sign.isdigit() for sign in entry.amount):
            for words in entry.remarks:
                yield from self._paragraph(words, indent=2)

    def _items(self, entry: Entry) -> Iterable[Line]:
        for item in entry.items:
            name = item.name + self.wording.bracket(item.clause) if item.clause else item.name
            yield Line(two_ends(f"  {name}", item.amount, self.width))

    def _missing(self, entry: Entry) -> Iterable[Line]:
        """What is wanted: one line, or all of it where the details are shown."""
        if not entry.missing:
            return
        if self.detail:
            yield from self._paragraph(self._needs(self.wording.join(entry.missing)), indent=2, style=_QUIET)
        else:
            yield Line(f"  {self._needs_within(entry, self.width - 2)}", _QUIET)

    def _needs(self, words: str) -> str:
        return self.wording.pick("缺：", "needs: ") + words

    def _needs_within(self, entry: Entry, width: int) -> str:
        return self._needs(self._fit(entry.missing, width - width_of(self._needs(""))))

    def _fit(self, parts: tuple[str, ...], width: int) -> str:
        rest = self.wording.pick("等{total}项", " and {left} more")
        return fit(parts, self.wording.comma, rest, width)

    def _beside(self, left: str, right: str, column: int) -> Iterable[Line]:
        """A name and beside it what is said of it, on a second line only where it would be lost."""
        lines = wrap(right, self.width - column - 2)
        yield Line(pad(cut(left, column), column + 2) + lines[0])
        for line in lines[1:]:
            yield Line(" " * (column + 2) + line)

    def _open(self, entry: Entry, column: int) -> Iterable[Line]:
        """What it could be worth on the first line, what would settle it below; on one line where there is no figure."""
        if self.detail or any(sign.isdigit() for sign in entry.amount):
            yield Line(two_ends(entry.name, entry.amount, self.width))
            yield from self._missing(entry)
        else:
            needs = self._needs_within(entry, self.width - column - 2)
            yield Line(pad(cut(entry.name, column), column + 2) + needs)

    def _duty(self, entry: Entry) -> Iterable[Line]:
        yield Line(two_ends(entry.name, f"[{entry.amount}]", self.width), "bold")
        for words in entry.remarks:
            yield from self._paragraph(words, indent=2)
        yield from self._missing(entry)
        yield from self._clause(entry)

    # why

    def _condition(self, condition: ConditionLine) -> Iterable[Line]:
        yield from self._paragraph(
            f"{condition.role} [{condition.outcome}] {condition.name} {condition.clause.place}", indent=4
        )
        for test in condition.tests:
            yield from self._paragraph(f"[{test.outcome}] {test.sentence}", indent=8, style=_QUIET)

    # the foot

    def _foot(self) -> Iterable[Line]:
        outline = self.outline
        yield from self._absent()
        yield from self._questions()
        yield from self._standards()
        if outline.assumed:
            yield from self._heading(self.wording.pick("按通常情况假定，未经核实", "Assumed as usual, not verified"))
            yield from self._paragraph(self.wording.pick("；", "; ").join(outline.assumed), indent=2)
        yield from self._readings()
        yield Line()
        yield from self._paragraph(outline.closing, style="bold")

    def _heading(self, words: str) -> Iterable[Line]:
        yield Line()
        yield Line(words, "bold")

    def _absent(self) -> Iterable[Line]:
        if self.outline.absent:
            yield from self._heading(self.wording.pick("当日不在施行", "Not in force that day"))
        for absence in self.outline.absent:
            label = f"  {absence.label}{self.wording.pick('：', ': ')}"
            room = self.width * ABSENT_LINES - width_of(label) - 4
            names = self.wording.join(absence.names) if self.detail else self._fit(absence.names, room)
            yield from self._hanging("  ", label.strip() + names)

    def _questions(self) -> Iterable[Line]:
        if self.outline.questions:
            yield from self._heading(self.wording.pick("先弄清这些，能确定的最多", "What to ask first"))
        for number, question in enumerate(self.outline.questions, 1):
            yield from self._hanging(f"  {number} ", f"{question.words}")
            yield from self._paragraph(f"{question.label}  {question.remark}", indent=4, style=_QUIET)

    def _standards(self) -> Iterable[Line]:
        if self.outline.standards:
            yield from self._heading(self.wording.pick("采用的当地标准", "Local standards used"))
        for standard in self.outline.standards:
            beside = f"  {standard.label}{self.wording.bracket(standard.remark)}"
            fits = width_of(beside) + width_of(standard.words) + 2 <= self.width
            yield Line(two_ends(beside if fits else f"  {standard.label}", standard.words, self.width))
            if not fits:
                yield from self._paragraph(standard.remark, indent=4, style=_QUIET)

    def _readings(self) -> Iterable[Line]:
        outline = self.outline
        shown = (*outline.readings, *outline.further_readings) if self.detail else outline.readings
        if shown:
            yield from self._heading(self.wording.pick("对条文的理解", "How the text is read"))
        for reading in shown:
            remark = f" [{reading.remark}]" if reading.remark else ""
            yield Line(cut(f"  {reading.label}{remark}  {reading.words}", self.width), _QUIET)
        left = len(outline.further_readings)
        if left and not self.detail:
            counted = self.wording.count(left, "reading")
            more = self.wording.pick(f"另有{counted}只涉及其他待遇", f"{counted} more concern other benefits only")
            yield Line(f"  {more}", _QUIET)

    # lines

    def _paragraph(self, words: str, *, indent: int = 0, style: str = "") -> Iterable[Line]:
        for line in wrap(words, self.width - indent):
            yield Line(" " * indent + line, style)

    def _hanging(self, mark: str, words: str) -> Iterable[Line]:
        indent = width_of(mark)
        for number, line in enumerate(wrap(words, self.width - indent)):
            yield Line((mark if number == 0 else " " * indent) + line)
