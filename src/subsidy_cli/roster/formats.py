"""What a file really is, told from its first bytes; a name that says otherwise is refused, never followed."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

from subsidy_cli.roster.faults import refuse
from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from pathlib import Path

    from subsidy_cli.roster.relations import Format, ReadingOptions

SUFFIXES: dict[str, Format] = {
    ".csv": "csv",
    ".txt": "csv",
    ".tsv": "tsv",
    ".tab": "tsv",
    ".xlsx": "xlsx",
    ".xlsm": "xlsx",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".parquet": "parquet",
}
PATTERN = "*?[]{}"
"""Signs that make a path a pattern for several files, to DuckDB and to Spark alike."""
TEXT_FORMATS = frozenset({"csv", "tsv", "jsonl"})
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SAVE_AS = Text(
    "请在表格软件中打开，另存为 .xlsx 或 UTF-8 的 .csv", "open it in a spreadsheet and save it as .xlsx or UTF-8 .csv"
)
_FOREIGN = (
    (b"%PDF", Text("PDF 文件", "a PDF file")),
    (b"\x1f\x8b", Text("gzip 压缩文件", "a gzip archive")),
    (b"7z\xbc\xaf", Text("7z 压缩文件", "a 7z archive")),
    (b"Rar!", Text("rar 压缩文件", "a rar archive")),
    (b"\x89PNG", Text("图片", "a picture")),
    (b"\xff\xd8\xff", Text("图片", "a picture")),
    (b"{\\rtf", Text("RTF 文档", "an RTF document")),
    (b"SQLite format 3", Text("SQLite 数据库", "an SQLite database")),
)


def is_pattern(path: object) -> bool:
    """Whether an engine would take a path for a pattern."""
    return not frozenset(PATTERN).isdisjoint(str(path))


def recognise(path: Path, name: str, options: ReadingOptions) -> Format:
    """The format of a file. Raises RefusedError where it is empty, foreign, or not what its name says."""
    with path.open("rb") as stream:
        head = stream.read(8192)
    if not head.strip(b"\xef\xbb\xbf\xfe\xff \t\r\n\x00\x1a"):
        raise refuse("empty-file", Text("文件是空的", "the file is empty"), name)
    expected = options.format or SUFFIXES.get(_suffix(name))
    found = _by_content(path, head, name)
    if found is None:
        return expected if expected in TEXT_FORMATS else _default(expected, name)
    if expected is not None and expected != found:
        raise refuse(
            "wrong-format",
            Text(f"文件名表示 {expected}，内容却是 {found}", f"the name says {expected}, but the content is {found}"),
            name,
            Text(f"请把文件名改为 .{found}", f"rename it to .{found}"),
        )
    return found


def _suffix(name: str) -> str:
    return f".{name.rsplit('.', 1)[-1].lower()}" if "." in name else ""


def _default(expected: Format | None, name: str) -> Format:
    if expected is None and (_suffix(name) in {"", ".csv"} or name.startswith("<")):
        return "csv"
    what = expected or _suffix(name)
    raise refuse(
        "wrong-format",
        Text(f"文件名表示 {what}，内容却是文本", f"the name says {what}, but the content is text"),
        name,
        Text(
            "如为 CSV，请改名为 .csv，或用 --input-format csv",
            "if it is CSV, rename it to .csv or use --input-format csv",
        ),
    )


def _by_content(path: Path, head: bytes, name: str) -> Format | None:
    """The format of a binary file; None for text."""
    if head.startswith(b"PAR1"):
        return "parquet"
    if head.startswith(b"PK"):
        return _zipped(path, name)
    if head.startswith(_OLE):
        raise _compound(path, name)
    for magic, what in _FOREIGN:
        if head.startswith(magic):
            raise refuse(
                "foreign-file", Text(f"这是{what.zh}，不是名册", f"this is {what.en}, not a roster"), name, _SAVE_AS
            )
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html", b"<table", b"<meta", b"<?xml")):
        message = Text("这是网页（HTML/XML），不是表格", "this is a web page (HTML or XML), not a table")
        raise refuse("foreign-file", message, name, _SAVE_AS)
    return None


def _zipped(path: Path, name: str) -> Format:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        message = Text("压缩结构损坏，无法打开", "its archive is damaged and cannot be opened")
        raise refuse(
            "damaged-file", message, name, Text("请重新导出或重新传送文件", "export or transfer it again")
        ) from None
    if "[Content_Types].xml" in names and any(entry.startswith("xl/") for entry in names):
        if "xl/workbook.bin" in names:
            raise refuse("foreign-file", Text("这是 .xlsb 文件", "this is an .xlsb file"), name, _SAVE_AS)
        return "xlsx"
    message = Text("这是压缩文件，不是 .xlsx 工作簿", "this is an archive, not an .xlsx workbook")
    raise refuse("foreign-file", message, name, _SAVE_AS)


def _compound(path: Path, name: str) -> Exception:
    content = path.read_bytes()[: 1 << 22]
    if "EncryptedPackage".encode("utf-16-le") in content:
        hint = Text("请去掉密码后另存", "remove the password and save it again")
        return refuse("password", Text("文件有密码", "the file has a password"), name, hint)
    message = Text("这是旧格式文件（.xls/.et/.wps/.doc）", "this is a file of an old format (.xls, .et, .wps, .doc)")
    return refuse("foreign-file", message, name, _SAVE_AS)
