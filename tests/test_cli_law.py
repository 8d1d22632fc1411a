"""A benefit as law in words: every benefit of every place, in both languages, on any console."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import TYPE_CHECKING

import pytest
from wcwidth import wcswidth

from cli_running import Runner, prepare
from subsidy_cli.api import Enquiry, compile_for
from subsidy_cli.cli.flags import shipped_library
from subsidy_cli.presentation.law import render
from subsidy_cli.presentation.law_tables import tell_law

if TYPE_CHECKING:
    from pathlib import Path

    from subsidy_cli.library.shelf import Document
    from subsidy_cli.programme.rules import Programme

PLACES = ("jiaxing", "pinghu", "fuzhou", "yueqing")
DAYS = (date(2018, 1, 1), date(2023, 1, 1))


@pytest.fixture
def cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Runner:
    return prepare(tmp_path, monkeypatch)


@cache
def programme(place: str, day: date) -> tuple[Programme, list[Document]]:
    library = shipped_library()
    path = library.find_place(place)
    documents = library.documents(path)
    adopted = frozenset(document.id for document in documents)
    return compile_for(library, path, documents, Enquiry(path, day, adopted=adopted)), documents


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("place", PLACES)
def test_every_benefit_can_be_told(place: str, day: date) -> None:
    compiled, documents = programme(place, day)
    for benefit in (*compiled.benefits, *compiled.absent):
        for language in ("zh", "en"):
            page = render(compiled, documents, benefit, language, expressions=True)
            page.encode("gbk")
            assert max(wcswidth(line) for line in page.splitlines()) <= 80, page
        told = tell_law(compiled, documents, benefit)
        assert told["id"] == benefit
        assert told["history"]


@pytest.mark.parametrize("place", PLACES)
def test_words_are_words_and_not_names(place: str) -> None:
    compiled, documents = programme(place, DAYS[1])
    labelled = {name for name in compiled.definitions if compiled.vocabulary.label(name).zh != name}
    names = {*compiled.vocabulary.facts, *compiled.vocabulary.standards, *labelled}
    for benefit in compiled.benefits:
        told = tell_law(compiled, documents, benefit)
        for condition in told["conditions"]:
            for test in condition["tests"]:
                assert not names & set(test["words"]["zh"].replace("（", " ").split())


def test_what_explain_says(cli: Runner) -> None:
    page = cli("explain care_allowance --place jiaxing --as-of 2021-03-01").out
    for words in (
        "重度残疾人护理补贴",
        "分别给予每人每月500元、250元、125元的补贴",
        "享受养老服务补贴",
        "50% × 自理档次对应的护理补贴",
        "照护方式为机构集中托养",
        "残疾等级不超过2级",
        "self_care_level  生活自理能力",
        "care_uplift_adopted",
    ):
        assert words in page
    assert "self_care_level ==" not in page


def test_show_adds_the_expressions(cli: Runner) -> None:
    page = cli("policy show care_allowance --place jiaxing --as-of 2021-03-01").out
    assert "0.50 * care_tier_month" in page


def test_history_says_what_replaced_what(cli: Runner) -> None:
    told = cli("explain living_allowance --place pinghu --as-of 2023-01-01 --format json").json
    assert next(layer["document"] for layer in told["history"]) == "jiaxing-2016"
    assert {layer["deed"] for layer in told["history"]} & {"extends", "replaces"}


def test_what_is_not_in_force_says_why(cli: Runner) -> None:
    early = cli("explain care_allowance --place jiaxing --as-of 2015-01-01 --format json").json
    assert early["not_in_force"]["reason"] == "not_yet"
    assert "2016-01-01" in cli("explain care_allowance --place jiaxing --as-of 2015-01-01").out
    draft = cli("explain employment_assistance --place yueqing")
    assert "草案" in draft.out
    assert (
        cli("explain employment_assistance --place yueqing --as-if-adopted --format json").json["not_in_force"] is None
    )
