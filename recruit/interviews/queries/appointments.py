"""Times of interviews for calendars: what holds, what was told. No candidate is named.

Static statements. A slot holds while its candidate is invited in the run and has not
withdrawn.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, exists, func, or_, select
from sqlalchemy.engine import Connection

from recruit.access import models as access
from recruit.access.rules import Capacity
from recruit.applications import models as applications
from recruit.core import ids
from recruit.core.db import UTC
from recruit.interviews import models
from recruit.interviews.rules.appointments import Told, Wanted
from recruit.notices import models as notices
from recruit.shortlist import models as shortlist

_s = models.Slot.__table__  # type: ignore[attr-defined]
_all = _s.alias("all_slots")
_a = models.Appointment.__table__  # type: ignore[attr-defined]
_i = shortlist.Invited.__table__  # type: ignore[attr-defined]
_c = applications.Candidate.__table__  # type: ignore[attr-defined]
_g = access.Grant.__table__  # type: ignore[attr-defined]
_b = notices.Broadcast.__table__  # type: ignore[attr-defined]
_d = notices.Delivery.__table__  # type: ignore[attr-defined]
_NOW: Any = bindparam("now", type_=UTC())
_PROCEDURE: Any = bindparam("procedure")
_RUN: Any = bindparam("run")


@dataclass(frozen=True, slots=True)
class TimeView:
    """An interview's time. of: the highest number of the run. starts_at: UTC."""

    candidate_id: str
    number: int
    of: int
    starts_at: datetime
    minutes: int


@dataclass(frozen=True, slots=True)
class AppointmentView:
    """What a person was last told of an interview, and the run's highest number now."""

    id: str
    procedure_id: str
    run: int
    what: Wanted
    sequence: int
    cancelled: bool
    of: int


_of_run = func.coalesce(func.max(_all.c.number), 0)
_TIMES = (
    select(
        _s.c.candidate_id,
        _s.c.number,
        select(_of_run)
        .where(_all.c.procedure_id == _PROCEDURE, _all.c.run == _RUN)
        .scalar_subquery()
        .label("highest"),
        _s.c.starts_at,
        _s.c.minutes,
    )
    .select_from(
        _s.join(_c, _c.c.id == _s.c.candidate_id).join(
            _i,
            and_(
                _i.c.procedure_id == _s.c.procedure_id,
                _i.c.run == _s.c.run,
                _i.c.candidate_id == _s.c.candidate_id,
            ),
        )
    )
    .where(
        _s.c.procedure_id == _PROCEDURE,
        _s.c.run == _RUN,
        _s.c.ended_at.is_(None),
        _c.c.withdrawn_at.is_(None),
    )
    .order_by(_s.c.starts_at, _s.c.id)
)
_SEATED = select(_g.c.person_id).where(
    _g.c.procedure_id == _PROCEDURE,
    _g.c.capacity == Capacity.MEMBER.value,
    _g.c.ended_at.is_(None),
    or_(_g.c.until.is_(None), _g.c.until > _NOW),
    _g.c.undertaken_at.is_not(None),
)
_TOLD = select(_a).where(_a.c.procedure_id == _PROCEDURE)
_ONE = select(
    _a,
    select(_of_run)
    .where(_all.c.procedure_id == _a.c.procedure_id, _all.c.run == _a.c.run)
    .correlate(_a)
    .scalar_subquery()
    .label("highest"),
).where(_a.c.id == bindparam("appointment"))
_WITH_TIMES = (
    select(_s.c.procedure_id)
    .where(_s.c.ended_at.is_(None), _s.c.starts_at > bindparam("since", type_=UTC()))
    .union(
        select(_a.c.procedure_id).where(
            _a.c.cancelled_at.is_(None), _a.c.starts_at > bindparam("since", type_=UTC())
        )
    )
)
_REACHED = select(
    exists().where(
        _b.c.id == _d.c.broadcast_id,
        _b.c.kind == bindparam("kind"),
        _b.c.object_id.in_(bindparam("objects", expanding=True)),
        _d.c.status.in_([notices.DeliveryStatus.SENT.value, notices.DeliveryStatus.UNKNOWN.value]),
    )
)
_SLOT = (
    select(_s, _c.c.withdrawn_at)
    .select_from(_s.join(_c, _c.c.id == _s.c.candidate_id))
    .where(_s.c.id == bindparam("slot"))
)
_EARLIER = (
    select(func.count())
    .select_from(_s)
    .where(
        _s.c.procedure_id == _PROCEDURE,
        _s.c.run == _RUN,
        _s.c.candidate_id == bindparam("candidate"),
        _s.c.id != bindparam("slot"),
        _s.c.invited_at.is_not(None),
        _s.c.ended_at <= bindparam("invited", type_=UTC()),
    )
)


