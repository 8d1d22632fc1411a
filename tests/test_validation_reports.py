"""The same findings as text, JSON, JUnit, SARIF and annotations, in both languages."""

import json
from pathlib import Path

import pytest
from junitparser import JUnitXml

from small_library import CASES, DOCUMENT, build
from subsidy_cli.diagnostics import Diagnostic, Place
from subsidy_cli.texts import Text
from subsidy_cli.validation.cases import read_cases
from subsidy_cli.validation.lints import lint
from subsidy_cli.validation.reports import FORMATS, Report, render
from subsidy_cli.validation.running import CaseRunner


@pytest.fixture
def found(tmp_path):
    """Seven cases that pass, one that fails, and one mistake with a hint."""
    library = build(tmp_path, DOCUMENT.replace("0.30 *", "0.35 *"))
    return CaseRunner(library).run(read_cases(tmp_path)), lint(library), tmp_path


def test_text_ends_with_the_counts(found):
    results, mistakes, base = found
    lines = render(results, mistakes, "text", "en", base=base).splitlines()

    assert lines[-1] == "7 passed, 1 failed"
    assert lines[-2] == "1 mistake, 0 warnings"
    assert lines[0].startswith("zhejiang/jiaxing/small-2020.toml:35:13: figure-is-not-in-its-phrase: 0.35 does not")
    assert lines[1].startswith("  hint: ")
    assert lines[2].startswith("zhejiang/jiaxing/cases/small-2020/living.toml:")
    assert lines[3].startswith('  living_allowance.amount: expected "300.00", found {')


def test_counts_alone_are_said_where_nothing_is_wrong(tmp_path):
    results = CaseRunner(build(tmp_path)).run(read_cases(tmp_path))

    assert render(results, [], "text") == "8 passed, 0 failed"
    assert not Report(results, []).has_failures
    assert render([], [], "text") == "0 passed, 0 failed"


def test_warnings_are_told_and_do_not_fail():
    warning = Diagnostic("review-is-due", Text("该复核了", "review it"), Place("a.toml", 1, 1), severity="warning")
    assert not Report([], [warning]).has_failures
    assert Report([], [warning]).counts == "0 处错误，1 处警告\n0 passed, 0 failed"


def test_json_holds_every_case_and_both_languages(found):
    results, mistakes, base = found
    content = json.loads(render(results, mistakes, "json", base=base))

    assert content["counts"] == {"passed": 7, "failed": 1, "diagnostics": 1}
    failed = next(case for case in content["cases"] if not case["passed"])
    assert failed["id"] == "on-the-line"
    assert failed["differences"][0]["expected"] == "300.00"
    assert content["diagnostics"][0]["line"] == 35
    assert set(content["diagnostics"][0]["message"]) == {"zh", "en"}


def test_junit_has_a_suite_for_each_file_and_one_for_the_lints(found):
    results, mistakes, base = found
    report = JUnitXml.fromstring(render(results, mistakes, "junit", "zh", base=base).encode())

    assert [suite.name for suite in report] == ["zhejiang/jiaxing/cases/small-2020/living.toml", "lints"]
    assert (report.tests, report.failures, report.errors) == (9, 2, 0)
    case = next(iter(next(iter(report))))
    assert (case.classname, case.name) == ("small-2020.living", "on-the-line")
    assert case.result[0].message.startswith("living_allowance.amount: 应为")


def test_sarif_points_at_the_line(found):
    results, mistakes, base = found
    content = json.loads(render(results, mistakes, "sarif", "en", base=base))
    [run] = content["runs"]

    assert content["version"] == "2.1.0"
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == ["figure-is-not-in-its-phrase", "case-failed"]
    first, second = run["results"]
    assert first["level"] == "error"
    assert first["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "zhejiang/jiaxing/small-2020.toml"},
        "region": {"startLine": 35, "startColumn": 13},
    }
    assert second["ruleIndex"] == 1
    assert second["message"]["text"].startswith("on-the-line: living_allowance.amount: expected")


def test_sarif_of_files_elsewhere_has_addresses(found):
    results, mistakes, base = found
    uris = [
        result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        for result in json.loads(render(results, mistakes, "sarif", base=Path("/elsewhere")))["runs"][0]["results"]
    ]
    assert all(uri.startswith("file:///") for uri in uris)
    assert str(base) in uris[0]


def test_annotations_are_escaped_and_end_with_the_counts():
    message = Text("一半：50%\n两行", "half: 50%\ntwo lines")
    place = Place("a,b:c.toml", 3, 7)
    text = render([], [Diagnostic("some-code", message, place)], "github", "en")

    assert text.splitlines() == [
        "::error file=a%2Cb%3Ac.toml,line=3,col=7,title=some-code::half: 50%25%0Atwo lines",
        "1 mistake, 0 warnings",
        "0 passed, 0 failed",
    ]


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_form_can_be_written_on_a_gbk_console(found, form, language):
    results, mistakes, base = found
    render(results, mistakes, form, language, base=base).encode("gbk")


def test_a_refused_case_is_told_with_its_reason(tmp_path):
    library = build(tmp_path, cases=CASES.replace("receives_tekun = true", "receives_tekum = true"))
    results = CaseRunner(library).run(read_cases(tmp_path))

    assert "unknown-fact" in render(results, [], "text", "en")
    assert JUnitXml.fromstring(render(results, [], "junit").encode()).errors == 1
    assert json.loads(render(results, [], "json"))["cases"][2]["diagnostics"][0]["code"] == "unknown-fact"
