"""`python -m subsidy_cli` and the command `subsidy`."""

from __future__ import annotations

import gc
import os


def main() -> None:
    """Run the command line and exit with its code."""
    # The command uses no Pydantic plugins, and looking for them costs a tenth of a short run, as does collecting
    # the many small objects of a programme that live until the end anyway.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    gc.freeze()
    gc.set_threshold(200_000)
    try:
        from subsidy_cli.cli.entry import run

        code = run()
    except KeyboardInterrupt:
        code = 130
    raise SystemExit(code)


if __name__ == "__main__":
    main()
