"""A roster scored by Polars, or only copied, in its streaming engine.

python -m alternatives.polars_roster SOURCE.csv TARGET.csv [copy]
"""

from __future__ import annotations

import sys
from typing import Any

import polars
from polars import col, lit, when

from alternatives.known_columns import HOUSEHOLD
from alternatives.polars_files import types_of_columns
from alternatives.polars_rules import BENEFITS, DEFINITIONS, DEFINITIONS_OF_AGE, Benefit, household_average


def columns_of(name: str, benefit: Benefit) -> list[Any]:
    """The four columns of a benefit."""
    due = col(f"{name}_due")
    nothing = lit(None, dtype=polars.Float64)
    low = nothing if benefit.low is None else when(due).then(benefit.low).when(due.is_null()).then(lit(0.0))
    high = nothing if benefit.high is None else when(due.is_null() | due).then(benefit.high)
    undecided = lit(None, dtype=polars.String) if benefit.high is None else lit("range")
    status = when(due).then(lit("eligible")).when(due.is_null()).then(lit("unknown")).otherwise(lit("ineligible"))
    return [
        low.cast(polars.Float64).alias(name),
        high.cast(polars.Float64).alias(f"{name}_high"),
        when(due).then(benefit.bound).when(due.is_null()).then(undecided).alias(f"{name}_bound"),
        status.alias(f"{name}_status"),
    ]


def score(source: str, target: str) -> None:
    """Every column of the roster unchanged, then four for each benefit."""
    roster = polars.scan_csv(source, infer_schema=False, schema_overrides=types_of_columns())
    headings = roster.collect_schema().names()
    results = [column for name, benefit in BENEFITS.items() for column in columns_of(name, benefit)]
    if HOUSEHOLD in headings:
        roster = roster.with_columns(household_average())
    defined = roster.with_columns(**DEFINITIONS).with_columns(**DEFINITIONS_OF_AGE)
    decided = defined.with_columns(benefit.due.alias(f"{name}_due") for name, benefit in BENEFITS.items())
    decided.select(*headings, *results).sink_csv(target, float_precision=2)


def copy(source: str, target: str) -> None:
    """As many columns, all of them text."""
    polars.scan_csv(source, infer_schema=False).sink_csv(target)


if __name__ == "__main__":
    source, target, *kind = sys.argv[1:]
    (copy if kind else score)(source, target)
