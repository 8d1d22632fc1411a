"""The receipt of a run: what went in, what came out, under which law and assumptions, so that it can be checked later.

It holds counts and digests, never a row.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from subsidy_cli.diagnostics import Diagnostic, Place, Refusal, RefusedError
from subsidy_cli.identity import mask_within
from subsidy_cli.library.files import read_bytes
from subsidy_cli.quantities import money_text
from subsidy_cli.roster.counting import digest_of
from subsidy_cli.roster.relations import cell_index
from subsidy_cli.roster.writing import seen_from
from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from subsidy_cli.facts.values import FactValue
    from subsidy_cli.roster.grouping import Group
    from subsidy_cli.roster.receipt_document import ReceiptDocument
    from subsidy_cli.roster.relations import Notice, Roster

SCHEMA = 1
STREAM = "-"
"""The name of what came from standard input, or went to standard output or down a pipe."""
_MASKED = re.compile(r"\d{4}\*{8}")
"""What `mask_within` leaves of an identity number."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Every row of the input, once: in the results, among the rejects, or skipped by name."""

    read: int
    results: int
    rejected: int
    skipped: Mapping[str, int]
    second_count: int | None = None
    """The same rows counted in the bytes of the input by other means; None where there is none for the format."""
    written: int | None = None
    """Lines counted in the bytes of the output."""
    lines: int | None = None
    """Lines that the output should have: one for each result, or for each result and benefit."""
    applicants: int = 0

    @property
    def is_balanced(self) -> bool:
        """Whether no row is lost and none came twice."""
        accounted = self.results + self.rejected + sum(self.skipped.values())
        second = self.second_count is None or self.second_count == self.read
        return self.read == accounted and second and self.written in (None, self.lines)

    def as_json(self) -> dict[str, Any]:
        """Give the counts."""
        return {
            "read": self.read,
            "results": self.results,
            "applicants": self.applicants,
            "rejected": self.rejected,
            "skipped": dict(self.skipped),
            "second_count": self.second_count,
            "written": self.written,
            "balanced": self.is_balanced,
        }


class UnbalancedError(Exception):
    """Rows were lost or came twice on the way: a fault of ours, and nothing is published."""


def check_balance(counts: Counts) -> None:
    """Hold the counts against each other. Raises UnbalancedError."""
    if not counts.is_balanced:
        raise UnbalancedError(str({**counts.as_json(), "skipped": dict(counts.skipped)}))


@dataclass(frozen=True, slots=True)
class WrittenFile:
    """An output with its digest."""

    role: str
    name: str
    bytes: int
    digest: str
    path: Path | None = None
    """Where it will lie; None where its name says that already, or it lies nowhere."""

    @property
    def is_stream(self) -> bool:
        """Whether it went to standard output or down a pipe."""
        return self.path is None and self.name == STREAM

    def as_json(self, folder: Path) -> dict[str, Any]:
        """Give the file, named as seen from a folder."""
        name = mask_within(self.name) if self.path is None else name_from(folder, self.path)
        return {"name": name, "bytes": self.bytes, "digest": self.digest}


def describe_file(role: str, target: Path, written: Path) -> WrittenFile:
    """Describe what was written for a target."""
    return WrittenFile(role, target.name, written.stat().st_size, digest_of(written), target)


def name_from(folder: Path, path: Path) -> str:
    """The name of a file as seen from a folder, for a receipt: without identity numbers."""
    name = mask_within(Path(seen_from(folder, path)).as_posix())
    return f"./{name}" if name == STREAM else name


def is_masked(text: str) -> bool:
    """Whether there was an identity number in a text of a receipt."""
    return _MASKED.search(text) is not None


