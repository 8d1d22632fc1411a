"""A folder on Spark and the same roster on DuckDB: every cell of the results, every reject, every figure is the same."""

from __future__ import annotations

import csv
import itertools
import json
import random
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from spark_rosters import HEADINGS, lines, roster
from subsidy_cli.cli.entry import run
from subsidy_cli.columnar.dialects import translate
from subsidy_cli.columnar.terms import text
from subsidy_cli.facts.values import DATE_FORMS
from subsidy_cli.roster import identity, spellings
from subsidy_cli.roster.ages import band_sql
from subsidy_cli.roster.records import LONGEST_CELL, RecordReader
from subsidy_cli.roster.spark.lines import LineReader, survey

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytest.importorskip("pyspark")
pytestmark = [
    pytest.mark.spark,
    pytest.mark.skipif(shutil.which("java") is None, reason="there is no Java here"),
]
COMMON = [
    "--place",
    "jiaxing",
    "--as-of",
    "2021-03-01",
    "--standard",
    "dibao_month=1000",
    "--assume",
    "usual",
    "--lang",
    "zh",
]
SETTINGS = {
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "OFF",
    "spark.sql.shuffle.partitions": "2",
    "spark.sql.files.maxPartitionBytes": "200k",
    "spark.sql.files.openCostInBytes": "1k",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
}
"""Many small pieces, and no compiling of queries that are asked once of a few rows."""


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    from pyspark.sql import SparkSession

    from subsidy_cli.roster.spark.session import SETTINGS as OURS

    session = SparkSession.builder.master("local[2]").config(map={**SETTINGS, **OURS}).getOrCreate()
    yield session
    session.stop()


def rows_of(*paths: Path) -> list[dict[str, str]]:
    found: list[dict[str, str]] = []
    for path in paths:
        with path.open(encoding="utf-8-sig", newline="") as file:
            found += csv.DictReader(file)
    return found


def folder_rows(folder: Path) -> list[dict[str, str]]:
    return rows_of(*sorted(folder.glob("part-*.csv")))


