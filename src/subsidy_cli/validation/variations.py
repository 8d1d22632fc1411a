"""The ways in which one expression can be wrong by one step: a figure, a day, a sign, a connective, a category."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, TypeAlias

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
    Node,
    Not,
    children,
)
from subsidy_cli.expressions.parsing import parse
from subsidy_cli.periods import add_days

if TYPE_CHECKING:
    from subsidy_cli.expressions.nodes import Span

NEIGHBOURS: dict[str, tuple[str, ...]] = {
    "<": ("<=", ">"),
    "<=": ("<", ">="),
    ">": (">=", "<"),
    ">=": (">", "<="),
    "==": ("!=",),
    "!=": ("==",),
}
"""The signs that each sign could have been: its strict or loose form, and its opposite direction."""

CONNECTIVES: dict[type, tuple[str, str, str]] = {AllOf: (" and ", " or ", "True"), AnyOf: (" or ", " and ", "False")}
"""For each connective: its word, the other word, and what an operand that is left out would be."""

EXCHANGED = {"min": "max", "max": "min"}
REMOVABLE = frozenset({"ceil", "first_of_month"})

OtherWords: TypeAlias = Callable[[Node, str], Sequence[str]]
"""The words that could stand in the place of a word that is held against an expression."""


@dataclass(frozen=True, slots=True)
class Variation:
    """One step away from an expression: what stood where, what stands there now, and the whole new text."""

    kind: str
    start: int
    old: str
    new: str
    text: str


def variations(text: str, other_words: OtherWords) -> tuple[Variation, ...]:
    """Every variation of an expression that still reads as one, in the order of its text."""
    found: dict[str, Variation] = {}
    for each in sorted(_Varier(text, other_words).below(parse(text)), key=lambda each: (each.start, each.kind)):
        if each.text != text:
            found.setdefault(each.text, each)
    return tuple(found.values())


@dataclass(frozen=True)
class _Varier:
    """Varies the nodes of one text, by its columns."""

    text: str
    other_words: OtherWords

    def below(self, node: Node) -> Iterator[Variation]:
        """The variations of a node and of all below it."""
        yield from self.of(node)
        for child in children(node):
            yield from self.below(child)

    def of(self, node: Node) -> Iterator[Variation]:
        """The variations of a node itself."""
        match node:
            case Literal_(value) if isinstance(value, Fraction):
                yield from self.figure(node, value)
            case Literal_(value) if isinstance(value, date):
                yield from self.day(node, value)
            case Comparison():
                yield from self.comparison(node)
            case Membership():
                yield from self.membership(node)
            case AllOf(operands) | AnyOf(operands):
                yield from self.connective(node, operands)
            case Not():
                yield self.not_dropped(node)
            case Choice():
                yield from self.choice(node)
            case Lookup():
                yield from self.lookup(node)
            case Arithmetic(sign, left, right) if sign in {"+", "-"}:
                new = "-" if sign == "+" else "+"
                yield self.sign("sign", left, right, sign, new)
            case Call():
                yield from self.call(node)

    # pieces of text

    def written(self, span: Span) -> str:
        return self.text[span.start : span.end]

    def replaced(self, kind: str, start: int, end: int, new: str) -> Variation:
        text = self.text[:start] + new + self.text[end:]
        return Variation(kind, start, self.text[start:end], new, text)

    def sign(self, kind: str, left: Node, right: Node, old: str, new: str) -> Variation:
        """Another sign between two nodes."""
        start = self.text.index(old, left.span.end, right.span.start)
        return self.replaced(kind, start, start + len(old), new)

    # literals

    def figure(self, node: Literal_, value: Fraction) -> Iterator[Variation]:
        """One unit of the last place more and less, and double; nothing is less than nought."""
        written = Decimal(self.written(node.span).replace("_", ""))
        step = Decimal(1).scaleb(int(written.as_tuple().exponent))
        for changed in (written + step, written - step, written * 2):
            if changed >= 0 and Fraction(changed) != value:
                yield self.replaced("figure", node.span.start, node.span.end, format(changed, "f"))

    def day(self, node: Literal_, value: date) -> Iterator[Variation]:
        """The day before and the day after."""
        for step in (-1, 1):
            yield self.replaced("date", node.span.start, node.span.end, f"'{add_days(value, step)}'")

    def word(self, node: Literal_, owner: Node) -> Iterator[Variation]:
        """Another value of the enum, or another place."""
        if isinstance(node.value, str):
            for other in self.other_words(owner, node.value):
                yield self.replaced("category", node.span.start, node.span.end, f"'{other}'")

    # tests

    def comparison(self, node: Comparison) -> Iterator[Variation]:
        for new in NEIGHBOURS[node.sign]:
            yield self.sign("comparison", node.left, node.right, node.sign, new)
        for literal, owner in ((node.left, node.right), (node.right, node.left)):
            if isinstance(literal, Literal_):
                yield from self.word(literal, owner)

    def membership(self, node: Membership) -> Iterator[Variation]:
        """Each member left out; another word where there is only one."""
        members = node.members
        if len(members) == 1:
            yield from self.word(members[0], node.item)
            return
        for left_out in members:
            kept = ", ".join(self.written(member.span) for member in members if member is not left_out)
            variation = self.replaced("category", members[0].span.start, members[-1].span.end, kept)
            yield _told(variation, left_out.span.start, self.written(left_out.span))

    def connective(self, node: AllOf | AnyOf, operands: tuple[Node, ...]) -> Iterator[Variation]:
        """The other connective, and each operand left out; a chain of comparisons has only its signs."""
        old, new, neutral = CONNECTIVES[type(node)]
        gaps = [(left.span.end, right.span.start) for left, right in pairwise(operands)]
        if any(old not in self.text[start:end] for start, end in gaps):
            return
        text = self.text
        for start, end in reversed(gaps):
            text = text[:start] + text[start:end].replace(old, new) + text[end:]
        yield Variation("connective", gaps[0][0] + 1, old.strip(), new.strip(), text)
        for operand in operands:
            variation = self.replaced("operand", operand.span.start, operand.span.end, neutral)
            yield _told(variation, operand.span.start, variation.old)

    def not_dropped(self, node: Not) -> Variation:
        operand = node.operand
        if isinstance(operand, Membership) and operand.span == node.span:
            return self.sign("connective", operand.item, operand.members[0], "not in", "in")
        start = node.span.start
        rest = self.text[start:].removeprefix("not").lstrip()
        return self.replaced("connective", start, len(self.text) - len(rest), "")

    # amounts

    def choice(self, node: Choice) -> Iterator[Variation]:
        """One of the two branches for both."""
        for branch in (node.then, node.otherwise):
            variation = self.replaced("branch", node.span.start, node.span.end, f"({self.written(branch.span)})")
            yield _told(variation, node.condition.span.start, "if", f"always {self.written(branch.span)}")

    def lookup(self, node: Lookup) -> Iterator[Variation]:
        """Each entry of a table left out."""
        entries = node.entries
        for left_out, _ in entries if len(entries) > 1 else ():
            kept = ", ".join(
                f"{self.written(key.span)}: ({self.written(value.span)})"
                for key, value in entries
                if key is not left_out
            )
            variation = self.replaced("category", entries[0][0].span.start, self._end(node), kept)
            yield _told(variation, left_out.span.start, self.written(left_out.span))

    def _end(self, node: Lookup) -> int:
        """Where the last entry ends: at the brace that closes the table."""
        return self.text.rindex("}", node.entries[-1][1].span.end, node.key.span.start)

    def call(self, node: Call) -> Iterator[Variation]:
        start = node.span.start
        if node.function in EXCHANGED:
            yield self.replaced("function", start, start + len(node.function), EXCHANGED[node.function])
        elif node.function in REMOVABLE:
            yield self.replaced("function", start, start + len(node.function), "")
        elif node.function == "within":
            owner, container = node.arguments
            if isinstance(container, Literal_):
                yield from self.word(container, Call("within", (owner,)))


def _told(variation: Variation, start: int, old: str, new: str = "") -> Variation:
    """The same change, told by what was left out rather than by all that was rewritten."""
    return Variation(variation.kind, start, old, new, variation.text)


def words_of(vocabulary_values: Callable[[str], Sequence[str]], places: Callable[[str], Sequence[str]]) -> OtherWords:
    """The other words of an enum fact, of a status, and of a place: the next value, and the places around it."""

    def other_words(owner: Node, word: str) -> Sequence[str]:
        match owner:
            case Call("within", _):
                return places(word)
            case Call("status_of", _):
                return ("ineligible",) if word == "eligible" else ("eligible",)
            case Name(name):
                values = list(vocabulary_values(name))
                return (values[(values.index(word) + 1) % len(values)],) if word in values and len(values) > 1 else ()
        return ()

    return other_words
