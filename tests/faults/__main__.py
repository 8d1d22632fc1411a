"""The figures of damaged rosters: `python -m tests.faults --files 552 --seed 1`."""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from random import Random

from . import encodings, forked, headings, hostile, objects, structure, values, workbooks  # noqa: F401
from .rosters import KINDS
from .trials import FIGURES, attempt, sample


def main(arguments: list[str] | None = None) -> int:
    """Try every file and print the figures."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--files", type=int, default=552)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="kinds whose name holds this")
    parser.add_argument("--shuffle", action="store_true", help="kinds in an order of the seed, for a small sample")
    parser.add_argument("--verbose", action="store_true")
    chosen = parser.parse_args(arguments)
    names = [name for name in KINDS if chosen.only in name]
    if chosen.shuffle:
        Random(chosen.seed).shuffle(names)
    forked.load()
    found: Counter[str] = Counter()
    slowest, largest = (0.0, ""), (0, "")
    begun = time.monotonic()
    for name, random in sample(names, chosen.seed, chosen.files):
        verdict = attempt(name, KINDS[name](random))
        found += verdict.found
        assert verdict.ran is not None
        slowest = max(slowest, (verdict.ran.seconds, name))
        largest = max(largest, (verdict.ran.peak, name))
        if verdict.said or chosen.verbose:
            print(f"{name}: {verdict.ran.seconds:.2f} s, {verdict.ran.peak >> 20} MB", flush=True)
            print("".join(f"    {line}\n" for line in verdict.said[:4]), end="", flush=True)
    print(f"{chosen.files} files of {len(names)} kinds in {time.monotonic() - begun:.0f} s")
    print(f"slowest {slowest[0]:.1f} s ({slowest[1]}), largest {largest[0] >> 20} MB ({largest[1]})")
    for figure in FIGURES:
        print(f"{found[figure]:6} {figure}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
