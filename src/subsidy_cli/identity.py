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


_NUMBER_WITHIN = re.compile(
    r"(?:\d{6}[ \u3000-]?\d{8}[ \u3000-]?\d{3}|\d{14,})[\dXxＸｘ]?(?:[ \u3000-]?\d\d)?(?:[BbＢｂ]\d{1,2})?"
)
"""What may be an identity or certificate number, here as people write it: `\\d` is a digit of any width."""


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
