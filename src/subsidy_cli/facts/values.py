"""Values as people write them, read by closed lists: money, dates, yes and no, grades, categories, places.

Each reader gives the value, or None where the writing is not in its list; nothing is ever guessed.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, TypeAlias

from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from subsidy_cli.facts.vocabulary import FactDefinition, StandardDefinition
    from subsidy_cli.places import Gazetteer

FactValue: TypeAlias = bool | Fraction | date | str

YES = frozenset({"true", "yes", "y", "是", "有", "已", "1"})
NO = frozenset({"false", "no", "n", "否", "无", "未", "0"})
GRADES = {
    "一级": 1,
    "二级": 2,
    "三级": 3,
    "四级": 4,
    "1级": 1,
    "2级": 2,
    "3级": 3,
    "4级": 4,
    "壹级": 1,
    "贰级": 2,
    "叁级": 3,
    "肆级": 4,
}
DATE_FORMS = (
    re.compile(r"^([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})$"),
    re.compile(r"^([0-9]{4})/([0-9]{1,2})/([0-9]{1,2})$"),
    re.compile(r"^([0-9]{4})\.([0-9]{1,2})\.([0-9]{1,2})$"),
    re.compile(r"^([0-9]{4})年([0-9]{1,2})月([0-9]{1,2})日$"),
    re.compile(r"^([0-9]{4})([0-9]{2})([0-9]{2})$"),
)
MOST_DIGITS = 30
"""On either side of the point, for figures that a file gives as numbers."""
PLAIN_NUMBER = re.compile(r"^-?[0-9]{1,15}(\.[0-9]{1,9})?$")
GROUPED_NUMBER = re.compile(r"^[0-9]{1,3}(,[0-9]{3})+(\.[0-9]{1,9})?$")


HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0xFFE5: 0xA5}
"""Full-width forms (and the full-width yen sign) by their half-width ones; a superscript two is no two."""


def tidy(written: str) -> str:
    """Full-width digits, letters and signs as half-width ones, without spaces around; nothing else changes."""
    return written.translate(HALF_WIDTH).strip()


def read_boolean(written: object) -> bool | None:
    """Read yes or no."""
    if isinstance(written, bool):
        return written
    if not isinstance(written, str):
        return None
    word = tidy(written).lower()
    return True if word in YES else False if word in NO else None


def read_number(written: object) -> Fraction | None:
    """Read a plain decimal figure; a float is never taken, since it is not what was written."""
    if isinstance(written, bool | float):
        return None
    if isinstance(written, Decimal):
        return Fraction(written) if _can_be_written_out(written) else None
    if isinstance(written, int | Fraction):
        return Fraction(written)
    if not isinstance(written, str):
        return None
    word = tidy(written)
    if GROUPED_NUMBER.match(word):
        word = word.replace(",", "")
    return Fraction(Decimal(word)) if PLAIN_NUMBER.match(word) else None


def _can_be_written_out(figure: Decimal) -> bool:
    """Whether a figure is of a size that anybody could mean; 1e999999999 would take for ever to write out."""
    if not figure.is_finite() or figure.adjusted() > MOST_DIGITS:
        return False
    exponent = figure.as_tuple().exponent
    return isinstance(exponent, int) and exponent >= -MOST_DIGITS


def read_money(written: object) -> Fraction | None:
    """Read an amount of yuan, with or without the sign or the word for it, to the fen."""
    if isinstance(written, str):
        written = tidy(written).removeprefix("¥").removesuffix("元").strip()
    value = read_number(written)
    return value if value is not None and (value * 100).denominator == 1 else None


def read_ratio(written: object) -> Fraction | None:
    """Read a share, as a fraction of one or as a percentage."""
    if isinstance(written, str) and tidy(written).endswith("%"):
        value = read_number(tidy(written)[:-1])
        return None if value is None else value / 100
    return read_number(written)


def read_date(written: object) -> date | None:
    """Read a whole day; a month or a year alone is not a day, nor is a moment: its day depends on where one stands."""
    if isinstance(written, datetime):
        return None
    if isinstance(written, date):
        return written
    if not isinstance(written, str):
        return None
    word = tidy(written)
    for form in DATE_FORMS:
        match = form.match(word)
        if match is not None:
            try:
                return date(int(match[1]), int(match[2]), int(match[3]))
            except ValueError:
                return None
    return None


def read_value(definition: FactDefinition | StandardDefinition, written: object, places: Gazetteer) -> FactValue | None:
    """Read a value of a fact or standard by its type; None where the writing is not understood."""
    match definition.type:
        case "boolean":
            return read_boolean(written)
        case "money":
            return read_money(written)
        case "integer":
            value = _read_grade(written) if definition.unit == "grade" else read_number(written)
            return value if value is not None and value.denominator == 1 else None
        case "decimal":
            return read_ratio(written) if definition.unit == "ratio" else read_number(written)
        case "date":
            return read_date(written)
        case "enum":
            return _read_enum(definition, written)
        case "place":
            return places.find(written) if isinstance(written, str) else None
        case "text":
            return written.strip() if isinstance(written, str) and written.strip() else None


def _read_grade(written: object) -> Fraction | None:
    if isinstance(written, str) and tidy(written) in GRADES:
        return Fraction(GRADES[tidy(written)])
    return read_number(written)


def _read_enum(definition: FactDefinition | StandardDefinition, written: object) -> str | None:
    if not isinstance(written, str):
        return None
    return enum_spellings(definition).get(tidy(written))


def enum_spellings(definition: FactDefinition | StandardDefinition) -> dict[str, str]:
    """Every way to write a value of a closed list, with the value."""
    spellings: dict[str, str] = {}
    for value, label in getattr(definition, "values", {}).items():
        for word in (value, tidy(label.zh), label.en, _without_suffix(label.zh)):
            spellings.setdefault(word, value)
    return spellings


def _without_suffix(label: str) -> str:
    """视力残疾 is also written 视力."""
    return label.removesuffix("残疾") if len(label) > 2 else label


def allowed(definition: FactDefinition | StandardDefinition) -> Text:
    """What may be written for a fact or standard, for error messages and help."""
    match definition.type:
        case "boolean":
            return Text("是/否（true/false）", "true or false")
        case "money":
            return Text("金额，元，最多两位小数，不为负", "yuan with at most two decimals, not negative")
        case "integer":
            return _allowed_numbers(definition, Text("整数", "a whole number"))
        case "decimal":
            return _allowed_decimals(definition)
        case "date":
            return Text("日期，如 1990-01-31", "a day such as 1990-01-31")
        case "enum":
            values = getattr(definition, "values", {})
            return Text(
                "、".join(f"{value}（{label.zh}）" for value, label in values.items()),
                ", ".join(values),
            )
        case "place":
            return Text("地名，如 jiaxing 或 嘉兴市", "a place such as jiaxing")
        case "text":
            return Text("文字", "text")


def _allowed_decimals(definition: FactDefinition | StandardDefinition) -> Text:
    if definition.unit != "ratio":
        return _allowed_numbers(definition, Text("小数", "a decimal"))
    numbers = _allowed_numbers(definition, Text("小数或百分数", "a decimal or a percentage"))
    return Text(f"{numbers.zh}；80%写作80%或0.80", f"{numbers.en}; 80% is written 80% or 0.80")


def _allowed_numbers(definition: FactDefinition | StandardDefinition, plain: Text) -> Text:
    low, high = definition.low, definition.high
    if high is None:
        return Text(f"{plain.zh}，不小于{low}", f"{plain.en}, at least {low}")
    return Text(f"{plain.zh}，{low}至{high}", f"{plain.en} from {low} to {high}")
