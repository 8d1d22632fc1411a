"""From documents to a programme: parse, type, order; every mistake of every file is collected."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TYPE_CHECKING, TypeVar

from subsidy_cli.citations import Citation
from subsidy_cli.diagnostics import Diagnostic, Refusal, RefusedError, nearest
from subsidy_cli.documents.models import BenefitTable, CitationTable, Element, Part, SharedConditionTable
from subsidy_cli.documents.sections import parts_in
from subsidy_cli.expressions import types
from subsidy_cli.expressions.checking import Checker
from subsidy_cli.expressions.growth import Growth, amount_name
from subsidy_cli.expressions.nodes import Choice, Literal_
from subsidy_cli.expressions.nodes import benefits as benefits_in
from subsidy_cli.expressions.nodes import names as names_in
from subsidy_cli.expressions.parsing import Mistake, MistakeError, parse
from subsidy_cli.facts.vocabulary import QUOTA_KINDS
from subsidy_cli.library.shelf import Located
from subsidy_cli.periods import Period
from subsidy_cli.programme.naming import AS_OF, Names, accepted_units, unknown_benefit
from subsidy_cli.programme.resolution import (
    Resolution,
    ResolvedBenefit,
    Sourced,
    adopted_under,
    all_names,
    has_force,
    period_of,
    resolve,
)
from subsidy_cli.programme.rules import (
    Absence,
    AbsentBenefit,
    BenefitRule,
    ConditionRule,
    DefinitionRule,
    DetailRule,
    DisplacementRule,
    ExclusionRule,
    ForceRule,
    ForceWord,
    ItemRule,
    LimitRule,
    NoticeRule,
    Programme,
    RequirementRule,
    Rule,
)
from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from datetime import date

    from subsidy_cli.documents.models import (
        Comparison,
        ConditionTable,
        NoticeTable,
        RequirementTable,
        Rounding,
        Words,
    )
    from subsidy_cli.documents.sections import Section
    from subsidy_cli.expressions.types import Type
    from subsidy_cli.facts.vocabulary import BenefitDefinition, Vocabulary
    from subsidy_cli.library.shelf import Document
    from subsidy_cli.places import Gazetteer

E = TypeVar("E", bound=Element)

DEEPEST_CHAIN = 40
"""How many definitions and benefits may lean on each other in a row; the law of a city needs less than ten."""


@dataclass(frozen=True)
class Request:
    """What is to be compiled."""

    place: str
    as_of: date
    documents: Sequence[Document]
    vocabulary: Vocabulary
    places: Gazetteer
    notices: Sequence[NoticeTable] = ()
    only: Collection[str] | None = None
    """The benefits wanted (with all they depend on); None is every one."""
    definitions: Collection[str] = ()
    """The definitions wanted beside those that the benefits use."""
    readings: frozenset[str] = frozenset()
    """Readings whose alternative is wanted."""
    adopted: frozenset[str] = frozenset()
    """Drafts to be taken as in force."""

    @property
    def drafts_in_force(self) -> frozenset[str]:
        """The drafts that are to be taken as in force, also by a reading whose alternative is wanted."""
        return self.adopted | adopted_under(self.documents, self.readings)

    def resolve(self) -> Resolution:
        """What holds on the day."""
        return resolve(self.documents, self.as_of, self.drafts_in_force, self.readings)


def compile_programme(request: Request) -> Programme:
    """Compile what is in force for a place on a day.

    Raises RefusedError with every mistake of every file.
    """
    compiler = _Compiler(request)
    try:
        programme = compiler.compile()
    except RecursionError:
        raise RefusedError(Refusal.POLICIES, [*compiler.mistakes, *_too_deep(request)]) from None
    if compiler.mistakes:
        raise RefusedError(Refusal.POLICIES, dict.fromkeys(compiler.mistakes))
    return programme


def _too_deep(request: Request) -> Iterator[Diagnostic]:
    """Rules that are nested, each in itself, and lean on each other so far that they cannot be followed."""
    message = Text(
        "规则相互引用且层层嵌套，无法处理", "rules are nested and lean on each other too deep to be followed"
    )
    for document in request.documents[-1:]:
        yield Diagnostic("chain-too-deep", message, document.source.place(()))


@dataclass
class _Compiler:
    """Compiles one programme and collects its mistakes."""

    request: Request
    mistakes: list[Diagnostic] = field(default_factory=list)
    definitions: dict[str, DefinitionRule] = field(default_factory=dict)
    benefits: dict[str, BenefitRule] = field(default_factory=dict)
    open_names: list[str] = field(default_factory=list)
    growth: Growth = field(default_factory=Growth)

    def __post_init__(self) -> None:
        request = self.request
        self.resolution = request.resolve()
        self.drafts_in_force = request.drafts_in_force
        self.mistakes += self.resolution.mistakes
        self.names = Names(
            request.vocabulary,
            request.places,
            self.resolution.definitions,
            all_names(request.documents),
            self.definition_type,
        )

    def compile(self) -> Programme:
        request = self.request
        wanted = [name for name in request.vocabulary.benefits if self._wanted(name)]
        for name in [*wanted, *(name for name in self.resolution.benefits if name not in request.vocabulary.benefits)]:
            self.benefit(name)
        for name in self.resolution.definitions if request.only is None else request.definitions:
            self.definition_type(name)
        ordered = {name: self.benefits[name] for name in request.vocabulary.benefits if name in self.benefits}
        return Programme(
            place=request.place,
            as_of=request.as_of,
            digest=digest(request.documents),
            documents=tuple(
                document.id
                for document in request.documents
                if has_force(document, self.drafts_in_force) and self._in_use(document)
            ),
            benefits=ordered,
            absent=self._absent(),
            definitions=self.definitions,
            vocabulary=request.vocabulary,
            places=request.places,
            notices=tuple(self._notices()),
            chosen_readings=request.readings,
            drafts_in_force=self.drafts_in_force,
        )

    def _wanted(self, name: str) -> bool:
        return name in self.resolution.benefits and (self.request.only is None or name in self.request.only)

    def _in_use(self, document: Document) -> bool:
        """Whether anything of a document holds on the day."""
        return any(
            self._days(document, located.table).contains(self.request.as_of) for located in document.benefits.values()
        )

    def _days(self, document: Document, table: BenefitTable) -> Period:
        return period_of(document, table, self.request.readings)

    # definitions

    def definition_type(self, name: str) -> Type | None:
        """Compile a definition on first use and give its type."""
        if name in self.definitions:
            return self.definitions[name].type
        sourced = self.resolution.definitions.get(name)
        if sourced is None:
            return None
        if name in self.open_names:
            self._cycle(name, sourced.located)
            return None
        if self._is_taken(name, sourced.located) or self._is_too_deep(sourced.located):
            return None
        self.open_names.append(name)
        text, key = self._chosen_text(sourced.table, sourced.table.value, "value")
        rule, found = self.rule(sourced.located, text, key)
        self.open_names.pop()
        if rule is None or found is None:
            return None
        self.growth.keep(name, [rule.node])
        label = self.request.vocabulary.definitions.get(name) or _text(sourced.table.name, name)
        self.definitions[name] = DefinitionRule(
            name, label, rule, found, self.citation(sourced, sourced.table.citation), tuple(sourced.table.readings)
        )
        return found

    def _cycle(self, name: str, located: Located[E]) -> None:
        chain = " → ".join([*self.open_names[self.open_names.index(name) :], name])
        message = Text(f"定义循环：{chain}", f"the definitions go round in a circle: {chain}")
        self.mistakes.append(Diagnostic("cycle", message, located.place()))

    def _is_taken(self, name: str, located: Located[E]) -> bool:
        """A definition may not bear the name of a fact, of a standard or of the day: nobody could tell which is meant."""
        vocabulary = self.request.vocabulary
        if name != AS_OF and name not in vocabulary.facts and name not in vocabulary.standards:
            return False
        message = Text(f"{name} 已是事实或标准的名称", f"{name} is the name of a fact or a standard already")
        self.mistakes.append(Diagnostic("name-is-taken", message, located.place()))
        return True

    def _is_too_deep(self, located: Located[E]) -> bool:
        if len(self.open_names) < DEEPEST_CHAIN:
            return False
        if any(mistake.code == "chain-too-deep" for mistake in self.mistakes):
            return True
        message = Text(
            f"定义和待遇一环扣一环，超过{DEEPEST_CHAIN}层",
            f"definitions and benefits lean on each other over {DEEPEST_CHAIN} deep",
        )
        self.mistakes.append(Diagnostic("chain-too-deep", message, located.place()))
        return True

    def _chosen_text(self, element: Element, text: str, *key: str | int) -> tuple[str, tuple[str | int, ...]]:
        """The expression, or its alternative under a reading that was asked for."""
        for reading in element.alternatives:
            if reading in self.request.readings:
                return element.alternatives[reading], ("alternatives", reading)
        return text, key

    # expressions

    def rule(
        self,
        located: Located[E],
        text: str,
        key: tuple[str | int, ...],
        wanted: Type | None = None,
        *,
        looks_back: bool = False,
    ) -> tuple[Rule | None, Type | None]:
        """Parse and check one expression; its mistakes are collected with their places.

        A rule that looks back at finished amounts may look at benefits that are being compiled, which is no cycle.
        """
        try:
            node = parse(text)
        except MistakeError as error:
            self._report(located, key, [error.mistake])
            return None, None
        checker = Checker(self.names)
        found = checker.check(node, wanted)
        self._report(located, key, checker.mistakes)
        for benefit in benefits_in(node):
            if not (looks_back and _mark(benefit) in self.open_names):
                self.benefit(benefit)
        self._report(located, key, self.growth.mistakes(node))
        return Rule(text, node), found

    def _report(self, located: Located[E], key: tuple[str | int, ...], mistakes: Iterable[Mistake]) -> None:
        for mistake in mistakes:
            width = max(mistake.span.end - mistake.span.start, 1)
            place = located.place(*key, offset=mistake.span.start, width=width)
            self.mistakes.append(Diagnostic(mistake.code, mistake.message, place, mistake.hint))

    def truth(self, located: Located[E], text: str, *key: str | int) -> Rule | None:
        """A rule that must be yes or no."""
        return self.rule(located, text, key, types.BOOLEAN)[0]

    def citation(self, sourced: Sourced[E], table: CitationTable | None, default: Citation | None = None) -> Citation:
        """The citation of an element, its benefit's where it has none of its own."""
        if table is None:
            assert default is not None
            return default
        head = sourced.document.head
        if table.document is not None and table.document != head.id:
            head = next((each.head for each in self.request.documents if each.id == table.document), head)
        clauses = tuple(f"{head.id}/{clause}" for clause in table.clauses)
        return Citation(head.id, head.number, table.section, table.phrase, clauses, head.short)

    # benefits

    def benefit(self, name: str) -> None:
        """Compile a benefit once, with the benefits it looks at."""
        resolved = self.resolution.benefits.get(name)
        if resolved is None or name in self.benefits:
            return
        definition = self.request.vocabulary.benefits.get(name)
        if definition is None:
            self.mistakes.append(unknown_benefit(name, resolved.base.located.place(), self.request.vocabulary))
            return
        mark = _mark(name)
        if mark in self.open_names:
            self._cycle(mark, resolved.base.located)
            return
        if self._is_too_deep(resolved.base.located):
            return
        self.open_names.append(mark)
        compiled = _BenefitCompiler(self, resolved, definition).compile()
        self.growth.keep(amount_name(name), [item.amount.node for item in compiled.items])
        self.benefits[name] = compiled
        self.open_names.pop()

    def _absent(self) -> dict[str, AbsentBenefit]:
        found: dict[str, AbsentBenefit] = {}
        for name in all_names(self.request.documents):
            definition = self.request.vocabulary.benefits.get(name)
            if name in self.resolution.benefits or definition is None:
                continue
            if self.request.only is None or name in self.request.only:
                found[name] = self._absence(name, definition)
        return {name: found[name] for name in self.request.vocabulary.benefits if name in found}

    def _absence(self, name: str, definition: BenefitDefinition) -> AbsentBenefit:
        """Why a benefit is not in force, told by the version nearest to the day: the next one, else the last one."""
        known = [
            Sourced(document, document.benefits[name])
            for document in self.request.documents
            if name in document.benefits
        ]
        forced = [each for each in known if has_force(each.document, self.drafts_in_force)]
        later = [each for each in forced if self._begins_later(each)]
        sourced = later[0] if later else (forced or known)[-1]
        period = self._days(sourced.document, sourced.table)
        citation = self.citation(sourced, sourced.table.citation, _head_citation(sourced.document))
        if not forced:
            readings = tuple(sourced.document.head.alternatives)
            return AbsentBenefit(definition, "draft", None, None, "none", citation, readings)
        reason: Absence = "not_yet" if later else "repealed"
        force = sourced.table.force or "mandatory"
        readings = tuple(sourced.table.alternatives)
        return AbsentBenefit(definition, reason, period.start, period.end, force, citation, readings)

    def _begins_later(self, sourced: Sourced[BenefitTable]) -> bool:
        start = self._days(sourced.document, sourced.table).start
        return start is not None and self.request.as_of < start

    def _notices(self) -> Iterator[NoticeRule]:
        for table in self.request.notices:
            if Period(table.from_, table.to).contains(self.request.as_of):
                yield NoticeRule(
                    table.id,
                    _text(table.title, table.id),
                    _text(table.text, table.id),
                    table.source,
                    frozenset(table.benefits),
                    frozenset(table.kinds),
                )


