"""The documents that hold for a place: its own and those of every place above it, read with their parts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, TypeVar

from subsidy_cli.diagnostics import Diagnostic, Refusal, RefusedError
from subsidy_cli.documents.models import HeadTable, NoticesFile, NoticeTable, PartTable
from subsidy_cli.library.files import SourceFile, parse_toml, read_table, read_text, validate
from subsidy_cli.places import ancestry
from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from subsidy_cli.diagnostics import Place
    from subsidy_cli.documents.models import BenefitTable, DefinitionTable, RecordedTable, SharedConditionTable

T = TypeVar("T")

NOT_DOCUMENTS = frozenset({"place.toml", "standards.toml", "notices.toml"})


@dataclass(frozen=True)
class Located(Generic[T]):
    """A table of a document, with the file and key path where it stands."""

    table: T
    source: SourceFile
    path: tuple[str | int, ...]

    def place(self, *below: str | int, offset: int = 0, width: int = 1) -> Place:
        """Where the table, or a key below it, stands."""
        return self.source.place((*self.path, *below), offset, width)


@dataclass
class Document:
    """One legal instrument, with its parts joined."""

    place: str
    head: HeadTable
    source: SourceFile
    sources: list[SourceFile] = field(default_factory=list)
    definitions: dict[str, Located[DefinitionTable]] = field(default_factory=dict)
    conditions: dict[str, Located[SharedConditionTable]] = field(default_factory=dict)
    benefits: dict[str, Located[BenefitTable]] = field(default_factory=dict)
    recorded: list[Located[RecordedTable]] = field(default_factory=list)

    @property
    def id(self) -> str:
        """The id of the instrument."""
        return self.head.id


def drafts_of(documents: Iterable[Document]) -> frozenset[str]:
    """The documents that are drafts: never in force unless somebody takes them so."""
    return frozenset(document.id for document in documents if document.head.status == "draft")


def read_shelf(roots: tuple[Path, ...], place: str) -> list[Document]:
    """The documents of a place and of all above it, from the province down, older before newer.

    Raises RefusedError with the mistakes of every file.
    """
    documents: list[Document] = []
    mistakes: list[Diagnostic] = []
    for ancestor in ancestry(place):
        for root in roots:
            try:
                found = _read_folder(root / ancestor, ancestor)
            except RefusedError as error:
                mistakes += error.diagnostics
            else:
                documents += sorted(found, key=lambda document: str(document.head.effective or ""))
    mistakes += _taken_ids(documents)
    if mistakes:
        raise RefusedError(Refusal.POLICIES, mistakes)
    return documents


def _taken_ids(documents: list[Document]) -> Iterator[Diagnostic]:
    """An id names one instrument, or nobody could say whose rule is replaced."""
    known: dict[str, Document] = {}
    for document in documents:
        first = known.setdefault(document.id, document)
        if first is not document:
            place = document.source.place(("document", "id"))
            message = Text(
                f"编号 {document.id} 已被 {first.source.name} 使用",
                f"{first.source.name} bears the id {document.id} already",
            )
            yield Diagnostic("duplicate", message, place)


def _read_folder(folder: Path, place: str) -> list[Document]:
    documents: dict[str, Document] = {}
    mistakes: list[Diagnostic] = []
    files = sorted(path for path in folder.glob("*.toml") if path.name not in NOT_DOCUMENTS)
    for path in sorted(files, key=lambda path: (path.name.count("."), path.name)):
        stem, _, part = path.name.removesuffix(".toml").partition(".")
        try:
            if part:
                _join(documents.get(stem), read_text(path), mistakes)
            else:
                documents[stem] = _read_document(path, place, mistakes)
        except RefusedError as error:
            mistakes += error.diagnostics
    if mistakes:
        raise RefusedError(Refusal.POLICIES, mistakes)
    return list(documents.values())


def _read_document(path: Path, place: str, mistakes: list[Diagnostic]) -> Document:
    """Read a document's main file. The head is held against its own table, so that one table serves every part."""
    source = read_text(path)
    content = parse_toml(source)
    head, wrong_head = validate(HeadTable, source, content.pop("document", {}), ("document",))
    table, wrong_table = validate(PartTable, source, content)
    if head is None or table is None:
        raise RefusedError(Refusal.POLICIES, [*wrong_head, *wrong_table])
    document = Document(place, head, source)
    _add(document, table, source, mistakes)
    return document


def _join(document: Document | None, source: SourceFile, mistakes: list[Diagnostic]) -> None:
    if document is None:
        message = Text("没有与此部分同名的文件", "there is no document to which this part belongs")
        mistakes.append(Diagnostic("part-without-document", message, source.place(())))
        return
    _add(document, read_table(PartTable, source), source, mistakes)


def _add(document: Document, table: PartTable, source: SourceFile, mistakes: list[Diagnostic]) -> None:
    document.sources.append(source)
    for section in ("definitions", "conditions", "benefits"):
        known = getattr(document, section)
        for name, element in getattr(table, section).items():
            located = Located(element, source, (section, name))
            if name in known:
                message = Text(
                    f"{name} 在本文件中出现两次，另一处在 {known[name].place()}",
                    f"{name} stands twice in this document, also at {known[name].place()}",
                )
                mistakes.append(Diagnostic("duplicate", message, located.place()))
            known[name] = located
    document.recorded += [Located(entry, source, ("recorded", index)) for index, entry in enumerate(table.recorded)]


def read_notices(roots: tuple[Path, ...], place: str) -> list[NoticeTable]:
    """The notices of known outside law for a place and all above it."""
    files = [root / ancestor / "notices.toml" for ancestor in ancestry(place) for root in roots]
    files = [root / "notices.toml" for root in roots] + files
    return [notice for file in files if file.is_file() for notice in read_table(NoticesFile, read_text(file)).notices]
