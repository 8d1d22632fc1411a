"""What Typer could not understand, in both languages and with a cure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import typer

from subsidy_cli.cli.commands import unknown_word
from subsidy_cli.diagnostics import Diagnostic, Place
from subsidy_cli.identity import mask_within
from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from collections.abc import Iterable

UsageError: type[Exception] = typer.BadParameter.__mro__[1]
"""Typer carries click inside itself and shows of its errors only the most special one."""


def check_command(word: str, known: Iterable[str], path: str) -> None:
    """A command is one of those known. Raises RefusedError (usage) with the nearest one."""
    names = list(known)
    if word.startswith("-") or word in names:
        return
    listing = Text(f"用 {path} --help 查看全部命令", f"{path} --help shows every command")
    raise unknown_word("unknown-command", Text("命令", "command"), mask_within(word), names, path, listing)


def understand(error: Exception) -> Diagnostic:
    """A usage error of Typer as a diagnostic."""
    context = getattr(error, "ctx", None)
    path = context.command_path if context is not None else "subsidy"
    see = Text(f"用 {path} --help 查看用法", f"{path} --help shows the usage")
    option = getattr(error, "option_name", None)
    match type(error).__name__:
        case "NoSuchOption":
            return _unknown_option(str(option), getattr(error, "possibilities", None) or [], path, see)
        case "BadOptionUsage":
            return _wrong_use(str(option), str(error), see)
        case "MissingParameter":
            name = str(getattr(getattr(error, "param", None), "name", "")).upper()
            return Diagnostic("missing-argument", Text(f"缺少 {name}", f"{name} is missing"), Place(path), see)
    return _other(mask_within(getattr(error, "message", "")), path, see)


def _unknown_option(option: str, possibilities: Iterable[str], path: str, see: Text) -> Diagnostic:
    name = option.lstrip("-").replace("-", "_")
    if is_identity(name):
        return identity_refusal(option)
    nearest = "、".join(sorted(possibilities)[:3])
    hint = see if not nearest else Text(f"是否为 {nearest}？", f"did you mean {nearest.replace('、', ', ')}?")
    if _is_fact(name):
        hint = Text(
            f"此命令没有这个选项，可写 --fact {name}=值", f"not a flag of this command: write --fact {name}=VALUE"
        )
    shown = mask_within(option)
    return Diagnostic("unknown-option", Text(f"没有选项 {shown}", f"there is no option {shown}"), Place(path), hint)


def is_identity(name: str) -> bool:
    """Whether a fact is a number that may not stand on a command line."""
    from subsidy_cli.library.vocabulary import read_vocabulary

    fact = read_vocabulary().facts.get(name)
    return fact is not None and fact.is_identity


def _is_fact(name: str) -> bool:
    from subsidy_cli.library.vocabulary import read_vocabulary

    return name.removeprefix("no_") in read_vocabulary().facts


def identity_refusal(place: str) -> Diagnostic:
    """Numbers on a command line are kept in the shell's history and shown to every user of the machine."""
    message = Text("证件号码不能写在命令行上", "identity numbers may not stand on the command line")
    hint = Text(
        "请写在文件中、用 - 从标准输入读取，或用 --ask-id 询问",
        "put them in a file, read them from standard input with -, or be asked with --ask-id",
    )
    return Diagnostic("identity-on-command-line", message, Place(place), hint)


def _wrong_use(option: str, message: str, see: Text) -> Diagnostic:
    if "does not take a value" in message:
        text = Text(f"选项 {option} 不带值", f"the option {option} takes no value")
        other = f"--no-{option.lstrip('-')}"
        hint = Text(f"是写 {option}，否写 {other}", f"write {option} for yes, {other} for no")
        return Diagnostic("value-not-wanted", text, Place(option), hint if _is_fact(_name(option)) else see)
    return Diagnostic(
        "value-missing", Text(f"选项 {option} 后面缺少值", f"the option {option} needs a value"), Place(option), see
    )


def _name(option: str) -> str:
    return option.lstrip("-").replace("-", "_")


def _other(message: str, path: str, see: Text) -> Diagnostic:
    extra = re.search(r"unexpected extra arguments?(?:\(s\))? \((.*)\)", message)
    if extra is not None:
        text = Text(f"多余的参数 {extra[1]}", f"unexpected argument {extra[1]}")
        return Diagnostic("unexpected-argument", text, Place(path), see)
    if message.startswith("Missing command"):
        return Diagnostic("missing-command", Text("缺少命令", "a command is missing"), Place(path), see)
    return Diagnostic("usage", Text(f"用法有误：{message}", message), Place(path), see)
