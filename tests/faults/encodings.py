"""Encodings: byte-order marks, national standards, lines of another encoding, and what transfers leave behind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .people import CATEGORIES, SURNAMES
from .rosters import NAME, NOTE, Damaged, Table, as_csv, kind, refused, table

if TYPE_CHECKING:
    from random import Random

RARE = "䶮㐂㛃𠮷𫖯𬱖"
"""In names of living people, and outside GBK."""


def _plain(name: str, encoding: str) -> None:
    @kind(f"E {name}")
    def make(random: Random) -> Damaged:
        return as_csv(table(random), encoding)


for _name, _encoding in {
    "UTF-8": "utf-8",
    "UTF-8 with a mark": "utf-8-sig",
    "GBK": "gbk",
    "UTF-16": "utf-16",
    "UTF-32": "utf-32",
}.items():
    _plain(_name, _encoding)


def _lines(made: Table, encoding: str) -> list[bytes]:
    return made.text().encode(encoding).splitlines(keepends=True)


@kind("E GB18030 with rare characters")
def rare(random: Random) -> Damaged:
    made = table(random)
    for row in made.rows[::2]:
        row.cells[NAME] += random.choice(RARE)
    return as_csv(made, random.choice(("gb18030", "utf-8", "utf-16-le")).replace("utf-16-le", "utf-16"))


@kind("E UTF-16 big-endian")
def big_endian(random: Random) -> Damaged:
    made = table(random)
    return Damaged("名册.csv", b"\xfe\xff" + made.text().encode("utf-16-be"), made.rows)


@kind("E UTF-16 without a mark")
def unmarked(random: Random) -> Damaged:
    content = table(random).text().encode(random.choice(("utf-16-le", "utf-16-be")))
    return refused("名册.csv", content, "encoding-unknown", "no-heading")


@kind("E Big5")
def big5(random: Random) -> Damaged:
    names = "陳黃張劉趙楊蔣謝賴龔顏鄭葉蘇魏關"
    lines = ["編號,姓名,身份證號,殘疾類別,殘疾等級"]
    lines += [f"{index},{random.choice(names)}{random.choice(names)},,肢體,一級" for index in range(20)]
    return refused("名册.csv", "\n".join(lines).encode("big5"), "encoding-unknown", "no-heading", "encoding-ambiguous")


@kind("E EUC-KR")
def korean(random: Random) -> Damaged:
    names = "김이박최정강조윤장임한오서신권황안송류전"
    lines = ["번호,이름,등급"]
    lines += [f"{index},{random.choice(names)}{random.choice(names)}{random.choice(names)},일급" for index in range(20)]
    return refused("名册.csv", "\n".join(lines).encode("euc-kr"), "encoding-unknown", "no-heading")


@kind("E Latin-1 headings and names")
def latin(random: Random) -> Damaged:
    content = "name,disability grade\n" + "".join(f"Müllér ñ{index},1\n" for index in range(9))
    codes = ("encoding-unknown", "encoding-ambiguous")
    return refused("roster.csv", content.encode("latin-1"), *codes)


@kind("E one bad byte in UTF-8")
def bad_byte(random: Random) -> Damaged:
    made = table(random)
    row = made.pick()
    lines = _lines(made, random.choice(("utf-8", "utf-8-sig")))
    index = made.rows.index(row) + 1
    place = lines[index].index(row.cells[NAME].encode())
    lines[index] = lines[index][: place + 1] + lines[index][place + 2 :]
    row.reject("undecodable")
    return Damaged("名册.csv", b"".join(lines), made.rows)


def _mixed(random: Random, own: str, other: str, *codes: str) -> Damaged:
    """A row that was pasted in from a file of another encoding."""
    made = table(random)
    row = made.pick()
    row.cells[NAME] = random.choice(SURNAMES) + random.choice("鑫淼磊晶") + random.choice("伟芳娜英")
    index = made.rows.index(row) + 1
    lines = _lines(made, own)
    lines[index] = lines[index].decode(own).encode(other)
    row.reject(*codes)
    return Damaged("名册.csv", b"".join(lines), made.rows)


@kind("E a GBK row in UTF-8")
def gbk_row(random: Random) -> Damaged:
    return _mixed(random, "utf-8", "gbk", "undecodable", "other-encoding")


@kind("E a UTF-8 row in GBK")
def utf8_row(random: Random) -> Damaged:
    return _mixed(random, "gbk", "utf-8", "undecodable", "other-encoding")


@kind("E a UTF-8 name alone in GBK")
def utf8_name(random: Random) -> Damaged:
    """Only the name is in UTF-8; two hanzi of three bytes make three of two, and nothing fails to decode."""
    made = table(random)
    row = made.pick()
    row.cells[NAME] = "".join(random.choice(SURNAMES) for _ in range(2))
    index = made.rows.index(row) + 1
    lines = _lines(made, "gbk")
    lines[index] = lines[index].replace(row.cells[NAME].encode("gbk"), row.cells[NAME].encode(), 1)
    row.reject("undecodable", "other-encoding")
    return Damaged("名册.csv", b"".join(lines), made.rows)


def _truncated(random: Random, encoding: str) -> Damaged:
    made = table(random)
    made.rows[-1].cells[NOTE] = "尾"
    made.rows[-1].reject("undecodable")
    return Damaged("名册.csv", made.text().encode(encoding).rstrip(b"\n")[:-1], made.rows)


@kind("E cut off within the last character, UTF-8")
def cut_utf8(random: Random) -> Damaged:
    return _truncated(random, "utf-8")


@kind("E cut off within the last character, GBK")
def cut_gbk(random: Random) -> Damaged:
    return _truncated(random, "gbk")


@kind("E NUL within a name")
def nul(random: Random) -> Damaged:
    made = table(random)
    row = made.pick()
    row.cells[NAME] = f"{row.cells[NAME][0]}\0{row.cells[NAME][1:]}"
    row.reject("nul-character")
    return as_csv(made, random.choice(("utf-8", "gbk")))


@kind("E padding at the end")
def padding(random: Random) -> Damaged:
    made = table(random)
    tail = random.choice((b"\x1a", b"\x00" * random.randint(1, 100), b"\x00" * 3 + b"\x1a"))
    content = made.text().encode(random.choice(("utf-8", "gbk"))) + tail
    return Damaged("名册.csv", content, made.rows, told=("padding",))


@kind("E private-use characters of old GBK")
def private(random: Random) -> Damaged:
    made = table(random)
    row = made.pick()
    row.cells[NAME] += "\ue81e"
    content = made.text().encode("gb18030")
    return Damaged("名册.csv", content, made.rows, told=("private-use-characters",))


@kind("E names that normalising would change")
def compatibility(random: Random) -> Damaged:
    made = table(random)
    for row in made.rows[::2]:
        row.cells[NAME] += random.choice("\uf9d1\uf92c\ufa0f\uf981")
    return as_csv(made)


@kind("E encoding given, and wrong")
def wrongly_given(random: Random) -> Damaged:
    own, given = random.choice((("gbk", "utf-8"), ("utf-8", "ascii"), ("gbk", "ascii"), ("utf-8", "utf-16")))
    content = table(random).text().encode(own)
    return refused("名册.csv", content, "encoding-wrong", "no-heading", options=("--encoding", given))


@kind("E encoding given as GBK for UTF-8")
def given_as_gbk(random: Random) -> Damaged:
    content = table(random).text().encode()
    return refused("名册.csv", content, "encoding-wrong", "no-heading", options=("--encoding", "gbk"))


@kind("E encoding given, and right")
def rightly_given(random: Random) -> Damaged:
    own, given = random.choice((("gbk", "gb2312"), ("gb18030", "cp936"), ("utf-8", "utf8"), ("utf-16-le", "utf-16-le")))
    made = table(random)
    return as_csv(made, own, options=("--encoding", given))


@kind("E no such encoding")
def no_such(random: Random) -> Damaged:
    return refused("名册.csv", table(random).text().encode(), "encoding-unknown", options=("--encoding", "klingon"))


@kind("E English headings, one name in GBK")
def one_name(random: Random) -> Damaged:
    """So little text can be two things; asking is right, a wrong name is not."""
    made = table(random, 1, 2)
    made.headings[:] = [
        "tag",
        "name",
        "citizen_id",
        "disability_category",
        "disability_grade",
        "birth_date",
        "pay",
        "x",
    ]
    for row in made.rows:
        row.cells[3] = ("vision", "hearing", "speech", "physical", "intellectual", "mental", "multiple")[
            CATEGORIES.index(row.cells[3])
        ]
        row.cells[4], row.cells[7] = "1", ""
    asked = frozenset({"encoding-ambiguous", "encoding-unknown"})
    return as_csv(made, "gbk", name="roster.csv", may_be_refused=asked)


@kind("E two files put together, each with a mark")
def joined(random: Random) -> Damaged:
    one, other = table(random), table(random)
    content = one.text().encode("utf-8-sig") + other.text().encode("utf-8-sig")
    return Damaged("名册.csv", content, [*one.rows, *other.rows], skips={"repeated_header": 1})
