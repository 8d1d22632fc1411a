"""People who do not exist: names, valid identity and certificate numbers, and what a roster says of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from random import Random

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
"""The weights of GB 11643, written out: the product computes them in another way."""
CHECKS = "10X98765432"
AREAS = ("330402", "330411", "330421", "330482", "361002", "110101", "440106", "650104")
UNUSUAL_AREAS = ("810000", "820000", "830000", "440311", "512301", "330403", "120223", "930000", "912345")
"""Residents of Hong Kong, Macao and Taiwan, new and abolished counties, foreigners with a permit."""
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎"
GIVEN = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂文辉玲建国华春红志海燕云龙雪梅晓东立新宇佳"
CATEGORIES = ("视力", "听力", "言语", "肢体", "智力", "精神", "多重")
GRADES = ("一级", "二级", "三级", "四级")


def check_character(digits: str) -> str:
    """The last character of an identity number, from the seventeen before it."""
    return CHECKS[sum(int(digit) * weight for digit, weight in zip(digits, WEIGHTS, strict=True)) % 11]


def citizen_number(random: Random, born: date, area: str, last: str | None = None) -> str:
    """A valid number that does not end in three zeros; `last` asks for one check character."""
    while True:
        digits = f"{area}{born:%Y%m%d}{random.randrange(1, 1000):03}"
        number = digits + check_character(digits)
        if not number.endswith("000") and last in {None, number[-1]}:
            return number


def birthday(random: Random, first: date = date(1935, 1, 1), last: date = date(2019, 12, 31)) -> date:
    """A day between two."""
    return first + timedelta(days=random.randrange((last - first).days + 1))


@dataclass(frozen=True)
class Person:
    """What a roster says of somebody."""

    name: str
    number: str
    born: date
    category: str
    grade: str
    income: str

    @property
    def sex(self) -> str:
        """As the number says."""
        return "男" if int(self.number[16]) % 2 else "女"

    @property
    def certificate(self) -> str:
        """The number of the certificate: that of the citizen, category and grade."""
        return f"{self.number}{CATEGORIES.index(self.category) + 1}{GRADES.index(self.grade) + 1}"


def person(random: Random) -> Person:
    """Somebody with a number that nobody has any doubt about."""
    born = birthday(random)
    name = random.choice(SURNAMES) + "".join(random.choice(GIVEN) for _ in range(random.choice((1, 2, 2))))
    income = f"{random.randrange(0, 400_000) / 100:.2f}"
    number = citizen_number(random, born, random.choice(AREAS))
    return Person(name, number, born, random.choice(CATEGORIES), random.choice(GRADES), income)


def people(random: Random, count: int) -> list[Person]:
    """People with different numbers."""
    found: dict[str, Person] = {}
    while len(found) < count:
        one = person(random)
        found.setdefault(one.number, one)
    return list(found.values())
