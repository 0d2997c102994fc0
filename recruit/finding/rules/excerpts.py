"""Where what was asked stands in a text, and a few words around it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from recruit.finding.rules.asking import Asked
from recruit.finding.rules.folding import without_soft
from recruit.finding.rules.laid import Laid

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


Place = tuple[int, int]
"""First and last character of what was asked for."""


def excerpts(laid: Laid, asked: Asked) -> tuple[Excerpt, ...] | None:
    """Up to two excerpts; None where the text does not have all that was asked for."""
    text = laid.text
    windows: list[Place] = []
    found: list[tuple[Place, Iterator[Place]]] = []
    for term in asked.terms:
        places = laid.places(term)
        place = next(places, None)
        if place is None:
            return None
        found.append((place, places))
        first, last = place
        if len(windows) < MOST and not any(
            start <= first and last <= end for start, end in windows
        ):
            windows.append(_window(text, first, last))
    windows = _joined(windows)
    marked = _within(found, windows[-1][1])
    return tuple(_drawn(text, start, end, marked) for start, end in windows)


def _within(found: Sequence[tuple[Place, Iterator[Place]]], end: int) -> list[Place]:
    """All places up to this character. found: of each term the first, and those after it."""
    within = set()
    for place, others in found:
        if place[1] > end:
            continue
        within.add(place)
        for other in others:
            if other[1] > end:
                break
            within.add(other)
    return sorted(within)


def _window(text: str, first: int, last: int) -> Place:
    """The characters shown around a place, from one word's beginning to another's end."""
    start, end = max(0, first - AROUND), min(len(text), last + AROUND)
    if start > 0:
        space = text.find(" ", start, first)
        start = space + 1 if space >= 0 else start
    if end < len(text):
        space = text.rfind(" ", last, end)
        end = space if space >= 0 else end
    return start, end


def _joined(windows: list[Place]) -> list[Place]:
    if len(windows) == 1:
        return windows
    found: list[Place] = []
    for start, end in sorted(windows):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def _drawn(text: str, start: int, end: int, marked: Sequence[Place]) -> Excerpt:
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
