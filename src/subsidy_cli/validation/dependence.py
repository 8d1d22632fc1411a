"""Which rules look at which others, so that a change to one need only be tried on the cases that it can reach."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from subsidy_cli.documents.models import SharedConditionTable
from subsidy_cli.expressions.nodes import benefits, names
from subsidy_cli.validation.elements import elements

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from subsidy_cli.library.shelf import Document
    from subsidy_cli.validation.elements import WrittenElement


@dataclass(frozen=True)
class Dependence:
    """What each rule looks at, over every document; rules are called `benefit <id>` and `definition <id>`."""

    documents: Sequence[Document]

    @cached_property
    def _defined(self) -> frozenset[str]:
        return frozenset(name for document in self.documents for name in document.definitions)

    @cached_property
    def _edges(self) -> Mapping[str, frozenset[str]]:
        found: dict[str, set[str]] = {}
        for document in self.documents:
            for element in elements(document):
                for owner in owners(element):
                    found.setdefault(owner, set()).update(self._looked_at(element))
        return {owner: frozenset(below) for owner, below in found.items()}

    def _looked_at(self, element: WrittenElement) -> Iterator[str]:
        for expression in (*element.expressions, *element.alternatives):
            if expression.node is not None:
                yield from (f"definition {name}" for name in names(expression.node) if name in self._defined)
                yield from (f"benefit {name}" for name in benefits(expression.node))

    def below(self, roots: Iterable[str]) -> frozenset[str]:
        """Some rules, and every rule that they look at, directly or not."""
        found: set[str] = set()
        waiting = list(roots)
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                waiting += self._edges.get(name, ())
        return frozenset(found)


def owners(element: WrittenElement) -> tuple[str, ...]:
    """The rules of which an element is a part."""
    kind, name = str(element.path[0]), str(element.path[1])
    if isinstance(element.table, SharedConditionTable):
        return tuple(f"benefit {each}" for each in element.document.benefits)
    return (f"{kind.removesuffix('s')} {name}",)
