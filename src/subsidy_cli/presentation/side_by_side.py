"""The same applicant several times side by side, in words: what differs and which clause makes the difference."""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING

from subsidy_cli.determination import ConditionOutcome, Displacement, ItemOutcome, LimitOutcome, NotInForce
from subsidy_cli.explanation.contrast import contrast
from subsidy_cli.explanation.distance import nearest
from subsidy_cli.facts.vocabulary import PERIODS
from subsidy_cli.presentation.basis import Basis
from subsidy_cli.presentation.conditions import short_name
from subsidy_cli.presentation.layout import pad, wrap
from subsidy_cli.presentation.lines import Line, print_lines
from subsidy_cli.presentation.reasons import Reasons
from subsidy_cli.presentation.sheet import QUIET, Sheet
from subsidy_cli.presentation.wording import FORCES, STATUSES, Wording
from subsidy_cli.quantities import Amount
from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from subsidy_cli.citations import Citation
    from subsidy_cli.determination import BenefitOutcome, DefinitionOutcome, Determination, UsedStandard
    from subsidy_cli.explanation.contrast import Contrast, Ground, Row, Shared
    from subsidy_cli.facts.vocabulary import Vocabulary
    from subsidy_cli.texts import Language

MARGIN = 2
GAP = 2
MOST_SIDES = 4
_MARKS = Text("甲乙丙丁", "ABCD")
_KINDS = {
    "condition": Text("条件", "condition"),
    "exclusion": Text("排除", "exclusion"),
    "requirement": Text("要求", "requirement"),
    "item": Text("金额", "item"),
    "limit": Text("限额", "limit"),
    "displaced": Text("择高", "displaced by"),
}
_ABSENCES = {
    "draft": Text("草案", "a draft"),
    "not_yet": Text("尚未施行", "not yet"),
    "repealed": Text("已停止", "ended"),
}
_NONE = Text("无规定", "no rule")


def render(
    sides: Sequence[Determination],
    vocabulary: Vocabulary,
    language: Language,
    *,
    width: int = 80,
    color: bool = False,
    detail: bool = False,
) -> str:
    """Write determinations side by side; `detail` lists also the benefits on which they agree."""
    wording = Wording(language, is_grouped=True)
    page = _Page(wording, width, detail, contrast(sides, vocabulary), vocabulary)
    return print_lines(page.lines(), color=color)


def render_json(sides: Sequence[Determination], vocabulary: Vocabulary) -> str:
    """Write determinations side by side as JSON."""
    return json.dumps(contrast(sides, vocabulary).as_json(), ensure_ascii=False, indent=2)


