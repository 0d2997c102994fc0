"""What somebody has to do for the interviews: one SELECT a kind, facts only.

``rules.tasks`` decides from a row whether it is due. Nothing here tells anybody of
another's lock before the own one (R15): a member's rows are of the own sheet, and the
Chair's row of a debrief exists only once every occupant, the Chair too, has locked.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, and_, bindparam, exists, func, or_, select

from recruit.access import models as access
from recruit.access.rules import Capacity
from recruit.access.tasks import columns
from recruit.applications import models as applications
from recruit.core.db import UTC
from recruit.interviews import models
from recruit.interviews.queries import missing
from recruit.interviews.rules.missed import MOST, Cause
from recruit.panel import models as panel
from recruit.procedure import models as procedure
from recruit.procedure.rules.milestones import MilestoneKind
from recruit.shortlist import models as shortlist

_g = access.Grant.__table__  # type: ignore[attr-defined]
_x = access.Clearance.__table__  # type: ignore[attr-defined]
_p = procedure.Procedure.__table__  # type: ignore[attr-defined]
_m = procedure.Milestone.__table__  # type: ignore[attr-defined]
_c = applications.Candidate.__table__  # type: ignore[attr-defined]
_i = shortlist.Invited.__table__  # type: ignore[attr-defined]
_s = models.Slot.__table__  # type: ignore[attr-defined]
_t = models.Interview.__table__  # type: ignore[attr-defined]
_h = models.Sheet.__table__  # type: ignore[attr-defined]
_d = models.Debrief.__table__  # type: ignore[attr-defined]
_k = models.Consent.__table__  # type: ignore[attr-defined]
_w = models.Missed.__table__  # type: ignore[attr-defined]
_o = panel.Motion.__table__  # type: ignore[attr-defined]
_n = models.Need.__table__  # type: ignore[attr-defined]
_seat = _g.alias("seat")
_other = _w.alias("other_date")

_renewed = _m.alias("renewed")
_run: Any = (
    select(1 + func.count())
    .where(_renewed.c.procedure_id == _p.c.id, _renewed.c.kind == MilestoneKind.NEW_RUN.value)
    .correlate(_p)
    .scalar_subquery()
)
_room = _g.join(_p, _p.c.id == _g.c.procedure_id)


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


_invited = and_(_i.c.procedure_id == _p.c.id, _i.c.run == _run)
_held = and_(_t.c.procedure_id == _p.c.id, _t.c.run == _run)
_slot_of = and_(
    _s.c.procedure_id == _i.c.procedure_id,
    _s.c.run == _i.c.run,
    _s.c.candidate_id == _i.c.candidate_id,
    _s.c.ended_at.is_(None),
)
_slots = (
    _room.join(_i, _invited)
    .join(_c, and_(_c.c.id == _i.c.candidate_id, _c.c.withdrawn_at.is_(None)))
    .join(_s, _slot_of)
)
_interviews = _room.join(_t, _held).join(
    _c, and_(_c.c.id == _t.c.candidate_id, _c.c.withdrawn_at.is_(None))
)
_was_held = exists().where(
    _t.c.procedure_id == _i.c.procedure_id,
    _t.c.run == _i.c.run,
    _t.c.candidate_id == _i.c.candidate_id,
)


def _lost(missed: Any) -> Any:
    return exists().where(_o.c.id == missed.c.motion_id, _o.c.carried.is_(False))


def _open(missed: Any) -> Any:
    """The panel has to decide on the candidate's reason for this date (J8)."""
    return and_(
        missed.c.cause == Cause.CANDIDATE.value,
        or_(missed.c.accepted.is_(None), _lost(missed)),
    )


def _refused(missed: Any) -> Any:
    return and_(missed.c.accepted.is_(False), ~_lost(missed))


def _same(missed: Any, than: Any) -> Any:
    """Of the same candidate in the same run."""
    return and_(
        missed.c.procedure_id == than.c.procedure_id,
        missed.c.run == than.c.run,
        missed.c.candidate_id == than.c.candidate_id,
    )


