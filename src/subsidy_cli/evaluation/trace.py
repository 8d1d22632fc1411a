"""The comparisons inside a condition, each with the actual value, the threshold and the distance between them."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from subsidy_cli.determination import OUTCOMES, Outcome, TestOutcome
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
    names,
)
from subsidy_cli.quantities import Interval, money_text, number_text
from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from subsidy_cli.evaluation.scope import Scope
    from subsidy_cli.evaluation.values import Result, Value
    from subsidy_cli.programme.rules import Programme, Rule

_FLIPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}
_OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}


def trace(scope: Scope, rule: Rule) -> tuple[TestOutcome, ...]:
    """Every comparison that a rule makes for this applicant, definitions opened up, once each."""
    found = _Tracer(scope).atoms(rule.node, rule.text, positive=True)
    return tuple({(test.text, test.outcome): test for test in found}.values())


class _Tracer:
    """Opens a rule down to its comparisons."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.programme = scope.programme
        self._opened: set[tuple[str, bool]] = set()
        """Definitions that were opened already; a second time they would only say the same again."""

    def atoms(self, node: Node, text: str, *, positive: bool) -> Iterator[TestOutcome]:
        """The comparisons below a node; `positive` is false below a `not`."""
        match node:
            case AllOf(operands) | AnyOf(operands):
                for operand in operands:
                    yield from self.atoms(operand, text, positive=positive)
            case Not(operand):
                yield from self.atoms(operand, text, positive=not positive)
            case Choice():
                yield from self._choice(node, text, positive=positive)
            case Name(name) if name in self.programme.definitions:
                if (name, positive) in self._opened:
                    return
                self._opened.add((name, positive))
                rule = self.programme.definitions[name].rule
                yield from self.atoms(rule.node, rule.text, positive=positive)
            case Comparison():
                yield self._comparison(node, text, positive=positive)
            case Membership():
                yield self._membership(node, text, positive=positive)
            case _:
                yield self._plain(node, text, positive=positive)

    def _choice(self, node: Choice, text: str, *, positive: bool) -> Iterator[TestOutcome]:
        truth = self.scope.evaluate(node.condition).truth
        if truth is None:
            yield from self.atoms(node.condition, text, positive=True)
        if truth is not False:
            yield from self.atoms(node.then, text, positive=positive)
        if truth is not True:
            yield from self.atoms(node.otherwise, text, positive=positive)

    def _comparison(self, node: Comparison, text: str, *, positive: bool) -> TestOutcome:
        left, right, sign = node.left, node.right, node.sign
        if not names(left) and names(right):
            left, right, sign = right, left, _FLIPPED[sign]  # type: ignore[assignment]
        sign = sign if positive else _OPPOSITE[sign]  # type: ignore[assignment]
        found = [self.scope.evaluate(left), self.scope.evaluate(right)]
        result = self.scope.evaluate(node)
        money = is_money(self.programme, left) or is_money(self.programme, right)
        return TestOutcome(
            text=_text(node, text, positive=positive),
            outcome=_outcome(result, positive=positive),
            subject=words(self.programme, self._taken(left)),
            sign=sign,
            actual=show(found[0].value, money=money),
            threshold=show(found[1].value, money=money),
            distance=_distance(found[0].value, found[1].value, money=money),
            missing=result.missing,
            units=units(self.programme, node),
        )

    def _taken(self, node: Node) -> Node:
        """The branch of a choice that holds for the applicant, so that only its facts are named."""
        while isinstance(node, Choice):
            truth = self.scope.evaluate(node.condition).truth
            if truth is None:
                return node
            node = node.then if truth else node.otherwise
        return node

    def _membership(self, node: Membership, text: str, *, positive: bool) -> TestOutcome:
        result = self.scope.evaluate(node)
        members = [member.value for member in node.members]
        return TestOutcome(
            text=_text(node, text, positive=positive),
            outcome=_outcome(result, positive=positive),
            subject=words(self.programme, node.item),
            sign="in" if positive else "not in",
            actual=show(self.scope.evaluate(node.item).value, money=False),
            threshold=", ".join(str(member) for member in members),
            distance=None,
            missing=result.missing,
        )

    def _plain(self, node: Node, text: str, *, positive: bool) -> TestOutcome:
        """A truth value by itself: a yes-or-no fact, or a question such as `within`."""
        result = self.scope.evaluate(node)
        subject, actual, threshold, sign = node, show(result.value, money=False), show(positive, money=False), "=="
        if isinstance(node, Call) and node.function == "within":
            subject, container = node.arguments
            actual, threshold = show(self.scope.evaluate(subject).value, money=False), _literal(container)
            sign = "within" if positive else "not within"
        return TestOutcome(
            text=_text(node, text, positive=positive),
            outcome=_outcome(result, positive=positive),
            subject=words(self.programme, subject),
            sign=sign,
            actual=actual,
            threshold=threshold,
            distance=None,
            missing=result.missing,
        )


