"""Why the system would not read or write: the usual reasons in both languages, the others by their number."""

from __future__ import annotations

import errno
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from cli_running import prepare
from subsidy_cli.diagnostics import RefusedError
from subsidy_cli.library.files import read_text
from subsidy_cli.library.system_errors import reason_of

if TYPE_CHECKING:
    from collections.abc import Callable


def failing(error: OSError) -> Callable[..., object]:
    def fail(*_: object, **__: object) -> object:
        raise error

    return fail


@pytest.mark.parametrize(
    ("number", "zh", "en"),
    [
        (errno.ENOENT, "不存在", "it does not exist"),
        (errno.EACCES, "没有权限", "no permission"),
        (errno.EISDIR, "是目录，不是文件", "it is a folder, not a file"),
        (errno.ENAMETOOLONG, "名称过长", "the name is too long"),
        (errno.EBUSY, "正被其他程序使用", "another program is using it"),
        (errno.ENOSPC, "磁盘已满", "the disk is full"),
        (errno.ECHILD, f"系统错误{errno.ECHILD}", f"No child processes ({errno.ECHILD})"),
    ],
)
def test_reasons(number: int, zh: str, en: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    error = OSError(number, os.strerror(number))
    assert (reason_of(error).zh, reason_of(error).en) == (zh, en)
    monkeypatch.setattr(Path, "open", failing(error))
    with pytest.raises(RefusedError) as refused:
        read_text(tmp_path / "file.toml")
    (found,) = refused.value.diagnostics
    assert found.message.zh == f"无法读取文件：{zh}"
    assert found.message.en == f"the file cannot be read: {en}"


def test_an_error_without_a_number() -> None:
    assert reason_of(OSError()).zh == "系统出错"
    held = OSError(errno.EACCES, "used elsewhere")
    held.winerror = 32  # type: ignore[attr-defined]
    assert reason_of(held).zh == "正被其他程序使用"


def test_a_chinese_message_has_no_english_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cli = prepare(tmp_path, monkeypatch)
    (tmp_path / "folder").mkdir()
    folder = cli("policy verify jiaxing-2016 folder")
    assert (folder.code, "是目录，不是文件" in folder.err, "directory" in folder.err) == (3, True, False)
    missing = cli("policy verify jiaxing-2016 nowhere.txt")
    assert (missing.code, "不存在" in missing.err, "No such" in missing.err) == (3, True, False)
