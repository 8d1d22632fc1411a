"""The analyst's tools: diff, history, verify, new, schema, coverage, and the same applicant side by side."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator
from wcwidth import wcswidth

from cli_running import Runner, prepare
from small_library import CASES, DOCUMENT, build, write
from subsidy_cli.cli.policy_writing import SCHEMAS
from subsidy_cli.documents.cases import CasesFile, CaseTable, ExpectationTable
from subsidy_cli.documents.models import DocumentTable
from subsidy_cli.documents.schemas import FILES, schema
from subsidy_cli.library.folders import data_folder
from subsidy_cli.validation.cases import CASE_KEYS, EXPECTATION_KEYS
from subsidy_cli.validation.comparing import compare
from subsidy_cli.validation.coverage import coverage
from subsidy_cli.validation.ends import End, Scope, comparisons
from subsidy_cli.validation.passages import SearchableText, normalised
from subsidy_cli.validation.verification import verify

if TYPE_CHECKING:
    from pathlib import Path

    from syrupy.assertion import SnapshotAssertion

    from subsidy_cli.library.opening import Library

LATER = """\
[document]
id        = "small-2022"
number    = "测政发〔2022〕2号"
title     = { zh = "小意见", en = "The small opinion" }
effective = 2022-07-01
status    = "in_force"

[definitions.is_minor]
replaces = "small-2020"
value    = "age(birth_date) < 16"
citation = { section = "一", phrase = "未满16周岁" }

[benefits.living_allowance]
extends  = "small-2020"
force    = "discretionary"
citation = { section = "二", phrase = "可按低保标准的40%发放" }

  [benefits.living_allowance.conditions.low_income_now]
  replaces = "low_income"
  name     = { zh = "低收入", en = "low income" }
  test     = "household_income_per_capita_month <= 2 * dibao_month or is_minor"
  citation = { section = "二", phrase = "家庭人均收入在低保标准2倍以下" }

  [[benefits.living_allowance.items]]
  name   = { zh = "另加100元", en = "another 100 yuan" }
  amount = "100"
  bound  = "at_least"
  citation = { section = "二", phrase = "另加不低于100元" }

[benefits.care_allowance]
force    = "mandatory"
citation = { section = "三", phrase = "每人每月200元" }

  [[benefits.care_allowance.items]]
  name   = { zh = "护理补贴", en = "care allowance" }
  amount = "200"
"""
COUNTY = """\
[document]
id        = "county-2023"
number    = "县政发〔2023〕3号"
title     = { zh = "县规定", en = "County rules" }
effective = 2023-01-01
status    = "in_force"

[benefits.living_allowance]
replaces = "small-2020"
force    = "mandatory"
citation = { section = "一", phrase = "县内每人每月500元" }

  [[benefits.living_allowance.items]]
  name   = { zh = "每月500元", en = "500 yuan a month" }
  amount = "500"
