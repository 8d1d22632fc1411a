"""One subcommand for each kind of calculation, with a flag for every fact that the kind uses. Generated, never listed."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from subsidy_cli.cli import options
from subsidy_cli.cli.assess import FILE, assess
from subsidy_cli.cli.commands import Command, Parameter
from subsidy_cli.cli.flags import recall_flags
from subsidy_cli.cli.kind_examples import KIND_EXAMPLES
from subsidy_cli.facts.values import allowed
from subsidy_cli.facts.vocabulary import KINDS
from subsidy_cli.library.cache import open_cache
from subsidy_cli.library.vocabulary import recall_vocabulary
from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from subsidy_cli.facts.vocabulary import FactDefinition

HEADINGS = {
    "person": Text("事实（本人）", "Facts about the person"),
    "household": Text("事实（家庭）", "Facts about the household"),
    "employer": Text("事实（用人单位）", "Facts about the employer"),
    "institution": Text("事实（机构）", "Facts about the institution"),
    "authority": Text("事实（地方政府及部门）", "Facts about the authority"),
}
VALUES = {
    "date": Text("日期", "DATE"),
    "decimal": Text("数", "NUMBER"),
    "enum": Text("值", "VALUE"),
    "integer": Text("整数", "NUMBER"),
    "money": Text("元", "YUAN"),
    "place": Text("地方", "PLACE"),
    "text": Text("文字", "TEXT"),
}
DESCRIPTION = Text(
    "每个事实都可写成选项；是非类写 --x 表示是，--no-x 表示否，不写即未知。其他事实用 --fact 名称=值。",
    "Every fact is a flag; a yes-or-no fact is --x for yes, --no-x for no, and unknown when left out."
    " Any other fact goes through --fact NAME=VALUE.",
)


def describe(kind: str) -> Command:
    """The subcommand of a kind."""
    cache = open_cache()
    facts = recall_vocabulary(cache).facts
    used = [facts[name] for name in recall_flags(cache)[kind].facts if name in facts]
    label = KINDS[kind]
    return Command(
        kind,
        Text(f"只判定“{label.zh}”一类。", f"Benefits of one kind: {label.en}."),
        partial(assess, kind=kind, flags=tuple(fact.id for fact in used)),
        (
            FILE,
            *options.ASSESSMENT,
            *sorted((flag(fact) for fact in used), key=lambda each: list(HEADINGS.values()).index(each.group)),
            options.BENEFIT,
            *options.JUDGEMENT,
            *options.RESULT,
        ),
        KIND_EXAMPLES[kind],
        DESCRIPTION,
    )


def flag(fact: FactDefinition) -> Parameter:
    """The flag of a fact, with its words and what may be written."""
    heading = HEADINGS[fact.subject]
    if fact.type == "boolean":
        return Parameter(fact.id, fact.label, group=heading, is_switch=True, has_opposite=True)
    permitted = allowed(fact)
    words = Text(f"{fact.label.zh}：{permitted.zh}", f"{fact.label.en}: {permitted.en}")
    return Parameter(fact.id, words, VALUES[fact.type], heading, complete=_completion(fact))


def _completion(fact: FactDefinition) -> partial[tuple[str, ...]] | None:
    return partial(tuple, fact.values) if fact.values else None
