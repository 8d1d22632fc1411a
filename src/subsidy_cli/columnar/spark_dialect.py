"""What DuckDB says in its own way, node by node as Spark says it, where sqlglot leaves it or would change the meaning.

Every rewriting is exact: the same value, and unknown where DuckDB gives unknown. What cannot be said exactly raises
UnsayableError, so that nothing is translated by halves.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

SPACES = " \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
"""What DuckDB's TRIM takes off where it is not told: every separator of words that Unicode knows."""
WIDE_INTEGER = "DECIMAL(38,0)"
"""Spark's widest whole number."""
_EIGHT_DIGITS = r"\A[0-9]{8}\z"
_SPELT_DAY = "%Y%m%d"


class UnsayableError(Exception):
    """A statement that has no equal in the other dialect: a fault of ours, told by tests."""


def for_spark(node: Any) -> Any:
    """A node of a statement of DuckDB as Spark understands it; its parts have been rewritten already."""
    from sqlglot import expressions

    change = _changes().get(type(node))
    if change is not None:
        return change(node)
    if isinstance(node, expressions.Anonymous):
        return _named(node)
    return node


def _changes() -> dict[type, Callable[[Any], Any]]:
    from sqlglot import expressions

    return {
        expressions.DataType: _type,
        expressions.IntDiv: _whole_quotient,
        expressions.Add: _moved_day,
        expressions.Trim: _trimmed,
        expressions.Substring: _cut_out,
        expressions.RegexpFullMatch: _whole_match,
        expressions.RegexpReplace: _replaced,
        expressions.ArrayAgg: _sorted_list,
        expressions.Explode: _unpacked,
        expressions.CTE: _named_query,
    }


def _type(node: Any) -> Any:
    from sqlglot import expressions

    is_huge = node.this == expressions.DataType.Type.INT128
    return expressions.DataType.build(WIDE_INTEGER) if is_huge else node


def _call(name: str, *arguments: Any) -> Any:
    from sqlglot import expressions

    return expressions.Anonymous(this=name, expressions=list(arguments))


def _text(word: str) -> Any:
    from sqlglot import expressions

    return expressions.Literal.string(word)


# figures and days


def _whole_quotient(node: Any) -> Any:
    """DIV gives a bigint, too narrow for what began as a wide integer: there the remainder is taken off first.

    Nothing comes of a division by nothing, which no statement of ours asks for.
    """
    from sqlglot import expressions

    one, other = node.this, node.expression
    if not isinstance(other, expressions.Literal):
        other = expressions.Nullif(this=other, expression=expressions.Literal.number(0))
    is_wide = any(_is_wide(each) for each in one.find_all(expressions.DataType))
    if not is_wide:
        return expressions.IntDiv(this=_grouped(one), expression=other)
    multiple = expressions.Sub(
        this=_grouped(one), expression=expressions.Mod(this=_grouped(one.copy()), expression=other.copy())
    )
    quotient = expressions.Div(this=_grouped(multiple), expression=other, typed=False, safe=False)
    return expressions.cast(_grouped(quotient), WIDE_INTEGER)


def _is_wide(kind: Any) -> bool:
    return bool(kind.sql(dialect="spark") == "DECIMAL(38, 0)")


def _grouped(node: Any) -> Any:
    from sqlglot import expressions

    return node if isinstance(node, expressions.Paren | expressions.Cast) else expressions.Paren(this=node)


def step_of(node: Any) -> tuple[str, Any] | None:
    """The unit and the number of a step in time, `to_days(n)`; which of them sqlglot knows depends on its version."""
    from sqlglot import expressions

    if isinstance(node, expressions.Anonymous):
        found = str(node.this).lower(), node.expressions
    elif isinstance(node, expressions.Func):
        found = node.sql_name().lower(), [node.this]
    else:
        return None
    return (found[0], found[1][0]) if found[0] in STEPS else None


STEPS = frozenset({"to_years", "to_months", "to_days"})


def _moved_day(node: Any) -> Any:
    """ADD_MONTHS keeps the day of the month or falls back to the last one."""
    from sqlglot import expressions

    step = step_of(node.expression)
    if step is None:
        return node
    unit, count = step
    if unit == "to_days":
        return _call("DATE_ADD", node.this, count)
    factor = expressions.Literal.number(12 if unit == "to_years" else 1)
    return _call("ADD_MONTHS", node.this, expressions.Mul(this=expressions.Paren(this=count), expression=factor))


def _named(node: Any) -> Any:
    """Functions of DuckDB that sqlglot knows by name only."""
    change = {"date_sub": _completed_years, "try_strptime": _day_of_digits}.get(str(node.this).lower())
    return node if change is None else change(node)


