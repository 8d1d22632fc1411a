"""All outputs of a run appear together, each whole, or none of them.

Everything is written into a hidden folder beside the output. When all of it is complete and on the disk, a journal names
what goes where, and the files are renamed. A run that finds the folder of a killed one finishes its journal, or
clears it away.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
import tempfile
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from subsidy_cli.diagnostics import Diagnostic, Place, Refusal, RefusedError
from subsidy_cli.library.system_errors import reason_of
from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from types import TracebackType

    from filelock import BaseFileLock

JOURNAL = "journal.json"
OLD = ".old"
FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS})


def output_failed(place: str, reason: Text, hint: Text | None = None) -> RefusedError:
    """The output cannot be written; what was there is intact."""
    message = Text(
        f"结果无法写出，原有文件未动：{reason.zh}",
        f"the output cannot be written, what was there is intact: {reason.en}",
    )
    return RefusedError(Refusal.OUTPUT, [Diagnostic("output-failed", message, Place(place), hint)])


@contextmanager
def unwritten(place: str, *, only_full: bool = False) -> Iterator[None]:
    """Tell what the system says as an output that failed; `only_full` where files are read as well."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        if only_full and error.errno not in FULL:
            raise
        raise output_failed(place, reason_of(error)) from None


def refuse_same_file(source: Path | None, targets: Iterable[Path]) -> None:
    """No output may be the input, by whatever name. Raises RefusedError (usage)."""
    if source is None:
        return
    for target in targets:
        if _is_same(source, target):
            message = Text("输出文件就是输入文件", "the output is the input")
            hint = Text("请换一个输出文件名", "give the output another name")
            raise RefusedError(Refusal.USAGE, [Diagnostic("output-is-input", message, Place(str(target)), hint)])


def _is_same(one: Path, other: Path) -> bool:
    with suppress(OSError):
        if one.exists() and other.exists():
            return one.samefile(other)
    return one.resolve() == other.resolve()


