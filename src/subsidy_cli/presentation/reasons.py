"""Tests, gaps and reasons as sentences: what was found, what was asked, and how far the two lie apart."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from subsidy_cli.explanation.distance import Gap, measure
from subsidy_cli.explanation.terms import AGE, Term, Terms
from subsidy_cli.places import lies_within
from subsidy_cli.presentation.wording import STATUSES
from subsidy_cli.quantities import number_text
from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from subsidy_cli.determination import Determination, TestOutcome
    from subsidy_cli.explanation.story import Refusal
    from subsidy_cli.facts.vocabulary import Vocabulary
    from subsidy_cli.presentation.wording import Wording

_FIGURE_SIGNS = {
    "<=": Text("不超过", "at most "),
    "<": Text("低于", "below "),
    ">=": Text("不低于", "at least "),
    ">": Text("高于", "above "),
    "==": Text("等于", "exactly "),
    "!=": Text("不等于", "other than "),
}
_AGE_SIGNS = _FIGURE_SIGNS | {"<": Text("不满", "under "), ">=": Text("满", "at least "), ">": Text("超过", "over ")}
_DAY_SIGNS = _FIGURE_SIGNS | {
    "<=": Text("不晚于", "on or before "),
    "<": Text("早于", "before "),
    ">=": Text("不早于", "on or after "),
    ">": Text("晚于", "after "),
}
_WORD_SIGNS = {
    "==": Text("为", ""),
    "!=": Text("不为", "not "),
    "in": Text("为", ""),
    "not in": Text("不为", "not "),
    "within": Text("在", "in "),
    "not within": Text("不在", "outside "),
}
_GIVEN = re.compile(r"(not \()?given\(")
_OWN_AGE = Text("年龄", "age")
_TRUTHS = {"true": Text("是", "yes"), "false": Text("否", "no")}


@dataclass(frozen=True)
class Reasons:
    """Puts the tests of one determination into words."""

    determination: Determination
    vocabulary: Vocabulary
    wording: Wording

    @property
    def terms(self) -> Terms:
        """What the figures of the tests are counted in."""
        return Terms(self.determination, self.vocabulary)

    def refusal(self, refusal: Refusal) -> str:
        """Why a benefit is not due, in one line."""
        decided_by, wording = refusal.decided_by, self.wording
        if decided_by is None:
            return ""
        name = wording.say(decided_by.name)
        if refusal.is_exclusion:
            measured = "" if refusal.gap is None else wording.bracket(self._measured(refusal.gap))
            return wording.pick("排除：", "excluded: ") + name + measured
        if refusal.gap is not None:
            return self.test(refusal.gap.test)
        found = next((self.found(test) for test in decided_by.tests if self._tells_more(test)), "")
        return wording.pick("不满足：", "not met: ") + name + (wording.bracket(found) if found else "")

    @staticmethod
    def _tells_more(test: TestOutcome) -> bool:
        """Whether what was found says more than no."""
        return test.outcome == "unmet" and test.actual is not None and test.actual not in _TRUTHS

    def _measured(self, gap: Gap) -> str:
        return self.wording.sentence([self.exclusion(gap.test), self.gap(gap, self.terms.of(gap.test))])

    def exclusion(self, test: TestOutcome) -> str:
        """A test that would count against the applicant: what was found and when it counts."""
        if test.threshold in {None, *_TRUTHS}:
            return self.found(test)
        words = self._line(test, self.terms.of(test))
        return self.wording.sentence([self.found(test), self.wording.pick(f"{words}的排除", f"excluded if {words}")])

    def test(self, test: TestOutcome) -> str:
        """A test in full: what was found, what is asked, and the gap."""
        term = self.terms.of(test)
        asked = "" if self._goes_without_saying(test) else self.asked(test, term)
        gap = measure(test)
        return self.wording.sentence([self.found(test), asked, "" if gap is None else self.gap(gap, term)])

    @staticmethod
    def _goes_without_saying(test: TestOutcome) -> bool:
        return test.threshold == "true" or (test.outcome == "met" and test.threshold in _TRUTHS)

    def found(self, test: TestOutcome) -> str:
        """What was found of the subject of a test."""
        term = self.terms.of(test)
        is_own_age = term.unit == AGE and test.subject == self.vocabulary.label("age")
        subject = self.wording.say(_OWN_AGE if is_own_age else test.subject)
        value = self.value(test.actual, term)
        if _GIVEN.match(test.text):
            return self.wording.pick(f"已给出{subject}：{value}", f"{subject} is given: {value}")
        if measure(test) is not None and not value.startswith("-"):
            return self.wording.pick(f"{subject}{value}", f"{subject} {value}")
        return self.wording.pick(f"{subject}：{value}", f"{subject}: {value}")

    def asked(self, test: TestOutcome, term: Term) -> str:
        """What a test asks for."""
        if test.threshold is None:
            return self.wording.pick("界限未知", "the line is unknown")
        words = self._line(test, term)
        return self.wording.pick(f"须{words}", f"must be {words}")

    def _line(self, test: TestOutcome, term: Term) -> str:
        sign = self._signs(test, term).get(test.sign, Text(test.sign, f"{test.sign} "))
        return self.wording.say(sign) + self._threshold(test, term)

    def _signs(self, test: TestOutcome, term: Term) -> Mapping[str, Text]:
        gap = measure(test)
        if gap is not None and gap.is_date:
            return _DAY_SIGNS
        if term.unit == AGE:
            return _AGE_SIGNS
        return (
            _FIGURE_SIGNS if _is_figure(test.threshold) and not term.values and "in" not in test.sign else _WORD_SIGNS
        )

    def _threshold(self, test: TestOutcome, term: Term) -> str:
        if test.sign in {"in", "not in"} and test.threshold is not None:
            members = [self.value(member, term) for member in test.threshold.split(", ")]
            return self.wording.pick("或", " or ").join(members)
        return self.value(test.threshold, term)

    def gap(self, gap: Gap, term: Term) -> str:
        """How far what was found lies from what was asked."""
        if gap.side == "equal":
            return self.wording.pick("正好在界上", "exactly on the line")
        size = self._size(gap, term)
        is_short = gap.side == "below" and gap.test.outcome == "unmet"
        if gap.is_date:
            side = (
                Text("晚", "late")
                if gap.side == "above"
                else Text("还差", "short")
                if is_short
                else Text("早", "early")
            )
        else:
            side = (
                Text("高出", "over")
                if gap.side == "above"
                else Text("还差", "short")
                if is_short
                else Text("低", "under")
            )
        return self.wording.pick(f"{side.zh}{size}", f"{size} {side.en}")

    def _size(self, gap: Gap, term: Term) -> str:
        if gap.size == 0:
            fen = self.wording.quantity("0.01", term.unit)
            return self.wording.pick(f"不足{fen}", f"less than {fen}")
        unit = "days" if gap.is_date else "age_gap" if term.unit == AGE else term.unit
        return self.wording.quantity(number_text(gap.size), unit)

    def value(self, value: str | None, term: Term) -> str:
        """A value in words; an unknown one is said to be unknown."""
        if value is None:
            return self.wording.pick("未知", "unknown")
        for table in (_TRUTHS, term.values, STATUSES):
            if value in table:
                return self.wording.say(table[value])
        if _is_figure(value):
            return self.wording.quantity(value, term.unit)
        place = self._place(value)
        return value if place is None else place

    def _place(self, value: str) -> str | None:
        names = self.determination.place_names
        path = value if value in names else next((path for path in names if path.rsplit("/", 1)[-1] == value), None)
        return None if path is None or not lies_within(path, value) else self.wording.say(names[path])


def _is_figure(value: str | None) -> bool:
    return value is not None and value.lstrip("-").replace(".", "", 1).isdigit()
