"""The applicant: facts and standards read, checked as a whole, and derived from identity numbers."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction
from typing import TYPE_CHECKING

from subsidy_cli.diagnostics import Diagnostic, Place, nearest
from subsidy_cli.facts import objections
from subsidy_cli.facts.objections import filled
from subsidy_cli.facts.values import FactValue, allowed, read_value
from subsidy_cli.facts.vocabulary import AVERAGE, INCOME, MEMBERS
from subsidy_cli.identity import (
    CertificateNumber,
    CitizenNumber,
    mask,
    mask_within,
    read_certificate_number,
    read_citizen_number,
)
from subsidy_cli.quantities import money_text, number_text
from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from subsidy_cli.facts.vocabulary import FactDefinition, StandardDefinition, Vocabulary
    from subsidy_cli.places import Gazetteer

ONE_FEN = Fraction(1, 100)
PAID_TIERS = frozenset({"unable", "mostly_unable", "partly_unable"})
NARROWED = {"self_care_level": ("needs_long_term_care", PAID_TIERS)}
"""Facts that another one narrows down: where the second holds, the first has one of these values."""


@dataclass(frozen=True, slots=True)
class Applicant:
    """What is known of one applicant on one day. What is not in `facts` is unknown."""

    place: str
    as_of: date
    facts: Mapping[str, FactValue]
    standards: Mapping[str, FactValue]
    assumed: Mapping[str, FactValue] = field(default_factory=dict)
    """Facts that were not stated but supplied by `--assume usual`."""

    @property
    def household_average(self) -> Fraction | None:
        """Income per head, exact: the household's sum over its members, never rounded; else the average as stated."""
        exact = _average(self.facts)
        if exact is not None:
            return exact
        stated = self.facts.get(AVERAGE)
        return stated if isinstance(stated, Fraction) else None


def _average(facts: Mapping[str, FactValue]) -> Fraction | None:
    income, members = facts.get(INCOME), facts.get(MEMBERS)
    if isinstance(income, Fraction) and isinstance(members, Fraction) and members > 0:
        return income / members
    return None


