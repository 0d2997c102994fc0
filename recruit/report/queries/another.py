"""What became of the candidates whom the panel proposed before (S12, T3).

Rounds and paths stand in a later room, so their tables are named here, not imported. The
panel learns what it needs to go on: that a proposal ended and how, never a State.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import String, bindparam, column, select, table
from sqlalchemy.engine import Connection

from recruit.applications import queries as candidates
from recruit.core.db import UTC
from recruit.interviews.queries import results
from recruit.procedure.rules.milestones import Milestone, MilestoneKind
from recruit.report.queries import reports
from recruit.report.rules.another import Ended, Standing, Why

ROUND = table(
    "approval_round",
    column("id", String),
    column("procedure_id", String),
    column("number"),
    column("candidate_id", String),
    column("without_object_at", UTC()),
)
PATH = table(
    "approval_path", column("round_id", String), column("path", String), column("at", UTC())
)
_ROUNDS = (
    select(
        ROUND.c.id.label("round_id"),
        ROUND.c.candidate_id.label("proposed"),
        ROUND.c.without_object_at,
        PATH.c.path,
        PATH.c.at.label("path_at"),
    )
    .select_from(ROUND.outerjoin(PATH, PATH.c.round_id == ROUND.c.id))
    .where(ROUND.c.procedure_id == bindparam("procedure"))
    .order_by(ROUND.c.number)
)
AHEAD = (_ROUNDS,)
"""What ended asks, for a page that asks it together with others."""

PATHS = {"back_to_panel": Why.NOT_APPROVED, "candidate_lost": Why.WITHDREW}
"""The paths after which the panel names another candidate."""


def ended(
    connection: Connection, procedure_id: str, milestones: Sequence[Milestone]
) -> tuple[Ended, ...]:
    """Every proposal that ended without a designation, the first first."""
    found: list[Ended] = []
    for row in connection.execute(_ROUNDS, {"procedure": procedure_id}):
        run = _run_at(milestones, row.path_at or row.without_object_at)
        if row.path in PATHS:
            found.append(Ended(row.proposed, PATHS[row.path], row.path_at, run))
        if row.without_object_at is not None:
            found.append(Ended(row.proposed, Why.WITHOUT_OBJECT, row.without_object_at, run))
        found += [
            Ended(row.proposed, Why.LAPSED, m.at, _run_at(milestones, m.at))
            for m in milestones
            if m.kind is MilestoneKind.LAPSED and m.object_id == row.round_id
        ]
    return tuple(found)


def _run_at(milestones: Sequence[Milestone], at: datetime | None) -> int:
    return 1 + sum(
        m.kind is MilestoneKind.NEW_RUN and at is not None and m.at <= at for m in milestones
    )


def standing(
    connection: Connection, procedure_id: str, run: int, milestones: Sequence[Milestone]
) -> Standing:
    """The decision of the run that stands, and whether another may take its place."""
    decision = reports.decision(connection, procedure_id, run)
    given = reports.hand_over(connection, procedure_id) is not None
    if decision is None:
        return Standing(None, None, handed_over=given)
    candidate = decision.candidate_id
    if candidate is None:
        return Standing(None, decision.at, handed_over=given)
    named = candidates.named(connection, procedure_id, [candidate]).get(candidate)
    consent = results.consents(connection, procedure_id).get(candidate)
    return Standing(
        candidate,
        decision.at,
        withdrew=named is not None and named.withdrawn_at is not None,
        unnamed=consent is not None and not consent.named,
        ended=ended(connection, procedure_id, milestones),
        handed_over=given,
    )
