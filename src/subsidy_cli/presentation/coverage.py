"""The coverage of the known clauses in words: the counts, what is missing, and why some are only recorded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from subsidy_cli.presentation.lines import Line, print_lines
from subsidy_cli.presentation.sheet import Sheet
from subsidy_cli.presentation.wording import Wording
from subsidy_cli.validation.coverage import STATES, table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from subsidy_cli.texts import Language
    from subsidy_cli.validation.coverage import ClauseCoverage, Coverage


def render(result: Coverage, language: Language, *, width: int = 80, detail: bool = False) -> str:
    """Write the coverage for a screen; `detail` lists every clause that is only recorded, with the reason."""
    text = table(result, language) + "\n"
    return text + print_lines(_Page(Wording(language), width, detail).lines(result), color=False) if detail else text


@dataclass(frozen=True)
class _Page(Sheet):
    def lines(self, result: Coverage) -> Iterator[Line]:
        recorded = [each for each in result.clauses if each.state == "recorded"]
        if not recorded:
            return
        yield Line()
        count = self.wording.bracket(self.wording.count(len(recorded), "clause"))
        yield Line(f"[{self.wording.say(STATES['recorded'])}]{count}")
        yield self.rule("-")
        for each in recorded:
            yield from self._clause(each)

    def _clause(self, each: ClauseCoverage) -> Iterator[Line]:
        yield from self.paragraph(f"{each.clause.name}  {each.clause.section}「{each.clause.phrase}」")
        if each.reason is not None:
            yield from self.paragraph(self.wording.pick("理由：", "why: ") + self.wording.say(each.reason), 2)