@dataclass(frozen=True)
class ApplicantReader:
    """Reads what was written about an applicant and collects every mistake."""

    vocabulary: Vocabulary
    places: Gazetteer
    locate: Callable[[str, str], Place]
    """Where an entry stands, given its table (`facts` or `standards`) and its name."""

    def read_facts(self, written: Mapping[str, object]) -> tuple[dict[str, FactValue], list[Diagnostic]]:
        """Read every stated fact; None and blank text mean unknown."""
        return self._read("facts", written, self.vocabulary.facts)

    def read_standards(self, written: Mapping[str, object]) -> tuple[dict[str, FactValue], list[Diagnostic]]:
        """Read every stated standard."""
        return self._read("standards", written, self.vocabulary.standards)

    def _read(
        self,
        table: str,
        written: Mapping[str, object],
        known: Mapping[str, FactDefinition] | Mapping[str, StandardDefinition],
    ) -> tuple[dict[str, FactValue], list[Diagnostic]]:
        values: dict[str, FactValue] = {}
        mistakes: list[Diagnostic] = []
        for name, entry in written.items():
            if name not in known:
                mistakes.append(self._unknown_name(table, name, known))
            elif not is_blank(entry):
                value = read_value(known[name], entry, self.places)
                problem = self._problem(known[name], entry, value)
                if problem is not None:
                    mistakes.append(Diagnostic(problem[0], problem[1], self.locate(table, name), problem[2]))
                elif value is not None:
                    values[name] = value
        return values, mistakes

    def _unknown_name(self, table: str, name: str, known: Mapping[str, object]) -> Diagnostic:
        other = self.vocabulary.standards if table == "facts" else self.vocabulary.facts
        what = Text("事实", "fact") if table == "facts" else Text("标准", "standard")
        if name in other:
            hint = Text(
                f"{name} 属于{'标准，请用 --standard' if table == 'facts' else '事实，请用 --fact'} 给出",
                f"{name} is a {'standard: give it with --standard' if table == 'facts' else 'fact: give it with --fact'}",
            )
        else:
            suggestion = nearest(name, known)
            listing = "subsidy facts list" if table == "facts" else "subsidy standards list"
            hint = Text(f"用 {listing} 查看全部名称", f"{listing} shows every name")
            if suggestion is not None:
                hint = Text(f"是否为 {suggestion}？", f"did you mean {suggestion}?")
        return Diagnostic(
            "unknown-fact" if table == "facts" else "unknown-standard",
            Text(f"没有名为 {mask_within(name)} 的{what.zh}", f"there is no {what.en} {mask_within(name)}"),
            self.locate(table, name),
            hint,
        )

    def _problem(
        self, definition: FactDefinition | StandardDefinition, entry: object, value: FactValue | None
    ) -> tuple[str, Text, Text] | None:
        shown = mask_within(_as_written(entry))[:60]
        label = definition.label
        hint = filled(objections.ALLOWED, values=allowed(definition))
        if value is None:
            suggestion = self._suggest(definition, entry)
            if suggestion is not None:
                hint = Text(f"是否为 {suggestion}？{hint.zh}", f"did you mean {suggestion}? {hint.en}")
            if isinstance(entry, float):
                hint = Text("金额请写成带引号的字符串", "write figures as text in quotation marks")
            if isinstance(entry, datetime):
                hint = Text(f"只写日期，不写时刻：{entry.date()}", f"write the day without a time: {entry.date()}")
            message = filled(objections.UNREADABLE, label=label, name=definition.id, shown=shown)
            return "wrong-value", message, hint
        if isinstance(value, Fraction) and not self._in_range(definition, value):
            message = filled(objections.OUT_OF_RANGE, label=label, name=definition.id, shown=shown)
            return "value-out-of-range", message, hint
        return None

    def _suggest(self, definition: FactDefinition | StandardDefinition, entry: object) -> str | None:
        if definition.type == "place":
            return nearest(str(entry), self.places.spellings())
        return nearest(str(entry), getattr(definition, "values", {}))

    @staticmethod
    def _in_range(definition: FactDefinition | StandardDefinition, value: Fraction) -> bool:
        high = definition.high
        return value >= definition.low and (high is None or value <= high) and value < 10**12

    def derive(self, facts: dict[str, FactValue], as_of: date) -> tuple[dict[str, FactValue], list[Diagnostic]]:
        """Add what identity and certificate numbers say, and hold stated facts against them and each other."""
        derived = dict(facts)
        mistakes = self._read_numbers(derived)
        mistakes += self._contradictions(derived, as_of)
        return derived, mistakes

    def _read_numbers(self, facts: dict[str, FactValue]) -> list[Diagnostic]:
        mistakes: list[Diagnostic] = []
        citizen: CitizenNumber | None = None
        written = facts.get("citizen_id")
        if isinstance(written, str):
            read = read_citizen_number(written)
            if isinstance(read, CitizenNumber):
                citizen = read
                mistakes += self._adopt(facts, "citizen_id", {"birth_date": read.birth_date, "sex": read.sex})
            else:
                mistakes.append(self._flawed("citizen_id", written, read))
        certificate = facts.get("certificate_number")
        if isinstance(certificate, str):
            mistakes += self._read_certificate(facts, certificate, citizen)
        return mistakes

    def _read_certificate(
        self, facts: dict[str, FactValue], written: str, citizen: CitizenNumber | None
    ) -> list[Diagnostic]:
        read = read_certificate_number(written)
        if not isinstance(read, CertificateNumber):
            return [self._flawed("certificate_number", written, read)]
        said: dict[str, FactValue] = {
            "birth_date": read.citizen.birth_date,
            "sex": read.citizen.sex,
            "disability_category": read.category,
            "disability_grade": Fraction(read.grade),
        }
        mistakes = self._adopt(facts, "certificate_number", said)
        if citizen is not None and citizen.number != read.citizen.number:
            mistakes.append(self._contradiction("certificate_number", objections.OTHER_PERSON))
        return mistakes

    def _adopt(self, facts: dict[str, FactValue], source: str, said: Mapping[str, FactValue]) -> list[Diagnostic]:
        mistakes = []
        for name, value in said.items():
            if name in facts and facts[name] != value:
                at_odds = filled(
                    objections.AT_ODDS,
                    label=self.vocabulary.label(name),
                    name=name,
                    stated=show(facts[name]),
                    other=self.vocabulary.label(source),
                    source=source,
                    said=show(value),
                )
                mistakes.append(self._contradiction(name, at_odds))
            facts.setdefault(name, value)
        return mistakes

    def _flawed(self, name: str, written: str, flaw: str) -> Diagnostic:
        message = filled(
            objections.FLAWED,
            label=self.vocabulary.label(name),
            name=name,
            shown=mask(written),
            flaw=objections.FLAWS[flaw],
        )
        return Diagnostic("wrong-number", message, self.locate("facts", name), objections.cure(flaw))

    def _contradiction(self, name: str, message: Text) -> Diagnostic:
        return Diagnostic("contradiction", message, self.locate("facts", name), objections.CORRECT_ONE)

    def _contradictions(self, facts: Mapping[str, FactValue], as_of: date) -> list[Diagnostic]:
        """Facts that cannot both be true."""
        mistakes = []
        born = facts.get("birth_date")
        if isinstance(born, date) and born > as_of:
            mistakes.append(
                self._contradiction(
                    "birth_date",
                    Text(f"出生日期 {born} 晚于计算日 {as_of}", f"birth_date {born} is after the day {as_of}"),
                )
            )
        need, tier = facts.get("needs_long_term_care"), facts.get("self_care_level")
        if tier is not None and need is not None and (tier in PAID_TIERS) != need:
            at_odds = filled(objections.CARE_AT_ODDS, need=show(need), tier=show(tier))
            mistakes.append(self._contradiction("needs_long_term_care", at_odds))
        return mistakes + self._average_contradiction(facts)

    def _average_contradiction(self, facts: Mapping[str, FactValue]) -> list[Diagnostic]:
        stated, members = facts.get(AVERAGE), facts.get(MEMBERS)
        mistakes = []
        if isinstance(members, Fraction) and members < 1:
            mistakes.append(self._contradiction(MEMBERS, objections.NO_MEMBERS))
        average = _average(facts)
        if isinstance(stated, Fraction) and average is not None and abs(stated - average) > ONE_FEN:
            at_odds = filled(objections.AVERAGE_AT_ODDS, stated=money_text(stated), average=money_text(average))
            mistakes.append(self._contradiction(AVERAGE, at_odds))
        return mistakes


def _as_written(entry: object) -> str:
    """What was written, for messages."""
    try:
        return str(entry)
    except ValueError:  # Python does not write out an integer of thousands of digits.
        return "..."


def is_blank(entry: object) -> bool:
    """Whether nothing was written; blank is unknown, not zero and not no."""
    return entry is None or (isinstance(entry, str) and not entry.strip())


def show(value: FactValue) -> str:
    """A value as it is shown in messages and results."""
    match value:
        case bool():
            return "true" if value else "false"
        case Fraction():
            return number_text(value)
    return str(value)


def usual_facts(vocabulary: Vocabulary, places: Gazetteer, stated: Mapping[str, FactValue]) -> dict[str, FactValue]:
    """The usual answers for the facts that were not stated and have one."""
    found = {}
    for name, definition in vocabulary.facts.items():
        if definition.usual is not None and name not in stated:
            value = read_value(definition, definition.usual, places)
            if value is not None:
                found[name] = value
    return found
