"""Coverage tells each known clause as encoded, recorded or missing."""

import json
import unicodedata

import pytest

from small_library import CASES, DOCUMENT, build
from subsidy_cli.library.clauses import read_clauses
from subsidy_cli.validation.coverage import KINDS, STATES, coverage, table

JIAXING = DOCUMENT.replace('"small-2020"', '"jiaxing-2020"')
RECORDED = """
[[recorded]]
clause   = "{recorded}"
citation = {{ section = "三", phrase = "加强组织领导" }}
reason   = {{ zh = "纯组织性", en = "organisation only" }}
"""


@pytest.fixture
def found(tmp_path):
    """A document that encodes the first known clause, records the second, and misses the others."""
    known = [clause for clause in read_clauses() if clause.document == "jiaxing-2020"]
    document = JIAXING.replace('phrase = "特困人员不享受"', f'phrase = "特困人员不享受", clause = "{known[0].id}"')
    return coverage(build(tmp_path, document + RECORDED.format(recorded=known[1].id), CASES))


def test_each_clause_is_encoded_recorded_or_missing(found):
    assert [each.state for each in found.clauses[:3]] == ["encoded", "recorded", "missing"]
    assert found.clauses[0].places[0].line is not None
    assert found.clauses[1].reason.en == "organisation only"
    assert found.documents == ("jiaxing-2020",)
    assert len(found.missing) == len(found.clauses) - 2


def test_counts_add_up_to_the_clauses(found):
    content = found.as_json()
    counts = content["counts"]

    assert counts["total"] == len(found.clauses) == sum(counts[state] for state in STATES)
    assert [clause["state"] for clause in content["clauses"]].count("missing") == counts["missing"]
    json.dumps(content)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_table_is_aligned_and_names_what_is_missing(found, language):
    text = table(found, language)
    head, *_ = text.split("\n\n")
    width = {sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in line) for line in head.splitlines()}

    assert len(width) == 1
    assert max(width) <= 80
    assert found.missing[0].clause.name in text
    text.encode("gbk")


def test_a_document_without_known_clauses_is_no_part_of_it(tmp_path):
    assert coverage(build(tmp_path)).clauses == ()
    assert table(coverage(build(tmp_path))).splitlines()[-1].split() == ["合计", "0", "0", "0", "0"]


def test_every_kind_of_clause_has_words():
    assert {clause.kind for clause in read_clauses()} <= set(KINDS)
