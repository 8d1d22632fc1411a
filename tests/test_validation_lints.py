"""Each check finds the mistake it is named after, at its place, and nothing else."""

import pytest

from small_library import CASES, DOCUMENT, build
from subsidy_cli.validation.lints import CHECKS, lint


def found(library):
    return [(mistake.code, mistake.place.line) for mistake in lint(library)]


def line_of(text, words):
    return next(number for number, line in enumerate(text.splitlines(), 1) if words in line)


def test_a_library_without_mistakes_has_none(tmp_path):
    assert lint(build(tmp_path)) == []


DOCUMENT_MISTAKES = [
    # what is written, what a test plants there, the code, and the words on whose line it is found
    ('phrase = "特困人员不享受"', 'phrase = "  "', "phrase-is-empty", 'phrase = "  "'),
    ('phrase = "特困人员不享受"', 'phrase = "……"', "phrase-is-empty", 'phrase = "……"'),
    (
        'phrase = "特困人员不享受" }',
        'phrase = "特困人员不享受" }\n  readings = ["round-once"]',
        "reading-is-unknown",
        "round-once",
    ),
    (
        'when     = "receives_tekun"',
        'when     = "receives_tekun"\n  alternatives = { "round-once-half-up" = "False" }',
        "alternative-is-not-named",
        "alternatives",
    ),
    ("0.30 * dibao_month", "0.35 * dibao_month", "figure-is-not-in-its-phrase", "0.35"),
    ("<= 1.5 * dibao", "<= 1.6 * dibao", "figure-is-not-in-its-phrase", "1.6"),
    ("age(birth_date) < 18", "age(birth_date) < 16", "figure-is-not-in-its-phrase", "< 16"),
    (
        "age(birth_date) < 18",
        "age(birth_date) < 18 and as_of >= '2020-07-04'",
        "figure-is-not-in-its-phrase",
        "2020-07-04",
    ),
    (
        'amount = "0.30 * dibao_month"',
        'amount = "0.30 * dibao_month"\n  derived = { "36" = "3年" }',
        "derived-figure-is-not-used",
        '"36"',
    ),
    ("dibao_month or is_minor", "dibao_mouth or is_minor", "unknown-name", "dibao_mouth"),
    ("household_income_per_capita_month <= 1.5", "birth_date <= 1.5", "type-mismatch", "birth_date <= 1.5"),
    (
        "[definitions.is_minor]",
        '[definitions.is_old]\nvalue = "age(birth_date) > 18"\n'
        'citation = { section = "一", phrase = "18周岁" }\n\n[definitions.is_minor]',
        "definition-is-never-used",
        "is_old",
    ),
]


@pytest.mark.parametrize(("old", "new", "code", "words"), DOCUMENT_MISTAKES)
def test_a_mistake_of_a_document_is_found_at_its_place(tmp_path, old, new, code, words):
    document = DOCUMENT.replace(old, new, 1)
    assert document != DOCUMENT

    assert found(build(tmp_path, document)) == [(code, line_of(document, words))]


def test_a_figure_that_is_declared_with_a_reason_needs_no_words(tmp_path):
    planted = 'amount = "0.35 * dibao_month"\n  derived = { "0.35" = "30%与5%之和" }'
    assert lint(build(tmp_path, DOCUMENT.replace('amount = "0.30 * dibao_month"', planted))) == []


def test_the_place_of_a_figure_has_its_column_and_width(tmp_path):
    [mistake] = lint(build(tmp_path, DOCUMENT.replace("0.30 *", "0.35 *")))

    assert mistake.place.excerpt[mistake.place.column - 1 :].startswith("0.35")
    assert mistake.place.width == len("0.35")
    assert 'derived = { "0.35" = "…" }' in mistake.hint.zh


@pytest.mark.parametrize(
    ("rule", "phrase"),
    [
        ("1 if is_minor else 0", "未成年"),
        ("max(1 - 0.3, 0)", "30%"),
        ("{'severe': 2, 'other': 1}['severe']", "一级、二级"),
        ("age(add_days(birth_date, 1))", "周岁"),
    ],
)
def test_nought_and_the_one_of_a_choice_need_no_words(tmp_path, rule, phrase):
    used = DOCUMENT.replace("or is_minor", "or is_minor or number >= 0")
    definition = f'[definitions.number]\nvalue = "{rule}"\ncitation = {{ section = "一", phrase = "{phrase}" }}\n\n'
    document = used.replace("[conditions.covered]", f"{definition}[conditions.covered]")

    codes = [code for code, _ in found(build(tmp_path, document))]
    assert "figure-is-not-in-its-phrase" not in codes


