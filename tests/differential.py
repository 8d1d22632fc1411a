"""Random applicants through both engines: `python -m tests.differential --rows 1000000` compares every result.

The same programme is asked row by row in Python and as one query; status, amount, bound and reason must be equal.
"""

from __future__ import annotations

import argparse
import csv
import random
import sys
import tempfile
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from subsidy_cli.columnar.query import SQL_TYPES, QueryBuilder
from subsidy_cli.columnar.terms import quote, text
from subsidy_cli.evaluation.benefits import Assessor
from subsidy_cli.facts.applicant import Applicant
from subsidy_cli.library.opening import open_library
from subsidy_cli.periods import add_years
from subsidy_cli.quantities import number_text
from subsidy_cli.roster.grouping import Grouper, Terms

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from subsidy_cli.facts.values import FactValue
    from subsidy_cli.facts.vocabulary import FactDefinition, StandardDefinition
    from subsidy_cli.library.opening import Library
    from subsidy_cli.programme.rules import Programme

OCCASIONS = (
    ("zhejiang/jiaxing", date(2016, 1, 1)),
    ("zhejiang/jiaxing", date(2019, 3, 1)),
    ("zhejiang/jiaxing", date(2020, 7, 3)),
    ("zhejiang/jiaxing", date(2020, 7, 4)),
    ("zhejiang/jiaxing", date(2026, 3, 1)),
    ("zhejiang/jiaxing/pinghu", date(2022, 5, 25)),
    ("zhejiang/jiaxing/pinghu", date(2022, 5, 26)),
    ("zhejiang/jiaxing/pinghu", date(2026, 1, 1)),
    ("jiangxi/fuzhou", date(2022, 5, 9)),
    ("jiangxi/fuzhou", date(2022, 5, 10)),
    ("jiangxi/fuzhou", date(2025, 12, 31)),
    ("zhejiang/wenzhou/yueqing", date(2026, 3, 1)),
)
"""Places, and days on both sides of each change of law; the draft is taken as if adopted."""
MONEY = (
    *("0", "0.01", "899.99", "900", "999.99", "1000", "1000.01", "1499.99", "1500", "1500.01", "2070", "4500.01"),
    *("20000.02", "35999.99", "36000", "36000.01", "100000", "300000", "500000.01"),
)
RATES = ("0", "0.3", "0.4", "0.5", "0.75", "0.9", "0.95", "0.99", "1")
COUNTS = (0, 1, 2, 3, 4, 5, 6, 9, 10, 11, 12, 13, 20, 21, 22, 36, 40, 41, 50, 60)
AGES = (0, 5, 6, 7, 8, 9, 10, 14, 15, 16, 17, 18, 19, 49, 50, 54, 55, 59, 60, 70)
STANDARDS = {
    "money": ("1000", "2070", "500.55", "30"),
    "integer": ("8", "9", "40"),
    "decimal": ("0.3", "0.4", "0.5", "1"),
}
CHUNK = 2000


@dataclass(frozen=True)
class Row:
    """One applicant with its own day and standards."""

    as_of: date
    facts: dict[str, FactValue]
    standards: dict[str, FactValue]


