"""The amount of a benefit as columns: items, their sum, what limits it, and the ends and bound that are given."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from subsidy_cli.columnar.arithmetic import largest, smallest
from subsidy_cli.columnar.choices import choose
from subsidy_cli.columnar.terms import (
    FALSE,
    OPEN_END,
    Leaf,
    Number,
    Plain,
    all_of,
    any_of,
    case,
    constant,
    figure_in,
    first_known,
    hold,
    is_false,
    is_known,
    is_nothing,
    is_null,
    is_true,
    leaves_when,
    level_of,
    opposite,
    text,
    value_where,
)

if TYPE_CHECKING:
    from subsidy_cli.columnar.query import QueryBuilder
    from subsidy_cli.programme.rules import BenefitRule, ItemRule, LimitRule

ZERO = constant(Fraction(0))
_NO_BOUND = "CAST(NULL AS VARCHAR)"


def amount_of(builder: QueryBuilder, rule: BenefitRule) -> Number:
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


def amount_columns(rule: BenefitRule, total: Number, due: str) -> tuple[str, str]:
    """Both ends of the amount as it is given: rounded once; while it is open whether it is due, from nothing up to what is possible."""
    low, high = total.low, total.high
    if not total.not_negative:
        low, high = (end if is_nothing(end) else f"CASE WHEN {end} < 0 THEN 0 ELSE {end} END" for end in (low, high))
    stated = _stated(low, high)
    possible = all_of((is_null(due), is_known(high)))
    has_low, has_high = not is_nothing(stated) or possible != FALSE, not is_nothing(high)
    # no NULL with a type of its own, which makes a CASE of decimals four times as slow
    due_low = "NULL" if is_nothing(stated) else stated
    lowest = case((is_true(due), due_low), (possible, "0"), otherwise="NULL") if has_low else OPEN_END
    highest = case((is_false(due), "NULL"), otherwise=high) if has_high else OPEN_END
    paid = fen if rule.rounding == "fen" else _yuan
    return paid(lowest), paid(highest)


def _stated(low: str, high: str) -> str:
    """The low end of what is due; none where all that is known is that it is not below nothing."""
    if low == high:
        return low
    if figure_in(low) == 0:
        return OPEN_END if is_nothing(high) else value_where(hold(high, "=", "0"), low)
    return f"CASE WHEN {low} = 0 AND {high} IS DISTINCT FROM 0 THEN NULL ELSE {low} END"


def fen(sql: str) -> str:
    """Half-up to the fen; SQL rounds exact decimals half away from zero, which for money is half-up."""
    return OPEN_END if is_nothing(sql) else f"CAST(ROUND({sql}, 2) AS DECIMAL(18,2))"


def _yuan(sql: str) -> str:
    """Half-up to the yuan."""
    return OPEN_END if is_nothing(sql) else f"CAST(ROUND({sql}, 0) AS DECIMAL(18,2))"


def bounds(low: str, high: str, due: str) -> list[tuple[str, str]]:
    """How an amount is to be read: conditions and words, of which the first that holds counts; no word where there is no amount."""
    return [
        (is_false(due), ""),
        (hold(low, "=", high), "exact"),
        (hold(low, "<>", high), "range"),
        (is_known(low), "at_least"),
        (is_known(high), "at_most"),
        (is_true(due), "unspecified"),
    ]


def bound_sql(low: str, high: str, due: str) -> str:
    """The word for it, NULL where there is none."""
    branches = [(condition, text(word) if word else _NO_BOUND) for condition, word in bounds(low, high, due)]
    return case(*branches, otherwise=_NO_BOUND)