"""
OFFICIAL = """\
小办法（测政发〔2020〕１号）
一、未满18周岁，持有有效　残疾人证
二、按低保标准的 ３０％
发放生活补贴。家庭人均收入在低保标准１５０%以下或未成年。
特困人员不享受。附则：未满18周岁。
"""
APPLICANT = """\
[facts]
has_valid_certificate = true
birth_date = 1990-01-01
receives_tekun = false
household_income_per_capita_month = "1600.00"
[standards]
dibao_month = "1000.00"
"""


@pytest.fixture
def cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Runner:
    runner = prepare(tmp_path, monkeypatch)
    library(tmp_path / "policies")
    return runner


@pytest.fixture
def small(tmp_path: Path) -> Library:
    return library(tmp_path / "policies")


def library(root: Path) -> Library:
    """Two documents of a city, and one of a county below it that replaces the older one."""
    found = build(root, small_2022_dot_toml="")
    write(root / "zhejiang/jiaxing/small-2022.toml", LATER)
    (root / "zhejiang/jiaxing/small_2022.toml").unlink()
    write(root / "zhejiang/jiaxing/pinghu/county-2023.toml", COUNTY)
    return found


def end(library: Library, day: str, place: str = "jiaxing") -> End:
    return End(library, library.find_place(place), date.fromisoformat(day))


# diff


def test_a_day_of_change_in_words(cli: Runner, snapshot: SnapshotAssertion) -> None:
    line = "policy diff --policies policies --place jiaxing --from-day 2022-06-30 --to-day 2022-07-01"
    for language in ("zh", "en"):
        found = cli(line, language=language)
        assert (found.code, found.err) == (0, "")
        assert found.out == snapshot
        assert_plain(found.out)


def test_a_difference_as_json_has_source_words_and_clause(cli: Runner) -> None:
    found = cli(
        "policy diff --policies policies --place jiaxing --from-day 2022-06-30 --to-day 2022-07-01 --format json"
    ).json["comparisons"]
    assert len(found) == 1
    assert found[0]["counts"] == {"appears": 1, "ends": 0, "differs": 1, "definitions": 1, "standards": 0}
    living = next(each for each in found[0]["benefits"] if each["id"] == "living_allowance")
    assert (living["old"]["force"], living["new"]["force"]) == ("mandatory", "discretionary")
    condition = next(each for each in living["differences"] if each["section"] == "conditions")
    assert condition["aspects"] == ["rule", "citation"]
    assert "1.5 * dibao_month" in condition["old"]["rule"]["test 1"]
    assert condition["new"]["words"]["en"].startswith("household income per head")
    assert condition["new"]["citation"]["phrase"] == "家庭人均收入在低保标准2倍以下"
    assert living["definitions"] == ["is_minor"]


def test_places_and_the_same_day_twice(small: Library) -> None:
    (places,) = comparisons(end(small, "2024-01-01"), end(small, "2024-01-01", "pinghu"), Scope())
    changed = {each.definition.id: each.change for each in places.benefits}
    assert changed == {"living_allowance": "differs"}
    (nothing,) = comparisons(end(small, "2024-01-01"), end(small, "2024-01-02"), Scope())
    assert nothing.is_empty
    assert compare(*nothing.programmes).is_empty


def test_a_programme_differs_from_nothing_by_all_it_has(small: Library) -> None:
    (found,) = comparisons(end(small, "2022-07-01"), end(small, "2019-01-01"), Scope())
    assert {(each.definition.id, each.change) for each in found.benefits} == {
        ("living_allowance", "ends"),
        ("care_allowance", "ends"),
    }
    assert all(each.absence is not None and each.absence.reason == "not_yet" for each in found.benefits)


def test_folders_are_compared_at_every_place_and_day(cli: Runner, tmp_path: Path) -> None:
    other = library(tmp_path / "changed")
    file = tmp_path / "changed/zhejiang/jiaxing/small-2020.toml"
    file.write_text(file.read_text(encoding="utf-8").replace("0.30 *", "0.35 *"), encoding="utf-8")
    found = cli("policy diff --policies policies --other-policies changed --format json").json["comparisons"]
    assert [(each["new"]["place"], each["new"]["as_of"]) for each in found] == [
        ("zhejiang/jiaxing", "2020-01-01"),
        ("zhejiang/jiaxing", "2022-07-01"),
        ("zhejiang/jiaxing/pinghu", "2020-01-01"),
        ("zhejiang/jiaxing/pinghu", "2022-07-01"),
    ]
    assert all(each["counts"]["differs"] == 1 for each in found)
    assert comparisons(End(other, None, None), End(other, None, None), Scope())[0].is_empty


def test_a_mere_change_of_spelling_is_no_difference(small: Library, tmp_path: Path) -> None:
    other = library(tmp_path / "spelled")
    file = tmp_path / "spelled/zhejiang/jiaxing/small-2020.toml"
    text = file.read_text(encoding="utf-8").replace("0.30 * dibao_month", "(0.30  *  dibao_month)")
    file.write_text(text, encoding="utf-8")
    (found,) = comparisons(End(small, None, None), End(other, None, None), Scope())
    assert found.is_empty


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("policy diff --policies policies --place jiaxing", "nothing-to-compare"),
        ("policy diff --policies policies --from-day 2022-01-01", "no-place"),
        ("policy diff --policies policies --place jiaxing --from-day yesterday", "wrong-value"),
        ("policy diff --policies policies --place jiaxing --other-place pingu", "pinghu"),
        ("policy diff --policies policies --place jiaxing --other-place pingu", "--> --other-place"),
        ("policy history care --policies policies --place jiaxing", "unknown-benefit"),
        ("policy history dibao --policies policies --place jiaxing", "benefit-not-here"),
        ("policy verify small-2021 text.txt --policies policies", "small-2022"),
        ("policy coverage --document small-2020 --policies policies", "no-clauses"),
        ("compare applicant.toml --place jiaxing", "sides-needed"),
        (
            "compare --place jiaxing --place pinghu --place jiaxing --as-of 2022-01-01 --as-of 2022-01-02",
            "sides-needed",
        ),
    ],
)
def test_usage_is_refused_with_a_cure(cli: Runner, line: str, word: str) -> None:
    found = cli(line)
    assert found.code == 2
    assert word in found.err
    assert found.out == ""


@pytest.mark.parametrize(
    "line",
    [
        "policy diff --other-policies {folder}",
        "policy diff --policies {folder} --other-policies policies",
        "policy list --policies {folder}",
        "policy check --policies {folder}",
        "assess --policies {folder} --place jiaxing",
        "care --policies {folder} --place jiaxing",
    ],
)
def test_a_folder_that_is_none_or_holds_no_place_is_named(cli: Runner, line: str) -> None:
    (cli.folder / "empty").mkdir()
    for folder, code in (("nodir", "no-folder"), ("empty", "folder-without-places")):
        found = cli(line.format(folder=folder))
        assert found.code == 2
        assert code in found.err
        assert f"--> {folder}\n" in found.err
        assert "SUBSIDY_POLICIES" in found.err


def test_a_library_may_begin_in_an_empty_folder(cli: Runner) -> None:
    (cli.folder / "empty").mkdir()
    line = "policy new hubei-2024 --place hubei --place-name 湖北省 --number 鄂1 --title 意见 --effective 2024-01-01"
    assert cli(f"{line} --policies empty --into empty").code == 0
    assert cli("policy list --policies empty").code == 0


# history


def test_history_says_who_changed_what_and_when(cli: Runner, snapshot: SnapshotAssertion) -> None:
    for language in ("zh", "en"):
        found = cli("policy history living_allowance --policies policies --place pinghu", language=language)
        assert found.code == 0
        assert found.out == snapshot
        assert_plain(found.out)


def test_history_as_json(cli: Runner) -> None:
    versions = cli("policy history living_allowance --policies policies --place pinghu --format json").json["versions"]
    assert [(each["from"], each["to"], each["force"]) for each in versions] == [
        ("2020-01-01", "2022-06-30", "mandatory"),
        ("2022-07-01", "2022-12-31", "discretionary"),
        ("2023-01-01", None, "mandatory"),
    ]
    assert [layer["role"] for layer in versions[1]["layers"]] == ["regulates", "extends"]
    assert versions[2]["layers"][0]["target"] == "small-2020"
    assert versions[1]["changes"]["definitions"][0]["id"] == "is_minor"


# verify


def test_phrases_are_found_whatever_their_widths_and_breaks(small: Library) -> None:
    found = verify(small, "small-2020", OFFICIAL)
    assert found.holds
    assert [each.quotation.phrase for each in found.of("repeated")] == ["未满18周岁"]
    assert [passage.line for passage in found.of("repeated")[0].passages] == [2, 5]


def test_a_changed_figure_is_shown_with_the_nearest_passage(cli: Runner, snapshot: SnapshotAssertion) -> None:
    text = OFFICIAL.replace("３０％", "４５％").replace("特困人员", "供养对象")
    cli.folder.joinpath("text.txt").write_bytes(text.encode("gb18030"))
    for language in ("zh", "en"):
        found = cli("policy verify small-2020 text.txt --policies policies", language=language)
        assert found.code == 1
        assert found.out == snapshot
        assert_plain(found.out)
    content = cli("policy verify small-2020 text.txt --policies policies --format json").json
    assert content["text"]["encoding"] == "GB18030"
    assert content["holds"] is False
    missing = next(each for each in content["phrases"] if "30%" in each["phrase"])
    assert (missing["figures"], missing["nearest"]["line"]) == ({"phrase": ["0.3"], "text": ["0.45"]}, 3)


def test_a_figure_that_stands_elsewhere_is_a_mismatch(tmp_path: Path) -> None:
    changed = DOCUMENT.replace('amount = "0.30 * dibao_month"', 'amount = "0.31 * dibao_month"')
    found = verify(build(tmp_path / "policies", changed), "small-2020", OFFICIAL)
    assert not found.holds
    assert [each.absent for each in found.unsupported] == [("0.31",)]


@pytest.mark.parametrize(
    ("content", "word"), [(b"%PDF-1.7", "PDF"), (b"PK\x03\x04", "DOCX"), (b"a\0b", "编码"), (None, "unreadable-file")]
)
def test_what_is_no_plain_text_is_refused(cli: Runner, content: bytes | None, word: str) -> None:
    if content is not None:
        cli.folder.joinpath("text.txt").write_bytes(content)
    found = cli("policy verify small-2020 text.txt --policies policies")
    assert (found.code, found.out) == (3, "")
    assert word in found.err


def test_looking_up_a_phrase() -> None:
    text = SearchableText("第一条　每人“每月”\n５００ 元——起\ufeff")
    assert normalised("每人「每月」500元") in text.plain
    assert text.occurrences('每月" 500元--起') != ()
    assert text.occurrences("") == ()
    nearest = text.nearest("每人每月600元")
    assert nearest is not None
    assert (nearest.line, nearest.likeness > 0.5) == (1, True)
    assert SearchableText("").nearest("每人") is None
    assert SearchableText("甲").nearest("乙") is None


# new


def new_document(runner: Runner, place: str = "jiaxing", more: str = "") -> Any:
    line = f"policy new other-2024 --place {place} --number 'X〔2024〕\"1\"号' --title '办 \"法\" \\' --effective 2024-01-01"
    return runner(f"{line} --policies policies --into mine {more}")


def test_a_new_document_can_be_read_and_is_never_overwritten(cli: Runner) -> None:
    found = new_document(cli, "zhejiang/ningbo", "--place-name 宁波市 --place-name-en Ningbo")
    assert found.code == 0
    assert found.out.splitlines() == [
        "mine/zhejiang/place.toml",
        "mine/zhejiang/ningbo/place.toml",
        "mine/zhejiang/ningbo/other-2024.toml",
    ]
    content = tomllib.loads((cli.folder / "mine/zhejiang/ningbo/other-2024.toml").read_text(encoding="utf-8"))
    assert content["document"]["number"] == 'X〔2024〕"1"号'
    assert content["document"]["title"]["zh"] == '办 "法" \\'
    assert content["document"]["status"] == "draft"
    assert cli("policy check --policies mine").code == 0
    before = (cli.folder / "mine/zhejiang/ningbo/other-2024.toml").read_bytes()
    again = new_document(cli, "zhejiang/ningbo", "--place-name 宁波市")
    assert (again.code, again.out) == (5, "")
    assert "--into" in again.err
    assert (cli.folder / "mine/zhejiang/ningbo/other-2024.toml").read_bytes() == before


def test_the_examples_in_a_new_document_are_sound(cli: Runner) -> None:
    assert new_document(cli).code == 0
    text = (cli.folder / "mine/zhejiang/jiaxing/other-2024.toml").read_text(encoding="utf-8")
    shown = [line.removeprefix("# ") for line in text.splitlines() if re.match(r"# +(\[|\w+ += )", line)]
    rest = [line for line in text.splitlines() if not line.startswith("#")]
    table = DocumentTable.model_validate(tomllib.loads("\n".join([*rest, *shown[3:]])))
    assert set(table.benefits) == {"living_allowance"}
    assert set(table.conditions) == {"covered_person"}
    assert len(table.recorded) == 1


@pytest.mark.parametrize(
    ("place", "more", "word"),
    [
        ("zhejiang/ningbo", "", "--place-name"),
        ("nowhere/ningbo", "--place-name 宁波市", "nowhere"),
        ("nowhere/ningbo", "--place-name 宁波市", "--place-name 名称/宁波市"),
        ("zhejiang/ningbo", "--place-name 江西省/宁波市", "another-name"),
        ("zhejiang/ningbo", "--place-name 中国/浙江省/宁波市", "too-many-names"),
        ("guangdong/guangzhou", "--place-name 广东省/广州市 --place-name-en Guangzhou", "names-differ-in-number"),
        ("Zhe/../jiang", "--place-name 宁波市", "wrong-place"),
    ],
)
def test_a_new_document_needs_a_known_or_named_place(cli: Runner, place: str, more: str, word: str) -> None:
    found = new_document(cli, place, more)
    assert found.code == 2
    assert word in found.err
    assert not (cli.folder / "mine").exists()


def test_a_place_below_another_new_one_is_named_with_it(cli: Runner) -> None:
    found = new_document(cli, "guangdong/guangzhou", "--place-name 广东省/广州市 --place-name-en Guangdong/Guangzhou")
    assert found.code == 0, found.err
    names = {path: (cli.folder / path).read_text(encoding="utf-8") for path in found.out.splitlines()}
    assert 'zh = "广东省"\nen = "Guangdong"' in names["mine/guangdong/place.toml"]
    assert 'zh = "广州市"\nen = "Guangzhou"' in names["mine/guangdong/guangzhou/place.toml"]
    assert cli("policy check --policies mine").code == 0
    assert new_document(cli, "zhejiang/ningbo", "--place-name 浙江省/宁波市").code == 0


def test_without_a_folder_the_users_own_is_written_and_layered_over_the_shipped_one(cli: Runner) -> None:
    line = (
        "policy new ningbo-2024 --place zhejiang/ningbo --place-name 宁波市 --number 1 --title t --effective 2024-01-01"
    )
    found = cli(line)
    assert found.code == 0
    assert [path.rpartition("/own/")[2] for path in found.out.splitlines()] == [
        "policies/zhejiang/ningbo/place.toml",
        "policies/zhejiang/ningbo/ningbo-2024.toml",
    ]
    assert "ningbo-2024" in cli("policy list --place 宁波市").out


def test_an_id_is_given_once(cli: Runner) -> None:
    line = "--place jiaxing --number 1 --title t --effective 2024-01-01 --policies policies --into mine"
    assert "id-is-taken" in cli(f"policy new small-2020 {line}").err
    assert "wrong-id" in cli(f"policy new Small_2020 {line}").err


# schema


def shipped_files() -> list[Path]:
    return sorted((data_folder() / "policies").rglob("*.toml"))


def kind_of(path: Path) -> str:
    if path.name == "equivalent.toml":
        return "equivalents"
    if "cases" in path.parts:
        return "cases"
    if path.stem in {"place", "standards", "notices"}:
        return path.stem
    return "part" if "." in path.stem else "document"


def plain(value: Any) -> Any:
    """A TOML value as an editor hands it to a schema."""
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [plain(each) for each in value]
    return value.isoformat() if isinstance(value, date) else value


def test_every_shipped_file_keeps_to_its_schema() -> None:
    validators = {kind: Draft202012Validator(schema(kind)) for kind in FILES}
    for validator in validators.values():
        Draft202012Validator.check_schema(validator.schema)
    found = [
        (path.name, error.json_path, error.message)
        for path in shipped_files()
        for error in validators[kind_of(path)].iter_errors(plain(tomllib.loads(path.read_text(encoding="utf-8"))))
    ]
    assert found == []


def test_a_schema_finds_a_misspelt_key() -> None:
    validator = Draft202012Validator(schema("document"))
    content = plain(tomllib.loads(DOCUMENT.replace("force    =", "forse    =")))
    assert any("forse" in error.message for error in validator.iter_errors(content))
    assert not list(validator.iter_errors(plain(tomllib.loads(DOCUMENT))))


def test_the_schema_of_cases_has_the_keys_that_cases_may_have() -> None:
    assert set(CaseTable.model_fields) == CASE_KEYS
    assert set(ExpectationTable.model_fields) == EXPECTATION_KEYS
    assert len(CasesFile.model_validate(tomllib.loads(CASES)).cases) == 8


@pytest.mark.parametrize("kind", FILES)
def test_a_schema_is_printed_for_editors(cli: Runner, kind: str) -> None:
    assert kind in SCHEMAS
    found = cli(f"policy schema {kind}")
    assert found.code == 0
    assert found.json == schema(kind)


# coverage


def test_coverage_fails_where_a_clause_is_missing(cli: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    from subsidy_cli.library.clauses import KnownClause

    clauses = tuple(
        KnownClause("small-2020", name, "二", "按低保标准的30%", "person", "amount") for name in ("one", "two", "three")
    )
    monkeypatch.setattr("subsidy_cli.validation.coverage.read_clauses", lambda: clauses)
    file = cli.folder / "policies/zhejiang/jiaxing/small-2020.toml"
    recorded = """
