"""A query in the words of another engine, by sqlglot (the extra `dialects`).

Only engines whose LEAST and GREATEST pass over unknown values, as those of DuckDB do: elsewhere a query that can be read
would mean something else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from subsidy_cli.diagnostics import Diagnostic, Place, Refusal, RefusedError
from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlglot.expressions import Expression

OWN = "duckdb"
DIALECTS = (OWN, "postgres", "spark", "databricks")
_MONTHS = {"to_years": 12, "to_months": 1}
_INTERVALS = {"to_years": "1 year", "to_months": "1 month", "to_days": "1 day"}


def translate(sql: str, dialect: str) -> str:
    """A statement of DuckDB in another dialect. Raises RefusedError (usage) where sqlglot is not installed."""
    if dialect == OWN:
        return sql
    try:
        import sqlglot
    except ImportError:
        message = Text(f"写成 {dialect} 需要 sqlglot", f"{dialect} needs sqlglot")
        hint = Text("pip install 'subsidy-cli[dialects]'", "pip install 'subsidy-cli[dialects]'")
        raise RefusedError(Refusal.USAGE, [Diagnostic("missing-extra", message, Place("--dialect"), hint)]) from None
    tree = sqlglot.parse_one(sql, read=OWN)
    moved = tree.transform(_for_postgres if dialect == "postgres" else _for_spark)
    return moved.sql(dialect=dialect, identify=True, pretty=True)


def _moved_date(node: Any) -> tuple[Any, str, Any] | None:
    """A day plus a number of days, months or years, as DuckDB says it: the day, the function, the number."""
    from sqlglot import expressions

    if isinstance(node, expressions.Add) and isinstance(node.expression, expressions.Anonymous):
        function = str(node.expression.this).lower()
        if function in _INTERVALS:
            return node.this, function, node.expression.expressions[0]
    return None


def _each(change: Callable[[Any], Expression], moved: tuple[Any, str, Any]) -> tuple[Any, str, Any]:
    """What is put into another place is itself said anew, since nobody comes by there again."""
    start, function, count = moved
    return start.transform(change), function, count.transform(change)


def _common(node: Any) -> Any:
    from sqlglot import expressions

    if isinstance(node, expressions.DataType) and node.this == expressions.DataType.Type.INT128:
        return expressions.DataType.build("DECIMAL(38,0)", dialect=OWN)
    return node


def _for_postgres(node: Any) -> Expression:
    from sqlglot import expressions

    moved = _moved_date(node)
    if moved is None:
        found: Expression = _common(node)
        return found
    start, function, count = _each(_for_postgres, moved)
    step = expressions.cast(expressions.Literal.string(_INTERVALS[function]), "INTERVAL")
    return expressions.Add(
        this=start,
        expression=expressions.Paren(this=expressions.Mul(this=expressions.Paren(this=count), expression=step)),
    )


def _for_spark(node: Any) -> Expression:
    """ADD_MONTHS keeps the day or falls back to the last one; a quotient of decimals is rounded down, DIV would be a bigint."""
    from sqlglot import expressions

    if isinstance(node, expressions.IntDiv):
        parts = {"this": node.this.transform(_for_spark), "expression": node.expression.transform(_for_spark)}
        return expressions.Floor(this=expressions.Div(**parts, typed=False, safe=False))
    moved = _moved_date(node)
    if moved is None:
        found: Expression = _common(node)
        return found
    start, function, count = _each(_for_spark, moved)
    if function == "to_days":
        return expressions.Anonymous(this="DATE_ADD", expressions=[start, count])
    factor = expressions.Literal.number(_MONTHS[function])
    months = expressions.Mul(this=expressions.Paren(this=count), expression=factor)
    return expressions.Anonymous(this="ADD_MONTHS", expressions=[start, months])
