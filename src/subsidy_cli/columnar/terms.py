"""SQL terms for values that may be unknown.

A truth value, day or word is one SQL expression, NULL where it is unknown: SQL's own logic of AND, OR and NOT is Kleene's.
A number is two expressions, its low and its high end, NULL where an end is open. Every term knows which facts would
settle it: pairs of a name and an SQL condition under which that name is what is missing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from subsidy_cli.quantities import number_text

if TYPE_CHECKING:
    from datetime import date
    from fractions import Fraction

Leaf: TypeAlias = tuple[str, str]
"""A name, and the condition under which it is missing (given that the term is unknown and wanted)."""

TRUE = "TRUE"
FALSE = "FALSE"


@dataclass(frozen=True, slots=True)
class Plain:
    """A truth value, a day or a word."""

    sql: str
    leaves: tuple[Leaf, ...] = ()
    level: int = 0

    @property
    def unknown(self) -> str:
        """Whether the value is unknown."""
        return f"({self.sql} IS NULL)"

    @property
    def is_settled(self) -> bool:
        """Whether it can be seen from the text alone that the value is never unknown."""
        return not self.leaves


@dataclass(frozen=True, slots=True)
class Number:
    """A number between two ends."""

    low: str
    high: str
    leaves: tuple[Leaf, ...] = ()
    level: int = 0
    not_negative: bool = False
    """The low end is stated and never below 0, whatever the row holds."""
    low_stated: bool = False
    """The low end is never open."""
    literal: Fraction | None = None
    column: str | None = None
    """The plain column, where the number is one known figure or nothing at all."""

    @property
    def firm_low(self) -> str:
        """The low end as a comparison may rely on it: a figure without an upper end is not known."""
        if self.literal is not None:
            return self.low
        return self.column or f"(CASE WHEN {self.high} IS NOT NULL THEN {self.low} END)"

    @property
    def unknown(self) -> str:
        """Whether the number is not one point."""
        if self.is_settled:
            return "FALSE"
        return f"({self.column} IS NULL)" if self.column else f"(({self.low} = {self.high}) IS NOT TRUE)"

    @property
    def is_settled(self) -> bool:
        """Whether it can be seen from the text alone that the number is one known point."""
        return self.low == self.high and self.literal is not None


Term: TypeAlias = Plain | Number


def quote(name: str) -> str:
    """A column name in SQL."""
    return '"' + name.replace('"', '""') + '"'


def text(word: str) -> str:
    """A word in SQL."""
    return "'" + word.replace("'", "''") + "'"


def day(value: date) -> str:
    """A day in SQL."""
    return f"DATE '{value.isoformat()}'"


def figure(value: Fraction) -> str:
    """A figure in SQL, as an exact decimal of just the digits that it needs."""
    written = number_text(value)
    digits = len(written.replace("-", "").replace(".", "").lstrip("0")) or 1
    scale = len(written.partition(".")[2])
    return f"CAST({written} AS DECIMAL({max(digits, scale, 1)},{scale}))"


def constant(value: Fraction) -> Number:
    """A number that is known from the text."""
    written = figure(value)
    return Number(written, written, not_negative=value >= 0, low_stated=True, literal=value)


def level_of(*terms: Term) -> int:
    """The level of the latest column that terms use."""
    return max((term.level for term in terms), default=0)


def leaves_when(condition: str, leaves: tuple[Leaf, ...]) -> tuple[Leaf, ...]:
    """Leaves that count only under a further condition."""
    if condition == TRUE:
        return leaves
    return tuple((name, condition if own == TRUE else f"({condition} AND {own})") for name, own in leaves)


def leaves_of_parts(*parts: Term) -> tuple[Leaf, ...]:
    """What is missing where any unknown part leaves the whole unknown."""
    return tuple(leaf for part in parts if part.leaves for leaf in leaves_when(part.unknown, part.leaves))


def missing_list(leaves: tuple[Leaf, ...]) -> str:
    """The names that are missing, once each, in order, each followed by a comma."""
    seen: dict[str, list[str]] = {}
    pieces = []
    for name, condition in leaves:
        earlier = seen.setdefault(name, [])
        own = (
            condition
            if not earlier
            else f"{condition} AND NOT ({' OR '.join(f'COALESCE({each}, FALSE)' for each in earlier)})"
        )
        if TRUE not in earlier and condition not in earlier:
            pieces.append(f"CASE WHEN {own} THEN {text(name + ',')} ELSE '' END")
            earlier.append(condition)
    return " || ".join(pieces) if pieces else "''"
