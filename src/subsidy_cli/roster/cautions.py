"""What must be said of a whole run before its figures: drafts, plans past their horizon, standards that may be old."""

from __future__ import annotations

from typing import TYPE_CHECKING

from subsidy_cli.evaluation.notices import general_notices
from subsidy_cli.evaluation.standards import used_standard
from subsidy_cli.roster.relations import Notice
from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from subsidy_cli.roster.grouping import Group

_ASK_OTHERWISE = Text(
    "用 subsidy policy list --place 地方 --benefits 查看", "see subsidy policy list --place PLACE --benefits"
)
_TRIAL = Text("结果只供试算，不得据以发放或拒绝", "the results are a trial; nothing may be paid or refused by them")


def run_notices(groups: Sequence[Group], of_rows: Sequence[Notice], asked: Collection[str]) -> tuple[Notice, ...]:
    """The trial of a draft, then what the rows gave cause for, then what the law does; each once for all groups.

    `asked` are the benefits that were asked for by name.
    """
    general = (notice for group in groups for notice in _general(group))
    return tuple(dict.fromkeys([*_trials(groups), *of_rows, *_unknown(groups, asked), *general]))


def _unknown(groups: Sequence[Group], asked: Collection[str]) -> Iterator[Notice]:
    """Benefits that were asked for and that no document of any of the places knows."""
    known = {name for group in groups for name in (*group.programme.benefits, *group.programme.absent)}
    for name in sorted(set(asked) - known) if groups else ():
        label = groups[0].programme.vocabulary.label(name)
        message = Text(f"名册所涉各地的文件中没有“{label.zh}”", f"no document of the places of the roster knows {name}")
        yield Notice("benefit-unknown-here", message, _ASK_OTHERWISE)


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
