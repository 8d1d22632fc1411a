"""Where the headings stand, and how the text is separated: the first row of known headings among the first twenty."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from subsidy_cli.roster.faults import refuse
from subsidy_cli.roster.stacked import Spans, Stacked, nothing_merged, stack
from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from subsidy_cli.roster.headers import HeadingReader

SEARCHED_ROWS = 20
_ENOUGH = 3
DELIMITERS = (",", "\t", ";", "|")


@dataclass(frozen=True)
class Heading:
    """The row of headings, or the last of two: its index among the rows given, and its cells."""

    index: int
    cells: tuple[str, ...]
    known: int
    stacked: tuple[Stacked, ...] = ()
    """The two lines of each column, where the headings go over two."""
    lines: tuple[tuple[str, ...], ...] = ()
    """The two lines as they stand in the file."""

    @property
    def titles(self) -> int:
        """How many rows stand above the headings."""
        return self.index - max(len(self.lines) - 1, 0)


def find_heading(
    rows: Sequence[Sequence[str]],
    reader: HeadingReader,
    header_row: int | None,
    header_rows: int = 1,
    spans: Callable[[int], Spans] = nothing_merged,
) -> Heading | None:
    """The row given, or the first that holds three known headings, or else the first row where it holds any."""
    if header_rows == 2:
        return _find_stacked(rows, reader, header_row, spans)
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


def _find_stacked(
    rows: Sequence[Sequence[str]], reader: HeadingReader, header_row: int | None, spans: Callable[[int], Spans]
) -> Heading | None:
    """The two rows of which the first is given, or the two that hold the most known headings."""
    if header_row is not None:
        return _stacked(header_row - 1, rows, reader, spans) if 1 <= header_row < len(rows) else None
    last = min(len(rows) - 1, SEARCHED_ROWS)
    found = [_stacked(index, rows, reader, spans) for index in range(last)]
    return max((each for each in found if each.known), key=lambda each: each.known, default=None)


def _stacked(
    index: int, rows: Sequence[Sequence[str]], reader: HeadingReader, spans: Callable[[int], Spans]
) -> Heading:
    upper, lower = rows[index], rows[index + 1]
    both = stack(upper, lower, spans(index))
    cells = tuple(each.text for each in both)
    known = sum(1 for each in both if reader.known((each.text, each.lower)))
    lines = tuple(tuple(cell.strip("\ufeff") for cell in line) for line in (upper, lower))
    return Heading(index + 1, cells, known, both, lines)


def _heading(index: int, rows: Sequence[Sequence[str]], reader: HeadingReader) -> Heading:
    cells = [cell.strip("\ufeff") for cell in rows[index]]
    return Heading(index, tuple(cells), reader.known(cells))


def refuse_two_lines(rows: Sequence[Sequence[str]], heading: Heading, reader: HeadingReader, name: str) -> None:
    """Refuse headings that go over more lines than were said: one would be taken for a title or for a person."""
    if heading.lines:
        _refuse_third_line(rows, heading, reader, name)
        return
    before = rows[heading.index - 1] if heading.index else []
    after = rows[heading.index + 1] if heading.index + 1 < len(rows) else []
    is_repeated = [cell.strip() for cell in after] == [cell.strip() for cell in heading.cells]
    if _is_upper_line(before, heading, reader) or (not is_repeated and _is_heading(after, reader)):
        message = Text("标题占两行", "the headings go over two lines")
        hint = Text(
            "用 --header-rows 2 读两行标题；如只有一行是标题，用 --header-row 指明",
            "read both with --header-rows 2; or say with --header-row which one line it is",
        )
        raise refuse("two-line-heading", message, name, hint)


def _is_upper_line(row: Sequence[str], heading: Heading, reader: HeadingReader) -> bool:
    """Whether a row above the headings is one of headings too, or says of some of them that they are somebody else's."""
    filled = sum(1 for cell in row if cell.strip())
    return (
        reader.known(row) >= 2
        or (reader.known(row) == 1 and filled > 2)
        or any(
            reader.is_other_person(each.upper) and reader.known([each.lower]) for each in stack(row, heading.cells, ())
        )
    )


def _refuse_third_line(rows: Sequence[Sequence[str]], heading: Heading, reader: HeadingReader, name: str) -> None:
    after = rows[heading.index + 1] if heading.index + 1 < len(rows) else []
    is_repeated = any([cell.strip() for cell in after] == [cell.strip() for cell in line] for line in heading.lines)
    if not is_repeated and _is_heading(after, reader):
        message = Text("标题占三行", "the headings go over three lines")
        hint = Text("请并为一行或两行", "put them into one or two")
        raise refuse("three-line-heading", message, name, hint)


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
