"""Structure of text files: line ends, separators, quotation marks, ragged rows, and files that are something else."""

from __future__ import annotations

import csv
import io
import zipfile
from typing import TYPE_CHECKING

from .rosters import HEADINGS, NAME, NOTE, Damaged, as_csv, kind, refused, table

if TYPE_CHECKING:
    from random import Random


def _ends(name: str, end: str, *, last: bool = True) -> None:
    @kind(f"S line ends {name}")
    def make(random: Random) -> Damaged:
        made = table(random)
        text = made.text(end=end)
        return Damaged("名册.csv", (text if last else text.removesuffix(end)).encode(), made.rows)


for _name, _end in {"LF": "\n", "CRLF": "\r\n", "CR": "\r"}.items():
    _ends(_name, _end)
    _ends(f"{_name}, none at the end", _end, last=False)


@kind("S line ends mixed")
def mixed_ends(random: Random) -> Damaged:
    made = table(random)
    lines = made.text().splitlines()
    return Damaged("名册.csv", "".join(line + random.choice(("\n", "\r\n")) for line in lines).encode(), made.rows)


@kind("S blank lines")
def blank_lines(random: Random) -> Damaged:
    made = table(random)
    lines = made.text().splitlines()
    blanks = 0
    for _ in range(random.randint(1, 5)):
        lines.insert(random.randint(1, len(lines)), random.choice(("", "  ", "," * (len(HEADINGS) - 1))))
        blanks += 1
    return Damaged("名册.csv", ("\n".join(lines) + "\n").encode(), made.rows, skips={"blank": blanks})


@kind("S blank lines at the end")
def blank_end(random: Random) -> Damaged:
    made = table(random)
    count = random.randint(1, 40)
    end = random.choice(("\n", "\r\n"))
    return Damaged("名册.csv", (made.text(end=end) + end * count).encode(), made.rows, skips={"blank": count})


def _separated(name: str, delimiter: str, file: str, *, quoted: bool = False) -> None:
    @kind(f"S separated by {name}")
    def make(random: Random) -> Damaged:
        made = table(random)
        quoting = csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL
        return Damaged(file, made.text(delimiter=delimiter, quoting=quoting).encode(), made.rows)


_separated("commas, all quoted", ",", "名册.csv", quoted=True)
_separated("tabs", "\t", "名册.tsv")
_separated("tabs in a .csv", "\t", "名册.csv")
_separated("semicolons", ";", "名册.csv")
_separated("bars", "|", "名册.csv")
_separated("commas in a .txt", ",", "名册.txt")


@kind("S separated by full-width commas")
def full_width(random: Random) -> Damaged:
    return refused("名册.csv", table(random).text().replace(",", "，").encode(), "wrong-separator", "no-heading")


@kind("S a quotation mark that is never closed")
def unclosed(random: Random) -> Damaged:
    made = table(random)
    row = made.pick()
    row.reject("unclosed-quote")
    text = made.text().replace(
        f",{row.cells[NAME]},{row.cells[NAME + 1]}", f',"{row.cells[NAME]},{row.cells[NAME + 1]}'
    )
    return Damaged("名册.csv", text.encode(), made.rows)


@kind("S two quotation marks that are never closed")
def unclosed_twice(random: Random) -> Damaged:
    """Together they look like one cell of several lines."""
    made = table(random, 8)
    lines = made.text().splitlines()
    for index in random.sample(range(1, len(lines) - 1), 2):
        row = made.rows[index - 1]
        lines[index] = lines[index].replace(f",{row.cells[NAME]},", f',"{row.cells[NAME]},', 1)
        row.reject("unclosed-quote", "text-after-quote", "too-few-cells", "too-many-cells")
    return Damaged("名册.csv", ("\n".join(lines) + "\n").encode(), made.rows)


