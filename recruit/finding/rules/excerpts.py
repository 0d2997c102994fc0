"""Where what was asked stands in a text, and a few words around it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from recruit.finding.rules.asking import Asked, Term
from recruit.finding.rules.folding import Word, without_soft, words

AROUND = 90
"""Characters before and after a place that are shown."""
MOST = 2
"""Excerpts of one text."""


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A few words of a text. pieces: what is shown, each with whether it was asked for.
    before, after: whether the text goes on there."""

    pieces: tuple[tuple[str, bool], ...]
    before: bool
    after: bool


def places(text: Sequence[Word], term: Term) -> list[tuple[int, int]]:
    """Where the term stands among these words: first and last character of each place."""
    length = len(term.words)
    head = term.words[0]
    found = []
    for start, word in enumerate(text[: len(text) - length + 1]):
        if length == 1:
            if _is(word.folded, head, term.beginning):
                found.append((word.first, word.last))
        elif word.folded == head and all(
            _is(text[start + n].folded, asked, term.beginning and n == length - 1)
            for n, asked in enumerate(term.words)
        ):
            found.append((word.first, text[start + length - 1].last))
    return found


def _is(word: str, asked: str, beginning: bool) -> bool:
    return word.startswith(asked) if beginning else word == asked


def excerpts(text: str, asked: Asked) -> tuple[Excerpt, ...] | None:
    """Up to two excerpts; None where the text does not have all that was asked for."""
    said = words(text)
    by_term = [places(said, term) for term in asked.terms]
    if not all(by_term):
        return None
    marked = sorted({place for found in by_term for place in found})
    windows: list[tuple[int, int]] = []
    for found in by_term:
        first, last = found[0]
        if any(start <= first and last <= end for start, end in windows):
            continue
        if len(windows) < MOST:
            windows.append(_window(text, first, last))
    return tuple(_drawn(text, start, end, marked) for start, end in _joined(windows))


def _window(text: str, first: int, last: int) -> tuple[int, int]:
    """The characters shown around a place, from one word's beginning to another's end."""
    start, end = max(0, first - AROUND), min(len(text), last + AROUND)
    if start > 0:
        space = text.find(" ", start, first)
        start = space + 1 if space >= 0 else start
    if end < len(text):
        space = text.rfind(" ", last, end)
        end = space if space >= 0 else end
    return start, end


def _joined(windows: list[tuple[int, int]]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for start, end in sorted(windows):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def _drawn(text: str, start: int, end: int, marked: Sequence[tuple[int, int]]) -> Excerpt:
    pieces: list[tuple[str, bool]] = []
    at = start
    for first, last in marked:
        if first < at or last > end:
            continue
        if first > at:
            pieces.append((_plain(text[at:first]), False))
        pieces.append((_plain(text[first:last]), True))
        at = last
    if at < end:
        pieces.append((_plain(text[at:end]), False))
    return Excerpt(tuple(pieces), start > 0, end < len(text))


def _plain(text: str) -> str:
    """The characters of a text on one line, without those that turn its direction."""
    line = "".join(" " if c.isspace() else c for c in without_soft(text))
    return "".join(c for c in line if c.isprintable())