@dataclass
class Sampler:
    """Applicants whose values lie on and beside the lines that rules draw; each fact may be unknown."""

    library: Library
    random: random.Random

    def row(self, day: date, with_average: bool) -> Row:
        vocabulary = self.library.vocabulary
        known, stated = self.random.choice((0.3, 0.6, 0.9, 0.97)), self.random.choice((0.2, 0.6, 1.0))
        left_out = set() if with_average else {"household_income_month", "household_members"}
        facts = {
            fact.id: self._fact(fact, day)
            for fact in vocabulary.facts.values()
            if fact.type != "text" and fact.id not in left_out and self.random.random() < known
        }
        if facts.get("household_members") == 0:
            del facts["household_members"]
        if {"household_income_month", "household_members"} <= set(facts):
            facts.pop("household_income_per_capita_month", None)
        standards = {
            each.id: self._standard(each)
            for each in vocabulary.standards.values()
            if each.type in {*STANDARDS, "boolean"} and self.random.random() < stated
        }
        return Row(day, facts, standards)

    def _fact(self, fact: FactDefinition, day: date) -> FactValue:
        choose = self.random.choice
        match fact.type:
            case "boolean":
                return self.random.random() < 0.5
            case "money":
                return Fraction(choose(MONEY))
            case "integer":
                values = [n for n in COUNTS if n >= fact.low and (fact.high is None or n <= fact.high)]
                return Fraction(choose(values))
            case "decimal":
                return Fraction(choose(RATES))
            case "date":
                years = choose(AGES) if fact.id == "birth_date" else choose(range(6))
                return min(add_years(day, -years) + timedelta(choose((-1, 0, 1, 40))), date(2099, 1, 1))
            case "enum":
                return choose(list(fact.values))
            case "place":
                return choose([*self.library.places.names, *[place for place, _ in OCCASIONS] * 4])
        raise AssertionError(fact.type)

    def _standard(self, standard: StandardDefinition) -> FactValue:
        if standard.type == "boolean":
            return self.random.random() < 0.5
        return Fraction(self.random.choice(STANDARDS[standard.type]))


@dataclass
class Comparison:
    """What was compared, and what differed."""

    applicants: int = 0
    results: int = 0
    statuses: Counter[str] = field(default_factory=Counter)
    differences: list[str] = field(default_factory=list)

    def add(self, other: Comparison) -> None:
        """Count another one with this one."""
        self.applicants += other.applicants
        self.results += other.results
        self.statuses.update(other.statuses)
        self.differences += other.differences


