"""Rows that share their law: one place, one interval between two changes of the law, one set of local standards.

Each group is one programme, and so one query. What a group is, is read off the rows; every programme is compiled before
the first result is computed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from subsidy_cli.columnar.query import QueryBuilder
from subsidy_cli.columnar.terms import day, quote, text
from subsidy_cli.diagnostics import RefusedError
from subsidy_cli.evaluation.assessment import Question, wanted_benefits
from subsidy_cli.evaluation.standards import ChosenStandard, choose_standards
from subsidy_cli.expressions.nodes import benefits, names
from subsidy_cli.expressions.parsing import parse
from subsidy_cli.facts.applicant import Applicant, usual_facts
from subsidy_cli.library.standards import values_on
from subsidy_cli.programme.law import Wanted, law_of, refuse_unchangeable
from subsidy_cli.roster.relations import APPLICANT, AS_OF, FACTS, PLACE

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import date

    from duckdb import DuckDBPyConnection

    from subsidy_cli.columnar.query import Query
    from subsidy_cli.facts.values import FactValue
    from subsidy_cli.library.opening import Library
    from subsidy_cli.library.standards import StandardValue
    from subsidy_cli.programme.law import Law
    from subsidy_cli.programme.rules import Programme

TRUTHS = {True: "IS TRUE", False: "IS FALSE", None: "IS NULL"}


@dataclass(frozen=True)
class Terms:
    """What is asked of every row alike."""

    standards: Mapping[str, FactValue] = field(default_factory=dict)
    """Standards that were stated for the whole run."""
    assume: Literal["usual"] | None = None
    benefits: Collection[str] | None = None
    kinds: Collection[str] | None = None
    subjects: Collection[str] | None = None
    everything: bool = False
    readings: frozenset[str] = frozenset()
    as_if_adopted: bool = False
    shipped_standards: bool = True
    inferred: bool = False
    with_reasons: bool = True

    @property
    def question(self) -> Question:
        """The same, as it is asked of one applicant."""
        return Question(self.benefits, self.kinds, self.subjects, self.everything)


@dataclass(frozen=True)
class Group:
    """Rows under the same law and the same standards, with their programme."""

    programme: Programme
    first: date
    """The earliest day of its rows."""
    last: date
    standards: Mapping[str, ChosenStandard]
    truths: Mapping[str, bool | None]
    """Facts on which the choice of a standard depends, with the value that the rows have."""
    rows: int
    assumed: Mapping[str, FactValue]
    wanted: tuple[str, ...]
    with_reasons: bool = True

    @property
    def place(self) -> str:
        """The path of the place."""
        return self.programme.place

    @property
    def condition(self) -> str:
        """Which rows of the facts belong to the group, as SQL."""
        parts = [
            quote(APPLICANT),
            f"{quote(PLACE)} = {text(self.place)}",
            f"{quote(AS_OF)} BETWEEN {day(self.first)} AND {day(self.last)}",
        ]
        parts += [f"{self.stated(name)} {TRUTHS[value]}" for name, value in self.truths.items()]
        return " AND ".join(parts)

    def stated(self, name: str) -> str:
        """A fact that decides a standard, with its usual answer where one is assumed, as SQL."""
        assumed = self.assumed.get(name)
        return quote(name) if assumed is None else f"COALESCE({quote(name)}, {assumed})"

    @cached_property
    def names_used(self) -> frozenset[str]:
        """Every fact, standard and definition at which the wanted benefits can look."""
        pending = list(self.wanted)
        seen: set[str] = set()
        while pending:
            name = pending.pop()
            if name in seen:
                continue
            seen.add(name)
            if name in self.programme.benefits:
                nodes = [rule.node for rule in self.programme.benefits[name].rules]
                pending += [each for node in nodes for each in (*names(node), *benefits(node))]
            elif name in self.programme.definitions:
                pending += names(self.programme.definitions[name].rule.node)
        return frozenset(seen)

    def query(self, columns: Collection[str], *, with_lines: bool = False) -> Query:
        """The query of the group over a relation like FACTS, which has these columns."""
        vocabulary = self.programme.vocabulary
        builder = QueryBuilder(
            self.programme,
            [name for name in columns if name in vocabulary.facts],
            {name: chosen.value for name, chosen in self.standards.items() if chosen.value is not None},
            self.first if self.first == self.last else AS_OF,
            {name: chosen.pending for name, chosen in self.standards.items() if chosen.pending},
            [name for name in columns if name in vocabulary.standards],
            self.assumed,
            self.with_reasons,
            with_standings=True,
            with_lines=with_lines,
        )
        return builder.build(self.wanted)


@dataclass
class Grouper:
    """Finds the groups of a roster and the law of each, once for all its days."""

    library: Library
    terms: Terms
    _first: dict[str, Law] = field(default_factory=dict)
    """The law that was asked for first, of each place."""
    _laws: dict[tuple[str, date | None], Law] = field(default_factory=dict)

    @cached_property
    def assumed(self) -> Mapping[str, FactValue]:
        """The usual answers, where they were asked for."""
        if self.terms.assume is None:
            return {}
        return usual_facts(self.library.vocabulary, self.library.places, {})

    def law(self, place: str, on: date) -> Law:
        """The law of a place on a day. Raises RefusedError (policies) where its documents are invalid or there are none."""
        if place not in self._first:
            first = self._first[place] = self._law_of(place, on)
            self._laws[place, first.since(on)] = first
        key = place, self._first[place].since(on)
        if key not in self._laws:
            self._laws[key] = self._law_of(place, on)
        return self._laws[key]

    def _law_of(self, place: str, on: date) -> Law:
        terms = self.terms
        drafts = self._drafts(place) if terms.as_if_adopted else frozenset[str]()
        wanted = Wanted(place, on, self._only, terms.readings, drafts, with_standards=terms.shipped_standards)
        return law_of(self.library, wanted)

    def _drafts(self, place: str) -> frozenset[str]:
        from subsidy_cli.library.shelf import drafts_of

        return drafts_of(self.library.documents(place))

    def _refuse_unchangeable(self, places: Collection[str]) -> None:
        """A reading must have an alternative in the law of one of the places, else nothing would be computed by it."""
        laws = [law for (place, _), law in self._laws.items() if place in places]
        changeable = frozenset(name for law in laws for name in law.changeable)
        refuse_unchangeable(self.library, self.terms.readings, changeable)

    @cached_property
    def _only(self) -> frozenset[str] | None:
        """The benefits that can be wanted at all."""
        if self.terms.everything:
            return None
        if self.terms.benefits:
            return frozenset(self.terms.benefits)
        if self.terms.kinds:
            known = self.library.vocabulary.benefits
            return frozenset(name for name, benefit in known.items() if benefit.kind in self.terms.kinds)
        return None

    def wanted(self, programme: Programme) -> tuple[str, ...]:
        """The benefits of a programme that are asked for: of persons and households unless said otherwise."""
        nobody = Applicant(programme.place, programme.as_of, {}, {})
        return wanted_benefits(programme, nobody, self.terms.question)

    def empty_group(self, place: str, on: date) -> Group:
        """A group without rows, for the headings of an output that has none."""
        programme = self.law(place, on).programme
        self._refuse_unchangeable([place])
        return Group(programme, on, on, {}, {}, 0, self.assumed, self.wanted(programme), self.terms.with_reasons)

    def lawless(self, connection: DuckDBPyConnection) -> tuple[str, ...]:
        """The places among the rows that have no document at all."""
        return tuple(place for place, days in _days(connection).items() if not self._has_law(place, days[0]))

    def _has_law(self, place: str, on: date) -> bool:
        try:
            self.law(place, on)
        except RefusedError as error:
            if any(each.code == "no-document" for each in error.diagnostics):
                return False
            raise
        return True

    def groups(
        self, connection: DuckDBPyConnection, columns: Collection[str], without: Collection[str] = ()
    ) -> tuple[Group, ...]:
        """The groups of the rows in FACTS that are applicants, but for those of the places left out."""
        found: list[Group] = []
        for place, days in _days(connection).items():
            if place in without:
                continue
            intervals: dict[date | None, list[date]] = {}
            for on in days:
                intervals.setdefault(self.law(place, on).since(on), []).append(on)
            for members in intervals.values():
                found += self._split(connection, place, members, columns)
        if found:
            self._refuse_unchangeable({group.place for group in found})
        return tuple(found)

    def _split(
        self, connection: DuckDBPyConnection, place: str, days: Sequence[date], columns: Collection[str]
    ) -> Iterable[Group]:
        """One group for each combination of the facts on which a standard depends."""
        law = self.law(place, days[0])
        dated = values_on(law.standards, days[0], inferred=self.terms.inferred)
        needed = [name for name in self._needed(dated) if name in columns]
        first, last = min(days), max(days)
        for truths, rows in self._truths(connection, place, first, last, needed):
            known = {**self.assumed, **{name: value for name, value in truths.items() if value is not None}}
            chosen = choose_standards(self.terms.standards, dated, known, self.library.vocabulary, self.library.places)
            wanted = self.wanted(law.programme)
            yield Group(law.programme, first, last, chosen, truths, rows, self.assumed, wanted, self.terms.with_reasons)

    def _needed(self, dated: Mapping[str, Sequence[StandardValue]]) -> tuple[str, ...]:
        """The facts on which the choice of a standard depends."""
        conditions = [
            value.table.when for name, values in dated.items() if name not in self.terms.standards for value in values
        ]
        return tuple(dict.fromkeys(name for when in conditions if when is not None for name in names(parse(when))))

    def _truths(
        self, connection: DuckDBPyConnection, place: str, first: date, last: date, needed: Sequence[str]
    ) -> list[tuple[dict[str, bool | None], int]]:
        parts = []
        for name in needed:
            assumed = self.assumed.get(name)
            parts.append(quote(name) if assumed is None else f"COALESCE({quote(name)}, {assumed})")
        listed = "".join(f"{part}, " for part in parts)
        rows = connection.execute(
            f"SELECT {listed}count(*) FROM {FACTS} WHERE {quote(APPLICANT)} AND {quote(PLACE)} = {text(place)}"
            f" AND {quote(AS_OF)} BETWEEN {day(first)} AND {day(last)} GROUP BY ALL ORDER BY ALL"
        ).fetchall()
        return [(dict(zip(needed, row, strict=False)), row[-1]) for row in rows]


def _days(connection: DuckDBPyConnection) -> dict[str, list[date]]:
    """The days that the rows of each place ask for."""
    rows = connection.execute(
        f"SELECT DISTINCT {quote(PLACE)}, {quote(AS_OF)} FROM {FACTS} WHERE {quote(APPLICANT)} ORDER BY ALL"
    ).fetchall()
    found: dict[str, list[date]] = {}
    for place, on in rows:
        found.setdefault(place, []).append(on)
    return found
