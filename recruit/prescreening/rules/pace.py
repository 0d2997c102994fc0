"""The pace of the prescreening, for the oversight of para. 54(b): days and shares, no file."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from recruit.procedure.rules.days import geneva_day, is_working_day


@dataclass(frozen=True, slots=True)
class Pace:
    """days_left: working days from today to the last one, both included; a_day: what must be
    settled on each of them, rounded up; 0 days left with something open is too late."""

    to_do: int
    done: int
    days_left: int
    a_day: int


def pace(
    *,
    to_do: int,
    done: int,
    now: datetime,
    first: date,
    last: date,
    holidays: Container[date],
) -> Pace:
    """How much a working day is needed until the last day of the window (R1): of files, or of
    a hundred of them."""
    day = max(geneva_day(now), first)
    days = 0
    while day <= last:
        days += is_working_day(day, holidays)
        day += timedelta(days=1)
    left = max(0, to_do - done)
    return Pace(to_do, done, days, -(-left // days) if days else left)


def in_a_hundred(
    settled: int, *, now: datetime, first: date, last: date, holidays: Container[date]
) -> Pace:
    """The pace as the panel reads it: of a hundred files, since a count less the list's length
    would tell a small number (D6). settled: quarters of the files, 0 to 4."""
    return pace(to_do=100, done=25 * settled, now=now, first=first, last=last, holidays=holidays)
