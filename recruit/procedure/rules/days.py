"""Days of Geneva: instants, working days and holidays (reading R1).

Every instant that leaves this module is aware and in UTC. Nothing here reads a clock.
Working days are counted *after* a day: the day itself is never one of them.
"""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

GENEVA: Final = ZoneInfo("Europe/Zurich")
ONE_DAY: Final = timedelta(days=1)


# ---------------------------------------------------------------- days and instants


def geneva_day(moment: date | datetime) -> date:
    """The calendar day in Geneva of an aware instant; a plain date is itself.

    Raises ValueError for an instant without a zone.
    """
    if not isinstance(moment, datetime):
        return moment
    if moment.tzinfo is None:
        raise ValueError("an instant without a zone has no day in Geneva")
    return moment.astimezone(GENEVA).date()


def start_of(day: date) -> datetime:
    """00:00 in Geneva of this day, in UTC."""
    return datetime.combine(day, time(), GENEVA).astimezone(UTC)


def end_of(day: date) -> datetime:
    """24:00 in Geneva of this day, in UTC: the first instant that is outside it."""
    return start_of(day + ONE_DAY)


def at_geneva(day: date, at: time) -> datetime:
    """This wall-clock time in Geneva on this day, in UTC."""
    return datetime.combine(day, at, GENEVA).astimezone(UTC)


# ---------------------------------------------------------------- working days (R1)


@dataclass(frozen=True, slots=True)
class Holidays:
    """Days that are no working days beside Saturday and Sunday (a setting, R1).

    spans: ((month, day), (month, day)) that come back every year, both ends inside;
    a span may run over New Year. days: single dates.
    """

    spans: tuple[tuple[tuple[int, int], tuple[int, int]], ...] = ()
    days: frozenset[date] = frozenset()

    def __contains__(self, day: object) -> bool:
        if not isinstance(day, date):
            return False
        place = (day.month, day.day)
        for first, last in self.spans:
            inside = first <= place <= last if first <= last else place >= first or place <= last
            if inside:
                return True
        return day in self.days


def year_end(first: tuple[int, int] = (12, 24), last: tuple[int, int] = (1, 2)) -> Holidays:
    """The quiet days at the turn of the year in Geneva, by default 24 December to 2 January."""
    return Holidays(spans=((first, last),))


YEAR_END: Final = year_end()


def holidays_of(setting: str) -> Holidays:
    """Holidays read from a setting such as ``12-24/01-02 2023-04-07``.

    ``MM-DD/MM-DD`` is a span of every year, ``YYYY-MM-DD`` a single day; words are
    separated by blanks. Raises ValueError for any other word.
    """
    spans: list[tuple[tuple[int, int], tuple[int, int]]] = []
    days: set[date] = set()
    for word in setting.split():
        if span := re.fullmatch(r"(\d\d)-(\d\d)/(\d\d)-(\d\d)", word):
            a, b, c, d = (int(n) for n in span.groups())
            date(2000, a, b), date(2000, c, d)  # both exist in some year
            spans.append(((a, b), (c, d)))
        else:
            days.add(date.fromisoformat(word))
    return Holidays(tuple(spans), frozenset(days))


USUAL: Final = "12-24/01-02"
"""The setting's own words for the year's end."""


def quiet_days(settings: Mapping[str, Any]) -> Holidays:
    """The days of a procedure's settings on which nobody works in Geneva (R1)."""
    return holidays_of(str(settings.get("holidays", USUAL)))


def is_working_day(day: date, holidays: Container[date] = YEAR_END) -> bool:
    """Monday to Friday in Geneva and none of the holidays (R1)."""
    return day.weekday() < 5 and day not in holidays


def add_working_days(start: date | datetime, n: int, holidays: Container[date] = YEAR_END) -> date:
    """The n-th working day after the Geneva day of start (R1).

    Raises ValueError where n is below one.
    """
    if n < 1:
        raise ValueError("working days are counted from one")
    day = geneva_day(start)
    while n:
        day += ONE_DAY
        n -= is_working_day(day, holidays)
    return day


def duty_due(start: date | datetime, n: int, holidays: Container[date] = YEAR_END) -> datetime:
    """When a duty of 'n working days after' is due: 24:00 of the n-th, in UTC (R1).

    From that very instant on it is overdue.
    """
    return end_of(add_working_days(start, n, holidays))


def right_opens(start: date | datetime, n: int, holidays: Container[date] = YEAR_END) -> datetime:
    """When a right of 'n working days after' opens: 00:00 of the n-th, in UTC (R1)."""
    return start_of(add_working_days(start, n, holidays))
