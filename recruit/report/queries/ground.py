"""What the tasks of the report rest on: who holds what, and where decision and report stand.

Columns and conditions of wider statements; nothing is asked here.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import and_, bindparam, exists, func, or_, select

from recruit.access import models as access
from recruit.access import tasks as rows
from recruit.access.rules import Capacity
from recruit.applications import models as applications
from recruit.documents.models import View
from recruit.interviews import models as interviews
from recruit.panel import models as panel
from recruit.procedure import models as procedure
from recruit.procedure.rules.milestones import MilestoneKind
from recruit.report import models
from recruit.report.queries import another
from recruit.shortlist import models as shortlist

g = access.Grant.__table__  # type: ignore[attr-defined]
second = access.Second.__table__  # type: ignore[attr-defined]
p = procedure.Procedure.__table__  # type: ignore[attr-defined]
m = procedure.Milestone.__table__  # type: ignore[attr-defined]
c = applications.Candidate.__table__  # type: ignore[attr-defined]
i = shortlist.Invited.__table__  # type: ignore[attr-defined]
nobody = shortlist.NoSuitable.__table__  # type: ignore[attr-defined]
t = interviews.Interview.__table__  # type: ignore[attr-defined]
b = interviews.Debrief.__table__  # type: ignore[attr-defined]
k = interviews.Consent.__table__  # type: ignore[attr-defined]
d = models.Decision.__table__  # type: ignore[attr-defined]
r = models.Report.__table__  # type: ignore[attr-defined]
part = models.Part.__table__  # type: ignore[attr-defined]
s = models.Signature.__table__  # type: ignore[attr-defined]
u = models.Unsigned.__table__  # type: ignore[attr-defined]
came = models.Reference.__table__  # type: ignore[attr-defined]
h = models.HandOver.__table__  # type: ignore[attr-defined]
f = models.FindingGiven.__table__  # type: ignore[attr-defined]
motion = panel.Motion.__table__  # type: ignore[attr-defined]
meeting = panel.Meeting.__table__  # type: ignore[attr-defined]
minutes = panel.MinutesConfirmation.__table__  # type: ignore[attr-defined]
v = View.__table__  # type: ignore[attr-defined]
seat = g.alias("seat")
chair = g.alias("chair")

renewed = m.alias("renewed")
run: Any = (
    select(1 + func.count())
    .where(renewed.c.procedure_id == p.c.id, renewed.c.kind == MilestoneKind.NEW_RUN.value)
    .correlate(p)
    .scalar_subquery()
)
room = g.join(p, p.c.id == g.c.procedure_id)
later = d.alias("later_decision")
gone = c.alias("gone")
lapsed = m.alias("lapsed")
begun = m.alias("begun")
stands = ~exists().where(  # of several decisions of a run the last one (S12, T3)
    later.c.procedure_id == d.c.procedure_id,
    later.c.run == d.c.run,
    later.c.number > d.c.number,
)
decided = room.join(d, and_(d.c.procedure_id == p.c.id, d.c.run == run, stands))
given = exists().where(h.c.procedure_id == p.c.id, h.c.recalled_at.is_(None))
over = or_(
    exists().where(gone.c.id == d.c.candidate_id, gone.c.withdrawn_at.is_not(None)),
    exists().where(
        another.ROUND.c.procedure_id == d.c.procedure_id,
        another.ROUND.c.candidate_id == d.c.candidate_id,
        or_(
            another.ROUND.c.without_object_at > d.c.at,
            exists()
            .where(
                another.PATH.c.round_id == another.ROUND.c.id,
                another.PATH.c.path.in_(list(another.PATHS)),
                another.PATH.c.at > d.c.at,
            )
            .correlate(another.ROUND, d),
            exists()
            .where(
                lapsed.c.procedure_id == d.c.procedure_id,
                lapsed.c.object_id == another.ROUND.c.id,
                lapsed.c.kind == MilestoneKind.LAPSED.value,
                lapsed.c.at > d.c.at,
            )
            .correlate(another.ROUND, d),
        ),
    ),
)
"""The candidate of the decision is not proposed any more, or not again (S12, T3)."""
unnamed = exists().where(
    k.c.procedure_id == d.c.procedure_id,
    k.c.candidate_id == d.c.candidate_id,
    k.c.named.is_(False),
)
next = r.alias("next_report")
latest = ~exists().where(  # an addendum of the run takes the report's place (J10)
    next.c.procedure_id == r.c.procedure_id,
    next.c.run == r.c.run,
    next.c.number > r.c.number,
)
reported = room.join(r, and_(r.c.procedure_id == p.c.id, r.c.run == run, latest))
occupied = and_(
    seat.c.procedure_id == p.c.id,
    seat.c.capacity == Capacity.MEMBER.value,
    seat.c.ended_at.is_(None),
)


def mine(capacity: Capacity) -> Any:
    return and_(
        g.c.person_id == bindparam("person"),
        g.c.ended_at.is_(None),
        g.c.capacity == capacity.value,
    )


def columns(kind: str, **more: Any) -> list[Any]:
    return rows.columns(
        procedure_id=g.c.procedure_id,
        procedure_name=p.c.name,
        capacity=g.c.capacity,
        kind=kind,
        **more,
    )
