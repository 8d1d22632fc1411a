"""Rules in words: brackets where a sum would else be ambiguous, and a unit on every figure."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from small_library import DOCUMENT, build
from subsidy_cli.api import Enquiry, compile_for
from subsidy_cli.expressions.parsing import parse
from subsidy_cli.presentation.law import render
from subsidy_cli.presentation.measures import sentences_for
from subsidy_cli.presentation.requirements import required_words
from subsidy_cli.presentation.wording import Wording

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from subsidy_cli.presentation.sentences import Sentences
    from subsidy_cli.texts import Language

DEFINITIONS = """
[definitions.tier]
value    = "{'unable': 500, 'mostly_unable': 250}[self_care_level]"
citation = { section = "一", phrase = "未满18周岁" }

[definitions.rate]
value    = "0.2 if is_minor else 0.4"
citation = { section = "一", phrase = "未满18周岁" }

[definitions.line]
value    = "9 if is_minor else 14"
citation = { section = "一", phrase = "未满18周岁" }
"""


@pytest.fixture
def say(tmp_path: Path) -> Callable[[Language], Sentences]:
    text = DOCUMENT.replace(
        'amount = "0.30 * dibao_month"',
        'amount = "tier + 0.5 * tier + rate * dibao_month if age(birth_date) > line else 0"',
    )
    library = build(tmp_path, text + DEFINITIONS)
    place = "zhejiang/jiaxing"
    documents = library.documents(place)
    programme = compile_for(library, place, documents, Enquiry(place, date(2021, 1, 1)))
    return lambda language: sentences_for(programme, Wording(language))


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        (
            "(100 if is_rural else 200) + 50",
            "（农村户的为100.00元，否则为200.00元） + 50.00元",
            "(100.00 yuan if lives in a rural household, otherwise 200.00 yuan) + 50.00 yuan",
        ),
        ("dibao_month - (100 + 50)", "最低生活保障标准 - （100.00元 + 50.00元）", None),
        ("dibao_month - 100 + 50", "最低生活保障标准 - 100.00元 + 50.00元", None),
        ("-(dibao_month - 100)", "-（最低生活保障标准 - 100.00元）", None),
        ("-(100 if is_rural else 200)", "-（农村户的为100.00元，否则为200.00元）", None),
        (
            "{'unable': 500, 'mostly_unable': 250}[self_care_level] + 50",
            "（按生活自理能力：完全不能自理 500.00元；基本不能自理 250.00元） + 50.00元",
            None,
        ),
        (
            "0.5 * {'unable': 500, 'mostly_unable': 250}[self_care_level]",
            "50% × （按生活自理能力：完全不能自理 500.00元；基本不能自理 250.00元）",
            None,
        ),
        (
            "(1 if is_rural else 2) if is_minor else 3",
            "is_minor的为（农村户的为1.00元，否则为2.00元），否则为3.00元",
            None,
        ),
        ("max(dibao_month - 100, 0)", "（最低生活保障标准 - 100.00元）、0.00元中较高的", None),
    ],
)
def test_brackets(say: Callable[[Language], Sentences], text: str, zh: str, en: str | None) -> None:
    node = parse(text)
    assert say("zh").value(node, "yuan") == zh
    assert en is None or say("en").value(node, "yuan") == en


@pytest.mark.parametrize(
    ("name", "zh", "en"),
    [
        ("tier", "按生活自理能力：完全不能自理 500.00元；基本不能自理 250.00元", "500.00 yuan"),
        ("rate", "is_minor的为20%，否则为40%", "20% if is_minor, otherwise 40%"),
        ("line", "is_minor的为9岁，否则为14岁", "9 if is_minor, otherwise 14"),
    ],
)
def test_a_definition_is_counted_in_what_its_use_tells(
    say: Callable[[Language], Sentences], name: str, zh: str, en: str
) -> None:
    chinese, english = say("zh"), say("en")
    assert chinese.definition(chinese.programme.definitions[name]) == zh
    assert en in english.definition(english.programme.definitions[name])


def test_a_state_of_affairs_is_not_told_as_a_figure(say: Callable[[Language], Sentences]) -> None:
    state, one = parse("1 if is_rural else 0"), parse("1")
    assert required_words(say("zh"), state, one, None, "at_least") == "农村户"
    where = parse("1 if is_minor else 0")
    assert required_words(say("zh"), state, where, None, "at_least") == "is_minor的，须农村户"
    assert required_words(say("en"), state, where, None, "at_least") == "where is_minor: lives in a rural household"
    assert required_words(say("zh"), state, parse("2"), None, "at_least") == "（农村户的为1，否则为0）不低于2"


def test_every_amount_on_a_page_of_the_shipped_law_has_its_unit() -> None:
    from subsidy_cli.library.folders import data_folder
    from subsidy_cli.library.opening import open_library

    library = open_library(data_folder() / "policies", with_user_folder=False)
    place, day = "zhejiang/jiaxing", date(2021, 3, 1)
    documents = library.documents(place)
    programme = compile_for(library, place, documents, Enquiry(place, day))
    pages = {
        name: render(programme, documents, name, "zh", width=300)
        for name in ("care_allowance", "training_subsidy", "startup_loan")
    }
    assert "完全不能自理 500.00元；基本不能自理 250.00元；部分不能自理 125.00元" in pages["care_allowance"]
    assert "初级工 500.00元" in pages["training_subsidy"]
    assert "的为500,000.00元，否则为300,000.00元" in pages["startup_loan"]
