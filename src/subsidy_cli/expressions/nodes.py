"""The nodes of an expression: frozen, comparable, each with its place in the source text."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from fractions import Fraction

ComparisonSign = Literal["<", "<=", ">", ">=", "==", "!="]
ArithmeticSign = Literal["+", "-", "*"]
LOOKS = frozenset({"status_of", "amount_of"})
"""The functions that look at a benefit."""


@dataclass(frozen=True, slots=True)
class Span:
    """Columns of the source text, from `start` up to but not including `end`, counted from 0."""

    start: int
    end: int


NOWHERE = Span(0, 0)


@dataclass(frozen=True, slots=True)
class Literal_:  # noqa: N801 - `Literal` is a name of the standard library
    """A figure, a word, a day or a truth value written in the rule."""

    value: Fraction | str | bool | date
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Name:
    """A fact, a standard, a definition, or `as_of`."""

    id: str
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Negation:
    """Minus a number."""

    operand: Node
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """Sum, difference or product of two numbers."""

    sign: ArithmeticSign
    left: Node
    right: Node
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two values held against each other; a chain is an `AllOf` of these."""

    sign: ComparisonSign
    left: Node
    right: Node
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Membership:
    """Whether a value is one of a set of literals."""

    item: Node
    members: tuple[Literal_, ...]
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every operand must hold."""

    operands: tuple[Node, ...]
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class AnyOf:
    """One operand must hold."""

    operands: tuple[Node, ...]
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite of a truth value."""

    operand: Node
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Choice:
    """`then` where the condition holds, `otherwise` where it does not, what both agree on where it is unknown."""

    condition: Node
    then: Node
    otherwise: Node
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Lookup:
    """A value by key; a missing key is worth 0 as a number and is not met as a condition."""

    entries: tuple[tuple[Literal_, Node], ...]
    key: Node
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Call:
    """One of the closed list of functions."""

    function: str
    arguments: tuple[Node, ...]
    span: Span = field(default=NOWHERE, compare=False)


Node: TypeAlias = (
    Literal_ | Name | Negation | Arithmetic | Comparison | Membership | AllOf | AnyOf | Not | Choice | Lookup | Call
)


def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly below a node, in the order of the text."""
    match node:
        case Literal_() | Name():
            return ()
        case Negation(operand) | Not(operand):
            return (operand,)
        case Arithmetic(_, left, right) | Comparison(_, left, right):
            return (left, right)
        case Membership(item, members):
            return (item, *members)
        case AllOf(operands) | AnyOf(operands):
            return operands
        case Choice(condition, then, otherwise):
            return (condition, then, otherwise)
        case Lookup(entries, key):
            return (*(part for entry in entries for part in entry), key)
        case Call(_, arguments):
            return arguments


def walk(node: Node) -> tuple[Node, ...]:
    """A node and all below it, in the order of the text."""
    return (node, *(below for child in children(node) for below in walk(child)))


def names(node: Node) -> tuple[str, ...]:
    """The facts, standards and definitions that a rule uses, once each, in the order of the text.

    The arguments of `status_of` and `amount_of` are benefits and do not count.
    """
    found: dict[str, None] = {}
    _collect_names(node, found)
    return tuple(found)


def _collect_names(node: Node, found: dict[str, None]) -> None:
    if isinstance(node, Call) and node.function in LOOKS:
        return
    if isinstance(node, Name):
        found.setdefault(node.id)
    for child in children(node):
        _collect_names(child, found)


def benefits(node: Node) -> tuple[str, ...]:
    """The benefits whose status or amount a rule looks at, once each, in the order of the text."""
    return tuple(dict.fromkeys(benefit for benefit, _ in looks(node)))


def looks(node: Node) -> Iterator[tuple[str, str]]:
    """Each look of a rule at a benefit: the benefit, and the function that looks at it."""
    for part in walk(node):
        if isinstance(part, Call) and part.function in LOOKS:
            for argument in part.arguments:
                if isinstance(argument, Name):
                    yield argument.id, part.function
