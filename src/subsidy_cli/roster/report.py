"""The summary as a file: JSON for machines, a workbook for the office, one HTML page to be looked at and printed."""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from subsidy_cli.diagnostics import Diagnostic, Place, Refusal, RefusedError
from subsidy_cli.facts.vocabulary import PERIODS
from subsidy_cli.roster.columns import ABSENCES, STATUSES
from subsidy_cli.roster.exporting import Sheet
from subsidy_cli.texts import Language, Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from subsidy_cli.facts.vocabulary import Vocabulary
    from subsidy_cli.roster.summary import Slice, Summary

FORMS = frozenset({".json", ".xlsx", ".html", ".htm"})
TITLE = Text("名册测算汇总", "Summary of a roster")
CAUTION = Text(
    "本汇总由程序按公开文件测算，供核对之用，须经人工核定。金额为已能确定的低端，不含待定者。",
    "Computed from published documents, to be checked and decided by a person. Sums are low ends, without what is open.",
)
WORDS = {
    "rows": Text("名册行数", "rows read"),
    "results": Text("得出结果", "scored"),
    "rejected": Text("退回", "rejected"),
    "skipped": Text("跳过（空行、合计等）", "skipped (blank, totals)"),
    "month": Text("每月合计（元）", "yuan per month"),
    "benefits": Text("各项待遇", "Benefits"),
    "by_benefit": Text("每月金额：按待遇", "Yuan per month by benefit"),
    "by_band": Text("每月金额：按年龄", "Yuan per month by age"),
    "by_place": Text("每月金额：按地方", "Yuan per month by place"),
    "benefit": Text("待遇", "benefit"),
    "period": Text("周期", "period"),
    "eligible": Text("符合", "eligible"),
    "ineligible": Text("不符合", "not eligible"),
    "unknown": Text("待定", "unknown"),
    "low": Text("金额（元，低端）", "yuan (low end)"),
    "high": Text("金额上限（元）", "yuan (high end)"),
    "possible": Text("待定者至多（元）", "open: at most (yuan)"),
    "open": Text("不封顶", "open"),
    "places": Text("各地", "Places"),
    "bands": Text("年龄段", "Ages"),
    "place": Text("地方", "place"),
    "band": Text("年龄", "age"),
    "count": Text("行数", "rows"),
    "any": Text("至少一项符合", "with a benefit"),
    "some_open": Text("有待定", "with something open"),
    "reasons": Text("不符合与待定的原因（前40）", "Reasons (the first 40)"),
    "status": Text("结论", "status"),
    "reason": Text("原因", "reason"),
    "missing": Text("补齐什么最有用", "What would settle most"),
    "fact": Text("所缺信息", "missing"),
    "results_open": Text("影响的结论数", "open results"),
    "alone": Text("只缺此项", "lacking only this"),
    "hangs": Text("每月至多（元）", "yuan per month at most"),
    "rejects": Text("退回的原因", "Rejects by code"),
    "code": Text("代码", "code"),
    "assumed": Text("按通常情况作答的事实", "Facts answered as is usual"),
    "years": Text("岁", ""),
    "unstated": Text("出生日期不详", "not known"),
}
WIDTH, BAR, LABEL = 640, 22, 250


@dataclass(frozen=True)
class Listing:
    """One table of the report."""

    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str | int | Decimal]]


@dataclass(frozen=True)
class Bar:
    """One bar of a chart, measured in pixels."""

    label: str
    value: str
    top: int
    length: int


@dataclass(frozen=True)
class Chart:
    """Bars one below the other."""

    title: str
    bars: Sequence[Bar]
    height: int


def check_summary_file(path: Path) -> None:
    """The suffix is one that can be written. Raises RefusedError (usage)."""
    if path.suffix.lower() not in FORMS:
        message = Text(
            f"不认识的汇总格式 {path.suffix or path.name}", f"no such form of summary: {path.suffix or path.name}"
        )
        hint = Text("可用 .json .xlsx .html", "use .json, .xlsx or .html")
        raise RefusedError(Refusal.USAGE, [Diagnostic("output-format", message, Place("--summary"), hint)])


