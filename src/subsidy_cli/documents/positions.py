"""Where a key or value stands in a TOML text. Only asked when something is wrong, and loaded only then."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeAlias

from subsidy_cli.diagnostics import Place

if TYPE_CHECKING:
    from collections.abc import Mapping

Path: TypeAlias = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Position:
    """Where a value begins: line and column from 1, in characters."""

    line: int
    column: int
    is_text: bool = False
    """Whether the value is a one-line basic string, so that columns within it can be counted."""


@lru_cache(maxsize=16)
def positions(text: str) -> Mapping[Path, Position]:
    """The position of every key path of a TOML text; empty where the parser is not available on this machine."""
    try:
        import tree_sitter
        import tree_sitter_toml
    except ImportError:
        return {}
    parser = tree_sitter.Parser(tree_sitter.Language(tree_sitter_toml.language()))
    found: dict[Path, Position] = {}
    _Finder(text.splitlines(), found).document(parser.parse(text.encode("utf-8")).root_node)
    return found


def place(file: str, text: str, path: Path, offset: int = 0, width: int = 1) -> Place:
    """The place of a key path, or of the nearest table above it; `offset` counts columns into a string value."""
    key = ".".join(str(part) for part in path)
    known = positions(text)
    for length in range(len(path), 0, -1):
        position = known.get(path[:length])
        if position is not None:
            inside = offset + 1 if position.is_text and length == len(path) else 0
            excerpt = text.splitlines()[position.line - 1]
            return Place(file, position.line, position.column + inside, key, excerpt, width)
    return Place(file, key=key)


@dataclass
class _Finder:
    """Walks the tree and notes where each key path has its value."""

    lines: list[str]
    found: dict[Path, Position]

    def note(self, path: Path, node: Any) -> None:
        row, byte_column = node.start_point[0], node.start_point[1]
        line = self.lines[row] if row < len(self.lines) else ""
        column = len(line.encode("utf-8")[:byte_column].decode("utf-8", "ignore"))
        is_text = (
            node.type == "string"
            and line[column : column + 1] in {'"', "'"}
            and line[column : column + 3] not in {'"""', "'''"}
        )
        self.found.setdefault(path, Position(row + 1, column + 1, is_text))

    def document(self, root: Any) -> None:
        counters: dict[Path, int] = {}
        for child in root.named_children:
            if child.type == "pair":
                self.pair((), child)
            elif child.type in {"table", "table_array_element"}:
                self.table(child, counters)

    def table(self, node: Any, counters: dict[Path, int]) -> None:
        header, *rest = node.named_children
        path = self.resolve(_keys(header), counters)
        if node.type == "table_array_element":
            counters[path] = counters.get(path, -1) + 1
            path = (*path, counters[path])
        for length in range(len(path), 0, -1):
            self.note(path[:length], header)
        for child in rest:
            if child.type == "pair":
                self.pair(path, child)

    @staticmethod
    def resolve(keys: tuple[str, ...], counters: dict[Path, int]) -> Path:
        """A header below an array of tables means its latest element."""
        path: Path = ()
        for index, key in enumerate(keys):
            path = (*path, key)
            if path in counters and index < len(keys) - 1:
                path = (*path, counters[path])
        return path

    def pair(self, prefix: Path, node: Any) -> None:
        key, value = node.named_children[0], node.named_children[1]
        path = (*prefix, *_keys(key))
        self.value(path, value)

    def value(self, path: Path, node: Any) -> None:
        self.note(path, node)
        if node.type == "inline_table":
            for child in node.named_children:
                if child.type == "pair":
                    self.pair(path, child)
        elif node.type == "array":
            elements = [child for child in node.named_children if child.type != "comment"]
            for index, child in enumerate(elements):
                self.value((*path, index), child)


def _keys(node: Any) -> tuple[str, ...]:
    if node.type == "dotted_key":
        return tuple(key for child in node.named_children for key in _keys(child))
    written = node.text.decode("utf-8")
    return (written[1:-1] if node.type == "quoted_key" else written,)
