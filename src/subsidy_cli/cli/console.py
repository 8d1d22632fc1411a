"""The streams of a run: results go to standard output, everything else to standard error."""

from __future__ import annotations

import os
import re
import sys
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, TextIO

from subsidy_cli.diagnostics import Diagnostic, Place, Refusal, RefusedError
from subsidy_cli.identity import mask_within
from subsidy_cli.texts import Language, Text

if TYPE_CHECKING:
    from collections.abc import Sequence

Form = Literal["text", "json", "markup"]
"""How characters that the console cannot show are written without loss: not at all, as `\\u…`, or as `&#…;`."""

PLAIN_WIDTH = 80
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


@dataclass(frozen=True, slots=True)
class Console:
    """Where a run speaks, in which language, how wide, and whether in colour."""

    language: Language
    color: bool
    width: int

    def say(self, text: Text) -> str:
        """A wording in the language of the run."""
        return text.in_language(self.language)

    def result(self, text: str, form: Form = "text") -> None:
        """Write a result. Raises RefusedError (output) where it cannot be written; a closed pipe raises BrokenPipeError."""
        out = sys.stdout
        try:
            out.write(_without_loss(text if text.endswith("\n") else f"{text}\n", form, out))
            out.flush()
        except BrokenPipeError:
            raise
        except OSError as error:
            let_go(sys.stdout)
            from subsidy_cli.library.system_errors import reason_of

            reason = reason_of(error)
            message = Text(f"无法写出结果：{reason.zh}", f"the result cannot be written: {reason.en}")
            raise RefusedError(Refusal.OUTPUT, [Diagnostic("output-failed", message, Place("stdout"))]) from None

    def note(self, text: str) -> None:
        """Write something that is not a result."""
        tell(f"{mask_within(text)}\n")

    def problems(self, diagnostics: Sequence[Diagnostic]) -> None:
        """Show mistakes with their places and cures."""
        from subsidy_cli.presentation.problems import render

        color = self.color and sys.stderr.isatty()
        masked = [_masked(each) for each in diagnostics]
        self.note(render(masked, self.language, color=color).rstrip("\n"))


def _masked(each: Diagnostic) -> Diagnostic:
    """A mistake without identity numbers: they may stand in what was written, in the line shown, or in a file's name.

    It is done before lines are broken, which would hide a number from view but not from the reader.
    """
    hint = None if each.hint is None else _masked_text(each.hint)
    return replace(each, message=_masked_text(each.message), place=_masked_place(each.place), hint=hint)


def _masked_text(text: Text) -> Text:
    return Text(_harmless(text.zh), _harmless(text.en))


def _masked_place(place: Place) -> Place:
    return replace(place, file=_harmless(place.file), key=_harmless(place.key), excerpt=_harmless(place.excerpt))


def _harmless(written: str) -> str:
    """What was written, without identity numbers and without the characters that command a terminal."""
    return _CONTROLS.sub("?", mask_within(written))


def tell(text: str) -> None:
    """Write to standard error. Where nobody can read it the run goes on, and gives the exit code that it would have given."""
    try:
        sys.stderr.write(text)
        sys.stderr.flush()
    except OSError:
        let_go(sys.stderr)


def open_console(language: Language) -> Console:
    """Make the standard streams safe to write any text to, and look at what they can do."""
    _open_closed_streams()
    _tolerate(sys.stdout, "replace")
    _tolerate(sys.stderr, "backslashreplace")
    is_terminal = sys.stdout.isatty()
    plain = bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"
    return Console(language, color=is_terminal and not plain, width=_width() if is_terminal else PLAIN_WIDTH)


def _open_closed_streams() -> None:
    """Give the streams with which the run was not started a stand-in: nothing to read, nowhere to write results.

    The stand-ins also take the numbers of the streams, which else the next file opened would get.
    """
    if sys.stdin is None:
        sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: PTH123, SIM115 - a stream for the whole run
    if sys.stdout is None:
        sys.stdout = os.fdopen(os.open(os.devnull, os.O_RDONLY), "w", encoding="utf-8")
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 - a stream for the whole run


def _tolerate(stream: TextIO, errors: str) -> None:
    """A character that the console cannot show must never end a run."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors=errors)


def _width() -> int:
    import shutil

    return min(max(shutil.get_terminal_size((PLAIN_WIDTH, 24)).columns, 40), 120)


def _without_loss(text: str, form: Form, stream: TextIO) -> str:
    encoding = (getattr(stream, "encoding", None) or "utf-8").lower().replace("-", "").replace("_", "")
    if form == "text" or encoding == "utf8":
        return text
    if form == "markup":
        return text.encode("ascii", "xmlcharrefreplace").decode("ascii")
    return re.sub(r"[^\x00-\x7f]", _escape, text)


def _escape(match: re.Match[str]) -> str:
    """A character as JSON escapes it: one or two units of UTF-16."""
    units = match[0].encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[index : index + 2].hex()}" for index in range(0, len(units), 2))


def let_go(stream: TextIO) -> None:
    """Point a stream that cannot be written at nothing, so that the interpreter does not stumble over it when it ends."""
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
    except (OSError, ValueError):
        return
