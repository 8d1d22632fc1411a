"""Readings: what a result names, what the other reading gives, and why it cannot be computed where it cannot."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

import pytest

from cli_running import prepare
from subsidy_cli.api import Enquiry, answer
from subsidy_cli.diagnostics import Refusal, RefusedError
from subsidy_cli.library.opening import Library, open_library
from subsidy_cli.library.vocabulary import _reading
from subsidy_cli.presentation.law import render
from subsidy_cli.presentation.law_tables import tell_law
from subsidy_cli.programme.law import Wanted, compile_documents
from subsidy_cli.programme.readings import readings_of
from subsidy_cli.texts import Text
from subsidy_cli.validation.citation_checks import (
    reading_has_both_rule_and_reason,
    reading_has_neither_rule_nor_reason,
)
from subsidy_cli.validation.elements import all_documents
from subsidy_cli.validation.inspection import Inspection
from test_programme import ALLOWANCE, head, library

if TYPE_CHECKING:
    from pathlib import Path

    from subsidy_cli.determination import BenefitOutcome
    from subsidy_cli.library.shelf import Document

REASON = Text("每地做法不同，没有一定的规则。", "Every place does it otherwise, by no definite rule.")
JIAXING = "zhejiang/jiaxing"
COVERED = {"hukou_place": "jiaxing", "certificate_place": "jiaxing", "has_valid_certificate": True}


@cache
def shipped() -> Library:
    return open_library(with_user_folder=False)


@cache
def documents() -> tuple[Document, ...]:
    return all_documents(shipped())


def told(found: Library, reading: str, reason: Text | None) -> Library:
    """The same library, whose vocabulary says why a reading is not computed, or says nothing."""
    other = Library(found.root)
    known = found.vocabulary
    changed = replace(known.readings[reading], not_computed=reason)
    other.__dict__["vocabulary"] = replace(known, readings={**known.readings, reading: changed})
    return other


def codes(check: object, found: Library, shelf: tuple[Document, ...]) -> list[tuple[str, str]]:
    return [(each.code, each.message.en) for each in check(Inspection(found, shelf, ()))]  # type: ignore[operator]


# the vocabulary


def test_the_reason_is_read() -> None:
    words = {"zh": "一", "en": "one"}
    table = {"clause": "a", "question": words, "default": words, "alternative": words}

    assert _reading("r", table).not_computed is None
    assert _reading("r", table | {"not_computed": words}).not_computed == Text("一", "one")


def test_every_reading_has_a_rule_or_a_reason() -> None:
    assert codes(reading_has_neither_rule_nor_reason, shipped(), documents()) == []
    assert codes(reading_has_both_rule_and_reason, shipped(), documents()) == []


def test_a_reading_without_rule_and_reason_is_found() -> None:
    without = [replace(each, head=each.head.model_copy(update={"alternatives": {}})) for each in documents()]
    [(code, message)] = codes(reading_has_neither_rule_nor_reason, shipped(), tuple(without))

    assert code == "reading-has-neither-rule-nor-reason"
    assert "draft-has-no-force" in message
    excused = told(shipped(), "draft-has-no-force", REASON)
    assert codes(reading_has_neither_rule_nor_reason, excused, tuple(without)) == []


def test_a_reading_with_rule_and_reason_is_found() -> None:
    [(code, message)] = codes(
        reading_has_both_rule_and_reason, told(shipped(), "age-on-the-birthday", REASON), documents()
    )
    assert code == "reading-has-both-rule-and-reason"
    assert "age-on-the-birthday" in message


def test_a_library_of_other_documents_is_not_asked_for_every_reading(tmp_path: Path) -> None:
    assert codes(reading_has_neither_rule_nor_reason, library(tmp_path), ()) == []


# asking for the other reading


def refused(found: Library, place: str, *readings: str) -> list[str]:
    with pytest.raises(RefusedError) as error:
        wanted = Wanted(place, date(2021, 1, 1), readings=frozenset(readings))
        compile_documents(found, found.documents(place), wanted)
    assert error.value.refusal is Refusal.USAGE
    return [f"{each.code}: {each.message.en} {each.message.zh}" for each in error.value.diagnostics]


def test_the_reason_is_told_to_whoever_asks() -> None:
    [message] = refused(told(shipped(), "rows-9-and-10-restored", REASON), JIAXING, "rows-9-and-10-restored")
    assert message.startswith("reading-without-alternative: ")
    assert REASON.en in message
    assert REASON.zh in message


def test_a_reading_of_another_place_is_refused() -> None:
    [message] = refused(shipped(), JIAXING, "rows-9-and-10-restored")
    assert "no rule of this place" in message


def test_two_alternatives_of_one_rule_are_refused() -> None:
    [message] = refused(
        shipped(), JIAXING, "own-earnings-only", "months-count-from-the-first", "exclusions-are-alternatives"
    )
    assert message.startswith("readings-clash: months-count-from-the-first, own-earnings-only rewrite the same rule")


def test_alternatives_of_different_rules_go_together() -> None:
    day, readings = date(2019, 3, 1), ("uplift-needs-adoption-and-condition", "round-once-half-up")
    facts = {"disability_grade": 1, "self_care_level": "partly_unable", "care_setting": "institution"}
    assert shown(care(day, facts, *readings)) == {"low": "188.00", "high": "188.00", "bound": "exact"}


# what the other reading gives


def care(day: date, facts: dict[str, object], *readings: str) -> BenefitOutcome:
    asked = Enquiry(
        JIAXING,
        day,
        COVERED | facts,
        assume="usual",
        benefits=["care_allowance"],
        readings=readings,
        shipped_standards=False,
    )
    outcome = answer(shipped(), asked).benefit("care_allowance")
    assert outcome is not None
    return outcome


def shown(outcome: BenefitOutcome) -> object:
    return None if outcome.amount is None else outcome.amount.as_json()


def test_another_comparison(tmp_path: Path) -> None:
    quota = """
