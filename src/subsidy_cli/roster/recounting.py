"""The second count of an input: its rows once more, from the bytes, by other means than those that read them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from subsidy_cli.roster.counting import count_ends, count_records

if TYPE_CHECKING:
    from pathlib import Path

    from subsidy_cli.roster.relations import Roster


def recount(path: Path, roster: Roster) -> int | None:
    """The rows of a roster in its file; None where lines that cannot be split leave open what is a row."""
    match roster.format:
        case "csv" | "tsv":
            if roster.has_unreadable_rows:
                return None
            return count_records(path, roster.encoding) - roster.header_rows
        case "jsonl":
            return count_ends(path, roster.encoding)
        case "parquet":
            from subsidy_cli.roster.parquet_footer import count_rows

            return count_rows(path)
        case "xlsx":
            from subsidy_cli.roster.sheet_counting import count_filled_rows

            return count_filled_rows(path, roster.sheet) + roster.blank_rows - roster.header_rows
