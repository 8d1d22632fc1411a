"""Writing files whole or not at all; and the user's own file of dated local standards."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from subsidy_cli.diagnostics import Diagnostic, Place, Refusal, RefusedError
from subsidy_cli.documents.models import StandardsFile
from subsidy_cli.library.files import SourceFile, read_table, read_text
from subsidy_cli.library.folders import user_folder
from subsidy_cli.library.standard_conflicts import conflicts
from subsidy_cli.library.standards import entries_of
from subsidy_cli.library.system_errors import reason_of
from subsidy_cli.periods import day_before
from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from collections.abc import MutableMapping
    from datetime import date

    from tomlkit import TOMLDocument

LONGEST_WAIT = 30
"""Seconds for which a writer waits for another one."""
HEADER = "# 本机保存的地方标准。Local standards kept on this machine; they go before the shipped ones.\n"


def write_text(path: Path, text: str) -> None:
    """Write a UTF-8 file: the whole of it, or nothing. Raises RefusedError (output); what was there is then intact."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and not path.is_file():
            path.write_text(text, encoding="utf-8", errors="replace", newline="\n")
            return
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
        try:
            with os.fdopen(handle, "w", encoding="utf-8", errors="replace", newline="\n") as file:
                file.write(text)
            _keep_mode(path, Path(name))
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise _unwritten(path, error) from None


def _unwritten(path: Path, error: OSError) -> RefusedError:
    reason = reason_of(error)
    message = Text(f"无法写入文件：{reason.zh}", f"the file cannot be written: {reason.en}")
    return RefusedError(Refusal.OUTPUT, [Diagnostic("output-failed", message, Place(str(path)))])


def _keep_mode(path: Path, new: Path) -> None:
    """A new file gets the rights that files usually get, an old one keeps its own."""
    if path.exists():
        mode = path.stat().st_mode & 0o777
    else:
        mask = os.umask(0)
        os.umask(mask)
        mode = 0o666 & ~mask
    new.chmod(mode)


@dataclass(frozen=True, slots=True)
class NewStandard:
    """A dated value that the user has found."""

    name: str
    value: str | bool | int
    start: date
    source: str
    end: date | None = None
    number: str = ""
    confidence: str = "medium"
    when: str | None = None
    """The yes-or-no fact for which it holds, such as `is_rural` or `not is_rural`; None for everybody."""


@dataclass(frozen=True, slots=True)
class Change:
    """What a file holds now, and what it is to hold."""

    path: Path
    before: str
    after: str

    @property
    def difference(self) -> str:
        """The lines that go and come."""
        import difflib

        lines = difflib.unified_diff(
            self.before.splitlines(), self.after.splitlines(), str(self.path), str(self.path), lineterm="", n=1
        )
        return "\n".join(lines)


def standards_file(place: str) -> Path:
    """The user's own file of standards for a place."""
    return user_folder() / "policies" / place / "standards.toml"


def plan_standard(place: str, new: NewStandard) -> Change:
    """The change that keeps a new value, comments untouched: it replaces the value of the same day and closes the one before.

    Raises RefusedError (policies) where the file, or what it would become, is not one of standards.
    """
    import tomlkit

    path = standards_file(place)
    before = read_text(path).text if os.path.lexists(path) else ""
    if before:
        read_table(StandardsFile, SourceFile(path, before))
    content = tomlkit.parse(before or HEADER)
    _place(content, new)
    after = tomlkit.dumps(content)
    _check(SourceFile(path, after))
    return Change(path, before, after)


def _check(source: SourceFile) -> None:
    """What would not be read again is not written. Raises RefusedError (policies)."""
    table = read_table(StandardsFile, source)
    mistakes = [each for each in conflicts(entries_of(table), source) if each.severity == "error"]
    if mistakes:
        raise RefusedError(Refusal.POLICIES, mistakes)


def keep_standard(place: str, new: NewStandard) -> Change:
    """Keep a new value, one writer after the other, so that none undoes what another has kept in the meantime.

    Raises RefusedError (policies, or output where the file cannot be written; what was there is then intact).
    """
    from filelock import FileLock, Timeout

    path = standards_file(place)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(path.with_name(f".{path.name}.lock"), timeout=LONGEST_WAIT):
            change = plan_standard(place, new)
            write_text(path, change.after)
    except Timeout:
        message = Text("另一个程序正在写这个文件", "another run is writing this file")
        raise RefusedError(Refusal.OUTPUT, [Diagnostic("output-failed", message, Place(str(path)))]) from None
    except OSError as error:
        raise _unwritten(path, error) from None
    return change


def _place(content: TOMLDocument, new: NewStandard) -> None:
    """Put the value among the others, so that one value holds on each day."""
    import tomlkit
    from tomlkit.items import Array

    if "standards" not in content:
        content.append("standards", tomlkit.aot())
    values: Any = content["standards"]
    same = [value for value in values if value["standard"] == new.name and value.get("when") == new.when]
    later = [value["from"] for value in same if value["from"] > new.start]
    ends = [end for end in (new.end, day_before(min(later)) if later else None) if end is not None]
    end = min(ends, default=None)
    for value in same:
        if value["from"] < new.start and (value.get("to") is None or value["to"] >= new.start):
            value["to"] = day_before(new.start)
    old = next((value for value in same if value["from"] == new.start), None)
    is_inline = isinstance(values, Array)
    table = old if old is not None else tomlkit.inline_table() if is_inline else tomlkit.table()
    _fill(table, new, end)
    if old is None:
        if values and not is_inline:
            values[-1].add(tomlkit.nl())
        values.append(table)


def _fill(table: MutableMapping[str, Any], new: NewStandard, end: date | None) -> None:
    written = {
        "standard": new.name,
        "value": new.value,
        "from": new.start,
        "to": end,
        "source": new.source,
        "number": new.number or None,
        "confidence": new.confidence,
        "when": new.when,
    }
    for key, value in written.items():
        if value is not None:
            table[key] = value
        else:
            table.pop(key, None)
