"""`subsidy verify`: whether a run was as its receipt says, by its digests and by doing it again."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from subsidy_cli import __version__
from subsidy_cli.cli import options
from subsidy_cli.cli.batch import COMMAND as BATCH
from subsidy_cli.cli.batch import REJECTED, SETTINGS, SPARK, read_request
from subsidy_cli.cli.commands import INPUT, NOTHING, Command, Example, Invocation, Parameter
from subsidy_cli.cli.flag_values import open_policies
from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from subsidy_cli.library.opening import Library

RECEIPT = Parameter(
    "receipt",
    Text("凭据文件 OUT.receipt.json", "the receipt OUT.receipt.json"),
    group=INPUT,
    is_argument=True,
    is_required=True,
)
SOURCE = Parameter(
    "source",
    Text("名册已移到别处时，它现在的位置", "where the roster is now, if it was moved"),
    options.FILE_WORD,
    INPUT,
)
DIGESTS_ONLY = Parameter(
    "digests_only", Text("只核对摘要，不重新计算", "compare digests, do not compute again"), group=INPUT, is_switch=True
)
_ON_SPARK = Text(
    "由 Spark 算出的文件夹：请用同样的选项再算一次，两份凭据的摘要应相同",
    "folders that Spark made: run it again with the same options, the digests of both receipts must be the same",
)


@dataclass(frozen=True)
class Finding:
    """One thing that was compared."""

    what: Text
    holds: bool | None
    """None where it could not be compared."""
    note: Text = NOTHING


def verify(invocation: Invocation) -> int:
    """Compare everything that a receipt says, and give 1 where something differs or cannot be compared."""
    from subsidy_cli.roster.receipt import read_receipt

    path = Path(invocation.required("receipt"))
    receipt = read_receipt(path)
    library = open_policies(invocation)
    found = list(_findings(invocation, library, receipt, path.absolute().parent))
    console = invocation.console
    for each in found:
        word = {True: Text("一致", "same"), False: Text("不同", "DIFFERS"), None: Text("无法核对", "not compared")}[
            each.holds
        ]
        note = console.say(each.note)
        console.result(f"{console.say(word)}  {console.say(each.what)}{f'  ({note})' if note else ''}")
    return 0 if all(each.holds for each in found) else REJECTED


def _findings(invocation: Invocation, library: Library, receipt: Mapping[str, Any], folder: Path) -> Iterator[Finding]:
    version = receipt["tool"].get("version")
    yield Finding(
        Text("程序版本", "version of the program"),
        version == __version__,
        Text(f"{version} / {__version__}", f"{version} / {__version__}"),
    )
    yield Finding(Text("行数平衡", "rows are balanced"), bool(receipt["counts"].get("balanced")))
    if receipt["options"].get("engine") == SPARK:
        yield Finding(Text("输入和结果", "input and results"), None, _ON_SPARK)
        yield from _programmes(library, receipt)
        return
    source = _source(invocation, receipt, folder)
    yield _file(Text("输入", "input"), source, receipt["input"]["digest"])
    for role, entry in receipt["outputs"].items():
        words = {
            "results": Text("结果", "results"),
            "rejects": Text("退回", "rejects"),
            "summary": Text("汇总", "summary"),
        }
        yield _file(words.get(role, Text(role, role)), folder / entry["name"], entry["digest"])
    yield from _programmes(library, receipt)
    if not invocation.switch("digests_only"):
        yield _again(invocation, library, receipt, source)


def _source(invocation: Invocation, receipt: Mapping[str, Any], folder: Path) -> Path | None:
    moved = invocation.text("source")
    if moved is not None:
        return Path(moved)
    return None if receipt["input"]["name"] == "-" else folder / receipt["input"]["name"]


def _file(what: Text, path: Path | None, digest: str) -> Finding:
    from subsidy_cli.roster.counting import digest_of

    if path is None or not path.is_file():
        return Finding(what, None, Text("找不到文件", "the file is not there"))
    return Finding(what, digest_of(path) == digest)


def _programmes(library: Library, receipt: Mapping[str, Any]) -> Iterator[Finding]:
    from subsidy_cli.programme.compiling import digest

    for entry in receipt["programmes"]:
        name = library.places.name(entry["place"]) if entry["place"] in library.places.names else None
        zh, en = (entry["place"], entry["place"]) if name is None else (name.zh, name.en)
        what = Text(f"{zh}的政策文件", f"policy documents of {en}")
        if name is None:
            yield Finding(what, None, Text("没有这个地方", "there is no such place"))
        else:
            yield Finding(what, digest(library.documents(entry["place"])) == entry["digest"])


def _again(invocation: Invocation, library: Library, receipt: Mapping[str, Any], source: Path | None) -> Finding:
    """Do the run again in a folder that is thrown away, and compare the bytes of the results."""
    from subsidy_cli.roster.exporting import format_of
    from subsidy_cli.roster.running import run_batch

    what = Text("重新计算的结果", "results computed again")
    entry = receipt["outputs"].get("results")
    if source is None or not source.is_file() or entry is None:
        return Finding(what, None, Text("没有输入或结果文件", "the input or the results are not there"))
    form = receipt["options"].get("output_format") or format_of(Path(entry["name"]), "OUT")
    with tempfile.TemporaryDirectory(prefix="subsidy-") as folder:
        # Of the name in the receipt only the format counts: anybody may have written there where else it leads.
        values: dict[str, Any] = {parameter.name: None for parameter in BATCH.parameters}
        values |= {name: receipt["options"].get(name) for name in SETTINGS}
        values |= {"input": str(source), "out": str(Path(folder) / f"results.{form}")}
        values |= {"policies": invocation.text("policies")}
        request = read_request(Invocation(_spoken(invocation, receipt), values), library)
        result = run_batch(library, request)
    written = next((file for file in result.files if file.role == "results"), None)
    return Finding(what, written is not None and written.digest == entry["digest"])


def _spoken(invocation: Invocation, receipt: Mapping[str, Any]) -> Any:
    """The run is done again in the language in which it was done."""
    from dataclasses import replace

    language: Any = receipt["options"].get("lang", invocation.console.language)
    return replace(invocation.console, language=language)


COMMAND = Command(
    "verify",
    Text(
        "核对一次名册测算：摘要、政策文件，并重新计算。",
        "Check a run over a roster: digests, documents, and the run itself.",
    ),
    verify,
    (RECEIPT, SOURCE, DIGESTS_ONLY, options.POLICIES),
    (
        Example("subsidy verify scored.csv.receipt.json", Text("核对并重新计算", "compare, and compute again")),
        Example("subsidy verify scored.csv.receipt.json --digests-only", Text("只核对摘要", "digests only")),
    ),
)
