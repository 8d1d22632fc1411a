"""`subsidy batch --engine spark`: what can be asked of Spark, and what cannot."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from subsidy_cli.diagnostics import Diagnostic, Place, Refusal, RefusedError
from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from subsidy_cli.cli.commands import Invocation
    from subsidy_cli.library.opening import Library
    from subsidy_cli.roster.requests import BatchRequest, BatchResult
    from subsidy_cli.roster.spark.running import SparkRequest
    from subsidy_cli.roster.watching import Progress

FORMATS = ("csv", "parquet")
PARQUET = ".parquet"
_EMBEDDED = Text("用 --engine duckdb", "use --engine duckdb")
_FOLDER = Text("请给出文件夹；或用 --engine duckdb", "give a folder, or use --engine duckdb")
_INSIDE = Text("都在结果文件夹里，请去掉该选项", "it is in the folder of the results; leave the option out")
_SHEETS = Text("Spark 不读工作簿；用 --engine duckdb", "Spark reads no workbooks; use --engine duckdb")
_ONE_LINE = Text("标题须为第一行；或用 --engine duckdb", "the headings must be the first line, or use --engine duckdb")
_EITHER = Text("Spark 上可用 csv 或 parquet", "on Spark use csv or parquet")
_UTF8 = Text("请转换为 UTF-8，或用 --engine duckdb", "convert it to UTF-8, or use --engine duckdb")
_REFUSED = {
    "sheet": _SHEETS,
    "fill_merged": _SHEETS,
    "header_row": _ONE_LINE,
    "rejects": _INSIDE,
    "receipt": _INSIDE,
}
"""Options that Spark has no use for, with the way out."""


def refuse_master(invocation: Invocation) -> None:
    """An address without Spark would go unheard. Raises RefusedError (usage)."""
    if invocation.text("master") is not None:
        hint = Text("请加上 --engine spark", "add --engine spark")
        raise RefusedError(Refusal.USAGE, [_not_there("--master", hint)])


def spark_request(invocation: Invocation, request: BatchRequest) -> SparkRequest:
    """What is asked of Spark. Raises RefusedError (usage) with everything that it cannot do here."""
    from subsidy_cli.cli.batch import STREAM
    from subsidy_cli.roster.spark.reading import UTF8
    from subsidy_cli.roster.spark.running import SparkRequest
    from subsidy_cli.roster.spark.session import LOCAL

    mistakes = [_not_there(_flag(name), hint) for name, hint in _REFUSED.items() if invocation.values.get(name)]
    mistakes += [
        _not_there(f"{name.upper()} = {STREAM}", _FOLDER)
        for name in ("input", "out")
        if invocation.text(name) == STREAM
    ]
    mistakes += [
        _not_there(f"{_flag(name)} {invocation.text(name)}", _EITHER)
        for name in ("input_format", "output_format")
        if invocation.text(name) not in {None, *FORMATS}
    ]
    if (invocation.text("encoding") or "utf-8").lower() not in UTF8:
        mistakes.append(_not_there(f"--encoding {invocation.text('encoding')}", _UTF8))
    if request.reading.header_rows != 1:
        mistakes.append(_not_there("--header-rows", _ONE_LINE))
    if request.layout != "wide":
        mistakes.append(
            _not_there(f"--layout {request.layout}", Text("用 wide；或" + _EMBEDDED.zh, "use wide, or " + _EMBEDDED.en))
        )
    if mistakes:
        raise RefusedError(Refusal.USAGE, mistakes)
    location, destination = invocation.required("input"), invocation.required("out")
    kept = {name: getattr(request, name) for name in request.__dataclass_fields__}
    kept |= {"source": None, "target": None, "form": _form(invocation, destination)}
    return SparkRequest(**kept, location=location, destination=destination, master=invocation.text("master") or LOCAL)


def _form(invocation: Invocation, destination: str) -> Any:
    return invocation.text("output_format") or ("parquet" if destination.rstrip("/").endswith(PARQUET) else "csv")


def _flag(name: str) -> str:
    return f"--{name.replace('_', '-')}"


def _not_there(flag: str, hint: Text) -> Diagnostic:
    message = Text(f"Spark 上没有 {flag}", f"there is no {flag} on Spark")
    if flag == "--master":
        message = Text("--master 只用于 Spark", "--master is for Spark only")
    return Diagnostic("not-on-spark", message, Place(flag.split(" ", 1)[0]), hint)


def score_folder(library: Library, request: BatchRequest, progress: Progress | None) -> BatchResult:
    """Run it; the files are named as the user finds them."""
    from subsidy_cli.roster.spark.running import RECEIPT, SparkRequest, run_spark

    assert isinstance(request, SparkRequest)
    result = run_spark(library, request, progress)
    start = request.destination.rstrip("/").rsplit("/", 1)[-1]
    files = [replace(file, name=f"{start}/{file.name}") if file.role != "summary" else file for file in result.files]
    if files:
        files.append(replace(files[0], role="receipt", name=f"{start}/{RECEIPT}"))
    return replace(result, files=tuple(files))
