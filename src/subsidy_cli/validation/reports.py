"""What the checks found, as text for people and in the forms that CI systems read. Results to text; nothing is printed.

Forms: `text`, `json`, `junit` (JUnit XML), `sarif` (SARIF 2.1.0) and `github` (workflow annotations).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Literal, TypeAlias
from urllib.parse import quote

from subsidy_cli import __version__
from subsidy_cli.diagnostics import Diagnostic, Place
from subsidy_cli.texts import Language, Text
from subsidy_cli.validation.cases import NOTICES

if TYPE_CHECKING:
    from junitparser import TestCase

    from subsidy_cli.validation.cases import Case, CaseResult, Difference

Format = Literal["text", "json", "junit", "sarif", "github"]
FORMATS: tuple[Format, ...] = ("text", "json", "junit", "sarif", "github")

FAILED_CASE = "case-failed"
LINTS = "lints"
SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
HINT = Text("改法：", "hint: ")


@dataclass(frozen=True)
class Report:
    """The results of worked cases and the mistakes of the documents, as they are to be told."""

    results: Sequence[CaseResult]
    mistakes: Sequence[Diagnostic]
    language: Language = "zh"
    base: PurePath | None = None
    """Files below this folder are told relative to it, as CI systems want them."""

    @property
    def has_failures(self) -> bool:
        """Whether anything must be put right: a failed case, or a mistake that is more than a warning."""
        return any(each.severity == "error" for each in self.mistakes) or bool(self.failed)

    @cached_property
    def failed(self) -> tuple[CaseResult, ...]:
        """The cases that did not find what they expected."""
        return tuple(result for result in self.results if not result.passed)

    @property
    def counts(self) -> str:
        """The last line, such as `147 passed, 0 failed`; before it the mistakes, where there are any."""
        line = f"{len(self.results) - len(self.failed)} passed, {len(self.failed)} failed"
        if not self.mistakes:
            return line
        errors = sum(each.severity == "error" for each in self.mistakes)
        warnings = len(self.mistakes) - errors
        told = f"{_counted(errors, 'mistake')}, {_counted(warnings, 'warning')}"
        return f"{self.say(f'{errors} 处错误，{warnings} 处警告', told)}\n{line}"

    def say(self, zh: str, en: str) -> str:
        """One of two wordings."""
        return Text(zh, en).in_language(self.language)

    def near(self, place: Place) -> Place:
        """A place with its file told from the base."""
        return replace(place, file=self.near_file(place.file))

    def near_file(self, file: str) -> str:
        """A file told from the base."""
        path = PurePath(file)
        return path.relative_to(self.base).as_posix() if self.base and path.is_relative_to(self.base) else file

    def findings(self) -> Iterator[Diagnostic]:
        """Every mistake, and every failure of a case as one, with its place."""
        for mistake in (*self.mistakes, *(each for result in self.failed for each in self._failures(result))):
            yield replace(mistake, place=self.near(mistake.place))

    def _failures(self, result: CaseResult) -> Iterator[Diagnostic]:
        yield from result.refusals
        case = result.case
        for each in result.differences:
            key = _key_of(case, each)
            message = Text(f"{case.id}: {each.told('zh')}", f"{case.id}: {each.told('en')}")
            yield Diagnostic(FAILED_CASE, message, case.place_of(*key))

    def told(self, mistake: Diagnostic) -> list[str]:
        """A mistake in a line, and its hint in another."""
        line = f"{self.near(mistake.place)}: {mistake.code}: {mistake.message.in_language(self.language)}"
        if mistake.hint is None:
            return [line]
        return [line, f"  {HINT.in_language(self.language)}{mistake.hint.in_language(self.language)}"]

    def words(self, mistake: Diagnostic) -> str:
        """A mistake without its place."""
        hint = "" if mistake.hint is None else f"\n{mistake.hint.in_language(self.language)}"
        return f"{mistake.message.in_language(self.language)}{hint}"


def _key_of(case: Case, difference: Difference) -> tuple[str, ...]:
    """The key of a case under which what was not found stands."""
    if difference.key == NOTICES:
        return (NOTICES,)
    return "expect" if difference.subject in case.expect else "expect_definitions", difference.subject


def render(
    results: Sequence[CaseResult],
    diagnostics: Sequence[Diagnostic],
    form: Format,
    language: Language = "zh",
    *,
    base: PurePath | None = None,
) -> str:
    """What was found, in one of the forms; text and annotations end with the counts."""
    return _RENDERERS[form](Report(results, diagnostics, language, base))


# text


def _text(report: Report) -> str:
    lines = [line for mistake in report.mistakes for line in report.told(mistake)]
    for result in report.failed:
        lines += _failure(report, result)
    return "\n".join([*lines, report.counts])


def _failure(report: Report, result: CaseResult) -> Iterator[str]:
    case = result.case
    yield f"{report.near(case.place_of())}: {case.id}{f' {case.title}' if case.title else ''}"
    for difference in result.differences:
        yield f"  {difference.told(report.language)}"
    for refusal in result.refusals:
        yield from (f"  {line}" for line in report.told(refusal))


# JSON


def _json(report: Report) -> str:
    content = {
        "schema": 1,
        "counts": {
            "passed": len(report.results) - len(report.failed),
            "failed": len(report.failed),
            "diagnostics": len(report.mistakes),
        },
        "cases": [_case_json(report, result) for result in report.results],
        "diagnostics": [_mistake_json(report, mistake) for mistake in report.mistakes],
    }
    return json.dumps(content, ensure_ascii=False, indent=2, default=_as_json)


def _as_json(value: object) -> object:
    return value.as_json() if isinstance(value, Text) else str(value)


def _case_json(report: Report, result: CaseResult) -> dict[str, Any]:
    case = result.case
    found: dict[str, Any] = {"id": case.id, "file": report.near_file(case.file), "passed": result.passed}
    if result.differences:
        found["differences"] = [
            {"subject": each.subject, "key": each.key, "expected": each.expected, "found": each.found}
            for each in result.differences
        ]
    if result.refusals:
        found["diagnostics"] = [_mistake_json(report, each) for each in result.refusals]
    return found


def _mistake_json(report: Report, mistake: Diagnostic) -> dict[str, Any]:
    place = report.near(mistake.place)
    return {
        "code": mistake.code,
        "severity": mistake.severity,
        "file": place.file,
        "line": place.line,
        "column": place.column,
        "key": place.key,
        "message": mistake.message.as_json(),
        "hint": None if mistake.hint is None else mistake.hint.as_json(),
    }


# JUnit


def _junit(report: Report) -> str:
    """One suite for each file of cases, and one for the lints."""
    from junitparser import JUnitXml, TestSuite

    found = JUnitXml("subsidy policy check")
    for file in dict.fromkeys(result.case.file for result in report.results):
        suite = TestSuite(report.near_file(file))
        suite.add_testcases([_test_case(report, result) for result in report.results if result.case.file == file])
        found.add_testsuite(suite)
    if report.mistakes:
        suite = TestSuite(LINTS)
        suite.add_testcases([_lint_case(report, mistake) for mistake in report.mistakes])
        found.add_testsuite(suite)
    found.update_statistics()  # type: ignore[no-untyped-call]
    return str(found.tostring().decode("utf-8"))  # type: ignore[no-untyped-call]


def _test_case(report: Report, result: CaseResult) -> TestCase:
    from junitparser import Error, Failure, TestCase

    path = PurePath(result.case.file)
    case = TestCase(result.case.id, ".".join(part for part in (path.parent.name, path.stem) if part))
    found: list[Any] = []
    if result.differences:
        found.append(Failure("\n".join(each.told(report.language) for each in result.differences), FAILED_CASE))
    if result.refusals:
        found.append(Error("\n".join(line for each in result.refusals for line in report.told(each)), "refused"))
    case.result = found
    return case


def _lint_case(report: Report, mistake: Diagnostic) -> TestCase:
    from junitparser import Failure, TestCase

    case = TestCase(f"{mistake.code} {report.near(mistake.place)}", LINTS)
    case.result = [Failure("\n".join(report.told(mistake)), mistake.code)]
    return case


# SARIF


def _sarif(report: Report) -> str:
    found = list(report.findings())
    rules = list(dict.fromkeys(mistake.code for mistake in found))
    driver = {"name": "subsidy-cli", "version": __version__, "rules": [{"id": code} for code in rules]}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [
            {
                "ruleId": mistake.code,
                "ruleIndex": rules.index(mistake.code),
                "level": mistake.severity,
                "message": {"text": report.words(mistake)},
                "locations": [{"physicalLocation": _location(mistake.place)}],
            }
            for mistake in found
        ],
    }
    return json.dumps({"$schema": SARIF_SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=2)


def _location(place: Place) -> dict[str, Any]:
    location: dict[str, Any] = {"artifactLocation": {"uri": _uri(place.file)}}
    if place.line is not None:
        location["region"] = {"startLine": place.line, "startColumn": place.column or 1}
    return location


def _uri(file: str) -> str:
    """A file as a reference: with `/`, and nothing that a reference may not hold."""
    path = PurePath(file)
    return path.as_uri() if path.is_absolute() else quote(path.as_posix())


# GitHub


def _github(report: Report) -> str:
    """Annotations; since only a few of them are shown, the counts come as the last line."""
    return "\n".join([*(_annotation(report, mistake) for mistake in report.findings()), report.counts])


def _annotation(report: Report, mistake: Diagnostic) -> str:
    place = mistake.place
    known = {"file": place.file, "line": place.line, "col": place.column, "title": mistake.code}
    told = ",".join(f"{name}={_escaped_property(str(value))}" for name, value in known.items() if value is not None)
    return f"::{mistake.severity} {told}::{_escaped(report.words(mistake))}"


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _escaped(words: str) -> str:
    return words.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escaped_property(words: str) -> str:
    return _escaped(words).replace(":", "%3A").replace(",", "%2C")


Renderer: TypeAlias = Callable[[Report], str]

_RENDERERS: dict[Format, Renderer] = {
    "text": _text,
    "json": _json,
    "junit": _junit,
    "sarif": _sarif,
    "github": _github,
}