@kind("S text after a quotation mark")
def after_quote(random: Random) -> Damaged:
    made = table(random)
    row = made.pick()
    row.reject("text-after-quote")
    text = made.text().replace(f",{row.cells[NAME]},", f',"{row.cells[NAME][0]}"{row.cells[NAME][1:]},', 1)
    return Damaged("名册.csv", text.encode(), made.rows)


@kind("S a quotation mark within a cell")
def stray_quote(random: Random) -> Damaged:
    made = table(random)
    row = made.pick()
    before = row.cells[NAME]
    row.cells[NAME] = f'{before[0]}"{before[1:]}'
    text = made.text().replace(f'"{before[0]}""{before[1:]}"', row.cells[NAME])
    return Damaged("名册.csv", text.encode(), made.rows)


@kind("S line ends within cells")
def within(random: Random) -> Damaged:
    made = table(random)
    for row in made.rows[:: random.randint(1, 4)]:
        row.cells[NOTE] = random.choice(("第一行\n第二行", "a\n\nb", "末尾\n", '说"好"\n然后', "一,\n二"))
    return as_csv(made)


@kind("S carriage returns alone within cells")
def within_cr(random: Random) -> Damaged:
    made = table(random)
    for row in made.rows[:: random.randint(1, 4)]:
        row.cells[NOTE] = random.choice(("第一行\r第二行", "\r", "a\r\r", "\r\n\r"))
    text = made.text(quoting=csv.QUOTE_ALL, end=random.choice(("\n", "\r\n")))
    return Damaged("名册.csv", text.encode(), made.rows)


@kind("S CRLF within cells of a CRLF file")
def within_crlf(random: Random) -> Damaged:
    made = table(random)
    for row in made.rows[:: random.randint(1, 4)]:
        row.cells[NOTE] = "第一行\r\n第二行"
    return Damaged("名册.csv", made.text(end="\r\n").encode(), made.rows)


@kind("S a row with too few cells")
def too_few(random: Random) -> Damaged:
    made = table(random)
    row = made.pick()
    del row.cells[random.randint(1, len(row.cells) - 1) :]
    row.reject("too-few-cells")
    return as_csv(made)


@kind("S a row with too many cells")
def too_many(random: Random) -> Damaged:
    made = table(random)
    row = made.pick()
    row.cells += ["x"] * random.randint(1, 3)
    row.reject("too-many-cells")
    return as_csv(made)


@kind("S a comma in a name that is not quoted")
def bare_comma(random: Random) -> Damaged:
    made = table(random)
    row = made.pick()
    row.cells[NOTE] = "备注"
    row.cells.insert(NAME + 1, "又名")
    row.reject("too-many-cells")
    return as_csv(made)


@kind("S a last line that is cut off")
def cut_off(random: Random) -> Damaged:
    made = table(random)
    made.rows[-1].reject("too-few-cells", "wrong-number")
    content = made.text()
    start = content.rindex(made.rows[-1].tag)
    return Damaged("名册.csv", content[: start + len(made.rows[-1].tag) + random.randint(1, 20)].encode(), made.rows)


@kind("S a cell of 200 KB")
def long_cell(random: Random) -> Damaged:
    made = table(random)
    made.pick().cells[NOTE] = "长" * 70_000
    return as_csv(made)


@kind("S a cell of more than 1 MB")
def longer_cell(random: Random) -> Damaged:
    made = table(random)
    row = made.pick()
    row.cells[NOTE] = "x" * (1_100_000 + random.randrange(900_000))
    row.reject("cell-too-long")
    return as_csv(made)


@kind("S totals at the end")
def totals(random: Random) -> Damaged:
    made = table(random)
    word = random.choice(("合计", "总计", "合计：", "Total", "小计", " 合 计 "))
    text = made.text() + f"{word},,,,,,123456.00,\n"
    return Damaged("名册.csv", text.encode(), made.rows, skips={"total": 1})


