"""Words in the two languages of the project."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Language = Literal["zh", "en"]


@dataclass(frozen=True, slots=True)
class Text:
    """One wording in Chinese and in English."""

    zh: str
    en: str

    def in_language(self, language: Language) -> str:
        """Give the wording in the language asked for."""
        return self.zh if language == "zh" else self.en

    def as_json(self) -> dict[str, str]:
        """Give both wordings."""
        return {"zh": self.zh, "en": self.en}