[[recorded]]
clause   = "two"
citation = { section = "三", phrase = "加强领导" }
reason   = { zh = "没有数额", en = "no figure" }
"""
    text = file.read_text(encoding="utf-8")
    encoded = text.replace('phrase = "未满18周岁" }', 'phrase = "未满18周岁", clause = "one" }')
    file.write_text(encoded + recorded, encoding="utf-8")
    found = cli("policy coverage --policies policies --document small-2020")
    assert found.code == 1
    assert "理由：没有数额" in found.out
    assert "small-2020/three" in found.out
    content = cli("policy coverage --policies policies --format json").json
    assert content["counts"] == {"total": 3, "encoded": 1, "recorded": 1, "missing": 1}
    file.write_text((encoded + recorded).replace('"two"', '["two", "three"]'), encoding="utf-8")
    assert cli("policy coverage --policies policies --detail", language="en").code == 0


def test_coverage_of_the_shipped_documents_names_a_reason_for_all_that_is_only_recorded() -> None:
    from subsidy_cli.library.opening import open_library

    found = coverage(open_library(data_folder() / "policies", with_user_folder=False))
    assert all(each.reason is not None for each in found.clauses if each.state == "recorded")


# compare


def test_an_applicant_before_and_after(cli: Runner, snapshot: SnapshotAssertion) -> None:
    cli.folder.joinpath("one.toml").write_text(APPLICANT, encoding="utf-8")
    line = "compare one.toml --policies policies --place jiaxing --as-of 2022-06-30 --as-of 2022-07-01"
    for language in ("zh", "en"):
        found = cli(line, language=language)
        assert (found.code, found.err) == (0, "")
        assert found.out == snapshot
        assert_plain(found.out)


def test_what_makes_the_difference_is_named(cli: Runner) -> None:
    line = "compare - --policies policies --place jiaxing --place pinghu --as-of 2023-01-01 --format json"
    content = cli(line, stdin=APPLICANT.replace("1600.00", "2600.00")).json
    assert [side["place"] for side in content["sides"]] == ["zhejiang/jiaxing", "zhejiang/jiaxing/pinghu"]
    living = next(each for each in content["benefits"] if each["id"] == "living_allowance")
    first, second = living["sides"]
    assert (first["outcome"]["status"], second["outcome"]["status"]) == ("ineligible", "eligible")
    assert first["grounds"][0]["citation"]["phrase"] == "家庭人均收入在低保标准2倍以下"
    assert second["grounds"][0]["citation"]["phrase"] == "县内每人每月500元"


def test_a_local_is_a_local_of_each_place(cli: Runner) -> None:
    file = cli.folder / "policies/zhejiang/jiaxing/pinghu/county-2023.toml"
    scope = """
  [benefits.living_allowance.conditions.local]
  name     = { zh = "本县户籍", en = "registered here" }
  test     = "within(hukou_place, 'pinghu')"
  citation = { section = "一", phrase = "县内" }
