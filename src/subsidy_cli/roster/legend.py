"""The sheet that explains the others: every benefit with its clause, its conditions and what takes it away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from subsidy_cli.facts.vocabulary import KINDS, PERIODS
from subsidy_cli.roster.columns import BOUNDS, STATUSES
from subsidy_cli.roster.exporting import Sheet
from subsidy_cli.texts import Language, Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from subsidy_cli.citations import Citation
    from subsidy_cli.columnar.query import Output
    from subsidy_cli.roster.grouping import Group

NAME = Text("说明", "legend")
HEADINGS = (
    Text("代码", "code"),
    Text("含义", "meaning"),
    Text("所属待遇", "benefit"),
    Text("类别或周期", "kind or period"),
    Text("文件", "document"),
    Text("条款", "section"),
    Text("原文", "words of the text"),
    Text("地方", "place"),
)
CAUTION = Text(
    "本表由程序按公开文件测算，供核对之用，须经人工核定。",
    "Computed from published documents, to be checked and decided by a person.",
)
Row = tuple[str, ...]


def legend_sheet(groups: Iterable[Group], outputs: Sequence[Output], language: Language) -> Sheet:
    """Explain every code that can stand in the results."""
    rows: list[Row] = [(CAUTION.in_language(language),)]
    for words in (STATUSES, BOUNDS):
        rows += [(code, meaning.in_language(language)) for code, meaning in words.items()]
    wanted = [output.benefit for output in outputs]
    for group in groups:
        for name in wanted:
            rows += _benefit(group, name, language)
    headings = [heading.in_language(language) for heading in HEADINGS]
    return Sheet(NAME.in_language(language), headings, list(dict.fromkeys(rows)), [28, 36, 28, 16, 24, 16, 48, 20])


def _benefit(group: Group, name: str, language: Language) -> list[Row]:
    programme = group.programme
    place = programme.places.name(group.place).in_language(language)
    definition = programme.vocabulary.benefits[name]
    label = definition.label.in_language(language)
    kind = f"{KINDS[definition.kind].in_language(language)} / {PERIODS[definition.period].in_language(language)}"
    rule = programme.benefits.get(name)
    if rule is None:
        absent = programme.absent.get(name)
        return [] if absent is None else [(name, label, label, kind, *_cited(absent.citation), place)]
    found: list[Row] = [(name, label, label, kind, *_cited(rule.citation), place)]
    tests = [(Text("条件", "condition"), each.id, each.name, each.citation) for each in rule.conditions]
    tests += [(Text("排除", "exclusion"), each.id, each.name, each.citation) for each in rule.exclusions]
    tests += [(Text("要求", "requirement"), each.id, each.name, each.citation) for each in rule.requirements]
    for word, id_, words, citation in tests:
        found.append((id_, words.in_language(language), label, word.in_language(language), *_cited(citation), place))
    return found


def _cited(citation: Citation) -> tuple[str, str, str]:
    return citation.number or citation.document, citation.section, citation.phrase or ""
