"""A roster from folder to folder on Spark: the same steps as for the embedded engine, with Spark underneath."""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from subsidy_cli.columnar.terms import quote
from subsidy_cli.identity import mask_within
from subsidy_cli.library.system_errors import as_told, reason_in
from subsidy_cli.roster import rejects
from subsidy_cli.roster.columns import Column
from subsidy_cli.roster.exporting import Table
from subsidy_cli.roster.grouping import Grouper
from subsidy_cli.roster.receipt import WrittenFile, check_balance
from subsidy_cli.roster.relations import FACTS, ROW
from subsidy_cli.roster.requests import BatchRequest, BatchResult
from subsidy_cli.roster.results import Results
from subsidy_cli.roster.running import Run
from subsidy_cli.roster.spark.connection import SparkConnection, backticked
from subsidy_cli.roster.spark.lines import fingerprint
from subsidy_cli.roster.spark.reading import find_folder, open_folder
from subsidy_cli.roster.spark.session import LOCAL, spark_session
from subsidy_cli.roster.spark.storage import Storage, java_reason
from subsidy_cli.roster.tallying import RESULTS
from subsidy_cli.roster.watching import Unwatched
from subsidy_cli.roster.writing import Publication, output_failed
from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from duckdb import DuckDBPyConnection

    from subsidy_cli.library.opening import Library
    from subsidy_cli.roster.relations import Roster
    from subsidy_cli.roster.results import Watch
    from subsidy_cli.roster.spark.reading import Folder
    from subsidy_cli.roster.watching import Progress

FOLDERS = {"results": "results", "rejects": "rejects"}
RECEIPT = "receipt.json"
ROW_NUMBER = Text("行号", "row_number")
"""The column that tells in which row of the input a result stood; a folder has no order of its own."""
CSV = {
    "header": "true",
    "quote": '"',
    "escape": '"',
    "emptyValue": "",
    "nullValue": "",
    "ignoreLeadingWhiteSpace": "false",
    "ignoreTrailingWhiteSpace": "false",
    "lineSep": "\n",
    "encoding": "UTF-8",
}


@dataclass(frozen=True)
class SparkRequest(BatchRequest):
    """One run over a folder."""

    location: str = ""
    """The folder, or one file, as Spark finds it."""
    destination: str = ""
    """The folder to be made; nothing may be there yet."""
    master: str = LOCAL


def run_spark(library: Library, request: SparkRequest, progress: Progress | None = None) -> BatchResult:
    """Score a folder. Raises RefusedError: usage, input, policies or output; nothing has been written then."""
    grouper = Grouper(library, request.terms)
    if request.place is not None:
        grouper.law(request.place, request.as_of)
    with spark_session(request.master) as session, Publication(None if request.dry_run else request.summary) as files:
        connection = SparkConnection(session)
        storage = Storage(session)
        hidden = "" if request.dry_run else storage.begin(request.destination)
        folder = find_folder(storage, request.location, request.reading.format)
        engine = cast("DuckDBPyConnection", connection)
        run = SparkRun(library, request, grouper, files, engine, progress or Unwatched(), folder=folder, hidden=hidden)
        try:
            with _disks(request.destination):
                result = run.compute()
            if request.dry_run:
                return result
            result = run.write(result)
            storage.finish(hidden, request.destination)
            files.publish()
            return result
        finally:
            connection.close()
            if hidden:
                storage.discard(hidden)


@contextmanager
def _disks(place: str) -> Iterator[None]:
    """A full disk is nobody's fault of programming, also where Spark only keeps what it works on."""
    from py4j.protocol import Py4JJavaError

    try:
        yield
    except Py4JJavaError as error:
        reason = reason_in(java_reason(error))
        if reason is None:
            raise
        raise output_failed(place, reason) from None


