"""What was decided for one applicant on one day: frozen values in the form of the public contract. Computes nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from decimal import Decimal

    from subsidy_cli.citations import Citation
    from subsidy_cli.facts.vocabulary import BenefitDefinition, ReadingDefinition
    from subsidy_cli.quantities import Amount
    from subsidy_cli.texts import Text

SCHEMA = 1

Outcome = Literal["met", "unmet", "unknown"]
Status = Literal["eligible", "ineligible", "unknown", "met", "unmet"]
ReasonKind = Literal["condition", "exclusion", "missing", "not_in_force", "requirement"]

OUTCOMES: dict[bool | None, Outcome] = {True: "met", False: "unmet", None: "unknown"}


@dataclass(frozen=True, slots=True)
class TestOutcome:
    """One comparison of a condition: what it asked, what it found, and how far the two lie apart."""

    __test__ = False

    text: str
    outcome: Outcome
    subject: Text
    """What was compared, in words."""
    sign: str
    actual: str | None
    threshold: str | None
    distance: str | None
    """Actual less threshold: money in yuan, dates in days; None where one of them is unknown or has no order."""
    missing: tuple[str, ...] = ()
    units: tuple[tuple[str, str], ...] = ()
    """What the figures of the definitions in the text are counted in, by name; the vocabulary does not know every definition."""

    def as_json(self) -> dict[str, Any]:
        """Give the test in the form of the public contract."""
        return {
            "text": self.text,
            "words": self.subject.as_json(),
            "outcome": self.outcome,
            "sign": self.sign,
            "actual": self.actual,
            "threshold": self.threshold,
            "distance": self.distance,
        }


@dataclass(frozen=True, slots=True)
class ConditionOutcome:
    """Whether a condition holds, or an exclusion applies (`met`)."""

    id: str
    name: Text
    outcome: Outcome
    citation: Citation
    tests: tuple[TestOutcome, ...]
    mode: Literal["all", "any"] = "all"
    missing: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Give the condition in the form of the public contract."""
        return {
            "id": self.id,
            "name": self.name.as_json(),
            "outcome": self.outcome,
            "mode": self.mode,
            "citation": self.citation.as_json(),
            "tests": [test.as_json() for test in self.tests],
        }


@dataclass(frozen=True, slots=True)
class ItemOutcome:
    """One line of an amount."""

    id: str
    name: Text
    amount: Amount
    citation: Citation
    text: str

    def as_json(self) -> dict[str, Any]:
        """Give the item: a plain amount where it is exact, else its ends."""
        amount: object = self.amount.as_json()
        if self.amount.bound == "exact":
            amount = format(self.amount.low or 0, ".2f")
        return {"id": self.id, "name": self.name.as_json(), "amount": amount, "citation": self.citation.as_json()}


@dataclass(frozen=True, slots=True)
class LimitOutcome:
    """A ceiling or a floor on the sum, and whether it made a difference."""

    id: str
    name: Text
    side: Literal["at_most", "at_least"]
    value: Amount
    applied: bool
    citation: Citation

    def as_json(self) -> dict[str, Any]:
        """Give the limit with its value."""
        return {
            "id": self.id,
            "name": self.name.as_json(),
            "side": self.side,
            "value": self.value.as_json(),
            "applied": self.applied,
            "citation": self.citation.as_json(),
        }


@dataclass(frozen=True, slots=True)
class Displacement:
    """Another scheme that is higher and takes this benefit's place."""

    id: str
    name: Text
    citation: Citation

    def as_json(self) -> dict[str, Any]:
        """Give the scheme with its clause."""
        return {"id": self.id, "name": self.name.as_json(), "citation": self.citation.as_json()}


@dataclass(frozen=True, slots=True)
class NotInForce:
    """Why a benefit that the place knows gives nothing that day."""

    reason: Literal["draft", "not_yet", "repealed"]
    start: date | None
    end: date | None

    def as_json(self) -> dict[str, Any]:
        """Give the reason and the days."""
        return {
            "reason": self.reason,
            "from": None if self.start is None else self.start.isoformat(),
            "to": None if self.end is None else self.end.isoformat(),
        }


@dataclass(frozen=True, slots=True)
class Reason:
    """The one thing that decided against a benefit, or keeps it open."""

    kind: ReasonKind
    id: str

    def __str__(self) -> str:
        """The id of the condition, exclusion or requirement; `missing:` or `not_in_force:` before anything else."""
        return f"{self.kind}:{self.id}" if self.kind in {"missing", "not_in_force"} else self.id


@dataclass(frozen=True, slots=True)
class BenefitOutcome:
    """What was decided about one benefit, quota or target."""

    definition: BenefitDefinition
    status: Status
    force: str
    citation: Citation
    amount: Amount | None
    conditions: tuple[ConditionOutcome, ...] = ()
    exclusions: tuple[ConditionOutcome, ...] = ()
    items: tuple[ItemOutcome, ...] = ()
    limits: tuple[LimitOutcome, ...] = ()
    requirements: tuple[ConditionOutcome, ...] = ()
    details: Mapping[str, Any] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    displaced_by: tuple[Displacement, ...] = ()
    not_in_force: NotInForce | None = None
    reason: Reason | None = None
    readings: tuple[str, ...] = ()
    notes: tuple[Text, ...] = ()

    @property
    def id(self) -> str:
        """The public id."""
        return self.definition.id

    @property
    def is_due(self) -> bool:
        """Whether the benefit is to be given."""
        return self.status == "eligible"

    def as_json(self) -> dict[str, Any]:
        """Give the benefit in the form of the public contract."""
        return {
            "id": self.id,
            "name": self.definition.label.as_json(),
            "kind": self.definition.kind,
            "subject": self.definition.subject,
            "status": self.status,
            "force": self.force,
            "period": self.definition.period,
            "in_kind": self.definition.in_kind,
            "amount": None if self.amount is None else self.amount.as_json(),
            "items": [item.as_json() for item in self.items],
            "limits": [limit.as_json() for limit in self.limits],
            "conditions": [condition.as_json() for condition in self.conditions],
            "exclusions": [exclusion.as_json() for exclusion in self.exclusions],
            "requirements": [requirement.as_json() for requirement in self.requirements],
            "details": dict(self.details),
            "missing": list(self.missing),
            "reason": None if self.reason is None else str(self.reason),
            "displaced_by": [displacement.as_json() for displacement in self.displaced_by],
            "not_in_force": None if self.not_in_force is None else self.not_in_force.as_json(),
            "citation": self.citation.as_json(),
            "readings": list(self.readings),
            "notes": [note.as_json() for note in self.notes],
        }


