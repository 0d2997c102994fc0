"""What there is to do about who chairs and who serves: the facts, one SELECT a kind (R19)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, and_, case, func, select

from recruit.access.rules import Capacity
from recruit.panel import models
from recruit.panel.queries.held import GRANT as _g
from recruit.panel.queries.held import HELD, facts, mine

_e = models.Election.__table__  # type: ignore[attr-defined]
_b = models.ElectionVote.__table__  # type: ignore[attr-defined]

_other = _g.alias("other_seat")
_first_of_seats = (
    select(func.min(_other.c.seat))
    .where(
        _other.c.procedure_id == _g.c.procedure_id,
        _other.c.capacity == Capacity.MEMBER.value,
        _other.c.ended_at.is_(None),
    )
    .correlate(_g)
    .scalar_subquery()
)
_held_chair = _g.alias("held_chair")
_CALL_ELECTION = facts(
    HELD.outerjoin(_e, and_(_e.c.procedure_id == _g.c.procedure_id, _e.c.ended_at.is_(None))),
    "panel.call_election",
    since=_e.c.ballot_at,
    n=case((_e.c.id.is_(None), 0), else_=1),
).where(
    mine(Capacity.MEMBER.value),
    _g.c.undertaken_at.is_not(None),
    _g.c.seat == _first_of_seats,
    _e.c.id.is_not(None)
    | ~select(_held_chair.c.id)
    .where(
        _held_chair.c.procedure_id == _g.c.procedure_id,
        _held_chair.c.capacity == Capacity.CHAIR.value,
        _held_chair.c.ended_at.is_(None),
    )
    .correlate(_g)
    .exists(),
)
_VOTE_CHAIR = facts(
    HELD.join(_e, and_(_e.c.procedure_id == _g.c.procedure_id, _e.c.ended_at.is_(None))),
    "panel.vote_chair",
    object_id=_e.c.id,
    since=_e.c.ballot_at,
).where(
    mine(Capacity.MEMBER.value),
    _g.c.undertaken_at.is_not(None),
    ~select(_b.c.id)
    .where(_b.c.election_id == _e.c.id, _b.c.ballot == _e.c.ballot, _b.c.grant_id == _g.c.id)
    .correlate(_e, _g)
    .exists(),
)

TASKS: list[Select[Any]] = [_CALL_ELECTION, _VOTE_CHAIR]
