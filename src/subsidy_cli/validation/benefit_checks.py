"""Checks on benefits: each has its public name, and the parts that its kind asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from subsidy_cli.diagnostics import Diagnostic
from subsidy_cli.facts.vocabulary import QUOTA_KINDS
from subsidy_cli.programme.naming import unknown_benefit
from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from subsidy_cli.validation.inspection import Inspection


def benefit_is_not_in_the_vocabulary(inspection: Inspection) -> Iterator[Diagnostic]:
    """A benefit has its public name, kind and period in the vocabulary."""
    vocabulary = inspection.library.vocabulary
    for _, name, located in inspection.benefits:
        if name not in vocabulary.benefits:
            yield unknown_benefit(name, located.place(), vocabulary)


def items_give_what_is_no_money(inspection: Inspection) -> Iterator[Diagnostic]:
    """A benefit in kind, a quota or a target has no items and no limits."""
    for _, name, located in inspection.benefits:
        definition = inspection.definition(name)
        is_money = definition is None or not (definition.in_kind or definition.kind in QUOTA_KINDS)
        for section in ("items", "limits"):
            if not is_money and getattr(located.table, section):
                message = Text(
                    f"{name} 不是金额，不应有 {section}", f"{name} is not a sum of money, it has no {section}"
                )
                yield Diagnostic("items-give-what-is-no-money", message, located.place(section, 0))


def quota_requires_nothing(inspection: Inspection) -> Iterator[Diagnostic]:
    """A quota or target says what it requires, or in its notes why that cannot be told."""
    for _, name, located in inspection.benefits:
        definition = inspection.definition(name)
        is_quota = definition is not None and definition.kind in QUOTA_KINDS
        table = located.table
        if is_quota and table.extends is None and not (table.requirements or table.notes):
            message = Text(
                f"{name} 是配额或指标，却没有 requirements", f"{name} is a quota or target without requirements"
            )
            hint = Text("没有可判定的要求时，在 notes 中说明", "where nothing can be tested, say so in notes")
            yield Diagnostic("quota-requires-nothing", message, located.place(), hint)


def entitlement_has_requirements(inspection: Inspection) -> Iterator[Diagnostic]:
    """Only quotas and targets have requirements; an entitlement has conditions."""
    for _, name, located in inspection.benefits:
        definition = inspection.definition(name)
        if definition is not None and definition.kind not in QUOTA_KINDS and located.table.requirements:
            message = Text(
                f"{name} 不是配额或指标，其 requirements 不起作用", f"{name} is no quota, its requirements do nothing"
            )
            yield Diagnostic("entitlement-has-requirements", message, located.place("requirements"))
