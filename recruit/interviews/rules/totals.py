"""Totals, ranking and their sensitivity, from agreed scores only (para. 54(e), J7).

Ranking is advice: the panel decides. Everything is exact; figures are rounded only
where they are shown, half up, and then called 'mean, advisory'.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import combinations
from typing import Final

from recruit.core.errors import Kind, Refusal
from recruit.core.words import _, joined
from recruit.shortlist.rules.ballots import UNDEFINED, Undefined
from recruit.shortlist.rules.profile import WHOLE

ENOUGH: Final = 3
"""An essential entry below this agreed score makes a candidate not recommendable."""

ENOUGH_IN_ALL: Final = Decimal("3.00")
"""A weighted total below this makes a candidate not recommendable."""

CITED: Final = "para. 54(e), reading J7"

Scores = Mapping[str, int | None]
"""Agreed scores of one candidate by entry; None where none was agreed."""


def weighted_total(weights: Mapping[str, int], agreed: Scores) -> Decimal | Undefined:
    """Sum of weight times agreed score, divided by 100: an exact decimal with two places.

    Undefined when an entry of the profile has no agreed score. weights sum to 100.
    Raises ValueError for weights that do not: an adopted profile always has them so.
    """
    if sum(weights.values()) != WHOLE:
        raise ValueError("weights sum to 100")
    points = 0
    for entry, weight in weights.items():
        figure = agreed.get(entry)
        if figure is None:
            return UNDEFINED
        points += weight * figure
    return Decimal(points).scaleb(-2)


def rounded(value: Fraction | Undefined) -> Decimal | Undefined:
    """A mean as it is shown ('mean, advisory'): two places, half up."""
    if isinstance(value, Undefined):
        return UNDEFINED
    hundredths, rest = divmod(value.numerator * 100, value.denominator)
    if 2 * rest >= value.denominator:
        hundredths += 1
    return Decimal(hundredths).scaleb(-2)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a candidate is recommendable, and every reason why not."""

    recommendable: bool
    total: Decimal | Undefined
    reasons: tuple[str, ...] = ()


def verdict(weights: Mapping[str, int], essentials: frozenset[str], agreed: Scores) -> Verdict:
    """Recommendable: every essential entry at 3 or more and a total of 3.00 or more (J7)."""
    total = weighted_total(weights, agreed)
    reasons = []
    for entry in sorted(essentials):
        figure = agreed.get(entry)
        if figure is not None and figure < ENOUGH:
            reasons.append(_("%(entry)s is essential and below 3.", entry=entry))
    if isinstance(total, Undefined):
        reasons.append(_("The total is undefined: an entry has no agreed score."))
    elif total < ENOUGH_IN_ALL:
        reasons.append(_("The total is below 3.00."))
    return Verdict(not reasons, total, tuple(reasons))


@dataclass(frozen=True, slots=True)
class Place:
    """A candidate's place: 1, 2, 2, 4; undefined where the total is."""

    candidate: str
    total: Decimal | Undefined
    rank: int | Undefined


def ranking(totals: Mapping[str, Decimal | Undefined]) -> list[Place]:
    """Candidates by total, the highest first; equal totals share a rank, by reference.

    Who has no total comes last and has no rank.
    """
    known = {c: t for c, t in totals.items() if isinstance(t, Decimal)}
    places = [Place(c, t, 1 + sum(other > t for other in known.values())) for c, t in known.items()]
    places.sort(key=lambda p: (p.rank, p.candidate))
    return places + [Place(c, UNDEFINED, UNDEFINED) for c in sorted(set(totals) - set(known))]


def first_recommendable(verdicts: Mapping[str, Verdict]) -> frozenset[str]:
    """The recommendable candidates with the highest total; several when tied, none if none."""
    totals = {
        c: v.total for c, v in verdicts.items() if v.recommendable and isinstance(v.total, Decimal)
    }
    best = max(totals.values(), default=None)
    return frozenset(c for c, t in totals.items() if t == best)


