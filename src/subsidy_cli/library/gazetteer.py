"""The tree of places is the tree of folders; a name is read only when it is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from subsidy_cli.library.files import parse_toml, read_table, read_text
from subsidy_cli.places import Gazetteer
from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from pathlib import Path

NOT_PLACES = frozenset({"cases"})


class FolderNames(Mapping[str, Text]):
    """The names of every place, by path, from the file of each."""

    def __init__(self, files: Mapping[str, Path]) -> None:
        self._files = files
        self._names: dict[str, Text] = {}

    def __getitem__(self, path: str) -> Text:
        if path not in self._names:
            self._names[path] = _read_name(self._files[path])
        return self._names[path]

    def __contains__(self, path: object) -> bool:
        return path in self._files

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)


def _read_name(file: Path) -> Text:
    """The two names; the heavy model is loaded only to say what is wrong with a file."""
    source = read_text(file)
    content = parse_toml(source)
    match content:
        case {"zh": str(zh), "en": str(en)} if len(content) == 2:
            return Text(zh, en)
    from subsidy_cli.documents.models import PlaceFile

    table = read_table(PlaceFile, source)
    return Text(table.zh, table.en)


def place_files(roots: tuple[Path, ...]) -> dict[str, Path]:
    """The file of every place below the policy folders, by the place's path."""
    found: dict[str, Path] = {}
    for root in roots:
        for file in sorted(root.rglob("place.toml")):
            relative = file.parent.relative_to(root)
            if not NOT_PLACES.intersection(relative.parts):
                found.setdefault(relative.as_posix(), file)
    return found


def read_gazetteer(files: Mapping[str, Path]) -> Gazetteer:
    """Every place that has a file."""
    return Gazetteer(FolderNames(files))
