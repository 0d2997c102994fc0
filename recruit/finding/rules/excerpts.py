"""Where what was asked stands in a text, and a few words around it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from recruit.finding.rules.asking import Asked, Term
from recruit.finding.rules.folding import Folded, Text, counts, without_soft

AROUND = 90
"""Characters before and after a place that are shown."""
MOST = 2
"""Excerpts of one text."""
_SPACE = re.compile(r"\s")


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A few words of a text. pieces: what is shown, each with whether it was asked for.
    before, after: whether the text goes on there."""

    pieces: tuple[tuple[str, bool], ...]
    before: bool
    after: bool


def places(text: Text, term: Term) -> list[tuple[int, int]]:
    """Where the term stands: the numbers of the first and the last word of each place."""
    if len(term.words) == 1:
        return [(n, n) for n in _single(text.folded, term)]
    real = [n for n, folded in enumerate(text.folded) if counts(folded)]
    said = [text.folded[n] for n in real]
    length = len(term.words)
    return [
        (real[start], real[start + length - 1])
        for start in _numbers(said[: len(said) - length + 1], term.words[0])
        if all(
            _is(said[start + n], asked, term.beginning and n == length - 1)
            for n, asked in enumerate(term.words)
        )
    ]


def _single(said: list[str], term: Term) -> list[int]:
    asked = term.words[0]
    if term.beginning:
        return [n for n, word in enumerate(said) if word.startswith(asked)]
    return _numbers(said, asked)


def _numbers(said: list[str], asked: str) -> list[int]:
    found, at = [], -1
    try:
        while True:
            at = said.index(asked, at + 1)
            found.append(at)
    except ValueError:
        return found


def _is(word: str, asked: str, beginning: bool) -> bool:
    return word.startswith(asked) if beginning else word == asked


def excerpts(text: str, asked: Asked, known: Folded | None = None) -> tuple[Excerpt, ...] | None:
    """Up to two excerpts; None where the text does not have all that was asked for.

    known: words that were folded for other texts of the same search.
    """
    said = Text(text, Folded() if known is None else known)
    by_term = [places(said, term) for term in asked.terms]
    if not all(by_term):
        return None
    windows: list[tuple[int, int]] = []
    for found in by_term:
        first, last = said.span(found[0][0])[0], said.span(found[0][1])[1]
        if any(start <= first and last <= end for start, end in windows):
            continue
        if len(windows) < MOST:
            windows.append(_window(text, first, last))
    end = max(end for _start, end in windows)
    marked: list[tuple[int, int]] = []
    for first, last in sorted({place for found in by_term for place in found}):
        begins = said.span(first)[0]
        if begins >= end:
            break
        marked.append((begins, said.span(last)[1]))
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
    line = _SPACE.sub(" ", without_soft(text))
    return line if line.isprintable() else "".join(c for c in line if c.isprintable())
