"""The history of a benefit in words: its versions with their days, who replaced or extended whom, and what each changed."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from subsidy_cli.presentation.conditions import short_name
from subsidy_cli.presentation.differences import changes
from subsidy_cli.presentation.lines import Line, print_lines
from subsidy_cli.presentation.sheet import QUIET, Sheet
from subsidy_cli.presentation.wording import FORCES, Wording
from subsidy_cli.texts import Text
from subsidy_cli.validation.comparing import compare

if TYPE_CHECKING:
    from collections.abc import Iterator

    from subsidy_cli.library.opening import Library
    from subsidy_cli.programme.history import History, Layer, Version
    from subsidy_cli.texts import Language

MARGIN = 2
_ROLES = {
    "regulates": Text("作出规定", "regulates it"),
    "replaces": Text("取代", "replaces"),
    "extends": Text("补充或改变", "extends or changes"),
}


def render(
    history: History, place: str, library: Library, language: Language, *, width: int = 80, color: bool = False
) -> str:
    """Write a history for a screen, the oldest version first."""
    page = _Page(Wording(language), width, False, history, place, library)
    return print_lines(page.lines(), color=color)


def render_json(history: History, place: str) -> str:
    """Write a history as JSON; each version but the first with what it changed."""
    content = {"schema": 1, "place": place, **history.as_json()}
    for written, earlier, later in zip(content["versions"][1:], history.versions, history.versions[1:], strict=False):
        comparison = compare(earlier.programme, later.programme).as_json()
        written["changes"] = {key: comparison[key] for key in ("benefits", "definitions")}
    return json.dumps(content, ensure_ascii=False, indent=2)


@dataclass(frozen=True)
class _Page(Sheet):
    history: History
    place: str
    library: Library

    def lines(self) -> Iterator[Line]:
        name = self.wording.say(self.library.vocabulary.label(self.history.benefit))
        yield Line(f"{name}  {self.history.benefit}", "bold")
        yield Line(self.wording.say(self.library.places.name(self.place)))
        yield self.rule("=")
        earlier: Version | None = None
        for number, version in enumerate(self.history.versions, 1):
            yield from self._version(number, version, earlier)
            earlier = version
        for layer in self.history.drafts:
            yield Line()
            yield from self.paragraph(self.wording.pick("草案，未施行", "a draft, not in force"), style="yellow")
            yield from self._layer(layer)

    def _version(self, number: int, version: Version, earlier: Version | None) -> Iterator[Line]:
        if number > 1:
            yield Line()
        force = self.wording.say(FORCES[version.rule.force])
        days = f"{self._days(version)}{self.wording.pick('，', ', ')}{force}"
        yield Line(self.wording.pick(f"第{number}版  {days}", f"Version {number}  {days}"), "bold")
        for layer in version.layers:
            yield from self._layer(layer)
        if earlier is not None:
            yield from self._gap(version, earlier)
            yield from self.paragraph(self.wording.pick("与上一版相比：", "against the version before:"), MARGIN)
            for line in changes(compare(earlier.programme, version.programme), self.wording, self.width - MARGIN):
                yield Line(" " * MARGIN).then(line)

    def _gap(self, version: Version, earlier: Version) -> Iterator[Line]:
        """Days between two versions on which nothing held."""
        start, end = version.period.start, earlier.period.end
        if start is not None and end is not None and (start - end).days > 1:
            yield from self.paragraph(
                self.wording.pick("其间中断", "with days between on which it was not in force"), MARGIN
            )

    def _days(self, version: Version) -> str:
        pick, period = self.wording.pick, version.period
        start = "" if period.start is None else period.start.isoformat()
        if period.end is None:
            return pick(f"{start}起", f"from {start}")
        return pick(f"{start}至{period.end}", f"{start} to {period.end}")

    def _layer(self, layer: Layer) -> Iterator[Line]:
        """A document and what it does."""
        words = f"{layer.document}  {self.wording.say(_ROLES[layer.role])}"
        yield from self.paragraph(f"{words} {layer.target}" if layer.target else words, MARGIN)
        citation = layer.citation
        cited = f"{short_name(citation)} {citation.section}".strip()
        yield from self.paragraph(f"{cited}「{citation.phrase}」", 2 * MARGIN, QUIET)
