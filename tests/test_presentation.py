"""The same story on a terminal, in Markdown, in HTML and in JSON; mistakes as a compiler shows them."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wcwidth import wcswidth

from sample_determination import DETERMINATION, VOCABULARY, exact, label, money
from sample_determination import test as a_test
from subsidy_cli.api import Enquiry, answer
from subsidy_cli.diagnostics import Diagnostic, Place
from subsidy_cli.library.opening import open_library
from subsidy_cli.presentation import html, markdown, problems, structured, terminal
from subsidy_cli.presentation.layout import cut, fit, two_ends, width_of, wrap
from subsidy_cli.presentation.reasons import Reasons
from subsidy_cli.presentation.wording import Wording
from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

    from subsidy_cli.determination import Determination
    from subsidy_cli.facts.vocabulary import Vocabulary
    from subsidy_cli.quantities import Amount
    from subsidy_cli.texts import Language

LANGUAGES: tuple[Language, ...] = ("zh", "en")

PERSON = {
    "birth_date": "1990-05-01",
    "sex": "male",
    "hukou_place": "jiaxing",
    "certificate_place": "jiaxing",
    "has_valid_certificate": True,
    "disability_category": "physical",
    "disability_grade": 1,
    "self_care_level": "unable",
    "household_income_per_capita_month": "1500.01",
}
REAL = {
    "a person": Enquiry("jiaxing", date(2021, 3, 1), PERSON, {"dibao_month": "1000.00"}, "usual"),
    "nothing known": Enquiry("pinghu", date(2023, 1, 1), {}, {}, shipped_standards=False),
    "before any document": Enquiry("jiaxing", date(2010, 1, 1), PERSON),
    "a draft": Enquiry("yueqing", date(2023, 1, 1), PERSON),
    "a city authority": Enquiry("fuzhou", date(2023, 1, 1), {}, {}, kinds=["quota", "target"]),
}


@pytest.fixture(scope="module", params=REAL, ids=str)
def real(request: pytest.FixtureRequest) -> tuple[Determination, Vocabulary]:
    library = open_library(with_user_folder=False)
    return answer(library, REAL[request.param]), library.vocabulary


# snapshots


@pytest.mark.parametrize("language", LANGUAGES)
def test_terminal(language: Language, snapshot: SnapshotAssertion) -> None:
    assert terminal.render(DETERMINATION, VOCABULARY, language) == snapshot


@pytest.mark.parametrize("language", LANGUAGES)
def test_terminal_with_details(language: Language, snapshot: SnapshotAssertion) -> None:
    assert terminal.render(DETERMINATION, VOCABULARY, language, detail=True) == snapshot


@pytest.mark.parametrize("language", LANGUAGES)
def test_markdown(language: Language, snapshot: SnapshotAssertion) -> None:
    assert markdown.render(DETERMINATION, VOCABULARY, language) == snapshot


@pytest.mark.parametrize("language", LANGUAGES)
def test_html(language: Language, snapshot: SnapshotAssertion) -> None:
    assert html.render(DETERMINATION, VOCABULARY, language) == snapshot


EXCERPT = '名称 = "困难残疾人"; test = "dibao_mont > 0"'
MISTAKES = (
    Diagnostic(
        "unknown-name",
        Text("没有名为 dibao_mont 的名称", "there is no name dibao_mont"),
        Place("嘉兴.toml", 7, EXCERPT.index("dibao") + 1, "benefits.x.test", EXCERPT, 10),
        Text("是否为 dibao_month？", "did you mean dibao_month?"),
    ),
    Diagnostic(
        "review-due",
        Text("这一标准应当复核" + "，请向民政部门核对现行标准" * 4, "this standard is due for review " * 4),
        Place("standards", key="dibao_month"),
        severity="warning",
    ),
    Diagnostic("bad-line", Text("整行无法读取", "the line cannot be read"), Place("rows.csv", 3, excerpt="甲,乙\t丙")),
)


@pytest.mark.parametrize("language", LANGUAGES)
def test_problems(language: Language, snapshot: SnapshotAssertion) -> None:
    assert problems.render(MISTAKES, language) == snapshot


# what holds of every result


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("detail", [False, True])
def test_a_screen_fits_and_can_be_shown_on_a_gbk_console(
    real: tuple[Determination, Vocabulary], language: Language, detail: bool
) -> None:
    text = terminal.render(*real, language, detail=detail)
    text.encode("gbk")
    lines = text.splitlines()
    assert max(wcswidth(line) for line in lines) <= 80
    assert all(line == line.rstrip() for line in lines)
    assert "\x1b" not in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_form_is_gbk_and_names_every_benefit(real: tuple[Determination, Vocabulary], language: Language) -> None:
    determination, vocabulary = real
    for text in (markdown.render(*real, language), html.render(*real, language)):
        text.encode("gbk")
        for outcome in determination.benefits:
            words = vocabulary.benefits[outcome.id].label.in_language(language)
            assert words in text or markdown.escape(words) in text or words.replace("'", "&#39;") in text


def test_color_adds_codes_and_no_words() -> None:
    plain = terminal.render(DETERMINATION, VOCABULARY, "zh")
    colored = terminal.render(DETERMINATION, VOCABULARY, "zh", color=True)
    assert colored != plain
    assert re.sub(r"\x1b\[[0-9;]*m", "", colored) == plain


@pytest.mark.parametrize("width", [60, 80, 100, 132])
def test_a_screen_takes_the_width_it_is_given(width: int) -> None:
    for language in LANGUAGES:
        lines = terminal.render(DETERMINATION, VOCABULARY, language, width).splitlines()
        assert max(wcswidth(line) for line in lines) == width


def test_notices_come_before_sums() -> None:
    text = terminal.render(DETERMINATION, VOCABULARY, "zh")
    places = [text.index(words) for words in ("[注意]", "应发合计", "[应发]", "[不符合]", "[待定]", "须由主管部门核定")]
    assert places == sorted(places)


def test_structured_is_the_public_dictionary() -> None:
    text = structured.render(DETERMINATION)
    assert json.loads(text) == DETERMINATION.as_json()
    assert "困难残疾人生活补贴" in text


class _References(HTMLParser):
    """Collects every attribute that could make a browser fetch something."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [f"{tag} {name}" for name, _ in attrs if name in {"src", "href", "srcset", "action"}]
        if tag in {"script", "link", "iframe"}:
            self.found.append(tag)


