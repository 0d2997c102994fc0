"""What stands in one reader's own calendar: the windows, and the interviews as appointments.

The same for the page and for the feed at a secret address; no candidate is named.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, or_, select
from sqlalchemy.engine import Connection

from recruit.access import matches
from recruit.access import models as access
from recruit.access.actions import Action
from recruit.access.policy import allows
from recruit.access.rules import AUDIENCES, Capacity
from recruit.core.citing import cited
from recruit.core.db import UTC
from recruit.core.words import _
from recruit.interviews.queries import appointments
from recruit.interviews.rules.appointments import called
from recruit.notices import calendars
from recruit.notices.calendars import Entry
from recruit.procedure import queries as procedure
from recruit.procedure.queries import ProcedureView
from recruit.procedure.rules.milestones import Column, Milestone, column, current_run
from recruit.web.rules import picture
from recruit.web.tasks import shown

_g = access.Grant.__table__  # type: ignore[attr-defined]
_SEATED = select(_g.c.id).where(
    _g.c.procedure_id == bindparam("procedure"),
    _g.c.person_id == bindparam("person"),
    _g.c.capacity == Capacity.MEMBER.value,
    _g.c.ended_at.is_(None),
    or_(_g.c.until.is_(None), _g.c.until > bindparam("now", type_=UTC())),
    ~matches.emptied(_g),
)


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose calendar it is."""

    person_id: str
    capacity: Capacity
    principal_id: str = ""


@dataclass(frozen=True, slots=True)
class AppointmentView:
    """An interview as an appointment: 'Interview 3 of 8'. starts_at: UTC."""

    uid: str
    called: str
    starts_at: datetime
    minutes: int
    sequence: int


def windows(
    connection: Connection, about: ProcedureView, capacity: Capacity, domain: str = ""
) -> list[Entry]:
    """The windows that this capacity may see, as whole days in Geneva."""
    found = []
    for one in shown(procedure.windows(connection, about.id), AUDIENCES[capacity]):
        window = one.window
        if window.first is None or window.last is None:
            continue
        uid = f"{about.id}-{window.para.strip('()').replace('(', '-')}"
        found.append(
            Entry(
                f"{uid}@{domain}" if domain else uid,
                about.closure_at,  # nothing tells when it was asked for
                f"{picture.label_of(window.para)} ({cited(f'para. {window.para}')})",
                window.first,
                window.last + timedelta(days=1),  # the end is not in it
                description=window.what,
                busy=False,
            )
        )
    return found


def own(
    connection: Connection,
    procedure_id: str,
    milestones: list[Milestone],
    owner: Owner,
    now: datetime,
) -> list[AppointmentView]:
    """The interviews that are this reader's appointments, or the principal's (W2)."""
    if not _sees(connection, procedure_id, column(milestones), owner, now):
        return []
    run = current_run(milestones)
    whose = owner.principal_id or owner.person_id
    told = {
        t.what.candidate: t.sequence
        for t in appointments.told(connection, procedure_id).get(run, [])
        if t.what.person == whose
    }
    return [
        AppointmentView(
            appointments.uid(procedure_id, run, t.candidate_id, owner.person_id),
            called(t.number, t.of),
            t.starts_at,
            t.minutes,
            told.get(t.candidate_id, 0),
        )
        for t in appointments.times(connection, procedure_id, run)
    ]


def _sees(
    connection: Connection, procedure_id: str, state: Column, owner: Owner, now: datetime
) -> bool:
    if owner.capacity is not Capacity.ASSISTANT:
        return allows(Action.SCHEDULE_READ, owner.capacity, state)
    if not owner.principal_id or not allows(Action.SCHEDULE_READ, Capacity.MEMBER, state):
        return False
    asked = {"procedure": procedure_id, "person": owner.principal_id, "now": now}
    return connection.execute(_SEATED, asked).first() is not None


def entries(
    about: ProcedureView,
    found: list[AppointmentView],
    domain: str,
    link: Callable[[], str],
) -> list[Entry]:
    """Appointments as a calendar program reads them. link: where the rest stands."""
    return [
        calendars.entry(
            f"{a.uid}@{domain}",
            about.closure_at,
            a.called,
            a.starts_at,
            a.minutes,
            sequence=a.sequence,
            description=_("What else there is to know stands behind the sign-in."),
            url=link(),
        )
        for a in found
    ]
