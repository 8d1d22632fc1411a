"""JSON lines: one object a line, figures kept exactly as they are written."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from subsidy_cli.roster.relations import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

_MOST_HEADINGS = 5_000
_DEEPEST = 50
_STRINGS = re.compile(r'"(?:[^"\\]|\\.)*"')
_BRACKETS = re.compile(r"[\[\]{}]")
_SURROGATE = re.compile("[\ud800-\udfff]")
"""Half a character, which an escape can write and no encoding can hold."""


def _read(line: str) -> dict[str, object] | None:
    if line.count("[") + line.count("{") > _DEEPEST and _depth(line) > _DEEPEST:
        return None
    try:
        value = json.loads(line, parse_float=str, parse_int=str, parse_constant=str, object_pairs_hook=_once)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _depth(line: str) -> int:
    """How deep lists and objects are nested, whatever brackets stand in texts."""
    deepest = depth = 0
    for sign in _BRACKETS.findall(_STRINGS.sub("", line)):
        depth += 1 if sign in "[{" else -1
        deepest = max(deepest, depth)
    return deepest


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """An object whose names are all different."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError
    return found


def object_headings(lines: Iterable[str]) -> list[str]:
    """Every name that occurs, in the order of first occurrence."""
    names: dict[str, None] = {}
    for line in lines:
        found = _read(line)
        if found is not None and len(names) < _MOST_HEADINGS:
            names.update(dict.fromkeys(found))
    return list(names)


def object_rows(
    lines: Iterable[str],
    headings: Sequence[str],
    bad_lines: Mapping[int, tuple[str, str]],
    problems: list[Problem],
) -> Iterator[tuple[int, int, list[str]]]:
    """A row for each line. What is no object keeps its text in the first cell and is named."""
    for number, line in enumerate(lines, start=1):
        body = line.strip()
        found = _read(body) if number not in bad_lines else None
        if not body:
            yield number, number, [""] * len(headings)
        elif found is None:
            code, detail = bad_lines.get(number, ("not-an-object", ""))
            problems.append(Problem(number, None, code, detail))
            yield number, number, [body[:1000], *([""] * (len(headings) - 1))]
        else:
            yield (
                number,
                number,
                [_cell(found.get(name), number, index, problems) for index, name in enumerate(headings)],
            )


def _cell(value: object, row: int, index: int, problems: list[Problem]) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case str() if _SURROGATE.search(value):
            problems.append(Problem(row, index, "undecodable", ""))
            return _SURROGATE.sub("\ufffd", value)
        case str():
            return value
    problems.append(Problem(row, index, "nested-value", ""))
    return json.dumps(value, ensure_ascii=False)
