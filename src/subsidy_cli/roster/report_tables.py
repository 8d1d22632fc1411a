"""The tables of a report on a roster: what the workbook and the page have in common."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from subsidy_cli.facts.vocabulary import PERIODS
from subsidy_cli.roster.columns import STANDINGS, STATUSES
from subsidy_cli.roster.tallying import NOTHING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from decimal import Decimal

    from subsidy_cli.roster.report_words import ReportWords
    from subsidy_cli.roster.summary import BenefitSummary, Summary
    from subsidy_cli.roster.tallying import Slice

MOST_MISSING, MOST_REASONS = 20, 40


@dataclass(frozen=True)
class Listing:
    """One table of the report."""

    title: str
    """Short enough, and of such signs, as the name of a sheet must be."""
    headings: Sequence[str]
    rows: Sequence[Sequence[str | int | Decimal]]

    @property
    def figures(self) -> tuple[bool, ...]:
        """Which columns hold figures, so that they stand one below the other."""
        return tuple(any(not isinstance(cell, str) for cell in column) for column in zip(*self.rows, strict=True))


def figures(summary: Summary) -> Iterable[tuple[str, int | Decimal]]:
    """The figures that stand before everything else."""
    yield "rows", summary.rows
    yield "results", summary.results
    yield "rejected", summary.rejected
    yield "skipped", sum(summary.skipped.values())
    yield "month", summary.month
    apart = sum(summary.month_apart.values(), NOTHING)
    if apart:
        yield "month_apart", apart


def listings(summary: Summary, words: ReportWords) -> list[Listing]:
    """Every table of the report that has a row."""
    found = [
        _benefits(summary, words),
        _apart(summary, words),
        _slices(words, "places", "place", summary.places),
        _slices(words, "bands", "band", summary.bands),
        _missing(summary, words),
        _reasons(summary, words),
        Listing(
            words("rejects"),
            words.headings("code", "meaning", "count"),
            [(code, words.code(code), rows) for code, rows in summary.rejects.items()],
        ),
        assumed(summary, words),
    ]
    return [listing for listing in found if listing.rows]


def by_weight(benefits: Iterable[BenefitSummary]) -> list[BenefitSummary]:
    """Benefits in the order in which they matter: what is paid every month first, then by who gets or may get it."""
    return sorted(
        benefits, key=lambda each: (-each.low if each.period == "month" else 0, -each.eligible, -each.unknown)
    )


def _benefits(summary: Summary, words: ReportWords) -> Listing:
    rows = [
        (
            words.say(each.label),
            words.say(PERIODS[each.period]),
            each.eligible,
            each.ineligible,
            each.unknown,
            each.low,
            words("open") if each.high is None else each.high,
            each.possible,
        )
        for each in by_weight(summary.benefits)
    ]
    names = ("benefit", "period", "eligible", "ineligible", "unknown", "low", "high", "possible")
    return Listing(words("benefits"), words.headings(*names), rows)


def _apart(summary: Summary, words: ReportWords) -> Listing:
    """What is due and enters no total, each with the reason why."""
    rows = [
        (
            words.say(each.label),
            words.say(STANDINGS[standing]),
            words.say(PERIODS[each.period]),
            portion.rows,
            portion.low,
            words("open") if portion.high is None else portion.high,
        )
        for each in summary.benefits
        for standing, portion in each.apart.items()
    ]
    return Listing(words("apart"), words.headings("benefit", "standing", "period", "count", "yuan", "yuan_high"), rows)


def _slices(words: ReportWords, title: str, first: str, slices: Sequence[Slice]) -> Listing:
    rows = [(words.slice(each), each.rows, each.eligible, each.unknown, each.month) for each in slices]
    return Listing(words(title), words.headings(first, "count", "any", "some_open", "month"), rows)


def _missing(summary: Summary, words: ReportWords) -> Listing:
    rows = [(words.label(each.id), each.results, each.alone, each.month) for each in summary.missing[:MOST_MISSING]]
    return Listing(words("missing"), words.headings("fact", "results_open", "alone", "hangs"), rows)


def _reasons(summary: Summary, words: ReportWords) -> Listing:
    rows = [
        (
            words.label(each.benefit),
            words.say(STATUSES[each.status]),
            words.say(each.text),
            each.rows,
        )
        for each in sorted(summary.reasons, key=lambda each: -each.rows)[:MOST_REASONS]
    ]
    return Listing(words("reasons"), words.headings("benefit", "status", "reason", "count"), rows)


def assumed(summary: Summary, words: ReportWords) -> Listing:
    """What was answered as is usual."""
    rows = [(words.label(name), words.answer(name, value)) for name, value in summary.assumed.items()]
    return Listing(words("assumed"), words.headings("answered", "answer"), rows)
