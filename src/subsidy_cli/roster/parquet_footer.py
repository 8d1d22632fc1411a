"""The number of rows that a Parquet file states in its footer, without a look at the rows."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from subsidy_cli.roster.formats import is_pattern

if TYPE_CHECKING:
    from pathlib import Path


def count_rows(path: Path) -> int | None:
    """The rows that the footer states; None where it cannot be read, as that of an encrypted file."""
    import duckdb

    if is_pattern(path):
        return None
    with closing(duckdb.connect()) as connection:
        try:
            found = connection.execute("SELECT num_rows FROM parquet_file_metadata(?)", [str(path)]).fetchone()
        except duckdb.Error:
            return None
    return None if found is None else int(found[0])
