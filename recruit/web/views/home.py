"""Home: what do I have to do now, by when, under which paragraph.

The tasks of all capacities of a person over all procedures, each under its capacity's
name; below, the calendar as the foremost capacity may see it, and what is new.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import current_app, g
from werkzeug.wrappers import Response

from recruit.access.actions import Action
from recruit.access.duties import Task
from recruit.access.guard import action_of, read, requires
from recruit.access.policy import (
    BEFORE_UNDERTAKING,
    SIGNED_FIRST,
    allows,
    closed_by_match,
)
from recruit.access.rules import AUDIENCES, Capacity
from recruit.access.tasks import TaskRow
from recruit.core import times
from recruit.core.pages import page
from recruit.core.words import _
from recruit.notices import queries as notices
from recruit.procedure.rules.milestones import Column
from recruit.web import navigation, tasks
from recruit.web.capacities import acting_as, in_words
from recruit.web.frame import address
from recruit.web.queries import home as queries
from recruit.web.queries.home import Held
from recruit.web.rules import picture
from recruit.web.rules.before import Before, before_next
from recruit.web.tasks import Known
from recruit.web.views.door import bp, drawn

# Which capacity's view of the calendar is drawn where a person holds several.
_FOREMOST = (
    Capacity.MEMBER,
    Capacity.CHAIR,
    Capacity.FOCAL_POINT,
    Capacity.STAFF,
    Capacity.PRESIDENT,
    Capacity.OFFICE,
)
NEWS = 8
"""The most lines of news on home."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A task as the page draws it."""

    title: str
    text: str
    para: str
    url: str
    button: str
    due_text: str
    left_text: str
    capacity_label: str


@dataclass(frozen=True, slots=True)
class NewsLine:
    """A line of news as the page draws it."""

    when: str
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Place:
    """A capacity that somebody holds, with its pages."""

    label: str
    pages: list[navigation.MenuItem]


@dataclass(frozen=True, slots=True)
class Room:
    """A procedure on home: its capacities of this person, and its calendar."""

    title: str
    places: list[Place]
    calendar: picture.Picture | None
    before: Before | None
    seen_as: str
    stages: list[str]
    coming: str
    calendar_url: str


def _first_large(text: str) -> str:
    return text[:1].upper() + text[1:]


def _opened(held: Held) -> bool:
    return held.undertaken or held.capacity not in SIGNED_FIRST


def _may_open(task: Task, held: Held, state: Column) -> bool:
    action = action_of(current_app, task.endpoint)
    if action is None or not allows(action, held.capacity, state):
        return False
    if closed_by_match(action, held.capacity, held.matched):
        return False
    return _opened(held) or action is Action.UNDERTAKING_SIGN


def _drawn(row: TaskRow, task: Task, held: Held, several: bool) -> Drawn:
    values: dict[str, Any] = dict(task.values)
    for name, value in (("procedure", row.procedure_name), ("capacity", row.capacity)):
        if current_app.url_map.is_endpoint_expecting(task.endpoint, name):
            values[name] = value
    whose = "" if held.capacity is Capacity.ANYBODY else in_words(held.capacity, held.seat)
    due = task.due
    return Drawn(
        title=task.title,
        text=task.text,
        para=task.para,
        url=address(task.endpoint, **values),
        button=task.button,
        due_text=_("By %(when)s", when=times.deadline(due, g.reader.zone)) if due else "",
        left_text=times.left(g.now, due) if due else "",
        capacity_label=" · ".join(filter(None, (whose, row.procedure_name if several else ""))),
    )


def _coming(about: Known, capacity: Capacity) -> str:
    found = picture.coming_next(about.shown_to(capacity), g.now)
    if found is None:
        return _("The calendar of para. 54 has run its course.")
    if found.begins:
        return _(
            "Next in the calendar: %(what)s, from %(day)s.",
            what=found.label,
            day=times.long_day(times.geneva_date(found.at)),
        )
    return _(
        "Next in the calendar: %(what)s, until %(when)s.",
        what=found.label,
        when=times.deadline(found.at, g.reader.zone),
    )


def _foremost(held: Sequence[Held], first: str) -> Capacity:
    mine = [h.capacity for h in held]
    if first in mine:
        return Capacity(first)
    return next((c for c in _FOREMOST if c in mine), mine[0])


