"""`subsidy batch`: a roster from file to file, every row accounted for."""

from __future__ import annotations

import re
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from subsidy_cli.cli import options
from subsidy_cli.cli.commands import INPUT, OUTPUT, Command, Example, Invocation, Parameter, refuse
from subsidy_cli.cli.flag_values import (
    chosen_day,
    chosen_readings,
    find_benefit,
    given_twice,
    open_policies,
    read_pairs,
)
from subsidy_cli.diagnostics import Place, Refusal, RefusedError
from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from subsidy_cli.facts.values import FactValue
    from subsidy_cli.library.opening import Library
    from subsidy_cli.roster.grouping import Terms
    from subsidy_cli.roster.relations import ReadingOptions
    from subsidy_cli.roster.requests import BatchRequest, BatchResult

REJECTED = 1
STREAM = "-"
SPARK = "spark"
FORMATS = ("csv", "tsv", "xlsx", "parquet", "jsonl")
BLOCK = 1 << 20
DELIMITER_SIGN = re.compile(r"[^\"\r\n\0\ud800-\udfff\w]|_")
"""Neither a sign by which cells and lines are known, nor one that stands in every cell."""
ROW_NUMBER = re.compile(r"0{0,9}[1-9][0-9]{0,6}", re.ASCII)
"""No sheet has more than seven digits of rows, and no text is searched so far for its headings."""
SHOWN = 40

