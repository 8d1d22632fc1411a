"""The local standards of a place on a day: each value with its source, and what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from subsidy_cli.evaluation.notices import is_about_to_lapse, is_due_for_review
from subsidy_cli.library.standards import within_reach
from subsidy_cli.presentation.layout import pad, width_of, wrap
from subsidy_cli.presentation.lines import Line, print_lines
from subsidy_cli.presentation.standard_values import StandardWords
from subsidy_cli.presentation.wording import Wording
from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from subsidy_cli.facts.vocabulary import StandardDefinition
    from subsidy_cli.library.standards import StandardEntry, StandardValue
    from subsidy_cli.texts import Language

SCHEMA = 1


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
    withheld: Mapping[str, Sequence[StandardValue]]
    """Inferred values of standards that have no other on the day; they are used only on request."""

    def used(self, name: str) -> tuple[StandardValue, ...]:
        """The values of a standard that somebody may get."""
        return within_reach(self.values[name])

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
            _value_as_json(name, shelf.definitions[name], value, used=value in shelf.used(name))
            for name, values in shelf.values.items()
            for value in values
        ],
        "inferred": [
            _value_as_json(name, shelf.definitions[name], value, used=False)
            for name, values in shelf.withheld.items()
            for value in values
        ],
        "missing": list(shelf.missing),
        "optional": list(shelf.optional),
    }


def _value_as_json(name: str, definition: StandardDefinition, value: StandardValue, *, used: bool) -> dict[str, Any]:
    label = {"id": name, "label": definition.label.as_json(), "unit": definition.unit}
    return label | value.as_json() | {"used": used}


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
        yield from self._withheld()
        yield from self._list(Text("缺少（有关结论待定）", "Missing (answers that need them stay open)"), shelf.missing)
        yield from self._list(
            Text("未给出，按文件本身处理", "Not given; the text itself says what holds"), shelf.optional
        )

    def _standard(self, name: str, values: Sequence[StandardValue]) -> Iterator[Line]:
        yield Line(f"{self.wording.say(self.shelf.definitions[name].label)}  {name}", "bold")
        used = self.shelf.used(name)
        for value in values:
            yield from self._value(name, value)
            if value not in used:
                said = self.wording.pick("未采用：以上面的数值为准", "not used: the value above goes first")
                yield from self._below(said, "yellow")

    def _withheld(self) -> Iterator[Line]:
        """What could be used on request only."""
        if not self.shelf.withheld:
            return
        heading = Text(
            "只有推算值，未采用（加 --allow-inferred 采用）",
            "Known by inference only, not used (--allow-inferred uses it)",
        )
        yield Line()
        yield Line(self.wording.say(heading), "bold")
        for name, values in self.shelf.withheld.items():
            yield Line(f"{self.wording.say(self.shelf.definitions[name].label)}  {name}", "bold")
            for value in values:
                yield from self._value(name, value)

    @property
    def words(self) -> StandardWords:
        """The words of the values."""
        return StandardWords(self.wording, self.shelf.facts)

    def _value(self, name: str, value: StandardValue) -> Iterator[Line]:
        words, table = self.words, value.table
        shown = words.value(self.shelf.definitions[name], table)
        trust = words.trust(value, self.shelf.place)
        line = f"  {pad(shown, max(20, width_of(shown) + 2))}{words.days(table)}  {trust}"
        if width_of(line) <= self.width:
            yield Line(line)
        else:
            yield from self._below(shown, "", 2)
            yield from self._below(f"{words.days(table)}  {trust}", "")
        yield from self._below(words.document(table), "bright_black")
        if table.address:
            yield from self._below(table.address, "bright_black")
        for remark in self._ageing(table):
            yield from self._below(remark, "yellow")

    def _below(self, words: str, style: str, indent: int = 4) -> Iterator[Line]:
        for line in wrap(words, self.width - indent):
            yield Line(" " * indent + line, style)

    def _ageing(self, table: StandardEntry) -> Iterator[str]:
        """What is to be said of a value that may soon be, or already be, out of date."""
        day, pick = self.shelf.as_of, self.wording.pick
        if is_due_for_review(table.review, day):
            yield pick(
                f"应在{table.review}前核对，可能已有新标准",
                f"was due for review by {table.review}; a newer value may exist",
            )
        elif is_about_to_lapse(table.to, day):
            yield pick(f"即将到期：执行至{table.to}", f"about to lapse: holds until {table.to}")

    def _list(self, heading: Text, names: Sequence[str]) -> Iterator[Line]:
        if not names:
            return
        yield Line()
        yield Line(self.wording.say(heading), "bold")
        for name in names:
            text = f"{name}  {self.wording.say(self.shelf.definitions[name].label)}"
            for index, line in enumerate(wrap(text, self.width - 4)):
                yield Line(f"  {'  ' if index else ''}{line}")
