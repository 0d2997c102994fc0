"""The pace of the prescreening, for the oversight of para. 54(b): counts and days, no file."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from recruit.applications.rules.statistics import about
from recruit.procedure.rules.days import geneva_day, is_working_day


@dataclass(frozen=True, slots=True)
class Pace:
    """days_left: working days from today to the last one, both included; a_day: files that
    must be settled on each of them, rounded up; 0 days left with files open is too late."""

    to_do: int
    done: int
    days_left: int
    a_day: int


@dataclass(frozen=True, slots=True)
class Seen:
    """The progress as the panel reads it, each number rounded down to fives (D6). over: every
    file has an outcome; to_do: files that the pace counts with, one at least until then."""

    assigned: int
    locked_twice: int
    settled: int
    open: int
    over: bool

    @property
    def to_do(self) -> int:
        """What is left, for the pace."""
        return self.open or int(not self.over)


def seen(assigned: int, locked_twice: int, settled: int) -> Seen:
    """What the panel is told of these counts."""
    left = max(assigned, settled) - settled
    return Seen(about(assigned), about(locked_twice), about(settled), about(left), not left)


def pace(
    *,
    to_do: int,
    done: int,
    now: datetime,
    first: date,
    last: date,
    holidays: Container[date],
) -> Pace:
    """How many files a working day are needed until the last day of the window (R1)."""
    day = max(geneva_day(now), first)
    days = 0
    while day <= last:
        days += is_working_day(day, holidays)
        day += timedelta(days=1)
    left = max(0, to_do - done)
    return Pace(to_do, done, days, -(-left // days) if days else left)
