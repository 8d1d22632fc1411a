"""The sections of a result on a terminal: sums like a bill, the rest a line each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from subsidy_cli.presentation import headings
from subsidy_cli.presentation.layout import cut, pad, width_of, wrap
from subsidy_cli.presentation.lines import Line
from subsidy_cli.presentation.sheet import QUIET, Sheet

if TYPE_CHECKING:
    from collections.abc import Iterable

    from subsidy_cli.presentation.outline import ConditionLine, Entry, Section, SectionName

_STYLES: dict[SectionName, str] = {
    "payable": "bold green",
    "granted": "green",
    "displaced": "yellow",
    "optional": "cyan",
    "refused": "red",
    "undecided": "yellow",
    "duties": "blue",
}


class Sections(Sheet):
    """Writes sections on a sheet."""

    def section(self, section: Section) -> Iterable[Line]:
        """A heading with the number of entries, and the entries."""
        count = self.wording.bracket(self.wording.count(len(section.entries), "item"))
        yield Line()
        yield self.line(f"[{section.mark}] {section.heading}{count}", _STYLES[section.name])
        yield self.rule("-", QUIET)
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
                return self._refusal(entry, column)
            case "undecided":
                return self._open(entry, column)
            case "duties":
                return self._duty(entry)

    def _sum(self, entry: Entry) -> Iterable[Line]:
        """An amount like a bill: the sum, its lines below it, then the clause."""
        yield self.ends(entry.name, entry.amount, "bold")
        yield from self._items(entry)
        yield self._clause(entry)
        yield from self._missing(entry)
        yield from self._remarks(entry)

    def _grant(self, entry: Entry) -> Iterable[Line]:
        """A benefit on one line with its clause at the end; what it still needs below."""
        name = self.wording.sentence([entry.name, entry.amount])
        if width_of(name) + width_of(entry.clause.place) + 2 <= self.width:
            yield self.ends(name, entry.clause.place)
        else:
            yield self.ends(entry.name, entry.amount)
            yield self.line(f"  {entry.clause.place}", QUIET)
        yield from self._missing(entry)
        if self.detail:
            yield from self._items(entry)
        if self.detail or _has_figure(entry):
            yield from self._remarks(entry)

    def _refusal(self, entry: Entry, column: int) -> Iterable[Line]:
        """A name and beside it the reason, on a second line only where it would be lost."""
        first, *more = wrap(entry.reason, self.width - column - 2)
        yield Line(pad(cut(entry.name, column), column + 2) + first)
        yield from (Line(" " * (column + 2) + line) for line in more)

    def _open(self, entry: Entry, column: int) -> Iterable[Line]:
        """What it could be worth, and below it what would settle it; on one line where there is no figure."""
        if self.detail or _has_figure(entry):
            yield self.ends(entry.name, entry.amount)
            yield from self._missing(entry)
        else:
            needs = self.needs(entry.missing, self.width - column - 2)
            yield Line(pad(cut(entry.name, column), column + 2) + needs)

    def _duty(self, entry: Entry) -> Iterable[Line]:
        yield self.ends(entry.name, f"[{entry.amount}]", "bold")
        yield from self._remarks(entry)
        yield from self._missing(entry)
        yield self._clause(entry)

    # the lines below a name

    def _items(self, entry: Entry) -> Iterable[Line]:
        for item in entry.items:
            beside = f"  {item.name}{self.wording.bracket(item.clause) if item.clause else ''}"
            if width_of(beside) + width_of(item.amount) + 2 <= self.width:
                yield self.ends(beside, item.amount)
            else:
                yield self.ends(f"  {item.name}", item.amount)
                if item.clause:
                    yield self.line(f"    {item.clause}", QUIET)

    def _clause(self, entry: Entry) -> Line:
        return self.line(f"  {entry.clause.place}「{entry.clause.phrase}」", QUIET)

    def _remarks(self, entry: Entry) -> Iterable[Line]:
        for words in entry.remarks:
            yield from self.paragraph(words, indent=2)

    def _missing(self, entry: Entry) -> Iterable[Line]:
        """What is wanted: one line, or all of it where the details are shown."""
        if not entry.missing:
            return
        if self.detail:
            words = self.wording.say(headings.NEEDS) + self.wording.join(entry.missing)
            yield from self.paragraph(words, indent=2, style=QUIET)
        else:
            yield Line(f"  {self.needs(entry.missing, self.width - 2)}", QUIET)

    def _condition(self, condition: ConditionLine) -> Iterable[Line]:
        words = condition.name + self.wording.bracket(condition.clause.place)
        yield from self.hanging(f"    {condition.role} [{condition.outcome}] ", words)
        for test in condition.tests:
            yield from self.hanging(f"        [{test.outcome}] ", test.sentence, QUIET)


def _has_figure(entry: Entry) -> bool:
    return any(sign.isdigit() for sign in entry.amount)
