"""Reading TOML: text, tables, and every mistake with its place."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeVar

from subsidy_cli.diagnostics import Diagnostic, Place, Refusal, RefusedError, nearest
from subsidy_cli.library.syntax_words import TOML_HINT, toml_fault
from subsidy_cli.library.system_errors import reason_of
from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from pathlib import Path

    from pydantic import ValidationError

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
        hint = Text("请核对文件名和读取权限", "check the name of the file, and that you may read it")
        raise RefusedError(refusal, [Diagnostic("unreadable-file", message, Place(str(path)), hint)]) from None
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
        return None, _mistakes(kind, source, error, below)


def _mistakes(
    kind: type[Table], source: SourceFile, error: ValidationError, below: tuple[str, ...]
) -> list[Diagnostic]:
    found: dict[tuple[str | int, ...], Diagnostic] = {}
    for detail in error.errors(include_url=False, include_input=False):
        path = (*below, *(part for part in detail["loc"] if part not in {"str", "list[str]", "bool", "int"}))
        hint = _hint(kind, path) if detail["type"] == "extra_forbidden" else None
        code = (
            "unknown-key"
            if detail["type"] == "extra_forbidden"
            else "missing-key"
            if detail["type"] == "missing"
            else "wrong-key"
        )
        plain = detail["msg"].removeprefix("Value error, ")
        message = Text(
            f"{'.'.join(map(str, path))}：{_chinese(detail['type'], plain)}", f"{'.'.join(map(str, path))}: {plain}"
        )
        found.setdefault(path, Diagnostic(code, message, source.place(path), hint))
    return list(found.values())


def _chinese(kind: str, plain: str) -> str:
    return {
        "extra_forbidden": "没有这个键",
        "missing": "缺少这个键",
        "string_type": "须为字符串",
        "date_type": "须为日期",
    }.get(kind, plain)


def _hint(kind: type[Table], path: tuple[str | int, ...]) -> Text | None:
    known = {name for table in _tables(kind) for name in table}
    suggestion = nearest(str(path[-1]), known)
    return None if suggestion is None else Text(f"是否为 {suggestion}？", f"did you mean {suggestion}?")


def _tables(kind: type[Table]) -> list[list[str]]:
    from subsidy_cli.documents import models

    classes = [value for value in vars(models).values() if isinstance(value, type) and issubclass(value, models.Table)]
    return [[field.alias or name for name, field in table.model_fields.items()] for table in [*classes, kind]]
