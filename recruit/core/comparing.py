"""Two versions of a text as one, with what was taken out and what was put in. Pure.

A text may have 20,000 characters: paragraphs are matched first, words within the paragraphs
that changed, so that a page does not wait for it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

_WORD = re.compile(r"\w+|\s+|[^\w\s]")
_PARAGRAPH = re.compile(r"[^\n]*\n+|[^\n]+")


class How(StrEnum):
    """What became of some words between the versions."""

    SAME = "same"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that stand together and share what became of them."""

    how: How
    text: str


def compared(before: str, after: str) -> tuple[Piece, ...]:
    """Both texts in one, in order: the pieces that are not new give the earlier text exactly,
    those that are not gone the later one."""
    pieces: list[Piece] = []
    left, right = _PARAGRAPH.findall(before), _PARAGRAPH.findall(after)
    for op, i1, i2, j1, j2 in SequenceMatcher(None, left, right).get_opcodes():
        was, now = "".join(left[i1:i2]), "".join(right[j1:j2])
        if op == "equal":
            _add(pieces, How.SAME, was)
        else:
            _words(pieces, _WORD.findall(was), _WORD.findall(now))
    return tuple(pieces)


def in_common(pieces: Sequence[Piece]) -> float:
    """The share of both texts that they have in common, of their characters: from 0 to 1."""
    same = sum(2 * len(p.text) for p in pieces if p.how is How.SAME)
    rest = sum(len(p.text) for p in pieces if p.how is not How.SAME)
    return same / (same + rest) if pieces else 1.0


def _words(pieces: list[Piece], left: Sequence[str], right: Sequence[str]) -> None:
    for op, i1, i2, j1, j2 in SequenceMatcher(None, left, right).get_opcodes():
        if op == "equal":
            _add(pieces, How.SAME, "".join(left[i1:i2]))
        else:
            _add(pieces, How.GONE, "".join(left[i1:i2]))
            _add(pieces, How.NEW, "".join(right[j1:j2]))


def _add(pieces: list[Piece], how: How, text: str) -> None:
    if not text:
        return
    if pieces and pieces[-1].how is how:
        pieces[-1] = Piece(how, pieces[-1].text + text)
    else:
        pieces.append(Piece(how, text))