"""
    file.write_text(file.read_text(encoding="utf-8") + scope, encoding="utf-8")
    line = "compare - --policies policies --place jiaxing --place pinghu --as-of 2023-01-01 --format json"

    def statuses(more: str, stdin: str) -> list[str]:
        content = cli(f"{line} {more}", stdin=stdin).json
        living = next(each for each in content["benefits"] if each["id"] == "living_allowance")
        return [side["outcome"]["status"] for side in living["sides"]]

    assert statuses("--local", APPLICANT) == ["eligible", "eligible"]
    assert statuses("", APPLICANT.replace("[standards]", 'hukou_place = "jiaxing"\n[standards]'))[1] == "ineligible"


def test_four_sides_fit_a_line(cli: Runner) -> None:
    cli.folder.joinpath("one.toml").write_text(APPLICANT, encoding="utf-8")
    days = " ".join(f"--as-of {day}" for day in ("2019-01-01", "2020-01-01", "2022-07-01", "2023-01-01"))
    for language in ("zh", "en"):
        found = cli(f"compare one.toml --policies policies --place pinghu {days} --detail", language=language)
        assert found.code == 0
        assert_plain(found.out)


def assert_plain(text: str) -> None:
    """Fits eighty columns and can be shown on a GBK console."""
    text.encode("gbk")
    assert all(wcswidth(line) <= 80 for line in text.splitlines())
