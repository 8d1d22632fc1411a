"""JSON lines and Parquet: lines that are no objects, nested and floating values, and files that are cut off."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from .rosters import GRADE, INCOME, NAME, NOTE, NUMBER, Damaged, Row, Table, kind, refused, table

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random


def _lines(made: Table) -> list[str]:
    return [
        json.dumps(dict(zip(made.headings, row.cells, strict=True)), ensure_ascii=random_case(row)) for row in made.rows
    ]


def random_case(row: Row) -> bool:
    """Whether a line is written in ASCII; both occur in one file."""
    return row.tag[1] in "02468"


def _whole(lines: list[str]) -> bytes:
    return ("\n".join(lines) + "\n").encode()


@kind("J plain")
def plain(random: Random) -> Damaged:
    made = table(random)
    return Damaged("名册.jsonl", _whole(_lines(made)), made.rows)


@kind("J blank lines and a mark")
def blanks(random: Random) -> Damaged:
    made = table(random)
    lines = _lines(made)
    lines.insert(len(lines) // 2, "")
    return Damaged("名册.ndjson", b"\xef\xbb\xbf" + _whole(lines), made.rows, skips={"blank": 1})


def _damaged(name: str, damage: Callable[[str, Row], str], *codes: str) -> None:
    @kind(f"J {name}")
    def make(random: Random) -> Damaged:
        made = table(random)
        lines = _lines(made)
        row = made.pick()
        index = made.rows.index(row)
        lines[index] = damage(lines[index], row)
        row.reject(*codes)
        return Damaged("名册.jsonl", _whole(lines), made.rows)


def _cell(column: int, value: str) -> Callable[[str, Row], str]:
    def damage(line: str, _: Row) -> str:
        found = json.loads(line)
        key = list(found)[column]
        found[key] = "@@"
        return json.dumps(found, ensure_ascii=False).replace('"@@"', value)

    return damage


_damaged("a line that is cut off", lambda line, _: line[: len(line) * 2 // 3], "not-an-object")
_damaged("a line that is a list", lambda line, row: json.dumps([row.tag]), "not-an-object")
_damaged("a line that is no JSON", lambda line, row: f"{row.tag},x,y", "not-an-object")
_damaged("a name twice in one object", lambda line, row: f'{line[:-1]}, "姓名": "乙"}}', "not-an-object")
_damaged("a nested value", _cell(NAME, '{"a": ["b"]}'), "nested-value")
_damaged("a figure that is no number", _cell(INCOME, "NaN"), "wrong-value")
_damaged("a figure with an exponent", _cell(INCOME, "1e3"), "wrong-value")
_damaged("a figure with a long tail", _cell(INCOME, "0.30000000000000004"), "wrong-value")
_damaged("yes for a grade", _cell(GRADE, "true"), "wrong-value")
_damaged("deeply nested", lambda line, row: f'{line[:-1]}, "x": ' + "[" * 20_000 + "]" * 20_000 + "}", "not-an-object")


@kind("J one list")
def array(random: Random) -> Damaged:
    made = table(random)
    text = "[\n" + ",\n".join(_lines(made)) + "\n]\n"
    return refused("名册.jsonl", text.encode(), "no-heading", "wrong-format", "not-an-object", "foreign-file")


@kind("J CSV named .jsonl")
def csv_named(random: Random) -> Damaged:
    return refused("名册.jsonl", table(random).text().encode(), "no-heading", "wrong-format")


@kind("J a lone surrogate")
def surrogate(random: Random) -> Damaged:
    made = table(random)
    lines = _lines(made)
    row = made.pick()
    index = made.rows.index(row)
    lines[index] = json.dumps({**json.loads(lines[index]), "姓名": "@@"}).replace("@@", "\\ud800")
    row.reject("not-an-object", "undecodable")
    return Damaged("名册.jsonl", _whole(lines), made.rows)


def parquet(made: Table, typed: str = "VARCHAR") -> bytes:
    """The table as a Parquet file."""
    import duckdb

    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as connection:
        path = Path(folder) / "a.parquet"
        names = ", ".join(f'"{heading}" VARCHAR' for heading in made.headings)
        connection.execute(f"CREATE TABLE made ({names})")
        marks = ", ".join("?" for _ in made.headings)
        connection.executemany(f"INSERT INTO made VALUES ({marks})", [row.cells for row in made.rows])
        chosen = f'* REPLACE (CAST("本人月收入" AS {typed}) AS "本人月收入")'
        connection.execute(f"COPY (SELECT {chosen} FROM made) TO '{path}' (FORMAT parquet)")
        return path.read_bytes()


@kind("Q plain")
def plain_parquet(random: Random) -> Damaged:
    made = table(random)
    row = made.pick()
    row.cells[GRADE] = "九级"
    row.reject("wrong-value", "value-out-of-range")
    return Damaged("名册.parquet", parquet(made), made.rows)


@kind("Q typed")
def typed(random: Random) -> Damaged:
    made = table(random)
    content = parquet(made, random.choice(("DECIMAL(9,2)", "DECIMAL(18,4)")))
    return Damaged("名册.parquet", content, made.rows, is_cell_for_cell=False)


@kind("Q cut off")
def cut(random: Random) -> Damaged:
    content = parquet(table(random))
    return refused("名册.parquet", content[: random.randrange(5, len(content) - 4)], "damaged-file")


@kind("Q bytes turned over")
def turned(random: Random) -> Damaged:
    """The format keeps no sums of its pages: only that nothing breaks can be asked."""
    content = bytearray(parquet(table(random)))
    for _ in range(random.randint(1, 3)):
        content[random.randrange(4, len(content) - 4)] ^= 1 << random.randrange(8)
    return Damaged("名册.parquet", bytes(content), may_be_refused=frozenset({"any"}))


@kind("Q CSV named .parquet")
def csv_parquet(random: Random) -> Damaged:
    return refused("名册.parquet", table(random).text().encode(), "wrong-format")


@kind("Q Parquet named .csv")
def parquet_csv(random: Random) -> Damaged:
    return refused("名册.csv", parquet(table(random)), "wrong-format")


@kind("Q a nested column")
def nested(random: Random) -> Damaged:
    """A list is text in a column that is not read."""
    import duckdb

    made = table(random)
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as connection:
        path = Path(folder) / "a.parquet"
        rows = ", ".join(f"('{row.tag}', '{row.cells[NUMBER]}', ['{row.cells[NOTE]}'])" for row in made.rows)
        connection.execute(
            f'COPY (SELECT * FROM (VALUES {rows}) AS made("编号", "身份证号", "表")) TO \'{path}\' (FORMAT parquet)'
        )
        for row in made.rows:
            row.cells = [row.tag, row.cells[NUMBER], f"[{row.cells[NOTE]}]"]
        return Damaged("名册.parquet", path.read_bytes(), made.rows, is_cell_for_cell=False)
