"""The calendar of a recruitment: windows, stages, re-dating and the picture.

Windows are whole days in Geneva (Europe/Zurich) and include both of them: a window
opens at 00:00 of its first day and closes at 24:00 of its last (reading R1). Every
instant that leaves this module is aware and in UTC. Nothing here reads a clock.
The days of Geneva themselves are in ``days`` and offered here again.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from recruit.core.citing import cited
from recruit.core.errors import Answer, Holds, Refused
from recruit.core.words import _
from recruit.procedure.rules.days import (
    GENEVA,
    ONE_DAY,
    YEAR_END,
    Holidays,
    add_working_days,
    at_geneva,
    duty_due,
    end_of,
    geneva_day,
    holidays_of,
    is_working_day,
    right_opens,
    start_of,
    year_end,
)

__all__ = [
    "GENEVA",
    "ONE_DAY",
    "REPORT",
    "STAGE_WINDOWS",
    "YEAR_END",
    "Amendment",
    "Holidays",
    "Month",
    "Note",
    "Row",
    "Stage",
    "Timeline",
    "Window",
    "add_working_days",
    "at_geneva",
    "check_amendment",
    "contains",
    "duty_due",
    "end_of",
    "geneva_day",
    "holidays_of",
    "in_force",
    "is_working_day",
    "notes",
    "redate",
    "right_opens",
    "shown",
    "stage_in_calendar",
    "stage_of",
    "start_of",
    "timeline",
    "within_window",
    "year_end",
]


# ---------------------------------------------------------------- windows


@dataclass(frozen=True, slots=True)
class Window:
    """One line of the calendar of para. 54.

    para: "54(a)". who, what: the decision's words. first, last: days in Geneva, both
    inside; both absent where the decision gives none (54(h)).
    """

    para: str
    who: str
    what: str
    first: date | None
    last: date | None

    @property
    def opens(self) -> datetime | None:
        """00:00 of the first day, in UTC."""
        return start_of(self.first) if self.first else None

    @property
    def closes(self) -> datetime | None:
        """24:00 of the last day, in UTC: the first instant outside the window."""
        return end_of(self.last) if self.last else None


def contains(window: Window, now: datetime) -> bool:
    """Whether the instant lies in the window; one without days contains nothing (R1)."""
    opens, closes = window.opens, window.closes
    return opens is not None and closes is not None and opens <= now < closes


@dataclass(frozen=True, slots=True)
class Amendment:
    """A decision of the Chair that gives a deliverable another window (R2).

    para: of the window. first, last: the new days. reason: for panel and GICHD only.
    recorded_at: UTC.
    """

    para: str
    first: date
    last: date
    reason: str
    recorded_at: datetime


def in_force(window: Window, amendments: Iterable[Amendment], now: datetime) -> Window:
    """The window as last amended by a decision recorded until now; else as decided (R2)."""
    mine = [a for a in amendments if a.para == window.para and a.recorded_at <= now]
    if not mine:
        return window
    latest = max(mine, key=lambda a: a.recorded_at)
    return replace(window, first=latest.first, last=latest.last)


def shown(
    window: Window, amendments: Iterable[Amendment], now: datetime, *, living_occupant: bool
) -> tuple[Window, Window | None]:
    """What a reader of the calendar sees: the original, and the amended window if any (R2).

    The amended window of the report (54(g)) is shown to living occupants only.
    """
    current = in_force(window, amendments, now)
    if current == window or (window.para == REPORT and not living_occupant):
        return window, None
    return window, current


def within_window(window: Window, amendments: Iterable[Amendment], now: datetime) -> Answer:
    """Whether a deliverable may be given now under this window (R2).

    Outside its window it needs a decision of the Chair with a reason, recorded before.
    The report never does: its lateness is a warning. A window without days never closes.
    """
    if window.first is None or window.last is None:
        return Holds()
    current = in_force(window, amendments, now)
    if contains(current, now):
        return Holds()
    if window.para == REPORT:
        return Holds(_("Outside its window of para. 54(g); this does not hinder it."))
    return Refused(
        _(
            "Today is outside the window of para. %(para)s (%(first)s to %(last)s). "
            "A decision of the Chair with a reason must be recorded before.",
            para=cited(window.para),
            first=current.first,
            last=current.last,
        )
    )


def check_amendment(window: Window, amendment: Amendment) -> Answer:
    """Whether a decision that amends a window is complete (R2)."""
    if not amendment.reason.strip():
        return Refused(_("The decision to amend a window needs a reason."))
    if window.first is None:
        return Refused(_("Para. %(para)s has no window to amend.", para=cited(window.para)))
    if amendment.last < amendment.first:
        return Refused(_("The last day of a window can't be before its first."))
    return Holds()


# ---------------------------------------------------------------- stages


class Stage(StrEnum):
    """The stages of the workflow, in the procedure's order."""

    VACANCY = "vacancy"
    PRESCREENING = "prescreening"
    SHORTLIST = "shortlist"
    INTERVIEWS = "interviews"
    REPORT = "report"
    APPROVAL = "approval"
    APPOINTMENT = "appointment"


REPORT: Final = "54(g)"

STAGE_WINDOWS: Final = MappingProxyType(
    {
        Stage.VACANCY: ("54(a)",),
        Stage.PRESCREENING: ("54(b)",),
        Stage.SHORTLIST: ("54(c)", "54(d)", "54(e)"),
        Stage.INTERVIEWS: ("54(f)",),
        Stage.REPORT: ("54(g)",),
        Stage.APPROVAL: (),
        Stage.APPOINTMENT: ("54(h)",),
    }
)


