"""The whole determination: which benefits are asked, their results, totals, and everything that was used."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from subsidy_cli.determination import (
    BenefitOutcome,
    DefinitionOutcome,
    Determination,
    Total,
    UsedStandard,
)
from subsidy_cli.evaluation.benefits import Assessor
from subsidy_cli.evaluation.notices import collect_notices
from subsidy_cli.evaluation.standards import used_standard
from subsidy_cli.facts.applicant import show
from subsidy_cli.facts.vocabulary import QUOTA_KINDS
from subsidy_cli.programme.readings import readings_of_definition
from subsidy_cli.quantities import EVERYTHING, Amount, Interval

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from subsidy_cli.evaluation.standards import ChosenStandard
    from subsidy_cli.evaluation.values import Result
    from subsidy_cli.facts.applicant import Applicant
    from subsidy_cli.programme.rules import DefinitionRule, Programme
    from subsidy_cli.texts import Text

BODIES = frozenset({"authority", "institution", "employer"})
PEOPLE = frozenset({"person", "household"})


@dataclass(frozen=True)
class Question:
    """What is asked of a programme."""

    benefits: Collection[str] | None = None
    kinds: Collection[str] | None = None
    subjects: Collection[str] | None = None
    everything: bool = False
    document_titles: Mapping[str, Text] = field(default_factory=dict)
    document_numbers: Mapping[str, str] = field(default_factory=dict)
    standards: Mapping[str, ChosenStandard] = field(default_factory=dict)


def assess_applicant(programme: Programme, applicant: Applicant, question: Question) -> Determination:
    """Decide every benefit that is asked for."""
    pending = {name: chosen.pending for name, chosen in question.standards.items() if chosen.pending}
    assessor = Assessor(programme, applicant, pending)
    wanted = wanted_benefits(programme, applicant, question)
    outcomes = tuple(
        assessor.outcome(name) if name in programme.benefits else assessor.absent(programme.absent[name])
        for name in wanted
    )
    asked = dict(assessor.scope.used)
    definitions = tuple(_definition(assessor, rule) for rule in programme.definitions.values())
    readings = dict.fromkeys(name for outcome in outcomes for name in outcome.readings)
    readings |= dict.fromkeys(_readings_of_known(programme, definitions))
    standards = tuple(_used_standards(programme, applicant, question, asked))
    return Determination(
        place=programme.place,
        place_name=programme.places.name(programme.place),
        as_of=programme.as_of,
        digest=programme.digest,
        documents=programme.documents,
        document_titles=question.document_titles,
        document_numbers=question.document_numbers,
        benefits=outcomes,
        definitions=tuple(each for each in definitions if _is_told(programme, each, asked)),
        totals=_totals(outcomes),
        standards=standards,
        assumed={name: show(value) for name, value in applicant.assumed.items() if name in asked},
        readings=tuple(
            programme.vocabulary.readings[name] for name in readings if name in programme.vocabulary.readings
        ),
        chosen_readings=programme.chosen_readings,
        notices=tuple(collect_notices(programme, applicant, outcomes, standards, _withheld(question))),
        drafts_in_force=programme.drafts_in_force,
        place_names=programme.places.names,
    )


def _withheld(question: Question) -> dict[str, ChosenStandard]:
    return {name: chosen for name, chosen in question.standards.items() if chosen.withheld}


def wanted_benefits(programme: Programme, applicant: Applicant, question: Question) -> tuple[str, ...]:
    """The benefits that are asked for, in order of the vocabulary: those whose subject has a stated fact, unless said otherwise."""
    known = [name for name in programme.vocabulary.benefits if name in programme.benefits or name in programme.absent]
    if question.benefits:
        return tuple(name for name in known if name in question.benefits)
    subjects = _subjects(programme, applicant, question)
    found = []
    for name in known:
        definition = programme.vocabulary.benefits[name]
        if question.kinds and definition.kind not in question.kinds:
            continue
        if question.subjects:
            is_wanted = definition.subject in question.subjects
        elif question.everything or question.kinds:
            is_wanted = True
        else:
            is_wanted = definition.subject in subjects and (
                definition.kind not in QUOTA_KINDS or definition.subject in BODIES
            )
        if is_wanted:
            found.append(name)
    return tuple(found)


def _subjects(programme: Programme, applicant: Applicant, question: Question) -> frozenset[str]:
    stated: set[str] = {
        programme.vocabulary.facts[name].subject for name in applicant.facts if name not in applicant.assumed
    }
    if not stated or stated & PEOPLE:
        stated |= PEOPLE
    return frozenset(stated)


def _definition(assessor: Assessor, rule: DefinitionRule) -> DefinitionOutcome:
    result: Result = assessor.scope.name(rule.id)
    value = result.value
    if isinstance(value, Interval):
        if rule.type.is_money:
            amount = Amount.rounded(EVERYTHING if value.low == 0 and value.high is None else value)
            period = (rule.type.unit or "").partition("/")[2] or None
            return DefinitionOutcome(rule.id, rule.label, None, amount, period, result.missing)
        number = None if not value.is_point or value.low is None else value.low
        plain = None if number is None else int(number) if number.denominator == 1 else show(number)
        return DefinitionOutcome(rule.id, rule.label, plain, None, None, result.missing)
    plain_value = value.isoformat() if isinstance(value, date) else value
    return DefinitionOutcome(rule.id, rule.label, plain_value, None, None, result.missing)


def _readings_of_known(programme: Programme, definitions: Iterable[DefinitionOutcome]) -> Iterator[str]:
    """The readings on which the known values of definitions depend."""
    for outcome in definitions:
        if not outcome.missing:
            yield from readings_of_definition(programme, programme.definitions[outcome.id])


def _is_told(programme: Programme, outcome: DefinitionOutcome, asked: Mapping[str, None]) -> bool:
    """A definition is told where it was used, is known, or has a public name."""
    return outcome.id in asked or not outcome.missing or outcome.id in programme.vocabulary.definitions


def is_payable(outcome: BenefitOutcome) -> bool:
    """Whether a benefit enters the payable total: due, mandatory, money, no loan, and not displaced by a higher scheme."""
    return (
        outcome.is_due
        and outcome.force == "mandatory"
        and outcome.amount is not None
        and outcome.definition.period != "loan"
        and not outcome.displaced_by
    )


def _totals(outcomes: Collection[BenefitOutcome]) -> dict[str, Total]:
    payable = [outcome for outcome in outcomes if is_payable(outcome)]
    found: dict[str, Total] = {}
    for period in dict.fromkeys(outcome.definition.period for outcome in payable):
        group = [outcome for outcome in payable if outcome.definition.period == period]
        subjects = dict.fromkeys(outcome.definition.subject for outcome in group)
        by_subject: dict[str, Total] = {
            subject: _total([outcome for outcome in group if outcome.definition.subject == subject])
            for subject in subjects
        }
        whole = _total(group)
        found[period] = Total(whole.low, whole.high, whole.open, by_subject)
    return found


def _total(group: Collection[BenefitOutcome]) -> Total:
    amounts = [outcome.amount for outcome in group if outcome.amount is not None]
    is_open = tuple(outcome.id for outcome in group if outcome.amount is not None and outcome.amount.high is None)
    low = sum((amount.low for amount in amounts if amount.low is not None), Decimal("0.00"))
    high = None if is_open else sum((amount.high for amount in amounts if amount.high is not None), Decimal("0.00"))
    return Total(low, high, is_open)


def _used_standards(
    programme: Programme, applicant: Applicant, question: Question, asked: Mapping[str, None]
) -> list[UsedStandard]:
    return [
        used_standard(programme, name, applicant.standards[name], question.standards.get(name))
        for name in asked
        if name in applicant.standards
    ]
