"""Every command under a strict GBK console: `python -m tests.faults.console`. Exceptions: 0.

Every command with its help in both languages, every example of every help page, and the mistakes that people make, with
PYTHONIOENCODING=gbk:strict in effect, as on a console of code page 936. What a command prints must moreover be in GBK by
itself, so that nothing is shown as a question mark.
"""

from __future__ import annotations

import argparse
import shlex
import sys
import tempfile
from pathlib import Path
from random import Random

import pytest

from . import forked
from .rosters import GRADE, NAME, table

ENCODING = "gbk"
MISTAKES = (
    "subsidy",
    "subsidy nothing",
    "subsidy assess",
    "subsidy assess --place 火星",
    "subsidy care --place jiaxing --disability-grade 九",
    "subsidy care --place jiaxing --disability-grad 1",
    "subsidy explain no_such_benefit --place jiaxing",
    "subsidy assess --place jiaxing --as-of 2021-13-01",
    "subsidy batch none.csv out.csv --place jiaxing",
    "subsidy batch roster.csv roster.csv --place jiaxing",
    "subsidy batch strange.csv out.csv --place jiaxing --as-of 2021-03-01",
    "subsidy batch strange.csv out.xlsx --place jiaxing --as-of 2021-03-01 --headers zh --summary out.html",
    "subsidy batch 𠮷.csv - --place jiaxing --as-of 2021-03-01",
    "subsidy batch strange.csv out.csv --place jiaxing --map 不存在✓=citizen_id",
    "subsidy policy show nothing",
    "subsidy verify none.json",
    "subsidy --version",
    "subsidy help nothing",
)
STRANGE = "𠮷䶮✓•—é\u200b"
"""Characters of the input, of which GBK has only some."""


def _prepare(folder: Path, patch: pytest.MonkeyPatch) -> None:
    """The files that the examples speak of, and rosters with characters that GBK does not have."""
    from cli_running import prepare

    prepare(folder, patch)
    made = table(Random(1))
    made.rows[0].cells[NAME] = f"名{STRANGE}"
    made.rows[1].cells[GRADE] = f"九级{STRANGE}"
    for name in ("strange.csv", "𠮷.csv"):
        (folder / name).write_text(made.text(), encoding="utf-8")


def lines() -> list[str]:
    """Every command line that is tried."""
    from cli_running import every_command
    from subsidy_cli.cli.root import LINES

    found = ["subsidy --help --lang zh", "subsidy --help --lang en", *LINES]
    for path, command in every_command():
        for language in ("zh", "en"):
            found.append(f"subsidy {path} --help --lang {language}")
            found += [f"{_spoken(example.line, language)}" for example in command.examples]
    for line in MISTAKES:
        found += [f"{line} --lang zh", f"{line} --lang en"]
    return found


def _spoken(line: str, language: str) -> str:
    """A line in a language; redirections stay at its end."""
    for sign in (" < ", " > "):
        command, found, file = line.partition(sign)
        if found:
            return f"{command} --lang {language}{sign}{file}"
    return f"{line} --lang {language}"


def _try(line: str) -> tuple[forked.Ran, forked.Ran]:
    """A line on a GBK console, and the same where every character can be shown."""
    words = shlex.split(line)[1:]
    content = None
    if "<" in words:
        content = Path(words[-1]).read_bytes()
    if "<" in words or ">" in words:
        words = words[:-2]
    return forked.run(words, content, ENCODING), forked.run(words, content, "utf-8")


def main(arguments: list[str] | None = None) -> int:
    """Say everything to a GBK console."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.console", description=__doc__)
    parser.add_argument("--every", type=int, default=1, help="only every n-th command line, for a sample")
    parser.add_argument("--verbose", action="store_true")
    chosen = parser.parse_args(arguments)
    sys.path.insert(0, str(Path(__file__).parents[1]))
    forked.load()
    exceptions = lost = count = 0
    for line in lines()[:: chosen.every]:
        with tempfile.TemporaryDirectory(prefix="faults-") as written, pytest.MonkeyPatch.context() as patch:
            _prepare(Path(written), patch)
            narrow, wide = _try(line)
            count += 1
            if narrow.is_abort or narrow.is_traceback or "UnicodeEncodeError" in narrow.err:
                exceptions += 1
                print(f"{line}: code {narrow.code}: {narrow.err.strip()[-300:]}", flush=True)
            text = wide.out.decode("utf-8", "replace") + wide.err
            strange = {sign for sign in text if not _fits(sign)} - set(STRANGE)
            if strange:
                lost += 1
                print(f"{line}: not in GBK: {' '.join(sorted(strange))}", flush=True)
            if chosen.verbose:
                print(f"{narrow.code} {wide.code} {line}", flush=True)
    print(f"{count} command lines")
    print(f"{exceptions:6} exceptions")
    print(f"{lost:6} with characters that such a console cannot show")
    return 1 if exceptions or lost else 0


def _fits(sign: str) -> bool:
    try:
        sign.encode(ENCODING)
    except UnicodeEncodeError:
        return False
    return True


if __name__ == "__main__":
    sys.exit(main())
