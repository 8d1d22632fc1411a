"""What a supervisor wants to know of a run: who gets what, what is open and why, and what would settle most of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from subsidy_cli.columnar.terms import quote
from subsidy_cli.facts.vocabulary import QUOTA_KINDS
from subsidy_cli.roster.relations import PLACE, REJECTS, ROW

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from duckdb import DuckDBPyConnection

    from subsidy_cli.columnar.query import Output
    from subsidy_cli.facts.vocabulary import Vocabulary
    from subsidy_cli.places import Gazetteer
    from subsidy_cli.texts import Text

RESULTS = "results"
BAND = "#band"
BANDS = ("0-6", "7-17", "18-59", "60-79", "80-", "")
"""Ages in completed years; empty where the date of birth is not known."""
NOTHING = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class BenefitSummary:
    """One benefit over the whole roster."""

    id: str
    label: Text
    kind: str
    period: str
    eligible: int
    ineligible: int
    unknown: int
    low: Decimal
    """Sum of the low ends of those who are eligible, yuan per period."""
    high: Decimal | None
    """Sum of the high ends; None where one of them is open."""
    possible: Decimal
    """What those who are unknown could get at most, as far as it is bounded."""


@dataclass(frozen=True, slots=True)
class Slice:
    """The rows of one place or one age band."""

    id: str
    label: Text | None
    rows: int
    eligible: int
    """Rows with at least one benefit."""
    unknown: int
    """Rows with at least one benefit undecided."""
    month: Decimal
    """Yuan per month, low ends."""


@dataclass(frozen=True, slots=True)
class ReasonSummary:
    """How often one benefit had one outcome for one reason."""

    benefit: str
    status: str
    reason: str
    rows: int


@dataclass(frozen=True, slots=True)
class MissingSummary:
    """A fact or standard that is missing: how much hangs on it."""

    id: str
    label: Text
    results: int
    """Undecided results (a benefit of a row) that lack it."""
    alone: int
    """Those of them that lack nothing else."""
    month: Decimal
    """Yuan per month that those could come to at most, as far as it is bounded."""


@dataclass(frozen=True, slots=True)
class Summary:
    """The whole run in figures."""

    rows: int
    results: int
    rejected: int
    skipped: Mapping[str, int]
    benefits: tuple[BenefitSummary, ...]
    places: tuple[Slice, ...]
    bands: tuple[Slice, ...]
    reasons: tuple[ReasonSummary, ...]
    missing: tuple[MissingSummary, ...]
    rejects: Mapping[str, int]
    """Rows by code."""
    assumed: Mapping[str, str] = field(default_factory=dict)

    @property
    def month(self) -> Decimal:
        """Yuan per month, low ends of all monthly benefits."""
        return sum((each.low for each in self.benefits if each.period == "month"), NOTHING)

    def as_json(self) -> dict[str, Any]:
        """Give the summary for machines: money as text."""
        return {
            "schema": 1,
            "rows": {
                "read": self.rows,
                "results": self.results,
                "rejected": self.rejected,
                "skipped": dict(self.skipped),
            },
            "yuan_per_month": _money(self.month),
            "benefits": [_benefit_json(each) for each in self.benefits],
            "places": [_slice_json(each, "place") for each in self.places],
            "age_bands": [_slice_json(each, "ages") for each in self.bands],
            "reasons": [
                {"benefit": each.benefit, "status": each.status, "reason": each.reason, "rows": each.rows}
                for each in self.reasons
            ],
            "missing": [
                {
                    "id": each.id,
                    "label": each.label.as_json(),
                    "results": each.results,
                    "alone": each.alone,
                    "yuan_per_month": _money(each.month),
                }
                for each in self.missing
            ],
            "rejects": dict(self.rejects),
            "assumed": dict(self.assumed),
        }


def _money(value: Decimal | None) -> str | None:
    return None if value is None else format(value, ".2f")


def _benefit_json(each: BenefitSummary) -> dict[str, Any]:
    return {
        "id": each.id,
        "label": each.label.as_json(),
        "kind": each.kind,
        "period": each.period,
        "eligible": each.eligible,
        "ineligible": each.ineligible,
        "unknown": each.unknown,
        "yuan": {"low": _money(each.low), "high": _money(each.high)},
        "possible": _money(each.possible),
    }


def _slice_json(each: Slice, key: str) -> dict[str, Any]:
    return {
        key: each.id,
        "label": None if each.label is None else each.label.as_json(),
        "rows": each.rows,
        "eligible": each.eligible,
        "unknown": each.unknown,
        "yuan_per_month": _money(each.month),
    }


def band_sql(columns: Iterable[str], day: str) -> str:
    """The age band of a row on its day, as SQL over the facts."""
    if "birth_date" not in columns:
        return "''"
    age = f"date_sub('year', birth_date, {day})"
    limits = ((7, "0-6"), (18, "7-17"), (60, "18-59"), (80, "60-79"))
    cases = " ".join(f"WHEN {age} < {limit} THEN '{band}'" for limit, band in limits)
    return f"CASE WHEN birth_date IS NULL THEN '' {cases} ELSE '80-' END"


@dataclass(frozen=True, slots=True)
class _Tally:
    """How many rows had one outcome of one benefit for one reason."""

    benefit: str
    status: str
    reason: str | None
    rows: int
    low: Decimal
    high: Decimal
    open_ends: int


def summarise(
    connection: DuckDBPyConnection,
    outputs: Sequence[Output],
    vocabulary: Vocabulary,
    places: Gazetteer,
    counts: tuple[int, int, int, Mapping[str, int]],
    assumed: Mapping[str, str],
) -> Summary:
    """Count the table of results. `counts` are rows read, results, rejected and skipped."""
    tallies = {output.benefit: _tally(connection, output) for output in outputs}
    rows, results, rejected, skipped = counts
    return Summary(
        rows=rows,
        results=results,
        rejected=rejected,
        skipped=skipped,
        benefits=tuple(_benefit(vocabulary, name, found) for name, found in tallies.items()),
        places=tuple(
            Slice(place, places.name(place), *figures)
            for place, *figures in _slices(connection, outputs, vocabulary, PLACE)
        ),
        bands=tuple(
            sorted(
                (Slice(band, None, *figures) for band, *figures in _slices(connection, outputs, vocabulary, BAND)),
                key=lambda each: BANDS.index(each.id),
            )
        ),
        reasons=tuple(_reasons(tallies)),
        missing=tuple(_missing(vocabulary, tallies)),
        rejects=_codes(connection),
        assumed=assumed,
    )


def _tally(connection: DuckDBPyConnection, output: Output) -> list[_Tally]:
    name = output.benefit
    status, reason = quote(f"{name}_status"), quote(f"{name}_reason")
    low = f"sum({quote(name)})" if output.has_amount else "0"
    high = f"sum({quote(f'{name}_high')})" if output.has_range else low
    is_open = f"count(*) - count({quote(f'{name}_high')})" if output.has_range else "0"
    rows = connection.execute(
        f"SELECT {status}, {reason}, count(*), COALESCE({low}, 0), COALESCE({high}, 0), {is_open}"
        f" FROM {RESULTS} WHERE {status} IS NOT NULL GROUP BY ALL ORDER BY ALL"
    ).fetchall()
    return [_Tally(name, row[0], row[1], row[2], Decimal(row[3]), Decimal(row[4]), row[5]) for row in rows]


def _benefit(vocabulary: Vocabulary, name: str, tallies: Sequence[_Tally]) -> BenefitSummary:
    definition = vocabulary.benefits[name]
    due = [each for each in tallies if each.status in {"eligible", "met"}]
    undecided = [each for each in tallies if each.status == "unknown"]
    is_open = any(each.open_ends for each in due)
    return BenefitSummary(
        name,
        definition.label,
        definition.kind,
        definition.period,
        eligible=sum(each.rows for each in due),
        ineligible=sum(each.rows for each in tallies if each.status in {"ineligible", "unmet"}),
        unknown=sum(each.rows for each in undecided),
        low=sum((each.low for each in due), NOTHING),
        high=None if is_open else sum((each.high for each in due), NOTHING),
        possible=sum((each.high for each in undecided), NOTHING),
    )


def _slices(
    connection: DuckDBPyConnection, outputs: Sequence[Output], vocabulary: Vocabulary, by: str
) -> list[tuple[Any, ...]]:
    """Rows, rows with a benefit, rows with something open, yuan per month; by place or age band."""
    given = [output for output in outputs if vocabulary.benefits[output.benefit].kind not in QUOTA_KINDS]
    statuses = [quote(f"{output.benefit}_status") for output in given]
    monthly = [
        output.benefit
        for output in given
        if output.has_amount and vocabulary.benefits[output.benefit].period == "month"
    ]
    due = " + ".join(
        f"CASE WHEN {quote(f'{name}_status')} = 'eligible' THEN COALESCE({quote(name)}, 0) ELSE 0 END"
        for name in monthly
    )
    is_due = " OR ".join(f"{status} = 'eligible'" for status in statuses) or "FALSE"
    is_open = " OR ".join(f"{status} = 'unknown'" for status in statuses) or "FALSE"
    rows = connection.execute(
        f"SELECT {quote(by)}, count(*), count(*) FILTER ({is_due}), count(*) FILTER ({is_open}), sum({due or '0'})"
        f" FROM {RESULTS} WHERE {quote(PLACE)} IS NOT NULL GROUP BY ALL ORDER BY ALL"
    ).fetchall()
    return [(*row[:4], Decimal(row[4] or 0)) for row in rows]


def _reasons(tallies: Mapping[str, Sequence[_Tally]]) -> Iterable[ReasonSummary]:
    """The reasons of each benefit, the most frequent first."""
    for name, found in tallies.items():
        for each in sorted(found, key=lambda each: (-each.rows, each.reason or "")):
            if each.reason is not None:
                yield ReasonSummary(name, each.status, each.reason, each.rows)


def _missing(vocabulary: Vocabulary, tallies: Mapping[str, Sequence[_Tally]]) -> list[MissingSummary]:
    """What would settle most, by yuan per month and then by the number of results."""
    found: dict[str, list[tuple[_Tally, bool]]] = {}
    for group in tallies.values():
        for each in group:
            if each.status == "unknown" and each.reason is not None:
                missing = each.reason.removeprefix("missing:").split(",")
                for name in missing:
                    found.setdefault(name, []).append((each, len(missing) == 1))
    summaries = [
        MissingSummary(
            name,
            vocabulary.label(name),
            sum(each.rows for each, _ in group),
            sum(each.rows for each, is_alone in group if is_alone),
            sum((each.high for each, _ in group if vocabulary.benefits[each.benefit].period == "month"), NOTHING),
        )
        for name, group in found.items()
        if name
    ]
    return sorted(summaries, key=lambda each: (-each.month, -each.results, each.id))


def _codes(connection: DuckDBPyConnection) -> dict[str, int]:
    rows = connection.execute(
        f"SELECT code, count(DISTINCT {quote(ROW)}) FROM {REJECTS} GROUP BY ALL ORDER BY 2 DESC, 1"
    ).fetchall()
    return dict(rows)
