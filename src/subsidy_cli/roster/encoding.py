"""From bytes to text by a strict ladder: byte-order mark, UTF-8, GB18030; never a detector, never a silent repair.

A file has one encoding. Lines that are not in it are named, and later rejected; they never change the answer for the
others. What is handed on is a UTF-8 file: the input itself where it is UTF-8, a private copy where it is not.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO

from subsidy_cli.roster.counting import line_feeds
from subsidy_cli.roster.faults import notice, refuse
from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from subsidy_cli.diagnostics import Diagnostic

CHUNK = 1 << 22
LONGEST_LINE = 16 << 20
"""More bytes without a line end are no roster."""
NEVER = "\x01"
"""A separator for what has only one column; a file in which it occurs is read with care."""
_REPLACED = "\ufffd".encode()
"""What stands for bytes that are no character."""
_LOOK = 1 << 20
"""Bytes looked at together: what the processor can hold while it is looked at again and again."""
_STRETCH = 1 << 19
"""A line of twice this holds a stretch of the file without a line end, which is quickly seen."""
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_PADDING = b"\x00\x1a"
UNREADABLE = (b"\x00", b"\x1a")
"""What no text holds: NUL, and the mark with which old systems end a file."""
_TIGHT_QUOTES = re.compile(rb'(?:^|[,;\t|\n]) +"|" +[,;\t|\r\n]')
_HANZI = re.compile("[一-鿿㐀-䶿]")
_HANZI_UTF8 = re.compile(rb"[\xe3-\xe9][\x80-\xbf]{2}")
_BEYOND_ASCII = re.compile(rb"[\x80-\xff]{6,}")
_PRIVATE = re.compile("[\ue000-\uf8ff]")
FOR_EXAMPLE = Text("例如 utf-8、gb18030、utf-16、big5", "for example utf-8, gb18030, utf-16, big5")
"""Encodings that there are."""
_ENCODING_HINT = Text("请用 --encoding 说明编码，或另存为 UTF-8", "give --encoding, or save the file as UTF-8")


@dataclass(frozen=True)
class TextFile:
    """A roster as UTF-8 text, with what was learnt on the way."""

    path: Path
    encoding: str
    line_feeds: int
    pairs: int
    """Line feeds after a carriage return."""
    carriage_returns: int
    quotes: int
    loose_quotes: bool
    """Whether spaces stand between a separator and a quotation mark, where readers differ."""
    bad_lines: dict[int, tuple[str, str]] = field(default_factory=dict)
    """Physical line -> code of the fault and its detail."""
    warnings: tuple[Diagnostic, ...] = ()
    long_lines: bool = False
    """Whether a line may be longer than any cell may be."""
    has_marker: bool = False
    """Whether it holds the one control character that we use for ourselves."""

    @property
    def has_same_ends(self) -> bool:
        """Whether all lines end alike, in LF or in CRLF."""
        return self.line_feeds > 0 and self.carriage_returns == self.pairs and self.pairs in {0, self.line_feeds}


@dataclass
class _Survey:
    """What one pass over the bytes finds."""

    size: int = 0
    line_feeds: int = 0
    pairs: int = 0
    carriage_returns: int = 0
    quotes: int = 0
    nuls: int = 0
    has_marker: bool = False
    loose_quotes: bool = False
    long_lines: bool = False
    unended: int = 0
    """Bytes since the last line end."""
    flaw: int | None = None
    """Where the bytes stop being UTF-8."""
    has_hanzi: bool = False
    has_other: bool = False
    padding: int = 0


def read_text_file(path: Path, name: str, encoding: str | None, copy: Path) -> TextFile:
    """Decide the encoding of a file and give it as UTF-8. `copy` is where a private copy may be written.

    Raises RefusedError where no encoding fits.
    """
    survey = _survey(path, name)
    mark = _mark(path)
    if encoding is not None:
        codec = _known(encoding, name)
        if codec in {"utf-16", "utf-32"} and (mark is None or not mark.startswith(codec)):
            raise _without_mark(codec, name)
        return _transcode(path, name, codec, copy, survey, strict=True)
    if mark is not None and mark != "utf-8":
        return _transcode(path, name, mark, copy, survey, strict=True)
    if survey.nuls - survey.padding > survey.size // 10:
        message = Text(
            "文件含大量空字符，可能是没有标记的 UTF-16", "many NUL characters: perhaps UTF-16 without a mark"
        )
        hint = Text(
            "请用 --encoding utf-16-le 或 utf-16-be，或另存为 UTF-8",
            "give --encoding utf-16-le or utf-16-be, or save the file as UTF-8",
        )
        raise refuse("encoding-unknown", message, name, hint)
    if survey.flaw is None and not survey.nuls:
        if mark is None and survey.has_other and not survey.has_hanzi:
            _refuse_if_ambiguous(path, name)
        return _as_it_is(path, survey)
    chosen = "utf-8" if survey.flaw is None or mark == "utf-8" else _vote(path, name)
    return _transcode(path, name, chosen, copy, survey, strict=False)


def _as_it_is(path: Path, survey: _Survey) -> TextFile:
    return TextFile(
        path,
        "utf-8",
        survey.line_feeds,
        survey.pairs,
        survey.carriage_returns,
        survey.quotes,
        survey.loose_quotes,
        long_lines=survey.long_lines,
        has_marker=survey.has_marker,
    )


def _survey(path: Path, name: str) -> _Survey:
    survey = _Survey()
    decoder = codecs.getincrementaldecoder("utf-8")()
    tail = b""
    with path.open("rb") as stream:
        while chunk := stream.read(_LOOK):
            survey.line_feeds += line_feeds(chunk)
            if b"\r" in chunk or tail.endswith(b"\r"):
                survey.carriage_returns += chunk.count(b"\r")
                survey.pairs += chunk.count(b"\r\n") + (tail.endswith(b"\r") and chunk.startswith(b"\n"))
            survey.nuls += sum(chunk.count(sign) for sign in UNREADABLE if sign in chunk)
            survey.has_marker = survey.has_marker or NEVER.encode() in chunk
            if b'"' in chunk:
                survey.quotes += chunk.count(b'"')
                survey.loose_quotes = survey.loose_quotes or _TIGHT_QUOTES.search(tail + chunk) is not None
            tail = chunk[-4096:]
            _measure_lines(survey, chunk, name)
            if survey.flaw is None:
                _decode(survey, decoder, chunk)
            survey.size += len(chunk)
    if survey.flaw is None:
        _decode(survey, decoder, b"", final=True)
    survey.padding = len(tail) - len(tail.rstrip(_PADDING))
    return survey


def _measure_lines(survey: _Survey, chunk: bytes, name: str) -> None:
    """Look for lines that no roster has. Raises RefusedError where one would exhaust whoever reads it."""
    starts = range(0, len(chunk) - _STRETCH + 1, _STRETCH)
    survey.long_lines |= any(chunk.find(b"\n", start, start + _STRETCH) < 0 for start in starts)
    end = max(chunk.rfind(b"\n"), chunk.rfind(b"\r") if survey.long_lines else -1)
    survey.unended = len(chunk) - 1 - end if end >= 0 else survey.unended + len(chunk)
    if survey.unended > LONGEST_LINE:
        message = Text("有一行超过 16 MB", "a line of more than 16 MB")
        raise refuse("cell-too-long", message, name, Text("请检查引号和换行", "check quotation marks and line ends"))


def _decode(survey: _Survey, decoder: codecs.IncrementalDecoder, chunk: bytes, *, final: bool = False) -> None:
    try:
        text = decoder.decode(chunk, final)
    except UnicodeDecodeError as error:
        survey.flaw = survey.size + error.start
        return
    if not survey.has_hanzi and not text.isascii():
        survey.has_hanzi = _HANZI.search(text) is not None
        survey.has_other = True


def _mark(path: Path) -> str | None:
    with path.open("rb") as stream:
        head = stream.read(4)
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding
    return None


def codec_of(encoding: str) -> str | None:
    """How Python calls an encoding; None where it knows none of that name."""
    try:
        return codecs.lookup(encoding).name
    except (LookupError, ValueError):
        return None


def writes_text(codec: str) -> bool:
    """Whether text can be written in it: Python calls compression an encoding too, and knows one that always fails."""
    try:
        "x".encode(codec)
    except (LookupError, UnicodeError):
        return False
    return True


def _known(encoding: str, name: str) -> str:
    aliases = {"gbk": "gb18030", "gb2312": "gb18030", "cp936": "gb18030", "ansi": "gb18030"}
    codec = codec_of(encoding)
    if codec is None or not writes_text(codec):
        message = Text(f"没有名为 {encoding} 的编码", f"there is no encoding {encoding}")
        raise refuse("encoding-unknown", message, name, FOR_EXAMPLE)
    return aliases.get(codec, codec)


def _refuse_if_ambiguous(path: Path, name: str) -> None:
    """Two-byte sequences alone may be Latin, Greek or Cyrillic in UTF-8, and hanzi in GBK: 联通 is the classic."""
    content = path.read_bytes()
    try:
        other = content.decode("gb18030")
    except UnicodeDecodeError:
        return
    if all(_HANZI.match(sign) for sign in other if not sign.isascii()):
        message = Text("内容既可读作 UTF-8 又可读作 GBK，无法确定", "the content can be read as UTF-8 and as GBK alike")
        raise refuse("encoding-ambiguous", message, name, _ENCODING_HINT)


def _lines(stream: BinaryIO) -> Iterator[bytes]:
    """Physical lines with their ends, also where the ends are carriage returns alone."""
    rest = b""
    while chunk := stream.read(CHUNK):
        lines = (
            (rest + chunk).splitlines(keepends=True)
            if b"\x0b" not in chunk and b"\x0c" not in chunk
            else _split(rest + chunk)
        )
        rest = lines.pop()
        if rest.endswith(b"\n"):
            lines.append(rest)
            rest = b""
        yield from lines
    if rest:
        yield from _split(rest)


def _split(block: bytes) -> list[bytes]:
    return re.findall(rb"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$", block)


def _vote(path: Path, name: str) -> str:
    """UTF-8 or GB18030, by the lines: a UTF-8 file with damaged lines must never become GB18030."""
    utf8 = gb18030 = neither = 0
    sample: list[str] = []
    with path.open("rb") as stream:
        for line in _lines(stream):
            if line.isascii():
                continue
            text = line.decode("utf-8", "replace")
            if len(_HANZI.findall(text)) > text.count("�"):
                utf8 += 1
                continue
            try:
                decoded = line.decode("gb18030")
            except UnicodeDecodeError:
                neither += 1
                continue
            gb18030 += 1
            if len(sample) < 4000:
                sample.append(decoded)
    if utf8 > gb18030 or (utf8 and not gb18030):
        return "utf-8"
    if not gb18030 or neither > gb18030 // 4 + 1:
        message = Text("既不是 UTF-8，也不是 GB18030", "neither UTF-8 nor GB18030")
        raise refuse("encoding-unknown", message, name, _ENCODING_HINT)
    _refuse_if_implausible("".join(sample), name)
    return "gb18030"


def _refuse_if_implausible(text: str, name: str) -> None:
    """GB18030 takes nearly any bytes; Big5 and EUC-KR read as it give themselves away by their characters."""
    signs = [sign for sign in text if not sign.isascii()]
    common = sum(_is_gb2312(sign) for sign in signs)
    if len(signs) >= 4 and common < len(signs) * 0.6:
        raise _other_encoding("Big5", name)
    hanzi = [sign for sign in signs if _HANZI.match(sign)]
    if len(hanzi) >= 24 and all(0xB0 <= sign.encode("gb18030")[0] <= 0xC8 for sign in hanzi):
        raise _other_encoding("EUC-KR", name)


def _is_gb2312(sign: str) -> bool:
    try:
        sign.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def _other_encoding(likely: str, name: str) -> Exception:
    message = Text(f"不像 GB18030 中文，可能是 {likely}", f"this does not look like GB18030 Chinese; perhaps {likely}")
    hint = Text(
        f"请用 --encoding {likely.lower()}，或另存为 UTF-8", f"give --encoding {likely.lower()}, or save it as UTF-8"
    )
    return refuse("encoding-unknown", message, name, hint)


def _transcode(path: Path, name: str, encoding: str, copy: Path, survey: _Survey, *, strict: bool) -> TextFile:
    """Write the UTF-8 copy line by line and name the lines that are not in the encoding."""
    bad: dict[int, tuple[str, str]] = {}
    private = 0
    padding = False
    counts = {"line_feeds": 0, "pairs": 0, "carriage_returns": 0, "quotes": 0}
    offset = 0
    with path.open("rb") as stream, _private_file(copy) as target:
        is_wide = encoding.startswith(("utf-16", "utf-32"))
        source = _wide_lines(stream, encoding) if is_wide else _lines(stream)
        for number, line in enumerate(source, start=1):
            body = line
            if number == 1:
                body = body.removeprefix(codecs.BOM_UTF8)
            if b"\x00" in body or b"\x1a" in body:
                stripped = body.rstrip(b"\r\n" + _PADDING)
                if offset + len(line) >= survey.size and not any(sign in stripped for sign in _PADDING):
                    body, padding = stripped, True
                elif b"\x00" in body:
                    bad[number] = ("nul-character", "")
                    body = body.replace(b"\x00", b"\xef\xbf\xbd" if encoding == "utf-8" else b"?")
            codec = "utf-8" if is_wide else encoding
            if is_wide and _REPLACED in body:
                bad[number] = ("undecodable", "")
            try:
                text = body.decode(codec)
            except UnicodeDecodeError as error:
                if strict:
                    raise _wrong_encoding(encoding, name, number) from None
                bad[number] = ("undecodable", str(offset + error.start))
                text = body.decode(codec, "replace")
            else:
                if codec == "gb18030" and _is_foreign(body):
                    bad[number] = ("other-encoding", "")
            if codec == "gb18030" and not text.isascii() and _PRIVATE.search(text):
                private += 1
            written = text.encode("utf-8", "replace")
            target.write(written)
            counts["line_feeds"] += written.count(b"\n")
            counts["pairs"] += written.count(b"\r\n")
            counts["carriage_returns"] += written.count(b"\r")
            counts["quotes"] += written.count(b'"')
            offset += len(line)
    warnings = []
    if private:
        message = Text(
            f"{private} 行含自造字（生僻字），请核对", f"{private} rows have private-use characters; check them"
        )
        warnings.append(notice("private-use-characters", message, name))
    if padding:
        message = Text("文件末尾的填充字符已忽略", "padding at the end of the file was ignored")
        warnings.append(notice("padding", message, name))
    loose = survey.loose_quotes or encoding.startswith("utf-16")
    return TextFile(
        copy,
        encoding,
        counts["line_feeds"],
        counts["pairs"],
        counts["carriage_returns"],
        counts["quotes"],
        loose,
        bad,
        tuple(warnings),
        survey.long_lines,
        survey.has_marker,
    )


def _is_foreign(line: bytes) -> bool:
    """Whether words in a line of a GB18030 file are UTF-8; GBK text hardly ever is by chance.

    Two hanzi of UTF-8 are three of GBK, and nothing fails to decode; one alone leaves half a character.
    """
    if line.isascii() or _HANZI_UTF8.search(line) is None:
        return False
    return any(_is_utf8_hanzi(match[0]) for match in _BEYOND_ASCII.finditer(line))


def _is_utf8_hanzi(word: bytes) -> bool:
    try:
        text = word.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return _HANZI.search(text) is not None


def _wide_lines(stream: BinaryIO, encoding: str) -> Iterator[bytes]:
    """Lines of UTF-16 or UTF-32, as UTF-8."""
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    rest = ""
    first = True
    while True:
        chunk = stream.read(CHUNK)
        text = rest + decoder.decode(chunk, not chunk)
        if first:
            text, first = text.removeprefix("﻿"), False
        lines = re.findall(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$", text)
        rest = "" if not chunk or not lines else lines.pop()
        yield from (line.encode() for line in lines)
        if not chunk:
            return


def _wrong_encoding(encoding: str, name: str, line: int) -> Exception:
    message = Text(f"第 {line} 行不是 {encoding}", f"line {line} is not {encoding}")
    return refuse("encoding-wrong", message, name, _ENCODING_HINT, line)


def _without_mark(codec: str, name: str) -> Exception:
    message = Text(f"文件没有 {codec} 的字节序标记", f"the file has no byte-order mark of {codec}")
    hint = Text(
        f"用 --encoding {codec}-le 或 {codec}-be 指明字节序",
        f"say the order of bytes: --encoding {codec}-le or {codec}-be",
    )
    return refuse("encoding-wrong", message, name, hint)


def _private_file(path: Path) -> BinaryIO:
    """A new file that only its owner can read."""
    import os

    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    return os.fdopen(descriptor, "wb")


def physical_lines(path: Path, block_size: int = CHUNK) -> Iterator[str]:
    """Lines with their ends; a carriage return alone ends a line where the file has no line feeds at its side."""
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as stream:
        rest = ""
        while chunk := stream.read(max(block_size, len(rest))):
            block = rest + chunk
            lines = _split_lines(block)
            rest = lines.pop() if lines else ""
            yield from lines
        if rest:
            yield from _split_lines(rest)


def _split_lines(block: str) -> list[str]:
    if "\r" not in block:
        lines = block.split("\n")
        last = lines.pop()
        return [f"{line}\n" for line in lines] + ([last] if last else [])
    return re.findall(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$", block)
