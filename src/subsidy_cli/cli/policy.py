"""`subsidy policy`: which documents hold where, what a benefit's rules are, and whether all of it is sound."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from subsidy_cli.cli import explain, options, policy_tools
from subsidy_cli.cli.assess import REJECTED
from subsidy_cli.cli.commands import INPUT, OUTPUT, RANGE, Command, Example, Group, Invocation, Parameter
from subsidy_cli.cli.flag_values import chosen_day, needed_place, open_policies
from subsidy_cli.diagnostics import Diagnostic, Place, Refusal, RefusedError
from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from subsidy_cli.cli.console import Form
    from subsidy_cli.library.opening import Library
    from subsidy_cli.presentation.policies import Listed
    from subsidy_cli.validation.cases import Case
    from subsidy_cli.validation.reports import Format

FORMS: dict[str, Form] = {"json": "json", "sarif": "json", "junit": "markup"}

BENEFITS = Parameter(
    "benefits",
    Text("列出该地全部待遇及效力（须有 --place）", "list the benefits of the place (needs --place)"),
    group=RANGE,
    is_switch=True,
)
PATHS = Parameter(
    "paths",
    Text(
        "案例文件或目录（JSON 或 TOML）；不写则检查全部政策并运行全部案例",
        "files or folders of cases (JSON or TOML); without any, all policies are checked and all cases run",
    ),
    group=INPUT,
    is_argument=True,
    is_repeatable=True,
)
REPORT = Parameter(
    "format",
    Text("输出格式，缺省为 text", "form of the report; text if absent"),
    Text("text|json|junit|sarif|github", "text|json|junit|sarif|github"),
    OUTPUT,
    choices=("text", "json", "junit", "sarif", "github"),
)


def list_policies(invocation: Invocation) -> int:
    """List the documents of every place, or of one, or the benefits of one."""
    from subsidy_cli.presentation import policies

    console, library, day = invocation.console, open_policies(invocation), chosen_day(invocation)
    if invocation.switch("benefits"):
        return _list_benefits(invocation, library)
    listed = _listed(invocation, library)
    if invocation.text("format") == "json":
        console.result(json.dumps(policies.as_json(listed, day), ensure_ascii=False, indent=2), "json")
    else:
        console.result(policies.render(listed, day, console.language, width=console.width, color=console.color))
    return 0


def _listed(invocation: Invocation, library: Library) -> list[Listed]:
    """The places with documents of their own: all, or one with those above it."""
    from subsidy_cli.library.shelf import read_shelf
    from subsidy_cli.places import ancestry
    from subsidy_cli.presentation.policies import list_place

    written, day = invocation.text("place"), chosen_day(invocation)
    wanted = list(library.places.names) if written is None else list(ancestry(library.find_place(written)))
    found = [list_place(place, library.places.name(place), read_shelf(library.roots, place), day) for place in wanted]
    return [each for each in found if each.documents]


def _list_benefits(invocation: Invocation, library: Library) -> int:
    from subsidy_cli.api import Enquiry, compile_for
    from subsidy_cli.presentation.policies import benefits_as_json, render_benefits

    console, place = invocation.console, library.find_place(needed_place(invocation))
    programme = compile_for(library, place, library.documents(place), Enquiry(place, chosen_day(invocation)))
    if invocation.text("format") == "json":
        console.result(json.dumps(benefits_as_json(programme), ensure_ascii=False, indent=2), "json")
    else:
        console.result(render_benefits(programme, console.language, color=console.color))
    return 0


def check(invocation: Invocation) -> int:
    """Check the policies and run worked cases; 1 where anything must be put right."""
    from subsidy_cli.validation.case_checks import repeated_ids
    from subsidy_cli.validation.reports import render
    from subsidy_cli.validation.running import CaseRunner

    library, paths = open_policies(invocation), [Path(path) for path in invocation.texts("paths")]
    cases = _cases(paths, library)
    mistakes = list(repeated_ids(cases)) if paths else _lint(library)
    results = CaseRunner(library).run(cases)
    form: Format = invocation.text("format") or "text"  # type: ignore[assignment]
    base = Path.cwd()
    text = render(results, mistakes, form, invocation.console.language, base=base)
    invocation.console.result(text, FORMS.get(form, "text"))
    is_wrong = any(mistake.severity == "error" for mistake in mistakes) or not all(result.passed for result in results)
    return REJECTED if is_wrong else 0


def _lint(library: Library) -> list[Diagnostic]:
    from subsidy_cli.validation.lints import lint

    return lint(library)


def _cases(paths: list[Path], library: Library) -> list[Case]:
    from subsidy_cli.validation.cases import read_cases

    if not paths:
        return [case for root in library.roots for case in read_cases(root)]
    found = {path: read_cases(path) for path in paths}
    empty = [path for path, cases in found.items() if not cases]
    if empty:
        raise RefusedError(Refusal.USAGE, map(_nothing_to_check, empty))
    return [case for cases in found.values() for case in cases]


def _nothing_to_check(path: Path) -> Diagnostic:
    """A path without a case is a slip, which must not pass for a success."""
    message = Text(f"{path} 中没有任何案例", f"there is no case in {path}")
    hint = Text(
        "请核对路径：案例在 JSON 文件里，或在 cases 目录下的 TOML 文件里；不写路径则检查全部政策",
        "check the path: cases are in JSON files, or in TOML files below a folder cases; without a path all policies"
        " are checked",
    )
    return Diagnostic("nothing-to-check", message, Place(str(path)), hint)


COMMAND = Group(
    "policy",
    Text(
        "政策文件：哪些在哪里有效，一项待遇的规则，以及校验。",
        "The documents: what holds where, the rules of a benefit, checks.",
    ),
    (
        Command(
            "list",
            Text(
                "列出各地文件的文号、日期、状态和当日有效的项数。",
                "The documents of each place, with dates and counts.",
            ),
            list_policies,
            (options.PLACE, options.AS_OF, BENEFITS, options.POLICIES, options.TABLE_OR_JSON),
            (
                Example("subsidy policy list", Text("各地的文件", "the documents of every place")),
                Example(
                    "subsidy policy list --place pinghu --benefits", Text("平湖的全部待遇", "every benefit of Pinghu")
                ),
                Example(
                    "subsidy policy list --place jiaxing --as-of 2018-01-01 --format json",
                    Text("嘉兴2018年", "Jiaxing in 2018"),
                ),
            ),
        ),
        Command(
            "show",
            Text(
                "一项待遇的规则：条款原句、白话和政策文件中的表达式。",
                "The rules of a benefit: clause, words and expression.",
            ),
            partial(explain.explain, expressions=True),
            explain.PARAMETERS,
            (
                Example(
                    "subsidy policy show living_allowance --place jiaxing",
                    Text("嘉兴的生活补贴", "the living allowance in Jiaxing"),
                ),
                Example(
                    "subsidy policy show care_service_subsidy --place fuzhou --format json",
                    Text("抚州的照护服务补贴，JSON", "care services in Fuzhou, as JSON"),
                ),
            ),
        ),
        Command(
            "check",
            Text(
                "校验全部政策文件并运行全部案例；有一处不符即以代码1退出。",
                "Check all policies and run all cases; 1 where one fails.",
            ),
            check,
            (PATHS, options.POLICIES, REPORT),
            (
                Example("subsidy policy check", Text("全部", "everything")),
                Example(
                    "subsidy policy check cases.json --format junit > report.xml",
                    Text("只运行一个案例文件，供持续集成", "one file of cases, for CI"),
                ),
            ),
        ),
        *policy_tools.COMMANDS,
    ),
)
