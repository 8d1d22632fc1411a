"""The local standards in which two sides differ, in words: old and new values with their days and documents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from subsidy_cli.presentation.layout import width_of
from subsidy_cli.presentation.lines import Line
from subsidy_cli.presentation.sheet import QUIET, Sheet
from subsidy_cli.presentation.standard_values import StandardWords
from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from subsidy_cli.library.standards import StandardValue
    from subsidy_cli.validation.comparison import Change, Comparison
    from subsidy_cli.validation.standard_differences import StandardDifference

_MARGIN = 2
_OLD, _NEW = Text("旧", "old"), Text("新", "new")
_CHANGES: dict[Change, Text] = {
    "appears": Text("新有数值", "has a value now"),
    "ends": Text("不再有数值", "has no value any more"),
    "differs": Text("数值不同", "has another value"),
}


@dataclass(frozen=True)
class StandardDifferences(Sheet):
    """What a page of differences says of the local standards."""

    comparison: Comparison

    def lines(self) -> Iterator[Line]:
        """Every standard with another value; then those of which only another document speaks."""
        found = [each for each in self.comparison.standards if each.is_in_substance]
        if found:
            yield from self._headed(self.wording.pick("地方标准", "local standards"), len(found))
        for difference in found:
            yield from self._difference(difference)
        others = [each for each in self.comparison.standards if not each.is_in_substance]
        if others:
            said = self.wording.pick(
                "数值相同而依据或日期不同的标准", "standards of the same value from another document or day"
            )
            yield from self._headed(said, len(others))
        if not self.detail and others:
            names = [self.wording.say(each.definition.label) for each in others]
            yield from self.paragraph(self.wording.join(names))
            return
        for difference in others:
            yield from self._difference(difference)

    def _headed(self, heading: str, count: int) -> Iterator[Line]:
        yield Line()
        yield Line(f"[{heading}]{self.wording.bracket(self.wording.count(count, 'standard'))}", "magenta")
        yield self.rule("-", QUIET)

    def _difference(self, difference: StandardDifference) -> Iterator[Line]:
        wording, definition = self.wording, difference.definition
        remark = wording.say(_CHANGES[difference.change]) if difference.is_in_substance else ""
        title = wording.sentence([f"{wording.say(definition.label)} {definition.id}", remark])
        yield from self.paragraph(title, 0, "bold")
        for label, side, values in (
            (_OLD, self.comparison.old, difference.old),
            (_NEW, self.comparison.new, difference.new),
        ):
            yield from self._side(f"{wording.say(label)} ", side.place, difference, values)
        names = [wording.say(self.comparison.programmes[1].vocabulary.label(name)) for name in difference.benefits]
        if names:
            yield from self.paragraph(wording.pick("用于：", "used by: ") + wording.join(names), _MARGIN)

    def _side(
        self, label: str, place: str, difference: StandardDifference, values: tuple[StandardValue, ...]
    ) -> Iterator[Line]:
        """The values of one side: figure, days and trust, and the document below."""
        mark = " " * _MARGIN + label
        for value in values or difference.withheld:
            said = self._told(difference, value, place)
            yield from self.hanging(mark, said if values else self._withheld(said))
            yield from self.paragraph(self._words.document(value.table), width_of(mark), QUIET)
            mark = " " * width_of(mark)

    def _told(self, difference: StandardDifference, value: StandardValue, place: str) -> str:
        words = self._words
        figure = words.value(difference.definition, value.table)
        return self.wording.sentence([figure, words.days(value.table), words.trust(value, place)])

    def _withheld(self, said: str) -> str:
        """An inferred value of the side that has no other."""
        return self.wording.pick(
            f"没有；只有推算值，加 --allow-inferred 才采用：{said}",
            f"none; by inference only, used with --allow-inferred: {said}",
        )

    @property
    def _words(self) -> StandardWords:
        facts = self.comparison.programmes[1].vocabulary.facts
        return StandardWords(self.wording, {name: fact.label for name, fact in facts.items()})
