"""Policy mutation: a change of one figure, day, sign or word of the law makes a worked case fail."""

import pytest

from small_library import CASES, DOCUMENT, FOLDER, build, write
from subsidy_cli.expressions.parsing import parse
from subsidy_cli.library.opening import open_library
from subsidy_cli.validation.elements import all_documents
from subsidy_cli.validation.mutants import mutants
from subsidy_cli.validation.mutation import all_mutants, main, open_mutation, report, sample, stale_equivalents
from subsidy_cli.validation.variations import variations, words_of

SAMPLE = 150
SEED = 20160916


def other_words(owner, word):
    values = {"category": ("vision", "hearing", "mental")}
    places = {"jiaxing": ("zhejiang", "nanhu")}
    return words_of(lambda name: values.get(name, ()), lambda place: places.get(place, ()))(owner, word)


def varied(text, kind=None):
    return [each.text for each in variations(text, other_words) if kind in {None, each.kind}]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0.30 * dibao_month", ["0.31 * dibao_month", "0.29 * dibao_month", "0.60 * dibao_month"]),
        ("ceil(500)", ["(500)", "ceil(501)", "ceil(499)", "ceil(1000)"]),
        ("a <= b", ["a < b", "a >= b"]),
        ("a == b", ["a != b"]),
        (
            "as_of < '2020-07-04'",
            ["as_of <= '2020-07-04'", "as_of > '2020-07-04'", "as_of < '2020-07-03'", "as_of < '2020-07-05'"],
        ),
        ("a and b", ["True and b", "a or b", "a and True"]),
        ("a or b", ["False or b", "a and b", "a or False"]),
        ("not (a)", ["(a)"]),
        ("not a", ["a"]),
        ("a not in {'x'}", ["a in {'x'}"]),
        ("a in {'x', 'y', 'z'}", ["a in {'y', 'z'}", "a in {'x', 'z'}", "a in {'x', 'y'}"]),
        ("category == 'mental'", ["category != 'mental'", "category == 'vision'"]),
        ("category in {'vision'}", ["category in {'hearing'}"]),
        ("status_of(x) == 'eligible'", ["status_of(x) != 'eligible'", "status_of(x) == 'ineligible'"]),
        ("within(p, 'jiaxing')", ["within(p, 'zhejiang')", "within(p, 'nanhu')"]),
        ("a if c else b", ["(a)", "(b)"]),
        ("max(a, b)", ["min(a, b)"]),
        ("a + b", ["a - b"]),
        ("0", ["1"]),
    ],
)
def test_an_expression_is_varied_by_one_step(text, expected):
    assert varied(text) == expected


def test_a_table_loses_each_of_its_entries():
    assert varied("{'x': 5 * a, 'y': b}[k]", "category") == ["{'y': (b)}[k]", "{'x': (5 * a)}[k]"]


def test_a_chain_of_comparisons_has_its_signs_varied():
    assert varied("16 <= age < 60", "comparison") == [
        "16 < age < 60",
        "16 >= age < 60",
        "16 <= age <= 60",
        "16 <= age > 60",
    ]


@pytest.mark.parametrize("text", ["a and not (b or c) or e == 'x'", "(a or b) and c", "not a and not (b and c)"])
def test_every_variation_can_be_read_and_means_something_else(text):
    written = parse(text)
    assert all(parse(each) != written for each in varied(text))


def named(found):
    return {mutant.id for mutant in found}


def test_the_small_document_has_these_mutants(tmp_path):
    library = build(tmp_path)
    [document] = all_documents(library)
    found = named(mutants(library, document))

    assert {
        "document.effective: date 2020-01-01 -> 2019-12-31",
        "definitions.is_minor.value: figure 18 -> 17",
        "conditions.covered: element conditions dropped",
        "conditions.covered.subjects: category person dropped",
        "benefits.living_allowance.force: force mandatory -> discretionary",
        "benefits.living_allowance.conditions.low_income: element conditions dropped",
        "benefits.living_allowance.conditions.low_income.test: connective or -> and",
        "benefits.living_allowance.conditions.low_income.test: operand is_minor dropped",
        "benefits.living_allowance.exclusions.tekun: element exclusions dropped",
        "benefits.living_allowance.items.0.bound: bound exact -> at_most",
        "benefits.living_allowance.items.0.amount: figure 0.30 -> 0.60",
    } <= found
    assert len(found) == 27


def judged(library):
    mutation = open_mutation(library)
    return [mutation.judge(mutant) for mutant in all_mutants(mutation)]


def test_the_small_cases_kill_every_mutant_of_the_law(tmp_path):
    verdicts = judged(build(tmp_path))
    assert [str(verdict) for verdict in verdicts if verdict.fate == "survived"] == []


@pytest.mark.parametrize(
    ("case", "mutant"),
    [
        ("on-the-line", "items.0.amount: figure 0.30 -> 0.31"),
        ("a-fen-above", "low_income.test: figure 1.5 -> 1.6"),
        ("tekun", "exclusions.tekun: element exclusions dropped"),
        ("without-certificate", "conditions.covered: element conditions dropped"),
        ("on-the-birthday", "comparison < -> <="),
        ("first-day", "date 2020-01-01 -> 2020-01-02"),
        ("day-before", "date 2020-01-01 -> 2019-12-31"),
    ],
)
def test_a_case_that_is_left_out_lets_a_mutant_survive(tmp_path, case, mutant):
    cases = "[[cases]]".join(part for part in CASES.split("[[cases]]") if f'id = "{case}"' not in part)
    survivors = [verdict for verdict in judged(build(tmp_path, cases=cases)) if verdict.fate == "survived"]

    assert any(verdict.mutant.id.endswith(mutant) for verdict in survivors)
    assert all(verdict.mutant.place.line for verdict in survivors)


