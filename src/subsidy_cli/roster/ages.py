"""The age bands by which a roster is counted, in completed years on the day of the row."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from collections.abc import Iterable

_STARTS = (0, 7, 18, 60, 80)
_UNDER = {end: f"{start}-{end - 1}" for start, end in pairwise(_STARTS)}
"""For each age at which a band ends, the band of those who are younger."""
_LAST = f"{_STARTS[-1]}-"
BANDS = {
    **{band: Text(f"{band.replace('-', '～')}岁", band.replace("-", " to ")) for band in _UNDER.values()},
    _LAST: Text(f"{_STARTS[-1]}岁及以上", f"{_STARTS[-1]} and over"),
    "": Text("出生日期不详", "age not known"),
}
"""The bands in order, with their words; empty where the date of birth is not known."""


def band_sql(columns: Iterable[str], day: str) -> str:
    """The age band of a row on its day, as SQL over the facts."""
    if "birth_date" not in columns:
        return "''"
    age = f"date_sub('year', birth_date, {day})"
    cases = " ".join(f"WHEN {age} < {end} THEN '{band}'" for end, band in _UNDER.items())
    return f"CASE WHEN birth_date IS NULL THEN '' {cases} ELSE '{_LAST}' END"
