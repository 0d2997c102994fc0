"""A round as pages show it: the deadline in its zones, the time left in words, the days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from recruit.access.rules import GICHD, Capacity, Reader
from recruit.approval.queries.rounds import RoundView
from recruit.approval.rules.after import Viewer
from recruit.approval.rules.round import RoundState
from recruit.core import times
from recruit.core.clock import GENEVA
from recruit.core.words import _, ngettext


@dataclass(frozen=True, slots=True)
class Day:
    """A day of a round in the strip. state: past, today, end or ''."""

    weekday: str
    day: int
    state: str


def viewer(reader: Reader) -> Viewer:
    """In which capacity this reader looks at a round (S16)."""
    if reader.capacity is Capacity.PRESIDENT:
        return Viewer.PRESIDENT
    if reader.capacity is Capacity.OFFICE:
        return Viewer.OFFICE
    if reader.capacity is Capacity.DELEGATE:
        return Viewer.DELEGATION
    return Viewer.GICHD if reader.capacity in GICHD else Viewer.PANEL


def _in(at: datetime, zone: ZoneInfo) -> str:
    here = at.astimezone(zone)
    return _(", ").join((times.long_day(here.date()), f"{here:%H:%M:%S}"))


def zones(at: datetime, zone: str, label: str) -> list[tuple[str, str, str]]:
    """An instant in Geneva, in UTC and in the reader's zone: (label, time, zone) (W19)."""
    lines = [
        (_("%(what)s, Geneva", what=label), _in(at, GENEVA), times.offset(at, GENEVA)),
        (_("UTC"), _in(at, ZoneInfo("UTC")), ""),
    ]
    own = times.zone_of(zone)
    if own.key != GENEVA.key:
        place = _(", ").join((times.city(own.key), times.offset(at, own)))
        lines.append((_("Your zone"), _in(at, own), place))
    return lines


def to_the_second(at: datetime) -> str:
    """An instant in Geneva to the second, with its offset: what the server's clock reads (S8)."""
    return _("%(time)s Geneva (%(zone)s)", time=_in(at, GENEVA), zone=times.offset(at, GENEVA))


def left(now: datetime, deadline: datetime) -> str:
    """'5 days, 8 hours and 30 minutes': the time left in words; seconds in the last minute."""
    seconds = max(0, int((deadline - now).total_seconds()))
    days, rest = divmod(seconds, 86400)
    hours, rest = divmod(rest, 3600)
    minutes, rest = divmod(rest, 60)
    parts = []
    if days:
        parts.append(ngettext("%(n)s day", "%(n)s days", days))
    if hours:
        parts.append(ngettext("%(n)s hour", "%(n)s hours", hours))
    if minutes:
        parts.append(ngettext("%(n)s minute", "%(n)s minutes", minutes))
    if not parts:
        return ngettext("%(n)s second", "%(n)s seconds", rest)
    if len(parts) == 1:
        return parts[0]
    return _("%(first)s and %(last)s", first=_(", ").join(parts[:-1]), last=parts[-1])


def days(opened: datetime, deadline: datetime, now: datetime) -> list[Day]:
    """Every day of the round in Geneva, the deadline's last; at most the last 31."""
    first, last = times.geneva_date(opened), times.geneva_date(deadline)
    today = times.geneva_date(now)
    found = []
    on = max(first, last - timedelta(days=30))
    while on <= last:
        kind = "past" if on < today else "today" if on == today else ""
        if on == last:
            kind = f"{kind} end".strip()
        found.append(Day(times.short_weekday(on), on.day, kind))
        on += timedelta(days=1)
    return found


def near(now: datetime, deadline: datetime) -> bool:
    """Whether the last ten minutes run: the page then shows the server's time (S8)."""
    return timedelta(0) <= deadline - now <= timedelta(minutes=10)


def state_words(found: RoundState) -> str:
    """The state of a round in a word or two."""
    return {
        RoundState.OPEN: _("open"),
        RoundState.BROKEN: _("silence was broken"),
        RoundState.EXPIRED: _("the deadline has passed, the outcome is not certified yet"),
        RoundState.CERTIFIED: _("approved"),
        RoundState.CANCELLED: _("cancelled"),
        RoundState.DISPUTED: _("under review"),
        RoundState.WITHOUT_OBJECT: _("without object"),
        RoundState.LAPSED: _("the approval has lapsed"),
    }[found]


def strip_label(view: RoundView, deadline: datetime) -> str:
    """What the strip of days shows, in words."""
    return _(
        "The days of the round, %(first)s to %(last)s",
        first=times.day(times.geneva_date(view.opened_at)),
        last=times.day(times.geneva_date(deadline)),
    )
