"""One benefit as columns: status, amount, bound and reason, by the same rules as for one applicant."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from subsidy_cli.columnar.amounts import amount_columns, amount_of, bound_sql
from subsidy_cli.columnar.arithmetic import multiply
from subsidy_cli.columnar.comparisons import compare
from subsidy_cli.columnar.standings import due_name, status_sql
from subsidy_cli.columnar.terms import (
    FALSE,
    Leaf,
    Plain,
    all_of,
    any_of,
    case,
    is_false,
    is_nothing,
    is_null,
    is_true,
    leaves_of_parts,
    level_of,
    missing_text,
    opposite,
    quote,
    text,
)
from subsidy_cli.facts.vocabulary import QUOTA_KINDS
from subsidy_cli.programme.rules import SIGNS

if TYPE_CHECKING:
    from subsidy_cli.columnar.query import Output, QueryBuilder
    from subsidy_cli.programme.rules import BenefitRule, ConditionRule


@dataclass(frozen=True, slots=True)
class BenefitColumns:
    """Where the results of a benefit stand, for the final list and for rules that look at it."""

    name: str
    level: int
    due: str
    """Whether every condition is met and nothing excludes it, as SQL; NULL where that is open."""
    status: str
    """The word for it, as SQL: `eligible`, `ineligible` or `unknown`; of a quota `met`, `unmet` or `unknown`."""
    status_leaves: tuple[Leaf, ...]
    leaves: tuple[Leaf, ...]
    output: Output

    @property
    def low(self) -> str:
        """The column of the low end, which bears the benefit's own name."""
        return self.name

    @property
    def high(self) -> str:
        """The column of the high end."""
        return f"{self.name}_high"

    @property
    def bound(self) -> str:
        """The column of the bound."""
        return f"{self.name}_bound"

    @property
    def reason(self) -> str:
        """The column of the reason."""
        return f"{self.name}_reason"

    def selected(self) -> list[str]:
        """The columns of the result, in the order of the contract."""
        amount = [quote(name) for name in (self.low, self.high, self.bound)] if self.output.has_amount else []
        reason = [quote(self.reason)] if self.output.has_reason else []
        return [*amount, f"{self.status} AS {quote(f'{self.name}_status')}", *reason]


@dataclass(frozen=True, slots=True)
class _Test:
    """A condition or exclusion as a term."""

    id: str
    term: Plain


def benefit_columns(builder: QueryBuilder, rule: BenefitRule) -> BenefitColumns:
    """Put the columns of a benefit into the query."""
    conditions = [_Test(each.id, _kept(builder, rule, each.id, _condition(builder, each))) for each in rule.conditions]
    exclusions = [
        _Test(each.id, _kept(builder, rule, f"not {each.id}", builder.translator.plain(each.when.node)))
        for each in rule.exclusions
    ]
    if rule.definition.kind in QUOTA_KINDS:
        return _quota(builder, rule, conditions, exclusions)
    return _entitlement(builder, rule, conditions, exclusions)


def _kept(builder: QueryBuilder, rule: BenefitRule, id_: str, term: Plain) -> Plain:
    kept = builder.keep(f"{rule.id}:{id_}", term)
    assert isinstance(kept, Plain)
    return kept


def _condition(builder: QueryBuilder, condition: ConditionRule) -> Plain:
    parts = [builder.translator.plain(test.node) for test in condition.tests]
    if len(parts) == 1:
        return parts[0]
    sql = (all_of if condition.mode == "all" else any_of)(part.sql for part in parts)
    return Plain(sql, leaves_of_parts(*parts), level_of(*parts))


def _is_due(builder: QueryBuilder, rule: BenefitRule, conditions: list[_Test], exclusions: list[_Test]) -> Plain:
    """Kleene's AND of every condition and the opposite of every exclusion, in a column of its own."""
    holds = all_of([*(test.term.sql for test in conditions), *(opposite(test.term.sql) for test in exclusions)])
    tests = [test.term for test in (*conditions, *exclusions)]
    kept = builder.keep(due_name(rule.id), Plain(holds, leaves_of_parts(*tests), level_of(*tests)))
    assert isinstance(kept, Plain)
    return kept


