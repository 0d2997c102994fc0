"""The words of a text laid out once, so that a search has only to look them through.

Folding a text costs many times what looking a word up in it does, so it is done when the
text is written down: all folded words in one line, and where each stands in the text. A
digest of the text tells whether it is still the one that was laid out.
"""

from __future__ import annotations

import hashlib
import sys
from array import array
from collections.abc import Iterator
from dataclasses import dataclass

from recruit.finding.rules.asking import Term
from recruit.finding.rules.folding import marks_of, words

_DIGEST = 16  # bytes
_LENGTH = 4  # bytes that say how long the line is
_WORD = 6  # bytes for where a word stands: 4 for its first character, 2 for its length
_LONGEST_PLACE = 0xFFFF


@dataclass(frozen=True, slots=True)
class Laid:
    """The folded words of a text in one line, each between two spaces. firsts, lengths: where
    each stands in the text, in characters. digest: of the text."""

    line: str
    firsts: array[int]
    lengths: array[int]
    digest: bytes

    def is_of(self, text: str) -> bool:
        """Whether this text, to the letter, was laid out."""
        return self.digest == _digest(text)

    def marks(self) -> frozenset[str]:
        """What is kept of the text to look it up by."""
        return marks_of(self.line.split())

    def places(self, term: Term) -> Iterator[tuple[int, int]]:
        """Where the term stands in the text, in its order: first and last character of each."""
        needle = f" {' '.join(term.words)}" + ("" if term.beginning else " ")
        more = len(term.words) - 1
        at, word, counted = self.line.find(needle), 0, 0
        while at >= 0:
            word += self.line.count(" ", counted, at)
            counted = at
            last = word + more
            yield self.firsts[word], self.firsts[last] + self.lengths[last]
            at = self.line.find(needle, at + 1)


def lay(text: str) -> Laid:
    """Lay a text out."""
    found = words(text)
    line = " ".join(word.folded for word in found)
    return Laid(
        f" {line} " if found else "",
        array("I", (word.first for word in found)),
        array("H", (min(word.last - word.first, _LONGEST_PLACE) for word in found)),
        _digest(text),
    )


def packed(laid: Laid) -> bytes:
    """As bytes: digest, length of the line (4 bytes), the line in UTF-8, the first characters
    (4 bytes each), the lengths (2 bytes each), all numbers with the least byte first."""
    line = laid.line.encode()
    places = b"".join(_little(numbers).tobytes() for numbers in (laid.firsts, laid.lengths))
    return laid.digest + len(line).to_bytes(_LENGTH, "little") + line + places


def unpacked(content: bytes) -> Laid:
    """What ``packed`` packed; what follows it (filling) is no part of it."""
    start = _DIGEST + _LENGTH
    end = start + int.from_bytes(content[_DIGEST:start], "little")
    line = content[start:end].decode()
    number = line.count(" ") - 1 if line else 0
    firsts, lengths = array("I"), array("H")
    firsts.frombytes(content[end : end + 4 * number])
    lengths.frombytes(content[end + 4 * number : end + _WORD * number])
    return Laid(line, _little(firsts), _little(lengths), content[:_DIGEST])


def _little(numbers: array[int]) -> array[int]:
    if sys.byteorder == "big":
        numbers = numbers[:]
        numbers.byteswap()
    return numbers


def _digest(text: str) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=_DIGEST).digest()
