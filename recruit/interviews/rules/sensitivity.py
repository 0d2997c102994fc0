"""How far each weight may move before the order changes, as a picture is drawn from it (J7).

One weight moves by whole points, the others share the rest in proportion; the difference
of two totals is linear in the points moved, so each pair is solved directly, never tried.
Pairs that are level now are told apart: any move of a weight on which they differ parts them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

from recruit.interviews.rules.totals import Scores, gap_from, gaps, steps_until, weighted_total
from recruit.shortlist.rules.ballots import Undefined
from recruit.shortlist.rules.profile import WHOLE

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Span:
    """The whole weights of one entry, low to high, at which the order is as it is now.

    below, above: the pairs whose order is another one point further, down or up; empty
    where nothing changes down to 0 or up to 100 (low is then 0, high 100).
    """

    entry: str
    weight: int
    low: int
    high: int
    below: tuple[Pair, ...] = ()
    above: tuple[Pair, ...] = ()

    @property
    def room(self) -> int:
        """The fewest points, up or down, that leave the order as it is; 100 without an end."""
        down = self.weight - self.low if self.below else WHOLE
        up = self.high - self.weight if self.above else WHOLE
        return min(down, up)


def level(weights: Mapping[str, int], agreed: Mapping[str, Scores]) -> tuple[Pair, ...]:
    """The pairs whose totals are equal now, references in alphabetical order."""
    totals = {c: weighted_total(weights, s) for c, s in agreed.items()}
    known = sorted(c for c, t in totals.items() if not isinstance(t, Undefined))
    return tuple((a, b) for a, b in combinations(known, 2) if totals[a] == totals[b])


def spans(weights: Mapping[str, int], agreed: Mapping[str, Scores]) -> tuple[Span, ...]:
    """For each entry, in the order of the weights, how far its weight may move (J7).

    Candidates without a total, and pairs that are level, are left out.
    """
    even = set(level(weights, agreed))
    known = sorted(
        c for c, s in agreed.items() if not isinstance(weighted_total(weights, s), Undefined)
    )
    between = {
        (a, b): gaps(weights, agreed[a], agreed[b])
        for a, b in combinations(known, 2)
        if (a, b) not in even
    }
    return tuple(_span(weights, entry, between) for entry in weights)


def _span(
    weights: Mapping[str, int], entry: str, between: Mapping[Pair, Mapping[str, int]]
) -> Span:
    weight = weights[entry]
    if weight == WHOLE:  # nothing is there to share
        return Span(entry, weight, weight, weight)
    lines = [(pair, *gap_from(weights, gap, entry)) for pair, gap in between.items()]
    ends: dict[int, tuple[int, tuple[Pair, ...]]] = {}
    for direction, limit in ((1, WHOLE - weight), (-1, weight)):
        found: dict[int, list[Pair]] = {}
        for pair, ahead, pace, rest in lines:
            steps = steps_until(ahead, pace * direction, rest, limit)
            if steps is not None:
                found.setdefault(steps, []).append(pair)
        first = min(found, default=None)
        ends[direction] = (limit, ()) if first is None else (first - 1, tuple(found[first]))
    return Span(entry, weight, weight - ends[-1][0], weight + ends[1][0], ends[-1][1], ends[1][1])


def tightest(found: tuple[Span, ...]) -> Span | None:
    """The span with the least room before the order changes, the first of equals; None where
    no weight changes it, however far it moves."""
    ending = [s for s in found if s.below or s.above]
    return min(ending, key=lambda s: s.room, default=None)
