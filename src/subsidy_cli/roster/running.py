"""A roster from file to file: read, grouped, computed by one query for each group, written, counted, published."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from subsidy_cli import __version__
from subsidy_cli.columnar.terms import quote, text
from subsidy_cli.diagnostics import Diagnostic, Place, Refusal, RefusedError
from subsidy_cli.facts.applicant import show
from subsidy_cli.roster import exporting, rejects
from subsidy_cli.roster.cautions import run_notices
from subsidy_cli.roster.cells import refuse_changed
from subsidy_cli.roster.counting import Written, count_ends, digest_of
from subsidy_cli.roster.engine import MEMORY, MORE_MEMORY, open_engine
from subsidy_cli.roster.exporting import SEPARATORS, Table
from subsidy_cli.roster.grouping import Group, Grouper
from subsidy_cli.roster.legend import legend_sheet
from subsidy_cli.roster.parquet_footer import count_rows
from subsidy_cli.roster.receipt import STREAM, Counts, Receipt, WrittenFile, check_balance, describe_file
from subsidy_cli.roster.recounting import recount
from subsidy_cli.roster.relations import APPLICANT, FACTS, PLACE, ROW
from subsidy_cli.roster.requests import BatchResult
from subsidy_cli.roster.results import Results
from subsidy_cli.roster.sheet_counting import count_filled_rows
from subsidy_cli.roster.summary import Summary, summarise
from subsidy_cli.roster.watching import Progress, Step, Unwatched, watched
from subsidy_cli.roster.writing import Publication, place_of, refuse_same_file, to_disk, unwritten
from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    from duckdb import DuckDBPyConnection

    from subsidy_cli.library.opening import Library
    from subsidy_cli.roster.normalising import Facts
    from subsidy_cli.roster.relations import Notice, Roster
    from subsidy_cli.roster.requests import BatchRequest

COMPUTING = Text("计算", "computing")
RESULT_SHEET = Text("结果", "results")
NO_DOCUMENT = (
    Text("该地没有任何政策文件", "the place has no policy document"),
    Text("请核对地方；或从名册中移出", "check the place, or take the row out"),
)


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
        grouper.law(request.place, request.as_of)
    watcher = progress or Unwatched()
    with _publication(request) as publication:
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
    with open_engine(publication.folder, memory, request.source) as engine:
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


def _publication(request: BatchRequest) -> Publication:
    """Where the outputs are prepared; a dry run has none."""
    if request.dry_run:
        return Publication(None)
    return Publication(request.target, tuple(path for path in request.targets if path != request.target))


def _refuse_clashing_targets(targets: Sequence[Path]) -> None:
    if len({place_of(path) for path in targets}) < len(targets):
        message = Text("两个输出写向同一个文件", "two outputs go to the same file")
        raise RefusedError(Refusal.USAGE, [Diagnostic("output-twice", message, Place(str(targets[0])))])


@dataclass
class Run:
    """The steps of a run, in order."""

    library: Library
    request: BatchRequest
    grouper: Grouper
    publication: Publication
    connection: DuckDBPyConnection
    progress: Progress
    results_of: type[Results] = Results
    groups: tuple[Group, ...] = ()
    columns: tuple[str, ...] = ()
    notices: tuple[Notice, ...] = ()

    def compute(self) -> BatchResult:
        """Read, check and score everything."""
        self.roster = self._read()
        self._refuse_lawless()
        self.groups = self.grouper.groups(self.connection, self.columns, self.lawless)
        if not self.groups and self.request.place is not None:
            self.groups = (self.grouper.empty_group(self.request.place, self.request.as_of),)
        self.notices = run_notices(self.groups, self.facts.notices, self.request.terms.benefits or ())
        vocabulary, request = self.library.vocabulary, self.request
        self.results = self.results_of(
            self.connection, vocabulary, request, self.roster, self.facts, self.columns, self.groups
        )
        self.results.score(lambda: self._watched(COMPUTING, self.results.rows))
        with ThreadPoolExecutor(1) as beside:
            second_count = beside.submit(self._second_count)
            summary = self._summarise()
            counts = self._count(second_count.result())
        return BatchResult(counts, summary, self.roster, self.groups, self._changes())

    def _summarise(self) -> Summary:
        roster, vocabulary, places = self.roster, self.library.vocabulary, self.library.places
        figures = roster.rows_read, self.results.count, rejects.count_rejected(self.connection), roster.skips
        with self._watched(COMPUTING, self.results.rows) as step:
            told = self.results.wording.reasons, self._assumed(), self.notices
            return summarise(self.connection, self.results.outputs, vocabulary, places, figures, *told, step.part)

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

    # accounting

    def _count(self, second_count: int | None) -> Counts:
        applicants = sum(group.rows for group in self.groups)
        counts = Counts(
            self.roster.rows_read,
            self.results.count,
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
        table, lines = self.results.table(), self.results.lines()
        main = self.main_file if self.request.target is None else self.publication.reserve(self.request.target)
        with self._unchanged():
            with self._watched(Text("写出", "writing"), lines) as self.step:
                written = self._write_main(table, main, lines)
            counts = replace(result.counts, written=written.records, lines=lines)
            check_balance(counts)
            files = [_as_written("results", self.request.target, written)]
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

    def _write_main(self, table: Table, path: Path, lines: int) -> Written:
        request = self.request
        separator = SEPARATORS.get(request.form)
        if separator is not None:
            marked, tell = self._is_marked, self.step.reach if self.step.is_watched else None
            return exporting.write_text(self.connection, table, path, separator, marked=marked, rows=lines, tell=tell)
        if request.form == "xlsx":
            language = request.language if request.headers == "id" else request.headers
            sheets = [legend_sheet(self.groups, self.results.outputs, language)]
            if request.has_rejects_sheet:
                sheets.insert(0, rejects.rejects_sheet(self.connection, self.roster, language))
            exporting.write_workbook(self.connection, table, path, RESULT_SHEET.in_language(language), sheets, lines)
        else:
            exporting.write_rows(self.connection, table, path, request.form)
        return self._read_back(path)

    def _read_back(self, path: Path) -> Written:
        """What is in a file that the engine or a library has written."""
        with ThreadPoolExecutor(2) as beside:
            settled = beside.submit(to_disk, path)
            digest = beside.submit(digest_of, path)
            records = self._count_written(path)
            settled.result()
            return Written(path.stat().st_size, digest.result(), records)

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
        written = exporting.write_text(self.connection, table, path, SEPARATORS["csv"], marked=True)
        return [_as_written("rejects", target, written)]

    def _loose_rejects(self) -> tuple[tuple[Any, ...], ...]:
        """The rejects where no file holds them."""
        if self.request.rejects_file is not None or self.request.has_rejects_sheet:
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
        """The receipt of the run, to be written into a folder; what went down a pipe has no suffix to tell its format."""
        form = {"output_format": self.request.form} if self.request.target is None else {}
        return Receipt(
            __version__,
            self.request.settings | form,
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


def _as_written(role: str, target: Path | None, written: Written) -> WrittenFile:
    return WrittenFile(role, STREAM if target is None else target.name, written.bytes, written.digest, target)
