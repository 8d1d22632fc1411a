"""Where the headings stand, and how the text is separated: the first row of known headings among the first twenty."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from subsidy_cli.roster.faults import refuse
from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from subsidy_cli.roster.headers import HeadingReader

SEARCHED_ROWS = 20
_ENOUGH = 3
DELIMITERS = (",", "\t", ";", "|")


@dataclass(frozen=True)
class Heading:
    """The row of headings: its index among the rows given, and its cells."""

    index: int
    cells: tuple[str, ...]
    known: int


def find_heading(rows: Sequence[Sequence[str]], reader: HeadingReader, header_row: int | None) -> Heading | None:
    """The row given, or the first that holds three known headings, or else the first row where it holds any."""
    if header_row is not None:
        if not 1 <= header_row <= len(rows):
            return None
        return _heading(header_row - 1, rows, reader)
    first: Heading | None = None
    for index in range(min(len(rows), SEARCHED_ROWS)):
        if not any(cell.strip() for cell in rows[index]):
            continue
        heading = _heading(index, rows, reader)
        if heading.known >= _ENOUGH:
            return heading
        if heading.known and (first is None or heading.known > first.known):
            first = heading
    return first


def _heading(index: int, rows: Sequence[Sequence[str]], reader: HeadingReader) -> Heading:
    cells = [cell.strip("\ufeff") for cell in rows[index]]
    return Heading(index, tuple(cells), reader.known(cells))


def refuse_two_lines(rows: Sequence[Sequence[str]], heading: Heading, reader: HeadingReader, name: str) -> None:
    """Refuse headings that go over two lines: one of the two would be taken for a title or for a person."""
    before = rows[heading.index - 1] if heading.index else []
    after = rows[heading.index + 1] if heading.index + 1 < len(rows) else []
    is_repeated = [cell.strip() for cell in after] == [cell.strip() for cell in heading.cells]
    if reader.known(before) >= 2 or (not is_repeated and _is_heading(after, reader)):
        message = Text("标题占两行", "the headings go over two lines")
        hint = Text(
            "请并为一行；如确有其事，用 --header-row 指明标题行",
            "put them into one; or say with --header-row which line it is",
        )
        raise refuse("two-line-heading", message, name, hint)


def _is_heading(row: Sequence[str], reader: HeadingReader) -> bool:
    """Whether most of what stands in a row are headings."""
    filled, known = sum(1 for cell in row if cell.strip()), reader.known(row)
    return known >= 2 or (known == 1 and filled == 2)


def refuse_without_heading(rows: Sequence[Sequence[str]], reader: HeadingReader, name: str) -> Exception:
    """The refusal of a file in which no heading is known."""
    first = next((row for row in rows if any(cell.strip() for cell in row)), [])
    if len(first) == 1 and "，" in first[0]:
        message = Text("以全角逗号（，）分隔", "it is separated by full-width commas")
        hint = Text("请把分隔符改为半角逗号", "use the ordinary comma as separator")
        return refuse("wrong-separator", message, name, hint)
    mapped = reader.read(first)
    diagnostic = next((item for item in mapped.mistakes if item.code == "no-heading"), None)
    if diagnostic is None:
        message = Text("没有找到标题行", "no row of headings was found")
        return refuse("no-heading", message, name)
    return refuse("no-heading", diagnostic.message, name, diagnostic.hint)
