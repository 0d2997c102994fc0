"""What somebody has to do for the report: one SELECT a kind, facts only.

Rows of the President and the Committee exist only from the certificate on (P53f-2):
before it, nothing of the report makes one.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, and_, bindparam, case, exists, func, or_, select

from recruit.access import models as access
from recruit.access.rules import Capacity
from recruit.access.tasks import columns
from recruit.applications import models as applications
from recruit.documents.models import View
from recruit.interviews import models as interviews
from recruit.panel import models as panel
from recruit.procedure import models as procedure
from recruit.procedure.rules.milestones import MilestoneKind
from recruit.report import models
from recruit.report.queries import another
from recruit.report.queries.facts import MANDATE
from recruit.report.queries.reports import RELEASE
from recruit.shortlist import models as shortlist

_g = access.Grant.__table__  # type: ignore[attr-defined]
_2 = access.Second.__table__  # type: ignore[attr-defined]
_p = procedure.Procedure.__table__  # type: ignore[attr-defined]
_m = procedure.Milestone.__table__  # type: ignore[attr-defined]
_c = applications.Candidate.__table__  # type: ignore[attr-defined]
_i = shortlist.Invited.__table__  # type: ignore[attr-defined]
_t = interviews.Interview.__table__  # type: ignore[attr-defined]
_b = interviews.Debrief.__table__  # type: ignore[attr-defined]
_k = interviews.Consent.__table__  # type: ignore[attr-defined]
_d = models.Decision.__table__  # type: ignore[attr-defined]
_r = models.Report.__table__  # type: ignore[attr-defined]
_part = models.Part.__table__  # type: ignore[attr-defined]
_s = models.Signature.__table__  # type: ignore[attr-defined]
_u = models.Unsigned.__table__  # type: ignore[attr-defined]
_came = models.Reference.__table__  # type: ignore[attr-defined]
_h = models.HandOver.__table__  # type: ignore[attr-defined]
_f = models.FindingGiven.__table__  # type: ignore[attr-defined]
_motion = panel.Motion.__table__  # type: ignore[attr-defined]
_meeting = panel.Meeting.__table__  # type: ignore[attr-defined]
_minutes = panel.MinutesConfirmation.__table__  # type: ignore[attr-defined]
_v = View.__table__  # type: ignore[attr-defined]
_seat = _g.alias("seat")
_chair = _g.alias("chair")

_run: Any = (
    select(1 + func.count())
    .where(_m.c.procedure_id == _p.c.id, _m.c.kind == MilestoneKind.NEW_RUN.value)
    .correlate(_p)
    .scalar_subquery()
)
_room = _g.join(_p, _p.c.id == _g.c.procedure_id)
_later = _d.alias("later_decision")
_gone = _c.alias("gone")
_lapsed = _m.alias("lapsed")
_stands = ~exists().where(  # of several decisions of a run the last one (S12, T3)
    _later.c.procedure_id == _d.c.procedure_id,
    _later.c.run == _d.c.run,
    _later.c.number > _d.c.number,
)
_decided = _room.join(_d, and_(_d.c.procedure_id == _p.c.id, _d.c.run == _run, _stands))
_given = exists().where(_h.c.procedure_id == _p.c.id, _h.c.recalled_at.is_(None))
_over = or_(
    exists().where(_gone.c.id == _d.c.candidate_id, _gone.c.withdrawn_at.is_not(None)),
    exists().where(
        another.ROUND.c.procedure_id == _d.c.procedure_id,
        another.ROUND.c.candidate_id == _d.c.candidate_id,
        or_(
            another.ROUND.c.without_object_at > _d.c.at,
            exists().where(
                another.PATH.c.round_id == another.ROUND.c.id,
                another.PATH.c.path.in_(list(another.PATHS)),
                another.PATH.c.at > _d.c.at,
            ),
            exists().where(
                _lapsed.c.procedure_id == _d.c.procedure_id,
                _lapsed.c.object_id == another.ROUND.c.id,
                _lapsed.c.kind == MilestoneKind.LAPSED.value,
                _lapsed.c.at > _d.c.at,
            ),
        ),
    ),
)
"""The candidate of the decision is not proposed any more, or not again (S12, T3)."""
_unnamed = exists().where(
    _k.c.procedure_id == _d.c.procedure_id,
    _k.c.candidate_id == _d.c.candidate_id,
    _k.c.named.is_(False),
)
_next = _r.alias("next_report")
_latest = ~exists().where(  # an addendum of the run takes the report's place (J10)
    _next.c.procedure_id == _r.c.procedure_id,
    _next.c.run == _r.c.run,
    _next.c.number > _r.c.number,
)
_reported = _room.join(_r, and_(_r.c.procedure_id == _p.c.id, _r.c.run == _run, _latest))
_occupied = and_(
    _seat.c.procedure_id == _p.c.id,
    _seat.c.capacity == Capacity.MEMBER.value,
    _seat.c.ended_at.is_(None),
)


def _mine(capacity: Capacity) -> Any:
    return and_(
        _g.c.person_id == bindparam("person"),
        _g.c.ended_at.is_(None),
        _g.c.capacity == capacity.value,
    )


def _columns(kind: str, **more: Any) -> list[Any]:
    return columns(
        procedure_id=_g.c.procedure_id,
        procedure_name=_p.c.name,
        capacity=_g.c.capacity,
        kind=kind,
        **more,
    )


_closed = exists().where(
    _b.c.procedure_id == _t.c.procedure_id,
    _b.c.run == _t.c.run,
    _b.c.candidate_id == _t.c.candidate_id,
    _b.c.closed_at.is_not(None),
)
_held_of_run = and_(_t.c.procedure_id == _p.c.id, _t.c.run == _run)
_debrief_open = (
    select(_t.c.id)
    .select_from(_t.join(_c, _c.c.id == _t.c.candidate_id))
    .where(_held_of_run, _c.c.withdrawn_at.is_(None), ~_closed)
    .exists()
)
_any_closed = select(_t.c.id).where(_held_of_run, _closed).exists()
_not_interviewed = (
    select(_i.c.id)
    .select_from(_i.join(_c, _c.c.id == _i.c.candidate_id))
    .where(
        _i.c.procedure_id == _p.c.id,
        _i.c.run == _run,
        _c.c.withdrawn_at.is_(None),
        ~exists().where(
            _t.c.procedure_id == _i.c.procedure_id,
            _t.c.run == _i.c.run,
            _t.c.candidate_id == _i.c.candidate_id,
        ),
    )
    .exists()
)
_DECIDE = (
    select(*_columns("report.decide"))
    .select_from(_room)
    .where(
        _mine(Capacity.CHAIR),
        _any_closed,
        ~_debrief_open,
        ~_not_interviewed,
        ~exists().where(_d.c.procedure_id == _p.c.id, _d.c.run == _run),
    )
)

_DECIDE_AGAIN = (
    select(*_columns("report.decide_again", object_id=_d.c.id, since=_d.c.at))
    .select_from(_decided)
    .where(_mine(Capacity.CHAIR), or_(_over, _unnamed), ~_given)
)
_RECALL = (
    select(*_columns("report.recall", object_id=_h.c.id, since=_h.c.at))
    .select_from(_room.join(_h, _h.c.procedure_id == _p.c.id).join(_d, _d.c.id == _h.c.decision_id))
    .where(_mine(Capacity.CHAIR), _h.c.recalled_at.is_(None), or_(_over, _d.c.run != _run))
)

# Who opens and writes first: the lowest seat whose occupant does not exercise the chair.
_first_seat: Any = (
    select(func.min(_seat.c.seat))
    .where(
        _occupied,
        ~exists().where(
            _chair.c.procedure_id == _seat.c.procedure_id,
            _chair.c.person_id == _seat.c.person_id,
            _chair.c.capacity == Capacity.CHAIR.value,
            _chair.c.ended_at.is_(None),
        ),
    )
    .correlate(_p)
    .scalar_subquery()
)
_OPEN = (
    select(*_columns("report.open", object_id=_d.c.id, since=_d.c.at))
    .select_from(_decided)
    .where(
        _mine(Capacity.MEMBER),
        _g.c.seat == _first_seat,
        ~exists().where(_r.c.procedure_id == _p.c.id, _r.c.run == _run),
    )
)
_ADDENDUM = (
    select(*_columns("report.addendum", object_id=_r.c.id, since=_r.c.lodged_at))
    .select_from(_reported)
    .where(
        _mine(Capacity.MEMBER),
        _g.c.seat == _first_seat,
        exists().where(
            _came.c.procedure_id == _r.c.procedure_id,
            _came.c.run == _r.c.run,
            _came.c.answered_at > _r.c.lodged_at,
        ),
    )
)
_ADDENDUM_DECISION = (
    select(*_columns("report.addendum_decision", object_id=_r.c.id, since=_d.c.at))
    .select_from(
        _reported.join(
            _d, and_(_d.c.procedure_id == _p.c.id, _d.c.run == _run, _d.c.id != _r.c.decision_id)
        )
    )
    .where(_mine(Capacity.MEMBER), _g.c.seat == _first_seat, _r.c.lodged_at.is_not(None), _stands)
)
_narrated = exists().where(_part.c.report_id == _r.c.id, _part.c.name == _t.c.candidate_id)
_unwritten: Any = (
    select(func.count())
    .select_from(_t.join(_c, _c.c.id == _t.c.candidate_id))
    .where(
        _t.c.procedure_id == _r.c.procedure_id,
        _t.c.run == _r.c.run,
        _c.c.withdrawn_at.is_(None),
        ~_narrated,
    )
    .correlate(_r)
    .scalar_subquery()
)
_mandated = exists().where(_part.c.report_id == _r.c.id, _part.c.name == MANDATE)
_WRITE = (
    select(*_columns("report.write", object_id=_r.c.id, since=_r.c.opened_at, n=_unwritten))
    .select_from(_reported)
    .where(
        _mine(Capacity.MEMBER),
        _g.c.seat == _first_seat,
        _r.c.called_at.is_(None),
        _r.c.lodged_at.is_(None),
        (_unwritten > 0) | ~_mandated,
    )
)
_confirmed: Any = (
    select(func.count())
    .select_from(_minutes)
    .where(_minutes.c.meeting_id == _meeting.c.id, _minutes.c.dissent.is_(False))
    .correlate(_meeting)
    .scalar_subquery()
)
_present = (
    func.length(_meeting.c.present) - func.length(func.replace(_meeting.c.present, " ", "")) + 1
)
_CALL = (
    select(
        *_columns(
            "report.call",
            object_id=_r.c.id,
            since=_meeting.c.recorded_at,
            n=_present - _confirmed,
        )
    )
    .select_from(
        _reported.join(
            _d, and_(_d.c.procedure_id == _r.c.procedure_id, _d.c.run == _r.c.run, _stands)
        )
        .join(_motion, _motion.c.id == _d.c.motion_id)
        .join(_meeting, _meeting.c.id == _motion.c.meeting_id)
    )
    .where(
        _mine(Capacity.CHAIR),
        _r.c.called_at.is_(None),
        _r.c.lodged_at.is_(None),
        _unwritten == 0,
        _mandated,
        _meeting.c.recorded_at.is_not(None),
    )
)


def _signed(grant: Any) -> Any:
    return exists().where(
        _s.c.report_id == _r.c.id, _s.c.edition == _r.c.edition, _s.c.grant_id == grant
    )


_SIGN = (
    select(*_columns("report.sign", object_id=_r.c.id, since=_r.c.called_at))
    .select_from(_reported)
    .where(
        _mine(Capacity.MEMBER),
        _r.c.called_at.is_not(None),
        _r.c.lodged_at.is_(None),
        ~_signed(_g.c.id),
        ~exists().where(_u.c.report_id == _r.c.id, _u.c.grant_id == _g.c.id),
    )
)
_signers: Any = (
    select(func.count())
    .select_from(_seat)
    .where(_occupied, _signed(_seat.c.id))
    .correlate(_p, _r)
    .scalar_subquery()
)
_missing: Any = (
    select(func.count())
    .select_from(_seat)
    .where(_occupied, ~_signed(_seat.c.id))
    .correlate(_p, _r)
    .scalar_subquery()
)
_LODGE = (
    select(
        *_columns(
            "report.lodge",
            object_id=_r.c.id,
            since=_r.c.called_at,
            n=case((_missing == 0, 0), (_signers >= 3, 1), else_=2),
        )
    )
    .select_from(_reported)
    .where(_mine(Capacity.CHAIR), _r.c.called_at.is_not(None), _r.c.lodged_at.is_(None))
)
_HAND_OVER = (
    select(*_columns("report.hand_over", object_id=_d.c.id, since=_r.c.lodged_at))
    .select_from(
        _decided.join(_r, and_(_r.c.decision_id == _d.c.id, _latest))
        .join(_c, and_(_c.c.id == _d.c.candidate_id, _c.c.withdrawn_at.is_(None)))
        .join(
            _k,
            and_(
                _k.c.procedure_id == _p.c.id,
                _k.c.candidate_id == _d.c.candidate_id,
                _k.c.named.is_(True),
            ),
        )
    )
    .where(
        _mine(Capacity.CHAIR),
        _r.c.lodged_at.is_not(None),
        ~_given,
        ~_over,
    )
)
_FINDING = (
    select(*_columns("report.hand_over_finding", object_id=_d.c.id, since=_r.c.lodged_at))
    .select_from(_decided.join(_r, and_(_r.c.decision_id == _d.c.id, _latest)))
    .where(
        _mine(Capacity.CHAIR),
        _d.c.candidate_id.is_(None),
        _r.c.lodged_at.is_not(None),
        ~exists().where(_f.c.decision_id == _d.c.id),
    )
)
_certified = exists().where(
    _m.c.procedure_id == _p.c.id, _m.c.kind == MilestoneKind.ROUND_CERTIFIED.value
)
_asked = and_(
    _2.c.procedure_id == _p.c.id,
    _2.c.act == RELEASE,
    _2.c.withdrawn_at.is_(None),
)
_RELEASE = (
    select(*_columns("report.release"))
    .select_from(_room)
    .where(
        _mine(Capacity.PRESIDENT),
        _certified,
        exists().where(_r.c.procedure_id == _p.c.id, _r.c.lodged_at.is_not(None)),
        ~exists().where(_asked),
    )
)
_second_seat: Any = (
    select(func.min(_seat.c.seat))
    .where(_occupied, _seat.c.person_id != _2.c.first_person)
    .correlate(_p, _2)
    .scalar_subquery()
)
_SECOND = (
    select(*_columns("report.release_second", object_id=_2.c.id, since=_2.c.first_at))
    .select_from(_room.join(_2, _asked))
    .where(
        _mine(Capacity.MEMBER),
        _certified,
        _2.c.second_at.is_(None),
        _g.c.seat == _second_seat,
    )
)
_READ = (
    select(*_columns("report.read_released", object_id=_r.c.id, since=_2.c.second_at))
    .select_from(_room.join(_2, _asked).join(_r, _r.c.id == _2.c.object_id))
    .where(
        _mine(Capacity.COMMITTEE),
        _2.c.second_at.is_not(None),
        ~exists().where(_v.c.document_id == _r.c.document_id, _v.c.person_id == _g.c.person_id),
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
    _RELEASE,
    _SECOND,
    _READ,
]
