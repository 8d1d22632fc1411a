"""Reading JSON with exact decimals: every key once, and every mistake with line and column."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from subsidy_cli.diagnostics import Diagnostic, Place, Refusal, RefusedError
from subsidy_cli.library.files import exact_figure
from subsidy_cli.library.syntax_words import JSON_HINT, json_fault
from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from subsidy_cli.library.files import SourceFile

_SIGN = re.compile(r'[{}]|"(?:[^"\\]|\\.)*"(?P<colon>\s*:)?')
"""What tells where the keys of which object stand: braces, and strings with what makes a key of them."""


def parse_json(source: SourceFile, refusal: Refusal = Refusal.INPUT) -> Any:
    """Read JSON. Raises RefusedError where it is not JSON, or where a key stands twice in one object."""
    try:
        return json.loads(source.text, parse_float=exact_figure, object_pairs_hook=_once)
    except _TwiceError as error:
        message = Text(f"键 {error} 出现两次", f"the key {error} stands twice")
        hint = Text("请删去其中一处", "leave one of them out")
        mistake = Diagnostic("duplicate", message, _place(source, repeated_key(source.text)), hint)
    except json.JSONDecodeError as error:
        mistake = Diagnostic("not-json", json_fault(error.msg), _place(source, error.pos), JSON_HINT)
    except (RecursionError, ValueError):
        message = Text("JSON 嵌套过深或数字过长", "JSON nested too deep, or a number too long")
        hint = Text("请改短后再试", "write it shorter")
        mistake = Diagnostic("not-json", message, Place(source.name), hint)
    raise RefusedError(refusal, [mistake])


class _TwiceError(Exception):
    """A key stands twice in one object, and nobody can say which one was meant."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise _TwiceError(key)
        found[key] = value
    return found


def repeated_key(text: str) -> int | None:
    """Where the first key stands that its object has already."""
    objects: list[set[str]] = []
    for sign in _SIGN.finditer(text):
        if sign[0] == "{":
            objects.append(set())
        elif sign[0] == "}":
            del objects[-1:]
        elif sign["colon"] and objects:
            key = json.loads(sign[0].removesuffix(sign["colon"]), strict=False)
            if key in objects[-1]:
                return sign.start()
            objects[-1].add(key)
    return None


def _place(source: SourceFile, offset: int | None) -> Place:
    """A place in the text, by characters from its beginning."""
    if offset is None:
        return Place(source.name)
    before = source.text[:offset]
    lines = source.text.split("\n")
    row = before.count("\n")
    return Place(source.name, row + 1, offset - (before.rfind("\n") + 1) + 1, excerpt=lines[row].rstrip("\r"))