@kind("S a name that holds the word for a total")
def total_name(random: Random) -> Damaged:
    """合计 is no name, but a person whose note says so is no total."""
    made = table(random)
    made.pick().cells[NOTE] = "合计"
    made.pick().cells[NAME] = "计合"
    return as_csv(made)


@kind("S the file twice in one")
def twice(random: Random) -> Damaged:
    """The same people twice: nobody can say which row counts."""
    made = table(random)
    body = made.text().split("\n", 1)[1]
    for row in made.rows:
        row.reject("duplicate")
    return Damaged("名册.csv", (made.text() + body).encode(), [*made.rows, *made.rows])


EMPTY = {
    "nothing": b"",
    "a mark": b"\xef\xbb\xbf",
    "spaces": b" \r\n\r\n  \n",
    "NULs": b"\0" * 5000,
}
for _what, _content in EMPTY.items():
    kind(f"S a file of {_what} alone")(
        lambda _, content=_content: refused("名册.csv", content, "empty-file", "encoding-unknown", "no-heading")
    )


@kind("S headings alone")
def headings_alone(random: Random) -> Damaged:
    text = table(random).text().split("\n", 1)[0] + random.choice(("", "\n", "\r\n\r\n"))
    return refused("名册.csv", text.encode(), "no-rows")


@kind("S random bytes")
def noise(random: Random) -> Damaged:
    codes = ("no-heading", "encoding-unknown", "encoding-ambiguous", "foreign-file", "damaged-file")
    return refused("名册.csv", random.randbytes(random.randint(1, 20_000)), *codes)


def _zip(entries: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return out.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
OTHERS = {
    "HTML named .xls": ("名册.xls", b"<html><table><tr><td>\xe5\xa7\x93\xe5\x90\x8d</td></tr></table></html>"),
    "HTML named .csv": ("名册.csv", b"  <!DOCTYPE html><table><tr><td>x</td></tr></table>"),
    "an old workbook": ("名册.xls", OLE),
    "an old workbook named .xlsx": ("名册.xlsx", OLE),
    "a workbook of WPS": ("名册.et", OLE),
    "a workbook with a password": ("名册.xlsx", OLE + "EncryptedPackage".encode("utf-16-le") + b"\0" * 400),
    "a PDF": ("名册.csv", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"),
    "a gzip archive": ("名册.csv", b"\x1f\x8b\x08\0\0\0\0\0\0\x03"),
    "a picture": ("名册.csv", b"\x89PNG\r\n\x1a\n" + b"\0" * 99),
    "a text document": ("名册.xlsx", _zip({"[Content_Types].xml": b"<x/>", "word/document.xml": b"<x/>"})),
    "an archive of the roster": ("名册.zip", _zip({"a.csv": b"\xe5\xa7\x93\xe5\x90\x8d\n"})),
    "a database": ("名册.csv", b"SQLite format 3\0" + b"\0" * 200),
    "an XML table": ("名册.xls", b'<?xml version="1.0"?><Workbook/>'),
}
OTHER = ("foreign-file", "password", "wrong-format", "empty-file", "damaged-file")
for _what, (_file, _content) in OTHERS.items():
    kind(f"S {_what}")(lambda _, file=_file, content=_content: refused(file, content, *OTHER))


@kind("S CSV named .xlsx")
def named_xlsx(random: Random) -> Damaged:
    return refused("名册.xlsx", table(random).text().encode(), "wrong-format")


@kind("S through a pipe")
def piped(random: Random) -> Damaged:
    made = table(random)
    row = made.pick()
    row.cells[4] = "九级"
    row.reject("wrong-value", "value-out-of-range")
    return as_csv(made, random.choice(("utf-8", "gbk")), through_pipe=True)


@kind("S a file name with marks of patterns")
def pattern_name(random: Random) -> Damaged:
    return as_csv(table(random), name=random.choice(("名册[1].csv", "名*册.csv", "名册?{a}.csv", "名 册 '1'.csv")))
