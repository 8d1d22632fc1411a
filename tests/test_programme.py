"""The compile step: what replaces, what extends, what conflicts, and every mistake of a file with its place."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from subsidy_cli.api import Enquiry, answer
from subsidy_cli.diagnostics import Refusal, RefusedError
from subsidy_cli.library.opening import Library

if TYPE_CHECKING:
    from pathlib import Path

    from subsidy_cli.determination import Determination

HEAD = """
[document]
id = "{id}"
number = "测试〔{year}〕1号"
title = {{ zh = "测试文件", en = "a test document" }}
issued = {year}-01-01
effective = {year}-01-01
status = "{status}"
"""
ALLOWANCE = """
[benefits.living_allowance]
force = "mandatory"
citation = { section = "一", phrase = "按照30%发放" }
  [benefits.living_allowance.conditions.low_income]
  name = { zh = "低收入", en = "low income" }
  test = "own_income_month <= 1.5 * dibao_month"
  citation = { section = "一", phrase = "低保标准150%以下" }
  [[benefits.living_allowance.items]]
  id = "rate"
  name = { zh = "30%", en = "30%" }
  amount = "0.30 * dibao_month"
"""
FACTS = {"own_income_month": "0.00"}
STANDARDS = {"dibao_month": "1000.00"}


def library(root: Path, **documents: str) -> Library:
    folder = root / "province" / "city"
    folder.mkdir(parents=True, exist_ok=True)
    for path, name in ((root / "province", "某省"), (folder, "某市")):
        (path / "place.toml").write_text(f'zh = "{name}"\nen = "somewhere"\n', encoding="utf-8")
    for name, text in documents.items():
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    return Library(root)


def head(id_: str, year: int, status: str = "in_force") -> str:
    return HEAD.format(id=id_, year=year, status=status)


def ask(found: Library, day: date, **more: object) -> Determination:
    return answer(found, Enquiry("city", day, FACTS, STANDARDS, benefits=["living_allowance"], **more))  # type: ignore[arg-type]


def codes(found: Library, day: date = date(2022, 1, 1)) -> list[str]:
    with pytest.raises(RefusedError) as caught:
        ask(found, day)
    assert caught.value.refusal is Refusal.POLICIES
    return [mistake.code for mistake in caught.value.diagnostics]


def amount(determination: Determination) -> str:
    outcome = determination.benefit("living_allowance")
    assert outcome is not None
    return str(outcome.amount and outcome.amount.low)


def test_a_document_gives_from_its_first_day(tmp_path: Path) -> None:
    found = library(tmp_path, one=head("one", 2020) + ALLOWANCE)
    assert amount(ask(found, date(2020, 1, 1))) == "300.00"
    before = ask(found, date(2019, 12, 31)).benefit("living_allowance")
    assert before is not None
    assert before.status == "ineligible"
    assert before.not_in_force is not None
    assert (before.not_in_force.reason, before.not_in_force.start) == ("not_yet", date(2020, 1, 1))


def test_a_later_document_replaces(tmp_path: Path) -> None:
    later = ALLOWANCE.replace("0.30", "0.40").replace('force = "mandatory"', 'force = "mandatory"\nreplaces = "one"', 1)
    found = library(tmp_path, one=head("one", 2020) + ALLOWANCE, two=head("two", 2022) + later)
    assert amount(ask(found, date(2021, 12, 31))) == "300.00"
    assert amount(ask(found, date(2022, 1, 1))) == "400.00"


def test_a_later_document_extends_and_the_rest_keeps_its_own_citation(tmp_path: Path) -> None:
    later = """
[benefits.living_allowance]
extends = "one"
citation = { section = "九", phrase = "提高" }
  [[benefits.living_allowance.items]]
  replaces = "rate"
  name = { zh = "40%", en = "40%" }
  amount = "0.40 * dibao_month"
