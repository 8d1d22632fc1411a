"""Which element of which document holds on a day: what replaces, what extends, and what conflicts."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Generic, TypeVar

from subsidy_cli.diagnostics import Diagnostic, nearest
from subsidy_cli.documents.models import BenefitTable, DefinitionTable, Element
from subsidy_cli.documents.sections import SECTIONS, parts_in
from subsidy_cli.periods import Period, turning_days
from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from subsidy_cli.library.shelf import Document, Located

E = TypeVar("E", bound=Element)


@dataclass(frozen=True)
class Sourced(Generic[E]):
    """An element with the document it comes from."""

    document: Document
    located: Located[E]

    @property
    def table(self) -> E:
        """The element itself."""
        return self.located.table


@dataclass(frozen=True)
class ResolvedBenefit:
    """A benefit after every later document has had its say: a base, and the extensions in order."""

    id: str
    base: Sourced[BenefitTable]
    extensions: tuple[Sourced[BenefitTable], ...] = ()

    @property
    def layers(self) -> tuple[Sourced[BenefitTable], ...]:
        """The base and its extensions."""
        return (self.base, *self.extensions)


@dataclass
class Resolution:
    """What holds on one day, and every mistake found on the way."""

    benefits: dict[str, ResolvedBenefit] = field(default_factory=dict)
    definitions: dict[str, Sourced[DefinitionTable]] = field(default_factory=dict)
    mistakes: list[Diagnostic] = field(default_factory=list)


def period_of(document: Document, element: Element, readings: frozenset[str] = frozenset()) -> Period:
    """The days of a benefit: its own, else its document's; `readings` are those whose alternative is wanted."""
    days = element.from_, element.to
    if isinstance(element, BenefitTable):
        days = next((element.days_under(name) for name in element.alternatives if name in readings), days)
    return Period(days[0] or document.head.effective, days[1] or document.head.to)


def definition_period(document: Document, element: DefinitionTable) -> Period:
    """The days of a definition: a meaning holds always, unless it replaces another or is dated itself."""
    start = element.from_ or (document.head.effective if element.replaces else None)
    return Period(start, element.to)


def has_force(document: Document, adopted: frozenset[str]) -> bool:
    """Whether a document can have force at all; a draft only where it is taken as adopted."""
    return document.head.status != "draft" or document.id in adopted


def adopted_under(documents: Sequence[Document], readings: frozenset[str]) -> frozenset[str]:
    """The drafts that are in force under the alternatives of some readings."""
    return frozenset(document.id for document in documents if not readings.isdisjoint(document.head.alternatives))


def resolve(
    documents: Sequence[Document],
    day: date,
    adopted: frozenset[str] = frozenset(),
    readings: frozenset[str] = frozenset(),
) -> Resolution:
    """Find what holds on a day. `adopted` names drafts to be taken as in force, `readings` those whose alternative is wanted."""
    found = Resolution()
    for index, document in enumerate(documents):
        if not has_force(document, adopted):
            continue
        older = _older(documents, index)
        found.mistakes += _idle_replacements(document)
        for name, definition in document.definitions.items():
            if definition_period(document, definition.table).contains(day):
                known = [each.id for each in older if name in each.definitions]
                _place_definition(found, name, Sourced(document, definition), known)
        for name, benefit in document.benefits.items():
            if period_of(document, benefit.table, readings).contains(day):
                known = [each.id for each in older if name in each.benefits]
                _place_benefit(found, name, Sourced(document, benefit), known)
    return found


def _older(documents: Sequence[Document], index: int) -> Sequence[Document]:
    """The documents that one comes after; all others for a draft without a day, which stands before the dated ones."""
    if documents[index].head.effective is None:
        return [*documents[:index], *documents[index + 1 :]]
    return documents[:index]


def _place_definition(found: Resolution, name: str, new: Sourced[DefinitionTable], known: Sequence[str]) -> None:
    old = found.definitions.get(name)
    if new.table.replaces is not None and new.table.replaces not in known:
        found.mistakes.append(_replaces_nothing(name, new, known))
    elif old is not None and new.table.replaces != old.document.id:
        found.mistakes.append(_conflict(name, new, old))
    found.definitions[name] = new


def _place_benefit(found: Resolution, name: str, new: Sourced[BenefitTable], known: Sequence[str]) -> None:
    """Put a benefit in its place; `known` are the older documents that regulate it."""
    old = found.benefits.get(name)
    if new.table.extends is not None:
        if old is None or new.table.extends not in {layer.document.id for layer in old.layers}:
            found.mistakes.append(_extends_nothing(name, new, known))
        else:
            found.benefits[name] = replace(old, extensions=(*old.extensions, new))
        return
    if new.table.replaces is not None and new.table.replaces not in known:
        found.mistakes.append(_replaces_nothing(name, new, known))
    elif old is not None and new.table.replaces not in {layer.document.id for layer in old.layers}:
        found.mistakes.append(_conflict(name, new, old.base))
    found.benefits[name] = ResolvedBenefit(name, new)


