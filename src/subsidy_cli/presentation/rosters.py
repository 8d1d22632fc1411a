"""The closing words of a run over a roster: what came of the rows, who gets what, what is open, what to do next."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from subsidy_cli.facts.vocabulary import PERIODS
from subsidy_cli.identity import mask_within
from subsidy_cli.presentation.layout import cut, pad, width_of, wrap
from subsidy_cli.roster.columns import STANDINGS
from subsidy_cli.roster.report_tables import by_weight
from subsidy_cli.texts import Language, Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from subsidy_cli.facts.vocabulary import Vocabulary
    from subsidy_cli.roster.requests import BatchRequest, BatchResult
    from subsidy_cli.roster.summary import Summary

WIDTH = 80
NAME = 38
MOST_BENEFITS, MOST_APART, MOST_PLACES, MOST_REASONS, MOST_MISSING, MOST_REJECTS = 20, 10, 12, 8, 5, 200
SKIPS = {
    "blank": Text("空行", "blank"),
    "total": Text("合计行", "totals"),
    "repeated_header": Text("重复表头", "repeated headings"),
    "title": Text("标题行", "titles"),
}


def render(result: BatchResult, request: BatchRequest, vocabulary: Vocabulary, language: Language) -> str:
    """The closing summary as plain text within 80 columns."""
    words = _Words(vocabulary, language)
    sections = [
        list(_counts(result, words)),
        list(_notices(result.summary, words)),
        list(_benefits(result.summary, words)),
        list(_apart(result.summary, words)),
        list(_slices(result.summary, words)),
        list(_reasons(result.summary, words)),
        list(_missing(result.summary, words)),
        list(_rejects(result, words)),
        list(_grounds(result, words)),
        list(_files(result, request, words)),
    ]
    return "\n\n".join("\n".join(section) for section in sections if section) + "\n"


class _Words:
    """The vocabulary in one language."""

    def __init__(self, vocabulary: Vocabulary, language: Language) -> None:
        self.vocabulary, self.language = vocabulary, language

    def say(self, zh: str, en: str) -> str:
        return Text(zh, en).in_language(self.language)

    def text(self, text: Text) -> str:
        return text.in_language(self.language)

    def label(self, name: str) -> str:
        return self.vocabulary.label(name).in_language(self.language)

    def labels(self, names: Sequence[str]) -> str:
        return self.say("、", ", ").join(self.label(name) for name in names)


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    """A first cell to the left, the others to the right."""
    first = pad(cut(cells[0], widths[0]), widths[0])
    others = "".join(
        " " * max(width - width_of(cell), 1) + cell for cell, width in zip(cells[1:], widths[1:], strict=True)
    )
    return (first + others).rstrip()


def _figure(value: int | Decimal) -> str:
    return f"{value:,.2f}" if isinstance(value, Decimal) else f"{value:,}"


def _counts(result: BatchResult, words: _Words) -> Iterator[str]:
    counts = result.counts
    skipped = sum(counts.skipped.values())
    yield words.say(
        f"读入 {counts.read:,} 行 = 结果 {counts.results:,} + 退回 {counts.rejected:,} + 跳过 {skipped:,}",
        f"{counts.read:,} rows read = {counts.results:,} results + {counts.rejected:,} rejected + {skipped:,} skipped",
    ) + (words.say("（已复数核对）", " (counted twice)") if counts.second_count is not None else "")
    named = [
        f"{SKIPS[name].in_language(words.language) if name in SKIPS else name} {rows}"
        for name, rows in counts.skipped.items()
        if rows
    ]
    if named:
        yield words.say("跳过：", "skipped: ") + ", ".join(named)
    if counts.applicants != counts.results:
        yield words.say(
            f"其中 {counts.results - counts.applicants:,} 行只是家庭成员，不单独判定",
            f"{counts.results - counts.applicants:,} of them are members of a household only, not scored themselves",
        )
    changed = sum(cells for _, _, cells in result.changes)
    if changed:
        yield words.say(
            f"统一写法的单元格：{changed:,}（逐项见凭据）",
            f"cells read in another spelling: {changed:,} (listed in the receipt)",
        )


def _notices(summary: Summary, words: _Words) -> Iterator[str]:
    """What puts the figures in doubt, before the figures; loudest where somebody can do something about it."""
    for notice in summary.notices:
        mark = words.say("提示：", "note: ") if notice.hint is None else words.say("！！注意：", "!! CAUTION: ")
        yield from wrap(f"{mark}{words.text(notice.message)}", WIDTH)
        if notice.hint is not None:
            cure = words.say("改法：", "cure: ") + words.text(notice.hint)
            yield from (f"  {line}" for line in wrap(cure, WIDTH - 2))


def _benefits(summary: Summary, words: _Words) -> Iterator[str]:
    """The benefits that anybody has or may have, in the order of the report."""
    shown = by_weight(each for each in summary.benefits if each.eligible or each.unknown)
    if not shown:
        return
    widths = (NAME, 10, 10, 20)
    yield _line(
        [
            words.say("待遇", "benefit"),
            words.say("符合", "eligible"),
            words.say("待定", "unknown"),
            words.say("应发元（低端）", "payable (low end)"),
        ],
        widths,
    )
    for each in shown[:MOST_BENEFITS]:
        per = PERIODS[each.period].in_language(words.language)
        name = f"{each.label.in_language(words.language)}{words.say('／', ', ')}{per}"
        is_payable = each.eligible > sum(portion.rows for portion in each.apart.values())
        yield _line(
            [name, _figure(each.eligible), _figure(each.unknown), _figure(each.low) if is_payable else ""], widths
        )
    if len(shown) > MOST_BENEFITS:
        left = len(shown) - MOST_BENEFITS
        yield words.say(f"另有 {left} 项，见 --summary", f"and {left} more: see --summary")
    yield words.say(
        f"按月应发合计 {_figure(summary.month)} 元（低端）",
        f"payable each month, together: {_figure(summary.month)} yuan (low ends)",
    )


def _apart(summary: Summary, words: _Words) -> Iterator[str]:
    """What is due and enters no total."""
    found = [(each, standing, portion) for each in summary.benefits for standing, portion in each.apart.items()]
    if not found:
        return
    yield words.say("另列，不计入合计（行数，元，低端）", "apart, in no total (rows, yuan, low end)")
    for each, standing, portion in sorted(found, key=lambda part: (-part[2].low, -part[2].rows))[:MOST_APART]:
        per = PERIODS[each.period].in_language(words.language)
        name = f"  {words.text(each.label)}{words.say('／', ', ')}{per}"
        cells = [name, words.text(STANDINGS[standing]), _figure(portion.rows), _figure(portion.low)]
        yield _line(cells, (NAME, 18, 8, 16))
    if len(found) > MOST_APART:
        left = len(found) - MOST_APART
        yield words.say(f"另有 {left} 项，见 --summary", f"and {left} more: see --summary")


def _slices(summary: Summary, words: _Words) -> Iterator[str]:
    """By place, where there are several."""
    if len(summary.places) < 2:
        return
    widths = (NAME, 10, 10, 20)
    yield _line(
        [
            words.say("地方", "place"),
            words.say("行", "rows"),
            words.say("有待遇", "with any"),
            words.say("元／月", "yuan per month"),
        ],
        widths,
    )
    for each in sorted(summary.places, key=lambda each: -each.rows)[:MOST_PLACES]:
        label = each.id if each.label is None else each.label.in_language(words.language)
        yield _line([label, _figure(each.rows), _figure(each.eligible), _figure(each.month)], widths)
    if len(summary.places) > MOST_PLACES:
        left = len(summary.places) - MOST_PLACES
        yield words.say(f"另有 {left} 地，见 --summary", f"and {left} more: see --summary")


def _reasons(summary: Summary, words: _Words) -> Iterator[str]:
    found = [
        each
        for each in summary.reasons
        if each.status in {"ineligible", "unmet"} and not each.reason.startswith("not_in_force")
    ]
    if not found:
        return
    yield words.say("不符合的主要原因", "most frequent reasons for not being eligible")
    for each in sorted(found, key=lambda each: -each.rows)[:MOST_REASONS]:
        yield _line([f"  {words.label(each.benefit)} - {words.text(each.text)}", _figure(each.rows)], (WIDTH - 14, 12))


def _missing(summary: Summary, words: _Words) -> Iterator[str]:
    if not summary.missing:
        return
    yield words.say(
        "补齐什么最能减少待定（所涉结论数，每月至多元）",
        "what would settle most of what is open (open results, yuan per month at most)",
    )
    for each in summary.missing[:MOST_MISSING]:
        name = f"  {each.label.in_language(words.language)} ({each.id})"
        yield _line([name, _figure(each.results), _figure(each.month)], (NAME + 14, 11, 15))


def _rejects(result: BatchResult, words: _Words) -> Iterator[str]:
    if result.summary.rejects:
        named = ", ".join(f"{code} {rows:,}" for code, rows in result.summary.rejects.items())
        yield from wrap(words.say("退回的原因：", "rejected for: ") + named, WIDTH)
    for row, column, code, message, hint in result.rejected[:MOST_REJECTS]:
        told = f"{words.say('第', 'row ')}{row}{words.say('行', '')} {column or ''} {code}: {message}; {hint or ''}"
        yield from wrap(mask_within(told), WIDTH)
    if len(result.rejected) > MOST_REJECTS:
        left = len(result.rejected) - MOST_REJECTS
        yield words.say(
            f"另有 {left} 处；用 --rejects FILE 写入文件", f"and {left} more: write them with --rejects FILE"
        )


def _grounds(result: BatchResult, words: _Words) -> Iterator[str]:
    """Under which law, and what was taken for granted."""
    for group in result.groups[:MOST_PLACES]:
        name = group.programme.places.name(group.place).in_language(words.language)
        days = str(group.first) if group.first == group.last else f"{group.first} - {group.last}"
        yield from wrap(f"{name} {days}: {', '.join(group.programme.documents)}", WIDTH)
    if result.summary.assumed:
        listed = words.labels(list(result.summary.assumed))
        yield from wrap(words.say("未给出而按通常情况作答：", "answered as is usual where left out: ") + listed, WIDTH)


def _files(result: BatchResult, request: BatchRequest, words: _Words) -> Iterator[str]:
    if request.dry_run:
        yield words.say("只是试算，没有写任何文件。", "A dry run: nothing was written.")
    else:
        for file in result.files:
            if not file.is_stream:
                yield f"{words.say('已写出', 'written')} {mask_within(file.name)}"
        if request.receipt_file is not None:
            yield f"{words.say('凭据', 'receipt')} {mask_within(request.receipt_file.name)}"
    yield words.say("以上由程序测算，须经人工核定。", "Computed by a program; a person decides.")
