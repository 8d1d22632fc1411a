"""The roster as arrays, and the results beside it: read and written by Polars, the fastest there is in Python."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars

from alternatives.known_columns import BIRTH, GRADE, HOUSEHOLD, LISTS, MONEY, PLACES, WORDS, YES_NO, Bound, Status

if TYPE_CHECKING:
    from enum import IntEnum

    from alternatives.known_columns import Result


def types_of_columns() -> dict[str, Any]:
    """What the columns are known to be."""
    words = {heading: polars.Enum(values) for heading, values in LISTS.items()}
    return {**words, **dict.fromkeys(MONEY, polars.Float64), BIRTH: polars.Date}


def read_roster(source: str) -> polars.DataFrame:
    """All columns of a roster; what is not known stays text."""
    return polars.read_csv(source, infer_schema=False, schema_overrides=types_of_columns())


def facts_of(roster: polars.DataFrame) -> dict[str, Any]:
    """The columns as arrays: codes of words, truth values, floats, days."""
    facts = {name: _codes(roster[heading]) for heading, (name, _) in WORDS.items()}
    facts |= {name: _codes(roster[heading]).astype(bool) for heading, name in YES_NO.items()}
    facts |= {name: roster[heading].is_not_null().to_numpy() for heading, name in PLACES.items()}
    facts |= {name: roster[heading].to_numpy() for heading, name in MONEY.items() if heading in roster.columns}
    facts |= {"disability_grade": _codes(roster[GRADE]) + 1, "birth_date": roster[BIRTH].to_numpy()}
    if HOUSEHOLD in roster.columns:
        facts["household"] = _codes(roster[HOUSEHOLD].rank("dense"))
    return facts


def _codes(column: polars.Series) -> Any:
    return column.to_physical().to_numpy()


def write_results(roster: polars.DataFrame, results: dict[str, Result], target: str) -> None:
    """Every column of the roster unchanged, then four for each benefit."""
    columns = [column for name, result in results.items() for column in _columns(name, result)]
    roster.with_columns(columns).write_csv(target, float_precision=2)


def _columns(name: str, result: Result) -> list[Any]:
    return [
        _amount(name, result.low),
        _amount(f"{name}_high", result.high),
        _decoded(f"{name}_bound", result.bound, Bound),
        _decoded(f"{name}_status", result.status, Status),
    ]


def _amount(name: str, yuan: Any) -> Any:
    return polars.lit(None).alias(name) if yuan is None else polars.Series(name, yuan).fill_nan(None)


def _decoded(name: str, codes: Any, kind: type[IntEnum]) -> Any:
    physical = polars.Series(name, codes).cast(polars.UInt8)
    if kind is Bound:
        physical = physical.replace(Bound.NONE, None)
    return physical.cat.to(polars.Enum([each.name.lower() for each in kind]))
