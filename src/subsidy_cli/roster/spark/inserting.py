"""Rows on their way into a table: what comes out of one table in many statements is found in one pass over it.

The checks of a roster are such statements, one for each: as a union Spark would read the rows anew for each of them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_PLAIN = frozenset({"kind", "expressions", "from_", "where"})
"""Parts that a query may have if its rows can be told row by row."""


@dataclass
class Pending:
    """Queries of one table, whose rows go into another one."""

    source: str
    queries: list[Any] = field(default_factory=list)

    def together(self, types: Sequence[str], spoken: Callable[[Any], str]) -> str:
        """One query for all: each row gives a record to every query whose condition it meets."""
        records = ", ".join(_record(query, types, spoken) for query in self.queries)
        listed = ", ".join(f"p{index}" for index in range(len(types)))
        table = spoken(self.queries[0].args["from_"].this)
        return f"SELECT {listed} FROM (SELECT inline(array({records})) FROM {table}) WHERE is_there"


def only_source(query: Any) -> str | None:
    """The one table that a query reads row by row; None where it does more."""
    from sqlglot import expressions

    if not isinstance(query, expressions.Select):
        return None
    source: Any = query.args.get("from_")
    given = {name for name, value in query.args.items() if value}
    if source is None or not given <= _PLAIN or not isinstance(source.this, expressions.Table):
        return None
    if source.this.args.get("joins") or query.find(expressions.AggFunc, expressions.Star, expressions.Window):
        return None
    return str(source.this.name).casefold()


def _record(query: Any, types: Sequence[str], spoken: Callable[[Any], str]) -> str:
    values = [f"CAST({spoken(each.unalias())} AS {kind})" for each, kind in zip(query.expressions, types, strict=True)]
    parts = ", ".join(f"'p{index}', {value}" for index, value in enumerate(values))
    record = f"named_struct('is_there', TRUE, {parts})"
    where = query.args.get("where")
    return record if where is None else f"CASE WHEN {spoken(where.this)} THEN {record} END"
