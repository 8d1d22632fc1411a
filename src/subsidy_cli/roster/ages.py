"""The age bands by which a roster is counted, in completed years on the day of the row."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from collections.abc import Iterable

_STARTS = (0, 7, 18, 60, 80)
_UNDER = [f"{start}-{end - 1}" for start, end in pairwise(_STARTS)]
_LAST = f"{_STARTS[-1]}-"
BANDS = {
    **{band: Text(f"{band.replace('-', '～')}岁", band.replace("-", " to ")) for band in _UNDER},
    _LAST: Text(f"{_STARTS[-1]}岁及以上", f"{_STARTS[-1]} and over"),
    "": Text("出生日期不详", "age not known"),
}
"""The bands in order, with their words; empty where the date of birth is not known."""


def band_of(number: int) -> str:
    """The band of this number, in the order of BANDS."""
    return list(BANDS)[number]


def band_sql(columns: Iterable[str], day: str) -> str:
    """The number of the age band of a row on its day, as SQL over the facts."""
    unknown = str(len(_STARTS))
    if "birth_date" not in columns:
        return unknown
    cases = " ".join(
        f"WHEN birth_date > {_latest_birth(day, end)} THEN {number}" for number, end in enumerate(_STARTS[1:])
    )
    return f"CASE {cases} WHEN birth_date IS NULL THEN {unknown} ELSE {len(_UNDER)} END"


def _latest_birth(day: str, years: int) -> str:
    """The latest date of birth of those who are so old on a day; who was born on 29 February is so from the 28th on."""
    back = f"INTERVAL {years} YEAR"
    same_day = f"CAST({day} - {back} AS DATE)"
    end_of_february = f"CAST(CAST({day} + INTERVAL 1 DAY AS DATE) - {back} - INTERVAL 1 DAY AS DATE)"
    return f"GREATEST({same_day}, {end_of_february})"
