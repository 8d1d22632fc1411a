"""The shipped policies: no lint speaks, every worked case passes, every clause is covered, every threshold is pinned."""

import re
import tomllib
from decimal import Decimal

import pytest

from subsidy_cli.evaluation.assessment import Question, assess_applicant
from subsidy_cli.library.clauses import read_clauses
from subsidy_cli.library.folders import data_folder
from subsidy_cli.library.opening import open_library
from subsidy_cli.presentation.reasons import Reasons
from subsidy_cli.presentation.wording import Wording
from subsidy_cli.validation.boundaries import boundaries, unpinned
from subsidy_cli.validation.cases import read_cases
from subsidy_cli.validation.coverage import coverage
from subsidy_cli.validation.lints import lint
from subsidy_cli.validation.reports import render
from subsidy_cli.validation.running import CaseRunner

PINNED_DOCUMENTS = ["jiaxing-2016", "jiaxing-2020", "pinghu-2022", "fuzhou-2022", "yueqing-draft"]
KNOWN_CLAUSES = 423
POLICIES = data_folder() / "policies"


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


# quoted words

RUN = 14
"""Letters and figures in a row; runs of as many that are the same in two quotations are the same passage."""


def test_quoted_phrases_have_the_punctuation_of_the_clauses_they_cite():
    passages = {(clause.document, clause.id): runs(clause.phrase) for clause in read_clauses()}
    quoted = [quotation for quotation in quotations() if quotation[:2] in passages]
    assert len(quoted) > KNOWN_CLAUSES
    different = [
        (document, passages[document, clause][letters], written)
        for document, clause, phrase in quoted
        for letters, written in runs(phrase).items()
        if passages[document, clause].get(letters, written) != written
    ]
    assert different == []


def quotations():
    """Document, clause and words of every quotation that names a clause."""
    for path in POLICIES.rglob("*.toml"):
        if "cases" not in path.parts:
            yield from quotations_within(tomllib.loads(path.read_text(encoding="utf-8")), path.name.split(".")[0])


def quotations_within(part, document):
    if isinstance(part, list):
        for each in part:
            yield from quotations_within(each, document)
    if isinstance(part, dict):
        clauses = part.get("clause", ())
        for clause in [clauses] if isinstance(clauses, str) else clauses:
            if "phrase" in part:
                yield part.get("document", document), clause, part["phrase"]
        for each in part.values():
            yield from quotations_within(each, document)


def runs(phrase):
    """Every run of letters and figures of a phrase, with the same run as it is written."""
    at = [index for index, sign in enumerate(phrase) if sign.isalnum()]
    written = [phrase[at[start] : at[start + RUN - 1] + 1] for start in range(len(at) - RUN + 1)]
    return {"".join(sign for sign in run if sign.isalnum()): run for run in written}


# sums


def test_no_item_is_below_nothing_and_the_items_of_an_exact_sum_without_limits_add_up(library):
    runner, sums = CaseRunner(library), 0
    for case in read_cases(library.root):
        for benefit in assess_applicant(*runner.prepare(case), Question(everything=True)).benefits:
            assert all(item.amount.low is None or item.amount.low >= 0 for item in benefit.items), case.id
            if benefit.items and benefit.amount and benefit.amount.bound == "exact" and not benefit.limits:
                apart = sum(item.amount.low for item in benefit.items) - benefit.amount.low
                assert abs(apart) < max(len(benefit.items), 2) * Decimal("0.5"), case.id
                sums += 1
    assert sums > 200


# words of reasons


def test_no_reason_shows_the_id_of_a_definition(library):
    runner, ids, said = CaseRunner(library), set(), set()
    for case in read_cases(library.root):
        programme, applicant = runner.prepare(case)
        ids |= set(programme.definitions)
        said |= set(sayings(assess_applicant(programme, applicant, Question(everything=True)), library.vocabulary))
    assert len(ids) > 75
    assert {words for words in said if ids & set(re.findall(r"\w*[a-z]_\w+", words))} == set()


def sayings(determination, vocabulary):
    """Every test of a determination as JSON and as a sentence, in both languages."""
    conditions = [
        condition
        for benefit in determination.benefits
        for condition in (*benefit.conditions, *benefit.exclusions, *benefit.requirements)
    ]
    tests = {test for condition in conditions for test in condition.tests}
    for language in ("zh", "en"):
        reasons = Reasons(determination, vocabulary, Wording(language))
        for test in tests:
            yield test.subject.in_language(language)
            yield reasons.test(test)