def write_summary(summary: Summary, vocabulary: Vocabulary, path: Path, language: Language) -> None:
    """Write the summary in the form of the suffix."""
    match path.suffix.lower():
        case ".json":
            path.write_text(
                json.dumps(summary.as_json(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n"
            )
        case ".xlsx":
            _write_workbook(summary, vocabulary, path, language)
        case _:
            path.write_text(render_html(summary, vocabulary, language), encoding="utf-8", newline="\n")


class _Words:
    """The words of the report in one language."""

    def __init__(self, vocabulary: Vocabulary, language: Language) -> None:
        self.vocabulary, self.language = vocabulary, language

    def __call__(self, name: str) -> str:
        return WORDS[name].in_language(self.language)

    def headings(self, *names: str) -> list[str]:
        return [self(name) for name in names]

    def label(self, name: str) -> str:
        return self.vocabulary.label(name).in_language(self.language)

    def reason(self, reason: str) -> str:
        if reason in ABSENCES:
            return ABSENCES[reason].in_language(self.language)
        if reason.startswith("missing:"):
            names = [self.label(name) for name in reason.removeprefix("missing:").split(",")]
            return Text("缺：", "missing: ").in_language(self.language) + Text("、", ", ").in_language(
                self.language
            ).join(names)
        return reason

    def slice(self, each: Slice) -> str:
        if each.label is not None:
            return each.label.in_language(self.language)
        return f"{each.id}{self('years')}" if each.id else self("unstated")


def listings(summary: Summary, vocabulary: Vocabulary, language: Language) -> list[Listing]:
    """Every table of the report."""
    words = _Words(vocabulary, language)
    benefits = [
        (
            each.label.in_language(language),
            PERIODS[each.period].in_language(language),
            each.eligible,
            each.ineligible,
            each.unknown,
            each.low,
            words("open") if each.high is None else each.high,
            each.possible,
        )
        for each in summary.benefits
    ]
    found = [
        Listing(
            words("benefits"),
            words.headings("benefit", "period", "eligible", "ineligible", "unknown", "low", "high", "possible"),
            benefits,
        ),
        _slices(words, "places", "place", summary.places),
        _slices(words, "bands", "band", summary.bands),
        Listing(
            words("missing"),
            words.headings("fact", "results_open", "alone", "hangs"),
            [(words.label(each.id), each.results, each.alone, each.month) for each in summary.missing[:20]],
        ),
        Listing(
            words("reasons"),
            words.headings("benefit", "status", "reason", "count"),
            [
                (
                    words.label(each.benefit),
                    STATUSES[each.status].in_language(language),
                    words.reason(each.reason),
                    each.rows,
                )
                for each in sorted(summary.reasons, key=lambda each: -each.rows)[:40]
            ],
        ),
        Listing(words("rejects"), words.headings("code", "count"), list(summary.rejects.items())),
        Listing(
            words("assumed"),
            words.headings("fact"),
            [(f"{words.label(name)} = {value}",) for name, value in summary.assumed.items()],
        ),
    ]
    return [listing for listing in found if listing.rows]


def _slices(words: _Words, title: str, first: str, slices: Sequence[Slice]) -> Listing:
    rows = [(words.slice(each), each.rows, each.eligible, each.unknown, each.month) for each in slices]
    return Listing(words(title), words.headings(first, "count", "any", "some_open", "month"), rows)


def charts(summary: Summary, vocabulary: Vocabulary, language: Language) -> list[Chart]:
    """Amounts at a glance: by benefit, by age band, by place."""
    words = _Words(vocabulary, language)
    monthly = [
        (each.label.in_language(language), each.low) for each in summary.benefits if each.period == "month" and each.low
    ]
    found = (
        (words("by_benefit"), sorted(monthly, key=lambda each: -each[1])[:15]),
        (words("by_band"), [(words.slice(each), each.month) for each in summary.bands]),
        (
            words("by_place"),
            sorted(((words.slice(each), each.month) for each in summary.places), key=lambda each: -each[1])[:20],
        ),
    )
    return [_chart(title, values) for title, values in found if any(value for _, value in values)]


def _chart(title: str, values: Sequence[tuple[str, Decimal]]) -> Chart:
    largest = max(value for _, value in values)
    room = WIDTH - LABEL - 110
    bars = [
        Bar(_short(label), f"{value:,.2f}", index * (BAR + 8), max(int(room * value / largest), 1))
        for index, (label, value) in enumerate(values)
    ]
    return Chart(title, bars, len(bars) * (BAR + 8))


def _short(label: str) -> str:
    """As much of a label as fits before its bar."""
    width = 0
    for index, character in enumerate(label):
        width += 14 if ord(character) > 0x2000 else 7
        if width > LABEL - 20:
            return f"{label[:index]}…"
    return label


def render_html(summary: Summary, vocabulary: Vocabulary, language: Language) -> str:
    """One page without any reference to the outside."""
    from jinja2 import Environment

    words = _Words(vocabulary, language)
    environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    environment.filters["shown"] = _shown
    return environment.from_string(PAGE).render(
        language={"zh": "zh-CN", "en": "en"}[language],
        title=TITLE.in_language(language),
        caution=CAUTION.in_language(language),
        figures=[(words(name), value) for name, value in _figures(summary)],
        charts=charts(summary, vocabulary, language),
        listings=listings(summary, vocabulary, language),
        width=WIDTH,
        bar=BAR,
        label=LABEL,
    )


def _figures(summary: Summary) -> Iterable[tuple[str, int | Decimal]]:
    yield "rows", summary.rows
    yield "results", summary.results
    yield "rejected", summary.rejected
    yield "skipped", sum(summary.skipped.values())
    yield "month", summary.month


def _shown(value: str | int | Decimal) -> str:
    if isinstance(value, Decimal):
        return f"{value:,.2f}"
    return f"{value:,}" if isinstance(value, int) else value


def _write_workbook(summary: Summary, vocabulary: Vocabulary, path: Path, language: Language) -> None:
    from subsidy_cli.roster.exporting import write_sheets

    words = _Words(vocabulary, language)
    first = Sheet(
        TITLE.in_language(language),
        [TITLE.in_language(language), ""],
        [*((words(name), value) for name, value in _figures(summary)), (CAUTION.in_language(language),)],
        [40, 18],
    )
    others = [
        Sheet(
            listing.title[:31].replace("：", "").replace("/", ""),
            listing.headings,
            listing.rows,
            [36, *[16] * (len(listing.headings) - 1)],
        )
        for listing in listings(summary, vocabulary, language)
    ]
    write_sheets(path, [first, *others])


PAGE = """<!DOCTYPE html>
<html lang="{{ language }}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ title }}</title>
<style>
body { font-family: "Noto Sans CJK SC", "Microsoft YaHei", "PingFang SC", sans-serif; color: #1a1a1a; background: #fff;
  max-width: 60rem; margin: 2rem auto; padding: 0 1rem; line-height: 1.5; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; }
dl { display: flex; flex-wrap: wrap; gap: .5rem 2rem; margin: 1rem 0; }
dt { color: #444; font-size: .9rem; } dd { margin: 0; font-size: 1.4rem; font-weight: 600; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; }
th, td { border-bottom: 1px solid #ccc; padding: .3rem .5rem; text-align: left; vertical-align: top; }
th { background: #e8eef4; } td.figure { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
svg text { font-size: 14px; fill: #1a1a1a; } svg rect { fill: #1f5f8b; }
.caution { border-left: 4px solid #8b5a00; padding: .3rem .8rem; }
.wide { overflow-x: auto; }
@media print { body { margin: 0; max-width: none; } h2, tr, svg { break-inside: avoid; } }
</style>
</head>
<body>
<h1>{{ title }}</h1>
<p class="caution">{{ caution }}</p>
<dl>
{% for name, value in figures %}
<div><dt>{{ name }}</dt><dd>{{ value | shown }}</dd></div>
{% endfor %}
</dl>
{% for chart in charts %}
<h2>{{ chart.title }}</h2>
<div class="wide"><svg role="img" aria-label="{{ chart.title }}"
 width="{{ width }}" height="{{ chart.height }}" viewBox="0 0 {{ width }} {{ chart.height }}">
{% for each in chart.bars %}
<text x="{{ label - 8 }}" y="{{ each.top + 16 }}" text-anchor="end">{{ each.label }}</text>
<rect x="{{ label }}" y="{{ each.top }}" width="{{ each.length }}" height="{{ bar }}"></rect>
<text x="{{ label + each.length + 6 }}" y="{{ each.top + 16 }}">{{ each.value }}</text>
{% endfor %}
</svg></div>
{% endfor %}
{% for listing in listings %}
<h2>{{ listing.title }}</h2>
<div class="wide"><table>
<thead><tr>{% for heading in listing.headings %}<th scope="col">{{ heading }}</th>{% endfor %}</tr></thead>
<tbody>
{% for row in listing.rows %}
<tr>{% for cell in row %}<td{% if cell is not string %} class="figure"{% endif %}>{{ cell | shown }}</td>{% endfor %}</tr>
{% endfor %}
</tbody>
</table></div>
{% endfor %}
</body>
</html>
"""
