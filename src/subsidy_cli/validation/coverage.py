"""Coverage: each known clause as encoded (where), recorded without a computable content (why), or missing."""

from __future__ import annotations

import unicodedata
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from subsidy_cli.library.clauses import read_clauses
from subsidy_cli.texts import Language, Text
from subsidy_cli.validation.elements import all_documents, elements

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from subsidy_cli.diagnostics import Place
    from subsidy_cli.library.clauses import KnownClause
    from subsidy_cli.library.opening import Library
    from subsidy_cli.library.shelf import Document

State = Literal["encoded", "recorded", "missing"]

STATES: dict[State, Text] = {
    "encoded": Text("已编码", "encoded"),
    "recorded": Text("仅记录", "recorded"),
    "missing": Text("缺失", "missing"),
}

KINDS: dict[str, Text] = {
    "eligibility": Text("资格", "eligibility"),
    "exclusion": Text("排除", "exclusion"),
    "disregard": Text("收入豁免", "disregard"),
    "stacking": Text("叠加与择高", "stacking"),
    "amount": Text("金额", "amount"),
    "rate": Text("比例", "rate"),
    "share": Text("份额", "share"),
    "range": Text("幅度", "range"),
    "floor": Text("下限", "floor"),
    "cap": Text("上限", "cap"),
    "duration": Text("期限", "duration"),
    "in-kind entitlement": Text("实物与服务", "in kind"),
    "quota": Text("配额", "quota"),
    "target": Text("指标", "target"),
}
"""The kinds of clauses in words, in the order of the table."""


@dataclass(frozen=True)
class ClauseCoverage:
    """What became of one known clause."""

    clause: KnownClause
    places: tuple[Place, ...] = ()
    """Where it is encoded."""
    reason: Text | None = None
    """Why it is only recorded."""

    @property
    def state(self) -> State:
        """Encoded wins over recorded."""
        if self.places:
            return "encoded"
        return "missing" if self.reason is None else "recorded"

    def as_json(self) -> dict[str, Any]:
        """Give everything known about the clause."""
        return {
            "document": self.clause.document,
            "clause": self.clause.id,
            "section": self.clause.section,
            "phrase": self.clause.phrase,
            "subject": self.clause.subject,
            "kind": self.clause.kind,
            "state": self.state,
            "places": [{"file": place.file, "line": place.line, "key": place.key} for place in self.places],
            "reason": None if self.reason is None else self.reason.as_json(),
        }


@dataclass(frozen=True)
class Coverage:
    """Every known clause of the documents of a library."""

    clauses: tuple[ClauseCoverage, ...]

    @property
    def missing(self) -> tuple[ClauseCoverage, ...]:
        """The clauses that are neither encoded nor recorded; a complete library has none."""
        return tuple(each for each in self.clauses if each.state == "missing")

    @property
    def documents(self) -> tuple[str, ...]:
        """The documents with known clauses, in their order."""
        return tuple(dict.fromkeys(each.clause.document for each in self.clauses))

    def of(self, document: str) -> Coverage:
        """The part of one document."""
        return Coverage(tuple(each for each in self.clauses if each.clause.document == document))

    def counts(self) -> dict[tuple[str, str], Counter[State]]:
        """How many clauses of each document and kind are in each state."""
        found: dict[tuple[str, str], Counter[State]] = {}
        for each in self.clauses:
            found.setdefault((each.clause.document, each.clause.kind), Counter())[each.state] += 1
        return found

    def as_json(self) -> dict[str, Any]:
        """Give the counts and every clause."""
        counts = Counter(each.state for each in self.clauses)
        return {
            "schema": 1,
            "counts": {"total": len(self.clauses), **{state: counts[state] for state in STATES}},
            "clauses": [each.as_json() for each in self.clauses],
        }


def coverage(library: Library) -> Coverage:
    """Hold the documents of a library against the known clauses of these documents.

    Raises RefusedError with the mistakes of every file.
    """
    documents = all_documents(library)
    held = {document.id for document in documents}
    encoded = _encoded(documents)
    recorded = _recorded(documents)
    return Coverage(
        tuple(
            ClauseCoverage(clause, tuple(encoded.get(clause.name, ())), recorded.get(clause.name))
            for clause in read_clauses()
            if clause.document in held
        )
    )


def _encoded(documents: Sequence[Document]) -> dict[str, list[Place]]:
    found: dict[str, list[Place]] = {}
    for document in documents:
        for element in elements(document):
            citation = element.table.citation
            if citation is not None:
                for clause in citation.clauses:
                    found.setdefault(f"{citation.document or document.id}/{clause}", []).append(element.place())
    return found


def _recorded(documents: Sequence[Document]) -> dict[str, Text]:
    return {
        f"{recorded.table.citation.document or document.id}/{clause}": Text(
            recorded.table.reason.zh, recorded.table.reason.en
        )
        for document in documents
        for recorded in document.recorded
        for clause in recorded.table.clauses
    }


# as a table

HEADINGS = (Text("文件", "document"), Text("类别", "kind"), Text("条款", "clauses"), *STATES.values())
TOTAL = Text("合计", "total")


def table(result: Coverage, language: Language = "zh") -> str:
    """Counts by document and kind, then every clause that is missing; aligned, without colour."""
    lines = _aligned([[heading.in_language(language) for heading in HEADINGS], *_rows(result, language)])
    return "\n".join([*lines, *_missing_lines(result, language)])


def _rows(result: Coverage, language: Language) -> Iterator[list[str]]:
    counts = result.counts()
    for document in result.documents:
        for kind in sorted({kind for owner, kind in counts if owner == document}, key=_rank):
            label = KINDS.get(kind, Text(kind, kind)).in_language(language)
            yield [document, label, *_figures(counts[document, kind])]
        total = sum((count for (owner, _), count in counts.items() if owner == document), Counter[State]())
        yield [document, TOTAL.in_language(language), *_figures(total)]
    yield [TOTAL.in_language(language), "", *_figures(sum(counts.values(), Counter[State]()))]


def _rank(kind: str) -> tuple[int, str]:
    known = list(KINDS)
    return (known.index(kind) if kind in KINDS else len(known), kind)


def _figures(counts: Counter[State]) -> list[str]:
    return [str(counts.total()), *(str(counts[state]) for state in STATES)]


def _missing_lines(result: Coverage, language: Language) -> Iterator[str]:
    if result.missing:
        yield ""
        yield Text("缺失的条款：", "missing clauses:").in_language(language)
        for each in result.missing:
            yield f"  {each.clause.name}  {each.clause.section}"


def _aligned(rows: Iterable[Sequence[str]]) -> list[str]:
    """Columns of equal width; words to the left, figures to the right."""
    held = [list(row) for row in rows]
    widths = [max(_width(cell) for cell in column) for column in zip(*held, strict=True)]
    return ["  ".join(_padded(cell, width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in held]


def _padded(cell: str, width: int) -> str:
    space = " " * (width - _width(cell))
    return space + cell if cell.isdigit() else cell + space


def _width(words: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in words)
