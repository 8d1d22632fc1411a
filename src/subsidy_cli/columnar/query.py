"""The whole query: facts in, for each benefit status, amount, bound and reason out.

Definitions and benefits become columns of sub-queries, each at a level above the columns that it looks at. Columns made
on the way have names with a sign that no fact has.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from subsidy_cli.columnar import terms
from subsidy_cli.columnar.benefits import BenefitColumns, benefit_columns
from subsidy_cli.columnar.expressions import Translator
from subsidy_cli.columnar.levels import settle
from subsidy_cli.columnar.lines import line_columns
from subsidy_cli.columnar.standings import due_name, standing
from subsidy_cli.columnar.terms import FALSE, TRUE, Leaf, Number, Plain, Term, constant, quote, text
from subsidy_cli.expressions.nodes import Name
from subsidy_cli.facts.vocabulary import AVERAGE, INCOME, MEMBERS, QUOTA_KINDS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from subsidy_cli.columnar.lines import Line
    from subsidy_cli.expressions.nodes import Lookup
    from subsidy_cli.facts.values import FactValue
    from subsidy_cli.programme.rules import Programme

NUMBERS = frozenset({"money", "integer", "decimal"})
LONG = 100
"""Texts longer than this get a column of their own instead of being repeated."""

SQL_TYPES = {
    "boolean": "BOOLEAN",
    "date": "DATE",
    "enum": "VARCHAR",
    "place": "VARCHAR",
    "text": "VARCHAR",
    "money": "DECIMAL(14,2)",
    "integer": "BIGINT",
    "decimal": "DECIMAL(12,6)",
}
"""The column type in which each type of fact is expected."""


@dataclass(frozen=True, slots=True)
class Output:
    """The columns of one benefit in the result."""

    benefit: str
    has_amount: bool
    """Whether it gives money, and not something in kind: then there are a low end, a high end and a bound."""
    has_reason: bool = True
    standing: str = ""
    """How it enters totals where it is due, or VARIES; nothing where that was not asked or it can never be due."""
    lines: tuple[Line, ...] = ()
    """The lines of its amount, where they were asked for."""
    has_due: bool = False
    """Whether a column of three truth values says if it is due, by which rows are told apart quicker than by words."""


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked of a relation of facts, and what it gives."""

    levels: tuple[tuple[tuple[str, str], ...], ...]
    """The columns made on the way, level by level: name and SQL. Each level looks only at those below it."""
    selected: tuple[str, ...]
    """The columns of the benefits, as SQL with their names."""
    outputs: tuple[Output, ...]
    beyond: tuple[str, ...] = ()
    """Columns that look at those of the benefits, as SQL with their names."""

    def over(self, relation: str, keep: str) -> str:
        """The query that gives `keep` of the relation and then the columns of the benefits."""
        source = relation
        parts = []
        for number, level in enumerate(self.levels, start=1):
            listed = ",\n  ".join(f"{sql} AS {quote(name)}" for name, sql in level)
            parts.append(f"level_{number} AS (SELECT *,\n  {listed}\n FROM {source})")
            source = f"level_{number}"
        with_clause = f"WITH {', '.join(parts)}\n" if parts else ""
        listed = ",\n  ".join([keep, *self.selected])
        query = f"{with_clause}SELECT {listed}\nFROM {source}"
        return f"SELECT *, {', '.join(self.beyond)} FROM ({query})" if self.beyond else query


