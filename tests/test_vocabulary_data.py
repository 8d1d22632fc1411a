"""The words of the vocabulary: readings and questions in good Chinese and English, and names that exist."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from subsidy_cli.library.vocabulary import read_vocabulary

if TYPE_CHECKING:
    from subsidy_cli.facts.vocabulary import FactDefinition, ReadingDefinition

ROOT = Path(__file__).parent.parent
POLICIES = ROOT / "data" / "policies"
VOCABULARY = read_vocabulary()
HAN = re.compile(r"[\u4e00-\u9fff]")
FIRST_WORDS = re.compile(r"(What|Which|When|How|Is|Are|Does|Did|Was|Has|Have|(On|In|From|At|For) (which|how))\b")
JARGON = re.compile(r"`|_|\bTODO\b")

each_reading = pytest.mark.parametrize("reading", list(VOCABULARY.readings.values()), ids=list(VOCABULARY.readings))
each_fact = pytest.mark.parametrize("fact", list(VOCABULARY.facts.values()), ids=list(VOCABULARY.facts))


# readings


@each_reading
def test_reading_is_written_in_both_languages(reading: ReadingDefinition) -> None:
    for words in (reading.question, reading.default, reading.alternative, reading.not_computed):
        if words is None:
            continue
        assert words.zh != words.en
        assert HAN.search(words.zh)
        assert re.search(r"[A-Za-z]{2}", words.en)
        f"{words.zh}{words.en}".encode("gbk")


@each_reading
def test_reading_is_plain_words(reading: ReadingDefinition) -> None:
    for words in (reading.question, reading.default, reading.alternative):
        assert not JARGON.search(words.zh + words.en)
    for words in (reading.default, reading.alternative):
        assert words.zh.endswith("。")
        assert words.en.endswith(".")
    assert reading.question.zh.endswith("？")
    assert reading.question.en.endswith("?")
    assert reading.default.zh != reading.alternative.zh
    assert reading.clause


def test_policy_files_use_only_known_readings() -> None:
    unknown = set()
    for file in POLICIES.rglob("*.toml"):
        if "cases" not in file.parts:
            unknown |= _readings(tomllib.loads(file.read_text(encoding="utf-8"))) - set(VOCABULARY.readings)
    assert not unknown


def _readings(table: object) -> set[str]:
    if isinstance(table, list):
        return {name for part in table for name in _readings(part)}
    if not isinstance(table, dict):
        return set()
    own = {*table.get("readings", ()), *table.get("alternatives", {})}
    return own | {name for part in table.values() for name in _readings(part)}


# shares


def test_every_share_has_a_bound_that_refuses_a_percentage_without_its_sign() -> None:
    definitions = (*VOCABULARY.facts.values(), *VOCABULARY.standards.values())
    unbounded = {each.id for each in definitions if each.unit == "ratio" and (each.high is None or each.high > 2)}
    assert unbounded == {"household_income_growth_rate", "economic_growth_rate", "disability_budget_growth_rate"}
    above_one = {each.id for each in definitions if each.unit == "ratio" and each.high == 2}
    assert above_one == {
        "household_income_ratio",
        "compulsory_retention_rate",
        "average_compulsory_retention_rate",
    }


# facts


@each_fact
def test_fact_asks_a_question_in_both_languages(fact: FactDefinition) -> None:
    assert fact.question is not None
    assert HAN.search(fact.question.zh)
    assert fact.question.zh[-1] in "？。"
    assert fact.question.en.endswith("?")
    assert fact.question.en.isascii()
    assert not JARGON.search(fact.question.en)
    fact.question.zh.encode("gbk")


@each_fact
def test_english_question_is_a_question_and_not_the_label(fact: FactDefinition) -> None:
    assert fact.question is not None
    assert fact.question.en[:-1].casefold() != fact.label.en.casefold()
    assert len(fact.question.en) <= 160
    assert FIRST_WORDS.match(fact.question.en)


@each_fact
def test_amounts_are_asked_for_in_yuan(fact: FactDefinition) -> None:
    assert fact.question is not None
    if fact.type == "money":
        assert "yuan" in fact.question.en


def test_no_two_facts_ask_the_same_question() -> None:
    questions = [fact.question.en for fact in VOCABULARY.facts.values() if fact.question is not None]
    assert len(questions) == len(set(questions))


# labels


@pytest.mark.parametrize("table", ["facts", "standards", "benefits"])
def test_every_name_has_a_label_in_both_languages(table: str) -> None:
    for name, definition in getattr(VOCABULARY, table).items():
        assert HAN.search(definition.label.zh), name
        assert definition.label.en, name
        f"{definition.label.zh}{definition.label.en}".encode("gbk")


def test_every_definition_has_a_label_in_both_languages() -> None:
    for name, label in VOCABULARY.definitions.items():
        assert HAN.search(label.zh), name
        assert label.en, name
