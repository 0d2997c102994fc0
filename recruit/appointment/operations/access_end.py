"""Accesses that end after the end of the procedure: by the worker, on their day (D3, R17).

The day itself closes the pages of members and the Committee also while the worker is down: it
is written into their capacity when the procedure ends.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, func, select
from sqlalchemy.engine import Connection
from sqlmodel import select as rows

from recruit.access import frame
from recruit.access import operations as access
from recruit.access.actions import Action
from recruit.access.frame import Act, act
from recruit.access.models import Grant
from recruit.access.rules import Capacity
from recruit.accounts.operations import tell_ended, tell_granted
from recruit.appointment import models
from recruit.appointment.rules import access_end as rules
from recruit.appointment.rules.retention import Lot
from recruit.core import db
from recruit.procedure import models as procedure
from recruit.procedure.rules.ending import after
from recruit.procedure.rules.milestones import Milestone, MilestoneKind

HOW = "its time is over (D3)"
_g = Grant.__table__  # type: ignore[attr-defined]
_m = procedure.Milestone.__table__  # type: ignore[attr-defined]
_e = models.Erasure.__table__  # type: ignore[attr-defined]
ENDS = (MilestoneKind.CONTRACT_SIGNED, MilestoneKind.CLOSED_WITHOUT_RESULT)
_ENDED = (
    select(_m.c.procedure_id, func.max(_m.c.at).label("at"))
    .where(_m.c.kind.in_([kind.value for kind in ENDS]))
    .group_by(_m.c.procedure_id)
)
_DONE = select(_e.c.done_at).where(
    _e.c.procedure_id == bindparam("procedure"), _e.c.done_at.is_not(None)
)
_LIVING = (
    select(_g.c.id, _g.c.capacity, _g.c.since)
    .where(
        _g.c.procedure_id == bindparam("procedure"),
        _g.c.ended_at.is_(None),
        _g.c.capacity.in_([capacity.value for capacity in sorted(rules.ENDING)]),
    )
    .order_by(_g.c.capacity, _g.c.since, _g.c.id)
)


def last_certificate(connection: Connection, procedure_id: str) -> datetime | None:
    """When the last of the erasures was certified; None while one is not done."""
    done = list(connection.execute(_DONE, {"procedure": procedure_id}).scalars())
    return max(done) if len(done) == len(Lot) else None


def _over(connection: Connection, procedure_id: str, end: datetime, now: datetime) -> list[str]:
    certified = last_certificate(connection, procedure_id)
    return [
        row.id
        for row in connection.execute(_LIVING, {"procedure": procedure_id})
        if rules.is_over(rules.Held(Capacity(row.capacity), row.since), end, certified, now)
    ]


def end_due(now: datetime) -> int:
    """End every access whose day has come; how many. For the worker.

    Each is told to its holder and the President, and recorded, never with a cause but the day.
    A member is a former member from then on (R20), so that two people can confirm (R27).
    """
    with db.reading() as connection:
        ended = connection.execute(_ENDED).all()
        due = [row for row in ended if _over(connection, row.procedure_id, row.at, now)]
    return sum(_end(row.procedure_id, row.at) for row in due)


def _end(procedure_id: str, end: datetime) -> int:
    with act(frame.operator(procedure_id), Action.ACCESS_END) as a:
        going = _over(a.session.connection(), procedure_id, end, a.now)
        for grant_id in going:
            grant = db.locked(a.session, Grant, id=grant_id)
            if grant is None or grant.ended_at is not None:
                continue
            access.end(a, grant, HOW)
            tell_ended(a, grant)
            a.also(a.origin(), "access:grant:ended", grant.id, capacity=str(grant.capacity))
            if grant.capacity == Capacity.MEMBER:
                _former(a, grant)
        a.record(procedure_id, ended=len(going))
    return len(going)


def _former(a: Act, grant: Grant) -> None:
    known = [g for g in access.living(a, Capacity.FORMER_MEMBER) if g.person_id == grant.person_id]
    if not known:
        given = access.give(
            a,
            person_id=grant.person_id,
            capacity=Capacity.FORMER_MEMBER,
            state_id=grant.state_id,
        )
        tell_granted(a, given)


def set_last_day(a: Act, milestone: Milestone) -> None:
    """Write the last instant into the capacities that end twelve months after the end."""
    at = after(milestone.at, rules.MONTHS)
    for grant in a.session.exec(
        rows(Grant).where(
            Grant.procedure_id == a.procedure_id,
            Grant.ended_at.is_(None),  # type: ignore[union-attr]
            Grant.capacity.in_(sorted(rules.AFTER_MONTHS)),  # type: ignore[attr-defined]
        )
    ).all():
        grant.until = at if grant.until is None else min(grant.until, at)
        a.session.add(grant)
