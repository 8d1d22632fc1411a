"""A threshold is pinned by a case on it and one a step beside it, where the answer turns."""

import pytest

from small_library import CASES, DOCUMENT, build
from subsidy_cli.validation.boundaries import boundaries, unpinned


def by_text(library):
    return {boundary.threshold.key.text: boundary for boundary in boundaries(library)}


def without(case):
    """The worked cases without one of them."""
    return "[[cases]]".join(part for part in CASES.split("[[cases]]") if f'id = "{case}"' not in part)


def test_the_small_library_pins_its_thresholds(tmp_path):
    found = by_text(build(tmp_path))

    assert unpinned(found.values()) == ()
    assert found["age(birth_date) < 18"].cases == {"below": ("a-day-before-18",), "exactly": ("on-the-birthday",)}
    line = found["household_income_per_capita_month <= 1.5 * dibao_month"]
    assert line.cases == {"exactly": ("on-the-line",), "above": ("a-fen-above",)}
    assert line.missing == ("below",)
    assert (line.threshold.document, line.threshold.key.owner) == ("small-2020", "living_allowance")


@pytest.mark.parametrize("case", ["on-the-line", "a-fen-above", "a-day-before-18", "on-the-birthday"])
def test_a_threshold_without_a_case_on_one_side_is_told(tmp_path, case):
    [boundary] = unpinned(boundaries(build(tmp_path, cases=without(case))))
    assert "no case" in str(boundary)


def test_a_case_that_fails_pins_nothing(tmp_path):
    cases = CASES.replace('amount = "300.00"', 'amount = "301.00"')
    [boundary] = unpinned(boundaries(build(tmp_path, cases=cases)))
    assert boundary.missing == ("below", "exactly")


def test_two_fen_are_more_than_one_step(tmp_path):
    [boundary] = unpinned(boundaries(build(tmp_path, cases=CASES.replace('"1500.01"', '"1500.02"'))))
    assert boundary.missing == ("below", "above")


def test_an_age_up_to_and_including_a_year_turns_at_the_next_birthday(tmp_path):
    library = build(tmp_path, DOCUMENT.replace("age(birth_date) < 18", "age(birth_date) <= 17"))
    assert by_text(library)["age(birth_date) <= 17"].cases == {
        "exactly": ("a-day-before-18",),
        "above": ("on-the-birthday",),
    }


def test_an_age_may_stand_on_the_right(tmp_path):
    library = build(tmp_path, DOCUMENT.replace("age(birth_date) < 18", "18 > age(birth_date)"))
    assert by_text(library)["18 > age(birth_date)"].is_pinned


QUOTA = """
[benefits.accessible_parking_quota]
force    = "mandatory"
citation = { section = "三", phrase = "应设置残疾人专用停车泊位" }
  [benefits.accessible_parking_quota.requirements.bays]
  actual   = "reserved_parking_bays"
  required = "2"
  derived  = { "2" = "至少2个" }
"""
QUOTA_CASES = """
[[cases]]
id = "two-bays"
facts = { reserved_parking_bays = 2 }
expect.accessible_parking_quota = { status = "met" }

[[cases]]
id = "one-bay"
facts = { reserved_parking_bays = 1 }
expect.accessible_parking_quota = { status = "unmet" }
"""


def test_a_requirement_is_a_threshold(tmp_path):
    found = by_text(build(tmp_path, DOCUMENT + QUOTA, CASES + QUOTA_CASES))
    assert found["reserved_parking_bays against 2"].cases == {"exactly": ("two-bays",), "below": ("one-bay",)}


def test_what_has_no_order_is_no_threshold(tmp_path):
    document = DOCUMENT.replace("age(birth_date) < 18", "sex == 'male' and age(birth_date) < 18")
    assert set(by_text(build(tmp_path, document))) == {
        "age(birth_date) < 18",
        "household_income_per_capita_month <= 1.5 * dibao_month",
    }