@dataclass
class _BenefitCompiler:
    """Compiles one benefit: the elements of its base, changed and added to by its extensions."""

    compiler: _Compiler
    resolved: ResolvedBenefit
    definition: BenefitDefinition

    def compile(self) -> BenefitRule:
        self.citations = self._layer_citations()
        self.readings: dict[str, None] = dict.fromkeys(self._layer_readings())
        force: ForceWord = next(
            (layer.table.force for layer in reversed(self.resolved.layers) if layer.table.force), "mandatory"
        )
        documents = tuple(dict.fromkeys(layer.document.id for layer in self.resolved.layers))
        horizons = [layer.document.head.horizon for layer in self.resolved.layers if layer.document.head.horizon]
        rule = BenefitRule(
            definition=self.definition,
            force=force,
            citation=list(self.citations.values())[-1],
            documents=documents,
            conditions=(*self.shared_conditions(), *self.conditions()),
            exclusions=tuple(self.exclusions()),
            items=tuple(self.items()),
            limits=tuple(self.limits()),
            forces=tuple(self.forces()),
            details=tuple(self.details()),
            displacements=tuple(self.displacements()),
            requirements=tuple(self.requirements()),
            notes=tuple(_text(note, "") for layer in self.resolved.layers for note in layer.table.notes),
            horizon=max(horizons, default=None),
            rounding=self._rounding(),
        )
        return replace(rule, readings=tuple(self.readings))

    def _rounding(self) -> Rounding:
        """To the fen, unless a reading that was asked for says otherwise."""
        wanted = self.compiler.request.readings
        written = [pair for layer in self.resolved.layers for pair in layer.table.rounding_under.items()]
        return next((rounding for reading, rounding in written if reading in wanted), "fen")

    def _layer_readings(self) -> Iterator[str]:
        """The readings of the benefit itself, and those by which its documents are in force."""
        for layer in self.resolved.layers:
            yield from layer.document.head.alternatives
            yield from layer.table.readings
            yield from layer.table.alternative_readings

    def _layer_citations(self) -> dict[str, Citation]:
        """The citation of each document's layer; one that has none of its own keeps the words it extends."""
        found: dict[str, Citation] = {}
        latest = self.compiler.citation(self.resolved.base, self.resolved.base.table.citation)
        for layer in self.resolved.layers:
            latest = self.compiler.citation(layer, layer.table.citation, latest)
            found[layer.document.id] = latest
        return found

    def _citation(self, sourced: Sourced[Element]) -> Citation:
        """An element's own citation, else that of the layer in which it stands."""
        return self.compiler.citation(sourced, sourced.table.citation, self.citations[sourced.document.id])

    def _in_force(self, element: Part) -> bool:
        """Whether a part stands on the day; one that another reading adds or leaves out makes the benefit depend on it."""
        if not Period(element.from_, element.to).contains(self.compiler.request.as_of):
            return False
        self.readings.update(dict.fromkeys(each for each in (element.under, element.unless) if each is not None))
        return element.stands(self.compiler.request.readings)

    def _merged(self, section: Section) -> list[tuple[str, Sourced[Element]]]:
        """The elements of a named section in force on the day, replaced and added to in layer order."""
        found: dict[str, tuple[str, Sourced[Element]]] = {}
        for layer in self.resolved.layers:
            for key, name, element in parts_in(layer.table, section):
                if not self._in_force(element):
                    continue
                path = (*layer.located.path, section, key)
                sourced: Sourced[Element] = Sourced(layer.document, Located(element, layer.located.source, path))
                self._insert(found, name, sourced)
        return [found[key] for key in found]

    def _insert(
        self,
        found: dict[str, tuple[str, Sourced[Element]]],
        name: str,
        sourced: Sourced[Element],
    ) -> None:
        target = sourced.table.replaces
        slot = f"{sourced.document.id}/{name}"
        if target is None:
            if slot in found:
                message = Text(f"本文件中有两个 {name}", f"there are two {name} in this document")
                self.compiler.mistakes.append(Diagnostic("duplicate", message, sourced.located.place()))
            found[slot] = (name, sourced)
            return
        for old, (known, _) in found.items():
            if target in {known, old.partition("/")[2]}:
                found[old] = (name, sourced)
                return
        message = Text(f"要取代的 {target} 不存在", f"there is no {target} to replace")
        place, hint = sourced.located.place("replaces"), _replaceable_hint(target, [each for each, _ in found.values()])
        self.compiler.mistakes.append(Diagnostic("replaces-nothing", message, place, hint))

    def shared_conditions(self) -> Iterator[ConditionRule]:
        """The document's conditions for every benefit of a subject."""
        base = self.resolved.base
        self._check_exemptions(base.document)
        for name, located in base.document.conditions.items():
            table: SharedConditionTable = located.table
            exempt = any(name in layer.table.without for layer in self.resolved.layers)
            concerns = self.definition.subject in table.subjects and self.definition.kind not in QUOTA_KINDS
            if concerns and self._in_force(table) and not exempt:
                yield from self._condition(name, Sourced(base.document, located), table)

    def _check_exemptions(self, document: Document) -> None:
        for layer in self.resolved.layers:
            for index, name in enumerate(layer.table.without):
                if name not in document.conditions:
                    message = Text(
                        f"{document.id} 没有共同条件 {name}", f"{document.id} has no shared condition {name}"
                    )
                    place = layer.located.place("without", index)
                    self.compiler.mistakes.append(Diagnostic("unknown-condition", message, place))

    def conditions(self) -> Iterator[ConditionRule]:
        for name, sourced in self._merged("conditions"):
            yield from self._condition(name, sourced, sourced.table)  # type: ignore[arg-type]

    def _condition(self, name: str, sourced: Sourced[E], table: ConditionTable) -> Iterator[ConditionRule]:
        form = "test" if table.test is not None else "all" if table.all else "any"
        written: list[tuple[str, tuple[str | int, ...]]] = [
            (text, (form, index)) for index, text in enumerate(table.all or table.any)
        ]
        if table.test is not None:
            written = [(table.test, (form,))]
        for reading, text in table.alternatives.items():
            if reading in self.compiler.request.readings:
                written, form = [(text, ("alternatives", reading))], "test"
        rules = [self.compiler.truth(sourced.located, text, *key) for text, key in written]
        tests = tuple(rule for rule in rules if rule is not None)
        citation = self.compiler.citation(sourced, table.citation)
        yield ConditionRule(
            name, _text(table.name, name), tests, "any" if form == "any" else "all", citation, tuple(table.readings)
        )

    def exclusions(self) -> Iterator[ExclusionRule]:
        for name, sourced in self._merged("exclusions"):
            table = sourced.table
            text, key = self.compiler._chosen_text(table, table.when, "when")  # type: ignore[attr-defined]
            when = self.compiler.truth(sourced.located, text, *key)
            if when is not None:
                citation = self.compiler.citation(sourced, table.citation)
                yield ExclusionRule(name, _text(table.name, name), when, citation, tuple(table.readings))  # type: ignore[attr-defined]

    def items(self) -> Iterator[ItemRule]:
        for name, sourced in self._merged("items"):
            table = sourced.table
            text, key = self.compiler._chosen_text(table, table.amount, "amount")  # type: ignore[attr-defined]
            amount = self._money(sourced, text, key)
            if amount is not None:
                yield ItemRule(
                    name,
                    _text(table.name, name),  # type: ignore[attr-defined]
                    amount,
                    self._when(sourced),
                    table.bound,  # type: ignore[attr-defined]
                    self._citation(sourced),
                    tuple(table.readings),
                )

    def _when(self, sourced: Sourced[Element]) -> Rule | None:
        when = getattr(sourced.table, "when", None)
        return None if when is None else self.compiler.truth(sourced.located, when, "when")

    def _money(self, sourced: Sourced[Element], text: str, key: tuple[str | int, ...]) -> Rule | None:
        """A rule that gives yuan per the benefit's period."""
        rule, found = self.compiler.rule(sourced.located, text, key, types.BARE_NUMBER)
        accepted = accepted_units(self.definition.period)
        if found is not None and found.unit not in accepted:
            wanted = "、".join(sorted(unit for unit in accepted if unit))
            message = Text(
                f"金额的单位应为 {wanted}，实为 {found.unit}", f"the amount is {found.unit}, it should be {wanted}"
            )
            hint = Text(
                "几个月的工资写作 months(2) * minimum_wage_month，每人若干元写作 yuan(500) * people_trained",
                "two months' wages are months(2) * minimum_wage_month, 500 yuan each is yuan(500) * people_trained",
            )
            self.compiler.mistakes.append(Diagnostic("unit-mismatch", message, sourced.located.place(*key), hint))
        return rule

    def limits(self) -> Iterator[LimitRule]:
        for name, sourced in self._merged("limits"):
            table = sourced.table
            side = "at_most" if table.at_most is not None else "at_least"  # type: ignore[attr-defined]
            text, key = self.compiler._chosen_text(table, getattr(table, side), side)
            value = self._money(sourced, text, key)
            if value is not None:
                citation = self._citation(sourced)
                yield LimitRule(name, _text(table.name, name), side, value, citation, tuple(table.readings))  # type: ignore[arg-type, attr-defined]

    def forces(self) -> Iterator[ForceRule]:
        for _, sourced in self._merged("forces"):
            table = sourced.table
            text, key = self.compiler._chosen_text(table, table.when, "when")  # type: ignore[attr-defined]
            when = self.compiler.truth(sourced.located, text, *key)
            if when is not None:
                citation = self._citation(sourced)
                yield ForceRule(table.force, when, citation, tuple(table.readings))  # type: ignore[attr-defined]

    def details(self) -> Iterator[DetailRule]:
        for name, sourced in self._merged("details"):
            table = sourced.table
            text, key = self.compiler._chosen_text(table, table.value, "value")  # type: ignore[attr-defined]
            value, found = self.compiler.rule(sourced.located, text, key)
            if value is not None and found is not None:
                yield DetailRule(name.split(".")[0], value, found, self._when(sourced), tuple(table.readings))

    def displacements(self) -> Iterator[DisplacementRule]:
        for name, sourced in self._merged("displacements"):
            table = sourced.table
            text, key = self.compiler._chosen_text(table, table.when, "when")  # type: ignore[attr-defined]
            # It comes after the amounts, its own benefit's included.
            when = self.compiler.rule(sourced.located, text, key, types.BOOLEAN, looks_back=True)[0]
            if when is not None:
                citation = self._citation(sourced)
                yield DisplacementRule(name, _text(table.name, name), when, citation, tuple(table.readings))  # type: ignore[attr-defined]

    def requirements(self) -> Iterator[RequirementRule]:
        for name, sourced in self._merged("requirements"):
            table = sourced.table
            actual, actual_type = self._actual(sourced, table.actual)  # type: ignore[attr-defined]
            text, key = self.compiler._chosen_text(table, table.required, "required")  # type: ignore[attr-defined]
            required, required_type = self.compiler.rule(sourced.located, text, key, types.BARE_NUMBER)
            per = None
            if table.per is not None:  # type: ignore[attr-defined]
                per = self.compiler.rule(sourced.located, table.per, ("per",), types.BARE_NUMBER)[0]  # type: ignore[attr-defined]
            if actual is None or required is None or required_type is None:
                continue
            if table.per is None and actual_type is not None:  # type: ignore[attr-defined]
                self._same_unit(sourced, actual_type, required_type)
            yield RequirementRule(
                name,
                _text(table.name, name) if table.name else self.definition.label,  # type: ignore[attr-defined]
                actual,
                required,
                required_type if required_type.unit is not None or actual_type is None or table.per else actual_type,  # type: ignore[attr-defined]
                self._comparison(table),  # type: ignore[arg-type]
                per,
                table.deadline,  # type: ignore[attr-defined]
                self._citation(sourced),
                (*table.readings, *table.comparison_under),  # type: ignore[attr-defined]
            )

    def _comparison(self, table: RequirementTable) -> Comparison:
        """The comparison as written, or as a reading that was asked for has it."""
        wanted = self.compiler.request.readings
        return next((sign for name, sign in table.comparison_under.items() if name in wanted), table.comparison)

    def _actual(self, sourced: Sourced[Element], text: str) -> tuple[Rule | None, Type | None]:
        """What is reported: a number, or a state of affairs, which counts as one where it holds."""
        actual, found = self.compiler.rule(sourced.located, text, ("actual",))
        if actual is not None and found == types.BOOLEAN:
            counted = Choice(actual.node, Literal_(Fraction(1)), Literal_(Fraction(0)), actual.node.span)
            return Rule(text, counted), types.BARE_NUMBER
        if found is not None and found.kind != "number":
            message = Text("此处应为数字或是非", "a number or a truth value should stand here")
            self.compiler.mistakes.append(Diagnostic("type-mismatch", message, sourced.located.place("actual")))
            return None, None
        return actual, found

    def _same_unit(self, sourced: Sourced[Element], actual: Type, required: Type) -> None:
        units = {unit for unit in (actual.unit, required.unit) if unit is not None}
        if len(units) > 1:
            message = Text(
                f"单位不同：{actual.unit} 与 {required.unit}", f"different units: {actual.unit} and {required.unit}"
            )
            self.compiler.mistakes.append(Diagnostic("unit-mismatch", message, sourced.located.place("required")))


