"""Mistakes as a modern compiler shows them: code, place, the line itself with a caret, and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from subsidy_cli.presentation.layout import cut, width_of, wrap
from subsidy_cli.presentation.lines import Line, print_lines
from subsidy_cli.presentation.wording import Wording
from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from subsidy_cli.diagnostics import Diagnostic, Place
    from subsidy_cli.texts import Language

WIDTH, WIDEST_EXCERPT = 80, 70
_SEVERITIES = {"error": Text("错误", "error"), "warning": Text("警告", "warning")}
_STYLES = {"error": "bold red", "warning": "bold yellow"}
_TAB = " " * 4


def render(diagnostics: Iterable[Diagnostic], language: Language, color: bool = False) -> str:
    """Write every mistake with its place, for people."""
    wording, lines = Wording(language), list[Line]()
    for number, diagnostic in enumerate(diagnostics):
        if number:
            lines.append(Line())
        lines += _lines(diagnostic, wording)
    return print_lines(lines, color=color)


def as_json(diagnostics: Iterable[Diagnostic]) -> list[dict[str, Any]]:
    """Every mistake with its place, for machines."""
    return [
        {
            "code": diagnostic.code,
            "severity": diagnostic.severity,
            "message": diagnostic.message.as_json(),
            "hint": None if diagnostic.hint is None else diagnostic.hint.as_json(),
            "file": diagnostic.place.file,
            "line": diagnostic.place.line,
            "column": diagnostic.place.column,
            "key": diagnostic.place.key or None,
        }
        for diagnostic in diagnostics
    ]


def _lines(diagnostic: Diagnostic, wording: Wording) -> Iterable[Line]:
    place, severity = diagnostic.place, diagnostic.severity
    mark = f"{wording.say(_SEVERITIES[severity])}[{diagnostic.code}]{wording.pick('：', ': ')}"
    first, *more = wrap(mark + wording.say(diagnostic.message), WIDTH)
    yield Line(first[: len(mark)], _STYLES[severity]).then(Line(first[len(mark) :], "bold"))
    yield from (Line(f"  {line}", "bold") for line in more)
    margin = "" if place.line is None else str(place.line)
    yield Line(f"{' ' * len(margin)}--> {_where(place)}", "blue")
    if place.excerpt:
        yield from _excerpt(place, margin)
    if diagnostic.hint is not None:
        hint = wording.pick("提示：", "hint: ") + wording.say(diagnostic.hint)
        for number, line in enumerate(wrap(hint, WIDTH - len(margin) - 3)):
            yield Line(f"{' ' * len(margin)} {' ' if number else '='} {line}", "cyan")


def _where(place: Place) -> str:
    """The place, with the key where a line alone does not say which entry is meant."""
    if place.line is None or place.column is not None:
        return str(place)
    return f"{place.file}:{place.line}"


def _excerpt(place: Place, margin: str) -> Iterable[Line]:
    gap = " " * len(margin)
    before, marked, after = _parts(place)
    yield Line(f"{gap} |", "blue")
    yield Line(f"{margin} | {before}{marked}{after}")
    if place.column is not None:
        caret = " " * width_of(before) + "^" * max(width_of(marked), 1)
        yield Line(f"{gap} | ", "blue").then(Line(caret, "bold red"))


def _parts(place: Place) -> tuple[str, str, str]:
    """The line before, at and after the mark, shortened around it where it is long; columns count characters from 1."""
    start = max((place.column or 1) - 1, 0)
    end = start + max(place.width, 1)
    before, marked, after = (
        part.replace("\t", _TAB) for part in (place.excerpt[:start], place.excerpt[start:end], place.excerpt[end:])
    )
    if width_of(before + marked + after) <= WIDEST_EXCERPT:
        return before, marked, after.rstrip()
    quarter = WIDEST_EXCERPT // 4
    return _last(before, 2 * quarter), cut(marked, quarter), cut(after.rstrip(), quarter)


def _last(words: str, width: int) -> str:
    """The end of a text, with two dots where its beginning was left out."""
    if width_of(words) <= width:
        return words
    while width_of(words) > width - 2:
        words = words[1:]
    return f"..{words}"
