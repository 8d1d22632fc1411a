"""The elements of documents as they are written: each with its place, its citation and its expressions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from subsidy_cli.documents.models import BenefitTable, Element
from subsidy_cli.documents.sections import SECTIONS, parts_in
from subsidy_cli.expressions.parsing import MistakeError, parse
from subsidy_cli.library.shelf import NOT_DOCUMENTS, Located, read_shelf

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from subsidy_cli.diagnostics import Place
    from subsidy_cli.documents.models import CitationTable
    from subsidy_cli.expressions.nodes import Node
    from subsidy_cli.library.opening import Library
    from subsidy_cli.library.shelf import Document

Key: TypeAlias = tuple[str | int, ...]

SINGLE_EXPRESSIONS = ("value", "test", "when", "amount", "at_most", "at_least", "actual", "required", "per")
LISTED_EXPRESSIONS = ("all", "any")


@dataclass(frozen=True)
class Expression:
    """One expression of an element, by its key below the element."""

    key: Key
    text: str

    @property
    def node(self) -> Node | None:
        """The parsed expression; None where it cannot be read, which the compile step reports."""
        try:
            return parse(self.text)
        except MistakeError:
            return None


@dataclass(frozen=True)
class WrittenElement:
    """A definition, shared condition, benefit, or a part of a benefit, as it stands in a file."""

    document: Document
    located: Located[Any]
    benefit: Located[BenefitTable] | None = None
    """The benefit of which it is a part."""

    @property
    def table(self) -> Element:
        """The table itself."""
        table: Element = self.located.table
        return table

    @property
    def path(self) -> Key:
        """Its key path in the file."""
        return self.located.path

    @property
    def name(self) -> str:
        """Its key path as text; stable while the file is edited elsewhere."""
        return ".".join(str(part) for part in self.path)

    @property
    def citation(self) -> CitationTable | None:
        """Its own citation, else that of its benefit."""
        if self.table.citation is not None or self.benefit is None:
            return self.table.citation
        return self.benefit.table.citation

    @property
    def expressions(self) -> tuple[Expression, ...]:
        """Its expressions under the readings that we use."""
        return tuple(_expressions(self.table))

    @property
    def alternatives(self) -> tuple[Expression, ...]:
        """Its expressions under other readings."""
        return tuple(Expression(("alternatives", name), text) for name, text in self.table.alternatives.items())

    def place(self, *below: str | int, offset: int = 0, width: int = 1) -> Place:
        """Where it, or a key below it, stands."""
        return self.located.place(*below, offset=offset, width=width)


def _expressions(table: Element) -> Iterator[Expression]:
    if isinstance(table, BenefitTable):
        return
    for key in SINGLE_EXPRESSIONS:
        text = getattr(table, key, None)
        if text is not None:
            yield Expression((key,), text)
    for key in LISTED_EXPRESSIONS:
        for index, text in enumerate(getattr(table, key, ())):
            yield Expression((key, index), text)


def elements(document: Document) -> tuple[WrittenElement, ...]:
    """Every element of a document: definitions, shared conditions, benefits, each benefit followed by its parts."""
    found = [WrittenElement(document, each) for each in document.definitions.values()]
    found += [WrittenElement(document, each) for each in document.conditions.values()]
    for benefit in document.benefits.values():
        found += [WrittenElement(document, benefit), *parts(document, benefit)]
    return tuple(found)


def parts(document: Document, benefit: Located[BenefitTable]) -> Iterator[WrittenElement]:
    """The parts of a benefit, in the order of the format."""
    for section in SECTIONS:
        for key, _, table in parts_in(benefit.table, section):
            located = Located(table, benefit.source, (*benefit.path, section, key))
            yield WrittenElement(document, located, benefit)


def all_documents(library: Library) -> tuple[Document, ...]:
    """Every document of a library, each once. Raises RefusedError with the mistakes of every file."""
    found = (document for place in library.places.names for document in own_documents(library, place))
    return tuple(found)


def own_documents(library: Library, place: str) -> tuple[Document, ...]:
    """The documents that a place itself has, without those of the places above it."""
    if not any(_has_documents(root / place) for root in library.roots):
        return ()
    return tuple(document for document in read_shelf(library.roots, place) if document.place == place)


def _has_documents(folder: Path) -> bool:
    return any(path.name not in NOT_DOCUMENTS for path in folder.glob("*.toml"))
