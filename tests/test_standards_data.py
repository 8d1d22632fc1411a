"""The shipped local standards and notices: well formed, sourced, honest about confidence, and as the mapping says."""

from __future__ import annotations

import itertools
import re
import tomllib
from datetime import date
from fractions import Fraction
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from subsidy_cli.diagnostics import Place
from subsidy_cli.documents.models import NoticesFile, NoticeTable, StandardsFile, StandardValueTable
from subsidy_cli.evaluation.standards import choose_standards
from subsidy_cli.expressions.nodes import Name, Not
from subsidy_cli.expressions.parsing import parse
from subsidy_cli.facts.applicant import ApplicantReader
from subsidy_cli.facts.vocabulary import KINDS
from subsidy_cli.library.files import read_table, read_text
from subsidy_cli.library.opening import open_library
from subsidy_cli.library.standards import values_on
from subsidy_cli.periods import Period

ROOT = Path(__file__).parent.parent
POLICIES = ROOT / "data" / "policies"
MAPPING = (ROOT / "docs" / "standards-mapping.md").read_text(encoding="utf-8")
LIBRARY = open_library(POLICIES, with_user_folder=False)

LISTED_NAMES = [
    "min_wage_monthly_tier1",
    "min_wage_hourly_tier1",
    "min_wage_monthly_tier2",
    "min_wage_hourly_tier2",
    "min_wage_monthly_tier3",
    "min_wage_hourly_tier3",
    "min_wage_monthly_tier4",
    "min_wage_hourly_tier4",
    "min_wage_monthly",
    "min_wage_hourly",
    "min_wage_monthly_class1",
    "min_wage_monthly_class2",
    "min_wage_monthly_class3",
    "min_wage_monthly_class4",
    "dibao_average_urban",
    "dibao_average_rural",
    "dibao_average",
    "dibao_urban",
    "dibao_rural",
    "dibao_unified",
    "orphan_scattered_rearing",
    "dibao_borderline_multiple",
    "orphan_institution_rearing",
    "flex_pension_base_floor",
    "flex_pension_rate",
    "flex_pension_min_monthly_payment",
    "resident_pension_tiers",
    "resident_pension_low_tier_disabled",
    "resident_pension_hardship_tier",
    "resident_medical_personal",
    "resident_medical_personal_incl_ltc",
    "ltc_personal_resident",
    "resident_medical_personal_excl_ltc",
    "living_allowance_rate",
    "care_allowance_unable_fully",
    "care_allowance_unable_basic",
    "care_allowance_unable_partly",
    "care_allowance_other_severe",
    "care_allowance_institution_uplift",
    "care_allowance_institution_extra_unable_fully",
    "living_allowance",
    "care_allowance",
]
"""Every name of the published list from which the shipped values were taken."""


def _values() -> list[tuple[str, StandardValueTable]]:
    found = []
    for file in sorted(POLICIES.rglob("standards.toml")):
        place = file.parent.relative_to(POLICIES).as_posix()
        found += [(place, value) for value in read_table(StandardsFile, read_text(file)).standards]
    return found


def _notices() -> list[NoticeTable]:
    files = sorted(POLICIES.rglob("notices.toml"))
    return [notice for file in files for notice in read_table(NoticesFile, read_text(file)).notices]


VALUES = _values()
NOTICES = _notices()
each_value = pytest.mark.parametrize(
    ("place", "value"), VALUES, ids=[f"{place}-{value.standard}-{value.from_}" for place, value in VALUES]
)
each_notice = pytest.mark.parametrize("notice", NOTICES, ids=[notice.id for notice in NOTICES])


# values


@each_value
def test_value_is_of_a_known_standard_and_place(place: str, value: StandardValueTable) -> None:
    assert place in LIBRARY.places.names
    assert value.standard in LIBRARY.vocabulary.standards


@each_value
def test_value_is_read_and_lies_in_range(place: str, value: StandardValueTable) -> None:
    reader = ApplicantReader(
        LIBRARY.vocabulary, LIBRARY.places, lambda table, name: Place(f"{place}/{table}", key=name)
    )
    read, mistakes = reader.read_standards({value.standard: value.value})
    assert not mistakes
    figure = read[value.standard]
    definition = LIBRARY.vocabulary.standards[value.standard]
    if definition.type == "money":
        assert isinstance(figure, Fraction)
        assert 0 < figure < 100_000
        assert re.fullmatch(r"\d+\.\d{2}", str(value.value)), "money is written with two decimals"
    if definition.unit == "ratio":
        assert isinstance(figure, Fraction)
        assert 0 <= figure <= 1


