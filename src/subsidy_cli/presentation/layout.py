"""Fitting text of two scripts into columns: width, cutting and wrapping where a Chinese character takes two cells."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

CUT = ".."
_OPENING, _CLOSING = "（「『〔《【“‘([{", "，。、；：？！）」』〕》】”’％%)]},.;:!?"
_PIECES = re.compile(
    rf"[{re.escape(_OPENING)}]*(?:(?:高出(?:不足)?|还差|低|晚|早)?[!-~]+(?<![{re.escape(_OPENING)}])(?:元(?:/[月年])?|[岁天项级个人户家张所年月日])?|\S)[{re.escape(_CLOSING)}]*|\s+"
)


def width_of(text: str) -> int:
    """The cells that a text takes on a screen."""
    return len(text) if text.isascii() else sum(map(_cells, text))


@cache
def _cells(sign: str) -> int:
    """The cells of one character; what joins the one before it takes none."""
    if unicodedata.category(sign) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(sign) in {"W", "F"} else 1


def _beginning(text: str, width: int) -> str:
    """As much of a text as fits into a width."""
    for index, sign in enumerate(text):
        width -= _cells(sign)
        if width < 0:
            return text[:index]
    return text


def cut(text: str, width: int) -> str:
    """A text shortened to a width, with two dots where something was left out."""
    if width_of(text) <= width:
        return text
    return _beginning(text, max(width - len(CUT), 0)).rstrip() + CUT


def wrap(text: str, width: int) -> list[str]:
    """A text in lines of a width, broken between words and between Chinese characters, never before a closing mark."""
    lines, line = [], ""
    for piece in _pieces(text, width):
        if line and width_of(line + piece.rstrip()) > width:
            lines.append(line.rstrip())
            line = ""
        if line or not piece.isspace():
            line += piece
    return [*lines, line.rstrip()] if line.strip() or not lines else lines


def _pieces(text: str, width: int) -> list[str]:
    found = []
    for piece in _PIECES.findall(text):
        while width_of(piece) > width:
            head = _beginning(piece, width).rstrip() or piece[:1]
            found.append(head)
            piece = piece[len(head) :]  # noqa: PLW2901 - what is left of the piece
        found.append(piece)
    return found


def pad(text: str, width: int) -> str:
    """A text filled up with spaces to a width; never cut."""
    return text + " " * max(width - width_of(text), 0)


def fit(parts: list[str] | tuple[str, ...], separator: str, rest: str, width: int) -> str:
    """As many parts of an enumeration as fit, then how many there are (`rest` says `total` or `left`)."""
    whole = separator.join(parts)
    if width_of(whole) <= width:
        return whole
    for kept in range(len(parts) - 1, 0, -1):
        shown = separator.join(parts[:kept]) + rest.format(total=len(parts), left=len(parts) - kept)
        if width_of(shown) <= width:
            return shown
    return cut(whole, width)


def two_ends(left: str, right: str, width: int) -> str:
    """Two texts at the two ends of a line; the left one gives way."""
    if not right:
        return cut(left, width)
    right = cut(right, width * 2 // 3)
    return pad(cut(left, width - width_of(right) - 2), width - width_of(right)) + right
