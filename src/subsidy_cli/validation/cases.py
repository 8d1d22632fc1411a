"""Worked cases: what a caseworker expects, read from TOML beside the policies or from canonical JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Any

from subsidy_cli.diagnostics import Diagnostic, Place, Refusal, RefusedError
from subsidy_cli.facts.values import read_date
from subsidy_cli.library.files import parse_toml, read_text
from subsidy_cli.library.json_texts import parse_json
from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from subsidy_cli.determination import BenefitOutcome, DefinitionOutcome, Determination
    from subsidy_cli.texts import Language

NO_BENEFIT = Text("此处没有这项待遇", "no such benefit here")
NO_DEFINITION = Text("此处没有这个定义", "no such definition here")
NOTICES = "notices"
CASE_KEYS = frozenset(
    {"id", "title", "clauses", "place", "as_of", "facts", "standards", "omit", "expect", "expect_definitions"}
    | {"reading", "reasoning", "assume_in_force", "readings", "assume", "notices"}
)
TABLES = frozenset({"facts", "standards", "expect", "expect_definitions"})
LISTS = frozenset({"omit", "clauses", "readings", "items", "notices"})
EXPECTATION_KEYS = frozenset(
    {
        "status",
        "amount",
        "period",
        "force",
        "missing",
        "details",
        "displaced_by",
        "reason",
        "not_in_force",
        "items",
        "readings",
    }
)


@dataclass(frozen=True)
class Case:
    """One worked case. It sees only its own facts and standards."""

    id: str
    title: str
    place: str
    as_of: date
    facts: Mapping[str, Any]
    standards: Mapping[str, Any]
    expect: Mapping[str, Mapping[str, Any]]
    expect_definitions: Mapping[str, Mapping[str, Any]]
    clauses: tuple[str, ...] = ()
    adopted: bool = False
    """Whether drafts are taken as in force."""
    readings: tuple[str, ...] = ()
    """Readings whose alternative is asked for."""
    notices: tuple[str, ...] | None = None
    """Every notice that is expected, by id; None says nothing about notices."""
    file: str = ""
    index: int = 0

    @property
    def folder(self) -> str:
        """The name of the folder in which its file lies: the document that it belongs to."""
        return Path(self.file).parent.name

    def place_of(self, *below: str | int) -> Place:
        """Where the case, or a key below it, stands."""
        path = ("cases", self.index, *below)
        if not self.file.endswith(".toml"):
            return Place(self.file, key=".".join(("cases", self.id, *map(str, below))))
        return read_text(Path(self.file), Refusal.INPUT).place(path)


@dataclass(frozen=True)
class Difference:
    """One thing that a case expected and did not find."""

    subject: str
    key: str
    expected: Any
    found: Any

    def told(self, language: Language) -> str:
        """What was expected and what was found, in one line."""
        expected, found = _plain(self.expected, language), _plain(self.found, language)
        words = Text(f"应为 {expected}，实为 {found}", f"expected {expected}, found {found}")
        return f"{self.subject}.{self.key}: {words.in_language(language)}"

    def __str__(self) -> str:
        return self.told("en")


@dataclass(frozen=True)
class CaseResult:
    """A case with its differences; none means that it passed."""

    case: Case
    differences: tuple[Difference, ...] = ()
    refusals: tuple[Diagnostic, ...] = field(default_factory=tuple)

    @property
    def passed(self) -> bool:
        """Whether everything was found as expected."""
        return not self.differences and not self.refusals


def _plain(value: Any, language: Language) -> str:
    if isinstance(value, Text):
        return value.in_language(language)
    return json.dumps(value, ensure_ascii=False, default=str, sort_keys=True)


# reading


def read_cases(path: Path) -> list[Case]:
    """Read the cases of a file, or of every case file below a folder.

    Raises RefusedError (input) with every mistake of the files.
    """
    files = [path] if not path.is_dir() else sorted([*path.rglob("cases/**/*.toml"), *path.glob("*.json")])
    if path.is_dir() and path.name == "cases":
        files = sorted(path.rglob("*.toml"))
    found: list[Case] = []
    mistakes: list[Diagnostic] = []
    for file in files:
        try:
            found += _read_json(file) if file.suffix == ".json" else _read_toml(file)
        except RefusedError as error:
            mistakes += error.diagnostics
    if mistakes:
        raise RefusedError(Refusal.INPUT, mistakes)
    return found


def _read_json(path: Path) -> list[Case]:
    content = parse_json(read_text(path, Refusal.INPUT))
    entries = (
        content if isinstance(content, list) else content.get("cases", [content]) if isinstance(content, dict) else []
    )
    return _cases(path, {}, entries)


def _read_toml(path: Path) -> list[Case]:
    content = parse_toml(read_text(path, Refusal.INPUT), Refusal.INPUT)
    return _cases(path, content.get("defaults", {}), content.get("cases", []))


def _cases(path: Path, defaults: Any, entries: Any) -> list[Case]:
    if not isinstance(defaults, Mapping) or not isinstance(entries, list):
        message = Text("defaults 应为表，cases 应为数组", "defaults should be a table, cases an array")
        raise RefusedError(Refusal.INPUT, [Diagnostic("wrong-case", message, Place(str(path)))])
    mistakes: list[Diagnostic] = []
    found: list[Case] = []
    for index, entry in enumerate(entries):
        problem = _problem(defaults, entry)
        if problem is None:
            found.append(_case(path, index, defaults, entry))
        else:
            name = entry.get("id", index) if isinstance(entry, Mapping) else index
            mistakes.append(Diagnostic("wrong-case", problem, Place(str(path), key=f"cases.{name}")))
    if mistakes:
        raise RefusedError(Refusal.INPUT, mistakes)
    return found


def _problem(defaults: Mapping[str, Any], entry: Any) -> Text | None:
    if not isinstance(entry, Mapping):
        return Text("案例须为表", "a case is a table")
    merged = {**defaults, **entry}
    unknown = set(merged) - CASE_KEYS
    if unknown:
        return Text(f"没有这些键：{'、'.join(sorted(unknown))}", f"unknown keys: {', '.join(sorted(unknown))}")
    absent = {"id", "place", "as_of"} - set(merged)
    if absent:
        return Text(f"缺少：{'、'.join(sorted(absent))}", f"missing: {', '.join(sorted(absent))}")
    misshapen = _misshapen(defaults) or _misshapen(entry)
    if misshapen is not None:
        return misshapen
    if read_date(merged["as_of"]) is None:
        return Text(f"日期 {merged['as_of']} 无法识别", f"not a day: {merged['as_of']}")
    for benefit, expected in [*merged.get("expect", {}).items(), *merged.get("expect_definitions", {}).items()]:
        if not isinstance(expected, Mapping):
            return Text(f"{benefit} 的期望应为表", f"what is expected of {benefit} should be a table")
    for benefit, expected in merged.get("expect", {}).items():
        misshapen = _misshapen(expected)
        if misshapen is not None:
            return misshapen
        unknown = set(expected) - EXPECTATION_KEYS
        if unknown:
            names = ", ".join(sorted(unknown))
            return Text(f"{benefit} 没有这些期望：{names}", f"{benefit} has no such expectations: {names}")
    return None


def _misshapen(entry: Mapping[str, Any]) -> Text | None:
    """A key that should hold a table or a list, and does not."""
    for keys, kind, zh, en in ((TABLES, Mapping, "表", "a table"), (LISTS, list, "数组", "an array")):
        wrong = next((key for key in sorted(keys & set(entry)) if not isinstance(entry[key], kind)), None)
        if wrong is not None:
            return Text(f"{wrong} 应为{zh}", f"{wrong} should be {en}")
    return None


def _case(path: Path, index: int, defaults: Mapping[str, Any], entry: Mapping[str, Any]) -> Case:
    day = read_date(entry.get("as_of", defaults.get("as_of")))
    assert day is not None
    omitted = set(entry.get("omit", ()))
    facts = {**defaults.get("facts", {}), **entry.get("facts", {})}
    standards = {**defaults.get("standards", {}), **entry.get("standards", {})}
    notices = entry.get("notices")
    return Case(
        id=str(entry["id"]),
        title=str(entry.get("title", "")),
        place=str(entry.get("place", defaults.get("place"))),
        as_of=day,
        facts={name: value for name, value in facts.items() if name not in omitted},
        standards={name: value for name, value in standards.items() if name not in omitted},
        expect=entry.get("expect", {}),
        expect_definitions=entry.get("expect_definitions", {}),
        clauses=tuple(entry.get("clauses", defaults.get("clauses", ()))),
        adopted=bool(entry.get("assume_in_force", defaults.get("assume_in_force", False))),
        readings=tuple(entry.get("readings", defaults.get("readings", ()))),
        notices=None if notices is None else tuple(notices),
        file=str(path),
        index=index,
    )


# comparing


def differences(case: Case, determination: Determination) -> tuple[Difference, ...]:
    """Everything that a case expected and the determination does not hold."""
    found: list[Difference] = []
    for name, expected in case.expect.items():
        outcome = determination.benefit(name)
        if outcome is None:
            found.append(Difference(name, "status", expected.get("status"), NO_BENEFIT))
        else:
            found += _benefit_differences(name, expected, outcome)
    for name, expected in case.expect_definitions.items():
        value = determination.definition(name)
        if value is None:
            found.append(Difference(name, "value", dict(expected), NO_DEFINITION))
        else:
            found += _definition_differences(name, expected, value)
    told = sorted(notice.id for notice in determination.notices)
    if case.notices is not None and sorted(case.notices) != told:
        found.append(Difference(case.id, NOTICES, sorted(case.notices), told))
    return tuple(found)


def _benefit_differences(name: str, expected: Mapping[str, Any], outcome: BenefitOutcome) -> Iterator[Difference]:
    actual = outcome.as_json()
    actual["displaced_by"] = [displacement["id"] for displacement in actual["displaced_by"]]
    for key, wanted in expected.items():
        if key == "amount":
            if _amount(wanted) != _amount(actual["amount"]):
                yield Difference(name, key, wanted, actual["amount"])
        elif key == "items":
            found = [item["amount"] for item in actual["items"]]
            if [_amount(each) for each in wanted] != [_amount(each) for each in found]:
                yield Difference(name, key, wanted, found)
        elif key in {"details", "not_in_force"} and isinstance(wanted, Mapping):
            yield from _table_differences(f"{name}.{key}", wanted, actual[key] or {})
        elif key == "readings":
            if not set(wanted) <= set(actual[key]):
                yield Difference(name, key, wanted, actual[key])
        elif _comparable(wanted) != _comparable(actual[key]):
            yield Difference(name, key, wanted, actual[key])


def _table_differences(name: str, wanted: Mapping[str, Any], actual: Mapping[str, Any]) -> Iterator[Difference]:
    for key, value in wanted.items():
        found = actual.get(key)
        if (value == "none" and found is None) or _comparable(value) == _comparable(found):
            continue
        yield Difference(name, key, value, found)


def _definition_differences(name: str, expected: Mapping[str, Any], value: DefinitionOutcome) -> Iterator[Difference]:
    actual = value.as_json()
    for key, wanted in expected.items():
        found = actual.get(key, [] if key == "missing" else None)
        same = _amount(wanted) == _amount(found) if key == "amount" else _comparable(wanted) == _comparable(found)
        if not same:
            yield Difference(name, key, wanted, found)


def _amount(written: Any) -> tuple[Decimal | None, Decimal | None] | None:
    """An amount in any of its written forms: a figure, a table of ends, or none."""
    if written is None or written == "none":
        return None
    if isinstance(written, Mapping):
        return _figure(written.get("low")), _figure(written.get("high"))
    return _figure(written), _figure(written)


def _figure(written: Any) -> Decimal | None:
    try:
        return None if written is None else Decimal(str(written))
    except InvalidOperation:
        return None


def _comparable(value: Any) -> Any:
    """A value as it is compared: days as text, figures by worth, tables in any order."""
    match value:
        case date():
            return value.isoformat()
        case Mapping():
            return {str(key): _comparable(entry) for key, entry in value.items()}
        case list() | tuple():
            return [_comparable(entry) for entry in value]
        case bool() | None:
            return value
        case int() | Decimal():
            return Decimal(value).normalize()
        case str():
            figure = _figure(value) if value[:1].isdigit() else None
            return value if figure is None else figure.normalize()
    return value
