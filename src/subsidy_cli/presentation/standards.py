"""The local standards of a place on a day: each value with its source, and what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from subsidy_cli.presentation.layout import pad, width_of, wrap
from subsidy_cli.presentation.lines import Line, print_lines
from subsidy_cli.presentation.wording import CONFIDENCES, ORIGINS, Wording
from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from subsidy_cli.facts.vocabulary import StandardDefinition
    from subsidy_cli.library.standards import StandardValue
    from subsidy_cli.texts import Language

SCHEMA = 1
_YES_NO = {True: Text("是", "yes"), False: Text("否", "no")}


@dataclass(frozen=True, slots=True)
class Shelf:
    """What is known of the standards of one place on one day."""

    place: str
    place_name: Text
    as_of: date
    definitions: Mapping[str, StandardDefinition]
    """The standards that anything in force at the place uses, in the order of the vocabulary."""
    values: Mapping[str, Sequence[StandardValue]]
    """The values on the day, the one that is used first."""
    facts: Mapping[str, Text]
    """The words of the facts on which a value may depend."""

    @property
    def missing(self) -> tuple[str, ...]:
        """Standards without a value; without an optional one the text itself says what holds."""
        return tuple(
            name for name, definition in self.definitions.items() if name not in self.values and not definition.optional
        )

    @property
    def optional(self) -> tuple[str, ...]:
        """Optional standards without a value."""
        return tuple(
            name for name, definition in self.definitions.items() if name not in self.values and definition.optional
        )


def as_json(shelf: Shelf) -> dict[str, Any]:
    """Give the standards with everything that is known about each value."""
    return {
        "schema": SCHEMA,
        "place": shelf.place,
        "as_of": shelf.as_of.isoformat(),
        "standards": [
            _value_as_json(name, shelf.definitions[name], value)
            for name, values in shelf.values.items()
            for value in values
        ],
        "missing": list(shelf.missing),
        "optional": list(shelf.optional),
    }


def _value_as_json(name: str, definition: StandardDefinition, value: StandardValue) -> dict[str, Any]:
    table = value.table
    return {
        "id": name,
        "label": definition.label.as_json(),
        "unit": definition.unit,
        "value": table.value,
        "when": table.when,
        "from": table.from_.isoformat(),
        "to": None if table.to is None else table.to.isoformat(),
        "source": table.source,
        "number": table.number or None,
        "confidence": table.confidence,
        "place": value.place,
        "origin": value.origin,
    }


def render(shelf: Shelf, language: Language, *, width: int = 80, color: bool = False) -> str:
    """Write the standards for a screen."""
    return print_lines(_Page(shelf, Wording(language, is_grouped=True), width).lines(), color=color)


@dataclass(frozen=True)
class _Page:
    shelf: Shelf
    wording: Wording
    width: int

    def lines(self) -> Iterator[Line]:
        """The whole page."""
        shelf, wording = self.shelf, self.wording
        yield Line(wording.pick(f"{shelf.place_name.zh}地方标准", f"Local standards of {shelf.place_name.en}"), "bold")
        yield Line(wording.day(shelf.as_of))
        yield Line("=" * self.width)
        for name, values in shelf.values.items():
            yield from self._standard(name, values)
        yield from self._list(Text("缺少（有关结论待定）", "Missing (answers that need them stay open)"), shelf.missing)
        yield from self._list(
            Text("未给出，按文件本身处理", "Not given; the text itself says what holds"), shelf.optional
        )

    def _standard(self, name: str, values: Sequence[StandardValue]) -> Iterator[Line]:
        yield Line(f"{self.wording.say(self.shelf.definitions[name].label)}  {name}", "bold")
        for value in values:
            yield from self._value(name, value)

    def _value(self, name: str, value: StandardValue) -> Iterator[Line]:
        wording, table = self.wording, value.table
        until = "" if table.to is None else wording.pick(f"至{table.to}", f" to {table.to}")
        shown = self._shown(name, table.value)
        days = wording.pick(f"{table.from_}起{until}", f"from {table.from_}{until}")
        where = self._where(value)
        when = "" if table.when is None else wording.bracket(self._when(table.when))
        yield Line(f"  {pad(shown + when, max(20, width_of(shown + when) + 2))}{days}  {where}".rstrip())
        number = f"（{table.number}）" if table.number else ""
        for line in wrap(f"{table.source}{number}", self.width - 4):
            yield Line(f"    {line}", "bright_black")
        if table.review is not None and table.review <= self.shelf.as_of:
            yield Line(
                f"    {wording.pick(f'应于{table.review}复核', f'to be looked at again by {table.review}')}", "yellow"
            )

    def _where(self, value: StandardValue) -> str:
        """How far a value is to be trusted, and whose it is."""
        confidence = self.wording.say(CONFIDENCES[value.table.confidence])
        parts = [confidence]
        if value.origin == "user":
            parts.append(self.wording.say(ORIGINS["user"]))
        if value.place != self.shelf.place:
            parts.append(value.place)
        return self.wording.join(parts)

    def _when(self, written: str) -> str:
        """The yes-or-no fact on which a value depends."""
        name = written.removeprefix("not ").strip()
        label = self.shelf.facts.get(name, Text(name, name))
        if name == written:
            return self.wording.say(label)
        return self.wording.pick(f"并非{label.zh}", f"not: {label.en}")

    def _shown(self, name: str, value: str | bool | int) -> str:
        if isinstance(value, bool):
            return self.wording.say(_YES_NO[value])
        definition = self.shelf.definitions[name]
        unit = "yuan" if definition.type == "money" else definition.unit or ""
        try:
            shown = self.wording.quantity(str(value), unit)
        except ValueError:
            return str(value)
        period = (definition.unit or "").partition("/")[2] if unit == "yuan" else ""
        return shown + self.wording.per(period)

    def _list(self, heading: Text, names: Sequence[str]) -> Iterator[Line]:
        if not names:
            return
        yield Line()
        yield Line(self.wording.say(heading), "bold")
        for name in names:
            text = f"{name}  {self.wording.say(self.shelf.definitions[name].label)}"
            for index, line in enumerate(wrap(text, self.width - 4)):
                yield Line(f"  {'  ' if index else ''}{line}")