"""
    found = library(tmp_path, one=head("one", 2020) + ALLOWANCE, two=head("two", 2022) + later)
    outcome = ask(found, date(2022, 1, 1)).benefit("living_allowance")
    assert outcome is not None
    assert [item.citation.document for item in outcome.items] == ["two"]
    assert [condition.citation.document for condition in outcome.conditions] == ["one"]
    assert amount(ask(found, date(2022, 1, 1))) == "400.00"


def test_a_draft_never_applies_but_may_be_taken_as_adopted(tmp_path: Path) -> None:
    found = library(tmp_path, one=head("one", 2020, "draft") + ALLOWANCE)
    outcome = ask(found, date(2022, 1, 1)).benefit("living_allowance")
    assert outcome is not None
    assert (outcome.status, outcome.force) == ("ineligible", "none")
    assert amount(ask(found, date(2022, 1, 1), adopted=["one"])) == "300.00"


def test_two_rules_on_one_day_conflict(tmp_path: Path) -> None:
    found = library(tmp_path, one=head("one", 2020) + ALLOWANCE, two=head("two", 2022) + ALLOWANCE)
    assert codes(found) == ["conflict"]


def test_an_extension_needs_what_it_extends(tmp_path: Path) -> None:
    later = '[benefits.living_allowance]\nextends = "nothing"\n'
    assert codes(library(tmp_path, one=head("one", 2020) + ALLOWANCE, two=head("two", 2022) + later)) == [
        "extends-nothing"
    ]


def test_a_replacement_needs_what_it_replaces(tmp_path: Path) -> None:
    later = """
[benefits.living_allowance]
extends = "one"
  [[benefits.living_allowance.items]]
  replaces = "rat"
  name = { zh = "40%", en = "40%" }
  amount = "0.40 * dibao_month"
"""
    found = library(tmp_path, one=head("one", 2020) + ALLOWANCE, two=head("two", 2022) + later)
    assert codes(found) == ["replaces-nothing"]


REPLACING = 'force = "mandatory"\nreplaces = "{}"'
DEFINITION = """
[definitions.is_poor]
{}
value = "own_income_month <= dibao_month"
citation = {{ section = "一", phrase = "困难" }}
"""


@pytest.mark.parametrize(
    ("target", "cure"),
    [("won", "did you mean one?"), ("two", "older documents that regulate it: one"), ("three", "one"), ("four", "one")],
)
def test_a_benefit_replaces_that_of_an_older_document(tmp_path: Path, target: str, cure: str) -> None:
    later = ALLOWANCE.replace('force = "mandatory"', REPLACING.format(target), 1)
    found = library(
        tmp_path,
        one=head("one", 2020) + ALLOWANCE,
        two=head("two", 2022) + later,
        three=head("three", 2021),
        four=head("four", 2024) + ALLOWANCE.replace('force = "mandatory"', REPLACING.format("two"), 1),
    )
    with pytest.raises(RefusedError) as caught:
        ask(found, date(2022, 1, 1))
    (mistake,) = caught.value.diagnostics
    assert mistake.code == "replaces-nothing"
    assert mistake.place.excerpt == f'replaces = "{target}"'
    assert mistake.hint is not None
    assert cure in mistake.hint.en


def test_what_nothing_older_regulates_cannot_be_replaced(tmp_path: Path) -> None:
    alone = ALLOWANCE.replace('force = "mandatory"', REPLACING.format("fuzhou-2012"), 1)
    assert codes(library(tmp_path, one=head("one", 2020) + alone)) == ["replaces-nothing"]
    defined = head("one", 2020) + DEFINITION.format('replaces = "one"') + ALLOWANCE
    assert codes(library(tmp_path, one=defined)) == ["replaces-nothing"]
    shared = ALLOWANCE.partition("  [[")[0].partition("  [benefits.living_allowance.conditions")[2]
    shared = "[conditions" + shared.replace("name", 'subjects = ["person"]\nreplaces = "one"\nname', 1)
    assert codes(library(tmp_path, one=head("one", 2020) + shared + ALLOWANCE)) == ["replaces-nothing"]


def test_a_misspelt_benefit_is_told_with_the_one_that_was_meant(tmp_path: Path) -> None:
    with pytest.raises(RefusedError) as caught:
        ask(library(tmp_path, one=head("one", 2020) + ALLOWANCE.replace("living_", "livin_")), date(2022, 1, 1))
    (mistake,) = caught.value.diagnostics
    assert mistake.code == "unknown-benefit"
    assert mistake.hint is not None
    assert mistake.hint.en == "did you mean living_allowance?"


def test_a_draft_without_a_day_may_replace_what_is_in_force(tmp_path: Path) -> None:
    later = ALLOWANCE.replace("0.30", "0.40").replace('force = "mandatory"', REPLACING.format("one"), 1)
    undated = head("two", 2022, "draft").replace("effective = 2022-01-01\n", "")
    found = library(tmp_path, one=head("one", 2020) + ALLOWANCE, two=undated + later)
    assert amount(ask(found, date(2022, 1, 1))) == "300.00"


def test_definitions_that_go_round_in_a_circle(tmp_path: Path) -> None:
    circle = """
