"""Reading the erasures of a procedure: how each lot stands, and what it is about, in counts."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, func, select
from sqlalchemy.engine import Connection

from recruit.access import models as access
from recruit.accounts import models as accounts
from recruit.applications import models as applications
from recruit.appointment import models
from recruit.appointment.rules.retention import Lot


@dataclass(frozen=True, slots=True)
class ErasureView:
    """One lot's erasure. one, other: who confirmed, by name; '' where nobody did."""

    id: str
    lot: Lot
    announced_at: datetime
    due_at: datetime
    one: str
    one_person: str
    one_at: datetime | None
    other: str
    other_person: str
    other_at: datetime | None
    held_why: str
    begun_at: datetime | None
    done_at: datetime | None
    counts: dict[str, int]


_e = models.Erasure.__table__  # type: ignore[attr-defined]
_c = applications.Candidate.__table__  # type: ignore[attr-defined]
_g = access.Grant.__table__  # type: ignore[attr-defined]
_p = accounts.Person.__table__  # type: ignore[attr-defined]
_g1, _g2 = _g.alias("one"), _g.alias("other")
_p1, _p2 = _p.alias("one_person"), _p.alias("other_person")

_ALL = (
    select(
        _e.c.id,
        _e.c.lot,
        _e.c.announced_at,
        _e.c.due_at,
        func.coalesce(_p1.c.name, ""),
        func.coalesce(_g1.c.person_id, ""),
        _e.c.one_at,
        func.coalesce(_p2.c.name, ""),
        func.coalesce(_g2.c.person_id, ""),
        _e.c.other_at,
        _e.c.held_why,
        _e.c.begun_at,
        _e.c.done_at,
        _e.c.totals,
    )
    .select_from(
        _e.outerjoin(_g1, _g1.c.id == _e.c.one_grant)
        .outerjoin(_p1, _p1.c.id == _g1.c.person_id)
        .outerjoin(_g2, _g2.c.id == _e.c.other_grant)
        .outerjoin(_p2, _p2.c.id == _g2.c.person_id)
    )
    .where(_e.c.procedure_id == bindparam("procedure"))
    .order_by(_e.c.lot)
)
_REFERENCES = (
    select(_c.c.reference)
    .where(_c.c.procedure_id == bindparam("procedure"))
    .order_by(_c.c.reference)
)
_OPEN = select(_e.c.id, _e.c.procedure_id, _e.c.due_at).where(
    and_(
        _e.c.done_at.is_(None),
        _e.c.one_at.is_not(None),
        _e.c.other_at.is_not(None),
        _e.c.held_why == "",
    )
)
_DONE = select(_e.c.erased).where(_e.c.begun_at.is_not(None))
CANDIDATES = select(_c.c.id).where(_c.c.procedure_id == bindparam("procedure"))


def erasures(connection: Connection, procedure_id: str) -> dict[Lot, ErasureView]:
    """How each lot that was announced stands."""
    found = {}
    for row in connection.execute(_ALL, {"procedure": procedure_id}):
        values: list[Any] = [row[0], Lot(row[1]), *row[2:-1], json.loads(row[-1])]
        found[Lot(row[1])] = ErasureView(*values)
    return found


def references(connection: Connection, procedure_id: str) -> list[str]:
    """The references of every application: what an erasure is about, and no name."""
    return list(connection.execute(_REFERENCES, {"procedure": procedure_id}).scalars())


def waiting(connection: Connection, now: datetime) -> list[tuple[str, str]]:
    """Id and procedure of the erasures that are confirmed, not held, and due."""
    rows = connection.execute(_OPEN).all()
    return [(row.id, row.procedure_id) for row in rows if row.due_at <= now]


def erased_keys(connection: Connection) -> list[str]:
    """The ids of all keys that were ever erased by an erasure here."""
    return [key_id for row in connection.execute(_DONE) for key_id in json.loads(row.erased)]


@dataclass(frozen=True, slots=True)
class ChangeView:
    """A changed period: who, when, why, and every record with the old and the new date."""

    lot: Lot
    before: int
    after: int
    old_date: datetime
    new_date: datetime
    reason: str
    affected: list[str]
    by: str
    at: datetime


_k = models.PeriodChange.__table__  # type: ignore[attr-defined]
_CHANGES = (
    select(_k, _p.c.name)
    .select_from(_k.join(_g, _g.c.id == _k.c.by_grant).join(_p, _p.c.id == _g.c.person_id))
    .where(_k.c.procedure_id == bindparam("procedure"))
    .order_by(_k.c.at, _k.c.id)
)


def changes(connection: Connection, procedure_id: str) -> list[ChangeView]:
    """The changed periods of a procedure, the first first."""
    return [
        ChangeView(
            Lot(row.lot),
            row.before,
            row.after,
            row.old_date,
            row.new_date,
            row.reason,
            json.loads(row.affected),
            row.name,
            row.at,
        )
        for row in connection.execute(_CHANGES, {"procedure": procedure_id})
    ]
