"""Expression nodes as SQL terms: for each operator and function the SQL that means what the evaluation means."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
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
    absent: Callable[[Lookup], Plain]
    """Whether an unknown key may be one that the table of a look-up does not have."""
    shared: Callable[[Term], Term]
    """The same term, in columns of its own where its text is long: what stands around it says it several times over."""

    def translate(self, node: Node) -> Term:
        """The SQL term of an expression."""
        return self.shared(self._translate(node))

    def _translate(self, node: Node) -> Term:
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
                return _logic(terms.all_of, [self.plain(operand) for operand in operands])
            case AnyOf(operands):
                return _logic(terms.any_of, [self.plain(operand) for operand in operands])
            case Not(operand):
                part = self.plain(operand)
                return Plain(terms.opposite(part.sql), part.leaves, part.level)
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
            is_one = terms.UNKNOWN if terms.is_nothing(item.sql) else f"({item.sql} IN ({listed}))"
            return Plain(is_one, item.leaves, item.level)
        return _logic(terms.any_of, [compare("==", item, self._literal(member.value)) for member in members])

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
                return Plain(_within(place.sql, str(container.value)), place.leaves, place.level)
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


def _logic(join: Callable[[Iterable[str]], str], parts: list[Plain]) -> Plain:
    return Plain(join(part.sql for part in parts), leaves_of_parts(*parts), level_of(*parts))


def compare(sign: str, left: Term, right: Term) -> Plain:
    """Hold two terms against each other; NULL where it depends on what is unknown."""
    leaves, level = leaves_of_parts(left, right), level_of(left, right)
    if isinstance(left, Plain) and isinstance(right, Plain):
        return Plain(_hold(left.sql, _PLAIN_SIGNS[sign], right.sql), leaves, level)
    assert isinstance(left, Number)
    assert isinstance(right, Number)
    left, right = _bare(left), _bare(right)
    if left.is_settled and right.is_settled:
        return Plain(f"({left.low} {_PLAIN_SIGNS[sign]} {right.low})", leaves, level)
    return Plain(_compare_numbers(sign, left, right), leaves, level)


def _bare(value: Number) -> Number:
    """A whole figure without its type, so that counts are compared as counts and not as long decimals."""
    if value.literal is None or value.literal.denominator != 1 or value.literal < 0:
        return value
    written = str(value.literal.numerator)
    return replace(value, low=written, high=written)


def _hold(left: str, sign: str, right: str) -> str:
    """A comparison of two values; unknown where one of them is."""
    return terms.UNKNOWN if terms.is_nothing(left) or terms.is_nothing(right) else f"({left} {sign} {right})"


def _compare_numbers(sign: str, left: Number, right: Number) -> str:
    if _is_plain(left) and _is_plain(right):
        return _hold(left.high, _PLAIN_SIGNS[sign], right.high)
    if sign in {"==", "!="}:
        return _compare_equal(sign, left, right)
    if sign in {">", ">="}:
        return _compare_numbers(_FLIPPED[sign], right, left)
    low, other_low = left.firm_low, right.firm_low
    opposite = ">=" if sign == "<" else ">"
    return terms.case((_hold(left.high, sign, other_low), "TRUE"), (_hold(low, opposite, right.high), "FALSE"))


def _is_plain(value: Number) -> bool:
    """A figure that is known or nothing at all, so that SQL's own comparison says what is meant."""
    return value.literal is not None or value.column is not None


def _compare_equal(sign: str, left: Number, right: Number) -> str:
    both = terms.all_of((_hold(left.low, "=", left.high), _hold(right.low, "=", right.high)))
    apart = terms.any_of((_hold(left.high, "<", right.firm_low), _hold(right.high, "<", left.firm_low)))
    equal, differ = (f"{left.low} = {right.low}", "FALSE") if sign == "==" else (f"{left.low} <> {right.low}", "TRUE")
    return terms.case((both, equal), (apart, differ))