def uid(procedure_id: str, run: int, candidate_id: str, person_id: str) -> str:
    """The one name of an interview in one person's calendar, whatever its time becomes.

    A digest of ids that nobody guesses, so that it tells no candidate and joins no two
    calendars. For the candidate's own calendar person_id is the candidate's id.
    """
    return ids.digest(f"interview|{procedure_id}|{run}|{candidate_id}|{person_id}")[:40]


def times(connection: Connection, procedure_id: str, run: int) -> list[TimeView]:
    """The times of a run that hold, earliest first."""
    rows = connection.execute(_TIMES, {"procedure": procedure_id, "run": run})
    return [TimeView(*row) for row in rows]


def wanted(connection: Connection, procedure_id: str, run: int, now: datetime) -> list[Wanted]:
    """Every interview of the run for every seated member who signed the undertaking."""
    seated = connection.execute(_SEATED, {"procedure": procedure_id, "now": now}).scalars().all()
    return [
        Wanted(t.candidate_id, person, t.number, t.starts_at, t.minutes)
        for t in times(connection, procedure_id, run)
        for person in seated
    ]


def _wanted(row: Any) -> Wanted:
    return Wanted(row.candidate_id, row.person_id, row.number, row.starts_at, row.minutes)


def told(connection: Connection, procedure_id: str) -> dict[int, list[Told]]:
    """What was told of each run of which anybody was told a time."""
    found: dict[int, list[Told]] = {}
    for row in connection.execute(_TOLD, {"procedure": procedure_id}):
        one_of = found.setdefault(row.run, [])
        one_of.append(Told(_wanted(row), row.sequence, row.cancelled_at is not None))
    return found


def with_times(connection: Connection, since: datetime) -> list[str]:
    """The procedures with a slot, or an appointment that was told, after an instant."""
    return sorted(connection.execute(_WITH_TIMES, {"since": since}).scalars())


def one(connection: Connection, appointment_id: str) -> AppointmentView | None:
    """An appointment as it was last changed."""
    row = connection.execute(_ONE, {"appointment": appointment_id}).first()
    if row is None:
        return None
    return AppointmentView(
        row.id,
        row.procedure_id,
        row.run,
        _wanted(row),
        row.sequence,
        row.cancelled_at is not None,
        row.highest,
    )


def reached(connection: Connection, kind: str, objects: list[str]) -> bool:
    """Whether any of these mails left, or may have left."""
    asked = {"kind": kind, "objects": objects}
    return bool(objects) and bool(connection.execute(_REACHED, asked).scalar())


def slot(connection: Connection, slot_id: str) -> Any:
    """A slot's row, with when its candidate withdrew; None where there is none."""
    return connection.execute(_SLOT, {"slot": slot_id}).first()


def earlier_invitations(connection: Connection, row: Any) -> int:
    """How often this slot's candidate had been invited in this run before it."""
    return int(
        connection.execute(
            _EARLIER,
            {
                "procedure": row.procedure_id,
                "run": row.run,
                "candidate": row.candidate_id,
                "slot": row.id,
                "invited": row.invited_at,
            },
        ).scalar()
        or 0
    )
