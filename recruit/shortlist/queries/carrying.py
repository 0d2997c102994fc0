"""What a new run may take over: the former runs' shortlist and papers in force (C8)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, func, select
from sqlalchemy.engine import Connection

from recruit.procedure.rules.milestones import Milestone, MilestoneKind, current_run
from recruit.shortlist import models
from recruit.shortlist.rules.adoption import Deliverable
from recruit.shortlist.rules.carrying import Began


@dataclass(frozen=True, slots=True)
class Former:
    """began: why the panel is in this run. shortlist, papers: the latest former run that has
    a decided shortlist, and the one with profile, questions and grid; 0 where none has."""

    began: Began
    shortlist: int = 0
    papers: int = 0


_s = models.Shortlist.__table__  # type: ignore[attr-defined]
_p = models.Paper.__table__  # type: ignore[attr-defined]
_papers = (
    select(_p.c.run)
    .where(
        _p.c.procedure_id == bindparam("procedure"),
        _p.c.run < bindparam("run"),
        _p.c.adopted_at.is_not(None),
    )
    .group_by(_p.c.run)
    .having(func.count(_p.c.kind.distinct()) == len(Deliverable))
    .order_by(_p.c.run.desc())
    .limit(1)
    .scalar_subquery()
)
_FORMER = select(
    select(func.max(_s.c.run))
    .where(_s.c.procedure_id == bindparam("procedure"), _s.c.run < bindparam("run"))
    .scalar_subquery(),
    _papers,
)


def began(milestones: Sequence[Milestone]) -> Began:
    """Why the panel is in its present run: a run that a decision began names that decision."""
    latest = [m for m in milestones if m.kind is MilestoneKind.NEW_RUN]
    if not latest:
        return Began.FIRST
    return Began.ANEW if latest[-1].object_id else Began.FEWER


def former(connection: Connection, procedure_id: str, milestones: Sequence[Milestone]) -> Former:
    """What the former runs hold; nothing is asked in the first run."""
    why, run = began(milestones), current_run(milestones)
    if why is Began.FIRST:
        return Former(why)
    row = connection.execute(_FORMER, {"procedure": procedure_id, "run": run}).one()
    return Former(why, row[0] or 0, row[1] or 0)
