"""The levels of a query: nothing that nobody looks at, and what is looked at once in its place."""

from __future__ import annotations

import duckdb

from subsidy_cli.columnar.amounts import bound_sql
from subsidy_cli.columnar.levels import settle
from subsidy_cli.columnar.query import Query
from subsidy_cli.columnar.terms import FALSE, OPEN_END, TRUE, UNKNOWN

LEVELS = (
    [("~once", '"a" + 1'), ("~twice", '"a" * 2'), ("~never", '"a" / 0')],
    [("~over", '"~once" * "~twice"'), ("~idle", '"~never" + "~twice"')],
    [("x", '"~over" + "~twice"'), ("y", '"~over" - 1')],
)
SELECTED = ('"x"', '"y" + "x" AS "sum"', '"a" AS "x?"')


def test_what_is_looked_at_once_stands_in_its_place() -> None:
    levels, selected = settle(LEVELS, SELECTED)
    assert levels == (
        (("~twice", '"a" * 2'),),
        (("~over", '("a" + 1) * "~twice"'),),
        (("x", '"~over" + "~twice"'),),
    )
    assert selected == ('"x"', '("~over" - 1) + "x" AS "sum"', '"a" AS "x?"')


def test_a_column_that_is_only_selected_keeps_its_name() -> None:
    assert settle([[("x", '"a" + 1')]], ('"x"',)) == ((), ('"a" + 1 AS "x"',))


def test_brackets_are_set_once() -> None:
    levels = [[("x", '("a" OR "b)")'), ("y", '("a") OR (\')\' = "b")')]]
    assert settle(levels, ('"x" AND "y" AS "z"',)) == ((), ('("a" OR "b)") AND (("a") OR (\')\' = "b")) AS "z"',))


def test_nothing_that_nobody_looks_at_is_left() -> None:
    assert settle([[("x", '"a"')], [("y", '"x"')]], ('"a" AS "b"',)) == ((), ('"a" AS "b"',))


def test_the_query_says_the_same() -> None:
    relation = "(SELECT a FROM range(5) AS numbers(a)) AS numbers"
    full = Query(
        tuple(tuple(each for each in level if "/ 0" not in each[1] and "never" not in each[1]) for level in LEVELS),
        SELECTED,
        (),
    )
    levels, selected = settle(LEVELS, SELECTED)
    for one, other in zip(
        duckdb.sql(full.over(relation, "a")).fetchall(),
        duckdb.sql(Query(levels, selected, ()).over(relation, "a")).fetchall(),
        strict=True,
    ):
        assert one == other


def test_a_bound_is_text_also_where_nothing_can_be_due() -> None:
    """A file of Parquet has the same types whatever is known beforehand."""
    for due in (FALSE, TRUE, UNKNOWN, '"x:due"'):
        for low, high in (('"x"', '"x_high"'), (OPEN_END, OPEN_END)):
            word = bound_sql(low, high, due)
            row = '(SELECT CAST(1 AS DECIMAL(18,2)) AS x, CAST(NULL AS DECIMAL(18,2)) AS x_high, TRUE AS "x:due")'
            assert str(duckdb.sql(f"SELECT {word} AS word FROM {row}").types[0]) == "VARCHAR", word
