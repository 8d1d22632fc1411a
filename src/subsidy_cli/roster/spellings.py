"""The readers of `facts.values` as SQL expressions over a column of text: the same closed lists, a column at a time.

Each value is read in two steps: `quick` takes the canonical spelling as it stands; what it leaves is cleaned (width,
spaces, marks that a spreadsheet leaves) and read by `full`. What neither takes is no value.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from subsidy_cli.columnar.terms import quote, text
from subsidy_cli.facts.values import DATE_FORMS, GRADES, GROUPED_NUMBER, NO, YES, enum_spellings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from subsidy_cli.facts.vocabulary import FactDefinition, StandardDefinition
    from subsidy_cli.places import Gazetteer

_WIDE = "".join(chr(code + 0xFEE0) for code in range(0x21, 0x7F)) + "￥\u3000\u00a0\u2002\u2003\u2007\u2009\u202f"
_NARROW = "".join(chr(code) for code in range(0x21, 0x7F)) + "¥       "
INVISIBLE = "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
_SPACES = " \t\r\n\u3000\u00a0"
_MARKED = '^="(.*)"$|^\'(.+)$'
"""How a spreadsheet is made to keep digits as text: an apostrophe before them, or a formula around them."""
_MONEY = r"[0-9]{1,12}(\.[0-9]{1,2})?"
_LONG_MONEY = r"-?[0-9]{1,15}(\.[0-9]{1,2}0{0,7})?"
_LONG_WHOLE = r"-?[0-9]{1,15}(\.0{1,9})?"
_LONG_DECIMAL = r"-?[0-9]{1,15}(\.[0-9]{1,6}0{0,3})?"
_PERCENTAGE = r"-?[0-9]{1,15}(\.[0-9]{1,4}0{0,5})?"
ANY_FIGURE = r"-?[0-9]+(,[0-9]{3})*(\.[0-9]+)?%?"
_SERIAL = r"[1-7][0-9]{4}"
"""A day as a spreadsheet counts it, from 1927 to 2119; no other spelling of a day has five digits."""

WORDS = frozenset({"enum", "place"})
"""Types of facts whose values are words from a closed list."""
MONTHLY_SHARE = "DECIMAL(20,8)"
"""A twelfth of a yearly amount, to eight places: no line with six can tell it from the exact twelfth."""


def matches(expression: str, pattern: str) -> str:
    """Whether a whole text matches a pattern."""
    return f"regexp_full_match({expression}, {text(pattern)})"


def cleaned(column: str) -> str:
    """A cell without what spreadsheets and input methods add: width, spaces, invisible characters, text marks."""
    narrow = f"trim(translate({column}, {text(_WIDE + INVISIBLE)}, {text(_NARROW)}), e' \\t\\r\\n')"
    return f"trim(regexp_replace({narrow}, {text(_MARKED)}, '\\1\\2'))"


def choice(expression: str, spellings: Mapping[str, object], kind: str = "") -> str:
    """A value from a closed list of spellings, each compared by itself and the Chinese ones first; of a type, if one is named.

    Not by IN: an engine may turn that into a join, which costs more and gives rows back in any order.
    """
    branches = " ".join(
        f"WHEN {text(word)} THEN {f'CAST({_literal(value)} AS {kind})' if kind else _literal(value)}"
        for word, value in sorted(spellings.items(), key=lambda spelling: spelling[0].isascii())
    )
    return f"CASE {expression} {branches} END"


def _literal(value: object) -> str:
    match value:
        case bool():
            return "TRUE" if value else "FALSE"
        case int():
            return str(value)
    return text(str(value))


def _household(column: str) -> str:
    """The number of a household in one spelling; that of most is theirs already, and cleaning takes long."""
    whole = f"NULLIF(regexp_replace(upper({cleaned(column)}), '^([0-9]+)[.]0+$', '\\1'), '')"
    return f"CASE WHEN {matches(column, '[0-9A-Z_-]+')} THEN {column} ELSE {whole} END"


@dataclass(frozen=True)
class Spelling:
    """How the values of one definition are read from one column."""

    definition: FactDefinition | StandardDefinition
    column: str
    """The column of text."""
    yearly: bool = False
    places: Mapping[str, str] = field(default_factory=dict)
    """Every spelling of a place, with its path."""

    @property
    def name(self) -> str:
        """The fact or standard."""
        return self.definition.id

    @property
    def first(self) -> str:
        """The column that holds what the quick reading gives."""
        return quote(f"{self.name}?")

    @property
    def rest(self) -> str:
        """The column that holds the cleaned text where the quick reading gives nothing."""
        return quote(f"{self.name}~")

    @property
    def figure(self) -> str:
        """The column that holds the figure alone, without sign, word and grouping."""
        return quote(f"{self.name}#")

    @property
    def is_number(self) -> bool:
        """Whether the value is a figure."""
        return self.definition.type in {"money", "integer", "decimal"}

    @property
    def is_word(self) -> bool:
        """Whether the value is a word from a closed list."""
        return self.definition.type in WORDS

    def quick(self, kind: str = "") -> str:
        """The value of a canonical spelling, else NULL; a word may have a type of its own."""
        column = self.column
        match self.definition.type:
            case "boolean":
                return choice(column, _booleans())
            case "money":
                value = f"TRY_CAST({column} AS DECIMAL(14,2))"
                again = f"CAST({value} AS VARCHAR)"
                forms = " ".join(
                    f"WHEN {condition} THEN {value}"
                    for condition in (f"{again} = {column}", f"{again} = {column} || '.00'", matches(column, _MONEY))
                )
                return f"CASE {forms} END"
            case "integer" if self.definition.unit == "grade":
                return choice(column, {**GRADES, **{str(grade): grade for grade in set(GRADES.values())}})
            case "integer":
                return f"CASE WHEN {matches(column, '[0-9]{1,9}')} THEN TRY_CAST({column} AS BIGINT) END"
            case "decimal":
                return f"CASE WHEN {matches(column, '[0-9]{1,6}([.][0-9]{1,6})?')} THEN TRY_CAST({column} AS DECIMAL(12,6)) END"
            case "date":
                day = f"TRY_CAST({column} AS DATE)"
                return f"CASE WHEN length({column}) = 10 AND CAST({day} AS VARCHAR) = {column} THEN {day} END"
            case "enum":
                return choice(column, enum_spellings(self.definition), kind)
            case "place":
                return choice(column, self.places, kind)
            case "text":
                if self.name == "household_id":
                    return _household(column)
                plain = f"NULLIF(trim({column}), '')"
                return plain if self.name == "name" else f"NULLIF(trim({column}, {text(_SPACES)}), '')"

    def remainder(self) -> str:
        """The cleaned text of what the quick reading leaves."""
        if self.definition.type == "text":
            return "CAST(NULL AS VARCHAR)"
        return (
            f"CASE WHEN {self.first} IS NULL AND {self.column} IS NOT NULL THEN NULLIF({cleaned(self.column)}, '') END"
        )

    def bare_figure(self) -> str:
        """The figure alone, from the cleaned text."""
        figure = self.rest
        if self.definition.type == "money":
            figure = f"trim(regexp_replace({figure}, '^¥?(.*?)元?$', '\\1'))"
        grouped = GROUPED_NUMBER.pattern.strip("^$")
        plain = f"CASE WHEN {matches(f'rtrim({figure}, chr(37))', grouped)} THEN replace({figure}, ',', '') ELSE {figure} END"
        return f"CASE WHEN {self.rest} IS NOT NULL THEN {plain} END"

    def full(self) -> str:
        """The value of any spelling, else NULL."""
        value = f"COALESCE({self.first}, CASE WHEN {self.rest} IS NOT NULL THEN {self._slow()} END)"
        if self.yearly:
            return f"CAST(CAST(CAST({value} * 100 AS HUGEINT) * 250000 // 3 AS DECIMAL(28,0)) * 0.00000001 AS {MONTHLY_SHARE})"
        return value

    def _slow(self) -> str:
        figure, rest = self.figure, self.rest
        match self.definition.type:
            case "boolean":
                return choice(f"lower({rest})", _booleans())
            case "money":
                return f"CASE WHEN {matches(figure, _LONG_MONEY)} THEN TRY_CAST({figure} AS DECIMAL(14,2)) END"
            case "integer":
                whole = f"CASE WHEN {matches(figure, _LONG_WHOLE)} THEN TRY_CAST({figure} AS BIGINT) END"
                return f"COALESCE({choice(rest, GRADES)}, {whole})" if self.definition.unit == "grade" else whole
            case "decimal":
                plain = f"CASE WHEN {matches(figure, _LONG_DECIMAL)} THEN TRY_CAST({figure} AS DECIMAL(12,6)) END"
                if self.definition.unit != "ratio":
                    return plain
                share = f"trim(rtrim({figure}, '%'))"
                hundredth = f"CAST(TRY_CAST({share} AS DECIMAL(14,4)) * 0.01 AS DECIMAL(12,6))"
                return f"CASE WHEN {matches(figure, _PERCENTAGE + ' *%')} THEN {hundredth} ELSE {plain} END"
            case "date":
                return _day(rest)
            case "enum":
                return choice(rest, enum_spellings(self.definition))
            case "place":
                return choice(f"trim({rest}, '/ ')", self.places)
            case "text":
                return "NULL"

    def unread(self) -> str:
        """Whether something is written that is no value."""
        return f"({quote(self.name)} IS NULL AND {self.rest} IS NOT NULL)"

    def out_of_range(self) -> str | None:
        """Whether the figure is outside what the definition allows; None where it allows everything."""
        if not self.is_number:
            return None
        beyond = f"({quote(self.name)} IS NULL AND {matches(self.figure, ANY_FIGURE)} AND TRY_CAST({self.figure} AS DOUBLE) >= 1e12)"
        return f"({self.beyond_limits()} OR {beyond})"

    def beyond_limits(self) -> str:
        """Whether a value that was read is outside what the definition allows."""
        low, high = self.definition.low, self.definition.high
        above = f" OR {quote(self.name)} > {high}" if high is not None else ""
        return f"({quote(self.name)} < {low}{above})"


def _booleans() -> dict[str, bool]:
    values = dict.fromkeys(sorted(YES), True) | dict.fromkeys(sorted(NO), False)
    return {"是": True, "否": False} | values


def _day(written: str) -> str:
    branches = []
    for form in DATE_FORMS:
        pattern = form.pattern.strip("^$")
        day = f"TRY_CAST(regexp_replace({written}, {text(form.pattern)}, '\\1-\\2-\\3') AS DATE)"
        branches.append(f"WHEN {matches(written, pattern)} THEN CASE WHEN left({written}, 4) <> '0000' THEN {day} END")
    branches.append(f"WHEN {matches(written, _SERIAL)} THEN DATE '1899-12-30' + TRY_CAST({written} AS INTEGER)")
    return f"CASE {' '.join(branches)} END"


def place_spellings(places: Gazetteer) -> dict[str, str]:
    """Every way to write a place that the gazetteer finds, with its path."""
    from subsidy_cli.places import ancestry

    words: list[str] = []
    for path in places.names:
        name = places.name(path)
        chain = [places.name(ancestor).zh for ancestor in ancestry(path)]
        words += [path, path.rsplit("/", 1)[-1], name.zh, name.en, name.zh[:-1], "".join(chain), "".join(chain[1:])]
    found = {word: places.find(word) for word in words if word}
    return {word: path for word, path in found.items() if path is not None}
