"""Results of several groups in one table: what it holds, and how the query of a group fills it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from subsidy_cli.columnar.standings import VARIES, standing_name
from subsidy_cli.columnar.terms import quote, text
from subsidy_cli.roster.columns import ENDINGS, parts_of
from subsidy_cli.roster.long_layout import LINES, LINES_TYPE
from subsidy_cli.roster.relations import PLACE, ROW
from subsidy_cli.roster.tallying import BAND

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from subsidy_cli.columnar.query import Output

TYPES = {"low": "DECIMAL(18,2)", "high": "DECIMAL(18,2)", "bound": "VARCHAR", "status": "VARCHAR", "reason": "VARCHAR"}


def table_columns(outputs: Sequence[Output], inputs: Iterable[str], *, is_long: bool) -> str:
    """The columns of the table with their types."""
    typed = [f"{quote(ROW)} BIGINT", f"{quote(PLACE)} VARCHAR", f"{quote(BAND)} INTEGER"]
    typed += [f"{name} VARCHAR" for name in inputs]
    typed += [f"{quote(name)} {TYPES[part]}" for output in outputs for part, name in _parts(output)]
    typed += [f"{quote(standing_name(output.benefit))} VARCHAR" for output in outputs if output.standing == VARIES]
    typed += [f"{quote(LINES)} {LINES_TYPE}"] if is_long else []
    return ", ".join(typed)


def gathered(
    statement: str, own: Sequence[Output], merged: Iterable[Output], inputs: Iterable[str], *, is_long: bool
) -> str:
    """The query of one group with just the columns that the table takes over by name."""
    varying = {output.benefit for output in merged if output.standing == VARIES}
    names = [ROW, PLACE, BAND, *inputs, *(name for output in own for _, name in _parts(output))]
    listed = [quote(name) for name in names]
    listed += [_standing(output) for output in own if output.benefit in varying and output.standing]
    listed += [quote(LINES)] if is_long else []
    return f"SELECT {', '.join(listed)} FROM ({statement})"


def _parts(output: Output) -> Iterator[tuple[str, str]]:
    for part in parts_of(output):
        yield part, output.benefit + ENDINGS[part][0]


def _standing(output: Output) -> str:
    """A standing that varies between groups, where it may be the same for all rows of one."""
    name = quote(standing_name(output.benefit))
    if output.standing == VARIES:
        return name
    return f"CASE WHEN {quote(f'{output.benefit}_status')} = 'eligible' THEN {text(output.standing)} END AS {name}"
