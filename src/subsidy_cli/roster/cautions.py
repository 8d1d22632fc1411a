"""What must be said of a whole run before its figures: drafts, plans past their horizon, standards that may be old."""

from __future__ import annotations

from typing import TYPE_CHECKING

from subsidy_cli.evaluation.notices import general_notices
from subsidy_cli.evaluation.standards import used_standard
from subsidy_cli.roster.relations import Notice
from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from subsidy_cli.roster.grouping import Group

_TRIAL = Text("结果只供试算，不得据以发放或拒绝", "the results are a trial; nothing may be paid or refused by them")


def run_notices(groups: Sequence[Group], of_rows: Sequence[Notice]) -> tuple[Notice, ...]:
    """The trial of a draft, then what the rows gave cause for, then what the law does; each once for all groups."""
    general = (notice for group in groups for notice in _general(group))
    return tuple(dict.fromkeys([*_trials(groups), *of_rows, *general]))


def _trials(groups: Sequence[Group]) -> Iterator[Notice]:
    """A draft is taken as in force, as asked or by the alternative of a reading."""
    found = dict.fromkeys(name for group in groups for name in sorted(group.programme.drafts_in_force))
    if found:
        names = "、".join(found)
        message = Text(
            f"假定草案已经施行：{names} 尚未施行，没有法律效力",
            f"a draft is taken as in force: {names.replace('、', ', ')} is not in force and has no legal effect",
        )
        yield Notice("as-if-adopted", message, _TRIAL)


def _general(group: Group) -> Iterator[Notice]:
    """What everybody in the group must know."""
    used = [
        used_standard(group.programme, name, chosen.value, chosen)
        for name, chosen in group.standards.items()
        if chosen.value is not None and name in group.names_used
    ]
    for notice in general_notices(group.programme, group.last, group.wanted, used):
        message = Text(f"{notice.title.zh}：{notice.text.zh}", f"{notice.title.en}: {notice.text.en}")
        yield Notice(notice.id, message)
