"""Figures and days are read from Chinese phrases as the numbers they are."""

from datetime import date
from fractions import Fraction

import pytest

from subsidy_cli.validation.figures import days, figures


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("低保标准150%以下", {"1.5"}),
        ("分别给予每人每月500元、250元、125元", {"500", "250", "125"}),
        ("每年２万元", {"20000"}),
        ("2.5万元", {"25000"}),
        ("10,000元", {"10000"}),
        ("１０，０００元", {"10000"}),
        ("两万五千元", {"25000"}),
        ("一百二十元", {"120"}),
        ("十二个月", {"12"}),
        ("一级、二级", {"1", "2"}),
        ("一级二级", {"1", "2"}),
        ("一至四级", {"1", "2", "3", "4"}),
        ("1-3级", {"1", "2", "3"}),
        ("3～9周岁", {"3", "9"}),
        ("40%—100%", {"0.4", "1"}),
        ("减半", {"0.5"}),
        ("一半", {"1", "0.5"}),
        ("1.5倍", {"1.5"}),
        ("三成", {"0.3"}),
        ("八折", {"0.8"}),
        ("85折", {"0.85"}),
        ("3‰", {"0.003"}),
        ("全额补贴", {"1"}),
        ("30 0元", {"300"}),
        ("成年残疾人", set()),
        ("加倍", {"2"}),
    ],
)
def test_a_phrase_states_these_figures_and_no_others(phrase, expected):
    assert figures(phrase) == {Fraction(figure) for figure in expected}


@pytest.mark.parametrize(
    ("phrase", "figure"),
    [
        ("三、四级", "4"),
        ("三四级", "3"),
        ("三四级", "4"),
        ("40-100%", "0.4"),
        ("5—10万元", "50000"),
        ("百分之三十", "0.3"),
        ("三分之一", "1/3"),
        ("千分之五", "0.005"),
        ("一年半", "1.5"),
        ("一倍半", "1.5"),
        ("每百名残疾人", "100"),
    ],
)
def test_a_phrase_states_this_figure_among_others(phrase, figure):
    assert Fraction(figure) in figures(phrase)


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("自2016年1月1日起", {date(2016, 1, 1)}),
        ("2020-07-04", {date(2020, 7, 4)}),
        ("到2020年6月", {date(2020, 6, 1), date(2020, 6, 30)}),
        ("到2020年底", {date(2020, 1, 1), date(2020, 12, 31)}),
        ("二〇二〇年", {date(2020, 1, 1), date(2020, 12, 31)}),
        ("2020年2月30日", set()),
        ("每月500元", set()),
    ],
)
def test_a_phrase_states_these_days(phrase, expected):
    assert days(phrase) == expected


@pytest.mark.parametrize("sign", ["一", "9", "万", "亿", "十", "1,111", "1.5", "%"])
def test_a_numeral_without_end_states_nothing_and_spoils_nothing_beside_it(sign: str) -> None:
    endless = sign * 100_000
    assert Fraction(500) in figures(f"{endless}，每月500元")
    assert Fraction(500) in figures(f"每月500元，{endless}")
    assert len(figures(f"百分之{endless}")) < 10
    assert days(f"{endless}，2020年1月1日") >= {date(2020, 1, 1)}
