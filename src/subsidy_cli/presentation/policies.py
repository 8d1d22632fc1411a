"""The documents of each place, and the benefits of one place on a day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from subsidy_cli.facts.vocabulary import KINDS
from subsidy_cli.presentation.layout import pad, width_of, wrap
from subsidy_cli.presentation.lines import Line, print_lines
from subsidy_cli.presentation.wording import FORCES, Wording
from subsidy_cli.programme.resolution import resolve
from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from subsidy_cli.library.shelf import Document
    from subsidy_cli.programme.rules import Programme
    from subsidy_cli.texts import Language

SCHEMA = 1
_STATUSES = {
    "draft": Text("草案", "draft"),
    "in_force": Text("有效", "in force"),
    "repealed": Text("废止", "repealed"),
}
_ABSENCES = {
    "draft": Text("草案", "draft"),
    "not_yet": Text("尚未施行", "not yet"),
    "repealed": Text("已失效", "ended"),
}


@dataclass(frozen=True, slots=True)
class Listed:
    """A place with its own documents, and how many benefits each gives on the day."""

    place: str
    name: Text
    documents: Sequence[Document]
    counts: Mapping[str, int]


def list_place(place: str, name: Text, shelf: Sequence[Document], day: date) -> Listed:
    """Count, for a place's own documents, the benefits that stand on them on a day."""
    resolution = resolve(shelf, day)
    layers = [layer.document.id for benefit in resolution.benefits.values() for layer in benefit.layers]
    own = [document for document in shelf if document.place == place]
    return Listed(place, name, own, {document.id: layers.count(document.id) for document in own})


def as_json(places: Sequence[Listed], day: date) -> dict[str, Any]:
    """Give the documents of every place."""
    return {
        "schema": SCHEMA,
        "as_of": day.isoformat(),
        "places": [
            {
                "place": listed.place,
                "name": listed.name.as_json(),
                "documents": [_document_as_json(document, listed.counts) for document in listed.documents],
            }
            for listed in places
        ],
    }


def _document_as_json(document: Document, counts: Mapping[str, int]) -> dict[str, Any]:
    head = document.head
    days = {"issued": head.issued, "from": head.effective, "to": head.to, "horizon": head.horizon}
    return {
        "id": head.id,
        "number": head.number,
        "title": {"zh": head.title.zh, "en": head.title.en},
        "status": head.status,
        **{key: None if value is None else value.isoformat() for key, value in days.items()},
        "benefits": len(document.benefits),
        "in_force": counts[head.id],
    }


def render(places: Sequence[Listed], day: date, language: Language, *, width: int = 80, color: bool = False) -> str:
    """Write the documents of every place for a screen."""
    return print_lines(_lines(places, Wording(language), day, width), color=color)


def _lines(places: Sequence[Listed], wording: Wording, day: date, width: int) -> Iterator[Line]:
    yield Line(wording.pick(f"{wording.day(day)}的政策文件", f"Policy documents on {wording.day(day)}"), "bold")
    yield Line("=" * width)
    for number, listed in enumerate(places):
        if number:
            yield Line()
        yield Line(f"{wording.say(listed.name)}  {listed.place}", "bold")
        for document in listed.documents:
            yield from _document(document, listed.counts[document.id], wording, width)


def _document(document: Document, count: int, wording: Wording, width: int) -> Iterator[Line]:
    head = document.head
    title = wording.say(Text(head.title.zh, head.title.en))
    name = title if head.number == head.title.zh else f"{head.number} {title}"
    yield Line(f"  {head.id}  {wording.say(_STATUSES[head.status])}  {_days(document, wording)}".rstrip())
    for line in wrap(name, width - 4):
        yield Line(f"    {line}")
    total = len(document.benefits)
    text = wording.pick(f"规定{total}项，当日有效{count}项", f"{total} benefits, {count} in force that day")
    yield Line(f"    {text}", "bright_black")


def _days(document: Document, wording: Wording) -> str:
    head = document.head
    parts = []
    if head.effective is not None:
        parts.append(wording.pick(f"{head.effective}起", f"from {head.effective}"))
    if head.to is not None:
        parts.append(wording.pick(f"至{head.to}", f"to {head.to}"))
    if head.horizon is not None:
        parts.append(wording.pick(f"规划期至{head.horizon}", f"plan until {head.horizon}"))
    return wording.join(parts)


def benefits_as_json(programme: Programme) -> list[dict[str, Any]]:
    """Give every benefit that the place knows on the day."""
    present = [
        {"id": name, "name": rule.definition.label.as_json(), "kind": rule.definition.kind, "force": rule.force}
        | {"not_in_force": None, "documents": list(rule.documents)}
        for name, rule in programme.benefits.items()
    ]
    absent = [
        {"id": name, "name": each.definition.label.as_json(), "kind": each.definition.kind, "force": each.force}
        | {"not_in_force": each.reason, "documents": [each.citation.document]}
        for name, each in programme.absent.items()
    ]
    return [*present, *absent]


def render_benefits(programme: Programme, language: Language, *, color: bool = False) -> str:
    """Write every benefit that the place knows on the day, under its kind."""
    return print_lines(_benefit_lines(programme, Wording(language)), color=color)


def _benefit_lines(programme: Programme, wording: Wording) -> Iterator[Line]:
    rows: dict[str, list[tuple[str, str, str]]] = {}
    for name, rule in programme.benefits.items():
        rows.setdefault(rule.definition.kind, []).append(
            (name, wording.say(rule.definition.label), wording.say(FORCES[rule.force]))
        )
    for name, each in programme.absent.items():
        row = (name, wording.say(each.definition.label), wording.say(_ABSENCES[each.reason]))
        rows.setdefault(each.definition.kind, []).append(row)
    for kind, label in KINDS.items():
        if kind in rows:
            yield Line(f"{wording.say(label)}  {kind}", "bold")
            for name, words, remark in rows[kind]:
                left = f"  {pad(name, 34)}{words}"
                yield Line(f"{pad(left, max(72, width_of(left) + 2))}{remark}")
