"""Which documents regulate a benefit, from when to when, and what each does to the one before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from subsidy_cli.programme.resolution import period_of
from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from subsidy_cli.library.shelf import Document
    from subsidy_cli.presentation.wording import Wording

Deed = Literal["regulates", "replaces", "extends"]

_DEEDS: dict[Deed, Text] = {
    "regulates": Text("作出规定", "regulates it"),
    "replaces": Text("取代", "replaces"),
    "extends": Text("补充", "extends"),
}


@dataclass(frozen=True, slots=True)
class Layer:
    """What one document does to a benefit."""

    document: str
    number: str
    title: Text
    status: str
    start: date | None
    end: date | None
    deed: Deed
    other: str = ""
    """The document that is replaced or extended."""

    def told(self, wording: Wording) -> str:
        """The layer in one line."""
        deed = wording.say(_DEEDS[self.deed]) + (f" {self.other}" if self.other else "")
        if self.status == "draft":
            return f"{self.document}  {wording.pick('草案，未施行', 'draft, not in force')}  {deed}"
        first = "" if self.start is None else self.start.isoformat()
        days = wording.pick(f"{first}起", f"from {first}")
        if self.end is not None:
            days += wording.pick(f"至{self.end}", f" to {self.end}")
        return f"{self.document}  {days}  {deed}"

    def as_json(self) -> dict[str, Any]:
        """Give the layer."""
        return {
            "document": self.document,
            "number": self.number,
            "status": self.status,
            "from": None if self.start is None else self.start.isoformat(),
            "to": None if self.end is None else self.end.isoformat(),
            "deed": self.deed,
            "other": self.other or None,
        }


def layers(documents: Iterable[Document], benefit: str) -> list[Layer]:
    """Every document that regulates a benefit, in the order in which they are read."""
    found = []
    for document in documents:
        located = document.benefits.get(benefit)
        if located is None:
            continue
        table, period = located.table, period_of(document, located.table)
        deed: Deed = "extends" if table.extends else "replaces" if table.replaces else "regulates"
        title = Text(document.head.title.zh, document.head.title.en)
        other = table.extends or table.replaces or ""
        found.append(
            Layer(document.id, document.head.number, title, document.head.status, period.start, period.end, deed, other)
        )
    return found
