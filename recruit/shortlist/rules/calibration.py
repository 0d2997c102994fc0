"""A member's own marks side by side, to calibrate by: is the yardstick the same for all? (J1)

Made of one ballot alone, the reader's own; nothing of another ballot comes near it (R15).
It says where the own order and the own marks part, and decides nothing: a candidate may
be chosen for what no mark holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from recruit.shortlist.rules.ballots import UNDEFINED, Ballot, Undefined


@dataclass(frozen=True, slots=True)
class Own:
    """One candidate in the member's own marks.

    marks: by criterion, None where not marked. mean: over all criteria, undefined until
    every criterion is marked. rank: None where not chosen. parts: the marks put somebody
    who was not chosen above this chosen one, or this one above a chosen one.
    """

    reference: str
    marks: tuple[int | None, ...]
    mean: Fraction | Undefined
    rank: int | None
    parts: bool


def own_mean(ballot: Ballot, candidate: str, criteria: Sequence[str]) -> Fraction | Undefined:
    """The mean of the own marks of one candidate over all criteria, each counting alike.

    Undefined while a criterion is not marked: means over different criteria do not compare.
    """
    given = ballot.marks.get(candidate, {})
    if not criteria or any(c not in given for c in criteria):
        return UNDEFINED
    return Fraction(sum(given[c] for c in criteria), len(criteria))


def criterion_mean(ballot: Ballot, criterion: str) -> Fraction | Undefined:
    """The mean of the own marks against one criterion, over whoever is marked on it: how
    strict the member is with it. Undefined where nobody is marked."""
    known = [given[criterion] for given in ballot.marks.values() if criterion in given]
    return Fraction(sum(known), len(known)) if known else UNDEFINED


def calibration(ballot: Ballot, listed: Iterable[str], criteria: Sequence[str]) -> tuple[Own, ...]:
    """Everybody who can be chosen, the highest own mean first, then by reference.

    Who has no mean yet stands last. listed: references; criteria: ids in their order.
    """
    means = {c: own_mean(ballot, c, criteria) for c in listed}
    # all means are over the same criteria: their sums compare as they do, and sooner
    known = {
        c: sum(ballot.marks[c][k] for k in criteria) for c, m in means.items() if m is not UNDEFINED
    }
    lowest_in = min((m for c, m in known.items() if c in ballot.ranks), default=None)
    highest_out = max((m for c, m in known.items() if c not in ballot.ranks), default=None)

    def parts(candidate: str) -> bool:
        mean = known.get(candidate)
        if mean is None:
            return False
        if candidate in ballot.ranks:
            return highest_out is not None and mean < highest_out
        return lowest_in is not None and mean > lowest_in

    lines = [
        Own(
            c,
            tuple(ballot.marks.get(c, {}).get(k) for k in criteria),
            mean,
            ballot.ranks.get(c),
            parts(c),
        )
        for c, mean in means.items()
    ]
    return tuple(sorted(lines, key=lambda one: (-known.get(one.reference, 0), one.reference)))
