"""Why the system would not read or write, in both languages: the few usual reasons in words, others by their number."""

from __future__ import annotations

import errno
import os
from functools import cache
from typing import TYPE_CHECKING, Final

from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

CHECK_FILE: Final = Text("请核对文件名和读取权限", "check the name of the file, and that you may read it")
"""What to do about a file that cannot be opened."""
_REASONS: Final[Mapping[str, Text]] = {
    "ENOENT": Text("不存在", "it does not exist"),
    "ENOTDIR": Text("路径中有一段不是目录", "part of the path is no folder"),
    "EISDIR": Text("是目录，不是文件", "it is a folder, not a file"),
    "EEXIST": Text("已经存在", "it exists already"),
    "EACCES": Text("没有权限", "no permission"),
    "EPERM": Text("没有权限", "no permission"),
    "EROFS": Text("磁盘只读", "the disk is read-only"),
    "ENAMETOOLONG": Text("名称过长", "the name is too long"),
    "EINVAL": Text("名称或设备不适用", "the name or device does not allow it"),
    "ELOOP": Text("链接循环", "links go round in a circle"),
    "EBUSY": Text("正被其他程序使用", "another program is using it"),
    "ETXTBSY": Text("正被其他程序使用", "another program is using it"),
    "ENOSPC": Text("磁盘已满", "the disk is full"),
    "EDQUOT": Text("磁盘配额已满", "the disk quota is used up"),
    "EFBIG": Text("文件过大", "the file is too large"),
    "EMFILE": Text("打开的文件过多", "too many files are open"),
    "EIO": Text("磁盘读写出错", "the disk failed"),
    "EPIPE": Text("接收方已关闭", "the receiving end was closed"),
}
_IN_USE_ON_WINDOWS = frozenset({32, 33})
"""Sharing and lock violations, which Windows also reports as a lack of permission."""


def reason_of(error: OSError) -> Text:
    """The reason in words; an unusual one by its number, with the system's own words in English."""
    if getattr(error, "winerror", None) in _IN_USE_ON_WINDOWS:
        return _REASONS["EBUSY"]
    if error.errno is None:
        return Text("系统出错", type(error).__name__)
    known = _REASONS.get(errno.errorcode.get(error.errno, ""))
    if known is not None:
        return known
    return Text(f"系统错误{error.errno}", f"{error.strerror or 'system error'} ({error.errno})")


def reason_in(message: str) -> Text | None:
    """The reason that a message of another library repeats in the system's English words; None where it has none of them."""
    folded = message.casefold()
    return next((said for words, said in _words() if words in folded), None)


def as_told(message: str) -> Text:
    """What another library says, in its own words: the first line."""
    first = (message.splitlines() or [""])[0][:160]
    return Text(first, first)


@cache
def _words() -> tuple[tuple[str, Text], ...]:
    numbers = {name: number for number, name in errno.errorcode.items()}
    return tuple((os.strerror(numbers[name]).casefold(), said) for name, said in _REASONS.items() if name in numbers)
