"""`subsidy policy verify|new|schema|coverage`: keeping the documents true to the official texts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from subsidy_cli.cli import options, policy_diff
from subsidy_cli.cli.assess import REJECTED
from subsidy_cli.cli.commands import INPUT, OUTPUT, RANGE, Command, Example, Invocation, Parameter, refuse, unknown_word
from subsidy_cli.cli.flag_values import needed_place, open_policies, read_day
from subsidy_cli.diagnostics import Place
from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from subsidy_cli.library.opening import Library

TEXT_WORD, ID_WORD, FOLDER_WORD = Text("文字", "TEXT"), Text("编号", "ID"), Text("目录", "FOLDER")
SCHEMAS = ("document", "part", "cases", "equivalents", "standards", "notices", "place")


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

# new

NEW_ID = Parameter(
    "id",
    Text("新文件的编号，如 ningbo-2024", "the id of the new document, such as ningbo-2024"),
    group=INPUT,
    is_argument=True,
    is_required=True,
)
NUMBER = Parameter("number", Text("文号", "the number of the instrument"), TEXT_WORD, INPUT, is_required=True)
TITLE = Parameter("title", Text("标题", "its title"), TEXT_WORD, INPUT, is_required=True)
TITLE_EN = Parameter("title_en", Text("英文标题；缺省同标题", "its English title; else the title"), TEXT_WORD, INPUT)
EFFECTIVE = Parameter("effective", Text("施行日", "its first day"), options.DATE_WORD, INPUT, is_required=True)
PLACE_NAME = Parameter(
    "place_name", Text("新地方的中文名", "the Chinese name of a place that is new"), TEXT_WORD, INPUT
)
PLACE_NAME_EN = Parameter(
    "place_name_en", Text("新地方的英文名", "the English name of a place that is new"), TEXT_WORD, INPUT
)
INTO = Parameter(
    "into",
    Text("写入哪个政策目录；缺省为本机的用户目录", "the folder of policies to write to; else the user's own"),
    FOLDER_WORD,
    OUTPUT,
)


def new(invocation: Invocation) -> int:
    """Write the skeleton of a new document, and the names of its place where it is new."""
    from subsidy_cli.library.drafting import NewDocument, plan_document, write_files
    from subsidy_cli.library.folders import user_folder

    console, library = invocation.console, open_policies(invocation)
    written = needed_place(invocation)
    title, name = invocation.required("title"), invocation.text("place_name")
    document = NewDocument(
        invocation.required("id"),
        library.places.find(written) or written.strip("/"),
        invocation.required("number"),
        Text(title, invocation.text("title_en") or title),
        read_day(invocation.required("effective"), Place("--effective")),
        None if name is None else Text(name, invocation.text("place_name_en") or name),
    )
    folder = invocation.text("into")
    files = plan_document(library, user_folder() / "policies" if folder is None else Path(folder), document)
    write_files(files)
    console.result("\n".join(str(file.path) for file in files))
    next_step = Text(
        "已写入。状态为草案，不会适用；编好后运行 subsidy policy check。",
        "Written. Its status is draft, so nothing of it applies; run subsidy policy check when it is filled in.",
    )
    console.note(console.say(next_step))
    return 0


NEW = Command(
    "new",
    Text("按模板新建一份带注释的政策文件；不覆盖已有文件。", "Start a document from a template; overwrites nothing."),
    new,
    (
        NEW_ID,
        options.PLACE,
        NUMBER,
        TITLE,
        TITLE_EN,
        EFFECTIVE,
        PLACE_NAME,
        PLACE_NAME_EN,
        INTO,
        options.POLICIES,
    ),
    (
        Example(
            "subsidy policy new jiaxing-2026 --place jiaxing --number 嘉政发〔2026〕1号 --title 实施意见 "
            "--effective 2026-01-01 --into my-policies",
            Text("已有的地方", "a place that is known"),
        ),
        Example(
            "subsidy policy new ningbo-2024 --place zhejiang/ningbo --place-name 宁波市 --place-name-en Ningbo "
            "--number 甬政发〔2024〕1号 --title 实施意见 --effective 2024-01-01 --into my-policies",
            Text("新的地方", "a new place"),
        ),
    ),
)

# schema

SCHEMA_KIND = Parameter(
    "kind",
    Text("哪一种文件；缺省为 document", "which kind of file; document if absent"),
    Text("|".join(SCHEMAS), "|".join(SCHEMAS)),
    INPUT,
    choices=SCHEMAS,
    is_argument=True,
)


def schema(invocation: Invocation) -> int:
    """Print the JSON Schema of a kind of file."""
    from subsidy_cli.documents.schemas import schema as schema_of

    content = schema_of(invocation.text("kind") or "document")
    invocation.console.result(json.dumps(content, ensure_ascii=False, indent=2), "json")
    return 0


SCHEMA = Command(
    "schema",
    Text(
        "输出政策文件的 JSON Schema，供编辑器提示和检查。",
        "The JSON Schema of the policy files, for editors.",
    ),
    schema,
    (SCHEMA_KIND,),
    (
        Example(
            "subsidy policy schema document > document.schema.json",
            Text(
                '政策文件；文件首行写 "#:schema document.schema.json"',
                'a document; begin it with "#:schema document.schema.json"',
            ),
        ),
        Example("subsidy policy schema cases > cases.schema.json", Text("案例文件", "worked cases")),
    ),
    Text(
        f"可写：{'、'.join(SCHEMAS)}（part 为 <文件>.<部分>.toml）。",
        f"One of {', '.join(SCHEMAS)} (a part is <document>.<part>.toml).",
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

COMMANDS = (*policy_diff.COMMANDS, COVERAGE, VERIFY, NEW, SCHEMA)
"""What stands beside list, show and check."""
