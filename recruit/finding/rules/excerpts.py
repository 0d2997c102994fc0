"""Where what was asked stands in a text, and a few words around it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from recruit.finding.rules.asking import Asked
from recruit.finding.rules.folding import without_soft
from recruit.finding.rules.laid import Laid, lay

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


def excerpts(text: str, asked: Asked, laid: Laid | None = None) -> tuple[Excerpt, ...] | None:
    """Up to two excerpts; None where the text does not have all that was asked for.

    laid: the text as it was laid out before; where it is another text's, or None, the text
    is laid out now.
    """
    if laid is None or not laid.is_of(text):
        laid = lay(text)
    windows: list[tuple[int, int]] = []
    for term in asked.terms:
        place = next(laid.places(term), None)
        if place is None:
            return None
        first, last = place
        if any(start <= first and last <= end for start, end in windows):
            continue
        if len(windows) < MOST:
            windows.append(_window(text, first, last))
    windows = _joined(windows)
    marked = _within(laid, asked, windows[-1][1])
    return tuple(_drawn(text, start, end, marked) for start, end in windows)


def _within(laid: Laid, asked: Asked, end: int) -> list[tuple[int, int]]:
    """All places up to this character."""
    found = set()
    for term in asked.terms:
        for place in laid.places(term):
            if place[1] > end:
                break
            found.add(place)
    return sorted(found)


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
    if text.isprintable():  # neither soft hyphens nor other spaces are in it
        return text
    line = "".join(" " if c.isspace() else c for c in without_soft(text))
    return "".join(c for c in line if c.isprintable())
