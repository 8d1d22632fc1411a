"""Reading rosters: every kind of damaged file, every row accounted for, and one meaning of each spelling."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import duckdb
import pytest
import xlsxwriter

from subsidy_cli.diagnostics import Place, Refusal, RefusedError
from subsidy_cli.facts.applicant import ApplicantReader
from subsidy_cli.facts.values import read_value
from subsidy_cli.identity import CitizenNumber, read_citizen_number
from subsidy_cli.library.opening import open_library
from subsidy_cli.roster.normalising import normalise
from subsidy_cli.roster.reading import open_roster
from subsidy_cli.roster.relations import ReadingOptions, Roster
from subsidy_cli.roster.staging import Plan

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

LIBRARY = open_library(with_user_folder=False)
DAY = date(2021, 3, 1)
PLACE = "zhejiang/jiaxing"
ID, OTHER_ID, THIRD_ID = "110101199003070011", "110101199003070038", "110101199003070054"
HEAD = "姓名,身份证号,残疾等级,本人月收入\n"
GOOD = f"{HEAD}张三,{ID},二级,100\n李四,{OTHER_ID},1,200.50\n"


@dataclass
class Read:
    roster: Roster
    facts: list[dict[str, Any]]
    rejects: dict[int, list[tuple[str, str]]]
    """Row -> code and heading of each error."""
    changes: dict[str, int]
    texts: list[str]

    @property
    def codes(self) -> dict[int, list[str]]:
        return {row: sorted(code for code, _ in found) for row, found in self.rejects.items()}

    @property
    def notices(self) -> set[str]:
        return {item.code for item in self.roster.warnings}


def facts_with_names(roster: Roster) -> str:
    """A query of the facts; names, at which no rule looks, come from the cells."""
    column = roster.mapping.get("name")
    if column is None:
        return "SELECT * FROM facts"
    return (
        f'SELECT facts.*, NULLIF(trim(raw.{column}), \'\') AS name FROM facts JOIN raw USING ("#row") ORDER BY "#row"'
    )


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., Read]:
    def reader(content: str | bytes | Path, name: str = "名册.csv", place: str | None = PLACE, **options: Any) -> Read:
        if isinstance(content, str | bytes):
            path = tmp_path / name
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        else:
            path = content
        chosen = ReadingOptions(LIBRARY.vocabulary, LIBRARY.places, **options)
        connection = duckdb.connect()
        roster = open_roster(connection, path, chosen, tmp_path)
        normalise(connection, roster, place, DAY, chosen)
        cursor = connection.execute(facts_with_names(roster))
        names = [item[0] for item in cursor.description or ()]
        facts = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        rejects: dict[int, list[tuple[str, str]]] = {}
        texts = []
        for row, column, code, *words in connection.execute(
            'SELECT "#row", "column", code, "value", message_zh, message_en, hint_zh, hint_en FROM rejects ORDER BY ALL'
        ).fetchall():
            rejects.setdefault(row, []).append((code, column))
            assert None not in words
            texts += words
        changes = dict(connection.execute("SELECT kind || ':' || \"column\", count FROM changes").fetchall())
        result = Read(roster, facts, rejects, changes, texts)
        _check_accounts(connection, result)
        return result

    return reader


def _check_accounts(connection: duckdb.DuckDBPyConnection, result: Read) -> None:
    """Every record is a fact, a reject or a named skip, and no number is shown in full."""
    (raw,) = connection.execute("SELECT count(*) FROM raw").fetchone() or (0,)
    assert raw == len(result.facts) + len(result.rejects)
    assert result.roster.rows_read == raw + sum(result.roster.skips.values())
    rows = [row["#row"] for row in result.facts]
    assert rows == sorted(set(rows)) and not set(rows) & set(result.rejects)
    assert not any(number in words for number in (ID, OTHER_ID, THIRD_ID) for words in result.texts)
    for words in result.texts:
        words.encode("gb18030")


def refused(read: Callable[..., Read], *arguments: Any, **options: Any) -> list[str]:
    with pytest.raises(RefusedError) as caught:
        read(*arguments, **options)
    assert caught.value.refusal is Refusal.INPUT
    assert all(item.message.zh and item.message.en for item in caught.value.diagnostics)
    return [item.code for item in caught.value.diagnostics]


# one meaning of each spelling

SPELLINGS = {
    "is_employed": ["是", "否", "有", "无", "已", "未", "1", "0", "TRUE", "No", "ｙ", " 是 ", "也许", "", "2", "是否"],
    "own_income_month": [
        "0", "1", "1500", "1500.5", "1500.55", "1500.555", "1500.500", "1,500", "1,500.25", "15,00", "１５００", "￥1,234.50元", "¥ 12 元", "12元",
        "元", "八百", "约500", "500-800", "1e3", "1_000", "nan", "inf", "0x10", "-5", "-0", "无", "", "  ", ".5", "5.", "00012", "1 000", "+5",
        "999999999999.99", "1000000000000", "١٢", "12.3.4", "12元元", "1500.00000000", "1,234,567.8",
    ],
    "disability_grade": ["1", "4", "一级", "壹级", "4级", "肆级", "2.0", "２级", "5", "0", "五级", "", "一", "II"],
    "household_members": ["3", "003", "3.0", "3.5", "-1", "1,000", "三", "３", "", "3人"],
    "disabled_employment_rate": ["0.5", "50%", "５０％", "12.5%", "1", "0", "1.5", "150%", "", "abc", "0.123456", "33.3333%"],
    "years_to_retirement": ["4.5", "10", "0", "50%", "-1", ""],
    "birth_date": [
        "1990-1-1", "1990/01/01", "1990.1.1", "19900101", "1990年1月1日", "１９９０－１－１", "1990-01-31", "01/02/1990", "90-1-1", "1990", "1990-01",
        "1990-02-30", "1990-13-01", "2000-02-29", "1900-02-29", "infinity", "epoch", "", "1990-01-01 00:00:00", "0000-01-01", "199011", "today",
        "1990-1/1",
    ],
    "disability_category": ["vision", "视力", "视力残疾", "多重", "multiple", "speech", "视残", "", " 肢体残疾 ", "Vision"],
    "household_status": ["none", "低保家庭", "dibao household", "低保边缘家庭", "低保", "", "无"],
    "self_care_level": ["完全不能自理", "unable", "mostly unable", "mostly_unable", "能自理", "不能自理"],
    "hukou_place": ["jiaxing", "zhejiang/jiaxing", "嘉兴市", "嘉兴", "平湖市", "浙江省嘉兴市平湖市", "嘉兴市平湖市", "Jiaxing", "火星", "", "fuzhou"],
    "dibao_month": ["1000", "1,000.5元", "x", ""],
    "care_uplift_adopted": ["是", "true", "x"],
}  # fmt: skip


@pytest.mark.parametrize("name", SPELLINGS)
def test_the_columns_read_what_a_single_applicant_reads(name: str) -> None:
    options = ReadingOptions(LIBRARY.vocabulary, LIBRARY.places)
    plan = Plan(options, ("列",), {name: "c0"})
    connection = duckdb.connect()
    connection.execute("CREATE TABLE source (n INTEGER, c0 VARCHAR)")
    connection.executemany("INSERT INTO source VALUES (?, ?)", list(enumerate(SPELLINGS[name])))
    checks = " OR ".join(check.condition for check in plan.checks)
    rows = connection.execute(
        f"""SELECT "{name}", COALESCE({checks}, FALSE) FROM ({plan.levels("SELECT * FROM source")}) ORDER BY n"""
    ).fetchall()
    definition = plan.definition(name)
    low, high = getattr(definition, "low", Fraction(0)), getattr(definition, "high", None)
    for written, (value, is_faulty) in zip(SPELLINGS[name], rows, strict=True):
        expected = read_value(definition, written, LIBRARY.places) if written.strip() else None
        if isinstance(expected, Fraction) and not (low <= expected < 10**12 and (high is None or expected <= high)):
            assert is_faulty, written
            continue
        found = Fraction(value) if isinstance(value, int | Decimal) and not isinstance(value, bool) else value
        assert found == expected, written
        assert is_faulty == (expected is None and bool(written.strip())), written


def test_identity_numbers_are_judged_as_one_by_one(read: Callable[..., Read]) -> None:
    heads = (
        "440106198002290",
        "810000199408230",
        "830000199201300",
        "440311199001010",
        "512301198503120",
        "110101190001010",
    )
    numbers = [f"{head}{order}{check}" for head in heads for order in ("01", "12") for check in "0123456789X"]
    result = read("身份证号\n" + "\n".join(numbers) + "\n")
    accepted = {row["citizen_id"] for row in result.facts}
    valid = {number for number in numbers if isinstance(read_citizen_number(number), CitizenNumber)}
    assert accepted == {number for number in valid if not number.endswith("000")} - {
        n for n in valid if n[6:10] == "1900"
    }
    assert len(accepted) == 10


# encodings


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_encodings_and_line_ends_change_nothing(read: Callable[..., Read], encoding: str, ends: str) -> None:
    content = GOOD.replace("张三", "䶮𠮷").replace("\n", ends)
    for written in (content, content.removesuffix(ends), content + ends * 2):
        result = read(written.encode(encoding))
        assert [row["name"] for row in result.facts] == ["䶮𠮷", "李四"]
        assert [row["#row"] for row in result.facts] == [2, 3]


def test_a_damaged_line_is_rejected_and_never_guessed(read: Callable[..., Read]) -> None:
    result = read(GOOD.encode() + b"\xd5\xc5\xc8\xfd,,3,1\n")
    assert result.roster.encoding == "utf-8" and result.codes == {4: ["undecodable"]}
    result = read(GOOD.encode("gb18030") + "王五,,3,1\n".encode())
    assert result.roster.encoding == "gb18030" and result.codes == {4: ["other-encoding"]}
    assert read(GOOD.encode("gb18030") + b"1,,3," + b"\xcd").codes == {4: ["undecodable"]}
    assert read(GOOD.encode() + "钱,,3,1\n".encode("gb18030")).codes == {4: ["other-encoding"]}
    for before in ("", " ", "\u00a0", "\u2002", "\u3000"):
        assert read(f"{GOOD}{before}Ǯ,,3,1\n".encode()).codes == {4: ["other-encoding"]}
    assert read(GOOD.encode() + b"a\x00b,,3,1\n").codes == {4: ["nul-character"]}
    assert "padding" in read(GOOD.encode() + b"\x00" * 20).notices


def test_encodings_that_cannot_be_told_are_refused(read: Callable[..., Read]) -> None:
    assert refused(read, GOOD.encode("utf-16-le")) == ["encoding-unknown"]
    assert refused(read, "姓名,身份證號,殘疾等級\n陳大文,1,2\n黃小明,3,4\n".encode("big5"))[0] in {
        "encoding-unknown",
        "no-heading",
    }
    assert refused(read, b"name,sex\n" + "钱,\n".encode("gb18030")) == ["encoding-ambiguous"]
    assert refused(read, GOOD.encode("gb18030"), encoding="utf-8") == ["encoding-wrong"]
    for unknown in ("klingon", "hex", "zip", "undefined", "a\0b"):
        assert refused(read, GOOD, encoding=unknown) == ["encoding-unknown"]
    for marked in ("utf-16", "utf-32"):
        assert refused(read, GOOD.encode("utf-16-le"), encoding=marked) == ["encoding-wrong"]
    assert len(read(GOOD.encode("utf-16-le"), encoding="utf-16-le").facts) == 2
    assert len(read(GOOD.encode("utf-16"), encoding="utf-16").facts) == 2
    assert len(read(GOOD.encode("gbk"), encoding="gbk").facts) == 2


# structure


def test_rows_that_cannot_be_split_are_rejected_one_by_one(read: Callable[..., Read]) -> None:
    result = read(f'{GOOD}少,x\n多,,3,1,2\n"未闭,,3,1\n后,,3,2\n"a"b,,3,1\n"x""y",,3,"1"\n"多\n行",,3,1\n')
    assert result.codes == {
        4: ["too-few-cells"],
        5: ["too-many-cells"],
        6: ["unclosed-quote"],
        8: ["text-after-quote"],
    }
    assert [row["name"] for row in result.facts] == ["张三", "李四", "后", 'x"y', "多\n行"]
    assert (result.facts[-1]["#row"], result.facts[-1]["#line"]) == (10, 10)


def test_blank_total_title_and_repeated_rows_are_skipped_by_name(read: Callable[..., Read]) -> None:
    result = read(f"花名册,,,\n{GOOD}\n,,,\n{HEAD}合计：,,,300.50\n")
    assert result.roster.skips == {"blank": 2, "total": 1, "repeated_header": 1, "title": 1}
    assert result.roster.header_row == 2 and [row["#row"] for row in result.facts] == [3, 4]


@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_separators_are_found(read: Callable[..., Read], separator: str) -> None:
    result = read(GOOD.replace(",", separator))
    assert result.roster.delimiter == separator and len(result.facts) == 2


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        ("", "a.csv", "empty-file"),
        (b"\xef\xbb\xbf", "a.csv", "empty-file"),
        ("1,2\n3,4\n", "a.csv", "no-heading"),
        (GOOD.replace(",", "，"), "a.csv", "wrong-separator"),
        ("<html><table>", "a.csv", "foreign-file"),
        (GOOD, "a.xlsx", "wrong-format"),
        (b"PK\x03\x04....", "a.xlsx", "damaged-file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "a.xls", "foreign-file"),
        (b"%PDF-1.4", "a.csv", "foreign-file"),
    ],
)
def test_files_that_are_no_rosters_are_refused(
    read: Callable[..., Read], content: str | bytes, name: str, code: str
) -> None:
    assert refused(read, content, name) == [code]


# headings


def test_headings_are_exact_synonyms_after_normalising(read: Callable[..., Read]) -> None:
    result = read(" 姓 名*,公民身份号码,残疾等级（级）,本人月收入(元),备注,监护人身份证号,监护人姓名\n甲,,2,5,x,y,z\n")
    assert set(result.roster.mapping) == {"name", "citizen_id", "disability_grade", "own_income_month"}
    assert result.facts[0]["c4"] == "x"


@pytest.mark.parametrize(
    ("headings", "code"),
    [
        ("姓名,姓名,残疾等级", "repeated-heading"),
        ("姓名,出生日期,生日", "ambiguous-heading"),
        ("姓名,残疾等级,家庭年收入", "annual-income"),
        ("姓名,残疾等级,本人月收入（元/年）", "annual-income"),
        ("姓名,残疾等级,本人月收入（万元）", "wrong-unit"),
        ("姓名,残疾等级,劳动合同月数（年）", "wrong-unit"),
        ("姓名,残疾等级,带动就业补贴已领年数（月）", "wrong-unit"),
        ("姓名,残疾等级（人）,备注", "wrong-unit"),
        ("姓名,残疾等级,养老保险参保率（%）", "wrong-unit"),
    ],
)
def test_doubtful_headings_are_refused(read: Callable[..., Read], headings: str, code: str) -> None:
    assert refused(read, f"{headings}\n1,2,3\n") == [code]


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("劳动合同期限（月）", "contract_months"),
        ("劳动合同月数（个月）", "contract_months"),
        ("带动就业补贴已领年数（年）", "job_creation_subsidy_years_paid"),
        ("距法定退休年数（年）", "years_to_retirement"),
        ("星级（星）", "star_level"),
        ("家庭人口数（人）", "household_members"),
        ("残疾等级（级）", "disability_grade"),
        ("城乡居民养老保险缴费档次（元/年）", "resident_pension_tier_year"),
    ],
)
def test_the_unit_of_a_fact_may_stand_in_its_heading(read: Callable[..., Read], heading: str, name: str) -> None:
    assert name in read(f"姓名,{heading}\n甲,1\n").facts[0]


def test_a_term_without_its_unit_is_nobodys_synonym(read: Callable[..., Read]) -> None:
    assert "contract_months" not in read("姓名,残疾等级,劳动合同期限\n甲,1,3\n").facts[0]


def test_the_users_own_mapping(read: Callable[..., Read]) -> None:
    assert (
        read("甲列,乙列\n王,3\n", mapping={"甲列": "name", "乙列": "disability_grade"}).facts[0]["disability_grade"]
        == 3
    )
    assert refused(read, "姓名,x\n1,2\n", mapping={"x": "disability_grad"}) == ["unknown-fact"]
    assert refused(read, "姓名,x\n1,2\n", mapping={"y": "disability_grade"}) == ["unknown-column"]
    assert refused(read, "姓名,监护人身份证号\n1,2\n", mapping={"监护人身份证号": "citizen_id"}) == ["someone-else"]
    assert "own_income_month" not in read("姓名,本人月收入\n1,x\n", mapping={"本人月收入": "-"}).facts[0]
    yearly = read("姓名,年收入\n甲,10000\n", mapping={"年收入": "own_income_month@year"}).facts[0]["own_income_month"]
    assert yearly == Decimal("833.33333333")


# numbers


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("4.40106E+17", "mangled-number"),
        ("440106199001011000", "mangled-number"),
        (f"{ID[:17]}2", "wrong-number"),
        ("110101900307001", "wrong-number"),
        (f"{ID[:17]}Х", "wrong-number"),
        ("110101199002300017", "wrong-number"),
        ("١١٠١٠١١٩٩٠٠٣٠٧٠٠١١", "wrong-number"),
        ("110101185003070014", "value-out-of-range"),
    ],
)
def test_bad_identity_numbers_are_rejected(read: Callable[..., Read], written: str, code: str) -> None:
    result = read(f"姓名,身份证号,残疾等级\n甲,{written},1\n")
    assert result.codes in ({2: [code]}, {2: ["wrong-number"]})


@pytest.mark.parametrize(
    "written",
    [
        f"'{ID}",
        f'="{ID}"',
        f" {ID} ",
        "１１０１０１１９９００３０７００１１",
        f"\u200b{ID}",
        f"{ID[:6]} {ID[6:14]} {ID[14:]}",
    ],
)
def test_marks_around_numbers_are_cleaned_and_counted(read: Callable[..., Read], written: str) -> None:
    quoted = '"' + written.replace('"', '""') + '"'
    result = read(f"姓名,身份证号,残疾等级\n甲,{quoted},1\n")
    assert result.facts[0]["citizen_id"] == ID and result.changes == {"number:身份证号": 1}


def test_numbers_and_stated_facts_are_held_against_each_other(read: Callable[..., Read]) -> None:
    head = "身份证号,残疾人证号,出生日期,性别,残疾类别,残疾等级\n"
    rows = [
        f"{ID},{ID}42,1990-03-07,男,肢体,2",
        f"{OTHER_ID},{THIRD_ID}42,,,,",
        f"{THIRD_ID},,1990-03-08,女,,",
        f",{THIRD_ID}42B1,,,听力,1",
        f",{THIRD_ID}82,,,,",
    ]
    result = read(head + "\n".join(rows) + "\n", duplicates="keep")
    assert result.codes == {
        3: ["contradiction"],
        4: ["contradiction"] * 2 if int(THIRD_ID[16]) % 2 else ["contradiction"],
        5: ["contradiction"] * 2,
        6: ["wrong-number"],
    }
    assert result.facts[0]["disability_category"] == "physical"


def test_duplicates_are_all_rejected_unless_kept(read: Callable[..., Read]) -> None:
    content = f"{HEAD}甲,{ID},1,1\n乙,{OTHER_ID},1,1\n甲,{ID},1,1\n"
    assert read(content).codes == {2: ["duplicate"], 4: ["duplicate"]}
    assert len(read(content, duplicates="keep").facts) == 3
    monthly = f"身份证号,计算日\n{ID},2021-01-01\n{ID},2021-02-01\n"
    assert [row["#as_of"] for row in read(monthly).facts] == [date(2021, 1, 1), date(2021, 2, 1)]


def test_contradictions_are_those_of_one_applicant(read: Callable[..., Read]) -> None:
    head = "姓名,需要长期照护,生活自理能力,家庭人口数,家庭月总收入,家庭人均月收入,出生日期\n"
    result = read(
        f"{head}甲,否,unable,3,4500,1500.01,\n乙,,,0,,,\n丙,,,3,4500,1500.02,\n丁,,,,,,2030-01-01\n戊,是,部分不能自理,,,,\n"
    )
    assert result.codes == {row: ["contradiction"] for row in (2, 3, 4, 5)}


def test_rows_bring_their_own_place_day_and_standards(read: Callable[..., Read]) -> None:
    result = read("姓名,残疾等级,地区,计算日,最低生活保障标准\n甲,1,平湖市,2023-1-5,1000\n乙,1,火星,x,y\n丙,1,,,\n")
    assert [(row["#place"], row["#as_of"], row["dibao_month"]) for row in result.facts] == [
        ("zhejiang/jiaxing/pinghu", date(2023, 1, 5), Decimal(1000)),
        (PLACE, DAY, None),
    ]
    assert result.codes == {3: ["wrong-value"] * 3}
    assert read("姓名,地区\n甲,\n", place=None).codes == {2: ["missing-place"]}


def test_half_characters_of_utf_16_are_named_by_row(read: Callable[..., Read]) -> None:
    content = "姓名,残疾等级\n甲\ud800,1\n乙,2\n".encode("utf-16", "surrogatepass")
    assert read(content).codes == {2: ["undecodable"]}
    assert read("姓名,残疾等级,备注\n甲,1,末末".encode("utf-16")[:-1]).codes == {2: ["undecodable"]}


@pytest.mark.parametrize("name", ["premium_support_share", "in_step_margin", "service_coverage_rate"])
@pytest.mark.parametrize(
    ("written", "share"),
    [
        ("1", "1"),
        ("100%", "1"),
        ("80%", "0.8"),
        ("1.000001", None),
        ("100.0001%", None),
        ("１００．０００１％", None),
        ("80", None),
    ],
)
def test_a_share_above_the_whole_is_refused_in_a_cell_as_for_one_applicant(
    read: Callable[..., Read], name: str, written: str, share: str | None
) -> None:
    reader = ApplicantReader(LIBRARY.vocabulary, LIBRARY.places, lambda _, key: Place("cell", key=key))
    is_standard = name in LIBRARY.vocabulary.standards
    values, mistakes = (reader.read_standards if is_standard else reader.read_facts)({name: written})
    result = read(f"姓名,残疾等级,{name}\n甲,1,{written}\n")
    if share is None:
        assert result.codes == {2: ["value-out-of-range"]} and [each.code for each in mistakes] == [
            "value-out-of-range"
        ]
        assert mistakes[0].hint is not None and "80%写作80%或0.80" in mistakes[0].hint.zh
    else:
        assert (result.facts[0][name], result.codes) == (Decimal(share), {})
        assert (values[name], mistakes) == (Decimal(share), [])


# households


def test_averages_of_households_are_exact_and_never_guessed(read: Callable[..., Read]) -> None:
    head = "户号,姓名,残疾等级,本人月收入\n"
    result = read(f"{head}1,甲,1,4500.01\n1,乙,,0\n1,丙,,0\n2,丁,1,100\n2,戊,,\n,己,1,5\n")
    averages = [row["household_income_per_capita_month"] for row in result.facts]
    assert averages == [Decimal("1500.003333333333")] * 3 + [None] * 3
    assert result.facts[0]["household_members"] == 3
    assert result.changes["household-average:本人月收入"] == 3


def test_households_that_do_not_add_up_give_no_average(read: Callable[..., Read]) -> None:
    head = "户号,姓名,本人月收入,家庭人口数\n"
    result = read(f"{head}1,甲,100,3\n1,乙,100,\n2,丙,1,1\n2,丁,1,\n3,戊,1,2\n3,己,1,3\n4,庚,八百,2\n4,辛,1,2\n")
    by_name = {row["name"]: row["household_income_per_capita_month"] for row in result.facts}
    assert by_name == {"甲": None, "乙": None, "辛": None}
    assert result.codes == {
        4: ["household-disagrees"],
        5: ["household-disagrees"],
        6: ["household-disagrees"],
        7: ["household-disagrees"],
        8: ["wrong-value"],
    }


@pytest.mark.parametrize("lost", ["1,乙,9000", ",乙,9000,,否", "1,乙,9000,2,否,多余"])
def test_a_row_that_may_be_anybodys_member_leaves_averages_open(read: Callable[..., Read], lost: str) -> None:
    """A row that cannot be split, or a member of no household: only households that are all there have an average."""
    head = "户号,姓名,本人月收入,家庭人口数,是否申请人\n"
    whole = read(f"{head}1,甲,100,,是\n1,乙,9000,,否\n2,丙,100,2,是\n2,丁,300,2,否\n")
    assert [row["household_income_per_capita_month"] for row in whole.facts] == [4550, 4550, 200, 200]
    damaged = read(f"{head}1,甲,100,,是\n{lost}\n2,丙,100,2,是\n2,丁,300,2,否\n")
    averages = {row["name"]: row["household_income_per_capita_month"] for row in damaged.facts}
    assert averages | {"乙": None} == {"甲": None, "乙": None, "丙": 200, "丁": 200}


@pytest.mark.parametrize(
    ("day", "average"), [("", 4550), ("2021-03-01", 4550), ("2021-04-01", 100), ("2021-02-30", None)]
)
def test_members_belong_together_on_one_day(read: Callable[..., Read], day: str, average: int | None) -> None:
    """No day is the day of the run; a day that cannot be read may be any."""
    content = f"户号,姓名,本人月收入,计算日\n1,甲,100,2021-03-01\n1,乙,9000,{day}\n"
    found = read(content)
    assert [row["household_income_per_capita_month"] for row in found.facts if row["name"] == "甲"] == [average]


@pytest.mark.parametrize("other", ["H1", "h1", "Ｈ１", " H1", "'H1"])
def test_a_household_is_known_by_any_spelling_of_its_number(read: Callable[..., Read], other: str) -> None:
    result = read(f"户号,姓名,本人月收入\nH1,甲,100\n{other},乙,300\n2,丙,1\n2.0,丁,3\n")
    assert [row["household_income_per_capita_month"] for row in result.facts] == [200, 200, 2, 2]


def test_one_number_in_two_places_is_no_one_household(read: Callable[..., Read]) -> None:
    rows = "1,甲,100,嘉兴市\n1,乙,300,抚州市\n2,丙,1,嘉兴市\n2,丁,3,嘉兴市\n"
    result = read(f"户号,姓名,本人月收入,地区\n{rows}")
    assert [row["household_income_per_capita_month"] for row in result.facts] == [None, None, 2, 2]


def test_rows_refused_before_are_no_whole_households(read: Callable[..., Read]) -> None:
    result = read("户号,姓名,本人月收入,退回行号,退回原因\n1,甲,100,7,x\n")
    assert [row["household_income_per_capita_month"] for row in result.facts] == [None]


def test_a_yearly_income_of_a_household_is_exact(read: Callable[..., Read]) -> None:
    result = read("姓名,家庭年收入,家庭人口数\n甲,54000.01,3\n", mapping={"家庭年收入": "household_income_month@year"})
    assert result.facts[0]["household_income_per_capita_month"] == Decimal("1500.000277777777")
    assert "household_income_month" not in result.facts[0]


# workbooks and other formats


def workbook(path: Path, fill: Callable[[Any], None], **options: Any) -> Path:
    book = xlsxwriter.Workbook(str(path), options)
    fill(book)
    book.close()
    return path


def sheet(book: Any, name: str | None = None, rows: int = 2, start: int = 0) -> Any:
    page = book.add_worksheet(name)
    page.write_row(start, 0, ["姓名", "身份证号", "残疾等级", "本人月收入", "出生日期"])
    for index in range(rows):
        page.write_row(start + 1 + index, 0, ["张三", "", "二级", 1234.5, 32939])
    return page


def test_a_cell_at_midnight_is_a_day_and_a_moment_is_none(read: Callable[..., Read], tmp_path: Path) -> None:
    def fill(book: Any) -> None:
        page, form = sheet(book), book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        page.write_datetime(1, 4, datetime(1990, 3, 7), form)
        page.write_datetime(2, 4, datetime(1990, 3, 7, 10), form)

    result = read(workbook(tmp_path / "a.xlsx", fill))
    assert [row["birth_date"] for row in result.facts] == [date(1990, 3, 7)]
    assert result.codes == {3: ["wrong-value"]}


def test_workbooks_are_read_with_the_rows_of_the_sheet(read: Callable[..., Read], tmp_path: Path) -> None:
    def fill(book: Any) -> None:
        page = sheet(book, rows=6, start=3)
        page.write(0, 0, "花名册")
        page.write_formula(4, 3, "=1+1", None, "")
        page.write_formula(5, 3, "=1/0", None, "#DIV/0!")
        page.write_number(6, 1, 440106199001011234)
        page.set_row(7, None, None, {"hidden": True})
        page.write_datetime(7, 4, datetime(1990, 3, 7), book.add_format({"num_format": "yyyy-mm-dd"}))
        page.merge_range(8, 0, 9, 0, "合并")

    result = read(workbook(tmp_path / "a.xlsx", fill))
    assert result.codes == {
        5: ["formula-without-value"],
        6: ["error-cell"],
        7: ["mangled-number"],
        9: ["merged-cell"],
        10: ["merged-cell"],
    }
    assert [(row["#row"], row["birth_date"], row["own_income_month"]) for row in result.facts] == [
        (8, date(1990, 3, 7), Decimal("1234.50"))
    ]
    assert {"hidden-rows", "formulas", "title-rows"} <= result.notices


def test_sheets_are_never_chosen_silently(read: Callable[..., Read], tmp_path: Path) -> None:
    both = workbook(tmp_path / "a.xlsx", lambda book: (sheet(book, "一"), sheet(book, "二", 3)))
    assert refused(read, both) == ["several-sheets"]
    assert len(read(both, sheet="二").facts) == 3
    assert refused(read, both, sheet="三") == ["unknown-sheet"]
    notes = workbook(
        tmp_path / "c.xlsx", lambda book: (book.add_worksheet("说明").write_column(0, 0, "abc"), sheet(book, "名册", 3))
    )
    assert len(read(notes, header_row=1).facts) == 3
    hidden = workbook(
        tmp_path / "b.xlsx", lambda book: (book.add_worksheet("说明").write(0, 0, "说明"), sheet(book, "名册").hide())
    )
    assert "sheet" in read(hidden).notices


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [(1_048_575, 16_383, "far-cell"), (5, 16_383, "far-cell"), (500_000, 0, "far-cell")],
)
def test_far_cells_are_named_before_the_reader_sees_them(
    read: Callable[..., Read], tmp_path: Path, row: int, column: int, code: str
) -> None:
    assert refused(read, workbook(tmp_path / "a.xlsx", lambda book: sheet(book).write(row, column, " "))) == [code]


def test_days_from_1904_are_converted(read: Callable[..., Read], tmp_path: Path) -> None:
    def fill(book: Any) -> None:
        sheet(book, rows=1).write_number(1, 4, 31477)

    assert read(workbook(tmp_path / "a.xlsx", fill, date_1904=True)).facts[0]["birth_date"] == date(1990, 3, 7)


def test_unsafe_workbooks_are_refused(read: Callable[..., Read], tmp_path: Path) -> None:
    plain = workbook(tmp_path / "a.xlsx", sheet)

    def altered(name: str, change: Callable[[str, bytes], bytes], extra: dict[str, bytes] | None = None) -> Path:
        path = tmp_path / name
        with zipfile.ZipFile(plain) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
            for entry in source.namelist():
                target.writestr(entry, change(entry, source.read(entry)))
            for entry, content in (extra or {}).items():
                target.writestr(entry, content)
        return path

    def same(_: str, content: bytes) -> bytes:
        return content

    def with_entities(_: str, content: bytes) -> bytes:
        return content.replace(b"<sst", b'<!DOCTYPE x [<!ENTITY a "b">]><sst', 1)

    assert refused(read, altered("b.xlsx", with_entities)) == ["unsafe-workbook"]
    assert refused(read, altered("c.xlsx", same, {"xl/media/x": b"\0" * (30 << 20)})) == ["unsafe-workbook"]
    assert refused(read, altered("d.xlsx", same, {"../x": b""})) == ["unsafe-workbook"]
    assert refused(read, altered("e.xlsx", same, {"xl/externalLinks/externalLink1.xml": b""})) == ["external-links"]


def test_brackets_in_texts_are_not_depth(read: Callable[..., Read]) -> None:
    remark = r"[见附件]\"{" * 60
    whole = f'{{"姓名": "甲", "残疾等级": 2, "备注": "{remark}"}}\n'
    assert not read(whole, "a.jsonl").codes
    deep = f'{{"姓名": "甲", "残疾等级": 2, "备注": {"[" * 60}{"]" * 60}}}\n'
    assert read(whole + deep, "a.jsonl").codes == {2: ["not-an-object"]}


def test_json_lines_and_parquet(read: Callable[..., Read], tmp_path: Path) -> None:
    lines = '{"姓名": "甲", "残疾等级": 2, "本人月收入": 1200.50, "在业": true}\n{"姓名": ["乙"]}\nx\n\n{"姓名": "丙", "本人月收入": 1e3}\n'
    result = read(lines, "a.jsonl")
    assert result.facts[0]["own_income_month"] == Decimal("1200.50") and result.facts[0]["is_employed"] is True
    assert result.codes == {2: ["nested-value"], 3: ["not-an-object"], 5: ["wrong-value"]}
    path = tmp_path / "a.parquet"
    duckdb.execute(
        f"""COPY (SELECT '甲' AS "姓名", 1 AS "残疾等级", DATE '1990-03-07' AS "出生日期", 12.50::DECIMAL(9,2) AS "本人月收入") TO '{path}'"""
    )
    facts = read(path).facts[0]
    assert (facts["disability_grade"], facts["birth_date"], facts["own_income_month"]) == (
        1,
        date(1990, 3, 7),
        Decimal("12.50"),
    )