def write(path: Path, body: list[str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join([",".join(HEADINGS), *body]) + "\n", encoding="utf-8")


def on_both(tmp_path: Path, whole: Path, folder: Path, *options: str) -> dict[str, Any]:
    """Run both engines, hold everything they say against each other, and give the receipt of Spark."""
    for engine, source in (("duckdb", whole), ("spark", folder)):
        told = ["--engine", engine, "--summary", str(tmp_path / f"{engine}.json")]
        out = str(tmp_path / ("out" if engine == "spark" else "out.csv"))
        assert run(["batch", str(source), out, *COMMON, *told, *options]) == 1
    summaries = [
        json.loads((tmp_path / f"{engine}.json").read_text(encoding="utf-8")) for engine in ("duckdb", "spark")
    ]
    assert summaries[0] == summaries[1]
    receipts = [
        json.loads(path.read_text(encoding="utf-8"))
        for path in (tmp_path / "out.csv.receipt.json", tmp_path / "out" / "receipt.json")
    ]
    for part in ("changes", "programmes", "standards", "assumed", "notices"):
        assert receipts[0][part] == receipts[1][part]
    counts = [receipt["counts"] for receipt in receipts]
    for name in ("read", "results", "applicants", "rejected", "skipped", "written", "balanced"):
        assert counts[0][name] == counts[1][name]
    assert counts[1]["read"] == counts[1]["second_count"]
    return receipts[1]


def test_a_folder_of_text_gives_what_one_file_gives(
    tmp_path: Path, spark: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    chance = random.Random(2021)
    body = lines(chance, roster(chance, 3000, is_mixed=False), damaged=True)
    write(tmp_path / "whole.csv", body)
    cuts = (0, 700, 1500, 1501, len(body))
    for number, (start, end) in enumerate(itertools.pairwise(cuts)):
        write(tmp_path / "rosters" / f"part-{number}.csv", body[start:end])
    kinds = [option for kind in ("living", "care", "dibao", "medical", "rehab") for option in ("--kind", kind)]
    receipt = on_both(tmp_path, tmp_path / "whole.csv", tmp_path / "rosters", *kinds)
    expected, found = rows_of(tmp_path / "out.csv"), folder_rows(tmp_path / "out" / "results")
    numbers = [int(row.pop("row_number")) for row in found]
    assert numbers == sorted(set(numbers))
    assert found == expected
    assert len(expected) > 1000
    told = rows_of(tmp_path / "out.csv.rejects.csv")
    assert folder_rows(tmp_path / "out" / "rejects") == told
    assert len({row["退回代码"] for row in told}) > 10
    assert [file["name"] for file in receipt["input"]["files"]] == [f"part-{number}.csv" for number in range(4)]
    assert run(["verify", str(tmp_path / "out" / "receipt.json"), "--lang", "en"]) == 1
    told_of_it = capsys.readouterr().out
    assert "DIFFERS" not in told_of_it
    assert "not compared" in told_of_it


def test_parquet_of_several_places_and_days(tmp_path: Path, spark: Any) -> None:
    import duckdb

    chance = random.Random(7)
    write(tmp_path / "whole.csv", lines(chance, roster(chance, 1500, is_mixed=True), damaged=False))
    columns = "{" + ", ".join(f"'{heading}': 'VARCHAR'" for heading in HEADINGS) + "}"
    read = f"read_csv('{tmp_path}/whole.csv', header=true, columns={columns}, quote='\"', escape='\"')"
    (tmp_path / "rosters").mkdir()
    for number, half in enumerate(("< 800", ">= 800")):
        target = tmp_path / "rosters" / f"{number}.parquet"
        duckdb.sql(f"COPY (SELECT * FROM {read} WHERE CAST(编号 AS INT) {half}) TO '{target}' (ROW_GROUP_SIZE 2048)")
    options = ("--headers", "zh", "--mask", "--duplicates", "keep", "--kind", "care", "--output-format", "parquet")
    on_both(tmp_path, tmp_path / "whole.csv", tmp_path / "rosters", *options)
    expected = duckdb.sql(f"SELECT * FROM read_parquet('{tmp_path}/out.csv')").fetchall()
    found = duckdb.sql(f"SELECT * EXCLUDE 行号 FROM '{tmp_path}/out/results/*.parquet' ORDER BY 行号")
    assert found.fetchall() == expected
    assert {str(kind) for kind in found.types} == {"VARCHAR", "DECIMAL(18,2)"}
    rejected = duckdb.sql(f"SELECT * FROM '{tmp_path}/out/rejects/*.parquet' ORDER BY 退回行号").fetchall()
    told = rows_of(tmp_path / "out.csv.rejects.csv")
    assert [tuple(str(cell or "") for cell in row) for row in rejected] == [tuple(row.values()) for row in told]


# in the small


CELLS = (
    *(
        "",
        "0",
        "1500",
        "1,500.00",
        "１５００．５０",
        "￥800元",
        "¥1.5 元",
        "'600",
        '="700"',
        "1e3",
        "-5",
        "-0.004",
        "12.5%",
        "5 0",
    ),
    *(
        "1990-02-28",
        "1990/2/9",
        "1990年1月1日",
        "19900101",
        "0000-01-01",
        "32874",
        "1990-02-30",
        "二级",
        " 是 ",
        "\u3000否\u00a0",
    ),
    *(
        "嘉兴市",
        "嘉兴市\n",
        "a\nb",
        "\ufeff是",
        "x\u200by",
        "11010119900307001X",
        "４４０106199003070012",
        "13800138000",
        "€\\$1",
    ),
)
EXPRESSIONS = (
    spellings.cleaned("c"),
    "trim(regexp_replace(c, '^¥?(.*?)元?$', '\\1'))",
    *(f"regexp_replace(c, {text(form.pattern)}, '\\1-\\2-\\3')" for form in DATE_FORMS),
    *(
        spellings.matches("c", pattern)
        for pattern in (r"-?[0-9]{1,15}(\.[0-9]{1,2}0{0,7})?", ".*", "a.b", "[0-9]{17}[0-9X]")
    ),
    identity.masked("c"),
    identity.masked_within("c"),
    "trim(c)",
    "rtrim(c, '%')",
    "upper(replace(c, e'\\t', '')) || right(c, 2) || left(c, 3)",
    "CAST(CASE WHEN length(c) = 10 AND c NOT LIKE '0000%' THEN try_strptime(substr(replace(c, '-', ''), 1, 8), '%Y%m%d') END AS DATE)",
    "substr('10X98765432', length(c) % 11 + 1, 1)",
)
NUMBERS = (
    "CAST(n * 100 AS HUGEINT) * 10000000000 // k",
    "CAST(CAST(n * 100 AS HUGEINT) * 250000 // 3 AS DECIMAL(28,0)) * 0.00000001",
    "(CAST(n * 100 AS HUGEINT) * 2 + k) // (2 * k)",
    "(k * 7) // 10",
    "CAST(ROUND(n * 0.125, 2) AS DECIMAL(18,2))",
    "LEAST(n, CAST(NULL AS DECIMAL(14,2)))",
    "CAST(d + to_days(CAST(k AS INTEGER)) AS DATE)",
    "CAST(d + to_months(CAST(k AS INTEGER)) AS DATE)",
    "CAST(d + to_years(CAST(k AS INTEGER)) AS DATE)",
    "date_sub('year', d, DATE '2021-02-28')",
    "CAST(date_trunc('month', d) AS DATE)",
    band_sql(["birth_date"], "DATE '2021-02-28'").replace("birth_date", "d"),
)


def same_values(spark: Any, made: str, asked: tuple[str, ...]) -> None:
    import duckdb

    statement = f"SELECT {', '.join(f'{sql} AS x{index}' for index, sql in enumerate(asked))} FROM ({made}) AS made"
    expected = duckdb.sql(statement).fetchall()
    found = [tuple(row) for row in spark.sql(translate(statement, "spark")).collect()]
    assert len(expected) > 10
    for one, other, row in zip(expected, found, range(len(expected)), strict=True):
        different = {
            asked[index]: (one[index], other[index]) for index in range(len(asked)) if one[index] != other[index]
        }
        assert not different, row


def test_texts_mean_the_same(spark: Any) -> None:
    made = " UNION ALL ".join(f"SELECT {text(cell)} AS c" for cell in CELLS)
    same_values(spark, made, EXPRESSIONS)


def test_figures_and_days_mean_the_same(spark: Any) -> None:
    figures, days = (
        ("0.00", "0.01", "1500.01", "-3.33", "999999999999.99"),
        ("2000-02-29", "2000-02-28", "1961-03-01", "2003-12-31"),
    )
    made = " UNION ALL ".join(
        f"SELECT CAST({figure} AS DECIMAL(14,2)) AS n, CAST({count} AS BIGINT) AS k, DATE '{day}' AS d"
        for figure, count, day in itertools.product(figures, (1, 3, 7, 12), days)
    )
    same_values(spark, made, NUMBERS)


def test_a_line_is_split_as_the_careful_reader_splits_it(spark: Any) -> None:
    chance = random.Random(5)
    written = [
        "".join(chance.choice('ab,,""" \r') for _ in range(chance.randrange(14))).rstrip("\r") for _ in range(3000)
    ]
    written += [
        "x" * (LONGEST_CELL + 1) + ",b,c",
        '""' * 50_000 + ",b,c",
        "a" * 2000 + ',"' + '""' * 20_000 + '",c',
        "a\0,b,c",
    ]
    written = [line for line in written if "\r" not in line]
    frame = spark.createDataFrame(
        [(line, "f", index, index + 1, 0) for index, line in enumerate(written)],
        "value STRING, file STRING, position INT, line INT, number INT",
    )
    frame.createOrReplaceTempView("written")
    found = sorted(spark.sql(LineReader(",", 3).query("written")).collect(), key=lambda row: row["#line"])
    bad = {index + 2: ("nul-character", "") for index, line in enumerate(written) if "\0" in line}
    for line, row, number in zip(written, found, range(2, len(written) + 2), strict=True):
        (record,) = RecordReader(",", 3, bad).read([line.replace("\0", "\ufffd")], number, number)
        cells = [cell or None for cell in record.cells]
        assert ([row["c0"], row["c1"], row["c2"]], row["fault"], row["detail"]) == (
            cells,
            record.fault,
            record.detail,
        ), line[:60]


def is_utf8(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def test_bytes_that_are_not_utf8_are_seen(spark: Any) -> None:
    chance = random.Random(9)
    samples = [
        bytes(chance.choice((0x41, 0x80, 0xBF, 0xC3, 0xE4, 0xED, 0xF0, 0xF4, 0xF5, 0x9F, 0xA0)) for _ in range(4))
        for _ in range(3000)
    ]
    samples += [sign.encode() for sign in ("嘉", "𠮷", "é", "\U0010ffff", "\ud7ff")]
    spark.createDataFrame([(bytearray(one),) for one in samples], "b BINARY").createOrReplaceTempView("samples")
    numbered = "SELECT CAST(b AS STRING) AS value, 'f' AS file, monotonically_increasing_id() AS position, 1L AS line FROM samples"
    spark.sql(numbered).createOrReplaceTempView("numbered")
    condition = survey("numbered", "x").split("`encoding-wrong`")[0].rsplit("FILTER (WHERE ", 1)[1].rsplit(") AS", 1)[0]
    found = [row[0] for row in spark.sql(f"SELECT {condition} FROM numbered").collect()]
    assert found == [not is_utf8(one) for one in samples]


# what is refused


GOOD = "甲一,嘉兴市"
HEAD = "姓名,户籍地"


@pytest.mark.parametrize(
    ("files", "code"),
    [
        ({"a.csv": f"{HEAD}\n{GOOD}\n", "b.csv": f"姓名,备注\n{GOOD}\n"}, "other-heading"),
        ({"a.csv": f'{HEAD}\n{GOOD}\n"甲\n一",嘉兴市\n'}, "continued-line"),
        ({"a.csv": f"{HEAD}\n{GOOD}\n".encode("gb18030")}, "no-heading"),
        ({"a.csv": f"{HEAD}\n{GOOD}\n".encode() + b"\xd5\xc5,a\n"}, "encoding-wrong"),
        ({"a.csv": f"{HEAD}\n{GOOD}\r甲二,平湖市\n"}, "carriage-return"),
        ({"a.csv": f"名册\n{HEAD}\n{GOOD}\n"}, "no-heading"),
        ({"a.csv": f"{HEAD}\n"}, "no-rows"),
        ({"a.csv": f"{HEAD}\n合计,,,\n"}, "no-rows"),
        ({"a.csv": ""}, "empty-file"),
        ({"a.csv": f"{HEAD}\n{GOOD}\n", "b/c.csv": f"{HEAD}\n{GOOD}\n"}, "nested-folder"),
        ({"a.csv": f"{HEAD}\n{GOOD}\n", "b.parquet": "PAR1"}, "wrong-format"),
        ({"a.csv.gz": "x"}, "foreign-file"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_be_read_without_a_guess_is_refused(
    files: dict[str, str | bytes], code: str, tmp_path: Path, spark: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, content in files.items():
        path = tmp_path / "rosters" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    out = tmp_path / "out"
    assert run(["batch", str(tmp_path / "rosters"), str(out), *COMMON, "--engine", "spark"]) == 3
    assert code in capsys.readouterr().err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["rosters"]


def test_figures_that_are_not_exact_are_refused(tmp_path: Path, spark: Any, capsys: pytest.CaptureFixture[str]) -> None:
    import duckdb

    (tmp_path / "rosters").mkdir()
    duckdb.sql(f"COPY (SELECT '甲' AS 姓名, 1.5::DOUBLE AS 本人月收入) TO '{tmp_path}/rosters/a.parquet'")
    assert run(["batch", str(tmp_path / "rosters"), str(tmp_path / "out"), *COMMON, "--engine", "spark"]) == 3
    assert "column-type" in capsys.readouterr().err


def test_what_is_there_is_never_overwritten(tmp_path: Path, spark: Any) -> None:
    write(tmp_path / "a.csv", [",".join(["1"] * len(HEADINGS))])
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine").write_text("mine", encoding="utf-8")
    assert run(["batch", str(tmp_path / "a.csv"), str(tmp_path / "out"), *COMMON, "--engine", "spark"]) == 5
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["mine"]
