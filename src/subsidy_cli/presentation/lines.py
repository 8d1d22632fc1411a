"""Lines of a page with their styles; Rich is loaded only where they are shown in colour."""

from __future__ import annotations

from dataclasses import dataclass, replace
from io import StringIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_ENDLESS = 10_000
_CONTROLS = dict.fromkeys(code for code in (*range(0x20), 0x7F) if chr(code) not in "\t\n")
"""Characters that could move the cursor or end a colour; no text of ours has any."""


@dataclass(frozen=True, slots=True)
class Line:
    """Words in one style, such as `bold red`, and what follows them on the same line."""

    words: str = ""
    style: str = ""
    rest: tuple[Line, ...] = ()

    @property
    def pieces(self) -> tuple[Line, ...]:
        """The line as pieces of one style each."""
        return (self, *(piece for each in self.rest for piece in each.pieces))

    @property
    def plain(self) -> str:
        """The words without their styles."""
        return "".join(piece.words for piece in self.pieces)

    def then(self, following: Line) -> Line:
        """The line with another one after it."""
        return replace(self, rest=(*self.rest, following))

    def in_style(self, style: str) -> Line:
        """The whole line in one style."""
        return Line(self.plain, style)


def print_lines(lines: Iterable[Line], *, color: bool) -> str:
    """The lines as text, with the escape codes of their styles only where colour is wanted."""
    if color:
        return _coloured(lines)
    return "".join(f"{_clean(line.plain).rstrip()}\n" for line in lines)


def _clean(words: str) -> str:
    return words.translate(_CONTROLS).expandtabs()


def _coloured(lines: Iterable[Line]) -> str:
    from rich.console import Console
    from rich.text import Text

    buffer = StringIO()
    console = Console(
        file=buffer,
        width=_ENDLESS,
        force_terminal=True,
        color_system="standard",
        emoji=False,
        markup=False,
        highlight=False,
        legacy_windows=False,
        _environ={},
    )
    for line in lines:
        shown = Text.assemble(*((_clean(piece.words), piece.style) for piece in line.pieces))
        shown.rstrip()
        console.print(shown, soft_wrap=True)
    return buffer.getvalue()
