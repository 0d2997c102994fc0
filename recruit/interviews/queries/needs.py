"""What invited candidates need: all of it for GICHD, one line of it for the panel (J11)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, bindparam, select
from sqlalchemy.engine import Connection

from recruit.applications import models as applications
from recruit.applications import queries as candidates
from recruit.core import keys, vault
from recruit.interviews import models
from recruit.interviews.rules.needs import Answer, Standing, standing
from recruit.shortlist import models as shortlist

TABLE = "interviews_need"


@dataclass(frozen=True, slots=True)
class NeedView:
    """An invited candidate with what GICHD asked and was answered. answer: None before there
    is one, and once the file is erased. answered_on: its day in Geneva."""

    candidate_id: str
    reference: str
    name: str | None
    withdrawn: bool
    asked_at: datetime | None
    due_at: datetime | None
    times_asked: int
    answered_on: date | None
    version: int
    standing: Standing
    answer: Answer | None


_i = shortlist.Invited.__table__  # type: ignore[attr-defined]
_c = applications.Candidate.__table__  # type: ignore[attr-defined]
_n = models.Need.__table__  # type: ignore[attr-defined]
_OF = (
    _n.c.procedure_id == _i.c.procedure_id,
    _n.c.run == _i.c.run,
    _n.c.candidate_id == _i.c.candidate_id,
)
_NEEDS = (
    select(
        _i.c.candidate_id,
        _c.c.reference,
        _c.c.withdrawn_at,
        _n.c.id,
        _n.c.asked_at,
        _n.c.due_at,
        _n.c.times_asked,
        _n.c.answered_on,
        _n.c.version,
        _n.c.sealed,
        _n.c.ready,
    )
    .select_from(_i.join(_c, _c.c.id == _i.c.candidate_id).outerjoin(_n, and_(*_OF)))
    .where(_i.c.procedure_id == bindparam("procedure"), _i.c.run == bindparam("run"))
    .order_by(_i.c.place, _i.c.id)
)
_READY = select(_n.c.id, _n.c.candidate_id, _n.c.ready).where(
    _n.c.procedure_id == bindparam("procedure"),
    _n.c.run == bindparam("run"),
    _n.c.ready.is_not(None),
)
_ZONES = select(_n.c.id, _n.c.candidate_id, _n.c.sealed).where(
    _n.c.procedure_id == bindparam("procedure"),
    _n.c.run == bindparam("run"),
    _n.c.sealed.is_not(None),
)
ZONES_AHEAD = (_ZONES,)
"""What zones asks, for a page that asks it together with others."""
READY_AHEAD = (_READY,)
"""What ready asks, for a page that asks it together with others."""


def needs(connection: Connection, procedure_id: str, run: int, now: datetime) -> list[NeedView]:
    """The invited of a run in alphabetical order, with what they need; for GICHD alone."""
    rows = connection.execute(_NEEDS, {"procedure": procedure_id, "run": run}).all()
    named = candidates.named(connection, procedure_id, [r.candidate_id for r in rows])
    of = [keys.file_key(r.candidate_id, procedure_id) for r in rows]
    told = vault.unseal_all(
        [(key, r.sealed, r.id or "") for key, r in zip(of, rows, strict=True)], TABLE
    )
    ready = vault.unseal_all(
        [(key, r.ready, r.id or "") for key, r in zip(of, rows, strict=True)], TABLE, "ready"
    )
    return [
        NeedView(
            r.candidate_id,
            r.reference,
            named[r.candidate_id].name if r.candidate_id in named else None,
            r.withdrawn_at is not None,
            r.asked_at,
            r.due_at,
            r.times_asked or 0,
            r.answered_on,
            r.version or 0,
            standing(r.id is not None, r.due_at, r.answered_on is not None, now),
            Answer(
                said["access"],
                said["zone"],
                said["channel"],
                said["text"],
                (room or {}).get("text", ""),
            )
            if said
            else None,
        )
        for r, said, room in zip(rows, told, ready, strict=True)
    ]


def zones(connection: Connection, procedure_id: str, run: int) -> dict[str, str]:
    """The zone that a candidate gave, by id; for GICHD's schedule."""
    rows = connection.execute(_ZONES, {"procedure": procedure_id, "run": run}).all()
    told = vault.unseal_all(
        [(keys.file_key(r.candidate_id, procedure_id), r.sealed, r.id) for r in rows], TABLE
    )
    return {r.candidate_id: said["zone"] for r, said in zip(rows, told, strict=True) if said}


def ready(connection: Connection, procedure_id: str, run: int) -> dict[str, str]:
    """What the room must have ready for a candidate, by id: all that the panel has of it."""
    rows = connection.execute(_READY, {"procedure": procedure_id, "run": run}).all()
    told = vault.unseal_all(
        [(keys.file_key(r.candidate_id, procedure_id), r.ready, r.id) for r in rows],
        TABLE,
        "ready",
    )
    return {r.candidate_id: said["text"] for r, said in zip(rows, told, strict=True) if said}
