"""One benefit as columns: status, amount, bound and reason, by the same rules as for one applicant."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from subsidy_cli.columnar.arithmetic import largest, multiply, smallest
from subsidy_cli.columnar.choices import choose
from subsidy_cli.columnar.comparisons import compare
from subsidy_cli.columnar.terms import (
    FALSE,
    OPEN_END,
    TRUE,
    Leaf,
    Number,
    Plain,
    all_of,
    any_of,
    case,
    constant,
    first_known,
    is_false,
    is_nothing,
    is_true,
    leaves_of_parts,
    leaves_when,
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
    from subsidy_cli.programme.rules import BenefitRule, ConditionRule, ItemRule, LimitRule

ZERO = constant(Fraction(0))


@dataclass(frozen=True, slots=True)
class BenefitColumns:
    """Where the results of a benefit stand, for the final list and for rules that look at it."""

    name: str
    level: int
    status_leaves: tuple[Leaf, ...]
    leaves: tuple[Leaf, ...]
    output: Output

    @property
    def status(self) -> str:
        """The column of the status."""
        return f"{self.name}_status"

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
        names = [self.low, self.high, self.bound] if self.output.has_amount else []
        names += [self.status, self.reason] if self.output.has_reason else [self.status]
        return [quote(name) for name in names]


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


def _status_sql(conditions: list[_Test], exclusions: list[_Test]) -> str:
    """Kleene's AND of every condition and the opposite of every exclusion, in words."""
    holds = all_of([*(test.term.sql for test in conditions), *(opposite(test.term.sql) for test in exclusions)])
    if holds in {TRUE, FALSE}:
        return "'eligible'" if holds == TRUE else "'ineligible'"
    return f"(CASE {holds} WHEN TRUE THEN 'eligible' WHEN FALSE THEN 'ineligible' ELSE 'unknown' END)"


def _reason_sql(conditions: list[_Test], exclusions: list[_Test], missing: str, status: str) -> str:
    """The first false condition, else the first true exclusion, else what is missing."""
    cases = [(is_false(test.term.sql), text(test.id)) for test in conditions]
    cases += [(is_true(test.term.sql), text(test.id)) for test in exclusions]
    cases.append((f"({status} = 'unknown')", missing))
    return case(*cases, otherwise="CAST(NULL AS VARCHAR)")


def _entitlement(
    builder: QueryBuilder, rule: BenefitRule, conditions: list[_Test], exclusions: list[_Test]
) -> BenefitColumns:
    from subsidy_cli.columnar.query import Output

    tests = [test.term for test in (*conditions, *exclusions)]
    status_leaves = leaves_of_parts(*tests)
    level = level_of(*tests) + 1
    builder.add_columns(level, [(f"{rule.id}_status", _status_sql(conditions, exclusions))])
    status = quote(f"{rule.id}_status")
    has_amount = not rule.definition.in_kind
    total = _amount(builder, rule) if has_amount else None
    amount_leaves = () if total is None else total.leaves
    level = max(level, 0 if total is None else total.level) + 1
    columns = []
    if total is not None:
        columns += _amount_columns(rule, total, status)
    if builder.with_reasons:
        missing = missing_text((*status_leaves, *amount_leaves))
        columns.append((f"{rule.id}_reason", _reason_sql(conditions, exclusions, missing, status)))
    builder.add_columns(level, columns)
    if has_amount:
        level += 1
        low, high = quote(rule.id), quote(f"{rule.id}_high")
        builder.add_columns(level, [(f"{rule.id}_bound", _bound_sql(low, high, status))])
    output = Output(rule.id, has_amount, builder.with_reasons)
    return BenefitColumns(rule.id, level, status_leaves, (*status_leaves, *amount_leaves), output)


def _bound_sql(low: str, high: str, status: str) -> str:
    """How the amount is to be read; nothing where there is none."""
    return (
        f"CASE WHEN {status} = 'ineligible' THEN NULL"
        f" WHEN {low} IS NULL AND {high} IS NULL THEN CASE WHEN {status} = 'eligible' THEN 'unspecified' END"
        f" WHEN {low} IS NULL THEN 'at_most' WHEN {high} IS NULL THEN 'at_least'"
        f" WHEN {low} = {high} THEN 'exact' ELSE 'range' END"
    )


