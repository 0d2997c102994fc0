"""What there is to do about who chairs and who serves: the facts, one SELECT a kind (R19)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, and_, case, func, select

from recruit.access.rules import Capacity
from recruit.panel import models
from recruit.panel.queries.held import GRANT as _g
from recruit.panel.queries.held import HELD, facts, mine
from recruit.panel.rules.serving import LOCKS, Ground

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

_d = models.StandingDown.__table__  # type: ignore[attr-defined]
_w = models.StandingDownVote.__table__  # type: ignore[attr-defined]
_r = models.Reminder.__table__  # type: ignore[attr-defined]
_LOCKING = [d.value for d in LOCKS]

voted = (
    select(_w.c.id)
    .where(_w.c.motion_id == _d.c.id, _w.c.grant_id == _g.c.id)
    .correlate(_d, _g)
    .exists()
)
# A motion on a lock is a task of those alone who have locked: the rooms of the locks ask it.
_VOTE_STANDING_DOWN = facts(
    HELD.join(_d, and_(_d.c.procedure_id == _g.c.procedure_id, _d.c.ended_at.is_(None))),
    "panel.vote_standing_down",
    object_id=_d.c.id,
    since=_d.c.at,
    n=case((_d.c.grant_id == _g.c.id, 1), else_=0),
).where(
    mine(Capacity.MEMBER.value),
    _g.c.undertaken_at.is_not(None),
    _d.c.what.not_in(_LOCKING),
    (_d.c.grant_id != _g.c.id) | (_d.c.ground == Ground.UNREACHABLE.value),
    ~voted,
)
_ASKED = facts(
    HELD.join(_r, _r.c.procedure_id == _g.c.procedure_id),
    "panel.answer_asked",
    object_id=_r.c.id,
    since=_r.c.valid_at,
).where(
    mine(Capacity.CHAIR.value),
    _r.c.to_chair.is_(True),
    _r.c.valid_at.is_not(None),
    _r.c.ended_at.is_(None),
    _r.c.answered_at.is_(None),
    _r.c.what.not_in(_LOCKING),
)

TASKS: list[Select[Any]] = [_CALL_ELECTION, _VOTE_CHAIR, _VOTE_STANDING_DOWN, _ASKED]