_may_have_date = and_(
    ~exists().where(_same(_w, _i), _open(_w)),
    select(func.count()).where(_same(_w, _i), _refused(_w)).correlate(_i).scalar_subquery() < MOST,
)

_without_slot: Any = (
    select(func.count())
    .select_from(_i.join(_c, _c.c.id == _i.c.candidate_id).outerjoin(_s, _slot_of))
    .where(
        _invited,
        _c.c.withdrawn_at.is_(None),
        _s.c.id.is_(None) | (_s.c.answer == "declined"),
        ~_was_held,
        _may_have_date,
    )
    .correlate(_p)
    .scalar_subquery()
)
_not_invited: Any = (
    select(func.count())
    .select_from(_i.join(_c, _c.c.id == _i.c.candidate_id).join(_s, _slot_of))
    .where(_invited, _c.c.withdrawn_at.is_(None), _s.c.invited_at.is_(None), ~_was_held)
    .correlate(_p)
    .scalar_subquery()
)

# a slot whose time has come asks for nothing any more, started or not (R16)
_ahead = or_(_s.c.id.is_(None), _s.c.starts_at > bindparam("now", type_=UTC()))
_needs_of = (
    _i.join(_c, and_(_c.c.id == _i.c.candidate_id, _c.c.withdrawn_at.is_(None)))
    .outerjoin(_s, _slot_of)
    .outerjoin(
        _n,
        and_(
            _n.c.procedure_id == _i.c.procedure_id,
            _n.c.run == _i.c.run,
            _n.c.candidate_id == _i.c.candidate_id,
        ),
    )
)
_unasked: Any = (
    select(func.count())
    .select_from(_needs_of)
    .where(_invited, _n.c.id.is_(None), _ahead)
    .correlate(_p)
    .scalar_subquery()
)
_unanswered = and_(_invited, _n.c.id.is_not(None), _n.c.answered_on.is_(None), _ahead)
_ASK_NEEDS = (
    select(*_columns("interviews.ask_needs", n=_unasked))
    .select_from(_room)
    .where(_mine(Capacity.FOCAL_POINT), _unasked > 0)
)
_RECORD_NEEDS = (
    select(
        *_columns(
            "interviews.record_needs",
            n=select(func.count())
            .select_from(_needs_of)
            .where(_unanswered)
            .correlate(_p)
            .scalar_subquery(),
            until=select(func.min(_n.c.due_at))
            .select_from(_needs_of)
            .where(_unanswered)
            .correlate(_p)
            .scalar_subquery(),
        )
    )
    .select_from(_room)
    .where(
        _mine(Capacity.FOCAL_POINT),
        exists(select(_i.c.id).select_from(_needs_of).where(_unanswered).correlate(_p)),
    )
)
_SET_SLOTS = (
    select(*_columns("interviews.set_slots", n=_without_slot))
    .select_from(_room)
    .where(_mine(Capacity.FOCAL_POINT), _without_slot > 0)
)
_INVITE = (
    select(*_columns("interviews.invite", n=_not_invited))
    .select_from(_room)
    .where(_mine(Capacity.FOCAL_POINT), _not_invited > 0)
)
_CONFIRM = (
    select(
        *_columns(
            "interviews.confirm",
            object_id=_s.c.id,
            reference=_c.c.reference,
            since=_s.c.invited_at,
            until=_s.c.starts_at,
        )
    )
    .select_from(_slots)
    .where(
        _mine(Capacity.FOCAL_POINT),
        _s.c.invited_at.is_not(None),
        _s.c.answer == "",
        ~_was_held,
    )
)
_START = (
    select(
        *_columns(
            "interviews.start",
            object_id=_s.c.id,
            reference=_c.c.reference,
            since=_s.c.starts_at,
        )
    )
    .select_from(_slots)
    .where(
        _mine(Capacity.CHAIR),
        _s.c.invited_at.is_not(None),
        _s.c.answer != "declined",
        ~_was_held,
    )
)
_missed = _room.join(_w, and_(_w.c.procedure_id == _p.c.id, _w.c.run == _run)).join(
    _c, and_(_c.c.id == _w.c.candidate_id, _c.c.withdrawn_at.is_(None))
)
_DECIDE_MISSED = (
    select(
        *_columns(
            "interviews.decide_missed",
            object_id=_w.c.id,
            reference=_c.c.reference,
            since=_w.c.at,
        )
    )
    .select_from(_missed)
    .where(_mine(Capacity.CHAIR), _open(_w))
)
_COUNT_MISSED = (
    select(
        *_columns(
            "interviews.count_missed",
            object_id=_w.c.id,
            reference=_c.c.reference,
            since=_w.c.decided_at,
        )
    )
    .select_from(_missed)
    .where(
        _mine(Capacity.CHAIR),
        _refused(_w),
        exists().where(_same(_other, _w), _refused(_other), _other.c.at < _w.c.at),
        ~exists().where(_same(_other, _w), _open(_other)),
    )
)
_LOCK_SHEET = (
    select(
        *_columns(
            "interviews.lock_sheet",
            object_id=_t.c.candidate_id,
            reference=_c.c.reference,
            since=_t.c.started_at,
        )
    )
    .select_from(_interviews)
    .where(
        _mine(Capacity.MEMBER),
        ~exists().where(
            _h.c.procedure_id == _t.c.procedure_id,
            _h.c.run == _t.c.run,
            _h.c.candidate_id == _t.c.candidate_id,
            _h.c.grant_id == _g.c.id,
            _h.c.locked_at.is_not(None),
        ),
        ~exists().where(
            _x.c.procedure_id == _g.c.procedure_id,
            _x.c.person_id == _g.c.person_id,
            _x.c.status == "undecided",
        ),
    )
)
_CONSENT = (
    select(
        *_columns(
            "interviews.record_consent",
            object_id=_t.c.candidate_id,
            reference=_c.c.reference,
            since=_t.c.started_at,
        )
    )
    .select_from(_interviews)
    .where(
        _mine(Capacity.CHAIR),
        ~exists().where(
            _k.c.procedure_id == _t.c.procedure_id, _k.c.candidate_id == _t.c.candidate_id
        ),
    )
)
_END = (
    select(
        *_columns(
            "interviews.record_course",
            object_id=_t.c.candidate_id,
            reference=_c.c.reference,
            since=_t.c.started_at,
        )
    )
    .select_from(_interviews)
    .where(_mine(Capacity.CHAIR), _t.c.ended_at.is_(None))
)
_has_locked = (
    exists()
    .where(
        _h.c.procedure_id == _t.c.procedure_id,
        _h.c.run == _t.c.run,
        _h.c.candidate_id == _t.c.candidate_id,
        _h.c.grant_id == _seat.c.id,
        _h.c.locked_at.is_not(None),
    )
    .correlate(_t, _seat)
)
_occupied = and_(
    _seat.c.procedure_id == _t.c.procedure_id,
    _seat.c.capacity == Capacity.MEMBER.value,
    _seat.c.ended_at.is_(None),
)
_AGREE = (
    select(
        *_columns(
            "interviews.agree",
            object_id=_t.c.candidate_id,
            reference=_c.c.reference,
            since=_t.c.started_at,
        )
    )
    .select_from(_interviews)
    .where(
        _mine(Capacity.CHAIR),
        ~exists().where(_occupied, ~_has_locked),
        ~exists().where(
            _d.c.procedure_id == _t.c.procedure_id,
            _d.c.run == _t.c.run,
            _d.c.candidate_id == _t.c.candidate_id,
            _d.c.closed_at.is_not(None),
        ),
    )
)

TASKS: list[Select[Any]] = [
    _ASK_NEEDS,
    _RECORD_NEEDS,
    _SET_SLOTS,
    _INVITE,
    _CONFIRM,
    _START,
    _DECIDE_MISSED,
    _COUNT_MISSED,
    _LOCK_SHEET,
    _CONSENT,
    _END,
    _AGREE,
    missing.VOTE,
]
