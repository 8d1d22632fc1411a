"""Where the data lies: inside the installed package, or beside the checkout."""

from __future__ import annotations

import os
from pathlib import Path

VARIABLE = "SUBSIDY_POLICIES"


def data_folder() -> Path:
    """The folder of vocabulary and shipped policies."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "data"
    return inside if inside.is_dir() else package.parent.parent / "data"


def is_folder(path: Path) -> bool:
    """Whether there is a folder that this user may look into."""
    try:
        next(os.scandir(path), None)
    except OSError:
        return False
    return True


def policies_folder(chosen: Path | None = None) -> Path:
    """The folder of policies: the one chosen, else the environment's, else the shipped one."""
    if chosen is not None:
        return chosen
    named = os.environ.get(VARIABLE)
    return Path(named) if named else shipped_policies()


def shipped_policies() -> Path:
    """The folder of policies that comes with the program."""
    return data_folder() / "policies"


def user_folder() -> Path:
    """The folder of the user's own standards and policies, layered over the shipped ones."""
    from platformdirs import user_config_path

    return user_config_path("subsidy-cli", appauthor=False)