[benefits.accessible_parking_quota]
force = "mandatory"
citation = { section = "一", phrase = "1个以上" }
  [benefits.accessible_parking_quota.requirements.bays]
  actual = "reserved_parking_bays"
  required = "1"
  comparison_under = { "boundary-words-include" = "above" }
"""
    found = library(tmp_path, **{"test-2020": head("test-2020", 2020) + quota})
    for readings, status in (((), "met"), (("boundary-words-include",), "unmet")):
        asked = Enquiry("city", date(2021, 1, 1), {"reserved_parking_bays": 1}, everything=True, readings=readings)
        outcome = answer(found, asked).benefit("accessible_parking_quota")
        assert outcome is not None
        assert (outcome.status, outcome.readings) == (status, ("boundary-words-include",))


@pytest.mark.parametrize(("standard", "paid"), [("1001.66", "300.00"), ("1001.67", "301.00")])
def test_another_rounding(tmp_path: Path, standard: str, paid: str) -> None:
    text = ALLOWANCE.replace('"mandatory"', '"mandatory"\nrounding_under = { "round-once-half-up" = "yuan" }')
    found = library(tmp_path, **{"test-2020": head("test-2020", 2020) + text})
    asked = Enquiry(
        "city",
        date(2021, 1, 1),
        {"own_income_month": "0.00"},
        {"dibao_month": standard},
        benefits=["living_allowance"],
        readings=("round-once-half-up",),
    )
    outcome = answer(found, asked).benefit("living_allowance")
    assert outcome is not None
    assert shown(outcome) == {"low": paid, "high": paid, "bound": "exact"}


def test_a_benefit_has_no_expression_of_its_own(tmp_path: Path) -> None:
    text = ALLOWANCE.replace(
        '"mandatory"', '"mandatory"\nalternatives = { "round-once-half-up" = "0.30 * dibao_month" }'
    )
    with pytest.raises(RefusedError):
        library(tmp_path, **{"test-2020": head("test-2020", 2020) + text}).documents("province/city")


# what a result names


def test_a_reading_that_only_adds_a_part_is_named() -> None:
    asked = Enquiry(JIAXING, date(2019, 3, 1), COVERED, benefits=["dibao"])
    outcome = answer(shipped(), asked).benefit("dibao")
    assert outcome is not None
    assert "only-the-minors-dibao-share-stops" in outcome.readings


def test_the_readings_of_what_a_rule_looks_at_are_named() -> None:
    programme = compile_documents(shipped(), shipped().documents(JIAXING), Wanted(JIAXING, date(2019, 3, 1)))
    named = readings_of(programme, programme.benefits["living_allowance"])

    assert "family-support-governs-both" not in named
    # the status of the minors' allowance decides an exclusion; its amount does not
    assert "orphan-standard-in-full" not in named
    # through two definitions, and through a definition of a definition
    assert {"single-person-household-for-living-allowance", "working-age-16-to-retirement"} <= set(named)
    assert "higher-in-each-class" in named


def test_what_is_not_in_force_names_the_reading_that_keeps_it_out() -> None:
    assert care(date(2016, 9, 15), {}, "in-force-from-january-2016").readings == ("in-force-from-january-2016",)
    assert "in-force-from-january-2016" in care(date(2016, 9, 15), {}).readings


def test_a_draft_taken_as_law_by_a_reading_is_marked_as_a_trial(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cli = prepare(tmp_path, monkeypatch)
    line = "living --place yueqing --as-of 2023-03-01 --is-in-difficulty --format json"
    assert "as-if-adopted" not in [each["id"] for each in cli(line).json["notices"]]
    notices = cli(f"{line} --reading draft-has-no-force=alternative").json["notices"]
    assert notices[0]["id"] == "as-if-adopted"


# what is shown


def test_the_page_of_a_benefit_tells_the_other_reading_and_why_it_is_not_computed() -> None:
    found = told(shipped(), "stated-need-governs", REASON)
    shelf = found.documents(JIAXING)
    programme = compile_documents(found, shelf, Wanted(JIAXING, date(2021, 3, 1), ["care_allowance"]))

    page = render(programme, shelf, "care_allowance", "en", width=400, color=False)
    assert (
        "The other reading: An unknown tier may also be full self-care. Nothing can be recomputed under it: Every"
        in page
    )
    chinese = render(programme, shelf, "care_allowance", "zh", width=400, color=False)
    assert "另一种理解：档次不明时，也可能是“能自理”。不能重算：每地做法不同" in chinese
    [entry] = [
        each for each in tell_law(programme, shelf, "care_allowance")["readings"] if each["id"] == "stated-need-governs"
    ]
    assert entry["chosen"] == "default"
    assert entry["not_computed"] == {"zh": REASON.zh, "en": REASON.en}