def written(value: FactValue | None) -> str:
    """A value as it stands in a column."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case Fraction():
            return number_text(value)
    return str(value)


def query_results(
    programme: Programme,
    rows: Sequence[Row],
    wanted: Collection[str],
    *,
    standards: dict[str, FactValue] | None = None,
    as_columns: bool = True,
) -> list[dict[str, Any]]:
    """The results of the columnar engine: standards and days as columns, or the same for all rows."""
    import duckdb

    vocabulary = programme.vocabulary
    facts = sorted({name for row in rows for name in row.facts})
    local = sorted({name for row in rows for name in row.standards}) if as_columns else []
    types = {name: SQL_TYPES[vocabulary.facts[name].type] for name in facts}
    types |= {name: SQL_TYPES[vocabulary.standards[name].type] for name in local}
    columns = {"row": "BIGINT", "#as_of": "DATE", **types}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "facts.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            for index, row in enumerate(rows):
                values = {**row.facts, **row.standards}
                writer.writerow([index, row.as_of, *(written(values.get(name)) for name in types)])
        listed = ", ".join(f"{text(name)}: {text(kind)}" for name, kind in columns.items())
        connection = duckdb.connect()
        connection.execute(
            f"CREATE TABLE facts AS FROM read_csv({text(str(path))}, header=false, columns={{{listed}}})"
        )
    builder = QueryBuilder(
        programme, facts, standards or {}, "#as_of" if as_columns else rows[0].as_of, standard_columns=local
    )
    query = builder.build(wanted).over("facts", quote("row"))
    found = connection.execute(f"SELECT * FROM ({query}) ORDER BY {quote('row')}")
    names = [each[0] for each in found.description]
    return [dict(zip(names, values, strict=True)) for values in found.fetchall()]


def compare(
    programme: Programme, rows: Sequence[Row], wanted: Collection[str], found: Comparison, **options: Any
) -> None:
    """Ask both engines and note every difference."""
    results = query_results(programme, rows, wanted, **options)
    assert len(results) == len(rows)
    found.applicants += len(rows)
    for row, result in zip(rows, results, strict=True):
        shared = options.get("standards") or row.standards
        assessor = Assessor(programme, Applicant(programme.place, row.as_of, row.facts, shared))
        for name in wanted:
            if name not in programme.benefits:
                continue
            outcome = assessor.outcome(name)
            amount = outcome.amount
            expected = {
                f"{name}_status": outcome.status,
                f"{name}_reason": None if outcome.reason is None else str(outcome.reason),
            }
            if f"{name}_bound" in result:
                expected |= {
                    name: None if amount is None else amount.low,
                    f"{name}_high": None if amount is None else amount.high,
                    f"{name}_bound": None if amount is None else amount.bound,
                }
            found.results += 1
            found.statuses[outcome.status] += 1
            for column, value in expected.items():
                if result[column] != value:
                    place = f"{programme.place} {row.as_of} {column}"
                    found.differences.append(
                        f"{place}: one by one {value}, as a query {result[column]}; {row.facts} {shared}"
                    )


@dataclass
class Turns:
    """One stretch of applicants after the other: each at a place and on a day that matter."""

    seed: int
    at_once: int
    chunk: int
    library: Library = field(default_factory=lambda: open_library(with_user_folder=False))

    def __post_init__(self) -> None:
        terms = {"everything": True, "shipped_standards": False}
        self.groupers = {
            adopted: Grouper(self.library, Terms(**terms, as_if_adopted=adopted)) for adopted in (False, True)
        }

    def take(self, turn: int) -> Comparison:
        """Compare one stretch; the same turn always has the same applicants."""
        place, day = OCCASIONS[turn % len(OCCASIONS)]
        chance = random.Random(f"{self.seed}/{turn}")
        sampler, grouper = Sampler(self.library, chance), self.groupers[place.endswith("yueqing")]
        law = grouper.law(place, day)
        following = (day, day + timedelta(1), day + timedelta(27))
        days = [each for each in following if law.since(each) == law.since(day)]
        programme = law.programme
        as_columns = chance.random() < 0.5
        with_average = chance.random() < 0.5
        sample = [sampler.row(chance.choice(days) if as_columns else day, with_average) for _ in range(self.chunk)]
        names = list(programme.benefits)
        wanted = set(chance.sample(names, min(self.at_once, len(names))))
        options = {} if as_columns else {"standards": sample[0].standards, "as_columns": False}
        found = Comparison()
        compare(programme, sample, [name for name in names if name in wanted], found, **options)
        return found


def run(rows: int, seed: int, *, at_once: int = 200, processes: int = 1, report: bool = False) -> Comparison:
    """Compare so many random applicants, spread over the places and days that matter, on so many benefits at a time."""
    chunk = min(CHUNK, -(-rows // len(OCCASIONS)))
    count = -(-rows // chunk)
    found = Comparison()
    with ProcessPoolExecutor(processes, initializer=_begin, initargs=(seed, at_once, chunk)) as pool:
        if processes == 1:
            _begin(seed, at_once, chunk)
        each = map(_take, range(count)) if processes == 1 else pool.map(_take, range(count))
        for turn, comparison in enumerate(each, 1):
            found.add(comparison)
            if report and turn % 50 == 0:
                print(
                    f"{turn * chunk} applicants, {found.results} results, {len(found.differences)} differences",
                    flush=True,
                )
    return found


_turns: list[Turns] = []


def _begin(seed: int, at_once: int, chunk: int) -> None:
    _turns[:] = [Turns(seed, at_once, chunk)]


def _take(turn: int) -> Comparison:
    return _turns[0].take(turn)


def main() -> int:
    """Compare, print what differed, and give 1 where anything did."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--at-once", type=int, default=200, help="benefits asked of each applicant, at random")
    parser.add_argument("--processes", type=int, default=1)
    chosen = parser.parse_args()
    found = run(chosen.rows, chosen.seed, at_once=chosen.at_once, processes=chosen.processes, report=True)
    for difference in found.differences[:20]:
        print(difference)
    print(
        f"{found.applicants} applicants, {found.results} results {dict(found.statuses)}: {len(found.differences)} differences"
    )
    return 1 if found.differences else 0


if __name__ == "__main__":
    sys.exit(main())
