"""The ballots side by side, after the reveal: where they agree and where they differ (J1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from recruit.core.words import _
from recruit.shortlist.rules.ballots import (
    Ballot,
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
    """lines: the widest spread first; order: references by mean rank, the best first."""

    lines: tuple[Line, ...]
    order: tuple[str, ...]
    agreement: str
    tied: tuple[str, ...]
    ballots: int


def figure(value: Fraction | Undefined, places: int = 2) -> str:
    """A statistic as people read it: rounded half up, 'undefined' where it has no value (J1)."""
    if isinstance(value, Undefined):
        return _("undefined")
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return str(exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))


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
        tuple(t.candidate for t in lines),
        figure(kendalls_w(cast, listed)),
        tuple(sorted(tie_at_fifth(lines))),
        len(cast),
    )
