"""The lines of an amount as columns: each item that is due, and what each limit changed; only where they are asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from subsidy_cli.columnar.amounts import amount_steps, fen
from subsidy_cli.columnar.terms import TRUE, case, is_true, quote

if TYPE_CHECKING:
    from subsidy_cli.columnar.query import QueryBuilder
    from subsidy_cli.columnar.terms import Number
    from subsidy_cli.programme.rules import BenefitRule, ItemRule

LineKind = Literal["item", "limit"]


@dataclass(frozen=True, slots=True)
class Line:
    """Where one line of an amount stands in the result; `id` is that of the item or limit."""

    benefit: str
    kind: LineKind
    id: str

    @property
    def low(self) -> str:
        """The column of the low end, to the fen; for a limit, of the change that it makes there."""
        return f"{self.benefit}:{self.kind} {self.id}<"

    @property
    def high(self) -> str:
        """The same of the high end; where the sum was open, the ceiling itself."""
        return f"{self.benefit}:{self.kind} {self.id}>"

    @property
    def state(self) -> str:
        """The column that says `due` or, of a limit, `changed` or `closed` (an open sum); NULL where there is no line."""
        return f"{self.benefit}:{self.kind} {self.id}"


def line_columns(builder: QueryBuilder, rule: BenefitRule) -> tuple[tuple[Line, ...], list[str]]:
    """The lines of a benefit and what to select for them: of those who are eligible, as they are told of one applicant."""
    if rule.definition.in_kind or not rule.items:
        return (), []
    items, sums = amount_steps(builder, rule)
    found: list[Line] = []
    selected: list[str] = []
    eligible = is_true(builder.benefit(rule.id).due)
    for item, amount in zip(rule.items, items, strict=True):
        line = Line(rule.id, "item", item.id)
        found.append(line)
        selected += _selected(line, *_item(builder, item, amount), eligible)
    for limit, before, after in zip(rule.limits, sums, sums[1:], strict=False):
        line = Line(rule.id, "limit", limit.id)
        found.append(line)
        selected += _selected(line, *_limit(before, after), eligible)
    return tuple(found), selected


def _selected(line: Line, low: str, high: str, state: str, eligible: str) -> list[str]:
    return [
        f"{fen(low)} AS {quote(line.low)}",
        f"{fen(high)} AS {quote(line.high)}",
        f"CASE WHEN {eligible} THEN {state} END AS {quote(line.state)}",
    ]


def _item(builder: QueryBuilder, item: ItemRule, amount: Number) -> tuple[str, str, str]:
    """An item: where what is missing leaves it anywhere from nothing or less upward, no low end is stated."""
    low = f"CASE WHEN {amount.low} <= 0 AND {amount.high} IS DISTINCT FROM {amount.low} THEN NULL ELSE {amount.low} END"
    is_due = TRUE if item.when is None else f"({builder.translator.plain(item.when.node).sql}) IS NOT FALSE"
    return low, amount.high, case((is_due, "'due'"))


def _limit(before: Number, after: Number) -> tuple[str, str, str]:
    """What a limit changed, from fen to fen."""
    low = f"{_known(after.low)} - {_known(before.low)}"
    low = f"CASE WHEN {after.low} IS NOT NULL THEN {low} END"
    high = (
        f"CASE WHEN {before.high} IS NULL THEN {after.high} ELSE ROUND({after.high}, 2) - ROUND({before.high}, 2) END"
    )
    is_changed = f"({after.low} IS DISTINCT FROM {before.low} OR {after.high} IS DISTINCT FROM {before.high})"
    is_closed = f"({before.high} IS NULL AND {after.high} IS NOT NULL)"
    return low, high, case((is_closed, "'closed'"), (is_changed, "'changed'"))


def _known(end: str) -> str:
    return f"COALESCE(ROUND({end}, 2), 0)"
