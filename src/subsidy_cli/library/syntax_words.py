"""What the parsers of TOML and JSON find wrong, in Chinese; and how each is written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

TOML_HINT: Final = Text(
    "文字加引号，数字、日期（2021-03-01）和 true、false 不加；中文键加引号；注释以 # 开头",
    "text stands in quotes, figures, days (2021-03-01), true and false do not; a comment begins with #",
)
JSON_HINT: Final = Text(
    "键和文字用英文双引号，各项之间用英文逗号，最后一项后面不加逗号，没有注释",
    "keys and text stand in double quotes, commas between entries and none after the last, no comments",
)
_TOML: Final[Mapping[str, str]] = {
    "Cannot overwrite a value": "同一个键写了两次",
    "Cannot declare": "同一张表写了两次",
    "Cannot redefine namespace": "同一张表写了两次",
    "Cannot mutate immutable namespace": "花括号里的表已经写完，不能再添加",
    "Duplicate inline table key": "花括号里同一个键写了两次",
    "Escaped character is not": "反斜杠后的编码不是一个字符",
    "Expected '='": "键后面缺少等号",
    "Expected ']": "表名后面缺少右方括号",
    "Expected newline": "值后面还有多余的内容",
    "Expected": "缺少一个符号",
    "Found invalid character": "含有不允许的字符",
    "Illegal character": "含有不允许的字符",
    "Invalid date": "没有这个日期",
    "Invalid hex value": "反斜杠后须为十六进制数字",
    "Invalid initial character": "键的写法不对",
    "Invalid statement": "此处应为一个键或一张表",
    "Invalid value": "值的写法不对",
    "Unclosed array": "数组缺少右方括号",
    "Unclosed inline table": "缺少右花括号",
    "Unescaped": "文字中的反斜杠须写两个，或改用单引号",
    "Unterminated string": "文字缺少后引号",
}
"""By how the parser's own words begin; the first that fits is meant."""
_JSON: Final[Mapping[str, str]] = {
    "Expecting value": "此处应为一个值",
    "Expecting property name": "此处应为双引号中的键",
    "Expecting ':'": "键后面缺少冒号",
    "Expecting ','": "两项之间缺少逗号",
    "Illegal trailing comma": "最后一项后面多了逗号",
    "Unterminated string": "文字缺少后引号",
    "Invalid control character": "文字中有不能直接写的字符，如换行",
    "Invalid": "反斜杠后的写法不对",
    "Extra data": "后面还有多余的内容",
    "Unexpected UTF-8 BOM": "开头有多余的字节顺序标记",
}


def toml_fault(message: str) -> Text:
    """What is wrong with a TOML text."""
    return Text(f"不是合法的 TOML：{_in_chinese(message, _TOML)}", f"not TOML: {message}")


def json_fault(message: str) -> Text:
    """What is wrong with a JSON text."""
    return Text(f"不是合法的 JSON：{_in_chinese(message, _JSON)}", f"not JSON: {message}")


def _in_chinese(message: str, known: Mapping[str, str]) -> str:
    return next((words for beginning, words in known.items() if message.startswith(beginning)), message)
