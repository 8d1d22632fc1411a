"""Types and units of the rule language: money is not a count, yuan a month is not yuan a year."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["boolean", "number", "date", "text", "enum", "place", "status"]

MONEY = "yuan"
RECURRING = frozenset({"yuan/month", "yuan/year"})
RATIO = "ratio"


@dataclass(frozen=True, slots=True)
class Type:
    """What a value is; `unit` is for numbers (None: a bare number, which takes the unit of what it meets)."""

    kind: Kind
    unit: str | None = None
    values: frozenset[str] = frozenset()
    """The values of an enum."""

    @property
    def is_money(self) -> bool:
        """Whether the number is an amount of yuan."""
        return self.kind == "number" and self.unit is not None and self.unit.split("/")[0] == MONEY

    def __str__(self) -> str:
        return self.kind if self.unit is None else f"{self.kind} ({self.unit})"


BOOLEAN = Type("boolean")
DATE = Type("date")
TEXT = Type("text")
PLACE = Type("place")
STATUS = Type("status", values=frozenset({"eligible", "ineligible", "unknown"}))
BARE_NUMBER = Type("number")


def number(unit: str | None) -> Type:
    """A number of a unit. Yuan per event (a device, a ride, a loan) is plain yuan; only months and years are kept apart."""
    if unit is not None and unit.startswith(f"{MONEY}/") and unit not in RECURRING:
        unit = MONEY
    return Type("number", unit)


def product(left: str | None, right: str | None) -> tuple[bool, str | None]:
    """The unit of a product, and whether it makes sense.

    Months times yuan a month is yuan; people times yuan is yuan; a rate leaves the unit alone.
    """
    if left is None or left == RATIO:
        return True, right if right is not None else left
    if right is None or right == RATIO:
        return True, left
    if _is_money_unit(left) and _is_money_unit(right):
        return False, None
    if _is_money_unit(right):
        return True, _times_money(left, right)
    if _is_money_unit(left):
        return True, _times_money(right, left)
    return left == right, left


def _is_money_unit(unit: str) -> bool:
    return unit.split("/", maxsplit=1)[0] == MONEY


def _times_money(count: str, money: str) -> str:
    _, _, period = money.partition("/")
    return MONEY if count in {"months", "years"} and count == f"{period}s" else money
