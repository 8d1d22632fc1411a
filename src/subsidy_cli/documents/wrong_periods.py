"""Days that a policy file has the wrong way round."""

from __future__ import annotations

from typing import TYPE_CHECKING

from subsidy_cli.diagnostics import Diagnostic
from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from subsidy_cli.diagnostics import Place
    from subsidy_cli.periods import Period


def wrong_period(period: Period, place: Place) -> Diagnostic:
    """The mistake of a period that ends before it begins."""
    message = Text(
        f"最后一日 {period.end} 早于第一日 {period.start}，任何一日都不适用",
        f"the last day {period.end} comes before the first, {period.start}: it holds on no day",
    )
    hint = Text("更正 from 或 to；一直适用的不写 to", "put from or to right; what goes on has no to")
    return Diagnostic("wrong-period", message, place, hint)
