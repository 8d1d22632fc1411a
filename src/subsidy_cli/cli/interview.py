"""Asking, one at a time, only what can still change the answer. Questions go to standard error, replies come from standard input."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from subsidy_cli.api import answer, with_facts
from subsidy_cli.cli.commands import refuse
from subsidy_cli.cli.console import tell
from subsidy_cli.cli.units import unit_words
from subsidy_cli.diagnostics import Diagnostic, Place, RefusedError
from subsidy_cli.facts.applicant import ApplicantReader
from subsidy_cli.facts.values import allowed
from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from subsidy_cli.api import Enquiry
    from subsidy_cli.cli.console import Console
    from subsidy_cli.explanation.questions import OpenQuestion
    from subsidy_cli.facts.vocabulary import FactDefinition, StandardDefinition
    from subsidy_cli.library.opening import Library

STOP = frozenset({"q", "Q", "ｑ", "退出", "quit"})
HOW = Text("逐项询问：直接回车表示不知道，q 结束。", "One question at a time: Enter for don't know, q to stop.")
LONGEST_CITIZEN_NUMBER = 18


class _StoppedError(Exception):
    """Nothing more is to be asked."""


def conduct(console: Console, library: Library, enquiry: Enquiry) -> Enquiry:
    """Ask until nothing unknown can be settled; gives the enquiry with every reply in it."""
    from subsidy_cli.explanation.questions import open_questions

    console.note(console.say(HOW))
    passed: set[str] = set()
    while True:
        open_now = open_questions(answer(library, enquiry), library.vocabulary)
        question = next((each for each in open_now if each.id not in passed), None)
        if question is None:
            return enquiry
        passed.add(question.id)
        try:
            reply = _ask(console, library, question, enquiry)
        except _StoppedError:
            return enquiry
        if reply is not None:
            enquiry = _accepted(console, library, enquiry, question, reply)


def _accepted(console: Console, library: Library, enquiry: Enquiry, question: OpenQuestion, reply: str) -> Enquiry:
    """The enquiry with a reply, unless it contradicts what was said before."""
    from dataclasses import replace

    if question.is_standard:
        asked = replace(enquiry, standards={**enquiry.standards, question.id: reply})
    else:
        asked = with_facts(enquiry, {question.id: reply})
    try:
        answer(library, asked)
    except RefusedError as error:
        console.problems(error.diagnostics)
        return enquiry
    return asked


def _ask(console: Console, library: Library, question: OpenQuestion, enquiry: Enquiry) -> str | None:
    """Ask until the reply can be understood; None where it is not known."""
    definition = _definition(library, question)
    for line in _wording(console, library, question, definition, enquiry.place):
        console.note(line)
    while True:
        reply = _read()
        if not reply:
            return None
        chosen = _chosen(definition, reply)
        mistakes = _mistakes(library, question, chosen)
        if not mistakes:
            return chosen
        for mistake in mistakes:
            console.note(f"  {console.say(mistake.message)}")


def _definition(library: Library, question: OpenQuestion) -> FactDefinition | StandardDefinition:
    vocabulary = library.vocabulary
    return vocabulary.standards[question.id] if question.is_standard else vocabulary.facts[question.id]


def _wording(
    console: Console,
    library: Library,
    question: OpenQuestion,
    definition: FactDefinition | StandardDefinition,
    place: str,
) -> list[str]:
    """The question, and below it what may be replied."""
    words = console.say(question.wording)
    if question.is_standard:
        name, label = console.say(library.places.name(place)), console.say(definition.label)
        unit = unit_words(definition.unit, console.language)
        words = f"{name}：{label}（{unit}）" if console.language == "zh" else f"{name}: {label} ({unit})"
        words = words.replace("（）", "").replace(" ()", "")
    values: Mapping[str, Text] = getattr(definition, "values", {})
    if values:
        choices = [f"  {index} {console.say(label)}" for index, label in enumerate(values.values(), 1)]
        return ["", words, *choices]
    return ["", words, f"  [{console.say(allowed(definition))}]"]


def _chosen(definition: FactDefinition | StandardDefinition, reply: str) -> str:
    """A choice may be replied by its number in the list."""
    values = list(getattr(definition, "values", {}))
    if values and reply.isdigit() and 1 <= int(reply) <= len(values):
        return str(values[int(reply) - 1])
    return reply


def _mistakes(library: Library, question: OpenQuestion, reply: str) -> list[Diagnostic]:
    reader = ApplicantReader(library.vocabulary, library.places, lambda _, name: Place(name))
    read = reader.read_standards if question.is_standard else reader.read_facts
    return read({question.id: reply})[1]


def _read() -> str:
    """One reply. Raises _StoppedError where there is none, or the word for stopping."""
    tell("> ")
    line = sys.stdin.readline()
    if not sys.stdin.isatty():
        tell("\n")
    if not line or line.strip() in STOP:
        raise _StoppedError
    return line.strip()


def ask_place(console: Console, library: Library) -> str:
    """Ask for the place until it is known. Raises RefusedError (usage) where nothing is replied."""
    names = library.places.names
    listed = "、".join(console.say(names[path]) for path in names if "/" in path)
    console.note(console.say(Text(f"请问是哪个地方？\n  {listed}", f"Which place?\n  {listed.replace('、', ', ')}")))
    while True:
        try:
            return library.find_place(_read())
        except RefusedError as error:
            console.problems(error.diagnostics)
        except _StoppedError:
            raise refuse("no-place", Text("缺少地方", "the place is missing"), "--place") from None


def ask_number(console: Console) -> dict[str, Any]:
    """Ask for the identity or certificate number; on a terminal nothing is shown while it is typed."""
    prompt = console.say(Text("身份证号或残疾人证号（不显示）：", "Identity or certificate number (not shown): "))
    if sys.stdin.isatty():
        from getpass import getpass

        written = getpass(prompt, sys.stderr)
    else:
        tell(f"{prompt}\n")
        written = sys.stdin.readline()
    number = written.strip()
    if not number:
        return {}
    return {"citizen_id" if len(number) <= LONGEST_CITIZEN_NUMBER else "certificate_number": number}
