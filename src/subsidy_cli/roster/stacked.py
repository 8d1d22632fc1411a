"""Headings over two lines: the upper one holds for the cells below it, as far to the right as it was merged or left blank."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

Spans = tuple[tuple[int, int], ...]
"""First and last column of each stretch of merged cells in a row, counted from 0."""


@dataclass(frozen=True, slots=True)
class Stacked:
    """The two lines over one column: what the upper one says of it, and what stands right above the data."""

    upper: str
    lower: str

    @property
    def text(self) -> str:
        """Both as one heading, where both say something."""
        upper, lower = self.upper.strip(), self.lower.strip()
        if not upper or not lower or upper == lower:
            return lower or upper
        return f"{upper} {lower}" if upper[-1].isascii() and lower[0].isascii() else f"{upper}{lower}"


def stack(upper: Sequence[str], lower: Sequence[str], spans: Spans) -> tuple[Stacked, ...]:
    """The headings of two lines, column by column."""
    width = max(len(upper), len(lower))
    above, below = _padded(upper, width), _padded(lower, width)
    over = _merged(above, spans) if spans else _carried(above, below)
    return tuple(Stacked(*both) for both in zip(over, below, strict=True))


def _padded(cells: Sequence[str], width: int) -> list[str]:
    return [*(cell.strip("\ufeff") for cell in cells), *[""] * (width - len(cells))]


def _merged(upper: Sequence[str], spans: Spans) -> list[str]:
    """The upper line where the file says how far each cell goes."""
    found = list(upper)
    for left, right in spans:
        if left < len(found):
            found[left : right + 1] = [found[left]] * len(found[left : right + 1])
    return found


def _carried(upper: Sequence[str], lower: Sequence[str]) -> list[str]:
    """The upper line with each cell carried on over blank ones; one with nothing below it is itself the whole heading."""
    found, carried = [], ""
    for above, below in zip(upper, lower, strict=True):
        if above.strip():
            carried = above if below.strip() else ""
            found.append(above)
        else:
            found.append(carried if below.strip() else "")
    return found


def nothing_merged(_row: int) -> Spans:
    """Text files do not say what was merged."""
    return ()
