"""The values of local standards in words: how much, for whom, on which days, how far to be trusted, and from which document."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from subsidy_cli.presentation.wording import CONFIDENCES, ORIGINS, Wording
from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from subsidy_cli.facts.vocabulary import StandardDefinition
    from subsidy_cli.library.standards import StandardEntry, StandardValue

_YES_NO = {True: Text("是", "yes"), False: Text("否", "no")}


@dataclass(frozen=True)
class StandardWords:
    """Puts values of standards into words."""

    wording: Wording
    facts: Mapping[str, Text]
    """The words of the facts on which a value may depend."""

    def value(self, definition: StandardDefinition, entry: StandardEntry) -> str:
        """The figure with its unit, and for whom it holds."""
        return self._figure(definition, entry.value) + (
            "" if entry.when is None else self.wording.bracket(self._when(entry.when))
        )

    def days(self, entry: StandardEntry) -> str:
        """The days on which the value holds."""
        until = "" if entry.to is None else self.wording.pick(f"至{entry.to}", f" to {entry.to}")
        return self.wording.pick(f"{entry.from_}起{until}", f"from {entry.from_}{until}")

    def trust(self, value: StandardValue, place: str) -> str:
        """How far a value is to be trusted, whose it is, and the place above `place` for which it was published."""
        parts = [self.wording.say(CONFIDENCES[value.table.confidence])]
        if value.origin == "user":
            parts.append(self.wording.say(ORIGINS["user"]))
        if value.place != place:
            parts.append(value.place)
        return self.wording.join(parts)

    @staticmethod
    def document(entry: StandardEntry) -> str:
        """The document that says so, with its number."""
        return f"{entry.source}（{entry.number}）" if entry.number else entry.source

    def _when(self, written: str) -> str:
        """The yes-or-no fact on which a value depends."""
        name = written.removeprefix("not ").strip()
        label = self.facts.get(name, Text(name, name))
        if name == written:
            return self.wording.say(label)
        return self.wording.pick(f"并非{label.zh}", f"not: {label.en}")

    def _figure(self, definition: StandardDefinition, value: str | bool | int) -> str:
        if isinstance(value, bool):
            return self.wording.say(_YES_NO[value])
        unit = "yuan" if definition.type == "money" else definition.unit or ""
        try:
            shown = self.wording.quantity(str(value), unit)
        except ValueError:
            return str(value)
        period = (definition.unit or "").partition("/")[2] if unit == "yuan" else ""
        return shown + self.wording.per(period)
