"""One door to everything that is read for a place: names, documents, standards and notices."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from subsidy_cli.diagnostics import Diagnostic, Place, Refusal, RefusedError, nearest
from subsidy_cli.library.folders import is_folder, policies_folder, user_folder
from subsidy_cli.library.gazetteer import place_files, read_gazetteer
from subsidy_cli.library.standards import read_standard_values
from subsidy_cli.library.vocabulary import recall_vocabulary, vocabulary_files
from subsidy_cli.places import ancestry
from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from subsidy_cli.documents.models import NoticeTable
    from subsidy_cli.facts.vocabulary import Vocabulary
    from subsidy_cli.library.cache import Cache
    from subsidy_cli.library.shelf import Document
    from subsidy_cli.library.standards import StandardValue
    from subsidy_cli.places import Gazetteer


@dataclass(frozen=True)
class Library:
    """The folders that policies are read from, the user's own layered over the shipped one."""

    root: Path
    user_root: Path | None = None
    cache: Cache | None = None
    """Where results of earlier runs may be taken from; None wherever the files themselves are under test."""

    @property
    def roots(self) -> tuple[Path, ...]:
        """Every folder, the shipped one first."""
        return (self.root,) if self.user_root is None else (self.root, self.user_root)

    @cached_property
    def places(self) -> Gazetteer:
        """Every known place."""
        return read_gazetteer(self._place_files)

    @cached_property
    def _place_files(self) -> Mapping[str, Path]:
        return place_files(self.roots)

    @property
    def has_places(self) -> bool:
        """Whether the folder itself, without the user's own, holds a place."""
        return any(file.is_relative_to(self.root) for file in self._place_files.values())

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """Every public name."""
        return recall_vocabulary(self.cache)

    def find_place(self, written: str) -> str:
        """The path of a place. Raises RefusedError (usage) where it is not known."""
        found = self.places.find(written)
        if found is None:
            suggestion = nearest(written, self.places.spellings())
            hint = Text("用 subsidy policy list 查看全部地方", "subsidy policy list shows every place")
            if suggestion is not None:
                hint = Text(f"是否为 {suggestion}？", f"did you mean {suggestion}?")
            message = Text(f"没有地方 {written}", f"there is no place {written}")
            raise RefusedError(Refusal.USAGE, [Diagnostic("unknown-place", message, Place("--place"), hint)])
        return found

    def documents(self, place: str) -> list[Document]:
        """The documents that hold for a place. Raises RefusedError (policies) where there is none."""
        from subsidy_cli.library.shelf import read_shelf

        found = read_shelf(self.roots, place)
        if not found:
            name = self.places.name(place)
            message = Text(f"{name.zh}没有任何政策文件", f"{name.en} has no policy document")
            hint = Text(
                "用 subsidy policy list 查看有文件的地方，用 subsidy policy new 新建文件",
                "subsidy policy list shows the places that have one; subsidy policy new begins one",
            )
            raise RefusedError(Refusal.POLICIES, [Diagnostic("no-document", message, Place(place), hint)])
        return found

    def notices(self, place: str) -> list[NoticeTable]:
        """The notices of outside law for a place."""
        from subsidy_cli.library.shelf import read_notices

        return read_notices(self.roots, place)

    def standard_values(self, place: str) -> list[StandardValue]:
        """The dated local standards for a place."""
        users = () if self.user_root is None else (self.user_root,)
        return read_standard_values(self.roots, place, self.vocabulary, self.places, users)

    def files(self, place: str) -> tuple[Path, ...]:
        """Every file that has a say in the law of a place: the vocabulary, the names of places, and all in the place's folders."""
        folders = [root / ancestor for ancestor in ("", *ancestry(place)) for root in self.roots]
        own = [file for folder in folders for file in sorted(folder.glob("*.toml"))]
        return (*vocabulary_files(), *self._place_files.values(), *own)


def open_library(
    policies: Path | None = None,
    *,
    with_user_folder: bool = True,
    cache: Cache | None = None,
    may_be_empty: bool = False,
) -> Library:
    """Open the policies: the folder given or named by the environment, and the user's own where there is one.

    Raises RefusedError (usage) where there is no such folder, or no place in it, unless it `may_be_empty`.
    """
    root = policies_folder(policies)
    if not is_folder(root):
        raise _wrong_folder("no-folder", Text(f"没有政策目录 {root}", f"there is no folder of policies {root}"), root)
    own = user_folder() / "policies"
    library = Library(root, own if with_user_folder and is_folder(own) else None, cache)
    if not (may_be_empty or library.has_places):
        message = Text(f"目录 {root} 中没有任何地方", f"there is no place in the folder {root}")
        raise _wrong_folder("folder-without-places", message, root)
    return library


def _wrong_folder(code: str, message: Text, root: Path) -> RefusedError:
    hint = Text(
        "请核对 --policies 等选项或 SUBSIDY_POLICIES 所写的目录；政策目录下每个地方一个子目录，内有 place.toml",
        "check the folder that --policies or its like, or SUBSIDY_POLICIES, names; in a folder of policies each place"
        " is a folder with a place.toml",
    )
    return RefusedError(Refusal.USAGE, [Diagnostic(code, message, Place(str(root)), hint)])