def test_html_stands_alone() -> None:
    page = html.render(DETERMINATION, VOCABULARY, "zh")
    references = _References()
    references.feed(page)
    assert references.found == []
    assert "http" not in page
    assert "url(" not in page
    assert "@import" not in page


def test_html_takes_no_word_for_markup() -> None:
    notice = replace(DETERMINATION.notices[0], text=Text("<script>alert(1)</script>", "<b>"))
    page = html.render(replace(DETERMINATION, notices=(notice,)), VOCABULARY, "zh")
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_markdown_takes_no_word_for_markup() -> None:
    notice = replace(DETERMINATION.notices[0], text=Text("a|b *c* <d>", "x"))
    page = markdown.render(replace(DETERMINATION, notices=(notice,)), VOCABULARY, "zh")
    assert r"a\|b \*c\* \<d\>" in page


# words


@pytest.mark.parametrize(
    ("amount", "period", "zh", "en"),
    [
        (exact("300.00"), "month", "300.00元/月", "300.00 yuan/month"),
        (money("600.00", None), "month", "不低于600.00元/月", "at least 600.00 yuan/month"),
        (money(None, "36000.00"), "year", "最高36,000.00元/年", "up to 36,000.00 yuan/year"),
        (money("125.00", "500.00"), None, "125.00-500.00元", "125.00-500.00 yuan"),
        (money(None, None), "month", "金额未定", "no figure"),
        (exact("5000.00"), "once", "5,000.00元（一次性）", "5,000.00 yuan once"),
    ],
)
def test_amounts_in_words(amount: Amount, period: str | None, zh: str, en: str) -> None:
    assert Wording("zh", is_grouped=True).amount(amount, period) == zh
    assert Wording("en", is_grouped=True).amount(amount, period) == en


