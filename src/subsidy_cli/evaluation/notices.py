"""What the reader must know first: outside law, a plan past its horizon, a place that differs, a standard that is due for review."""

from __future__ import annotations

from typing import TYPE_CHECKING

from subsidy_cli.determination import BenefitOutcome, Notice, UsedStandard
from subsidy_cli.evaluation.standards import used_standard
from subsidy_cli.periods import add_days
from subsidy_cli.places import lies_within
from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from datetime import date

    from subsidy_cli.evaluation.standards import ChosenStandard
    from subsidy_cli.facts.applicant import Applicant
    from subsidy_cli.programme.rules import Programme

DAYS_BEFORE_LAPSE = 60
"""How long before its last day a local standard is announced as about to lapse."""


def is_due_for_review(review: date | None, day: date) -> bool:
    """Whether a value is older, on a day, than its review date."""
    return review is not None and day > review


def is_about_to_lapse(end: date | None, day: date) -> bool:
    """Whether the last day of a value is near."""
    return end is not None and add_days(day, DAYS_BEFORE_LAPSE) > end


def collect_notices(
    programme: Programme,
    applicant: Applicant,
    outcomes: Collection[BenefitOutcome],
    standards: Collection[UsedStandard],
    withheld: Mapping[str, ChosenStandard],
) -> Iterator[Notice]:
    """Every notice that concerns the benefits asked for. None of them changes an amount."""
    yield from general_notices(programme, programme.as_of, {outcome.id for outcome in outcomes}, standards)
    yield from _other_place(programme, applicant)
    for name in dict.fromkeys(name for outcome in outcomes for name in outcome.missing if name in withheld):
        yield _inferred_only(programme, name, withheld[name])


def general_notices(
    programme: Programme, day: date, wanted: Collection[str], standards: Collection[UsedStandard]
) -> Iterator[Notice]:
    """What everybody must know who asks for these benefits on a day and gets these standards, whoever it is."""
    yield from _outside_law(programme, wanted)
    yield from _past_horizons(programme, day, wanted)
    for standard in standards:
        yield from _ageing(programme, day, standard)


def _outside_law(programme: Programme, wanted: Collection[str]) -> Iterator[Notice]:
    kinds = {programme.vocabulary.benefits[name].kind for name in wanted}
    for rule in programme.notices:
        if not rule.benefits.isdisjoint(wanted) or rule.kinds & kinds:
            yield Notice(rule.id, rule.title, rule.text, rule.source)


def _past_horizons(programme: Programme, day: date, wanted: Collection[str]) -> Iterator[Notice]:
    horizons = {
        (benefit.documents[-1], benefit.horizon)
        for benefit in programme.benefits.values()
        if benefit.id in wanted and benefit.horizon is not None and day > benefit.horizon
    }
    for document, horizon in sorted(horizons):
        following = add_days(horizon, 1)
        yield Notice(
            "plan-horizon",
            Text("规划期已过", "past the plan's horizon"),
            Text(
                f"{document} 的规划期至 {horizon} 止；{following} 起仍按原文计算，请核对有无新文件。",
                f"the horizon of {document} was {horizon}; it is still applied as written, check for a newer document.",
            ),
        )


def _other_place(programme: Programme, applicant: Applicant) -> Iterator[Notice]:
    hukou = applicant.facts.get("hukou_place")
    if not isinstance(hukou, str) or lies_within(hukou, programme.place):
        return
    names = programme.places.name(hukou), programme.places.name(programme.place)
    yield Notice(
        "place-differs",
        Text("户籍地与查询地不同", "the hukou lies elsewhere"),
        Text(
            f"户籍地为{names[0].zh}，查询地为{names[1].zh}；规则属于户籍地，请改用 --place {hukou}。",
            f"the hukou is in {names[0].en}, the place asked is {names[1].en}; ask again with --place {hukou}.",
        ),
    )


def _ageing(programme: Programme, day: date, standard: UsedStandard) -> Iterator[Notice]:
    """A value older than its review date, or about to lapse."""
    label = standard.label
    shown = _with_unit(programme, standard.id, standard.value)
    if is_due_for_review(standard.review, day):
        yield Notice(
            "standard-due-for-review",
            Text("标准待核对", "a standard is due for review"),
            Text(
                f"{label.zh} {shown.zh}应在 {standard.review} 前核对，可能已有新标准；用 --standard {standard.id}=数值 给出。",
                f"{label.en} {shown.en} was due for review by {standard.review}; a newer value may exist:"
                f" give it with --standard {standard.id}=VALUE.",
            ),
            standard.source,
        )
    elif is_about_to_lapse(standard.end, day):
        yield Notice(
            "standard-about-to-lapse",
            Text("标准即将到期", "a standard is about to lapse"),
            Text(
                f"{label.zh} {shown.zh}执行至 {standard.end}。",
                f"{label.en} {shown.en} holds until {standard.end}.",
            ),
            standard.source,
        )


def _inferred_only(programme: Programme, name: str, standard: ChosenStandard) -> Notice:
    """A gap in what is known, and how it can be filled."""
    label = programme.vocabulary.label(name)
    assert standard.value is not None
    shown = _with_unit(programme, name, used_standard(programme, name, standard.value).value)
    return Notice(
        "standard-only-inferred",
        Text("标准只有推算值", "a standard is known by inference only"),
        Text(
            f"{label.zh}自 {standard.start} 起只有推算值 {shown.zh}，未采用；加 --allow-inferred 采用，或用 --standard {name}=数值 给出。",
            f"{label.en}: from {standard.start} only an inferred value, {shown.en}, is known, and it was not used;"
            f" use it with --allow-inferred, or give the value with --standard {name}=VALUE.",
        ),
        standard.source,
    )


def _with_unit(programme: Programme, name: str, value: str) -> Text:
    """A value of a standard as it is named in a notice."""
    unit = programme.vocabulary.standards[name].unit or ""
    flat, _, period = unit.partition("/")
    if flat != "yuan":
        return Text(f"{value} ", value)
    zh = {"month": "/月", "year": "/年"}.get(period, "")
    return Text(f"{value}元{zh}", f"{value} {unit}")
