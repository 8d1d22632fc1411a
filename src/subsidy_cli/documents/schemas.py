"""JSON Schemas of the files, for editors: what may stand in them and what each key means."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from subsidy_cli.documents.cases import CasesFile, EquivalentsFile
from subsidy_cli.documents.models import DocumentTable, NoticesFile, PartTable, PlaceFile, StandardsFile

if TYPE_CHECKING:
    from subsidy_cli.documents.models import Table

DIALECT = "https://json-schema.org/draft/2020-12/schema"

FILES: dict[str, tuple[type[Table], str]] = {
    "document": (DocumentTable, "A policy document: <document>.toml"),
    "part": (PartTable, "A part of a policy document: <document>.<part>.toml"),
    "cases": (CasesFile, "Worked cases: cases/<document>/<topic>.toml"),
    "equivalents": (EquivalentsFile, "Changes of a rule that change no result: cases/<document>/equivalent.toml"),
    "standards": (StandardsFile, "Dated local standards: standards.toml"),
    "notices": (NoticesFile, "Notices of outside law: notices.toml"),
    "place": (PlaceFile, "The names of a place: place.toml"),
}
"""The kinds of files, each with its table and its words."""


def schema(kind: str) -> dict[str, Any]:
    """The JSON Schema of a kind of file. TOML days count as strings of the format `date`, as editors have it."""
    table, title = FILES[kind]
    content = table.model_json_schema(by_alias=True)
    # An editor offers `#:schema` as a comment; a `$schema` key would be one more key of the file.
    return {"$schema": DIALECT, **content, "title": title}
