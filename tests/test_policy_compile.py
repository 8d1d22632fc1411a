"""The rules of a place as a view: in DuckDB it gives what an assessment gives, in other dialects it can be read."""

from __future__ import annotations

import random
import re
from datetime import date
from fractions import Fraction

import duckdb
import pytest

from differential import Sampler, written
from subsidy_cli.cli.policy_compile import DIALECTS as OFFERED
from subsidy_cli.columnar.dialects import DIALECTS
from subsidy_cli.columnar.query import SQL_TYPES
from subsidy_cli.diagnostics import RefusedError
from subsidy_cli.evaluation.benefits import Assessor
from subsidy_cli.facts.applicant import Applicant
from subsidy_cli.library.opening import open_library
from subsidy_cli.roster.grouping import Grouper, Terms
from subsidy_cli.roster.views import View, ViewCompiler

LIBRARY = open_library(with_user_folder=False)
STANDARDS = {"dibao_month": Fraction(1000)}
DAY = date(2021, 3, 1)


def statement(dialect: str, **terms: object) -> str:
    chosen = Terms(standards=STANDARDS, shipped_standards=False, **terms)  # type: ignore[arg-type]
    return ViewCompiler(LIBRARY, chosen, "zhejiang/jiaxing", DAY).compile(View(dialect=dialect), "zh")


def test_the_command_offers_every_dialect() -> None:
    assert OFFERED == DIALECTS


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("kinds", [("living",), ("rehab", "medical"), ("startup", "placement")], ids="-".join)
def test_every_dialect_can_be_read(dialect: str, kinds: tuple[str, ...]) -> None:
    sqlglot = pytest.importorskip("sqlglot")
    sql = statement(dialect, kinds=set(kinds))
    sql.encode("gbk")
    body = "\n".join(line for line in sql.splitlines() if not line.startswith("--"))
    parsed = sqlglot.parse(body, read=dialect)
    assert [type(each).__name__ for each in parsed if each is not None] == ["Create"]
    if dialect != "duckdb":
        assert not re.search(r"to_years|to_months|to_days|int128|hugeint", body, re.IGNORECASE)


def test_the_view_gives_what_an_assessment_gives() -> None:
    sampler = Sampler(LIBRARY, random.Random(11))
    rows = [sampler.row(DAY, with_average=number % 2 == 0) for number in range(60)]
    sql = statement("duckdb", kinds={"living", "care"})
    columns = re.findall(r"^--   (\w+) ([A-Z]+(?:\([0-9,]+\))?): ", sql, re.MULTILINE)
    connection = duckdb.connect()
    connection.execute(f"CREATE TABLE facts (id BIGINT, {', '.join(f'{name} {kind}' for name, kind in columns)})")
    known = {name for name, _ in columns}
    for number, row in enumerate(rows):
        values = {**row.facts, **row.standards}
        cells = [written(values.get(name)) or None for name, _ in columns]
        connection.execute(f"INSERT INTO facts VALUES ({', '.join('?' * (len(cells) + 1))})", [number, *cells])
    connection.execute(sql)
    found = connection.execute("SELECT * FROM subsidies ORDER BY id")
    names = [each[0] for each in found.description]
    terms = Terms(everything=True, shipped_standards=False)
    programme = Grouper(LIBRARY, terms).law("zhejiang/jiaxing", DAY).programme
    assert {"living_allowance_status", "care_allowance_reason"} <= set(names)
    for row, result in zip(rows, found.fetchall(), strict=True):
        answer = dict(zip(names, result, strict=True))
        standards = {name: value for name, value in row.standards.items() if name in known} | STANDARDS
        assessor = Assessor(programme, Applicant("zhejiang/jiaxing", DAY, row.facts, standards))
        for name in ("living_allowance", "minor_living_allowance", "care_allowance"):
            outcome = assessor.outcome(name)
            assert answer[f"{name}_status"] == outcome.status
            assert answer[f"{name}_reason"] == (None if outcome.reason is None else str(outcome.reason))
            assert answer[name] == (None if outcome.amount is None else outcome.amount.low)


def test_a_reading_that_changes_nothing_there_is_refused() -> None:
    terms = Terms(readings=frozenset({"rows-9-and-10-restored"}))
    with pytest.raises(RefusedError) as error:
        ViewCompiler(LIBRARY, terms, "zhejiang/jiaxing", DAY).compile(View(), "en")
    assert [each.code for each in error.value.diagnostics] == ["reading-without-alternative"]


def test_what_is_missing_is_a_column() -> None:
    sql = ViewCompiler(LIBRARY, Terms(shipped_standards=False, kinds={"living"}), "zhejiang/jiaxing", DAY).compile(
        View("people", "results"), "en"
    )
    assert f"--   dibao_month {SQL_TYPES['money']}" in sql
    assert "CREATE OR REPLACE VIEW results AS" in sql
    assert "FROM people" in sql
