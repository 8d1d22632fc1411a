"""What is held against each row: every value read, in range, and not at odds with another.

The checks are those of `facts.applicant`, as conditions over columns. A row in which one holds is faulty; every one that
holds is told.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from subsidy_cli.columnar.terms import quote, text
from subsidy_cli.facts.applicant import PAID_TIERS
from subsidy_cli.facts.values import allowed
from subsidy_cli.facts.vocabulary import AVERAGE, INCOME, MEMBERS
from subsidy_cli.roster import identity
from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from subsidy_cli.facts.vocabulary import Vocabulary
    from subsidy_cli.roster.spellings import Spelling

__all__ = ["AVERAGE", "INCOME", "MEMBERS", "Check", "row_checks"]

_BOTH = Text("请核对并改正其中一项", "check both and correct one")
_ORIGINAL = Text(
    "请核对证件原件；表格软件可能改动了末位数字",
    "check the document itself; a spreadsheet may have changed the last digits",
)
_AS_TEXT = Text(
    "Excel 已把号码变成数字，后几位不可恢复：请把该列设为文本后按证件原件重填",
    "a spreadsheet has made a figure of it and the last digits are lost: make the column text and enter it again",
)

_FLAWS = {
    "mangled": (Text("已被表格软件改成数字", "a spreadsheet has turned it into a figure"), _AS_TEXT),
    "old-number": (
        Text("为15位旧号码", "it is an old number of 15 digits"),
        Text("请填写18位公民身份号码", "give the citizen number of 18 characters"),
    ),
    "look-alike": (
        Text("末位不是字母 X", "its last character only looks like the letter X"),
        Text("末位请改为半角大写字母 X", "make the last character the letter X"),
    ),
    "length": (Text("位数不对", "wrong number of characters"), _ORIGINAL),
    "characters": (Text("含有不允许的字符", "characters that cannot stand there"), _ORIGINAL),
    "birth-date": (Text("出生日期不存在", "its birth date does not exist"), _ORIGINAL),
    "check-digit": (Text("校验码不符", "its check digit does not hold"), _ORIGINAL),
    "category": (Text("类别位须为1至7", "its category digit must be 1 to 7"), _ORIGINAL),
    "grade": (Text("等级位须为1至4", "its grade digit must be 1 to 4"), _ORIGINAL),
}


@dataclass(frozen=True)
class Check:
    """One thing that can be wrong with a row; the texts are SQL, since they hold values of the row."""

    code: str
    name: str
    """The fact, standard or special column whose cell is shown."""
    condition: str
    message_zh: str
    message_en: str
    hint: Text
    doubt: str | None = None
    """A cheaper condition that holds where this check or one after it of the same number does; else the condition."""
    when_clean: str | None = None
    """The same where every cell was read at first sight; else the doubt."""


def row_checks(spellings: Sequence[Spelling], vocabulary: Vocabulary) -> list[Check]:
    """Every check of a row that needs neither other rows nor the day."""
    names = {spelling.name: spelling for spelling in spellings}
    checks = [check for spelling in spellings for check in _value_checks(spelling)]
    checks += _number_checks(names, vocabulary)
    checks += _told_checks(names, vocabulary)
    return checks + _contradictions(names, vocabulary)


def _value_checks(spelling: Spelling) -> list[Check]:
    name = spelling.name
    if spelling.definition.type == "text":
        return [_garbled()] if name == "name" else []
    public = name.removeprefix("#row_")
    label, permitted = spelling.definition.label, allowed(spelling.definition)
    hint = Text(f"可写：{permitted.zh}", f"allowed: {permitted.en}")
    shown = f"left({identity.masked_within(spelling.column)}, 60)"
    start_zh = text(f"{label.zh}（{public}）的值 ")
    outside = spelling.out_of_range()
    unread = spelling.unread() if outside is None else f"({spelling.unread()} AND ({outside}) IS NOT TRUE)"
    checks = [
        Check(
            "wrong-value",
            name,
            unread,
            f"{start_zh} || {shown} || ' 无法识别'",
            f"{text(f'{public} cannot be ')} || {shown}",
            hint,
            when_clean="FALSE",
        )
    ]
    if outside is not None:
        checks.append(
            Check(
                "value-out-of-range",
                name,
                outside,
                f"{start_zh} || {shown} || ' 超出范围'",
                f"{text(f'{public} is out of range: ')} || {shown}",
                hint,
                when_clean=spelling.beyond_limits(),
            )
        )
    return checks


def _garbled() -> Check:
    """Two hanzi of GBK can be two letters of UTF-8: 钱 is also Ǯ. A name of such letters alone was written in GBK."""
    return Check(
        "other-encoding",
        "name",
        "(regexp_full_match(name, '[\\x{00A1}-\\x{07FF}]+'))",
        text("姓名疑似乱码（GBK 写入 UTF-8 文件）"),
        text("the name looks garbled: GBK in a UTF-8 file"),
        Text("请用原软件重新导出，全文件使用同一编码", "export the file again in one encoding"),
    )


def _number_checks(names: dict[str, Spelling], vocabulary: Vocabulary) -> list[Check]:
    has_citizen, has_certificate = "citizen_id" in names, "certificate_number" in names
    checks = []
    if has_citizen:
        doubt = identity.citizen_is_flawed(names["citizen_id"].first, has_certificate)
        checks += _flawed("citizen_id", identity.citizen_flaws(has_certificate), doubt, vocabulary)
    if has_certificate:
        doubt = identity.certificate_is_flawed(names["certificate_number"].first, has_citizen)
        checks += _flawed("certificate_number", identity.certificate_flaws(has_citizen), doubt, vocabulary)
    if has_citizen and has_certificate:
        checks.append(
            Check(
                "contradiction",
                "certificate_number",
                f"(length({identity.CERTIFICATE}) >= 20 AND left({identity.CERTIFICATE}, 18) <> {identity.CITIZEN}"
                f" AND length({identity.CITIZEN}) = 18)",
                text("残疾人证号与身份证号不是同一人"),
                text("certificate_number and citizen_id are of different people"),
                _BOTH,
            )
        )
    return checks


def _flawed(name: str, flaws: dict[str, str], doubt: str, vocabulary: Vocabulary) -> list[Check]:
    label, shown = vocabulary.label(name), identity.masked(quote(name))
    return [
        Check(
            "mangled-number" if flaw == "mangled" else "wrong-number",
            name,
            condition,
            f"{text(f'{label.zh} ')} || {shown} || {text(f' {_FLAWS[flaw][0].zh}')}",
            f"{text(f'{name} ')} || {shown} || {text(f': {_FLAWS[flaw][0].en}')}",
            _FLAWS[flaw][1],
            doubt if index == 0 else "FALSE",
        )
        for index, (flaw, condition) in enumerate(flaws.items())
    ]


def _told_checks(names: Collection[str], vocabulary: Vocabulary) -> list[Check]:
    """Stated facts against what the numbers say."""
    if not {"citizen_id", "certificate_number"} & set(names):
        return []
    source = "citizen_id" if "citizen_id" in names else "certificate_number"
    told = [("birth_date", identity.BORN, source), ("sex", identity.SEX, source)]
    if "certificate_number" in names:
        told += [
            ("disability_category", identity.CATEGORY, "certificate_number"),
            ("disability_grade", identity.GRADE, "certificate_number"),
        ]
    return [_told_check(name, column, source, vocabulary) for name, column, source in told if name in names]


def _told_check(name: str, column: str, source: str, vocabulary: Vocabulary) -> Check:
    labels = vocabulary.label(name), vocabulary.label(source)
    stated, says = f"CAST({quote(name)} AS VARCHAR)", f"CAST({column} AS VARCHAR)"
    return Check(
        "contradiction",
        name,
        f"({quote(name)} <> {column})",
        f"{text(f'{labels[0].zh}（{name}）为 ')} || {stated} || {text(f'，而{labels[1].zh}（{source}）表明为 ')} || {says}",
        f"{text(f'{name} is ')} || {stated} || {text(f', but {source} says ')} || {says}",
        _BOTH,
    )


def _contradictions(names: dict[str, Spelling], vocabulary: Vocabulary) -> list[Check]:
    checks = []
    if {"needs_long_term_care", "self_care_level"} <= names.keys():
        tiers = ", ".join(text(tier) for tier in sorted(PAID_TIERS))
        need, tier = "CAST(needs_long_term_care AS VARCHAR)", "self_care_level"
        checks.append(
            Check(
                "contradiction",
                "needs_long_term_care",
                f"(({tier} IN ({tiers})) <> needs_long_term_care)",
                f"'需要长期照护（needs_long_term_care）为 ' || {need} || '，而生活自理能力（self_care_level）为 ' || {tier}",
                f"'needs_long_term_care is ' || {need} || ', but self_care_level is ' || {tier}",
                _BOTH,
            )
        )
    if MEMBERS in names:
        checks.append(
            Check(
                "contradiction",
                MEMBERS,
                f"({MEMBERS} < 1)",
                text("家庭人口数至少为1"),
                text("household_members must be at least 1"),
                _BOTH,
            )
        )
    if {MEMBERS, INCOME, AVERAGE} <= names.keys():
        checks.append(_average_check())
    return checks


def _average_check() -> Check:
    income, stated = f"CAST({INCOME} AS DECIMAL(30,8))", f"CAST({AVERAGE} AS DECIMAL(24,8))"
    stated_text = f"CAST(CAST({AVERAGE} AS DECIMAL(18,2)) AS VARCHAR)"
    heads = f"TRY_CAST({MEMBERS} AS DECIMAL(6,0))"
    fen = f"(CAST({INCOME} * 100 AS HUGEINT) * 2 + {MEMBERS}) // (2 * {MEMBERS})"
    average_text = f"CAST(CAST(CAST({fen} AS DECIMAL(30,0)) * 0.01 AS DECIMAL(18,2)) AS VARCHAR)"
    return Check(
        "contradiction",
        AVERAGE,
        f"({MEMBERS} BETWEEN 1 AND 100000 AND abs({stated} * {heads} - {income}) > 0.01 * {heads})",
        f"'家庭人均月收入为 ' || {stated_text} || '，而家庭月总收入（household_income_month）除以人口数为 ' || {average_text}",
        f"'household_income_per_capita_month is ' || {stated_text} ||"
        f" ', but household_income_month over household_members is ' || {average_text}",
        _BOTH,
    )
