"""How large the numbers of a rule can grow: how many figures it multiplies with each other, through every definition it uses.

A chain of definitions that square each other doubles the digits at every step, so that forty short lines would make a
number of billions of digits. The law multiplies four figures at most; what multiplies more than a few is refused.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from subsidy_cli.expressions.nodes import Arithmetic, Call, Name, benefits, children, names
from subsidy_cli.expressions.parsing import Mistake
from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from subsidy_cli.expressions.nodes import Node

MOST_FACTORS = 8
"""How many figures may be multiplied with each other."""


@dataclass
class Growth:
    """Knows how many figures every definition and benefit multiplies."""

    factors: dict[str, int] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)

    def of(self, node: Node) -> int:
        """How many figures an expression multiplies at most; one where it multiplies none."""
        match node:
            case Arithmetic("*", left, right):
                return self.of(left) + self.of(right)
            case Name(name):
                return self.factors.get(name, 1)
            case Call("amount_of", (Name(benefit),)):
                return self.factors.get(amount_name(benefit), 1)
        return max((self.of(child) for child in children(node)), default=1)

    def keep(self, name: str, nodes: Iterable[Node]) -> None:
        """Remember what a definition or an amount multiplies."""
        nodes = tuple(nodes)
        self.factors[name] = max(map(self.of, nodes), default=1)
        if self.factors[name] > MOST_FACTORS or any(map(self._is_told, nodes)):
            self.refused.add(name)

    def _is_told(self, node: Node) -> bool:
        """Whether something that it uses has been refused already."""
        used = {*names(node), *map(amount_name, benefits(node))}
        return not used.isdisjoint(self.refused)

    def mistakes(self, node: Node) -> Iterator[Mistake]:
        """What is wrong where an expression multiplies too many; told once, where it first does."""
        if self._is_told(node):
            return
        found = self.of(node)
        if found > MOST_FACTORS:
            message = Text(
                f"连同所用的定义，共有{found}个数相乘，最多{MOST_FACTORS}个",
                f"with the definitions that it uses, it multiplies {found} figures; at most {MOST_FACTORS} can be",
            )
            hint = Text("检查是否有定义自乘", "see whether a definition is multiplied by itself")
            yield Mistake("too-many-factors", message, node.span, hint)


def amount_name(benefit: str) -> str:
    """The name under which the amount of a benefit is known, apart from definitions."""
    return f"amount_of {benefit}"