def _literal(node: Node) -> str:
    return str(node.value) if isinstance(node, Literal_) else ""


def _text(node: Node, text: str, *, positive: bool) -> str:
    written = text[node.span.start : node.span.end]
    return written if positive else f"not ({written})"


def _outcome(result: Result, *, positive: bool) -> Outcome:
    truth = result.truth
    return OUTCOMES[truth if positive or truth is None else not truth]


def show(value: Value, *, money: bool) -> str | None:
    """A value as text; None where it is unknown. Money is rounded to the fen only here."""
    match value:
        case bool():
            return "true" if value else "false"
        case Interval():
            if not value.is_point or value.low is None:
                return None
            return money_text(value.low) if money else number_text(value.low)
        case date():
            return value.isoformat()
    return value


def _distance(actual: Value, threshold: Value, *, money: bool) -> str | None:
    if isinstance(actual, Interval) and isinstance(threshold, Interval):
        if actual.is_point and threshold.is_point and actual.low is not None and threshold.low is not None:
            apart = actual.low - threshold.low
            return money_text(apart) if money else number_text(apart)
        return None
    if isinstance(actual, date) and isinstance(threshold, date):
        return str((actual - threshold).days)
    return None


def is_money(programme: Programme, node: Node) -> bool:
    """Whether an expression is an amount of yuan."""
    for name in names(node):
        definition = programme.definitions.get(name)
        if definition is not None and definition.type.is_money:
            return True
        fact = programme.vocabulary.facts.get(name) or programme.vocabulary.standards.get(name)
        if fact is not None and fact.type == "money":
            return True
    return any(isinstance(part, Call) and part.function == "amount_of" for part in _calls(node))


def units(programme: Programme, node: Node) -> tuple[tuple[str, str], ...]:
    """What the definitions in an expression are counted in, where they have a unit of their own."""
    used = {name: programme.definitions[name].type.unit for name in names(node) if name in programme.definitions}
    return tuple((name, unit) for name, unit in used.items() if unit is not None)


def _calls(node: Node) -> tuple[Node, ...]:
    from subsidy_cli.expressions.nodes import walk

    return walk(node)


def words(programme: Programme, node: Node) -> Text:
    """An expression in words: the names of its facts with its signs."""
    match node:
        case Name(name):
            return Text("计算日", "the day") if name == "as_of" else programme.label(name)
        case Literal_(value):
            shown = number_text(value) if isinstance(value, Fraction) else str(value)
            return Text(shown, shown)
        case Arithmetic(sign, left, right):
            ends = words(programme, left), words(programme, right)
            mark = {"*": "×", "+": "+", "-": "-"}[sign]
            return Text(f"{ends[0].zh} {mark} {ends[1].zh}", f"{ends[0].en} {mark} {ends[1].en}")
        case Call("age", (born,)):
            inner = words(programme, born)
            return (
                Text("年龄", "age")
                if inner.zh == "出生日期"
                else Text(f"自{inner.zh}起周年数", f"years since {inner.en}")
            )
        case Call("status_of" | "amount_of", (Name(benefit),)):
            return programme.vocabulary.label(benefit)
        case Lookup(_, key):
            inner = words(programme, key)
            return Text(f"按{inner.zh}的数额", f"figure by {inner.en}")
    labels = [words(programme, Name(name)) for name in names(node)]
    if not labels:
        return Text("", "")
    return Text("、".join(label.zh for label in labels), ", ".join(label.en for label in labels))
