"""Policy files that are wrong in every way that was thought of: refused with code and place, never misread, never a fault."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

import small_library as small
from subsidy_cli.api import Enquiry, answer
from subsidy_cli.diagnostics import Refusal, RefusedError
from subsidy_cli.expressions.nodes import Arithmetic, Literal_
from subsidy_cli.expressions.parsing import parse
from subsidy_cli.library.opening import open_library
from subsidy_cli.presentation import structured
from subsidy_cli.quantities import money_text
from subsidy_cli.validation.lints import lint

if TYPE_CHECKING:
    from pathlib import Path

    from subsidy_cli.determination import BenefitOutcome

FACTS = {
    "has_valid_certificate": True,
    "birth_date": date(1990, 1, 1),
    "receives_tekun": False,
    "household_income_per_capita_month": "1000",
    "hukou_place": "jiaxing",
}


@dataclass(frozen=True)
class Bench:
    """Answers with a small library in which something is wrong."""

    root: Path

    def __call__(self, document: str = small.DOCUMENT, day: date = date(2021, 1, 1), **parts: str) -> BenefitOutcome:
        library = small.build(self.root, document, **parts)
        standards = {} if "standards_dot_toml" in parts else {"dibao_month": "1000"}
        result = answer(library, Enquiry("jiaxing", day, FACTS, standards, everything=True))
        structured.render(result)
        found = result.benefit("living_allowance")
        assert found is not None
        return found

    def codes(self, document: str = small.DOCUMENT, **parts: str) -> list[str]:
        """The codes of the mistakes with which it is refused."""
        with pytest.raises(RefusedError) as refused:
            self(document, **parts)
        assert refused.value.refusal is Refusal.POLICIES
        return [mistake.code for mistake in refused.value.diagnostics]


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def toml(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def test(text: str) -> str:
    """The document with another shared condition."""
    return small.DOCUMENT.replace('"has_valid_certificate"', toml(text))


test.__test__ = False  # type: ignore[attr-defined]


def amount(text: str) -> str:
    """The document with another amount."""
    return small.DOCUMENT.replace('"0.30 * dibao_month"', toml(text))


def definitions(*pairs: tuple[str, str]) -> str:
    tables = [
        f'[definitions.{name}]\nvalue = {toml(value)}\ncitation = {{ section = "一", phrase = "字" }}\n'
        for name, value in pairs
    ]
    return small.DOCUMENT + "\n" + "".join(tables)


# expressions


def test_a_figure_on_a_later_line_is_read_where_it_stands(bench: Bench) -> None:
    for written, low in (("(5000 +\n 300)", "5300.00"), ("(\r\n5000 +\r\n 300\r\n)", "5300.00"), (" 7", "7.00")):
        outcome = bench(amount(written))
        assert outcome.amount is not None
        assert str(outcome.amount.low) == low
    node = parse("(1 +\n  22)")
    assert isinstance(node, Arithmetic)
    assert node.right == Literal_(22)  # type: ignore[arg-type]
    assert "(1 +\n  22)"[node.right.span.start : node.right.span.end] == "22"


def test_a_large_amount_keeps_every_digit() -> None:
    assert money_text(parse_figure("999999999999999999") ** 3) == f"{999999999999999999**3}.00"


def parse_figure(text: str) -> Any:
    node = parse(text)
    assert isinstance(node, Literal_)
    return node.value


def test_an_unknown_key_that_a_table_may_lack_is_neither_yes_nor_its_other_entries(bench: Bench) -> None:
    assert bench(test("{'mental': True}[disability_category]")).status == "unknown"
    assert bench(test("{'mental': 5}[disability_category] > 3")).status == "unknown"
    assert bench(test("{'male': True, 'female': True}[sex]")).status == "eligible"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "1",
        "'word'",
        "{}[disability_category]",
        "{}[disability_grade] == 1",
        "{'mental': '2020-01-01'}[disability_category] <= as_of",
        "{'mental': 'x'}[disability_category] == 'x'",
        "hukou_place == 'jiaxing'",
        "hukou_place in {'jiaxing'}",
        "{'jiaxing': True}[hukou_place]",
        "has_valid_certificate\n and receives_tekun",
        "has_valid_certificate is True",
        "2 ** 9999999 > 1",
        "1e9 > 1",
        "0x10 > 1",
        "((has_valid_certificate)",
        "lambda: True",
        "x := True",
        "[True][0]",
        "min(*[1, 2]) > 1",
        "{**{}}[1]",
        "given(5)",
        "within(hukou_place, 'nowhere')",
        "status_of(living_allowance) == 'eligible'",
        "amount_of(nothing) > 1",
        "sex == 'femail'",
        "'2020-02-30' < as_of",
        "not " * 400 + "True",
        "1" + "+1" * 900 + " > 0",
        "has_valid_certificate\0",
        "\ufeffhas_valid_certificate",
        "1is 1",
        "（True）",
    ],
)
def test_an_expression_outside_the_language_is_refused(
    bench: Bench, text: str, recwarn: pytest.WarningsRecorder
) -> None:
    assert len(bench.codes(test(text))) == 1
    assert not [each for each in recwarn if "SyntaxWarning" in str(each.category)]


# definitions and documents


def test_a_definition_may_not_bear_a_name_that_is_taken(bench: Bench) -> None:
    for name in ("has_valid_certificate", "dibao_month", "as_of"):
        assert "name-is-taken" in bench.codes(definitions((name, "5")))


def test_a_circle_is_told_once(bench: Bench) -> None:
    circle = definitions(("a", "b"), ("b", "c"), ("c", "a")).replace('"has_valid_certificate"', '"a == 1"')
    assert bench.codes(circle) == ["cycle"]
    through_benefit = definitions(("a", "amount_of(living_allowance) > 1")).replace('"has_valid_certificate"', '"a"')
    assert bench.codes(through_benefit) == ["cycle"]


def test_definitions_that_lean_on_each_other_without_end_are_refused(bench: Bench) -> None:
    def chain(length: int, value: str) -> str:
        rows = [(f"d{index}", value.format(f"d{index + 1}")) for index in range(length)]
        written = definitions(*rows, (f"d{length}", "receives_tekun"))
        return written.replace('test     = "has_valid_certificate"', 'test = "not d0"')

    assert bench(chain(30, "{}")).status == "eligible"
    assert bench.codes(chain(300, "{}")) == ["chain-too-deep"]
    assert bench.codes(chain(38, "(" * 15 + "{} or False" + ") or False" * 15)) == ["chain-too-deep"]
    assert bench(chain(24, "{0} and {0}")).status == "eligible"


def test_a_misspelt_subject_drops_no_condition(bench: Bench) -> None:
    assert bench.codes(small.DOCUMENT.replace('["person"]', '["persona"]')) == ["wrong-key"]
    exempt = small.DOCUMENT.replace('force    = "mandatory"', 'force = "mandatory"\nwithout = ["coverd"]')
    assert bench.codes(exempt) == ["unknown-condition"]


ITEM = '\n[[benefits.living_allowance.items]]\nid = "{}"\nname = {{ zh = "项", en = "item" }}\namount = "100"\n'


def test_two_items_of_one_id_do_not_swallow_each_other(bench: Bench) -> None:
    assert bench.codes(small.DOCUMENT + ITEM.format("a") + ITEM.format("a")) == ["duplicate"]
    assert bench.codes(small.DOCUMENT + ITEM.format("0")) == ["duplicate"]


def extension(document: str, condition: str, replaced: str) -> str:
    return (
        f'[document]\nid = "{document}"\nnumber = "号"\ntitle = {{ zh = "文", en = "text" }}\neffective = 2020-06-01\n'
        f'status = "in_force"\n[benefits.living_allowance]\nextends = "small-2020"\n'
        f"[benefits.living_allowance.conditions.{condition}]\n"
        f'name = {{ zh = "条件", en = "condition" }}\nreplaces = "{replaced}"\ntest = "has_valid_certificate"\n'
        f'citation = {{ section = "一", phrase = "字" }}\n'
    )


def test_what_has_replaced_can_be_replaced_in_its_turn(bench: Bench) -> None:
    first, second = extension("b", "cond_b", "low_income"), extension("c", "cond_c", "cond_b")
    outcome = bench(b_dot_toml=first, c_dot_toml=second)
    assert [condition.id for condition in outcome.conditions] == ["covered", "cond_c"]
    assert bench.codes(b_dot_toml=first, c_dot_toml=extension("c", "cond_c", "nothing")) == ["replaces-nothing"]


def test_an_id_names_one_instrument(bench: Bench) -> None:
    assert "duplicate" in bench.codes(b_dot_toml=extension("small-2020", "cond_b", "low_income"))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("e_dot_toml", ""),
        ("e_dot_toml", "\0"),
        ("nothing_dot_care_dot_toml", "[definitions]\n"),
        ("small-2020_dot_care_dot_toml", "[document]\nid = 'x'\n"),
        ("notices_dot_toml", "notices = 5"),
        ("place_dot_toml", ""),
        ("d_dot_toml__file", ""),
    ],
)
def test_a_damaged_file_is_refused(bench: Bench, name: str, content: str) -> None:
    assert bench.codes(**{name: content})


def test_days_at_the_ends_of_the_calendar(bench: Bench) -> None:
    dated = small.DOCUMENT.replace(
        "effective = 2020-01-01", "effective = 0001-01-01\nto = 9999-12-31\nhorizon = 9999-12-31"
    )
    assert bench(dated).status == bench(dated, date.max).status == "eligible"
    library = small.build(bench.root / "checked", dated)
    assert {mistake.code for mistake in lint(library)} <= {"benefit-has-no-case", "figure-not-in-phrase"}


# standards

STANDARD = (
    '[[standards]]\nstandard = "dibao_month"\nvalue = "900.00"\nfrom = 2020-01-01\nsource = "文"\nconfidence = "high"\n'
)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (STANDARD.replace("dibao_month", "nothing"), "unknown-standard"),
        (STANDARD.replace('"900.00"', '"-900"'), "value-out-of-range"),
        (STANDARD.replace('"900.00"', '"abc"'), "wrong-value"),
        (STANDARD.replace('"900.00"', "true"), "wrong-value"),
        (STANDARD.replace('"900.00"', '"900.005"'), "wrong-value"),
        (STANDARD.replace('"900.00"', '"999999999999999"'), "value-out-of-range"),
        (STANDARD.replace("dibao_month", "device_rate").replace('"900.00"', '"80"'), "value-out-of-range"),
        (STANDARD.replace("dibao_month", "device_rate").replace('"900.00"', '"1.000001"'), "value-out-of-range"),
        (STANDARD.replace('"900.00"', "0x" + "f" * 5000), "value-out-of-range"),
        (STANDARD.replace('"900.00"', "1e999999999"), "wrong-value"),
        (STANDARD.replace('"900.00"', "900.5"), "wrong-key"),
        (STANDARD.replace("2020-01-01", "2020-01-01T10:00:00"), "wrong-key"),
        (STANDARD.replace("2020-01-01", "2020-01-01T00:00:00Z"), "wrong-key"),
        (STANDARD + 'when = "("\n', "wrong-condition"),
        (STANDARD + 'when = "nothing"\n', "wrong-condition"),
        (STANDARD + 'when = "household_members > 1"\n', "wrong-condition"),
    ],
)
def test_a_standard_that_cannot_be_read_is_refused_and_not_missing(bench: Bench, wrong: str, code: str) -> None:
    assert code in bench.codes(standards_dot_toml=wrong)
    library = small.build(bench.root / "checked", standards_dot_toml=wrong)
    assert code in {mistake.code for mistake in lint(library)}


def test_a_standard_that_can_be_read_holds(bench: Bench) -> None:
    outcome = bench(standards_dot_toml=STANDARD + 'when = "not receives_tekun"\n')
    assert outcome.amount is not None
    assert str(outcome.amount.low) == "270.00"


def test_a_folder_without_documents_does_not_pass_the_checks(tmp_path: Path) -> None:
    small.write(tmp_path / "zhejiang/place.toml", 'zh = "浙江省"\nen = "Zhejiang"\n')
    assert [mistake.code for mistake in lint(open_library(tmp_path, with_user_folder=False))] == ["no-document"]


def test_a_folder_without_places_is_refused_by_name_unless_one_begins_there(tmp_path: Path) -> None:
    with pytest.raises(RefusedError) as refused:
        open_library(tmp_path, with_user_folder=False)
    (mistake,) = refused.value.diagnostics
    assert refused.value.refusal is Refusal.USAGE
    assert mistake.code == "folder-without-places"
    assert mistake.place.file == str(tmp_path)
    assert mistake.hint is not None
    assert not open_library(tmp_path, with_user_folder=False, may_be_empty=True).has_places


def test_the_users_own_places_do_not_stand_in_for_those_of_the_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("platformdirs.user_config_path", lambda *_, **__: tmp_path / "own")
    small.build(tmp_path / "own" / "policies")
    (tmp_path / "empty").mkdir()
    with pytest.raises(RefusedError, match="folder-without-places"):
        open_library(tmp_path / "empty")


CITATION = 'citation = { section = "二", phrase = "特困人员不享受" }'
LIVING = 'force    = "mandatory"\ncitation = { section = "二", phrase = "按低保标准的30%发放生活补贴" }'


@pytest.mark.parametrize(
    ("old", "new", "code", "line", "message", "cure"),
    [
        ('"mandatory"', '"must"', "wrong-key", 20, "不能写 must", "可写：mandatory、discretionary、aspirational"),
        ('"mandatory"', '"mandatry"', "wrong-key", 20, "不能写 mandatry", "是否为 mandatory？"),
        ('["person"]', '["persona"]', "wrong-key", 14, "不能写 persona", "是否为 person？"),
        ('["person"]', '"person"', "wrong-key", 14, "须为数组", "[["),
        ('["person"]', "[]", "wrong-key", 14, "不能为空", "请填写"),
        (LIVING, 'force = "mandatory"', "wrong-key", 19, "缺少 citation", "section ="),
        (LIVING, "", "wrong-key", 19, "缺少 force、citation", "section ="),
        (CITATION, "", "missing-key", 28, "缺少这个键", "请补上 citation = { section ="),
        (CITATION, 'citation = "二"', "wrong-key", 31, "须为一张表", "{ 键 = 值 }"),
        ('section = "二", phrase = "特困', 'section = "", phrase = "特困', "wrong-key", 31, "不能为空", "请填写"),
        ("effective = 2020-01-01", 'effective = "2020-13-01"', "wrong-key", 6, "须为日期", "2021-03-01"),
        ("effective = 2020-01-01", "", "wrong-key", 1, "须有施行日 effective", "draft"),
        ('"in_force"', '"inforce"', "wrong-key", 7, "不能写 inforce", "是否为 in_force？"),
        ('"small-2020"', '"Small"', "wrong-key", 2, "写法不对", "小写字母"),
        ('amount = "0.30 * dibao_month"', "amount = 0.30", "wrong-key", 35, "须为字符串", "请加引号"),
        ("[conditions.covered]", "[conditons.covered]", "unknown-key", 13, "没有这个键", "是否为 conditions？"),
        ('  when     = "receives', '  wen = "x"\n  when     = "receives', "unknown-key", 30, "没有", "是否为 when？"),
        ('"has_valid_certificate"', '"x"\nany = ["x"]', "wrong-key", 13, "且只有一个", "all ="),
        ('"mandatory"', '"mandatory"\nextends = "x"\nreplaces = "y"', "wrong-key", 19, "不能并用", "补充写 extends"),
        ('"mandatory"', '"mandatory"\nalternatives = { a = "then" }', "wrong-key", 19, "理解 a", "2016-09-16"),
        (
            "  [[benefits.living_allowance.items]]",
            "  [[benefits.living_allowance.limits]]\n  name = { zh = '限', en = 'limit' }\n"
            "  [[benefits.living_allowance.items]]",
            "wrong-key",
            33,
            "at_most、at_least",
            "上限写 at_most",
        ),
    ],
)
def test_a_mistake_of_form_is_told_in_both_languages_with_a_cure(
    tmp_path: Path, old: str, new: str, code: str, line: int, message: str, cure: str
) -> None:
    assert old in small.DOCUMENT
    (found,) = lint(small.build(tmp_path, small.DOCUMENT.replace(old, new, 1)))
    assert (found.code, found.place.line) == (code, line)
    assert message in found.message.zh
    assert found.hint is not None
    assert cure in found.hint.zh
    assert not re.search(r"[a-z]+ [a-z]+ [a-z]+", found.message.zh)
    assert not re.search(r"[\u4e00-\u9fff]", found.message.en)


def test_a_standard_of_a_wrong_form_is_told_what_may_be_written(bench: Bench) -> None:
    with pytest.raises(RefusedError) as refused:
        bench(standards_dot_toml=STANDARD.replace('"high"', '"hihg"'))
    (mistake,) = refused.value.diagnostics
    assert mistake.hint is not None
    assert mistake.hint.en == "did you mean high? allowed: high, medium, low, inferred"
