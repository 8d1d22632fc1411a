"""What is wrong with the headings of a roster or with the user's own mapping, each with its cure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from subsidy_cli.diagnostics import Diagnostic, Place, nearest
from subsidy_cli.identity import mask_within
from subsidy_cli.roster.heading_units import cure_of
from subsidy_cli.roster.relations import IGNORED, YEARLY
from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from subsidy_cli.facts.vocabulary import Vocabulary
    from subsidy_cli.roster.heading_units import Definition


@dataclass(frozen=True, slots=True)
class HeadingMistakes:
    """Tells of the headings of one file."""

    vocabulary: Vocabulary
    file: str

    def unknown_column(self, heading: str, headings: Sequence[str]) -> Diagnostic:
        """The mapping names a column that is not there."""
        near = nearest(heading, [item for item in headings if item])
        hint = (
            Text(f"现有列：{_listed(headings)}", f"columns: {_listed(headings)}")
            if near is None
            else Text(f"是否为“{near}”？", f"did you mean {near}?")
        )
        message = Text(f"--map：没有名为“{heading}”的列", f"--map: there is no column {heading}")
        return self._mistake("unknown-column", heading, message, hint)

    def unknown_fact(self, heading: str, name: str, known: Collection[str]) -> Diagnostic:
        """The mapping names a fact that does not exist."""
        near = nearest(name, known)
        hint = (
            Text("用 subsidy facts list 查看全部名称", "subsidy facts list shows every name")
            if near is None
            else Text(f"是否为 {near}？", f"did you mean {near}?")
        )
        message = Text(f"--map：没有名为 {name} 的事实", f"--map: there is no fact {name}")
        return self._mistake("unknown-fact", heading, message, hint)

    def never_yearly(self, heading: str, name: str) -> Diagnostic:
        """The mapping takes for yearly what is not counted by months."""
        message = Text(
            f"--map：{name} 不是按月的金额，不能按年填写",
            f"--map: {name} is no monthly amount, so it cannot be yearly",
        )
        return self._mistake("wrong-unit", heading, message, Text(f"去掉 {YEARLY}", f"leave out {YEARLY}"))

    def someone_else(self, heading: str, name: str) -> Diagnostic:
        """The mapping takes another person's column for the applicant's."""
        message = Text(
            f"列“{heading}”是他人的信息，不能作为申请人的{self.vocabulary.label(name).zh}",
            f"column {heading} is about someone else and cannot be the applicant's {name}",
        )
        hint = Text("请使用申请人本人的列", "use the applicant's own column")
        return self._mistake("someone-else", heading, message, hint)

    def wrong_unit(self, heading: str, unit: str, definition: Definition) -> Diagnostic:
        """The unit in the heading is none in which the fact is counted."""
        message = Text(
            f"列“{heading}”的单位（{unit}）无法换算", f"the unit ({unit}) of column {heading} is not understood"
        )
        return self._mistake("wrong-unit", heading, message, cure_of(definition))

    def repeated(self, headings: Sequence[str], indexes: Sequence[int]) -> Diagnostic:
        """The same heading stands over several columns."""
        first, second = headings[indexes[0]], headings[indexes[1]]
        columns = ", ".join(str(index + 1) for index in indexes)
        message = Text(f"标题“{first}”重复：第 {columns} 列", f"the heading {first} is repeated: columns {columns}")
        hint = Text("请改名或删去其中一列", "rename or remove one of them")
        return self._mistake("repeated-heading", second, message, hint)

    def claimed_twice(self, name: str, headings: Sequence[str]) -> Diagnostic:
        """Different headings mean the same fact."""
        listed = "、".join(f"“{heading}”" for heading in headings)
        message = Text(
            f"{listed} 都表示{self.vocabulary.label(name).zh}（{name}）", f"{', '.join(headings)} all mean {name}"
        )
        hint = Text(
            f"用 --map '{headings[1]}={IGNORED}' 忽略其中一列",
            f"ignore one of them with --map '{headings[1]}={IGNORED}'",
        )
        return self._mistake("ambiguous-heading", headings[1], message, hint)

    def ambiguous(self, heading: str, meanings: Collection[str]) -> Diagnostic:
        """One heading may mean several facts."""
        names = sorted(meanings)
        message = Text(
            f"标题“{heading}”有多种含义：{'、'.join(names)}", f"the heading {heading} may mean {', '.join(names)}"
        )
        hint = Text(f"用 --map '{heading}={names[0]}' 指明", f"say which with --map '{heading}={names[0]}'")
        return self._mistake("ambiguous-heading", heading, message, hint)

    def annual(self, heading: str, name: str | None) -> Diagnostic:
        """A yearly income, where the rules are about that of a month."""
        target = name or "household_income_month"
        message = Text(
            f"列“{heading}”是年收入，而政策按月计算",
            f"column {heading} is a yearly income, but the rules are about monthly income",
        )
        hint = Text(
            f"确认后用 --map '{heading}={target}{YEARLY}' 按年读取（除以12），或用 --map '{heading}={IGNORED}' 忽略",
            f"if it is right, read it as yearly (a twelfth) with --map '{heading}={target}{YEARLY}',"
            f" or ignore it with --map '{heading}={IGNORED}'",
        )
        return self._mistake("annual-income", heading, message, hint)

    def unread(self, heading: str, name: str) -> Diagnostic:
        """A heading that is near to that of a fact: only a warning."""
        message = Text(f"列“{heading}”没有识别，不参与计算", f"column {heading} is not known and is not read")
        hint = Text(
            f"如为{self.vocabulary.label(name).zh}，请用 --map '{heading}={name}'",
            f"if it is {name}, say so with --map '{heading}={name}'",
        )
        return replace(self._mistake("unread-heading", heading, message, hint), severity="warning")

    def nothing_known(self, headings: Sequence[str]) -> Diagnostic:
        """No heading is known at all."""
        message = Text(
            f"没有找到可识别的标题行；读到：{_listed(headings)}",
            f"no row of known headings; found: {_listed(headings)}",
        )
        hint = Text(
            "第一行应为标题，如 姓名、身份证号、残疾类别、残疾等级；或用 --map 列名=事实；如有乱码请用 --encoding",
            "the first row should hold headings such as 姓名, 身份证号; or use --map HEADING=FACT; if it is garbled, --encoding",
        )
        return self._mistake("no-heading", "", message, hint)

    def _mistake(self, code: str, heading: str, message: Text, hint: Text) -> Diagnostic:
        return Diagnostic(code, message, Place(self.file, key=heading), hint)


def _listed(headings: Sequence[str]) -> str:
    """The first headings, shortened, without anything that looks like an identity number."""
    shown = [mask_within(heading.strip())[:20] for heading in headings if heading.strip()][:12]
    return ", ".join(shown)
