"""A roster from file to file: read, grouped, computed by one query for each group, written, counted, published."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from subsidy_cli import __version__
from subsidy_cli.columnar.terms import quote, text
from subsidy_cli.diagnostics import Diagnostic, Place, Refusal, RefusedError
from subsidy_cli.facts.applicant import show
from subsidy_cli.library.system_errors import reason_in
from subsidy_cli.roster import exporting, rejects
from subsidy_cli.roster.cautions import run_notices
from subsidy_cli.roster.cells import LINE_TEXT, refuse_changed, side_by_side
from subsidy_cli.roster.columns import (
    Headers,
    Wording,
    benefit_columns,
    input_columns,
    merge_outputs,
    reason_words,
)
from subsidy_cli.roster.counting import Written, count_ends, digest_of
from subsidy_cli.roster.exporting import SEPARATORS, OutputFormat, Table
from subsidy_cli.roster.gathering import gathered, table_columns
from subsidy_cli.roster.grouping import Group, Grouper, Terms
from subsidy_cli.roster.legend import legend_sheet
from subsidy_cli.roster.long_layout import LINES, long_columns, with_lines
from subsidy_cli.roster.parquet_footer import count_rows
from subsidy_cli.roster.pieces import ranges, threads_of
from subsidy_cli.roster.receipt import Counts, Receipt, WrittenFile, describe_file
from subsidy_cli.roster.recounting import recount
from subsidy_cli.roster.relations import APPLICANT, AS_OF, FACTS, PLACE, ROW, ReadingOptions
from subsidy_cli.roster.sheet_counting import count_filled_rows
from subsidy_cli.roster.staging import STAGED
from subsidy_cli.roster.summary import Summary, band_sql, summarise
from subsidy_cli.roster.tallying import BAND, RESULTS
from subsidy_cli.roster.watching import Progress, Step, Unwatched, watched
from subsidy_cli.roster.writing import Publication, output_failed, refuse_same_file, to_disk, unwritten
from subsidy_cli.texts import Language, Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from contextlib import AbstractContextManager
    from datetime import date
    from pathlib import Path

    from duckdb import DuckDBPyConnection

    from subsidy_cli.columnar.query import Output, Query
    from subsidy_cli.library.opening import Library
    from subsidy_cli.roster.normalising import Facts
    from subsidy_cli.roster.relations import Notice, Roster

Layout = Literal["wide", "long"]
MEMORY = "1100MB"
"""What the engine may hold before it spills to the disk; enough for any length of roster."""
MORE_MEMORY = "75%"
"""What it may hold where a roster has so many columns that reading one block of rows takes more than that."""
LONG = 1 << 30
"""Bytes of an input whose rows lie in a file from the start: packed they are a tenth as long as what would be spilled."""
LIST_JOINS = "in_clause"
"""An optimization of DuckDB that turns each longer IN into a join, even where only a branch that is never taken asks it."""
RESULT_SHEET = Text("结果", "results")
ORDERED = "#ordered"
NO_DOCUMENT = (
    Text("该地没有任何政策文件", "the place has no policy document"),
    Text("请核对地方；或从名册中移出", "check the place, or take the row out"),
)


@dataclass(frozen=True)
class BatchRequest:
    """One run over a roster."""

    source: Path | None
    """None is standard input."""
    target: Path | None
    """None is standard output."""
    as_of: date
    reading: ReadingOptions
    form: OutputFormat
    place: str | None = None
    terms: Terms = field(default_factory=Terms)
    headers: Headers = "id"
    masked: bool = False
    layout: Layout = "wide"
    language: Language = "zh"
    rejects: Path | None = None
    """Where rejects go; None is beside the output, or nowhere where there is no output file."""
    receipt: Path | None = None
    summary: Path | None = None
    dry_run: bool = False
    settings: dict[str, Any] = field(default_factory=dict)
    """The options as they were written, for the receipt."""

    @property
    def rejects_file(self) -> Path | None:
        """Where rejects go; a workbook has a sheet for them."""
        if self.rejects is not None or self.target is None or self.form == "xlsx":
            return self.rejects
        return self.target.with_name(f"{self.target.name}.rejects.csv")

    @property
    def receipt_file(self) -> Path | None:
        """Where the receipt goes."""
        if self.receipt is not None or self.target is None:
            return self.receipt
        return self.target.with_name(f"{self.target.name}.receipt.json")

    @property
    def targets(self) -> tuple[Path, ...]:
        """Every file that the run may write."""
        found = (self.target, self.rejects_file, self.receipt_file, self.summary)
        return tuple(path for path in found if path is not None)


@dataclass(frozen=True)
class BatchResult:
    """What came of a run."""

    counts: Counts
    summary: Summary
    roster: Roster
    groups: tuple[Group, ...]
    changes: tuple[tuple[str, str, int], ...]
    files: tuple[WrittenFile, ...] = ()
    rejected: tuple[tuple[Any, ...], ...] = ()
    """The rejects themselves, where no file holds them: row, column, code, message, hint."""


def run_batch(
    library: Library,
    request: BatchRequest,
    progress: Progress | None = None,
    emit: Callable[[Path], None] | None = None,
) -> BatchResult:
    """Score a roster. `emit` sends a finished output to standard output where no file was asked for.

    Raises RefusedError: usage, input, policies or output; nothing has been written then.
    """
    refuse_same_file(request.source, request.targets)
    _refuse_clashing_targets(request.targets)
    grouper = Grouper(library, request.terms)
    if request.place is not None:
        grouper.programme(request.place, request.as_of)
    watcher = progress or Unwatched()
    with Publication(None if request.dry_run else request.target) as publication:
        if request.source is None:
            return _attempt(library, request, grouper, publication, watcher, emit, MORE_MEMORY)
        import duckdb

        try:
            return _attempt(library, request, grouper, publication, watcher, emit, MEMORY)
        except duckdb.OutOfMemoryException:
            publication.start_again()
            return _attempt(library, request, grouper, publication, watcher, emit, MORE_MEMORY)


def _attempt(
    library: Library,
    request: BatchRequest,
    grouper: Grouper,
    publication: Publication,
    watcher: Progress,
    emit: Callable[[Path], None] | None,
    memory: str,
) -> BatchResult:
    """One run with so much memory."""
    with _engine(publication.folder, memory, is_long=_is_long(request.source)) as engine:
        run = Run(library, request, grouper, publication, engine, watcher)
        with unwritten(str(publication.folder.parent), only_full=True):
            result = run.compute()
        if request.dry_run:
            return result
        with unwritten(str(publication.folder.parent)):
            result = run.write(result)
    if request.target is None and emit is not None:
        emit(run.main_file)
    publication.publish()
    return result


def _refuse_clashing_targets(targets: Sequence[Path]) -> None:
    if len({path.absolute() for path in targets}) < len(targets):
        message = Text("两个输出写向同一个文件", "two outputs go to the same file")
        raise RefusedError(Refusal.USAGE, [Diagnostic("output-twice", message, Place(str(targets[0])))])


def _is_long(source: Path | None) -> bool:
    return source is not None and source.is_file() and source.stat().st_size > LONG


@contextmanager
def _engine(folder: Path, memory: str, *, is_long: bool) -> Iterator[DuckDBPyConnection]:
    """An engine that keeps what does not fit into memory in the folder, and never looks for anything on the network."""
    import duckdb

    config: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": memory,
        "temp_directory": str(folder / "spill"),
        "preserve_insertion_order": "true",
        "autoinstall_known_extensions": "false",
    }
    connection = duckdb.connect(str(folder / "rows.duckdb") if is_long else ":memory:", config=config)
    connection.execute("PRAGMA disable_checkpoint_on_shutdown")
    connection.execute(f"SET disabled_optimizers = '{LIST_JOINS}'")
    connection.execute("SET enable_progress_bar = true")
    connection.execute("SET enable_progress_bar_print = false")
    try:
        yield connection
    except (duckdb.IOException, duckdb.FatalException) as error:
        reason = reason_in(str(error))
        if reason is None:
            raise
        raise output_failed(str(folder.parent), reason) from None
    except (duckdb.OutOfRangeException, duckdb.ConversionException) as error:
        if "DECIMAL" not in str(error):
            raise
        raise _too_large() from None
    finally:
        connection.close()


def _too_large() -> RefusedError:
    """A rule makes figures that no amount of money has; the figures of rows are of a limited size."""
    message = Text("规则算出的数值位数过多", "a rule makes a figure of too many digits")
    hint = Text(
        "检查政策文件中的乘法；subsidy assess 逐项显示各数",
        "see what the policy files multiply; subsidy assess shows each figure",
    )
    return RefusedError(Refusal.POLICIES, [Diagnostic("figure-too-large", message, Place("amount"), hint)])


@dataclass
class Run:
    """The steps of a run, in order."""

    library: Library
    request: BatchRequest
    grouper: Grouper
    publication: Publication
    connection: DuckDBPyConnection
    progress: Progress
    outputs: tuple[Output, ...] = ()
    groups: tuple[Group, ...] = ()
    columns: tuple[str, ...] = ()
    rows: int = 0
    notices: tuple[Notice, ...] = ()
    query: Query | None = None
    """The one query that gives all results, in the order of the file, where all rows are of one group."""

    @property
    def is_uniform(self) -> bool:
        """Whether one query gives all results."""
        return self.query is not None

    def compute(self) -> BatchResult:
        """Read, check and score everything."""
        self.roster = self._read()
        self._refuse_lawless()
        self.groups = self.grouper.groups(self.connection, self.columns, self.lawless)
        if not self.groups and self.request.place is not None:
            self.groups = (self.grouper.empty_group(self.request.place, self.request.as_of),)
        self.notices = run_notices(self.grouper, self.groups, self.facts.notices)
        self._score()
        with ThreadPoolExecutor(1) as beside:
            second_count = beside.submit(self._second_count)
            summary = self._summarise()
            counts = self._count(second_count.result())
        return BatchResult(counts, summary, self.roster, self.groups, self._changes())

    def _summarise(self) -> Summary:
        roster, vocabulary, places = self.roster, self.library.vocabulary, self.library.places
        figures = roster.rows_read, self._results(), rejects.count_rejected(self.connection), roster.skips
        with self._watched(Text("计算", "computing"), self.rows) as step:
            told = self._wording.reasons, self._assumed(), self.notices
            return summarise(self.connection, self.outputs, vocabulary, places, figures, *told, step.part)

    def _watched(self, words: Text, rows: int | None = None) -> AbstractContextManager[Step]:
        """Tell how far the engine is, while it works."""
        return watched(self.progress, self.connection, words, rows)

    def _read(self) -> Roster:
        from subsidy_cli.roster.normalising import normalise

        request = self.request
        with self._watched(Text("读取", "reading")) as self.step:
            roster = self._open()
        with self._watched(Text("核对", "checking"), roster.rows_read):
            self.facts: Facts = normalise(self.connection, roster, request.place, request.as_of, request.reading)
        described = self.connection.execute(f"DESCRIBE {FACTS}").fetchall()
        vocabulary = self.library.vocabulary
        self.columns = tuple(
            row[0] for row in described if row[0] in vocabulary.facts or row[0] in vocabulary.standards
        )
        return roster

    def _open(self) -> Roster:
        from subsidy_cli.roster.reading import open_roster

        request = self.request
        keeps_lines = not request.masked and request.form in SEPARATORS
        options = replace(request.reading, line_separator=SEPARATORS[request.form] if keeps_lines else "")
        return open_roster(self.connection, request.source, options, self.publication.folder, self.step)

    def _refuse_lawless(self) -> None:
        """Rows of a place without any document cannot be scored."""
        self.lawless = self.grouper.lawless(self.connection)
        for place in self.lawless:
            rows = f"SELECT {quote(ROW)} FROM {FACTS} WHERE {quote(PLACE)} = {text(place)} AND {quote(APPLICANT)}"
            rejects.add_reject(self.connection, rows, "no-document", *NO_DOCUMENT)

    # results

    def _score(self) -> None:
        """One query for each group: the results themselves where every row is of one group, else rows of a table."""
        is_long = self.request.layout == "long"
        inputs = [] if self.roster.lying else [f"c{index}" for index in range(len(self.roster.headings))]
        band = f"{band_sql(self.columns, quote(AS_OF))} AS {quote(BAND)}"
        kept = ", ".join([quote(ROW), quote(PLACE), band, *inputs])
        self.rows = self._one(f"SELECT count(*) FROM {FACTS}")
        queries = [group.query(self.columns, with_lines=is_long) for group in self.groups]
        self.outputs = merge_outputs(self.library.vocabulary, [query.outputs for query in queries])
        self._refuse_clashing_headings()
        queries = [self._worded(group, query) for group, query in zip(self.groups, queries, strict=True)]
        if len(self.groups) == 1 and self.groups[0].rows == self.rows:
            (self.query,) = queries
            self.connection.execute(f"CREATE VIEW {RESULTS} AS {self.query.over(FACTS, kept)}")
        else:
            self._gather(queries, kept, inputs)

    def _worded(self, group: Group, query: Query) -> Query:
        """The query of a group, with the lines of each row where they are wanted."""
        if self.request.layout == "wide":
            return query
        return with_lines(query, group.programme, self._wording, self.request.language)

    @cached_property
    def _wording(self) -> Wording:
        reasons = reason_words(group.programme for group in self.groups)
        return Wording(self.request.headers, self.library.vocabulary, reasons)

    def _gather(self, queries: Sequence[Query], kept: str, inputs: Sequence[str]) -> None:
        """Put the results of several groups into one table."""
        is_long = self.request.layout == "long"
        self.connection.execute(f"CREATE TABLE {RESULTS} ({table_columns(self.outputs, inputs, is_long=is_long)})")
        with self._watched(Text("计算", "computing"), self.rows) as step:
            for index, (group, query) in enumerate(zip(self.groups, queries, strict=True)):
                step.part(index, len(queries))
                statement = query.over(f"(SELECT * FROM {FACTS} WHERE {group.condition})", kept)
                found = gathered(statement, query.outputs, self.outputs, inputs, is_long=is_long)
                self.connection.execute(f"INSERT INTO {RESULTS} BY NAME {found}")
            bystanders = f"SELECT {', '.join([quote(ROW), *inputs])} FROM {FACTS} WHERE NOT {quote(APPLICANT)}"
            self.connection.execute(f"INSERT INTO {RESULTS} BY NAME {bystanders}")

    def _one(self, sql: str) -> int:
        found = self.connection.execute(sql).fetchone()
        assert found is not None
        return int(found[0])

    @property
    def _source(self) -> str:
        """The results in the order of the file: as they are where one query makes them, else put in order."""
        return RESULTS if self.is_uniform else f"(SELECT * FROM {RESULTS} ORDER BY {quote(ROW)})"

    def _sources(self) -> Iterator[str]:
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
            return f"(SELECT * FROM {side_by_side(ORDERED, lines, first, last)} WHERE {quote(ROW)} IS NOT NULL)"
        facts = self.facts.over(side_by_side(STAGED, lines, first, last), [LINE_TEXT])
        return f"({self.query.over(f'({facts})', LINE_TEXT)})"

    def _table(self) -> Table:
        """The output, in the layout and the words asked for."""
        request, vocabulary = self.request, self.library.vocabulary
        kept = input_columns(self.roster, vocabulary, masked=request.masked)
        sources = tuple(self._sources())
        columns = kept
        if request.layout == "wide":
            columns += benefit_columns(self.outputs, self._wording)
        elif self.outputs:
            columns += long_columns(self._wording)
            sources = tuple(f"(SELECT *, unnest({quote(LINES)}, recursive := true) FROM {each})" for each in sources)
        if self.roster.lying is None:
            return Table(columns, sources)
        return Table(columns, sources, LINE_TEXT, len(kept))

    def _refuse_clashing_headings(self) -> None:
        """An input column that bears the name of one of ours: nobody could tell the two apart."""
        table = self._table_headings()
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

    def _table_headings(self) -> list[str]:
        if self.request.layout == "wide":
            return [column.heading for column in benefit_columns(self.outputs, self._wording)]
        return [column.heading for column in long_columns(self._wording)]

    # accounting

    def _results(self) -> int:
        return self.rows if self.is_uniform else self._one(f"SELECT count(*) FROM {RESULTS}")

    def _count(self, second_count: int | None) -> Counts:
        applicants = sum(group.rows for group in self.groups)
        counts = Counts(
            self.roster.rows_read,
            self._results(),
            rejects.count_rejected(self.connection),
            self.roster.skips,
            second_count,
            applicants=applicants,
        )
        check_balance(counts)
        return counts

    def _second_count(self) -> int | None:
        """The records of the input counted in its bytes, where that is possible."""
        roster, source = self.roster, self.request.source
        if source is None or roster.second_count is not None:
            return roster.second_count
        return recount(source, roster) if source.is_file() else None

    def _assumed(self) -> dict[str, str]:
        used = {name for group in self.groups for name in group.names_used}
        return {name: show(value) for name, value in self.grouper.assumed.items() if name in used}

    def _changes(self) -> tuple[tuple[str, str, int], ...]:
        rows = self.connection.execute(
            'SELECT kind, "column", count FROM changes WHERE count > 0 ORDER BY ALL'
        ).fetchall()
        return tuple((kind, column or "", count) for kind, column, count in rows)

    # files

    @property
    def main_file(self) -> Path:
        """Where the main output stands while it is not yet published."""
        return self.publication.folder / f"main.{self.request.form}"

    def write(self, result: BatchResult) -> BatchResult:
        """Write every output to where it will be published from."""
        table = self._table()
        is_long = self.request.layout == "long" and self.outputs
        lines = (
            self._one(f"SELECT COALESCE(sum(len({quote(LINES)})), 0) FROM {RESULTS}")
            if is_long
            else result.counts.results
        )
        main = self.main_file if self.request.target is None else self.publication.reserve(self.request.target)
        with self._unchanged(), self._watched(Text("写出", "writing"), lines) as self.step:
            written = self._write_main(replace(table, rows=lines if len(table.sources) > 1 else 0), main, lines)
        if written is None:
            with ThreadPoolExecutor(2) as beside:
                settled = beside.submit(to_disk, main)
                digest = beside.submit(digest_of, main)
                records = self._count_written(main)
                settled.result()
                written = Written(main.stat().st_size, digest.result(), records)
        counts = replace(result.counts, written=written.records, lines=lines)
        check_balance(counts)
        target = self.request.target
        files = [] if target is None else [WrittenFile("results", target.name, written.bytes, written.digest)]
        files += self._write_rejects(result)
        files += self._write_summary(result)
        result = replace(result, counts=counts, files=tuple(files), rejected=self._loose_rejects())
        self._write_receipt(result)
        return result

    @contextmanager
    def _unchanged(self) -> Iterator[None]:
        """Refuse an input that is read while the results are written and is not what it was; whatever else fails then."""
        lying = self.roster.lying
        try:
            yield
        finally:
            if lying is not None:
                refuse_changed(lying.path, lying.stamp, self.roster.name)

    def _write_main(self, table: Table, path: Path, lines: int) -> Written | None:
        request = self.request
        if request.form != "xlsx":
            tell = self.step.reach
            return exporting.write_table(self.connection, table, path, request.form, marked=self._is_marked, tell=tell)
        language = request.language if request.headers == "id" else request.headers
        sheets = [
            rejects.rejects_sheet(self.connection, self.roster, language),
            legend_sheet(self.groups, self.outputs, language),
        ]
        exporting.write_workbook(self.connection, table, path, RESULT_SHEET.in_language(language), sheets, lines)
        return None

    @property
    def _is_marked(self) -> bool:
        """A byte-order mark for those who will open the file in Excel: where the input was of that world."""
        encoding = self.roster.encoding.lower()
        is_offices = self.roster.format == "xlsx" or encoding not in {"utf-8", "ascii"}
        return is_offices and self.request.target is not None

    def _count_written(self, path: Path) -> int | None:
        match self.request.form:
            case "jsonl":
                return count_ends(path, "utf-8")
            case "parquet":
                return count_rows(path)
            case "xlsx":
                return count_filled_rows(path) - 1
        raise AssertionError("text is counted while it is written")

    def _write_rejects(self, result: BatchResult) -> list[WrittenFile]:
        target = self.request.rejects_file
        if target is None:
            return []
        if not result.counts.rejected:
            self.publication.remove(target)
            return []
        path = self.publication.reserve(target)
        table = rejects.rejects_table(self.roster, self.request.language)
        exporting.write_table(self.connection, table, path, "csv", marked=True)
        return [describe_file("rejects", target, path)]

    def _loose_rejects(self) -> tuple[tuple[Any, ...], ...]:
        """The rejects where no file holds them."""
        if self.request.rejects_file is not None or self.request.form == "xlsx":
            return ()
        language = self.request.language
        return tuple(
            self.connection.execute(
                f'SELECT {quote(ROW)}, "column", code, message_{language}, hint_{language} FROM rejects ORDER BY ALL'
            ).fetchall()
        )

    def _write_summary(self, result: BatchResult) -> list[WrittenFile]:
        target = self.request.summary
        if target is None:
            return []
        from subsidy_cli.roster.report import write_summary

        path = self.publication.reserve(target)
        write_summary(result.summary, self.library.vocabulary, path, self.request.language, self.groups)
        return [describe_file("summary", target, path)]

    def _receipt(self, result: BatchResult, folder: Path) -> Receipt:
        """The receipt of the run, to be written into a folder."""
        return Receipt(
            __version__,
            self.request.settings,
            self.roster,
            self.request.source,
            folder,
            result.counts,
            result.files,
            self.groups,
            result.changes,
            result.summary.assumed,
            result.summary.notices,
        )

    def _write_receipt(self, result: BatchResult) -> None:
        target = self.request.receipt_file
        if target is None:
            return
        receipt = self._receipt(result, target.absolute().parent)
        self.publication.reserve(target).write_text(receipt.text(), encoding="utf-8", newline="\n")


class UnbalancedError(Exception):
    """Rows were lost or came twice on the way: a fault of ours, and nothing is published."""


def check_balance(counts: Counts) -> None:
    """Hold the counts against each other. Raises UnbalancedError."""
    if not counts.is_balanced:
        raise UnbalancedError(str({**counts.as_json(), "skipped": dict(counts.skipped)}))
