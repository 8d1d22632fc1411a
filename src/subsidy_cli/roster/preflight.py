"""The preflight of a workbook: what could exhaust or mislead the reader is refused before the reader sees it.

The preflight streams the parts of the archive within fixed limits, looks at the cells by their tags, and hands on what
the reader itself does not tell: hidden rows, error cells, formulas without a value, merged cells.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from xml.parsers import expat

from subsidy_cli.roster.faults import refuse
from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


MOST_ENTRIES = 2_000
MOST_BYTES = 2 << 30
SUSPECT_BYTES = 20 << 20
MOST_RATIO = 200
MOST_COLUMNS = 1_024
LONGEST_GAP = 10_000
ROOM = 5_000_000
MOST_ROOM = 40
"""The reader makes room for every cell from the first to the last: so many at least, or so many for each that is there."""
LONGEST_ROW = 16 << 20
FULL_SHEET = 1_048_576
_CHUNK = 1 << 22
_ROW = re.compile(rb"<(?:\w+:)?row\b([^>]*)>")
_NUMBER = re.compile(rb'\br="(\d+)"')
_HIDDEN = re.compile(rb'\bhidden="(?:1|true)"')
_REFERENCE = rb'\br="([A-Z]{1,3})(\d+)"'
_CELL = re.compile(rb"<(?:\w+:)?c[\s/>]")
_CELL_NAME = re.compile(rb'<(?:\w+:)?c\s(?:[^<>]*?\s)?r="([A-Z]{1,3})(\d{1,7})"')
_UNNAMED_CELL = re.compile(rb'<(?:\w+:)?c(?:\s+(?!r=)[\w:]+="[^"<>]*")*\s*/?>')
_ODD_SIGNS = (b"='", b"= ", b"=\n", b"=\t", b"=\r", b" =", b"\n=", b"\t=", b"\r=")
_ODD_ATTRIBUTE = re.compile(
    rb"""<(?:\w+:)?(?:c|row|mergeCell)\s(?:[^>"']|"[^">]*"|'[^'>]*')*?(?:r|t|ref|hidden)(?:\s*=\s*'|\s+=|=\s)"""
)
"""An attribute in another spelling than that of every spreadsheet: the reader understands it, the patterns here do not."""
_ERROR_CELL = re.compile(
    rb'<(?:\w+:)?c\b(?=[^>]*\bt="e")[^>]*' + _REFERENCE + rb"[^>]*>(?:(?!</(?:\w+:)?c>).)*?(?:<(?:\w+:)?v>([^<]*)<)?",
    re.S,
)
_ERROR_VALUE = re.compile(rb"<(?:\w+:)?v>([^<]*)</")
_EMPTY_FORMULA = re.compile(
    rb"<(?:\w+:)?c\b[^>]*"
    + _REFERENCE
    + rb"[^>]*>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*"
    + rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]*\bref="([A-Z]+)(\d+):([A-Z]+)(\d+)"')
DAMAGED = Text("请在表格软件中打开并另存", "open it in a spreadsheet and save it again")


@dataclass
class SheetFacts:
    """What the preflight finds in one sheet."""

    name: str
    state: str
    rows: int = 0
    last_row: int = 0
    cells: int = 0
    columns: int = 0
    """How many columns the widest row reaches."""
    hidden_rows: list[int] = field(default_factory=list)
    error_cells: dict[tuple[int, int], str] = field(default_factory=dict)
    empty_formulas: set[tuple[int, int]] = field(default_factory=set)
    formulas: int = 0
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    """First row, first column, last row, last column, all counted from 0."""


def preflight(path: Path, name: str) -> tuple[list[SheetFacts], bool]:
    """The sheets of a workbook and whether it counts days from 1904. Raises RefusedError where it is not safe to read."""
    try:
        with zipfile.ZipFile(path) as archive:
            _check_archive(archive, name)
            uses_1904 = _counts_from_1904(archive, name)
            found = []
            for sheet, part in sheet_parts(archive, name):
                _scan(archive, part, sheet, name)
                found.append(sheet)
            for part in archive.namelist():
                if part.startswith("xl/") and part.endswith((".xml", ".rels")) and "/worksheets/" not in part:
                    _refuse_declarations(archive, part, name)
    except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError, KeyError, ValueError, RuntimeError) as error:
        message = Text("工作簿损坏，无法读取", f"the workbook is damaged and cannot be read ({type(error).__name__})")
        raise refuse("damaged-file", message, name, DAMAGED) from None
    return found, uses_1904


def _check_archive(archive: zipfile.ZipFile, name: str) -> None:
    entries = archive.infolist()
    unsafe = Text("压缩结构不安全，拒绝读取", "its archive is not safe to read")
    if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > MOST_BYTES:
        raise refuse(
            "unsafe-workbook", unsafe, name, Text("内容过多（疑似压缩炸弹）", "too much content; perhaps a zip bomb")
        )
    for entry in entries:
        if entry.file_size > SUSPECT_BYTES and entry.file_size > MOST_RATIO * max(entry.compress_size, 1):
            raise refuse("unsafe-workbook", unsafe, name, Text("疑似压缩炸弹", "perhaps a zip bomb"))
        if entry.filename.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", entry.filename):
            raise refuse("unsafe-workbook", unsafe, name, Text("含越界路径", "a path that leads out of it"))
        if entry.filename.startswith("xl/externalLinks/"):
            message = Text("工作簿引用了其他文件", "the workbook refers to other files")
            hint = Text("请断开外部链接（数据-编辑链接）后另存", "break the external links and save it again")
            raise refuse("external-links", message, name, hint)
        if entry.flag_bits & 1:
            raise refuse("password", Text("文件有密码", "the file has a password"), name, DAMAGED)


def _parse(content: bytes, name: str) -> list[tuple[str, dict[str, str]]]:
    """The elements of a small part, in order; a document type or an entity is refused."""
    elements: list[tuple[str, dict[str, str]]] = []
    parser = expat.ParserCreate()

    def doctype(*_: object) -> None:
        raise _declared(name)

    parser.StartDoctypeDeclHandler = doctype
    parser.StartElementHandler = lambda tag, attributes: elements.append((tag.rsplit(":", 1)[-1], attributes))
    try:
        parser.Parse(content, True)
    except expat.ExpatError:
        message = Text("工作簿内部 XML 有误", "the XML inside the workbook is not well formed")
        raise refuse("damaged-file", message, name, DAMAGED) from None
    return elements


def _declared(name: str) -> Exception:
    message = Text("工作簿内含 DTD 或实体声明，拒绝读取", "the workbook declares a DTD or entities and is refused")
    return refuse("unsafe-workbook", message, name, DAMAGED)


def _refuse_declarations(archive: zipfile.ZipFile, part: str, name: str) -> None:
    tail = b""
    for chunk in chunks(archive, part):
        block = tail + chunk
        if b"<!DOCTYPE" in block or b"<!ENTITY" in block or b"\x00" in chunk[:64]:
            raise _declared(name)
        tail = chunk[-16:]


def chunks(archive: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """The content of a part, never more than its header says."""
    left = archive.getinfo(part).file_size
    with archive.open(part) as stream:
        while chunk := stream.read(min(_CHUNK, left + 1)):
            left -= len(chunk)
            if left < 0:
                raise zipfile.BadZipFile
            yield chunk


def sheet_parts(archive: zipfile.ZipFile, name: str) -> list[tuple[SheetFacts, str]]:
    """The sheets of a workbook, each with the part of the archive that holds it. Raises RefusedError where there is none."""
    workbook = _parse(b"".join(chunks(archive, "xl/workbook.xml")), name)
    relations = _parse(b"".join(chunks(archive, "xl/_rels/workbook.xml.rels")), name)
    targets = {item["Id"]: item["Target"] for tag, item in relations if tag == "Relationship" and "Id" in item}
    sheets = []
    for tag, item in workbook:
        if tag == "sheet":
            key = next((value for attribute, value in item.items() if attribute.rsplit(":", 1)[-1] == "id"), "")
            part = posixpath.normpath(posixpath.join("xl", targets.get(key, "")))
            part = targets[key].lstrip("/") if targets.get(key, "").startswith("/") else part
            if "worksheets/" in part:
                sheets.append((SheetFacts(item.get("name", ""), item.get("state", "visible")), part))
    if not sheets:
        raise refuse("no-sheet", Text("工作簿没有工作表", "the workbook has no sheet"), name)
    return sheets


def _counts_from_1904(archive: zipfile.ZipFile, name: str) -> bool:
    workbook = _parse(b"".join(chunks(archive, "xl/workbook.xml")), name)
    return any(tag == "workbookPr" and item.get("date1904") in {"1", "true"} for tag, item in workbook)


def _scan(archive: zipfile.ZipFile, part: str, sheet: SheetFacts, name: str) -> None:
    """One pass over a sheet, row by whole row."""
    rest = b""
    for chunk in chunks(archive, part):
        block = rest + chunk
        if b"<!DOCTYPE" in block or b"<!ENTITY" in block or b"\x00" in chunk[:64]:
            raise _declared(name)
        cut = max(block.rfind(b"</row>"), block.rfind(b":row>"))
        if cut < 0:
            if len(block) > LONGEST_ROW:
                raise refuse("cell-too-long", Text("有一行超过 16 MB", "a row of more than 16 MB"), name, DAMAGED)
            rest = block
            continue
        cut = block.index(b">", cut) + 1
        _scan_rows(block[:cut], sheet, name)
        rest = block[cut:]
    _scan_rows(rest, sheet, name)
    for match in _MERGED.finditer(rest):
        first, last = _cell(match[1], match[2]), _cell(match[3], match[4])
        sheet.merged.append((*first, *last))
    if sheet.last_row * sheet.columns > max(ROOM, MOST_ROOM * sheet.cells):
        raise _far(sheet, cell_name(sheet.last_row - 1, sheet.columns - 1), name)


def _scan_rows(block: bytes, sheet: SheetFacts, name: str) -> None:
    if any(signs in block for signs in _ODD_SIGNS) and _ODD_ATTRIBUTE.search(block):
        raise _odd(name)
    first = sheet.last_row
    for match in _ROW.finditer(block):
        found = _NUMBER.search(match[1])
        number = int(found[1]) if found else sheet.last_row + 1
        if number - sheet.last_row > LONGEST_GAP or number > FULL_SHEET or number <= 0:
            raise _far(sheet, f"{number}", name)
        if number <= sheet.last_row:
            raise _odd(name)
        sheet.last_row = number
        sheet.rows += 1
        if _HIDDEN.search(match[1]):
            sheet.hidden_rows.append(number)
    _measure(block, sheet, name, first)
    if b't="e"' in block:
        for match in _ERROR_CELL.finditer(block):
            value = _ERROR_VALUE.search(block, match.start(), match.start() + 4000)
            sheet.error_cells[_cell(match[1], match[2])] = value[1].decode("utf-8", "replace") if value else "#ERROR"
    count = len(_FORMULA.findall(block))
    if count:
        sheet.formulas += count
        sheet.empty_formulas.update(_cell(match[1], match[2]) for match in _EMPTY_FORMULA.finditer(block))


def _measure(block: bytes, sheet: SheetFacts, name: str, first: int) -> None:
    """Count the cells of whole rows and find the last column; a cell outside its rows is not where it seems to be."""
    names = _CELL_NAME.findall(block)
    count = len(_CELL.findall(block))
    sheet.cells += count
    for letters in {letters for letters, _ in names}:
        column = _cell(letters, b"1")[1]
        if column >= MOST_COLUMNS:
            raise _far(sheet, next(f"{a.decode()}{b.decode()}" for a, b in names if a == letters), name)
        sheet.columns = max(sheet.columns, column + 1)
    rows = {int(digits) for digits in {digits for _, digits in names}}
    outside = next((row for row in rows if not first < row <= sheet.last_row), None)
    if outside is not None:
        raise _far(sheet, f"{outside}", name)
    if count > len(names):
        if count > len(names) + len(_UNNAMED_CELL.findall(block)):
            raise _odd(name)
        widest = max((len(_CELL.findall(row)) for row in re.split(rb"<(?:\w+:)?row\b", block)), default=0)
        if widest > MOST_COLUMNS:
            raise _far(sheet, f"{sheet.last_row}", name)
        sheet.columns = max(sheet.columns, widest)


def _odd(name: str) -> Exception:
    message = Text("工作簿内部写法异常，拒绝读取", "the workbook is written in an unusual way and is refused")
    return refuse("unsafe-workbook", message, name, DAMAGED)


def _far(sheet: SheetFacts, where: str, name: str) -> Exception:
    message = Text(f"{sheet.name}!{where} 远离数据区", f"{sheet.name}!{where} lies far from the data")
    hint = Text("请删除该处多余的行列后另存", "delete the stray rows and columns there and save it again")
    return refuse("far-cell", message, name, hint)


def _cell(letters: bytes, digits: bytes) -> tuple[int, int]:
    column = 0
    for letter in letters:
        column = column * 26 + letter - 64
    return int(digits) - 1, column - 1


def cell_name(row: int, column: int) -> str:
    """The name of a cell, such as B17, from its row and column counted from 0."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"
