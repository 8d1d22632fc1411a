"""A programme as a SQL view over a table of facts in somebody else's database."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

from subsidy_cli.columnar.dialects import translate
from subsidy_cli.columnar.query import SQL_TYPES, QueryBuilder
from subsidy_cli.columnar.terms import quote
from subsidy_cli.evaluation.standards import choose_standards
from subsidy_cli.expressions.nodes import names
from subsidy_cli.expressions.parsing import parse
from subsidy_cli.facts.applicant import show
from subsidy_cli.facts.vocabulary import AVERAGE, INCOME, MEMBERS
from subsidy_cli.library.standards import values_on
from subsidy_cli.roster.grouping import TRUTHS, Group, Grouper, Terms

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from subsidy_cli.evaluation.standards import ChosenStandard
    from subsidy_cli.facts.vocabulary import FactDefinition, StandardDefinition
    from subsidy_cli.library.opening import Library
    from subsidy_cli.texts import Language

KEY = "id"
"""The column by which the rows of the view are told apart: the reader's own."""


@dataclass(frozen=True)
class View:
    """What the view is over and what it is called."""

    table: str = "facts"
    name: str = "subsidies"
    dialect: str = "duckdb"


@dataclass(frozen=True)
class ViewCompiler:
    """Compiles the programme of one place on one day."""

    library: Library
    terms: Terms
    place: str
    as_of: date

    def compile(self, view: View, language: Language) -> str:
        """The statement that makes the view, after a comment that says what it reads. Raises RefusedError."""
        grouper = Grouper(self.library, self.terms)
        group = grouper.empty_group(self.place, self.as_of)
        dated = values_on(grouper.law(self.place, self.as_of).standards, self.as_of, inferred=self.terms.inferred)
        conditions = [
            value.table.when
            for name, values in dated.items()
            if name not in self.terms.standards and name in group.names_used
            for value in values
        ]
        deciding = tuple(dict.fromkeys(name for when in conditions if when for name in names(parse(when))))
        facts = self._facts(group, deciding)
        chosen = {truths: self._chosen(dated, grouper, truths) for truths in _combinations(deciding)}
        lacking = self._lacking(group, list(chosen.values()))
        queries = [self._query(group, view, facts, lacking, each, truths) for truths, each in chosen.items()]
        body = (
            queries[0]
            if len(queries) == 1
            else "\nUNION ALL\n".join(f"SELECT * FROM (\n{sql}\n) AS part" for sql in queries)
        )
        statement = translate(f"CREATE OR REPLACE VIEW {view.name} AS\n{body}", view.dialect)
        return "\n".join(
            [*self._comment(group, view, facts, lacking, list(chosen.values()), language), f"{statement};", ""]
        )

    def _facts(self, group: Group, deciding: Sequence[str]) -> tuple[FactDefinition, ...]:
        """The facts at which the programme looks, in the order of the vocabulary."""
        used = group.names_used | set(deciding)
        if AVERAGE in used:
            used |= {INCOME, MEMBERS}
        known = self.library.vocabulary.facts.values()
        return tuple(fact for fact in known if fact.id in used and fact.type in SQL_TYPES)

    def _chosen(
        self, dated: Mapping[str, Sequence[object]], grouper: Grouper, truths: tuple[tuple[str, bool | None], ...]
    ) -> Mapping[str, ChosenStandard]:
        known = {**grouper.assumed, **{name: value for name, value in truths if value is not None}}
        vocabulary, places = self.library.vocabulary, self.library.places
        return choose_standards(self.terms.standards, dated, known, vocabulary, places)  # type: ignore[arg-type]

    def _lacking(self, group: Group, chosen: Sequence[Mapping[str, ChosenStandard]]) -> tuple[StandardDefinition, ...]:
        """The standards for which nobody has given a value; the table may hold them."""
        return tuple(
            standard
            for name, standard in self.library.vocabulary.standards.items()
            if name in group.names_used
            and standard.type in SQL_TYPES
            and all(name not in each or each[name].value is None for each in chosen)
        )

    def _query(
        self,
        group: Group,
        view: View,
        facts: Sequence[FactDefinition],
        lacking: Sequence[StandardDefinition],
        chosen: Mapping[str, ChosenStandard],
        truths: tuple[tuple[str, bool | None], ...],
    ) -> str:
        builder = QueryBuilder(
            group.programme,
            [fact.id for fact in facts],
            {name: each.value for name, each in chosen.items() if each.value is not None},
            self.as_of,
            {name: each.pending for name, each in chosen.items() if each.pending},
            [standard.id for standard in lacking],
            group.assumed,
            self.terms.with_reasons,
        )
        condition = " AND ".join(f"{group.stated(name)} {TRUTHS[value]}" for name, value in truths)
        relation = f"(SELECT * FROM {view.table} WHERE {condition}) AS rows_alike" if condition else view.table
        return builder.build(group.wanted).over(relation, quote(KEY))

    def _comment(
        self,
        group: Group,
        view: View,
        facts: Sequence[FactDefinition],
        lacking: Sequence[StandardDefinition],
        chosen: Sequence[Mapping[str, ChosenStandard]],
        language: Language,
    ) -> Iterator[str]:
        def say(zh: str, en: str) -> str:
            return zh if language == "zh" else en

        place = self.library.places.name(self.place).in_language(language)
        yield f"-- {place} {self.as_of.isoformat()}: {', '.join(group.programme.documents)}"
        yield f"-- {group.programme.digest}"
        yield say(
            f"-- 表 {view.table}，未知的值为 NULL；列：",
            f"-- the table {view.table}, NULL where a value is unknown; its columns:",
        )
        yield f"--   {KEY}: {say('行的标识，由使用者自定', 'what tells the rows apart, as you please')}"
        columns: list[FactDefinition | StandardDefinition] = [*facts, *lacking]
        for column in columns:
            words = getattr(column, "values", None)
            listed = f" ({' | '.join(words)})" if words else ""
            yield f"--   {column.id} {SQL_TYPES[column.type]}: {column.label.in_language(language)}{listed}"
        values = dict.fromkeys(
            (name, show(each.value), each.origin)
            for one in chosen
            for name, each in one.items()
            if each.value is not None and name in group.names_used
        )
        for name, value, origin in values:
            yield f"-- {say('标准', 'standard')} {name} = {value} ({origin})"
        for name, assumed in group.assumed.items():
            if name in group.names_used:
                yield f"-- {say('假定', 'assumed')} {name} = {show(assumed)}"
        if view.dialect in {"spark", "databricks"}:
            yield "-- SET spark.sql.decimalOperations.allowPrecisionLoss = false"


def _combinations(names_: Sequence[str]) -> list[tuple[tuple[str, bool | None], ...]]:
    """Every way in which facts that decide a standard can be true, false or unknown."""
    values: tuple[bool | None, ...] = (True, False, None)
    return [tuple(zip(names_, each, strict=True)) for each in product(values, repeat=len(names_))]
