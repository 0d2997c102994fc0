"""What there is to do in the prescreening: facts by person, one row for each kind of work.

Nothing is told here of another's vote: a screener's row counts the own files only (A5).
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, and_, bindparam, case, func, literal, or_, select

from recruit.access import models as access
from recruit.access.rules import Capacity
from recruit.access.tasks import columns, counted
from recruit.applications import models as applications
from recruit.core.db import UTC
from recruit.panel import models as panel
from recruit.prescreening import models
from recruit.prescreening.queries import rulings
from recruit.procedure import models as procedure
from recruit.vacancy import models as vacancy

_g = access.Grant.__table__  # type: ignore[attr-defined]
_k = access.Clearance.__table__  # type: ignore[attr-defined]
_p = procedure.Procedure.__table__  # type: ignore[attr-defined]
_y = vacancy.Vacancy.__table__  # type: ignore[attr-defined]
_c = applications.Candidate.__table__  # type: ignore[attr-defined]
_s = models.Assignment.__table__  # type: ignore[attr-defined]
_o = models.Outcome.__table__  # type: ignore[attr-defined]
_d = models.ScreenerDeclaration.__table__  # type: ignore[attr-defined]
_x = models.Circulation.__table__  # type: ignore[attr-defined]
_e = models.Listed.__table__  # type: ignore[attr-defined]
_u = models.PanelRuling.__table__  # type: ignore[attr-defined]
_r = models.Request.__table__  # type: ignore[attr-defined]
_w = models.RequestVoice.__table__  # type: ignore[attr-defined]
_n = models.Answer.__table__  # type: ignore[attr-defined]
_b = models.Comparison.__table__  # type: ignore[attr-defined]
_progress = models.Progress.__table__  # type: ignore[attr-defined]
_t = applications.Tally.__table__  # type: ignore[attr-defined]
_alike = applications.Likeness.__table__  # type: ignore[attr-defined]
_reversed = applications.Reversal.__table__  # type: ignore[attr-defined]
_motion = panel.Motion.__table__  # type: ignore[attr-defined]
_meeting = panel.Meeting.__table__  # type: ignore[attr-defined]
_minutes = panel.MinutesConfirmation.__table__  # type: ignore[attr-defined]

_LIVING = (
    _g.c.person_id == bindparam("person"),
    _g.c.ended_at.is_(None),
    or_(_g.c.until.is_(None), _g.c.until > bindparam("now", type_=UTC())),
)
_HERE = _g.join(_p, _p.c.id == _g.c.procedure_id)
_SCREENING = (Capacity.FOCAL_POINT.value, Capacity.STAFF.value, Capacity.AGENCY.value)
_TO_SCREEN = (
    _c.c.withdrawn_at.is_(None),
    _c.c.merged_into.is_(None),
    or_(_c.c.late.is_(False), _c.c.admitted_at.is_not(None)),
)


def _columns(kind: str, **more: Any) -> list[Any]:
    return columns(
        procedure_id=_g.c.procedure_id,
        procedure_name=_p.c.name,
        capacity=_g.c.capacity,
        kind=kind,
        **more,
    )


# counted, for PostgreSQL would make a hash of all places to know whether there is one
_TAKEN = (
    select(func.count())
    .where(_s.c.candidate_id == _c.c.id, _s.c.place.in_((1, 2)), _s.c.ended_at.is_(None))
    .correlate(_c)
    .scalar_subquery()
)


# Files with an open place. Looking through all of them is spared while the last act of
# assigning left none and nothing was received since (``Progress.given_at_received``, set
# and unset by the writer). Two roads by which an earlier application comes to be screened
# are looked at always, each by an index of few rows: the Chair admits a late one, and a
# decision on a likeness is taken back.
_OPEN_PLACE = (_c.c.procedure_id == _g.c.procedure_id, *_TO_SCREEN, _TAKEN < 2)
_all_given = (
    select(literal(1))
    .select_from(_progress.join(_t, _t.c.procedure_id == _progress.c.procedure_id))
    .where(
        _progress.c.procedure_id == _g.c.procedure_id,
        _progress.c.given_at_received == _t.c.received,
    )
    .correlate(_g)
    .exists()
)
_any_open = select(literal(1)).where(*_OPEN_PLACE).correlate(_g).exists()
_admitted_open = select(literal(1)).where(*_OPEN_PLACE, _c.c.late.is_(True)).correlate(_g).exists()


def _of_a_pair_taken_back(pair: Any, *conditions: Any) -> Any:
    """That a candidate of such a pair fulfils these. pair: likenesses joined with more."""
    one = (
        select(literal(1))
        .select_from(pair)
        .where(
            _alike.c.id == _reversed.c.likeness_id,
            _alike.c.procedure_id == _g.c.procedure_id,
            *conditions,
        )
        .correlate(_g, _reversed)
        .exists()
    )
    return select(literal(1)).select_from(_reversed).where(one).exists()


_PAIR = _alike.join(_c, or_(_c.c.id == _alike.c.first_id, _c.c.id == _alike.c.second_id))
_alike_open = _of_a_pair_taken_back(_PAIR, *_OPEN_PLACE)
_unassigned = or_(and_(~_all_given, _any_open), _admitted_open, _alike_open)
ASSIGN = (
    select(*_columns("prescreening.assign", since=_y.c.posted_at))
    .select_from(_HERE.join(_y, _y.c.procedure_id == _g.c.procedure_id))
    .where(*_LIVING, _g.c.capacity == Capacity.FOCAL_POINT.value, _unassigned)
)

_in_conflict = (
    select(literal(1))
    .where(
        _k.c.procedure_id == _s.c.procedure_id,
        _k.c.person_id == _s.c.person_id,
        _k.c.candidate_id == _s.c.candidate_id,
        _k.c.status.in_(("conflict", "undecided")),
    )
    .exists()
)
# one row a person: the files of a place 1 or 2 that they have not locked, the first of
# them named, under the first of their capacities that screens
_also = _g.alias("also")
_capacity_before = (
    select(literal(1))
    .where(
        _also.c.procedure_id == _g.c.procedure_id,
        _also.c.person_id == _g.c.person_id,
        _also.c.ended_at.is_(None),
        _also.c.capacity.in_(_SCREENING),
        _also.c.capacity > _g.c.capacity,
    )
    .exists()
)
_to_lock = (
    select(_s.c.candidate_id)
    .select_from(_s.join(_c, and_(_c.c.id == _s.c.candidate_id, *_TO_SCREEN)))
    .where(
        _s.c.procedure_id == _g.c.procedure_id,
        _s.c.person_id == _g.c.person_id,
        _s.c.ended_at.is_(None),
        _s.c.locked_at.is_(None),
        _s.c.place.in_((1, 2)),
        ~_in_conflict,
    )
    .correlate(_g)
)
_to_lock_first = _to_lock.order_by(_s.c.candidate_id).limit(1).scalar_subquery()
SCREEN = (
    select(*_columns("prescreening.screen", object_id=_to_lock_first, n=counted(_to_lock)))
    .select_from(_HERE)
    .where(*_LIVING, _g.c.capacity.in_(_SCREENING), ~_capacity_before, _to_lock_first.is_not(None))
)

# the first file whose difference waits; the index has the unsettled ones alone
_differing = (
    select(_b.c.candidate_id)
    .select_from(_b.join(_c, and_(_c.c.id == _b.c.candidate_id, *_TO_SCREEN)))
    .where(_b.c.procedure_id == _g.c.procedure_id, _b.c.settled_at.is_(None))
    .order_by(_b.c.candidate_id)
    .limit(1)
    .correlate(_g)
    .scalar_subquery()
)
SETTLE = (
    select(*_columns("prescreening.settle", object_id=_differing))
    .select_from(_HERE)
    .where(*_LIVING, _g.c.capacity == Capacity.FOCAL_POINT.value, _differing.is_not(None))
)

_focal = _g.alias("focal")
_by_focal = (
    select(literal(1))
    .where(
        _focal.c.procedure_id == _d.c.procedure_id,
        _focal.c.person_id == _d.c.person_id,
        _focal.c.capacity == Capacity.FOCAL_POINT.value,
        _focal.c.ended_at.is_(None),
    )
    .exists()
)
_DECIDE_SCREENER = (
    select(
        *_columns(
            "prescreening.decide_declaration",
            object_id=_d.c.id,
            reference=_c.c.reference,
            since=_d.c.at,
        )
    )
    .select_from(
        _HERE.join(_d, and_(_d.c.procedure_id == _g.c.procedure_id, _d.c.conflict.is_(None))).join(
            _c, _c.c.id == _d.c.candidate_id
        )
    )
    .where(
        *_LIVING,
        or_(
            and_(_g.c.capacity == Capacity.FOCAL_POINT.value, ~_by_focal),
            and_(_g.c.capacity == Capacity.CHAIR.value, _by_focal),
        ),
    )
)

# A file without an outcome has an open place, an unlocked one or an unsettled difference.
_unlocked = (
    select(literal(1))
    .select_from(_s.join(_c, and_(_c.c.id == _s.c.candidate_id, *_TO_SCREEN)))
    .where(
        _s.c.procedure_id == _g.c.procedure_id,
        _s.c.ended_at.is_(None),
        _s.c.locked_at.is_(None),
        _s.c.place.in_((1, 2)),
    )
    .correlate(_g)
    .exists()
)
_latest_at = (
    select(func.max(_x.c.at)).where(_x.c.procedure_id == _g.c.procedure_id).correlate(_g)
).scalar_subquery()
_versions_with = (  # counted, as the places are
    select(func.count()).where(_e.c.candidate_id == _c.c.id).correlate(_c).scalar_subquery()
)
_TO_LIST = (
    or_(_o.c.outcome.in_(("suitable", "borderline")), _c.c.staff.is_(True)),
    _versions_with == 0,
)
# Whoever had an outcome before the latest version was listed then, or came back since: only
# where a decision on a likeness was taken back.
_newly = (
    select(literal(1))
    .select_from(_o.join(_c, and_(_c.c.id == _o.c.candidate_id, *_TO_SCREEN)))
    .where(
        _o.c.procedure_id == _g.c.procedure_id,
        _o.c.at >= func.coalesce(_latest_at, _p.c.created_at),
        *_TO_LIST,
    )
    .correlate(_g, _p)
    .exists()
)
# the latest outcome first: after a list there mostly is none, which PostgreSQL does not expect
_any = _o.alias("any_outcome")
_last_outcome_at = (
    select(func.max(_any.c.at)).where(_any.c.procedure_id == _g.c.procedure_id).correlate(_g)
).scalar_subquery()
_new = and_(_last_outcome_at >= func.coalesce(_latest_at, _p.c.created_at), _newly)
_come_back = _of_a_pair_taken_back(
    _PAIR.join(_o, _o.c.candidate_id == _c.c.id), *_TO_SCREEN, *_TO_LIST
)
CIRCULATE = (
    select(
        *_columns(
            "prescreening.circulate",
            n=case((or_(_unlocked, _differing.is_not(None), _unassigned), 1), else_=0),
        ),
    )
    .select_from(_HERE)
    .where(
        *_LIVING,
        _g.c.capacity == Capacity.FOCAL_POINT.value,
        or_(_new, _come_back),
    )
)

_latest = (
    select(_x.c.id)
    .where(_x.c.procedure_id == _g.c.procedure_id)
    .order_by(_x.c.version.desc())
    .limit(1)
    .correlate(_g)
    .scalar_subquery()
)


def _ruling(kind: str, condition: Any) -> Select[Any]:
    return (
        select(
            *_columns(
                f"prescreening.decide_{kind}",
                object_id=_e.c.candidate_id,
                reference=_c.c.reference,
            )
        )
        .select_from(
            _HERE.join(_e, _e.c.circulation_id == _latest)
            .join(_c, and_(_c.c.id == _e.c.candidate_id, _c.c.withdrawn_at.is_(None)))
            .outerjoin(_u, rulings.of(_u, _e.c.candidate_id, kind))
        )
        .where(*_LIVING, _g.c.capacity == Capacity.CHAIR.value, condition, _u.c.id.is_(None))
    )


# present: grant ids of 22 letters, joined by a space
_agreeing = (
    select(func.count())
    .where(_minutes.c.meeting_id == _meeting.c.id, _minutes.c.dissent.is_(False))
    .correlate(_meeting)
    .scalar_subquery()
)
_ENTER = (
    select(
        *_columns(
            "prescreening.enter_placing",
            object_id=_u.c.candidate_id,
            reference=_c.c.reference,
            since=_meeting.c.recorded_at,
            n=(func.length(_meeting.c.present) + 1) / 23 - _agreeing,
        )
    )
    .select_from(
        _HERE.join(
            _u,
            and_(
                _u.c.procedure_id == _g.c.procedure_id, _u.c.kind == "placing", rulings.living(_u)
            ),
        )
        .join(_c, and_(_c.c.id == _u.c.candidate_id, _c.c.withdrawn_at.is_(None)))
        .join(_motion, and_(_motion.c.id == _u.c.motion_id, _motion.c.carried.is_(True)))
        .join(_meeting, _meeting.c.id == _motion.c.meeting_id)
    )
    .where(
        *_LIVING,
        _g.c.capacity == Capacity.CHAIR.value,
        _meeting.c.recorded_at.is_not(None),
        ~select(literal(1))
        .where(_e.c.candidate_id == _u.c.candidate_id, _e.c.status == "placed")
        .exists(),
        ~and_(
            _motion.c.by == "consensus",
            select(literal(1)).where(_minutes.c.motion_id == _motion.c.id).exists(),
        ),
    )
)

_no_request = ~select(literal(1)).where(_r.c.procedure_id == _g.c.procedure_id).exists()
_MOVE = (
    select(*_columns("prescreening.move_request"))
    .select_from(_HERE)
    .where(
        *_LIVING,
        _g.c.capacity == Capacity.MEMBER.value,
        _no_request,
        select(literal(1)).where(_x.c.procedure_id == _g.c.procedure_id).exists(),
    )
)
_spoken = select(literal(1)).where(_w.c.request_id == _r.c.id, _w.c.grant_id == _g.c.id).exists()
_objected = select(literal(1)).where(_w.c.request_id == _r.c.id, _w.c.objects.is_(True)).exists()
_OPEN = (_r.c.made_at.is_(None), _r.c.lost_at.is_(None))
_ABOUT = {
    "object_id": _r.c.id,
    "reference": _r.c.number,
    "since": _r.c.moved_at,
    "until": _r.c.made_at,
}
_REQUESTED = _HERE.join(_r, _r.c.procedure_id == _g.c.procedure_id)
_SECOND = (
    select(*_columns("prescreening.second_request", **_ABOUT))
    .select_from(_REQUESTED)
    .where(
        *_LIVING,
        _g.c.capacity == Capacity.MEMBER.value,
        *_OPEN,
        _r.c.by_grant != _g.c.id,
        ~_spoken,
        ~_objected,
    )
)
_VOTE = (
    select(*_columns("prescreening.vote_request", **_ABOUT))
    .select_from(_REQUESTED)
    .where(*_LIVING, _g.c.capacity == Capacity.CHAIR.value, *_OPEN, _objected)
)
_ANSWER = (
    select(*_columns("prescreening.answer_request", **_ABOUT))
    .select_from(_REQUESTED)
    .where(
        *_LIVING,
        _g.c.capacity == Capacity.FOCAL_POINT.value,
        _r.c.lost_at.is_(None),
        or_(_r.c.made_at.is_not(None), ~_objected),
        ~select(literal(1)).where(_n.c.request_id == _r.c.id).exists(),
    )
)

TASKS: list[Select[Any]] = [
    ASSIGN,
    SCREEN,
    SETTLE,
    _DECIDE_SCREENER,
    CIRCULATE,
    _ruling("borderline", _e.c.status == "borderline"),
    _ruling("equivalence", _e.c.equivalence.is_(True)),
    _ENTER,
    _MOVE,
    _SECOND,
    _VOTE,
    _ANSWER,
]
