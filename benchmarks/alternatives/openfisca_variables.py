"""How facts, definitions and benefits become variables of OpenFisca-core."""

from __future__ import annotations

from typing import Any

import numpy
from openfisca_core.entities import build_entity
from openfisca_core.indexed_enums import Enum, EnumArray
from openfisca_core.model_api import MONTH, Variable, where

from alternatives.known_columns import Bound, CareSetting, Category, HouseholdStatus, SelfCare, Sex, Status

PERSON = build_entity("person", "persons", "person", is_person=True)
HOUSEHOLD = build_entity("household", "households", "household", roles=[{"key": "member", "plural": "members"}])
WORDS = {
    kind: Enum(kind.__name__, {each.name: each.name for each in kind})
    for kind in (Status, Bound, Sex, Category, SelfCare, CareSetting, HouseholdStatus)
}
VARIABLES: list[type[Variable]] = []
BENEFITS: dict[str, type[Benefit]] = {}


def variable(name: str, kind: Any, formula: Any = None) -> None:
    """Declare a variable of persons; without a formula it is a fact of the roster."""
    content: dict[str, Any] = {"value_type": kind, "entity": PERSON, "definition_period": MONTH, "label": name}
    if kind in WORDS:
        words = WORDS[kind]
        content |= {"value_type": Enum, "possible_values": words, "default_value": next(iter(words))}
    if formula is not None:
        content["formula"] = formula
    VARIABLES.append(type(name, (Variable,), content))


def definition(kind: Any) -> Any:
    """Make a formula the variable of its name."""
    return lambda formula: variable(formula.__name__, kind, formula)


def coded(codes: Any, kind: Any) -> Any:
    """Codes of words, as the engine keeps them."""
    return EnumArray(codes.astype(numpy.uint8), WORDS[kind])


class Benefit:
    """When it is due and what it pays. A subclass of the benefit's name declares its variables."""

    certain: Any
    possible: Any = None
    bound: Any = Bound.EXACT
    low: Any = None
    high: Any = None

    def __init_subclass__(cls) -> None:
        name = cls.__name__
        BENEFITS[name] = cls
        variable(f"{name}_certain", bool, cls.certain)
        if cls.possible is not None:
            variable(f"{name}_possible", bool, cls.possible)
        variable(f"{name}_status", Status, _status_of(name, cls))
        variable(f"{name}_bound", Bound, _bound_of(name, cls))
        if cls.low is not None:
            variable(name, float, _low_of(name, cls))
        if cls.high is not None:
            variable(f"{name}_high", float, _high_of(name, cls))


def _status_of(name: str, benefit: type[Benefit]) -> Any:
    def formula(person: Any, period: Any) -> Any:
        certain = person(f"{name}_certain", period)
        possible = certain if benefit.possible is None else person(f"{name}_possible", period)
        return coded(where(certain, Status.ELIGIBLE, where(possible, Status.UNKNOWN, Status.INELIGIBLE)), Status)

    return formula


def _bound_of(name: str, benefit: type[Benefit]) -> Any:
    undecided = Bound.NONE if benefit.high is None else Bound.RANGE

    def formula(person: Any, period: Any) -> Any:
        status = person(f"{name}_status", period).view(numpy.ndarray)
        due = benefit.bound(person, period) if callable(benefit.bound) else benefit.bound
        return coded(where(status == Status.ELIGIBLE, due, where(status == Status.UNKNOWN, undecided, 0)), Bound)

    return formula


def _low_of(name: str, benefit: type[Benefit]) -> Any:
    def formula(person: Any, period: Any, parameters: Any) -> Any:
        status = person(f"{name}_status", period).view(numpy.ndarray)
        due = benefit.low(person, period, parameters(period))
        return where(status == Status.ELIGIBLE, due, where(status == Status.UNKNOWN, 0, numpy.nan))

    return formula


def _high_of(name: str, benefit: type[Benefit]) -> Any:
    def formula(person: Any, period: Any, parameters: Any) -> Any:
        status = person(f"{name}_status", period).view(numpy.ndarray)
        return where(status == Status.INELIGIBLE, numpy.nan, benefit.high(person, period, parameters(period)))

    return formula
