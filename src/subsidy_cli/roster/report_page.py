"""The report as one page that stands alone: figures at a glance first, the tables under them, nothing from outside."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from subsidy_cli.facts.vocabulary import PERIODS
from subsidy_cli.pages import template
from subsidy_cli.roster.report_tables import by_weight, figures, listings
from subsidy_cli.roster.report_words import CAUTION, TITLE

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from subsidy_cli.roster.grouping import Group
    from subsidy_cli.roster.report_words import ReportWords
    from subsidy_cli.roster.summary import BenefitSummary, Summary

MOST_BARS, MOST_OUTCOMES, MOST_SETTLING, MOST_ROWS = 15, 12, 8, 12


@dataclass(frozen=True)
class Bar:
    """One bar: its share of the longest, in hundredths."""

    label: str
    value: str
    share: str
    note: str = ""


@dataclass(frozen=True)
class Chart:
    """Bars one below the other."""

    title: str
    note: str
    bars: Sequence[Bar]


@dataclass(frozen=True)
class Part:
    """One part of a bar that shows a whole."""

    kind: str
    name: str
    value: str
    share: str


@dataclass(frozen=True)
class Outcomes:
    """What came of one benefit."""

    label: str
    parts: Sequence[Part]


def render_page(summary: Summary, words: ReportWords, groups: Sequence[Group]) -> str:
    """The page."""
    leading = dict(figures(summary))
    return template("roster/templates", "report.html").render(
        shown=shown,
        words=words,
        language={"zh": "zh-CN", "en": "en"}[words.language],
        title=words.say(TITLE),
        caution=words.say(CAUTION),
        notices=[(notice.hint is None, *words.notice(notice)) for notice in summary.notices],
        grounds=_grounds(groups, words),
        leading=[(name, words(name), value) for name, value in leading.items()],
        accounted=_parts(words, {name: int(leading[name]) for name in ("results", "rejected", "skipped")}),
        charts=[chart for chart in _charts(summary, words) if chart.bars],
        outcomes=_outcomes(summary, words),
        settling=_settling(summary, words),
        listings=listings(summary, words),
        most=MOST_ROWS,
    )


def shown(value: str | int | Decimal) -> str:
    """A figure as people read it."""
    if isinstance(value, Decimal):
        return f"{value:,.2f}"
    return f"{value:,}" if isinstance(value, int) else value


def _share(value: int | Decimal, whole: int | Decimal) -> str:
    return format(Decimal(value) * 100 / Decimal(whole), ".2f")


def _grounds(groups: Sequence[Group], words: ReportWords) -> list[str]:
    """Under which documents the rows of which places were scored, for which days."""
    places: dict[tuple[str, str], list[str]] = {}
    for group in groups:
        days = str(group.first) if group.first == group.last else f"{group.first} - {group.last}"
        place = words.say(group.programme.places.name(group.place))
        places.setdefault((days, ", ".join(group.programme.documents)), []).append(place)
    between = words("between")
    return [
        f"{days}  {between.join(dict.fromkeys(found))}{words('colon')}{documents}"
        for (days, documents), found in places.items()
    ]


def _charts(summary: Summary, words: ReportWords) -> Iterable[Chart]:
    """Amounts at a glance: by benefit, by age band, by place."""
    note = words("payable_note")
    monthly = [(words.say(each.label), each.low) for each in by_weight(summary.benefits) if each.period == "month"]
    bands = [(words.slice(each), each.month) for each in summary.bands]
    places = sorted(((words.slice(each), each.month) for each in summary.places), key=lambda each: -each[1])
    yield Chart(words("by_benefit"), note, _bars([each for each in monthly if each[1]][:MOST_BARS]))
    yield Chart(words("by_band"), note, _bars(bands))
    yield Chart(words("by_place"), note, _bars(places[:MOST_BARS]))


def _bars(values: Sequence[tuple[str, Decimal]]) -> list[Bar]:
    largest = max((value for _, value in values), default=Decimal(0))
    return [Bar(label, shown(value), _share(value, largest)) for label, value in values] if largest else []


def _parts(words: ReportWords, counts: dict[str, int]) -> list[Part]:
    whole = sum(counts.values()) or 1
    return [Part(name, words(name), shown(count), _share(count, whole)) for name, count in counts.items()]


def _outcomes(summary: Summary, words: ReportWords) -> list[Outcomes]:
    """The benefits that somebody gets or may get, in the order in which they matter."""
    found = [each for each in by_weight(summary.benefits) if each.eligible or each.unknown]
    return [_outcome(each, words) for each in found[:MOST_OUTCOMES]]


def _outcome(each: BenefitSummary, words: ReportWords) -> Outcomes:
    counts = {"eligible": each.eligible, "unknown": each.unknown, "ineligible": each.ineligible}
    label = f"{words.say(each.label)} ({words.say(PERIODS[each.period])})"
    return Outcomes(label, _parts(words, counts))


def _settling(summary: Summary, words: ReportWords) -> Chart:
    """What to ask for first: by the money that hangs on it, else by how many results do."""
    found = summary.missing[:MOST_SETTLING]
    is_priced = any(each.month for each in found)
    sizes = [each.month if is_priced else Decimal(each.results) for each in found]
    largest = max(sizes, default=Decimal(0)) or Decimal(1)
    bars = [
        Bar(
            words.label(each.id),
            shown(each.month),
            _share(size, largest),
            words("lacking").format(shown(each.results), shown(each.alone)),
        )
        for each, size in zip(found, sizes, strict=True)
    ]
    return Chart(words("settle"), words("settle_note"), bars)
