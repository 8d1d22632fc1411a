"""Headings to facts: exact synonyms after normalising, never a likeness; likeness is only suggested.

A heading about a guardian is nobody's synonym, a heading of yearly income is not a monthly one, and two columns for one
fact are a question to the user, not a choice of ours.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from subsidy_cli.diagnostics import Diagnostic, Place, nearest
from subsidy_cli.roster.heading_units import cure_of, fit_of, speaks_of_a_year
from subsidy_cli.roster.relations import APPLICANT_KEY, AS_OF_KEY, IGNORED, PLACE_KEY, YEARLY
from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from subsidy_cli.facts.vocabulary import Vocabulary
    from subsidy_cli.roster.stacked import Stacked

SPECIAL_HEADINGS = {
    PLACE_KEY: ("place", "地方", "适用地", "适用地区", "地区", "所属地区", "县（市、区）", "县市区", "区县", "县区"),
    AS_OF_KEY: ("as_of", "as of", "计算日", "计算日期", "基准日", "基准日期"),
    APPLICANT_KEY: ("applicant", "is applicant", "申请人", "是否申请人", "是否为申请人"),
}
"""Headings of the columns that are neither facts nor standards."""
OTHER_PEOPLE = (
    "监护人",
    "联系人",
    "代理人",
    "代办人",
    "经办人",
    "户主",
    "配偶",
    "父亲",
    "母亲",
    "照护人",
    "护理人",
    "guardian",
    "contact",
)
"""A heading that begins with one of these is about someone else."""
_OF_THE_PERSON = frozenset({"name", "citizen_id", "certificate_number", "birth_date", "sex"})
_MOST_SUGGESTED = 100
"""Of so many unread headings it is asked what they are near to; nobody would read more answers."""
_INVISIBLE = re.compile("[\\s\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
_TRIMMED = "*#'\":;.。、,_-"
_UNIT = re.compile(r"\(([^()]*)\)$")
_NOTES = frozenset({"必填", "选填", "必填项", "required", "optional"})


def normalise_heading(heading: str) -> str:
    """A heading without what does not matter: width, case, spaces, marks of a required column, final punctuation."""
    word = _INVISIBLE.sub("", unicodedata.normalize("NFKC", heading)).casefold()
    return word.strip(_TRIMMED)


@dataclass(frozen=True)
class Mapped:
    """What the headings mean."""

    columns: Mapping[str, int]
    """Fact, standard, `place`, `as_of` or `applicant` -> index of its column."""
    yearly: frozenset[str]
    warnings: tuple[Diagnostic, ...]
    mistakes: tuple[Diagnostic, ...]


@dataclass(frozen=True)
class HeadingReader:
    """Reads headings with the synonyms of the vocabulary and the user's own mapping."""

    vocabulary: Vocabulary
    mapping: Mapping[str, str] = field(default_factory=dict)
    file: str = ""

    @cached_property
    def synonyms(self) -> dict[str, frozenset[str]]:
        """Normalised heading -> what it may mean; more than one thing is ambiguous."""
        found: dict[str, set[str]] = {}
        for name, fact in self.vocabulary.facts.items():
            for word in (name, fact.label.zh, fact.label.en, *fact.headers):
                found.setdefault(normalise_heading(word), set()).add(name)
        for name, standard in self.vocabulary.standards.items():
            for word in (name, standard.label.zh, standard.label.en):
                found.setdefault(normalise_heading(word), set()).add(name)
        for name, words in SPECIAL_HEADINGS.items():
            for word in words:
                found.setdefault(normalise_heading(word), set()).add(name)
        return {word: frozenset(names) for word, names in found.items()}

    @cached_property
    def _own(self) -> dict[str, str]:
        return {normalise_heading(heading): target for heading, target in self.mapping.items()}

    def known(self, cells: Sequence[str]) -> int:
        """How many cells of a row are headings that we know or the user has mapped."""
        return sum(1 for cell in set(cells) if cell.strip() and (self._is_mapped(cell) or self._meanings(cell)[0]))

    def _is_mapped(self, heading: str) -> bool:
        return normalise_heading(heading) in self._own

    def _meanings(self, heading: str) -> tuple[frozenset[str], str]:
        """What a heading may mean, and the unit in brackets that was taken off it."""
        word = normalise_heading(heading)
        if word in self.synonyms:
            return self.synonyms[word], ""
        unit = ""
        match = _UNIT.search(word)
        while match is not None and word not in self.synonyms:
            unit = match[1] if match[1] not in _NOTES else unit
            word = word[: match.start()].strip("*#:_-")
            match = _UNIT.search(word)
        return self.synonyms.get(word, frozenset()), unit

    def read(self, headings: Sequence[str], stacked: Sequence[Stacked] = ()) -> Mapped:
        """Map every heading. Mistakes are for the caller to raise.

        `stacked` are the two lines of each heading, where there are two: the lower one by itself may be a synonym as well.
        """
        columns: dict[str, int] = {}
        yearly: set[str] = set()
        lower = [each.lower for each in stacked]
        mistakes = self._own_mistakes([*headings, *lower]) + self._repeated(headings)
        warnings: list[Diagnostic] = []
        taken: dict[str, list[int]] = {}
        unread = 0
        for index, heading in enumerate(headings):
            if not heading.strip():
                continue
            target = self._target(index, heading, stacked[index] if index < len(stacked) else None, mistakes)
            if target is None:
                is_settled = self._is_mapped(heading) or any(item.place.key == heading for item in mistakes)
                unread += 1
                suggestion = None if is_settled or unread > _MOST_SUGGESTED else self._suggestion(heading)
                if suggestion is not None:
                    warnings.append(suggestion)
                continue
            name = target.removesuffix(YEARLY)
            if target.endswith(YEARLY):
                yearly.add(name)
            taken.setdefault(name, []).append(index)
            columns.setdefault(name, index)
        mistakes += [
            self._claimed_twice(name, indexes, headings)
            for name, indexes in taken.items()
            if len({normalise_heading(headings[index]) for index in indexes}) > 1
        ]
        if not columns and not mistakes:
            mistakes.append(self._nothing_known(headings))
        return Mapped(columns, frozenset(yearly), tuple(warnings), tuple(mistakes))

    def _target(self, index: int, heading: str, stacked: Stacked | None, mistakes: list[Diagnostic]) -> str | None:
        own = self._own.get(normalise_heading(heading))
        if own is None and stacked is not None:
            own = self._own.get(normalise_heading(stacked.lower))
        if own is not None:
            return self._own_target(index, heading, own, mistakes)
        meanings, unit = self._meanings(heading) if stacked is None else self._stacked_meanings(heading, stacked)
        if len(meanings) > 1:
            mistakes.append(self._ambiguous(index, heading, meanings))
            return None
        if not meanings:
            if speaks_of_a_year(normalise_heading(heading)) and not self.is_other_person(heading):
                mistakes.append(self._annual(index, heading, None))
            return None
        (name,) = meanings
        if stacked is not None and self._becomes_annual(heading, stacked, name):
            mistakes.append(self._annual(index, heading, name))
            return None
        return name if self._unit_fits(index, heading, name, unit, mistakes) else None

    def _stacked_meanings(self, heading: str, stacked: Stacked) -> tuple[frozenset[str], str]:
        """What two lines may mean: the lower one, then both together; where the two differ, either."""
        together = self._meanings(heading)
        upper = normalise_heading(stacked.upper)
        if self.is_other_person(heading) or any(word in upper for word in OTHER_PEOPLE):
            return together if together[0] and not self.is_other_person(stacked.lower) else (frozenset(), "")
        alone = self._meanings(stacked.lower)
        if not alone[0]:
            return together
        unit = _UNIT.search(upper)
        named = unit[1] if unit is not None and not alone[1] and unit[1] not in _NOTES else alone[1]
        return alone[0] | together[0], named

    def _becomes_annual(self, heading: str, stacked: Stacked, name: str) -> bool:
        """Whether the upper line makes a yearly income of what the lower one alone would be a month's."""
        fact = self.vocabulary.facts.get(name)
        is_monthly = fact is not None and (fact.unit or "").endswith("/month")
        is_annual = any(speaks_of_a_year(normalise_heading(each)) for each in (heading, stacked.upper))
        return is_monthly and is_annual and not speaks_of_a_year(normalise_heading(stacked.lower))

    def _own_target(self, index: int, heading: str, own: str, mistakes: list[Diagnostic]) -> str | None:
        if own == IGNORED:
            return None
        name = own.removesuffix(YEARLY)
        if name in _OF_THE_PERSON and self.is_other_person(heading):
            mistakes.append(
                self._mistake(
                    "someone-else",
                    index,
                    heading,
                    Text(
                        f"列“{heading}”是他人的信息，不能作为申请人的{self.vocabulary.label(name).zh}",
                        f"column {heading} is about someone else and cannot be the applicant's {name}",
                    ),
                    Text("请使用申请人本人的列", "use the applicant's own column"),
                )
            )
            return None
        return own

    def _unit_fits(self, index: int, heading: str, name: str, unit: str, mistakes: list[Diagnostic]) -> bool:
        definition = self.vocabulary.facts.get(name) or self.vocabulary.standards.get(name)
        fit = "fits" if not unit or definition is None else fit_of(definition, unit)
        if definition is None or fit == "fits":
            return True
        if fit == "annual":
            mistakes.append(self._annual(index, heading, name))
            return False
        message = Text(
            f"列“{heading}”的单位（{unit}）无法换算", f"the unit ({unit}) of column {heading} is not understood"
        )
        mistakes.append(self._mistake("wrong-unit", index, heading, message, cure_of(definition)))
        return False

    def _own_mistakes(self, headings: Sequence[str]) -> list[Diagnostic]:
        """Mistakes in the user's own mapping: columns that are not there, facts that do not exist."""
        mistakes = []
        present = {normalise_heading(heading): heading for heading in headings}
        known = {*self.vocabulary.facts, *self.vocabulary.standards, *SPECIAL_HEADINGS}
        for heading, target in self.mapping.items():
            if normalise_heading(heading) not in present:
                near = nearest(heading, [item for item in headings if item])
                mistakes.append(
                    self._mistake(
                        "unknown-column",
                        None,
                        heading,
                        Text(f"--map：没有名为“{heading}”的列", f"--map: there is no column {heading}"),
                        Text(f"现有列：{_listed(headings)}", f"columns: {_listed(headings)}")
                        if near is None
                        else Text(f"是否为“{near}”？", f"did you mean {near}?"),
                    )
                )
            name = target.removesuffix(YEARLY)
            if target == IGNORED:
                continue
            if name not in known:
                near = nearest(name, known)
                mistakes.append(
                    self._mistake(
                        "unknown-fact",
                        None,
                        heading,
                        Text(f"--map：没有名为 {name} 的事实", f"--map: there is no fact {name}"),
                        Text("用 subsidy facts list 查看全部名称", "subsidy facts list shows every name")
                        if near is None
                        else Text(f"是否为 {near}？", f"did you mean {near}?"),
                    )
                )
            elif target.endswith(YEARLY) and not self._may_be_yearly(name):
                mistakes.append(
                    self._mistake(
                        "wrong-unit",
                        None,
                        heading,
                        Text(
                            f"--map：{name} 不是按月的金额，不能按年填写",
                            f"--map: {name} is no monthly amount, so it cannot be yearly",
                        ),
                        Text(f"去掉 {YEARLY}", f"leave out {YEARLY}"),
                    )
                )
        return mistakes

    def _may_be_yearly(self, name: str) -> bool:
        fact = self.vocabulary.facts.get(name)
        return fact is not None and fact.type == "money" and (fact.unit or "").endswith("/month")

    def _repeated(self, headings: Sequence[str]) -> list[Diagnostic]:
        seen: dict[str, list[int]] = {}
        for index, heading in enumerate(headings):
            if heading.strip():
                seen.setdefault(normalise_heading(heading) or heading, []).append(index)
        return [
            self._mistake(
                "repeated-heading",
                indexes[1],
                headings[indexes[1]],
                Text(
                    f"标题“{headings[indexes[0]]}”重复：第 {_columns(indexes)} 列",
                    f"the heading {headings[indexes[0]]} is repeated: columns {_columns(indexes)}",
                ),
                Text("请改名或删去其中一列", "rename or remove one of them"),
            )
            for indexes in seen.values()
            if len(indexes) > 1
        ]

    def _claimed_twice(self, name: str, indexes: list[int], headings: Sequence[str]) -> Diagnostic:
        listed = "、".join(f"“{headings[index]}”" for index in indexes)
        return self._mistake(
            "ambiguous-heading",
            indexes[1],
            headings[indexes[1]],
            Text(
                f"{listed} 都表示{self.vocabulary.label(name).zh}（{name}）",
                f"{', '.join(headings[index] for index in indexes)} all mean {name}",
            ),
            Text(
                f"用 --map '{headings[indexes[1]]}={IGNORED}' 忽略其中一列",
                f"ignore one of them with --map '{headings[indexes[1]]}={IGNORED}'",
            ),
        )

    def _ambiguous(self, index: int, heading: str, meanings: frozenset[str]) -> Diagnostic:
        names = sorted(meanings)
        return self._mistake(
            "ambiguous-heading",
            index,
            heading,
            Text(
                f"标题“{heading}”有多种含义：{'、'.join(names)}", f"the heading {heading} may mean {', '.join(names)}"
            ),
            Text(f"用 --map '{heading}={names[0]}' 指明", f"say which with --map '{heading}={names[0]}'"),
        )

    def _annual(self, index: int, heading: str, name: str | None) -> Diagnostic:
        target = name or "household_income_month"
        return self._mistake(
            "annual-income",
            index,
            heading,
            Text(
                f"列“{heading}”是年收入，而政策按月计算",
                f"column {heading} is a yearly income, but the rules are about monthly income",
            ),
            Text(
                f"确认后用 --map '{heading}={target}{YEARLY}' 按年读取（除以12），或用 --map '{heading}={IGNORED}' 忽略",
                f"if it is right, read it as yearly (a twelfth) with --map '{heading}={target}{YEARLY}',"
                f" or ignore it with --map '{heading}={IGNORED}'",
            ),
        )

    def _suggestion(self, heading: str) -> Diagnostic | None:
        """A likely meaning of a heading that is not read; never of one about someone else."""
        if self.is_other_person(heading):
            return None
        near = nearest(normalise_heading(heading), self.synonyms)
        if near is None:
            return None
        name = min(self.synonyms[near])
        diagnostic = self._mistake(
            "unread-heading",
            None,
            heading,
            Text(f"列“{heading}”没有识别，不参与计算", f"column {heading} is not known and is not read"),
            Text(
                f"如为{self.vocabulary.label(name).zh}，请用 --map '{heading}={name}'",
                f"if it is {name}, say so with --map '{heading}={name}'",
            ),
        )
        return Diagnostic(diagnostic.code, diagnostic.message, diagnostic.place, diagnostic.hint, severity="warning")

    def _nothing_known(self, headings: Sequence[str]) -> Diagnostic:
        return self._mistake(
            "no-heading",
            None,
            "",
            Text(
                f"没有找到可识别的标题行；读到：{_listed(headings)}",
                f"no row of known headings; found: {_listed(headings)}",
            ),
            Text(
                "第一行应为标题，如 姓名、身份证号、残疾类别、残疾等级；或用 --map 列名=事实；如有乱码请用 --encoding",
                "the first row should hold headings such as 姓名, 身份证号; or use --map HEADING=FACT; if it is garbled, --encoding",
            ),
        )

    @staticmethod
    def is_other_person(heading: str) -> bool:
        """Whether a heading is about someone else."""
        return normalise_heading(heading).startswith(OTHER_PEOPLE)

    def _mistake(self, code: str, index: int | None, heading: str, message: Text, hint: Text) -> Diagnostic:
        return Diagnostic(code, message, Place(self.file, key=heading), hint)


def _columns(indexes: list[int]) -> str:
    return ", ".join(str(index + 1) for index in indexes)


def _listed(headings: Sequence[str]) -> str:
    """The first headings, shortened, without anything that looks like an identity number."""
    from subsidy_cli.identity import mask_within

    shown = [mask_within(heading.strip())[:20] for heading in headings if heading.strip()][:12]
    return ", ".join(shown)
