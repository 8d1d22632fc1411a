"""SQL terms for values that may be unknown.

A truth value, day or word is one SQL expression, NULL where it is unknown: SQL's own logic of AND, OR and NOT is Kleene's.
A number is two expressions, its low and its high end, NULL where an end is open. Every term knows which facts would
settle it: pairs of a name and an SQL condition under which that name is what is missing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, TypeAlias

from subsidy_cli.quantities import number_text

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from subsidy_cli.columnar.ages import Age

Leaf: TypeAlias = tuple[str, str]
"""A name, and the condition under which it is missing (given that the term is unknown and wanted)."""

TRUE = "TRUE"
FALSE = "FALSE"
UNKNOWN = "CAST(NULL AS BOOLEAN)"
_NULL = re.compile(r"CAST\(NULL AS [A-Z]+(\([0-9]+,[0-9]+\))?\)")
OPEN_END = "CAST(NULL AS DECIMAL(18,2))"
_COLUMN = re.compile(r'"([^"]|"")+"')
_FIGURE = r"[0-9]+|CAST\(-?[0-9.]+ AS DECIMAL\([0-9]+,[0-9]+\)\)"
_DIGITS = re.compile(r"-?[0-9][0-9.]*")
_WORD = re.compile(rf"'([^']|'')*'|DATE '[^']*'|TRUE|FALSE|{_FIGURE}")
_FILLED = re.compile(rf'COALESCE\("([^"]|"")+", ({_FIGURE})\)')
"""A column with a figure in its place where it is unknown."""
_DEFINITE = re.compile(r'\("([^"]|"")+" IS (NOT )?(NULL|TRUE|FALSE)\)')
_CERTAIN = re.compile(r'\(("(?:[^"]|"")+") IS (TRUE|FALSE)\)')


@dataclass(frozen=True, slots=True)
class Plain:
    """A truth value, a day or a word."""

    sql: str
    leaves: tuple[Leaf, ...] = ()
    level: int = 0

    @property
    def unknown(self) -> str:
        """Whether the value is unknown."""
        return is_null(self.sql)

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
    age: Age | None = None
    """What it says of somebody, where it is an age on one day."""

    @property
    def firm_low(self) -> str:
        """The low end as a comparison may rely on it: a figure without an upper end is not known."""
        if self.literal is not None:
            return self.low
        if is_nothing(self.high):
            return self.high
        return self.column or f"(CASE WHEN {self.high} IS NOT NULL THEN {self.low} END)"

    @property
    def unknown(self) -> str:
        """Whether the number is not one point."""
        if self.is_settled:
            return "FALSE"
        if is_nothing(self.low) or is_nothing(self.high):
            return TRUE
        return is_null(self.column) if self.column else f"(({self.low} = {self.high}) IS NOT TRUE)"

    @property
    def is_settled(self) -> bool:
        """Whether it can be seen from the text alone that the number is one known point."""
        return self.low == self.high and self.literal is not None


Term: TypeAlias = Plain | Number

# What can be seen from the text alone is settled in the text: a fact that no row states makes much of a rule superfluous.


def is_nothing(sql: str) -> bool:
    """Whether a text is just an unknown value."""
    return _NULL.fullmatch(sql) is not None


def hold(left: str, sign: str, right: str) -> str:
    """A comparison of two values; unknown where one of them is."""
    return UNKNOWN if is_nothing(left) or is_nothing(right) else f"({left} {sign} {right})"


def is_simple(sql: str) -> bool:
    """Whether a text is just the name of a column, a figure or word, or nothing, so that it may be repeated."""
    return any(pattern.fullmatch(sql) for pattern in (_COLUMN, _WORD, _NULL))


def is_null(sql: str) -> str:
    """Whether a value is unknown."""
    if is_nothing(sql):
        return TRUE
    is_certain = any(pattern.fullmatch(sql) for pattern in (_WORD, _FILLED, _DEFINITE))
    return FALSE if is_certain else f"({sql} IS NULL)"


def is_known(sql: str) -> str:
    """Whether a value is known."""
    return opposite(is_null(sql)) if is_null(sql) in {TRUE, FALSE} else f"({sql} IS NOT NULL)"


def is_true(sql: str) -> str:
    """Whether something holds for certain."""
    if sql in {TRUE, FALSE}:
        return sql
    return FALSE if is_nothing(sql) else f"({sql} IS TRUE)"


def is_false(sql: str) -> str:
    """Whether something is false for certain."""
    if sql in {TRUE, FALSE}:
        return opposite(sql)
    return FALSE if is_nothing(sql) else f"({sql} IS FALSE)"


def opposite(sql: str) -> str:
    """NOT."""
    if sql in {TRUE, FALSE}:
        return FALSE if sql == TRUE else TRUE
    return UNKNOWN if is_nothing(sql) else f"(NOT {sql})"


def all_of(parts: Iterable[str]) -> str:
    """AND: one that is false settles it."""
    return _joined(" AND ", parts, neutral=TRUE, settling=FALSE)


def any_of(parts: Iterable[str]) -> str:
    """OR: one that is true settles it."""
    return _joined(" OR ", parts, neutral=FALSE, settling=TRUE)


def _joined(connective: str, parts: Iterable[str], *, neutral: str, settling: str) -> str:
    found = [part for part in dict.fromkeys(parts) if part != neutral]
    if settling in found:
        return settling
    if not found:
        return neutral
    return found[0] if len(found) == 1 else f"({connective.join(found)})"


def case(*branches: tuple[str, str], otherwise: str | None = None) -> str:
    """CASE: branches that can never be taken are left out."""
    taken = []
    for condition, value in branches:
        if condition == TRUE:
            otherwise = value
            break
        if condition != FALSE and not is_nothing(condition):
            taken.append((_branch(condition), value))
    if not taken:
        return UNKNOWN if otherwise is None else otherwise
    listed = " ".join(f"WHEN {condition} THEN {value}" for condition, value in taken)
    return f"(CASE {listed} END)" if otherwise is None else f"(CASE {listed} ELSE {otherwise} END)"


def _branch(condition: str) -> str:
    """A condition of a branch, which is not taken where it is unknown: then it need not be asked whether it is certain."""
    found = _CERTAIN.fullmatch(condition)
    if found is None:
        return condition
    column, truth = found.groups()
    return str(column) if truth == TRUE else opposite(column)


def value_where(condition: str, value: str) -> str:
    """A value where a condition holds, else nothing."""
    if condition in {TRUE, FALSE}:
        return value if condition == TRUE else OPEN_END
    return f"(CASE WHEN {condition} THEN {value} END)"


def first_known(*values: str) -> str:
    """COALESCE."""
    found = [value for value in values if not is_nothing(value)]
    if not found:
        return values[0]
    return found[0] if len(found) == 1 else f"COALESCE({', '.join(found)})"


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


def figure_in(sql: str) -> Fraction | None:
    """The figure that a text is; None where it is anything else."""
    found = _DIGITS.search(sql) if re.fullmatch(_FIGURE, sql) else None
    return None if found is None else Fraction(found[0])


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
    if condition == FALSE or is_nothing(condition):
        return ()
    found = ((name, all_of((condition, own))) for name, own in leaves)
    return tuple((name, own) for name, own in found if own != FALSE)


def leaves_of_parts(*parts: Term) -> tuple[Leaf, ...]:
    """What is missing where any unknown part leaves the whole unknown."""
    return tuple(leaf for part in parts if part.leaves for leaf in leaves_when(part.unknown, part.leaves))


def missing_text(leaves: tuple[Leaf, ...]) -> str:
    """The reason of what is unknown: the names that are missing, once each, in order."""
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
            pieces.append(f"CASE WHEN {own} THEN {text(',' + name)} ELSE '' END")
            earlier.append(condition)
    return f"concat('missing:', substr(concat({', '.join(pieces)}), 2))" if pieces else "'missing:'"