IN = Parameter(
    "input",
    Text(
        "名册：.csv .tsv .xlsx .parquet .jsonl；- 为标准输入",
        "roster: .csv .tsv .xlsx .parquet .jsonl; - is standard input",
    ),
    group=INPUT,
    is_argument=True,
    is_required=True,
)
OUT = Parameter(
    "out",
    Text("结果文件，格式同上；- 为标准输出", "file of results, the same formats; - is standard output"),
    group=INPUT,
    is_argument=True,
    is_required=True,
)
MAP = Parameter(
    "map",
    Text(
        "指定列的含义，可重复；事实@year 表示年收入，- 表示不读该列",
        "what a column means, may be repeated; FACT@year is per year, - leaves the column unread",
    ),
    Text("列名=事实", "HEADING=FACT"),
    INPUT,
    is_repeatable=True,
)
ENCODING = Parameter(
    "encoding",
    Text("输入的编码，如 gb18030；缺省自动判断", "encoding of the input, such as gb18030; found if absent"),
    Text("编码", "NAME"),
    INPUT,
)
SHEET = Parameter("sheet", Text("读哪一张工作表", "which sheet to read"), Text("名称", "NAME"), INPUT)
HEADER_ROW = Parameter("header_row", Text("标题在第几行", "the row of the headings"), Text("行号", "NUMBER"), INPUT)
HEADER_ROWS = Parameter(
    "header_rows",
    Text("标题占几行：1（缺省）或 2", "how many lines the headings take: 1 (default) or 2"),
    Text("1|2", "1|2"),
    INPUT,
    choices=("1", "2"),
)
FILL_MERGED = Parameter(
    "fill_merged",
    Text(
        "工作簿中上下合并的单元格都取首格的值；缺省退回这些行",
        "cells merged over rows of a workbook take the value of the first; else such rows are rejected",
    ),
    group=INPUT,
    is_switch=True,
)
DELIMITER = Parameter(
    "delimiter",
    Text("列的分隔符，如 ; 或 tab", "what separates the columns, such as ; or tab"),
    Text("符号", "CHARACTER"),
    INPUT,
)
INPUT_FORMAT = Parameter(
    "input_format",
    Text("输入格式（标准输入缺省为 csv）", "format of the input (csv for standard input)"),
    Text("格式", "FORMAT"),
    INPUT,
    choices=FORMATS,
)
DUPLICATES = Parameter(
    "duplicates",
    Text(
        "同一身份证号出现多次：reject 全部退回（缺省），keep 全部计算",
        "rows with one identity number: reject all (default) or keep all",
    ),
    Text("reject|keep", "reject|keep"),
    INPUT,
    choices=("reject", "keep"),
)
OUTPUT_FORMAT = Parameter(
    "output_format",
    Text("输出格式（标准输出缺省为 csv）", "format of the output (csv for standard output)"),
    Text("格式", "FORMAT"),
    OUTPUT,
    choices=FORMATS,
)
HEADERS = Parameter(
    "headers",
    Text("结果列的标题和用语：id（缺省）、zh、en", "headings and words of the results: id (default), zh, en"),
    Text("id|zh|en", "id|zh|en"),
    OUTPUT,
    choices=("id", "zh", "en"),
)
LAYOUT = Parameter(
    "layout",
    Text(
        "wide 每人一行（缺省）；long 每人每项金额一行",
        "wide: a line for each row (default); long: for each row and item that is paid",
    ),
    Text("wide|long", "wide|long"),
    OUTPUT,
    choices=("wide", "long"),
)
MASK = Parameter(
    "mask",
    Text("遮盖证件、电话和账户号码", "mask identity, telephone and account numbers"),
    group=OUTPUT,
    is_switch=True,
)
WITHOUT = Parameter(
    "without",
    Text("不写原因列（约快三成）；汇总也不含原因", "leave out the reasons: a third faster; the summary lacks them too"),
    Text("reasons", "reasons"),
    OUTPUT,
    choices=("reasons",),
)
SUMMARY = Parameter(
    "summary",
    Text("另存汇总：.json .xlsx 或 .html", "also write the summary: .json, .xlsx or .html"),
    options.FILE_WORD,
    OUTPUT,
)
REJECTS = Parameter(
    "rejects",
    Text("退回的行写入此文件；缺省为 OUT.rejects.csv", "file for rejected rows; OUT.rejects.csv if absent"),
    options.FILE_WORD,
    OUTPUT,
)
RECEIPT = Parameter(
    "receipt",
    Text("凭据写入此文件；缺省为 OUT.receipt.json", "file for the receipt; OUT.receipt.json if absent"),
    options.FILE_WORD,
    OUTPUT,
)
FAIL_ON = Parameter(
    "fail_on",
    Text(
        "有退回的行时以代码1退出（缺省 rejects），或从不",
        "exit with 1 where rows were rejected (rejects, the default), or never",
    ),
    Text("rejects|never", "rejects|never"),
    OUTPUT,
    choices=("rejects", "never"),
)
ENGINE = Parameter(
    "engine",
    Text(
        "用什么计算：duckdb 内置（缺省）；spark 用于 CSV 或 Parquet 文件夹",
        "what computes: duckdb, built in (default); spark, for folders of CSV or Parquet",
    ),
    Text("duckdb|spark", "duckdb|spark"),
    INPUT,
    choices=("duckdb", "spark"),
)
MASTER = Parameter(
    "master",
    Text("Spark 的地址；缺省 local[*]，即本机", "address of the Spark; local[*], this machine, if absent"),
    Text("地址", "URL"),
    INPUT,
)
DRY_RUN = Parameter(
    "dry_run", Text("只计算和报告，不写任何文件", "compute and report, write nothing"), group=OUTPUT, is_switch=True
)
SETTINGS = (
    "place", "as_of", "standard", "assume", "map", "encoding", "sheet", "header_row", "header_rows", "fill_merged", "delimiter",
    "input_format", "duplicates",
    "benefit", "kind", "subject", "all", "reading", "allow_inferred", "as_if_adopted", "output_format", "headers", "layout", "mask",
    "without", "engine",
)  # fmt: skip
"""What decides the bytes of the output, and so stands in the receipt."""


def batch(invocation: Invocation) -> int:
    """Score a roster and say what came of it."""
    from subsidy_cli.cli.progress import watch
    from subsidy_cli.library.cache import open_cache

    library = open_policies(invocation, open_cache())
    request = _asked(invocation, library)
    with watch(invocation.console) as progress:
        result = _run(invocation, library, request, progress)
    _tell(invocation, library, request, result)
    if result.counts.rejected and invocation.text("fail_on") != "never":
        return REJECTED
    return 0