@dataclass(frozen=True)
class Receipt:
    """Everything that a receipt says."""

    version: str
    options: Mapping[str, Any]
    roster: Roster
    source: Path | None
    folder: Path
    """Where the receipt lies: the input and the outputs are named as seen from there."""
    counts: Counts
    files: Sequence[WrittenFile]
    groups: Sequence[Group]
    changes: Sequence[tuple[str, str, int]]
    assumed: Mapping[str, str] = field(default_factory=dict)
    notices: Sequence[Notice] = ()

    def as_json(self) -> dict[str, Any]:
        """Give the receipt."""
        return {
            "schema": SCHEMA,
            "tool": {"name": "subsidy-cli", "version": self.version},
            "options": {name: _masked(value) for name, value in self.options.items()},
            "input": {
                "name": STREAM if self.source is None else name_from(self.folder, self.source),
                "digest": self.roster.digest,
                "format": self.roster.format,
                "encoding": self.roster.encoding,
                "headings": {
                    mask_within(self.roster.headings[cell_index(column)]): name
                    for name, column in self.roster.mapping.items()
                },
            },
            "counts": self.counts.as_json(),
            "changes": [
                {"kind": kind, "column": mask_within(column), "cells": cells} for kind, column, cells in self.changes
            ],
            "outputs": {file.role: file.as_json(self.folder) for file in self.files},
            "programmes": [_programme(group) for group in _by_programme(self.groups)],
            "standards": list(_standards(self.groups)),
            "assumed": dict(self.assumed),
            "notices": [notice.as_json() for notice in self.notices],
        }

    def text(self) -> str:
        """The receipt as it is written."""
        return json.dumps(self.as_json(), ensure_ascii=False, indent=1) + "\n"


def _masked(value: Any) -> Any:
    """An option without identity numbers, such as may stand in headings and names of sheets."""
    if isinstance(value, list):
        return [_masked(each) for each in value]
    return mask_within(value) if isinstance(value, str) else value


def _by_programme(groups: Iterable[Group]) -> list[tuple[Group, int]]:
    found: dict[tuple[str, object], tuple[Group, int]] = {}
    for group in groups:
        key = group.place, group.programme.as_of
        found[key] = group, found.get(key, (group, 0))[1] + group.rows
    return list(found.values())


def _programme(entry: tuple[Group, int]) -> dict[str, Any]:
    group, rows = entry
    return {
        "place": group.place,
        "first_day": group.first.isoformat(),
        "last_day": group.last.isoformat(),
        "digest": group.programme.digest,
        "documents": list(group.programme.documents),
        "rows": rows,
    }


def _standards(groups: Iterable[Group]) -> Iterable[dict[str, Any]]:
    """Each standard that a programme looks at, with its value and where it comes from."""
    seen: list[dict[str, Any]] = []
    for group in groups:
        used = group.names_used
        for name, chosen in group.standards.items():
            if name not in used or chosen.value is None:
                continue
            entry: dict[str, Any] = {
                "place": group.place,
                "first_day": group.first.isoformat(),
                "last_day": group.last.isoformat(),
                "id": name,
                "value": _shown(group, name, chosen.value),
                "origin": chosen.origin,
                "source": chosen.source,
                "confidence": chosen.confidence,
            }
            if group.truths:
                entry["where"] = dict(group.truths)
            if entry not in seen:
                seen.append(entry)
                yield entry


def _shown(group: Group, name: str, value: FactValue) -> str:
    from fractions import Fraction

    from subsidy_cli.facts.applicant import show

    is_money = group.programme.vocabulary.standards[name].type == "money"
    return money_text(value) if is_money and isinstance(value, Fraction) else show(value)


def read_receipt(path: Path) -> ReceiptDocument:
    """Read a receipt. Raises RefusedError (input) where it is none, or one of another schema."""
    from pydantic import ValidationError

    from subsidy_cli.roster.receipt_document import ReceiptDocument

    content = _content_of(path)
    if not isinstance(content, dict) or type(content.get("schema")) is not int:
        raise _no_receipt(path)
    if content["schema"] != SCHEMA:
        message = Text("这份计算凭据由另一版本的程序写出", "this receipt was written by another version of the program")
        hint = Text("请用写出它的版本核对", "verify it with the version that wrote it")
        raise RefusedError(Refusal.INPUT, [Diagnostic("other-schema", message, Place(str(path), key="schema"), hint)])
    try:
        return ReceiptDocument.model_validate(content)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        raise _no_receipt(path, ".".join(map(str, first["loc"]))) from None


def _content_of(path: Path) -> Any:
    """What a file says, or nothing where it is not JSON. Raises RefusedError (input)."""
    try:
        return json.loads(read_bytes(path, Refusal.INPUT).decode())
    except (ValueError, RecursionError):
        return None


def _no_receipt(path: Path, key: str = "") -> RefusedError:
    message = Text("这不是一份计算凭据，或已被改动", "this is not the receipt of a run, or it was changed")
    hint = Text("请给出 OUT.receipt.json", "give the file OUT.receipt.json")
    return RefusedError(Refusal.INPUT, [Diagnostic("not-a-receipt", message, Place(str(path), key=key), hint)])
