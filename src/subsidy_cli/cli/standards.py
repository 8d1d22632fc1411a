"""`subsidy standards`: the local figures that the documents leave to others, what is known of them and what is missing."""

from __future__ import annotations

import json
import sys
from fractions import Fraction
from typing import TYPE_CHECKING

from subsidy_cli.cli import options
from subsidy_cli.cli.commands import (
    INPUT,
    RULES,
    Command,
    Example,
    Group,
    Invocation,
    Parameter,
    missing,
    refuse,
    unknown_word,
)
from subsidy_cli.cli.console import tell
from subsidy_cli.cli.flag_values import chosen_day, needed_place, open_policies, read_day
from subsidy_cli.diagnostics import Place, Refusal, RefusedError
from subsidy_cli.facts.applicant import ApplicantReader
from subsidy_cli.facts.objections import ALLOWED, filled
from subsidy_cli.facts.values import allowed, read_value
from subsidy_cli.library.vocabulary import read_vocabulary
from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from subsidy_cli.cli.console import Console
    from subsidy_cli.facts.vocabulary import StandardDefinition
    from subsidy_cli.library.opening import Library
    from subsidy_cli.library.writing import Change
    from subsidy_cli.presentation.standards import Shelf

NAME = Parameter(
    "name",
    Text("标准的编号或中文名", "the standard by id or Chinese name"),
    group=INPUT,
    is_argument=True,
    is_required=True,
    complete=lambda: read_vocabulary().standards,
)
VALUE = Parameter("value", Text("数值", "its value"), group=INPUT, is_argument=True, is_required=True)
FROM = Parameter("start", Text("从哪一天起", "its first day"), options.DATE_WORD, INPUT, written="--from")
TO = Parameter("to", Text("到哪一天止；缺省为以后都是", "its last day; open if absent"), options.DATE_WORD, INPUT)
SOURCE = Parameter(
    "source", Text("依据，如文件名称", "where it comes from, such as a title"), Text("文字", "TEXT"), INPUT
)
NUMBER = Parameter("number", Text("文号", "the number of the document"), Text("文号", "TEXT"), INPUT)
CONFIDENCE = Parameter(
    "confidence",
    Text(
        "可信度，缺省为 medium；high 须见过发布机关的原文",
        "medium if absent; high needs the issuing authority's own page",
    ),
    Text("high|medium|low", "high|medium|low"),
    INPUT,
    choices=("high", "medium", "low"),
)
WHEN = Parameter(
    "when",
    Text("只对哪些人，如 is_rural 或 not is_rural", "for whom alone, such as is_rural or not is_rural"),
    Text("事实", "FACT"),
    INPUT,
)
YES = Parameter("yes", Text("不再询问，直接写入", "write without asking"), group=RULES, is_switch=True)
KINDS_OF_YES = frozenset({"y", "yes", "是", "好"})


def list_standards(invocation: Invocation) -> int:
    """List the standards: of a place on a day, or all names where no place is given."""
    if invocation.text("place") is None:
        _list_names(invocation)
        return 0
    from subsidy_cli.presentation import standards

    console, library = invocation.console, open_policies(invocation)
    shelf = look_up(library, library.find_place(needed_place(invocation)), invocation)
    if invocation.text("format") == "json":
        console.result(json.dumps(standards.as_json(shelf), ensure_ascii=False, indent=2), "json")
    else:
        console.result(standards.render(shelf, console.language, width=console.width, color=console.color))
    return 0


def _list_names(invocation: Invocation) -> None:
    from subsidy_cli.cli.help_pages import entries

    console, known = invocation.console, read_vocabulary().standards
    if invocation.text("format") == "json":
        content = [
            {"id": name, "type": each.type, "unit": each.unit, "optional": each.optional, "label": each.label.as_json()}
            for name, each in known.items()
        ]
        console.result(json.dumps(content, ensure_ascii=False, indent=2), "json")
        return
    console.result(entries([(name, console.say(each.label)) for name, each in known.items()], 42))


def look_up(library: Library, place: str, invocation: Invocation) -> Shelf:
    """What is known of the standards that anything in force at a place uses."""
    from subsidy_cli.api import Enquiry, compile_for
    from subsidy_cli.library.standards import known_on
    from subsidy_cli.presentation.standards import Shelf
    from subsidy_cli.programme.compiling import used_names

    day = chosen_day(invocation)
    programme = compile_for(library, place, library.documents(place), Enquiry(place, day))
    used = set(used_names(programme, programme.benefits.values()))
    known = known_on(library.standard_values(place), day, inferred=invocation.switch("allow_inferred"))
    concerned = used | known.values.keys() | known.withheld.keys()
    definitions = {name: each for name, each in library.vocabulary.standards.items() if name in concerned}
    return Shelf(
        place,
        library.places.name(place),
        day,
        definitions,
        {name: known.values[name] for name in definitions if name in known.values},
        {name: fact.label for name, fact in library.vocabulary.facts.items()},
        {name: known.withheld[name] for name in definitions if name in known.withheld},
    )


