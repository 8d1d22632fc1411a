"""Expression nodes as SQL terms: for each operator and function the SQL that means what the evaluation means."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from subsidy_cli.columnar import terms
from subsidy_cli.columnar.terms import (
    Number,
    Plain,
    Term,
    constant,
    leaves_of_parts,
    leaves_when,
    level_of,
    text,
)
from subsidy_cli.expressions.nodes import (
    AllOf,
    AnyOf,
    Arithmetic,
    Call,
    Choice,
    Comparison,
    Literal_,
    Lookup,
    Membership,
    Name,
    Negation,
    Node,
    Not,
)

if TYPE_CHECKING:
    from datetime import date

Resolve = Callable[[str], Term]
_PLAIN_SIGNS = {"==": "=", "!=": "<>", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
_FLIPPED = {">": "<", ">=": "<=", "<": ">", "<=": ">="}


@dataclass(frozen=True)
class Translator:
    """Translates the expressions of one programme; what names and benefits stand for is given to it."""

    name: Resolve
    given: Resolve
    status: Resolve
    amount: Resolve
    as_of: str
    """The day, as SQL."""
    absent: Callable[[Lookup], str]
    """Whether an unknown key may be one that the table of a look-up does not have, as SQL."""

    def translate(self, node: Node) -> Term:
        """The SQL term of an expression."""
        match node:
            case Literal_(value):
                return self._literal(value)
            case Name("as_of"):
                return Plain(self.as_of)
            case Name(name):
                return self.name(name)
            case Negation(operand):
                return _negate(self.number(operand))
            case Arithmetic(sign, left, right):
                operation = {"+": _add, "-": _subtract, "*": multiply}[sign]
                return operation(self.number(left), self.number(right))
            case Comparison(sign, left, right):
                return compare(sign, self.translate(left), self.translate(right))
            case Membership(item, members):
                return self._membership(self.translate(item), members)
            case AllOf(operands):
                return _logic(" AND ", [self.plain(operand) for operand in operands])
            case AnyOf(operands):
                return _logic(" OR ", [self.plain(operand) for operand in operands])
            case Not(operand):
                part = self.plain(operand)
                return Plain(f"(NOT {part.sql})", part.leaves, part.level)
            case Choice(condition, then, otherwise):
                return choose(self.plain(condition), self.translate(then), self.translate(otherwise))
            case Lookup():
                return self._lookup(node)
            case Call():
                return self._call(node)

    def plain(self, node: Node) -> Plain:
        """A term that is not a number."""
        term = self.translate(node)
        assert isinstance(term, Plain)
        return term

    def number(self, node: Node) -> Number:
        """A term that is a number."""
        term = self.translate(node)
        assert isinstance(term, Number)
        return term

    @staticmethod
    def _literal(value: Fraction | str | bool | date) -> Term:
        match value:
            case bool():
                return Plain("TRUE" if value else "FALSE")
            case str():
                return Plain(text(value))
            case Fraction():
                return constant(value)
        return Plain(terms.day(value))

    def _membership(self, item: Term, members: tuple[Literal_, ...]) -> Plain:
        if isinstance(item, Plain):
            listed = ", ".join(self._literal(member.value).sql for member in members)  # type: ignore[union-attr]
            return Plain(f"({item.sql} IN ({listed}))", item.leaves, item.level)
        return _logic(" OR ", [compare("==", item, self._literal(member.value)) for member in members])

    def _lookup(self, node: Lookup) -> Term:
        key = self.translate(node.key)
        entries = [(self._literal(literal.value), self.translate(value)) for literal, value in node.entries]
        values = [value for _, value in entries]
        tests = [compare("==", key, literal) for literal, _ in entries]
        absent = self.absent(node)
        if isinstance(values[0], Number):
            numbers = [value for value in values if isinstance(value, Number)]
            return _number_lookup(key, tests, numbers, absent)
        return _plain_lookup(key, tests, [value for value in values if isinstance(value, Plain)], absent)

    def _call(self, node: Call) -> Term:
        arguments = node.arguments
        match node.function:
            case "given":
                return self.given(_id(arguments[0]))
            case "status_of":
                return self.status(_id(arguments[0]))
            case "amount_of":
                return self.amount(_id(arguments[0]))
            case "min":
                return smallest([self.number(argument) for argument in arguments])
            case "max":
                return largest([self.number(argument) for argument in arguments])
            case "ceil":
                return _round_up(self.number(arguments[0]))
            case "months" | "yuan":
                return self.number(arguments[0])
            case "age":
                return self._age(self.plain(arguments[0]))
            case "within":
                place, container = self.plain(arguments[0]), arguments[1]
                assert isinstance(container, Literal_)
                sql = f"(('/' || {place.sql} || '/') LIKE {text(f'%/{container.value}/%')})"
                return Plain(sql, place.leaves, place.level)
            case "first_of_month":
                part = self.plain(arguments[0])
                return Plain(f"CAST(date_trunc('month', {part.sql}) AS DATE)", part.leaves, part.level)
        return self._moved(node)

    def _age(self, born: Plain) -> Number:
        years = f"(year({self.as_of}) - year({born.sql}))"
        reached = f"CAST({born.sql} + to_years(CAST({years} AS INTEGER)) AS DATE) <= {self.as_of}"
        age = f"({years} - CASE WHEN {reached} THEN 0 ELSE 1 END)"
        return Number(f"COALESCE({age}, 0)", age, born.leaves, born.level, low_stated=True, column=age)

    def _moved(self, node: Call) -> Plain:
        """A day a number of days, months or years away; 29 February falls back to the 28th."""
        start, steps = self.plain(node.arguments[0]), self.number(node.arguments[1])
        unit = {"add_days": "to_days", "add_months": "to_months", "add_years": "to_years"}[node.function]
        count = f"CASE WHEN {steps.low} = {steps.high} THEN CAST({steps.low} AS INTEGER) END"
        return Plain(
            f"CAST({start.sql} + {unit}({count}) AS DATE)", leaves_of_parts(start, steps), level_of(start, steps)
        )


def _id(node: Node) -> str:
    assert isinstance(node, Name)
    return node.id


def _logic(connective: str, parts: list[Plain]) -> Plain:
    return Plain(f"({connective.join(part.sql for part in parts)})", leaves_of_parts(*parts), level_of(*parts))


def compare(sign: str, left: Term, right: Term) -> Plain:
    """Hold two terms against each other; NULL where it depends on what is unknown."""
    leaves, level = leaves_of_parts(left, right), level_of(left, right)
    if isinstance(left, Plain) and isinstance(right, Plain):
        return Plain(f"({left.sql} {_PLAIN_SIGNS[sign]} {right.sql})", leaves, level)
    assert isinstance(left, Number)
    assert isinstance(right, Number)
    if left.is_settled and right.is_settled:
        return Plain(f"({left.low} {_PLAIN_SIGNS[sign]} {right.low})", leaves, level)
    return Plain(_compare_numbers(sign, left, right), leaves, level)


def _compare_numbers(sign: str, left: Number, right: Number) -> str:
    if _is_plain(left) and _is_plain(right):
        return f"({left.high} {_PLAIN_SIGNS[sign]} {right.high})"
    if sign in {"==", "!="}:
        return _compare_equal(sign, left, right)
    if sign in {">", ">="}:
        return _compare_numbers(_FLIPPED[sign], right, left)
    low, other_low = left.firm_low, right.firm_low
    if sign == "<":
        return f"(CASE WHEN {left.high} < {other_low} THEN TRUE WHEN {low} >= {right.high} THEN FALSE END)"
    return f"(CASE WHEN {left.high} <= {other_low} THEN TRUE WHEN {low} > {right.high} THEN FALSE END)"


def _is_plain(value: Number) -> bool:
    """A figure that is known or nothing at all, so that SQL's own comparison says what is meant."""
    return value.literal is not None or value.column is not None


