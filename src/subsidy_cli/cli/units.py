"""The units of the vocabulary in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from subsidy_cli.presentation.wording import Wording

if TYPE_CHECKING:
    from subsidy_cli.texts import Language


def unit_words(unit: str | None, language: Language) -> str:
    """A unit of money as it is said; what other figures are counted in is part of their own words."""
    name, _, period = (unit or "").partition("/")
    wording = Wording(language)
    return wording.pick("元", "yuan") + wording.per(period or None) if name == "yuan" else ""
