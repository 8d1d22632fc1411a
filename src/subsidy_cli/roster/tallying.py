"""The results counted: by benefit, outcome and reason, by place, and by age band.

A piece of the roster is computed once and counted in every way; nothing as long as the roster is kept. Where rows have few
outcomes among them, those that are alike in everything are put together first.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

from subsidy_cli.columnar.standings import PAYABLE, VARIES, due_name, standing_name, status_sql
from subsidy_cli.columnar.terms import quote, text
from subsidy_cli.facts.vocabulary import QUOTA_KINDS
from subsidy_cli.roster.ages import band_of
from subsidy_cli.roster.relations import FACTS, PLACE, ROW

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from duckdb import DuckDBPyConnection

    from subsidy_cli.columnar.query import Output
    from subsidy_cli.facts.vocabulary import Vocabulary
    from subsidy_cli.texts import Text

RESULTS = "results"
BAND = "#band"
PIECE = 500_000
TOGETHER = 4
"""As many times as long is a piece whose rows are put together first, since next to nothing of it is kept."""
LONG = 200_000
"""Rows from which on it is worth while to look first how many are alike."""
SAMPLE = 20_000
"""Rows by which it is judged whether many are alike."""
ALIKE = 4
"""As many rows of the sample must there be for each outcome, on average."""
NOTHING = Decimal("0.00")
_BY_PLACE, _BY_BAND = -2, -1
"""Numbers of the lines that are of no benefit; those of a benefit have its position."""
_Line: TypeAlias = tuple[int, str, str | None]
"""What is counted together: the number of the line, its place, age band or outcome, and the reason."""
_Sums: TypeAlias = tuple[Decimal, ...]
"""Rows and four more: of a benefit the low ends, the high ends and how many of these are stated, then nothing; of a place
or band the rows with something due, those with something open, nothing, and yuan payable a month."""
_NO_SUMS: _Sums = (NOTHING,) * 5


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
class Slice:
    """The rows of one place or one age band."""

    id: str
    rows: int
    eligible: int
    """Rows with at least one benefit."""
    unknown: int
    """Rows with at least one benefit undecided."""
    month: Decimal
    """Yuan payable per month, low ends."""
    label: Text | None = None
    """What a place is called."""


@dataclass(frozen=True)
class Tallies:
    """Everything that was counted."""

    benefits: dict[str, list[Tally]]
    places: list[Slice]
    bands: list[Slice]


def tally(
    connection: DuckDBPyConnection,
    outputs: Sequence[Output],
    vocabulary: Vocabulary,
    part: Callable[[int, int], None],
) -> Tallies:
    """Count the relation of results, so many rows at a time; `part` is told how many pieces of how many are done."""
    row = quote(ROW)
    ends = f"SELECT COALESCE(min({row}), 0), COALESCE(max({row}), 0) FROM {FACTS}"
    first, last = connection.execute(ends).fetchone() or (0, 0)
    is_alike = last - first >= LONG and _are_alike(connection, outputs)
    size = getattr(connection, "piece", PIECE * (TOGETHER if is_alike else 1))
    pieces = list(_pieces(first, last, size))
    found: dict[_Line, _Sums] = {}
    for index, condition in enumerate(pieces):
        part(index, len(pieces))
        statement = _statement(outputs, vocabulary, condition, is_alike=is_alike)
        for which, key, reason, *sums in connection.execute(statement).fetchall():
            so_far = found.get((which, key, reason), _NO_SUMS)
            found[which, key, reason] = tuple(old + Decimal(new or 0) for old, new in zip(so_far, sums, strict=True))
    return _tallies(outputs, found)


def _pieces(first: int, last: int, size: int) -> Iterator[str]:
    """Conditions that divide the rows."""
    row = quote(ROW)
    if last - first < 2 * size:
        yield "TRUE"
        return
    for start in range(first, last + 1, size):
        yield f"{row} >= {start} AND {row} < {start + size}"


def _are_alike(connection: DuckDBPyConnection, outputs: Sequence[Output]) -> bool:
    """Whether the first rows have few outcomes among them."""
    sample = f"SELECT {', '.join(_outcome(outputs))} FROM {RESULTS} LIMIT {SAMPLE}"
    (different,) = connection.execute(f"SELECT count(*) FROM (SELECT DISTINCT * FROM ({sample}))").fetchone() or (0,)
    return bool(different * ALIKE <= SAMPLE)


def _tallies(outputs: Sequence[Output], found: Mapping[_Line, _Sums]) -> Tallies:
    tallies = Tallies({output.benefit: [] for output in outputs}, [], [])
    for (which, key, reason), sums in sorted(found.items(), key=lambda each: (each[0][:2], each[0][2] or "")):
        if which in {_BY_PLACE, _BY_BAND}:
            slices = tallies.places if which == _BY_PLACE else tallies.bands
            rows, eligible, unknown, _, month = sums
            name = key if which == _BY_PLACE else band_of(int(key))
            slices.append(Slice(name, int(rows), int(eligible), int(unknown), month))
        else:
            tallies.benefits[outputs[which].benefit].append(_tally(outputs[which], key, reason, sums))
    return tallies


def _tally(output: Output, status: str, reason: str | None, sums: _Sums) -> Tally:
    """What is due has a standing, which the count holds in place of a reason where it varies; nothing due has a reason."""
    rows, low, high, closed, _ = sums
    open_ends = int(rows - closed) if output.has_amount else 0
    standing = ""
    if status == "eligible":
        standing, reason = (reason or "" if output.standing == VARIES else output.standing), None
    return Tally(output.benefit, status, reason, int(rows), low, high, open_ends, standing)


def _statement(outputs: Sequence[Output], vocabulary: Vocabulary, condition: str, *, is_alike: bool) -> str:
    shares = ('"#due"', '"#open"', "0", '"#month"')
    lines = [
        _line(_BY_PLACE, quote(PLACE), "NULL", shares),
        _line(_BY_BAND, quote(BAND), "NULL", shares, quote(PLACE)),
        *(_benefit_line(index, output) for index, output in enumerate(outputs)),
    ]
    return f"WITH counted AS MATERIALIZED ({_counted(outputs, vocabulary, condition, is_alike=is_alike)}) {' UNION ALL '.join(lines)}"


def _counted(outputs: Sequence[Output], vocabulary: Vocabulary, condition: str, *, is_alike: bool) -> str:
    """The rows, or those that are alike together: the outcome, how many they are, and sums of amounts and of those stated."""
    amounts = [name for output in outputs for name in _amounts(output)]
    columns = _outcome(outputs)
    if is_alike:
        columns += ['count(*) AS "#rows"', *(f"sum({quote(name)}) AS {quote(name)}" for name in amounts)]
        columns += [f"count({quote(name)}) AS {_stated(name)}" for name in amounts]
    else:
        columns += ['1 AS "#rows"', *map(quote, amounts)]
        columns += [f"CASE WHEN {quote(name)} IS NULL THEN 0 ELSE 1 END AS {_stated(name)}" for name in amounts]
    grouped = " GROUP BY ALL" if is_alike else ""
    query = f"SELECT {', '.join(columns)} FROM {RESULTS} WHERE {condition}{grouped}"
    return f"SELECT *, {', '.join(_common(outputs, vocabulary))} FROM ({query})"


def _outcome(outputs: Sequence[Output]) -> list[str]:
    """The columns in which rows must be alike to be counted together."""
    found = [quote(PLACE), quote(BAND)]
    for output in outputs:
        found.append(quote(due_name(output.benefit) if output.has_due else f"{output.benefit}_status"))
        found += [quote(f"{output.benefit}_reason")] if output.has_reason else []
        found += [quote(standing_name(output.benefit))] if output.standing == VARIES else []
    return found


def _amounts(output: Output) -> list[str]:
    """The columns of a benefit's amounts."""
    return [output.benefit, f"{output.benefit}_high"] if output.has_amount else []


