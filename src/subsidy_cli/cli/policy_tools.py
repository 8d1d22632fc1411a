"""`subsidy policy verify|coverage`: keeping the documents true to the official texts; and all tools of the analyst."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from subsidy_cli.cli import options, policy_compile, policy_diff, policy_writing
from subsidy_cli.cli.assess import REJECTED
from subsidy_cli.cli.commands import INPUT, OUTPUT, RANGE, Command, Example, Invocation, Parameter, refuse, unknown_word
from subsidy_cli.cli.flag_values import open_policies
from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from subsidy_cli.library.opening import Library

ID_WORD = Text("编号", "ID")


def _document_ids() -> list[str]:
    from subsidy_cli.library.opening import open_library
    from subsidy_cli.validation.elements import all_documents

    return [document.id for document in all_documents(open_library())]


def _known_document(library: Library, name: str, place: str) -> str:
    """The id of a document. Raises RefusedError (usage) where there is none of that name."""
    from subsidy_cli.validation.elements import all_documents

    known = [document.id for document in all_documents(library)]
    if name not in known:
        listing = Text("用 subsidy policy list 查看", "subsidy policy list shows them")
        raise unknown_word("unknown-document", Text("文件", "document"), name, known, place, listing)
    return name


# verify

VERIFY_DOCUMENT = Parameter(
    "document",
    Text("政策文件的编号，如 jiaxing-2016", "the id of a document, such as jiaxing-2016"),
    group=INPUT,
    is_argument=True,
    is_required=True,
    complete=_document_ids,
)
TEXT_FILE = Parameter(
    "textfile",
    Text("官方原文的纯文本（UTF-8 或 GB18030）", "its official text as plain text (UTF-8 or GB18030)"),
    group=INPUT,
    is_argument=True,
    is_required=True,
)


def verify(invocation: Invocation) -> int:
    """Hold every key phrase of a document against its official text; 1 where one does not stand there."""
    from subsidy_cli.library.official_texts import read_official_text
    from subsidy_cli.presentation.verification import render, render_json
    from subsidy_cli.validation.verification import verify as verified

    console, library = invocation.console, open_policies(invocation)
    document = _known_document(library, invocation.required("document"), "DOCUMENT")
    text = read_official_text(Path(invocation.required("textfile")))
    result = verified(library, document, text.text)
    if invocation.text("format") == "json":
        console.result(render_json(result, text), "json")
    else:
        console.result(render(result, text, console.language, width=console.width, color=console.color))
    return 0 if result.holds else REJECTED


VERIFY = Command(
    "verify",
    Text(
        "把文件的每个关键短语及其附近的数字与官方原文核对；有不符即以代码1退出。",
        "Hold every key phrase of a document, and its figures, against the official text; 1 on a mismatch.",
    ),
    verify,
    (VERIFY_DOCUMENT, TEXT_FILE, options.POLICIES, options.TABLE_OR_JSON),
    (
        Example(
            "subsidy policy verify jiaxing-2016 jiaxing-2016.txt",
            Text("核对嘉兴2016年办法", "verify the Jiaxing measures of 2016"),
        ),
        Example(
            "subsidy policy verify pinghu-2022 pinghu-2022.txt --format json",
            Text("输出 JSON", "as JSON"),
        ),
    ),
    Text(
        "空格、换行、全角半角、破折号和引号的差别不计。找不到的短语给出最相近的原文和不同的数字。",
        "Spaces, line breaks, full and half width, dashes and quotes do not matter. A phrase that is not found comes with "
        "the nearest passage and the figures that differ.",
    ),
)

# coverage

COVERED_DOCUMENT = Parameter(
    "document",
    Text("只看这份文件，并列出仅作记录的理由", "this document only, with the reasons of what is only recorded"),
    ID_WORD,
    RANGE,
    complete=_document_ids,
)


def coverage(invocation: Invocation) -> int:
    """Show what became of every known clause; 1 where one is neither encoded nor recorded."""
    from subsidy_cli.presentation.coverage import render
    from subsidy_cli.validation.coverage import coverage as covered

    console, library = invocation.console, open_policies(invocation)
    result, name = covered(library), invocation.text("document")
    if name is not None:
        result = result.of(_known_document(library, name, "--document"))
        if not result.clauses:
            raise refuse("no-clauses", Text(f"{name} 没有已知条款", f"no clause of {name} is known"), "--document")
    if invocation.text("format") == "json":
        console.result(json.dumps(result.as_json(), ensure_ascii=False, indent=2), "json")
    else:
        is_detailed = name is not None or invocation.switch("detail")
        console.result(render(result, console.language, width=console.width, detail=is_detailed))
    return REJECTED if result.missing else 0


COVERAGE = Command(
    "coverage",
    Text(
        "每条已知条款：已编码、仅记录（附理由）或缺失；有缺失即以代码1退出。",
        "Each known clause: encoded, recorded (and why) or missing; 1 where one is missing.",
    ),
    coverage,
    (
        COVERED_DOCUMENT,
        Parameter(
            "detail",
            Text("列出仅作记录的条款和理由", "list what is only recorded, and why"),
            group=OUTPUT,
            is_switch=True,
        ),
        options.POLICIES,
        options.TABLE_OR_JSON,
    ),
    (
        Example("subsidy policy coverage", Text("全部文件", "every document")),
        Example("subsidy policy coverage --document pinghu-2022", Text("一份文件及理由", "one document, with reasons")),
        Example("subsidy policy coverage --format json", Text("逐条输出 JSON", "every clause as JSON")),
    ),
)

COMMANDS = (*policy_diff.COMMANDS, COVERAGE, VERIFY, *policy_compile.COMMANDS, *policy_writing.COMMANDS)
"""What stands beside list, show and check."""
