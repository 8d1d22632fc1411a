"""Worked cases are read from TOML and JSON, run hermetically, and compared key by key."""

import json

import pytest

from small_library import CASES, DOCUMENT, build, write
from subsidy_cli.diagnostics import RefusedError
from subsidy_cli.validation.cases import read_cases
from subsidy_cli.validation.running import CaseRunner


def run(library, cases):
    return {result.case.id: result for result in CaseRunner(library).run(cases)}


def differences(library, planted):
    """What a planted expectation for the first case does not find."""
    text = CASES.replace(
        '{ status = "eligible", amount = "300.00", force = "mandatory", period = "month" }', planted, 1
    )
    path = library.root / "cases" / "planted.toml"
    write(path, text)
    result = run(library, read_cases(path))["on-the-line"]
    return [(each.subject, each.key, each.found) for each in result.differences]


def test_every_case_of_the_small_library_passes(tmp_path):
    library = build(tmp_path)
    results = CaseRunner(library).run(read_cases(tmp_path))

    assert [result.case.id for result in results if not result.passed] == []
    assert len(results) == 8


def test_a_case_merges_over_the_defaults_and_leaves_out_what_it_omits(tmp_path):
    build(tmp_path, cases=CASES.replace('id = "tekun"', 'id = "tekun"\nomit = ["birth_date", "dibao_month"]'))
    case = next(case for case in read_cases(tmp_path) if case.id == "tekun")

    assert case.facts["receives_tekun"] is True
    assert "birth_date" not in case.facts
    assert case.standards == {}
    assert case.folder == "small-2020"
    assert case.place_of("facts").excerpt.startswith("facts = {")
    assert case.place_of("facts").line == case.place_of("id").line + 3


@pytest.mark.parametrize(
    ("planted", "expected"),
    [
        (
            '{ amount = "300.01" }',
            [("living_allowance", "amount", {"low": "300.00", "high": "300.00", "bound": "exact"})],
        ),
        (
            '{ amount = "none" }',
            [("living_allowance", "amount", {"low": "300.00", "high": "300.00", "bound": "exact"})],
        ),
        ('{ amount = { low = "300", high = 300 } }', []),
        ('{ status = "ineligible" }', [("living_allowance", "status", "eligible")]),
        ('{ force = "discretionary" }', [("living_allowance", "force", "mandatory")]),
        ('{ missing = ["dibao_month"] }', [("living_allowance", "missing", [])]),
        ('{ details = { until = "2021-01-31" } }', [("living_allowance.details", "until", None)]),
        ('{ details = { until = "none" } }', []),
        ('{ displaced_by = ["other"] }', [("living_allowance", "displaced_by", [])]),
        ("{}", []),
    ],
)
def test_what_is_expected_is_compared_and_what_is_absent_asserts_nothing(tmp_path, planted, expected):
    assert differences(build(tmp_path), planted) == expected


def test_an_unknown_benefit_and_definition_are_told_in_both_languages(tmp_path):
    cases = CASES + '\n[[cases]]\nid = "x"\nexpect.care_allowance = {}\nexpect_definitions.is_old = { value = true }\n'
    library = build(tmp_path, cases=cases)
    told = [each.told("zh") for each in run(library, read_cases(tmp_path))["x"].differences]

    assert told == [
        "care_allowance.status: 应为 null，实为 此处没有这项待遇",
        'is_old.value: 应为 {"value": true}，实为 此处没有这个定义',
    ]


def test_a_definition_can_be_expected(tmp_path):
    planted = CASES + (
        '\n[[cases]]\nid = "minor"\nfacts = { birth_date = 2010-05-05 }\nexpect_definitions.is_minor = { value = true }\n'
        '\n[[cases]]\nid = "unknown"\nomit = ["birth_date"]\nfacts = { household_income_per_capita_month = "1500.01" }\n'
        'expect.living_allowance = { status = "unknown" }\nexpect_definitions.is_minor = { missing = ["birth_date"] }\n'
    )
    results = run(build(tmp_path, cases=planted), read_cases(tmp_path))
    assert results["minor"].passed
    assert results["unknown"].passed


