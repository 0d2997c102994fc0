"""Whether a stage may be reopened, and what waits for a second person (S12, R27)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.engine import Connection

from recruit.access import models as access
from recruit.core.together import Together
from recruit.panel.queries import meetings, seats
from recruit.procedure.rules.milestones import Milestone, MilestoneKind, current_run, latest
from recruit.report.queries import another, reports
from recruit.report.rules.reopening import Reopening, Stage
from recruit.shortlist.queries import nobody

ACT = "report.reopen"
"""The name of the two-person act, and the kind of its motion."""
PATH = "reopened"


@dataclass(frozen=True, slots=True)
class Asked:
    """A reopening that the Chair recorded. confirmed_at: None while it waits."""

    id: str
    motion_id: str
    stage: Stage
    closes_at: datetime | None
    first_person: str
    first_at: datetime
    confirmed_at: datetime | None


_2 = access.Second.__table__  # type: ignore[attr-defined]
_ASKED = (
    select(_2.c.id, _2.c.object_id, _2.c.detail, _2.c.first_person, _2.c.first_at, _2.c.second_at)
    .where(
        _2.c.procedure_id == bindparam("procedure"),
        _2.c.act == ACT,
        _2.c.withdrawn_at.is_(None),
    )
    .order_by(_2.c.first_at.desc(), _2.c.id.desc())
    .limit(1)
)
_PATH = (
    select(another.PATH.c.at)
    .select_from(another.ROUND.join(another.PATH, another.PATH.c.round_id == another.ROUND.c.id))
    .where(
        another.ROUND.c.procedure_id == bindparam("procedure"),
        another.PATH.c.path == PATH,
    )
    .order_by(another.PATH.c.at.desc())
    .limit(1)
)

TOGETHER = Together(
    *meetings.MEETINGS_AHEAD, *seats.OCCUPANTS_AHEAD, *reports.HOUSE_AHEAD, _PATH, _ASKED
)
"""What the page of a reopening asks, with ``run``."""


def detail(stage: Stage, closes_at: datetime | None) -> str:
    """How stage and close stand in the request of the two-person act."""
    return f"{stage.value} {closes_at.isoformat()}" if closes_at else stage.value


def asked(connection: Connection, procedure_id: str) -> Asked | None:
    """The last reopening that was asked for; None where there was none."""
    row = connection.execute(_ASKED, {"procedure": procedure_id}).first()
    if row is None:
        return None
    stage, _space, close = row.detail.partition(" ")
    return Asked(
        row.id,
        row.object_id,
        Stage(stage),
        datetime.fromisoformat(close) if close else None,
        row.first_person,
        row.first_at,
        row.second_at,
    )


def facts(
    connection: Connection,
    procedure_id: str,
    milestones: Sequence[Milestone],
    now: datetime,
    stage: Stage = Stage.SHORTLIST,
    closes_at: datetime | None = None,
) -> Reopening:
    """What REOPEN is judged by in the present run."""
    run = current_run(milestones)
    decision = reports.decision(connection, procedure_id, run)
    report = reports.of_run(connection, procedure_id, run)
    recorded = connection.execute(_PATH, {"procedure": procedure_id}).scalar()
    begun = latest(milestones, MilestoneKind.NEW_RUN)
    # at the shortlist's stage the finding is told by its minutes, there is no report (R26)
    nobody_suits = nobody.found(connection, procedure_id, run)
    return Reopening(
        now=now,
        stage=stage,
        finding=nobody_suits is not None
        or (decision is not None and decision.candidate_id is None),
        told=nobody_suits is not None
        or (
            decision is not None
            and report is not None
            and report.lodged_at is not None
            and report.decision_id == decision.id
        ),
        path=recorded is not None and (begun is None or begun.at < recorded),
        closes_at=closes_at,
    )
