"""Official texts that a user supplies: plain text in UTF-8, UTF-16 or GB18030."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from subsidy_cli.diagnostics import Diagnostic, Place, Refusal, RefusedError
from subsidy_cli.library.encodings import decode_text
from subsidy_cli.library.files import read_bytes
from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from pathlib import Path

_NOT_TEXT = {b"%PDF": "PDF", b"PK\x03\x04": "DOCX", b"\xd0\xcf\x11\xe0": "DOC", b"{\\rtf": "RTF"}


@dataclass(frozen=True)
class OfficialText:
    """The words of an instrument as its publisher gives them."""

    name: str
    text: str
    encoding: str


def read_official_text(path: Path) -> OfficialText:
    """Read a text file. Raises RefusedError (input) where it cannot be read or is no plain text."""
    data = read_bytes(path, Refusal.INPUT)
    form = next((form for mark, form in _NOT_TEXT.items() if data.startswith(mark)), None)
    if form is not None:
        raise _refused("not-plain-text", Text(f"这是 {form} 文件，不是纯文本", f"{form}, not plain text"), path)
    decoded = decode_text(data)
    if decoded is not None:
        return OfficialText(str(path), decoded.text, decoded.encoding)
    raise _refused("wrong-encoding", Text("编码无法识别", "the encoding is not known"), path)


def _refused(code: str, message: Text, path: Path) -> RefusedError:
    hint = Text("请另存为 UTF-8 或 GB18030 的纯文本（.txt）", "save it as plain text (.txt) in UTF-8 or GB18030")
    return RefusedError(Refusal.INPUT, [Diagnostic(code, message, Place(str(path)), hint)])
