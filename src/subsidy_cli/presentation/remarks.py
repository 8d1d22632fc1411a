"""What is said below a benefit: what displaces it, for how long it runs, and the notes of the document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from subsidy_cli.determination import BenefitOutcome
    from subsidy_cli.presentation.wording import Wording

_LOAN = Text("贷款，不计入合计", "a loan; not in the total")
_DISPLACED = Text("{}；本项不计入合计", "{}; not in the total")
_DETAILS = {
    "until": Text("享受至{}", "until {}"),
    "min_months": Text("至少享受{}个月", "for at least {} months"),
    "max_months": Text("最多享受{}个月", "for at most {} months"),
    "per_pupil": Text("每名学生{}元", "{} yuan per pupil"),
    "top_up": Text("补足{}元", "topped up by {} yuan"),
    "marks": Text("加{}分", "{} marks"),
    "items": Text("项目：{}", "items: {}"),
}
_MONTHS = Text("享受{}个月", "for {} months")
_RETIREMENT = Text("退休", "retirement")
_SHOWN_WITH_REQUIREMENTS = frozenset({"required", "comparison", "deadline"})


def remarks_on(outcome: BenefitOutcome, wording: Wording) -> Iterable[str]:
    """Every remark on a benefit, in the order of their weight."""
    for displacement in outcome.displaced_by:
        yield wording.say(_DISPLACED).format(wording.say(displacement.name))
    if outcome.definition.period == "loan" and outcome.amount is not None:
        yield wording.say(_LOAN)
    for name, value in outcome.details.items():
        if name not in _SHOWN_WITH_REQUIREMENTS:
            yield _detail(name, value, wording)
    for note in outcome.notes:
        yield wording.say(note)


def _detail(name: str, value: object, wording: Wording) -> str:
    form = _MONTHS if name == "until" and isinstance(value, int) else _DETAILS.get(name)
    shown = wording.say(_RETIREMENT) if value == "retirement" else _flat(value)
    return f"{name}: {shown}" if form is None else wording.say(form).format(shown)


def _flat(value: object) -> str:
    if isinstance(value, dict):
        return "; ".join(f"{name} {_flat(each)}" for name, each in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(_flat(each) for each in value)
    return str(value)
