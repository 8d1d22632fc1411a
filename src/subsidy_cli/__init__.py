"""Eligibility and subsidies for disabled people in Chinese cities, to the fen, with the clause for every figure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from subsidy_cli.api import assess as assess
    from subsidy_cli.determination import Determination as Determination

__all__ = ["Determination", "__version__", "assess"]


def __getattr__(name: str) -> Any:
    """Load the library face on first use, so that importing the package stays cheap."""
    if name == "assess":
        from subsidy_cli.api import assess

        return assess
    if name == "Determination":
        from subsidy_cli.determination import Determination

        return Determination
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