def _compare_equal(sign: str, left: Number, right: Number) -> str:
    both = f"{left.low} = {left.high} AND {right.low} = {right.high}"
    apart = f"{left.high} < {right.firm_low} OR {right.high} < {left.firm_low}"
    equal, differ = (f"{left.low} = {right.low}", "FALSE") if sign == "==" else (f"{left.low} <> {right.low}", "TRUE")
    return f"(CASE WHEN {both} THEN {equal} WHEN {apart} THEN {differ} END)"


def choose(condition: Plain, then: Term, otherwise: Term) -> Term:
    """`then` where the condition holds, `otherwise` where it does not, what both agree on where it is unknown."""
    when_unknown = condition.unknown
    leaves = (
        *leaves_when(condition.sql, then.leaves),
        *leaves_when(f"(NOT {condition.sql})", otherwise.leaves),
        *leaves_when(when_unknown, (*condition.leaves, *leaves_of_parts(then, otherwise))),
    )
    level = level_of(condition, then, otherwise)
    if isinstance(then, Number) and isinstance(otherwise, Number):
        low_both = _either_open(then.low, otherwise.low, f"LEAST({then.low}, {otherwise.low})")
        high_both = _either_open(then.high, otherwise.high, f"GREATEST({then.high}, {otherwise.high})")
        return Number(
            _cases(condition.sql, then.low, otherwise.low, low_both),
            _cases(condition.sql, then.high, otherwise.high, high_both),
            leaves,
            level,
            then.not_negative and otherwise.not_negative,
            then.low_stated and otherwise.low_stated,
        )
    assert isinstance(then, Plain)
    assert isinstance(otherwise, Plain)
    agreed = f"CASE WHEN {then.sql} = {otherwise.sql} THEN {then.sql} END"
    return Plain(_cases(condition.sql, then.sql, otherwise.sql, agreed), leaves, level)