def check_choice(candidate: str, verdicts: Mapping[str, Verdict], reason: str) -> None:
    """Refuse a preferred candidate who is not recommendable, or another than the first
    of the recommendable without a reason (J7). verdicts: those interviewed."""
    seen = verdicts.get(candidate)
    if seen is None:
        said = _("Only a candidate who was interviewed can be preferred.")
    elif not seen.recommendable:
        said = _("This candidate is not recommendable: %(why)s", why=joined(seen.reasons))
    elif candidate not in first_recommendable(verdicts) and not reason.strip():
        said = _("Another than the first of the recommendable needs a reason.")
    else:
        return
    raise Refusal("J7", CITED, said, kind=Kind.INVALID)


# -- sensitivity -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Move:
    """The smallest move of one weight, in whole points, that changes the order of a pair.

    by: signed points. pairs: every pair whose order is then another (from ahead to level,
    level to ahead, or behind), references in alphabetical order.
    """

    entry: str
    by: int
    pairs: tuple[tuple[str, str], ...]


def moved(weights: Mapping[str, int], entry: str, by: int) -> dict[str, Fraction]:
    """The weights after one moved by whole points, the others sharing the rest in proportion.

    Raises ValueError where the weight would leave 0 to 100 or nothing is there to share.
    """
    weight, rest = weights[entry], WHOLE - weights[entry]
    if not 0 <= weight + by <= WHOLE or rest == 0:
        raise ValueError("this weight can't move so far")
    share = Fraction(rest - by, rest)
    return {e: Fraction(w + by) if e == entry else w * share for e, w in weights.items()}


def gap_of(
    weights: Mapping[str, int], one: Scores, other: Scores, entry: str
) -> tuple[int, int, int]:
    """By how much one candidate is ahead of another (in hundredths of a total), and how much
    that changes with each point more on this entry's weight, as numerator and denominator.
    Both have every agreed score."""
    return gap_from(weights, gaps(weights, one, other), entry)


def gaps(weights: Mapping[str, int], one: Scores, other: Scores) -> dict[str, int]:
    """By how many points one candidate's agreed score is above another's, entry by entry."""
    return {e: (one[e] or 0) - (other[e] or 0) for e in weights}


def gap_from(
    weights: Mapping[str, int], between: Mapping[str, int], entry: str
) -> tuple[int, int, int]:
    """As ``gap_of``, from the gaps between the two."""
    whole, own, rest = 0, between[entry], WHOLE - weights[entry]
    for e, w in weights.items():
        whole += w * between[e]
    return whole, own * rest - (whole - weights[entry] * own), rest


def steps_until(ahead: int, pace: int, rest: int, limit: int) -> int | None:
    """Whole points until the sign of ahead + points * pace / rest is another; None where that
    is not within the limit. pace: signed, in the direction of the points."""
    if pace == 0 or (ahead > 0) == (pace > 0) and ahead:
        return None
    steps = -(-(abs(ahead) * rest) // abs(pace)) if ahead else 1
    return steps if steps <= limit else None


def sensitivity(weights: Mapping[str, int], agreed: Mapping[str, Scores]) -> list[Move]:
    """For each entry the smallest move up and the smallest down that changes a pair's order (J7).

    The difference of two totals is linear in the moved points, so each pair is solved
    directly. Candidates without a total are left out; a direction in which nothing
    changes has no move. In the order of the weights, the move up before the move down.
    """
    known = {
        c: s for c, s in agreed.items() if not isinstance(weighted_total(weights, s), Undefined)
    }
    moves = []
    for entry, weight in weights.items():
        rest = WHOLE - weight
        if rest == 0:
            continue
        for direction, limit in ((1, rest), (-1, weight)):
            found: dict[int, list[tuple[str, str]]] = {}
            for a, b in combinations(sorted(known), 2):
                ahead, pace, rest = gap_of(weights, known[a], known[b], entry)
                steps = steps_until(ahead, pace * direction, rest, limit)
                if steps is not None:
                    found.setdefault(steps, []).append((a, b))
            if found:
                steps = min(found)
                moves.append(Move(entry, steps * direction, tuple(found[steps])))
    return moves
