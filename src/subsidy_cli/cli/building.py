"""From a described command to a Typer command: the signature, the parsing, and our own help page."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption

from subsidy_cli.cli.commands import Group, Invocation, check_parameters
from subsidy_cli.cli.help_pages import command_page, group_page
from subsidy_cli.cli.options import LANG
from subsidy_cli.cli.usage import check_command

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from subsidy_cli.cli.commands import Command, Parameter
    from subsidy_cli.cli.console import Console

HELP_NAMES = {"help_option_names": ["-h", "--help"]}


class WrittenOption(TyperOption):
    """An option whose value is taken as it was written.

    Ours are text, yes or no. Typer would build a Pydantic adapter for each, given or not, which takes longer than the answer.
    """

    def process_value(self, ctx: Any, value: Any) -> Any:
        """The value itself; Typer's own way for anything but words."""
        if not _is_written(value):
            return super().process_value(ctx, value)
        return value if self.callback is None else self.callback(ctx, self, value)


class WrittenArgument(TyperArgument):
    """An argument whose value is taken as it was written."""

    def process_value(self, ctx: Any, value: Any) -> Any:
        """The value itself; Typer's own way for anything but words, and where a needed one is missing."""
        if self.required and not value:
            return super().process_value(ctx, value)
        return value if _is_written(value) else super().process_value(ctx, value)


def _is_written(value: object) -> bool:
    """Whether a value is words, yes or no, several words, or not given at all."""
    if isinstance(value, list | tuple):
        return all(isinstance(word, str) for word in value)
    return value is None or isinstance(value, str | bool)


def _as_written(parameters: Iterable[Any]) -> list[Any]:
    """The parameters that Typer made, as ones that take their values as written."""
    made = []
    for parameter in parameters:
        kind = WrittenArgument if isinstance(parameter, TyperArgument) else WrittenOption
        copied = kind.__new__(kind)
        vars(copied).update(vars(parameter))
        made.append(copied)
    return made


class PageCommand(TyperCommand):
    """A command whose help is our own page."""

    page: Callable[[str], str]
    """The page for the path under which the command was called."""

    asking: Any = None
    """The option that asks for the page, made once: Typer tells its parameters apart by identity."""

    def get_help_option(self, ctx: Any) -> Any:
        """The option that asks for the page."""
        self.asking = self.asking or _as_written([super().get_help_option(ctx)])[0]
        return self.asking

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the page."""
        formatter.write(self.page(ctx.command_path))


class PageGroup(TyperGroup):
    """A group whose help is our own page, and which knows the nearest command to a misspelt one."""

    page: Callable[[str], str]
    """The page for the path under which the group was called."""

    asking: Any = None
    """The option that asks for the page, made once: Typer tells its parameters apart by identity."""

    def get_help_option(self, ctx: Any) -> Any:
        """The option that asks for the page."""
        self.asking = self.asking or _as_written([super().get_help_option(ctx)])[0]
        return self.asking

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the page."""
        formatter.write(self.page(ctx.command_path))

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find a command. Raises RefusedError (usage) where there is none of that name."""
        check_command(args[0], self.list_commands(ctx), ctx.command_path)
        return super().resolve_command(ctx, args)


def build(described: Command | Group, console: Console) -> PageCommand | PageGroup:
    """Build a command, or a group with its commands."""
    return build_group(described, console) if isinstance(described, Group) else build_command(described, console)


def build_command(command: Command, console: Console) -> PageCommand:
    """Build one command; its callback gets what Typer parsed and gives the exit code."""

    def callback(**values: Any) -> int:
        check_parameters(command.parameters, values)
        return command.run(Invocation(console, values))

    _sign(callback, (*command.parameters, LANG), console)
    app = typer.Typer(add_completion=False)
    app.command(command.name, cls=PageCommand, help=console.say(command.summary), context_settings=HELP_NAMES)(callback)
    built = typer.main.get_command(app)
    assert isinstance(built, PageCommand)
    built.params = _as_written(built.params)
    built.page = lambda path: command_page(command, path, console)
    return built


def _sign(function: Callable[..., int], parameters: tuple[Parameter, ...], console: Console) -> None:
    """Give a function the signature from which Typer reads its parameters."""
    signature = [
        inspect.Parameter(
            parameter.name,
            inspect.Parameter.KEYWORD_ONLY,
            default=inspect.Parameter.empty if parameter.is_required else None,
            annotation=_annotation(parameter, console),
        )
        for parameter in parameters
    ]
    function.__signature__ = inspect.Signature(signature)  # type: ignore[attr-defined]
    function.__annotations__ = {parameter.name: parameter.annotation for parameter in signature}


def _annotation(parameter: Parameter, console: Console) -> Any:
    kind: Any = bool | None if parameter.is_switch else list[str] if parameter.is_repeatable else str
    if not parameter.is_required and not parameter.is_switch:
        kind = kind | None
    help_text, complete = console.say(parameter.help), _completion(parameter)
    if parameter.is_argument:
        return Annotated[kind, typer.Argument(help=help_text, autocompletion=complete, show_default=False)]
    names = [f"{parameter.flag}/--no-{parameter.flag[2:]}" if parameter.has_opposite else parameter.flag]
    if parameter.short:
        names.append(parameter.short)
    return Annotated[kind, typer.Option(*names, help=help_text, autocompletion=complete, show_default=False)]


def _completion(parameter: Parameter) -> Callable[[str], list[str]] | None:
    if not parameter.choices and parameter.complete is None:
        return None

    def complete(incomplete: str) -> list[str]:
        return [word for word in parameter.words if word.startswith(incomplete)]

    return complete


def build_group(group: Group, console: Console) -> PageGroup:
    """Build a group; called by itself it shows its page."""

    def callback(ctx: typer.Context, **_: Any) -> int:
        if ctx.invoked_subcommand is None:
            console.result(group_page(group, ctx.command_path, console))
        return 0

    built = build_folder(callback, (LANG,), console, name=group.name, summary=console.say(group.summary))
    built.page = lambda path: group_page(group, path, console)
    for command in group.commands:
        built.add_command(build_command(command, console), command.name)
    return built


def build_folder(
    callback: Callable[..., int],
    parameters: tuple[Parameter, ...],
    console: Console,
    *,
    name: str,
    summary: str,
    kind: type[PageGroup] = PageGroup,
    completion: bool = False,
) -> PageGroup:
    """Build an empty group; the callback gets Typer's context before anything else."""
    _sign(callback, parameters, console)
    _add_context(callback)
    app = typer.Typer(add_completion=completion, cls=kind, help=summary, context_settings=HELP_NAMES)
    app.callback(invoke_without_command=True)(callback)
    built = typer.main.get_command(app)
    assert isinstance(built, PageGroup)
    built.params = _as_written(built.params)
    built.name = name
    return built


def _add_context(function: Callable[..., int]) -> None:
    context = inspect.Parameter("ctx", inspect.Parameter.KEYWORD_ONLY, annotation=typer.Context)
    signature = inspect.signature(function)
    function.__signature__ = signature.replace(parameters=[context, *signature.parameters.values()])  # type: ignore[attr-defined]
    function.__annotations__["ctx"] = typer.Context