@dataclass(frozen=True, slots=True)
class DefinitionOutcome:
    """The value of a derived fact."""

    id: str
    label: Text
    value: bool | int | str | None
    amount: Amount | None
    period: str | None
    missing: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """Give a plain value, or an amount with its period."""
        found: dict[str, Any] = {"label": self.label.as_json()}
        if self.amount is None:
            found["value"] = self.value
        else:
            found |= {"amount": self.amount.as_json(), "period": self.period}
        if self.missing:
            found["missing"] = list(self.missing)
        return found


@dataclass(frozen=True, slots=True)
class UsedStandard:
    """A local standard that the result used, and where it came from."""

    id: str
    label: Text
    value: str
    source: str
    origin: Literal["stated", "user", "shipped"]
    confidence: str | None = None
    place: str | None = None
    start: date | None = None
    end: date | None = None
    review: date | None = None

    def as_json(self) -> dict[str, Any]:
        """Give the value and its source."""
        return {
            "id": self.id,
            "label": self.label.as_json(),
            "value": self.value,
            "source": self.source,
            "origin": self.origin,
            "confidence": self.confidence,
            "place": self.place,
            "from": None if self.start is None else self.start.isoformat(),
            "to": None if self.end is None else self.end.isoformat(),
            "review": None if self.review is None else self.review.isoformat(),
        }


@dataclass(frozen=True, slots=True)
class Total:
    """What is payable per period: only mandatory sums, never a loan, never a benefit in kind."""

    low: Decimal
    high: Decimal | None
    open: tuple[str, ...]
    """The benefits that leave the high end open."""
    subjects: Mapping[str, Total] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Give the total, and the same by subject."""
        found: dict[str, Any] = {
            "low": format(self.low, ".2f"),
            "high": None if self.high is None else format(self.high, ".2f"),
            "open": list(self.open),
        }
        if self.subjects:
            found["subjects"] = {subject: total.as_json() for subject, total in self.subjects.items()}
        return found


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the reader must know first: a rule outside the documents, a plan past its horizon, a place that differs."""

    id: str
    title: Text
    text: Text
    source: str = ""

    def as_json(self) -> dict[str, Any]:
        """Give the notice."""
        return {"id": self.id, "title": self.title.as_json(), "text": self.text.as_json(), "source": self.source}


@dataclass(frozen=True, slots=True)
class Determination:
    """Everything that was decided for one applicant on one day."""

    place: str
    place_name: Text
    as_of: date
    digest: str
    documents: tuple[str, ...]
    document_titles: Mapping[str, Text]
    benefits: tuple[BenefitOutcome, ...]
    definitions: tuple[DefinitionOutcome, ...]
    totals: Mapping[str, Total]
    standards: tuple[UsedStandard, ...]
    assumed: Mapping[str, str]
    readings: tuple[ReadingDefinition, ...]
    chosen_readings: frozenset[str]
    notices: tuple[Notice, ...]
    drafts_in_force: frozenset[str] = field(default_factory=frozenset)
    """Drafts that were taken as in force, as asked or by the alternative of a reading."""
    place_names: Mapping[str, Text] = field(default_factory=dict, compare=False, repr=False)
    document_numbers: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)
    """What the documents are called for short, also those that nothing decided here cites."""
    """The names of places by path, for words."""

    def benefit(self, name: str) -> BenefitOutcome | None:
        """The outcome of one benefit, if it was evaluated."""
        return next((outcome for outcome in self.benefits if outcome.id == name), None)

    def definition(self, name: str) -> DefinitionOutcome | None:
        """The value of one definition, if it was evaluated."""
        return next((outcome for outcome in self.definitions if outcome.id == name), None)

    def as_json(self) -> dict[str, Any]:
        """Give the whole determination in the form of the public contract: the very dictionary the command prints."""
        return {
            "schema": SCHEMA,
            "place": self.place,
            "as_of": self.as_of.isoformat(),
            "programme": {"digest": self.digest, "documents": list(self.documents)},
            "notices": [notice.as_json() for notice in self.notices],
            "definitions": {outcome.id: outcome.as_json() for outcome in self.definitions},
            "benefits": [outcome.as_json() for outcome in self.benefits],
            "totals": {period: total.as_json() for period, total in self.totals.items()},
            "standards": [standard.as_json() for standard in self.standards],
            "assumed": dict(self.assumed),
            "readings": [
                {
                    "id": reading.id,
                    "clause": reading.clause,
                    "question": reading.question.as_json(),
                    "reading": (
                        reading.alternative if reading.id in self.chosen_readings else reading.default
                    ).as_json(),
                    "chosen": "alternative" if reading.id in self.chosen_readings else "default",
                }
                for reading in self.readings
            ],
        }
