"""The way in: runs the command line and turns everything that can go wrong into an exit code."""

from __future__ import annotations

import errno
import os
import sys
from typing import TYPE_CHECKING

from subsidy_cli.cli.console import Console, let_go, open_console
from subsidy_cli.cli.languages import choose_language, environment_language
from subsidy_cli.diagnostics import Diagnostic, Place, Refusal, RefusedError
from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

DONE = 0
USAGE = 2
FAULT = 70
INTERRUPTED = 130
DEBUG = "SUBSIDY_DEBUG"
UNWRITABLE = frozenset({errno.EBADF, errno.EIO, errno.EFBIG, errno.ENOSPC, errno.EDQUOT})


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and give its exit code. Nothing that goes wrong raises, unless SUBSIDY_DEBUG is set."""
    written = sys.argv[1:] if arguments is None else list(arguments)
    console = open_console(environment_language(os.environ))
    try:
        console = open_console(choose_language(written, os.environ))
        return _dispatch(written, console)
    except RefusedError as error:
        console.problems(error.diagnostics)
        return error.refusal.value
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        let_go(sys.stdout)
        return DONE
    except Exception as error:
        if isinstance(error, OSError) and error.errno in UNWRITABLE and error.filename is None:
            return _unwritten(error, console)
        if os.environ.get(DEBUG):
            raise
        return _fault(error, console)


def _unwritten(error: OSError, console: Console) -> int:
    """Help, which Typer writes by itself, could not be written."""
    let_go(sys.stdout)
    from subsidy_cli.library.system_errors import reason_of

    reason = reason_of(error)
    message = Text(f"无法写出结果：{reason.zh}", f"the result cannot be written: {reason.en}")
    console.problems([Diagnostic("output-failed", message, Place("stdout"))])
    return Refusal.OUTPUT.value


def _dispatch(arguments: list[str], console: Console) -> int:
    """Hand over to Typer; its own errors become diagnostics."""
    import typer

    from subsidy_cli.cli.root import build_root
    from subsidy_cli.cli.usage import UsageError, understand

    try:
        found = build_root(console).main(args=arguments, prog_name="subsidy", standalone_mode=False)
    except UsageError as error:
        console.problems([understand(error)])
        return USAGE
    except typer.Abort:
        return INTERRUPTED
    return found if isinstance(found, int) else DONE


def _fault(error: Exception, console: Console) -> int:
    """Say where it broke and nothing of what was being computed."""
    where = _where(error)
    name = type(error).__name__
    message = Text(
        f"程序内部错误：{name}，位置 {where}。设 {DEBUG}=1 可查看详情；报告时请勿附带个人信息。",
        f"internal error: {name} at {where}. {DEBUG}=1 shows more; leave personal data out of a report.",
    )
    console.note(console.say(message))
    return FAULT


def _where(error: Exception) -> str:
    """The deepest place in this package."""
    trace, found = error.__traceback__, "?"
    while trace is not None:
        file = trace.tb_frame.f_code.co_filename.replace("\\", "/")
        if "/subsidy_cli/" in file:
            found = f"{file.rpartition('/subsidy_cli/')[2]}:{trace.tb_lineno}"
        trace = trace.tb_next
    return found
