"""Reading the election of the acting Chair: who may be elected, the ballot, what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, exists, select
from sqlalchemy.engine import Connection

from recruit.access import models as access
from recruit.access.rules import Capacity
from recruit.accounts import models as accounts
from recruit.panel import models
from recruit.panel.rules.election import Why


@dataclass(frozen=True, slots=True)
class Occupant:
    """Somebody seated. undecided: a declaration of theirs awaits its decision."""

    grant_id: str
    person_id: str
    seat: int
    state_id: str
    name: str
    undecided: bool


@dataclass(frozen=True, slots=True)
class ElectionView:
    """An election. ballot: 1 or 2, since ballot_at. elected: None while it goes on.

    stood_in_for: the chair's grant taken over for a time; returned_at: when it went back.
    votes: of the ballot under way, by voter's seat.
    """

    id: str
    why: Why
    at: datetime
    ballot: int
    ballot_at: datetime
    ended_at: datetime | None
    elected: str | None
    by_order: bool
    chair_grant: str | None
    stood_in_for: str | None
    returned_at: datetime | None
    votes: dict[str, str]


_g = access.Grant.__table__  # type: ignore[attr-defined]
_c = access.Clearance.__table__  # type: ignore[attr-defined]
_a = accounts.Person.__table__  # type: ignore[attr-defined]
_e = models.Election.__table__  # type: ignore[attr-defined]
_v = models.ElectionVote.__table__  # type: ignore[attr-defined]

_OCCUPANTS = (
    select(
        _g.c.id,
        _g.c.person_id,
        _g.c.seat,
        _g.c.state_id,
        _a.c.name,
        exists()
        .where(
            _c.c.procedure_id == _g.c.procedure_id,
            _c.c.person_id == _g.c.person_id,
            _c.c.status == "undecided",
        )
        .label("undecided"),
    )
    .select_from(_g.join(_a, _a.c.id == _g.c.person_id))
    .where(
        _g.c.procedure_id == bindparam("procedure"),
        _g.c.capacity == Capacity.MEMBER.value,
        _g.c.ended_at.is_(None),
    )
    .order_by(_g.c.seat)
)
_LATEST = (
    select(
        _e.c.id,
        _e.c.why,
        _e.c.at,
        _e.c.ballot,
        _e.c.ballot_at,
        _e.c.ended_at,
        _e.c.elected,
        _e.c.by_order,
        _e.c.chair_grant,
        _e.c.stood_in_for,
        _e.c.returned_at,
        _v.c.grant_id,
        _v.c.for_grant,
    )
    .select_from(_e.outerjoin(_v, (_v.c.election_id == _e.c.id) & (_v.c.ballot == _e.c.ballot)))
    .where(
        _e.c.id
        == select(_e.c.id)
        .where(_e.c.procedure_id == bindparam("procedure"))
        .order_by(_e.c.at.desc(), _e.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )
)
_CHAIRS = select(_g.c.person_id).where(
    _g.c.procedure_id == bindparam("procedure"),
    _g.c.capacity == Capacity.CHAIR.value,
    _g.c.ended_at.is_(None)
    | _g.c.id.in_(
        select(_e.c.stood_in_for).where(
            _e.c.procedure_id == bindparam("procedure"),
            _e.c.stood_in_for.is_not(None),
            _e.c.returned_at.is_(None),
        )
    ),
)


def occupants(connection: Connection, procedure_id: str) -> list[Occupant]:
    """Who sits, by seat."""
    rows = connection.execute(_OCCUPANTS, {"procedure": procedure_id})
    return [
        Occupant(r.id, r.person_id, r.seat, r.state_id or "", r.name, bool(r.undecided))
        for r in rows
    ]


def latest(connection: Connection, procedure_id: str) -> ElectionView | None:
    """The last election that was called, with the votes of its ballot; None before the first."""
    rows = connection.execute(_LATEST, {"procedure": procedure_id}).all()
    if not rows:
        return None
    r = rows[0]
    votes = {row.grant_id: row.for_grant for row in rows if row.grant_id}
    return ElectionView(
        r.id,
        Why(r.why),
        r.at,
        r.ballot,
        r.ballot_at,
        r.ended_at,
        r.elected,
        r.by_order,
        r.chair_grant,
        r.stood_in_for,
        r.returned_at,
        votes,
    )


def chairs(connection: Connection, procedure_id: str) -> frozenset[str]:
    """The persons who count as the Chair for C6: who chairs, and for whom somebody stands in."""
    return frozenset(connection.execute(_CHAIRS, {"procedure": procedure_id}).scalars())