def _amount_columns(rule: BenefitRule, total: Number, status: str) -> list[tuple[str, str]]:
    """The amount as it is given: rounded once; while the status is open, from nothing up to what is possible."""
    low = f"CASE WHEN {total.low} < 0 THEN 0 ELSE {total.low} END" if not total.not_negative else total.low
    high = f"CASE WHEN {total.high} < 0 THEN 0 ELSE {total.high} END" if not total.not_negative else total.high
    given = f"CASE WHEN {low} = 0 AND {high} IS DISTINCT FROM 0 THEN NULL ELSE {low} END"
    lowest = f"CASE {status} WHEN 'eligible' THEN {given} WHEN 'unknown' THEN CASE WHEN {total.high} IS NOT NULL THEN 0 END END"
    highest = f"CASE WHEN {status} <> 'ineligible' THEN {high} END"
    paid = fen if rule.rounding == "fen" else _yuan
    return [(rule.id, paid(lowest)), (f"{rule.id}_high", paid(highest))]


def fen(sql: str) -> str:
    """Half-up to the fen; SQL rounds exact decimals half away from zero, which for money is half-up."""
    return f"CAST(ROUND({sql}, 2) AS DECIMAL(18,2))"


def _yuan(sql: str) -> str:
    """Half-up to the yuan."""
    return f"CAST(ROUND({sql}, 0) AS DECIMAL(18,2))"


def amount_steps(builder: QueryBuilder, rule: BenefitRule) -> tuple[list[Number], list[Number]]:
    """The items of an amount, and their sum before any limit and after each, in columns of their own."""
    lines = [_line(builder, item) for item in rule.items]
    total = lines[0] if len(lines) == 1 else _add_up(lines)
    leaves: list[Leaf] = [leaf for line in lines for leaf in line.leaves]
    kept = builder.keep(
        f"{rule.id}:sum",
        Number(total.low, total.high, tuple(leaves), level_of(*lines), total.not_negative, total.low_stated),
    )
    assert isinstance(kept, Number)
    sums = [kept]
    for index, limit in enumerate(rule.limits):
        sums.append(_limited(builder, rule, sums[-1], limit, index))
    return lines, sums


def _amount(builder: QueryBuilder, rule: BenefitRule) -> Number:
    """The sum of the items within the limits, in columns of its own."""
    if not rule.items:
        return Number(OPEN_END, OPEN_END)
    lines, sums = amount_steps(builder, rule)
    kept = sums[-1]
    unknown = any_of((kept.unknown, *(line.unknown for line in lines)))
    is_open = builder.shared(Plain(unknown, (), level_of(kept, *lines)))
    assert isinstance(is_open, Plain)
    return Number(
        kept.low,
        kept.high,
        leaves_when(is_open.sql, kept.leaves),
        is_open.level,
        kept.not_negative,
        kept.low_stated,
    )


def _line(builder: QueryBuilder, item: ItemRule) -> Number:
    """An item: with its bound, and nothing where it is not due."""
    line = builder.shared(_due(builder, item))
    assert isinstance(line, Number)
    return line


def _due(builder: QueryBuilder, item: ItemRule) -> Number:
    amount = builder.translator.number(item.amount.node)
    leaves = leaves_when(amount.unknown, amount.leaves) if amount.leaves else ()
    if item.bound == "at_least":
        amount = Number(amount.low, OPEN_END, leaves, amount.level, amount.not_negative, amount.low_stated)
    elif item.bound == "at_most":
        amount = Number(OPEN_END, amount.high, leaves, amount.level)
    else:
        amount = Number(amount.low, amount.high, leaves, amount.level, amount.not_negative, amount.low_stated)
    if item.when is None:
        return amount
    when = builder.translator.plain(item.when.node)
    chosen = choose(when, amount, ZERO)
    assert isinstance(chosen, Number)
    # What leaves the `when` open counts even where both ways give the same ends.
    open_when = leaves_when(when.unknown, when.leaves)
    with_amount = leaves_when(opposite(is_false(when.sql)), leaves)
    unsettled = any_of((is_true(when.sql), chosen.unknown))
    found = leaves_when(unsettled, (*with_amount, *open_when))
    level = level_of(when, amount)
    return Number(chosen.low, chosen.high, found, level, chosen.not_negative, chosen.low_stated)


