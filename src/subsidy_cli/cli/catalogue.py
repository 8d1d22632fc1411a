"""Every command by name, with the module that describes it. A module is loaded only when its command is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from subsidy_cli.facts.vocabulary import KINDS
from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from subsidy_cli.cli.commands import Command, Group

APPLICANT = Text("办理一人", "One applicant")
ROSTER = Text("名册", "Rosters")
POLICY = Text("政策", "Policies")
VOCABULARY = Text("词汇", "Vocabulary")


@dataclass(frozen=True, slots=True)
class Entry:
    """A command as the root help shows it."""

    name: str
    summary: Text
    section: Text
    module: str


ENTRIES = (
    Entry(
        "assess",
        Text("判定一人的全部待遇（读文件、标准输入或选项）", "everything one applicant is entitled to"),
        APPLICANT,
        "assess",
    ),
    Entry(
        "explain",
        Text("用白话说明一项待遇：条件、金额、条款、时限", "a benefit in plain words, with its clauses"),
        APPLICANT,
        "explain",
    ),
    Entry(
        "compare",
        Text("同一人在几地或几日并列比较，指出差别的条款", "one applicant in several places or on several days"),
        APPLICANT,
        "compare",
    ),
    Entry(
        "batch",
        Text("测算一份名册，每行都有交代（CSV、XLSX、Parquet、JSONL）", "score a roster: CSV, XLSX, Parquet or JSONL"),
        ROSTER,
        "batch",
    ),
    Entry(
        "verify",
        Text("凭 OUT.receipt.json 核对一次名册测算", "check a run over a roster by its receipt"),
        ROSTER,
        "verify",
    ),
    Entry(
        "policy",
        Text(
            "政策文件：list show check diff history coverage verify new schema",
            "list, show, check, diff, history, coverage, verify, new, schema",
        ),
        POLICY,
        "policy",
    ),
    Entry(
        "standards",
        Text("地方标准：list 列出及缺项、set 写入", "local standards: list what is known, set"),
        POLICY,
        "standards",
    ),
    Entry(
        "facts",
        Text("事实：list、show、template（生成待填文件）", "facts: list, show, template to fill in"),
        VOCABULARY,
        "facts",
    ),
    Entry(
        "help",
        Text("专题：exit-codes formats privacy standards", "exit-codes, formats, privacy, standards"),
        VOCABULARY,
        "topics",
    ),
)


def names() -> tuple[str, ...]:
    """Every command, in the order of the root help."""
    listed = [entry.name for entry in ENTRIES]
    return (listed[0], *KINDS, *listed[1:])


def load(name: str) -> Command | Group | None:
    """Describe one command."""
    if name in KINDS:
        from subsidy_cli.cli.kinds import describe

        return describe(name)
    for entry in ENTRIES:
        if entry.name == name:
            described: Command | Group = import_module(f"subsidy_cli.cli.{entry.module}").COMMAND
            return described
    return None
