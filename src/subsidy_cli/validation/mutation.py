"""Policy mutation: every figure, day, sign and word is changed, one at a time, and a worked case must fail.

`python -m subsidy_cli.validation.mutation [--document ID] [--sample N --seed S]` tells killed and total for each file,
and every survivor with its place. A mutant that means the same as what is written is listed, with the argument, in
`cases/<document>/equivalent.toml`:

    [[equivalent]]
    mutant = "definitions.age.value: figure 0 -> 1"
    reason = "..."
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from subsidy_cli.diagnostics import Refusal, RefusedError
from subsidy_cli.library.files import parse_toml, read_text
from subsidy_cli.library.opening import open_library
from subsidy_cli.places import lies_within
from subsidy_cli.validation.cases import Case, read_cases
from subsidy_cli.validation.dependence import Dependence, owners
from subsidy_cli.validation.elements import all_documents
from subsidy_cli.validation.mutants import Mutant, mutants
from subsidy_cli.validation.notice_mutants import NoticeMutant, notice_mutants
from subsidy_cli.validation.running import CaseRunner

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from subsidy_cli.library.opening import Library
    from subsidy_cli.library.shelf import Document

Fate = Literal["killed", "refused", "equivalent", "survived"]

EQUIVALENTS = "equivalent.toml"


@dataclass(frozen=True)
class Verdict:
    """What became of a mutant."""

    mutant: Mutant | NoticeMutant
    fate: Fate
    case: Case | None = None
    """The worked case that killed it."""
    reason: str = ""
    """Why it means the same as what is written."""

    def __str__(self) -> str:
        return f"{self.mutant.place}: {self.mutant.id}"


# the run


@dataclass
class Mutation:
    """Runs mutants of a library against its worked cases."""

    library: Library
    documents: tuple[Document, ...]
    cases: tuple[Case, ...]
    equivalents: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """Why a mutant means the same, by document and id of the mutant."""

    def __post_init__(self) -> None:
        self._runner = CaseRunner(self.library)
        self._dependence = Dependence(self.documents)
        passing = (result.case for result in self._runner.run(self.cases) if result.passed)
        self._touched = [(case, self._touched_by(case)) for case in passing]
        self._kills = Counter[tuple[str, int]]()

    def _touched_by(self, case: Case) -> frozenset[str]:
        roots = [f"benefit {name}" for name in case.expect] + [f"definition {name}" for name in case.expect_definitions]
        return self._dependence.below(roots)

    def judge(self, mutant: Mutant | NoticeMutant) -> Verdict:
        """Run the cases that a mutant concerns until one fails."""
        runner = mutant.under(self._runner)
        for case in self._concerned(mutant):
            result = runner.run_one(case)
            if not result.passed:
                self._kills[case.file, case.index] += 1
                return Verdict(mutant, "refused" if result.refusals else "killed", case)
        reason = self.equivalents.get((mutant.owner, mutant.id))
        return Verdict(mutant, "survived") if reason is None else Verdict(mutant, "equivalent", reason=reason)

    def _concerned(self, mutant: Mutant | NoticeMutant) -> list[Case]:
        """The cases that look at what was changed."""
        if isinstance(mutant, NoticeMutant):
            return [case for case, _ in self._touched if case.notices is not None]
        return self._concerned_by_rule(mutant)

    def _concerned_by_rule(self, mutant: Mutant) -> list[Case]:
        """The cases in the document's place that look at the changed rule; those most likely to fail first."""
        document = mutant.document
        targets = set(_targets(mutant))
        found = [
            case
            for case, touched in self._touched
            if touched & targets and lies_within(self.library.find_place(case.place), document.place)
        ]
        direct = {name.partition(" ")[2] for name in targets}
        tells = mutant.key == ("horizon",)

        def unlikely(case: Case) -> tuple[bool, bool, bool]:
            silent = tells and case.notices is None
            return silent, case.folder != document.id, direct.isdisjoint(_expected(case))

        return sorted(found, key=unlikely)


def _expected(case: Case) -> tuple[str, ...]:
    return (*case.expect, *case.expect_definitions)


