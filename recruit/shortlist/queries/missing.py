"""Whose ballot is missing: what the panel asks before somebody is declared to stand down (R23)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, and_, bindparam, exists, literal, select, union_all
from sqlalchemy.engine import Connection

from recruit.access.rules import Capacity
from recruit.core.words import _
from recruit.panel import models as panel
from recruit.panel.queries.held import GRANT as _g
from recruit.panel.queries.held import HELD, facts, mine
from recruit.panel.queries.locks import Lock
from recruit.panel.queries.serving import voted
from recruit.panel.rules.serving import Duty
from recruit.shortlist import models

_c = models.Criteria.__table__  # type: ignore[attr-defined]
_b = models.Ballot.__table__  # type: ignore[attr-defined]
_a = models.Absence.__table__  # type: ignore[attr-defined]
_s = models.Shortlist.__table__  # type: ignore[attr-defined]
_d = panel.StandingDown.__table__  # type: ignore[attr-defined]


def _of(table: Any, kind: str, grant: Any, at: Any) -> Select[Any]:
    return select(literal(kind).label("kind"), grant.label("grant_id"), at.label("at")).where(
        table.c.procedure_id == bindparam("procedure"),
        table.c.run == bindparam("run"),
        at.is_not(None),
    )


_LOCKS = union_all(
    _of(_c, "asked", literal(""), _c.c.locked_at),
    _of(_b, "locked", _b.c.grant_id, _b.c.locked_at),
    _of(_a, "absent", _a.c.grant_id, _a.c.at),
    _of(_s, "decided", literal(""), _s.c.at),
)


def look(connection: Connection, procedure_id: str, run: int) -> list[Lock]:
    """The run's ballot, between the lock of the criteria and the decision; one statement."""
    rows = connection.execute(_LOCKS, {"procedure": procedure_id, "run": run}).all()
    since = next((r.at for r in rows if r.kind == "asked"), None)
    if since is None or any(r.kind == "decided" for r in rows):
        return []
    return [
        Lock(
            Duty.BALLOT,
            "",
            _("The ballot is not locked"),
            since,
            frozenset(r.grant_id for r in rows if r.kind == "locked"),
            frozenset(r.grant_id for r in rows if r.kind == "absent"),
        )
    ]


VOTE = facts(
    HELD.join(_d, and_(_d.c.procedure_id == _g.c.procedure_id, _d.c.ended_at.is_(None))),
    "shortlist.vote_standing_down",
    object_id=_d.c.id,
    since=_d.c.at,
).where(
    mine(Capacity.MEMBER.value),
    _g.c.undertaken_at.is_not(None),
    _d.c.what == Duty.BALLOT.value,
    _d.c.grant_id != _g.c.id,
    ~voted,
    exists()
    .where(
        _b.c.procedure_id == _d.c.procedure_id,
        _b.c.run == _d.c.run,
        _b.c.grant_id == _g.c.id,
        _b.c.locked_at.is_not(None),
    )
    .correlate(_d, _g),
    ~exists().where(_s.c.procedure_id == _d.c.procedure_id, _s.c.run == _d.c.run).correlate(_d),
)
"""A vote on a missing ballot: of those alone whose own is locked (R15)."""
