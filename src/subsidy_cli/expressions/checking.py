"""Types and units of expressions, checked when a policy file is loaded. Every mistake of an expression is reported."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Protocol

from subsidy_cli.diagnostics import nearest
from subsidy_cli.expressions import types
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
from subsidy_cli.expressions.parsing import Mistake
from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from subsidy_cli.expressions.types import Type

FUNCTIONS: dict[str, tuple[tuple[str, ...], str]] = {
    "min": (("number", "..."), "number"),
    "max": (("number", "..."), "number"),
    "ceil": (("number",), "number"),
    "months": (("number",), "number"),
    "yuan": (("number",), "number"),
    "age": (("date",), "number"),
    "add_years": (("date", "number"), "date"),
    "add_months": (("date", "number"), "date"),
    "add_days": (("date", "number"), "date"),
    "first_of_month": (("date",), "date"),
    "within": (("place", "text"), "boolean"),
    "given": (("name",), "boolean"),
    "status_of": (("benefit",), "status"),
    "amount_of": (("benefit",), "number"),
}
"""The closed list of functions: what they take and what they give."""


class Vocabulary(Protocol):
    """What the names of a rule mean."""

    def type_of(self, name: str) -> Type | None:
        """The type of a fact, standard or definition; None where there is no such name."""

    def benefit_unit(self, benefit: str) -> str | None:
        """The unit of a benefit's amount; None where there is no such benefit."""

    def has_place(self, place: str) -> bool:
        """Whether a place id is known."""

    def known_names(self) -> Iterable[str]:
        """Every name that a rule may use."""

    def known_benefits(self) -> Iterable[str]:
        """Every benefit that a rule may look at."""


