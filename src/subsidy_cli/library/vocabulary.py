"""Reading the public names from `data/vocabulary/`."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING, Any

from subsidy_cli.facts.vocabulary import (
    BenefitDefinition,
    FactDefinition,
    ReadingDefinition,
    StandardDefinition,
    Vocabulary,
)
from subsidy_cli.library.cache import Cache, remembered
from subsidy_cli.library.entries import Form
from subsidy_cli.library.folders import data_folder
from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

FORM = Form(
    Vocabulary,
    (Vocabulary, FactDefinition, StandardDefinition, BenefitDefinition, ReadingDefinition, Text),
)
TABLES = ("facts", "standards", "benefits", "definitions", "readings")


@cache
def read_vocabulary() -> Vocabulary:
    """The shipped names of facts, standards, benefits, definitions and readings."""
    return Vocabulary(
        facts={name: _fact(name, table) for name, table in _tables("facts").items()},
        standards={name: _standard(name, table) for name, table in _tables("standards").items()},
        benefits={name: _benefit(name, table) for name, table in _tables("benefits").items()},
        definitions={name: _text(table) for name, table in _tables("definitions").items()},
        readings={name: _reading(name, table) for name, table in _tables("readings").items()},
    )


@cache
def recall_vocabulary(kept: Cache | None) -> Vocabulary:
    """The shipped names, as they were read before from the same files where there is a cache."""
    return remembered(kept, FORM, ("vocabulary",), vocabulary_files, read_vocabulary)


def vocabulary_files() -> tuple[Path, ...]:
    """The files of the vocabulary."""
    return tuple(vocabulary_file(name) for name in TABLES)


def vocabulary_file(name: str) -> Path:
    """The file of one table of the vocabulary."""
    return data_folder() / "vocabulary" / f"{name}.toml"


def _tables(name: str) -> Mapping[str, Any]:
    from subsidy_cli.library.files import parse_toml, read_text

    content = parse_toml(read_text(vocabulary_file(name)))
    tables: Mapping[str, Any] = content[name]
    return tables


def _text(table: Mapping[str, Any]) -> Text:
    return Text(table["zh"], table["en"])


def _fact(name: str, table: Mapping[str, Any]) -> FactDefinition:
    return FactDefinition(
        id=name,
        type=table["type"],
        subject=table["subject"],
        label=_text(table),
        unit=table.get("unit"),
        question=Text(table["question_zh"], table.get("question_en", f"{table['en'][:1].upper()}{table['en'][1:]}?")),
        note=table.get("note", ""),
        headers=tuple(table.get("headers", ())),
        values={value: _text(words) for value, words in table.get("values", {}).items()},
        usual=table.get("usual"),
        asked_when=table.get("asked_when", {}),
        low=Fraction(table.get("low", 0)),
        high=Fraction(table["high"]) if "high" in table else None,
    )


def _standard(name: str, table: Mapping[str, Any]) -> StandardDefinition:
    return StandardDefinition(
        id=name,
        type=table["type"],
        label=_text(table),
        unit=table.get("unit"),
        optional=table.get("optional", False),
        note=table.get("note", ""),
        high=Fraction(table["high"]) if "high" in table else None,
    )


def _benefit(name: str, table: Mapping[str, Any]) -> BenefitDefinition:
    return BenefitDefinition(
        id=name,
        label=_text(table),
        kind=table["kind"],
        subject=table["subject"],
        period=table["period"],
        in_kind=table.get("in_kind", False),
    )


def _reading(name: str, table: Mapping[str, Any]) -> ReadingDefinition:
    return ReadingDefinition(
        id=name,
        clause=table["clause"],
        question=_text(table["question"]),
        default=_text(table["default"]),
        alternative=_text(table["alternative"]),
        not_computed=_text(table["not_computed"]) if "not_computed" in table else None,
    )
