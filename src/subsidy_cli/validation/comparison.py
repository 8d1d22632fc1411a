"""What differs between two programmes: two days, two places, or two folders of policies. Pure: programmes to data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from subsidy_cli.expressions.nodes import names
from subsidy_cli.programme.history import used_definitions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import date

    from subsidy_cli.citations import Citation
    from subsidy_cli.facts.vocabulary import BenefitDefinition
    from subsidy_cli.programme.rules import AbsentBenefit, BenefitRule, DefinitionRule, Programme, Rule
    from subsidy_cli.texts import Text

Section = Literal["conditions", "exclusions", "items", "limits", "forces", "details", "displacements", "requirements"]
SECTIONS: tuple[Section, ...] = (
    "conditions", "exclusions", "items", "limits", "forces", "details", "displacements", "requirements",
)  # fmt: skip
Aspect = Literal["rule", "name", "citation"]
Change = Literal["appears", "ends", "differs"]
Properties: TypeAlias = tuple[tuple[str, str], ...]

_ROLES: dict[Section, tuple[str, ...]] = {
    "conditions": (),
    "exclusions": ("when",),
    "items": ("when", "amount"),
    "limits": ("value",),
    "forces": ("when",),
    "details": ("when", "value"),
    "displacements": ("when",),
    "requirements": ("actual", "required", "per"),
}
_PROPERTIES: dict[Section, tuple[str, ...]] = {
    "conditions": ("mode",),
    "items": ("bound",),
    "limits": ("side",),
    "forces": ("force",),
    "requirements": ("comparison", "deadline"),
}


@dataclass(frozen=True)
class Part:
    """An element of a benefit in a form in which any two can be compared."""

    section: Section
    id: str
    name: Text | None
    expressions: tuple[tuple[str, Rule], ...]
    """Every expression with its role, such as `when` or `amount`."""
    properties: Properties
    """What stands beside the expressions, such as the bound of an item."""
    citation: Citation | None

    @property
    def meaning(self) -> object:
        """What the element computes, apart from how it is written."""
        return tuple((role, rule.node) for role, rule in self.expressions), self.properties

    @property
    def names(self) -> frozenset[str]:
        """The facts, standards and definitions that it looks at."""
        return frozenset(name for _, rule in self.expressions for name in names(rule.node))

    def as_json(self) -> dict[str, Any]:
        """Give the element as it is written."""
        return {
            "name": None if self.name is None else self.name.as_json(),
            "rule": {role: rule.text for role, rule in self.expressions},
            **dict(self.properties),
            "citation": None if self.citation is None else self.citation.as_json(),
        }


@dataclass(frozen=True)
class PartDifference:
    """An element that one side has and the other has not, or has otherwise."""

    section: Section
    old: Part | None
    new: Part | None

    @property
    def id(self) -> str:
        """The id of the element, of the new side where it has one."""
        part = self.new or self.old
        assert part is not None
        return part.id

    @property
    def aspects(self) -> tuple[Aspect, ...]:
        """In what the two differ; nothing where one of them is not there."""
        if self.old is None or self.new is None:
            return ()
        pairs: tuple[tuple[Aspect, object, object], ...] = (
            ("rule", self.old.meaning, self.new.meaning),
            ("name", self.old.name, self.new.name),
            ("citation", self.old.citation, self.new.citation),
        )
        return tuple(aspect for aspect, old, new in pairs if old != new)

    @property
    def is_in_substance(self) -> bool:
        """Whether the rule itself differs, and not only its name or its clause."""
        return self.old is None or self.new is None or "rule" in self.aspects

    def as_json(self) -> dict[str, Any]:
        """Give both sides."""
        return {
            "section": self.section,
            "id": self.id,
            "aspects": list(self.aspects),
            "old": None if self.old is None else self.old.as_json(),
            "new": None if self.new is None else self.new.as_json(),
        }


@dataclass(frozen=True)
class BenefitDifference:
    """A benefit that appears, ends, or is regulated otherwise."""

    definition: BenefitDefinition
    old: BenefitRule | None
    new: BenefitRule | None
    parts: tuple[PartDifference, ...]
    definitions: tuple[str, ...] = ()
    """The definitions that both sides use and that differ."""
    absence: AbsentBenefit | None = None
    """Why the one side does not have it, where its documents know the benefit at all."""

    @property
    def change(self) -> Change:
        """What becomes of the benefit."""
        if self.old is None:
            return "appears"
        return "ends" if self.new is None else "differs"

    @property
    def changes_force(self) -> bool:
        """Whether both sides have it with another force."""
        return self.old is not None and self.new is not None and self.old.force != self.new.force

    @property
    def substance(self) -> tuple[PartDifference, ...]:
        """The elements whose rule differs."""
        return tuple(part for part in self.parts if part.is_in_substance)

    @property
    def is_in_substance(self) -> bool:
        """Whether anything differs beside names and clauses."""
        return self.change != "differs" or self.changes_force or bool(self.substance or self.definitions)

    def as_json(self) -> dict[str, Any]:
        """Give what became of it, and every element that differs."""
        return {
            "id": self.definition.id,
            "name": self.definition.label.as_json(),
            "kind": self.definition.kind,
            "change": self.change,
            "old": _benefit_json(self.old),
            "new": _benefit_json(self.new),
            "absence": None if self.absence is None else self.absence.reason,
            "differences": [part.as_json() for part in self.parts],
            "definitions": list(self.definitions),
        }


@dataclass(frozen=True)
class DefinitionDifference:
    """A definition that one side has and the other has not, or has otherwise."""

    id: str
    label: Text
    old: DefinitionRule | None
    new: DefinitionRule | None
    benefits: tuple[str, ...]
    """The benefits of either side that use it."""

    @property
    def is_in_substance(self) -> bool:
        """Whether the rule differs, and not only its clause."""
        return self.old is None or self.new is None or self.old.rule.node != self.new.rule.node

    def as_json(self) -> dict[str, Any]:
        """Give both sides, and the benefits that the definition matters to."""
        return {
            "id": self.id,
            "name": self.label.as_json(),
            "old": _definition_json(self.old),
            "new": _definition_json(self.new),
            "benefits": list(self.benefits),
        }


@dataclass(frozen=True)
class Side:
    """One of the two programmes."""

    place: str
    name: Text
    as_of: date
    documents: tuple[str, ...]
    folder: str = ""
    """Where its policies lie, where the two sides differ in that."""

    def as_json(self) -> dict[str, Any]:
        """Give what the side stands for."""
        found: dict[str, Any] = {
            "place": self.place,
            "name": self.name.as_json(),
            "as_of": self.as_of.isoformat(),
            "documents": list(self.documents),
        }
        return found | ({"folder": self.folder} if self.folder else {})


@dataclass(frozen=True)
class Comparison:
    """Everything in which two programmes differ."""

    old: Side
    new: Side
    benefits: tuple[BenefitDifference, ...]
    definitions: tuple[DefinitionDifference, ...]
    programmes: tuple[Programme, Programme]
    """Both sides whole, for words."""

    @property
    def is_empty(self) -> bool:
        """Whether the two are the same."""
        return not self.benefits and not self.definitions

    def of(self, change: Change) -> tuple[BenefitDifference, ...]:
        """The benefits that appear, end or differ."""
        return tuple(each for each in self.benefits if each.change == change)

    def as_json(self) -> dict[str, Any]:
        """Give both sides, the counts and every difference."""
        changes: tuple[Change, ...] = ("appears", "ends", "differs")
        return {
            "old": self.old.as_json(),
            "new": self.new.as_json(),
            "counts": {**{change: len(self.of(change)) for change in changes}, "definitions": len(self.definitions)},
            "benefits": [each.as_json() for each in self.benefits],
            "definitions": [each.as_json() for each in self.definitions],
        }


def compare(old: Programme, new: Programme, folders: tuple[str, str] = ("", "")) -> Comparison:
    """Compare two programmes; `folders` says where their policies lie, where that is what differs."""
    definitions = tuple(_definitions(old, new))
    differing = frozenset(each.id for each in definitions if each.is_in_substance)
    return Comparison(
        _side(old, folders[0]), _side(new, folders[1]), tuple(_benefits(old, new, differing)), definitions, (old, new)
    )


def _side(programme: Programme, folder: str) -> Side:
    name = programme.places.name(programme.place)
    return Side(programme.place, name, programme.as_of, programme.documents, folder)


# benefits


def _benefits(old: Programme, new: Programme, definitions: frozenset[str]) -> Iterator[BenefitDifference]:
    for name, definition in new.vocabulary.benefits.items():
        before, after = old.benefits.get(name), new.benefits.get(name)
        if before is None and after is None:
            continue
        used = _uses(old, before) & _uses(new, after)
        difference = BenefitDifference(
            definition,
            before,
            after,
            tuple(_parts(before, after)),
            tuple(each for each in new.definitions if each in definitions & used),
            (old if before is None else new).absent.get(name),
        )
        if difference.is_in_substance or difference.parts or _citation(before) != _citation(after):
            yield difference


def _uses(programme: Programme, rule: BenefitRule | None) -> frozenset[str]:
    return frozenset() if rule is None else frozenset(used_definitions(programme, rule))


def _citation(rule: BenefitRule | None) -> Citation | None:
    return None if rule is None else rule.citation


def _benefit_json(rule: BenefitRule | None) -> dict[str, Any] | None:
    if rule is None:
        return None
    return {"force": rule.force, "documents": list(rule.documents), "citation": rule.citation.as_json()}


def _parts(old: BenefitRule | None, new: BenefitRule | None) -> Iterator[PartDifference]:
    for section in SECTIONS:
        for before, after in pair_up(parts_of(old, section), parts_of(new, section)):
            if before != after and not _are_same(before, after):
                yield PartDifference(section, before, after)


def _are_same(old: Part | None, new: Part | None) -> bool:
    """Whether two elements agree in everything but the spelling of their expressions and an id that only counts."""
    if old is None or new is None:
        return False
    return (old.meaning, old.name, old.citation) == (new.meaning, new.name, new.citation)


def parts_of(rule: BenefitRule | None, section: Section) -> list[Part]:
    """The elements of one section of a benefit."""
    if rule is None:
        return []
    return [_part(section, index, element) for index, element in enumerate(getattr(rule, section))]


def _part(section: Section, index: int, element: Any) -> Part:
    if section == "conditions":
        expressions = tuple((f"test {number}", test) for number, test in enumerate(element.tests, 1))
    else:
        found = ((role, getattr(element, role)) for role in _ROLES[section])
        expressions = tuple((role, rule) for role, rule in found if rule is not None)
    values = ((name, getattr(element, name)) for name in _PROPERTIES.get(section, ()))
    return Part(
        section=section,
        id=getattr(element, "id", str(index)),
        name=getattr(element, "name", None),
        expressions=expressions,
        properties=tuple((name, str(value)) for name, value in values if value is not None),
        citation=getattr(element, "citation", None),
    )


def pair_up(old: Iterable[Part], new: Iterable[Part]) -> list[tuple[Part | None, Part | None]]:
    """Each old element with the new one that took its place.

    That is the very same, else one of the same meaning, name or id, else the one that looks at most of the same facts.
    """
    before, after = list(old), list(new)
    partners: dict[int, int] = {}
    for find in (*map(_by, _KEYS), _kin):
        for index, part in enumerate(before):
            if index not in partners:
                taken = set(partners.values())
                match = find(part, {at: each for at, each in enumerate(after) if at not in taken})
                partners |= {} if match is None else {index: match}
    pairs: list[tuple[Part | None, Part | None]] = [
        (part, after[partners[index]] if index in partners else None) for index, part in enumerate(before)
    ]
    left = [part for index, part in enumerate(after) if index not in partners.values()]
    return [*pairs, *((None, part) for part in left)]


def _kin(part: Part, candidates: Mapping[int, Part]) -> int | None:
    """The candidate that looks at most of the facts that an element looks at; none where they share nothing."""
    shared = {index: len(part.names & other.names) for index, other in candidates.items()}
    best = max(shared, key=lambda index: shared[index], default=None)
    return best if best is not None and shared[best] else None


def _by(key: Callable[[Part], object]) -> Callable[[Part, Mapping[int, Part]], int | None]:
    """Find the first candidate that agrees in a key."""
    return lambda part, candidates: next((at for at, each in candidates.items() if key(each) == key(part)), None)


def _name_of(part: Part) -> object:
    return part.name if part.name is not None else part.id


_KEYS: tuple[Callable[[Part], object], ...] = (
    lambda part: (part.id, part.meaning, part.name),
    lambda part: (part.meaning, part.name),
    lambda part: part.meaning,
    _name_of,
    lambda part: part.id,
)


# definitions


def _definitions(old: Programme, new: Programme) -> Iterator[DefinitionDifference]:
    users = _users(old, new)
    for name in dict.fromkeys([*old.definitions, *new.definitions]):
        before, after = old.definitions.get(name), new.definitions.get(name)
        if _definition_key(before) == _definition_key(after):
            continue
        known = after or before
        assert known is not None
        yield DefinitionDifference(name, known.label, before, after, tuple(users.get(name, ())))


def _definition_key(rule: DefinitionRule | None) -> object:
    return None if rule is None else (rule.rule.node, rule.citation)


def _users(old: Programme, new: Programme) -> Mapping[str, dict[str, None]]:
    """The benefits that use each definition, on either side."""
    found: dict[str, dict[str, None]] = {}
    for programme in (old, new):
        for name, rule in programme.benefits.items():
            for definition in used_definitions(programme, rule):
                found.setdefault(definition, {}).setdefault(name)
    return found


def _definition_json(rule: DefinitionRule | None) -> dict[str, Any] | None:
    return None if rule is None else {"rule": rule.rule.text, "citation": rule.citation.as_json()}
