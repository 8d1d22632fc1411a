"""The columns of the output: every input column as it was, then those of each benefit, under the headings asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from subsidy_cli.columnar.amounts import bounds
from subsidy_cli.columnar.standings import VARIES, due_name, statuses
from subsidy_cli.columnar.terms import quote, text
from subsidy_cli.facts.vocabulary import PERIODS
from subsidy_cli.roster.identity import masked_numbers
from subsidy_cli.roster.lines import Content, content_of
from subsidy_cli.roster.relations import cell_column
from subsidy_cli.texts import Language, Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from subsidy_cli.columnar.query import Output
    from subsidy_cli.facts.vocabulary import Vocabulary
    from subsidy_cli.programme.rules import Programme
    from subsidy_cli.roster.relations import Roster

Headers = Literal["id", "zh", "en"]
ColumnKind = Literal["input", "number", "money", "word"]

ENDINGS = {
    "low": ("", Text("", "")),
    "high": ("_high", Text("上限", "highest")),
    "bound": ("_bound", Text("金额性质", "bound")),
    "status": ("_status", Text("结论", "status")),
    "reason": ("_reason", Text("原因", "reason")),
}
"""What follows the name of a benefit in the headings of its columns."""
STATUSES = {
    "eligible": Text("符合", "eligible"),
    "ineligible": Text("不符合", "not eligible"),
    "unknown": Text("待定", "unknown"),
    "met": Text("达到", "met"),
    "unmet": Text("未达到", "unmet"),
}
BOUNDS = {
    "exact": Text("确定", "exact"),
    "at_least": Text("不低于", "at least"),
    "at_most": Text("不超过", "at most"),
    "range": Text("区间", "range"),
    "unspecified": Text("文件未定", "not stated"),
}
STANDINGS = {
    "mandatory": Text("计入应发", "payable"),
    "displaced": Text("择高替代", "displaced"),
    "discretionary": Text("可以给予", "may be granted"),
    "aspirational": Text("鼓励给予", "encouraged"),
    "loan": Text("贷款", "a loan"),
    "none": Text("无效力", "no force"),
}
"""How a benefit that is due enters the totals: only what is payable does."""
ABSENCES = {
    "not_in_force:draft": Text("草案，未施行", "a draft, not in force"),
    "not_in_force:not_yet": Text("当日尚未施行", "not yet in force"),
    "not_in_force:repealed": Text("当日已失效", "no longer in force"),
}
NUMERIC = frozenset({"money", "integer", "decimal"})


Branches = tuple[tuple[str, str], ...]
"""Conditions as SQL and words, of which the first that holds counts."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the output."""

    heading: str
    sql: str
    """Its value over the table of results."""
    kind: ColumnKind
    benefit: str = ""
    content: Content = "any"
    """What its cells may hold, on which it depends whether they need quotation marks in a text file."""
    branches: Branches = ()
    """Of a word from a closed list: the conditions under which each stands there, of which the first that holds counts."""


@dataclass(frozen=True, slots=True)
class Wording:
    """In which words headings and values are written: the public ids, or a language."""

    headers: Headers
    vocabulary: Vocabulary
    reasons: Mapping[str, Mapping[str, Text]]
    """For each benefit the words of its conditions and exclusions."""

    @property
    def language(self) -> Language | None:
        """The language of headings and values; None for the public ids."""
        return None if self.headers == "id" else self.headers

    def heading(self, benefit: str, part: str) -> str:
        """The heading of one column of a benefit."""
        ending, words = ENDINGS[part]
        if self.language is None:
            return benefit + ending
        definition = self.vocabulary.benefits[benefit]
        name = definition.label.in_language(self.language)
        period = PERIODS[definition.period].in_language(self.language)
        unit = Text(f"（元，{period}）", f" (yuan, {period})").in_language(self.language)
        if part == "low":
            return f"{name}{unit}"
        return f"{name}{Text('：', ': ').in_language(self.language)}{words.in_language(self.language)}"

    def value(self, benefit: str, part: str, column: str) -> str:
        """The value of a column in the words asked for, as SQL."""
        if self.language is None or part in {"low", "high"}:
            return column
        if part == "status":
            return _cases(column, STATUSES, self.language)
        if part == "bound":
            return _cases(column, BOUNDS, self.language)
        missing = self._missing(column)
        named = {**ABSENCES, **self.reasons.get(benefit, {})}
        return f"CASE WHEN starts_with({column}, 'missing:') THEN {missing} ELSE {_cases(column, named, self.language)} END"

    def branches(self, output: Output, part: str) -> Branches:
        """The words of a column with the conditions under which they stand there, where these are at hand."""
        if not output.has_due or part not in {"bound", "status"}:
            return ()
        low, high, due = (quote(name) for name in (output.benefit, f"{output.benefit}_high", due_name(output.benefit)))
        found, words = (statuses(due), STATUSES) if part == "status" else (bounds(low, high, due), BOUNDS)
        if self.language is None:
            return tuple(found)
        return tuple((condition, words[id_].in_language(self.language) if id_ else "") for condition, id_ in found)

    def content(self, benefit: str) -> Content:
        """What the reasons of a benefit may hold."""
        return content_of(self.reasons.get(benefit, ())) if self.language is None else "any"

    def _missing(self, column: str) -> str:
        """What is missing, each name in words."""
        assert self.language is not None
        names = [*self.vocabulary.facts, *self.vocabulary.standards]
        words = [self.vocabulary.label(name).in_language(self.language) for name in names]
        table = f"map([{', '.join(map(text, names))}], [{', '.join(map(text, words))}])"
        listed = f"list_transform(string_split(substr({column}, 9), ','), lambda x: COALESCE({table}[x], x))"
        start, between = (
            Text("缺：", "missing: ").in_language(self.language),
            Text("、", ", ").in_language(self.language),
        )
        return f"{text(start)} || array_to_string({listed}, {text(between)})"


