"""`subsidy policy new|schema`: starting a document, and what an editor needs to help with it."""

from __future__ import annotations

import json
from pathlib import Path

from subsidy_cli.cli import options
from subsidy_cli.cli.commands import INPUT, OUTPUT, Command, Example, Invocation, Parameter, refuse
from subsidy_cli.cli.flag_values import needed_place, open_policies, read_day
from subsidy_cli.diagnostics import Place
from subsidy_cli.texts import Text

TEXT_WORD, FOLDER_WORD = Text("文字", "TEXT"), Text("目录", "FOLDER")
SCHEMAS = ("document", "part", "cases", "equivalents", "standards", "notices", "place")

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
    "place_name",
    Text(
        "新地方的中文名；上级也是新的写作 广东省/广州市",
        "the Chinese name of a new place; with a new one above it, both with / between them",
    ),
    TEXT_WORD,
    INPUT,
)
PLACE_NAME_EN = Parameter(
    "place_name_en",
    Text("新地方的英文名，写法相同", "the English name of a new place, written likewise"),
    TEXT_WORD,
    INPUT,
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

    console, library = invocation.console, open_policies(invocation, may_be_empty=True)
    written = needed_place(invocation)
    title = invocation.required("title")
    document = NewDocument(
        invocation.required("id"),
        library.places.find(written) or written.strip("/"),
        invocation.required("number"),
        Text(title, invocation.text("title_en") or title),
        read_day(invocation.required("effective"), Place("--effective")),
        _place_names(invocation),
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


def _place_names(invocation: Invocation) -> tuple[Text, ...]:
    """The names of the new places, from above. Raises RefusedError (usage) where the English ones are not as many."""
    chinese = _split(invocation.text("place_name"))
    english = _split(invocation.text("place_name_en")) or chinese
    if len(english) != len(chinese):
        message = Text("中文名和英文名的个数不同", "there are not as many English names as Chinese ones")
        hint = Text(
            "例如 --place-name 广东省/广州市 --place-name-en Guangdong/Guangzhou",
            "such as --place-name 广东省/广州市 --place-name-en Guangdong/Guangzhou",
        )
        raise refuse("names-differ-in-number", message, "--place-name-en", hint)
    return tuple(Text(zh, en) for zh, en in zip(chinese, english, strict=True))


def _split(names: str | None) -> list[str]:
    return [name.strip() for name in (names or "").split("/") if name.strip()]


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
        Example(
            "subsidy policy new guangzhou-2024 --place guangdong/guangzhou --place-name 广东省/广州市 "
            "--place-name-en Guangdong/Guangzhou --number 穗府办〔2024〕1号 --title 实施意见 --effective 2024-01-01 "
            "--into my-policies",
            Text("新的地方，上级也是新的", "a new place below another new one"),
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

COMMANDS = (NEW, SCHEMA)