def test_canonical_cases_are_read_from_json(tmp_path):
    library = build(tmp_path)
    case = {
        "id": "canonical",
        "place": "jiaxing",
        "as_of": "2021-01-01",
        "facts": {
            "has_valid_certificate": True,
            "household_income_per_capita_month": "1500.00",
            "receives_tekun": False,
        },
        "standards": {"dibao_month": "1000.00"},
        "expect": {"living_allowance": {"status": "eligible", "amount": {"low": "300.00", "high": "300.00"}}},
    }
    path = tmp_path / "cases.json"
    for content in ([case], {"cases": [case]}, case):
        path.write_text(json.dumps(content), encoding="utf-8")
        assert [result.passed for result in CaseRunner(library).run(read_cases(path))] == [True]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("[[cases]]\nid = 'a'\n", "wrong-case"),
        ("[[cases]]\nid = 'a'\nplace = 'jiaxing'\nas_of = 'tomorrow'\n", "wrong-case"),
        ("[[cases]]\nid = 'a'\nplace = 'jiaxing'\nas_of = 2021-01-01\nfact = {}\n", "wrong-case"),
        ("[[cases]]\nid = 'a'\nplace = 'jiaxing'\nas_of = 2021-01-01\nexpect.x = { sum = '1' }\n", "wrong-case"),
        ("cases = [1]\n", "wrong-case"),
        ("[[cases]\n", "not-toml"),
    ],
)
def test_a_wrong_case_is_refused(tmp_path, text, code):
    path = tmp_path / "wrong.toml"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(RefusedError) as refused:
        read_cases(path)
    assert [mistake.code for mistake in refused.value.diagnostics] == [code]


def test_json_that_is_none_is_refused_with_its_place(tmp_path):
    path = tmp_path / "wrong.json"
    path.write_text('{"cases": [\n}', encoding="utf-8")

    with pytest.raises(RefusedError) as refused:
        read_cases(path)
    assert (refused.value.diagnostics[0].code, refused.value.diagnostics[0].place.line) == ("not-json", 2)


def test_a_wrong_fact_refuses_the_case_and_not_the_run(tmp_path):
    library = build(tmp_path, cases=CASES.replace("receives_tekun = true", "receives_tekum = true"))
    results = run(library, read_cases(tmp_path))

    assert [mistake.code for mistake in results["tekun"].refusals] == ["unknown-fact"]
    assert results["on-the-line"].passed


def test_a_document_that_does_not_compile_refuses_its_cases(tmp_path):
    library = build(tmp_path, DOCUMENT.replace("receives_tekun", "receives_tekum"))
    results = run(library, read_cases(tmp_path))

    assert [mistake.code for mistake in results["on-the-line"].refusals] == ["unknown-name"]
    assert results["day-before"].passed


@pytest.mark.parametrize(
    ("day", "notices", "failed"),
    [
        ("2021-12-31", "[]", []),
        ("2022-01-01", '["plan-horizon"]', []),
        ("2022-01-01", "[]", ['plan.notices: expected [], found ["plan-horizon"]']),
        ("2021-12-31", '["plan-horizon"]', ['plan.notices: expected ["plan-horizon"], found []']),
        ("2022-01-01", None, []),
    ],
)
def test_a_case_may_expect_its_notices(tmp_path, day, notices, failed):
    document = DOCUMENT.replace('status    = "in_force"', 'horizon   = 2021-12-31\nstatus    = "in_force"')
    told = "" if notices is None else f"notices = {notices}\n"
    cases = f'[[cases]]\nid = "plan"\nplace = "jiaxing"\nas_of = {day}\n{told}expect.living_allowance = {{}}\n'
    library = build(tmp_path, document, cases)
    [result] = CaseRunner(library).run(read_cases(tmp_path))
    assert [str(each) for each in result.differences] == failed
