"""How a benefit that is due enters the totals: as payable, or apart because of its force, a loan, or a higher scheme."""

from __future__ import annotations

from typing import TYPE_CHECKING

from subsidy_cli.columnar.terms import FALSE, TRUE, any_of, case, is_null, is_true, quote, text
from subsidy_cli.facts.vocabulary import QUOTA_KINDS

if TYPE_CHECKING:
    from subsidy_cli.columnar.query import QueryBuilder
    from subsidy_cli.programme.rules import BenefitRule

PAYABLE = "mandatory"
"""The one standing that enters the totals; the others are `discretionary`, `aspirational`, `none`, DISPLACED and LOAN."""
DISPLACED = "displaced"
LOAN = "loan"
VARIES = "*"
"""Of a benefit whose standing depends on the row, which then has a column of its own."""


def standing_name(benefit: str) -> str:
    """The column of a standing that varies; NULL where the benefit is not due."""
    return f"{benefit}:standing"


def due_name(benefit: str) -> str:
    """The column that says whether a benefit is due: true, false, or NULL where that is open."""
    return f"{benefit}:due"


def statuses(due: str) -> list[tuple[str, str]]:
    """The words for whether a benefit is due: conditions, of which the first that holds counts."""
    return [(is_true(due), "eligible"), (is_null(due), "unknown"), (TRUE, "ineligible")]


def status_sql(due: str) -> str:
    """The word for whether a benefit is due."""
    return case(*((condition, text(word)) for condition, word in statuses(due)))


def standing(builder: QueryBuilder, rule: BenefitRule) -> tuple[str, list[str]]:
    """The standing of a benefit, or VARIES and what to select for it. The benefit itself must be in the query already."""
    if rule.definition.kind in QUOTA_KINDS:
        return "", []
    plain = LOAN if rule.definition.period == "loan" else rule.force
    displaced = any_of(is_true(builder.translator.plain(each.when.node).sql) for each in rule.displacements)
    special = [(is_true(builder.translator.plain(each.when.node).sql), text(each.force)) for each in rule.forces]
    ways = [(displaced, text(DISPLACED)), *([] if plain == LOAN else special)]
    if all(condition == FALSE for condition, _ in ways):
        return plain, []
    is_due = is_true(builder.benefit(rule.id).due)
    if is_due == FALSE:
        return plain, []
    chosen = case((is_due, case(*ways, otherwise=text(plain))))
    return VARIES, [f"{chosen} AS {quote(standing_name(rule.id))}"]
