"""What became of the key phrases of a document in its official text, in words."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from subsidy_cli.presentation.lines import Line, print_lines
from subsidy_cli.presentation.sheet import QUIET, Sheet
from subsidy_cli.presentation.wording import Wording
from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from subsidy_cli.library.official_texts import OfficialText
    from subsidy_cli.texts import Language
    from subsidy_cli.validation.passages import Passage
    from subsidy_cli.validation.verification import Finding, Verification

MARGIN = 2
MOST_PLACES = 3
_MISSING = Text("未找到", "not found")
_UNSUPPORTED = Text("短语附近没有规则所用的数", "a figure of the rule does not stand near its phrase")
_REPEATED = Text("多次出现（请核对是否为所引之处）", "found several times (see that the right one is meant)")
_UNDERIVED = Text(
    "推导所据的数不在附近（供复核，不算不符）", "origin of a derived figure not nearby (to be looked at; no mismatch)"
)


def render(
    result: Verification, text: OfficialText, language: Language, *, width: int = 80, color: bool = False
) -> str:
    """Write the result for a screen: what does not hold first."""
    page = _Page(Wording(language), width, False, result, text)
    return print_lines(page.lines(), color=color)


def render_json(result: Verification, text: OfficialText) -> str:
    """Write the result as JSON."""
    content = result.as_json()
    content["text"] = {"file": text.name, "encoding": text.encoding}
    return json.dumps(content, ensure_ascii=False, indent=2)


@dataclass(frozen=True)
class _Page(Sheet):
    result: Verification
    text: OfficialText

    def lines(self) -> Iterator[Line]:
        result, pick = self.result, self.wording.pick
        yield Line(pick(f"核对 {result.document}", f"Verification of {result.document}"), "bold")
        yield from self.paragraph(pick("原文", "text") + f" {self.text.name} ({self.text.encoding})")
        yield self.rule("=")
        yield from self.paragraph(self._counts())
        yield from self._section(_MISSING, result.of("missing"), "red")
        yield from self._section(_UNSUPPORTED, result.unsupported, "red")
        yield from self._section(_REPEATED, result.of("repeated"), "yellow")
        yield from self._section(_UNDERIVED, result.underived, "")

    def _counts(self) -> str:
        result = self.result
        total, missing, repeated = len(result.findings), len(result.of("missing")), len(result.of("repeated"))
        verdict = Text("相符", "all hold") if result.holds else Text("不符", "mismatch")
        counts = self.wording.pick(
            f"短语{total}条：找到{total - missing}条（其中多次出现{repeated}条），未找到{missing}条，"
            f"数字不符{len(result.unsupported)}条",
            f"{total} phrases: {total - missing} found ({repeated} of them several times), {missing} not found, "
            f"{len(result.unsupported)} without their figure",
        )
        return self.wording.say(verdict) + self.wording.pick("。", ". ") + counts

    def _section(self, heading: Text, findings: Sequence[Finding], style: str) -> Iterator[Line]:
        if not findings:
            return
        yield Line()
        count = self.wording.bracket(self.wording.count(len(findings), "phrase"))
        yield from self.paragraph(f"[{self.wording.say(heading)}]{count}", style=style)
        yield self.rule("-", QUIET)
        for finding in findings:
            yield from self._finding(finding)

    def _finding(self, finding: Finding) -> Iterator[Line]:
        quotation, pick = finding.quotation, self.wording.pick
        yield from self.paragraph(f"{quotation.section}「{quotation.phrase}」")
        if finding.state == "missing":
            yield from self._nearest(finding)
        if finding.absent:
            yield from self._note(pick("规则用到：", "the rule uses: ") + self.wording.join(finding.absent))
        if finding.state == "repeated":
            lines = [str(passage.line) for passage in finding.passages]
            yield from self._note(pick(f"第{'、'.join(lines)}行", f"lines {', '.join(lines)}"))
        for figure, origin in finding.underived:
            yield from self._note(f"{figure}: {origin}")
        if finding.state == "missing" or finding.absent:
            yield from self._places(finding)

    def _nearest(self, finding: Finding) -> Iterator[Line]:
        pick = self.wording.pick
        if finding.nearest is None:
            yield from self._note(pick("原文中没有相近的文字", "nothing like it in the text"))
            return
        yield from self._note(self._passage(finding.nearest))
        ours, theirs = finding.changed_figures
        if ours or theirs:
            sides = [self.wording.join(side) or pick("无", "none") for side in (ours, theirs)]
            yield from self._note(
                pick(f"数字不同：短语{sides[0]}，原文{sides[1]}", f"figures: phrase {sides[0]}, text {sides[1]}")
            )

    def _passage(self, passage: Passage) -> str:
        percent = int(passage.likeness * 100)
        lead = self.wording.pick(
            f"最相近（第{passage.line}行，{percent}%）：", f"nearest (line {passage.line}, {percent}%): "
        )
        return f"{lead}「{passage.words}」"

    def _places(self, finding: Finding) -> Iterator[Line]:
        for located in finding.quotation.places[:MOST_PLACES]:
            place = located.place()
            where = f"{located.source.path.name}:{place.line}" if place.line is not None else located.source.path.name
            yield from self._note(f"{where} {'.'.join(map(str, located.path))}", QUIET)
        left = len(finding.quotation.places) - MOST_PLACES
        if left > 0:
            yield from self._note(self.wording.pick(f"另有{left}处", f"and {left} more"), QUIET)

    def _note(self, words: str, style: str = "") -> Iterator[Line]:
        yield from self.paragraph(words, MARGIN, style)
