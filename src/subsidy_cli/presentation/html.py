"""A determination as one HTML file that stands alone: it opens from a memory stick and prints on A4."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from subsidy_cli.presentation import headings
from subsidy_cli.presentation.composing import compose
from subsidy_cli.presentation.tables import table_of
from subsidy_cli.presentation.wording import Wording

if TYPE_CHECKING:
    from jinja2 import Template

    from subsidy_cli.determination import Determination
    from subsidy_cli.facts.vocabulary import Vocabulary
    from subsidy_cli.texts import Language


def render(determination: Determination, vocabulary: Vocabulary, language: Language) -> str:
    """Write a determination as a page with no reference to anything outside it."""
    outline, wording = compose(determination, vocabulary, language), Wording(language)
    tables = [(section, table_of(section, wording)) for section in outline.sections]
    return _template().render(outline=outline, tables=tables, wording=wording, say=wording.pick, headings=headings)


@cache
def _template() -> Template:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("subsidy_cli", "presentation/templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template("determination.html")
