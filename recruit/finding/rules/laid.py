"""The words of a text laid out once, so that a search has only to look them through.

Folding a text costs many times what looking a word up in it does, so it is done when the
text is written down: all folded words in one line, and where each stands in the text. The
text is kept beside them, so that an excerpt needs one seal opened and no more.
"""

from __future__ import annotations

import struct
import sys
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from recruit.finding.rules.asking import Term
from recruit.finding.rules.folding import marks_of, words

_LENGTHS = struct.Struct("<III")  # of the line and of the text, in bytes; how many words
_FIRST, _LENGTH = 4, 2  # bytes for where a word stands: its first character, its length
_LONGEST_PLACE = 0xFFFF


@dataclass(frozen=True, slots=True)
class Laid:
    """A text, and its folded words in one line, each between two spaces. firsts, lengths: where
    each stands in the text, in characters."""

    text: str
    line: str
    firsts: Sequence[int]
    lengths: Sequence[int]

    def marks(self) -> frozenset[str]:
        """What is kept of the text to look it up by."""
        return marks_of(self.line.split())

    def places(self, term: Term) -> Iterator[tuple[int, int]]:
        """Where the term stands in the text, in its order: first and last character of each."""
        line, firsts, lengths = self.line, self.firsts, self.lengths
        needle = f" {' '.join(term.words)}" + ("" if term.beginning else " ")
        more = len(term.words) - 1
        at, word, counted = line.find(needle), 0, 0
        while at >= 0:
            word += line.count(" ", counted, at)
            counted = at
            last = word + more
            yield firsts[word], firsts[last] + lengths[last]
            at = line.find(needle, at + 1)


def lay(text: str) -> Laid:
    """Lay a text out."""
    found = words(text)
    line = " ".join(word.folded for word in found)
    return Laid(
        text,
        f" {line} " if found else "",
        array("I", (word.first for word in found)),
        array("H", (min(word.last - word.first, _LONGEST_PLACE) for word in found)),
    )


def packed(laid: Laid) -> bytes:
    """As bytes: how many bytes the line and the text have and how many words there are (4
    bytes each), the first characters (4 bytes each), the lengths (2 bytes each), all numbers
    with the least byte first; the line and the text in UTF-8, lone surrogates as they are."""
    line, text = laid.line.encode(), laid.text.encode("utf-8", "surrogatepass")
    number = len(laid.firsts)
    return b"".join(
        (
            _LENGTHS.pack(len(line), len(text), number),
            struct.pack(f"<{number}I", *laid.firsts),
            struct.pack(f"<{number}H", *laid.lengths),
            line,
            text,
        )
    )


def unpacked(content: bytes) -> Laid:
    """What ``packed`` packed; what follows it (filling) is no part of it."""
    of_line, of_text, number = _LENGTHS.unpack_from(content)
    first = _LENGTHS.size
    length = first + _FIRST * number
    line = length + _LENGTH * number
    text, end = line + of_line, line + of_line + of_text
    return Laid(
        content[text:end].decode("utf-8", "surrogatepass"),
        content[line:text].decode(),
        _numbers("I", content, first, length),
        _numbers("H", content, length, line),
    )


def _numbers(kind: Literal["I", "H"], content: bytes, start: int, end: int) -> Sequence[int]:
    """The numbers of this kind that stand there, read where they are."""
    if sys.byteorder == "big":
        number = (end - start) // struct.calcsize(f"<{kind}")
        return struct.unpack_from(f"<{number}{kind}", content, start)
    return memoryview(content)[start:end].cast(kind)
