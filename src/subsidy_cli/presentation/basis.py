"""What a result rests on, in words: documents, local standards, assumptions and readings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from subsidy_cli.evaluation.notices import is_due_for_review
from subsidy_cli.explanation.terms import Term
from subsidy_cli.presentation.conditions import short_name, short_number
from subsidy_cli.presentation.outline import Pair
from subsidy_cli.presentation.reasons import Reasons
from subsidy_cli.presentation.wording import CONFIDENCES, ORIGINS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from subsidy_cli.citations import Citation
    from subsidy_cli.determination import Determination, UsedStandard
    from subsidy_cli.facts.vocabulary import ReadingDefinition, Vocabulary
    from subsidy_cli.presentation.wording import Wording


@dataclass(frozen=True)
class Basis:
    """Puts what one determination rests on into words."""

    determination: Determination
    vocabulary: Vocabulary
    wording: Wording

    def documents(self) -> Iterable[Pair]:
        """The documents in force, by the name that clauses use for them, with their titles."""
        numbers = self.determination.document_numbers
        names = {document: short_number(number, document) for document, number in numbers.items()}
        names |= {citation.document: short_name(citation) for citation in self._citations()}
        for document in self.determination.documents:
            title = self.determination.document_titles.get(document)
            words = self.wording.say(title) if title is not None else ""
            yield Pair(names.get(document, document), words)

    def _citations(self) -> Iterable[Citation]:
        for outcome in self.determination.benefits:
            yield outcome.citation
            yield from (element.citation for element in (*outcome.conditions, *outcome.exclusions))
            yield from (item.citation for item in outcome.items)

    def standard(self, standard: UsedStandard) -> Pair:
        """A local standard with its value, where it comes from and how far it can be trusted."""
        wording = self.wording
        said = [wording.say(ORIGINS[standard.origin]), standard.source]
        if standard.confidence is not None:
            said.append(wording.say(CONFIDENCES[standard.confidence]))
        if standard.start is not None:
            said.append(wording.pick(f"{standard.start}起", f"from {standard.start}"))
        if is_due_for_review(standard.review, self.determination.as_of):
            said.append(wording.pick(f"应于{standard.review}复核", f"was to be reviewed by {standard.review}"))
        return Pair(wording.say(standard.label), self._figure(standard), wording.sentence(said))

    def _figure(self, standard: UsedStandard) -> str:
        flat, _, period = (self.vocabulary.standards[standard.id].unit or "").partition("/")
        value = self._value(standard.value, Term(flat))
        return value + self.wording.per(period) if flat == "yuan" and period else value

    def assumed(self, name: str, value: str) -> str:
        """A fact that was not stated, with the usual answer taken for it."""
        fact = self.vocabulary.facts.get(name)
        term = Term() if fact is None else Term((fact.unit or "").partition("/")[0], fact.values)
        label, shown = self.wording.say(self.vocabulary.label(name)), self._value(value, term)
        return self.wording.pick(f"{label}：{shown}", f"{label}: {shown}")

    def _value(self, value: str, term: Term) -> str:
        return Reasons(self.determination, self.vocabulary, self.wording).value(value, term)

    def reading(self, reading: ReadingDefinition) -> Pair:
        """How an open question of the text is answered, and whether against the default."""
        is_chosen = reading.id in self.determination.chosen_readings
        words = self.wording.say(reading.alternative if is_chosen else reading.default)
        return Pair(reading.id, words, self.wording.pick("另一种理解", "the alternative") if is_chosen else "")