@dataclass
class SparkResults(Results):
    """Results that Spark keeps, and that have no order of their own."""

    def score(self, watch: Watch) -> None:
        """The results are computed once, since they are asked for three times: for the summary, in order, and on disks."""
        super().score(watch)
        if self.is_uniform:
            cast("SparkConnection", self.connection).keep_view(RESULTS)

    def sources(self) -> Iterator[str]:
        """All rows in order: Spark divides them by itself."""
        yield f"(SELECT * FROM {RESULTS} ORDER BY {quote(ROW)})"

    def table(self) -> Table:
        """The output, with the number of the row among the columns of the input."""
        table = super().table()
        width = len(self.roster.headings)
        number = Column(self._row_heading, quote(ROW), "number")
        return Table((*table.columns[:width], number, *table.columns[width:]), table.sources)

    def headings(self) -> list[str]:
        """The headings that are ours."""
        return [self._row_heading, *super().headings()]

    @property
    def _row_heading(self) -> str:
        return ROW_NUMBER.in_language("zh" if self.request.headers == "zh" else "en")


@dataclass
class SparkRun(Run):
    """The steps of a run, in order, where Spark is the engine."""

    results_of: type[Results] = SparkResults
    folder: Folder | None = None
    hidden: str = ""

    @property
    def spark(self) -> SparkConnection:
        """The connection for what only Spark does."""
        return cast("SparkConnection", self.connection)

    @property
    def storage(self) -> Storage:
        """The file systems."""
        return Storage(self.spark.session)

    @property
    def _wanted(self) -> SparkRequest:
        return cast("SparkRequest", self.request)

    def _open(self) -> Roster:
        assert self.folder is not None
        return open_folder(self.spark, self.storage, self.folder, self.request.reading)

    def _read(self) -> Roster:
        """The facts are asked for by every group, and stand at the end of many steps."""
        roster = super()._read()
        self.spark.keep_view(FACTS)
        return roster

    def _second_count(self) -> int | None:
        """The rows counted in the files once more, without anything that was kept of them."""
        assert self.folder is not None
        reader = self.spark.session.read
        if self.folder.format == "parquet":
            return int(reader.parquet(*self.folder.paths).count())
        return int(reader.text(self.folder.paths, lineSep="\n").count()) - len(self.folder.files)

    # folders

    def write(self, result: BatchResult) -> BatchResult:
        """Write everything into the hidden folder; the receipt comes last."""
        from py4j.protocol import Py4JJavaError
        from pyspark.errors import PySparkException

        try:
            with self._watched(Text("写出", "writing")):
                results, written = self._write_folder("results", self.results.table())
            counts = replace(result.counts, written=written, lines=result.counts.results)
            check_balance(counts)
            files = [results]
            if counts.rejected:
                found, told = self._write_folder("rejects", rejects.rejects_table(self.roster, self.request.language))
                files.append(found)
                check_balance(replace(counts, written=told, lines=counts.rejected))
            files += self._write_summary(result)
            result = replace(result, counts=counts, files=tuple(files))
            self.storage.write_text(f"{self.hidden}/{RECEIPT}", self._told(result))
        except Py4JJavaError as error:
            raise output_failed(self._wanted.destination, as_told(java_reason(error))) from None
        except PySparkException as error:
            raise output_failed(self._wanted.destination, as_told(str(error))) from None
        return result

    def _write_folder(self, role: str, table: Table) -> tuple[WrittenFile, int]:
        """Write a table as a folder; its description, and the rows counted in what was written."""
        path = f"{self.hidden}/{FOLDERS[role]}"
        frame = self.spark.frame(table.named(money_as_text=False))
        reader = self.spark.session.read
        if self.request.form == "csv":
            frame.write.options(**CSV).csv(path)
            options = {**CSV, "multiLine": "true", "inferSchema": "false"}
            again = reader.options(**options).schema(_all_text(frame)).csv(path)
        else:
            frame.write.parquet(path, compression="zstd")
            again = reader.parquet(path)
        size = sum(file.bytes for file in self.storage.files(path))
        return WrittenFile(role, FOLDERS[role], size, fingerprint(again)), int(again.count())

    def _told(self, result: BatchResult) -> str:
        """The receipt: what only a folder has is said in place of what only a file has."""
        assert self.folder is not None
        content = self._receipt(result, Path()).as_json()
        content["input"] |= {
            "name": mask_within(self.folder.location),
            "files": [{"name": mask_within(file.name), "bytes": file.bytes} for file in self.folder.files],
        }
        return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def _all_text(frame: Any) -> str:
    return ", ".join(f"{backticked(name)} STRING" for name in frame.columns)