@each_value
def test_period_runs_forward_and_an_open_one_is_reviewed(place: str, value: StandardValueTable) -> None:
    assert value.to is None or value.from_ <= value.to
    if value.to is None:
        assert value.review is not None
        assert value.review > value.from_


@each_value
def test_condition_is_a_yes_or_no_fact(place: str, value: StandardValueTable) -> None:
    if value.when is not None:
        node = parse(value.when)
        name = node.operand if isinstance(node, Not) else node
        assert isinstance(name, Name)
        assert LIBRARY.vocabulary.facts[name.id].type == "boolean"


@each_value
def test_source_is_named_and_can_be_shown(place: str, value: StandardValueTable) -> None:
    assert value.source.strip()
    assert urlsplit(value.address).scheme in {"http", "https"}
    assert urlsplit(value.address).hostname
    f"{value.source}{value.number}".encode("gbk")


@each_value
def test_confidence_is_that_of_the_page(place: str, value: StandardValueTable) -> None:
    assert value.confidence != "low"
    if value.confidence == "high":
        assert str(urlsplit(value.address).hostname).endswith(".gov.cn")


def test_periods_of_one_standard_do_not_overlap() -> None:
    for (place, value), (other_place, other) in itertools.combinations(VALUES, 2):
        if (place, value.standard, value.when) == (other_place, other.standard, other.when):
            assert not Period(value.from_, value.to).overlaps(Period(other.from_, other.to)), (place, value.standard)


# gaps stay gaps


def test_no_dibao_is_shipped_for_jiaxing_or_its_counties() -> None:
    dated = {place for place, value in VALUES if value.standard in {"dibao_month", "dibao_edge_month"}}
    assert not any(place.startswith("zhejiang/jiaxing") or place == "zhejiang" for place in dated)


@pytest.mark.parametrize(
    ("place", "day", "inferred", "expected"),
    [
        ("zhejiang/jiaxing", date(2015, 10, 31), False, None),
        ("zhejiang/jiaxing", date(2015, 11, 1), False, "1660.00"),
        ("zhejiang/jiaxing/haining", date(2023, 12, 31), False, "2070.00"),
        ("zhejiang/jiaxing", date(2024, 1, 1), False, None),
        ("zhejiang/jiaxing", date(2024, 1, 1), True, "2260.00"),
        ("zhejiang/jiaxing/pinghu", date(2026, 1, 1), False, "2430.00"),
        ("zhejiang/wenzhou/yueqing", date(2017, 12, 1), False, "1800.00"),
        ("zhejiang/wenzhou/yueqing", date(2021, 8, 1), False, None),
        ("zhejiang/wenzhou/yueqing", date(2021, 8, 1), True, "2070.00"),
        ("zhejiang/wenzhou/yueqing", date(2026, 1, 1), True, None),
        ("zhejiang/wenzhou", date(2024, 6, 1), True, None),
        ("jiangxi/fuzhou", date(2022, 6, 1), True, None),
    ],
)
def test_minimum_wage_of_a_place_on_a_day(place: str, day: date, inferred: bool, expected: str | None) -> None:
    found = values_on(LIBRARY.standard_values(place), day, inferred=inferred).get("minimum_wage_month", [])
    assert [value.table.value for value in found[:1]] == ([] if expected is None else [expected])


@pytest.mark.parametrize(
    ("facts", "value", "pending"),
    [
        ({"is_rural": False}, Fraction(765), ()),
        ({"is_rural": True}, Fraction(515), ()),
        ({}, None, ("is_rural",)),
    ],
)
def test_dibao_of_fuzhou_depends_on_town_or_country(
    facts: dict[str, bool], value: Fraction | None, pending: tuple[str, ...]
) -> None:
    dated = values_on(LIBRARY.standard_values("jiangxi/fuzhou"), date(2021, 6, 1))
    chosen = choose_standards({}, dated, facts, LIBRARY.vocabulary, LIBRARY.places)["dibao_month"]
    assert (chosen.value, chosen.pending) == (value, pending)


