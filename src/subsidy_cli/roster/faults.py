"""What can be wrong with a row: codes, wording and cures, shared by everything that reads rosters."""

from __future__ import annotations

from dataclasses import dataclass

from subsidy_cli.diagnostics import Diagnostic, Place, Refusal, RefusedError
from subsidy_cli.texts import Text


@dataclass(frozen=True, slots=True)
class Fault:
    """A kind of fault of a row."""

    message: Text
    hint: Text


_CHECK_ROW = Text("请在原文件中改正该行", "correct the row in the file")
_CHECK_QUOTES = Text(
    "请检查该行的双引号是否成对；单元格内的双引号须写两次",
    "check that the quotation marks of the row come in pairs; one inside a cell is written twice",
)
_CHECK_ENCODING = Text(
    "请用原软件重新导出该行，全文件使用同一编码（UTF-8 为好）",
    "export the row again, the whole file in one encoding (UTF-8 is best)",
)

ROW_FAULTS: dict[str, Fault] = {
    "too-few-cells": Fault(
        Text("单元格少于标题列数", "fewer cells than headings"),
        Text("请补齐分隔符；缺少的内容留空", "add the missing separators and leave the cells blank"),
    ),
    "too-many-cells": Fault(
        Text("单元格多于标题列数", "more cells than headings"),
        Text("单元格内含分隔符时须用双引号括起", "put a cell that contains the separator in quotation marks"),
    ),
    "unclosed-quote": Fault(Text("双引号没有结束", "a quotation mark is never closed"), _CHECK_QUOTES),
    "text-after-quote": Fault(Text("双引号之后还有文字", "text after a closing quotation mark"), _CHECK_QUOTES),
    "undecodable": Fault(
        Text("含有不属于本文件编码的字节", "bytes that are not in the file's encoding"), _CHECK_ENCODING
    ),
    "other-encoding": Fault(Text("该行是 UTF-8，而全文件是 GBK", "the row is UTF-8 in a GBK file"), _CHECK_ENCODING),
    "nul-character": Fault(Text("含有空字符（NUL）", "a NUL character"), _CHECK_ROW),
    "cell-too-long": Fault(Text("单元格超过 1 MB", "a cell of more than 1 MB"), _CHECK_ROW),
    "error-cell": Fault(
        Text("单元格为错误值", "the cell is an error value"),
        Text("请改正公式或填入数值", "mend the formula or type the value"),
    ),
    "formula-without-value": Fault(
        Text("公式没有保存计算结果", "the formula has no saved result"),
        Text("请在表格软件中打开并保存一次", "open the file in a spreadsheet and save it once"),
    ),
    "merged-cell": Fault(
        Text("单元格与其他单元格合并", "the cell is merged with others"),
        Text(
            "请取消合并并逐格填写；如各行都是首格的值，用 --fill-merged",
            "unmerge the cells and fill in each; or use --fill-merged where the value of the first holds for all",
        ),
    ),
    "not-an-object": Fault(Text("该行不是 JSON 对象", "the line is not a JSON object"), _CHECK_ROW),
    "nested-value": Fault(Text("单元格内有嵌套结构", "a nested value"), _CHECK_ROW),
}


def refuse(code: str, message: Text, name: str, hint: Text | None = None, line: int | None = None) -> RefusedError:
    """The refusal of a whole file, to be raised."""
    place = Place(name, line, 1 if line is not None else None)
    return RefusedError(Refusal.INPUT, [Diagnostic(code, message, place, hint)])


def notice(code: str, message: Text, name: str, hint: Text | None = None) -> Diagnostic:
    """Something that the reader of a roster should know, though nothing is refused."""
    return Diagnostic(code, message, Place(name), hint, severity="warning")
