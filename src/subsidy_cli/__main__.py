"""`python -m subsidy_cli` and the command `subsidy`."""

from __future__ import annotations


def main() -> None:
    """Run the command line and exit with its code."""
    from subsidy_cli.cli.entry import run

    raise SystemExit(run())


if __name__ == "__main__":
    main()