def test_thousands_are_grouped_on_a_screen_only() -> None:
    assert Wording("zh").amount(exact("36000.00")) == "36000.00元"


def test_days_in_words() -> None:
    assert Wording("zh").day(date(2021, 3, 1)) == "2021年3月1日"
    assert Wording("en").day(date(2021, 3, 1)) == "1 March 2021"


@pytest.mark.parametrize(
    ("value", "unit", "zh", "en"),
    [
        ("1500.01", "yuan", "1500.01元", "1500.01 yuan"),
        ("0.015", "ratio", "1.5%", "1.5%"),
        ("1", "people", "1人", "1 person"),
        ("1", "months", "1个月", "1 month"),
        ("47.25", "people", "47.25人", "47.25 people"),
        ("30", "age", "30岁", "30"),
        ("12", "", "12", "12"),
    ],
)
def test_quantities_in_words(value: str, unit: str, zh: str, en: str) -> None:
    assert Wording("zh").quantity(value, unit) == zh
    assert Wording("en").quantity(value, unit) == en


INCOME, CATEGORY, TEKUN = (label(name) for name in ("own_income_month", "disability_category", "receives_tekun"))
PLACE, APPLIED = label("hukou_place"), label("application_date")


@pytest.mark.parametrize(
    ("test", "zh", "en"),
    [
        (
            a_test("own_income_month <= 1500", "unmet", INCOME, "<=", "1500.01", "1500.00", "0.01"),
            "本人月收入1500.01元，须不超过1500.00元，高出0.01元",
            "own income 1500.01 yuan, must be at most 1500.00 yuan, 0.01 yuan over",
        ),
        (
            a_test("own_income_month <= 1500", "unmet", INCOME, "<=", "1500.00", "1500.00", "0.00"),
            "本人月收入1500.00元，须不超过1500.00元，高出不足0.01元",
            "own income 1500.00 yuan, must be at most 1500.00 yuan, less than 0.01 yuan over",
        ),
        (
            a_test("own_income_month <= 1500", "unknown", INCOME, "<=", None, "1500.00"),
            "本人月收入：未知，须不超过1500.00元",
            "own income: unknown, must be at most 1500.00 yuan",
        ),
        (
            a_test("own_income_month <= dibao_month", "unknown", INCOME, "<=", "900.00", None),
            "本人月收入：900.00元，界限未知",
            "own income: 900.00 yuan, the line is unknown",
        ),
        (
            a_test("age >= 18", "unmet", label("age"), ">=", "16", "18", "-2"),
            "年龄16岁，须满18岁，还差2岁",
            "age 16, must be at least 18, 2 years short",
        ),
        (
            a_test("application_date >= '2021-03-01'", "unmet", APPLIED, ">=", "2021-02-28", "2021-03-01", "-1"),
            "申请日期2021-02-28，须不早于2021-03-01，还差1天",
            "date of application 2021-02-28, must be on or after 2021-03-01, 1 day short",
        ),
        (
            a_test("disability_category in {'mental'}", "unmet", CATEGORY, "in", "physical", "mental, physical"),
            "残疾类别：肢体残疾，须为精神残疾或肢体残疾",
            "disability category: physical, must be mental or physical",
        ),
        (
            a_test("within(hukou_place, 'jiaxing')", "met", PLACE, "within", "zhejiang/jiaxing", "jiaxing"),
            "户籍地：嘉兴市，须在嘉兴市",
            "place of registration: Jiaxing, must be in Jiaxing",
        ),
        (
            a_test("not (receives_tekun)", "unmet", TEKUN, "==", "true", "false"),
            "特困人员供养：是，须为否",
            "tekun support: yes, must be no",
        ),
        (
            a_test("receives_tekun", "unknown", TEKUN, "==", None, "true"),
            "特困人员供养：未知",
            "tekun support: unknown",
        ),
        (
            a_test("given(receives_tekun)", "met", TEKUN, "==", "true", "true"),
            "已给出特困人员供养：是",
            "tekun support is given: yes",
        ),
    ],
)
def test_tests_in_words(test: object, zh: str, en: str) -> None:
    assert Reasons(DETERMINATION, VOCABULARY, Wording("zh")).test(test) == zh  # type: ignore[arg-type]
    assert Reasons(DETERMINATION, VOCABULARY, Wording("en")).test(test) == en  # type: ignore[arg-type]


