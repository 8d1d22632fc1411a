"""In which language the command line speaks: `--lang`, else SUBSIDY_LANG, else the locale, else Chinese."""

from __future__ import annotations

from typing import TYPE_CHECKING

from subsidy_cli.cli.commands import refuse
from subsidy_cli.texts import Language, Text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

VARIABLE = "SUBSIDY_LANG"
OPTION = "--lang"
LANGUAGES: tuple[Language, ...] = ("zh", "en")


def environment_language(environment: Mapping[str, str]) -> Language:
    """The language that the environment asks for."""
    for variable in (VARIABLE, "LC_ALL", "LC_MESSAGES", "LANG"):
        found = _of_locale(environment.get(variable, ""))
        if found is not None:
            return found
    return _of_locale(_system_locale()) or "zh"


def _system_locale() -> str:
    """What Windows says; elsewhere the variables have said it already."""
    import os

    if os.name != "nt":
        return ""
    import locale

    return locale.getlocale()[0] or ""


def _of_locale(name: str) -> Language | None:
    """`C` and `POSIX` say nothing about the reader."""
    word = name.partition(".")[0].strip().lower()
    if word in {"", "c", "posix"}:
        return None
    return "zh" if word.startswith(("zh", "chinese")) else "en"


def written_language(arguments: Sequence[str]) -> str | None:
    """The value of the last `--lang`, wherever it stands before `--`."""
    found = None
    for index, word in enumerate(arguments):
        if word == "--":
            break
        if word.startswith(f"{OPTION}="):
            found = word.removeprefix(f"{OPTION}=")
        elif word == OPTION and index + 1 < len(arguments):
            found = arguments[index + 1]
    return found


def choose_language(arguments: Sequence[str], environment: Mapping[str, str]) -> Language:
    """The language of a run. Raises RefusedError (usage) where `--lang` names another."""
    written = written_language(arguments)
    for language in LANGUAGES:
        if written == language:
            return language
    if written is not None:
        message = Text(f"没有语言 {written}", f"there is no language {written}")
        raise refuse("unknown-language", message, OPTION, Text("可写：zh、en", "allowed: zh, en"))
    return environment_language(environment)
