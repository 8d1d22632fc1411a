"""From what was written - a file, flags, a prompt - to an enquiry, with the place of every entry."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from subsidy_cli.api import Enquiry
from subsidy_cli.cli.applicant_files import STANDARD_INPUT, ApplicantFile, read_applicant_file
from subsidy_cli.cli.commands import refuse
from subsidy_cli.cli.flag_values import chosen_readings, drafts, find_benefit, no_place, read_day, read_pairs
from subsidy_cli.cli.usage import identity_refusal, is_identity
from subsidy_cli.diagnostics import Diagnostic, Place, Refusal, RefusedError
from subsidy_cli.facts.applicant import ApplicantReader, is_blank
from subsidy_cli.facts.values import NO, YES, tidy
from subsidy_cli.library.opening import Library
from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from subsidy_cli.cli.commands import Invocation

T = TypeVar("T")

LOCAL_PLACES = ("hukou_place", "certificate_place")
LOCAL_TRUTH = "has_valid_certificate"


@dataclass
class Entries:
    """Facts or standards from several sources; what comes later overrides, and each knows where it stands."""

    values: dict[str, Any] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)

    def add(self, name: str, value: object, place: Place) -> None:
        """State a value."""
        self.values[name] = value
        self.places[name] = place


@dataclass
class _Mistakes:
    """The usage mistakes of several questions, so that all of them are told at once."""

    found: list[Diagnostic] = field(default_factory=list)

    def unless(self, read: Callable[[], T]) -> T | None:
        """What is read, or None where it cannot be."""
        try:
            return read()
        except RefusedError as error:
            if error.refusal is not Refusal.USAGE:
                raise
            self.found += error.diagnostics
            return None


def read_enquiry(
    invocation: Invocation, library: Library, kind: str | None = None, flags: Iterable[str] = ()
) -> Enquiry:
    """Read everything that an assessment is asked with. Raises RefusedError with what cannot be read.

    `flags` are the facts for which the command has a flag of their own.
    """
    name = invocation.text("file")
    if name is not None and tidy(name).lower() in YES | NO and not Path(name).exists():
        message = Text(f"{name} 不是文件；是非类选项不带值", f"{name} is no file; a yes-or-no flag takes no value")
        raise refuse(
            "value-not-wanted", message, name, Text("是写 --x，否写 --no-x", "write --x for yes, --no-x for no")
        )
    file = ApplicantFile() if name is None else read_applicant_file(name)
    for note in file.notes:
        invocation.console.note(invocation.console.say(note))
    if name == STANDARD_INPUT and (invocation.switch("interview") or invocation.switch("ask_id")):
        message = Text("从标准输入读取时不能再提问", "questions cannot be asked while standard input is being read")
        raise refuse("no-questions", message, STANDARD_INPUT, Text("请把事实写进文件", "put the facts into a file"))
    mistakes = _Mistakes()
    place = mistakes.unless(lambda: _place(invocation, library, file))
    day = mistakes.unless(lambda: _day(invocation, file))
    benefits = mistakes.unless(lambda: _benefits(invocation, library))
    readings = mistakes.unless(lambda: chosen_readings(invocation, library))
    facts = mistakes.unless(lambda: _facts(invocation, library, file, place, flags)) or Entries()
    standards = mistakes.unless(lambda: _standards(invocation, library, file)) or Entries()
    tables = {"facts": facts, "standards": standards}

    def locate(table: str, entry: str) -> Place:
        return tables[table].places.get(entry) or Place(table, key=entry)

    if place is None or day is None or readings is None or mistakes.found:
        reader = ApplicantReader(library.vocabulary, library.places, locate)
        more = reader.read_facts(facts.values)[1] + reader.read_standards(standards.values)[1]
        raise RefusedError(Refusal.USAGE, [*mistakes.found, *more])
    if invocation.switch("ask_id"):
        from subsidy_cli.cli.interview import ask_number

        for name, value in ask_number(invocation.console).items():
            facts.add(name, value, Place("--ask-id"))
    return Enquiry(
        place=place,
        as_of=day,
        facts=facts.values,
        standards=standards.values,
        assume=_assumption(invocation),
        benefits=benefits,
        kinds=frozenset([kind]) if kind is not None else frozenset(invocation.texts("kind")) or None,
        subjects=frozenset(invocation.texts("subject")) or None,
        everything=invocation.switch("all"),
        readings=readings,
        adopted=drafts(library, place) if invocation.switch("as_if_adopted") else frozenset(),
        inferred=invocation.switch("allow_inferred"),
        locate=locate,
    )


def _assumption(invocation: Invocation) -> Literal["usual"] | None:
    return "usual" if invocation.text("assume") == "usual" else None


def _place(invocation: Invocation, library: Library, file: ApplicantFile) -> str:
    """The place asked about: the flag's, else the file's, else the one that an interview asks for."""
    flag, stated = invocation.text("place"), file.content.get("place")
    written = flag if flag is not None else None if is_blank(stated) else stated
    if written is None and invocation.switch("interview"):
        from subsidy_cli.cli.interview import ask_place

        return ask_place(invocation.console, library)
    if written is None:
        raise no_place()
    try:
        return library.find_place(str(written))
    except RefusedError as error:
        if flag is not None:
            raise
        raise error.at(file.locate("place")) from None


def _day(invocation: Invocation, file: ApplicantFile) -> date:
    """The day asked about: the flag's, else the file's, else today."""
    if invocation.text("as_of"):
        return read_day(invocation.text("as_of"), Place("--as-of"))
    written = file.content.get("as_of")
    return date.today() if is_blank(written) else read_day(written, file.locate("as_of"))


def _facts(
    invocation: Invocation, library: Library, file: ApplicantFile, place: str | None, flags: Iterable[str]
) -> Entries:
    """The facts: of the file, then of `--local`, then of the flags."""
    found = Entries()
    for name, value in file.table("facts").items():
        found.add(name, value, file.locate("facts", name))
    if invocation.switch("local") and place is not None:
        for name in LOCAL_PLACES:
            found.add(name, place, Place("--local"))
        found.add(LOCAL_TRUTH, True, Place("--local"))
    for name in flags:
        value = invocation.values.get(name)
        if value is not None:
            found.add(name, value, Place(f"--{name.replace('_', '-')}"))
    for name, value in read_pairs(invocation.texts("fact"), "--fact", library.vocabulary.facts):
        if is_identity(name):
            raise RefusedError(Refusal.USAGE, [identity_refusal(f"--fact {name}")])
        found.add(name, value, Place("--fact", key=name))
    return found


def _standards(invocation: Invocation, library: Library, file: ApplicantFile) -> Entries:
    found = Entries()
    for name, value in file.table("standards").items():
        found.add(name, value, file.locate("standards", name))
    for name, value in read_pairs(invocation.texts("standard"), "--standard", library.vocabulary.standards):
        found.add(name, value, Place("--standard", key=name))
    return found


def _benefits(invocation: Invocation, library: Library) -> frozenset[str] | None:
    asked = invocation.texts("benefit")
    return frozenset(find_benefit(word, library, "--benefit") for word in asked) if asked else None
