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

from subsidy_cli.diagnostics import nearest
from subsidy_cli.roster.heading_mistakes import HeadingMistakes
from subsidy_cli.roster.heading_units import fit_of, speaks_of_a_year
from subsidy_cli.roster.relations import APPLICANT_KEY, AS_OF_KEY, IGNORED, PLACE_KEY, YEARLY

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from subsidy_cli.diagnostics import Diagnostic
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
    def _tell(self) -> HeadingMistakes:
        return HeadingMistakes(self.vocabulary, self.file)

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
        mistakes = [*self._own_mistakes([*headings, *lower]), *self._repeated(headings)]
        warnings: list[Diagnostic] = []
        taken: dict[str, list[int]] = {}
        unread = 0
        for index, heading in enumerate(headings):
            if not heading.strip():
                continue
            target = self._target(heading, stacked[index] if index < len(stacked) else None, mistakes)
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
            self._tell.claimed_twice(name, [headings[index] for index in indexes])
            for name, indexes in taken.items()
            if len({normalise_heading(headings[index]) for index in indexes}) > 1
        ]
        if not columns and not mistakes:
            mistakes.append(self._tell.nothing_known(headings))
        return Mapped(columns, frozenset(yearly), tuple(warnings), tuple(mistakes))

    def _target(self, heading: str, stacked: Stacked | None, mistakes: list[Diagnostic]) -> str | None:
        own = self._own.get(normalise_heading(heading))
        if own is None and stacked is not None:
            own = self._own.get(normalise_heading(stacked.lower))
        if own is not None:
            return self._own_target(heading, own, mistakes)
        meanings, unit = self._meanings(heading) if stacked is None else self._stacked_meanings(heading, stacked)
        if len(meanings) > 1:
            mistakes.append(self._tell.ambiguous(heading, meanings))
            return None
        if not meanings:
            if speaks_of_a_year(normalise_heading(heading)) and not self.is_other_person(heading):
                mistakes.append(self._tell.annual(heading, None))
            return None
        (name,) = meanings
        if stacked is not None and self._becomes_annual(heading, stacked, name):
            mistakes.append(self._tell.annual(heading, name))
            return None
        return name if self._unit_fits(heading, name, unit, mistakes) else None

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

    def _own_target(self, heading: str, own: str, mistakes: list[Diagnostic]) -> str | None:
        if own == IGNORED:
            return None
        name = own.removesuffix(YEARLY)
        if name in _OF_THE_PERSON and self.is_other_person(heading):
            mistakes.append(self._tell.someone_else(heading, name))
            return None
        return own

    def _unit_fits(self, heading: str, name: str, unit: str, mistakes: list[Diagnostic]) -> bool:
        definition = self.vocabulary.facts.get(name) or self.vocabulary.standards.get(name)
        fit = "fits" if not unit or definition is None else fit_of(definition, unit)
        if definition is None or fit == "fits":
            return True
        is_annual = fit == "annual"
        mistakes.append(
            self._tell.annual(heading, name) if is_annual else self._tell.wrong_unit(heading, unit, definition)
        )
        return False

    def _own_mistakes(self, headings: Sequence[str]) -> Iterator[Diagnostic]:
        """Mistakes in the user's own mapping: columns that are not there, facts that do not exist."""
        present = {normalise_heading(heading) for heading in headings}
        known = {*self.vocabulary.facts, *self.vocabulary.standards, *SPECIAL_HEADINGS}
        for heading, target in self.mapping.items():
            name = target.removesuffix(YEARLY)
            if normalise_heading(heading) not in present:
                yield self._tell.unknown_column(heading, headings)
            if target != IGNORED and name not in known:
                yield self._tell.unknown_fact(heading, name, known)
            elif target.endswith(YEARLY) and not self._may_be_yearly(name):
                yield self._tell.never_yearly(heading, name)

    def _may_be_yearly(self, name: str) -> bool:
        fact = self.vocabulary.facts.get(name)
        return fact is not None and fact.type == "money" and (fact.unit or "").endswith("/month")

    def _repeated(self, headings: Sequence[str]) -> Iterator[Diagnostic]:
        seen: dict[str, list[int]] = {}
        for index, heading in enumerate(headings):
            if heading.strip():
                seen.setdefault(normalise_heading(heading) or heading, []).append(index)
        return (self._tell.repeated(headings, indexes) for indexes in seen.values() if len(indexes) > 1)

    def _suggestion(self, heading: str) -> Diagnostic | None:
        """A likely meaning of a heading that is not read; never of one about someone else."""
        if self.is_other_person(heading):
            return None
        near = nearest(normalise_heading(heading), self.synonyms)
        return None if near is None else self._tell.unread(heading, min(self.synonyms[near]))

    @staticmethod
    def is_other_person(heading: str) -> bool:
        """Whether a heading is about someone else."""
        return normalise_heading(heading).startswith(OTHER_PEOPLE)