def _cases(condition: str, then: str, otherwise: str, both: str) -> str:
    if then == otherwise:
        return then
    return f"(CASE WHEN {condition} THEN {then} WHEN NOT {condition} THEN {otherwise} ELSE {both} END)"


def _either_open(left: str, right: str, joined: str) -> str:
    return f"CASE WHEN {left} IS NOT NULL AND {right} IS NOT NULL THEN {joined} END"


def _number_lookup(key: Term, tests: list[Plain], values: list[Number], absent: str) -> Number:
    unknown = key.unknown
    possible = [*values, constant(Fraction(0))]
    joined = (
        _if_absent(absent, smallest(possible).low, smallest(values).low),
        _if_absent(absent, largest(possible).high, largest(values).high),
    )
    low = _by_key(tests, [value.low for value in values], unknown, joined[0], "0")
    high = _by_key(tests, [value.high for value in values], unknown, joined[1], "0")
    leaves = list(leaves_when(unknown, key.leaves))
    for test, value in zip(tests, values, strict=True):
        leaves += leaves_when(f"({unknown} OR {test.sql})", value.leaves)
    settled = key.leaves == () and all(value.is_settled for value in values)
    return Number(
        low,
        high,
        () if settled else tuple(leaves),
        level_of(key, *values),
        all(value.not_negative for value in values),
        all(value.low_stated for value in values),
    )


def _if_absent(absent: str, then: str, otherwise: str) -> str:
    if absent in {terms.TRUE, terms.FALSE}:
        return then if absent == terms.TRUE else otherwise
    return f"(CASE WHEN {absent} THEN {then} ELSE {otherwise} END)"


def _plain_lookup(key: Term, tests: list[Plain], values: list[Plain], absent: str) -> Plain:
    unknown = key.unknown
    same = " AND ".join(f"{value.sql} = {values[0].sql}" for value in values[1:]) or "TRUE"
    agreed = f"CASE WHEN {same} AND NOT ({absent} AND {values[0].sql}) THEN {values[0].sql} END"
    sql = _by_key(tests, [value.sql for value in values], unknown, agreed, "FALSE")
    leaves = list(leaves_when(unknown, key.leaves))
    for test, value in zip(tests, values, strict=True):
        leaves += leaves_when(f"({unknown} OR {test.sql})", value.leaves)
    return Plain(sql, tuple(leaves), level_of(key, *values))


def _by_key(tests: list[Plain], values: list[str], unknown: str, joined: str, absent: str) -> str:
    found = " ".join(f"WHEN {test.sql} THEN {value}" for test, value in zip(tests, values, strict=True))
    return f"(CASE WHEN {unknown} THEN {joined} {found} ELSE {absent} END)"


