"""Ages on one day, told by the date of birth: a comparison of days, where counting years takes many times as long."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from subsidy_cli.columnar.terms import day


@dataclass(frozen=True, slots=True)
class Age:
    """The completed years of somebody on a day, which can be told by the date of birth alone."""

    born: str
    """The date of birth, as SQL."""
    on: date

    def reached(self, years: int) -> str:
        """Whether somebody is so old."""
        return f"({self.born} <= {day(self._latest_birth(years))})"

    def not_reached(self, years: int) -> str:
        """Whether somebody is younger."""
        return f"({self.born} > {day(self._latest_birth(years))})"

    def _latest_birth(self, years: int) -> date:
        """Who was born on 29 February is a year older on the 28th where there is no 29th."""
        if self.on.month == 2 and (self.on + timedelta(days=1)).month == 3:
            return date(self.on.year - years, 3, 1) - timedelta(days=1)
        return self.on.replace(year=self.on.year - years)