def _conflict(name: str, new: Sourced[E], old: Sourced[E]) -> Diagnostic:
    return Diagnostic(
        "conflict",
        Text(
            f"{name} 同一日有两处规定：另一处在 {old.located.place()}（{old.document.id}）",
            f"{name} is regulated twice on one day: also at {old.located.place()} ({old.document.id})",
        ),
        new.located.place(),
        Text(
            f'如是取代，请写 replaces = "{old.document.id}"',
            f'if this one prevails, write replaces = "{old.document.id}"',
        ),
    )


def _replaces_nothing(name: str, new: Sourced[E], known: Sequence[str]) -> Diagnostic:
    target = new.table.replaces or ""
    return Diagnostic(
        "replaces-nothing",
        Text(
            f"{name} 要取代 {target} 的规定，但当地没有规定它的更早文件 {target}",
            f"{name} replaces {target}, but no older document {target} of the place regulates it",
        ),
        new.located.place("replaces"),
        _older_hint(target, known, "replaces"),
    )


def _idle_replacements(document: Document) -> Iterator[Diagnostic]:
    """Shared conditions are those of one document: they stand in nothing's place."""
    for name, located in document.conditions.items():
        if located.table.replaces is not None:
            message = Text(
                f"共同条件 {name} 只属于本文件，不能取代别的规定",
                f"the shared condition {name} is of this document only and replaces nothing",
            )
            hint = Text("请删去 replaces", "leave replaces out")
            yield Diagnostic("replaces-nothing", message, located.place("replaces"), hint)


def _older_hint(target: str, known: Sequence[str], key: str) -> Text:
    """The older document that was perhaps meant."""
    if not known:
        return Text(
            f"没有更早的文件规定它：请核对编号，或删去 {key}",
            f"nothing older regulates it: check its id, or leave {key} out",
        )
    suggestion = nearest(target, known)
    if suggestion is not None:
        return Text(f"是否为 {suggestion}？", f"did you mean {suggestion}?")
    return Text(f"规定它的更早文件：{'、'.join(known)}", f"older documents that regulate it: {', '.join(known)}")


def _extends_nothing(name: str, new: Sourced[BenefitTable], known: Sequence[str]) -> Diagnostic:
    return Diagnostic(
        "extends-nothing",
        Text(
            f"{name} 扩展 {new.table.extends}，但该文件此日没有规定它",
            f"{name} extends {new.table.extends}, which does not regulate it on that day",
        ),
        new.located.place("extends"),
        _older_hint(new.table.extends or "", known, "extends"),
    )


def all_names(documents: Sequence[Document]) -> tuple[str, ...]:
    """Every benefit that the documents know, whether in force or not."""
    return tuple(dict.fromkeys(name for document in documents for name in document.benefits))


def change_days(documents: Sequence[Document]) -> tuple[date, ...]:
    """Every day on which something begins, and the day after something ends, in order."""
    return tuple(sorted(turning_days(period for document in documents for period in _periods(document))))


def _periods(document: Document) -> Iterator[Period]:
    """The days of a document and of its elements as they are written, also under the alternative of a reading."""
    yield Period(document.head.effective, document.head.to)
    for _, element in _elements(document):
        yield Period(element.from_, element.to)
        if isinstance(element, BenefitTable):
            yield from (Period(*element.days_under(reading)) for reading in element.alternatives)


def readings_with_alternatives(documents: Sequence[Document]) -> frozenset[str]:
    """The readings under whose alternative some rule of the documents reads otherwise."""
    found: set[str] = set()
    for document in documents:
        found.update(document.head.alternatives)
        found.update(reading for _, element in _elements(document) for reading in element.alternative_readings)
    return frozenset(found)


def clashing_readings(documents: Sequence[Document]) -> frozenset[frozenset[str]]:
    """The sets of readings whose alternatives each rewrite the same rule, so that only one of a set can be asked for."""
    found: dict[tuple[str, ...], set[str]] = {}
    for document in documents:
        for key, element in _elements(document):
            found.setdefault(key, set()).update(element.rewriting_readings)
    return frozenset(frozenset(readings) for readings in found.values() if len(readings) > 1)


def _elements(document: Document) -> Iterator[tuple[tuple[str, ...], Element]]:
    """Every element with the place that it takes: what replaces another stands in that one's place."""
    for name, definition in document.definitions.items():
        yield ("definitions", name), definition.table
    for name, condition in document.conditions.items():
        yield ("conditions", document.id, name), condition.table
    for name, benefit in document.benefits.items():
        yield ("benefits", name), benefit.table
        for section in SECTIONS:
            for _, part_name, part in parts_in(benefit.table, section):
                yield ("benefits", name, section, part.replaces or part_name), part
