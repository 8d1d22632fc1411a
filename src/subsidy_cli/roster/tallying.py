"""The results counted in one pass: by benefit, outcome and reason, by place, and by age band.

Every row gives one line for each of these, and the lines are added up as they come; nothing as long as the roster is kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from subsidy_cli.columnar.terms import quote, text
from subsidy_cli.facts.vocabulary import QUOTA_KINDS
from subsidy_cli.roster.relations import PLACE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duckdb import DuckDBPyConnection

    from subsidy_cli.columnar.query import Output
    from subsidy_cli.facts.vocabulary import Vocabulary

RESULTS = "results"
BAND = "#band"
_MONEY = "DECIMAL(18,2)"
_BY_PLACE, _BY_BAND = -2, -1
"""Numbers of the lines that are of no benefit; those of a benefit have its position."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many rows had one outcome of one benefit for one reason."""

    benefit: str
    status: str
    reason: str | None
    rows: int
    low: Decimal
    high: Decimal
    open_ends: int


@dataclass(frozen=True, slots=True)
class Share:
    """The rows of one place or age band: how many get something, how many have something undecided, yuan per month."""

    key: str
    rows: int
    eligible: int
    unknown: int
    month: Decimal


@dataclass(frozen=True)
class Tallies:
    """Everything that was counted."""

    benefits: dict[str, list[Tally]]
    places: list[Share]
    bands: list[Share]


def tally(connection: DuckDBPyConnection, outputs: Sequence[Output], vocabulary: Vocabulary) -> Tallies:
    """Count the relation of results."""
    found = Tallies({output.benefit: [] for output in outputs}, [], [])
    for which, key, reason, rows, low, high, closed, month in connection.execute(
        _statement(outputs, vocabulary)
    ).fetchall():
        if which == _BY_PLACE or which == _BY_BAND:
            shares = found.places if which == _BY_PLACE else found.bands
            shares.append(Share(key, rows, int(low), int(high), Decimal(month)))
        else:
            output = outputs[which]
            open_ends = rows - closed if output.has_range else 0
            entry = Tally(output.benefit, key, reason, rows, Decimal(low or 0), Decimal(high or 0), open_ends)
            found.benefits[output.benefit].append(entry)
    return found


def _statement(outputs: Sequence[Output], vocabulary: Vocabulary) -> str:
    lines = [
        _line(_BY_PLACE, quote(PLACE), "NULL", '"#due"', '"#open"', '"#month"'),
        _line(
            _BY_BAND,
            f"CASE WHEN {quote(PLACE)} IS NOT NULL THEN {quote(BAND)} END",
            "NULL",
            '"#due"',
            '"#open"',
            '"#month"',
        ),
        *(_benefit_line(index, output) for index, output in enumerate(outputs)),
    ]
    columns = '"#which", "#key", "#why"'
    return (
        f'SELECT {columns}, count(*), sum("#low"), sum("#high"), count("#high"), sum("#each")'
        f" FROM (SELECT unnest([{', '.join(lines)}], recursive := true) FROM ({_shared(outputs, vocabulary)}))"
        f' WHERE "#key" IS NOT NULL GROUP BY {columns} ORDER BY {columns}'
    )


def _line(which: int, key: str, reason: str, low: str, high: str, each: str) -> str:
    parts = {
        "#which": f"CAST({which} AS INTEGER)",
        "#key": f"CAST({key} AS VARCHAR)",
        "#why": f"CAST({reason} AS VARCHAR)",
        "#low": f"CAST({low} AS {_MONEY})",
        "#high": f"CAST({high} AS {_MONEY})",
        "#each": f"CAST({each} AS {_MONEY})",
    }
    return "{" + ", ".join(f"{text(name)}: {sql}" for name, sql in parts.items()) + "}"


def _benefit_line(index: int, output: Output) -> str:
    name = output.benefit
    low = quote(name) if output.has_amount else "0"
    high = quote(f"{name}_high") if output.has_range else low
    reason = quote(f"{name}_reason") if output.has_reason else "NULL"
    return _line(index, quote(f"{name}_status"), reason, low, high, "NULL")


def _shared(outputs: Sequence[Output], vocabulary: Vocabulary) -> str:
    """The results with what the lines of a place and of a band have in common."""
    given = [output for output in outputs if vocabulary.benefits[output.benefit].kind not in QUOTA_KINDS]
    statuses = [quote(f"{output.benefit}_status") for output in given]
    monthly = [
        output.benefit
        for output in given
        if output.has_amount and vocabulary.benefits[output.benefit].period == "month"
    ]
    due = [
        f"CASE WHEN {quote(f'{name}_status')} = 'eligible' THEN COALESCE({quote(name)}, 0) ELSE 0 END"
        for name in monthly
    ]
    is_due = " OR ".join(f"{status} = 'eligible'" for status in statuses) or "FALSE"
    is_open = " OR ".join(f"{status} = 'unknown'" for status in statuses) or "FALSE"
    return (
        f'SELECT *, CASE WHEN {is_due} THEN 1 ELSE 0 END AS "#due", CASE WHEN {is_open} THEN 1 ELSE 0 END AS "#open",'
        f' {" + ".join(due) or "0"} AS "#month" FROM {RESULTS}'
    )
