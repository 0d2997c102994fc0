"""When a member cannot have interviews: half-days ticked, hours beside (54(f), W2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta

from flask import g, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from recruit.access.actions import Action
from recruit.access.guard import read, requires
from recruit.access.rules import Capacity
from recruit.core.clock import GENEVA
from recruit.core.pages import page as draw
from recruit.core.pages import submit
from recruit.core.words import _
from recruit.interviews.operations import engaged as operations
from recruit.interviews.queries import engaged as queries
from recruit.interviews.queries import starting
from recruit.interviews.rules.proposals import HALVES, Span, half_day
from recruit.interviews.views.schedule import room
from recruit.procedure import queries as procedure
from recruit.procedure.rules.days import (
    Holidays,
    at_geneva,
    geneva_day,
    is_working_day,
    quiet_days,
)

BLANK = 2  # empty lines for hours


@dataclass(frozen=True, slots=True)
class HalfDay:
    """A day of the window with what is ticked of it."""

    day: date
    am: bool
    pm: bool


@dataclass(frozen=True, slots=True)
class Hours:
    """A line for hours of one day, as it is typed."""

    day: str = ""
    begins: str = ""
    ends: str = ""
    bad: bool = False


def working_days(windows: list[procedure.WindowView], quiet: Holidays, first: date) -> list[date]:
    """The working days of the window of 54(f) in force, from a day on."""
    window = next(w for w in windows if w.para == starting.PARA)
    if window.first_in_force is None or window.last_in_force is None:
        return []
    day, found = max(first, window.first_in_force), []
    while day <= window.last_in_force:
        if is_working_day(day, quiet):
            found.append(day)
        day += timedelta(days=1)
    return found


def days_ahead() -> list[date]:
    """The same for the procedure of this request, from today."""
    quiet = quiet_days(g.procedure.settings)
    return working_days(procedure.windows(read(), g.procedure.id), quiet, geneva_day(g.now))


def lines_of(fields: Mapping[str, str]) -> tuple[list[Span], list[Hours]]:
    """The hours that were typed: as times, and as they are shown again where one is bad."""
    spans, shown = [], []
    for number in range(1, 100):
        day = fields.get(f"day-{number}")
        if day is None:
            break
        begins, ends = fields.get(f"from-{number}", ""), fields.get(f"until-{number}", "")
        if not (day or begins or ends):
            continue
        try:
            on = date.fromisoformat(day)
            spans.append(
                Span(
                    at_geneva(on, time.fromisoformat(begins)),
                    at_geneva(on, time.fromisoformat(ends)),
                )
            )
            shown.append(Hours(day, begins, ends, spans[-1].ends_at <= spans[-1].starts_at))
        except (ValueError, OverflowError):
            shown.append(Hours(day, begins, ends, bad=True))
    return spans, shown


def _seat() -> str:
    seat = queries.seat_of(read(), g.reader, g.now)
    if not seat:
        raise NotFound
    return seat


def _show(hours: list[Hours] | None = None) -> Response:
    kept = queries.own(read(), _seat())
    days = days_ahead()
    halves = {half_day(day, half): (day, half) for day in days for half in HALVES}
    ticked = (
        {(d, h) for d in days for h in HALVES if f"{h}-{d.isoformat()}" in request.form}
        if hours is not None
        else {halves[s] for s in kept if s in halves}
    )
    if hours is None:
        hours = [_typed(s) for s in kept if s not in halves and s.ends_at > g.now]
    return draw(
        "interviews/times.html",
        days=[HalfDay(d, (d, "am") in ticked, (d, "pm") in ticked) for d in days],
        hours=[*hours, *(Hours() for _n in range(BLANK))],
        noon=at_geneva(days[0], time(13)) if days and g.reader.zone != GENEVA.key else None,
        assistant=g.reader.capacity is Capacity.ASSISTANT,
    )


def _typed(span: Span) -> Hours:
    begins, ends = span.starts_at.astimezone(GENEVA), span.ends_at.astimezone(GENEVA)
    return Hours(begins.date().isoformat(), begins.strftime("%H:%M"), ends.strftime("%H:%M"))


@room.get("/times")
@requires(Action.AVAILABILITY_OWN)
def times() -> Response:
    """The own times without interviews, or the principal's."""
    return _show()


@room.post("/times")
@requires(Action.AVAILABILITY_OWN)
def mark_times() -> Response:
    """Keep what is ticked and typed, and nothing else."""
    _seat()
    spans, shown = lines_of(request.form)
    if any(line.bad for line in shown):
        g.form_status = 422
        return _show(shown)
    for day in days_ahead():
        spans += [half_day(day, h) for h in HALVES if f"{h}-{day.isoformat()}" in request.form]
    return submit(
        None,
        do=lambda key: operations.mark(g.reader, spans=spans, key=key),
        then=url_for(".times"),
        again=lambda: _show(shown),
        said=_("Your times are kept. The GICHD proposes interviews around them."),
    )
