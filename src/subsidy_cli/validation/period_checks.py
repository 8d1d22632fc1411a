"""Checks on days: what ends does so after it began."""

from __future__ import annotations

from typing import TYPE_CHECKING

from subsidy_cli.documents.wrong_periods import wrong_period
from subsidy_cli.periods import Period

if TYPE_CHECKING:
    from collections.abc import Iterator

    from subsidy_cli.diagnostics import Diagnostic
    from subsidy_cli.validation.inspection import Inspection


def period_ends_before_it_begins(inspection: Inspection) -> Iterator[Diagnostic]:
    """A document or an element whose last day comes before its first would hold on no day."""
    for document in inspection.documents:
        period = Period(document.head.effective, document.head.to)
        if period.is_backwards:
            yield wrong_period(period, document.source.place(("document", "to")))
    for element in inspection.elements:
        period = Period(element.table.from_ or element.document.head.effective, element.table.to)
        if period.is_backwards:
            yield wrong_period(period, element.place("to"))
