"""The file of an applicant: TOML or JSON with place, as_of, facts and standards, and where each entry stands."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from subsidy_cli.diagnostics import Diagnostic, Place, Refusal, RefusedError, nearest
from subsidy_cli.library.encodings import DecodedText, decode_text
from subsidy_cli.library.files import LARGEST_FILE, SourceFile, parse_toml, read_bytes
from subsidy_cli.library.json_texts import parse_json
from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from collections.abc import Callable

STANDARD_INPUT = "-"
KEYS = ("place", "as_of", "facts", "standards")
TABLES = frozenset({"facts", "standards"})
CASE_KEYS = frozenset({"cases", "defaults", "expect", "expect_definitions"})


@dataclass(frozen=True)
class ApplicantFile:
    """What a file says about an applicant."""

    content: Mapping[str, Any] = field(default_factory=dict)
    locate: Callable[..., Place] = Place
    """The place of a key path."""
    notes: tuple[Text, ...] = ()
    """What is to be said of how it was read."""

    def table(self, name: str) -> Mapping[str, Any]:
        """The facts or the standards."""
        found: Mapping[str, Any] = self.content.get(name, {})
        return found


def read_applicant_file(name: str) -> ApplicantFile:
    """Read a file, or standard input for `-`. Raises RefusedError (input) where it is not one of an applicant."""
    path = Path("stdin" if name == STANDARD_INPUT else name)
    decoded = _decoded(path, _standard_input() if name == STANDARD_INPUT else read_bytes(path, Refusal.INPUT))
    source = SourceFile(path, decoded.text)
    is_json = _is_json(source)
    locate = _json_place(source) if is_json else _toml_place(source)
    content = parse_json(source) if is_json else parse_toml(source, Refusal.INPUT)
    mistakes = _mistakes(content, locate)
    if mistakes:
        raise RefusedError(Refusal.INPUT, mistakes)
    return ApplicantFile(content, locate, (_read_as_chinese(path),) if decoded.is_chinese_encoded else ())


def _standard_input() -> bytes:
    stream = getattr(sys.stdin, "buffer", None)
    data: bytes = sys.stdin.read().encode() if stream is None else stream.read(LARGEST_FILE + 1)
    if len(data) > LARGEST_FILE:
        message = Text("输入过大", "the input is too large")
        raise RefusedError(Refusal.INPUT, [Diagnostic("file-too-large", message, Place("stdin"))])
    return data


def _decoded(path: Path, data: bytes) -> DecodedText:
    """The words of an applicant: what a console in Chinese has written need not be UTF-8."""
    decoded = decode_text(data)
    if decoded is None:
        message = Text("编码既不是 UTF-8 也不是 GB18030", "the encoding is neither UTF-8 nor GB18030")
        hint = Text("请另存为 UTF-8", "save it as UTF-8")
        raise RefusedError(Refusal.INPUT, [Diagnostic("wrong-encoding", message, Place(str(path)), hint)])
    return decoded


def _read_as_chinese(path: Path) -> Text:
    return Text(
        f"{path} 不是 UTF-8，已按 GB18030 读取；如有乱码，请另存为 UTF-8。",
        f"{path} is not UTF-8 and was read as GB18030; if its words come out wrong, save it as UTF-8.",
    )


def _is_json(source: SourceFile) -> bool:
    """By suffix, else by the first character: a TOML file of an applicant never begins with a brace."""
    suffix = source.path.suffix.lower()
    return suffix == ".json" or (suffix != ".toml" and source.text.lstrip().startswith("{"))


def _toml_place(source: SourceFile) -> Callable[..., Place]:
    return lambda *path: source.place(path)


def _json_place(source: SourceFile) -> Callable[..., Place]:
    return lambda *path: Place(source.name, key=".".join(path))


def _mistakes(content: Any, locate: Callable[..., Place]) -> list[Diagnostic]:
    if not isinstance(content, Mapping):
        message = Text("文件应为一个对象，含 facts 等键", "the file should be one object with facts and so on")
        hint = Text(
            '写作 {"place": "jiaxing", "facts": {"disability_grade": 1}}',
            'write {"place": "jiaxing", "facts": {"disability_grade": 1}}',
        )
        return [Diagnostic("wrong-file", message, locate(), hint)]
    found = [_unknown_key(key, locate) for key in content if key not in KEYS]
    for name in sorted(TABLES & set(content)):
        if not isinstance(content[name], Mapping):
            message = Text(f"{name} 应为一张表", f"{name} should be a table")
            hint = Text(
                f'TOML 写作 [{name}] 及其下各行，JSON 写作 "{name}": {{…}}',
                f'in TOML [{name}] with its lines below, in JSON "{name}": {{…}}',
            )
            found.append(Diagnostic("wrong-file", message, locate(name), hint))
    return found


def _unknown_key(key: str, locate: Callable[..., Place]) -> Diagnostic:
    suggestion = nearest(key, KEYS)
    hint = Text("可写 place、as_of、facts、standards", "allowed: place, as_of, facts, standards")
    if key in CASE_KEYS:
        hint = Text(
            "这是案例文件，请用 subsidy policy check 运行", "this is a file of cases: run it with subsidy policy check"
        )
    elif suggestion is not None:
        hint = Text(f"是否为 {suggestion}？", f"did you mean {suggestion}?")
    return Diagnostic("unknown-key", Text(f"没有键 {key}", f"there is no key {key}"), locate(key), hint)
