"""What differs between the local standards of two sides: values that are new, have ended, or are others now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from subsidy_cli.library.standards import figure, within_reach
from subsidy_cli.programme.compiling import used_names

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from subsidy_cli.facts.vocabulary import StandardDefinition
    from subsidy_cli.library.standards import Known, StandardValue
    from subsidy_cli.programme.rules import Programme
    from subsidy_cli.validation.comparison import Change

Values: TypeAlias = tuple["StandardValue", ...]


@dataclass(frozen=True)
class StandardDifference:
    """A standard that has a value on one side only, or other values on the other side."""

    definition: StandardDefinition
    old: Values
    new: Values
    withheld: Values = ()
    """What the side without a value could use on request."""
    benefits: tuple[str, ...] = ()
    """The benefits of either side that use the standard."""

    @property
    def change(self) -> Change:
        """What becomes of the standard."""
        if not self.old:
            return "appears"
        return "differs" if self.new else "ends"

    @property
    def is_in_substance(self) -> bool:
        """Whether somebody gets another figure, and not only another document says so."""
        return _figures(self.old) != _figures(self.new)

    def as_json(self) -> dict[str, Any]:
        """Give the values of both sides, each with its days, document and confidence."""
        return {
            "id": self.definition.id,
            "name": self.definition.label.as_json(),
            "unit": self.definition.unit,
            "change": self.change,
            "same_value": not self.is_in_substance,
            "old": [value.as_json() for value in self.old],
            "new": [value.as_json() for value in self.new],
            "inferred": [value.as_json() for value in self.withheld],
            "benefits": list(self.benefits),
        }


def users(programmes: Iterable[Programme], definitions: Collection[str]) -> dict[str, dict[str, None]]:
    """The benefits of any of the programmes that use each standard, in the order of the vocabulary."""
    found: dict[str, dict[str, None]] = {}
    for programme in programmes:
        for name, rule in programme.benefits.items():
            for used in used_names(programme, [rule]):
                if used in definitions:
                    found.setdefault(used, {}).setdefault(name)
    return found


def differences(
    old: Known,
    new: Known,
    definitions: Mapping[str, StandardDefinition],
    users: Mapping[str, Collection[str]],
    *,
    only_used: bool = False,
) -> Iterator[StandardDifference]:
    """Every standard in which two sides differ, in the order of the vocabulary; values that nobody gets do not count.

    `users` are the benefits that use each standard; `only_used` leaves out the standards that none of them uses.
    """
    for name, definition in definitions.items():
        before, after = (within_reach(side.values.get(name, ())) for side in (old, new))
        if _written(before) == _written(after) or (only_used and name not in users):
            continue
        side = old if not before else new
        withheld = within_reach(side.withheld.get(name, ())) if not (before and after) else ()
        yield StandardDifference(definition, before, after, withheld, tuple(users.get(name, ())))


def _figures(values: Iterable[StandardValue]) -> object:
    """Who gets how much."""
    return {value.table.when: figure(value.table) for value in values}


def _written(values: Iterable[StandardValue]) -> object:
    """Everything about values but the place and the folder whose file holds them."""
    return {value.table.when: value.table for value in values}
