"""The lints: small named checks on a library of documents, each a sentence; every mistake knows its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from subsidy_cli.diagnostics import Diagnostic, Place, RefusedError
from subsidy_cli.texts import Text
from subsidy_cli.validation.amount_checks import item_takes_away
from subsidy_cli.validation.benefit_checks import (
    benefit_is_not_in_the_vocabulary,
    entitlement_has_requirements,
    items_give_what_is_no_money,
    quota_requires_nothing,
)
from subsidy_cli.validation.case_checks import (
    benefit_has_no_case,
    case_expects_what_no_document_gives,
    case_id_is_used_twice,
    case_names_an_unknown_clause,
)
from subsidy_cli.validation.citation_checks import (
    alternative_is_not_named,
    citation_is_missing,
    clause_is_unknown,
    phrase_is_empty,
    reading_has_both_rule_and_reason,
    reading_has_neither_rule_nor_reason,
    reading_is_unknown,
)
from subsidy_cli.validation.figure_checks import (
    derived_figure_is_not_used,
    figure_is_not_in_its_phrase,
)
from subsidy_cli.validation.inspection import Check, inspect
from subsidy_cli.validation.period_checks import period_ends_before_it_begins
from subsidy_cli.validation.programme_checks import (
    definition_is_never_used,
    programme_does_not_compile,
    standards_or_notices_cannot_be_read,
)
from subsidy_cli.validation.standard_checks import standard_is_repeated, standards_belong_to_no_place

if TYPE_CHECKING:
    from subsidy_cli.library.opening import Library

CHECKS: tuple[Check, ...] = (
    phrase_is_empty,
    citation_is_missing,
    clause_is_unknown,
    reading_is_unknown,
    alternative_is_not_named,
    reading_has_neither_rule_nor_reason,
    reading_has_both_rule_and_reason,
    figure_is_not_in_its_phrase,
    derived_figure_is_not_used,
    programme_does_not_compile,
    standards_or_notices_cannot_be_read,
    standard_is_repeated,
    standards_belong_to_no_place,
    period_ends_before_it_begins,
    definition_is_never_used,
    benefit_is_not_in_the_vocabulary,
    items_give_what_is_no_money,
    item_takes_away,
    quota_requires_nothing,
    entitlement_has_requirements,
    case_names_an_unknown_clause,
    case_id_is_used_twice,
    case_expects_what_no_document_gives,
    benefit_has_no_case,
)
"""Every check, in the order in which mistakes are told."""


def lint(library: Library) -> list[Diagnostic]:
    """Every mistake of the documents and worked cases of a library; those that keep them from being read come alone."""
    try:
        inspection = inspect(library)
    except RefusedError as error:
        return list(error.diagnostics)
    if not inspection.documents:
        message = Text("目录中没有任何政策文件", "the folder has no policy document")
        return [Diagnostic("no-document", message, Place(str(library.root)))]
    return list(dict.fromkeys(mistake for check in CHECKS for mistake in check(inspection)))
