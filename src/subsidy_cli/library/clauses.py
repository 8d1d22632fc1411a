"""The known clauses of the shipped documents, against which coverage is held."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from subsidy_cli.library.files import parse_toml, read_text
from subsidy_cli.library.folders import data_folder


@dataclass(frozen=True, slots=True)
class KnownClause:
    """One provision that a reader of the text found, with the beginning of its words."""

    document: str
    id: str
    section: str
    phrase: str
    subject: str
    kind: str

    @property
    def name(self) -> str:
        """The name by which worked cases call it: document and id."""
        return f"{self.document}/{self.id}"


@cache
def read_clauses() -> tuple[KnownClause, ...]:
    """Every known clause, in the order of the texts."""
    content = parse_toml(read_text(data_folder() / "vocabulary" / "clauses.toml"))
    return tuple(KnownClause(**entry) for entry in content["clauses"])
