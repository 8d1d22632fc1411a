"""A determination as JSON text, in the form of the public contract."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from subsidy_cli.determination import Determination


def render(determination: Determination) -> str:
    """Write the whole determination as JSON, Chinese as it is read, ending with a line break."""
    return json.dumps(determination.as_json(), ensure_ascii=False, indent=2) + "\n"
