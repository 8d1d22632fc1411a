"""From the bytes of a small text to its words by the ladder that rosters climb too: mark, UTF-8, GB18030; never a guess."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
CHINESE = "GB18030"


@dataclass(frozen=True, slots=True)
class DecodedText:
    """The words, and the encoding in which they were written."""

    text: str
    encoding: str

    @property
    def is_chinese_encoded(self) -> bool:
        """Whether it was read as the encoding of Chinese systems, which nothing in the bytes themselves proves."""
        return self.encoding == CHINESE


def decode_text(data: bytes) -> DecodedText | None:
    """The words of a text; None where it is in none of the encodings."""
    for encoding in _encodings(data):
        try:
            return DecodedText(data.decode(encoding), encoding.removesuffix("-sig").upper())
        except UnicodeDecodeError:
            continue
    return None


def _encodings(data: bytes) -> tuple[str, ...]:
    """The encodings to try; a text without a mark that holds NUL bytes is none of them."""
    marked = next((encoding for mark, encoding in MARKS.items() if data.startswith(mark)), None)
    if marked is not None:
        return (marked,)
    return () if b"\0" in data else ("utf-8", CHINESE.lower())
