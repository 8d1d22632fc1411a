"""Lines of text as records, in Spark's words: split as `records.RecordReader` splits them, with the same faults.

Nothing here goes through Python, so that nothing of this program need be installed where Spark works. The patterns only
move forward (possessive quantifiers), so that no line takes long and none is too long for the stack.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from subsidy_cli.roster.records import LONGEST_CELL
from subsidy_cli.roster.relations import LINE, ROW
from subsidy_cli.texts import Text

_FOREIGN_BYTES = (
    r"[\u00C0\u00C1\u00F5-\u00FF]",
    r"[\u00C2-\u00DF](?![\u0080-\u00BF])",
    r"[\u00E0-\u00EF](?![\u0080-\u00BF]{2})",
    r"[\u00F0-\u00F4](?![\u0080-\u00BF]{3})",
    r"\u00E0[\u0080-\u009F]",
    r"\u00ED[\u00A0-\u00BF]",
    r"\u00F0[\u0080-\u008F]",
    r"\u00F4[\u0090-\u00BF]",
    r"(?<![\u00C2-\u00F4])(?<![\u00E0-\u00F4][\u0080-\u00BF])(?<![\u00F0-\u00F4][\u0080-\u00BF]{2})[\u0080-\u00BF]",
)
"""Bytes, each read as one letter, that are not UTF-8."""
_HANZI = "[一-鿿㐀-䶿]"
_OTHER = r"[^\u0000-\u007F]"
_INSIDE = '(?:[^"]++|"")*+'
_QUOTED = f'"{_INSIDE}"'
NUL, REPLACED = "\\0", "\ufffd"
_BLANK = " \t\x0b\x0c\r\u00a0\u3000"
ROWS_DIGEST = "rows-sha256:"
"""Before a digest of rows; that of the bytes of a file has another word."""
REFUSALS = {
    "other-heading": (
        Text("第一行与其他文件的标题不同", "its first line is not the headings of the other files"),
        Text("文件夹内每个文件都须以同样的标题开头", "every file of the folder must begin with the same headings"),
    ),
    "encoding-wrong": (
        Text("该行不是 UTF-8", "the line is not UTF-8"),
        Text("请转换为 UTF-8，或用 --engine duckdb", "convert it to UTF-8, or use --engine duckdb"),
    ),
    "carriage-return": (
        Text("行内有回车符", "a carriage return within a line"),
        Text("请用 --engine duckdb 读取，或改用换行符结尾", "use --engine duckdb, or end lines with line feeds"),
    ),
}
"""What is refused, worst first."""


def _text(word: str) -> str:
    """A text in Spark's SQL."""
    return "'" + word.replace("\\", "\\\\").replace("'", "\\'") + "'"


def survey(table: str, heading: str) -> str:
    """A query of one row: for each of REFUSALS the first line of which it is true, and what letters there are."""
    body = "TRIM(TRAILING '\r' FROM value)"
    conditions = {
        "other-heading": f"line = 0 AND TRIM(LEADING '\ufeff' FROM {body}) <> {_text(heading)}",
        "encoding-wrong": f"decode(CAST(value AS BINARY), 'ISO-8859-1') RLIKE {_text('|'.join(_FOREIGN_BYTES))}",
        "carriage-return": f"contains({body}, '\r')",
    }
    firsts = ", ".join(
        f"min_by(named_struct('file', file, 'line', line + 1), position) FILTER (WHERE {condition}) AS `{code}`"
        for code, condition in conditions.items()
    )
    letters = f"bool_or(value RLIKE {_text(_OTHER)}) AS has_other, bool_or(value RLIKE {_text(_HANZI)}) AS has_hanzi"
    return f"SELECT {firsts}, {letters} FROM `{table}`"


