"""Numbers of billions of digits are refused when a file is loaded, at the line that would make them; the law multiplies little."""

from __future__ import annotations

import time
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from cli_running import Runner, prepare
from small_library import DOCUMENT, build
from subsidy_cli.expressions.growth import MOST_FACTORS, Growth, amount_name
from subsidy_cli.expressions.parsing import parse
from subsidy_cli.validation.lints import lint

if TYPE_CHECKING:
    from pathlib import Path

SOON = 1.0
"""Seconds; any of this in billions of digits would take hours."""
APPLICANT = """\
[facts]
has_valid_certificate = true
birth_date = 1990-01-01
receives_tekun = false
household_income_per_capita_month = "100.00"
[standards]
dibao_month = "1000.00"
"""
ROSTER = """\
has_valid_certificate,birth_date,receives_tekun,household_income_per_capita_month
true,1990-01-01,false,100.00
"""


def chain(first: str, rule: str, length: int) -> str:
    """The small document with definitions x1, x2, ... each made of the one before, and an amount of the last."""
    written = [DOCUMENT]
    for number in range(1, length + 1):
        value = first if number == 1 else rule.format(f"x{number - 1}")
        written.append(
            f'[definitions.x{number}]\nvalue = "{value}"\ncitation = {{ section = "一", phrase = "未满18周岁" }}\n'
        )
    return "\n".join(written).replace('amount = "0.30 * dibao_month"', f'amount = "x{length} * dibao_month"')


@pytest.fixture
def cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Runner:
    runner = prepare(tmp_path, monkeypatch)
    (tmp_path / "one.toml").write_text(APPLICANT, encoding="utf-8")
    (tmp_path / "many.csv").write_text(ROSTER, encoding="utf-8")
    return runner


RUNS = (
    "assess one.toml --policies policies --place jiaxing --as-of 2021-01-01",
    "batch many.csv out.csv --policies policies --place jiaxing --as-of 2021-01-01 --standard dibao_month=1000.00",
    "explain living_allowance --policies policies --place jiaxing",
    "policy compile --policies policies --place jiaxing --as-of 2021-01-01 --benefit living_allowance",
)


@pytest.mark.parametrize("line", RUNS)
@pytest.mark.parametrize("rule", ["{0} * {0}", "{0} * 2 * {0}", "max({0} * {0}, 1)", "ceil({0} * {0})"])
def test_a_chain_of_squares_is_refused_at_once(cli: Runner, line: str, rule: str) -> None:
    build(cli.folder / "policies", chain("1.000001", rule, 38))
    for language in ("zh", "en"):
        started = time.process_time()
        found = cli(line, language=language)
        assert time.process_time() - started < SOON
        assert (found.code, found.out) == (4, "")
        assert found.err.count("too-many-factors") == 1
        assert "small-2020.toml:" in found.err
    assert not (cli.folder / "out.csv").exists()


def test_the_first_line_that_multiplies_too_much_is_the_one_that_is_told(tmp_path: Path) -> None:
    (found,) = {
        (each.code, each.place.excerpt)
        for each in lint(build(tmp_path, chain("2", "{0} * {0}", 30)))
        if each.code == "too-many-factors"
    }
    assert found == ("too-many-factors", 'value = "x4 * x4"')


@pytest.mark.parametrize("line", RUNS)
def test_a_chain_of_sums_is_computed(cli: Runner, line: str) -> None:
    build(cli.folder / "policies", chain("1.000001", "{0} + {0}", 38))
    started = time.process_time()
    found = cli(line)
    assert found.code == 0, found.err
    assert time.process_time() - started < 3 * SOON
    if line.startswith("assess"):
        assert "137,439,090,910,953.47" in found.out
    if line.startswith("batch"):
        assert "137439090910953.47" in (cli.folder / "out.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize(("figure", "length"), [("999999999999999999", 3), ("99999999999999999", 1)])
def test_a_figure_too_large_for_a_roster_is_refused_and_nothing_written(cli: Runner, figure: str, length: int) -> None:
    build(cli.folder / "policies", chain(figure, "{0} * {0}", length))
    assert cli(RUNS[0]).code == 0
    for language in ("zh", "en"):
        found = cli(RUNS[1], language=language)
        assert (found.code, found.out) == (4, "")
        assert "figure-too-large" in found.err
    assert not (cli.folder / "out.csv").exists()


@pytest.mark.parametrize(
    ("text", "factors"),
    [
        ("dibao_month", 1),
        ("0.3 * dibao_month", 2),
        ("0.3 * dibao_month + 2 * 3 * 4", 3),
        ("cube * cube", 6),
        ("amount_of(living_allowance) * 2", 5),
        ("min(cube * 2, 5) if cube > 1 else {'a': cube}[x]", 4),
    ],
)
def test_factors_are_counted_through_definitions_and_benefits(text: str, factors: int) -> None:
    growth = Growth({"cube": 3, amount_name("living_allowance"): 4})
    assert growth.of(parse(text)) == factors
    assert not list(growth.mistakes(parse(text)))


def test_the_bound_itself_can_be_reached() -> None:
    growth = Growth()
    assert not list(growth.mistakes(parse(" * ".join(["2"] * MOST_FACTORS))))
    (mistake,) = growth.mistakes(parse(" * ".join(["2"] * (MOST_FACTORS + 1))))
    assert str(MOST_FACTORS) in mistake.message.en
    assert Fraction(2) ** MOST_FACTORS == 256
