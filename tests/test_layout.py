"""Widths without Rich's table are Rich's own for every character that we write, and lines are the same with and without colour."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from rich.cells import cell_len, set_cell_size

import subsidy_cli
from subsidy_cli.library.folders import data_folder
from subsidy_cli.presentation.layout import CUT, cut, pad, two_ends, width_of, wrap
from subsidy_cli.presentation.lines import Line, print_lines

ESCAPES = re.compile(r"\x1b\[[0-9;]*m")


def our_characters() -> set[str]:
    """Every character of the shipped data, of the code with its texts, and of the two legacy encodings of Chinese consoles."""
    package = Path(subsidy_cli.__file__).parent
    files = [*data_folder().rglob("*.toml"), *package.rglob("*.py"), *package.rglob("*.j2")]
    known = {sign for file in files for sign in file.read_text(encoding="utf-8")}
    pairs = (bytes([first, second]) for first in range(0x81, 0xFF) for second in range(0x40, 0xFF))
    known |= {sign for pair in pairs for sign in pair.decode("gbk", "ignore")}
    return {sign for sign in known if sign.isprintable()}


def test_a_character_is_as_wide_as_for_rich() -> None:
    assert {sign: width_of(sign) for sign in our_characters()} == {sign: cell_len(sign) for sign in our_characters()}


TEXTS = (
    "",
    "plain words",
    "低保标准的30%，按月发放",
    "重度残疾人护理补贴 care allowance（每月500元）",
    "「a」b、c",
    "e\u0301tat",
)


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_is_cut_as_rich_would(text: str) -> None:
    assert width_of(text) == cell_len(text)
    for width in range(2, 40):
        rich = text if cell_len(text) <= width else set_cell_size(text, width - len(CUT)).rstrip() + CUT
        assert cut(text, width) == rich
        assert cell_len(cut(text, width)) <= width
        assert cell_len(pad(text, width)) == max(width, cell_len(text))


@pytest.mark.parametrize("text", TEXTS)
def test_wrapping_loses_nothing_and_fits(text: str) -> None:
    for width in range(4, 40):
        lines = wrap(text, width)
        assert "".join("".join(lines).split()) == "".join(text.split())
        assert all(cell_len(line) <= width for line in lines)


def test_two_ends_fill_the_line() -> None:
    assert cell_len(two_ends("护理补贴", "500.00元/月", 40)) == 40


LINES = (
    Line("错误[x]：", "bold red").then(Line("没有这个地方", "bold")),
    Line(),
    Line("  [indented] kept as it is  ", "bright_black"),
    Line("plain").then(Line(" then ", "cyan").then(Line("last"))),
    Line("a\tb"),
)


def test_colour_changes_no_word() -> None:
    plain, coloured = print_lines(LINES, color=False), print_lines(LINES, color=True)
    assert "\x1b" not in plain
    assert "\x1b[1;31m" in coloured
    assert ESCAPES.sub("", coloured) == plain


def test_a_line_is_words_and_styles() -> None:
    line = Line("a", "red").then(Line("b")).then(Line("c", "blue"))
    assert line.plain == "abc"
    assert line.in_style("bold") == Line("abc", "bold")
    assert [piece.style for piece in line.pieces] == ["red", "", "blue"]


@pytest.mark.parametrize("color", [False, True])
def test_no_text_can_move_the_cursor_or_set_a_colour(color: bool) -> None:
    shown = print_lines([Line("a\x1b[31mb\x07\x08\rc", "bold")], color=color)
    assert ESCAPES.sub("", shown) == "a[31mbc\n"
    assert "\x1b[31m" not in shown
