"""A determination as Markdown: the same story as on the terminal, to be pasted into a file or a ticket."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from subsidy_cli.presentation import headings
from subsidy_cli.presentation.composing import compose
from subsidy_cli.presentation.tables import Cell, table_of
from subsidy_cli.presentation.wording import Wording

if TYPE_CHECKING:
    from collections.abc import Iterable

    from subsidy_cli.determination import Determination
    from subsidy_cli.facts.vocabulary import Vocabulary
    from subsidy_cli.presentation.outline import Outline, Pair, Section
    from subsidy_cli.texts import Language

_SPECIAL = re.compile(r"([\\`*_\[\]<>|#~])")


def render(determination: Determination, vocabulary: Vocabulary, language: Language) -> str:
    """Write a determination as Markdown with tables."""
    outline, wording = compose(determination, vocabulary, language), Wording(language)
    blocks = [*_head(outline, wording)]
    for section in outline.sections:
        blocks += _section(section, wording)
    blocks += _foot(outline, wording)
    return "\n\n".join(block for block in blocks if block) + "\n"


def escape(words: str) -> str:
    """Words that Markdown must take as they are."""
    return _SPECIAL.sub(r"\\\1", words)


def _head(outline: Outline, wording: Wording) -> Iterable[str]:
    yield f"# {escape(outline.title)}"
    yield f"{outline.day}"
    documents = [f"{escape(document.label)} {escape(document.words)}" for document in outline.documents]
    yield _bullets(documents or [wording.say(headings.NO_DOCUMENT)])
    for notice in outline.notices:
        source = wording.say(headings.SOURCE) + notice.remark if notice.remark else ""
        lines = [f"**{escape(notice.label)}**", escape(notice.words), escape(source)]
        yield "\n>\n".join(f"> {line}" for line in lines if line)
    yield f"## {wording.say(headings.TOTAL)}"
    totals = [_total(total, wording) for total in outline.totals]
    yield _bullets(totals or [wording.say(headings.NO_TOTAL)])
    yield escape(outline.totals_remark)


def _total(total: Pair, wording: Wording) -> str:
    remark = wording.bracket(total.remark) if total.remark else ""
    return f"{total.label}{wording.pick('：', ': ')}**{total.words}**{remark}"


def _section(section: Section, wording: Wording) -> Iterable[str]:
    count = wording.bracket(wording.count(len(section.entries), "item"))
    yield f"## {escape(f'[{section.mark}] {section.heading}')}{count}"
    table = table_of(section, wording)
    lines = [_row(table.headings), "|" + " --- |" * len(table.headings)]
    lines += [_row(tuple(_cell(cell) for cell in row)) for row in table.rows]
    yield "\n".join(lines)


def _cell(cell: Cell) -> str:
    return "<br>".join(escape(line) for line in cell)


def _row(cells: tuple[str, ...]) -> str:
    return "| " + " | ".join(cells) + " |"


def _foot(outline: Outline, wording: Wording) -> Iterable[str]:
    colon = wording.pick("：", ": ")
    absent = [f"{escape(group.label)}{colon}{escape(wording.join(group.names))}" for group in outline.absent]
    yield from _list(wording.say(headings.ABSENT), absent)
    yield from _list(
        wording.say(headings.QUESTIONS),
        [f"{escape(each.words)} `{each.label}`{wording.bracket(each.remark)}" for each in outline.questions],
    )
    yield from _list(
        wording.say(headings.STANDARDS),
        [f"{escape(each.label)} {each.words}{wording.bracket(escape(each.remark))}" for each in outline.standards],
    )
    yield from _list(
        wording.say(headings.ASSUMED),
        [escape(each) for each in outline.assumed],
    )
    readings = (*outline.readings, *outline.further_readings)
    yield from _list(
        wording.say(headings.READINGS),
        [f"`{each.label}` {escape(each.words)}{_chosen(each, wording)}" for each in readings],
    )
    yield f"*{escape(outline.closing)}*"
    yield f"`{outline.digest}`"


def _chosen(reading: Pair, wording: Wording) -> str:
    return wording.bracket(reading.remark) if reading.remark else ""


def _list(heading: str, entries: list[str]) -> Iterable[str]:
    if entries:
        yield f"## {heading}"
        yield _bullets(entries)


def _bullets(entries: list[str]) -> str:
    return "\n".join(f"- {entry}" for entry in entries)