def _asked(invocation: Invocation, library: Library) -> BatchRequest:
    """What is asked of the engine. Raises RefusedError (usage)."""
    from subsidy_cli.cli.batch_on_spark import refuse_master, spark_request

    request = read_request(invocation, library)
    if invocation.text("engine") == SPARK:
        return spark_request(invocation, request)
    refuse_master(invocation)
    return request


def _run(invocation: Invocation, library: Library, request: BatchRequest, progress: Any) -> BatchResult:
    """With the engine that was asked for."""
    if invocation.text("engine") == SPARK:
        from subsidy_cli.cli.batch_on_spark import score_folder

        return score_folder(library, request, progress)
    from subsidy_cli.roster.running import run_batch

    return run_batch(library, request, progress, partial(_emit, _path(invocation, "out")))


def read_request(invocation: Invocation, library: Library) -> BatchRequest:
    """Read everything that a run is asked with. Raises RefusedError (usage)."""
    from subsidy_cli.roster.exporting import format_of
    from subsidy_cli.roster.report import check_summary_file
    from subsidy_cli.roster.requests import BatchRequest

    source, target = _path(invocation, "input"), _path(invocation, "out")
    has_suffix = target is not None and invocation.text("engine") != SPARK
    form: Any = invocation.text("output_format") or (format_of(target, "OUT") if target and has_suffix else "csv")
    if target is not None and target.exists() and not target.is_file() and not target.is_dir():
        target = None
    summary = _optional(invocation, "summary")
    if summary is not None:
        check_summary_file(summary)
    place, as_of = invocation.text("place"), chosen_day(invocation)
    headers: Any = invocation.text("headers") or "id"
    layout: Any = invocation.text("layout") or "wide"
    return BatchRequest(
        source=source,
        target=target,
        as_of=as_of,
        reading=_reading(invocation, library),
        form=form,
        place=None if place is None else library.find_place(place),
        terms=chosen_terms(invocation, library),
        headers=headers,
        masked=invocation.switch("mask"),
        layout=layout,
        language=invocation.console.language,
        rejects=_rejects(invocation),
        receipt=_optional(invocation, "receipt"),
        summary=summary,
        dry_run=invocation.switch("dry_run"),
        settings=_settings(invocation, as_of.isoformat()),
    )


def _path(invocation: Invocation, name: str) -> Path | None:
    written = invocation.required(name)
    return None if written == STREAM else _named(written, name)


def _named(written: str, option: str) -> Path:
    """A path whose name the engine can take. Raises RefusedError (usage)."""
    try:
        written.encode()
    except UnicodeEncodeError:
        shown = written.encode("utf-8", "replace").decode()
        message = Text(f"文件名不是 UTF-8：{shown}", f"the name of the file is not UTF-8: {shown}")
        raise refuse("wrong-name", message, option, Text("请改名后再用", "give the file another name")) from None
    return Path(written)


def _optional(invocation: Invocation, name: str) -> Path | None:
    written = invocation.text(name)
    return None if written is None else _named(written, f"--{name}")


def _rejects(invocation: Invocation) -> Path | None:
    """The file of rejects, which is always CSV, so that it can be corrected anywhere. Raises RefusedError (usage)."""
    from subsidy_cli.roster.exporting import SUFFIXES

    path = _optional(invocation, "rejects")
    if path is not None and SUFFIXES.get(path.suffix.lower(), "csv") != "csv":
        message = Text(f"退回的行只写成 CSV，不写成 {path.suffix}", f"rejects are written as CSV, not as {path.suffix}")
        raise refuse("output-format", message, "--rejects", Text("请写 .csv 文件名", "give a name that ends in .csv"))
    return path


def _settings(invocation: Invocation, as_of: str) -> dict[str, Any]:
    given = {name: invocation.values.get(name) for name in SETTINGS}
    found = {name: list(value) if isinstance(value, list | tuple) else value for name, value in given.items() if value}
    return {**found, "as_of": as_of, "lang": invocation.console.language}


