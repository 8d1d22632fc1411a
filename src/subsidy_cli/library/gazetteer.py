"""The tree of places is the tree of folders; a name is read only when it is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from subsidy_cli.documents.models import PlaceFile
from subsidy_cli.library.files import read_table, read_text
from subsidy_cli.places import Gazetteer
from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from pathlib import Path

NOT_PLACES = frozenset({"cases"})


class FolderNames(Mapping[str, Text]):
    """The names of every place below the policy folders, by path."""

    def __init__(self, roots: tuple[Path, ...]) -> None:
        self._files: dict[str, Path] = {}
        for root in roots:
            for file in sorted(root.rglob("place.toml")):
                relative = file.parent.relative_to(root)
                if not NOT_PLACES.intersection(relative.parts):
                    self._files.setdefault(relative.as_posix(), file)
        self._names: dict[str, Text] = {}

    def __getitem__(self, path: str) -> Text:
        if path not in self._names:
            table = read_table(PlaceFile, read_text(self._files[path]))
            self._names[path] = Text(table.zh, table.en)
        return self._names[path]

    def __contains__(self, path: object) -> bool:
        return path in self._files

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)


def read_gazetteer(roots: tuple[Path, ...]) -> Gazetteer:
    """Every place below the policy folders."""
    return Gazetteer(FolderNames(roots))
