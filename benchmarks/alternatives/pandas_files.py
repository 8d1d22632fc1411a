"""The roster as arrays, and the results beside it: read and written by pandas, as most who use these engines do it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy
import pandas

from alternatives.known_columns import BIRTH, GRADE, HOUSEHOLD, LISTS, MONEY, PLACES, WORDS, YES_NO, Bound, Status

if TYPE_CHECKING:
    from enum import IntEnum

    from alternatives.known_columns import Result


def types_of_columns() -> dict[str, Any]:
    """What the columns are known to be."""
    words = {heading: pandas.CategoricalDtype(values) for heading, values in LISTS.items()}
    return {**words, **dict.fromkeys(MONEY, "float64")}


def read_roster(source: str) -> pandas.DataFrame:
    """All columns of a roster; what is not known stays text."""
    headings = pandas.read_csv(source, nrows=0).columns
    known = types_of_columns()
    return pandas.read_csv(source, dtype={heading: known.get(heading, "str") for heading in headings})


def facts_of(roster: pandas.DataFrame) -> dict[str, Any]:
    """The columns as arrays: codes of words, truth values, floats, days."""
    facts = {name: _codes(roster[heading]) for heading, (name, _) in WORDS.items()}
    facts |= {name: _codes(roster[heading]).astype(bool) for heading, name in YES_NO.items()}
    facts |= {name: roster[heading].notna().to_numpy() for heading, name in PLACES.items()}
    facts |= {name: roster[heading].to_numpy() for heading, name in MONEY.items() if heading in roster.columns}
    days = roster[BIRTH].to_numpy(dtype="datetime64[D]")
    facts |= {"disability_grade": _codes(roster[GRADE]) + 1, "birth_date": days}
    if HOUSEHOLD in roster.columns:
        facts["household"] = pandas.factorize(roster[HOUSEHOLD])[0]
    return facts


def _codes(column: pandas.Series) -> Any:
    return column.cat.codes.to_numpy()


def write_results(roster: pandas.DataFrame, results: dict[str, Result], target: str) -> None:
    """Every column of the roster unchanged, then four for each benefit."""
    columns = {name: values for benefit, result in results.items() for name, values in _columns(benefit, result)}
    found = pandas.DataFrame(columns, index=roster.index)
    pandas.concat([roster, found], axis=1).to_csv(target, index=False, float_format="%.2f")


def _columns(name: str, result: Result) -> list[tuple[str, Any]]:
    return [
        (name, result.low),
        (f"{name}_high", result.high),
        (f"{name}_bound", _decoded(result.bound, Bound)),
        (f"{name}_status", _decoded(result.status, Status)),
    ]


def _decoded(codes: Any, kind: type[IntEnum]) -> Any:
    words = [each.name.lower() for each in kind]
    known = numpy.asarray(codes).astype("int8")
    return pandas.Categorical.from_codes(numpy.where(known == 0, -1, known) if kind is Bound else known, words)
