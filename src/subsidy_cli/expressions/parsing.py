"""From text to nodes. The text is parsed with `ast`, held to a closed grammar, and never executed."""

from __future__ import annotations

import ast
import re
import warnings
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from subsidy_cli.expressions.nodes import (
    AllOf,
    AnyOf,
    Arithmetic,
    ArithmeticSign,
    Call,
    Choice,
    Comparison,
    ComparisonSign,
    Literal_,
    Lookup,
    Membership,
    Name,
    Negation,
    Node,
    Not,
    Span,
)
from subsidy_cli.texts import Text

LONGEST_TEXT = 2_000
DEEPEST_NESTING = 40
LONGEST_FIGURE = 18

_LINE_END = re.compile(r"\r\n|\r|\n")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")

_ARITHMETIC: dict[type[ast.operator], ArithmeticSign] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*"}
_COMPARISONS: dict[type[ast.cmpop], ComparisonSign] = {
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Eq: "==",
    ast.NotEq: "!=",
}


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong in an expression, and where in its text."""

    code: str
    message: Text
    span: Span
    hint: Text | None = None


class MistakeError(Exception):
    """An expression that cannot be read; carries the mistake."""

    def __init__(self, mistake: Mistake) -> None:
        self.mistake = mistake
        super().__init__(mistake.message.en)


def parse(text: str) -> Node:
    """Read an expression.

    Raises MistakeError where the text is too long, too deep, or outside the closed grammar.
    """
    if len(text) > LONGEST_TEXT:
        raise _mistake(
            "expression-too-long", f"表达式超过{LONGEST_TEXT}个字符", f"longer than {LONGEST_TEXT} characters", 0, 1
        )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text.lstrip(), mode="eval")
    except SyntaxError as error:
        starts = _line_starts(text)
        start = starts[min(error.lineno or 1, len(starts)) - 1] + max((error.offset or 1) - 1, 0)
        raise _mistake("expression-syntax", "表达式有语法错误", f"not an expression: {error.msg}", start, 1) from None
    except (ValueError, RecursionError, MemoryError):
        raise _mistake("expression-syntax", "表达式无法读取", "not an expression", 0, 1) from None
    return _Reader(text, _line_starts(text)).read(tree.body, 0)


def _line_starts(text: str) -> tuple[int, ...]:
    """Where in a text each line begins that `ast` counts; what stands before the expression belongs to none."""
    before = len(text) - len(text.lstrip())
    return (before, *(match.end() for match in _LINE_END.finditer(text, before)))


def _mistake(code: str, zh: str, en: str, start: int, width: int, hint: Text | None = None) -> MistakeError:
    return MistakeError(Mistake(code, Text(zh, en), Span(start, start + width), hint))


@dataclass(frozen=True)
class _Reader:
    """Reads the nodes of one text."""

    text: str
    line_starts: tuple[int, ...]

    def span(self, node: ast.expr) -> Span:
        """Where a node stands in the whole text, in characters."""
        end_line, end_column = node.end_lineno or node.lineno, node.end_col_offset
        end = node.col_offset if end_column is None else end_column
        return Span(self.position(node.lineno, node.col_offset), self.position(end_line, end))

    def position(self, line: int, column: int) -> int:
        """`ast` counts lines from 1, and in each line the bytes of UTF-8."""
        start = self.line_starts[line - 1]
        return start + len(self.text[start:].encode("utf-8")[:column].decode("utf-8"))

    def refuse(self, node: ast.expr, zh: str, en: str) -> MistakeError:
        return MistakeError(Mistake("expression-grammar", Text(zh, en), self.span(node)))

    def read(self, node: ast.expr, depth: int) -> Node:
        """Read a node of any kind."""
        if depth > DEEPEST_NESTING:
            raise MistakeError(
                Mistake(
                    "expression-too-deep",
                    Text(f"表达式嵌套超过{DEEPEST_NESTING}层", f"nested more than {DEEPEST_NESTING} deep"),
                    self.span(node),
                )
            )
        match node:
            case ast.Constant():
                return self.literal(node)
            case ast.Name():
                return Name(node.id, self.span(node))
            case ast.UnaryOp(op=ast.Not()):
                return Not(self.read(node.operand, depth + 1), self.span(node))
            case ast.UnaryOp(op=ast.USub()):
                return Negation(self.read(node.operand, depth + 1), self.span(node))
            case ast.BinOp():
                return self.arithmetic(node, depth)
            case ast.BoolOp():
                operands = tuple(self.read(value, depth + 1) for value in node.values)
                kind = AllOf if isinstance(node.op, ast.And) else AnyOf
                return kind(operands, self.span(node))
            case ast.Compare():
                return self.comparison(node, depth)
            case ast.IfExp():
                return Choice(
                    self.read(node.test, depth + 1),
                    self.read(node.body, depth + 1),
                    self.read(node.orelse, depth + 1),
                    self.span(node),
                )
            case ast.Subscript():
                return self.lookup(node, depth)
            case ast.Call():
                return self.call(node, depth)
        raise self.refuse(node, "此写法不在规则语言之内", "this is not part of the rule language")

    def literal(self, node: ast.Constant) -> Literal_:
        """Read a figure, a word or a truth value; figures are read from the text, so no float is ever made."""
        match node.value:
            case bool():
                return Literal_(node.value, self.span(node))
            case str():
                return Literal_(self.day(node, node.value), self.span(node))
            case int() | float():
                return Literal_(self.figure(node), self.span(node))
        raise self.refuse(node, "只能写数字、字符串或真假值", "only figures, words and truth values can be written")

    def day(self, node: ast.Constant, written: str) -> str | date:
        """Read a word; one of the form 2020-07-04 is a day."""
        if not _DAY.fullmatch(written):
            return written
        try:
            return date.fromisoformat(written)
        except ValueError:
            raise self.refuse(node, f"没有 {written} 这一天", f"there is no day {written}") from None

    def figure(self, node: ast.Constant) -> Fraction:
        """Read a decimal figure exactly as written."""
        span = self.span(node)
        written = self.text[span.start : span.end].replace("_", "")
        if len(written) > LONGEST_FIGURE or not written.replace(".", "", 1).isdigit():
            raise self.refuse(node, "数字须为普通十进制写法", "figures must be plain decimals")
        figure = Fraction(Decimal(written))
        if isinstance(node.value, int) and figure != node.value:
            raise self.refuse(node, "数字须为普通十进制写法", "figures must be plain decimals")
        return figure

    def arithmetic(self, node: ast.BinOp, depth: int) -> Node:
        """Read `+`, `-` or `*`."""
        sign = _ARITHMETIC.get(type(node.op))
        if sign is None:
            raise MistakeError(
                Mistake(
                    "expression-grammar",
                    Text("只有 + - * 三种运算", "only + - * can be used"),
                    self.span(node),
                    Text(
                        "除法请改写为乘法，例如 a >= 0.25 * b",
                        "write a division as a product, for example a >= 0.25 * b",
                    ),
                )
            )
        return Arithmetic(sign, self.read(node.left, depth + 1), self.read(node.right, depth + 1), self.span(node))

    def comparison(self, node: ast.Compare, depth: int) -> Node:
        """Read a comparison; a chain becomes one comparison for each link."""
        links: list[Node] = []
        left = node.left
        for operator, right in zip(node.ops, node.comparators, strict=True):
            links.append(self.link(left, operator, right, depth, self.span(node)))
            left = right
        return links[0] if len(links) == 1 else AllOf(tuple(links), self.span(node))

    def link(self, left: ast.expr, operator: ast.cmpop, right: ast.expr, depth: int, span: Span) -> Node:
        """Read one link of a comparison."""
        if isinstance(operator, ast.In | ast.NotIn):
            membership = Membership(self.read(left, depth + 1), self.members(right), span)
            return membership if isinstance(operator, ast.In) else Not(membership, span)
        sign = _COMPARISONS.get(type(operator))
        if sign is None:
            raise self.refuse(right, "不支持这种比较", "this comparison cannot be used")
        return Comparison(sign, self.read(left, depth + 1), self.read(right, depth + 1), span)

    def members(self, node: ast.expr) -> tuple[Literal_, ...]:
        """Read the set after `in`."""
        if not isinstance(node, ast.Set):
            raise self.refuse(node, "in 之后须写集合 {…}", "`in` must be followed by a set {...}")
        return tuple(self.word(element) for element in node.elts)

    def word(self, node: ast.expr) -> Literal_:
        """Read a literal where nothing else may stand."""
        if not isinstance(node, ast.Constant):
            raise self.refuse(node, "此处只能写字面值", "only a literal can stand here")
        return self.literal(node)

    def lookup(self, node: ast.Subscript, depth: int) -> Lookup:
        """Read `{key: value, ...}[fact]`."""
        table = node.value
        if not isinstance(table, ast.Dict) or None in table.keys:
            raise self.refuse(node, "查表须写成 {…}[事实]", "a look-up is written {...}[fact]")
        entries = tuple(
            (self.word(key), self.read(value, depth + 1))
            for key, value in zip(table.keys, table.values, strict=True)
            if key is not None
        )
        return Lookup(entries, self.read(node.slice, depth + 1), self.span(node))

    def call(self, node: ast.Call, depth: int) -> Call:
        """Read a call of a function by its plain name."""
        if not isinstance(node.func, ast.Name) or node.keywords:
            raise self.refuse(
                node, "函数只能按名字、按位置调用", "functions are called by plain name, without keywords"
            )
        if any(isinstance(argument, ast.Starred) for argument in node.args):
            raise self.refuse(node, "函数参数不能展开", "arguments cannot be unpacked")
        arguments = tuple(self.read(argument, depth + 1) for argument in node.args)
        return Call(node.func.id, arguments, self.span(node))
