"""The words that every form of a result shares: statuses, amounts, periods, units, days."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from subsidy_cli.facts.vocabulary import PERIODS
from subsidy_cli.quantities import number_text
from subsidy_cli.texts import Language, Text

if TYPE_CHECKING:
    from datetime import date

    from subsidy_cli.quantities import Amount

STATUSES: dict[str, Text] = {
    "eligible": Text("符合", "eligible"),
    "ineligible": Text("不符合", "not eligible"),
    "unknown": Text("待定", "open"),
    "met": Text("达到", "met"),
    "unmet": Text("未达到", "not met"),
}
FORCES: dict[str, Text] = {
    "mandatory": Text("应当", "mandatory"),
    "discretionary": Text("可以", "discretionary"),
    "aspirational": Text("鼓励", "aspirational"),
    "none": Text("无效力", "no force"),
}
SUBJECTS: dict[str, Text] = {
    "person": Text("个人", "person"),
    "household": Text("家庭", "household"),
    "employer": Text("用人单位", "employer"),
    "institution": Text("机构", "institution"),
    "authority": Text("政府部门", "authority"),
}
ORIGINS: dict[str, Text] = {
    "stated": Text("本次给出", "given with this enquiry"),
    "user": Text("本机保存", "kept on this machine"),
    "shipped": Text("随程序提供", "shipped"),
}
CONFIDENCES: dict[str, Text] = {
    "high": Text("可信度高", "high confidence"),
    "medium": Text("可信度中", "medium confidence"),
    "low": Text("可信度低", "low confidence"),
    "inferred": Text("推算", "inferred"),
}
_PER: dict[str, Text] = {
    "month": Text("/月", "/month"),
    "year": Text("/年", "/year"),
    "once": Text("（一次性）", " once"),
    "device": Text("/件", "/device"),
    "stay": Text("/次住院", "/stay"),
    "prescription": Text("/次配药", "/prescription"),
    "certificate": Text("/证", "/certificate"),
    "programme": Text("/期", "/programme"),
    "loan": Text("/笔贷款", "/loan"),
    "ride": Text("/次乘坐", "/ride"),
    "visit": Text("/次参观", "/visit"),
    "fair": Text("/届", "/fair"),
    "case": Text("/案", "/case"),
    "exam": Text("/次考试", "/exam"),
    "procurement": Text("/次采购", "/procurement"),
}
_UNITS: dict[str, Text] = {
    "yuan": Text("元", " yuan"),
    "age": Text("岁", ""),
    "age_gap": Text("岁", " years"),
    "grade": Text("级", ""),
    "bases": Text("个", " bases"),
    "bays": Text("个", " bays"),
    "beds": Text("张", " beds"),
    "communities": Text("个", " communities"),
    "counties": Text("个县", " counties"),
    "homes": Text("家", " homes"),
    "households": Text("户", " households"),
    "institutions": Text("家", " institutions"),
    "marks": Text("分", " marks"),
    "months": Text("个月", " months"),
    "people": Text("人", " people"),
    "posts": Text("个", " posts"),
    "schools": Text("所", " schools"),
    "stars": Text("星", " stars"),
    "years": Text("年", " years"),
    "days": Text("天", " days"),
}
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wording:
    """Writes values in one language; `is_grouped` sets thousands apart, for reading on a screen only."""

    language: Language
    is_grouped: bool = False

    def say(self, text: Text) -> str:
        """One of two wordings."""
        return text.in_language(self.language)

    def pick(self, zh: str, en: str) -> str:
        """The wording of the language."""
        return zh if self.language == "zh" else en

    def join(self, parts: list[str] | tuple[str, ...]) -> str:
        """An enumeration."""
        return self.comma.join(parts)

    @property
    def comma(self) -> str:
        """What stands between the parts of an enumeration."""
        return self.pick("、", ", ")

    def sentence(self, parts: list[str] | tuple[str, ...]) -> str:
        """Clauses after each other."""
        return self.pick("，", ", ").join(part for part in parts if part)

    def bracket(self, words: str) -> str:
        """A remark in brackets."""
        return self.pick(f"（{words}）", f" ({words})")

    def day(self, day: date) -> str:
        """A day in prose."""
        return self.pick(f"{day.year}年{day.month}月{day.day}日", f"{day.day} {_MONTHS[day.month - 1]} {day.year}")

    def figure(self, value: Decimal) -> str:
        """An amount of yuan without its unit."""
        return format(value, ",.2f" if self.is_grouped else ".2f")

    def count(self, items: int, noun: str, plural: str = "") -> str:
        """A number of things: 3项 or 3 items."""
        return self.pick(f"{items}项", f"{items} {noun if items == 1 else plural or noun + 's'}")

    def amount(self, amount: Amount, period: str | None = None) -> str:
        """An amount with the way it is to be read and what it is per."""
        if amount.bound == "unspecified":
            return self.pick("金额未定", "no figure")
        return self._bounded(amount) + self.pick("元", " yuan") + self.per(period)

    def _bounded(self, amount: Amount) -> str:
        low = "" if amount.low is None else self.figure(amount.low)
        high = "" if amount.high is None else self.figure(amount.high)
        match amount.bound:
            case "at_least":
                return self.pick("不低于", "at least ") + low
            case "at_most":
                return self.pick("最高", "up to ") + high
            case "range":
                return f"{low}-{high}"
        return high

    def per(self, period: str | None) -> str:
        """What an amount is per, as an ending."""
        return self.say(_PER[period]) if period in _PER else ""

    def period(self, period: str) -> str:
        """What an amount is per, by itself."""
        return self.say(PERIODS[period]) if period in PERIODS else period

    def quantity(self, value: str, unit: str) -> str:
        """A figure with its unit; a share as a percentage."""
        number = Fraction(value)
        if unit == "ratio":
            return f"{number_text(number * 100)}%"
        if unit == "yuan":
            return self._yuan(value)
        return self._plain(number) + self._ending(number, unit)

    def _ending(self, number: Fraction, unit: str) -> str:
        ending = _UNITS.get(unit)
        if ending is None:
            return ""
        if self.language == "en" and number == 1:
            return " person" if unit == "people" else ending.en.removesuffix("s")
        return self.say(ending)

    def _yuan(self, value: str) -> str:
        places = max(2, len(value.partition(".")[2]))
        return format(Decimal(value), f",.{places}f" if self.is_grouped else f".{places}f") + self.pick("元", " yuan")

    def _plain(self, number: Fraction) -> str:
        return format(int(number), ",") if self.is_grouped and number.denominator == 1 else number_text(number)
