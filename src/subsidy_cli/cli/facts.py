"""`subsidy facts`: the names that may be stated, what each means, and a file to fill in."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from subsidy_cli.cli import options
from subsidy_cli.cli.commands import (
    INPUT,
    OUTPUT,
    RANGE,
    Command,
    Example,
    Group,
    Invocation,
    Parameter,
    refuse,
    unknown_word,
)
from subsidy_cli.cli.flag_values import chosen_day, open_policies
from subsidy_cli.cli.flags import read_flags
from subsidy_cli.cli.units import unit_words
from subsidy_cli.facts.values import allowed
from subsidy_cli.facts.vocabulary import KINDS
from subsidy_cli.library.vocabulary import read_vocabulary
from subsidy_cli.presentation.wording import SUBJECTS
from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from subsidy_cli.cli.console import Console
    from subsidy_cli.facts.vocabulary import FactDefinition, StandardDefinition

TYPES = {
    "boolean": Text("是非", "yes or no"),
    "date": Text("日期", "day"),
    "decimal": Text("小数", "number"),
    "enum": Text("选择", "choice"),
    "integer": Text("整数", "whole number"),
    "money": Text("金额", "money"),
    "place": Text("地方", "place"),
    "text": Text("文字", "text"),
}
ONE_KIND = Parameter(
    "kind",
    Text("只列这一类用到的", "only those that this kind uses"),
    Text("类别", "KIND"),
    RANGE,
    choices=tuple(KINDS),
)
ONE_SUBJECT = Parameter(
    "subject",
    Text("只列这类对象的", "only those of this subject"),
    Text("对象", "SUBJECT"),
    RANGE,
    choices=options.SUBJECTS,
)
ID = Parameter(
    "id",
    Text("事实：编号或中文名", "the fact by id or Chinese name"),
    group=INPUT,
    is_argument=True,
    is_required=True,
    complete=lambda: read_vocabulary().facts,
)
TEMPLATE_FILE = Parameter(
    "output",
    Text("写入文件（UTF-8）而不是屏幕", "write to a file (UTF-8), not the screen"),
    options.FILE_WORD,
    OUTPUT,
    short="-o",
)


def list_facts(invocation: Invocation) -> int:
    """List the facts, under their subjects."""
    kind, subject = invocation.text("kind"), invocation.text("subject")
    facts = _facts_of(kind)
    chosen = [fact for fact in facts if subject in (None, fact.subject)]
    if invocation.text("format") == "json":
        invocation.console.result(_json([_as_json(fact) for fact in chosen]), "json")
    else:
        invocation.console.result("\n\n".join(_tables(chosen, invocation.console)))
    return 0


def _facts_of(kind: str | None) -> list[FactDefinition]:
    facts = read_vocabulary().facts
    names = facts if kind is None else read_flags()[kind].facts
    return [facts[name] for name in names if name in facts]


def _tables(facts: Sequence[FactDefinition], console: Console) -> Iterator[str]:
    from subsidy_cli.cli.help_pages import entries, titled

    for subject, heading in SUBJECTS.items():
        rows = [(fact.id, console.say(fact.label)) for fact in facts if fact.subject == subject]
        if rows:
            yield titled(console.say(heading), entries(rows, 40))


def show_fact(invocation: Invocation) -> int:
    """Show one fact: its words, what may be written, and which kinds use it."""
    fact = _find(invocation.required("id"))
    if invocation.text("format") == "json":
        invocation.console.result(_json(_as_json(fact)), "json")
    else:
        invocation.console.result(_page(fact, invocation.console))
    return 0


def _find(word: str) -> FactDefinition:
    facts = read_vocabulary().facts
    name = word.replace("-", "_")
    for fact in facts.values():
        if name == fact.id or word in (fact.label.zh, *fact.headers):
            return fact
    listing = Text("用 subsidy facts list 查看", "see subsidy facts list")
    known = [*facts, *(fact.label.zh for fact in facts.values())]
    raise unknown_word("unknown-fact", Text("事实", "fact"), word, known, "ID", listing)


def _page(fact: FactDefinition, console: Console) -> str:
    from subsidy_cli.cli.help_pages import entries

    permitted = "" if fact.values else console.say(allowed(fact))
    rows = [
        (Text("类型", "type"), console.say(TYPES[fact.type])),
        (Text("对象", "about"), console.say(SUBJECTS[fact.subject])),
        (Text("单位", "unit"), unit_words(fact.unit, console.language) or fact.unit or ""),
        (Text("可写", "allowed"), permitted),
        *((Text("", ""), f"{value}  {console.say(label)}") for value, label in fact.values.items()),
        (Text("问法", "question"), console.say(fact.question) if fact.question else ""),
        (Text("说明", "note"), fact.note),
        (Text("表头", "headers"), "、".join(fact.headers)),
        (Text("通常", "usual"), "" if fact.usual is None else str(fact.usual).lower()),
        (Text("用于", "used by"), "、".join(_kinds_of(fact)) if not fact.is_identity else ""),
    ]
    shown = [(console.say(label), words) for label, words in rows if words]
    return f"{console.say(fact.label)}  {fact.id}\n{entries(shown, 10)}"


def _kinds_of(fact: FactDefinition) -> list[str]:
    return [kind for kind, use in read_flags().items() if fact.id in use.facts]


def _as_json(fact: FactDefinition) -> dict[str, Any]:
    return {
        "id": fact.id,
        "type": fact.type,
        "subject": fact.subject,
        "unit": fact.unit,
        "label": fact.label.as_json(),
        "question": None if fact.question is None else fact.question.as_json(),
        "values": {value: label.as_json() for value, label in fact.values.items()},
        "usual": fact.usual,
        "headers": list(fact.headers),
        "kinds": _kinds_of(fact),
    }


def _json(content: object) -> str:
    return json.dumps(content, ensure_ascii=False, indent=2, default=str)


def write_template(invocation: Invocation) -> int:
    """Write a file to fill in: every fact of a kind with its question; blank means unknown."""
    kind = invocation.text("kind")
    if kind is None:
        hint = Text(f"可写：{'、'.join(KINDS)}", f"allowed: {', '.join(KINDS)}")
        raise refuse("missing-argument", Text("缺少类别", "the kind is missing"), "--kind", hint)
    written = invocation.text("place")
    place = "" if written is None else open_policies(invocation).find_place(written)
    text, target = template(kind, place, chosen_day(invocation), invocation.console), invocation.text("output")
    if target is None:
        invocation.console.result(text)
        return 0
    from subsidy_cli.library.writing import write_text

    write_text(Path(target), f"{text}\n")
    return 0


def template(kind: str, place: str, day: date, console: Console) -> str:
    """The text of a file to fill in."""
    vocabulary, use = read_vocabulary(), read_flags()[kind]
    label = KINDS[kind]
    lines = [
        console.say(
            Text(f"# {label.zh}：空着的为未知；填好后运行", f"# {label.en}: what is left blank is unknown; then run")
        ),
        f"#   subsidy {kind} applicant.toml",
        f'place = "{place}"  # {console.say(Text("地方，如 jiaxing 或 嘉兴市", "such as jiaxing"))}',
        f"as_of = {day}  # {console.say(Text('按哪一天的规定', 'the day whose law applies'))}",
        "",
        "[facts]",
        *(line for name in use.facts for line in _question(vocabulary.facts[name], console)),
    ]
    if use.standards:
        lines += ["", "[standards]"]
        lines += [line for name in use.standards for line in _standard(vocabulary.standards[name], console)]
    return "\n".join(lines)


def _question(fact: FactDefinition, console: Console) -> list[str]:
    return [f"# {console.say(fact.question or fact.label)}", f'{fact.id} = ""  # {console.say(allowed(fact))}']


def _standard(standard: StandardDefinition, console: Console) -> list[str]:
    words = f"{console.say(allowed(standard))}  {unit_words(standard.unit, console.language)}".rstrip()
    return [f"# {console.say(standard.label)}", f'{standard.id} = ""  # {words}']


COMMAND = Group(
    "facts",
    Text(
        "事实：可以说明的名称、含义和写法。", "The facts that may be stated, what they mean and how they are written."
    ),
    (
        Command(
            "list",
            Text("列出全部事实，或某一类、某类对象用到的。", "List the facts, all or of one kind or subject."),
            list_facts,
            (ONE_KIND, ONE_SUBJECT, options.TABLE_OR_JSON),
            (
                Example("subsidy facts list --kind care", Text("护理类用到的事实", "the facts that care uses")),
                Example(
                    "subsidy facts list --subject employer --format json",
                    Text("用人单位的事实", "the facts of an employer"),
                ),
            ),
        ),
        Command(
            "show",
            Text(
                "说明一个事实：类型、可写的值、问法、用于哪些类别。", "One fact: its type, values, question and kinds."
            ),
            show_fact,
            (ID, options.TABLE_OR_JSON),
            (
                Example("subsidy facts show self_care_level", Text("按编号", "by id")),
                Example("subsidy facts show 残疾类别", Text("按中文名", "by Chinese name")),
            ),
        ),
        Command(
            "template",
            Text(
                "生成待填写的 TOML 文件，每项附问题和写法。",
                "Write a TOML file to fill in, with questions as comments.",
            ),
            write_template,
            (ONE_KIND, options.PLACE, options.AS_OF, options.POLICIES, TEMPLATE_FILE),
            (
                Example("subsidy facts template --kind care -o care.toml", Text("护理类", "for care")),
                Example(
                    "subsidy facts template --kind employer --place jiaxing --as-of 2021-03-01 -o employer.toml",
                    Text("写明地方和日期", "with the place and the day"),
                ),
            ),
        ),
    ),
)
