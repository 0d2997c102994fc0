"""What the report's pages ask of every room, asked ahead by two statements.

The first is on the run, the second on its report: which one, and on whom, the first tells.
"""

from __future__ import annotations

from sqlalchemy import bindparam, select
from sqlalchemy.engine import Connection

from recruit.access import models as access
from recruit.access.rules import Capacity
from recruit.accounts import models as accounts
from recruit.applications import queries as candidates
from recruit.applications.queries import statistics
from recruit.core.together import Together
from recruit.interviews.queries import missed, results, sheets
from recruit.panel import models as panel
from recruit.panel.queries import meetings, seats
from recruit.procedure import models as milestones
from recruit.procedure import queries as procedures
from recruit.procedure.rules.milestones import Audience
from recruit.report.queries import references
from recruit.report.queries import reports as queries
from recruit.shortlist.queries import decision as shortlist
from recruit.shortlist.queries import papers
from recruit.states import models as states

_g = access.Grant.__table__  # type: ignore[attr-defined]
_a = accounts.Person.__table__  # type: ignore[attr-defined]
_s = states.State.__table__  # type: ignore[attr-defined]
_d = panel.Declaration.__table__  # type: ignore[attr-defined]
_f = panel.Finding.__table__  # type: ignore[attr-defined]
_m = milestones.Milestone.__table__  # type: ignore[attr-defined]
_b = panel.BalanceReason.__table__  # type: ignore[attr-defined]

OCCUPANTS = (
    select(
        _g.c.id,
        _g.c.person_id,
        _g.c.capacity,
        _g.c.seat,
        _g.c.since,
        _g.c.ended_at,
        _a.c.name,
        _s.c.name.label("state"),
    )
    .select_from(_g.join(_a, _a.c.id == _g.c.person_id).outerjoin(_s, _s.c.id == _g.c.state_id))
    .where(
        _g.c.procedure_id == bindparam("procedure"),
        _g.c.capacity.in_([Capacity.MEMBER.value, Capacity.SURROGATE.value]),
    )
    .order_by(_g.c.capacity, _g.c.seat, _g.c.since, _g.c.id)
)
DECLARATIONS = (
    select(
        _d.c.id,
        _d.c.person_id,
        _d.c.candidate_id,
        _d.c.none_or_known,
        _d.c.sealed,
        _d.c.at,
        _f.c.conflict,
    )
    .select_from(_d.outerjoin(_f, _f.c.declaration_id == _d.c.id))
    .where(_d.c.procedure_id == bindparam("procedure"))
    .order_by(_d.c.at, _d.c.id)
)
BALANCE = (
    select(_b.c.warnings, _b.c.reason)
    .where(_b.c.procedure_id == bindparam("procedure"))
    .order_by(_b.c.at, _b.c.id)
)
RECORDED = (
    select(
        _m.c.kind,
        _m.c.at,
        _m.c.run,
        _m.c.number,
        _m.c.entry,
        _g.c.capacity,
        _a.c.name,
    )
    .select_from(
        _m.outerjoin(_g, _g.c.id == _m.c.by_grant).outerjoin(_a, _a.c.id == _g.c.person_id)
    )
    .where(
        _m.c.procedure_id == bindparam("procedure"),
        _m.c.audience.in_(
            [a.value for a in Audience if a is not Audience.HAND_OVER]  # what S1 keeps apart
        ),
    )
    .order_by(_m.c.place)
)
_ALL_BUT_CONFLICTS = (
    *procedures.WINDOWS_AHEAD,
    *seats.OCCUPANTS_AHEAD,
    *sheets.UNDECIDED_AHEAD,
    *queries.HOUSE_AHEAD,
    *references.AHEAD,
    *results.HELD_AHEAD,
    *missed.NUMBERS_AHEAD,
    *sheets.LOCKS_AHEAD,
    *papers.ADOPTED_AHEAD,
    *shortlist.AHEAD,
    OCCUPANTS,
    BALANCE,
    RECORDED,
    *statistics.AHEAD,
)
FACTS = Together(*_ALL_BUT_CONFLICTS, DECLARATIONS)
JUDGED = Together(*_ALL_BUT_CONFLICTS)
"""For pages on which nobody reads the part of the conflicts."""
OF_REPORT = Together(*queries.OF_REPORT_AHEAD, *meetings.CARRIED_AHEAD, *candidates.NAMED_AHEAD)


def ahead(
    connection: Connection,
    procedure_id: str,
    run: int,
    person_id: str = "",
    *,
    conflicts: bool = True,
) -> Connection:
    """The connection with everything ahead that the report's pages ask of all rooms, by two
    statements: what stands on the run, then what stands on its report.

    person_id: who reads, for C5. conflicts: whether the declarations are asked for, as many as
    the names of the list times those who declare.
    """
    connection = (FACTS if conflicts else JUDGED).ask(
        connection,
        {
            "procedure": procedure_id,
            "procedures": [procedure_id],
            "run": run,
            "person": person_id,
        },
    )
    report = queries.of_run(connection, procedure_id, run)
    if report is None:
        return connection
    final = queries.decision(connection, procedure_id, run)
    decided = shortlist.decided(connection, procedure_id, run)
    return OF_REPORT.ask(
        connection,
        {
            "procedure": procedure_id,
            "report": report.id,
            "motions": [final.motion_id] if final else [],
            "candidates": [c.candidate_id for c in decided.candidates] if decided else [],
        },
    )
