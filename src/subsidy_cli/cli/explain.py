"""`subsidy explain`: one benefit as law in words."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from subsidy_cli.cli import options
from subsidy_cli.cli.commands import INPUT, Command, Example, Invocation, Parameter, refuse
from subsidy_cli.cli.flag_values import chosen_day, chosen_readings, drafts, find_benefit, needed_place, open_policies
from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from subsidy_cli.library.shelf import Document
    from subsidy_cli.programme.rules import Programme

BENEFIT = Parameter(
    "benefit",
    Text("待遇：编号或中文名，如 care_allowance", "the benefit by id or name, such as care_allowance"),
    group=INPUT,
    is_argument=True,
    is_required=True,
    complete=options.BENEFIT.complete,
)
PARAMETERS = (
    BENEFIT,
    options.PLACE,
    options.AS_OF,
    options.AS_IF_ADOPTED,
    options.READING,
    options.POLICIES,
    options.TABLE_OR_JSON,
)


def explain(invocation: Invocation, *, expressions: bool = False) -> int:
    """Show the law of a benefit; `expressions` adds the rules as the policy files have them."""
    programme, documents, benefit = _look_up(invocation)
    console = invocation.console
    if invocation.text("format") == "json":
        from subsidy_cli.presentation.law_tables import tell_law

        text = json.dumps(tell_law(programme, documents, benefit), ensure_ascii=False, indent=2)
        console.result(text, "json")
        return 0
    from subsidy_cli.presentation.law import render

    console.result(
        render(
            programme,
            documents,
            benefit,
            console.language,
            width=console.width,
            color=console.color,
            expressions=expressions,
        )
    )
    return 0


def _look_up(invocation: Invocation) -> tuple[Programme, list[Document], str]:
    """Compile the benefit for its place and day. Raises RefusedError (usage) where the place does not know it."""
    from subsidy_cli.api import Enquiry, compile_for

    library = open_policies(invocation)
    benefit = find_benefit(invocation.required("benefit"), library, "BENEFIT")
    place = library.find_place(needed_place(invocation))
    documents = library.documents(place)
    adopted = drafts(library, place) if invocation.switch("as_if_adopted") else frozenset[str]()
    enquiry = Enquiry(
        place,
        chosen_day(invocation),
        benefits=frozenset([benefit]),
        readings=chosen_readings(invocation, library),
        adopted=adopted,
    )
    programme = compile_for(library, place, documents, enquiry)
    if benefit not in programme.benefits and benefit not in programme.absent:
        name, label = library.places.name(place), library.vocabulary.label(benefit)
        message = Text(f"{name.zh}的文件中没有「{label.zh}」", f"no document of {name.en} knows {benefit}")
        hint = Text(
            f"用 subsidy policy list --place {place} --benefits 查看",
            f"see subsidy policy list --place {place} --benefits",
        )
        raise refuse("benefit-not-here", message, benefit, hint)
    return programme, documents, benefit


COMMAND = Command(
    "explain",
    Text("用白话说明一项待遇：条件、排除、金额、期限、条款、沿革和所需事实。", "One benefit as law in words."),
    explain,
    PARAMETERS,
    (
        Example(
            "subsidy explain care_allowance --place jiaxing",
            Text("今天在嘉兴的护理补贴", "the care allowance in Jiaxing today"),
        ),
        Example(
            "subsidy explain 困难残疾人生活补贴 --place pinghu --as-of 2023-01-01",
            Text("平湖市2023年的生活补贴", "the living allowance in Pinghu in 2023"),
        ),
        Example(
            "subsidy explain dibao --place fuzhou --format json",
            Text("输出 JSON", "as JSON"),
        ),
    ),
)
