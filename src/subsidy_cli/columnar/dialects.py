"""A query in the words of another engine, by sqlglot (the extra `dialects`).

Only engines whose LEAST and GREATEST pass over unknown values, as those of DuckDB do: elsewhere a query that can be read
would mean something else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from subsidy_cli.columnar.spark_dialect import WIDE_INTEGER, for_spark, step_of
from subsidy_cli.diagnostics import Diagnostic, Place, Refusal, RefusedError
from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from collections.abc import Callable

OWN = "duckdb"
DIALECTS = (OWN, "postgres", "spark", "databricks")
_INTERVALS = {"to_years": "1 year", "to_months": "1 month", "to_days": "1 day"}


def translate(sql: str, dialect: str) -> str:
    """A statement of DuckDB in another dialect. Raises RefusedError (usage) where sqlglot is not installed."""
    if dialect == OWN:
        return sql
    return str(rewritten(parsed(sql, dialect), dialect).sql(dialect=dialect, identify=True, pretty=True))


def parsed(sql: str, dialect: str) -> Any:
    """The tree of a statement of DuckDB. Raises RefusedError (usage) where sqlglot is not installed."""
    try:
        import sqlglot
    except ImportError:
        message = Text(f"写成 {dialect} 需要 sqlglot", f"{dialect} needs sqlglot")
        hint = Text("pip install 'subsidy-cli[dialects]'", "pip install 'subsidy-cli[dialects]'")
        raise RefusedError(Refusal.USAGE, [Diagnostic("missing-extra", message, Place("--dialect"), hint)]) from None
    return sqlglot.parse_one(sql, read=OWN)


def rewritten(tree: Any, dialect: str) -> Any:
    """A tree in which nothing is left that only DuckDB says; the innermost parts come first."""
    change: Callable[[Any], Any] = _for_postgres if dialect == "postgres" else for_spark
    for node in reversed(list(tree.walk(bfs=True))):
        other = change(node)
        if other is not node:
            tree = other if node is tree else tree
            node.replace(other)
    return tree


def _for_postgres(node: Any) -> Any:
    from sqlglot import expressions

    if isinstance(node, expressions.DataType) and node.this == expressions.DataType.Type.INT128:
        return expressions.DataType.build(WIDE_INTEGER)
    step = step_of(node.expression) if isinstance(node, expressions.Add) else None
    if step is None:
        return node
    unit = expressions.cast(expressions.Literal.string(_INTERVALS[step[0]]), "INTERVAL")
    count = expressions.Paren(this=step[1])
    return expressions.Add(
        this=node.this, expression=expressions.Paren(this=expressions.Mul(this=count, expression=unit))
    )