def _reason_sql(conditions: list[_Test], exclusions: list[_Test], missing: str, due: str) -> str:
    """The first false condition, else the first true exclusion, else what is missing."""
    cases = [(is_false(test.term.sql), text(test.id)) for test in conditions]
    cases += [(is_true(test.term.sql), text(test.id)) for test in exclusions]
    cases.append((is_null(due), missing))
    return case(*cases, otherwise="CAST(NULL AS VARCHAR)")


def _entitlement(
    builder: QueryBuilder, rule: BenefitRule, conditions: list[_Test], exclusions: list[_Test]
) -> BenefitColumns:
    from subsidy_cli.columnar.query import Output

    due = _is_due(builder, rule, conditions, exclusions)
    status_leaves = leaves_of_parts(*(test.term for test in (*conditions, *exclusions)))
    has_amount = not rule.definition.in_kind
    total = amount_of(builder, rule) if has_amount else None
    amount_leaves = () if total is None else total.leaves
    level = max(due.level, 0 if total is None else total.level) + 1
    if total is not None:
        ends = amount_columns(rule, total, due.sql)
        names = [quote(rule.id), quote(f"{rule.id}_high")]
        builder.add_columns(level, [(rule.id, ends[0]), (f"{rule.id}_high", ends[1])])
        low, high = (end if is_nothing(end) else name for end, name in zip(ends, names, strict=True))
        builder.add_columns(level + 1, [(f"{rule.id}_bound", bound_sql(low, high, due.sql))])
    if builder.with_reasons:
        missing = missing_text((*status_leaves, *amount_leaves))
        builder.add_columns(level, [(f"{rule.id}_reason", _reason_sql(conditions, exclusions, missing, due.sql))])
    level += has_amount
    output = Output(rule.id, has_amount, builder.with_reasons)
    leaves = (*status_leaves, *amount_leaves)
    return BenefitColumns(rule.id, level, due.sql, status_sql(due.sql), status_leaves, leaves, output)


def _quota(
    builder: QueryBuilder, rule: BenefitRule, conditions: list[_Test], exclusions: list[_Test]
) -> BenefitColumns:
    """A quota or target: met where nothing is required of this body, else as its requirements are."""
    from subsidy_cli.columnar.query import Output

    requirements = []
    for requirement in rule.requirements:
        actual = builder.translator.number(requirement.actual.node)
        required = builder.translator.number(requirement.required.node)
        parts = [actual, required]
        if requirement.per is not None:
            parts.append(builder.translator.number(requirement.per.node))
            required = multiply(required, parts[-1])
        found = compare(SIGNS[requirement.comparison], actual, required)
        term = Plain(found.sql, leaves_of_parts(*parts), found.level)
        requirements.append(_Test(requirement.id, _kept(builder, rule, f"must {requirement.id}", term)))
    applied = _is_due(builder, rule, conditions, exclusions)
    tests = [test.term for test in (*conditions, *exclusions, *requirements)]
    unmet = " OR ".join(f"{test.term.sql} IS FALSE" for test in requirements) or "FALSE"
    undecided = " OR ".join(f"{test.term.sql} IS NULL" for test in requirements) or (
        "TRUE" if not requirements else "FALSE"
    )
    all_met = " AND ".join(f"{test.term.sql} IS TRUE" for test in requirements) or "FALSE"
    level = max(level_of(*tests) + 1, applied.level)
    waived = is_false(applied.sql) if requirements else FALSE
    status = (
        f"CASE WHEN {waived} THEN 'met' WHEN {is_null(applied.sql)} AND NOT ({all_met}) THEN 'unknown'"
        f" WHEN {unmet} THEN 'unmet' WHEN {undecided} THEN 'unknown' ELSE 'met' END"
    )
    builder.add_columns(level + 1, [(f"{rule.id}_status", status)])
    leaves = leaves_of_parts(*tests)
    output = Output(rule.id, has_amount=False, has_reason=builder.with_reasons)
    status_column = quote(f"{rule.id}_status")
    columns = BenefitColumns(rule.id, level + 2, applied.sql, status_column, leaves, leaves, output)
    if not builder.with_reasons:
        return columns
    cases = [f"WHEN {status_column} = 'unknown' THEN {missing_text(leaves)}"]
    cases += [
        f"WHEN {status_column} = 'unmet' AND {test.term.sql} IS FALSE THEN {text(test.id)}" for test in requirements
    ]
    builder.add_columns(level + 2, [(f"{rule.id}_reason", f"CASE {' '.join(cases)} END")])
    return columns
