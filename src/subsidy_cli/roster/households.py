"""Households in a roster: members are put together by their household, and the average is computed, never guessed.

Where a row states no income of the household, the incomes of all its members make it up: every row with the same
household, applicant or not. One member whose income is unknown or in doubt leaves the average unknown.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from subsidy_cli.columnar.terms import quote
from subsidy_cli.facts.vocabulary import AVERAGE, INCOME, MEMBERS
from subsidy_cli.roster.relations import AS_OF_KEY, PLACE_KEY

if TYPE_CHECKING:
    from subsidy_cli.roster.staging import Plan

HOUSEHOLDS = "#households"
AVERAGES = "#averages"
HEADS = quote("#heads")
COMPUTED = quote("#average")
"""Columns of the staged rows for what households give."""
HOUSEHOLD = "household_id"
OWN_INCOME = "own_income_month"
EXACT_AVERAGE = "DECIMAL(26,12)"
"""Yuan per head to twelve places, cut off: no line with six places can tell it from the exact quotient."""
_AGREEING = (MEMBERS, INCOME, AVERAGE)


def exact_average(fen: str, members: str) -> str:
    """Yuan per head, from whole fen and a number of heads."""
    quotient = f"CAST({fen} AS HUGEINT) * 10000000000 // {members}"
    return f"CAST(CAST({quotient} AS DECIMAL(26,0)) * CAST(0.000000000001 AS DECIMAL(12,12)) AS {EXACT_AVERAGE})"


def yearly_fen(column: str) -> str:
    """Whole fen a year, back from a twelfth that was kept to eight places."""
    return f"CAST(round({column} * 1200, 0) AS HUGEINT)"


@dataclass(frozen=True)
class Households:
    """The households of a roster, as SQL over the staged rows."""

    plan: Plan
    day: str
    """The day of a row, by which months of one household are kept apart."""
    has_strays: bool = False
    """Whether there are rows of which nobody can say to which household they belong."""

    @property
    def is_read(self) -> bool:
        """Whether rows belong to households at all."""
        return HOUSEHOLD in self.plan.columns

    @property
    def is_averaged(self) -> bool:
        """Whether members' incomes can be put together."""
        return self.is_read and OWN_INCOME in self.plan.columns

    def statement(self, staged: str, doubtful: str, applicant: str) -> str:
        """A table of households: how many are listed, what they have in fen a month or a year, and what is stated.

        `doubtful` is a condition on rows that may stand for nobody, such as duplicates; `applicant` on those of applicants.
        """
        income = self._income()
        stated = ", ".join(
            f"min({name}) AS {quote(f'least {name}')}, max({name}) AS {quote(f'most {name}')}" for name in self.agreeing
        )
        return (
            f"CREATE OR REPLACE TABLE {quote(HOUSEHOLDS)} AS SELECT {HOUSEHOLD} AS household, {self.day} AS day,"
            f" count(*) AS listed, {income} AS fen, bool_or({doubtful} OR undated IS NOT NULL) OR {self._is_scattered} AS doubtful,"
            f" {self._is_scattered} AS scattered,"
            f" bool_and({applicant}) AS only_applicants{', ' + stated if stated else ''}"
            f" FROM {staged} LEFT JOIN ({self._undated(staged)}) AS astray ON undated = {HOUSEHOLD}"
            f" WHERE {HOUSEHOLD} IS NOT NULL AND {quote('#skip')} IS NULL GROUP BY ALL"
        )

    @property
    def _is_scattered(self) -> str:
        """Whether its rows state different places, as where two counties number their households alike."""
        place = quote("#row_place")
        return f"COALESCE(min({place}) <> max({place}), FALSE)" if PLACE_KEY in self.plan.columns else "FALSE"

    def _undated(self, staged: str) -> str:
        """The households that have a refused row without a day of its own, which may be of any day."""
        faulty = f"{quote('#faulty')} AND {quote('#row_as_of')} IS NULL" if AS_OF_KEY in self.plan.columns else "FALSE"
        return f"SELECT DISTINCT {HOUSEHOLD} AS undated FROM {staged} WHERE {HOUSEHOLD} IS NOT NULL AND {faulty}"

    def _income(self) -> str:
        if not self.is_averaged:
            return "CAST(NULL AS HUGEINT)"
        one = yearly_fen(OWN_INCOME) if self.is_yearly else f"CAST({OWN_INCOME} * 100 AS HUGEINT)"
        return f"CASE WHEN count({OWN_INCOME}) = count(*) AND min({OWN_INCOME}) >= 0 THEN sum({one}) END"

    @property
    def is_yearly(self) -> bool:
        """Whether members' incomes are per year."""
        return OWN_INCOME in self.plan.yearly

    @property
    def agreeing(self) -> list[str]:
        """Facts about the household that all its rows must state alike."""
        return [name for name in _AGREEING if name in self.plan.columns]

    def join(self) -> str:
        """The household of a row."""
        if not self.is_read:
            return ""
        return f" LEFT JOIN {quote(HOUSEHOLDS)} ON household = {HOUSEHOLD} AND day IS NOT DISTINCT FROM {self.day}"

    @property
    def heads(self) -> str:
        """How many the household has: as stated, else as listed."""
        return f"COALESCE({quote(f'most {MEMBERS}')}, listed)" if MEMBERS in self.plan.columns else "listed"

    @property
    def is_listed(self) -> str:
        """Whether as many as it has are listed, each with an income and nobody in doubt, and nothing of the whole is stated."""
        stated = [f"{quote(f'most {name}')} IS NULL" for name in (INCOME, AVERAGE) if name in self.plan.columns]
        return " AND ".join(["fen IS NOT NULL", "NOT doubtful", f"listed = {self.heads}", *stated])

    @property
    def is_whole(self) -> str:
        """Whether it is stated how many the household has, and so many are listed."""
        most = quote(f"most {MEMBERS}")
        return f"{most} IS NOT NULL AND listed = {most}" if MEMBERS in self.plan.columns else "FALSE"

    @property
    def computed(self) -> str:
        """The average of a household that states none: only where every member is listed with an income and nobody in doubt.

        A row of which nobody can say to which household it belongs may be anybody's member, unless all members are there.
        """
        heads = f"(12 * {self.heads})" if self.is_yearly else self.heads
        conditions = f"{self.is_listed} AND {self.is_whole}" if self.has_strays else self.is_listed
        return f"CASE WHEN {conditions} THEN {exact_average('fen', heads)} END"

    def average_statements(self, staged: str) -> tuple[str, ...]:
        """Statements that put the averages beside the rows.

        They are written into the table once and not joined in the view, since a join gives rows back in any order.
        """
        own_day = quote("#row_as_of")
        day = self.day.replace(own_day, f"{staged}.{own_day}")
        return (
            f"CREATE OR REPLACE TABLE {quote(AVERAGES)} AS SELECT household, day, {self.heads} AS heads, {self.computed} AS average"
            f" FROM {quote(HOUSEHOLDS)} WHERE ({self.computed}) IS NOT NULL",
            f"ALTER TABLE {staged} ADD COLUMN {HEADS} BIGINT",
            f"ALTER TABLE {staged} ADD COLUMN {COMPUTED} {EXACT_AVERAGE}",
            f"UPDATE {staged} SET {HEADS} = heads, {COMPUTED} = average FROM {quote(AVERAGES)}"
            f" WHERE household = {staged}.{HOUSEHOLD} AND day IS NOT DISTINCT FROM {day}",
        )

    def values(self) -> dict[str, str]:
        """The columns that households change, as SQL over a staged row with its average looked up."""
        columns: dict[str, str] = {}
        averages = [f"CAST({AVERAGE} AS {EXACT_AVERAGE})"] if AVERAGE in self.plan.columns else []
        is_changed = False
        if INCOME in self.plan.yearly and MEMBERS in self.plan.columns:
            exact = exact_average(yearly_fen(INCOME), f"(12 * {MEMBERS})")
            averages.append(f"CASE WHEN {MEMBERS} > 0 AND {INCOME} IS NOT NULL THEN {exact} END")
            is_changed = True
        if self.is_averaged:
            averages.append(COMPUTED)
            columns[MEMBERS] = f"COALESCE({MEMBERS}, {HEADS})" if MEMBERS in self.plan.columns else HEADS
            is_changed = True
        if is_changed:
            columns[AVERAGE] = f"COALESCE({', '.join(averages)})"
        return columns
