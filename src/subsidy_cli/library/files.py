"""Reading TOML: text, tables, and every mistake with its place."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeVar

from subsidy_cli.diagnostics import Diagnostic, Place, Refusal, RefusedError
from subsidy_cli.library.syntax_words import TOML_HINT, toml_fault
from subsidy_cli.library.system_errors import CHECK_FILE, reason_of
from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from pathlib import Path

    from subsidy_cli.documents.models import Table

T = TypeVar("T", bound="Table")

LARGEST_FILE = 8 * 1024 * 1024
LARGEST_EXPONENT = 99


@dataclass(frozen=True)
class SourceFile:
    """A policy file as it was read."""

    path: Path
    text: str

    @property
    def name(self) -> str:
        """The path as it is shown."""
        return str(self.path)

    def place(self, path: tuple[str | int, ...], offset: int = 0, width: int = 1) -> Place:
        """Where a key stands."""
        from subsidy_cli.documents.positions import place

        return place(self.name, self.text, path, offset, width)


def read_bytes(path: Path, refusal: Refusal) -> bytes:
    """Read a small file. Raises RefusedError where it cannot be read."""
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_FILE + 1)
    except OSError as error:
        reason = reason_of(error)
        message = Text(f"无法读取文件：{reason.zh}", f"the file cannot be read: {reason.en}")
        raise RefusedError(refusal, [Diagnostic("unreadable-file", message, Place(str(path)), CHECK_FILE)]) from None
    if len(data) > LARGEST_FILE:
        message = Text("文件过大", "the file is too large")
        raise RefusedError(refusal, [Diagnostic("file-too-large", message, Place(str(path)))])
    return data


def read_text(path: Path, refusal: Refusal = Refusal.POLICIES) -> SourceFile:
    """Read a UTF-8 text file. Raises RefusedError where it cannot be read."""
    data = read_bytes(path, refusal)
    try:
        return SourceFile(path, data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        message = Text("文件不是 UTF-8 编码", "the file is not UTF-8")
        hint = Text("请另存为 UTF-8", "save it as UTF-8")
        raise RefusedError(refusal, [Diagnostic("wrong-encoding", message, Place(str(path), line, 1), hint)]) from None


def exact_figure(written: str) -> Decimal | str:
    """A figure exactly as written. One with an exponent that nobody could mean stays text, to be refused where it stands."""
    figure = Decimal(written)
    return figure if not figure.is_finite() or abs(figure.adjusted()) <= LARGEST_EXPONENT else written


def parse_toml(source: SourceFile, refusal: Refusal = Refusal.POLICIES) -> dict[str, Any]:
    """Read TOML with exact decimals. Raises RefusedError with line and column where it is not TOML."""
    import tomli

    try:
        return tomli.loads(source.text, parse_float=exact_figure)
    except tomli.TOMLDecodeError as error:
        lines = source.text.splitlines()
        excerpt = lines[error.lineno - 1] if 0 < error.lineno <= len(lines) else ""
        place = Place(source.name, error.lineno, error.colno, excerpt=excerpt)
        raise RefusedError(refusal, [Diagnostic("not-toml", toml_fault(error.msg), place, TOML_HINT)]) from None
    except (RecursionError, ValueError):
        message = Text("TOML 嵌套过深或数字过长", "TOML nested too deep, or a number too long")
        hint = Text("请改短后再试", "write it shorter")
        raise RefusedError(refusal, [Diagnostic("not-toml", message, Place(source.name), hint)]) from None


def read_table(kind: type[T], source: SourceFile) -> T:
    """Read a file as a table of a kind. Raises RefusedError with every mistake of the file."""
    table, mistakes = validate(kind, source, parse_toml(source))
    if table is None:
        raise RefusedError(Refusal.POLICIES, mistakes)
    return table


def validate(
    kind: type[T], source: SourceFile, content: Any, below: tuple[str, ...] = ()
) -> tuple[T | None, list[Diagnostic]]:
    """Hold content of a file against a table; `below` is the key under which it stands."""
    from pydantic import ValidationError

    try:
        return kind.model_validate(content), []
    except ValidationError as error:
        from subsidy_cli.library.table_mistakes import table_mistakes

        return None, table_mistakes(kind, source, error, below)
