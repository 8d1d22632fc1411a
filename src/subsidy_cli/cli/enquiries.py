"""From what was written - a file, flags, a prompt - to an enquiry, with the place of every entry."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from subsidy_cli.api import Enquiry
from subsidy_cli.cli.applicant_files import STANDARD_INPUT, ApplicantFile, read_applicant_file
from subsidy_cli.cli.commands import refuse
from subsidy_cli.cli.flag_values import chosen_readings, drafts, find_benefit, no_place, read_day, read_pairs
from subsidy_cli.cli.usage import identity_refusal, is_identity
from subsidy_cli.diagnostics import Diagnostic, Place, Refusal, RefusedError
from subsidy_cli.facts.values import NO, YES, tidy
from subsidy_cli.library.opening import Library
from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from subsidy_cli.cli.commands import Invocation

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
    if name == STANDARD_INPUT and (invocation.switch("interview") or invocation.switch("ask_id")):
        message = Text("从标准输入读取时不能再提问", "questions cannot be asked while standard input is being read")
        raise refuse("no-questions", message, STANDARD_INPUT, Text("请把事实写进文件", "put the facts into a file"))
    place = _place(invocation, library, file)
    facts, standards = _facts(invocation, library, file, place, flags), _standards(invocation, library, file)
    written_day = invocation.text("as_of") or file.content.get("as_of")
    day_place = Place("--as-of") if invocation.text("as_of") else file.locate("as_of")
    tables = {"facts": facts, "standards": standards}

    def locate(table: str, entry: str) -> Place:
        return tables[table].places.get(entry) or Place(table, key=entry)

    return Enquiry(
        place=place,
        as_of=date.today() if written_day is None else read_day(written_day, day_place),
        facts=facts.values,
        standards=standards.values,
        assume=_assumption(invocation),
        benefits=_benefits(invocation, library),
        kinds=frozenset([kind]) if kind is not None else frozenset(invocation.texts("kind")) or None,
        subjects=frozenset(invocation.texts("subject")) or None,
        everything=invocation.switch("all"),
        readings=chosen_readings(invocation, library),
        adopted=drafts(library, place) if invocation.switch("as_if_adopted") else frozenset(),
        inferred=invocation.switch("allow_inferred"),
        locate=locate,
    )


def _assumption(invocation: Invocation) -> Literal["usual"] | None:
    return "usual" if invocation.text("assume") == "usual" else None


def _place(invocation: Invocation, library: Library, file: ApplicantFile) -> str:
    """The place asked about: the flag's, else the file's, else the one that an interview asks for."""
    flag, stated = invocation.text("place"), file.content.get("place") or None
    written = flag if flag is not None else stated
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
        moved = [Diagnostic(each.code, each.message, file.locate("place"), each.hint) for each in error.diagnostics]
        raise RefusedError(error.refusal, moved) from None


def _facts(invocation: Invocation, library: Library, file: ApplicantFile, place: str, flags: Iterable[str]) -> Entries:
    """The facts: of the file, then of `--local`, then of the flags, then of a prompt."""
    found = Entries()
    for name, value in file.table("facts").items():
        found.add(name, value, file.locate("facts", name))
    if invocation.switch("local"):
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
    if invocation.switch("ask_id"):
        from subsidy_cli.cli.interview import ask_number

        for name, value in ask_number(invocation.console).items():
            found.add(name, value, Place("--ask-id"))
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
