"""Results kept for the next run, like bytecode: used only while everything they were worked out from is the same."""

from __future__ import annotations

import contextlib
import os
import stat
import time
from dataclasses import dataclass
from pathlib import Path
from pickle import PicklingError
from typing import TYPE_CHECKING, TypeVar

from subsidy_cli.library.entries import Form, decode, encode
from subsidy_cli.library.fingerprints import fingerprint

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

T = TypeVar("T")

VARIABLE = "SUBSIDY_NO_CACHE"
SUFFIX = ".entry"
UNFINISHED = ".part"
NEWEST_KEPT = 64
LARGEST = 16 * 1024 * 1024
"""Bytes; nothing of ours comes near it."""
AN_HOUR = 3600


@dataclass(frozen=True)
class Cache:
    """A folder of results by fingerprint. Whatever is wrong with it, a run goes on as if it were empty."""

    folder: Path

    def recall(self, key: str, form: Form[T]) -> T | None:
        """The result kept under a fingerprint, if it is there and whole."""
        data = _read(self._file(key))
        return None if data is None else decode(data, form)

    def keep(self, key: str, value: T, form: Form[T]) -> None:
        """Keep a result: the whole of it or nothing, readable by nobody else."""
        with contextlib.suppress(OSError, PicklingError):
            data = encode(value, form)
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            _write(self._file(key), data)
            self._tidy()

    def _file(self, key: str) -> Path:
        return self.folder / f"{key}{SUFFIX}"

    def _tidy(self) -> None:
        """Let go of all but the newest results, and of what an interrupted run left unfinished."""
        ages = {Path(entry.path): entry.stat().st_mtime for entry in os.scandir(self.folder)}
        kept = sorted((path for path in ages if path.suffix == SUFFIX), key=lambda path: ages[path], reverse=True)
        unfinished = [path for path in ages if path.suffix == UNFINISHED and ages[path] < time.time() - AN_HOUR]
        for path in [*kept[NEWEST_KEPT:], *unfinished]:
            path.unlink(missing_ok=True)


def open_cache() -> Cache | None:
    """The user's cache; None where the environment forbids it or there is no home for it."""
    if os.environ.get(VARIABLE):
        return None
    from platformdirs import user_cache_path

    folder = user_cache_path("subsidy-cli", appauthor=False)
    return Cache(folder) if folder.is_absolute() else None


def remembered(
    cache: Cache | None,
    form: Form[T],
    words: Iterable[str],
    files: Callable[[], Iterable[Path]],
    work_out: Callable[[], T],
) -> T:
    """What was worked out before from these words and these files, else what is worked out now and kept.

    A file that changes in the meantime spoils the keeping, not the result.
    """
    key = None if cache is None else _key(words, files)
    if cache is None or key is None:
        return work_out()
    found = cache.recall(key, form)
    if found is None:
        found = work_out()
        if _key(words, files) == key:
            cache.keep(key, found, form)
    return found


def _key(words: Iterable[str], files: Callable[[], Iterable[Path]]) -> str | None:
    """None where a file cannot be read; whoever reads it for its content says what is wrong with it."""
    try:
        return fingerprint(words, files())
    except OSError:
        return None


def _read(path: Path) -> bytes | None:
    """The bytes of a plain file that nobody else could have written."""
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0))
        with os.fdopen(handle, "rb") as file:
            state = os.fstat(handle)
            is_ours = os.name != "posix" or (state.st_uid == os.geteuid() and not state.st_mode & 0o022)
            return file.read() if stat.S_ISREG(state.st_mode) and is_ours and state.st_size <= LARGEST else None
    except OSError:
        return None


def _write(path: Path, data: bytes) -> None:
    import tempfile

    handle, name = tempfile.mkstemp(dir=path.parent, suffix=UNFINISHED)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
