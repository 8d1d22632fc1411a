"""Folders wherever Spark can reach them: on this machine, on Hadoop's file system, in an object store."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from subsidy_cli.roster.faults import refuse
from subsidy_cli.roster.formats import PATTERN, is_pattern
from subsidy_cli.roster.writing import output_failed
from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

HIDDEN = ("_", ".")
"""Files that begin so are notes of whoever wrote the folder, as everywhere on Spark."""
ABANDONED = 24 * 3600.0
"""Seconds after which a folder that is not finished belongs to a run that was killed."""
_PART = ".part"


@dataclass(frozen=True, slots=True)
class StoredFile:
    """One file of a folder."""

    path: str
    """As Spark is asked for it."""
    address: str
    """As Spark names it in its answers."""
    name: str
    bytes: int


def address_of(written: str) -> str:
    """An address with one spelling: a file of this machine may be written with one slash or with three."""
    return re.sub("^file:/+", "file:/", written)


@dataclass(frozen=True)
class Storage:
    """The file systems that a session knows."""

    session: Any

    def _located(self, location: str) -> tuple[Any, Any]:
        """The file system of a location, and the location in full."""
        machine = self.session._jvm
        path = machine.org.apache.hadoop.fs.Path(location)
        system = path.getFileSystem(self.session.sparkContext._jsc.hadoopConfiguration())
        return system, system.makeQualified(path)

    def files(self, location: str) -> list[StoredFile]:
        """The files of a folder in the order of their names, or the one file. Raises RefusedError (input)."""
        found = list(self._entries(location))
        if any(is_pattern(each.getPath().toString()) for each in found):
            message = Text(f"名称里不能有 {PATTERN}", f"a name may not hold any of {PATTERN}")
            raise refuse("file-name", message, location, Text("请改名", "rename it"))
        folders = [each.getPath().getName() for each in found if each.isDirectory()]
        if folders:
            message = Text(f"文件夹里还有文件夹：{folders[0]}", f"there are folders in the folder: {folders[0]}")
            hint = Text("请逐个文件夹计算", "score one folder at a time")
            raise refuse("nested-folder", message, location, hint)
        files = [
            StoredFile(
                str(each.getPath().toString()),
                address_of(str(each.getPath().toUri().toString())),
                str(each.getPath().getName()),
                int(each.getLen()),
            )
            for each in found
        ]
        return sorted((file for file in files if file.bytes), key=lambda file: file.name)

    def _entries(self, location: str) -> Iterator[Any]:
        from py4j.protocol import Py4JJavaError

        try:
            system, path = self._located(location)
            if not system.exists(path):
                raise refuse("no-file", Text("没有这个文件或文件夹", "there is no such file or folder"), location)
            for entry in system.listStatus(path):
                if not entry.getPath().getName().startswith(HIDDEN):
                    yield entry
        except Py4JJavaError as error:
            reason = java_reason(error)
            message = Text(f"无法读取：{reason}", f"it cannot be read: {reason}")
            raise refuse("no-file", message, location) from None

    def head(self, path: str, length: int) -> bytes:
        """The first bytes of a file."""
        system, located = self._located(path)
        stream = system.open(located)
        try:
            return bytes(
                self.session._jvm.org.apache.commons.io.IOUtils.toByteArray(_limited(self.session, stream, length))
            )
        finally:
            stream.close()

    # outputs

    def begin(self, location: str) -> str:
        """A hidden folder beside the one to be written. Raises RefusedError (output) where that one is there already."""
        system, path = self._located(location)
        if system.exists(path):
            hint = Text("请换一个名字，或先移走它", "give another name, or take it away first")
            raise output_failed(location, Text("已经存在", "it is there already"), hint)
        parent, name = path.getParent(), path.getName()
        if system.exists(parent):
            self._clear(system, parent, name)
        return f"{parent.toString().rstrip('/')}/.{name}.{uuid4().hex}{_PART}"

    @staticmethod
    def _clear(system: Any, parent: Any, name: str) -> None:
        oldest = (time.time() - ABANDONED) * 1000
        for entry in system.listStatus(parent):
            found = entry.getPath().getName()
            is_ours = entry.isDirectory() and found.startswith(f".{name}.") and found.endswith(_PART)
            if is_ours and entry.getModificationTime() < oldest:
                system.delete(entry.getPath(), True)

    def write_text(self, path: str, content: str) -> None:
        """Write a small file whole."""
        system, located = self._located(path)
        stream = system.create(located, True)
        try:
            stream.write(bytearray(content.encode("utf-8")))
        finally:
            stream.close()

    def finish(self, hidden: str, location: str) -> None:
        """Let the hidden folder appear under its name: everything in it at once."""
        system, source = self._located(hidden)
        _, target = self._located(location)
        if system.exists(target) or not system.rename(source, target):
            raise output_failed(location, Text("无法改名", "it cannot be renamed"))

    def discard(self, hidden: str) -> None:
        """Clear the hidden folder away, where it is still there."""
        system, path = self._located(hidden)
        system.delete(path, True)


def _limited(session: Any, stream: Any, length: int) -> Any:
    return session._jvm.org.apache.commons.io.input.BoundedInputStream(stream, length)


def java_reason(error: Any) -> str:
    """The first line of what Java says, without the trace."""
    cause = error.java_exception
    while cause.getCause() is not None:
        cause = cause.getCause()
    return str(cause.getMessage() or cause.getClass().getName()).splitlines()[0][:160]