def _add_up(lines: list[Number]) -> Number:
    """The sum of the lines; a low end that is not stated counts as nothing, unless none of the lines that are due states one."""
    is_open = any(is_nothing(line.high) for line in lines)
    high = OPEN_END if is_open else f"({' + '.join(line.high for line in lines)})"
    if all(line.low_stated for line in lines):
        low = f"({' + '.join(line.low for line in lines)})"
        return Number(low, high, not_negative=all(line.not_negative for line in lines), low_stated=True)
    stated = " + ".join(first_known(line.low, "0") for line in lines)
    none_stated = " AND ".join(f"({line.low} IS NULL OR ({line.low} = 0 AND {line.high} = 0))" for line in lines)
    some_open = " OR ".join(f"{line.low} IS NULL" for line in lines)
    return Number(f"(CASE WHEN ({none_stated}) AND ({some_open}) THEN NULL ELSE {stated} END)", high)


def _limited(builder: QueryBuilder, rule: BenefitRule, total: Number, limit: LimitRule, index: int) -> Number:
    """A ceiling lowers both ends (only the high end of an amount whose low end is open); a floor raises them."""
    value = builder.translator.number(limit.value.node)
    if limit.side == "at_most":
        capped = smallest([total, value])
        low = f"(CASE WHEN {total.low} IS NOT NULL THEN {capped.low} END)"
        limited = Number(low, capped.high, (), 0, capped.not_negative and total.low_stated, total.low_stated)
    else:
        limited = largest([total, value])
    changed = f"({limited.low} IS DISTINCT FROM {total.low} OR {limited.high} IS DISTINCT FROM {total.high})"
    extra = leaves_when(changed, leaves_when(value.unknown, value.leaves)) if value.leaves else ()
    kept = builder.keep(
        f"{rule.id}:limit {index}",
        Number(
            limited.low,
            limited.high,
            (*total.leaves, *extra),
            level_of(total, value),
            limited.not_negative,
            limited.low_stated,
        ),
    )
    assert isinstance(kept, Number)
    return kept


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
    applies = _status_sql(conditions, exclusions)
    tests = [test.term for test in (*conditions, *exclusions, *requirements)]
    unmet = " OR ".join(f"{test.term.sql} IS FALSE" for test in requirements) or "FALSE"
    undecided = " OR ".join(f"{test.term.sql} IS NULL" for test in requirements) or (
        "TRUE" if not requirements else "FALSE"
    )
    all_met = " AND ".join(f"{test.term.sql} IS TRUE" for test in requirements) or "FALSE"
    level = level_of(*tests) + 1
    builder.add_columns(level, [(f"{rule.id}:applies", applies)])
    applied = quote(f"{rule.id}:applies")
    waived = f"{applied} = 'ineligible'" if requirements else "FALSE"
    status = (
        f"CASE WHEN {waived} THEN 'met' WHEN {applied} = 'unknown' AND NOT ({all_met}) THEN 'unknown'"
        f" WHEN {unmet} THEN 'unmet' WHEN {undecided} THEN 'unknown' ELSE 'met' END"
    )
    builder.add_columns(level + 1, [(f"{rule.id}_status", status)])
    leaves = leaves_of_parts(*tests)
    output = Output(rule.id, has_amount=False, has_reason=builder.with_reasons)
    columns = BenefitColumns(rule.id, level + 2, leaves, leaves, output)
    if not builder.with_reasons:
        return columns
    status_column = quote(f"{rule.id}_status")
    cases = [f"WHEN {status_column} = 'unknown' THEN {missing_text(leaves)}"]
    cases += [
        f"WHEN {status_column} = 'unmet' AND {test.term.sql} IS FALSE THEN {text(test.id)}" for test in requirements
    ]
    builder.add_columns(level + 2, [(f"{rule.id}_reason", f"CASE {' '.join(cases)} END")])
    return columns