def choose(condition: Plain, then: Term, otherwise: Term) -> Term:
    """`then` where the condition holds, `otherwise` where it does not, what both agree on where it is unknown."""
    if condition.sql in {terms.TRUE, terms.FALSE}:
        return then if condition.sql == terms.TRUE else otherwise
    when_unknown = condition.unknown
    leaves = (
        *leaves_when(condition.sql, then.leaves),
        *leaves_when(terms.opposite(condition.sql), otherwise.leaves),
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
    agreed = _agreed(_hold(then.sql, "=", otherwise.sql), then.sql)
    return Plain(_cases(condition.sql, then.sql, otherwise.sql, agreed), leaves, level)


def _cases(condition: str, then: str, otherwise: str, both: str) -> str:
    if then == otherwise:
        return then
    return terms.case((condition, then), (terms.opposite(condition), otherwise), otherwise=both)


def _agreed(condition: str, value: str) -> str:
    """A value where a condition holds, else nothing."""
    if condition in {terms.TRUE, terms.FALSE}:
        return value if condition == terms.TRUE else terms.OPEN_END
    return f"(CASE WHEN {condition} THEN {value} END)"


def _either_open(left: str, right: str, joined: str) -> str:
    if terms.is_nothing(left) or terms.is_nothing(right):
        return left if terms.is_nothing(left) else right
    return _agreed(terms.all_of((terms.is_known(left), terms.is_known(right))), joined)


def _number_lookup(key: Term, tests: list[Plain], values: list[Number], absent: Plain) -> Number:
    unknown = key.unknown
    possible = [*values, constant(Fraction(0))]
    joined = (
        _if_absent(absent.sql, smallest(possible).low, smallest(values).low),
        _if_absent(absent.sql, largest(possible).high, largest(values).high),
    )
    low = _by_key(tests, [value.low for value in values], unknown, joined[0], "0")
    high = _by_key(tests, [value.high for value in values], unknown, joined[1], "0")
    leaves = list(leaves_when(unknown, key.leaves))
    for test, value in zip(tests, values, strict=True):
        leaves += leaves_when(terms.any_of((unknown, test.sql)), value.leaves)
    settled = key.leaves == () and all(value.is_settled for value in values)
    return Number(
        low,
        high,
        () if settled else tuple(leaves),
        level_of(key, absent, *values),
        all(value.not_negative for value in values),
        all(value.low_stated for value in values),
    )


def _if_absent(absent: str, then: str, otherwise: str) -> str:
    if absent in {terms.TRUE, terms.FALSE}:
        return then if absent == terms.TRUE else otherwise
    return then if then == otherwise else terms.case((absent, then), otherwise=otherwise)


def _plain_lookup(key: Term, tests: list[Plain], values: list[Plain], absent: Plain) -> Plain:
    unknown = key.unknown
    same = terms.all_of(_hold(value.sql, "=", values[0].sql) for value in values[1:])
    agree = terms.all_of((same, terms.opposite(terms.all_of((absent.sql, values[0].sql)))))
    agreed = f"(CASE WHEN {agree} THEN {values[0].sql} END)"
    sql = _by_key(tests, [value.sql for value in values], unknown, agreed, "FALSE")
    leaves = list(leaves_when(unknown, key.leaves))
    for test, value in zip(tests, values, strict=True):
        leaves += leaves_when(terms.any_of((unknown, test.sql)), value.leaves)
    return Plain(sql, tuple(leaves), level_of(key, absent, *values))


def _by_key(tests: list[Plain], values: list[str], unknown: str, joined: str, absent: str) -> str:
    found = [(test.sql, value) for test, value in zip(tests, values, strict=True)]
    return terms.case((unknown, joined), *found, otherwise=absent)


def _computed(left: str, sign: str, right: str) -> str:
    """A sum, difference or product; an end that is open stays open."""
    for end in (left, right):
        if terms.is_nothing(end):
            return end
    return f"({left} {sign} {right})"


def _of(function: str, ends: list[str]) -> str:
    """LEAST or GREATEST of the ends that are not open."""
    found = [end for end in dict.fromkeys(ends) if not terms.is_nothing(end)]
    if not found:
        return ends[0]
    return found[0] if len(found) == 1 else f"{function}({', '.join(found)})"


def _negate(value: Number) -> Number:
    return Number(f"(-{value.high})", f"(-{value.low})", value.leaves, value.level)


def _add(left: Number, right: Number) -> Number:
    return Number(
        _computed(left.low, "+", right.low),
        _computed(left.high, "+", right.high),
        leaves_of_parts(left, right),
        level_of(left, right),
        left.not_negative and right.not_negative,
        left.low_stated and right.low_stated,
    )


def _subtract(left: Number, right: Number) -> Number:
    return Number(
        _computed(left.low, "-", right.high),
        _computed(left.high, "-", right.low),
        leaves_of_parts(left, right),
        level_of(left, right),
    )


def multiply(left: Number, right: Number) -> Number:
    """Product; nothing times anything is nothing, however open."""
    leaves, level = leaves_of_parts(left, right), level_of(left, right)
    for scale, value in ((left, right), (right, left)):
        if scale.literal is not None and scale.literal > 0:
            low, high = _computed(value.low, "*", scale.low), _computed(value.high, "*", scale.low)
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
    low = _of("LEAST", [value.low for value in values])
    if not all(value.low_stated for value in values):
        low = _agreed(terms.all_of(terms.is_known(value.low) for value in values), low)
    return Number(
        low,
        _of("LEAST", [value.high for value in values]),
        leaves_of_parts(*values),
        level_of(*values),
        all(value.not_negative for value in values),
        all(value.low_stated for value in values),
    )


def largest(values: list[Number]) -> Number:
    """Maximum: open above where any is, open below only where all are."""
    stated = terms.all_of(terms.is_known(value.high) for value in values if not value.is_settled)
    return Number(
        _of("GREATEST", [value.low for value in values]),
        _agreed(stated, _of("GREATEST", [value.high for value in values])),
        leaves_of_parts(*values),
        level_of(*values),
        any(value.not_negative for value in values),
        any(value.low_stated for value in values),
    )


def _within(place: str, container: str) -> str:
    """Whether a part of a path is this place; most often it is the last one, and paths are not put together for it."""
    others = f"{place} = {text(container)} OR {place} LIKE {text(f'{container}/%')} OR {place} LIKE {text(f'%/{container}/%')}"
    return f"(CASE WHEN {place} LIKE {text(f'%/{container}')} THEN TRUE ELSE ({others}) END)"


def _round_up(value: Number) -> Number:
    return Number(
        f"CEIL({value.low})", f"CEIL({value.high})", value.leaves, value.level, value.not_negative, value.low_stated
    )
