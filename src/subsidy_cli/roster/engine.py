"""The embedded engine, as a run needs it: within bounds of memory, in the order of rows, away from the network."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from subsidy_cli.diagnostics import Diagnostic, Place, Refusal, RefusedError
from subsidy_cli.library.system_errors import reason_in
from subsidy_cli.roster.writing import output_failed
from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from duckdb import DuckDBPyConnection

MEMORY = "1100MB"
"""What the engine may hold before it spills to the disk; enough for any length of roster."""
MORE_MEMORY = "75%"
"""What it may hold where a roster has so many columns that reading one block of rows takes more than that."""
LONG = 1 << 30
"""Bytes of an input whose rows lie in a file from the start: packed they are a tenth as long as what would be spilled."""
LIST_JOINS = "in_clause"
"""An optimization of DuckDB that turns each longer IN into a join, even where only a branch that is never taken asks it."""


@contextmanager
def open_engine(folder: Path, memory: str, source: Path | None) -> Iterator[DuckDBPyConnection]:
    """An engine that keeps what does not fit into memory in the folder, and never looks for anything on the network.

    Raises RefusedError: output where the disk gives out, policies where a rule makes a figure of too many digits.
    """
    import duckdb

    config: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": memory,
        "temp_directory": str(folder / "spill"),
        "preserve_insertion_order": "true",
        "autoinstall_known_extensions": "false",
    }
    connection = duckdb.connect(str(folder / "rows.duckdb") if _is_long(source) else ":memory:", config=config)
    connection.execute("PRAGMA disable_checkpoint_on_shutdown")
    connection.execute(f"SET disabled_optimizers = '{LIST_JOINS}'")
    connection.execute("SET enable_progress_bar = true")
    connection.execute("SET enable_progress_bar_print = false")
    try:
        yield connection
    except (duckdb.IOException, duckdb.FatalException) as error:
        reason = reason_in(str(error))
        if reason is None:
            raise
        raise output_failed(str(folder.parent), reason) from None
    except (duckdb.OutOfRangeException, duckdb.ConversionException) as error:
        if "DECIMAL" not in str(error):
            raise
        raise _too_large() from None
    finally:
        connection.close()


def _too_large() -> RefusedError:
    """A rule makes figures that no amount of money has; the figures of rows are of a limited size."""
    message = Text("规则算出的数值位数过多", "a rule makes a figure of too many digits")
    hint = Text(
        "检查政策文件中的乘法；subsidy assess 逐项显示各数",
        "see what the policy files multiply; subsidy assess shows each figure",
    )
    return RefusedError(Refusal.POLICIES, [Diagnostic("figure-too-large", message, Place("amount"), hint)])


def _is_long(source: Path | None) -> bool:
    return source is not None and source.is_file() and source.stat().st_size > LONG
