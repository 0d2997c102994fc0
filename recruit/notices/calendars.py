"""Calendars as other programs read them (iCalendar, RFC 5545; invitations, RFC 5546).

Every text is escaped by the library, so that none can open a property of its own. Times
are written in Geneva's wall-clock time beside the zone with both changes of the clock as
rules, so that a program needs no table of zones to show the right instant.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final, cast

from recruit.core import installation
from recruit.procedure.rules.days import GENEVA, geneva_day

if TYPE_CHECKING:
    from icalendar import Event, Timezone

MAKER: Final = "-//Convention on Cluster Munitions//Director recruitment//EN"
_ZONE: Final = "Europe/Zurich"
_AGAIN: Final = timedelta(hours=1)


class Method(StrEnum):
    """What a calendar that is sent asks of the program that reads it (RFC 5546)."""

    PUBLISH = "PUBLISH"
    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


@dataclass(frozen=True, slots=True)
class Entry:
    """An appointment or a span of whole days.

    uid: the same in every later version. stamp: aware; when this version was made. starts,
    ends: aware instants, or days in Geneva of which the last is the first day after it.
    sequence: rises with each change. busy: it takes the time of whoever has it. private: a
    program that shows a calendar to others shows that time is taken and no more.
    """

    uid: str
    stamp: datetime
    summary: str
    starts: datetime | date
    ends: datetime | date
    sequence: int = 0
    description: str = ""
    location: str = ""
    url: str = ""
    organizer: str = ""
    attendee: str = ""
    busy: bool = True
    private: bool = False
    cancelled: bool = False

    @property
    def last_day(self) -> date:
        """The last day in Geneva that belongs to it."""
        if isinstance(self.ends, datetime):
            return geneva_day(self.ends)
        return self.ends - timedelta(days=1)


def entry(
    uid: str,
    stamp: datetime,
    summary: str,
    starts: datetime,
    minutes: int,
    *,
    sequence: int = 0,
    description: str = "",
    location: str = "",
    url: str = "",
    organizer: str = "",
    attendee: str = "",
    cancelled: bool = False,
) -> Entry:
    """An appointment of so many minutes, private to whoever has it."""
    return Entry(
        uid,
        stamp,
        summary,
        starts,
        starts + timedelta(minutes=minutes),
        sequence,
        description,
        location,
        url,
        organizer,
        attendee,
        private=True,
        cancelled=cancelled,
    )


def geneva_zone() -> Timezone:
    """Europe/Zurich with both changes of the clock as rules (since 1996: 01:00 UTC on the
    last Sundays of March and October)."""
    # imported late, as below: few pages need it
    from icalendar import Timezone, TimezoneDaylight, TimezoneStandard, vRecur

    zone = Timezone()
    zone.add("tzid", _ZONE)
    winter, summer = timedelta(hours=1), timedelta(hours=2)
    for made, name, day, at, before, after in (
        (TimezoneDaylight(), "CEST", date(1996, 3, 31), time(2), winter, summer),
        (TimezoneStandard(), "CET", date(1996, 10, 27), time(3), summer, winter),
    ):
        made.add("dtstart", datetime.combine(day, at))
        made.add("rrule", vRecur({"freq": "yearly", "bymonth": day.month, "byday": "-1su"}))
        made.add("tzname", name)
        made.add("tzoffsetfrom", before)
        made.add("tzoffsetto", after)
        zone.add_component(made)
    return zone


def _event(of: Entry) -> Event:
    from icalendar import Event, vCalAddress

    event = Event()
    event.add("uid", of.uid)
    event.add("dtstamp", of.stamp)
    event.add("sequence", of.sequence)
    event.add("summary", installation.headed(of.summary))
    for name, when in (("dtstart", of.starts), ("dtend", of.ends)):
        event.add(name, when.astimezone(GENEVA) if isinstance(when, datetime) else when)
    for name, text in (
        ("description", of.description),
        ("location", of.location),
        ("url", of.url),
    ):
        if text:
            event.add(name, text)
    event.add("transp", "OPAQUE" if of.busy and not of.cancelled else "TRANSPARENT")
    if of.private:
        event.add("class", "PRIVATE")
    if of.cancelled or of.organizer:
        event.add("status", "CANCELLED" if of.cancelled else "CONFIRMED")
    if of.organizer:
        event.add("organizer", vCalAddress(f"mailto:{of.organizer}"))
    if of.attendee:
        invited = vCalAddress(f"mailto:{of.attendee}")
        invited.params["partstat"] = "NEEDS-ACTION"
        invited.params["rsvp"] = "FALSE"
        event.add("attendee", invited)
    return event


def written(entries: Sequence[Entry], method: Method, name: str = "") -> bytes:
    """A calendar of these entries. name: what a program calls it. Bytes are the same for
    the same entries."""
    from icalendar import Calendar, vDuration

    made = Calendar()
    made.add("prodid", MAKER)
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", method.value)
    if name:
        made.add("x-wr-calname", installation.headed(name))
    if method is Method.PUBLISH:  # how often a program asks again (RFC 7986)
        made.add("refresh-interval", vDuration(_AGAIN), parameters={"VALUE": "DURATION"})
    if any(isinstance(e.starts, datetime) for e in entries):
        made.add_component(geneva_zone())
    for each in entries:
        made.add_component(_event(each))
    return cast(bytes, made.to_ical())