def set_standard(invocation: Invocation) -> int:
    """Keep a dated value in the user's own folder, after showing what changes."""
    from subsidy_cli.library.writing import NewStandard, keep_standard, plan_standard

    console, library = invocation.console, open_policies(invocation)
    definition = _find(invocation.required("name"))
    place = library.find_place(needed_place(invocation))
    until = invocation.text("to")
    new = NewStandard(
        definition.id,
        _value(definition, invocation.required("value"), library),
        read_day(_needed(invocation, FROM), Place("--from")),
        _needed(invocation, SOURCE),
        None if until is None else read_day(until, Place("--to")),
        invocation.text("number") or "",
        invocation.text("confidence") or "medium",
        _when(invocation, library),
    )
    if new.end is not None and new.end < new.start:
        raise refuse("wrong-value", Text("最后一日早于第一日", "the last day comes before the first"), "--to")
    change = plan_standard(place, new)
    if change.before == change.after:
        console.note(console.say(Text("已经如此，没有改动", "nothing to change")))
        return 0
    console.note(change.difference)
    if invocation.switch("yes") or _agreed(console):
        _tell(console, keep_standard(place, new))
    return 0


def _tell(console: Console, change: Change) -> None:
    console.note(console.say(Text(f"已写入 {change.path}", f"written to {change.path}")))


def _needed(invocation: Invocation, parameter: Parameter) -> str:
    value = invocation.text(parameter.name)
    if value is None or not value.strip():
        raise RefusedError(Refusal.USAGE, [missing(parameter)])
    return value


def _find(word: str) -> StandardDefinition:
    known = read_vocabulary().standards
    for definition in known.values():
        if word.replace("-", "_") == definition.id or word == definition.label.zh:
            return definition
    listing = Text("用 subsidy standards list 查看", "see subsidy standards list")
    words = [*known, *(definition.label.zh for definition in known.values())]
    raise unknown_word("unknown-standard", Text("标准", "standard"), word, words, "NAME", listing)


def _when(invocation: Invocation, library: Library) -> str | None:
    """The condition of the value. Raises RefusedError (usage) where it is not a yes-or-no fact."""
    from subsidy_cli.library.standards import condition_of

    written = invocation.text("when")
    if written is None:
        return None
    condition = condition_of(written, library.vocabulary)
    if condition is None:
        message = Text(f"{written} 不是是非类事实", f"{written} is no yes-or-no fact")
        hint = Text('写作 is_rural 或 "not is_rural"', 'write is_rural or "not is_rural"')
        raise refuse("wrong-value", message, "--when", hint)
    name, holds = condition
    return name if holds else f"not {name}"


def _value(definition: StandardDefinition, written: str, library: Library) -> str | bool | int:
    """A value as the file keeps it: money and shares as text."""
    from subsidy_cli.quantities import money_text, number_text

    value = read_value(definition, written, library.places)
    reader = ApplicantReader(library.vocabulary, library.places, lambda _, name: Place("VALUE", key=name))
    if value is None or reader.read_standards({definition.id: written})[1]:
        message = Text(f"{definition.label.zh}的值 {written} 无法识别", f"{definition.id} cannot be {written}")
        raise refuse("wrong-value", message, "VALUE", filled(ALLOWED, values=allowed(definition)))
    if isinstance(value, Fraction):
        if definition.type == "money":
            return money_text(value)
        return int(value) if definition.type == "integer" else number_text(value)
    return value if isinstance(value, bool) else str(value)


def _agreed(console: Console) -> bool:
    """Ask before writing; nobody there to answer is no."""
    tell(console.say(Text("写入吗？[y/N] ", "Write it? [y/N] ")))
    line = sys.stdin.readline()
    if not line:
        message = Text("没有人回答，未写入", "nobody answered; nothing was written")
        raise refuse("not-confirmed", message, "stdin", Text("加 --yes 直接写入", "add --yes to write without asking"))
    return line.strip().lower() in KINDS_OF_YES


COMMAND = Group(
    "standards",
    Text("地方标准：低保、最低工资等由当地另行公布的数额。", "Local standards: dibao, the minimum wage and the like."),
    (
        Command(
            "list",
            Text(
                "列出一地某日的标准、依据和可信度，以及还缺什么。",
                "The standards of a place on a day, and what is missing.",
            ),
            list_standards,
            (options.PLACE, options.AS_OF, options.ALLOW_INFERRED, options.POLICIES, options.TABLE_OR_JSON),
            (
                Example(
                    "subsidy standards list --place jiaxing --as-of 2021-03-01",
                    Text("嘉兴2021年3月的标准", "Jiaxing, March 2021"),
                ),
                Example("subsidy standards list --format json", Text("全部标准的名称", "the names of all standards")),
            ),
            Text("不写 --place 时列出全部标准的名称。", "Without --place: the names of all standards."),
        ),
        Command(
            "set",
            Text(
                "把一个有日期的标准存入本机，优先于随程序提供的。",
                "Keep a dated value on this machine, before the shipped ones.",
            ),
            set_standard,
            (NAME, VALUE, options.PLACE, FROM, TO, SOURCE, NUMBER, CONFIDENCE, WHEN, YES, options.POLICIES),
            (
                Example(
                    "subsidy standards set dibao_month 1150 --place jiaxing --from 2024-07-01 --source 民政局通知 --yes",
                    Text("低保标准1150元，自2024年7月1日起", "dibao of 1,150 yuan from 1 July 2024"),
                ),
                Example(
                    "subsidy standards set care_uplift_adopted 是 --place jiaxing --from 2021-01-01 --source 市残联文件 --yes",
                    Text("当地已实施机构托养上浮", "the institutional uplift has been adopted"),
                ),
            ),
            Text(
                "先显示改动再询问；原有说明文字不变，前一个数值自动截止到前一日。",
                "Shows the change and asks; comments stay, and the value before ends the day before.",
            ),
        ),
    ),
)