def _negate(value: Number) -> Number:
    return Number(f"(-{value.high})", f"(-{value.low})", value.leaves, value.level)


def _add(left: Number, right: Number) -> Number:
    return Number(
        f"({left.low} + {right.low})",
        f"({left.high} + {right.high})",
        leaves_of_parts(left, right),
        level_of(left, right),
        left.not_negative and right.not_negative,
        left.low_stated and right.low_stated,
    )


def _subtract(left: Number, right: Number) -> Number:
    return Number(
        f"({left.low} - {right.high})",
        f"({left.high} - {right.low})",
        leaves_of_parts(left, right),
        level_of(left, right),
    )


def multiply(left: Number, right: Number) -> Number:
    """Product; nothing times anything is nothing, however open."""
    leaves, level = leaves_of_parts(left, right), level_of(left, right)
    for scale, value in ((left, right), (right, left)):
        if scale.literal is not None and scale.literal > 0:
            low, high = f"({value.low} * {scale.low})", f"({value.high} * {scale.low})"
            column = high if value.column is not None else None
            return Number(low, high, leaves, level, value.not_negative, value.low_stated, column=column)
    nothing = f"({left.low} = 0 AND {left.high} = 0) OR ({right.low} = 0 AND {right.high} = 0)"
    products = f"{left.low} * {right.low}", f"{left.high} * {right.high}"
    if left.not_negative and right.not_negative:
        high = f"(CASE WHEN {nothing} THEN 0 ELSE {products[1]} END)"
        return Number(f"({products[0]})", high, leaves, level, not_negative=True, low_stated=True)
    return _multiply_any_sign(left, right, nothing)


def _multiply_any_sign(left: Number, right: Number, nothing: str) -> Number:
    """Product where a sign is not known from the text, case by case as in `quantities.multiply`."""
    both = f"{left.low} >= 0 AND {right.low} >= 0"
    scaled_left = f"{left.low} = {left.high} AND {left.low} >= 0"
    scaled_right = f"{right.low} = {right.high} AND {right.low} >= 0"
    corners = [f"{a} * {b}" for a in (left.low, left.high) for b in (right.low, right.high)]
    known = " AND ".join(f"{end} IS NOT NULL" for end in (left.low, left.high, right.low, right.high))

    def end(side: str, own: Callable[[Number], str]) -> str:
        return (
            f"(CASE WHEN {nothing} THEN 0 WHEN {both} THEN {own(left)} * {own(right)}"
            f" WHEN {scaled_left} THEN {left.low} * {own(right)} WHEN {scaled_right} THEN {right.low} * {own(left)}"
            f" WHEN {known} THEN {side}({', '.join(corners)}) END)"
        )

    return Number(
        end("LEAST", lambda value: value.low),
        end("GREATEST", lambda value: value.high),
        leaves_of_parts(left, right),
        level_of(left, right),
    )


def smallest(values: list[Number]) -> Number:
    """Minimum: open below where any is, open above only where all are."""
    lows = ", ".join(value.low for value in values)
    low = f"LEAST({lows})"
    if not all(value.low_stated for value in values):
        stated = " AND ".join(f"{value.low} IS NOT NULL" for value in values)
        low = f"(CASE WHEN {stated} THEN {low} END)"
    return Number(
        low,
        f"LEAST({', '.join(value.high for value in values)})",
        leaves_of_parts(*values),
        level_of(*values),
        all(value.not_negative for value in values),
        all(value.low_stated for value in values),
    )


def largest(values: list[Number]) -> Number:
    """Maximum: open above where any is, open below only where all are."""
    stated = " AND ".join(f"{value.high} IS NOT NULL" for value in values if not value.is_settled)
    high = f"GREATEST({', '.join(value.high for value in values)})"
    return Number(
        f"GREATEST({', '.join(value.low for value in values)})",
        f"(CASE WHEN {stated} THEN {high} END)" if stated else high,
        leaves_of_parts(*values),
        level_of(*values),
        any(value.not_negative for value in values),
        any(value.low_stated for value in values),
    )


def _round_up(value: Number) -> Number:
    return Number(
        f"CEIL({value.low})", f"CEIL({value.high})", value.leaves, value.level, value.not_negative, value.low_stated
    )
