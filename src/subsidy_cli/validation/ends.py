"""The two ends of a comparison - a folder of policies, a place and a day each - and every comparison that they call for."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from subsidy_cli.library.shelf import drafts_of, read_shelf
from subsidy_cli.library.standards import known_on, places_with_values, value_days
from subsidy_cli.programme.compiling import Request, compile_programme
from subsidy_cli.programme.resolution import change_days
from subsidy_cli.validation.comparing import compare
from subsidy_cli.validation.elements import all_documents
from subsidy_cli.validation.standard_differences import differences, users

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from subsidy_cli.library.opening import Library
    from subsidy_cli.library.standards import StandardValue
    from subsidy_cli.places import Gazetteer
    from subsidy_cli.programme.rules import Programme
    from subsidy_cli.validation.comparison import BenefitDifference, Comparison, DefinitionDifference
    from subsidy_cli.validation.standard_differences import StandardDifference


@dataclass(frozen=True)
class End:
    """One side: without a place every place of the library, without a day every day on which something changes."""

    library: Library
    place: str | None
    day: date | None


@dataclass(frozen=True)
class Scope:
    """What is compared."""

    benefits: Collection[str] | None = None
    """The benefits wanted; None is every one."""
    adopted: bool = False
    """Whether drafts are taken as in force."""
    inferred: bool = False
    """Whether local standards that were only inferred count too."""


def comparisons(old: End, new: End, scope: Scope) -> tuple[Comparison, ...]:
    """Every comparison that shows a difference, or one that says there is none.

    A difference that lasts is told on the first day on which it shows. Raises RefusedError with the mistakes of the files.
    """
    found = [_compare(*pair, scope) for pair in _pairs(old, new)]
    differing = [each for each in _told_once(found) if not each.is_empty]
    return tuple(differing or found[:1])


def _pairs(old: End, new: End) -> Iterator[tuple[End, End]]:
    """The sides with every place and day that they leave open."""
    places = [(old.place, new.place)]
    if old.place is None or new.place is None:
        places = [(old.place or place, new.place or place) for place in _own_places(old.library, new.library)]
    for left, right in places:
        sides = replace(old, place=left), replace(new, place=right)
        if old.day is None or new.day is None:
            for day in _days(*sides):
                yield replace(sides[0], day=old.day or day), replace(sides[1], day=new.day or day)
        else:
            yield sides


def _own_places(*libraries: Library) -> tuple[str, ...]:
    """The places with documents or local standards of their own in any of the libraries."""
    documents = {document.place for library in libraries for document in all_documents(library)}
    standards = {
        place for library in libraries for place in places_with_values(library.roots) if place in library.places.names
    }
    return tuple(sorted(documents | standards))


def _days(*ends: End) -> list[date]:
    """Every day on which the law or a local standard of a side changes."""
    days = {day for end in ends for day in change_days(read_shelf(end.library.roots, end.place or ""))}
    days |= {day for end in ends for day in value_days(_values(end))}
    return sorted(days) or [date.today()]


def _values(end: End) -> list[StandardValue]:
    """The local standards of a side; a place that only the other side knows has none."""
    return end.library.standard_values(end.place or "")


def _compare(old: End, new: End, scope: Scope) -> Comparison:
    gazetteers = old.library.places, new.library.places
    programmes = (
        _compile(old, scope, gazetteers),
        _compile(new, scope, gazetteers),
    )
    roots = str(old.library.root), str(new.library.root)
    found = compare(*programmes, ("", "") if roots[0] == roots[1] else roots)
    return replace(found, standards=tuple(_standards((old, new), programmes, scope)))


def _standards(
    ends: tuple[End, End], programmes: tuple[Programme, Programme], scope: Scope
) -> Iterator[StandardDifference]:
    """The local standards in which the sides differ; where only some benefits are compared, those that they use."""
    old, new = (
        known_on(_values(end), programme.as_of, inferred=scope.inferred)
        for end, programme in zip(ends, programmes, strict=True)
    )
    definitions = ends[1].library.vocabulary.standards
    return differences(old, new, definitions, users(programmes, definitions), only_used=scope.benefits is not None)


def _compile(end: End, scope: Scope, gazetteers: tuple[Gazetteer, ...]) -> Programme:
    """The programme of one side; a place that only the other side knows has no documents here, but a name."""
    assert end.place is not None
    assert end.day is not None
    documents = read_shelf(end.library.roots, end.place)
    names = next((each for each in (end.library.places, *gazetteers) if end.place in each.names), end.library.places)
    drafts = drafts_of(documents) if scope.adopted else frozenset[str]()
    return compile_programme(
        Request(end.place, end.day, documents, end.library.vocabulary, names, only=scope.benefits, adopted=drafts)
    )


def _told_once(found: Iterable[Comparison]) -> Iterator[Comparison]:
    """Each difference of a place only the first time."""
    seen: set[str] = set()

    def is_new(place: str, difference: BenefitDifference | DefinitionDifference | StandardDifference) -> bool:
        key = place + json.dumps(difference.as_json(), ensure_ascii=False)
        if key in seen:
            return False
        seen.add(key)
        return True

    for each in found:
        yield replace(
            each,
            benefits=tuple(one for one in each.benefits if is_new(each.new.place, one)),
            definitions=tuple(one for one in each.definitions if is_new(each.new.place, one)),
            standards=tuple(one for one in each.standards if is_new(each.new.place, one)),
        )