def _reading(invocation: Invocation, library: Library) -> ReadingOptions:
    from subsidy_cli.roster.relations import ReadingOptions

    form: Any = invocation.text("input_format")
    duplicates: Any = invocation.text("duplicates") or "reject"
    return ReadingOptions(
        vocabulary=library.vocabulary,
        places=library.places,
        format=form,
        encoding=_encoding(invocation.text("encoding")),
        delimiter=_delimiter(invocation.text("delimiter")),
        sheet=invocation.text("sheet"),
        header_row=_row_number(invocation.text("header_row")),
        header_rows=int(invocation.text("header_rows") or 1),
        fill_merged=invocation.switch("fill_merged"),
        mapping=_mapping(invocation),
        duplicates=duplicates,
    )


def _encoding(written: str | None) -> str | None:
    """The encoding of the input; one that nobody knows is for the reader to tell. Raises RefusedError (usage)."""
    from subsidy_cli.roster.encoding import FOR_EXAMPLE, codec_of, writes_text

    codec = None if written is None else codec_of(written)
    if written is None or codec is None or writes_text(codec):
        return written
    message = Text(f"{_shortened(written)} 不是文本的编码", f"{_shortened(written)} is no encoding of text")
    raise refuse("wrong-value", message, "--encoding", FOR_EXAMPLE)


def _delimiter(written: str | None) -> str | None:
    """What separates the columns. Raises RefusedError (usage) where it could not be told from what stands in the cells."""
    found = "\t" if written in {"tab", "\\t"} else written
    if found is None or DELIMITER_SIGN.fullmatch(found):
        return found
    message = Text(f"{written!r} 不能作分隔符", f"{written!r} cannot separate columns")
    hint = Text(
        "写一个符号，如 ; 或 | ，制表符写作 tab；不能是字母、数字、引号或换行",
        "write one sign such as ; or |, or tab; no letter, digit, quotation mark or line end",
    )
    raise refuse("wrong-value", message, "--delimiter", hint)


def _row_number(written: str | None) -> int | None:
    """The row of the headings. Raises RefusedError (usage)."""
    if written is None:
        return None
    if not ROW_NUMBER.fullmatch(written):
        message = Text(f"{_shortened(written)} 不是行号", f"not a row number: {_shortened(written)}")
        hint = Text("从1数起，最多七位数", "counted from 1, seven digits at most")
        raise refuse("wrong-value", message, "--header-row", hint)
    return int(written)


def _shortened(written: str) -> str:
    return written if len(written) <= SHOWN else f"{written[:SHOWN]}…"


def _mapping(invocation: Invocation) -> dict[str, str]:
    """`列名=事实`: the heading is all before the last equals sign."""
    found: dict[str, str] = {}
    for pair in invocation.texts("map"):
        heading, sign, meaning = pair.rpartition("=")
        if not sign or not heading:
            message = Text(f"{pair} 缺少等号", f"{pair} has no equals sign")
            raise refuse("no-equals-sign", message, "--map", Text("写作 --map 列名=事实", "write --map HEADING=FACT"))
        if found.setdefault(heading.strip(), meaning.strip()) != meaning.strip():
            raise given_twice(heading.strip(), "--map")
    return found


def chosen_terms(invocation: Invocation, library: Library) -> Terms:
    """What is asked of every row, by whatever of these options a command has. Raises RefusedError (usage)."""
    from subsidy_cli.roster.grouping import Terms

    asked = invocation.texts("benefit")
    return Terms(
        standards=_stated_standards(invocation, library),
        assume="usual" if invocation.text("assume") == "usual" else None,
        benefits=frozenset(find_benefit(word, library, "--benefit") for word in asked) if asked else None,
        kinds=frozenset(invocation.texts("kind")) or None,
        subjects=frozenset(invocation.texts("subject")) or None,
        everything=invocation.switch("all"),
        readings=chosen_readings(invocation, library),
        as_if_adopted=invocation.switch("as_if_adopted"),
        inferred=invocation.switch("allow_inferred"),
        with_reasons=invocation.text("without") is None,
    )


