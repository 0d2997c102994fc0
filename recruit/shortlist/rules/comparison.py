"""The ballots side by side, after the reveal: where they agree and where they differ (J1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from recruit.core.words import _
from recruit.shortlist.rules.ballots import (
    Ballot,
    Tally,
    Undefined,
    kendalls_w,
    mean_mark,
    tally,
    tie_at_fifth,
)


@dataclass(frozen=True, slots=True)
class Said:
    """What one ballot says of one candidate. rank: None where not chosen."""

    grant: str
    rank: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class Line:
    """One candidate over all ballots. mean, spread: prepared text. marks: (criterion, text)."""

    reference: str
    approvals: int
    mean: str
    spread: str
    said: tuple[Said, ...]
    marks: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """lines: the widest spread first.

    places: by mean rank, the best first, as (place, references): 1, 2, 2, 4; who is level
    stands together, so that no tie is broken by the way it is written.
    """

    lines: tuple[Line, ...]
    places: tuple[tuple[int, tuple[str, ...]], ...]
    agreement: str
    tied: tuple[str, ...]
    ballots: int


def figure(value: Fraction | Undefined, places: int = 2) -> str:
    """A statistic as people read it: rounded half up, 'undefined' where it has no value (J1)."""
    if isinstance(value, Undefined):
        return _("undefined")
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return str(exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))


def places(lines: list[Tally]) -> tuple[tuple[int, tuple[str, ...]], ...]:
    """The candidates by mean rank; level ones share a place and stand together (J1).

    lines: as ``tally`` gives them, the best mean first. Empty without a ballot.
    """
    found: dict[Fraction, list[str]] = {}
    for t in lines:
        if isinstance(t.mean, Fraction):
            found.setdefault(t.mean, []).append(t.candidate)
    told = []
    place = 1
    for level in found.values():
        told.append((place, tuple(level)))
        place += len(level)
    return tuple(told)


def compare(
    ballots: Mapping[str, Ballot],
    listed: tuple[str, ...],
    criteria: tuple[tuple[str, str], ...] = (),
) -> Comparison:
    """The comparison of these ballots, by grant; the caller has asked who may read them.

    listed: references of everybody who can be chosen. criteria: (id, label).
    """
    cast = list(ballots.values())
    lines = tally(cast, listed)
    widest = sorted(
        lines,
        key=lambda t: (-t.spread if isinstance(t.spread, Fraction) else 0, t.candidate),
    )
    return Comparison(
        tuple(
            Line(
                t.candidate,
                t.approvals,
                figure(t.mean),
                figure(t.spread, 1),
                tuple(
                    Said(g, b.ranks.get(t.candidate), b.reasons.get(t.candidate, ""))
                    for g, b in ballots.items()
                ),
                tuple(
                    (label, figure(mean_mark(cast, t.candidate, key), 1)) for key, label in criteria
                ),
            )
            for t in widest
        ),
        places(lines),
        figure(kendalls_w(cast, listed)),
        tuple(sorted(tie_at_fifth(lines))),
        len(cast),
    )