@dataclass
class Publication:
    """The outputs of one run on their way. Use it as a context; what is not published is gone afterwards.

    `target` is the main output; None where it goes to a stream, and the folder then lies among the temporary files.
    """

    target: Path | None
    folder: Path = field(init=False)
    """Where everything is written first. Nobody else may look into it."""
    _planned: dict[Path, str] = field(default_factory=dict)
    _removed: list[Path] = field(default_factory=list)
    _lock: BaseFileLock | None = None
    _is_half_done: bool = False

    def __enter__(self) -> Publication:
        try:
            self._open()
        except OSError as error:
            self._close()
            raise output_failed(str(self.target), reason_of(error)) from None
        except BaseException:
            self._close()
            raise
        return self

    def _open(self) -> None:
        if self.target is None:
            self.folder = Path(tempfile.mkdtemp(prefix="subsidy-"))
            return
        if self.target.exists() and not self.target.is_file():
            raise output_failed(str(self.target), Text("不是普通文件", "it is not a plain file"))
        self.target.parent.mkdir(parents=True, exist_ok=True)
        self._take_lock(self.target)
        for old in self._leftovers(self.target):
            _finish(old)
        self.folder = Path(tempfile.mkdtemp(prefix=f".{self.target.name}.", suffix=".part", dir=self.target.parent))

    def _take_lock(self, target: Path) -> None:
        from filelock import FileLock, Timeout

        self._lock = FileLock(target.with_name(f".{target.name}.lock"), timeout=0)
        try:
            self._lock.acquire()
        except Timeout:
            self._lock = None
            raise output_failed(
                str(target),
                Text("另一次计算正在写这个文件", "another run is writing this file"),
                Text("等它结束，或换一个输出文件名", "wait for it, or give the output another name"),
            ) from None

    @staticmethod
    def _leftovers(target: Path) -> Iterator[Path]:
        """The folders of killed runs; with the lock in hand, no other run can be using them."""
        start = f".{target.name}."
        for path in sorted(target.parent.iterdir()):
            if path.name.startswith(start) and path.name.endswith(".part") and path.is_dir() and not path.is_symlink():
                yield path

    def reserve(self, target: Path) -> Path:
        """Where to write what will become `target`."""
        name = f"{len(self._planned)}{target.suffix}"
        self._planned[target] = name
        return self.folder / name

    def remove(self, target: Path) -> None:
        """A file of an earlier run that this one does not have goes away with the rest."""
        self._removed.append(target)

    def start_again(self) -> None:
        """Forget everything that was written so far."""
        self._planned.clear()
        self._removed.clear()
        for path in self.folder.iterdir():
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink()

    def publish(self) -> None:
        """Let everything appear. Raises RefusedError (output) before anything has changed."""
        try:
            for target, name in self._planned.items():
                _keep_mode(target, self.folder / name)
                to_disk(self.folder / name)
            journal = {
                "rename": [[name, _relative(target, self.folder)] for target, name in self._planned.items()],
                "remove": [_relative(target, self.folder) for target in self._removed],
            }
            _write_whole(self.folder / JOURNAL, json.dumps(journal, ensure_ascii=False))
            to_disk(self.folder)
            old = self._kept()
            try:
                _finish(self.folder)
            except OSError:
                self._undo(old)
                raise
        except OSError as error:
            hint = None
            if isinstance(error, PermissionError):
                hint = Text("若文件在 Excel 中打开，请先关闭 Excel", "close it first if it is open in Excel")
            raise output_failed(str(self.target), reason_of(error), hint) from None

    def _kept(self) -> dict[Path, Path | None]:
        """The old files under second names, or None where there is none; a file that cannot have two is left out."""
        found: dict[Path, Path | None] = {}
        for number, target in enumerate([*self._planned, *self._removed]):
            kept = self.folder / f"{number}{OLD}"
            try:
                os.link(target, kept, follow_symlinks=False)
                found[target] = kept
            except FileNotFoundError:
                found[target] = None
            except (OSError, NotImplementedError):
                continue
        return found

    def _undo(self, old: dict[Path, Path | None]) -> None:
        """Put the old files back. Where that fails too, the journal stays, and the next run finishes what was begun."""
        done = [target for target, name in self._planned.items() if not (self.folder / name).exists()]
        done += [target for target in self._removed if not target.exists()]
        try:
            if any(target not in old for target in done):
                raise OSError
            for target in done:
                kept = old[target]
                if kept is None:
                    target.unlink(missing_ok=True)
                else:
                    kept.replace(target)
            (self.folder / JOURNAL).unlink()
        except OSError:
            self._is_half_done = True
            message = Text(
                "结果只写出了一部分，各文件都完整；再运行一次即可完成",
                "only some of the files were put in place, each of them whole; run it again to finish",
            )
            raise RefusedError(
                Refusal.OUTPUT, [Diagnostic("output-half-done", message, Place(str(self.target)))]
            ) from None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()

    def _close(self) -> None:
        if hasattr(self, "folder") and not self._is_half_done:
            shutil.rmtree(self.folder, ignore_errors=True)
        if self._lock is not None:
            # Removed while still held: whoever opened it meanwhile sees that it is gone and tries again.
            with suppress(OSError):
                Path(self._lock.lock_file).unlink()
            self._lock.release()
            self._lock = None


def _relative(target: Path, folder: Path) -> str:
    """A target as seen from the folder above the hidden one, so that a journal can be finished from elsewhere."""
    return os.path.relpath(target.absolute(), folder.absolute().parent)


def _finish(folder: Path) -> None:
    """Finish the journal of a folder, if it has one, and clear the folder away."""
    journal = folder / JOURNAL
    if journal.is_file():
        plan: dict[str, Any] = json.loads(journal.read_text(encoding="utf-8"))
        for name, target in plan["rename"]:
            if (folder / name).exists():
                (folder / name).replace(folder.parent / target)
        for target in plan["remove"]:
            (folder.parent / target).unlink(missing_ok=True)
        with suppress(OSError):  # everything is in its place; only how soon the disk knows of it is left
            to_disk(folder.parent)
    shutil.rmtree(folder, ignore_errors=True)


def _write_whole(path: Path, content: str) -> None:
    part = path.with_suffix(".new")
    part.write_text(content, encoding="utf-8")
    to_disk(part)
    part.replace(path)


def to_disk(path: Path) -> None:
    """Wait until a file or folder is on the disk. Raises OSError."""
    if os.name == "nt" and path.is_dir():
        return
    handle = os.open(path, os.O_RDONLY if os.name != "nt" else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _keep_mode(target: Path, new: Path) -> None:
    """A new file gets the rights that files usually get, an old one keeps its own."""
    if target.exists():
        mode = target.stat().st_mode & 0o777
    else:
        mask = os.umask(0)
        os.umask(mask)
        mode = 0o666 & ~mask
    new.chmod(mode)
