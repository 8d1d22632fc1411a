"""Many counts of one table as one: each row gives a line to every count it belongs to, and the lines are counted together.

A union of counts is what the embedded engine does best; Spark would plan each by itself and read the table once for each.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def counted_at_once(tree: Any, spoken: Callable[[Any], str]) -> str | None:
    """A union of counts and sums over one table, grouped, as one query in Spark's words; None where it is no such thing."""
    from sqlglot import expressions

    branches = list(_branches(tree)) if isinstance(tree, expressions.Union) else []
    if len(branches) < 2 or not all(_is_count(branch) for branch in branches):
        return None
    shapes = {tuple(_shape(each) for each in branch.expressions) for branch in branches}
    tables = {spoken(branch.args["from_"].this) for branch in branches}
    if len(shapes) > 1 or len(tables) > 1:
        return None
    (shape,), (table,) = shapes, tables
    records = ", ".join(_record(branch, shape, spoken) for branch in branches)
    listed = ", ".join(_counted(name, index) for index, name in enumerate(shape))
    keys = ", ".join(f"p{index}" for index, name in enumerate(shape) if not name)
    first = shape.index("")
    lines = f"SELECT inline(array({records})) FROM {table}"
    return f"SELECT {listed} FROM ({lines}) WHERE p{first} IS NOT NULL GROUP BY {keys}"


def _branches(tree: Any) -> Iterator[Any]:
    """The parts of a union from first to last; none where equal rows would be put together."""
    from sqlglot import expressions

    pending = [tree]
    while pending:
        node = pending.pop()
        if isinstance(node, expressions.Union):
            if node.args.get("distinct"):
                return
            pending += [node.expression, node.this]
        else:
            yield node


def _is_count(branch: Any) -> bool:
    """One table, a condition, keys that are among what is asked for, and nothing else."""
    from sqlglot import expressions

    if not isinstance(branch, expressions.Select) or branch.args.get("joins") or branch.args.get("group") is None:
        return False
    plain = [each for each in branch.expressions if not _shape(each)]
    said = {each.alias for each in plain} | {
        column.name for each in plain for column in each.find_all(expressions.Column)
    }
    is_literal = bool(plain) and isinstance(plain[0], expressions.Literal | expressions.Neg)
    return is_literal and all(key.name in said for key in branch.args["group"].expressions)


def _shape(projection: Any) -> str:
    """What is counted, summed or, where nothing is said, asked for as it is."""
    from sqlglot import expressions

    inner = projection.unalias()
    if isinstance(inner, expressions.Count):
        return "rows" if isinstance(inner.this, expressions.Star) else "count"
    return "sum" if isinstance(inner, expressions.Sum) else ""


def _record(branch: Any, shape: tuple[str, ...], spoken: Callable[[Any], str]) -> str:
    parts = []
    for index, (projection, name) in enumerate(zip(branch.expressions, shape, strict=True)):
        inner = projection.unalias()
        value = "1" if name == "rows" else spoken(inner.this if name else inner)
        parts.append(f"'p{index}', {value}")
    record = f"named_struct({', '.join(parts)})"
    where = branch.args.get("where")
    return record if where is None else f"CASE WHEN {spoken(where.this)} THEN {record} END"


def _counted(name: str, index: int) -> str:
    return {"rows": "count(*)", "count": f"count(p{index})", "sum": f"sum(p{index})", "": f"p{index}"}[name]
