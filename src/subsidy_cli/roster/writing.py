"""All outputs of a run appear together, each whole, or none of them.

Everything is written into a hidden folder beside the output; what goes to another folder, which may be on another disk,
into one beside its own target. When all of it is complete and on the disk, a journal names what goes where, and the
files are renamed. A run that finds the folder of a killed one finishes its journal, or clears it away.
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
ELSEWHERE = "elsewhere.json"
"""Names the hidden folders beside targets in other folders, so that the next run finds them."""
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

    `target` is the main output; None where it goes to a stream, and the folder then lies among the temporary files. `others`
    may be in any folder; whether they can be there is found out at once.
    """

    target: Path | None
    others: tuple[Path, ...] = ()
    folder: Path = field(init=False)
    """Where everything is written first. Nobody else may look into it."""
    _beside: dict[Path, Path] = field(default_factory=dict)
    """The hidden folder beside each target that is in another folder than the main output."""
    _planned: dict[Path, Path] = field(default_factory=dict)
    _removed: list[Path] = field(default_factory=list)
    _locks: list[BaseFileLock] = field(default_factory=list)
    _is_half_done: bool = False

    def __enter__(self) -> Publication:
        try:
            with self._reported(self.target):
                self._open()
            for other in self.others:
                with self._reported(other):
                    self._open_other(other)
        except BaseException:
            self._close()
            raise
        return self

    @staticmethod
    @contextmanager
    def _reported(target: Path | None) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise output_failed(str(target), reason_of(error)) from None

    def _open(self) -> None:
        if self.target is None:
            self.folder = Path(tempfile.mkdtemp(prefix="subsidy-"))
            return
        self._take(self.target)
        self.folder = Path(tempfile.mkdtemp(prefix=f".{self.target.name}.", suffix=".part", dir=self.target.parent))

    def _open_other(self, other: Path) -> None:
        """Make sure of a target; one in another folder gets a hidden folder of its own there."""
        _refuse_odd_file(other)
        other.parent.mkdir(parents=True, exist_ok=True)
        if self.target is not None and other.parent.samefile(self.target.parent):
            return
        self._take(other)
        token = self.folder.name.removesuffix(".part").rsplit(".", 1)[-1]
        beside = other.with_name(f".{other.name}.{token}.part")
        self._beside[other] = beside
        named = [_relative(each, self.folder) for each in self._beside.values()]
        _write_whole(self.folder / ELSEWHERE, json.dumps(named, ensure_ascii=False))
        beside.mkdir(mode=0o700)

    def _take(self, target: Path) -> None:
        """Keep other runs from a target, and finish or clear away what killed ones have left beside it."""
        _refuse_odd_file(target)
        target.parent.mkdir(parents=True, exist_ok=True)
        self._lock(target)
        for old in _leftovers(target):
            _finish(old)

    def _lock(self, target: Path) -> None:
        from filelock import FileLock, Timeout

        lock = FileLock(target.with_name(f".{target.name}.lock"), timeout=0)
        try:
            lock.acquire()
        except Timeout:
            raise output_failed(
                str(target),
                Text("另一次计算正在写这个文件", "another run is writing this file"),
                Text("等它结束，或换一个输出文件名", "wait for it, or give the output another name"),
            ) from None
        self._locks.append(lock)

    def reserve(self, target: Path) -> Path:
        """Where to write what will become `target`."""
        path = self._folder_of(target) / f"{len(self._planned)}{target.suffix}"
        self._planned[target] = path
        return path

    def _folder_of(self, target: Path) -> Path:
        return self._beside.get(target, self.folder)

    def remove(self, target: Path) -> None:
        """A file of an earlier run that this one does not have goes away with the rest."""
        self._removed.append(target)

    def start_again(self) -> None:
        """Forget everything that was written so far."""
        self._planned.clear()
        self._removed.clear()
        for folder in (self.folder, *self._beside.values()):
            for path in folder.iterdir():
                if path.is_dir():
                    shutil.rmtree(path, ignore_errors=True)
                elif path.name != ELSEWHERE:
                    path.unlink()

    def publish(self) -> None:
        """Let everything appear. Raises RefusedError (output) before anything has changed."""
        try:
            for target, path in self._planned.items():
                _keep_mode(target, path)
                to_disk(path)
            for beside in self._beside.values():
                to_disk(beside)
            journal = {
                "rename": [
                    [_within(path, self.folder), _relative(target, self.folder)]
                    for target, path in self._planned.items()
                ],
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
            raise output_failed(self._failed(error), reason_of(error), hint) from None

    def _failed(self, error: OSError) -> str:
        """The target at which publishing failed, if the system names one, else the main output."""
        named = {place_of(Path(name)) for name in (error.filename, error.filename2) if isinstance(name, str | Path)}
        found = (target for target in [*self._planned, *self._removed] if place_of(target) in named)
        return str(next(found, self.target))

    def _kept(self) -> dict[Path, Path | None]:
        """The old files under second names, or None where there is none; a file that cannot have two is left out."""
        found: dict[Path, Path | None] = {}
        for number, target in enumerate([*self._planned, *self._removed]):
            kept = self._folder_of(target) / f"{number}{OLD}"
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
        done = [target for target, path in self._planned.items() if not path.exists()]
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
        if not self._is_half_done:
            for folder in (*self._beside.values(), *([self.folder] if hasattr(self, "folder") else [])):
                shutil.rmtree(folder, ignore_errors=True)
        for lock in self._locks:
            # Removed while still held: whoever opened it meanwhile sees that it is gone and tries again.
            with suppress(OSError):
                Path(lock.lock_file).unlink()
            lock.release()
        self._locks.clear()


def _refuse_odd_file(target: Path) -> None:
    """A device or a folder is never replaced. Raises RefusedError (output)."""
    if target.exists() and not target.is_file():
        hint = Text("请换一个输出文件名", "give the output another name")
        raise output_failed(str(target), Text("不是普通文件", "it is not a plain file"), hint)


def _leftovers(target: Path) -> Iterator[Path]:
    """The folders of killed runs; with the lock in hand, no other run can be using them."""
    start = f".{target.name}."
    for path in sorted(target.parent.iterdir()):
        if path.name.startswith(start) and path.name.endswith(".part") and path.is_dir() and not path.is_symlink():
            yield path


def _within(path: Path, folder: Path) -> str:
    """A file to be renamed as seen from the hidden folder, in which it may be."""
    return path.name if path.parent == folder else seen_from(folder, path)


def _relative(target: Path, folder: Path) -> str:
    """A target as seen from the folder above the hidden one, so that a journal can be finished from elsewhere."""
    return seen_from(folder.absolute().parent, target)


def place_of(path: Path) -> Path:
    """Where a file lies: from a folder that is a symbolic link, `..` is beside what it leads to."""
    return path.parent.resolve() / path.name


def seen_from(folder: Path, path: Path) -> str:
    """A file as seen from a folder, links on the way followed first; by its whole path where it is on another drive."""
    there = place_of(path)
    try:
        return os.path.relpath(there, folder.resolve())
    except ValueError:
        return str(there)


def _finish(folder: Path) -> None:
    """Finish the journal of a folder, if it has one, and clear the folder away, with those beside other targets."""
    journal = folder / JOURNAL
    if journal.is_file():
        plan: dict[str, Any] = json.loads(journal.read_text(encoding="utf-8"))
        changed = [folder.parent / target for _, target in plan["rename"]]
        for (name, _), target in zip(plan["rename"], changed, strict=True):
            if (folder / name).exists():
                (folder / name).replace(target)
        for target in plan["remove"]:
            (folder.parent / target).unlink(missing_ok=True)
        for parent in dict.fromkeys([folder.parent, *(target.parent for target in changed)]):
            with suppress(OSError):  # everything is in its place; only how soon the disk knows of it is left
                to_disk(parent)
    elsewhere = folder / ELSEWHERE
    if elsewhere.is_file():
        for name in json.loads(elsewhere.read_text(encoding="utf-8")):
            beside = folder.parent / name
            if beside.name.startswith(".") and beside.name.endswith(".part") and not beside.is_symlink():
                shutil.rmtree(beside, ignore_errors=True)
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
