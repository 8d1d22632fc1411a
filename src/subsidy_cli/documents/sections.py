"""The sections of a benefit's table, and the parts that stand in each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, get_args

if TYPE_CHECKING:
    from collections.abc import Iterator

    from subsidy_cli.documents.models import BenefitTable, Part

Section = Literal["conditions", "exclusions", "items", "limits", "forces", "details", "displacements", "requirements"]
SECTIONS: tuple[Section, ...] = get_args(Section)
"""In the order of the format."""


def parts_in(table: BenefitTable, section: Section) -> Iterator[tuple[str | int, str, Part]]:
    """The parts in a section, each with its key there and its name, by which a later document replaces it."""
    group: dict[str, Part] | list[Part] = getattr(table, section)
    if isinstance(group, dict):
        yield from ((name, name, part) for name, part in group.items())
    else:
        yield from ((index, getattr(part, "id", None) or str(index), part) for index, part in enumerate(group))
