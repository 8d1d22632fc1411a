"""Identity and certificate numbers: generated ones only, none of a person."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from subsidy_cli.identity import (
    CertificateNumber,
    CitizenNumber,
    mask,
    mask_within,
    read_certificate_number,
    read_citizen_number,
)

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def with_check_digit(body: str) -> str:
    """GB 11643-1999: weights, modulo 11."""
    total = sum(int(digit) * weight for digit, weight in zip(body, WEIGHTS, strict=True))
    return body + "10X98765432"[total % 11]


numbers = st.builds(
    lambda area, day, order: with_check_digit(f"{area:06d}{day:%Y%m%d}{order:03d}"),
    st.integers(110000, 839999),
    st.dates(date(1900, 1, 1), date(2026, 1, 1)),
    st.integers(0, 999),
)


@given(numbers)
def test_a_number_says_birth_date_and_sex(number: str) -> None:
    read = read_citizen_number(number)
    assert isinstance(read, CitizenNumber)
    assert read.birth_date == date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    assert read.sex == ("male" if int(number[16]) % 2 else "female")


@given(numbers, st.integers(0, 16), st.integers(1, 9))
def test_every_wrong_digit_is_found(number: str, place: int, shift: int) -> None:
    digit = str((int(number[place]) + shift) % 10)
    assert not isinstance(read_citizen_number(number[:place] + digit + number[place + 1 :]), CitizenNumber)


@pytest.mark.parametrize("area", ["810000", "820000", "830000", "330400", "999999"])
def test_no_address_code_is_refused(area: str) -> None:
    assert isinstance(read_citizen_number(with_check_digit(f"{area}19900101001")), CitizenNumber)


@pytest.mark.parametrize(
    ("number", "flaw"),
    [
        ("33040019900101001", "length"),
        ("3.30400199001E+17", "length"),
        (with_check_digit("33040019900231001"), "birth-date"),
        (with_check_digit("33040019900101001")[:-1] + "Z", "characters"),
    ],
)
def test_flaws_are_told(number: str, flaw: str) -> None:
    assert read_citizen_number(number) == flaw


@given(numbers, st.sampled_from("1234567"), st.sampled_from("1234"), st.sampled_from(["", "B1", "B12"]))
def test_a_certificate_number_says_category_and_grade(number: str, category: str, grade: str, suffix: str) -> None:
    read = read_certificate_number(number + category + grade + suffix)
    assert isinstance(read, CertificateNumber)
    assert read.grade == int(grade)
    assert read.citizen.number == number


@pytest.mark.parametrize(("tail", "flaw"), [("81", "category"), ("45", "grade"), ("4", "length"), ("44C1", "length")])
def test_flaws_of_certificates(tail: str, flaw: str) -> None:
    assert read_certificate_number(with_check_digit("33040019900101001") + tail) == flaw


@given(numbers)
def test_masking_leaves_no_number(number: str) -> None:
    assert number not in mask(number)
    assert number[6:14] not in mask(number)
    assert number not in mask_within(f"value {number}44B1 refused")


@pytest.mark.parametrize(
    "written",
    [
        "110101 - 19900307 - 0011",
        "1101 0119 9003 0700 11",
        "110101/19900307/001x",
        "１１０１０１１９９００３０７００１Ｘ",
        "11010119\u200b9003070011",
        "110101 900307 003",
    ],
)
def test_a_number_in_a_text_is_known_in_any_spelling(written: str) -> None:
    import duckdb

    from subsidy_cli.columnar.terms import text
    from subsidy_cli.roster.identity import masked_within

    by_engine = duckdb.execute(f"SELECT {masked_within(text(f'见{written}号'))}").fetchall()[0][0]
    for shown in (mask_within(f"见{written}号"), by_engine):
        assert shown.startswith(f"见{written[:4]}**") and shown.endswith("号")
        assert written[6:12] not in shown
