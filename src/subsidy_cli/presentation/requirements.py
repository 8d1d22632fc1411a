"""What a quota or target asks for, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from subsidy_cli.expressions.nodes import Choice, Literal_
from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from subsidy_cli.expressions.nodes import Node
    from subsidy_cli.presentation.sentences import Sentences

_COMPARISONS = {
    "at_least": Text("不低于", "is at least"),
    "above": Text("高于", "is above"),
    "at_most": Text("不超过", "is at most"),
    "below": Text("低于", "is below"),
    "equal": Text("等于", "equals"),
}


def required_words(sentences: Sentences, actual: Node, required: Node, per: Node | None, comparison: str) -> str:
    """What must be reached; a state of affairs, which counts as one where it holds, is named as it is."""
    wording, state = sentences.wording, _state(actual)
    if state is not None and per is None and comparison == "at_least":
        if isinstance(required, Literal_) and required.value == 1:
            return sentences.condition(state)
        concerned = _state(required)
        if concerned is not None:
            parts = sentences.condition(concerned), sentences.condition(state)
            return wording.pick(f"{parts[0]}的，须{parts[1]}", f"where {parts[0]}: {parts[1]}")
    unit = sentences.unit(actual)
    wanted = sentences.part(required, unit)
    if per is not None:
        wanted += f" × {sentences.part(per, '')}"
    sign, reported = wording.say(_COMPARISONS[comparison]), sentences.part(actual, unit)
    return wording.pick(f"{reported}{sign}{wanted}", f"{reported} {sign} {wanted}")


def _state(node: Node) -> Node | None:
    """What must hold for a figure to be one and not zero."""
    match node:
        case Choice(condition, Literal_(then), Literal_(otherwise)) if (then, otherwise) == (1, 0):
            return condition
    return None
