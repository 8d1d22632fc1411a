"""Rules as sentences: an expression of the rule language in the words of its facts, in either language."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

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
from subsidy_cli.presentation.wording import STATUSES
from subsidy_cli.quantities import number_text
from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from subsidy_cli.facts.vocabulary import FactDefinition, StandardDefinition
    from subsidy_cli.presentation.wording import Wording
    from subsidy_cli.programme.rules import DefinitionRule, Programme

YUAN, AGE, RATIO, DAY = "yuan", "age", "ratio", "day"
_SIGNS = {
    "<=": Text("不超过", "is at most"),
    "<": Text("低于", "is below"),
    ">=": Text("不低于", "is at least"),
    ">": Text("超过", "is above"),
    "==": Text("为", "is"),
    "!=": Text("不为", "is not"),
}
_AGE_SIGNS = _SIGNS | {">=": Text("满", "is at least"), "<": Text("不满", "is under")}
_DAY_SIGNS = _SIGNS | {
    "<=": Text("不晚于", "is on or before"),
    "<": Text("早于", "is before"),
    ">=": Text("不早于", "is on or after"),
    ">": Text("晚于", "is after"),
}
_OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}


@dataclass(frozen=True)
class Sentences:
    """Puts the rules of one programme into words."""

    programme: Programme
    wording: Wording
    measures: Mapping[str, str] = field(default_factory=dict)
    """What definitions of bare figures are counted in, where the rules that use them tell it."""
    _units: dict[str, str] = field(default_factory=dict, compare=False, repr=False)

    def definition(self, rule: DefinitionRule) -> str:
        """What a definition says."""
        if rule.type.kind == "boolean":
            return self.condition(rule.rule.node)
        return self.value(rule.rule.node, self.unit(Name(rule.id)))

    def condition(self, node: Node) -> str:
        """What must hold."""
        match node:
            case AllOf(operands):
                return self._joined(operands, Text("，且", " and "))
            case AnyOf(operands):
                return self._joined(operands, Text("，或", " or "))
            case Not(operand):
                return self._negated(operand)
            case Choice(condition, then, otherwise):
                parts = self.condition(condition), self.condition(then), self.condition(otherwise)
                return self._pick(
                    f"{parts[0]}的，看是否{parts[1]}；否则看是否{parts[2]}",
                    f"if {parts[0]}: {parts[1]}; otherwise: {parts[2]}",
                )
            case Comparison():
                return self._comparison(node, node.sign)
            case Membership(item, members):
                return self._membership(item, members)
            case Literal_(value):
                return self._pick("是", "always") if value else self._pick("否", "never")
            case Call("within", (place, container)):
                where = self._place(container)
                return self._pick(f"{self.value(place)}在{where}", f"{self.value(place)} lies in {where}")
            case Call("given", (name,)):
                return self._stated(name, positive=True)
        return self.value(node)

    def _stated(self, name: Node, *, positive: bool) -> str:
        """Whether something is known; of a yes-or-no fact, whether it is known which."""
        definition, words = self._definition(name), self.value(name)
        verb = Text("已说明" if positive else "未说明", "is stated" if positive else "is not stated")
        if definition is not None and definition.type == "boolean":
            return self._pick(f"{verb.zh}是否{words}", f"it {verb.en} whether: {words}")
        return self._pick(f"{verb.zh}{words}", f"{words} {verb.en}")

    def _joined(self, operands: Iterable[Node], word: Text) -> str:
        parts = [self._bracketed(operand) for operand in operands]
        return self.wording.say(word).join(parts)

    def _bracketed(self, node: Node) -> str:
        """A part that has parts itself stands in brackets."""
        text = self.condition(node)
        return self._in_brackets(text) if isinstance(node, AllOf | AnyOf | Choice) else text

    def _negated(self, operand: Node) -> str:
        match operand:
            case Comparison():
                return self._comparison(operand, _OPPOSITE[operand.sign])
            case Membership(item, members):
                return self._membership(item, members, positive=False)
            case Call("given", (name,)):
                return self._stated(name, positive=False)
            case Not(inner):
                return self.condition(inner)
        return self._pick(f"并非「{self.condition(operand)}」", f"not: {self.condition(operand)}")

    def _comparison(self, node: Comparison, sign: str) -> str:
        match node.left, node.right:
            case Call("status_of", (Name(benefit),)), Literal_(status):
                return self._status(benefit, str(status), positive=sign == "==")
        unit = self.unit(node.left) or self.unit(node.right)
        signs = _AGE_SIGNS if unit == AGE else _DAY_SIGNS if unit == DAY else _SIGNS
        left, right = self.part(node.left, unit), self._compared(node)
        word = signs[sign]
        return self._pick(f"{left}{word.zh}{right}", f"{left} {word.en} {right}")

    def _compared(self, node: Comparison) -> str:
        """The right side of a comparison: a value of an enum by its words."""
        if isinstance(node.right, Literal_) and isinstance(node.right.value, str):
            return self._member(node.left, node.right)
        return self.part(node.right, self.unit(node.left) or self.unit(node.right))

    def _membership(self, item: Node, members: Iterable[Literal_], *, positive: bool = True) -> str:
        words = [self._member(item, member) for member in members]
        zh, en = "或".join(words), " or ".join(words)
        subject = self.value(item)
        return self._pick(
            f"{subject}{'为' if positive else '不为'}{zh}", f"{subject} is {'' if positive else 'not '}{en}"
        )

    def _member(self, item: Node, member: Literal_) -> str:
        definition = self._definition(item)
        label = getattr(definition, "values", {}).get(member.value)
        if label is not None:
            return self.wording.say(label)
        return self.value(member, self.unit(item))

    def _status(self, benefit: str, status: str, *, positive: bool) -> str:
        label = self._label(benefit)
        if status == "eligible":
            return self._pick(
                f"{'享受' if positive else '不享受'}「{label}」",
                f"{'is' if positive else 'is not'} entitled to {label}",
            )
        word = self.wording.say(STATUSES.get(status, Text(status, status)))
        return self._pick(
            f"「{label}」{'为' if positive else '不为'}{word}", f"{label} {'is' if positive else 'is not'} {word}"
        )

    # values

    def value(self, node: Node, unit: str = "") -> str:
        """What an expression is worth; `unit` is what bare figures in it are counted in."""
        match node:
            case Name("as_of"):
                return self._pick("计算日", "the day")
            case Name(name):
                return self._label(name)
            case Literal_(value):
                return self._literal(value, unit)
            case Negation(operand):
                return f"-{self._whole(operand, unit)}"
            case Arithmetic("*", left, right):
                return f"{self._factor(left, right, unit)} × {self._factor(right, left, unit)}"
            case Arithmetic("-", left, right):
                return f"{self.part(left, unit)} - {self._whole(right, unit)}"
            case Arithmetic(sign, left, right):
                return f"{self.part(left, unit)} {sign} {self.part(right, unit)}"
            case Choice(condition, then, otherwise):
                first = self.part(then, unit) if isinstance(then, Choice) else self.value(then, unit)
                parts = self.condition(condition), first, self.value(otherwise, unit)
                return self._pick(
                    f"{parts[0]}的为{parts[1]}，否则为{parts[2]}", f"{parts[1]} if {parts[0]}, otherwise {parts[2]}"
                )
            case Lookup(entries, key):
                return self._lookup(entries, key, unit)
            case Call():
                return self._call(node, unit)
        return self.condition(node)

    def _literal(self, value: Fraction | str | bool | date, unit: str) -> str:
        if isinstance(value, bool):
            return self._pick("是", "yes") if value else self._pick("否", "no")
        if isinstance(value, Fraction):
            is_multiple = unit == RATIO and value > 1 and value.denominator == 1
            return self.wording.quantity(number_text(value), "" if is_multiple else unit)
        if isinstance(value, date):
            return self.wording.day(value)
        if value == "retirement":
            return self._pick("退休", "retirement")
        return self._place_name(value) or value

    def _factor(self, node: Node, other: Node, unit: str) -> str:
        """A share reads better as a percentage; a whole number is a multiple."""
        if isinstance(node, Literal_) and isinstance(node.value, Fraction):
            return self._literal(node.value, RATIO if node.value.denominator != 1 else "")
        counted = self.factor_unit(node, other, unit)
        if isinstance(node, Arithmetic) and node.sign != "*":
            return self._in_brackets(self.value(node, counted))
        return self.part(node, counted)

    def factor_unit(self, node: Node, other: Node, unit: str) -> str:
        """What a factor is counted in: a bare one times yuan is a share; what a bare figure makes yuan of is yuan itself."""
        own, others = self.unit(node), self.unit(other)
        if own or others:
            return own or (RATIO if others == YUAN else "")
        return YUAN if unit == YUAN and isinstance(other, Literal_) else ""

    def part(self, node: Node, unit: str) -> str:
        """A part of a sum, product or comparison: what has parts itself stands in brackets, so that it is plain what is meant."""
        text = self.value(node, unit)
        inner = node.arguments[0] if isinstance(node, Call) and node.function in {"yuan", "months"} else node
        has_parts = isinstance(inner, Choice | Lookup) or (isinstance(inner, Call) and inner.function in {"min", "max"})
        return self._in_brackets(text) if has_parts else text

    def _whole(self, node: Node, unit: str) -> str:
        """What stands behind a minus or in an enumeration: a sum is meant as a whole."""
        if isinstance(node, Arithmetic) and node.sign != "*":
            return self._in_brackets(self.value(node, unit))
        return self.part(node, unit)

    def _in_brackets(self, text: str) -> str:
        return self._pick(f"（{text}）", f"({text})")

    def _lookup(self, entries: Iterable[tuple[Literal_, Node]], key: Node, unit: str) -> str:
        shown = [f"{self._member(key, member)} {self.value(value, unit)}" for member, value in entries]
        subject = self.value(key)
        return self._pick(f"按{subject}：{'；'.join(shown)}", f"by {subject}: {'; '.join(shown)}")

    def _call(self, node: Call, unit: str) -> str:
        part = self._whole if node.function in {"min", "max"} else self.part
        shown = [part(argument, unit or self.unit(node)) for argument in node.arguments]
        match node.function:
            case "min":
                return self._pick(f"{'、'.join(shown)}中较低的", f"the lower of {' and '.join(shown)}")
            case "max":
                return self._pick(f"{'、'.join(shown)}中较高的", f"the higher of {' and '.join(shown)}")
            case "ceil":
                return self._pick(f"{shown[0]}（尾数进一）", f"{shown[0]}, rounded up")
            case "age":
                return self._age(node.arguments[0])
            case "months":
                return self.value(node.arguments[0], "months")
            case "yuan":
                return self.value(node.arguments[0], YUAN)
            case "amount_of":
                return self._pick(f"「{shown[0]}」的金额", f"the amount of {shown[0]}")
            case "first_of_month":
                return self._pick(f"{shown[0]}当月1日", f"the first of the month of {shown[0]}")
            case "add_years" | "add_months" | "add_days":
                return self._moved(node)
        return self.condition(node) if node.function in {"within", "given"} else self.wording.join(shown)

    def _age(self, born: Node) -> str:
        if isinstance(born, Name) and born.id == "birth_date":
            return self._pick("年龄", "the age")
        return self._pick(f"自{self.value(born)}起的周年数", f"the full years since {self.value(born)}")

    def _moved(self, node: Call) -> str:
        day, step = self.value(node.arguments[0]), node.arguments[1]
        unit = {"add_years": "years", "add_months": "months", "add_days": "days"}[node.function]
        is_back = isinstance(step, Negation)
        distance = self.value(step.operand if isinstance(step, Negation) else step, unit)
        return self._pick(
            f"{day}{'前' if is_back else '后'}{distance}", f"{distance} {'before' if is_back else 'after'} {day}"
        )

    # what things are counted in

    def unit(self, node: Node) -> str:
        """What an expression is counted in; empty for bare figures and for what is no figure."""
        match node:
            case Name("as_of"):
                return DAY
            case Name(name):
                return self._unit_of_name(name)
            case Arithmetic(_, left, right):
                units = [self.unit(left), self.unit(right)]
                return YUAN if YUAN in units else next((unit for unit in units if unit and unit != RATIO), "")
            case Choice(_, then, otherwise):
                return self.unit(then) or self.unit(otherwise)
            case Lookup(entries, _):
                return next((unit for _, value in entries if (unit := self.unit(value))), "")
            case Call("age", _):
                return AGE
            case Call("yuan" | "amount_of", _):
                return YUAN
            case Call("months", _):
                return "months"
            case Call("min" | "max" | "ceil", arguments):
                return next((unit for argument in arguments if (unit := self.unit(argument))), "")
            case Call("add_years" | "add_months" | "add_days" | "first_of_month", _):
                return DAY
        return ""

    def _unit_of_name(self, name: str) -> str:
        if name not in self._units:
            self._units[name] = self._find_unit(name)
        return self._units[name]

    def _find_unit(self, name: str) -> str:
        rule = self.programme.definitions.get(name)
        if rule is not None:
            if rule.type.is_money:
                return YUAN
            return DAY if rule.type.kind == "date" else self.unit(rule.rule.node) or self.measures.get(name, "")
        definition = self._definition(Name(name))
        if definition is None:
            return ""
        if definition.type == "date":
            return DAY
        return YUAN if definition.type == "money" else definition.unit or ""

    # names

    def _definition(self, node: Node) -> FactDefinition | StandardDefinition | None:
        if not isinstance(node, Name):
            return None
        vocabulary = self.programme.vocabulary
        return vocabulary.facts.get(node.id) or vocabulary.standards.get(node.id)

    def _label(self, name: str) -> str:
        return self.wording.say(self.programme.label(name))

    def _place(self, node: Node) -> str:
        written = str(node.value) if isinstance(node, Literal_) else ""
        return self._place_name(written) or written

    def _place_name(self, written: str) -> str | None:
        path = self.programme.places.find(written)
        return None if path is None else self.wording.say(self.programme.places.name(path))

    def _pick(self, zh: str, en: str) -> str:
        return self.wording.pick(zh, en)
