"""What single flags say: the library, the place, the day, a benefit, a reading, `name=value` pairs."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from subsidy_cli.cli.commands import refuse, unknown_word
from subsidy_cli.diagnostics import Diagnostic, Place, Refusal, RefusedError
from subsidy_cli.facts.values import read_date
from subsidy_cli.identity import mask_within
from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from subsidy_cli.cli.commands import Invocation
    from subsidy_cli.library.cache import Cache
    from subsidy_cli.library.opening import Library


def open_policies(invocation: Invocation, cache: Cache | None = None, *, may_be_empty: bool = False) -> Library:
    """The library that the command is to use."""
    from subsidy_cli.library.opening import open_library

    folder = invocation.text("policies")
    return open_library(None if folder is None else Path(folder), cache=cache, may_be_empty=may_be_empty)


def read_day(written: object, place: Place) -> date:
    """A day. Raises RefusedError (usage) where it is none."""
    day = read_date(written)
    if day is None:
        message = Text(f"日期 {written} 无法识别", f"not a day: {written}")
        hint = Text("写作 2021-03-01", "write it as 2021-03-01")
        raise RefusedError(Refusal.USAGE, [Diagnostic("wrong-value", message, place, hint)])
    return day


def chosen_day(invocation: Invocation) -> date:
    """The day of `--as-of`, else today."""
    written = invocation.text("as_of")
    return date.today() if written is None else read_day(written, Place("--as-of"))


def needed_place(invocation: Invocation) -> str:
    """The place of `--place`. Raises RefusedError (usage) where it is missing."""
    place = invocation.text("place")
    if place is None:
        raise no_place()
    return place


def no_place() -> RefusedError:
    """The place is missing."""
    hint = Text("例如 --place jiaxing；用 subsidy policy list 查看", "such as --place jiaxing; see subsidy policy list")
    return refuse("no-place", Text("缺少地方", "the place is missing"), "--place", hint)


def read_pairs(written: Iterable[str], option: str, known: Mapping[str, Any]) -> list[tuple[str, str]]:
    """`name=value` pairs; a name may be an id or the Chinese words for it. Raises RefusedError (usage)."""
    labels = {definition.label.zh: name for name, definition in known.items()}
    found: dict[str, str] = {}
    for pair in written:
        name, sign, value = pair.partition("=")
        if not sign:
            message = Text(f"{mask_within(pair)} 缺少等号", f"{mask_within(pair)} has no equals sign")
            raise refuse(
                "no-equals-sign", message, option, Text(f"写作 {option} 名称=值", f"write {option} NAME=VALUE")
            )
        word = name.strip()
        name = labels.get(word) or word.replace("-", "_")
        if found.setdefault(name, value) != value:
            raise given_twice(word, option)
    return list(found.items())


def given_twice(word: str, option: str) -> RefusedError:
    """Two different values of one name: nobody can say which one is meant."""
    message = Text(f"{mask_within(word)} 写了两个不同的值", f"{mask_within(word)} is given two different values")
    return refuse("given-twice", message, option, Text("只留一个", "keep one of them"))


def find_benefit(word: str, library: Library, place: str) -> str:
    """The id of a benefit written as id or Chinese or English name. Raises RefusedError (usage)."""
    known = library.vocabulary.benefits
    if word in known:
        return word
    for name, benefit in known.items():
        if word in (benefit.label.zh, benefit.label.en):
            return name
    words = [*known, *(benefit.label.zh for benefit in known.values())]
    listing = Text(
        "用 subsidy policy list --place 地方 --benefits 查看", "see subsidy policy list --place PLACE --benefits"
    )
    raise unknown_word("unknown-benefit", Text("待遇", "benefit"), word, words, place, listing)


def chosen_readings(invocation: Invocation, library: Library) -> frozenset[str]:
    """The readings whose alternative is asked for."""
    known = library.vocabulary.readings
    found = set()
    for written in invocation.texts("reading"):
        name, _, choice = written.partition("=")
        if name not in known:
            listing = Text("结果的 readings 中列有编号", "a result lists their ids under readings")
            raise unknown_word("unknown-reading", Text("这种理解", "reading"), name, known, "--reading", listing)
        if choice not in {"alternative", "default"}:
            message = Text(f"{written} 应写作 {name}=alternative", f"{written} should be {name}=alternative")
            raise refuse("wrong-choice", message, "--reading")
        if choice == "alternative":
            found.add(name)
    return frozenset(found)


def drafts(library: Library, place: str) -> frozenset[str]:
    """The drafts among the documents of a place."""
    from subsidy_cli.library.shelf import drafts_of

    return drafts_of(library.documents(place))
