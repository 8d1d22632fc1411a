"""What is objected to in what is stated of an applicant, in words.

An applicant alone is told with the values themselves, a row of a roster by SQL over its columns: the sentences are here
once, with named gaps for the values.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from subsidy_cli.texts import Language

UNREADABLE = Text("{label}（{name}）的值 {shown} 无法识别", "{name} cannot be {shown}")
OUT_OF_RANGE = Text("{label}（{name}）的值 {shown} 超出范围", "{name} is out of range: {shown}")
ALLOWED = Text("可写：{values}", "allowed: {values}")
FLAWED = Text("{label} {shown} {flaw}", "{name} {shown}: {flaw}")
FLAWS = {
    "mangled": Text("已被表格软件改成数字", "a spreadsheet has turned it into a figure"),
    "old-number": Text("为15位旧号码", "it is an old number of 15 digits"),
    "look-alike": Text("末位不是字母 X", "its last character only looks like the letter X"),
    "length": Text("位数不对", "wrong number of characters"),
    "characters": Text("含有不允许的字符", "characters that cannot stand there"),
    "birth-date": Text("出生日期不存在", "its birth date does not exist"),
    "check-digit": Text("校验码不符", "its check digit does not hold"),
    "category": Text("类别位须为1至7", "its category digit must be 1 to 7"),
    "grade": Text("等级位须为1至4", "its grade digit must be 1 to 4"),
}
"""What can be wrong with an identity or certificate number; the first three come of spreadsheets and old papers."""
_CURES = {
    "mangled": Text(
        "Excel 已把号码变成数字，后几位不可恢复：请把该列设为文本后按证件原件重填",
        "a spreadsheet has made a figure of it and the last digits are lost: make the column text and enter it again",
    ),
    "old-number": Text("请填写18位公民身份号码", "give the citizen number of 18 characters"),
    "look-alike": Text("末位请改为半角大写字母 X", "make the last character the letter X"),
}
_ORIGINAL = Text(
    "请核对证件原件；表格软件可能改动了末位数字",
    "check the document itself; a spreadsheet may have changed the last digits",
)

OTHER_PERSON = Text("残疾人证号与身份证号不是同一人", "certificate_number and citizen_id are of different people")
AT_ODDS = Text(
    "{label}（{name}）为 {stated}，而{other}（{source}）表明为 {said}", "{name} is {stated}, but {source} says {said}"
)
CARE_AT_ODDS = Text(
    "需要长期照护（needs_long_term_care）为 {need}，而生活自理能力（self_care_level）为 {tier}",
    "needs_long_term_care is {need}, but self_care_level is {tier}",
)
NO_MEMBERS = Text("家庭人口数至少为1", "household_members must be at least 1")
AVERAGE_AT_ODDS = Text(
    "家庭人均月收入为 {stated}，而家庭月总收入（household_income_month）除以人口数为 {average}",
    "household_income_per_capita_month is {stated}, but household_income_month over household_members is {average}",
)
CORRECT_ONE = Text("请核对并改正其中一项", "check both and correct one")
"""What to do about any two that are at odds."""
_GAP = re.compile(r"\{([a-z]+)\}")


def cure(flaw: str) -> Text:
    """What to do about a number with a flaw."""
    return _CURES.get(flaw, _ORIGINAL)


def filled(sentence: Text, **parts: str | Text) -> Text:
    """A sentence with what is given put into its gaps; a gap for which nothing is given stays."""
    return Text(_filled(sentence.zh, parts, "zh"), _filled(sentence.en, parts, "en"))


def _filled(sentence: str, parts: Mapping[str, str | Text], language: Language) -> str:
    words = {name: part.in_language(language) if isinstance(part, Text) else part for name, part in parts.items()}
    return _GAP.sub(lambda gap: words.get(gap[1], gap[0]), sentence)