@dataclass(frozen=True)
class _Page(Sheet):
    contrast: Contrast
    vocabulary: Vocabulary

    def lines(self) -> Iterator[Line]:
        yield from self._head()
        yield from self._totals()
        yield from self._table(Text("不同", "differ"), self.contrast.differing, "yellow")
        if self.detail:
            yield from self._table(Text("相同", "agree"), self.contrast.agreeing, "green")
        else:
            yield from self._agreeing()
        yield from self._causes()
        yield from self._shared(Text("不同的地方标准", "local standards that differ"), self.contrast.standards)
        yield from self._shared(Text("不同的计算值", "derived values that differ"), self.contrast.definitions)

    # the head

    def _head(self) -> Iterator[Line]:
        wording = self.wording
        yield Line(wording.pick("同一申请人对照", "The same applicant side by side"), "bold")
        for index, side in enumerate(self.contrast.sides):
            said = wording.sentence([wording.say(side.place_name), wording.day(side.as_of)])
            documents = wording.join(side.documents) or wording.pick("没有在施行的文件", "no document in force")
            yield from self.hanging(f"{self._mark(index)}  ", said + wording.pick("：", ": ") + documents)
        yield self.rule("=")
        for index, side in enumerate(self.contrast.sides):
            for notice in side.notices:
                yield from self.hanging(f"{self._mark(index)}  ", f"[{wording.say(notice.title)}]", "yellow")

    def _mark(self, index: int) -> str:
        return self.wording.say(_MARKS)[index]

    def _totals(self) -> Iterator[Line]:
        wording, sides = self.wording, self.contrast.sides
        yield from self._columns(
            wording.pick("应发合计", "Total due"), [self._mark(index) for index in range(len(sides))], "bold"
        )
        for period in dict.fromkeys(period for side in sides for period in side.totals):
            totals = [side.totals.get(period) for side in sides]
            cells = ["-" if total is None else wording.amount(Amount(total.low, total.high)) for total in totals]
            yield from self._columns(" " * MARGIN + wording.say(PERIODS.get(period, Text(period, period))), cells)

    def _columns(self, first: str, cells: Sequence[str], style: str = "") -> Iterator[Line]:
        """Columns of one width, each over as many lines as it needs; the first takes what is left."""
        width = self._cell
        left = self.width - len(cells) * (width + GAP)
        columns = [wrap(first, left), *(wrap(each, width) for each in cells)]
        for row in zip_longest(*columns, fillvalue=""):
            name, *rest = row
            yield Line(pad(name, left) + "".join(" " * GAP + pad(each, width) for each in rest), style)

    @property
    def _cell(self) -> int:
        """Two sides leave half the width to the names, more leave less."""
        sides = len(self.contrast.sides)
        return 22 if sides == 2 else (self.width - 22) // sides - GAP

    # the table

    def _table(self, heading: Text, rows: Sequence[Row], style: str) -> Iterator[Line]:
        if not rows:
            return
        yield Line()
        count = self.wording.bracket(self.wording.count(len(rows), "benefit"))
        marks = [self._mark(index) for index in range(len(self.contrast.sides))]
        yield from self._columns(f"[{self.wording.say(heading)}]{count}", marks, style)
        yield self.rule("-", QUIET)
        for row in rows:
            cells = [self._cell_of(outcome) for outcome in row.outcomes]
            yield from self._columns(self.wording.say(row.definition.label), cells)

    def _cell_of(self, outcome: BenefitOutcome | None) -> str:
        wording = self.wording
        if outcome is None:
            return wording.say(_NONE)
        if outcome.not_in_force is not None:
            return wording.say(_ABSENCES[outcome.not_in_force.reason])
        status = wording.say(STATUSES[outcome.status])
        if outcome.is_due and outcome.displaced_by:
            return wording.pick("由更高的替代", "displaced")
        if outcome.is_due and outcome.amount is not None and outcome.amount.bound != "unspecified":
            amount = wording.amount(outcome.amount, outcome.definition.period)
            return (
                amount if outcome.force == "mandatory" else amount + wording.bracket(wording.say(FORCES[outcome.force]))
            )
        return status + wording.bracket(wording.say(FORCES[outcome.force])) if self._is_weak(outcome) else status

    @staticmethod
    def _is_weak(outcome: BenefitOutcome) -> bool:
        return outcome.status in {"eligible", "unknown"} and outcome.force != "mandatory"

    def _agreeing(self) -> Iterator[Line]:
        rows = self.contrast.agreeing
        if not rows:
            return
        yield Line()
        count = self.wording.bracket(self.wording.count(len(rows), "benefit"))
        yield Line(f"[{self.wording.pick('相同', 'agree')}]{count}", "green")
        groups: dict[str, list[str]] = {}
        for row in rows:
            groups.setdefault(self._cell_of(row.outcomes[0]), []).append(self.wording.say(row.definition.label))
        for result, names in groups.items():
            yield from self.hanging(f"{' ' * MARGIN}{result}{self.wording.pick('：', ': ')}", self.wording.join(names))

    # what makes the difference

    def _causes(self) -> Iterator[Line]:
        if not self.contrast.differing:
            return
        yield from self.heading(self.wording.pick("差别的由来", "What makes the difference"))
        for row in self.contrast.differing:
            yield from self.paragraph(f"{self.wording.say(row.definition.label)} {row.definition.id}", style="bold")
            yield from self._sides(row)

    def _sides(self, row: Row) -> Iterator[Line]:
        """Each side with its grounds; sides of which the same is to be told are told once."""
        told: dict[tuple[str, ...], list[int]] = {}
        pages = [
            tuple(self._side(index, *side)) for index, side in enumerate(zip(row.outcomes, row.grounds, strict=True))
        ]
        for index, lines in enumerate(pages):
            told.setdefault(tuple(line.plain for line in lines), []).append(index)
        for indices in told.values():
            mark = f"{' ' * MARGIN}{self.wording.join([self._mark(index) for index in indices])} "
            first, *more = pages[indices[0]]
            yield Line(mark).then(first)
            yield from (Line(" " * 2 * MARGIN).then(line) for line in more)

    def _side(self, index: int, outcome: BenefitOutcome | None, grounds: Sequence[Ground]) -> Iterator[Line]:
        """What a side gives and why, without its mark and margin."""
        inner = Sheet(self.wording, self.width - 2 * MARGIN, self.detail)
        yield Line(self._cell_of(outcome))
        cited: Citation | None = None
        for ground in grounds:
            words = self._ground(index, ground)
            if ground.citation is not None and ground.citation != cited and cited is not None:
                yield from inner.paragraph(self._cited(cited), style=QUIET)
            cited = ground.citation or cited
            if words:
                yield from inner.paragraph(words)
        if cited is not None:
            yield from inner.paragraph(self._cited(cited), style=QUIET)

    def _ground(self, index: int, ground: Ground) -> str:
        """One ground in words; empty where the clause says it all."""
        wording, element = self.wording, ground.element
        lead = wording.say(_KINDS[ground.kind]) + wording.pick("：", ": ") if ground.kind in _KINDS else ""
        match element:
            case ConditionOutcome():
                return lead + wording.say(element.name) + self._measured(index, element)
            case ItemOutcome():
                return lead + wording.sentence([wording.say(element.name), wording.amount(element.amount)])
            case LimitOutcome():
                return lead + wording.sentence([wording.say(element.name), wording.amount(element.value)])
            case Displacement():
                return lead + wording.say(element.name)
            case NotInForce():
                return self._days(element)
        if ground.kind == "missing":
            names = [wording.say(self.vocabulary.label(name)) for name in ground.missing]
            return wording.pick("还需要：", "needs: ") + wording.join(names)
        return ""

    def _measured(self, index: int, element: ConditionOutcome) -> str:
        """The test that decided, with what was found and how far it lies from the line."""
        tests = [test for test in element.tests if test.outcome == element.outcome]
        gap = nearest(tests)
        test = gap.test if gap is not None else next(iter(tests), None)
        if test is None:
            return ""
        return self.wording.bracket(Reasons(self.contrast.sides[index], self.vocabulary, self.wording).test(test))

    def _days(self, absence: NotInForce) -> str:
        pick, said = self.wording.pick, []
        if absence.start is not None:
            said.append(pick(f"{absence.start}起施行", f"in force from {absence.start}"))
        if absence.end is not None:
            said.append(pick(f"至{absence.end}止", f"until {absence.end}"))
        return self.wording.sentence(said)

    @staticmethod
    def _cited(citation: Citation) -> str:
        return f"{short_name(citation)} {citation.section}".strip() + f"「{citation.phrase}」"

    # what the sides rest on

    def _shared(self, heading: Text, entries: Sequence[Shared]) -> Iterator[Line]:
        if not entries:
            return
        yield Line()
        marks = [self._mark(index) for index in range(len(self.contrast.sides))]
        yield from self._columns(f"[{self.wording.say(heading)}]", marks)
        yield self.rule("-", QUIET)
        for entry in entries:
            cells = [self._value(index, value) for index, value in enumerate(entry.values)]
            yield from self._columns(self.wording.say(entry.label), cells)
            yield from self._origins(entry)

    def _origins(self, entry: Shared) -> Iterator[Line]:
        """The document, the days and the confidence of each side's standard."""
        from subsidy_cli.determination import UsedStandard

        for index, value in enumerate(entry.values):
            if isinstance(value, UsedStandard):
                pair = Basis(self.contrast.sides[index], self.vocabulary, self.wording).standard(value)
                yield from self.hanging(f"  {self._mark(index)} ", pair.remark, QUIET)

    def _value(self, index: int, value: UsedStandard | DefinitionOutcome | None) -> str:
        from subsidy_cli.determination import UsedStandard
        from subsidy_cli.explanation.terms import Term

        if value is None:
            return "-"
        side = self.contrast.sides[index]
        if isinstance(value, UsedStandard):
            return Basis(side, self.vocabulary, self.wording).standard(value).words
        if value.amount is not None:
            return self.wording.amount(value.amount, value.period)
        plain = (
            {True: "true", False: "false"}.get(value.value, value.value)
            if isinstance(value.value, bool)
            else value.value
        )
        shown = None if plain is None else str(plain)
        return Reasons(side, self.vocabulary, self.wording).value(shown, Term())
