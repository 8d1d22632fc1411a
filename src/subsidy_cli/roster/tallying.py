"""The results counted: by benefit, outcome and reason, by place, and by age band.

A piece of the roster is computed once and counted in every way; nothing as long as the roster is kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from subsidy_cli.columnar.standings import PAYABLE, VARIES, standing_name
from subsidy_cli.columnar.terms import quote, text
from subsidy_cli.facts.vocabulary import QUOTA_KINDS
from subsidy_cli.roster.relations import FACTS, PLACE, ROW

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from duckdb import DuckDBPyConnection

    from subsidy_cli.columnar.query import Output
    from subsidy_cli.facts.vocabulary import Vocabulary

RESULTS = "results"
BAND = "#band"
PIECE = 500_000
NOTHING = Decimal("0.00")
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
    standing: str = ""
    """How what is due enters the totals; nothing for what is not due."""


@dataclass(frozen=True, slots=True)
class Share:
    """The rows of one place or age band: how many get something, how many have something undecided, yuan payable a month."""

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


def tally(
    connection: DuckDBPyConnection,
    outputs: Sequence[Output],
    vocabulary: Vocabulary,
    part: Callable[[int, int], None] = lambda _done, _parts: None,
) -> Tallies:
    """Count the relation of results, so many rows at a time; `part` is told how many pieces of how many are done."""
    pieces = list(_pieces(connection))
    found: dict[tuple[int, str, str | None], _Sums] = {}
    for index, condition in enumerate(pieces):
        part(index, len(pieces))
        for which, key, reason, *sums in connection.execute(_statement(outputs, vocabulary, condition)).fetchall():
            found.setdefault((which, key, reason), _Sums()).add(*sums)
    return _tallies(outputs, found)


def _pieces(connection: DuckDBPyConnection) -> Iterator[str]:
    """Conditions that divide the rows."""
    row = quote(ROW)
    size = getattr(connection, "piece", PIECE)
    first, last = connection.execute(f"SELECT min({row}), max({row}) FROM {FACTS}").fetchone() or (None, None)
    if first is None or last - first < 2 * size:
        yield "TRUE"
        return
    for start in range(first, last + 1, size):
        yield f"{row} >= {start} AND {row} < {start + size}"


@dataclass(slots=True)
class _Sums:
    rows: int = 0
    low: Decimal = NOTHING
    high: Decimal = NOTHING
    closed: int = 0
    month: Decimal = NOTHING

    def add(self, rows: int, low: Decimal | None, high: Decimal | None, closed: int, month: Decimal | None) -> None:
        self.rows += rows
        self.low += Decimal(low or 0)
        self.high += Decimal(high or 0)
        self.closed += closed
        self.month += Decimal(month or 0)


def _tallies(outputs: Sequence[Output], found: dict[tuple[int, str, str | None], _Sums]) -> Tallies:
    tallies = Tallies({output.benefit: [] for output in outputs}, [], [])
    for (which, key, reason), sums in sorted(found.items(), key=lambda each: (each[0][:2], each[0][2] or "")):
        if which in {_BY_PLACE, _BY_BAND}:
            shares = tallies.places if which == _BY_PLACE else tallies.bands
            shares.append(Share(key, sums.rows, int(sums.low), int(sums.high), sums.month))
        else:
            tallies.benefits[outputs[which].benefit].append(_tally(outputs[which], key, reason, sums))
    return tallies


def _tally(output: Output, status: str, reason: str | None, sums: _Sums) -> Tally:
    """What is due has a standing, which the count holds in place of a reason where it varies; nothing due has a reason."""
    open_ends = sums.rows - sums.closed if output.has_range else 0
    standing = ""
    if status == "eligible":
        standing, reason = (reason or "" if output.standing == VARIES else output.standing), None
    return Tally(output.benefit, status, reason, sums.rows, sums.low, sums.high, open_ends, standing)


def _statement(outputs: Sequence[Output], vocabulary: Vocabulary, condition: str) -> str:
    lines = [
        _line(_BY_PLACE, quote(PLACE), "NULL", '"#due"', '"#open"', '"#month"'),
        _line(_BY_BAND, quote(BAND), "NULL", '"#due"', '"#open"', '"#month"', quote(PLACE)),
        *(_benefit_line(index, output) for index, output in enumerate(outputs)),
    ]
    columns = [quote(PLACE), quote(BAND), *(quote(name) for output in outputs for name in _names(output))]
    shared = _shared([*columns, *_common(outputs, vocabulary)], condition)
    return f"WITH counted AS MATERIALIZED ({shared}) {' UNION ALL '.join(lines)}"


def _names(output: Output) -> list[str]:
    name = output.benefit
    amounts = [name] if output.has_amount else []
    amounts += [f"{name}_high"] if output.has_range else []
    standing = [standing_name(name)] if output.standing == VARIES else []
    return [*amounts, f"{name}_status", *([f"{name}_reason"] if output.has_reason else []), *standing]


def _line(which: int, key: str, reason: str, low: str, high: str, each: str, there: str = "") -> str:
    """One count: nothing is counted where the key, or what must be there, is not."""
    sums = f"sum({low}), sum({high}), count({high}), sum({each})"
    given = f"CAST({key} AS VARCHAR) AS key, CAST({reason} AS VARCHAR) AS why"
    return (
        f"SELECT {which}, {given}, count(*), {sums} FROM counted WHERE {there or key} IS NOT NULL GROUP BY {key}, why"
    )


def _benefit_line(index: int, output: Output) -> str:
    name = output.benefit
    low = quote(name) if output.has_amount else "0"
    high = quote(f"{name}_high") if output.has_range else low
    reason = quote(f"{name}_reason") if output.has_reason else "NULL"
    if output.standing == VARIES:
        reason = f"COALESCE({quote(standing_name(name))}, {reason})"
    return _line(index, quote(f"{name}_status"), reason, low, high, "0")


def _shared(columns: Sequence[str], condition: str) -> str:
    return f"SELECT {', '.join(columns)} FROM {RESULTS} WHERE {condition}"


def _common(outputs: Sequence[Output], vocabulary: Vocabulary) -> list[str]:
    """What is added up by place and by band: whether something is due, whether something is open, yuan payable a month."""
    given = [output for output in outputs if vocabulary.benefits[output.benefit].kind not in QUOTA_KINDS]
    statuses = [quote(f"{output.benefit}_status") for output in given]
    due = [
        f"CASE WHEN {_is_payable(output)} THEN COALESCE({quote(output.benefit)}, 0) ELSE 0 END"
        for output in given
        if output.has_amount
        and output.standing in {PAYABLE, VARIES}
        and vocabulary.benefits[output.benefit].period == "month"
    ]
    is_due = " OR ".join(f"{status} = 'eligible'" for status in statuses) or "FALSE"
    is_open = " OR ".join(f"{status} = 'unknown'" for status in statuses) or "FALSE"
    return [
        f'CASE WHEN {is_due} THEN 1 ELSE 0 END AS "#due"',
        f'CASE WHEN {is_open} THEN 1 ELSE 0 END AS "#open"',
        f'{" + ".join(due) or "0"} AS "#month"',
    ]


def _is_payable(output: Output) -> str:
    """Whether a benefit of a row is due and enters the totals."""
    if output.standing == VARIES:
        return f"{quote(standing_name(output.benefit))} = {text(PAYABLE)}"
    return f"{quote(f'{output.benefit}_status')} = 'eligible'"