# layout

WORDS = st.text(alphabet="残疾人补贴（），。元abc 012.", max_size=60)


@given(WORDS, st.integers(min_value=4, max_value=40))
def test_wrapping_loses_nothing_and_fits(words: str, width: int) -> None:
    lines = wrap(words, width)
    assert "".join("".join(lines).split()) == "".join(words.split())
    assert all(width_of(line) <= width for line in lines)


@given(WORDS, st.integers(min_value=4, max_value=40))
def test_cutting_fits(words: str, width: int) -> None:
    assert width_of(cut(words, width)) <= width


@given(WORDS, WORDS, st.integers(min_value=20, max_value=80))
def test_two_ends_fit(left: str, right: str, width: int) -> None:
    assert width_of(two_ends(left, right, width)) <= width


def test_no_line_begins_with_a_closing_mark() -> None:
    assert wrap("残疾人补贴，按月", 10) == ["残疾人补", "贴，按月"]


def test_an_enumeration_says_how_many_it_leaves_out() -> None:
    assert fit(["甲", "乙", "丙"], "、", "等{total}项", 8) == "甲等3项"
    assert fit(["甲", "乙", "丙"], "、", "等{total}项", 40) == "甲、乙、丙"


# mistakes


def test_the_caret_stands_under_the_mistake_whatever_the_script() -> None:
    text = problems.render(MISTAKES[:1], "en")
    line, caret = (each.partition(" | ")[2] for each in text.splitlines()[3:5])
    before = line[: line.index("dibao_mont")]
    assert caret == " " * wcswidth(before) + "^" * len("dibao_mont")


def test_a_long_line_is_shown_around_the_mistake() -> None:
    excerpt = "补" * 200 + "WRONG" + "贴" * 200
    place = Place("x.toml", 1, 201, excerpt=excerpt, width=5)
    text = problems.render([Diagnostic("wrong", Text("错", "wrong"), place)], "zh")
    assert "WRONG" in text
    assert max(wcswidth(line) for line in text.splitlines()) <= 80


def test_problems_for_machines() -> None:
    first, second, _ = problems.as_json(MISTAKES)
    assert (first["file"], first["line"], first["column"]) == ("嘉兴.toml", 7, 23)
    assert first["hint"]["en"] == "did you mean dibao_month?"
    assert (second["severity"], second["hint"], second["key"]) == ("warning", None, "dibao_month")


def test_a_total_of_nothing_is_said_to_be_nothing() -> None:
    text = terminal.render(replace(DETERMINATION, totals={}), VOCABULARY, "zh")
    assert "没有可计入的款项" in text


def test_a_bounded_total_is_not_shown_as_exact() -> None:
    total = replace(DETERMINATION.totals["month"], low=Decimal("300.00"), high=None, open=("living_allowance",))
    text = terminal.render(replace(DETERMINATION, totals={"month": total}), VOCABULARY, "zh")
    assert "不低于300.00元" in text