def _replaceable_hint(target: str, known: Collection[str]) -> Text:
    """The part that was perhaps meant."""
    suggestion = nearest(target, known)
    if suggestion is not None:
        return Text(f"是否为 {suggestion}？", f"did you mean {suggestion}?")
    return Text(f"可取代：{'、'.join(known) or '（无）'}", f"what can be replaced: {', '.join(known) or 'nothing'}")


def _mark(benefit: str) -> str:
    """A benefit among the names that are being compiled."""
    return f"benefit {benefit}"


def _text(words: Words | None, default: str) -> Text:
    return Text(default, default) if words is None else Text(words.zh, words.en)


def _head_citation(document: Document) -> Citation:
    return Citation(document.id, document.head.number, "", document.head.title.zh, (), document.head.short)


def digest(documents: Iterable[Document]) -> str:
    """A fingerprint of the texts from which a programme was compiled."""
    total = hashlib.sha256()
    for document in documents:
        for source in document.sources:
            text = source.text.replace("\r\n", "\n")
            total.update(f"{document.place}/{source.path.name}\0{text}\0".encode())
    return f"sha256:{total.hexdigest()}"


def used_names(programme: Programme, benefits: Iterable[BenefitRule]) -> tuple[str, ...]:
    """The facts and standards that benefits use, directly or through definitions and other benefits, in file order."""
    found: dict[str, None] = {}
    seen: set[str] = set()
    for benefit in benefits:
        _collect_benefit(programme, benefit, found, seen)
    return tuple(found)


def _collect_benefit(programme: Programme, benefit: BenefitRule, found: dict[str, None], seen: set[str]) -> None:
    if f"benefit {benefit.id}" in seen:
        return
    seen.add(f"benefit {benefit.id}")
    for rule in benefit.rules:
        _collect_rule(programme, rule, found, seen)


def _collect_rule(programme: Programme, rule: Rule, found: dict[str, None], seen: set[str]) -> None:
    for name in names_in(rule.node):
        if name in programme.definitions:
            if name not in seen:
                seen.add(name)
                found.setdefault(name)
                _collect_rule(programme, programme.definitions[name].rule, found, seen)
        else:
            found.setdefault(name)
    for other in benefits_in(rule.node):
        if other in programme.benefits:
            _collect_benefit(programme, programme.benefits[other], found, seen)
