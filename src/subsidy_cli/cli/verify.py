"""`subsidy verify`: whether a run was as its receipt says, by its digests and by doing it again."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from subsidy_cli import __version__
from subsidy_cli.cli import options
from subsidy_cli.cli.batch import COMMAND as BATCH
from subsidy_cli.cli.batch import REJECTED, SETTINGS, SPARK, STREAM, read_request
from subsidy_cli.cli.commands import INPUT, NOTHING, Command, Example, Invocation, Parameter, check_parameters, refuse
from subsidy_cli.cli.flag_values import open_policies
from subsidy_cli.diagnostics import Place, Refusal, RefusedError
from subsidy_cli.identity import mask_within
from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from subsidy_cli.cli.console import Console
    from subsidy_cli.library.opening import Library
    from subsidy_cli.roster.receipt_document import Output, ReceiptDocument
    from subsidy_cli.roster.requests import BatchRequest

RECEIPT_NAME = "receipt.json"
"""The receipt of the run done again, in its folder."""
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
_UNTOUCHED = Text("凭据须与写出时一样", "a receipt must be as it was written")
_MASKED_OPTIONS = Text(
    "选项中的号码已遮盖：请用同样的选项再算一次，两份凭据的摘要应相同",
    "numbers in the options are masked: run it again with the same options, the digests of both receipts must be the same",
)
_IN_A_PIPE = Text("已送往管道，只能重新计算", "it went down a pipe, and can only be computed again")
_FROM_A_PIPE = Text("来自标准输入，请用 --source 给出", "it came from standard input: give it with --source")
_OUTPUTS = {
    "results": Text("结果", "results"),
    "rejects": Text("退回", "rejects"),
    "summary": Text("汇总", "summary"),
}
_AGAIN = {
    "results": Text("重新计算的结果", "results computed again"),
    "rejects": Text("重新计算的退回", "rejects computed again"),
}
_WORDS = {True: Text("一致", "same"), False: Text("不同", "DIFFERS"), None: Text("无法核对", "not compared")}
_NO_FILE = Text("找不到文件", "the file is not there")
_DECIDING = tuple(parameter for parameter in BATCH.parameters if parameter.name in SETTINGS)
"""The options that a receipt repeats."""


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
    with _laid_to(path):
        _check_options(receipt.options.model_dump())
    verification = Verification(invocation, open_policies(invocation), path, receipt)
    differences = 0
    for finding in verification.findings():
        # Each is told at once, so that it stands also where the run is refused when it is done again.
        _tell(invocation.console, finding)
        differences += not finding.holds
    return REJECTED if differences else 0


def _tell(console: Console, finding: Finding) -> None:
    note = console.say(finding.note)
    console.result(f"{console.say(_WORDS[finding.holds])}  {console.say(finding.what)}{f'  ({note})' if note else ''}")


@contextmanager
def _laid_to(path: Path) -> Iterator[None]:
    """A mistake in the options of a receipt is one of the input: nobody has written it on this command line."""
    try:
        yield
    except RefusedError as error:
        if error.refusal is not Refusal.USAGE:
            raise
        mistakes = [replace(each, place=Place(str(path), key=str(each.place))) for each in error.diagnostics]
        raise RefusedError(Refusal.INPUT, mistakes) from None


def _check_options(given: Mapping[str, Any]) -> None:
    """The options of a receipt are such as the command line could have given. Raises RefusedError (usage)."""
    for parameter in _DECIDING:
        kind = bool if parameter.is_switch else list if parameter.is_repeatable else str
        value = given.get(parameter.name)
        if not isinstance(value, kind | None) or any("\0" in word for word in _words_of(value)):
            message = Text(f"{parameter.flag} 的值无法识别", f"no such value can be given to {parameter.flag}")
            raise refuse("wrong-value", message, parameter.flag, _UNTOUCHED)
    check_parameters(_DECIDING, given)


def _words_of(value: Any) -> Sequence[str]:
    """What was written for an option."""
    return [value] if isinstance(value, str) else value if isinstance(value, list) else ()


@dataclass(frozen=True)
class Verification:
    """A receipt that is held against its files, the documents, and the run done again."""

    invocation: Invocation
    library: Library
    path: Path
    receipt: ReceiptDocument

    def findings(self) -> Iterator[Finding]:
        """Everything that is compared, the run itself last."""
        yield from self._itself()
        if self._options.get("engine") == SPARK:
            yield Finding(Text("输入和结果", "input and results"), None, _ON_SPARK)
            yield from self._programmes()
            return
        source = self._source()
        if source is None and self.receipt.input.name == STREAM:
            yield Finding(Text("输入", "input"), None, _FROM_A_PIPE)
        else:
            yield _file(Text("输入", "input"), source, self.receipt.input.digest)
        for role, entry in self.receipt.outputs.items():
            yield from self._output(_OUTPUTS.get(role, Text(role, role)), entry)
        yield from self._programmes()
        if not self.invocation.switch("digests_only"):
            yield from self._again(source)

    @property
    def _options(self) -> dict[str, Any]:
        return self.receipt.options.model_dump()

    @property
    def _folder(self) -> Path:
        """Where the receipt lies."""
        return self.path.parent.resolve()

    def _itself(self) -> Iterator[Finding]:
        """What the receipt says without any other file."""
        version = self.receipt.tool.version
        yield Finding(
            Text("程序版本", "version of the program"),
            version == __version__,
            Text(f"{version} / {__version__}", f"{version} / {__version__}"),
        )
        yield Finding(Text("行数平衡", "rows are balanced"), self.receipt.counts.adds_up)

    def _source(self) -> Path | None:
        moved = self.invocation.text("source")
        if moved is not None:
            return Path(moved)
        told = self.receipt.input
        return None if told.name == STREAM else _find(self._folder, told.name, told.digest)

    def _output(self, what: Text, entry: Output) -> Iterator[Finding]:
        """An output as it lies there; what went down a pipe can only be computed again."""
        if entry.name != STREAM:
            yield _file(what, _find(self._folder, entry.name, entry.digest), entry.digest, entry.bytes)
        elif self.invocation.switch("digests_only"):
            yield Finding(what, None, _IN_A_PIPE)

    def _programmes(self) -> Iterator[Finding]:
        from subsidy_cli.programme.compiling import digest

        places = self.library.places
        for entry in self.receipt.programmes:
            name = places.name(entry.place) if entry.place in places.names else Text(entry.place, entry.place)
            what = Text(f"{name.zh}的政策文件", f"policy documents of {name.en}")
            if entry.place not in places.names:
                yield Finding(what, None, Text("没有这个地方", "there is no such place"))
            else:
                yield Finding(what, digest(self.library.documents(entry.place)) == entry.digest)

    def _again(self, source: Path | None) -> Iterator[Finding]:
        """Do the run again in a folder that is thrown away, and compare what it says and the bytes of its outputs."""
        from subsidy_cli.roster.receipt import is_masked, read_receipt
        from subsidy_cli.roster.running import run_batch

        if source is None or not source.is_file():
            yield Finding(_AGAIN["results"], None, _NO_FILE)
            return
        if any(is_masked(word) for value in self._options.values() for word in _words_of(value)):
            yield Finding(_AGAIN["results"], None, _MASKED_OPTIONS)
            return
        with tempfile.TemporaryDirectory(prefix="subsidy-") as name:
            folder = Path(name)
            with _laid_to(self.path):
                run_batch(self.library, self._request(source, folder))
            again = read_receipt(folder / RECEIPT_NAME)
        for role in self.receipt.outputs | again.outputs:
            if role in _AGAIN:
                yield _outputs(_AGAIN[role], self.receipt.outputs.get(role), again.outputs.get(role))
        others = self.receipt.differing(again)
        what = Text("凭据所记的其他内容", "what else the receipt says")
        yield Finding(what, not others, Text("、".join(others), ", ".join(others)))

    def _request(self, source: Path, folder: Path) -> BatchRequest:
        """The run as its receipt tells it, with everything that it writes in a folder.

        Of the names in the receipt only the format counts: anybody may have written there where else they lead.
        """
        values: dict[str, Any] = {parameter.name: None for parameter in BATCH.parameters}
        values |= {name: value for name, value in self._options.items() if name in SETTINGS}
        values |= {"input": str(source), "out": self._out(folder)}
        values |= {"receipt": str(folder / RECEIPT_NAME), "policies": self.invocation.text("policies")}
        if "rejects" in self.receipt.outputs:
            values["rejects"] = str(folder / "rejects.csv")
        # In the language in which it was done.
        console = replace(self.invocation.console, language=self.receipt.options.lang)
        return read_request(Invocation(console, values), self.library)

    def _out(self, folder: Path) -> str:
        """Where the results go: what went down a pipe is not marked for other programs, and differs from a file."""
        from subsidy_cli.roster.exporting import format_of

        entry = self.receipt.outputs.get("results")
        if entry is None or entry.name == STREAM:
            return STREAM
        form = self._options.get("output_format") or format_of(Path(entry.name), "outputs.results.name")
        return str(folder / f"results.{form}")


def _find(folder: Path, name: str, digest: str) -> Path | None:
    """The file that a name in a receipt means; where several may be meant, the one with the digest."""
    from subsidy_cli.roster.counting import digest_of

    found = [path for path in _named(folder, name) if path.is_file()]
    same = (path for path in found if len(found) == 1 or digest_of(path) == digest)
    return next(same, found[0] if found else None)


def _named(folder: Path, name: str) -> list[Path]:
    """What a name may mean from a folder: identity numbers in it are masked, so every name that masks alike."""
    from subsidy_cli.roster.receipt import is_masked

    found = [folder]
    for part in Path(name).parts:
        found = [each for place in found for each in (_alike(place, part) if is_masked(part) else [place / part])]
    return found


def _alike(folder: Path, masked: str) -> list[Path]:
    with suppress(OSError, ValueError):
        return sorted(path for path in folder.iterdir() if mask_within(path.name) == masked)
    return []


def _file(what: Text, path: Path | None, digest: str, size: int | None = None) -> Finding:
    from subsidy_cli.roster.counting import digest_of

    if path is None or not path.is_file():
        return Finding(what, None, _NO_FILE)
    return Finding(what, size in {None, path.stat().st_size} and digest_of(path) == digest)


def _outputs(what: Text, told: Output | None, made: Output | None) -> Finding:
    """An output that was computed again, beside what the receipt tells of it."""
    if told is None or made is None:
        return Finding(what, False, Text("只有一次计算有此输出", "only one of both runs has it"))
    return Finding(what, (told.bytes, told.digest) == (made.bytes, made.digest))


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