[definitions.first]
value = "second"
citation = { section = "一", phrase = "甲" }
[definitions.second]
value = "first"
citation = { section = "一", phrase = "乙" }
"""
    rules = ALLOWANCE.replace("own_income_month <= 1.5 * dibao_month", "first")
    assert "cycle" in codes(library(tmp_path, one=head("one", 2020) + circle + rules))


def test_every_mistake_of_a_file_has_its_place(tmp_path: Path) -> None:
    rules = (
        ALLOWANCE.replace("own_income_month", "own_incme_month")
        .replace("0.30 * dibao_month", "0.30 * dibao_mnth")
        .replace('id = "rate"', 'id = "rate"\n  when = "disability_grade / 2"')
    )
    found = library(tmp_path, one=head("one", 2020) + rules)
    with pytest.raises(RefusedError) as caught:
        ask(found, date(2022, 1, 1))
    text = (tmp_path / "province" / "city" / "one.toml").read_text(encoding="utf-8").splitlines()
    for mistake in caught.value.diagnostics:
        place = mistake.place
        assert place.line is not None
        assert place.column is not None
        assert text[place.line - 1] == place.excerpt
    pointed = [mistake.place.excerpt[(mistake.place.column or 1) - 1 :] for mistake in caught.value.diagnostics]
    assert [rest.split(" ")[0].strip('"') for rest in pointed] == ["own_incme_month", "dibao_mnth", "disability_grade"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (("amount =", "amonut ="), "unknown-key"),
        (('citation = { section = "一", phrase = "低保标准150%以下" }', ""), "missing-key"),
        (('force = "mandatory"', 'force = "必须"'), "wrong-key"),
        (('test = "own', 'any = ["true"]\n  test = "own'), "wrong-key"),
        (("[[benefits", "[[benefits["), "not-toml"),
    ],
)
def test_mistakes_of_form(tmp_path: Path, change: tuple[str, str], code: str) -> None:
    assert code in codes(library(tmp_path, one=head("one", 2020) + ALLOWANCE.replace(*change, 1)))


def test_all_files_are_told_at_once(tmp_path: Path) -> None:
    found = library(tmp_path, one=head("one", 2020) + "[nonsense]\n", two="[document]\n", three="= 1")
    assert {"unknown-key", "missing-key", "not-toml"} <= set(codes(found))


def test_a_place_without_a_document_is_refused(tmp_path: Path) -> None:
    assert codes(library(tmp_path)) == ["no-document"]


def test_parts_belong_to_their_document(tmp_path: Path) -> None:
    found = library(tmp_path, one=head("one", 2020))
    (tmp_path / "province" / "city" / "one.living.toml").write_text(ALLOWANCE, encoding="utf-8")
    assert amount(ask(found, date(2022, 1, 1))) == "300.00"
    (tmp_path / "province" / "city" / "other.living.toml").write_text(ALLOWANCE, encoding="utf-8")
    assert codes(found) == ["part-without-document"]
