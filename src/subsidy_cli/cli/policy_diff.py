"""`subsidy policy diff` and `subsidy policy history`: what differs between two days, places or folders, and what changed when."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from subsidy_cli.cli import explain, options
from subsidy_cli.cli.commands import INPUT, OUTPUT, RULES, Command, Example, Invocation, Parameter, refuse
from subsidy_cli.cli.flag_values import chosen_day, find_benefit, needed_place, open_policies, read_day
from subsidy_cli.diagnostics import Place, RefusedError
from subsidy_cli.library.opening import open_library
from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from subsidy_cli.library.opening import Library
    from subsidy_cli.validation.ends import End, Scope

OTHER_PLACE = Parameter(
    "other_place",
    Text("与哪个地方比较", "the place to compare with"),
    options.PLACE_WORD,
    INPUT,
    complete=options.PLACE.complete,
)
FROM_DAY = Parameter("from_day", Text("较早的一天", "the earlier day"), options.DATE_WORD, INPUT)
TO_DAY = Parameter("to_day", Text("较晚的一天；缺省为今天", "the later day; today if absent"), options.DATE_WORD, INPUT)
OTHER_POLICIES = Parameter(
    "other_policies",
    Text("与哪个政策目录比较", "the folder of policies to compare with"),
    Text("目录", "FOLDER"),
    RULES,
)
DETAIL = Parameter(
    "detail",
    Text(
        "列出新增和停止各项的全部要素，以及只换了条款之处",
        "every element of what appears or ends, and mere changes of clause",
    ),
    group=OUTPUT,
    is_switch=True,
)


def diff(invocation: Invocation) -> int:
    """Show what differs between two programmes."""
    from subsidy_cli.presentation.difference_tables import render_json
    from subsidy_cli.presentation.differences import render
    from subsidy_cli.validation.ends import comparisons

    console = invocation.console
    found = comparisons(*_read(invocation))
    if invocation.text("format") == "json":
        console.result(render_json(found), "json")
        return 0
    text = render(found, console.language, width=console.width, color=console.color, detail=invocation.switch("detail"))
    console.result(text)
    return 0


def _read(invocation: Invocation) -> tuple[End, End, Scope]:
    """What is to be compared. Raises RefusedError (usage) where the two ends are the same."""
    from subsidy_cli.validation.ends import End, Scope

    library, folder = open_policies(invocation), invocation.text("other_policies")
    other = library if folder is None else open_library(Path(folder))
    if folder is None:
        _check_ends(invocation)
    place, other_place = invocation.text("place"), invocation.text("other_place") or invocation.text("place")
    as_of = _day(invocation, "as_of") or (date.today() if folder is None else None)
    scope = Scope(
        _benefits(invocation, library), invocation.switch("as_if_adopted"), invocation.switch("allow_inferred")
    )
    return (
        End(library, None if place is None else library.find_place(place), _day(invocation, "from_day") or as_of),
        End(
            other,
            None if other_place is None else _other_place(other, other_place),
            _day(invocation, "to_day") or as_of,
        ),
        scope,
    )


def _other_place(library: Library, written: str) -> str:
    try:
        return library.find_place(written)
    except RefusedError as error:
        raise error.at(Place("--other-place")) from None


def _check_ends(invocation: Invocation) -> None:
    """Within one folder there are two places or two days."""
    needed_place(invocation)
    if all(invocation.text(name) is None for name in ("other_place", "from_day", "to_day")):
        message = Text("没有说明与什么比较", "nothing to compare with")
        hint = Text(
            "两日：--from-day 与 --to-day；两地：--other-place；两个目录：--other-policies",
            "two days: --from-day and --to-day; two places: --other-place; two folders: --other-policies",
        )
        raise refuse("nothing-to-compare", message, "--other-place", hint)


def _day(invocation: Invocation, name: str) -> date | None:
    written = invocation.text(name)
    return None if written is None else read_day(written, Place(f"--{name.replace('_', '-')}"))


def _benefits(invocation: Invocation, library: Library) -> frozenset[str] | None:
    """The benefits that are named, and those of the kinds that are named; None where nothing is said."""
    kinds, known = invocation.texts("kind"), library.vocabulary.benefits
    named = {find_benefit(word, library, "--benefit") for word in invocation.texts("benefit")}
    return frozenset(named | {name for name, benefit in known.items() if benefit.kind in kinds}) or None


def history(invocation: Invocation) -> int:
    """Show every version of a benefit at a place, and what each changed."""
    from subsidy_cli.presentation.versions import render, render_json
    from subsidy_cli.programme.compiling import Request
    from subsidy_cli.programme.history import history as history_of

    console, library = invocation.console, open_policies(invocation)
    benefit = find_benefit(invocation.required("benefit"), library, "BENEFIT")
    place = library.find_place(needed_place(invocation))
    documents = library.documents(place)
    if all(benefit not in document.benefits for document in documents):
        name, label = library.places.name(place), library.vocabulary.label(benefit)
        message = Text(f"{name.zh}的文件中没有「{label.zh}」", f"no document of {name.en} knows {benefit}")
        raise refuse("benefit-not-here", message, benefit)
    request = Request(place, chosen_day(invocation), documents, library.vocabulary, library.places)
    found = history_of(benefit, request)
    if invocation.text("format") == "json":
        console.result(render_json(found, place), "json")
    else:
        console.result(render(found, place, library, console.language, width=console.width, color=console.color))
    return 0


DIFF = Command(
    "diff",
    Text(
        "两日、两地或两个政策目录之间：哪些待遇新增、停止，哪些规则和地方标准不同。",
        "Between two days, places or folders: what appears, ends and differs, standards too.",
    ),
    diff,
    (
        options.PLACE,
        OTHER_PLACE,
        FROM_DAY,
        TO_DAY,
        options.AS_OF,
        options.KIND,
        options.BENEFIT,
        options.POLICIES,
        OTHER_POLICIES,
        options.ALLOW_INFERRED,
        options.AS_IF_ADOPTED,
        DETAIL,
        options.TABLE_OR_JSON,
    ),
    (
        Example(
            "subsidy policy diff --place jiaxing --from-day 2020-07-03 --to-day 2020-07-04",
            Text("嘉兴新意见施行前后", "Jiaxing before and after the opinion of 2020"),
        ),
        Example(
            "subsidy policy diff --place jiaxing --other-place pinghu --as-of 2023-01-01 --kind living",
            Text("平湖的生活补贴与嘉兴的差别", "living allowance: Pinghu against Jiaxing"),
        ),
        Example(
            "subsidy policy diff --other-policies new-policies --format json",
            Text("随程序提供的政策与另一个目录", "the shipped policies against another folder"),
        ),
    ),
    Text(
        "两个目录之间不写地方就比较全部地方，不写日期就比较每个变动日；同一差别只在它最早出现的一日列出。",
        "Of two folders every place and every day of change is compared unless a place or day is named; a difference "
        "is shown on the first day on which it holds.",
    ),
)
HISTORY = Command(
    "history",
    Text(
        "一项待遇历来的各个版本：起止日期、由哪份文件取代或补充、改了什么。",
        "Every version of a benefit: its days, who replaced or extended whom, what changed.",
    ),
    history,
    (explain.BENEFIT, options.PLACE, options.POLICIES, options.TABLE_OR_JSON),
    (
        Example(
            "subsidy policy history single_person_dibao --place pinghu",
            Text("平湖单人户低保的沿革", "single-person dibao in Pinghu"),
        ),
        Example(
            "subsidy policy history care_allowance --place jiaxing --format json",
            Text("嘉兴护理补贴的沿革，JSON", "the care allowance in Jiaxing, as JSON"),
        ),
    ),
)
COMMANDS = (DIFF, HISTORY)