def test_what_no_longer_compiles_is_refused(tmp_path):
    """A day more of the older document, and the day after it is regulated twice."""
    older = DOCUMENT.replace('status    = "in_force"', 'to        = 2021-12-31\nstatus    = "in_force"')
    later = DOCUMENT.replace("small-2020", "later-2022").replace("= 2020-01-01", "= 2022-01-01")
    later = later.replace("[definitions.is_minor]", '[definitions.is_minor]\nreplaces = "small-2020"')
    library = build(tmp_path, older, CASES.replace("2021-01-01", "2022-01-01"), **{"later-2022_dot_toml": later})
    fates = {verdict.mutant.id: verdict.fate for verdict in judged(library)}

    assert fates["document.to: date 2021-12-31 -> 2022-01-01"] == "refused"


EQUIVALENT = """\
[[equivalent]]
mutant = "benefits.living_allowance.items.0.amount: figure 0.30 -> 0.31"
reason = "舍入后相同"

[[equivalent]]
mutant = "benefits.living_allowance.items.7.amount: figure 1 -> 2"
reason = "已不存在"
"""


def test_an_argued_equivalent_does_not_survive_and_a_stale_one_is_told(tmp_path):
    cases = CASES.replace(', amount = "300.00"', "")
    library = build(tmp_path, cases=cases)
    write(tmp_path / FOLDER / "cases" / "small-2020" / "equivalent.toml", EQUIVALENT)
    mutation = open_mutation(library)
    fates = {mutant.id: mutation.judge(mutant) for mutant in all_mutants(mutation)}

    argued = fates["benefits.living_allowance.items.0.amount: figure 0.30 -> 0.31"]
    assert (argued.fate, argued.reason) == ("equivalent", "舍入后相同")
    assert fates["benefits.living_allowance.items.0.amount: figure 0.30 -> 0.29"].fate == "survived"
    [stale] = stale_equivalents(mutation, all_mutants(mutation))
    assert "items.7" in stale


def test_the_report_counts_by_file_and_names_each_survivor(tmp_path):
    lines = list(report(judged(build(tmp_path, cases=CASES.replace(', amount = "300.00"', "")))))

    assert lines[0].split()[0].split("/")[1] == "27"
    assert any(line.startswith("survived") and "small-2020.toml:35:13" in line for line in lines)
    assert lines[-1].endswith("survived")


def test_a_sample_is_drawn_by_its_seed_and_keeps_the_order(tmp_path):
    found = all_mutants(open_mutation(build(tmp_path)))
    drawn = sample(found, 10, SEED)

    assert drawn == sample(found, 10, SEED)
    assert [found.index(mutant) for mutant in drawn] == sorted(found.index(mutant) for mutant in drawn)
    assert sample(found, None, SEED) == sample(found, 1000, SEED) == found


def test_the_command_tells_survivors_and_fails(tmp_path, capsys):
    build(tmp_path)
    assert main(["--policies", str(tmp_path)]) == 0
    assert capsys.readouterr().out.splitlines()[-1].startswith("27 mutants: 27 killed")
    build(tmp_path, cases=CASES.replace(', amount = "300.00"', ""))
    assert main(["--policies", str(tmp_path), "--document", "small-2020"]) == 1
    write(tmp_path / FOLDER / "small-2020.toml", "x = [")
    assert main(["--policies", str(tmp_path)]) == 4
    assert "not-toml" in capsys.readouterr().err


@pytest.fixture(scope="module")
def shipped():
    """The shipped policies with their worked cases."""
    return open_mutation(open_library(with_user_folder=False))


def test_a_sample_of_the_shipped_law_is_held_by_its_cases(shipped):
    drawn = sample(all_mutants(shipped), SAMPLE, SEED)
    survivors = [str(verdict) for verdict in map(shipped.judge, drawn) if verdict.fate == "survived"]
    assert survivors == []


def test_no_argument_for_an_equivalent_mutant_is_stale(shipped):
    assert stale_equivalents(shipped, all_mutants(shipped)) == ()


def test_an_unchanged_document_fails_no_case(shipped):
    """The control: what fails a case is the change, not the way in which it is made."""
    for document in shipped.documents:
        mutant = next(iter(mutants(shipped.library, document)))
        unchanged = type(mutant)(**{**vars(mutant), "changed": document})
        assert shipped.judge(unchanged).fate == "survived"


def test_the_days_of_plans_and_notices_and_the_benefits_of_notices_are_varied(shipped):
    found = named(all_mutants(shipped))
    assert {
        "document.horizon: date 2025-12-31 -> 2026-01-01",
        "notices.security-fund-small-enterprises.to: date 2027-12-31 -> 2027-12-30",
        "notices.retirement-age-2025.from: date 2025-01-01 -> 2025-01-02",
        "notices.zhejiang-two-allowances-2021.benefits: category care_allowance dropped",
    } <= found


def test_the_days_of_plans_and_notices_are_pinned(shipped):
    told = [each for each in all_mutants(shipped) if each.owner == "notices" or each.key == ("horizon",)]
    assert len(told) == 6 + 8 + 10
    assert [str(verdict) for verdict in map(shipped.judge, told) if verdict.fate == "survived"] == []
