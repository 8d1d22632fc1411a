"""The long layout: a line for each applicant and item that is paid, and one for each benefit that pays nothing by item.

The lines of a benefit add up to its amount: items as they are told of one applicant, each rounded by itself; what limits
changed; and, where fen are left over, what rounding once made of them.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from subsidy_cli.columnar.standings import VARIES, standing_name
from subsidy_cli.columnar.terms import quote, text
from subsidy_cli.facts.vocabulary import KINDS, PERIODS
from subsidy_cli.roster.columns import BOUNDS, STANDINGS, Column, parts_of, worded
from subsidy_cli.texts import Language, Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from subsidy_cli.columnar.lines import Line
    from subsidy_cli.columnar.query import Output, Query
    from subsidy_cli.programme.rules import BenefitRule, Programme
    from subsidy_cli.roster.columns import ColumnKind, Wording

LINES = "#lines"
"""The column of the results that holds the lines of a row."""
FURTHER = quote("#further")
"""The column that says whether a line is not the first one of its row."""
HEADINGS = {
    "benefit": ("benefit", Text("待遇", "benefit")),
    "kind": ("kind", Text("类别", "kind")),
    "period": ("period", Text("周期", "period")),
    "status": ("status", Text("结论", "status")),
    "standing": ("standing", Text("计入方式", "how it counts")),
    "item": ("item", Text("项目代码", "item")),
    "name": ("item_name", Text("项目", "name of the item")),
    "low": ("amount", Text("金额（元）", "amount (yuan)")),
    "high": ("amount_high", Text("上限（元）", "highest (yuan)")),
    "bound": ("amount_bound", Text("金额性质", "bound")),
    "reason": ("reason", Text("原因", "reason")),
    "clause": ("clause", Text("条款", "clause")),
}
"""The columns of a line: the public id, and the words."""
MONEY = frozenset({"low", "high"})
LIMIT = "limit:"
"""Before the id of a limit, to tell it from an item."""
ROUNDING = "rounding"
ROUNDED = Text("合计后取整到分、不低于零的调整", "rounding once to the fen, and nothing below zero")
_NO_MONEY = "CAST(NULL AS DECIMAL(18,2))"
_NO_WORD = "CAST(NULL AS VARCHAR)"
_FIELDS = (f"{quote('=' + part)} {'DECIMAL(18,2)' if part in MONEY else 'VARCHAR'}" for part in HEADINGS)
LINES_TYPE = f"STRUCT({', '.join(_FIELDS)})[]"


def long_columns(wording: Wording) -> tuple[Column, ...]:
    """The columns of a line."""
    language = wording.language
    kinds: dict[str, ColumnKind] = dict.fromkeys(MONEY, "money")
    return tuple(
        Column(id_ if language is None else words.in_language(language), quote(f"={part}"), kinds.get(part, "word"))
        for part, (id_, words) in HEADINGS.items()
    )


def unnested(source: str) -> str:
    """A query with one row for each line of a row."""
    return f"SELECT *, unnest({quote(LINES)}, recursive := true) FROM {source}"


def unnested_in_turn(source: str, sound: str) -> str:
    """The same, with a line that says nothing for a row that is not sound, and FURTHER."""
    lines = f"CASE WHEN {sound} THEN {quote(LINES)} ELSE CAST([NULL] AS {LINES_TYPE}) END"
    numbered = (
        f"SELECT *, generate_subscripts({quote(LINES)}, 1) > 1 AS {FURTHER}, unnest({quote(LINES)}, recursive := true)"
    )
    return f"{numbered} FROM (SELECT * REPLACE ({lines} AS {quote(LINES)}) FROM {source})"


def with_lines(query: Query, programme: Programme, wording: Wording, language: Language) -> Query:
    """The query with the lines of each row in one more column. `language` is that of names, which have no public id."""
    lists = [_Lines(output, programme, wording, language).sql() for output in query.outputs]
    listed = (
        f"list_concat({', '.join(lists)})" if len(lists) > 1 else lists[0] if lists else f"CAST([] AS {LINES_TYPE})"
    )
    return replace(query, beyond=(f"{listed} AS {quote(LINES)}",))


class _Lines:
    """The lines of one benefit of a programme."""

    def __init__(self, output: Output, programme: Programme, wording: Wording, language: Language) -> None:
        self.output, self.programme, self.wording = output, programme, wording
        self.language = wording.language or language
        self.benefit = output.benefit

    def sql(self) -> str:
        """A list of structs: the lines of the amount, or the benefit by itself where it has none."""
        alone = f"[{self._struct(self._own())}]"
        rule = self.programme.benefits.get(self.benefit)
        if rule is None or not self.output.lines:
            return alone
        listed = [
            f"CASE WHEN {quote(line.state)} IS NOT NULL THEN {self._struct(self._line(rule, line))} END"
            for line in self.output.lines
        ]
        listed.append(self._rest(rule))
        present = f"list_filter([{', '.join(listed)}], lambda each: each IS NOT NULL)"
        is_itemised = " OR ".join(f"{quote(line.state)} IS NOT NULL" for line in self.output.lines)
        return f"CASE WHEN {is_itemised} THEN {present} ELSE {alone} END"

    def _struct(self, values: Mapping[str, str]) -> str:
        packed = ", ".join(
            f"{quote(f'={part}')} := {values.get(part, _NO_MONEY if part in MONEY else _NO_WORD)}" for part in HEADINGS
        )
        return f"struct_pack({packed})"

    def _common(self) -> dict[str, str]:
        """What every line of the benefit says."""
        definition, language = self.programme.vocabulary.benefits[self.benefit], self.wording.language
        words = {"benefit": self.benefit, "kind": definition.kind, "period": definition.period}
        if language is not None:
            words = {
                "benefit": definition.label.in_language(language),
                "kind": KINDS[definition.kind].in_language(language),
                "period": PERIODS[definition.period].in_language(language),
            }
        values = {part: text(word) for part, word in words.items()}
        values["status"] = self.wording.value(self.benefit, "status", self._column("_status"))
        values["standing"] = self._standing()
        if self.output.has_reason:
            values["reason"] = self.wording.value(self.benefit, "reason", self._column("_reason"))
        return values

    def _standing(self) -> str:
        if not self.output.standing:
            return _NO_WORD
        is_due = f"{self._column('_status')} = 'eligible'"
        found = quote(standing_name(self.benefit)) if self.output.standing == VARIES else text(self.output.standing)
        return f"CASE WHEN {is_due} THEN {worded(found, STANDINGS, self.wording.language)} END"

    def _own(self) -> dict[str, str]:
        """The benefit by itself."""
        parts = parts_of(self.output)
        values = self._common()
        if "low" in parts:
            values["low"] = self._column("")
        if "high" in parts:
            values["high"] = self._column("_high")
            values["bound"] = self.wording.value(self.benefit, "bound", self._column("_bound"))
        rule = self.programme.benefits.get(self.benefit) or self.programme.absent.get(self.benefit)
        return values if rule is None else {**values, "clause": text(str(rule.citation))}

    def _line(self, rule: BenefitRule, line: Line) -> dict[str, str]:
        found = next(each for each in (rule.items if line.kind == "item" else rule.limits) if each.id == line.id)
        low, high = quote(line.low), quote(line.high)
        if line.kind == "item":
            bound = _bound(low, high)
        else:
            bound = f"CASE WHEN {quote(line.state)} = 'closed' THEN 'at_most' WHEN {low} = {high} THEN 'exact' END"
        return {
            **self._common(),
            "item": text(line.id if line.kind == "item" else LIMIT + line.id),
            "name": text(found.name.in_language(self.language)),
            "low": low,
            "high": high,
            "bound": worded(bound, BOUNDS, self.wording.language),
            "clause": text(str(found.citation)),
        }

    def _rest(self, rule: BenefitRule) -> str:
        """What is left when the lines are added up, where anything is."""
        low = f"(COALESCE({self._column('')}, 0) - ({' + '.join(self._stated('low'))}))"
        is_open = " OR ".join(
            f"({quote(line.state)} IS NOT NULL AND {quote(line.high)} IS NULL)" for line in self._lines
        )
        high = f"(CASE WHEN NOT ({is_open}) THEN {self._column('_high')} - ({' + '.join(self._stated('high'))}) END)"
        values = {
            **self._common(),
            "item": text(ROUNDING),
            "name": text(ROUNDED.in_language(self.language)),
            "low": f"CAST({low} AS DECIMAL(18,2))",
            "high": f"CAST({high} AS DECIMAL(18,2))",
            "bound": worded(f"CASE WHEN {low} = {high} THEN 'exact' END", BOUNDS, self.wording.language),
            "clause": text(str(rule.citation)),
        }
        return f"CASE WHEN {low} <> 0 OR COALESCE({high}, 0) <> 0 THEN {self._struct(values)} END"

    @property
    def _lines(self) -> tuple[Line, ...]:
        return self.output.lines

    def _stated(self, end: str) -> Iterator[str]:
        for line in self._lines:
            column = quote(line.low if end == "low" else line.high)
            yield f"CASE WHEN {quote(line.state)} IS NOT NULL THEN COALESCE({column}, 0) ELSE 0 END"

    def _column(self, ending: str) -> str:
        return quote(self.benefit + ending)


def _bound(low: str, high: str) -> str:
    return (
        f"CASE WHEN {low} IS NULL THEN CASE WHEN {high} IS NULL THEN 'unspecified' ELSE 'at_most' END"
        f" WHEN {high} IS NULL THEN 'at_least' WHEN {low} = {high} THEN 'exact' ELSE 'range' END"
    )
