"""Comparing two programmes element by element: which belong together, and in what they differ. Pure: programmes to data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from subsidy_cli.documents.sections import SECTIONS
from subsidy_cli.programme.history import used_definitions
from subsidy_cli.validation.comparison import (
    BenefitDifference,
    Comparison,
    DefinitionDifference,
    Part,
    PartDifference,
    Side,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from subsidy_cli.citations import Citation
    from subsidy_cli.documents.sections import Section
    from subsidy_cli.programme.rules import BenefitRule, DefinitionRule, Programme

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
