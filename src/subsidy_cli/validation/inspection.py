"""What the lints look at: every document and every worked case of a library."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

from subsidy_cli.diagnostics import Diagnostic, nearest
from subsidy_cli.library.clauses import read_clauses
from subsidy_cli.texts import Text
from subsidy_cli.validation.cases import read_cases
from subsidy_cli.validation.elements import all_documents, elements
from subsidy_cli.validation.undated import undated_names

if TYPE_CHECKING:
    from subsidy_cli.documents.models import BenefitTable
    from subsidy_cli.facts.vocabulary import BenefitDefinition
    from subsidy_cli.library.opening import Library
    from subsidy_cli.library.shelf import Document, Located
    from subsidy_cli.programme.naming import Names
    from subsidy_cli.validation.cases import Case
    from subsidy_cli.validation.elements import WrittenElement


@dataclass(frozen=True)
class Inspection:
    """What the checks look at: every document and every worked case of a library."""

    library: Library
    documents: tuple[Document, ...]
    cases: tuple[Case, ...]

    @cached_property
    def elements(self) -> tuple[WrittenElement, ...]:
        """Every element of every document."""
        return tuple(element for document in self.documents for element in elements(document))

    @cached_property
    def clause_names(self) -> frozenset[str]:
        """Every known clause, with its document."""
        return frozenset(clause.name for clause in read_clauses())

    @cached_property
    def listed_documents(self) -> frozenset[str]:
        """The documents whose clauses are known; citations of others are not held against the list."""
        return frozenset(clause.document for clause in read_clauses())

    @cached_property
    def benefits(self) -> tuple[tuple[Document, str, Located[BenefitTable]], ...]:
        """Every benefit of every document."""
        return tuple((document, name, each) for document in self.documents for name, each in document.benefits.items())

    @cached_property
    def names(self) -> Names:
        """The types of every name, as far as they can be told without a day."""
        return undated_names(self.library, self.documents)

    def definition(self, benefit: str) -> BenefitDefinition | None:
        """The entry of a benefit in the vocabulary."""
        return self.library.vocabulary.benefits.get(benefit)


def inspect(library: Library) -> Inspection:
    """Read everything that the checks look at. Raises RefusedError with the mistakes of every file."""
    documents = all_documents(library)
    return Inspection(library, documents, tuple(case for root in library.roots for case in read_cases(root)))


def suggestion(word: str, known: Iterable[str]) -> Text | None:
    """The known word that was perhaps meant."""
    found = nearest(word, known)
    return None if found is None else Text(f"是否为 {found}？", f"did you mean {found}?")


Check: TypeAlias = Callable[[Inspection], Iterable[Diagnostic]]
