"""The oracle and the product asked the same questions: every difference is a fault of one of them.

    python -m tests.oracle.differential --count 100000 --seed 7

This is the only module of the oracle that knows the product, and nothing of the oracle imports it. Of the samples of a
place three in four are people, the others employers and institutions. Programmes are compiled once for each day.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from typing import Any
from unittest.mock import patch

from subsidy_cli.api import Enquiry, compile_for, read_applicant
from subsidy_cli.evaluation import benefits
from subsidy_cli.evaluation.benefits import Assessor
from subsidy_cli.library.opening import Library, open_library
from subsidy_cli.programme.rules import Programme

from . import Outcome, benefits_of, determine, sampling
from .sampling import Sample

PLACES = ("jiaxing", "pinghu", "fuzhou")
SHOWN = 3


@dataclass
class Product:
    """The product with its programmes, each compiled once for a place and a day."""

    library: Library = field(default_factory=lambda: open_library(with_user_folder=False))
    programmes: dict[tuple[str, date], Programme] = field(default_factory=dict)

    def determine(self, sample: Sample) -> dict[str, Outcome]:
        """Decide what the oracle decides too, from the contract's form of the sample."""
        asked = sample.as_contract()
        place = self.library.find_place(sample.place)
        enquiry = Enquiry(place, sample.as_of, asked["facts"], asked["standards"], shipped_standards=False)
        applicant, _ = read_applicant(self.library, place, enquiry)
        programme = self.programme(sample)
        assessor = Assessor(programme, applicant)
        return {name: outcome_of(assessor, programme, name) for name in benefits_of(sample.place)}

    def programme(self, sample: Sample) -> Programme:
        key = (sample.place, sample.as_of)
        if key not in self.programmes:
            place = self.library.find_place(sample.place)
            enquiry = Enquiry(place, sample.as_of, benefits=sorted(benefits_of(sample.place)))
            self.programmes[key] = compile_for(self.library, place, self.library.documents(place), enquiry)
        return self.programmes[key]


def outcome_of(assessor: Assessor, programme: Programme, name: str) -> Outcome:
    """Put the product's answer into the oracle's words; a benefit outside its days is ineligible."""
    if name in programme.absent:
        return Outcome(assessor.absent(programme.absent[name]).status)
    outcome = assessor.outcome(name)
    if outcome.amount is None:
        return Outcome(outcome.status)
    return Outcome(outcome.status, outcome.amount.low, outcome.amount.high)


@dataclass(frozen=True)
class Difference:
    """One benefit on which the two do not agree, and everything needed to ask again."""

    benefit: str
    oracle: Outcome
    product: Outcome
    sample: Sample

    def __str__(self) -> str:
        return f"{self.benefit}: oracle {self.oracle}, product {self.product}\n    {self.sample.as_contract()}"


@dataclass
class Comparison:
    """How many answers were compared, and which of them differ."""

    samples: int = 0
    answers: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    first: list[Difference] = field(default_factory=list)

    def note(self, difference: Difference) -> None:
        self.counts[difference.benefit] += 1
        if self.counts[difference.benefit] <= SHOWN:
            self.first.append(difference)


def samples(place: str, count: int, seed: int) -> Iterator[Sample]:
    """Draw people and employers, three to one."""
    people = count - count // 4
    return chain(sampling.people(place, people, seed), sampling.employers(place, count - people, seed))


def compare(product: Product, place: str, count: int, seed: int) -> Comparison:
    """Ask both about every sample of a place, and collect what differs."""
    comparison = Comparison()
    with unexplained():
        for sample in samples(place, count, seed):
            ask_both(product, sample, comparison)
    return comparison


@contextmanager
def unexplained() -> Iterator[None]:
    """Leave out what only explains an answer: it takes half of the time and decides nothing."""
    with patch.object(benefits, "trace", nothing), patch.object(benefits, "readings_of", nothing):
        yield


def nothing(*_: object) -> tuple[()]:
    return ()


def ask_both(product: Product, sample: Sample, comparison: Comparison) -> None:
    oracle = determine(sample.place, sample.as_of, sample.facts, sample.standards)
    answered = product.determine(sample)
    comparison.samples += 1
    comparison.answers += len(oracle)
    for name, outcome in oracle.items():
        if answered[name] != outcome:
            comparison.note(Difference(name, outcome, answered[name], sample))


def report(place: str, comparison: Comparison) -> None:
    total = sum(comparison.counts.values())
    print(f"{place}: {comparison.samples} samples, {comparison.answers} answers, {total} differences", flush=True)
    for name, count in comparison.counts.most_common():
        print(f"  {count:7} {name}")
    for difference in comparison.first:
        print(f"  {difference}")


def main(arguments: list[str] | None = None) -> int:
    """Compare every place and print the counts and the first differences of each benefit; 1 if there are any."""
    parser = argparse.ArgumentParser(prog="python -m tests.oracle.differential", description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=2000, help="samples for each place")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--place", choices=PLACES, action="append", help="only this place; may be repeated")
    options: Any = parser.parse_args(arguments)
    product, differ = Product(), False
    for place in options.place or PLACES:
        comparison = compare(product, place, options.count, options.seed)
        report(place, comparison)
        differ = differ or bool(comparison.counts)
    return int(differ)


if __name__ == "__main__":
    sys.exit(main())