def _targets(mutant: Mutant) -> tuple[str, ...]:
    """The rules that a mutant changes; the head changes all of its document."""
    if mutant.element is not None:
        return owners(mutant.element)
    document = mutant.document
    return (
        *(f"benefit {name}" for name in document.benefits),
        *(f"definition {name}" for name in document.definitions),
    )


def open_mutation(library: Library) -> Mutation:
    """Read everything that a run needs. Raises RefusedError with the mistakes of every file."""
    documents = all_documents(library)
    cases = tuple(case for root in library.roots for case in read_cases(root))
    return Mutation(library, documents, cases, read_equivalents(library))


def read_equivalents(library: Library) -> dict[tuple[str, str], str]:
    """The mutants that are argued to mean the same as what is written. Raises RefusedError."""
    found: dict[tuple[str, str], str] = {}
    for root in library.roots:
        for path in sorted(root.rglob(f"cases/*/{EQUIVALENTS}")):
            content = parse_toml(read_text(path, Refusal.INPUT), Refusal.INPUT)
            for entry in content.get("equivalent", []):
                found[path.parent.name, entry["mutant"]] = entry["reason"]
    return found


def all_mutants(mutation: Mutation, document: str | None = None) -> tuple[Mutant | NoticeMutant, ...]:
    """Every mutant of every document and notice, or of one document."""
    wanted = [each for each in mutation.documents if document in {None, each.id}]
    found = tuple(mutant for each in wanted for mutant in mutants(mutation.library, each))
    return found if document is not None else (*found, *notice_mutants(mutation.library))


def stale_equivalents(mutation: Mutation, found: Iterable[Mutant | NoticeMutant]) -> tuple[str, ...]:
    """Arguments for mutants that do not exist any more."""
    held = {(mutant.owner, mutant.id) for mutant in found}
    return tuple(f"{document}: {name}" for document, name in mutation.equivalents if (document, name) not in held)


def sample(found: Sequence[Mutant | NoticeMutant], size: int | None, seed: int) -> Sequence[Mutant | NoticeMutant]:
    """A seeded sample, in the order of the documents."""
    if size is None or size >= len(found):
        return found
    chosen = random.Random(seed).sample(range(len(found)), size)
    return [found[index] for index in sorted(chosen)]


# the report


def report(verdicts: Sequence[Verdict]) -> Iterator[str]:
    """Killed and total for each file, every survivor, and the sum."""
    for file in dict.fromkeys(verdict.mutant.file for verdict in verdicts):
        yield f"{_share([each for each in verdicts if each.mutant.file == file])}  {_near(file)}"
    for verdict in verdicts:
        if verdict.fate == "survived":
            yield f"survived  {_near(str(verdict))}"
    counts = Counter(verdict.fate for verdict in verdicts)
    killed = counts["killed"] + counts["refused"]
    yield (
        f"{len(verdicts)} mutants: {killed} killed ({counts['refused']} of them refused by the compile step), "
        f"{counts['equivalent']} equivalent, {counts['survived']} survived"
    )


def _share(verdicts: Sequence[Verdict]) -> str:
    lost = sum(verdict.fate != "survived" for verdict in verdicts)
    return f"{lost:5}/{len(verdicts):<5}"


def _near(path: str) -> str:
    return path.removeprefix(f"{Path.cwd()}/")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run mutants and tell what became of them; 1 where one survived."""
    parser = argparse.ArgumentParser(prog="python -m subsidy_cli.validation.mutation", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--policies", type=Path, help="another folder of policies")
    parser.add_argument("--document", help="only this document")
    parser.add_argument("--sample", type=int, metavar="N", help="a sample of N mutants")
    parser.add_argument("--seed", type=int, default=0, metavar="S", help="the seed of the sample")
    chosen = parser.parse_args(arguments)
    try:
        mutation = open_mutation(open_library(chosen.policies, with_user_folder=False))
    except RefusedError as error:
        for diagnostic in error.diagnostics:
            print(f"{diagnostic.place}: {diagnostic.code}: {diagnostic.message.en}", file=sys.stderr)
        return error.refusal.value
    found = all_mutants(mutation, chosen.document)
    verdicts = [mutation.judge(mutant) for mutant in sample(found, chosen.sample, chosen.seed)]
    for line in report(verdicts):
        print(line)
    return int(any(verdict.fate == "survived" for verdict in verdicts))


if __name__ == "__main__":
    sys.exit(main())
