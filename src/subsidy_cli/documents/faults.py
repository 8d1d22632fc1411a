"""What our own validators find wrong with a table, in both languages and with a cure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic_core import PydanticCustomError

if TYPE_CHECKING:
    from subsidy_cli.texts import Text

FAULT = "fault"
"""The type under which such an error is known among those of Pydantic."""


def fault(message: Text, hint: Text) -> PydanticCustomError:
    """The error that a validator raises."""
    return PydanticCustomError(FAULT, "{en}", {"en": message.en, "message": message, "hint": hint})
