"""What somebody has to do for the report: one SELECT a kind, facts only.

Rows of the President and the Committee exist only from the certificate on (P53f-2):
before it, nothing of the report makes one.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, and_, case, exists, func, or_, select

from recruit.access.rules import Capacity
from recruit.procedure.rules.milestones import MilestoneKind
from recruit.report.queries import another, edition, reopening
from recruit.report.queries import ground as on
from recruit.report.queries.facts import MANDATE
from recruit.report.queries.reports import RELEASE

_closed = exists().where(
    on.b.c.procedure_id == on.t.c.procedure_id,
    on.b.c.run == on.t.c.run,
    on.b.c.candidate_id == on.t.c.candidate_id,
    on.b.c.closed_at.is_not(None),
)
_held_of_run = and_(on.t.c.procedure_id == on.p.c.id, on.t.c.run == on.run)
_debrief_open = (
    select(on.t.c.id)
    .select_from(on.t.join(on.c, on.c.c.id == on.t.c.candidate_id))
    .where(_held_of_run, on.c.c.withdrawn_at.is_(None), ~_closed)
    .exists()
)
_any_closed = select(on.t.c.id).where(_held_of_run, _closed).exists()
_not_interviewed = (
    select(on.i.c.id)
    .select_from(on.i.join(on.c, on.c.c.id == on.i.c.candidate_id))
    .where(
        on.i.c.procedure_id == on.p.c.id,
        on.i.c.run == on.run,
        on.c.c.withdrawn_at.is_(None),
        ~exists().where(
            on.t.c.procedure_id == on.i.c.procedure_id,
            on.t.c.run == on.i.c.run,
            on.t.c.candidate_id == on.i.c.candidate_id,
        ),
    )
    .exists()
)
_DECIDE = (
    select(*on.columns("report.decide"))
    .select_from(on.room)
    .where(
        on.mine(Capacity.CHAIR),
        _any_closed,
        ~_debrief_open,
        ~_not_interviewed,
        ~exists().where(on.d.c.procedure_id == on.p.c.id, on.d.c.run == on.run),
    )
)

_DECIDE_AGAIN = (
    select(*on.columns("report.decide_again", object_id=on.d.c.id, since=on.d.c.at))
    .select_from(on.decided)
    .where(on.mine(Capacity.CHAIR), or_(on.over, on.unnamed), ~on.given)
)
_RECALL = (
    select(*on.columns("report.recall", object_id=on.h.c.id, since=on.h.c.at))
    .select_from(
        on.room.join(on.h, on.h.c.procedure_id == on.p.c.id).join(
            on.d, on.d.c.id == on.h.c.decision_id
        )
    )
    .where(
        on.mine(Capacity.CHAIR), on.h.c.recalled_at.is_(None), or_(on.over, on.d.c.run != on.run)
    )
)

# Who opens and writes first: the lowest seat whose occupant does not exercise the chair.
_first_seat: Any = (
    select(func.min(on.seat.c.seat))
    .where(
        on.occupied,
        ~exists().where(
            on.chair.c.procedure_id == on.seat.c.procedure_id,
            on.chair.c.person_id == on.seat.c.person_id,
            on.chair.c.capacity == Capacity.CHAIR.value,
            on.chair.c.ended_at.is_(None),
        ),
    )
    .correlate(on.p)
    .scalar_subquery()
)
_OPEN = (
    select(*on.columns("report.open", object_id=on.d.c.id, since=on.d.c.at))
    .select_from(on.decided)
    .where(
        on.mine(Capacity.MEMBER),
        on.g.c.seat == _first_seat,
        ~exists().where(on.r.c.procedure_id == on.p.c.id, on.r.c.run == on.run),
    )
)
_ADDENDUM = (
    select(*on.columns("report.addendum", object_id=on.r.c.id, since=on.r.c.lodged_at))
    .select_from(on.reported)
    .where(
        on.mine(Capacity.MEMBER),
        on.g.c.seat == _first_seat,
        exists().where(
            on.came.c.procedure_id == on.r.c.procedure_id,
            on.came.c.run == on.r.c.run,
            on.came.c.answered_at > on.r.c.lodged_at,
        ),
    )
)
_ADDENDUM_DECISION = (
    select(*on.columns("report.addendum_decision", object_id=on.r.c.id, since=on.d.c.at))
    .select_from(
        on.reported.join(
            on.d,
            and_(
                on.d.c.procedure_id == on.p.c.id,
                on.d.c.run == on.run,
                on.d.c.id != on.r.c.decision_id,
            ),
        )
    )
    .where(
        on.mine(Capacity.MEMBER),
        on.g.c.seat == _first_seat,
        on.r.c.lodged_at.is_not(None),
        on.stands,
    )
)
_narrated = (
    exists()
    .where(on.part.c.report_id == on.r.c.id, on.part.c.name == on.t.c.candidate_id)
    .correlate(on.r, on.t)
)
_unwritten: Any = (
    select(func.count())
    .select_from(on.t.join(on.c, on.c.c.id == on.t.c.candidate_id))
    .where(
        on.t.c.procedure_id == on.r.c.procedure_id,
        on.t.c.run == on.r.c.run,
        on.c.c.withdrawn_at.is_(None),
        ~_narrated,
    )
    .correlate(on.r)
    .scalar_subquery()
)
_mandated = exists().where(on.part.c.report_id == on.r.c.id, on.part.c.name == MANDATE)
_WRITE = (
    select(*on.columns("report.write", object_id=on.r.c.id, since=on.r.c.opened_at, n=_unwritten))
    .select_from(on.reported)
    .where(
        on.mine(Capacity.MEMBER),
        on.g.c.seat == _first_seat,
        on.r.c.called_at.is_(None),
        on.r.c.lodged_at.is_(None),
        (_unwritten > 0) | ~_mandated,
    )
)
_confirmed: Any = (
    select(func.count())
    .select_from(on.minutes)
    .where(on.minutes.c.meeting_id == on.meeting.c.id, on.minutes.c.dissent.is_(False))
    .correlate(on.meeting)
    .scalar_subquery()
)
_present = (
    func.length(on.meeting.c.present) - func.length(func.replace(on.meeting.c.present, " ", "")) + 1
)
_CALL = (
    select(
        *on.columns(
            "report.call",
            object_id=on.r.c.id,
            since=on.meeting.c.recorded_at,
            n=_present - _confirmed,
        )
    )
    .select_from(
        on.reported.join(
            on.d,
            and_(on.d.c.procedure_id == on.r.c.procedure_id, on.d.c.run == on.r.c.run, on.stands),
        )
        .join(on.motion, on.motion.c.id == on.d.c.motion_id)
        .join(on.meeting, on.meeting.c.id == on.motion.c.meeting_id)
    )
    .where(
        on.mine(Capacity.CHAIR),
        on.r.c.called_at.is_(None),
        on.r.c.lodged_at.is_(None),
        _unwritten == 0,
        _mandated,
        on.meeting.c.recorded_at.is_not(None),
    )
)


def _signed(grant: Any) -> Any:
    return exists().where(
        on.s.c.report_id == on.r.c.id, on.s.c.edition == on.r.c.edition, on.s.c.grant_id == grant
    )


_SIGN = (
    select(*on.columns("report.sign", object_id=on.r.c.id, since=on.r.c.called_at))
    .select_from(on.reported)
    .where(
        on.mine(Capacity.MEMBER),
        on.r.c.called_at.is_not(None),
        on.r.c.lodged_at.is_(None),
        ~_signed(on.g.c.id),
        ~exists().where(on.u.c.report_id == on.r.c.id, on.u.c.grant_id == on.g.c.id),
    )
)
_signers: Any = (
    select(func.count())
    .select_from(on.seat)
    .where(on.occupied, _signed(on.seat.c.id))
    .correlate(on.p, on.r)
    .scalar_subquery()
)
_missing: Any = (
    select(func.count())
    .select_from(on.seat)
    .where(on.occupied, ~_signed(on.seat.c.id))
    .correlate(on.p, on.r)
    .scalar_subquery()
)
_LODGE = (
    select(
        *on.columns(
            "report.lodge",
            object_id=on.r.c.id,
            since=on.r.c.called_at,
            n=case((_missing == 0, 0), (_signers >= 3, 1), else_=2),
        )
    )
    .select_from(on.reported)
    .where(on.mine(Capacity.CHAIR), on.r.c.called_at.is_not(None), on.r.c.lodged_at.is_(None))
)
_HAND_OVER = (
    select(*on.columns("report.hand_over", object_id=on.d.c.id, since=on.r.c.lodged_at))
    .select_from(
        on.decided.join(on.r, and_(on.r.c.decision_id == on.d.c.id, on.latest))
        .join(on.c, and_(on.c.c.id == on.d.c.candidate_id, on.c.c.withdrawn_at.is_(None)))
        .join(
            on.k,
            and_(
                on.k.c.procedure_id == on.p.c.id,
                on.k.c.candidate_id == on.d.c.candidate_id,
                on.k.c.named.is_(True),
            ),
        )
    )
    .where(
        on.mine(Capacity.CHAIR),
        on.r.c.lodged_at.is_not(None),
        ~on.given,
        ~on.over,
    )
)
_FINDING = (
    select(*on.columns("report.hand_over_finding", object_id=on.d.c.id, since=on.r.c.lodged_at))
    .select_from(on.decided.join(on.r, and_(on.r.c.decision_id == on.d.c.id, on.latest)))
    .where(
        on.mine(Capacity.CHAIR),
        on.d.c.candidate_id.is_(None),
        on.r.c.lodged_at.is_not(None),
        ~exists().where(on.f.c.decision_id == on.d.c.id),
    )
)
_NOBODY = (  # found at the shortlist's stage: the rules wait for the minutes (R26, C10)
    select(
        *on.columns(
            "report.hand_over_nobody", object_id=on.nobody.c.id, since=on.meeting.c.recorded_at
        )
    )
    .select_from(
        on.room.join(
            on.nobody,
            and_(on.nobody.c.procedure_id == on.p.c.id, on.nobody.c.run == on.run),
        )
        .join(on.motion, on.motion.c.id == on.nobody.c.motion_id)
        .join(on.meeting, on.meeting.c.id == on.motion.c.meeting_id)
    )
    .where(
        on.mine(Capacity.CHAIR),
        on.meeting.c.recorded_at.is_not(None),
        ~exists().where(on.f.c.shortlist_id == on.nobody.c.id),
    )
)
_REOPEN = (  # the President recorded that the panel reopens a stage, and no run began since
    select(*on.columns("report.reopen", object_id=another.ROUND.c.id, since=another.PATH.c.at))
    .select_from(
        on.room.join(another.ROUND, another.ROUND.c.procedure_id == on.p.c.id).join(
            another.PATH,
            and_(
                another.PATH.c.round_id == another.ROUND.c.id,
                another.PATH.c.path == reopening.PATH,
            ),
        )
    )
    .where(
        on.mine(Capacity.CHAIR),
        ~exists().where(
            on.begun.c.procedure_id == another.ROUND.c.procedure_id,
            on.begun.c.kind == MilestoneKind.NEW_RUN.value,
            on.begun.c.at >= another.PATH.c.at,
        ),
        ~exists().where(
            on.second.c.procedure_id == another.ROUND.c.procedure_id,
            on.second.c.act == reopening.ACT,
            on.second.c.withdrawn_at.is_(None),
            on.second.c.first_at >= another.PATH.c.at,
        ),
    )
)
_second_seat: Any = (
    select(func.min(on.seat.c.seat))
    .where(on.occupied, on.seat.c.person_id != on.second.c.first_person)
    .correlate(on.p, on.second)
    .scalar_subquery()
)
_REOPEN_SECOND = (
    select(
        *on.columns(
            "report.reopen_second",
            object_id=on.second.c.id,
            since=on.meeting.c.recorded_at,
            n=_present - _confirmed,
        )
    )
    .select_from(
        on.room.join(
            on.second, and_(on.second.c.procedure_id == on.p.c.id, on.second.c.act == reopening.ACT)
        )
        .join(on.motion, on.motion.c.id == on.second.c.object_id)
        .join(on.meeting, on.meeting.c.id == on.motion.c.meeting_id)
    )
    .where(
        on.mine(Capacity.MEMBER),
        on.second.c.withdrawn_at.is_(None),
        on.second.c.second_at.is_(None),
        on.g.c.seat == _second_seat,
        on.meeting.c.recorded_at.is_not(None),
    )
)
_certified = exists().where(
    on.m.c.procedure_id == on.p.c.id, on.m.c.kind == MilestoneKind.ROUND_CERTIFIED.value
)
_asked = and_(
    on.second.c.procedure_id == on.p.c.id,
    on.second.c.act == RELEASE,
    on.second.c.withdrawn_at.is_(None),
)
_RELEASE = (
    select(*on.columns("report.release"))
    .select_from(on.room)
    .where(
        on.mine(Capacity.PRESIDENT),
        _certified,
        exists().where(on.r.c.procedure_id == on.p.c.id, on.r.c.lodged_at.is_not(None)),
        ~exists().where(_asked),
    )
)
_SECOND = (
    select(
        *on.columns("report.release_second", object_id=on.second.c.id, since=on.second.c.first_at)
    )
    .select_from(on.room.join(on.second, _asked))
    .where(
        on.mine(Capacity.MEMBER),
        _certified,
        on.second.c.second_at.is_(None),
        on.g.c.seat == _second_seat,
    )
)
_READ = (
    select(*on.columns("report.read_released", object_id=on.r.c.id, since=on.second.c.second_at))
    .select_from(on.room.join(on.second, _asked).join(on.r, on.r.c.id == on.second.c.object_id))
    .where(
        on.mine(Capacity.COMMITTEE),
        on.second.c.second_at.is_not(None),
        ~exists().where(
            on.v.c.document_id == on.r.c.document_id, on.v.c.person_id == on.g.c.person_id
        ),
    )
)

TASKS: list[Select[Any]] = [
    _DECIDE,
    _DECIDE_AGAIN,
    _RECALL,
    _OPEN,
    _ADDENDUM,
    _ADDENDUM_DECISION,
    _WRITE,
    _CALL,
    _SIGN,
    _LODGE,
    _HAND_OVER,
    _FINDING,
    _NOBODY,
    _REOPEN,
    _REOPEN_SECOND,
    _RELEASE,
    _SECOND,
    _READ,
    *edition.TASKS,
]