def stage_of(para: str) -> Stage:
    """The stage to which a window belongs. Raises KeyError for an unknown paragraph."""
    for stage, paras in STAGE_WINDOWS.items():
        if para in paras:
            return stage
    raise KeyError(para)


def stage_in_calendar(windows: Iterable[Window], now: datetime) -> tuple[Stage, ...]:
    """The stages whose windows the calendar is in, in order; a fact of dates alone.

    Several where windows overlap (7 October), none between windows. This is what people
    outside the living occupants are told as 'stage': never a deliverable.
    """
    reached = {stage_of(w.para) for w in windows if contains(w, now)}
    return tuple(s for s in Stage if s in reached)


# ---------------------------------------------------------------- re-dating (R18)


def redate(
    windows: Iterable[Window], old_closure: date | datetime, new_closure: date | datetime
) -> tuple[Window, ...]:
    """The same windows for another meeting: each keeps its distance in days (R18)."""
    moved = geneva_day(new_closure) - geneva_day(old_closure)
    return tuple(
        replace(w, first=w.first and w.first + moved, last=w.last and w.last + moved)
        for w in windows
    )


@dataclass(frozen=True, slots=True)
class Note:
    """Something to look at in a calendar, which changes nothing.

    kind: begins_on_weekend, ends_on_weekend, begins_in_year_end, ends_in_year_end or
    spans_year_end. day: the day in question (of a span: its first quiet day).
    """

    para: str
    kind: str
    day: date
    text: str


def notes(windows: Iterable[Window], holidays: Container[date] = YEAR_END) -> tuple[Note, ...]:
    """Windows that begin or end on a weekend, or lie in the year's end of Geneva (R18)."""
    found: list[Note] = []
    for w in windows:
        if w.first is None or w.last is None:
            continue
        if w.first.weekday() > 4:
            said = _("Para. %(para)s begins on a weekend (%(day)s).", para=w.para, day=w.first)
            found.append(Note(w.para, "begins_on_weekend", w.first, said))
        if w.last.weekday() > 4:
            said = _("Para. %(para)s ends on a weekend (%(day)s).", para=w.para, day=w.last)
            found.append(Note(w.para, "ends_on_weekend", w.last, said))
        found.extend(_quiet(w, w.first, w.last, holidays))
    return tuple(found)


def _quiet(w: Window, first: date, last: date, holidays: Container[date]) -> list[Note]:
    found: list[Note] = []
    if first in holidays:
        said = _("Para. %(para)s begins in the year's end (%(day)s).", para=w.para, day=first)
        found.append(Note(w.para, "begins_in_year_end", first, said))
    if last in holidays:
        said = _("Para. %(para)s ends in the year's end (%(day)s).", para=w.para, day=last)
        found.append(Note(w.para, "ends_in_year_end", last, said))
    if not found:
        days = (first + timedelta(days=n) for n in range((last - first).days + 1))
        inside = next((d for d in days if d in holidays), None)
        if inside is not None:
            said = _("Para. %(para)s runs over the year's end (%(day)s).", para=w.para, day=inside)
            found.append(Note(w.para, "spans_year_end", inside, said))
    return found


# ---------------------------------------------------------------- the picture


@dataclass(frozen=True, slots=True)
class Month:
    """A month on the timeline; label is ``YYYY-MM``, first its first day for localising."""

    label: str
    first: date
    start_fraction: float
    width_fraction: float


@dataclass(frozen=True, slots=True)
class Row:
    """A window on the timeline; ended, running and to_come are of the given instant."""

    para: str
    stage: Stage
    window: Window
    first_fraction: float
    width_fraction: float
    state: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """The picture of a calendar: fractions between 0 and 1 of whole months.

    now_fraction is absent where the instant lies outside. Windows without days have no row.
    """

    first: date
    last: date
    months: tuple[Month, ...]
    rows: tuple[Row, ...]
    now_fraction: float | None


def timeline(windows: Sequence[Window], now: datetime) -> Timeline | None:
    """The picture of these windows at this instant; None where no window has days."""
    dated = [(w, w.first, w.last) for w in windows if w.first and w.last]
    if not dated:
        return None
    first = min(a for _w, a, _b in dated).replace(day=1)
    end = _next_month(max(b for _w, _a, b in dated))
    days = (end - first).days

    def place(day: date) -> float:
        return (day - first).days / days

    months: list[Month] = []
    month = first
    while month < end:
        after = _next_month(month)
        width = (after - month).days / days
        months.append(Month(f"{month:%Y-%m}", month, place(month), width))
        month = after
    rows = tuple(
        Row(w.para, stage_of(w.para), w, place(a), ((b - a).days + 1) / days, _state(w, now))
        for w, a, b in dated
    )
    local = now.astimezone(GENEVA)
    seconds = local.hour * 3600 + local.minute * 60 + local.second
    at = place(local.date()) + seconds / 86400 / days
    return Timeline(first, end - ONE_DAY, tuple(months), rows, at if 0 <= at < 1 else None)


def _next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def _state(window: Window, now: datetime) -> str:
    if contains(window, now):
        return "running"
    opens = window.opens
    return "to_come" if opens is not None and now < opens else "ended"