def _stated_standards(invocation: Invocation, library: Library) -> Mapping[str, FactValue]:
    """The standards of `--standard`. Raises RefusedError (usage) with every mistake."""
    from subsidy_cli.facts.applicant import ApplicantReader

    pairs = read_pairs(invocation.texts("standard"), "--standard", library.vocabulary.standards)
    reader = ApplicantReader(library.vocabulary, library.places, lambda _, name: Place("--standard", key=name))
    values, mistakes = reader.read_standards(dict(pairs))
    if mistakes:
        raise RefusedError(Refusal.USAGE, mistakes)
    return values


def _emit(device: Path | None, path: Path) -> None:
    """Send a finished output down the pipe."""
    try:
        if device is None:
            _copy(path, sys.stdout.buffer)
        else:
            with device.open("wb") as out:
                _copy(path, out)
    except BrokenPipeError:
        raise
    except OSError as error:
        from subsidy_cli.cli.console import let_go
        from subsidy_cli.library.system_errors import reason_of
        from subsidy_cli.roster.writing import output_failed

        if device is None:
            let_go(sys.stdout)
        raise output_failed(str(device or "stdout"), reason_of(error)) from None


def _copy(path: Path, out: BinaryIO) -> None:
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            out.write(block)
    out.flush()


def _tell(invocation: Invocation, library: Library, request: BatchRequest, result: BatchResult) -> None:
    """The closing summary, on standard error."""
    from subsidy_cli.presentation.rosters import render

    console = invocation.console
    if result.roster.warnings:
        console.problems(result.roster.warnings)
    console.note(render(result, request, library.vocabulary, console.language).rstrip("\n"))


COMMAND = Command(
    "batch",
    Text("测算一份名册：每一行都有交代。", "Score a roster: every row is accounted for."),
    batch,
    (
        IN,
        OUT,
        options.PLACE,
        options.AS_OF,
        options.STANDARD,
        options.ASSUME,
        MAP,
        ENCODING,
        SHEET,
        HEADER_ROW,
        HEADER_ROWS,
        FILL_MERGED,
        DELIMITER,
        INPUT_FORMAT,
        DUPLICATES,
        ENGINE,
        MASTER,
        options.SUBJECT,
        options.KIND,
        options.BENEFIT,
        options.ALL,
        options.READING,
        options.ALLOW_INFERRED,
        options.AS_IF_ADOPTED,
        options.POLICIES,
        OUTPUT_FORMAT,
        HEADERS,
        LAYOUT,
        MASK,
        WITHOUT,
        SUMMARY,
        REJECTS,
        RECEIPT,
        FAIL_ON,
        DRY_RUN,
    ),
    (
        Example(
            "subsidy batch roster.csv scored.csv --place jiaxing --as-of 2021-03-01 --standard dibao_month=1000",
            Text("按2021年3月1日的规定和给出的低保标准测算", "the law of 1 March 2021, with the dibao line given"),
        ),
        Example(
            "subsidy batch roster.csv scored.xlsx --place jiaxing --headers zh --assume usual --summary report.html",
            Text("给主管看的工作簿和网页汇总", "a workbook for a supervisor, and a page with the summary"),
        ),
        Example(
            "subsidy batch - - --place jiaxing --kind care < roster.csv",
            Text("经管道读写，只算护理类", "through a pipe, care only"),
        ),
    ),
    Text(
        "输出保留全部原有列和行序，其后每项待遇有金额、上限、性质、结论、原因各列。不能计算的行连同原因和改法写入"
        " OUT.rejects.csv（工作簿中为“退回”表），改好后可单独再算。OUT.receipt.json 记明行数、摘要和依据。"
        " --engine spark 读写 UTF-8 的 CSV 或 Parquet 文件夹：OUT 下有 results、rejects 和 receipt.json。",
        "The output keeps every column and the row order; then come amount, high end, bound, status and reason of each"
        " benefit. Rows that cannot be scored go to OUT.rejects.csv (a sheet in a workbook) with reason and cure, to be"
        " corrected and run again alone. OUT.receipt.json holds counts, digests and grounds. --engine spark reads and writes"
        " folders of UTF-8 CSV or Parquet: in OUT there are results, rejects and receipt.json.",
    ),
)
