"""A run kept as a worked case: hermetic, with every figure it used and without any identity number."""

from __future__ import annotations

import os
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from subsidy_cli.api import read_applicant
from subsidy_cli.diagnostics import Diagnostic, Place, Refusal, RefusedError
from subsidy_cli.library.writing import write_text
from subsidy_cli.quantities import money_text, number_text
from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from pathlib import Path

    from subsidy_cli.api import Enquiry
    from subsidy_cli.determination import BenefitOutcome, Determination
    from subsidy_cli.facts.values import FactValue
    from subsidy_cli.library.opening import Library


def save_case(path: Path, library: Library, enquiry: Enquiry, determination: Determination) -> None:
    """Write a run as a file of one case. Raises RefusedError (output) where the file is there already."""
    if os.path.lexists(path):
        message = Text("文件已存在，未改动", "the file is there already and was left as it is")
        hint = Text("请换一个文件名", "choose another name")
        raise RefusedError(Refusal.OUTPUT, [Diagnostic("file-exists", message, Place(str(path)), hint)])
    import tomli_w

    write_text(path, tomli_w.dumps({"cases": [_case(library, enquiry, determination)]}))


def _case(library: Library, enquiry: Enquiry, determination: Determination) -> dict[str, Any]:
    applicant, _ = read_applicant(library, enquiry.place, enquiry)
    used = {standard.id for standard in determination.standards}
    stated = {name: value for name, value in applicant.facts.items() if name not in applicant.assumed}
    assumed = {name: applicant.assumed[name] for name in determination.assumed}
    facts = library.vocabulary.facts
    content: dict[str, Any] = {
        "id": f"{enquiry.place.rsplit('/', 1)[-1]}-{'-'.join(sorted(enquiry.kinds or ['assess']))}-{enquiry.as_of}",
        "title": f"{determination.place_name.zh} {enquiry.as_of} 的一次计算",
        "place": enquiry.place,
        "as_of": enquiry.as_of,
        "facts": {
            name: _written(value, facts[name].type)
            for name, value in {**stated, **assumed}.items()
            # Free text names or numbers a person or a household: no rule looks at it, and anything may stand in it.
            if facts[name].type != "text"
        },
        "standards": {
            name: _written(value, library.vocabulary.standards[name].type)
            for name, value in applicant.standards.items()
            if name in used
        },
        "expect": {outcome.id: _expected(outcome) for outcome in determination.benefits},
    }
    if enquiry.readings:
        content["readings"] = sorted(enquiry.readings)
    if enquiry.adopted:
        content["assume_in_force"] = True
    return content


def _written(value: FactValue, kind: str) -> object:
    """A value as a policy file writes it: money and shares as text, days as days."""
    if isinstance(value, Fraction):
        if kind == "money":
            return money_text(value)
        return int(value) if value.denominator == 1 and kind == "integer" else number_text(value)
    return value


def _expected(outcome: BenefitOutcome) -> dict[str, Any]:
    """What the run found of one benefit."""
    result = outcome.as_json()
    found: dict[str, Any] = {"status": result["status"]}
    if outcome.not_in_force is not None:
        return found | {"not_in_force": {"reason": outcome.not_in_force.reason}}
    if outcome.status in {"ineligible", "unmet"} and outcome.reason is not None:
        found["reason"] = str(outcome.reason)
    if outcome.status != "ineligible":
        found |= {"force": outcome.force, "period": outcome.definition.period}
        if outcome.missing:
            found["missing"] = list(outcome.missing)
        found["amount"] = _amount(outcome)
    if outcome.details:
        found["details"] = dict(result["details"])
    if outcome.displaced_by:
        found["displaced_by"] = [displacement.id for displacement in outcome.displaced_by]
    return found


def _amount(outcome: BenefitOutcome) -> object:
    """One figure where it is exact, else the ends that are known."""
    if outcome.amount is None:
        return "none"
    if outcome.amount.bound == "exact":
        return format(outcome.amount.low or 0, ".2f")
    return {key: value for key, value in outcome.amount.as_json().items() if value is not None}
