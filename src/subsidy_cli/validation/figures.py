"""The figures and days that a Chinese phrase states, so that a rule can be held against its words.

A phrase often states a figure in more than one sense (三四级 is 3 and 4, or 34; 40-100% is 0.4 or 40, and 1). Every
sense that a reader could mean is given; what the phrase does not state in any sense is not.
"""

from __future__ import annotations

import calendar
import re
import unicodedata
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

DIGITS = {"〇": 0, "零": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
UNITS = {"十": 10, "百": 100, "千": 1_000, "万": 10_000, "亿": 100_000_000}
WHOLE_WORDS = ("全额", "全部", "全免", "全程", "足额")
HALF_WORDS = ("半",)
DOUBLE_WORDS = ("加倍", "翻倍", "翻番", "一倍")
SCALES = {"%": Fraction(1, 100), "‰": Fraction(1, 1000), "成": Fraction(1, 10), "折": Fraction(1, 10)}
LONGEST_RANGE = 10
LONGEST_NUMERAL = 40
"""Signs; more state no figure of a law, and would take for ever to work out."""

_NUMERAL = rf"(?:\d+(?:,\d{{3}})+|\d+)(?:\.\d+)?[{''.join(UNITS)}]*|[{''.join(DIGITS)}{''.join(UNITS)}]+"
_TOKEN = re.compile(rf"(?P<numeral>{_NUMERAL})(?P<scale>[%‰成折](?!立|员|人|本|年|为|果|功))?")
_JOINT = re.compile(r"(?:级|岁|周岁|元|人|名|年|个|万)?[-~至到、,和或/]")
_PART_OF = re.compile(rf"(百|千|十|{'|'.join(DIGITS)})分之({_NUMERAL})")
_DAY = re.compile(r"(\d{4})(?:[年./-](\d{1,2})(?:[月./-](\d{1,2})?)?)?")


def plain(phrase: str) -> str:
    """Full-width digits and signs as half-width ones, every dash as one sign, no spaces."""
    return re.sub(r"[–—−－～〜]+", "-", re.sub(r"\s", "", unicodedata.normalize("NFKC", phrase)))


@lru_cache(maxsize=4096)
def figures(phrase: str) -> frozenset[Fraction]:
    """Every figure that a phrase states, in each sense that it can have."""
    text = plain(phrase)
    return frozenset([*_parts_of(text), *_words(text), *_numerals(text)])


@lru_cache(maxsize=4096)
def days(phrase: str) -> frozenset[date]:
    """Every day that a phrase states; a month or a year alone states its first and its last day."""
    found: set[date] = set()
    for match in _DAY.finditer(_western_years(plain(phrase))):
        year, month, day = (int(part) if part else None for part in match.groups())
        first = date(year or 1, 1, 1)
        last = _shifted(first, month or 12, day)
        found |= {each for each in (_shifted(first, month or 1, day or 1), last) if each is not None}
    return frozenset(found)


def _shifted(first: date, month: int, day: int | None) -> date | None:
    """A day of the year of `first`; the last day of the month where none is said."""
    if not 1 <= month <= 12:
        return None
    length = calendar.monthrange(first.year, month)[1]
    return first.replace(month=month, day=day or length) if (day or 1) <= length else None


def _western_years(text: str) -> str:
    """二〇二〇年 as 2020年."""
    signs = "".join(DIGITS)
    return re.sub(rf"[{signs}]{{4}}(?=年)", lambda match: "".join(str(DIGITS[sign]) for sign in match[0]), text)


def _parts_of(text: str) -> Iterator[Fraction]:
    """百分之三十, 三分之一."""
    for whole, part in _PART_OF.findall(text):
        below = UNITS.get(whole) or DIGITS.get(whole)
        for value in _values(part) if len(part) <= LONGEST_NUMERAL else ():
            if below:
                yield value / below


def _words(text: str) -> Iterator[Fraction]:
    if any(word in text for word in WHOLE_WORDS):
        yield Fraction(1)
    if any(word in text for word in HALF_WORDS):
        yield Fraction(1, 2)
    if any(word in text for word in DOUBLE_WORDS):
        yield Fraction(2)


def _numerals(text: str) -> Iterator[Fraction]:
    """Every numeral with what scales it, and the numerals that a range or a list ties to it."""
    tokens = [token for token in _TOKEN.finditer(text) if len(token["numeral"]) <= LONGEST_NUMERAL]
    for index, token in enumerate(tokens):
        values = _values(token["numeral"])
        yield from _scaled(values, token["scale"])
        if text.startswith(("倍半", "个半", "年半"), token.end()):
            yield from (value + Fraction(1, 2) for value in values)
        if index + 1 < len(tokens):
            yield from _tied(text, token, tokens[index + 1])


def _scaled(values: tuple[Fraction, ...], scale: str | None) -> Iterator[Fraction]:
    """八折 and 85折 are both less than one."""
    for value in values:
        tens = 10 if scale == "折" and value >= 10 else 1
        yield value * SCALES.get(scale or "", Fraction(1)) / tens


def _tied(text: str, token: re.Match[str], following: re.Match[str]) -> Iterator[Fraction]:
    """In 40-100% the sign is said once for both; in 一至四级 the grades between are meant as well."""
    between = text[token.end() : following.start()]
    if not _JOINT.fullmatch(between):
        return
    values = _values(token["numeral"])
    if following["scale"] and not token["scale"]:
        yield from _scaled(values, following["scale"])
    multiplier = following["numeral"].lstrip("0123456789.,")
    if multiplier and set(multiplier) <= set(UNITS) and token["numeral"][-1].isdigit():
        yield from (value * _unit(multiplier) for value in values)
    is_range = any(sign in between for sign in "-至到")
    if is_range and text.startswith("级", following.end()):
        yield from _between(values, _values(following["numeral"]))


def _between(lows: tuple[Fraction, ...], highs: tuple[Fraction, ...]) -> Iterator[Fraction]:
    low, high = lows[0], highs[0]
    if low.denominator == high.denominator == 1 and 0 < high - low <= LONGEST_RANGE:
        yield from (low + step for step in range(int(high - low)))


def _unit(signs: str) -> int:
    total = 1
    for sign in signs:
        total *= UNITS[sign]
    return total


def _values(numeral: str) -> tuple[Fraction, ...]:
    """The figures that one numeral can mean."""
    if numeral[0].isdigit():
        written = numeral.replace(",", "").rstrip("".join(UNITS))
        return (Fraction(Decimal(written)) * _unit(numeral[len(numeral.rstrip("".join(UNITS))) :]),)
    if all(sign in DIGITS for sign in numeral):
        single = tuple(Fraction(DIGITS[sign]) for sign in numeral)
        joined = Fraction(int("".join(str(DIGITS[sign]) for sign in numeral)))
        return single if len(numeral) == 1 else (joined, *single)
    return (Fraction(_chinese(numeral)),)


def _chinese(numeral: str) -> int:
    """一万二千三百 as 12300; a unit that stands first counts once."""
    total = section = digit = 0
    for sign in numeral:
        if sign in DIGITS:
            digit = DIGITS[sign]
        elif UNITS[sign] >= UNITS["万"]:
            total = (total + section + digit or 1) * UNITS[sign]
            section = digit = 0
        else:
            section += (digit or 1) * UNITS[sign]
            digit = 0
    return total + section + digit
