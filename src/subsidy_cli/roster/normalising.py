"""From rows as they were read to facts: the day and place of each, errors told in full, households put together.

`normalise` leaves the view FACTS of the rows without an error, the table REJECTS with every error of the others, and the
table CHANGES with how often what was rewritten. No row is in both and none is in neither.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from subsidy_cli.columnar.terms import day as day_literal
from subsidy_cli.columnar.terms import quote, text
from subsidy_cli.roster import identity
from subsidy_cli.roster.faults import ROW_FAULTS
from subsidy_cli.roster.households import COMPUTED, HOUSEHOLD, Households
from subsidy_cli.roster.loading import PROBLEMS
from subsidy_cli.roster.membership import household_notices
from subsidy_cli.roster.rejects import ADDED
from subsidy_cli.roster.relations import (
    APPLICANT,
    APPLICANT_KEY,
    AS_OF,
    CHANGES,
    FACTS,
    LINE,
    PLACE,
    REJECT_COLUMNS,
    REJECTS,
    ROW,
    ReadingOptions,
    Roster,
    cell_columns,
    cell_index,
)
from subsidy_cli.roster.staging import FAULTY, RESPELT, SKIP, SPECIAL_COLUMNS, STAGED, Plan, whole_rows
from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from duckdb import DuckDBPyConnection

    from subsidy_cli.roster.checking import Check
    from subsidy_cli.roster.relations import Notice

OLDEST = 120
_REFUSED = "#refused"
"""The positions of rows that are refused for more than their own values."""
_SOUND = f"{SKIP} IS NULL AND NOT {FAULTY}"
_KINDS = {
    "money": "amount",
    "date": "day",
    "integer": "figure",
    "decimal": "figure",
    "enum": "word",
    "boolean": "word",
    "place": "word",
}


@dataclass(frozen=True)
class Facts:
    """What FACTS holds, so that it can be asked for a part of the rows, beside their cells."""

    columns: Sequence[str]
    """The columns of the view, as SQL over STAGED."""
    notices: tuple[Notice, ...] = ()
    """What puts the figures of the whole roster in doubt."""

    def over(self, staged: str, others: Sequence[str] = ()) -> str:
        """A query of the rows without an error, with other columns of theirs; `staged` is a relation by the name of STAGED."""
        listed = ", ".join([*self.columns, *others])
        return f"SELECT {listed} FROM {staged} WHERE {_SOUND}"

    def beside(self, staged: str, sound: str) -> str:
        """A query of all rows, with a column of this name that says whether a row is one without an error."""
        return f"SELECT {', '.join(self.columns)}, {_SOUND} AS {quote(sound)} FROM {staged}"


@dataclass(frozen=True)
class _Fault:
    """A fault found by looking at the day or at other rows: the rows it strikes, as SQL over STAGED."""

    code: str
    name: str
    rows: str
    """A query that gives `position`, and `shown` for the message."""
    message: Text
    hint: Text


def normalise(
    connection: DuckDBPyConnection, roster: Roster, place: str | None, as_of: date | None, options: ReadingOptions
) -> Facts:
    """Make FACTS, REJECTS and CHANGES. `place` (a path) and `as_of` hold for rows that state none."""
    plan = Plan(options, roster.headings, roster.mapping, roster.yearly)
    return _Normalising(connection, roster, plan, place, as_of).run()


@dataclass(frozen=True)
class _Normalising:
    connection: DuckDBPyConnection
    roster: Roster
    plan: Plan
    place: str | None
    as_of: date | None

    def run(self) -> Facts:
        self._start()
        self._tell_values()
        self._tell_problems()
        for fault in self._faults():
            self._tell(fault)
        self._mark()
        households = Households(self.plan, self._day, has_strays=self._has_strays())
        if households.is_read:
            self._gather(households)
            self._mark()
        facts = self._publish(households)
        self._count_changes(households)
        self._verify()
        notices = tuple(household_notices(self.connection, households)) if households.is_averaged else ()
        return replace(facts, notices=notices)

    def _verify(self) -> None:
        """Hold the marks against the errors told: a row that is refused without a reason would be lost."""
        marked, told = (
            (self.connection.execute(statement).fetchone() or (0,))[0]
            for statement in (
                f"SELECT count(*) FROM {quote(STAGED)} WHERE {SKIP} IS NULL AND {FAULTY}",
                f"SELECT count(DISTINCT {quote(ROW)}) FROM {quote(REJECTS)}",
            )
        )
        if marked != told:
            message = f"{marked} rows are refused, but reasons are given for {told}"
            raise RuntimeError(message)

    # columns

    @cached_property
    def _row(self) -> str:
        """The row number in the file, of a staged row."""
        columns = {item[0] for item in self.connection.execute(f"DESCRIBE {quote(STAGED)}").fetchall()}
        return quote(ROW) if ROW in columns else f"{quote(STAGED)}.rowid + {self.roster.first_row}"

    @property
    def _whole(self) -> str:
        """The staged rows with their cells."""
        return whole_rows(self.roster.lying)

    @property
    def _day(self) -> str:
        given = "CAST(NULL AS DATE)" if self.as_of is None else day_literal(self.as_of)
        own = quote(SPECIAL_COLUMNS["as_of"])
        return f"COALESCE({own}, {given})" if "as_of" in self.plan.columns else given

    @property
    def _place(self) -> str:
        given = "CAST(NULL AS VARCHAR)" if self.place is None else text(self.place)
        own = quote(SPECIAL_COLUMNS["place"])
        return f"COALESCE(CAST({own} AS VARCHAR), {given})" if "place" in self.plan.columns else given

    @property
    def _applicant(self) -> str:
        own = quote(SPECIAL_COLUMNS["applicant"])
        return f"COALESCE({own}, TRUE)" if "applicant" in self.plan.columns else "TRUE"

    @property
    def _readable(self) -> str:
        """The condition that a staged row could be split into cells; nothing where all could."""
        if not self.roster.has_unreadable_rows:
            return ""
        unreadable = f"SELECT row FROM {quote(PROBLEMS)}"
        return f"{self._row} NOT IN ({unreadable}) AND "

    def _heading(self, name: str) -> str:
        """The heading of the column of a fact; empty where it has none."""
        key = next((key for key, column in SPECIAL_COLUMNS.items() if column == name), name)
        column = self.plan.columns.get(key)
        return "" if column is None else self.roster.headings[cell_index(column)]

    def _cell(self, name: str) -> str:
        """The cell of a fact as it may be shown."""
        key = next((key for key, column in SPECIAL_COLUMNS.items() if column == name), name)
        column = self.plan.columns.get(key)
        if column is None:
            return "''"
        if key in {"citizen_id", "certificate_number"}:
            return f"COALESCE({identity.masked(f'trim({column})')}, '')"
        return f"COALESCE(left({identity.masked_within(column)}, 60), '')"

    # rejects

    def _start(self) -> None:
        columns = ", ".join(f"{quote(name)} {'BIGINT' if name == ROW else 'VARCHAR'}" for name in REJECT_COLUMNS)
        self.connection.execute(f"CREATE OR REPLACE TABLE {quote(REJECTS)} ({columns})")
        self.connection.execute(f"CREATE OR REPLACE TABLE {quote(_REFUSED)} (position BIGINT)")
        self.connection.execute(
            f'CREATE OR REPLACE TABLE {quote(CHANGES)} (kind VARCHAR, "column" VARCHAR, count BIGINT)'
        )

    def _tell_problems(self) -> None:
        """Rows that could not be read as they stand."""
        if not self.roster.has_unreadable_rows:
            return
        staged = f"{quote(STAGED)} JOIN {quote(PROBLEMS)} ON {quote(PROBLEMS)}.row = {self._row}"
        for (code,) in self.connection.execute(f"SELECT DISTINCT code FROM {quote(PROBLEMS)} ORDER BY 1").fetchall():
            fault = ROW_FAULTS[code]
            branches = " ".join(
                f"WHEN {index} THEN {text(heading)}" for index, heading in enumerate(self.roster.headings)
            )
            headings = f"CASE cell {branches} ELSE '' END"
            self.connection.execute(
                f"INSERT INTO {quote(REJECTS)} SELECT {self._row}, {headings}, left({identity.masked_within('detail')}, 60), {text(code)},"
                f" {text(fault.message.zh)} || CASE WHEN detail <> '' THEN '（' || left(detail, 40) || '）' ELSE '' END,"
                f" {text(fault.message.en)} || CASE WHEN detail <> '' THEN ' (' || left(detail, 40) || ')' ELSE '' END,"
                f" {text(fault.hint.zh)}, {text(fault.hint.en)} FROM {staged} WHERE code = {text(code)} AND {SKIP} IS NULL"
            )
        self.connection.execute(
            f"INSERT INTO {quote(_REFUSED)} SELECT DISTINCT {quote(STAGED)}.rowid FROM {staged} WHERE {SKIP} IS NULL"
        )

    def _tell_values(self) -> None:
        """Every check that fails in a row by itself; only the rows already marked are looked at again."""
        (count,) = self.connection.execute(
            f"SELECT count(*) FROM {quote(STAGED)} WHERE {FAULTY} AND {SKIP} IS NULL"
        ).fetchone() or (0,)
        if not count:
            return
        cells = ", ".join(cell_columns(len(self.roster.headings)))
        source = (
            f"SELECT {self._row} AS {quote('#told_row')}, {cells} FROM {self._whole}"
            f" WHERE {self._readable}{FAULTY} AND {SKIP} IS NULL"
        )
        self.connection.execute(f"CREATE OR REPLACE TEMP TABLE {quote('#again')} AS {self.plan.levels(source)}")
        for check in self.plan.checks:
            self._tell_check(check)
        self.connection.execute(f"DROP TABLE {quote('#again')}")

    def _tell_check(self, check: Check) -> None:
        self.connection.execute(
            f"INSERT INTO {quote(REJECTS)} SELECT {quote('#told_row')}, {text(self._heading(check.name))}, {self._cell(check.name)},"
            f" {text(check.code)}, {check.message_zh}, {check.message_en}, {text(check.hint.zh)}, {text(check.hint.en)}"
            f" FROM {quote('#again')} WHERE {check.condition}"
        )

    def _faults(self) -> list[_Fault]:
        """What only the day, the place or other rows can show."""
        staged = quote(STAGED)
        given = f"FROM {staged} WHERE {SKIP} IS NULL AND {self._readable}"
        faults = []
        if self.place is None:
            faults.append(
                _Fault(
                    "missing-place",
                    "place",
                    f"SELECT rowid AS position, '' AS shown {given}{self._place} IS NULL AND NOT {FAULTY}",
                    Text("没有写明地区", "no place is given"),
                    Text("请填写地区，或用 --place", "fill in the place, or give --place"),
                )
            )
        if self.as_of is None:
            faults.append(
                _Fault(
                    "missing-day",
                    "as_of",
                    f"SELECT rowid AS position, '' AS shown {given}{self._day} IS NULL AND NOT {FAULTY}",
                    Text("没有写明计算日", "no day is given"),
                    Text("请填写计算日，或用 --as-of", "fill in the day, or give --as-of"),
                )
            )
        if "birth_date" in self.plan.value_columns():
            faults += self._birth_faults(given)
        if self.plan.has_numbers:
            duplicates = self._duplicates()
            if self.plan.options.duplicates == "reject":
                faults.append(duplicates)
        return faults

    def _birth_faults(self, given: str) -> list[_Fault]:
        name = (
            "birth_date"
            if "birth_date" in self.plan.columns
            else next(iter(self.plan.told and ("citizen_id", "certificate_number")))
        )
        if name not in self.plan.columns:
            name = "certificate_number"
        shown = "CAST(birth_date AS VARCHAR)"
        check = Text("请核对出生日期和计算日", "check the birth date and the day")
        return [
            _Fault(
                "contradiction",
                name,
                f"SELECT rowid AS position, {shown} AS shown {given}birth_date > {self._day}",
                Text("出生日期晚于计算日", "the birth date is after the day"),
                check,
            ),
            _Fault(
                "value-out-of-range",
                name,
                f"SELECT rowid AS position, {shown} AS shown {given}birth_date <= {self._day} - INTERVAL {OLDEST + 1} YEAR",
                Text(f"年龄超过{OLDEST}岁", f"older than {OLDEST}"),
                check,
            ),
        ]

    def _duplicates(self) -> _Fault:
        """The same person on the same day: every such row is refused, since nobody can say which one counts."""
        numbers = {"citizen_id": "citizen_id", "certificate_number": "left(certificate_number, 18)"}
        own = ", ".join(sql for name, sql in numbers.items() if name in self.plan.columns)
        number = f"COALESCE({own})"
        staged = (
            f"SELECT rowid AS position, TRY_CAST(left({number}, 17) AS BIGINT) AS digits, right({number}, 1) AS last, {self._day} AS day"
            f" FROM {quote(STAGED)} WHERE {self._readable}{SKIP} IS NULL AND length({number}) = 18"
        )
        key = "digits, last, day"
        repeated = f"SELECT {key} FROM ({staged}) WHERE digits IS NOT NULL GROUP BY {key} HAVING count(*) > 1"
        self.connection.execute(f"CREATE OR REPLACE TEMP TABLE {quote('#repeated')} AS {repeated}")
        rows = (
            f"SELECT position, '' AS shown FROM ({staged}) AS one JOIN {quote('#repeated')} AS other"
            " ON one.digits = other.digits AND one.last = other.last AND one.day IS NOT DISTINCT FROM other.day"
        )
        return _Fault(
            "duplicate",
            "citizen_id" if "citizen_id" in self.plan.columns else "certificate_number",
            rows,
            Text("同一人在同一计算日出现多行", "the same person is listed more than once for the same day"),
            Text(
                "请只保留一行；确需多行时用 --duplicates keep",
                "keep one of the rows; if all are meant, use --duplicates keep",
            ),
        )

    def _tell(self, fault: _Fault) -> None:
        struck = "#struck"
        self.connection.execute(f"CREATE OR REPLACE TEMP TABLE {quote(struck)} AS {fault.rows}")
        (count,) = self.connection.execute(f"SELECT count(*) FROM {quote(struck)}").fetchone() or (0,)
        if not count:
            return
        shown_zh = f"{text(fault.message.zh)} || CASE WHEN shown <> '' THEN '：' || shown ELSE '' END"
        shown_en = f"{text(fault.message.en)} || CASE WHEN shown <> '' THEN ': ' || shown ELSE '' END"
        self.connection.execute(
            f"INSERT INTO {quote(REJECTS)} SELECT {self._row}, {text(self._heading(fault.name))}, {self._cell(fault.name)}, {text(fault.code)},"
            f" {shown_zh}, {shown_en}, {text(fault.hint.zh)}, {text(fault.hint.en)}"
            f" FROM {self._whole} JOIN {quote(struck)} ON position = {quote(STAGED)}.rowid"
        )
        self.connection.execute(f"INSERT INTO {quote(_REFUSED)} SELECT position FROM {quote(struck)}")

    def _mark(self) -> None:
        """Mark the rows that are refused for more than their own values; the mark keeps the view free of joins."""
        self.connection.execute(
            f"UPDATE {quote(STAGED)} SET {FAULTY} = TRUE WHERE rowid IN (SELECT position FROM {quote(_REFUSED)})"
        )

    # households

    def _has_strays(self) -> bool:
        """Whether rows could not be split, or their household not be read, or others than applicants state none.

        Rows that were refused before lack those of their households that were not.
        """
        if HOUSEHOLD not in self.plan.columns:
            return False
        if any(heading in ADDED for heading in self.roster.headings):
            return True
        staged, problems = quote(STAGED), quote(PROBLEMS)
        strays = [f'SELECT 1 FROM {quote(REJECTS)} WHERE "column" = {text(self._heading(HOUSEHOLD))}']
        if self.roster.has_unreadable_rows:
            split = f"{staged} JOIN {problems} ON {problems}.row = {self._row}"
            strays.append(f"SELECT 1 FROM {split} WHERE cell IS NULL AND {SKIP} IS NULL")
        if APPLICANT_KEY in self.plan.columns:
            strays.append(
                f"SELECT 1 FROM {staged} WHERE {SKIP} IS NULL AND {HOUSEHOLD} IS NULL AND NOT {self._applicant}"
            )
        return any(self.connection.execute(f"{stray} LIMIT 1").fetchone() for stray in strays)

    def _gather(self, households: Households) -> None:
        """Households, and the rows of those whose rows state different things or too few members."""
        doubtful = FAULTY
        if self.plan.has_numbers and self.plan.options.duplicates == "keep":
            doubtful += f" OR {quote(STAGED)}.rowid IN (SELECT position FROM ({self._duplicates().rows}))"
        self.connection.execute(households.statement(quote(STAGED), doubtful, self._applicant))
        if households.is_averaged:
            for statement in households.average_statements(quote(STAGED)):
                self.connection.execute(statement)
        joined = f"FROM {quote(STAGED)}{households.join()} WHERE {SKIP} IS NULL AND NOT {FAULTY}"
        position = f"SELECT {quote(STAGED)}.rowid AS position,"
        for name in households.agreeing:
            least, most = quote(f"least {name}"), quote(f"most {name}")
            label = self.plan.options.vocabulary.label(name)
            self._tell(
                _Fault(
                    "household-disagrees",
                    name,
                    f"{position} {least} || ' / ' || {most} AS shown {joined} AND {least} <> {most}",
                    Text(f"同一家庭各行的{label.zh}不一致", f"rows of one household differ in {name}"),
                    Text("请核对并统一", "check and make them alike"),
                )
            )
        if "household_members" in households.agreeing and households.is_averaged:
            most = quote("most household_members")
            self._tell(
                _Fault(
                    "household-disagrees",
                    "household_members",
                    f"{position} listed || ' > ' || {most} AS shown {joined} AND listed > {most}",
                    Text("列出的家庭成员多于家庭人口数", "more members are listed than the household has"),
                    Text("请核对家庭编号和人口数", "check the household identifier and the number of members"),
                )
            )

    # facts

    def _publish(self, households: Households) -> Facts:
        """The view of the rows without an error."""
        changed = households.values()
        skipped = set(SPECIAL_COLUMNS.values())
        if "household_income_month" in self.plan.yearly:
            skipped.add("household_income_month")
        values = [name for name in self.plan.value_columns() if name not in skipped]
        values += [name for name in changed if name not in values]
        listed = [f"{changed[name] if name in changed else self.plan.fact(name)} AS {quote(name)}" for name in values]
        row = self._row
        line = quote(LINE) if row == quote(ROW) else row
        head = [
            f"{row} AS {quote(ROW)}",
            f"{line} AS {quote(LINE)}",
            f"{self._place} AS {quote(PLACE)}",
            f"{self._day} AS {quote(AS_OF)}",
            f"{self._applicant} AS {quote(APPLICANT)}",
        ]
        facts = Facts((*head, *listed))
        view = facts.over(quote(STAGED), self.roster.held_cells)
        self.connection.execute(f"CREATE OR REPLACE VIEW {quote(FACTS)} AS {view}")
        return facts

    def _count_changes(self, households: Households) -> None:
        """How often values were rewritten from another spelling, and averages computed."""
        (count,) = self.connection.execute(
            f"SELECT count(*) FROM {quote(STAGED)} WHERE {RESPELT} AND {SKIP} IS NULL"
        ).fetchone() or (0,)
        if count:
            cells = ", ".join(cell_columns(len(self.roster.headings)))
            source = f"SELECT {cells} FROM {self._whole} WHERE {RESPELT} AND {SKIP} IS NULL AND NOT {FAULTY}"
            counted = ", ".join(
                f"count(*) FILTER ({spelling.rest} IS NOT NULL AND {quote(spelling.name)} IS NOT NULL)"
                for spelling in self.plan.spellings
            )
            totals = self.connection.execute(f"SELECT {counted} FROM ({self.plan.levels(source)})").fetchone() or ()
            for spelling, total in zip(self.plan.spellings, totals, strict=True):
                if total:
                    kind = (
                        "number"
                        if spelling.name in {"citizen_id", "certificate_number"}
                        else _KINDS.get(spelling.definition.type, "text")
                    )
                    self._count(kind, self._heading(spelling.name), total)
        for heading, total in self.roster.filled.items():
            self._count("filled-merged", heading, total)
        for name in sorted(self.plan.yearly):
            (total,) = self.connection.execute(
                f"SELECT count({quote(name)}) FROM {quote(STAGED)} WHERE {SKIP} IS NULL"
            ).fetchone() or (0,)
            self._count("yearly", self._heading(name), total)
        if households.is_averaged:
            (total,) = self.connection.execute(
                f"SELECT count({COMPUTED}) FROM {quote(STAGED)} WHERE {SKIP} IS NULL"
            ).fetchone() or (0,)
            if total:
                self._count("household-average", self._heading("own_income_month"), total)

    def _count(self, kind: str, heading: str, count: int) -> None:
        self.connection.execute(f"INSERT INTO {quote(CHANGES)} VALUES (?, ?, ?)", [kind, heading, count])
