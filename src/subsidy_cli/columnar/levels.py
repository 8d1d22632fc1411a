"""The columns that a query makes on the way, put into as few levels as will do.

A column at which only one other looks is written where it is looked at: an engine plans each level anew, with every column
of those below it, and takes as long for that as for thousands of rows.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from subsidy_cli.columnar.terms import is_simple, quote

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_NAME = re.compile(r'"(?:[^"]|"")+"')
_QUOTED = re.compile(r"'(?:[^']|'')*'|" + _NAME.pattern)
Column = tuple[str, str]
"""A name, and the SQL of what it is."""


def settle(
    levels: Iterable[Iterable[Column]], selected: Sequence[str]
) -> tuple[tuple[tuple[Column, ...], ...], tuple[str, ...]]:
    """The same query with what nobody looks at left out, and what is looked at once in its place.

    `levels` go from the lowest up; each looks only at those below it. `selected` is SQL with names, or just names.
    """
    columns = {quote(name): sql for level in levels for name, sql in level}
    looks = _looks(columns, selected)
    written: dict[str, str] = {}
    kept: dict[str, int] = {}
    for name, sql in columns.items():
        if looks[name]:
            written[name] = _expanded(sql, written, looks)
        if looks[name] > 1:
            kept[name] = 1 + max((kept[each] for each in _NAME.findall(written[name]) if each in kept), default=0)
    found = [
        tuple((_unquoted(name), written[name]) for name, own in kept.items() if own == level)
        for level in range(1, max(kept.values(), default=0) + 1)
    ]
    return tuple(found), tuple(_selected(item, written, looks) for item in selected)


def _looks(columns: dict[str, str], selected: Iterable[str]) -> Counter[str]:
    """How often each column is looked at, by what is itself looked at."""
    looks = Counter(name for item in selected for name in _sources(item))
    for name in reversed(columns):
        if looks[name]:
            looks.update(_NAME.findall(columns[name]))
    return looks


def _sources(item: str) -> list[str]:
    """The names at which something selected looks, without the one that it gets."""
    return _NAME.findall(item if _NAME.fullmatch(item) else item.rpartition(" AS ")[0])


def _expanded(sql: str, written: Mapping[str, str], looks: Mapping[str, int]) -> str:
    """A text with the columns at which only it looks written out."""

    def one(found: re.Match[str]) -> str:
        name = found[0]
        if name not in written or looks[name] > 1:
            return name
        own = written[name]
        return own if is_simple(own) or _is_enclosed(own) else f"({own})"

    return _NAME.sub(one, sql)


def _is_enclosed(sql: str) -> bool:
    """Whether a text stands in one pair of brackets as a whole."""
    bare = _QUOTED.sub("", sql)
    depth = 0
    for index, sign in enumerate(bare):
        depth += (sign == "(") - (sign == ")")
        if not depth:
            return sign == ")" and index == len(bare) - 1
    return False


def _selected(item: str, written: Mapping[str, str], looks: Mapping[str, int]) -> str:
    if _NAME.fullmatch(item):
        return item if looks[item] > 1 or item not in written else f"{written[item]} AS {item}"
    sql, _, name = item.rpartition(" AS ")
    return f"{_expanded(sql, written, looks)} AS {name}"


def _unquoted(name: str) -> str:
    return name[1:-1].replace('""', '"')
