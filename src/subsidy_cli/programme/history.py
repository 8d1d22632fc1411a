"""The history of a benefit: every version that ever held at a place, with its days, its documents and its rule."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from subsidy_cli.citations import Citation
from subsidy_cli.expressions.nodes import names
from subsidy_cli.periods import Period, day_before
from subsidy_cli.programme.compiling import compile_programme
from subsidy_cli.programme.resolution import Sourced, change_days
from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import date

    from subsidy_cli.documents.models import BenefitTable
    from subsidy_cli.library.shelf import Document
    from subsidy_cli.programme.compiling import Request
    from subsidy_cli.programme.rules import BenefitRule, DefinitionRule, Programme

Role = Literal["regulates", "replaces", "extends"]


@dataclass(frozen=True, slots=True)
class Layer:
    """What one document does to a benefit: regulates it first, replaces another's rule, or extends it."""

    document: str
    role: Role
    target: str | None
    """The document whose rule is replaced or extended."""
    citation: Citation
    title: Text

    def as_json(self) -> dict[str, Any]:
        """Give the document, what it does and where it says so."""
        return {
            "document": self.document,
            "title": self.title.as_json(),
            "role": self.role,
            "target": self.target,
            "citation": self.citation.as_json(),
        }


@dataclass(frozen=True)
class Version:
    """A benefit as it stood on an unbroken row of days."""

    period: Period
    layers: tuple[Layer, ...]
    programme: Programme
    """The programme of the first day, which holds the rule and the definitions that it uses."""
    rule: BenefitRule

    def as_json(self) -> dict[str, Any]:
        """Give the days and the documents."""
        return {
            "from": None if self.period.start is None else self.period.start.isoformat(),
            "to": None if self.period.end is None else self.period.end.isoformat(),
            "force": self.rule.force,
            "layers": [layer.as_json() for layer in self.layers],
            "citation": self.rule.citation.as_json(),
        }


@dataclass(frozen=True)
class History:
    """Every version of one benefit at one place, the oldest first, and the drafts that would change it."""

    benefit: str
    versions: tuple[Version, ...]
    drafts: tuple[Layer, ...] = ()

    def on(self, day: date) -> Version | None:
        """The version in force on a day."""
        return next((version for version in self.versions if version.period.contains(day)), None)

    def as_json(self) -> dict[str, Any]:
        """Give the versions and the drafts."""
        return {
            "benefit": self.benefit,
            "versions": [version.as_json() for version in self.versions],
            "drafts": [layer.as_json() for layer in self.drafts],
        }


def history(benefit: str, request: Request) -> History:
    """Follow a benefit through every day on which the law of a place changed; the day of the request is not looked at.

    Raises RefusedError with the mistakes of the documents.
    """
    days = change_days(request.documents)
    versions: list[Version] = []
    for index, day in enumerate(days):
        end = day_before(days[index + 1]) if index + 1 < len(days) else None
        version = _version(benefit, replace(request, as_of=day, only=[benefit]), Period(day, end))
        if version is None:
            continue
        if versions and _is_continued(versions[-1], version):
            period = Period(versions[-1].period.start, end)
            versions[-1] = replace(versions[-1], period=period)
        else:
            versions.append(version)
    return History(benefit, tuple(versions), tuple(_drafts(benefit, request.documents, request.drafts_in_force)))


def _version(benefit: str, request: Request, period: Period) -> Version | None:
    resolved = request.resolve().benefits.get(benefit)
    programme = compile_programme(request)
    rule = programme.benefits.get(benefit)
    if resolved is None or rule is None:
        return None
    return Version(period, tuple(layer(each, request.documents) for each in resolved.layers), programme, rule)


def _is_continued(earlier: Version, later: Version) -> bool:
    """Whether nothing of a benefit changed from one day to the next: neither its rule nor a definition that it uses."""
    if earlier.period.end is None or later.period.start is None or earlier.period.end != day_before(later.period.start):
        return False
    same_rule = (earlier.layers, earlier.rule) == (later.layers, later.rule)
    return same_rule and used_definitions(earlier.programme, earlier.rule) == used_definitions(
        later.programme, later.rule
    )


def used_definitions(programme: Programme, rule: BenefitRule) -> dict[str, DefinitionRule]:
    """The definitions that a benefit uses, directly or through other definitions."""
    found: dict[str, DefinitionRule] = {}
    waiting = [name for each in rule.rules for name in names(each.node)]
    while waiting:
        name = waiting.pop()
        if name in programme.definitions and name not in found:
            found[name] = programme.definitions[name]
            waiting += names(found[name].rule.node)
    return found


def layer(sourced: Sourced[BenefitTable], documents: Collection[Document]) -> Layer:
    """What a document does to a benefit, with its own words, else those of its title."""
    table, head = sourced.table, sourced.document.head
    role: Role = "extends" if table.extends else "replaces" if table.replaces else "regulates"
    citation = Citation(head.id, head.number, "", head.title.zh)
    if table.citation is not None:
        owner = next((each.head for each in documents if each.id == table.citation.document), head)
        citation = Citation(owner.id, owner.number, table.citation.section, table.citation.phrase)
    return Layer(head.id, role, table.extends or table.replaces, citation, Text(head.title.zh, head.title.en))


def _drafts(benefit: str, documents: Collection[Document], adopted: Collection[str]) -> Iterator[Layer]:
    for document in documents:
        if document.head.status == "draft" and document.id not in adopted and benefit in document.benefits:
            yield layer(Sourced(document, document.benefits[benefit]), documents)
