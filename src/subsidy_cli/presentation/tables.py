"""The sections of a result as tables: what Markdown and HTML share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from subsidy_cli.presentation import headings
from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from subsidy_cli.presentation.outline import Entry, Section, SectionName
    from subsidy_cli.presentation.wording import Wording

Cell = tuple[str, ...]
"""The lines of a cell."""

_NAME, _AMOUNT, _CLAUSE = Text("项目", "item"), Text("金额", "amount"), Text("依据", "clause")
_HEADINGS: dict[SectionName, tuple[Text, ...]] = {
    "payable": (_NAME, _AMOUNT, Text("计算", "how it adds up"), _CLAUSE),
    "granted": (_NAME, _AMOUNT, Text("说明", "remarks"), _CLAUSE),
    "displaced": (_NAME, _AMOUNT, Text("说明", "remarks"), _CLAUSE),
    "optional": (_NAME, _AMOUNT, Text("说明", "remarks"), _CLAUSE),
    "refused": (_NAME, Text("原因", "reason"), _CLAUSE),
    "undecided": (_NAME, Text("可能的金额", "possible amount"), Text("还需要", "what would settle it"), _CLAUSE),
    "duties": (_NAME, Text("结论", "outcome"), Text("要求与实际", "asked and found"), _CLAUSE),
}


@dataclass(frozen=True, slots=True)
class Table:
    """A section as rows of cells."""

    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def table_of(section: Section, wording: Wording) -> Table:
    """The entries of a section as a table, one row each."""
    headings = tuple(wording.say(heading) for heading in _HEADINGS[section.name])
    return Table(headings, tuple(_row(section.name, entry, wording) for entry in section.entries))


def _row(section: SectionName, entry: Entry, wording: Wording) -> tuple[Cell, ...]:
    clause: Cell = (f"{entry.clause.place}「{entry.clause.phrase}」",)
    needs = (wording.join(entry.missing),) if entry.missing else ()
    match section:
        case "refused":
            return (entry.name,), (entry.reason,), clause
        case "undecided":
            return (entry.name,), (entry.amount,), needs, clause
    said = tuple(wording.say(headings.NEEDS) + each for each in needs)
    sums = tuple(f"{item.name}{_where(item.clause, wording)} {item.amount}" for item in entry.items)
    lines = sums if section in {"payable", "displaced"} else ()
    return (entry.name,), (entry.amount,), (*lines, *said, *entry.remarks), clause


def _where(clause: str, wording: Wording) -> str:
    return wording.bracket(clause) if clause else ""
