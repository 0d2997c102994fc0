"""Whose score sheet is missing: what the panel asks before somebody is declared to stand down."""

from __future__ import annotations

from sqlalchemy import and_, bindparam, exists, select
from sqlalchemy.engine import Connection

from recruit.access.rules import Capacity
from recruit.applications import models as applications
from recruit.core.words import _
from recruit.interviews import models
from recruit.panel import models as panel
from recruit.panel.queries.held import GRANT as _g
from recruit.panel.queries.held import HELD, facts, mine
from recruit.panel.queries.locks import Lock
from recruit.panel.queries.serving import voted
from recruit.panel.rules.serving import Duty

_t = models.Interview.__table__  # type: ignore[attr-defined]
_s = models.Sheet.__table__  # type: ignore[attr-defined]
_b = models.Debrief.__table__  # type: ignore[attr-defined]
_c = applications.Candidate.__table__  # type: ignore[attr-defined]
_d = panel.StandingDown.__table__  # type: ignore[attr-defined]

_closed = (
    exists()
    .where(
        _b.c.procedure_id == _t.c.procedure_id,
        _b.c.run == _t.c.run,
        _b.c.candidate_id == _t.c.candidate_id,
        _b.c.closed_at.is_not(None),
    )
    .correlate(_t)
)
_LOCKS = (
    select(_t.c.candidate_id, _c.c.reference, _t.c.started_at, _s.c.grant_id)
    .select_from(
        _t.join(_c, _c.c.id == _t.c.candidate_id).outerjoin(
            _s,
            and_(
                _s.c.procedure_id == _t.c.procedure_id,
                _s.c.run == _t.c.run,
                _s.c.candidate_id == _t.c.candidate_id,
                _s.c.locked_at.is_not(None),
            ),
        )
    )
    .where(
        _t.c.procedure_id == bindparam("procedure"),
        _t.c.run == bindparam("run"),
        _c.c.withdrawn_at.is_(None),
        ~_closed,
    )
    .order_by(_c.c.reference)
)


def look(connection: Connection, procedure_id: str, run: int) -> list[Lock]:
    """The sheets of each candidate interviewed whose debrief is not closed; one statement."""
    rows = connection.execute(_LOCKS, {"procedure": procedure_id, "run": run}).all()
    return [
        Lock(
            Duty.SHEET,
            candidate_id,
            _("The scores of %(reference)s are not locked", reference=reference),
            started_at,
            frozenset(r.grant_id for r in rows if r.candidate_id == candidate_id and r.grant_id),
        )
        for candidate_id, reference, started_at in dict.fromkeys(tuple(r)[:3] for r in rows)
    ]


VOTE = facts(
    HELD.join(_d, and_(_d.c.procedure_id == _g.c.procedure_id, _d.c.ended_at.is_(None))),
    "interviews.vote_standing_down",
    object_id=_d.c.id,
    since=_d.c.at,
).where(
    mine(Capacity.MEMBER.value),
    _g.c.undertaken_at.is_not(None),
    _d.c.what == Duty.SHEET.value,
    _d.c.grant_id != _g.c.id,
    ~voted,
    exists()
    .where(
        _s.c.procedure_id == _d.c.procedure_id,
        _s.c.run == _d.c.run,
        _s.c.candidate_id == _d.c.object_id,
        _s.c.grant_id == _g.c.id,
        _s.c.locked_at.is_not(None),
    )
    .correlate(_d, _g),
)
"""A vote on a missing sheet: of those alone whose own is locked (R15)."""
