"""What a command is: its words in both languages, its parameters, its examples, and the function that does it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from subsidy_cli.diagnostics import Diagnostic, Place, Refusal, RefusedError, nearest
from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from subsidy_cli.cli.console import Console

NOTHING = Text("", "")
INPUT = Text("输入", "Input")
RANGE = Text("范围", "Range")
RULES = Text("规则", "Rules")
OUTPUT = Text("输出", "Output")
OTHER = Text("其他", "Other")


@dataclass(frozen=True, slots=True)
class Parameter:
    """One flag or argument of a command. Its value is text; a switch is yes, no or not given."""

    name: str
    help: Text
    value: Text = NOTHING
    """The word for its value in help, such as FILE."""
    group: Text = OTHER
    short: str = ""
    written: str = ""
    """The flag, where it is not the name itself."""
    choices: tuple[str, ...] = ()
    is_argument: bool = False
    is_required: bool = False
    is_repeatable: bool = False
    is_switch: bool = False
    has_opposite: bool = False
    """Whether a switch can also be said to be no, with `--no-...`."""
    complete: Callable[[], Iterable[str]] | None = None
    """The words that a shell may complete."""

    @property
    def flag(self) -> str:
        """How it is written on the command line."""
        if self.is_argument:
            return self.name.upper()
        return self.written or f"--{self.name.replace('_', '-')}"

    @property
    def words(self) -> tuple[str, ...]:
        """The words that may be written for it, where they are a short list."""
        return self.choices or (tuple(self.complete()) if self.complete is not None else ())


@dataclass(frozen=True, slots=True)
class Example:
    """A line that can be run as it stands."""

    line: str
    words: Text


@dataclass(frozen=True, slots=True)
class Invocation:
    """A command as it was called."""

    console: Console
    values: Mapping[str, Any]

    def text(self, name: str) -> str | None:
        """The value of a parameter, if it was given."""
        value: str | None = self.values.get(name)
        return value

    def required(self, name: str) -> str:
        """The value of a parameter that Typer has made sure of."""
        value = self.values[name]
        assert isinstance(value, str)
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        """Every value of a repeatable parameter."""
        return tuple(self.values.get(name) or ())

    def switch(self, name: str) -> bool:
        """Whether a switch was given."""
        return bool(self.values.get(name))


@dataclass(frozen=True, slots=True)
class Command:
    """One verb of the command line."""

    name: str
    summary: Text
    run: Callable[[Invocation], int]
    parameters: tuple[Parameter, ...] = ()
    examples: tuple[Example, ...] = ()
    description: Text = NOTHING


@dataclass(frozen=True, slots=True)
class Group:
    """Several verbs about one noun."""

    name: str
    summary: Text
    commands: tuple[Command, ...]
    examples: tuple[Example, ...] = field(default=())


def refuse(code: str, message: Text, place: str, hint: Text | None = None) -> RefusedError:
    """A usage mistake on the command line."""
    return RefusedError(Refusal.USAGE, [Diagnostic(code, message, Place(place), hint)])


def unknown_word(code: str, what: Text, word: str, known: Iterable[str], place: str, listing: Text) -> RefusedError:
    """A word that is none of those known, with the nearest one, else where all of them are listed."""
    suggestion = nearest(word, known)
    hint = listing if suggestion is None else Text(f"是否为 {suggestion}？", f"did you mean {suggestion}?")
    return refuse(code, Text(f"没有{what.zh} {word}", f"there is no {what.en} {word}"), place, hint)


def missing(parameter: Parameter) -> Diagnostic:
    """What must be given and is not."""
    message = Text(f"缺少{parameter.help.zh}", f"{parameter.flag} is missing: {parameter.help.en}")
    value = parameter.value if parameter.value != NOTHING else Text("值", "VALUE")
    written = Text(f"请写 {parameter.flag} {value.zh}", f"write {parameter.flag} {value.en}")
    if parameter.is_argument:
        written = Text(f"请写在命令后面：{parameter.flag}", f"write it after the command: {parameter.flag}")
    return Diagnostic("missing-argument", message, Place(parameter.flag), written)


def check_parameters(parameters: Iterable[Parameter], values: Mapping[str, Any]) -> None:
    """What must be given is given, and is in the list where there is one. Raises RefusedError (usage) with every mistake."""
    mistakes = [mistake for parameter in parameters for mistake in _mistakes(parameter, values.get(parameter.name))]
    if mistakes:
        raise RefusedError(Refusal.USAGE, mistakes)


def _mistakes(parameter: Parameter, given: Any) -> Iterator[Diagnostic]:
    if parameter.is_required and given is None:
        yield missing(parameter)
    if parameter.choices:
        listing = Text(f"可写：{'、'.join(parameter.choices)}", f"allowed: {', '.join(parameter.choices)}")
        for word in [given] if isinstance(given, str) else given or ():
            if word not in parameter.choices:
                what = Text("这个值", "such value:")
                error = unknown_word("wrong-choice", what, word, parameter.choices, parameter.flag, listing)
                yield from error.diagnostics
