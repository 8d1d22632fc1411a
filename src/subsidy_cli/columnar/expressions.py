"""Expression nodes as SQL terms: for each operator and function the SQL that means what the evaluation means."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from subsidy_cli.columnar import terms
from subsidy_cli.columnar.ages import Age
from subsidy_cli.columnar.arithmetic import add, largest, multiply, negate, round_up, smallest, subtract
from subsidy_cli.columnar.choices import choose, number_by_key, plain_by_key
from subsidy_cli.columnar.comparisons import compare
from subsidy_cli.columnar.terms import Number, Plain, Term, constant, leaves_of_parts, level_of, text
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


@dataclass(frozen=True)
class Translator:
    """Translates the expressions of one programme; what names and benefits stand for is given to it."""

    name: Resolve
    given: Resolve
    status: Resolve
    amount: Resolve
    as_of: str
    """The day, as SQL."""
    day: date | None
    """The day, where it is the same for all rows."""
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
                return negate(self.number(operand))
            case Arithmetic(sign, left, right):
                operation = {"+": add, "-": subtract, "*": multiply}[sign]
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
            return number_by_key(key, tests, numbers, absent)
        return plain_by_key(key, tests, [value for value in values if isinstance(value, Plain)], absent)

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
                return round_up(self.number(arguments[0]))
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
        told = None if self.day is None else Age(born.sql, self.day)
        return Number(f"COALESCE({age}, 0)", age, born.leaves, born.level, low_stated=True, column=age, age=told)

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


def _within(place: str, container: str) -> str:
    """Whether a part of a path is this place; most often it is the last one, and paths are not put together for it."""
    others = f"{place} = {text(container)} OR {place} LIKE {text(f'{container}/%')} OR {place} LIKE {text(f'%/{container}/%')}"
    return f"(CASE WHEN {place} LIKE {text(f'%/{container}')} THEN TRUE ELSE ({others}) END)"
