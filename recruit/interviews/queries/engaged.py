"""When seated members cannot have interviews: one's own, and for all together without a name."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, or_, select
from sqlalchemy.engine import Connection

from recruit.access import models as access
from recruit.access.rules import Capacity, Reader
from recruit.core.db import UTC
from recruit.interviews import models
from recruit.interviews.rules.proposals import Span

_e = models.Engaged.__table__  # type: ignore[attr-defined]
_g = access.Grant.__table__  # type: ignore[attr-defined]
_living = (
    _g.c.capacity == Capacity.MEMBER.value,
    _g.c.ended_at.is_(None),
    or_(_g.c.until.is_(None), _g.c.until > bindparam("now", type_=UTC())),
)
_SEAT = select(_g.c.id).where(
    _g.c.procedure_id == bindparam("procedure"),
    _g.c.person_id == bindparam("person"),
    *_living,
)
_OWN = (
    select(_e.c.starts_at, _e.c.ends_at)
    .where(_e.c.grant_id == bindparam("grant"))
    .order_by(_e.c.starts_at, _e.c.ends_at)
)
_OF_ALL = (
    select(_e.c.starts_at, _e.c.ends_at)
    .select_from(_e.join(_g, _g.c.id == _e.c.grant_id))
    .where(_e.c.procedure_id == bindparam("procedure"), *_living)
    .order_by(_e.c.starts_at, _e.c.ends_at)
)


def seat_of(connection: Connection, reader: Reader, now: datetime) -> str:
    """The grant of the seat that a reader marks times for: the own, or the principal's (W2);
    '' where there is none."""
    if reader.capacity is Capacity.MEMBER:
        return reader.grant_id
    asked: dict[str, Any] = {
        "procedure": reader.procedure_id,
        "person": reader.principal_id,
        "now": now,
    }
    return connection.execute(_SEAT, asked).scalar() or ""


def own(connection: Connection, grant_id: str) -> list[Span]:
    """The times of one seat, earliest first."""
    return [Span(*row) for row in connection.execute(_OWN, {"grant": grant_id})]


def of_all(connection: Connection, procedure_id: str, now: datetime) -> list[Span]:
    """The times of all living members, without whose they are."""
    rows = connection.execute(_OF_ALL, {"procedure": procedure_id, "now": now})
    return [Span(*row) for row in rows]
