"""What differs between two programmes as JSON: each rule with its source, and in the words of both languages."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from subsidy_cli.presentation.measures import sentences_for
from subsidy_cli.presentation.parts import Parts
from subsidy_cli.presentation.wording import Wording

if TYPE_CHECKING:
    from collections.abc import Sequence

    from subsidy_cli.validation.comparison import Comparison

SCHEMA = 1
_LANGUAGES: tuple[Literal["zh", "en"], ...] = ("zh", "en")


def render_json(comparisons: Sequence[Comparison]) -> str:
    """Write comparisons as JSON."""
    content = {"schema": SCHEMA, "comparisons": [_Teller(comparison).tell() for comparison in comparisons]}
    return json.dumps(content, ensure_ascii=False, indent=2)


@dataclass(frozen=True)
class _Teller:
    """Adds the words of every rule to the data of a comparison."""

    comparison: Comparison

    def tell(self) -> dict[str, Any]:
        content = self.comparison.as_json()
        self._add_to_benefits(content["benefits"])
        self._add_to_definitions(content["definitions"])
        return content

    def _add_to_benefits(self, written: list[dict[str, Any]]) -> None:
        for benefit, difference in zip(written, self.comparison.benefits, strict=True):
            for entry, part in zip(benefit["differences"], difference.parts, strict=True):
                for key, side, is_new in (("old", part.old, False), ("new", part.new, True)):
                    if side is not None:
                        entry[key]["words"] = {name: parts.words(side) for name, parts in self._sides[is_new]}

    def _add_to_definitions(self, written: list[dict[str, Any]]) -> None:
        for entry, difference in zip(written, self.comparison.definitions, strict=True):
            for key, rule, is_new in (("old", difference.old, False), ("new", difference.new, True)):
                if rule is not None:
                    entry[key]["words"] = {name: parts.definition(rule) for name, parts in self._sides[is_new]}

    @cached_property
    def _sides(self) -> list[list[tuple[str, Parts]]]:
        """The words of both programmes, in each language."""
        return [
            [(language, Parts(sentences_for(programme, Wording(language)))) for language in _LANGUAGES]
            for programme in self.comparison.programmes
        ]