def test_the_own_figure_of_a_city_comes_before_that_of_its_province() -> None:
    values = LIBRARY.standard_values("jiangxi/fuzhou")
    name = "local_care_allowance_month"
    assert values_on(values, date(2021, 6, 1))[name][0].table.value == "70.00"
    assert name not in values_on(values, date(2022, 6, 1))
    assert values_on(values, date(2025, 1, 1))[name][0].table.value == "110.00"


# the mapping


@pytest.mark.parametrize("name", LISTED_NAMES)
def test_mapping_decides_every_name_of_the_list(name: str) -> None:
    assert f"`{name}`" in MAPPING


@each_value
def test_mapping_names_every_shipped_value(place: str, value: StandardValueTable) -> None:
    rows = [line for line in MAPPING.splitlines() if line.startswith("|") and f"`{value.standard}`" in line]
    whole = str(value.value).removesuffix(".00")
    assert any(re.search(rf"\b{whole}\b", row) for row in rows)


def test_mapping_counts_what_is_shipped() -> None:
    inferred = sum(value.confidence == "inferred" for _, value in VALUES)
    assert f"{len(VALUES)} figures are shipped, {inferred} of them inferred" in MAPPING


# notices


@each_notice
def test_notice_names_known_benefits_and_kinds(notice: NoticeTable) -> None:
    assert notice.benefits or notice.kinds
    assert set(notice.benefits) <= set(LIBRARY.vocabulary.benefits)
    assert set(notice.kinds) <= set(KINDS)


@each_notice
def test_notice_is_dated_cited_and_can_be_shown(notice: NoticeTable) -> None:
    assert notice.from_ is not None
    assert notice.to is None or notice.from_ <= notice.to
    assert notice.source.strip()
    for words in (notice.title, notice.text):
        assert words.zh != words.en
        assert re.search(r"[\u4e00-\u9fff]", words.zh)
        f"{words.zh}{words.en}{notice.source}".encode("gbk")


def test_notice_ids_are_unique() -> None:
    ids = [notice.id for notice in NOTICES]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(
    ("place", "day", "expected"),
    [
        ("zhejiang/jiaxing", date(2019, 12, 31), set()),
        ("zhejiang/jiaxing", date(2020, 1, 1), {"security-fund-small-enterprises"}),
        ("jiangxi/fuzhou", date(2022, 6, 1), {"security-fund-small-enterprises"}),
        ("jiangxi/fuzhou", date(2025, 1, 1), {"security-fund-small-enterprises", "retirement-age-2025"}),
        ("jiangxi/fuzhou", date(2028, 1, 1), {"retirement-age-2025"}),
        ("zhejiang/jiaxing", date(2021, 1, 1), {"security-fund-small-enterprises", "zhejiang-two-allowances-2021"}),
    ],
)
def test_notices_of_a_place_on_a_day(place: str, day: date, expected: set[str]) -> None:
    found = {notice.id for notice in LIBRARY.notices(place) if Period(notice.from_, notice.to).contains(day)}
    assert found == expected


NOT_RULES = frozenset({"citation", "name", "derived", "readings", "notes", "document"})


def _words(table: object) -> set[str]:
    """Every name that the rules of a table use."""
    if isinstance(table, str):
        return set(re.findall(r"[a-z_]\w*", table))
    if isinstance(table, dict):
        return {word for key, part in table.items() if key not in NOT_RULES for word in _words(part)}
    if isinstance(table, list):
        return {word for part in table for word in _words(part)}
    return set()


def test_retirement_notice_stands_on_every_benefit_that_depends_on_retirement() -> None:
    definitions: dict[str, set[str]] = {}
    benefits: dict[str, set[str]] = {}
    for file in POLICIES.rglob("*.toml"):
        if "cases" not in file.parts:
            content = tomllib.loads(file.read_text(encoding="utf-8"))
            for section, found in (("definitions", definitions), ("benefits", benefits)):
                for name, table in content.get(section, {}).items():
                    found.setdefault(name, set()).update(_words(table))

    reached = {"statutory_retirement_age", "statutory_retirement_date", "years_to_retirement"}
    while more := {name for name, words in definitions.items() if words & reached} - reached:
        reached |= more
    notice = next(notice for notice in NOTICES if notice.id == "retirement-age-2025")
    assert set(notice.benefits) == {name for name, words in benefits.items() if words & reached}
