"""Opening a roster that is a folder of text or Parquet files, as the one table of rows that everything else asks for.

Each row gets its number from the order of the files' names and its place in the file, so that the same folder always
gives the same numbers, however Spark cuts it into pieces. A line is a record here: cells that go over several lines, and
whatever else a folder cannot be read with without a guess, are refused.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from subsidy_cli.columnar.terms import quote
from subsidy_cli.roster.faults import refuse
from subsidy_cli.roster.loading import PROBLEMS, Source, finish_roster, plan_columns, refuse_without_rows
from subsidy_cli.roster.relations import LINE, ROW, Format, ReadingOptions, Roster, cell_column, cell_columns
from subsidy_cli.roster.spark import lines
from subsidy_cli.roster.spark.storage import address_of
from subsidy_cli.roster.staging import STAGED, Plan
from subsidy_cli.roster.text_headings import text_heading
from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duckdb import DuckDBPyConnection

    from subsidy_cli.roster.spark.connection import SparkConnection
    from subsidy_cli.roster.spark.storage import Storage, StoredFile

SUFFIXES: dict[str, Format] = {".csv": "csv", ".txt": "csv", ".parquet": "parquet"}
FORMATS = ("csv", "parquet")
UTF8 = frozenset({"utf-8", "utf8", "utf-8-sig", "utf_8"})
PACKED = ".gz"
HEAD = 1 << 20
"""Bytes in which the headings must stand."""
POSITION = (ROW, LINE, "rowid")
RECORDS = "#records"
_NUMBERED = "#numbered"
_PLACES = "#places"


@dataclass(frozen=True)
class Folder:
    """The files of a roster and what they hold."""

    location: str
    files: Sequence[StoredFile]
    format: Format

    @property
    def paths(self) -> list[str]:
        """Every file as Spark names it."""
        return [file.path for file in self.files]

    @property
    def name(self) -> str:
        """What the roster is called in messages."""
        return self.location.rstrip("/").rsplit("/", 1)[-1]


def find_folder(storage: Storage, location: str, form: Format | None) -> Folder:
    """The files of a location, all of one format. Raises RefusedError (input)."""
    files = storage.files(location)
    if not files:
        raise refuse("empty-file", Text("文件夹是空的", "there is nothing in the folder"), location)
    known = {SUFFIXES.get(_suffix(file.name)) for file in files}
    if form is None and len(known) == 1 and None not in known:
        form = next(each for each in known if each is not None)
    if form is None:
        message = Text("看不出是 CSV 还是 Parquet", "it cannot be told whether this is CSV or Parquet")
        raise refuse("wrong-format", message, location, Text("请用 --input-format 说明", "say so with --input-format"))
    return Folder(location, files, form)


def _suffix(name: str) -> str:
    plain = name.removesuffix(PACKED)
    return f".{plain.rsplit('.', 1)[-1].lower()}" if "." in plain else ""


def open_folder(connection: SparkConnection, storage: Storage, folder: Folder, options: ReadingOptions) -> Roster:
    """Read a folder into the tables of the connection. Raises RefusedError (input)."""
    source = Source(Path(folder.name), folder.name, folder.format, Path(), encoding="utf-8")
    opening = _Opening(connection, storage, folder, options, source)
    return opening.text() if folder.format == "csv" else opening.parquet()


@dataclass
class _Opening:
    """The steps from files to the table STAGED."""

    connection: SparkConnection
    storage: Storage
    folder: Folder
    options: ReadingOptions
    source: Source

    @property
    def session(self) -> Any:
        return self.connection.session

    # text

    def text(self) -> Roster:
        """Lines of text."""
        heading, plan = self._headings()
        read = self.session.read.text(self.folder.paths, lineSep="\n")
        self._number(read.selectExpr("value", *_PLACE))
        self._refuse_unreadable(heading)
        statement = lines.LineReader(self.source.delimiter, len(plan.headings)).query(_NUMBERED)
        self.connection.keep(RECORDS, self.session.sql(statement))
        self._refuse_continued(len(plan.headings))
        problems = (
            f"SELECT {quote(ROW)} AS row, CAST(NULL AS INTEGER) AS cell, fault AS code, detail FROM {quote(RECORDS)}"
        )
        self.connection.execute(f"CREATE TABLE {quote(PROBLEMS)} AS {problems} WHERE fault IS NOT NULL")
        return self._finish(plan)

    def _headings(self) -> tuple[str, Plan]:
        """The first line of the first file, which must be the headings."""
        packed = next((file.name for file in self.folder.files if file.name.endswith(PACKED)), None)
        if packed is not None:
            message = Text("不读取压缩的 CSV", "compressed CSV is not read")
            raise refuse("foreign-file", message, packed, Text("请先解压", "decompress it first"))
        head = self.storage.head(self.folder.files[0].path, HEAD)
        with tempfile.TemporaryDirectory(prefix="subsidy-") as place:
            path = Path(place) / "head"
            path.write_bytes(head.rpartition(b"\n")[0] + b"\n" if b"\n" in head else head)
            heading, end, self.source.delimiter = text_heading(path, self.source, self.options)
        if heading.index or end != 1:
            message = Text("标题不在第一行", "the headings are not the first line")
            hint = Text("请删去上面的行，或用 --engine duckdb", "take out what is above, or use --engine duckdb")
            raise refuse("no-heading", message, self.folder.files[0].name, hint)
        first = head.split(b"\n", 1)[0].decode("utf-8", "replace").removeprefix("\ufeff").rstrip("\r")
        return first, plan_columns(heading.cells, self.source, self.options)

    def _refuse_unreadable(self, heading: str) -> None:
        """Refuse what could be read in more than one way, by the first line of which that is true."""
        found = self.session.sql(lines.survey(_NUMBERED, heading)).first()
        if found is None:
            return
        for code, (message, hint) in lines.REFUSALS.items():
            place = found[code]
            if place is not None:
                name = str(place["file"]).rsplit("/", 1)[-1]
                raise refuse(code, message, name, hint, int(place["line"]))
        if found["has_other"] and not found["has_hanzi"] and self.options.encoding is None:
            message = Text("没有汉字，无法确定是否为 UTF-8", "there are no hanzi by which UTF-8 could be told")
            raise refuse(
                "encoding-ambiguous", message, self.folder.name, Text("请用 --encoding utf-8", "say --encoding utf-8")
            )

    def _refuse_continued(self, width: int) -> None:
        """Refuse cells that go over several lines: whether such a line ends another record, a line alone does not tell."""
        found = self.session.sql(lines.continued(RECORDS, width)).first()
        if found is not None:
            message = Text(
                "单元格内有换行，或引号没有结束", "a line break in a cell, or a quotation mark that is not closed"
            )
            hint = Text(
                "请用 --engine duckdb 读取，或改存为 Parquet", "read it with --engine duckdb, or store it as Parquet"
            )
            name = str(found["file"]).rsplit("/", 1)[-1]
            raise refuse("continued-line", message, name, hint, int(found[LINE]))

    # Parquet

    def parquet(self) -> Roster:
        """Columns with types, as text."""
        schema = self._one_schema()
        plan = plan_columns([each.name for each in schema], self.source, self.options)
        self._refuse_types(schema, plan)
        read = self.session.read.schema(schema).parquet(*self.folder.paths)
        self._number(read.selectExpr(*(f"{_as_text(each)} AS c{index}" for index, each in enumerate(schema)), *_PLACE))
        cells = ", ".join(cell_columns(len(plan.headings)))
        row = "position + 2"
        records = f"SELECT {row} AS `{ROW}`, {row} AS `{LINE}`, {row} AS rowid, file, {cells} FROM `{_NUMBERED}`"
        self.connection.show(RECORDS, self.session.sql(records))
        self.connection.execute(
            f"CREATE TABLE {quote(PROBLEMS)} (row BIGINT, cell INTEGER, code VARCHAR, detail VARCHAR)"
        )
        return self._finish(plan)

    def _one_schema(self) -> Any:
        """The columns, which must be the same in every file: elsewhere Spark would read nothing for what is not there."""
        from concurrent.futures import ThreadPoolExecutor

        with ThreadPoolExecutor(8) as several:
            found = list(several.map(lambda path: self.session.read.parquet(path).schema, self.folder.paths))
        for file, schema in zip(self.folder.files, found, strict=True):
            if [(each.name, each.dataType) for each in schema] != [(each.name, each.dataType) for each in found[0]]:
                message = Text("各文件的列不同", "its columns are not those of the other files")
                hint = Text("请分成不同的文件夹", "put them into folders of their own")
                raise refuse("other-columns", message, file.name, hint)
        return found[0]

    def _refuse_types(self, schema: Any, plan: Plan) -> None:
        read = set(plan.columns.values())
        for index, each in enumerate(schema):
            kind = each.dataType.simpleString()
            is_nested = kind.startswith(("array", "map", "struct", "binary", "variant"))
            if is_nested or (kind in {"float", "double"} and cell_column(index) in read):
                message = Text(
                    f"列“{each.name}”的类型 {kind} 不能读取", f"column {each.name} has a type that is not read: {kind}"
                )
                hint = Text("请改为 DECIMAL 或文本", "make it DECIMAL or text")
                raise refuse("column-type", message, self.folder.name, hint)

    # both

    def _number(self, frame: Any) -> None:
        """Number the rows from 0: the order of the files' names, then the place in the file."""
        from pyspark.sql.functions import count as count_rows
        from pyspark.sql.functions import min as minimum

        kept = self.connection.keep("#unnumbered", frame)
        blocks = kept.groupBy("file", "block").agg(minimum("step"), count_rows("*")).collect()
        order = {file.address: index for index, file in enumerate(self.folder.files)}
        rows, total, within = [], 0, dict[str, int]()
        for file, block, first, count in sorted(
            map(tuple, blocks), key=lambda each: (order[address_of(each[0])], each[1])
        ):
            rows.append((file, block, total - first, within.get(file, 0) - first, order[address_of(file)]))
            total, within[file] = total + count, within.get(file, 0) + count
        places = "file STRING, block BIGINT, before BIGINT, above BIGINT, number INT"
        self.connection.show(_PLACES, self.session.createDataFrame(rows, places))
        cells = ", ".join(f"n.`{name}`" for name in frame.columns if name not in {"file", "block", "step"})
        self.connection.show(
            _NUMBERED,
            self.session.sql(
                f"SELECT /*+ BROADCAST(p) */ {cells}, n.file, n.step + p.before AS position, n.step + p.above AS line,"
                f" p.number FROM `#unnumbered` AS n JOIN `{_PLACES}` AS p ON n.file = p.file AND n.block = p.block"
            ),
        )

    def _finish(self, plan: Plan) -> Roster:
        cells = ", ".join([*map(quote, POSITION), *cell_columns(len(plan.headings))])
        self.connection.execute(plan.statement(f"SELECT {cells} FROM {quote(RECORDS)}", POSITION, has_types=False))
        (count,) = self.connection.execute(f"SELECT count(*) FROM {quote(STAGED)}").fetchone() or (0,)
        told = [f"`{ROW}`", *cell_columns(len(plan.headings))]
        self.source.digest = lines.fingerprint(self.session.table(f"`{RECORDS}`").select(*told))
        engine = cast("DuckDBPyConnection", self.connection)
        roster = finish_roster(engine, self.source, plan, (quote(ROW), quote(LINE)), count, 0, 1)
        refuse_without_rows(engine, self.folder.name)
        return roster


_PLACE = (
    "_metadata.file_path AS file",
    "_metadata.file_block_start AS block",
    "monotonically_increasing_id() AS step",
)


def _as_text(column: Any) -> str:
    """A typed column as text; days without a time, empty text as nothing."""
    name, kind = f"`{column.name.replace('`', '``')}`", column.dataType.simpleString()
    if kind.startswith("timestamp"):
        day = f"CAST({name} AS DATE)"
        return f"CASE WHEN {name} = {day} THEN CAST({day} AS STRING) ELSE CAST({name} AS STRING) END"
    return f"NULLIF(CAST({name} AS STRING), '')"
