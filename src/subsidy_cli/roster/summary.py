"""What a supervisor wants to know of a run: who gets what, what is open and why, and what would settle most of it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from subsidy_cli.columnar.standings import PAYABLE, VARIES
from subsidy_cli.columnar.terms import quote
from subsidy_cli.roster.ages import BANDS
from subsidy_cli.roster.columns import reason_text
from subsidy_cli.roster.relations import REJECTS, ROW
from subsidy_cli.roster.tallying import NOTHING, Slice, Tally, tally

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
    from decimal import Decimal

    from duckdb import DuckDBPyConnection

    from subsidy_cli.columnar.query import Output
    from subsidy_cli.facts.vocabulary import Vocabulary
    from subsidy_cli.places import Gazetteer
    from subsidy_cli.roster.relations import Notice
    from subsidy_cli.texts import Text


@dataclass(frozen=True, slots=True)
class Portion:
    """A part of what is due: rows, and yuan per period; the high end is None where one of them is open."""

    rows: int
    low: Decimal
    high: Decimal | None


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
    """Sum of the low ends of those to whom it is payable, yuan per period."""
    high: Decimal | None
    """Sum of the high ends; None where one of them is open."""
    apart: Mapping[str, Portion]
    """What is due and enters no total, by standing: displaced by a higher scheme, not mandatory, a loan."""
    possible: Decimal
    """What those who are unknown could get at most, as far as it is bounded."""


@dataclass(frozen=True, slots=True)
class ReasonSummary:
    """How often one benefit had one outcome for one reason."""

    benefit: str
    status: str
    reason: str
    rows: int
    text: Text
    """The reason in words."""


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
    """Yuan payable per month that those could come to at most, as far as it is bounded."""


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
    notices: tuple[Notice, ...] = ()
    """What puts the figures in doubt."""

    @property
    def month(self) -> Decimal:
        """Yuan payable per month, low ends of all monthly benefits."""
        return sum((each.low for each in self.benefits if each.period == "month"), NOTHING)

    @property
    def month_apart(self) -> dict[str, Decimal]:
        """Yuan per month that are due and not payable, by standing."""
        found: dict[str, Decimal] = {}
        for each in self.benefits:
            if each.period == "month":
                for standing, portion in each.apart.items():
                    found[standing] = found.get(standing, NOTHING) + portion.low
        return found

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
            "notices": [notice.as_json() for notice in self.notices],
            "yuan_per_month": _money(self.month),
            "yuan_per_month_apart": {standing: _money(low) for standing, low in self.month_apart.items()},
            "benefits": [_benefit_json(each) for each in self.benefits],
            "places": [_slice_json(each, "place") for each in self.places],
            "age_bands": [_slice_json(each, "ages") for each in self.bands],
            "reasons": [
                {
                    "benefit": each.benefit,
                    "status": each.status,
                    "reason": each.reason,
                    "text": each.text.as_json(),
                    "rows": each.rows,
                }
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
        "apart": {
            standing: {"rows": portion.rows, "low": _money(portion.low), "high": _money(portion.high)}
            for standing, portion in each.apart.items()
        },
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


def summarise(
    connection: DuckDBPyConnection,
    outputs: Sequence[Output],
    vocabulary: Vocabulary,
    places: Gazetteer,
    counts: tuple[int, int, int, Mapping[str, int]],
    words: Mapping[str, Mapping[str, Text]],
    assumed: Mapping[str, str],
    notices: tuple[Notice, ...],
    part: Callable[[int, int], None],
) -> Summary:
    """Count the results. `counts` are rows read, results, rejected and skipped; `words` what refuses each benefit.

    `part` is told how far it is.
    """
    tallies = tally(connection, outputs, vocabulary, part)
    rows, results, rejected, skipped = counts
    return Summary(
        rows=rows,
        results=results,
        rejected=rejected,
        skipped=skipped,
        benefits=tuple(_benefit(vocabulary, name, found) for name, found in tallies.benefits.items()),
        places=tuple(replace(each, label=places.name(each.id)) for each in tallies.places),
        bands=tuple(sorted(tallies.bands, key=lambda each: list(BANDS).index(each.id))),
        reasons=tuple(_reasons(vocabulary, tallies.benefits, words)),
        missing=tuple(_missing(vocabulary, tallies.benefits, _may_be_payable(outputs))),
        rejects=_codes(connection),
        assumed=assumed,
        notices=notices,
    )


def _benefit(vocabulary: Vocabulary, name: str, tallies: Sequence[Tally]) -> BenefitSummary:
    definition = vocabulary.benefits[name]
    due = [each for each in tallies if each.status in {"eligible", "met"}]
    undecided = [each for each in tallies if each.status == "unknown"]
    payable = _portion([each for each in due if each.standing in {PAYABLE, ""}])
    apart = dict.fromkeys(each.standing for each in due if each.standing not in {PAYABLE, ""})
    return BenefitSummary(
        name,
        definition.label,
        definition.kind,
        definition.period,
        eligible=sum(each.rows for each in due),
        ineligible=sum(each.rows for each in tallies if each.status in {"ineligible", "unmet"}),
        unknown=sum(each.rows for each in undecided),
        low=payable.low,
        high=payable.high,
        apart={standing: _portion([each for each in due if each.standing == standing]) for standing in apart},
        possible=sum((each.high for each in undecided), NOTHING),
    )


def _portion(tallies: Sequence[Tally]) -> Portion:
    is_open = any(each.open_ends for each in tallies)
    high = None if is_open else sum((each.high for each in tallies), NOTHING)
    return Portion(sum(each.rows for each in tallies), sum((each.low for each in tallies), NOTHING), high)


def _reasons(
    vocabulary: Vocabulary, tallies: Mapping[str, Sequence[Tally]], words: Mapping[str, Mapping[str, Text]]
) -> Iterable[ReasonSummary]:
    """The reasons of each benefit, the most frequent first."""
    for name, found in tallies.items():
        for each in sorted(found, key=lambda each: (-each.rows, each.reason or "")):
            if each.reason is not None:
                told = reason_text(each.reason, words.get(name, {}), vocabulary)
                yield ReasonSummary(name, each.status, each.reason, each.rows, told)


def _may_be_payable(outputs: Iterable[Output]) -> frozenset[str]:
    return frozenset(output.benefit for output in outputs if output.standing in {PAYABLE, VARIES})


def _missing(
    vocabulary: Vocabulary, tallies: Mapping[str, Sequence[Tally]], payable: Collection[str]
) -> list[MissingSummary]:
    """What would settle most, by yuan per month and then by the number of results."""
    found: dict[str, list[tuple[Tally, bool]]] = {}
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
            sum(
                (
                    each.high
                    for each, _ in group
                    if each.benefit in payable and vocabulary.benefits[each.benefit].period == "month"
                ),
                NOTHING,
            ),
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
