"""Who somebody is: the place of registration, the age, the disability, the household."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from .logic import Truth, and3, at_most, month_number, not3, one_of, or3, years_later

ANNEX_OF_2016 = date(2016, 1, 1)
JIAXING_2016 = date(2016, 9, 16)
JIAXING_2020 = date(2020, 7, 4)
FUZHOU_2022 = date(2022, 5, 10)
PINGHU_2022 = date(2022, 5, 26)
RETIREMENT_REFORM = date(2025, 1, 1)

WITHIN = {
    "jiaxing": "zhejiang",
    "nanhu": "jiaxing",
    "xiuzhou": "jiaxing",
    "pinghu": "jiaxing",
    "haining": "jiaxing",
    "tongxiang": "jiaxing",
    "jiashan": "jiaxing",
    "haiyan": "jiaxing",
    "hangzhou": "zhejiang",
    "wenzhou": "zhejiang",
    "yueqing": "wenzhou",
    "fuzhou": "jiangxi",
}


@dataclass(frozen=True)
class Applicant:
    """What was stated, where and for which day. Whatever is absent is not known."""

    place: str
    day: date
    facts: Mapping[str, Any]
    standards: Mapping[str, Any]

    def fact(self, name: str) -> Any:
        return self.facts.get(name)

    def standard(self, name: str) -> Any:
        return self.standards.get(name)

    def possible(self, name: str, *values: str) -> list[str]:
        """Return the stated value of an enumeration, or all that it could be."""
        stated = self.fact(name)
        return list(values) if stated is None else [stated]


def lies_within(place: str | None, region: str) -> Truth:
    if place is None:
        return None
    here: str | None = place
    while here is not None and here != region:
        here = WITHIN.get(here)
    return here == region


def follows_pinghu(a: Applicant) -> bool:
    """Tell whether the notice 平政发〔2022〕32号 is in force in the place asked."""
    return a.place == "pinghu" and a.day >= PINGHU_2022


def covered(a: Applicant, place_of_the_rule: str = "jiaxing") -> Truth:
    """嘉兴市户籍并持有嘉兴市核发的有效残疾人证 (2016, 附则); a county's own rule asks for its own hukou."""
    return and3(
        lies_within(a.fact("hukou_place"), place_of_the_rule),
        lies_within(a.fact("certificate_place"), "jiaxing"),
        a.fact("has_valid_certificate"),
    )


def covered_in_fuzhou(a: Applicant) -> Truth:
    """Fuzhou's plan has no scope clause: its people are those of its hukou who hold a valid certificate."""
    return and3(lies_within(a.fact("hukou_place"), "fuzhou"), a.fact("has_valid_certificate"))


def reached(a: Applicant, age: int) -> Truth:
    """满…周岁: an age is reached on the birthday (reading age-on-the-birthday)."""
    born = a.fact("birth_date")
    return None if born is None else a.day >= years_later(born, age)


def younger_than(a: Applicant, age: int) -> Truth:
    """未满…周岁: until the day before that birthday."""
    return not3(reached(a, age))


def month_of(a: Applicant, start: str) -> int | None:
    """Return which month it is since the month of a stated date, which is month 1."""
    return month_number(a.fact(start), a.day)


def retired(a: Applicant) -> Truth:
    """Tell whether the statutory retirement age is reached: men 60, women 50 or 55; open for 50 and over from 2025."""
    if a.fact("statutory_retirement_date") is not None:
        return a.day >= a.fact("statutory_retirement_date")
    if a.fact("statutory_retirement_age") is not None:
        return reached(a, a.fact("statutory_retirement_age"))
    if reached(a, 50) is not True:
        return reached(a, 50)
    if a.day >= RETIREMENT_REFORM:
        return None
    if a.fact("sex") == "male":
        return reached(a, 60)
    if a.fact("sex") == "female":
        return True if reached(a, 55) else None
    return True if reached(a, 60) else None


def working_age(a: Applicant) -> Truth:
    """劳动年龄段: from the 16th birthday to the day before statutory retirement."""
    return and3(reached(a, 16), not3(retired(a)))


def severe(a: Applicant) -> Truth:
    """重度: grade 1 or 2."""
    return at_most(a.fact("disability_grade"), 2)


def has_category(a: Applicant, category: str) -> Truth:
    """Tell whether the category is stated, alone or as a component of a multiple disability."""
    stated = a.fact("disability_category")
    if stated == "multiple" and category in ("mental", "intellectual", "physical"):
        return a.fact(f"multiple_includes_{category}")
    return one_of(stated, category)


def mental_or_intellectual(a: Applicant) -> Truth:
    return or3(has_category(a, "mental"), has_category(a, "intellectual"))


def severe_or_mental_or_intellectual(a: Applicant) -> Truth:
    """重度残疾人和三、四级精神、智力残疾人: with the grades 1 and 2, every mental or intellectual one."""
    return or3(severe(a), mental_or_intellectual(a))


def child_rehab_category(a: Applicant) -> Truth:
    """视力、听力、言语、智力、精神（孤独症）、肢体 (2016, 二（二）3): a mental disability only as autism.

    A multiple disability has two components at least, so that one of them is never the mental one.
    """
    category = a.fact("disability_category")
    if category is None:
        return True if a.fact("has_autism") else None
    return a.fact("has_autism") if category == "mental" else True


def household_is(a: Applicant, *statuses: str) -> Truth:
    return one_of(a.fact("household_status"), *statuses)


def household_per_head_within(a: Applicant, line: Decimal | None) -> Truth:
    """家庭人均收入在…以下; from the sum of the household, unrounded, which prevails over a stated average."""
    per_head, total, members = (
        a.fact(name) for name in ("household_income_per_capita_month", "household_income_month", "household_members")
    )
    if total is None or members is None:
        return at_most(per_head, line)
    return None if line is None else at_most(total, line * members)


def recognised(a: Applicant, recognition: str, *statuses: str) -> Truth:
    """Return the recognition as stated; without one these household statuses count, any other leaves it open."""
    return stated_or_shown(a, recognition, household_is(a, *statuses))


def stated_or_shown(a: Applicant, name: str, shown: Truth) -> Truth:
    """Return what is stated; where nothing is, other facts may show that it is so, never that it is not."""
    stated: Truth = a.fact(name)
    if stated is not None:
        return stated
    return True if shown else None


def not_denied(a: Applicant, name: str) -> bool:
    """Tell whether something goes without saying: it does, unless it is stated not to be so."""
    return a.fact(name) is not False


def in_difficulty_in_fuzhou(a: Applicant) -> Truth:
    """困难残疾人 in Fuzhou's plan: as recognised; dibao, dibao-edge, tekun or low-income households are in difficulty."""
    hardship = or3(household_is(a, "dibao", "dibao_edge"), a.fact("receives_tekun"), a.fact("is_low_income_household"))
    return stated_or_shown(a, "is_in_difficulty", hardship)