def test_a_clause_of_a_listed_document_must_be_known(tmp_path):
    planted = 'phrase = "特困人员不享受", document = "jiaxing-2016", clause = ["exclude-tekun", "exclude-tekum"]'
    [mistake] = lint(build(tmp_path, DOCUMENT.replace('phrase = "特困人员不享受"', planted)))

    assert mistake.code == "clause-is-unknown"
    assert "jiaxing-2016/exclude-tekum" in mistake.message.zh
    assert "jiaxing-2016/exclude-tekun" in mistake.hint.en


def test_a_clause_of_a_document_that_is_not_listed_is_free(tmp_path):
    planted = 'phrase = "特困人员不享受", clause = "anything"'
    assert lint(build(tmp_path, DOCUMENT.replace('phrase = "特困人员不享受"', planted))) == []


EXTENSION = """\
[document]
id        = "later-2022"
number    = "测政发〔2022〕1号"
title     = { zh = "新办法", en = "The later measures" }
effective = 2022-01-01
status    = "in_force"

[benefits.living_allowance]
extends = "small-2020"

  [[benefits.living_allowance.items]]
  name   = { zh = "另加10%", en = "another 10%" }
  amount = "0.10 * dibao_month"
"""
LATER_CASE = """
[[cases]]
id = "later"
as_of = 2022-06-01
facts = { household_income_per_capita_month = "1000.00" }
expect.living_allowance = { amount = "400.00" }
"""


def test_what_an_extension_adds_is_cited(tmp_path):
    library = build(tmp_path, cases=CASES + LATER_CASE, **{"later-2022_dot_toml": EXTENSION})
    assert ("citation-is-missing", line_of(EXTENSION, "[[benefits")) in found(library)


def test_two_regulations_of_one_day_are_a_conflict(tmp_path):
    twice = DOCUMENT.replace("small-2020", "later-2022").replace("2020-01-01", "2022-01-01")
    library = build(tmp_path, cases=CASES, **{"later-2022_dot_toml": twice})

    assert "conflict" in {code for code, _ in found(library)}


def test_a_draft_is_compiled_as_if_it_were_adopted(tmp_path):
    draft = DOCUMENT.replace('"in_force"', '"draft"').replace("effective = 2020-01-01\n", "")
    draft = draft.replace("receives_tekun", "receives_tekum")
    cases = CASES.replace("[[cases]]", "[[cases]]\nassume_in_force = true")

    assert "unknown-name" in {code for code, _ in found(build(tmp_path, draft, cases))}


def test_the_alternative_of_a_reading_is_compiled(tmp_path):
    planted = (
        'when     = "receives_tekun"\n  readings = ["exclusions-are-alternatives"]\n'
        '  alternatives = { "exclusions-are-alternatives" = "receives_tekum" }'
    )
    document = DOCUMENT.replace('when     = "receives_tekun"', planted)
    assert found(build(tmp_path, document)) == [("unknown-name", line_of(document, "receives_tekum"))]


QUOTA = """
[benefits.accessible_parking_quota]
force    = "mandatory"
citation = { section = "三", phrase = "应设置残疾人专用停车泊位" }
"""
REQUIREMENT = """
  [benefits.accessible_parking_quota.requirements.bays]
  actual   = "reserved_parking_bays"
  required = "1"
  derived  = { "1" = "未定数量：至少1个" }
"""
QUOTA_CASE = """
[[cases]]
id = "one-bay"
facts = { reserved_parking_bays = 1 }
expect.accessible_parking_quota = { status = "met" }
"""


def test_a_quota_requires_something_or_says_why_not(tmp_path):
    silent = QUOTA_CASE.replace("met", "unknown")
    assert [code for code, _ in found(build(tmp_path / "a", DOCUMENT + QUOTA, CASES + silent))] == [
        "quota-requires-nothing"
    ]
    assert lint(build(tmp_path / "b", DOCUMENT + QUOTA + REQUIREMENT, CASES + QUOTA_CASE)) == []
    noted = QUOTA + 'notes = [{ zh = "没有数量", en = "no number" }]\n'
    assert lint(build(tmp_path / "c", DOCUMENT + noted, CASES + silent)) == []


UNLISTED = "round-once"
MISSPELT = [
    # the words of the document below which a reading is named, and how it is
    ('status    = "in_force"', f'alternatives = {{ "{UNLISTED}" = "in_force" }}'),
    ('citation = { section = "一", phrase = "未满18周岁" }', f'readings = ["{UNLISTED}"]'),
    ('amount = "0.30 * dibao_month"', f'alternatives = {{ "{UNLISTED}" = "0" }}'),
    ('amount = "0.30 * dibao_month"', f'under = "{UNLISTED}"'),
    ('when     = "receives_tekun"', f'unless = "{UNLISTED}"'),
    ('force    = "mandatory"', f'rounding_under = {{ "{UNLISTED}" = "yuan" }}'),
    ('required = "1"', f'comparison_under = {{ "{UNLISTED}" = "above" }}'),
]