def _room(about: Known, held: list[Held], due: list[tuple[TaskRow, Task, Held]]) -> Room:
    here = [(row, task) for row, task, mine in due if row.procedure_id == about.view.id]
    seen_as = _foremost(held, here[0][0].capacity if here else "")
    mine = {
        para
        for row, task in here
        if row.capacity == seen_as
        for para in (w.para for w in about.windows)
        if para in task.para
    }
    state = about.column
    stages = picture.stages(about.shown_to(seen_as), g.now)
    opened = next(_opened(h) for h in held if h.capacity is seen_as)
    return Room(
        about.view.title,
        [
            Place(
                _first_large(in_words(h.capacity, h.seat)),
                navigation.everything(h.capacity, state, about.seen_by(h.capacity), about.view.name)
                if h.undertaken or h.capacity not in SIGNED_FIRST
                else [],
            )
            for h in held
        ],
        drawn(about, seen_as, mine),
        before_next(about.seen_by(seen_as), AUDIENCES[seen_as]) if opened else None,
        in_words(seen_as, next(h.seat for h in held if h.capacity is seen_as)),
        stages,
        _coming(about, seen_as),
        address("web.calendar", procedure=about.view.name, capacity=seen_as.value),
    )


def still_open(item: Any, held: list[Held], known: dict[str, Known]) -> bool:
    """Whether the page that a line of news links to is open to the reader now."""
    action = action_of(current_app, item.endpoint) if item.endpoint else Action.ACCOUNT_OWN
    if action in (Action.ACCOUNT_OWN, Action.PUBLIC_READ):
        return True
    return any(
        action is not None
        and allows(action, h.capacity, known[h.procedure_id].column)
        and (_opened(h) or action in BEFORE_UNDERTAKING)
        for h in held
        if h.procedure_id
        and h.capacity.value == item.capacity
        and known[h.procedure_id].view.name == item.procedure_name
    )


def _news(
    since: datetime | None, held: list[Held], known: dict[str, Known]
) -> tuple[bool, list[NewsLine]]:
    told = notices.news(read(), g.reader.person_id, limit=NEWS, now=g.now)
    fresh = [n for n in told if since is not None and n.at > since]
    return bool(fresh), [
        NewsLine(
            times.short_day(times.geneva_date(n.at)),
            n.line,
            n.url if still_open(n, held, known) else "",
        )
        for n in (fresh or told)
    ]


def _due(held: list[Held], known: dict[str, Known]) -> list[tuple[TaskRow, Task, Held]]:
    """The tasks whose pages are open to this person, each with the capacity it is of."""
    of = {(h.procedure_id, h.capacity.value): h for h in held}
    found = []
    for row, task in tasks.of_person(
        read(), g.reader.person_id, g.now, known, {h.capacity for h in held}
    ):
        mine = of.get((row.procedure_id, row.capacity))
        if mine is None and row.capacity == Capacity.ANYBODY:  # asked as a person, not yet named
            mine = Held("", row.procedure_id, Capacity.ANYBODY, 0, "", True)
        if mine and _may_open(task, mine, known[row.procedure_id].column):
            found.append((row, task, mine))
    return found


def tasks_of(own: queries.Own, procedure_id: str, capacity: Capacity) -> list[Drawn]:
    """What this person has to do now in one capacity of one procedure, as home draws it."""
    held = [h for h in own.held if h.procedure_id == procedure_id and h.capacity is capacity]
    return [
        _drawn(row, task, mine, False) for row, task, mine in _due(held, queries.known(read(), own))
    ]


@bp.get("/")
@requires(Action.ACCOUNT_OWN)
def home() -> Response:
    """What this person has to do now, in every capacity."""
    own = queries.own(read(), g.reader.person_id, g.reader.session_id, g.now)
    held, procedures = own.held, own.procedures
    known = queries.known(read(), own)
    due = _due(held, known)
    several = len(procedures) > 1
    shown = [_drawn(row, task, mine, several) for row, task, mine in due]
    rooms = [
        _room(known[id_], mine, due)
        for id_ in procedures
        if (mine := [h for h in held if h.procedure_id == id_])
    ]
    fresh, news = _news(own.since, held, known)
    return page(
        "web/home.html",
        first=shown[0] if shown else None,
        further=shown[1:],
        rooms=rooms,
        news=news,
        fresh=fresh,
        administers=any(h.capacity is Capacity.ADMINISTRATOR for h in held),
        **_only_menu(held, known),
    )


def _only_menu(held: list[Held], known: dict[str, Known]) -> dict[str, Any]:
    """The menu of the one capacity that somebody has; with several there is none."""
    if len(held) != 1 or not held[0].procedure_id:
        return {"menu": [navigation.MenuItem(_("Home"), "/", True)]}
    mine = held[0]
    about = known[mine.procedure_id]
    if not _opened(mine):
        return {"menu": [navigation.MenuItem(_("Home"), "/", True)]}
    return {
        "menu": navigation.short(
            mine.capacity,
            about.column,
            about.seen_by(mine.capacity),
            about.view.name,
            "web.home",
        ),
        "capacity_label": acting_as(mine.capacity, mine.seat),
    }
