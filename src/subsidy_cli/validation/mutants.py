"""Mutants: a document that differs from the one written in exactly one figure, day, sign, word or element."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from subsidy_cli.documents.models import (
    BenefitTable,
    ConditionTable,
    DetailTable,
    ItemTable,
    Part,
    RequirementTable,
    SharedConditionTable,
)
from subsidy_cli.library.shelf import Located
from subsidy_cli.periods import add_days
from subsidy_cli.places import ancestry
from subsidy_cli.validation.elements import WrittenElement, elements
from subsidy_cli.validation.variations import OtherWords, variations, words_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from subsidy_cli.diagnostics import Place
    from subsidy_cli.documents.models import Element
    from subsidy_cli.library.opening import Library
    from subsidy_cli.library.shelf import Document
    from subsidy_cli.validation.elements import Expression, Key
    from subsidy_cli.validation.running import CaseRunner

FORCES = ("mandatory", "discretionary", "aspirational")
BOUNDS = ("exact", "at_least", "at_most")
COMPARISONS: dict[str, tuple[str, ...]] = {
    "at_least": ("above", "at_most"),
    "above": ("at_least", "below"),
    "at_most": ("below", "at_least"),
    "below": ("at_most", "above"),
    "equal": ("at_least", "at_most"),
}
SUBJECTS = ("person", "household", "employer", "institution", "authority")
ALTERNATIVES = ("alternatives", "comparison_under", "rounding_under")


@dataclass(frozen=True)
class Mutant:
    """One change to one document."""

    document: Document
    """The document as written."""
    element: WrittenElement | None
    """Where it is changed; None is the head."""
    key: Key
    """Which key of the element is changed."""
    kind: str
    old: str
    new: str
    changed: Document
    offset: int = 0
    occurrence: int = 1
    """Which of several equal changes under one key, in the order of the text."""

    @property
    def id(self) -> str:
        """Its stable name: the key path and what was changed."""
        path = "document" if self.element is None else self.element.name
        below = "".join(f".{part}" for part in self.key)
        again = "" if self.occurrence == 1 else f" #{self.occurrence}"
        return f"{path}{below}: {self.change}{again}"

    @property
    def change(self) -> str:
        """What was changed, in short."""
        return change_in_short(self.kind, self.old, self.new)

    @property
    def owner(self) -> str:
        """The document whose cases may argue that it means the same."""
        return self.document.id

    def under(self, runner: CaseRunner) -> CaseRunner:
        """The runner with the change made."""
        return runner.with_document(self.changed)

    @property
    def place(self) -> Place:
        """Where the change stands."""
        if self.element is None:
            return self.document.source.place(("document", *self.key))
        return self.element.place(*self.key, offset=self.offset)

    @property
    def file(self) -> str:
        """The file that holds what was changed."""
        source = self.document.source if self.element is None else self.element.located.source
        return source.name


def change_in_short(kind: str, old: str, new: str) -> str:
    """What was changed, in short; what is nothing now was dropped."""
    return f"{kind} {old} -> {new}" if new else f"{kind} {old} dropped"


def mutants(library: Library, document: Document) -> tuple[Mutant, ...]:
    """Every mutant of a document, in the order of its elements."""
    maker = _Maker(document, _other_words(library, document))
    found = list(maker.of_the_head())
    for element in elements(document):
        found += maker.of(element)
    return tuple(_numbered(found))


def _numbered(found: list[Mutant]) -> Iterator[Mutant]:
    """The same mutants, equal ones under one key told apart by their order."""
    seen = Counter[str]()
    for mutant in found:
        seen[mutant.id] += 1
        yield replace(mutant, occurrence=seen[mutant.id])


def _other_words(library: Library, document: Document) -> OtherWords:
    vocabulary, places = library.vocabulary, library.places

    def values(name: str) -> Sequence[str]:
        return tuple(vocabulary.facts[name].values) if name in vocabulary.facts else ()

    def around(word: str) -> Sequence[str]:
        """The place above, and a place within or beside it."""
        path = places.find(word)
        if path is None:
            return ()
        above = ancestry(path)[-2:-1]
        within = [each for each in places.names if each.startswith(f"{path}/")][:1]
        return [each.rsplit("/", 1)[-1] for each in (*above, *within)]

    return words_of(values, around)


@dataclass(frozen=True)
class _Maker:
    """Makes the mutants of one document."""

    document: Document
    other_words: OtherWords

    def of_the_head(self) -> Iterator[Mutant]:
        """The days of the document, and a draft taken for law."""
        head = self.document.head
        for key in ("effective", "to", "horizon"):
            for day, changed in days_beside(getattr(head, key)):
                copy = replace(self.document, head=head.model_copy(update={key: changed}))
                yield Mutant(self.document, None, (key,), "date", str(day), str(changed), copy)
        for reading in head.alternatives:
            kept = {name: status for name, status in head.alternatives.items() if name != reading}
            copy = replace(self.document, head=head.model_copy(update={"alternatives": kept}))
            yield Mutant(self.document, None, ("alternatives",), "alternative", reading, "", copy)
        if head.status == "draft":
            copy = replace(self.document, head=head.model_copy(update={"status": "in_force"}))
            yield Mutant(self.document, None, ("status",), "status", "draft", "in_force", copy)

    def of(self, element: WrittenElement) -> Iterator[Mutant]:
        """The mutants of one element."""
        yield from self._dropped(element)
        yield from self._days(element)
        yield from self._words(element)
        yield from self._forms(element)
        for expression in element.expressions:
            yield from self._expression(element, expression)

    def _mutant(
        self,
        element: WrittenElement,
        key: Key,
        change: tuple[str, str, str],
        update: dict[str, Any] | None,
        offset: int = 0,
    ) -> Mutant:
        kind, old, new = change
        table = None if update is None else element.table.model_copy(update=update)
        changed = _with_table(self.document, element.path, table)
        return Mutant(self.document, element, key, kind, old, new, changed, offset)

    def _dropped(self, element: WrittenElement) -> Iterator[Mutant]:
        """The element itself left out."""
        if isinstance(element.table, SharedConditionTable):
            yield self._mutant(element, (), ("element", "conditions", ""), None)
        elif element.benefit is not None:
            yield self._mutant(element, (), ("element", str(element.path[2]), ""), None)

    def _days(self, element: WrittenElement) -> Iterator[Mutant]:
        for key, field in (("from", "from_"), ("to", "to"), ("deadline", "deadline")):
            for day, changed in days_beside(getattr(element.table, field, None)):
                yield self._mutant(element, (key,), ("date", str(day), str(changed)), {field: changed})

    def _words(self, element: WrittenElement) -> Iterator[Mutant]:
        """Force, bound and comparison."""
        table = element.table
        for key, others in (
            ("force", [each for each in FORCES if each != getattr(table, "force", None)]),
            ("bound", [each for each in BOUNDS if isinstance(table, ItemTable) and each != table.bound]),
            ("comparison", COMPARISONS[table.comparison] if isinstance(table, RequirementTable) else ()),
        ):
            old = str(getattr(table, key, None) or "")
            for new in others if old else ():
                yield self._mutant(element, (key,), (key, old, new), {key: new})

    def _forms(self, element: WrittenElement) -> Iterator[Mutant]:
        """What can be left out of a table or joined otherwise: `when`, `per`, alternatives, all for any."""
        table = element.table
        for key in ALTERNATIVES:
            written = getattr(table, key, {})
            for reading in written:
                kept = {name: other for name, other in written.items() if name != reading}
                yield self._mutant(element, (key,), ("alternative", reading, ""), {key: kept})
        for key in ("under", "unless") if isinstance(table, Part) else ():
            if getattr(table, key) is not None:
                yield self._mutant(element, (key,), (key, getattr(table, key), ""), {key: None})
        if isinstance(table, ConditionTable):
            yield from self._condition(element, table)
        if isinstance(table, ItemTable | DetailTable) and table.when is not None:
            yield self._mutant(element, ("when",), ("when", table.when, ""), {"when": None})
        if isinstance(table, RequirementTable) and table.per is not None:
            yield self._mutant(element, ("per",), ("per", table.per, ""), {"per": None})
        if isinstance(table, BenefitTable):
            for name in table.without:
                others = [each for each in table.without if each != name]
                yield self._mutant(element, ("without",), ("exemption", name, ""), {"without": others})

    def _condition(self, element: WrittenElement, table: ConditionTable) -> Iterator[Mutant]:
        for form, other in (("all", "any"), ("any", "all")):
            tests: list[str] = getattr(table, form)
            if len(tests) < 2:
                continue
            yield self._mutant(element, (form,), ("connective", form, other), {form: [], other: tests})
            for index, test in enumerate(tests):
                kept = [*tests[:index], *tests[index + 1 :]]
                yield self._mutant(element, (form, index), ("operand", test, ""), {form: kept})
        if isinstance(table, SharedConditionTable):
            for subject in table.subjects:
                kept = [each for each in table.subjects if each != subject]
                yield self._mutant(element, ("subjects",), ("category", subject, ""), {"subjects": kept})

    def _expression(self, element: WrittenElement, expression: Expression) -> Iterator[Mutant]:
        if expression.node is None:
            return
        for variation in variations(expression.text, self.other_words):
            change = variation.kind, variation.old.strip(), variation.new
            update = _updated(element.table, expression.key, variation.text)
            yield self._mutant(element, expression.key, change, update, variation.start)


def _updated(table: Element, key: Key, text: str) -> dict[str, Any]:
    """The field of a table with one expression changed."""
    name = str(key[0])
    if len(key) == 1:
        return {name: text}
    return {name: [text if index == key[1] else each for index, each in enumerate(getattr(table, name))]}


def days_beside(day: date | None) -> Iterator[tuple[date, date]]:
    """A day with the one before and the one after it; nothing where there is no day."""
    if day is not None:
        for step in (-1, 1):
            yield day, add_days(day, step)


def _with_table(document: Document, path: Key, table: Element | None) -> Document:
    """A document with one table changed, or left out."""
    section, name, *below = path
    held: Any = dict(getattr(document, str(section)))
    located = held[str(name)]
    new = _below(located.table, below, table) if below else table
    if new is None:
        del held[str(name)]
    else:
        held[str(name)] = Located(new, located.source, located.path)
    return replace(document, **{str(section): held})


def _below(benefit: BenefitTable, path: list[str | int], table: Element | None) -> BenefitTable:
    """A benefit with one part changed, or left out."""
    section, key = path
    group = getattr(benefit, str(section))
    if isinstance(group, dict):
        parts: Any = {name: table if name == key else each for name, each in group.items()}
        parts = {name: each for name, each in parts.items() if each is not None}
    else:
        changed = [table if index == key else each for index, each in enumerate(group)]
        parts = [each for each in changed if each is not None]
    return benefit.model_copy(update={str(section): parts})