@dataclass
class Checker:
    """Finds the type of an expression and collects its mistakes."""

    vocabulary: Vocabulary
    mistakes: list[Mistake] = field(default_factory=list)

    def check(self, node: Node, wanted: Type | None = None) -> Type | None:
        """Give the type of a node, or None where a mistake below makes it unknowable."""
        found = self._type(node)
        if wanted is not None and found is not None and self._meet(node, wanted, found) is None:
            return None
        return found

    def _report(self, node: Node, code: str, zh: str, en: str, hint: Text | None = None) -> None:
        self.mistakes.append(Mistake(code, Text(zh, en), node.span, hint))

    def _type(self, node: Node) -> Type | None:
        match node:
            case Literal_():
                return self._literal(node)
            case Name():
                return self._name(node)
            case Negation(operand):
                return self.check(operand, types.BARE_NUMBER)
            case Arithmetic():
                return self._arithmetic(node)
            case Comparison():
                return self._comparison(node)
            case Membership():
                return self._membership(node)
            case AllOf(operands) | AnyOf(operands):
                for operand in operands:
                    self.check(operand, types.BOOLEAN)
                return types.BOOLEAN
            case Not(operand):
                self.check(operand, types.BOOLEAN)
                return types.BOOLEAN
            case Choice(condition, then, otherwise):
                self.check(condition, types.BOOLEAN)
                return self._agree(node, [then, otherwise])
            case Lookup():
                return self._lookup(node)
            case Call():
                return self._call(node)

    def _literal(self, node: Literal_) -> Type:
        match node.value:
            case bool():
                return types.BOOLEAN
            case str():
                return types.TEXT
            case date():
                return types.DATE
        return types.BARE_NUMBER

    def _name(self, node: Name) -> Type | None:
        found = self.vocabulary.type_of(node.id)
        if found is None and node.id not in self.vocabulary.known_names():
            suggestion = nearest(node.id, self.vocabulary.known_names())
            hint = None if suggestion is None else Text(f"是否为 {suggestion}？", f"did you mean {suggestion}?")
            self._report(
                node,
                "unknown-name",
                f"没有名为 {node.id} 的事实、标准或定义",
                f"no fact, standard or definition {node.id}",
                hint,
            )
        return found

    def _arithmetic(self, node: Arithmetic) -> Type | None:
        if node.sign != "*":
            return self._agree(node, [node.left, node.right], types.BARE_NUMBER)
        left, right = self.check(node.left, types.BARE_NUMBER), self.check(node.right, types.BARE_NUMBER)
        if left is None or right is None:
            return None
        sensible, unit = types.product(left.unit, right.unit)
        if not sensible:
            self._report(
                node,
                "unit-mismatch",
                f"{left.unit} 与 {right.unit} 不能相乘",
                f"{left.unit} cannot be multiplied by {right.unit}",
            )
            return None
        return types.number(unit)

    def _agree(self, node: Node, parts: list[Node], wanted: Type | None = None) -> Type | None:
        """The one type of several parts, which must go together."""
        agreed: Type | None = None
        for part in parts:
            found = self.check(part, wanted)
            if found is None:
                return None
            agreed = found if agreed is None else self._meet(node, agreed, found)
            if agreed is None:
                return None
        return agreed

    def _meet(self, node: Node, left: Type, right: Type) -> Type | None:
        """The type of two values side by side; a bare number takes the unit of the other."""
        if left.kind == right.kind == "number":
            if left.unit is None or right.unit is None:
                return right if left.unit is None else left
            if left.unit == right.unit:
                return left
            self._report(
                node,
                "unit-mismatch",
                f"单位不同：{left.unit} 与 {right.unit}",
                f"different units: {left.unit} and {right.unit}",
            )
            return None
        if left.kind != right.kind and not self._is_word(left, right):
            self._report(node, "type-mismatch", f"类型不同：{left} 与 {right}", f"different types: {left} and {right}")
            return None
        return left if left.kind != "text" else right

    @staticmethod
    def _is_word(left: Type, right: Type) -> bool:
        return {left.kind, right.kind} in ({"text", "enum"}, {"text", "status"}, {"text", "place"})

    def _comparison(self, node: Comparison) -> Type:
        left, right = self.check(node.left), self.check(node.right)
        if left is not None and right is not None and self._meet(node, left, right) is not None:
            ordered = left.kind in {"number", "date"}
            if not ordered and node.sign not in {"==", "!="}:
                self._report(node, "type-mismatch", "只有数字和日期能比较大小", "only numbers and dates have an order")
            for word, other in ((node.left, right), (node.right, left)):
                self._known_value(word, other)
                self._no_place(word, other)
        return types.BOOLEAN

    def _membership(self, node: Membership) -> Type:
        found = self.check(node.item)
        for member in node.members:
            if found is not None and self._meet(member, found, self._literal(member)) is not None:
                self._known_value(member, found)
                self._no_place(member, found)
        return types.BOOLEAN

    def _no_place(self, node: Node, owner: Type) -> None:
        """A place is a path, which no id equals; and whoever lives in a county lives in its city."""
        if isinstance(node, Literal_) and owner.kind == "place":
            self._report(
                node,
                "type-mismatch",
                f"地名不能与 '{node.value}' 直接比较",
                f"a place cannot be held against '{node.value}'",
                Text(f"写作 within(…, '{node.value}')", f"write within(..., '{node.value}')"),
            )

    def _known_value(self, node: Node, owner: Type) -> None:
        """A word held against an enum must be one of its values."""
        if not isinstance(node, Literal_) or not isinstance(node.value, str) or not owner.values:
            return
        if node.value not in owner.values:
            suggestion = nearest(node.value, owner.values)
            hint = None if suggestion is None else Text(f"是否为 {suggestion}？", f"did you mean {suggestion}?")
            known = "、".join(sorted(owner.values))
            self._report(
                node,
                "unknown-value",
                f"没有取值 {node.value}（可用：{known}）",
                f"no value {node.value} (known: {known})",
                hint,
            )

    def _lookup(self, node: Lookup) -> Type | None:
        key = self.check(node.key)
        for literal, _ in node.entries:
            if key is not None and self._meet(literal, key, self._literal(literal)) is not None:
                self._known_value(literal, key)
                self._no_place(literal, key)
        if not node.entries:
            self._report(node, "empty-table", "表中没有任何一项", "the table has no entry")
            return None
        found = self._agree(node, [value for _, value in node.entries])
        if found is not None and found.kind not in {"number", "boolean"}:
            self._report(
                node,
                "type-mismatch",
                f"表中只能是数字或是非，不能是 {found}：缺项时没有可取的值",
                f"a table gives numbers or truth values, not {found}: there would be nothing for a missing key",
            )
            return None
        return found

    def _call(self, node: Call) -> Type | None:
        signature = FUNCTIONS.get(node.function)
        if signature is None:
            suggestion = nearest(node.function, FUNCTIONS)
            hint = None if suggestion is None else Text(f"是否为 {suggestion}？", f"did you mean {suggestion}?")
            self._report(node, "unknown-function", f"没有函数 {node.function}", f"no function {node.function}", hint)
            return None
        wanted, result = signature
        if not self._has_arity(node, wanted):
            self._report(
                node,
                "wrong-arguments",
                f"{node.function} 的参数个数不对",
                f"{node.function} takes another number of arguments",
            )
            return None
        return self._call_type(node, wanted, result)

    @staticmethod
    def _has_arity(node: Call, wanted: tuple[str, ...]) -> bool:
        return len(node.arguments) >= 2 if "..." in wanted else len(node.arguments) == len(wanted)

    def _call_type(self, node: Call, wanted: tuple[str, ...], result: str) -> Type | None:
        match node.function:
            case "min" | "max":
                return self._agree(node, list(node.arguments), types.BARE_NUMBER)
            case "ceil":
                return self.check(node.arguments[0], types.BARE_NUMBER)
            case "months" | "yuan":
                self.check(node.arguments[0], types.BARE_NUMBER)
                return types.number(node.function)
            case "age":
                self.check(node.arguments[0], types.DATE)
                return types.number("years")
            case "given":
                return self._given(node)
            case "status_of" | "amount_of":
                return self._benefit(node)
            case "within":
                return self._within(node)
        for argument, kind in zip(node.arguments, wanted, strict=True):
            self.check(argument, types.DATE if kind == "date" else types.BARE_NUMBER if kind == "number" else None)
        return types.DATE if result == "date" else types.BOOLEAN

    def _given(self, node: Call) -> Type:
        argument = node.arguments[0]
        if isinstance(argument, Name):
            self.check(argument)
        else:
            self._report(
                node, "wrong-arguments", "given 的参数须为事实或标准名", "given takes the name of a fact or standard"
            )
        return types.BOOLEAN

    def _benefit(self, node: Call) -> Type | None:
        argument = node.arguments[0]
        if not isinstance(argument, Name):
            self._report(
                node,
                "wrong-arguments",
                f"{node.function} 的参数须为待遇名",
                f"{node.function} takes the name of a benefit",
            )
            return None
        unit = self.vocabulary.benefit_unit(argument.id)
        if unit is None:
            suggestion = nearest(argument.id, self.vocabulary.known_benefits())
            hint = None if suggestion is None else Text(f"是否为 {suggestion}？", f"did you mean {suggestion}?")
            self._report(argument, "unknown-benefit", f"没有待遇 {argument.id}", f"no benefit {argument.id}", hint)
            return None
        return types.STATUS if node.function == "status_of" else types.number(unit)

    def _within(self, node: Call) -> Type:
        place, container = node.arguments
        self.check(place, types.PLACE)
        if not isinstance(container, Literal_) or not isinstance(container.value, str):
            self._report(
                node,
                "wrong-arguments",
                "within 的第二个参数须为地名",
                "the second argument of within must be a place id",
            )
        elif not self.vocabulary.has_place(container.value):
            self._report(container, "unknown-place", f"没有地名 {container.value}", f"no place {container.value}")
        return types.BOOLEAN