def _completed_years(node: Any) -> Any:
    """Years between two days, as a person counts an age: 29 February is reached on the 28th."""
    import sqlglot

    unit, first, last = node.expressions
    if unit.this != "year":
        raise UnsayableError(node.sql())
    start, end = first.sql(dialect="spark", identify=True), last.sql(dialect="spark", identify=True)
    years = f"(YEAR({end}) - YEAR({start}))"
    reached = f"ADD_MONTHS({start}, {years} * 12) <= {end}"
    return sqlglot.parse_one(f"({years} - CASE WHEN {reached} THEN 0 ELSE 1 END)", read="spark")


def _day_of_digits(node: Any) -> Any:
    """A day written as eight digits."""
    import sqlglot

    written, form = node.expressions
    if form.this != _SPELT_DAY:
        raise UnsayableError(node.sql())
    digits = written.sql(dialect="spark", identify=True)
    parts = f"SUBSTRING({digits}, 1, 4), '-', SUBSTRING({digits}, 5, 2), '-', SUBSTRING({digits}, 7, 2)"
    day = f"TRY_CAST(CONCAT({parts}) AS DATE)"
    matched = _call("REGEXP_LIKE", written.copy(), _text(_EIGHT_DIGITS)).sql(dialect="spark", identify=True)
    return sqlglot.parse_one(f"CASE WHEN {matched} THEN {day} END", read="spark")


# texts


def _trimmed(node: Any) -> Any:
    """Spark takes off the plain space only, where it is not told."""
    if node.args.get("expression") is None:
        node.set("expression", _text(SPACES))
    return node


def _cut_out(node: Any) -> Any:
    """Where to begin must be a plain integer."""
    from sqlglot import expressions

    start = node.args["start"]
    if not isinstance(start, expressions.Literal):
        node.set("start", expressions.cast(start, "INT"))
    return node


def pattern(written: str) -> str:
    """A pattern of DuckDB (RE2) for Java: the end is the very end, and only a line feed ends a line."""
    found, is_class, position = "", False, 0
    while position < len(written):
        sign = written[position]
        if sign == "\\":
            found += written[position : position + 2]
            position += 2
            continue
        is_class = (is_class or sign == "[") and sign != "]"
        found += r"\z" if sign == "$" and not is_class else r"\A" if sign == "^" and not is_class else sign
        position += 1
    return f"(?d){found}"


def _pattern(node: Any) -> str:
    from sqlglot import expressions

    if not isinstance(node, expressions.Literal):
        raise UnsayableError(node.sql())
    return str(node.this)


def _whole_match(node: Any) -> Any:
    return _call("REGEXP_LIKE", node.this, _text(rf"\A(?:{pattern(_pattern(node.expression))})\z"))


_BACK = re.compile(r"\\([0-9])")


def _replaced(node: Any) -> Any:
    """Spark replaces every match, DuckDB the first alone unless told: the same where a pattern begins at the start."""
    from sqlglot import expressions

    written, by = _pattern(node.expression), _pattern(node.args["replacement"])
    modifiers = node.args.get("modifiers")
    is_global = isinstance(modifiers, expressions.Literal) and modifiers.this == "g"
    if not is_global and not all(part.startswith("^") for part in written.split("|")):
        raise UnsayableError(node.sql())
    replacement = _BACK.sub(r"$\1", by.replace("$", "\\$"))
    return _call("REGEXP_REPLACE", node.this, _text(pattern(written)), _text(replacement))


# lists


def _sorted_list(node: Any) -> Any:
    """A list of records in order: Spark sorts records by their parts in turn, so those that give the order come first."""
    from sqlglot import expressions

    ordered = node.this
    if not isinstance(ordered, expressions.Order):
        return node
    parts = list(ordered.this.expressions)
    keys = [each.this.name for each in ordered.expressions]
    first = [next(part for part in parts if key in _columns(part)) for key in keys]
    record = expressions.Struct(expressions=[*first, *(part for part in parts if part not in first)])
    return _call("ARRAY_SORT", _call("COLLECT_LIST", record))


def _columns(part: Any) -> set[str]:
    from sqlglot import expressions

    return {column.name for column in part.expression.find_all(expressions.Column)}


def _unpacked(node: Any) -> Any:
    """Records of a list as rows of their own."""
    return _call("INLINE", node.this)


def _named_query(node: Any) -> Any:
    """Whether a named query is computed once is for Spark to decide."""
    node.set("materialized", None)
    return node