@dataclass
class QueryBuilder:
    """Builds the query of a programme over a relation whose columns are facts, typed, NULL where unknown."""

    programme: Programme
    columns: Collection[str]
    """The facts that the relation has."""
    standards: Mapping[str, FactValue]
    as_of: date | str
    """The day, or the name of the column that holds it."""
    pending: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    standard_columns: Collection[str] = ()
    """Standards that the relation itself holds."""
    assumed: Mapping[str, FactValue] = field(default_factory=dict)
    """Usual answers for facts that the row leaves out."""
    with_reasons: bool = True
    """Whether the reasons are asked for; they are about half of the query."""
    with_standings: bool = False
    """Whether it is asked how each benefit enters the totals."""
    with_lines: bool = False
    """Whether the lines of each amount are asked for."""
    _count: int = 0
    _texts: dict[str, tuple[int, str]] = field(default_factory=dict)
    _levels: dict[int, list[tuple[str, str]]] = field(default_factory=dict)
    _definitions: dict[str, Term] = field(default_factory=dict)
    _benefits: dict[str, BenefitColumns] = field(default_factory=dict)

    def __post_init__(self) -> None:
        day = self.as_of if isinstance(self.as_of, date) else None
        as_of = quote(str(self.as_of)) if day is None else terms.day(day)
        resolved = self.name, self.given, self.status, self.amount
        self.translator = Translator(*resolved, as_of, day, self._absent, self.shared)

    # names

    def name(self, name: str) -> Term:
        """The term of a fact, standard or definition."""
        if name in self.programme.definitions:
            return self._definition(name)
        if name in self.programme.vocabulary.facts:
            return self._fact(name)
        return self._standard(name)

    def _absent(self, table: Lookup) -> Plain:
        """Whether an unknown key may be one that a table does not have."""
        if not self.programme.may_be_absent(table):
            return Plain(FALSE)
        settling = self.programme.settling(table)
        if settling is None:
            return Plain(TRUE)
        term = self.translator.plain(Name(settling))
        return Plain(terms.opposite(terms.is_true(term.sql)), (), term.level)

    def _definition(self, name: str) -> Term:
        """A definition is computed once, in a column of its own."""
        if name not in self._definitions:
            term = self.translator.translate(self.programme.definitions[name].rule.node)
            self._definitions[name] = self.keep(f"={name}", term)
        return self._definitions[name]

    def keep(self, name: str, term: Term) -> Term:
        """Put a term into columns, so that what looks at it need not compute it again."""
        level = term.level + 1
        leaves = tuple(self._kept_leaves(name, term, level))
        if isinstance(term, Plain):
            return Plain(self._column(level, name, term.sql), leaves, level)
        low, high = self._column(level, f"{name}<", term.low), self._column(level, f"{name}>", term.high)
        column = None if term.column is None else high
        return Number(low, high, leaves, level, term.not_negative, term.low_stated, term.literal, column, term.age)

    def _kept_leaves(self, name: str, term: Term, level: int) -> Iterator[Leaf]:
        if not self.with_reasons:
            yield from dict.fromkeys((leaf, TRUE) for leaf, _ in term.leaves)
            return
        for index, (leaf, condition) in enumerate(dict.fromkeys(term.leaves)):
            yield leaf, self._column(level, f"{name}?{index}", condition)

    def _column(self, level: int, name: str, sql: str) -> str:
        """A column of a level, or the one that holds the same already, or the text itself where it is no longer."""
        if terms.is_simple(sql):
            return sql
        known = self._texts.get(sql)
        if known is None or known[0] > level:
            self._texts[sql] = known = level, quote(name)
            self._levels.setdefault(level, []).append((name, sql))
        return known[1]

    def shared(self, term: Term) -> Term:
        """A term whose text is long, in columns of its own."""
        texts = (term.sql,) if isinstance(term, Plain) else (term.low, term.high)
        if max(map(len, texts)) <= LONG and sum(len(condition) for _, condition in term.leaves) <= 4 * LONG:
            return term
        self._count += 1
        return self.keep(f"~{self._count}", term)

    def _fact(self, name: str) -> Term:
        fact = self.programme.vocabulary.facts[name]
        guards = [
            f"{quote(other)} = {text(value)}" for other, value in fact.asked_when.items() if other in self.columns
        ]
        is_asked = len(guards) == len(fact.asked_when)
        leaves: tuple[Leaf, ...] = ((name, " AND ".join(guards) or TRUE),) if is_asked else ()
        if name == AVERAGE:
            leaves = self._average_leaves()
        if fact.type not in NUMBERS:
            return Plain(self._value(name, fact.type), leaves)
        column = self._average() if name == AVERAGE else self._value(name, fact.type)
        low = constant(fact.low).low
        high = column if fact.high is None else terms.first_known(column, constant(fact.high).low)
        plain = column if fact.high is None else None
        return Number(
            terms.first_known(column, low), high, leaves, 0, not_negative=fact.low >= 0, low_stated=True, column=plain
        )

    def _value(self, name: str, kind: str) -> str:
        """The column of a fact, with its usual answer where one is assumed."""
        column = quote(name) if name in self.columns else f"CAST(NULL AS {SQL_TYPES[kind]})"
        if name not in self.assumed:
            return column
        return terms.first_known(column, _value(self.assumed[name]))

    def _average(self) -> str:
        """Income per head: the sum over the members to twelve places, which no line with six can tell from exact; else as stated."""
        stated = self._value(AVERAGE, "money")
        if not {INCOME, MEMBERS} <= set(self.columns):
            return stated
        places = "CAST(0.000000000001 AS DECIMAL(12,12))"
        quotient = f"CAST({INCOME} * 100 AS HUGEINT) * 10000000000 // {MEMBERS}"
        average = f"CASE WHEN {MEMBERS} > 0 THEN CAST({quotient} AS DECIMAL(26,0)) * {places} END"
        return f"COALESCE({average}, CAST({stated} AS DECIMAL(38,12)))"

    def _average_leaves(self) -> tuple[Leaf, ...]:
        """Where half of what gives the average is stated, the other half is what is missing."""
        if not {INCOME, MEMBERS} & set(self.columns):
            return ((AVERAGE, TRUE),)
        income = f"{self._value(INCOME, 'money')} IS NOT NULL"
        members = f"{self._value(MEMBERS, 'integer')} IS NOT NULL"
        return (
            (MEMBERS, f"({income} AND NOT {members})"),
            (INCOME, f"({members} AND NOT {income})"),
            (AVERAGE, f"(({income}) = ({members}))"),
        )

    def _standard(self, name: str) -> Term:
        standard = self.programme.vocabulary.standards[name]
        value = self.standards.get(name)
        if value is not None and name not in self.standard_columns:
            return constant(value) if isinstance(value, Fraction) else Plain(_value(value))
        known = () if standard.optional else self.pending.get(name, (name,))
        leaves = tuple((leaf, TRUE) for leaf in known)
        column = f"CAST(NULL AS {SQL_TYPES[standard.type]})"
        if name in self.standard_columns:
            column = quote(name) if value is None else f"COALESCE({quote(name)}, {_value(value)})"
        if standard.type in NUMBERS:
            return Number(
                terms.first_known(column, "0"), column, leaves, 0, not_negative=True, low_stated=True, column=column
            )
        return Plain(column, leaves)

    def given(self, name: str) -> Plain:
        """Whether a fact, standard or definition is known."""
        term = self.name(name)
        if isinstance(term, Plain):
            return Plain(terms.is_known(term.sql), (), term.level)
        if term.column is not None:
            return Plain(terms.is_known(term.column), (), term.level)
        is_open = terms.is_nothing(term.low) or terms.is_nothing(term.high)
        known = FALSE if is_open else f"(({term.low} = {term.high}) IS TRUE)"
        return Plain(TRUE if term.is_settled else known, (), term.level)

    # benefits

    def benefit(self, name: str) -> BenefitColumns:
        """The columns of a benefit, computed once."""
        if name not in self._benefits:
            self._benefits[name] = benefit_columns(self, self.programme.benefits[name])
        return self._benefits[name]

    def status(self, name: str) -> Plain:
        """The status of a benefit, NULL where it is unknown."""
        if name not in self.programme.benefits:
            return Plain("'ineligible'")
        columns = self.benefit(name)
        return Plain(f"NULLIF({columns.status}, 'unknown')", columns.status_leaves, columns.level)

    def amount(self, name: str) -> Number:
        """The amount of a benefit as it is paid."""
        if name not in self.programme.benefits:
            return constant(Fraction(0))
        columns = self.benefit(name)
        low, high = quote(columns.low), quote(columns.high)
        never = terms.is_false(columns.due)
        return Number(
            terms.case((never, "0"), otherwise=f"COALESCE({low}, 0)"),
            terms.case((never, "0"), otherwise=high),
            columns.leaves,
            columns.level,
            not_negative=True,
            low_stated=True,
        )

    def add_columns(self, level: int, columns: list[tuple[str, str]]) -> None:
        """Put columns at a level."""
        self._levels.setdefault(level, []).extend(columns)

    # the query

    def _further(self, output: Output) -> tuple[Output, list[str]]:
        """What was asked for beyond the columns of every benefit."""
        rule, selected = self.programme.benefits[output.benefit], list[str]()
        if self.with_standings:
            word, selected = standing(self, rule)
            is_given = rule.definition.kind not in QUOTA_KINDS
            if is_given:
                selected.append(f"{self.benefit(rule.id).due} AS {quote(due_name(rule.id))}")
            output = replace(output, standing=word, has_due=is_given)
        if self.with_lines:
            lines, columns = line_columns(self, rule)
            output, selected = replace(output, lines=lines), [*selected, *columns]
        return output, selected

    def build(self, benefits: Collection[str]) -> Query:
        """The query that gives the columns of the benefits."""
        outputs, selected = [], []
        for name in benefits:
            if name in self.programme.benefits:
                output, further = self._further(self.benefit(name).output)
                outputs.append(output)
                selected += [*self.benefit(name).selected(), *further]
            else:
                outputs.append(Output(name, has_amount=False, has_reason=self.with_reasons))
                reason = self.programme.absent[name].reason if name in self.programme.absent else "unknown"
                selected.append(f"'ineligible' AS {quote(f'{name}_status')}")
                if self.with_reasons:
                    selected.append(f"{text(f'not_in_force:{reason}')} AS {quote(f'{name}_reason')}")
        levels, settled = settle((self._levels[level] for level in sorted(self._levels)), selected)
        return Query(levels, settled, tuple(outputs))


def _value(value: FactValue) -> str:
    match value:
        case bool():
            return "TRUE" if value else "FALSE"
        case Fraction():
            return terms.figure(value)
        case date():
            return terms.day(value)
    return text(value)
