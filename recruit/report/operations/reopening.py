"""The panel reopens the shortlist or the vacancy: the Chair and a seated member (S12, C10, R27)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlmodel import select

from recruit.access import models as access
from recruit.access.actions import Action
from recruit.access.frame import Act, act
from recruit.access.rules import Capacity, Reader
from recruit.core import db, ids
from recruit.core.errors import Kind, Refusal, require
from recruit.core.words import _
from recruit.notices import operations as notices
from recruit.panel.operations import meetings
from recruit.panel.queries import meetings as held
from recruit.panel.rules.meetings import Matter
from recruit.procedure.rules.milestones import Audience, MilestoneKind, current_run
from recruit.report.queries import reopening as queries
from recruit.report.rules.reopening import CONFIRM, REOPEN, Confirming, Stage
from recruit.vacancy import operations as vacancies


def ask(
    reader: Reader,
    *,
    meeting_id: str,
    stage: Stage,
    reason: str,
    closes_at: datetime | None = None,
    votes: Mapping[str, str] | None = None,
    key: str = "",
) -> str:
    """The Chair records that the panel reopens a stage; the receipt's reference.

    closes_at: the new close where it is the vacancy, aware. votes: by name, None for a
    consensus. It has no effect until a seated member, another person, confirms it; what was
    asked before and still waits falls. Raises Refusal without a cause (S12, C10).
    """
    with act(reader, Action.STAGE_REOPEN, key) as a:
        connection, run = a.session.connection(), current_run(a.milestones)
        close = closes_at if stage is Stage.VACANCY else None
        require(
            REOPEN,
            queries.facts(connection, a.procedure_id, a.milestones, a.now, stage, close),
        )
        if not reason.strip():
            raise Refusal(
                "S12", "reading S12", _("Reopening a stage needs a reason."), kind=Kind.INVALID
            )
        for earlier in a.session.exec(
            select(access.Second).where(
                access.Second.procedure_id == a.procedure_id,
                access.Second.act == queries.ACT,
                access.Second.second_at.is_(None),  # type: ignore[union-attr]
                access.Second.withdrawn_at.is_(None),  # type: ignore[union-attr]
            )
        ).all():
            earlier.withdrawn_at = a.now
            a.session.add(earlier)
        motion = meetings.decide(
            a,
            meeting_id=meeting_id,
            matter=Matter.OTHER,
            kind=queries.ACT,
            run=run,
            text=_("The panel reopens the vacancy.")
            if stage is Stage.VACANCY
            else _("The panel reopens the shortlist."),
            reason=reason,
            votes=votes,
        )
        second = access.Second(
            id=ids.new(),
            procedure_id=a.procedure_id,
            act=queries.ACT,
            object_id=motion.id,
            detail=queries.detail(stage, close),
            first_person=reader.person_id,
            first_as=reader.capacity,
            first_at=a.now,
        )
        a.session.add(second)
        a.session.flush()
        notices.tell(a, "report.reopen", "panel", object_id=second.id, sender=Capacity.CHAIR)
        a.record(second.id, stage=stage, motion=motion.id)
    return a.receipt


def confirm(reader: Reader, *, key: str = "") -> str:
    """A seated member confirms: a new run begins, in which all is decided anew; the receipt.

    Raises Refusal to the person who recorded it (R27), and until the minutes of the decision
    are confirmed (C10).
    """
    with act(reader, Action.STAGE_REOPEN_SECOND, key) as a:
        connection = a.session.connection()
        asked = queries.asked(connection, a.procedure_id)
        waits = asked is not None and asked.confirmed_at is None
        motion = asked.motion_id if asked else ""
        require(
            CONFIRM,
            Confirming(
                asked=waits,
                same_person=asked is not None and asked.first_person == reader.person_id,
                minutes=bool(motion) and held.effective(connection, motion, a.now) is not None,
            ),
        )
        second = db.locked(a.session, access.Second, id=asked.id) if asked else None
        if asked is None or second is None:
            raise LookupError("the request is gone")
        require(
            REOPEN,
            queries.facts(
                connection, a.procedure_id, a.milestones, a.now, asked.stage, asked.closes_at
            ),
        )
        second.second_person, second.second_as = reader.person_id, reader.capacity
        second.second_at = a.now
        a.session.add(second)
        a.session.flush()
        _begin(a, asked)
        a.record(second.id, stage=asked.stage)
    return a.receipt


def _begin(a: Act, asked: queries.Asked) -> None:
    run = current_run(a.milestones) + 1
    a.milestone(MilestoneKind.NEW_RUN, Audience.PANEL, run=run, object_id=asked.motion_id)
    if asked.stage is Stage.VACANCY and asked.closes_at is not None:
        vacancies.reopen(a, closes_at=asked.closes_at)
    notices.tell(a, "panel.new_run", "panel", object_id=asked.id, sender=Capacity.CHAIR)