def worded(column: str, words: Mapping[str, Text], language: Language | None) -> str:
    """A column of codes in words, or as it is where no language is asked for."""
    return column if language is None else _cases(column, words, language)


def _cases(column: str, words: Mapping[str, Text], language: Language) -> str:
    if not words:
        return column
    listed = " ".join(f"WHEN {text(id_)} THEN {text(word.in_language(language))}" for id_, word in words.items())
    return f"CASE {column} {listed} ELSE {column} END"


def reason_words(programmes: Iterable[Programme]) -> dict[str, dict[str, Text]]:
    """What refuses a benefit, in words: every condition, exclusion and requirement, by benefit."""
    found: dict[str, dict[str, Text]] = {}
    for programme in programmes:
        for name, rule in programme.benefits.items():
            words = found.setdefault(name, {})
            words |= {part.id: _said(Text("不满足：", "not met: "), part.name) for part in rule.conditions}
            words |= {part.id: _said(Text("排除：", "excluded: "), part.name) for part in rule.exclusions}
            words |= {part.id: _said(Text("未达到：", "not reached: "), part.name) for part in rule.requirements}
    return found


def _said(start: Text, name: Text) -> Text:
    return Text(start.zh + name.zh, start.en + name.en)


def reason_text(reason: str, words: Mapping[str, Text], vocabulary: Vocabulary) -> Text:
    """A reason as it stands in a column, in words."""
    if not reason.startswith("missing:"):
        return {**ABSENCES, **words}.get(reason, Text(reason, reason))
    labels = [vocabulary.label(name) for name in reason.removeprefix("missing:").split(",")]
    return Text(f"缺：{'、'.join(each.zh for each in labels)}", f"missing: {', '.join(each.en for each in labels)}")


def merge_outputs(vocabulary: Vocabulary, queries: Iterable[Sequence[Output]]) -> tuple[Output, ...]:
    """The outputs of several queries as one list in order of the vocabulary: a column is there where any query has it."""
    from subsidy_cli.columnar.query import Output

    found: dict[str, Output] = {}
    for outputs in queries:
        for output in outputs:
            old = found.get(output.benefit, output)
            found[output.benefit] = Output(
                output.benefit,
                old.has_amount or output.has_amount,
                old.has_reason or output.has_reason,
                merge_standings(old.standing, output.standing),
                has_due=old.has_due and output.has_due,
            )
    return tuple(found[name] for name in vocabulary.benefits if name in found)


def merge_standings(one: str, other: str) -> str:
    """How a benefit enters the totals in both of two queries; where it is never due, the other one decides."""
    return one if one == other or not other else other if not one else VARIES


def parts_of(output: Output) -> tuple[str, ...]:
    """Which columns a benefit has."""
    amount = ("low", "high", "bound") if output.has_amount else ()
    reason = ("reason",) if output.has_reason else ()
    return (*amount, "status", *reason)


def input_columns(roster: Roster, vocabulary: Vocabulary, *, masked: bool) -> tuple[Column, ...]:
    """The columns of the input, unchanged, or with every number that could identify somebody masked."""
    facts = {column: name for name, column in roster.mapping.items()}
    found = []
    for index, heading in enumerate(roster.headings):
        column = cell_column(index)
        fact = vocabulary.facts.get(facts.get(column, ""))
        kind: ColumnKind = "number" if fact is not None and fact.type in NUMERIC else "input"
        sql = f"NULLIF({quote(column)}, '')"
        if masked:
            sql = masked_numbers(sql)
        found.append(Column(heading, sql, kind))
    return tuple(found)


def benefit_columns(outputs: Iterable[Output], wording: Wording) -> tuple[Column, ...]:
    """The columns of the benefits."""
    kinds: dict[str, ColumnKind] = {"low": "money", "high": "money"}
    return tuple(
        Column(
            wording.heading(output.benefit, part),
            wording.value(output.benefit, part, quote(output.benefit + ENDINGS[part][0])),
            kinds.get(part, "word"),
            output.benefit,
            content=wording.content(output.benefit) if part == "reason" else "plain",
            branches=wording.branches(output, part),
        )
        for output in outputs
        for part in parts_of(output)
    )
