"""Citizen identity numbers (GB 11643) and disability certificate numbers (identity number, category, grade).

Residence-permit numbers (81, 82, 83) follow the same scheme. The address code is never a reason to refuse: codes are
abolished and reassigned, and the number stays.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

Flaw = Literal["length", "characters", "birth-date", "check-digit", "category", "grade"]

CATEGORY_DIGITS = {
    "1": "vision",
    "2": "hearing",
    "3": "speech",
    "4": "physical",
    "5": "intellectual",
    "6": "mental",
    "7": "multiple",
}
_ID_LENGTH = 18
_CERTIFICATE = re.compile(r"^([0-9]{17}[0-9X])([0-9])([0-9])(B[0-9]{1,2})?$")


@dataclass(frozen=True, slots=True)
class CitizenNumber:
    """What a citizen identity number says."""

    number: str
    birth_date: date
    sex: Literal["male", "female"]


@dataclass(frozen=True, slots=True)
class CertificateNumber:
    """What a disability certificate number says."""

    citizen: CitizenNumber
    category: str
    grade: int


_BETWEEN = " \t\u00a0\u2000-\u2015\u202f\u2060\u2212\u3000\ufeff\uff0d-"
"""What may stand between two digits of a number: spaces, hyphens and dashes of any kind, and what nobody sees."""
_GAP, _GAPS = f"[{_BETWEEN}]{{0,3}}", f"[{_BETWEEN}]{{1,3}}"
_LAST, _SUFFIX = r"[\dXxＸｘ]", r"(?:\d\d)?(?:[BbＢｂ]\d{1,2})?"
_IN_PARTS = r"\d{2}[^\d]{1,3}\d{8}[^\d]{1,3}\d{1,2}"
"""District, day of birth and order, whatever stands between them."""
_OLD_IN_PARTS = rf"\d{{2}}{_GAPS}\d{{6}}{_GAPS}\d"
_CARD = rf"{_GAPS}\d{{4}}{_GAPS}\d{{4}}{_GAPS}\d{{2}}"
"""Sixteen digits by fours; two days, from and to, go by eights."""
_TELEPHONE = rf"((?:^|[^\d])(?:1[3-9]\d{{1,2}}|0\d{{2,3}}))[)）{_BETWEEN}]{{1,3}}\d{{3,4}}{_GAP}\d{{4}}"
"""In groups, and only where digits begin: the months and years of two days look much the same."""


def _numbers(before: str, *middles: str) -> str:
    """What a number may look like: seventeen digits or more in any groups, which no two days have, or one of these."""
    grouped = rf"({before}\d(?:{_GAP}\d){{3}})(?:{_GAP}\d){{11,}}{_GAP}(\d{_GAP}{_LAST}){_SUFFIX}"
    return rf"{grouped}|({before}\d{{4}})(?:{'|'.join(middles)})(\d{_LAST}){_SUFFIX}"


IDENTITY_NUMBER = _numbers("", _IN_PARTS, _OLD_IN_PARTS, r"\d{8,}")
"""What may be an identity or certificate number, here as people write it. Odd groups are how it begins, even ones its end.

`\\d` is a digit of any width. There is nothing here that RE2 and Java do not know, but for how they call such a digit.
"""
# the sign before it is taken along, lest the same digits be taken for a telephone number first
ANY_NUMBER = _numbers(r"[^\d]?", _IN_PARTS, _OLD_IN_PARTS, _CARD, r"\d{5,}") + f"|{_TELEPHONE}"
"""Telephone and account numbers as well. Odd groups are how they begin."""
_NUMBER_WITHIN = re.compile(IDENTITY_NUMBER)


def read_citizen_number(written: str) -> CitizenNumber | Flaw:
    """Read an 18-character citizen identity number, or say what is wrong with it."""
    number = written.strip().upper()
    if len(number) != _ID_LENGTH:
        return "length"
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number):
        return "characters"
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return "birth-date"
    if not _check_digit_holds(number):
        return "check-digit"
    return CitizenNumber(number, born, "male" if int(number[16]) % 2 else "female")


def _check_digit_holds(number: str) -> bool:
    from stdnum.iso7064 import mod_11_2

    return bool(mod_11_2.is_valid(number))


def read_certificate_number(written: str) -> CertificateNumber | Flaw:
    """Read a 20-character certificate number with its optional replacement suffix, or say what is wrong with it."""
    match = _CERTIFICATE.fullmatch(written.strip().upper())
    if match is None:
        return "length"
    citizen = read_citizen_number(match[1])
    if not isinstance(citizen, CitizenNumber):
        return citizen
    category = CATEGORY_DIGITS.get(match[2])
    if category is None:
        return "category"
    if match[3] not in "1234":
        return "grade"
    return CertificateNumber(citizen, category, int(match[3]))


def mask(number: str) -> str:
    """Show only the first four and the last two characters of an identity number."""
    if len(number) <= 8:
        return "*" * len(number)
    return number[:4] + "*" * (len(number) - 6) + number[-2:]


def mask_within(text: str) -> str:
    """Mask everything in a text that looks like an identity number, full-width or in groups as well."""
    return _NUMBER_WITHIN.sub(lambda match: mask(match[0]), text)
