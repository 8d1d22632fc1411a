"""A sheet of lines for a terminal: paragraphs, hanging lines and two-ended lines of one width."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from subsidy_cli.presentation import headings
from subsidy_cli.presentation.layout import cut, fit, two_ends, width_of, wrap
from subsidy_cli.presentation.lines import Line

if TYPE_CHECKING:
    from collections.abc import Iterable

    from subsidy_cli.presentation.wording import Wording

QUIET = "bright_black"


@dataclass(frozen=True)
class Sheet:
    """What every part of a page shares: its width, its words, and whether the details are wanted."""

    wording: Wording
    width: int
    detail: bool

    def line(self, words: str, style: str = "") -> Line:
        """One line, cut to fit."""
        return Line(cut(words, self.width), style)

    def ends(self, left: str, right: str, style: str = "") -> Line:
        """One line with a figure or a place at its end."""
        return Line(two_ends(left, right, self.width), style)

    def rule(self, sign: str, style: str = "") -> Line:
        """A line across."""
        return Line(sign * self.width, style)

    def paragraph(self, words: str, indent: int = 0, style: str = "") -> Iterable[Line]:
        """Words over as many lines as they need."""
        return self.hanging(" " * indent, words, style)

    def hanging(self, mark: str, words: str, style: str = "") -> Iterable[Line]:
        """A mark, and words beside it over as many lines as they need."""
        indent = width_of(mark)
        for number, line in enumerate(wrap(words, self.width - indent)):
            yield Line((mark if number == 0 else " " * indent) + line, style)

    def heading(self, words: str) -> Iterable[Line]:
        """An empty line and a heading."""
        yield Line()
        yield self.line(words, "bold")

    def fit(self, parts: tuple[str, ...], width: int) -> str:
        """As much of an enumeration as fits, with how many there are."""
        rest = self.wording.pick("等{total}项", " and {left} more")
        return fit(parts, self.wording.comma, rest, width)

    def needs(self, parts: tuple[str, ...], width: int) -> str:
        """What is wanted, as much as fits."""
        mark = self.wording.say(headings.NEEDS)
        return mark + self.fit(parts, width - width_of(mark))