def _stated(amount: str) -> str:
    """The column that says in how many rows an amount is stated."""
    return quote(f"#stated {amount}")


def _line(which: int, key: str, reason: str, further: Sequence[str], there: str = "") -> str:
    """One count, of rows and of what is further to be added up; none where the key, or what must be there, is not."""
    sums = ", ".join(f"sum({each})" for each in ('"#rows"', *further))
    given = f"CAST({key} AS VARCHAR) AS key, CAST({reason} AS VARCHAR) AS why"
    return f"SELECT {which}, {given}, {sums} FROM counted WHERE {there or key} IS NOT NULL GROUP BY {key}, why"


def _benefit_line(index: int, output: Output) -> str:
    name = output.benefit
    amounts = _amounts(output)
    low, high, stated = (*map(quote, amounts), _stated(amounts[-1])) if amounts else ("0", "0", "0")
    reason = quote(f"{name}_reason") if output.has_reason else "NULL"
    if output.standing == VARIES:
        reason = f"COALESCE({quote(standing_name(name))}, {reason})"
    further = low, high, stated, "0"
    if not output.has_due:
        return _line(index, quote(f"{name}_status"), reason, further)
    due = quote(due_name(name))
    return _line(index, status_sql(due), reason, further, quote(PLACE))


def _common(outputs: Sequence[Output], vocabulary: Vocabulary) -> list[str]:
    """What is added up by place and by band: whether something is due, whether something is open, yuan payable a month."""
    given = [output for output in outputs if vocabulary.benefits[output.benefit].kind not in QUOTA_KINDS]
    due = [
        f"CASE WHEN {_is_payable(output)} THEN COALESCE({quote(output.benefit)}, 0) ELSE 0 END"
        for output in given
        if output.has_amount
        and output.standing in {PAYABLE, VARIES}
        and vocabulary.benefits[output.benefit].period == "month"
    ]
    is_due = " OR ".join(map(_is_due, given)) or "FALSE"
    is_open = " OR ".join(map(_is_open, given)) or "FALSE"
    return [
        f'CASE WHEN {is_due} THEN "#rows" ELSE 0 END AS "#due"',
        f'CASE WHEN {is_open} THEN "#rows" ELSE 0 END AS "#open"',
        f'{" + ".join(due) or "0"} AS "#month"',
    ]


def _is_payable(output: Output) -> str:
    """Whether a benefit of a row is due and enters the totals."""
    if output.standing == VARIES:
        return f"{quote(standing_name(output.benefit))} = {text(PAYABLE)}"
    return _is_due(output)


def _is_due(output: Output) -> str:
    """Whether a benefit of a row is due."""
    return quote(due_name(output.benefit)) if output.has_due else f"{quote(f'{output.benefit}_status')} = 'eligible'"


def _is_open(output: Output) -> str:
    """Whether it is open if a benefit of a row is due."""
    if output.has_due:
        return f"{quote(due_name(output.benefit))} IS NULL"
    return f"{quote(f'{output.benefit}_status')} = 'unknown'"
