"""The shipped policies: no lint speaks, every worked case passes, every clause is covered, every threshold is pinned."""

import pytest

from subsidy_cli.library.clauses import read_clauses
from subsidy_cli.library.opening import open_library
from subsidy_cli.validation.boundaries import boundaries, unpinned
from subsidy_cli.validation.cases import read_cases
from subsidy_cli.validation.coverage import coverage
from subsidy_cli.validation.lints import lint
from subsidy_cli.validation.reports import render
from subsidy_cli.validation.running import CaseRunner

PINNED_DOCUMENTS = ["jiaxing-2016", "jiaxing-2020", "pinghu-2022", "fuzhou-2022", "yueqing-draft"]
KNOWN_CLAUSES = 423


@pytest.fixture(scope="module")
def library():
    return open_library(with_user_folder=False)


@pytest.fixture(scope="module")
def pins(library):
    return boundaries(library)


def test_no_lint_speaks(library):
    assert render([], lint(library), "text", "en") == "0 passed, 0 failed"


def test_every_worked_case_passes(library):
    failed = [result for result in CaseRunner(library).run(read_cases(library.root)) if not result.passed]
    assert render(failed, [], "text", "en") == "0 passed, 0 failed"


def test_every_known_clause_is_encoded_or_recorded(library):
    found = coverage(library)
    assert [each.clause.name for each in found.missing] == []
    assert len(found.clauses) == len({clause.name for clause in read_clauses()}) == KNOWN_CLAUSES


@pytest.mark.parametrize("document", PINNED_DOCUMENTS)
def test_cases_stand_on_both_sides_of_every_threshold(pins, document):
    own = [boundary for boundary in pins if boundary.threshold.document == document]
    assert own
    assert [str(boundary) for boundary in unpinned(own)] == []
