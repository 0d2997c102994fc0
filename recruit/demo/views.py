"""The strip of the demonstration: the clock, acting as another, letting the others act.

Its routes exist in RECRUIT_MODE=demo only; create_app registers them nowhere else.
"""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from flask import Blueprint, Flask, g, redirect, request
from sqlalchemy import select
from werkzeug.wrappers import Response

from recruit.access import models as access
from recruit.access.actions import Action
from recruit.access.guard import end_reading, read, requires
from recruit.access.rules import Capacity
from recruit.accounts import models as accounts
from recruit.accounts import sessions
from recruit.core import clock, pages, times
from recruit.core.words import _, ngettext
from recruit.demo import calendar, enrolment, keeping, living
from recruit.notices import outbox
from recruit.procedure.rules.days import geneva_day
from recruit.web import tasks
from recruit.web.capacities import named

blueprint = Blueprint("demo", __name__, url_prefix="/demo")
_one_at_a_time = threading.Lock()
# The stages in words that other pages have, and the catalogues therefore.
_STAGES = {
    "vacancy": "Vacancy",
    "composition": "Composing the selection panel",
    "prescreening": "Prescreening",
    "circulated": "The circulated list",
    "shortlist": "Shortlist",
    "interviews": "Interviews",
    "debrief": "Debrief",
    "report": "Report",
    "approval": "Proposal",
    "silence": "Written silence procedure",
    "designated": "The Director is designated",
    "released": "Released report",
    "closed": "Contract signed",
}

_g = access.Grant.__table__  # type: ignore[attr-defined]
_p = accounts.Person.__table__  # type: ignore[attr-defined]
_PEOPLE = (
    select(_p.c.id, _p.c.name, _g.c.capacity, _g.c.state_id, _g.c.seat)
    .select_from(_g.join(_p, _p.c.id == _g.c.person_id))
    .where(_g.c.ended_at.is_(None))
)
_ORDER = [
    Capacity.PRESIDENT,
    Capacity.CHAIR,
    Capacity.MEMBER,
    Capacity.SURROGATE,
    Capacity.FOCAL_POINT,
    Capacity.STAFF,
    Capacity.AGENCY,
    Capacity.OFFICE,
    Capacity.DELEGATE,
    Capacity.COMMITTEE,
    Capacity.FORMER_MEMBER,
    Capacity.AUDITOR,
    Capacity.ASSISTANT,
    Capacity.ADMINISTRATOR,
]


def who_is_there() -> list[tuple[str, str]]:
    """The invented people, each under the first of their capacities: (id, in words)."""
    found: dict[str, tuple[int, int, str, str]] = {}
    for person_id, name, capacity, state, seat in read().execute(_PEOPLE):
        rank, words = _ORDER.index(Capacity(capacity)), f"{name} · {named(Capacity(capacity))}"
        if seat and capacity in (Capacity.MEMBER, Capacity.SURROGATE):
            words += f" {seat}"
        if state and capacity == Capacity.DELEGATE:
            words += f" ({state})"
        if person_id not in found or rank < found[person_id][0]:
            found[person_id] = (rank, seat, name, words)
    ordered = sorted(found.items(), key=lambda line: line[1])
    return [(person_id, words) for person_id, (_rank, _seat, _name, words) in ordered]


def _sign_in(person_id: str) -> None:
    end_reading()
    enrolment.enrol()
    sessions.begin(person_id, whole=True)
    sessions.second_given(person_id)


def _stay() -> None:
    """A session outlives the moving of the clock, in the demonstration."""
    if g.get("signed"):
        _sign_in(g.signed.person_id)


def _back() -> Response:
    end_reading()
    return redirect("/", code=303)


@blueprint.post("/clock")
@requires(Action.PUBLIC_READ)
def move_clock() -> Response:
    """Move the clock to a day (09:00 Geneva), or to the next deadline."""
    if request.form.get("to") == "deadline":
        clock.set_to(_next_deadline())
    else:
        try:
            day = date.fromisoformat(request.form.get("day", ""))
        except ValueError:
            pages.say(_("That is no day."), "due")
            return _back()
        clock.set_to(datetime.combine(day, time(9, 0), clock.GENEVA).astimezone(UTC))
    _stay()
    return _back()


def _next_deadline() -> datetime:
    """Half an hour before the next instant at which something is over."""
    now = clock.now()
    due: list[datetime] = []
    seen: dict[str, tasks.Known] = {}
    for person_id, _line in who_is_there():
        for _row, task in tasks.of_person(read(), person_id, now, seen):
            if task.due is not None and task.due > now + timedelta(minutes=31):
                due.append(task.due)
    for about in seen.values():
        closes = [shown.window.closes for shown in about.shown_to(Capacity.PRESIDENT)]
        due += [at for at in closes if at is not None and at > now + timedelta(minutes=31)]
    return min(due, default=now + timedelta(days=7)) - timedelta(minutes=30)


@blueprint.post("/as")
@requires(Action.PUBLIC_READ)
def act_as() -> Response:
    """Act as another of the invented people."""
    chosen = request.form.get("person", "")
    if chosen in {person_id for person_id, _line in who_is_there()}:
        _sign_in(chosen)
    return _back()


@blueprint.post("/others")
@requires(Action.PUBLIC_READ)
def others() -> Response:
    """Let the others do what is due now."""
    return _let(without=[g.signed.person_id] if g.signed else [])


@blueprint.post("/everybody")
@requires(Action.PUBLIC_READ)
def everybody() -> Response:
    """Let everybody do what is due now, you too."""
    return _let()


def _let(**chosen: Any) -> Response:
    end_reading()
    with _one_at_a_time:
        cast = keeping.load()
        done = living.do_due(cast, early=True, **chosen)
        outbox.expand(clock.now())
        keeping.save(cast)
    pages.say(
        ngettext("%(n)s thing was done by the others.", "%(n)s things were done.", done)
        if done
        else _("Nothing is due for them now. Move the clock.")
    )
    return _back()


@blueprint.post("/live")
@requires(Action.PUBLIC_READ)
def live() -> Response:
    """Live on to a stage: everybody does everything until then."""
    stage = request.form.get("stage", "")
    end = calendar.STAGES.get(stage)
    if end is None or end <= clock.now():
        pages.say(_("That stage lies behind."), "due")
        return _back()
    end_reading()
    with _one_at_a_time:
        cast = keeping.load()
        living.live_until(cast, clock.now(), end)
        keeping.save(cast)
    clock.set_to(end)
    _stay()
    return _back()


def _stage(name: str) -> str:
    """A stage of the demonstration in words."""
    said = _STAGES.get(name, name)
    return _(said)


def _context() -> dict[str, Any]:
    now = clock.now()
    somebody = g.get("signed") or g.get("half")
    code = enrolment.code_of(somebody.person_id) if somebody else ""
    return {
        "demo": {
            "today": times.long_day(geneva_day(now)),
            "time": now.astimezone(clock.GENEVA).strftime("%H:%M"),
            "day": geneva_day(now).isoformat(),
            "people": who_is_there(),
            "me": g.signed.person_id if g.get("signed") else "",
            "stages": [
                (name, _stage(name), times.day(geneva_day(at)))
                for name, at in calendar.STAGES.items()
                if at > now
            ],
            "code": code,
        }
    }


def init(app: Flask) -> None:
    """Register the strip; called in RECRUIT_MODE=demo alone."""
    app.register_blueprint(blueprint)
    pages.provide_context(app, _context)
    keeping.init(app.extensions["config"].data)
