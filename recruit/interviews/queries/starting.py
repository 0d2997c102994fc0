"""The facts on which the Chair starts an interview: read once, judged by the rules."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, exists, select
from sqlalchemy.engine import Connection

from recruit.access import models as access
from recruit.access.rules import Capacity
from recruit.interviews.rules.start import Start
from recruit.panel import models as panel
from recruit.panel.queries import meetings
from recruit.procedure import queries as procedure
from recruit.procedure.rules import calendar
from recruit.procedure.rules.milestones import Milestone, MilestoneKind, current_run
from recruit.shortlist import models as shortlist
from recruit.shortlist.rules.adoption import Deliverable, Version
from recruit.shortlist.rules.decision import Standing

PARA = "54(f)"

_g = access.Grant.__table__  # type: ignore[attr-defined]
_c = access.Clearance.__table__  # type: ignore[attr-defined]
_a = panel.AskedAgain.__table__  # type: ignore[attr-defined]
_p = shortlist.Paper.__table__  # type: ignore[attr-defined]
_below = _p.alias("below")
_l = shortlist.Shortlist.__table__  # type: ignore[attr-defined]
_f = shortlist.Confirmation.__table__  # type: ignore[attr-defined]

_OCCUPANTS = select(
    _g.c.id,
    _g.c.since,
    _g.c.ended_at,
    exists()
    .where(
        _a.c.procedure_id == _g.c.procedure_id,
        _a.c.person_id == _g.c.person_id,
        _a.c.answered_at.is_not(None),
    )
    .label("answered"),
    exists()
    .where(
        _c.c.procedure_id == _g.c.procedure_id,
        _c.c.person_id == _g.c.person_id,
        _c.c.status == "undecided",
    )
    .label("undecided"),
).where(_g.c.procedure_id == bindparam("procedure"), _g.c.capacity == Capacity.MEMBER.value)
_VERSIONS = (
    select(_p.c.kind, _p.c.number, _below.c.number.label("rests_on"))
    .select_from(_p.outerjoin(_below, _below.c.id == _p.c.rests_on))
    .where(
        _p.c.procedure_id == bindparam("procedure"),
        _p.c.run == bindparam("run"),
        _p.c.adopted_at.is_not(None),
    )
)
_SHORTLIST = select(_l.c.id, _l.c.motion_id, _l.c.at).where(
    _l.c.procedure_id == bindparam("procedure"), _l.c.run == bindparam("run")
)
AHEAD = (_OCCUPANTS, _VERSIONS, _SHORTLIST)
"""What facts asks on the run, for a page that asks it together with others."""
_CONFIRMED = select(_f.c.grant_id).where(_f.c.shortlist_id == bindparam("shortlist"))


def within_window(connection: Connection, procedure_id: str, now: datetime) -> bool:
    """Whether today lies in the window of 54(f), or in one that the Chair amended before."""
    view = next(w for w in procedure.windows(connection, procedure_id) if w.para == PARA)
    window = calendar.Window(
        view.para, view.who, view.what, view.first_in_force, view.last_in_force
    )
    return bool(calendar.within_window(window, (), now))


def facts(
    connection: Connection,
    procedure_id: str,
    milestones: Sequence[Milestone],
    present: frozenset[str],
    now: datetime,
) -> Start:
    """What START is judged by. present: grants of the occupants in the room."""
    run = current_run(milestones)
    at = {"procedure": procedure_id, "run": run}
    rows = connection.execute(_OCCUPANTS, {"procedure": procedure_id}).all()
    living = frozenset(r.id for r in rows if r.ended_at is None)
    decided = connection.execute(_SHORTLIST, at).first()
    confirmed = meetings.effective(connection, decided.motion_id, now) if decided else None
    return Start(
        versions=tuple(
            Version(Deliverable(r.kind), r.number, r.rests_on)
            for r in connection.execute(_VERSIONS, at)
        ),
        standing=Standing(
            decided=decided is not None,
            minutes_confirmed=confirmed is not None,
            at_decision=frozenset(
                r.id
                for r in rows
                if decided is not None
                and r.since <= decided.at
                and (r.ended_at is None or r.ended_at > decided.at)
            ),
            living=living,
            confirmed_with=frozenset(
                connection.execute(_CONFIRMED, {"shortlist": decided.id}).scalars()
            )
            if decided
            else frozenset(),
        ),
        answered=frozenset(r.id for r in rows if r.answered),
        released=any(m.kind is MilestoneKind.INVITED_RELEASED and m.run == run for m in milestones),
        living=living,
        undecided=frozenset(r.id for r in rows if r.undecided and r.ended_at is None),
        present=present,
        within_window=within_window(connection, procedure_id, now),
        started=begun(milestones),
    )


def begun(milestones: Sequence[Milestone]) -> bool:
    """Whether the first interview of the current run is recorded as started (R4)."""
    run = current_run(milestones)
    return any(m.kind is MilestoneKind.INTERVIEWS_BEGUN and m.run == run for m in milestones)
