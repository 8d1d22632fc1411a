"""Help as pages of plain text: 80 columns, no colour, every character known to GBK."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from subsidy_cli.cli.commands import OTHER
from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from subsidy_cli.cli.commands import Command, Example, Group, Parameter
    from subsidy_cli.cli.console import Console

WIDTH = 80
MARGIN = 2
LEFT = 28
"""The column in which the words of an entry begin."""

USAGE = Text("用法：", "Usage: ")
OPTIONS = Text("[选项]", "[OPTIONS]")
COMMANDS = Text("命令", "Commands")
EXAMPLES = Text("示例", "Examples")
COMMAND_WORD = Text("<命令>", "COMMAND")


def command_page(command: Command, path: str, console: Console) -> str:
    """The help of one command."""
    from subsidy_cli.cli.options import LANG

    arguments = [parameter for parameter in command.parameters if parameter.is_argument]
    shown = " ".join(_argument(parameter) for parameter in arguments)
    sections = [
        f"{console.say(USAGE)}{path} {shown + ' ' if shown else ''}{console.say(OPTIONS)}",
        paragraphs([console.say(command.summary), console.say(command.description)]),
    ]
    if command.examples:
        sections.append(examples(command.examples, console))
    sections += _groups((*command.parameters, LANG), console)
    return "\n\n".join(section for section in sections if section) + "\n"


def group_page(group: Group, path: str, console: Console) -> str:
    """The help of a group of commands."""
    commands = [(command.name, console.say(command.summary)) for command in group.commands]
    sections = [
        f"{console.say(USAGE)}{path} {console.say(COMMAND_WORD)} {console.say(OPTIONS)}",
        paragraphs([console.say(group.summary)]),
        titled(console.say(COMMANDS), entries(commands, 14)),
    ]
    shown = group.examples or tuple(command.examples[0] for command in group.commands if command.examples)
    return "\n\n".join([*sections, examples(shown, console)]) + "\n"


def _argument(parameter: Parameter) -> str:
    name = f"{parameter.flag}..." if parameter.is_repeatable else parameter.flag
    return name if parameter.is_required else f"[{name}]"


def _groups(parameters: Iterable[Parameter], console: Console) -> list[str]:
    """The parameters under the headings of their groups, in the order in which the groups first come."""
    found: dict[Text, list[Parameter]] = {}
    for parameter in parameters:
        found.setdefault(parameter.group, []).append(parameter)
    last = found.pop(OTHER, [])
    ordered = [*found.items(), (OTHER, last)] if last else list(found.items())
    return [
        titled(console.say(heading), entries([(_left(each, console), console.say(each.help)) for each in group], LEFT))
        for heading, group in ordered
    ]


def _left(parameter: Parameter, console: Console) -> str:
    """How a parameter is written, with the word for its value."""
    if parameter.is_argument:
        return parameter.flag
    name = f"--[no-]{parameter.flag[2:]}" if parameter.has_opposite else parameter.flag
    if parameter.short:
        name = f"{parameter.short}, {name}"
    value = console.say(parameter.value)
    return f"{name} {value}" if value else name


def titled(heading: str, body: str) -> str:
    """A section under its heading."""
    return f"{heading}\n{body}"


def entries(rows: Sequence[tuple[str, str]], left: int) -> str:
    """Two columns; an entry that is too wide for its column puts its words on the next lines."""
    return "\n".join(line for name, words in rows for line in _entry(name, words, left))


def _entry(name: str, words: str, left: int) -> Iterator[str]:
    from subsidy_cli.presentation.layout import pad, width_of, wrap

    start = " " * MARGIN + name
    lines = wrap(words, WIDTH - left - MARGIN)
    if width_of(start) + 2 > left + MARGIN:
        yield start
    else:
        yield pad(start, left + MARGIN) + lines.pop(0)
    for line in lines:
        yield " " * (left + MARGIN) + line


def paragraphs(texts: Iterable[str]) -> str:
    """Wrapped paragraphs with an empty line between them."""
    from subsidy_cli.presentation.layout import wrap

    margin = " " * MARGIN
    return "\n\n".join(
        "\n".join(margin + line for part in text.split("\n") for line in wrap(part, WIDTH - 2 * MARGIN))
        for text in texts
        if text
    )


def examples(shown: Iterable[Example], console: Console) -> str:
    """Runnable lines, each below its words."""
    margin = " " * MARGIN
    lines = [f"{margin}# {console.say(example.words)}\n{command_line(example.line)}" for example in shown]
    return titled(console.say(EXAMPLES), "\n".join(lines))


def command_line(line: str) -> str:
    """A line to copy, continued before a flag where it is long and the shell knows how."""
    from subsidy_cli.presentation.layout import width_of

    found, current = [], ""
    for piece in re.split(r" (?=--|-o |[<>] )", line):
        longer = f"{current} {piece}" if current else " " * MARGIN + piece
        if os.name != "nt" and current and width_of(longer) > WIDTH - 2:
            found.append(f"{current} \\")
            longer = " " * (2 * MARGIN) + piece
        current = longer
    return "\n".join([*found, current])
