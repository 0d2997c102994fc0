"""Years of experience, counted (reading A3; Annex I, Recruitment Qualifications).

Months are counted on 30/360 positions in exact fractions and rounded down once, at
the end. A date to the eve of its anniversary is twelve months; splitting a period
changes nothing; overlaps count once; simultaneous part-time posts add up to at most
full time. Two figures are computed: for M2 (international relations and cooperation)
and for M4 (the nexus), which counts only inside periods that count for M2.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise

from recruit.core.errors import Kind, Refusal
from recruit.core.words import _

FULL_TIME = 100


class Known(StrEnum):
    """How exactly a period's first and last day are known."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


class Work(StrEnum):
    """What kind of period it is; unpaid work and studies await a screener's decision."""

    PAID = "paid"
    UNPAID = "unpaid"
    STUDIES = "studies"


class Path(StrEnum):
    """The two ways to meet M1: an advanced degree, or a first-level degree with two
    additional years of experience."""

    A = "a"
    B = "b"


class Reached(StrEnum):
    """Whether the months of a criterion are reached, as far as the periods are clear."""

    YES = "yes"
    NO = "no"
    UNCLEAR = "unclear"


M2_MONTHS: dict[Path, int] = {Path.A: 120, Path.B: 144}
M4_MONTHS: dict[Path, int] = {Path.A: 96, Path.B: 96}


@dataclass(frozen=True, slots=True)
class Decided:
    """A screener's decision on an unclear period: whether it counts, and why."""

    counts: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Period:
    """One period of a candidate's life, as dated in the application.

    first, last: both included; last None: still going on. known: how exactly; of a
    period known by its months or years only, the day (and month) given is ignored and
    both ends are included whole. share: percent of full time, 1 to 100. m2, m4: counts
    for that criterion by its content, in the screener's judgement.
    """

    first: date
    last: date | None
    known: Known = Known.DAY
    share: int = FULL_TIME
    work: Work = Work.PAID
    m2: bool = True
    m4: bool = False
    decided: Decided | None = None


@dataclass(frozen=True, slots=True)
class Summary:
    """Months of M2 and M4, exact; the highest that they could be if every unclear
    period counted; and the periods that await a decision."""

    m2: Fraction
    m4: Fraction
    m2_at_most: Fraction
    m4_at_most: Fraction
    unclear: tuple[Period, ...]

    def reaches_m2(self, path: Path) -> Reached:
        """Ten years by path (a), twelve by path (b)."""
        return _reached(self.m2, self.m2_at_most, M2_MONTHS[path])

    def reaches_m4(self, path: Path) -> Reached:
        """Eight years on either path."""
        return _reached(self.m4, self.m4_at_most, M4_MONTHS[path])


def check(period: Period) -> None:
    """Raise Refusal (kind INVALID) for a period that can't be counted."""
    if period.last is not None and period.last < period.first:
        raise Refusal("A3", "reading A3", _("A period ends before it begins."), kind=Kind.INVALID)
    if not 1 <= period.share <= FULL_TIME:
        raise Refusal(
            "A3",
            "reading A3",
            _("The share of full time is between 1 and 100 percent."),
            kind=Kind.INVALID,
        )


def needs_decision(period: Period) -> bool:
    """A3: known by its year only, unpaid, or studies; whatever was decided since."""
    return period.known is Known.YEAR or period.work is not Work.PAID


def is_unclear(period: Period) -> bool:
    """A3: needs a decision and has none."""
    return needs_decision(period) and period.decided is None


def decide(period: Period, counts: bool, reason: str) -> Period:
    """A3: the same period with a screener's decision. Raises Refusal without a reason.

    A period known by its year only that counts is counted with both years whole; where
    the papers allow closer dates, the screener enters these instead.
    """
    if not reason.strip():
        raise Refusal(
            "A3",
            "reading A3",
            _("Say why this period counts or does not count."),
            kind=Kind.INVALID,
        )
    return replace(period, decided=Decided(counts, reason.strip()))


def position(day: date) -> Fraction:
    """The day's 30/360 position in months: 12 x year + month - 1 + (min(day, 30) - 1)/30."""
    return 12 * day.year + day.month - 1 + Fraction(min(day.day, 30) - 1, 30)


def first_day(period: Period) -> date:
    """The first day counted: the first of the month or year where only that is known."""
    if period.known is Known.DAY:
        return period.first
    return period.first.replace(
        day=1, month=1 if period.known is Known.YEAR else period.first.month
    )


def last_day(period: Period, window_end: date) -> date:
    """The last day counted: the last of the month or year where only that is known, and
    never later than window_end, the last day of the window."""
    if period.last is None:
        return window_end
    last = period.last
    if period.known is Known.YEAR:
        last = last.replace(month=12, day=31)
    elif period.known is Known.MONTH:
        last = last.replace(day=monthrange(last.year, last.month)[1])
    return min(last, window_end)


def months(periods: Iterable[Period], window_end: date) -> Fraction:
    """The months that these periods cover together, up to window_end (included), exact.

    All given periods are counted, whatever they are worth: which ones count is the
    caller's selection. Overlaps count once; part-time counts by its share, simultaneous
    shares add up to at most 100 %.
    """
    steps: dict[Fraction, int] = {}
    for period in periods:
        first, last = first_day(period), last_day(period, window_end)
        if last < first:
            continue
        start, end = position(first), position(last + timedelta(days=1))
        steps[start] = steps.get(start, 0) + period.share
        steps[end] = steps.get(end, 0) - period.share
    total, share = Fraction(0), 0
    for here, there in pairwise(sorted(steps)):
        share += steps[here]
        total += (there - here) * Fraction(min(share, FULL_TIME), FULL_TIME)
    return total


def whole_months(exact: Fraction) -> int:
    """Rounded down, once."""
    return exact.numerator // exact.denominator


def years_and_months(exact: Fraction) -> tuple[int, int]:
    """Whole years and the whole months beyond them: 119 months are (9, 11)."""
    return divmod(whole_months(exact), 12)


def _counts(period: Period, *, if_unclear: bool) -> bool:
    if needs_decision(period):
        return period.decided.counts if period.decided is not None else if_unclear
    return True


def summary(periods: Sequence[Period], last_day: date) -> Summary:
    """M2 and M4 of a candidate's periods up to the last day of the window (A3).

    A period counts for M4 only if it counts for M2.
    """

    def total(*, m4: bool, if_unclear: bool) -> Fraction:
        counted = [
            p for p in periods if p.m2 and (p.m4 or not m4) and _counts(p, if_unclear=if_unclear)
        ]
        return months(counted, last_day)

    return Summary(
        m2=total(m4=False, if_unclear=False),
        m4=total(m4=True, if_unclear=False),
        m2_at_most=total(m4=False, if_unclear=True),
        m4_at_most=total(m4=True, if_unclear=True),
        unclear=tuple(p for p in periods if p.m2 and is_unclear(p)),
    )


def _reached(certain: Fraction, at_most: Fraction, needed: int) -> Reached:
    if whole_months(certain) >= needed:
        return Reached.YES
    return Reached.NO if whole_months(at_most) < needed else Reached.UNCLEAR
