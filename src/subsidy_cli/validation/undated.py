"""Types of the names of all documents, as far as they can be told without a day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from subsidy_cli.expressions import types
from subsidy_cli.expressions.checking import Checker
from subsidy_cli.expressions.parsing import MistakeError, parse
from subsidy_cli.programme.naming import Names
from subsidy_cli.programme.resolution import all_names

if TYPE_CHECKING:
    from collections.abc import Sequence

    from subsidy_cli.documents.models import RequirementTable
    from subsidy_cli.expressions.types import Type
    from subsidy_cli.library.opening import Library
    from subsidy_cli.library.shelf import Document


def undated_names(library: Library, documents: Sequence[Document]) -> Names:
    """The names of every document; where several define one name, the last of them."""
    texts = {name: each.table.value for document in documents for name, each in document.definitions.items()}
    open_names: list[str] = []

    def definition_type(name: str) -> Type | None:
        if name not in texts or name in open_names:
            return None
        open_names.append(name)
        found = type_of(names, texts[name])
        open_names.pop()
        return found

    names = Names(library.vocabulary, library.places, texts, all_names(documents), definition_type)
    return names


def type_of(names: Names, text: str) -> Type | None:
    """The type of an expression; None where it cannot be told."""
    try:
        return Checker(names).check(parse(text))
    except MistakeError:
        return None


def is_state(names: Names, table: RequirementTable) -> bool:
    """Whether a requirement asks for a state of affairs and not for a number."""
    return type_of(names, table.actual) == types.BOOLEAN
