"""Rows of a sheet that hold anything, counted in the bytes of the archive, and by nothing that reads cells."""

from __future__ import annotations

import re
import zipfile
from html import unescape
from typing import TYPE_CHECKING

from subsidy_cli.roster.preflight import chunks, sheet_parts

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

_ROW = re.compile(rb"<(?:\w+:)?row\b")
_PLAIN_VALUE = re.compile(rb"<(?:\w+:)?[vt](?:\s[^>]*)?>\s*[!-%'-;=-^`-~]")
"""A value that begins with a sign of ASCII that is no space, no entity and no escape."""
_VALUE = re.compile(rb"<(?:\w+:)?[vt](?:\s[^>]*)?>([^<]*)<")
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
"""How a workbook writes characters that XML cannot hold."""
_SHARED = re.compile(rb'<(?:\w+:)?c\b[^>]*\bt="s"[^>]*>\s*<(?:\w+:)?v>\s*(\d+)\s*</(?:\w+:)?v>\s*</(?:\w+:)?c>')
_STRING = re.compile(rb"<(?:\w+:)?si\b[^>]*?(?:/>|>(.*?)</(?:\w+:)?si>)", re.S)
_TEXT = re.compile(rb"<(?:\w+:)?t(?:\s[^>]*)?>([^<]*)<")


def count_filled_rows(path: Path, sheet: str | None = None) -> int:
    """Rows of a sheet (the first one where none is named) in which a value is more than blank."""
    with zipfile.ZipFile(path) as archive:
        parts = {facts.name: part for facts, part in sheet_parts(archive, path.name)}
        part = next(iter(parts.values())) if sheet is None else parts[sheet]
        blank = _blank_strings(archive)
        return sum(_is_filled(row, blank) for row in _rows(archive, part))


def _rows(archive: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """The bytes of each row, from its tag to the next."""
    rest = b""
    for chunk in chunks(archive, part):
        found = _ROW.split(rest + chunk)
        yield from found[1:-1]
        rest = b"<row" + found[-1] if len(found) > 1 else found[0]
    yield from _ROW.split(rest)[1:]


def _is_filled(row: bytes, blank: Collection[int]) -> bool:
    if blank:
        row = _SHARED.sub(lambda match: b"" if int(match[1]) in blank else match[0], row)
    return _PLAIN_VALUE.search(row) is not None or any(_says_something(value) for value in _VALUE.findall(row))


def _says_something(value: bytes) -> bool:
    text = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), unescape(value.decode("utf-8", "replace")))
    return bool(text.strip())


def _blank_strings(archive: zipfile.ZipFile) -> frozenset[int]:
    """The shared strings, by number, in which there is nothing to see."""
    part = next((name for name in archive.namelist() if name.lower() == "xl/sharedstrings.xml"), None)
    if part is None:
        return frozenset()
    strings = _STRING.findall(b"".join(chunks(archive, part)))
    return frozenset(
        index for index, content in enumerate(strings) if not any(map(_says_something, _TEXT.findall(content)))
    )
