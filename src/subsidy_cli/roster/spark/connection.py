"""Statements of the embedded engine, carried out by Spark.

Whoever reads, checks, groups and counts a roster speaks to a connection of DuckDB. This one takes the same statements,
has them said in Spark's words, and keeps what each would have changed as a view over what was there before: a table that
is inserted into is the union of both, computed when it is first looked at, one that is updated is the old one with a
column computed anew. A view of Spark is a view of what was there when it was made, so those that look at a changed table
are made again.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from subsidy_cli.columnar.dialects import parsed, rewritten
from subsidy_cli.columnar.spark_dialect import UnsayableError
from subsidy_cli.roster.spark.counting import counted_at_once
from subsidy_cli.roster.spark.inserting import Pending, only_source

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

DIALECT = "spark"
Row = tuple[Any, ...]


@dataclass
class Cursor:
    """The rows of a statement, computed when they are asked for."""

    frame: Any = None
    rows: list[Row] | None = None

    def fetchall(self) -> list[Row]:
        """Every row."""
        if self.rows is None:
            self.rows = [tuple(row) for row in self.frame.collect()]
        return self.rows

    def fetchone(self) -> Row | None:
        """The first row."""
        found = self.fetchall()
        return found[0] if found else None


@dataclass
class SparkConnection:
    """A session that understands the statements of the embedded engine."""

    session: Any
    piece: int = 1 << 62
    """Rows to be counted at once: all, since Spark cuts them into pieces by itself."""
    _frames: dict[str, Any] = field(default_factory=dict)
    _views: dict[str, tuple[str, frozenset[str]]] = field(default_factory=dict)
    """For each view its query, and the tables at which it looks."""
    _gathered: set[str] = field(default_factory=set)
    """Tables that were inserted into since anybody looked at them."""
    _pending: dict[str, Pending] = field(default_factory=dict)
    """For each table the rows that are still to be found for it."""

    def execute(self, sql: str, parameters: Sequence[Any] = ()) -> Cursor:
        """Carry out a statement."""
        from sqlglot import expressions

        tree = parsed(sql, DIALECT)
        steps: dict[type, Callable[[Any], Cursor]] = {
            expressions.Create: self._create,
            expressions.Update: self._update,
            expressions.Alter: self._alter,
            expressions.Drop: self._drop,
            expressions.Describe: self._describe,
        }
        if isinstance(tree, expressions.Insert):
            return self._insert(tree, parameters)
        step = steps.get(type(tree))
        return Cursor(self._frame(tree)) if step is None else step(tree)

    def query_progress(self) -> float:
        """How far the engine is: it does not say."""
        return -1.0

    def close(self) -> None:
        """Forget everything; Spark clears away what nobody can ask for any more."""
        for name in self._frames:
            self.session.catalog.dropTempView(name)
        self._frames.clear()

    # frames

    def frame(self, sql: str) -> Any:
        """The frame of a query in the words of the embedded engine."""
        return self._frame(parsed(sql, DIALECT))

    def keep(self, name: str, frame: Any) -> Any:
        """Make a table of a frame: computed once, then in memory and on disks, so that no later query plans it again."""
        self._views.pop(name.casefold(), None)
        self._gathered.discard(name.casefold())
        return self.show(name, frame.localCheckpoint(eager=False))

    def keep_view(self, name: str) -> None:
        """Make a table of a view."""
        self._settle(name)
        self.keep(name, self._frames[name.casefold()])

    def show(self, name: str, frame: Any) -> Any:
        """Let a frame be asked for by a name, also by the views that look at what had the name before."""
        self._settle_from(name)
        frame.createOrReplaceTempView(backticked(name))
        self._frames[name.casefold()] = frame
        for view, (sql, tables) in list(self._views.items()):
            if name.casefold() in tables:
                self.show(view, self.session.sql(sql))
        return frame

    def _frame(self, tree: Any) -> Any:
        """A query; what it says is to be computed once becomes a table first."""
        from sqlglot import expressions

        for each in list(tree.find_all(expressions.CTE)):
            if each.args.get("materialized"):
                self.keep(each.alias, self._frame(each.this))
                each.pop()
        self._look_at_all(tree)
        if tree.args.get("with_") is not None and not tree.args["with_"].expressions:
            tree.set("with_", None)
        return self.session.sql(counted_at_once(tree, _spoken) or _spoken(tree))

    def _look_at_all(self, tree: Any) -> None:
        from sqlglot import expressions

        for table in tree.find_all(expressions.Table):
            self._look_at(table.name)

    def _look_at(self, name: str) -> None:
        """What was gathered bit by bit is put together once somebody looks."""
        self._settle(name)
        if name.casefold() in self._gathered:
            self.keep_view(name)

    def _table(self, name: str) -> Any:
        self._look_at(name)
        return self._frames[name.casefold()]

    # statements

    def _create(self, tree: Any) -> Cursor:
        from sqlglot import expressions

        if isinstance(tree.this, expressions.Schema):
            columns = [(column.name, _type(column.args["kind"])) for column in tree.this.expressions]
            listed = ", ".join(f"CAST(NULL AS {kind}) AS {backticked(name)}" for name, kind in columns)
            self.show(tree.this.this.name, self.session.sql(f"SELECT {listed} WHERE FALSE"))
        elif tree.kind == "VIEW":
            tables = frozenset(table.name.casefold() for table in tree.expression.find_all(expressions.Table))
            self._look_at_all(tree.expression)
            sql = _spoken(tree.expression)
            self.show(tree.this.name, self.session.sql(sql))
            self._views[tree.this.name.casefold()] = sql, tables
        else:
            self.keep(tree.this.name, self._frame(tree.expression))
        return _DONE

    def _insert(self, tree: Any, parameters: Sequence[Any]) -> Cursor:
        from sqlglot import expressions

        name, query = tree.this.name, tree.expression
        source = None if tree.args.get("by_name") else only_source(query)
        if source is not None:
            if name.casefold() in self._pending and self._pending[name.casefold()].source != source:
                self._settle(name)
            self._pending.setdefault(name.casefold(), Pending(source)).queries.append(query)
            return _DONE
        self._settle(name)
        schema = self._frames[name.casefold()].schema
        if isinstance(query, expressions.Values):
            if any(not isinstance(each, expressions.Placeholder) for each in query.expressions[0].expressions):
                raise UnsayableError(tree.sql())
            found = self.session.createDataFrame([tuple(parameters)], schema)
        elif tree.args.get("by_name"):
            found = self._named(self._frame(query).localCheckpoint(eager=False), schema)
        else:
            found = self._frame(query).toDF(*schema.names)
        self._add(name, found)
        return _DONE

    @staticmethod
    def _named(frame: Any, schema: Any) -> Any:
        """The columns of a table that a frame has, and nothing for the others."""
        from pyspark.sql.functions import col, lit

        there = {column.casefold() for column in frame.columns}
        values = (
            (each, col(backticked(each.name)) if each.name.casefold() in there else lit(None)) for each in schema.fields
        )
        return frame.select(*(value.cast(each.dataType).alias(each.name) for each, value in values))

    def _settle(self, name: str) -> None:
        """Find the rows that are still on their way into a table."""
        pending = self._pending.pop(name.casefold(), None)
        if pending is not None:
            schema = self._frames[name.casefold()].schema
            types = [each.dataType.simpleString() for each in schema.fields]
            self._add(name, self.session.sql(pending.together(types, _spoken)).toDF(*schema.names))

    def _add(self, name: str, frame: Any) -> None:
        self.show(name, self._frames[name.casefold()].unionAll(frame))
        self._gathered.add(name.casefold())

    def _settle_from(self, source: str) -> None:
        """Before a table changes or goes: find what is still to be read from it."""
        for name in [each for each, pending in self._pending.items() if pending.source == source.casefold()]:
            self._settle(name)

    def _update(self, tree: Any) -> Cursor:
        """Rows that the condition leaves alone stay as they are; of a second table there is one row or none for each."""
        source, name = tree.args.get("from_"), tree.this.name
        self._look_at_all(tree)
        values = {each.this.name: each.expression for each in tree.expressions}
        condition = _spoken(tree.args["where"].this)
        old = self._table(name)
        if source is None:
            listed = (
                f"CASE WHEN {condition} THEN {_spoken(values[column])} ELSE {backticked(column)} END AS {backticked(column)}"
                if column in values
                else backticked(column)
                for column in old.columns
            )
            frame = self.session.sql(f"SELECT {', '.join(listed)} FROM {backticked(name)}")
        else:
            other = source.this.name
            listed = (
                f"COALESCE({backticked(other)}.{backticked(values[column].name)}, {backticked(name)}.{backticked(column)}) AS {backticked(column)}"
                if column in values
                else f"{backticked(name)}.{backticked(column)}"
                for column in old.columns
            )
            frame = self.session.sql(
                f"SELECT {', '.join(listed)} FROM {backticked(name)} LEFT JOIN {backticked(other)} ON {condition}"
            )
        self.show(name, frame)
        return _DONE

    def _alter(self, tree: Any) -> Cursor:
        from pyspark.sql.functions import lit

        frame = self._table(tree.this.name)
        for column in tree.args["actions"]:
            frame = frame.withColumn(column.name, lit(None).cast(_type(column.args["kind"])))
        self.show(tree.this.name, frame)
        return _DONE

    def _drop(self, tree: Any) -> Cursor:
        """What was computed stays until the end: views that were made of it still ask for it."""
        from sqlglot import expressions

        for table in tree.find_all(expressions.Table):
            self._settle_from(table.name)
            self.session.catalog.dropTempView(table.name)
            self._frames.pop(table.name.casefold(), None)
        return _DONE

    def _describe(self, tree: Any) -> Cursor:
        frame = self._table(tree.this.name)
        return Cursor(rows=[(each.name, each.dataType.simpleString()) for each in frame.schema])


_DONE = Cursor(rows=[])


def backticked(name: str) -> str:
    """A name as Spark's own statements quote it."""
    return "`" + name.replace("`", "``") + "`"


def _type(kind: Any) -> str:
    return str(rewritten(kind, DIALECT).sql(dialect=DIALECT))


def _spoken(tree: Any) -> str:
    return str(rewritten(tree, DIALECT).sql(dialect=DIALECT, identify=True))
