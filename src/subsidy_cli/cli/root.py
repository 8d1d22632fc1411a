"""The root of the command line: a group that builds only the command that was asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from subsidy_cli import __version__
from subsidy_cli.cli import catalogue
from subsidy_cli.cli.building import PageGroup, build, build_folder
from subsidy_cli.cli.commands import OTHER, Parameter
from subsidy_cli.cli.help_pages import COMMAND_WORD, EXAMPLES, OPTIONS, USAGE, command_line, entries, paragraphs, titled
from subsidy_cli.cli.options import LANG
from subsidy_cli.facts.vocabulary import KINDS
from subsidy_cli.texts import Text

if TYPE_CHECKING:
    import typer

    from subsidy_cli.cli.console import Console

LEFT = 12
VERSION = Parameter("version", Text("显示版本号", "show the version"), group=OTHER, is_switch=True)

SUMMARY = Text(
    "计算残疾人及其家庭、用人单位、机构依各地政策文件应得的待遇，精确到分，逐项注明条款。",
    "What disabled people, households, employers and institutions are entitled to under a city's policy documents: "
    "to the fen, item by item, with the clause for each.",
)
ONE_KIND = Text("<类别>", "KIND")
ONE_KIND_SUMMARY = Text("只判定一类，每个有关的事实都有选项：", "one kind only, with a flag for every fact it uses:")
LINES = (
    "subsidy care --place jiaxing --local --disability-grade 1 --assume usual",
    "subsidy facts template --kind living -o applicant.toml",
    "subsidy assess applicant.toml --place jiaxing --as-of 2021-03-01",
    "subsidy explain care_allowance --place jiaxing",
)
SEE = Text(
    "每个命令都有 --help；--lang zh|en 选择语言；--version 显示版本。",
    "Every command has --help; --lang zh|en sets the language; --version.",
)


class Root(PageGroup):
    """Finds commands in the catalogue and builds them when they are asked for."""

    console: Console

    def list_commands(self, ctx: Any) -> list[str]:
        """Every command by name."""
        return list(catalogue.names())

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Build one command."""
        if cmd_name not in self.commands:
            described = catalogue.load(cmd_name)
            if described is None:
                return None
            self.commands[cmd_name] = build(described, self.console)
        return self.commands[cmd_name]


def build_root(console: Console) -> Root:
    """Build the root; called by itself it shows its page."""

    def callback(ctx: typer.Context, version: bool | None, **_: Any) -> int:
        if version:
            console.result(f"subsidy {__version__}")
        elif ctx.invoked_subcommand is None:
            console.result(root_page(console))
        return 0

    root = build_folder(
        callback, (VERSION, LANG), console, name="subsidy", summary=console.say(SUMMARY), kind=Root, completion=True
    )
    assert isinstance(root, Root)
    root.console = console
    root.page = lambda _: root_page(console)
    return root


def root_page(console: Console) -> str:
    """The root help: grouped by job, with examples."""
    sections = [
        f"{console.say(USAGE)}subsidy {console.say(COMMAND_WORD)} {console.say(OPTIONS)}",
        paragraphs([console.say(SUMMARY)]),
    ]
    for section in (catalogue.APPLICANT, catalogue.ROSTER, catalogue.POLICY, catalogue.VOCABULARY):
        rows = [(entry.name, console.say(entry.summary)) for entry in catalogue.ENTRIES if entry.section == section]
        body = entries(rows, LEFT)
        if section == catalogue.APPLICANT:
            body += (
                "\n" + entries([(console.say(ONE_KIND), console.say(ONE_KIND_SUMMARY))], LEFT) + "\n" + _kinds(console)
            )
        sections.append(titled(console.say(section), body))
    sections.append(titled(console.say(EXAMPLES), "\n".join(map(command_line, LINES))))
    return "\n\n".join([*sections, console.say(SEE)]) + "\n"


def _kinds(console: Console) -> str:
    """The kinds in as many columns as fit."""
    from subsidy_cli.presentation.layout import pad, width_of

    words = [f"{kind} {console.say(label)}" if console.language == "zh" else kind for kind, label in KINDS.items()]
    width = max(width_of(word) for word in words) + 2
    columns = (80 - LEFT - 2) // width
    rows = [words[start : start + columns] for start in range(0, len(words), columns)]
    margin = " " * (LEFT + 2)
    return "\n".join(margin + "".join(pad(word, width) for word in row).rstrip() for row in rows)
