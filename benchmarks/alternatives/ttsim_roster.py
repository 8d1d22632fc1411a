"""A roster scored by TTSIM (`ttsim-backend`), the engine of GETTSIM.

    python -m alternatives.ttsim_roster SOURCE.csv TARGET.csv polars|pandas

The engine's checks of data and units, and of types at run time, are left out, for speed.
"""

from __future__ import annotations

import os

os.environ.setdefault("TTSIM_BEARTYPE_CLAW", "0")

import datetime
import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any

import dags
import numpy
from ttsim import InputData, MainTarget, OrigPolicyObjects, TTTargets
from ttsim import main as run_engine
from ttsim.tt import Currency, TTSIMUnit, UnitSystem, policy_function, policy_input

from alternatives import ttsim_rules
from alternatives.known_columns import Bound, Result, Status
from alternatives.ttsim_rules import BENEFITS, PARAMETERS

if TYPE_CHECKING:
    from ttsim.typing import BoolColumn, FloatColumn, IntColumn

    from alternatives.ttsim_rules import Benefit

DAY, START = "2021-03-01", datetime.date(2016, 1, 1)
CURRENCIES = UnitSystem(currencies={"YUAN": Currency(statutory_from="0001-01-01")})


def fact(name: str, kind: str) -> Any:
    """A column of the roster."""

    def given() -> None: ...

    given.__name__, given.__annotations__ = name, {"return": kind}
    return policy_input(unit=TTSIMUnit.DIMENSIONLESS)(given)


def status_of(certain: BoolColumn, possible: BoolColumn) -> IntColumn:
    """What is certain is due; what is only possible is unknown."""
    return numpy.where(certain, Status.ELIGIBLE, numpy.where(possible, Status.UNKNOWN, Status.INELIGIBLE))


def certain_status_of(certain: BoolColumn) -> IntColumn:
    """Nothing is unknown."""
    return numpy.where(certain, Status.ELIGIBLE, Status.INELIGIBLE)


def possible_status_of(possible: BoolColumn) -> IntColumn:
    """Nothing is certain."""
    return numpy.where(possible, Status.UNKNOWN, Status.INELIGIBLE)


def low_of(status: IntColumn, due: FloatColumn) -> FloatColumn:
    """The low end: 0 while unknown."""
    return numpy.where(status == Status.ELIGIBLE, due, numpy.where(status == Status.UNKNOWN, 0.0, numpy.nan))


def high_of(status: IntColumn, due: FloatColumn) -> FloatColumn:
    """The high end, also while unknown."""
    return numpy.where(status == Status.INELIGIBLE, numpy.nan, due)


def bound_of(status: IntColumn, due: IntColumn) -> IntColumn:
    """What kind of figure it is, where that differs from row to row."""
    return numpy.where(status == Status.ELIGIBLE, due, numpy.where(status == Status.UNKNOWN, Bound.RANGE, Bound.NONE))


STATUS_FROM = {
    ("certain", "possible"): status_of,
    ("certain",): certain_status_of,
    ("possible",): possible_status_of,
}


def derived(function: Any, name: str, **sources: str) -> Any:
    """The function as a column of this name, from columns of these names."""
    renamed = dags.rename_arguments(function, mapper=sources)
    whole = {"vectorization_strategy": "not_required", "unit": TTSIMUnit.DIMENSIONLESS, "verify_units": False}
    return policy_function(leaf_name=name, **whole)(renamed)


def columns_of(name: str, benefit: Benefit) -> dict[str, Any]:
    """The columns that a benefit is told in."""
    status = f"{name}_status"
    sources = {"certain": benefit.certain, "possible": benefit.possible}
    known = {word: source for word, source in sources.items() if source is not None}
    columns = {status: derived(STATUS_FROM[tuple(known)], status, **known)}
    if isinstance(benefit.bound, str):
        columns[f"{name}_bound"] = derived(bound_of, f"{name}_bound", status=status, due=benefit.bound)
    if benefit.low is not None:
        columns[f"{name}_low"] = derived(low_of, f"{name}_low", status=status, due=benefit.low)
        columns[f"{name}_high"] = derived(high_of, f"{name}_high", status=status, due=str(benefit.high))
    return columns


RULES = {name: each for name, each in vars(ttsim_rules).items() if hasattr(each, "leaf_name")}
RESULTS = {column: each for name, one in BENEFITS.items() for column, each in columns_of(name, one).items()}


def score(facts: dict[str, Any]) -> dict[str, Result]:
    """Every benefit for every row."""
    objects = RULES | RESULTS | {name: fact(name, _kind(values)) for name, values in facts.items() if name not in RULES}
    columns = run_engine(
        main_target=MainTarget.results.qname,
        policy_date_str=DAY,
        input_data=InputData.qname(facts),
        tt_targets=TTTargets.qname(list(RESULTS)),
        orig_policy_objects=OrigPolicyObjects(
            column_objects_and_param_functions={("rules.py", name): each for name, each in objects.items()},
            param_specs={("parameters.yaml", name): _parameter(value) for name, value in PARAMETERS.items()},
        ),
        unit_system=CURRENCIES,
        include_fail_nodes=False,
        include_warn_nodes=False,
    )
    return {name: _result_of(columns, name, one) for name, one in BENEFITS.items()}


def _kind(values: Any) -> str:
    return {"b": "bool", "f": "float"}.get(values.dtype.kind, "int")


def _parameter(value: float) -> dict[Any, Any]:
    words = {"de": "", "en": ""}
    return {"name": words, "description": words, "unit": "DIMENSIONLESS", "type": "scalar", START: {"value": value}}


def _result_of(columns: dict[str, Any], name: str, benefit: Benefit) -> Result:
    status = columns[f"{name}_status"]
    bound = columns.get(f"{name}_bound")
    if bound is None:
        undecided = Bound.NONE if benefit.high is None else Bound.RANGE
        bound = numpy.array([Bound.NONE, benefit.bound, undecided], numpy.uint8)[status]
    return Result(status, bound, columns.get(f"{name}_low"), columns.get(f"{name}_high"))


def as_taken(facts: dict[str, Any]) -> dict[str, Any]:
    """The columns as the engine takes them."""
    birth = facts.pop("birth_date").astype("datetime64[D]")
    month = birth.astype("datetime64[M]")
    facts["birth_year"] = month.astype("datetime64[Y]").astype("int64") + 1970
    facts["birth_month"] = month.astype("int64") % 12 + 1
    facts["birth_day"] = (birth - month).astype("int64") + 1
    renamed = {"household": "hh_id", "household_income_per_capita_month": "income_per_capita_hh"}
    rows = numpy.arange(len(birth))
    return {"p_id": rows, **{renamed.get(name, name): values for name, values in facts.items()}}


def main(source: str, target: str, library: str) -> None:
    """Score a roster that the library reads and writes."""
    files = import_module(f"alternatives.{library}_files")
    roster = files.read_roster(source)
    files.write_results(roster, score(as_taken(files.facts_of(roster))), target)


if __name__ == "__main__":
    main(*sys.argv[1:])
