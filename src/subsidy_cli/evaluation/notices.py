"""What the reader must know first: outside law, a plan past its horizon, a place that differs, a standard that is due for review."""

from __future__ import annotations

from typing import TYPE_CHECKING

from subsidy_cli.determination import BenefitOutcome, Notice, UsedStandard
from subsidy_cli.periods import add_days
from subsidy_cli.places import lies_within
from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from subsidy_cli.facts.applicant import Applicant
    from subsidy_cli.programme.rules import Programme

DAYS_BEFORE_LAPSE = 60
"""How long before its last day a local standard is announced as about to lapse."""


def collect_notices(
    programme: Programme,
    applicant: Applicant,
    outcomes: Collection[BenefitOutcome],
    standards: Collection[UsedStandard],
) -> Iterator[Notice]:
    """Every notice that concerns the benefits asked for. None of them changes an amount."""
    yield from _outside_law(programme, outcomes)
    yield from _past_horizons(programme, outcomes)
    yield from _other_place(programme, applicant)
    for standard in standards:
        yield from _ageing(programme, standard)


def _outside_law(programme: Programme, outcomes: Collection[BenefitOutcome]) -> Iterator[Notice]:
    ids, kinds = {outcome.id for outcome in outcomes}, {outcome.definition.kind for outcome in outcomes}
    for rule in programme.notices:
        if rule.benefits & ids or rule.kinds & kinds:
            yield Notice(rule.id, rule.title, rule.text, rule.source)


def _past_horizons(programme: Programme, outcomes: Collection[BenefitOutcome]) -> Iterator[Notice]:
    ids = {outcome.id for outcome in outcomes}
    horizons = {
        (benefit.documents[-1], benefit.horizon)
        for benefit in programme.benefits.values()
        if benefit.id in ids and benefit.horizon is not None and programme.as_of > benefit.horizon
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


def _ageing(programme: Programme, standard: UsedStandard) -> Iterator[Notice]:
    """A value older than its review date, or about to lapse."""
    day, label = programme.as_of, standard.label
    if standard.review is not None and day > standard.review:
        yield Notice(
            "standard-due-for-review",
            Text("标准待核对", "a standard is due for review"),
            Text(
                f"{label.zh} {standard.value} 应在 {standard.review} 前核对，可能已有新标准；用 --standard {standard.id}=数值 给出。",
                f"{label.en} {standard.value} was due for review by {standard.review}; a newer value may exist:"
                f" give it with --standard {standard.id}=VALUE.",
            ),
            standard.source,
        )
    elif standard.end is not None and add_days(day, DAYS_BEFORE_LAPSE) > standard.end:
        yield Notice(
            "standard-about-to-lapse",
            Text("标准即将到期", "a standard is about to lapse"),
            Text(
                f"{label.zh} {standard.value} 执行至 {standard.end}。",
                f"{label.en} {standard.value} holds until {standard.end}.",
            ),
            standard.source,
        )
