"""`subsidy assess`: one applicant, every benefit; and what every subcommand of a kind does."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from subsidy_cli.cli import options
from subsidy_cli.cli.commands import INPUT, Command, Example, Invocation, Parameter
from subsidy_cli.cli.enquiries import read_enquiry
from subsidy_cli.cli.flag_values import open_policies
from subsidy_cli.library.cache import open_cache
from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from subsidy_cli.api import Enquiry
    from subsidy_cli.cli.console import Console, Form
    from subsidy_cli.determination import Determination
    from subsidy_cli.library.opening import Library

REJECTED = 1
SUFFIXES = {".json": "json", ".html": "html", ".htm": "html", ".md": "markdown"}
FORMS: dict[str, Form] = {"json": "json", "html": "markup"}

FILE = Parameter(
    "file",
    Text(
        "TOML 或 JSON 文件 {place, as_of, facts, standards}；- 为标准输入；可省略",
        "a TOML or JSON file {place, as_of, facts, standards}; - is standard input; may be left out",
    ),
    group=INPUT,
    is_argument=True,
)


def assess(invocation: Invocation, kind: str | None = None, flags: Iterable[str] = ()) -> int:
    """Assess one applicant and show the result; the exit code says whether `--fail-on` struck."""
    library = open_policies(invocation, open_cache())
    enquiry = read_enquiry(invocation, library, kind, flags)
    determination, enquiry = _determine(invocation, library, enquiry)
    form = _form(invocation)
    _show(invocation, library, determination, form)
    _advise(invocation.console, library, enquiry, determination, is_for_people=form == "table")
    struck = {_struck(outcome.status) for outcome in determination.benefits} & set(invocation.texts("fail_on"))
    return REJECTED if struck else 0


def _determine(invocation: Invocation, library: Library, enquiry: Enquiry) -> tuple[Determination, Enquiry]:
    """The determination, and the enquiry with what an interview added to it."""
    from subsidy_cli.api import answer

    if invocation.switch("interview"):
        from subsidy_cli.cli.interview import conduct

        enquiry = conduct(invocation.console, library, enquiry)
    determination = _marked(answer(library, enquiry))
    case_file = invocation.text("save_case")
    if case_file is not None:
        from subsidy_cli.cli.saving import save_case

        save_case(Path(case_file), library, enquiry, determination)
        saved = Text(f"案例已存入 {case_file}", f"the case is kept in {case_file}")
        invocation.console.note(invocation.console.say(saved))
    return determination, enquiry


def _marked(determination: Determination) -> Determination:
    """A trial with a draft says so before anything else."""
    if not determination.drafts_in_force:
        return determination
    from subsidy_cli.determination import Notice

    names = "、".join(sorted(determination.drafts_in_force))
    notice = Notice(
        "as-if-adopted",
        Text("假定草案已经施行，仅供试算", "A TRIAL: a draft is taken as in force"),
        Text(
            f"{names} 尚未施行，下列结果没有法律效力，不得据以发放或拒绝。",
            f"{names.replace('、', ', ')} is not in force; nothing below has legal effect.",
        ),
    )
    return replace(determination, notices=(notice, *determination.notices))


def _struck(status: str) -> str:
    return "ineligible" if status == "unmet" else status


def _form(invocation: Invocation) -> str:
    """The form of the result: as asked, else as the suffix of the output says."""
    suffix = Path(invocation.text("output") or "").suffix.lower()
    return invocation.text("format") or SUFFIXES.get(suffix, "table")


def _show(invocation: Invocation, library: Library, determination: Determination, form: str) -> None:
    """Write the result to the screen, or to the file that was asked for."""
    text, target = _render(invocation, library, determination, form), invocation.text("output")
    if target is None:
        invocation.console.result(text, FORMS.get(form, "text"))
        return
    from subsidy_cli.library.writing import write_text

    write_text(Path(target), text if text.endswith("\n") else f"{text}\n")


def _advise(
    console: Console, library: Library, enquiry: Enquiry, determination: Determination, *, is_for_people: bool
) -> None:
    """Say what was asked for in vain, and to people also what they can do next."""
    from subsidy_cli.cli.hints import closing_hints, unknown_here

    for text in unknown_here(determination, library, enquiry):
        console.note(console.say(text))
    for text in closing_hints(determination, library, enquiry) if is_for_people else ():
        console.note(console.say(text))


def _render(invocation: Invocation, library: Library, determination: Determination, form: str) -> str:
    console, vocabulary, detail = invocation.console, library.vocabulary, invocation.switch("detail")
    match form:
        case "json":
            from subsidy_cli.presentation import structured

            return structured.render(determination)
        case "html":
            from subsidy_cli.presentation import html

            return html.render(determination, vocabulary, console.language)
        case "markdown":
            from subsidy_cli.presentation import markdown

            return markdown.render(determination, vocabulary, console.language)
    from subsidy_cli.presentation import terminal

    color = console.color and invocation.text("output") is None
    return terminal.render(determination, vocabulary, console.language, width=console.width, color=color, detail=detail)


COMMAND = Command(
    "assess",
    Text(
        "判定一人（或一户、一单位、一机构、一地）依当地文件应得的全部待遇。", "Everything one applicant is entitled to."
    ),
    assess,
    (
        FILE,
        *options.ASSESSMENT,
        options.SUBJECT,
        options.KIND,
        options.BENEFIT,
        options.ALL,
        *options.JUDGEMENT,
        *options.RESULT,
    ),
    (
        Example(
            "subsidy assess applicant.toml --place jiaxing --as-of 2021-03-01",
            Text("读文件，按2021年3月1日的规定判定", "read a file, apply the law of 1 March 2021"),
        ),
        Example(
            "subsidy assess --place jiaxing --local --fact disability_grade=2 --fact 家庭人口数=3 --format json",
            Text("直接写事实，输出 JSON", "write the facts here, give JSON"),
        ),
        Example(
            "subsidy assess - --kind care --detail < applicant.toml",
            Text("从标准输入读取，只看护理类，列出全部依据", "read standard input, care only, with every ground"),
        ),
        Example(
            "subsidy assess applicant.toml --assume usual -o result.html",
            Text("未给出的事实按通常情况作答，结果存为网页", "answer the omitted facts as is usual, keep a web page"),
        ),
    ),
    Text(
        "没有给出的事实一律视为未知：结论待定的，会指明还缺什么。缺省只判定与所给事实有关的对象。",
        "What is not given is unknown; an open answer says what is missing. Only benefits of subjects with a fact are asked.",
    ),
)
