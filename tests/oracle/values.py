"""Values as the contract writes them (strings) and as the oracle reckons with them."""

import re
from datetime import date
from decimal import Decimal
from typing import Any


def from_contract(value: Any) -> Any:
    """Read a date or a decimal from its string; everything else stays what it is."""
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        return date.fromisoformat(value)
    if isinstance(value, str) and re.fullmatch(r"\d+(\.\d+)?", value):
        return Decimal(value)
    return value


def to_contract(value: Any) -> Any:
    return str(value) if isinstance(value, date | Decimal) else value
