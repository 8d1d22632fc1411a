"""The tree of places: a place is a path such as `zhejiang/jiaxing`, known by id, path or Chinese name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from subsidy_cli.texts import Text


@dataclass(frozen=True)
class Gazetteer:
    """Every known place by its path, with its names."""

    names: Mapping[str, Text]

    def find(self, written: str) -> str | None:
        """The path of a place written as id, path, or Chinese or English name; None where it is not known."""
        word = written.strip().strip("/")
        if not word:
            return None
        if word in self.names:
            return word
        for path in self.names:
            if word == path.rsplit("/", 1)[-1]:
                return path
        for path, name in self.names.items():
            if word in (name.zh, name.en, _short(name.zh)):
                return path
        return self._by_full_address(word)

    def _by_full_address(self, word: str) -> str | None:
        """A Chinese address such as 浙江省嘉兴市平湖市: the deepest place whose whole chain is written."""
        best: str | None = None
        for path in self.names:
            chain = "".join(self.names[ancestor].zh for ancestor in ancestry(path))
            if word in (chain, chain.removeprefix(self.names[ancestry(path)[0]].zh)):
                best = path
        return best

    def name(self, path: str) -> Text:
        """The names of a place."""
        return self.names[path]

    def spellings(self) -> tuple[str, ...]:
        """Every id and Chinese name, for suggestions."""
        return tuple(word for path, name in self.names.items() for word in (path.rsplit("/", 1)[-1], name.zh))


def _short(name: str) -> str:
    return name[:-1] if len(name) > 2 and name[-1] in "省市县区" else name


def ancestry(path: str) -> tuple[str, ...]:
    """The paths from the province down to the place itself."""
    parts = path.split("/")
    return tuple("/".join(parts[: index + 1]) for index in range(len(parts)))


def lies_within(path: str, container: str) -> bool:
    """Whether a place is, or lies in, the place with this id or path."""
    return container in path.split("/") or path == container or path.startswith(f"{container}/")
