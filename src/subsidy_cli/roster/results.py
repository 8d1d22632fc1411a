"""The results of a run: the relation that they are, and the table that is written of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from subsidy_cli.columnar.terms import TRUE, quote
from subsidy_cli.diagnostics import Diagnostic, Place, Refusal, RefusedError
from subsidy_cli.roster.ages import band_sql
from subsidy_cli.roster.cells import part_of
from subsidy_cli.roster.columns import Wording, benefit_columns, input_columns, merge_outputs, reason_words
from subsidy_cli.roster.exporting import SEPARATORS, Table
from subsidy_cli.roster.gathering import gathered, table_columns
from subsidy_cli.roster.lines import Beginning
from subsidy_cli.roster.long_layout import (
    FURTHER,
    LINES,
    LINES_TYPE,
    long_columns,
    unnested,
    unnested_in_turn,
    with_lines,
)
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
SOUND = "#sound"
"""The column that says whether a row is one without an error."""


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
        if self.request.form not in SEPARATORS or (self.roster.lying is None and not self.is_uniform):
            yield self._source
            return
        if not self.is_uniform:
            self._put_in_order()
        for rows in ranges(0, self._staged - 1, threads_of(self.connection)):
            yield part_of(ORDERED, rows) if self.query is None else self._part(self.query, rows)

    def _part(self, query: Query, rows: tuple[int, int]) -> str:
        """The results of the rows with these indices: of all of them, where their cells are in the file."""
        staged, inputs = part_of(STAGED, rows), self.roster.held_cells
        if self.roster.lying is None:
            return f"({query.over(f'({self.facts.over(staged, inputs)})', ', '.join(inputs))})"
        return f"({query.over(f'({self.facts.beside(staged, SOUND)})', quote(SOUND))})"

    def _put_in_order(self) -> None:
        """A table of the results with a row for each row of the file, so that both stand in the same order."""
        numbered = f"SELECT {quote(STAGED)}.rowid AS position, {quote(STAGED)}.rowid + {self.roster.first_row} AS row FROM {quote(STAGED)}"
        self.connection.execute(
            f"CREATE TABLE {quote(ORDERED)} AS SELECT {RESULTS}.* FROM ({numbered}) AS numbered"
            f" LEFT JOIN {RESULTS} ON {RESULTS}.{quote(ROW)} = numbered.row ORDER BY position"
        )

    def table(self) -> Table:
        """The output, in the layout and the words asked for."""
        request, lying = self.request, self.roster.lying
        is_wide = request.layout == "wide" or not self.outputs
        kept = input_columns(self.roster, self.vocabulary, masked=request.masked)
        columns = (*kept, *(benefit_columns(self.outputs, self.wording) if is_wide else long_columns(self.wording)))
        if lying is None:
            return Table(columns, tuple(each if is_wide else f"({unnested(each)})" for each in self.sources()))
        is_sound = self._is_sound()
        if is_wide:
            return Table(columns, tuple(self.sources()), Beginning(lying, len(kept), is_sound))
        sources = tuple(f"({unnested_in_turn(each, is_sound)})" for each in self.sources())
        return Table(columns, sources, Beginning(lying, len(kept), is_sound, FURTHER))

    def _is_sound(self) -> str:
        """Whether a row that is staged has a result, as SQL over the sources."""
        if not self.is_uniform:
            return f"{quote(ROW)} IS NOT NULL"
        return TRUE if self.rows == self._staged else quote(SOUND)

    @cached_property
    def _staged(self) -> int:
        """How many rows were read, those too that are refused or no applicants."""
        return self._one(f"SELECT count(*) FROM {quote(STAGED)}")

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
