"""`subsidy compare`: the same applicant in several places, or on several days, side by side."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from subsidy_cli.cli import options
from subsidy_cli.cli.assess import FILE
from subsidy_cli.cli.commands import OUTPUT, Command, Example, Invocation, Parameter, refuse
from subsidy_cli.cli.enquiries import LOCAL_PLACES, read_enquiry
from subsidy_cli.cli.flag_values import drafts, open_policies, read_day
from subsidy_cli.diagnostics import Place
from subsidy_cli.library.cache import open_cache
from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from subsidy_cli.api import Enquiry
    from subsidy_cli.library.opening import Library

MOST_SIDES = 4

PLACES = replace(
    options.PLACE,
    help=Text("地方；写两次到四次即并列比较", "a place; two to four of them are compared"),
    is_repeatable=True,
)
DAYS = replace(
    options.AS_OF,
    help=Text("哪一天的规定；写两次到四次即并列比较", "the day whose law applies; two to four of them are compared"),
    is_repeatable=True,
)
DETAIL = Parameter(
    "detail",
    Text("也逐项列出结论相同的待遇", "list also the benefits on which the sides agree"),
    group=OUTPUT,
    is_switch=True,
)


def compare(invocation: Invocation) -> int:
    """Assess the same applicant on every side, and show what differs."""
    from subsidy_cli.api import answer
    from subsidy_cli.presentation.side_by_side import render, render_json

    library, console = open_policies(invocation, open_cache()), invocation.console
    sides = [answer(library, enquiry) for enquiry in _enquiries(invocation, library)]
    if invocation.text("format") == "json":
        console.result(render_json(sides, library.vocabulary), "json")
        return 0
    text = render(
        sides,
        library.vocabulary,
        console.language,
        width=console.width,
        color=console.color,
        detail=invocation.switch("detail"),
    )
    console.result(text)
    return 0


def _enquiries(invocation: Invocation, library: Library) -> list[Enquiry]:
    """One enquiry for each side; the applicant is read only once, since standard input cannot be read again."""
    places, days = invocation.texts("place"), invocation.texts("as_of")
    count = max(len(places), len(days))
    if not 2 <= count <= MOST_SIDES or any(len(each) not in {0, 1, count} for each in (places, days)):
        message = Text("需要两到四个地方，或两到四个日期", "two to four places, or two to four days, are needed")
        hint = Text("--place A --place B，或 --as-of D1 --as-of D2", "--place A --place B, or --as-of D1 --as-of D2")
        raise refuse("sides-needed", message, "--place", hint)
    first = dict(invocation.values) | {"place": next(iter(places), None), "as_of": next(iter(days), None)}
    enquiry = read_enquiry(replace(invocation, values=first), library)
    moved = [library.find_place(each) for each in places] or [library.find_place(enquiry.place)]
    dated = [read_day(each, Place("--as-of")) for each in days] or [enquiry.as_of]
    return [
        _moved(invocation, library, enquiry, moved[min(index, len(moved) - 1)], dated[min(index, len(dated) - 1)])
        for index in range(count)
    ]


def _moved(invocation: Invocation, library: Library, enquiry: Enquiry, place: str, day: object) -> Enquiry:
    """The enquiry at another place and day; `--local` makes the applicant a local of each place."""
    facts = dict(enquiry.facts)
    if invocation.switch("local"):
        home = library.find_place(enquiry.place)
        facts |= {name: place for name in LOCAL_PLACES if facts.get(name) == home}
    adopted = drafts(library, place) if invocation.switch("as_if_adopted") else frozenset[str]()
    return replace(enquiry, place=place, as_of=day, facts=facts, adopted=adopted)  # type: ignore[arg-type]


COMMAND = Command(
    "compare",
    Text(
        "同一申请人在几个地方或几个日期的结论并列比较，指出差别和造成差别的条款。",
        "The same applicant in several places or on several days: what differs and which clause makes the difference.",
    ),
    compare,
    (
        FILE,
        PLACES,
        DAYS,
        options.LOCAL,
        options.FACT,
        options.STANDARD,
        options.ASSUME,
        options.SUBJECT,
        options.KIND,
        options.BENEFIT,
        options.ALL,
        *options.JUDGEMENT,
        options.TABLE_OR_JSON,
        DETAIL,
    ),
    (
        Example(
            "subsidy compare applicant.toml --place jiaxing --place pinghu --place fuzhou --local",
            Text("在三地分别作为本地人", "as a local of each of three places"),
        ),
        Example(
            "subsidy compare applicant.toml --place jiaxing --as-of 2020-07-03 --as-of 2020-07-04",
            Text("新意见施行前后", "before and after the opinion of 2020"),
        ),
    ),
    Text(
        "文件写明户籍地的，户籍地不变；加 --local 则在每个地方都作为本地户籍、持本地证的人。",
        "A place of registration that the file states stays as it is; --local makes the applicant a local of each place.",
    ),
)
