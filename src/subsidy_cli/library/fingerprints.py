"""What a result was worked out from, as one word: the bytes of every file, what was asked, and the program itself."""

from __future__ import annotations

import hashlib
import os
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from subsidy_cli import __version__
from subsidy_cli.library.files import LARGEST_FILE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

PACKAGE = Path(__file__).resolve().parent.parent
SOURCES = ("", "documents", "expressions", "facts", "library", "programme")
"""The folders of the package whose code has a say in what is kept."""


def fingerprint(words: Iterable[str], files: Iterable[Path]) -> str:
    """A word that differs wherever the words, a file's name or one byte of it differ. Raises OSError for a file that is gone.

    What lies beyond the largest size is not read: such a file is refused anyway.
    """
    total = hashlib.sha256()
    for word in (*_program(), *words):
        _add(total, word.encode())
    for file in files:
        _add(total, os.fsencode(file))
        with file.open("rb") as content:
            _add(total, content.read(LARGEST_FILE + 1))
    return total.hexdigest()


def _add(total: hashlib._Hash, part: bytes) -> None:
    """Each part comes after its length, so that no two lists of parts read the same."""
    total.update(len(part).to_bytes(8))
    total.update(part)


@cache
def _program() -> tuple[str, ...]:
    """This version on this Python, down to the times of its files, by which Python tells its own bytecode apart."""
    return (__version__, str(sys.implementation.cache_tag), sys.version, *_sources())


def _sources() -> Iterator[str]:
    for name in SOURCES:
        folder = PACKAGE / name
        for entry in sorted(os.scandir(folder), key=lambda entry: entry.name) if folder.is_dir() else ():
            if entry.name.endswith(".py"):
                state = entry.stat()
                yield f"{name}/{entry.name} {state.st_size} {state.st_mtime_ns}"
