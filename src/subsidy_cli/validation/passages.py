"""Looking up a phrase in an official text, whatever its spaces, line breaks, widths of characters, dashes and quotes."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import cached_property

_IGNORED = frozenset("\u200b\u200c\u200d\ufeff\u2060\u00ad")
_ALIKE = {
    **dict.fromkeys("–—―−－～〜﹣‐‑‒", "-"),
    **dict.fromkeys("“”„‟「」『』〝〞", '"'),
    **dict.fromkeys("‘’‚‛", "'"),
    **dict.fromkeys("〔【［", "["),
    **dict.fromkeys("〕】］", "]"),
    **dict.fromkeys("•・‧∙", "·"),
}


def normalised(words: str) -> str:
    """Words as they are compared."""
    return "".join(_sign(sign) for sign in words)


def _sign(sign: str) -> str:
    if sign in _ALIKE:
        return _ALIKE[sign]
    if sign.isspace() or sign in _IGNORED:
        return ""
    return "".join(_ALIKE.get(each, each) for each in unicodedata.normalize("NFKC", sign) if not each.isspace())


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of a text: its words, its line from 1, and how much it is like what was looked for, from 0 to 1."""

    words: str
    line: int
    likeness: float = 1.0


@dataclass(frozen=True)
class SearchableText:
    """A text in which phrases are looked up."""

    text: str
    _origins: list[int] = field(default_factory=list, init=False, repr=False, compare=False)

    @cached_property
    def plain(self) -> str:
        """The text as it is compared; notes for each of its characters where it stands in the text."""
        found: list[str] = []
        for index, sign in enumerate(self.text):
            for each in _sign(sign):
                found.append(each)
                self._origins.append(index)
        return "".join(found)

    def occurrences(self, phrase: str) -> tuple[int, ...]:
        """Where a phrase stands, counted in the text as it is compared."""
        wanted = normalised(phrase)
        return tuple(match.start() for match in re.finditer(f"(?={re.escape(wanted)})", self.plain)) if wanted else ()

    def passage(self, start: int, length: int, likeness: float = 1.0) -> Passage:
        """A stretch as the text has it, on one line."""
        plain = self.plain
        begin, end = max(start, 0), min(start + length, len(plain))
        if begin >= end:
            return Passage("", 1, 0.0)
        first, last = self._origins[begin], self._origins[end - 1]
        words = re.sub(r"\s+", "", self.text[first : last + 1])
        return Passage(words, self.text.count("\n", 0, first) + 1, likeness)

    def around(self, start: int, length: int, margin: int) -> Passage:
        """A stretch with what stands before and after it."""
        return self.passage(start - margin if start > margin else 0, length + margin + min(start, margin))

    def nearest(self, phrase: str) -> Passage | None:
        """The stretch most like a phrase; None where nothing of it occurs."""
        wanted = normalised(phrase)
        matcher = SequenceMatcher(None, "", wanted, autojunk=False)
        matcher.set_seq1(self.plain)
        block = matcher.find_longest_match()
        if block.size == 0:
            return None
        anchor = wanted[block.b : block.b + block.size]
        starts = {match.start() - block.b for match in re.finditer(f"(?={re.escape(anchor)})", self.plain)}
        start = max(sorted(starts), key=lambda each: self._likeness(each, wanted))
        return self._fitted(max(start, 0), wanted)

    def _likeness(self, start: int, wanted: str) -> float:
        begin = max(start, 0)
        return SequenceMatcher(None, self.plain[begin : begin + len(wanted)], wanted, autojunk=False).ratio()

    def _fitted(self, start: int, wanted: str) -> Passage:
        """The stretch from a start that ends where the likeness is greatest: a changed figure makes it longer or shorter."""
        slack = max(len(wanted) // 4, 4)
        lengths = range(max(len(wanted) - slack, 1), len(wanted) + slack + 1)
        ratios = {
            length: SequenceMatcher(None, self.plain[start : start + length], wanted, autojunk=False).ratio()
            for length in lengths
        }
        length = max(ratios, key=lambda each: ratios[each])
        return self.passage(start, length, ratios[length])