@dataclass(frozen=True)
class LineReader:
    """Reads lines as records of so many cells."""

    delimiter: str
    width: int

    def query(self, table: str) -> str:
        """The lines but the headings: row, line, file, cells, and the fault of those that cannot be split."""
        # Each file has a line of headings, which counts only once.
        row = "position - number + 1"
        source = f"SELECT *, {self._body} AS body FROM `{table}` WHERE line > 0"
        for name, sql in (("damage", self._damage), ("cells", self._cells), ("fault", self._fault)):
            source = f"SELECT *, {sql} AS {name} FROM ({source})"
        told = f"CASE WHEN fault LIKE 'too-%-cells' THEN concat(size(cells), '/{self.width}') ELSE '' END AS detail"
        listed = ", ".join(f"{cell} AS c{index}" for index, cell in enumerate(self._fitted))
        place = f"{row} AS `{ROW}`, line + 1 AS `{LINE}`, {row} AS rowid, file"
        return f"SELECT {place}, fault, {told}, {self._loose} AS loose, {listed} FROM ({source})"

    @property
    def _sign(self) -> str:
        return re.escape(self.delimiter)

    @property
    def _led(self) -> str:
        """The line with a separator before its first cell, as before every other."""
        return f"concat({_text(self.delimiter)}, body)"

    @property
    def _body(self) -> str:
        return rf"TRIM(TRAILING '\r' FROM replace(value, '{NUL}', '{REPLACED}'))"

    @property
    def _damage(self) -> str:
        """Why a line cannot be split at all."""
        whole = rf"{self._sign}(?:{_QUOTED}(?={self._sign}|\z)|(?!\")[^{self._sign}]*+)"
        good, unclosed = rf"\A(?:{whole})*+\z", rf'\A(?:{whole})*+{self._sign}"{_INSIDE}\z'
        return (
            f"CASE WHEN contains(value, '{NUL}') THEN 'nul-character' WHEN NOT contains(body, '\"') THEN NULL"
            f" WHEN {self._led} RLIKE {_text(good)} THEN NULL"
            f" WHEN {self._led} RLIKE {_text(unclosed)} THEN 'unclosed-quote' ELSE 'text-after-quote' END"
        )

    @property
    def _cells(self) -> str:
        """The cells; of a line that cannot be split as many as its separators make, for the eye."""
        pieces = f"regexp_extract_all({self._led}, {_text(f'{self._sign}({_QUOTED}|[^{self._sign}]*+)')}, 1)"
        bare = "replace(substring(x, 2, length(x) - 2), '\"\"', '\"')"
        return (
            f"CASE WHEN damage IS NULL AND trim({_text(_BLANK)} FROM body) = '' THEN array_repeat('', {self.width})"
            f" WHEN damage IS NOT NULL OR NOT contains(body, '\"') THEN split(body, {_text(self._sign)}, -1)"
            f" ELSE transform({pieces}, x -> CASE WHEN startswith(x, '\"') THEN {bare} ELSE x END) END"
        )

    @property
    def _loose(self) -> str:
        """Whether a quotation mark stands in the middle of a cell, as where a record of several lines ends."""
        strict = rf"\A(?:{self._sign}(?:{_QUOTED}(?={self._sign}|\z)|[^{self._sign}\"]*+(?={self._sign}|\z)))*+\z"
        return f"contains(body, '\"') AND NOT {self._led} RLIKE {_text(strict)}"

    @property
    def _fault(self) -> str:
        is_long = f"length(body) > {LONGEST_CELL} AND exists(cells, x -> length(x) > {LONGEST_CELL})"
        return (
            f"CASE WHEN damage IS NOT NULL THEN damage WHEN size(cells) < {self.width} THEN 'too-few-cells'"
            f" WHEN size(cells) > {self.width} THEN 'too-many-cells' WHEN {is_long} THEN 'cell-too-long' END"
        )

    @property
    def _fitted(self) -> list[str]:
        """As many cells as there are headings: the last one holds what is left over."""
        left_over = f"slice(cells, {self.width}, greatest(size(cells) - {self.width - 1}, 0))"
        cells = [f"try_element_at(cells, {number})" for number in range(1, self.width)]
        cells.append(f"array_join({left_over}, {_text(self.delimiter)})")
        return [
            f"NULLIF(CASE WHEN fault = 'cell-too-long' THEN left({cell}, 1000) ELSE {cell} END, '')" for cell in cells
        ]


def continued(table: str, width: int) -> str:
    """A query of the first line with an open quotation mark after which no whole record begins."""
    whole = "following.fault IS NULL AND NOT following.loose" if width > 1 else "FALSE"
    blank = " AND ".join(f"following.c{index} IS NULL" for index in range(width))
    return (
        f"SELECT one.file, one.`{LINE}` FROM `{table}` AS one LEFT JOIN `{table}` AS following"
        f" ON following.`{ROW}` = one.`{ROW}` + 1 AND following.file = one.file"
        f" WHERE one.fault = 'unclosed-quote' AND following.file IS NOT NULL AND NOT ({whole} AND NOT ({blank}))"
        f" ORDER BY one.`{ROW}` LIMIT 1"
    )


def fingerprint(frame: Any) -> str:
    """A digest of rows, which does not depend on the pieces in which Spark has them: the sum of the digests of each."""
    hashes = frame.selectExpr("sha2(to_json(struct(*)), 256) AS hash")
    quarters = (f"sum(CAST(conv(substring(hash, {start}, 15), 16, 10) AS DECIMAL(38,0)))" for start in (1, 16, 31, 46))
    sums = hashes.selectExpr(*quarters).first()
    return f"{ROWS_DIGEST}{'-'.join(format(int(each or 0), 'x') for each in sums)}"
