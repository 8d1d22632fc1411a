"""The summary as a file: JSON for machines, a workbook for the office, one HTML page to be looked at and printed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from subsidy_cli.diagnostics import Diagnostic, Place, Refusal, RefusedError
from subsidy_cli.roster.exporting import Sheet
from subsidy_cli.roster.report_tables import figures, listings
from subsidy_cli.roster.report_words import CAUTION, TITLE, ReportWords
from subsidy_cli.texts import Language, Text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from subsidy_cli.facts.vocabulary import Vocabulary
    from subsidy_cli.roster.grouping import Group
    from subsidy_cli.roster.summary import Summary

FORMS = frozenset({".json", ".xlsx", ".html", ".htm"})


def check_summary_file(path: Path) -> None:
    """The suffix is one that can be written. Raises RefusedError (usage)."""
    if path.suffix.lower() not in FORMS:
        message = Text(
            f"不认识的汇总格式 {path.suffix or path.name}", f"no such form of summary: {path.suffix or path.name}"
        )
        hint = Text("可用 .json .xlsx .html", "use .json, .xlsx or .html")
        raise RefusedError(Refusal.USAGE, [Diagnostic("output-format", message, Place("--summary"), hint)])


def write_summary(
    summary: Summary, vocabulary: Vocabulary, path: Path, language: Language, groups: Sequence[Group]
) -> None:
    """Write the summary in the form of the suffix; the groups of the run tell under which law."""
    words = ReportWords(vocabulary, language)
    match path.suffix.lower():
        case ".json":
            content = json.dumps(summary.as_json(), ensure_ascii=False, indent=1)
            path.write_text(f"{content}\n", encoding="utf-8", newline="\n")
        case ".xlsx":
            _write_workbook(summary, words, path)
        case _:
            from subsidy_cli.roster.report_page import render_page

            path.write_text(render_page(summary, words, groups), encoding="utf-8", newline="\n")


def _write_workbook(summary: Summary, words: ReportWords, path: Path) -> None:
    from subsidy_cli.roster.exporting import write_sheets

    title = words.say(TITLE)
    leading = [
        *(words.notice(notice) for notice in summary.notices),
        *((words(name), value) for name, value in figures(summary)),
        (words.say(CAUTION),),
    ]
    others = [
        Sheet(
            listing.title,
            listing.headings,
            listing.rows,
            [36, *[16] * (len(listing.headings) - 1)],
        )
        for listing in listings(summary, words)
    ]
    write_sheets(path, [Sheet(title, [title, ""], leading, [40, 18]), *others])
