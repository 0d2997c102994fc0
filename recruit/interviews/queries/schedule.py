"""The invited, their slots and whether their interview was started. Static statements."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, bindparam, func, select
from sqlalchemy.engine import Connection

from recruit.applications import models as applications
from recruit.applications import queries as candidates
from recruit.interviews import models
from recruit.shortlist import models as shortlist


@dataclass(frozen=True, slots=True)
class SlotView:
    """An invited candidate with the slot in force, if any.

    name: None once the file is erased. starts_at: UTC; zone: the candidate's, an IANA name.
    answer: '' open, 'confirmed', 'declined'. started_at: when the Chair started the
    interview; never shown to GICHD.
    """

    candidate_id: str
    reference: str
    name: str | None
    withdrawn: bool
    slot_id: str
    starts_at: datetime | None
    minutes: int
    zone: str
    place: str
    version: int
    invited_at: datetime | None
    answer: str
    started_at: datetime | None
    hours_agreed: bool = False


_i = shortlist.Invited.__table__  # type: ignore[attr-defined]
_s = models.Slot.__table__  # type: ignore[attr-defined]
_t = models.Interview.__table__  # type: ignore[attr-defined]
_c = applications.Candidate.__table__  # type: ignore[attr-defined]

_SCHEDULE = (
    select(
        _i.c.candidate_id,
        _c.c.reference,
        _c.c.withdrawn_at,
        _s.c.id.label("slot_id"),
        _s.c.starts_at,
        _s.c.minutes,
        _s.c.zone,
        _s.c.place,
        _s.c.version,
        _s.c.invited_at,
        _s.c.answer,
        _s.c.hours_agreed,
        _t.c.started_at,
    )
    .select_from(
        _i.join(_c, _c.c.id == _i.c.candidate_id)
        .outerjoin(
            _s,
            and_(
                _s.c.procedure_id == _i.c.procedure_id,
                _s.c.run == _i.c.run,
                _s.c.candidate_id == _i.c.candidate_id,
                _s.c.ended_at.is_(None),
            ),
        )
        .outerjoin(
            _t,
            and_(
                _t.c.procedure_id == _i.c.procedure_id,
                _t.c.run == _i.c.run,
                _t.c.candidate_id == _i.c.candidate_id,
            ),
        )
    )
    .where(_i.c.procedure_id == bindparam("procedure"), _i.c.run == bindparam("run"))
    .order_by(_i.c.place, _i.c.id)
)
INVITED_AHEAD = (_SCHEDULE,)
"""What invited asks, before the names."""

_NUMBERS = (
    select(_s.c.candidate_id, func.max(_s.c.number).label("number"))
    .where(_s.c.procedure_id == bindparam("procedure"), _s.c.run == bindparam("run"))
    .group_by(_s.c.candidate_id)
)
_EARLIER = (
    select(_s.c.candidate_id, _s.c.starts_at, _s.c.zone, _s.c.answer)
    .where(
        _s.c.procedure_id == bindparam("procedure"),
        _s.c.run == bindparam("run"),
        _s.c.ended_at.is_not(None),
    )
    .order_by(_s.c.ended_at, _s.c.id)
)


@dataclass(frozen=True, slots=True)
class EarlierView:
    """A slot that was moved or taken away, and what its candidate had answered, if anything."""

    starts_at: datetime
    zone: str
    answer: str


def numbers(connection: Connection, procedure_id: str, run: int) -> dict[str, int]:
    """The number of each interview of a run by candidate, moved and ended ones too."""
    rows = connection.execute(_NUMBERS, {"procedure": procedure_id, "run": run})
    return {row.candidate_id: row.number for row in rows}


def earlier(connection: Connection, procedure_id: str, run: int) -> dict[str, list[EarlierView]]:
    """The slots that are no longer in force, by candidate, the oldest first."""
    found: dict[str, list[EarlierView]] = {}
    for r in connection.execute(_EARLIER, {"procedure": procedure_id, "run": run}):
        found.setdefault(r.candidate_id, []).append(EarlierView(r.starts_at, r.zone, r.answer))
    return found


def invited(connection: Connection, procedure_id: str, run: int) -> list[SlotView]:
    """The released of a run in alphabetical order, each with the slot in force (R16)."""
    rows = connection.execute(_SCHEDULE, {"procedure": procedure_id, "run": run}).all()
    named = candidates.named(connection, procedure_id, [r.candidate_id for r in rows])
    return [
        SlotView(
            r.candidate_id,
            r.reference,
            named[r.candidate_id].name if r.candidate_id in named else None,
            r.withdrawn_at is not None,
            r.slot_id or "",
            r.starts_at,
            r.minutes or 0,
            r.zone or "",
            r.place or "",
            r.version or 0,
            r.invited_at,
            r.answer or "",
            r.started_at,
            bool(r.hours_agreed),
        )
        for r in rows
    ]
