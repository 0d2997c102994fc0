"""Times for interviews that fit all who attend, and the candidate's day (para. 54(f), J12)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from recruit.core.errors import Kind, Refusal
from recruit.core.words import _
from recruit.interviews.rules.schedule import CITED, EARLIEST, LATEST, in_hours
from recruit.procedure.rules.days import at_geneva

HALVES: Final = {"am": (EARLIEST, time(13, 0)), "pm": (time(13, 0), LATEST)}
"""Half-days in Geneva, together all hours in which an interview is proposed."""
MOST_MARKED: Final = 200
"""Times that one member marks at most."""
STEP: Final = timedelta(minutes=15)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """From an aware instant to another; the end is not in it."""

    starts_at: datetime
    ends_at: datetime

    def meets(self, other: Span) -> bool:
        """Whether the two have any time in common."""
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at


@dataclass(frozen=True, slots=True)
class Day:
    """How an interview day is laid out. first, last: Geneva's wall clock; pause: minutes
    between two interviews; most: interviews a day."""

    first: time = time(9, 0)
    last: time = time(18, 0)
    pause: int = 15
    most: int = 3


def half_day(day: date, half: str) -> Span:
    """A half of a day in Geneva. Raises KeyError for another half than 'am' and 'pm'."""
    begins, ends = HALVES[half]
    return Span(at_geneva(day, begins), at_geneva(day, ends))


def check_marked(spans: Sequence[Span]) -> None:
    """Refuse times that end before they begin, and more than anybody marks by hand."""
    if any(s.ends_at <= s.starts_at for s in spans):
        raise Refusal("J12", CITED, _("A time ends after it begins."), kind=Kind.INVALID)
    if len(spans) > MOST_MARKED:
        raise Refusal("J12", CITED, _("These are too many times to keep."), kind=Kind.INVALID)


def fits(span: Span, engaged: Iterable[Span]) -> bool:
    """Whether nobody is engaged in any part of it."""
    return not any(span.meets(other) for other in engaged)


def places(
    days: Iterable[date],
    minutes: int,
    layout: Day,
    engaged: Sequence[Span],
    taken: Sequence[Span],
    now: datetime,
) -> list[datetime]:
    """Starts of interviews of this length that all can attend, earliest first, none
    overlapping. engaged: of all members; taken: interviews that stand. now: aware."""
    length, pause = timedelta(minutes=minutes), timedelta(minutes=layout.pause)
    found: list[datetime] = []
    for day in days:
        at, until = at_geneva(day, layout.first), at_geneva(day, layout.last)
        whole = Span(at_geneva(day, time()), at_geneva(day + timedelta(days=1), time()))
        held = sum(1 for t in taken if t.meets(whole))
        while at + length <= until and held < layout.most:
            around = Span(at - pause, at + length + pause)
            free = fits(around, taken) and fits(Span(at, at + length), engaged)
            if free and at > now:
                found.append(at)
                held += 1
                at += length + pause
            else:
                at += STEP
    return found


@dataclass(frozen=True, slots=True)
class Wish:
    """A candidate without a time. zone: IANA name. any_hour: agreed to early or late ones."""

    candidate: str
    zone: str
    any_hour: bool = False


def propose(
    wishes: Sequence[Wish], starts: Sequence[datetime], minutes: int
) -> dict[str, datetime]:
    """A start for as many candidates as there is one for, each in the candidate's own day.

    As early as that allows: a candidate is put off to a later time only where another would
    have none otherwise (a largest matching). The order of wishes decides between equals.
    """
    open_to = {
        w.candidate: [at for at in starts if w.any_hour or in_hours(at, minutes, w.zone)]
        for w in wishes
    }
    given: dict[datetime, str] = {}

    def place(candidate: str, asked: set[datetime]) -> bool:
        for at in open_to[candidate]:
            if at in asked:
                continue
            asked.add(at)
            if at not in given or place(given[at], asked):
                given[at] = candidate
                return True
        return False

    for candidate in sorted(open_to, key=lambda c: len(open_to[c])):
        place(candidate, set())
    return {candidate: at for at, candidate in sorted(given.items())}
