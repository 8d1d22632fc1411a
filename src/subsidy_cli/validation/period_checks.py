"""Checks on days: what ends does so after it began."""

from __future__ import annotations

from typing import TYPE_CHECKING

from subsidy_cli.diagnostics import Diagnostic
from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from subsidy_cli.diagnostics import Place
    from subsidy_cli.validation.inspection import Inspection


def period_ends_before_it_begins(inspection: Inspection) -> Iterator[Diagnostic]:
    """A document or an element whose last day comes before its first would hold on no day."""
    for document in inspection.documents:
        if _is_backwards(document.head.effective, document.head.to):
            yield _told(document.head.effective, document.head.to, document.source.place(("document", "to")))
    for element in inspection.elements:
        first, last = element.table.from_ or element.document.head.effective, element.table.to
        if _is_backwards(first, last):
            yield _told(first, last, element.located.place("to"))


def _is_backwards(first: date | None, last: date | None) -> bool:
    return first is not None and last is not None and last < first


def _told(first: date | None, last: date | None, place: Place) -> Diagnostic:
    message = Text(
        f"最后一日 {last} 早于第一日 {first}，任何一日都不适用",
        f"the last day {last} comes before the first, {first}: it holds on no day",
    )
    hint = Text("更正 from 或 to；一直适用的不写 to", "put from or to right; what goes on has no to")
    return Diagnostic("wrong-period", message, place, hint)
