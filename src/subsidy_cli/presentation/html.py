"""A determination as one HTML file that stands alone: it opens from a memory stick and prints on A4."""

from __future__ import annotations

from typing import TYPE_CHECKING

from subsidy_cli.pages import template
from subsidy_cli.presentation import headings
from subsidy_cli.presentation.composing import compose
from subsidy_cli.presentation.tables import table_of
from subsidy_cli.presentation.wording import Wording

if TYPE_CHECKING:
    from subsidy_cli.determination import Determination
    from subsidy_cli.facts.vocabulary import Vocabulary
    from subsidy_cli.texts import Language


def render(determination: Determination, vocabulary: Vocabulary, language: Language) -> str:
    """Write a determination as a page with no reference to anything outside it."""
    outline, wording = compose(determination, vocabulary, language), Wording(language)
    tables = [(section, table_of(section, wording)) for section in outline.sections]
    page = template("presentation/templates", "determination.html")
    return page.render(outline=outline, tables=tables, wording=wording, say=wording.pick, headings=headings)
