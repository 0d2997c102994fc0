"""A principal's appointments and what is booked for them (W2): times and places, no candidate.

No column that names a candidate is read here, so that none can be shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, or_, select
from sqlalchemy.engine import Connection

from recruit.access import models as access
from recruit.access.rules import Capacity, Reader
from recruit.accounts import models as accounts
from recruit.applications import models as applications
from recruit.core import keys, vault
from recruit.core.db import UTC
from recruit.core.together import Together
from recruit.interviews import models
from recruit.interviews.rules.bookings import Time, place_for_assistant
from recruit.panel import models as panel
from recruit.procedure.rules.days import geneva_day, start_of

TABLE = "interviews_booking"


@dataclass(frozen=True, slots=True)
class Appointment:
    """An interview or a meeting to come. slot_id: of an interview. minutes: 0 of a meeting,
    whose end nobody sets. place: a room, or that there is a link."""

    kind: str
    slot_id: str
    starts_at: datetime
    minutes: int
    place: str


@dataclass(frozen=True, slots=True)
class BookingView:
    """Something booked. moved: the interview that it was for has another time now, or none."""

    id: str
    time: Time
    what: str
    place: str
    moved: bool


@dataclass(frozen=True, slots=True)
class Principal:
    """Whose appointments these are; name as the account has it. since: of the seat, None
    without one."""

    person_id: str
    name: str
    since: datetime | None


_g = access.Grant.__table__  # type: ignore[attr-defined]
_a = accounts.Person.__table__  # type: ignore[attr-defined]
_s = models.Slot.__table__  # type: ignore[attr-defined]
_b = models.Booking.__table__  # type: ignore[attr-defined]
_c = applications.Candidate.__table__  # type: ignore[attr-defined]
_m = panel.Meeting.__table__  # type: ignore[attr-defined]
_NOW = bindparam("now", type_=UTC())
_PRINCIPAL = (
    select(_g.c.capacity, _g.c.since, _a.c.name)
    .select_from(_g.join(_a, _a.c.id == _g.c.person_id))
    .where(
        _g.c.procedure_id == bindparam("procedure"),
        _g.c.person_id == bindparam("person"),
        _g.c.capacity.in_([Capacity.MEMBER.value, Capacity.PRESIDENT.value]),
        _g.c.ended_at.is_(None),
        or_(_g.c.until.is_(None), _g.c.until > _NOW),
    )
)
_SLOTS = (
    select(_s.c.id, _s.c.starts_at, _s.c.minutes, _s.c.place)
    .select_from(_s.join(_c, _c.c.id == _s.c.candidate_id))
    .where(
        _s.c.procedure_id == bindparam("procedure"),
        _s.c.run == bindparam("run"),
        _s.c.ended_at.is_(None),
        _c.c.withdrawn_at.is_(None),
        _s.c.starts_at >= bindparam("today", type_=UTC()),
    )
    .order_by(_s.c.starts_at, _s.c.id)
)
_MEETINGS = (
    select(_m.c.held_at)
    .where(
        _m.c.procedure_id == bindparam("procedure"),
        _m.c.held_at >= bindparam("today", type_=UTC()),
    )
    .order_by(_m.c.held_at, _m.c.number)
)
_BOOKINGS = (
    select(
        _b.c.id,
        _b.c.starts_at,
        _b.c.minutes,
        _b.c.sealed,
        _b.c.slot_id,
        _s.c.ended_at.label("slot_ended"),
    )
    .select_from(_b.outerjoin(_s, _s.c.id == _b.c.slot_id))
    .where(
        _b.c.procedure_id == bindparam("procedure"),
        _b.c.principal_id == bindparam("person"),
        _b.c.ended_at.is_(None),
        _b.c.starts_at >= bindparam("today", type_=UTC()),
    )
    .order_by(_b.c.starts_at, _b.c.id)
)

TOGETHER = Together(_SLOTS, _MEETINGS, _BOOKINGS)
"""What appointments and bookings ask, by one statement; with ``values``."""


def values(run: int, whose: Principal, now: datetime) -> dict[str, Any]:
    """What ``TOGETHER`` is asked with, beside the procedure."""
    return {"run": run, "person": whose.person_id, "today": start_of(geneva_day(now))}


def principal(connection: Connection, reader: Reader, now: datetime) -> Principal | None:
    """Whose appointments the reader has: the own, or as an assistant the principal's.

    None where that person is neither a member nor the President any more (W2).
    """
    person = reader.principal_id if reader.capacity is Capacity.ASSISTANT else reader.person_id
    rows = connection.execute(
        _PRINCIPAL, {"procedure": reader.procedure_id, "person": person, "now": now}
    ).all()
    if not rows:
        return None
    seats = [r.since for r in rows if r.capacity == Capacity.MEMBER]
    return Principal(person, rows[0].name, seats[0] if seats else None)


def appointments(
    connection: Connection, procedure_id: str, run: int, whose: Principal, now: datetime
) -> list[Appointment]:
    """The interviews and meetings of a seat from today on (Geneva); none without a seat."""
    if whose.since is None:
        return []
    at = {"procedure": procedure_id, "run": run, "today": start_of(geneva_day(now))}
    found = [
        Appointment("interview", r.id, r.starts_at, r.minutes, place_for_assistant(r.place))
        for r in connection.execute(_SLOTS, at)
    ]
    found += [
        Appointment("meeting", "", r.held_at, 0, "")
        for r in connection.execute(_MEETINGS, at)
        if r.held_at >= whose.since
    ]
    return sorted(found, key=lambda one: (one.starts_at, one.kind, one.slot_id))


def bookings(
    connection: Connection, procedure_id: str, person_id: str, now: datetime
) -> list[BookingView]:
    """What is booked for a principal from today on (Geneva), in its order."""
    rows = connection.execute(
        _BOOKINGS,
        {"procedure": procedure_id, "person": person_id, "today": start_of(geneva_day(now))},
    ).all()
    key = keys.procedure_key(procedure_id)
    told = vault.unseal_all([(key, r.sealed, r.id) for r in rows], TABLE)
    return [
        BookingView(
            r.id,
            Time(r.starts_at, r.minutes),
            (said or {}).get("what", ""),
            (said or {}).get("place", ""),
            r.slot_ended is not None,
        )
        for r, said in zip(rows, told, strict=True)
    ]
