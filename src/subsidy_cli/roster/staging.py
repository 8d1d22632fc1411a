"""The one pass over a roster: text in, typed values and a mark on every row that is not in order, in one table.

The table STAGED holds the rows in file order: a column for each fact and standard, the marks, and, where they could not be
asked for again, the cells as written. Everything else is a view of it, so that millions of rows are written once.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from itertools import zip_longest
from typing import TYPE_CHECKING

from subsidy_cli.columnar.query import SQL_TYPES
from subsidy_cli.columnar.terms import quote, text
from subsidy_cli.facts.values import enum_spellings
from subsidy_cli.facts.vocabulary import FactDefinition
from subsidy_cli.roster import identity
from subsidy_cli.roster.cells import side_by_side
from subsidy_cli.roster.checking import Check, row_checks
from subsidy_cli.roster.relations import APPLICANT_KEY, AS_OF_KEY, PLACE_KEY, cell_columns, cell_index
from subsidy_cli.roster.spellings import MONTHLY_SHARE, WORDS, Spelling, cleaned, place_spellings
from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from subsidy_cli.facts.vocabulary import StandardDefinition
    from subsidy_cli.roster.cells import CellsInFile
    from subsidy_cli.roster.relations import ReadingOptions

STAGED = "#staged"
FAULTY = quote("#faulty")
RESPELT = quote("#respelt")
CLEAN = quote("#clean")
SKIP = quote("#skip")
POSITION = quote("#position")
"""Row and line within the file, where they are not simply the position in the table."""
SPECIAL_COLUMNS = {PLACE_KEY: "#row_place", AS_OF_KEY: "#row_as_of", APPLICANT_KEY: "#row_applicant"}
_NUMBERS = ("citizen_id", "certificate_number")
_MAYBE = "maybe"
_SKIPS = (_MAYBE, "blank", "total", "repeated_header")
_SKIP_TYPE = "#skips"
_NAMED = "#named"
TOTALS = ("合计", "总计", "小计", "共计", "累计", "合 计", "总 计", "小 计", "total", "subtotal", "grand total", "sum")

_SPECIAL_DEFINITIONS = {
    "#row_place": FactDefinition("#row_place", "place", "person", Text("地区", "place")),
    "#row_as_of": FactDefinition("#row_as_of", "date", "person", Text("计算日", "as_of")),
    "#row_applicant": FactDefinition("#row_applicant", "boolean", "person", Text("是否申请人", "applicant")),
}


def whole_rows(lying: CellsInFile | None) -> str:
    """The relation of the staged rows with their cells, under the name of STAGED; `lying` is where the cells are if not in it."""
    return quote(STAGED) if lying is None else side_by_side(STAGED, lying.cells())


def _type_name(name: str) -> str:
    return quote(f"#{name}")


def unless_clean(clean: str, otherwise: str) -> str:
    """What is so of a row of which every cell was read at first sight, and what is looked at only in the others."""
    return f"CASE WHEN {CLEAN} THEN {clean} ELSE {otherwise} END"


@dataclass(frozen=True)
class Plan:
    """What is read from which column, and what is held against each row."""

    options: ReadingOptions
    headings: Sequence[str]
    columns: Mapping[str, str]
    """Fact, standard or special key -> column."""
    yearly: frozenset[str] = field(default_factory=frozenset)
    lines: Sequence[Sequence[str]] = ()
    """The headings as they stand in the file, where they go over two lines."""

    @property
    def read_cells(self) -> frozenset[int]:
        """The indices of the cells of a row that are read."""
        return frozenset(map(cell_index, self.columns.values()))

    @cached_property
    def spellings(self) -> tuple[Spelling, ...]:
        """Everything that is read by a closed list."""
        places = place_spellings(self.options.places) if self._needs_places else {}
        return tuple(
            Spelling(self.definition(name), column, name in self.yearly, places)
            for name, column in self.columns.items()
        )

    @property
    def _needs_places(self) -> bool:
        return any(self.definition(name).type == "place" for name in self.columns)

    def definition(self, name: str) -> FactDefinition | StandardDefinition:
        """The definition of a fact or standard, or of a special column."""
        special = _SPECIAL_DEFINITIONS.get(SPECIAL_COLUMNS.get(name, name))
        if special is not None:
            return special
        vocabulary = self.options.vocabulary
        return vocabulary.facts.get(name) or vocabulary.standards[name]

    @cached_property
    def checks(self) -> tuple[Check, ...]:
        """Every check of a row by itself."""
        return tuple(row_checks(self.spellings, self.options.vocabulary))

    @property
    def has_numbers(self) -> bool:
        """Whether any identity number is read."""
        return any(name in self.columns for name in _NUMBERS)

    @property
    def told(self) -> dict[str, str]:
        """Facts that the numbers give, with their columns."""
        if not self.has_numbers:
            return {}
        told = {"birth_date": identity.BORN, "sex": identity.SEX}
        if "certificate_number" in self.columns:
            told |= {"disability_category": identity.CATEGORY, "disability_grade": identity.GRADE}
        return told

    def value_columns(self) -> list[str]:
        """The facts and standards that the table holds: those of the columns, and those that the numbers tell.

        The name is none of them: no rule looks at it.
        """
        own = [spelling.name for spelling in self.spellings if spelling.name != "name"]
        return own + [name for name in self.told if name not in own]

    # the statement

    def levels(self, source: str, *, has_types: bool = False) -> str:
        """A query of the source with every value and everything that the checks look at.

        `has_types` says that words from closed lists shall be of the types that the engine has made for them.
        """
        layers = [
            {spelling.first: self._quick(spelling, has_types=has_types) for spelling in self.spellings},
            {CLEAN: self._is_clean()},
            {spelling.rest: unless_clean("NULL", self._rest(spelling)) for spelling in self.spellings},
            {
                spelling.figure: unless_clean("NULL", spelling.bare_figure())
                for spelling in self.spellings
                if spelling.is_number
            },
            {quote(spelling.name): self._full(spelling, has_types=has_types) for spelling in self.spellings},
        ]
        if self.has_numbers:
            has_certificate = "certificate_number" in self.columns
            layers.append(identity.said("citizen_id" in self.columns, has_certificate))
            layers.append(identity.told(has_certificate))
        query = source
        for layer in layers:
            if layer:
                listed = ", ".join(f"{sql} AS {name}" for name, sql in layer.items())
                query = f"SELECT *, {listed} FROM ({query})"
        return query

    def _is_clean(self) -> str:
        """Whether the quick reading has taken every cell of the row in which anything stands."""
        taken = [f"({spelling.first} IS NOT NULL OR {spelling.column} IS NULL)" for spelling in self._read]
        return " AND ".join(taken) or "TRUE"

    @property
    def _read(self) -> Iterator[Spelling]:
        """What has values that can be written in several ways."""
        for spelling in self.spellings:
            if spelling.definition.type != "text" or spelling.name in _NUMBERS:
                yield spelling

    @staticmethod
    def _quick(spelling: Spelling, *, has_types: bool) -> str:
        if spelling.name in _NUMBERS:
            return identity.number_quick(spelling.name, spelling.column)
        return spelling.quick(_type_name(spelling.name) if has_types and spelling.is_word else "")

    @staticmethod
    def _rest(spelling: Spelling) -> str:
        if spelling.name in _NUMBERS:
            return f"CASE WHEN {spelling.first} IS NULL THEN {spelling.column} END"
        return spelling.remainder()

    @staticmethod
    def _full(spelling: Spelling, *, has_types: bool) -> str:
        full = identity.number_full(spelling.first, spelling.rest) if spelling.name in _NUMBERS else spelling.full()
        if has_types and spelling.is_word:
            full = f"CAST({full} AS {_type_name(spelling.name)})"
        return full if spelling.yearly else unless_clean(spelling.first, full)

    def types(self) -> Iterator[str]:
        """The statements that make the types of words from closed lists, which then take one byte or two."""
        yield f"CREATE TYPE IF NOT EXISTS {quote(_SKIP_TYPE)} AS ENUM ({', '.join(map(text, _SKIPS))})"
        for name in self.value_columns():
            definition = self.definition(name)
            if definition.type in WORDS:
                words = self.options.places.names if definition.type == "place" else enum_spellings(definition).values()
                yield f"CREATE TYPE IF NOT EXISTS {_type_name(name)} AS ENUM ({', '.join(map(text, dict.fromkeys(words)))})"

    def statement(
        self, source: str, position: Sequence[str] = (), *, holds_cells: bool = True, has_types: bool = True
    ) -> str:
        """The statement that fills STAGED. `position` names columns of the source that hold row and line.

        `holds_cells` puts the cells into the table as well, where nobody could ask for them again; `has_types` says that
        the engine has made the types.
        """
        cells = cell_columns(len(self.headings)) if holds_cells else []
        values = [
            f"CAST({self._value(name, has_types=has_types)} AS {self._type(name, has_types=has_types)}) AS {quote(name)}"
            for name in self.value_columns()
        ]
        skip = f"CAST({self._may_be_skipped()} AS {quote(_SKIP_TYPE)})" if has_types else self._may_be_skipped()
        doubts = [check.doubt or check.condition for check in self.checks]
        left = [check.when_clean or doubt for check, doubt in zip(self.checks, doubts, strict=True)]
        faulty = unless_clean(
            " OR ".join(each for each in left if each != "FALSE") or "FALSE", " OR ".join(doubts) or "FALSE"
        )
        respelt = " OR ".join(f"{spelling.rest} IS NOT NULL" for spelling in self._read) or "FALSE"
        marks = [
            f"COALESCE({faulty}, FALSE) AS {FAULTY}",
            f"{unless_clean('FALSE', f'COALESCE({respelt}, FALSE)')} AS {RESPELT}",
            f"{skip} AS {SKIP}",
        ]
        listed = ",\n ".join([*map(quote, position), *cells, *values, *marks])
        return f"CREATE TABLE {quote(STAGED)} AS SELECT {listed}\nFROM ({self.levels(source, has_types=has_types)})"

    def _value(self, name: str, *, has_types: bool) -> str:
        told = self.told.get(name)
        if told is None:
            return quote(name)
        if name not in self.columns:
            return told
        return f"COALESCE({quote(name)}, CAST({told} AS {self._type(name, has_types=has_types)}))"

    def _type(self, name: str, *, has_types: bool) -> str:
        definition = self.definition(name)
        if has_types and definition.type in WORDS:
            return _type_name(name)
        if name in self.yearly:
            return MONTHLY_SHARE
        return "TINYINT" if definition.unit == "grade" else SQL_TYPES[definition.type]

    def fact(self, name: str) -> str:
        """A fact or standard as rules look at it, as SQL over STAGED: words as bytes, but for places, which are compared in part."""
        definition, column = self.definition(name), f"{quote(STAGED)}.{quote(name)}"
        is_packed = definition.type == "place" or definition.unit == "grade"
        return f"CAST({column} AS {SQL_TYPES[definition.type]})" if is_packed else column

    def _may_be_skipped(self) -> str:
        """Whether a row tells nothing of a person, so that it may be no applicant; the engine asks this of every row."""
        telling = [
            self.columns[name] for name in (*_NUMBERS, "birth_date", "disability_category") if name in self.columns
        ]
        if telling:
            empty = [
                f"({cell} IS NULL OR trim({cell}, ' \ufeff') IN ('', {self._words_above(cell)}))" for cell in telling
            ]
            # a number or a day that was read at first sight is no heading; of most rows that is all that need be asked
            read = [quote(f"{name}?") for name in (*_NUMBERS, "birth_date") if name in self.columns]
            known = f"WHEN {' OR '.join(f'{first} IS NOT NULL' for first in read)} THEN NULL " if read else ""
            return f"CASE {known}WHEN {' AND '.join(empty)} THEN {text(_MAYBE)} END"
        first = f"COALESCE({', '.join(f'c{index}' for index in range(len(self.headings)))})"
        headings = ", ".join(
            text(next((heading.strip() for heading in line if heading.strip()), "")) for line in self._heading_lines
        )
        words = f"{first} IS NULL OR trim({first}) IN ('', {headings}) OR contains({first}, '计') OR lower({first}) LIKE '%total%'"
        return f"CASE WHEN {words} OR lower({first}) LIKE '%sum%' THEN {text(_MAYBE)} END"

    def skip_statements(self, whole: str) -> Sequence[str]:
        """The statements that say why rows are no applicants: blank, a total, or the headings once more.

        `whole` is the relation of the rows with their cells.
        """
        cells = cell_columns(len(self.headings))
        first = f"COALESCE({', '.join(f'NULLIF({cleaned(cell)}, {text(str())})' for cell in cells)})"
        totals = ", ".join(text(word) for word in TOTALS)
        total = f"rtrim(lower({first}), ':： ') IN ({totals})"
        repeated = " OR ".join(
            " AND ".join(
                f"COALESCE(trim({cell}, ' \ufeff'), '') = {text(heading.strip())}"
                for cell, heading in zip_longest(cells, line, fillvalue="")
            )
            for line in self._heading_lines
        )
        kinds = f"CASE WHEN {first} IS NULL THEN 'blank' WHEN {total} THEN 'total' WHEN {repeated} THEN 'repeated_header' END"
        return (
            f"CREATE OR REPLACE TEMP TABLE {quote(_NAMED)} AS SELECT * FROM (SELECT {quote(STAGED)}.rowid AS position,"
            f" {kinds} AS kind FROM {whole} WHERE {SKIP} = {text(_MAYBE)}) WHERE kind IS NOT NULL",
            f"UPDATE {quote(STAGED)} SET {SKIP} = NULL WHERE {SKIP} = {text(_MAYBE)}",
            f"UPDATE {quote(STAGED)} SET {SKIP} = kind FROM {quote(_NAMED)} WHERE position = {quote(STAGED)}.rowid",
            f"DROP TABLE {quote(_NAMED)}",
        )

    @property
    def _heading_lines(self) -> Sequence[Sequence[str]]:
        """The lines that are headings once more, where they come again among the rows."""
        return self.lines or (self.headings,)

    def _words_above(self, column: str) -> str:
        """What stands above a column in each of those lines."""
        index = cell_index(column)
        words = {line[index].strip() if index < len(line) else "" for line in self._heading_lines}
        return ", ".join(text(word) for word in sorted(words))
