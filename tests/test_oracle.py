"""The oracle, which was written from the texts alone, and the product give the same answers to random people.

A sample; for a long run: `python -m tests.oracle.differential --count 100000 --seed 1`.
"""

import ast
from pathlib import Path

import pytest

from oracle import Outcome, benefits_of, differential

SAMPLES = 2000  # of each place: 1,500 people and 500 employers or institutions


@pytest.fixture(scope="module")
def product():
    return differential.Product()


@pytest.mark.parametrize("place", differential.PLACES)
def test_the_oracle_and_the_product_agree(product, place):
    comparison = differential.compare(product, place, SAMPLES, seed=2022)

    assert comparison.samples == SAMPLES
    assert not comparison.counts, "\n".join(map(str, comparison.first))


class Contrarian(differential.Product):
    """A product that knows nothing."""

    def __init__(self):
        """Open no library."""

    def determine(self, sample):
        return dict.fromkeys(benefits_of(sample.place), Outcome("unknown"))


def test_a_difference_is_counted_and_the_first_of_each_benefit_are_shown(capsys):
    comparison = differential.compare(Contrarian(), "fuzhou", count=40, seed=1)
    differential.report("fuzhou", comparison)

    printed = capsys.readouterr().out
    assert f"40 samples, {40 * 16} answers, {sum(comparison.counts.values())} differences" in printed
    assert comparison.counts["care_allowance"] > differential.SHOWN
    assert printed.count("care_allowance: oracle Outcome(") == differential.SHOWN


def test_the_long_run_reports_every_place_it_is_asked_for(capsys):
    assert differential.main(["--count", "8", "--seed", "3", "--place", "fuzhou"]) == 0

    assert capsys.readouterr().out == "fuzhou: 8 samples, 128 answers, 0 differences\n"


def imported_by(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


@pytest.mark.parametrize("path", sorted(Path(differential.__file__).parent.glob("*.py")), ids=lambda path: path.name)
def test_only_the_comparison_knows_the_product(path):
    knows_the_product = any(name.startswith("subsidy_cli") for name in imported_by(path))

    assert knows_the_product == (path.name == "differential.py")