@pytest.mark.parametrize(("words", "planted"), MISSPELT)
def test_a_misspelt_reading_is_found_wherever_it_is_named(tmp_path, words, planted):
    whole = DOCUMENT + QUOTA + REQUIREMENT
    document = whole.replace(words, f"{words}\n{planted}", 1)
    assert document != whole

    unknown = [each for each in found(build(tmp_path, document, CASES + QUOTA_CASE)) if each[0] == "reading-is-unknown"]
    assert unknown == [("reading-is-unknown", line_of(document, planted))]


def test_a_quota_has_no_items(tmp_path):
    items = '\n[[benefits.accessible_parking_quota.items]]\nname = { zh = "元", en = "yuan" }\namount = "1"\n'
    items += 'derived = { "1" = "一元" }\n'
    document = DOCUMENT + QUOTA + REQUIREMENT + items
    assert found(build(tmp_path, document, CASES + QUOTA_CASE)) == [
        ("items-give-what-is-no-money", line_of(document, "[[benefits.accessible"))
    ]


@pytest.mark.parametrize(
    "amount",
    [
        "-600",
        "yuan(-600)",
        "600 - 1200",
        "-0.30 * 1000",
        "600 if is_minor else -600",
        "{'unable': 500, 'mostly_unable': -250}[self_care_level]",
    ],
)
def test_an_item_of_a_fixed_sum_takes_nothing_away(tmp_path, amount):
    document = DOCUMENT.replace('amount = "0.30 * dibao_month"', f'amount = "{amount}"')
    codes = found(build(tmp_path, document))
    assert ("item-takes-away", line_of(document, f'amount = "{amount}"')) in codes


def test_an_item_may_be_a_difference(tmp_path):
    document = DOCUMENT.replace('amount = "0.30 * dibao_month"', 'amount = "0.30 * dibao_month - own_income_month"')
    assert "item-takes-away" not in [code for code, _ in found(build(tmp_path, document))]


def test_an_entitlement_has_no_requirements(tmp_path):
    planted = '\n[benefits.living_allowance.requirements.x]\nactual = "reserved_parking_bays"\nrequired = "0"\n'
    assert [code for code, _ in found(build(tmp_path, DOCUMENT + planted))] == ["entitlement-has-requirements"]


def test_a_benefit_has_a_name_in_the_vocabulary_and_a_case(tmp_path):
    planted = '\n[benefits.living_alowance]\nforce = "mandatory"\ncitation = { section = "二", phrase = "补贴" }\n'
    mistakes = lint(build(tmp_path, DOCUMENT + planted))

    assert [mistake.code for mistake in mistakes] == ["unknown-benefit", "benefit-has-no-case"]
    assert mistakes[0].hint.zh == "是否为 living_allowance？"
    assert mistakes[0].place.excerpt == "[benefits.living_alowance]"


CASE_MISTAKES = [
    ('id = "tekun"', 'id = "tekun"\nclauses = ["jiaxing-2016/exclude-tekum"]', "case-names-an-unknown-clause", "tekum"),
    ('id = "tekun"', 'id = "on-the-line"', "case-id-is-used-twice", "living.toml"),
    (
        'title = "特困人员"',
        'title = "特困人员"\nexpect.care_allowance = { status = "unknown" }',
        "case-expects-what-no-document-gives",
        "care_allowance",
    ),
]


@pytest.mark.parametrize(("old", "new", "code", "words"), CASE_MISTAKES)
def test_a_mistake_of_a_worked_case_is_found_with_its_line(tmp_path, old, new, code, words):
    [mistake] = lint(build(tmp_path, cases=CASES.replace(old, new, 1)))

    assert mistake.code == code
    assert mistake.place.line is not None
    assert words in f"{mistake.message.zh}{mistake.place}"


def test_a_benefit_without_a_case_in_its_time_is_found(tmp_path):
    cases = CASES.split("[[cases]]")[0] + "[[cases]]" + CASES.split("[[cases]]")[-1]
    assert [code for code, _ in found(build(tmp_path, cases=cases))] == ["benefit-has-no-case"]


def test_what_cannot_be_read_is_told_alone(tmp_path):
    assert [code for code, _ in found(build(tmp_path, DOCUMENT + "\nx = [\n"))] == ["not-toml"]


def test_every_check_says_what_it_asks_for():
    assert all(check.__doc__ for check in CHECKS)
    assert len({check.__name__ for check in CHECKS}) == len(CHECKS)
