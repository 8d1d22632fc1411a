"""The results of a run: the relation that they are, and the table that is written of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from subsidy_cli.columnar.terms import quote
from subsidy_cli.diagnostics import Diagnostic, Place, Refusal, RefusedError
from subsidy_cli.roster.ages import band_sql
from subsidy_cli.roster.cells import LINE_TEXT, side_by_side
from subsidy_cli.roster.columns import Wording, benefit_columns, input_columns, merge_outputs, reason_words
from subsidy_cli.roster.exporting import SEPARATORS, Table
from subsidy_cli.roster.gathering import gathered, table_columns
from subsidy_cli.roster.long_layout import LINES, LINES_TYPE, long_columns, with_lines
from subsidy_cli.roster.pieces import ranges, threads_of
from subsidy_cli.roster.relations import APPLICANT, AS_OF, FACTS, PLACE, ROW
from subsidy_cli.roster.staging import STAGED
from subsidy_cli.roster.tallying import BAND, RESULTS
from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from contextlib import AbstractContextManager

    from duckdb import DuckDBPyConnection

    from subsidy_cli.columnar.query import Output, Query
    from subsidy_cli.facts.vocabulary import Vocabulary
    from subsidy_cli.roster.grouping import Group
    from subsidy_cli.roster.normalising import Facts
    from subsidy_cli.roster.relations import Roster
    from subsidy_cli.roster.requests import BatchRequest
    from subsidy_cli.roster.watching import Step

    Watch = Callable[[], AbstractContextManager[Step]]
    """What begins to tell how far a step is."""

ORDERED = "#ordered"


@dataclass
class Results:
    """What the rows of FACTS come to, for the groups in which they are."""

    connection: DuckDBPyConnection
    vocabulary: Vocabulary
    request: BatchRequest
    roster: Roster
    facts: Facts
    columns: Sequence[str]
    """The facts and standards that FACTS holds."""
    groups: Sequence[Group]
    rows: int = 0
    """Of FACTS."""
    count: int = 0
    """Of the results: rows of places without any document have none."""
    outputs: tuple[Output, ...] = ()
    query: Query | None = None
    """The one query that gives all results, in the order of the file, where all rows are of one group."""

    @property
    def is_uniform(self) -> bool:
        """Whether one query gives all results."""
        return self.query is not None

    def lines(self) -> int:
        """How many lines the output will have under its headings."""
        if self.request.layout == "wide" or not self.outputs:
            return self.count
        return self._one(f"SELECT COALESCE(sum(len({quote(LINES)})), 0) FROM {RESULTS}")

    def score(self, watch: Watch) -> None:
        """One query for each group: the results themselves where every row is of one group, else rows of a table."""
        is_long = self.request.layout == "long"
        inputs = self.roster.held_cells
        band = f"{band_sql(self.columns, quote(AS_OF))} AS {quote(BAND)}"
        kept = ", ".join([quote(ROW), quote(PLACE), band, *inputs])
        self.rows = self._one(f"SELECT count(*) FROM {FACTS}")
        queries = [group.query(self.columns, with_lines=is_long) for group in self.groups]
        self.outputs = merge_outputs(self.vocabulary, [query.outputs for query in queries])
        self._refuse_clashing_headings()
        queries = [self._worded(group, query) for group, query in zip(self.groups, queries, strict=True)]
        if len(self.groups) == 1 and self.groups[0].rows == self.rows:
            (self.query,) = queries
            self.connection.execute(f"CREATE VIEW {RESULTS} AS {self.query.over(FACTS, kept)}")
            self.count = self.rows
        else:
            self.outputs = tuple(replace(output, has_due=False) for output in self.outputs)
            self._gather(queries, kept, inputs, watch)
            self.count = self._one(f"SELECT count(*) FROM {RESULTS}")

    def _worded(self, group: Group, query: Query) -> Query:
        """The query of a group, with the lines of each row where they are wanted."""
        if self.request.layout == "wide":
            return query
        return with_lines(query, group.programme, self.wording, self.request.language)

    @cached_property
    def wording(self) -> Wording:
        """In which words headings and values are written."""
        reasons = reason_words(group.programme for group in self.groups)
        return Wording(self.request.headers, self.vocabulary, reasons)

    def _gather(self, queries: Sequence[Query], kept: str, inputs: Sequence[str], watch: Watch) -> None:
        """Put the results of several groups into one table."""
        is_long = self.request.layout == "long"
        self.connection.execute(f"CREATE TABLE {RESULTS} ({table_columns(self.outputs, inputs, is_long=is_long)})")
        with watch() as step:
            for index, (group, query) in enumerate(zip(self.groups, queries, strict=True)):
                step.part(index, len(queries))
                statement = query.over(f"(SELECT * FROM {FACTS} WHERE {group.condition})", kept)
                found = gathered(statement, query.outputs, self.outputs, inputs, is_long=is_long)
                self.connection.execute(f"INSERT INTO {RESULTS} BY NAME {found}")
        kept_of_members = [
            quote(ROW),
            *inputs,
            *([f"CAST([NULL] AS {LINES_TYPE}) AS {quote(LINES)}"] if is_long else []),
        ]
        bystanders = f"SELECT {', '.join(kept_of_members)} FROM {FACTS} WHERE NOT {quote(APPLICANT)}"
        self.connection.execute(f"INSERT INTO {RESULTS} BY NAME {bystanders}")

    @property
    def _source(self) -> str:
        """The results in the order of the file: as they are where one query makes them, else put in order."""
        return RESULTS if self.is_uniform else f"(SELECT * FROM {RESULTS} ORDER BY {quote(ROW)})"

    def sources(self) -> Iterator[str]:
        """The results in the order of the file, divided where several threads may write them."""
        if self.request.form not in SEPARATORS:
            yield self._source
        elif self.roster.lying is not None:
            if not self.is_uniform:
                self._put_in_order()
            last_index = self._one(f"SELECT count(*) FROM {quote(STAGED)}") - 1
            for first, last in ranges(0, last_index, threads_of(self.connection)):
                yield self._beside_lines(first, last)
        else:
            row = quote(ROW)
            first, last = self.connection.execute(f"SELECT min({row}), max({row}) FROM {RESULTS}").fetchone() or (0, 0)
            threads = threads_of(self.connection) if self.is_uniform else 1
            for start, end in ranges(first or 0, last or 0, threads):
                yield f"(SELECT * FROM {self._source} WHERE {row} BETWEEN {start} AND {end})"

    def _put_in_order(self) -> None:
        """A table of the results with a row for each row of the file, so that both stand in the same order."""
        numbered = f"SELECT {quote(STAGED)}.rowid AS position, {quote(STAGED)}.rowid + {self.roster.first_row} AS row FROM {quote(STAGED)}"
        self.connection.execute(
            f"CREATE TABLE {quote(ORDERED)} AS SELECT {RESULTS}.* FROM ({numbered}) AS numbered"
            f" LEFT JOIN {RESULTS} ON {RESULTS}.{quote(ROW)} = numbered.row ORDER BY position"
        )

    def _beside_lines(self, first: int, last: int) -> str:
        """The results of the rows with these indices beside the lines in which they were written."""
        assert self.roster.lying is not None
        lines = self.roster.lying.lines(first)
        if self.query is None:
            return f"(SELECT * FROM {side_by_side(ORDERED, lines, (first, last))} WHERE {quote(ROW)} IS NOT NULL)"
        facts = self.facts.over(side_by_side(STAGED, lines, (first, last)), [LINE_TEXT])
        return f"({self.query.over(f'({facts})', LINE_TEXT)})"

    def table(self) -> Table:
        """The output, in the layout and the words asked for."""
        request = self.request
        kept = input_columns(self.roster, self.vocabulary, masked=request.masked)
        sources = tuple(self.sources())
        columns = kept
        if request.layout == "wide":
            columns += benefit_columns(self.outputs, self.wording)
        elif self.outputs:
            columns += long_columns(self.wording)
            sources = tuple(f"(SELECT *, unnest({quote(LINES)}, recursive := true) FROM {each})" for each in sources)
        if self.roster.lying is None:
            return Table(columns, sources)
        return Table(columns, sources, LINE_TEXT, len(kept))

    def _refuse_clashing_headings(self) -> None:
        """An input column that bears the name of one of ours: nobody could tell the two apart."""
        table = self.headings()
        inputs = set(self.roster.headings)
        clashing = [heading for heading in table if heading in inputs]
        if clashing:
            shown = "、".join(clashing[:3])
            message = Text(
                f"输入已有与结果同名的列：{shown}",
                f"the input has columns named like the results: {shown.replace('、', ', ')}",
            )
            hint = Text(
                "这像是以前的结果；请删去这些列，或用 --headers 改用另一种列名",
                "it may be an earlier output: take those columns out, or use other headings with --headers",
            )
            raise RefusedError(Refusal.INPUT, [Diagnostic("column-exists", message, Place(self.roster.name), hint)])

    def headings(self) -> list[str]:
        """The headings that are ours."""
        if self.request.layout == "wide":
            return [column.heading for column in benefit_columns(self.outputs, self.wording)]
        return [column.heading for column in long_columns(self.wording)]

    def _one(self, sql: str) -> int:
        found = self.connection.execute(sql).fetchone()
        assert found is not None
        return int(found[0])
