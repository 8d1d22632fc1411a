"""What Pydantic finds wrong with a table, as mistakes of ours: in both languages, each with its place and a cure."""

from __future__ import annotations

import re
import types
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Union, get_args, get_origin

from subsidy_cli.diagnostics import Diagnostic, nearest
from subsidy_cli.documents import models
from subsidy_cli.documents.faults import FAULT
from subsidy_cli.identity import mask_within
from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pydantic import ValidationError
    from pydantic_core import ErrorDetails

    from subsidy_cli.library.files import SourceFile

BRANCHES: Final = frozenset({"str", "list[str]", "bool", "int"})
"""How Pydantic names the ways in which a value may be written; none of them is a key of the file."""
LONGEST_SHOWN = 40
CODES: Final[Mapping[str, str]] = {"extra_forbidden": "unknown-key", "missing": "missing-key"}
EXAMPLES: Final[Mapping[str, str]] = {
    "citation": '{ section = "一", phrase = "……" }',
    "name": '{ zh = "……", en = "…" }',
    "title": '{ zh = "……", en = "…" }',
    "text": '{ zh = "……", en = "…" }',
    "reason": '{ zh = "……", en = "…" }',
    "from": "2021-03-01",
    "effective": "2021-03-01",
    "subjects": '["person"]',
    "status": '"in_force"',
    "confidence": '"medium"',
}
"""How a key that is missing is written; any other one is text."""

ANY_TEXT: Final = '"……"'


@dataclass(frozen=True, slots=True)
class _Said:
    """What is said of one type of error."""

    message: Text
    hint: Text


_TEXT = _Said(Text("须为字符串", "should be text"), Text("请加引号", "put it in quotes"))
_DAY = _Said(Text("须为日期", "should be a day"), Text("写作 2021-03-01", "write it as 2021-03-01"))
_TRUTH = _Said(Text("须为是非", "should be yes or no"), Text("写作 true 或 false", "write true or false"))
_NUMBER = _Said(Text("须为整数", "should be a whole number"), Text("写作 12，不加引号", "write 12, without quotes"))
_LIST = _Said(
    Text("须为数组", "should be an array"),
    Text('写作 ["甲", "乙"]；各项是表的写作 [[…]]', 'write ["a", "b"]; an array of tables is written [[…]]'),
)
_TABLE = _Said(
    Text("须为一张表", "should be a table"), Text("写作 { 键 = 值 } 或 [表名]", "write { key = value } or [name]")
)
_EMPTY = _Said(
    Text("不能为空", "should not be empty"), Text("请填写，或删去这个键", "fill it in, or leave the key out")
)
_SAID: Final[Mapping[str, _Said]] = {
    "string": _TEXT,
    "string_too_short": _EMPTY,
    "too_short": _EMPTY,
    "string_pattern_mismatch": _Said(
        Text("写法不对", "is not written as it should be"),
        Text("只能用小写字母、数字和连字符", "lower-case letters, digits and hyphens only"),
    ),
    "date": _DAY,
    "bool": _TRUTH,
    "int": _NUMBER,
    "list": _LIST,
    "dict": _TABLE,
    "model": _TABLE,
}
"""By the type of an error, or the word with which it begins."""
_OTHER = _Said(
    Text("值的写法不对", "is not written as it should be"),
    Text("写法见 docs/policy-files.md", "docs/policy-files.md tells how it is written"),
)


def table_mistakes(
    kind: type[models.Table], source: SourceFile, error: ValidationError, below: tuple[str, ...]
) -> list[Diagnostic]:
    """Every mistake of a table, one for each place; `below` is the key under which the table stands."""
    found: dict[tuple[str | int, ...], Diagnostic] = {}
    for detail in error.errors(include_url=False):
        inside = tuple(part for part in detail["loc"] if part not in BRANCHES)
        path = (*below, *inside)
        said = _said(kind, inside, detail)
        key = ".".join(map(str, path))
        message = Text(f"{key}：{said.message.zh}", f"{key}: {said.message.en}") if key else said.message
        code = CODES.get(detail["type"], "wrong-key")
        found.setdefault(path, Diagnostic(code, message, source.place(path), said.hint))
    return list(found.values())


def _said(kind: type[models.Table], path: tuple[str | int, ...], detail: ErrorDetails) -> _Said:
    error, context = detail["type"], detail.get("ctx", {})
    if error == FAULT:
        return _Said(context["message"], context["hint"])
    if error == "extra_forbidden":
        return _Said(Text("没有这个键", "there is no such key"), _known_keys(kind, path))
    if error == "missing":
        name = str(path[-1])
        line = f"{name} = {EXAMPLES.get(name, ANY_TEXT)}"
        return _Said(Text("缺少这个键", "the key is missing"), Text(f"请补上 {line}", f"add {line}"))
    if error == "literal_error":
        return _not_among(str(detail["input"]), re.findall(r"'([^']*)'", context["expected"]))
    return _SAID.get(error) or _SAID.get(error.partition("_")[0], _OTHER)


def _not_among(written: str, permitted: list[str]) -> _Said:
    shown = mask_within(written)[:LONGEST_SHOWN]
    return _Said(Text(f"不能写 {shown}", f"cannot be {shown}"), _meant(written, permitted))


def _meant(written: str, permitted: Iterable[str], more: Iterable[str] = ()) -> Text:
    """What was perhaps meant, and what may be written."""
    listed = list(permitted)
    suggestion = nearest(written, listed) or nearest(written, more)
    may = Text(f"可写：{'、'.join(listed)}", f"allowed: {', '.join(listed)}")
    if suggestion is None:
        return may
    return Text(f"是否为 {suggestion}？{may.zh}", f"did you mean {suggestion}? {may.en}")


def _known_keys(kind: type[models.Table], path: tuple[str | int, ...]) -> Text:
    """The keys of the table in which an unknown one stands; one of another table may have been meant as well."""
    table = _table_at(kind, path[:-1])
    everywhere = (key for each in vars(models).values() if _is_table(each) for key in _keys(each))
    return _meant(str(path[-1]), _keys(table or kind), everywhere)


def _keys(table: type[models.Table]) -> list[str]:
    return [field.alias or name for name, field in table.model_fields.items()]


def _is_table(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, models.Table)


def _table_at(kind: type[models.Table], path: tuple[str | int, ...]) -> type[models.Table] | None:
    """The kind of table that stands at a path below another one; None where there is none."""
    found: Any = kind
    for part in path:
        if _is_table(found):
            fields = {field.alias or name: field.annotation for name, field in found.model_fields.items()}
            found = fields.get(str(part))
        else:
            found = next(reversed(get_args(found)), None)
        found = _without_none(found)
    return found if _is_table(found) else None


def _without_none(annotation: Any) -> Any:
    """What stands in an optional entry."""
    if get_origin(annotation) in {Union, types.UnionType}:
        return next((each for each in get_args(annotation) if each is not type(None)), None)
    return annotation
