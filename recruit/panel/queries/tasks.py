"""What somebody has to do for the panel now: the facts, one SELECT a kind."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, false, func, select

from recruit.access import models as access
from recruit.access.rules import Capacity
from recruit.access.tasks import columns, counted
from recruit.applications import models as applications
from recruit.panel import models
from recruit.panel.queries import serving
from recruit.panel.queries.declarations import said_all, unsaid
from recruit.panel.queries.held import HELD, facts, mine
from recruit.panel.rules.conflicts import Clearance
from recruit.panel.rules.tasks import NOBODY
from recruit.procedure import models as procedure

_g = access.Grant.__table__  # type: ignore[attr-defined]
_c = access.Clearance.__table__  # type: ignore[attr-defined]
_p = procedure.Procedure.__table__  # type: ignore[attr-defined]
_l = models.Place.__table__  # type: ignore[attr-defined]
_i = models.Interest.__table__  # type: ignore[attr-defined]
_k = models.Asked.__table__  # type: ignore[attr-defined]
_d = models.Declaration.__table__  # type: ignore[attr-defined]
_f = models.Finding.__table__  # type: ignore[attr-defined]
_v = models.FindingVote.__table__  # type: ignore[attr-defined]
_n = models.AskedAgain.__table__  # type: ignore[attr-defined]
_q = models.Passing.__table__  # type: ignore[attr-defined]
_m = models.Meeting.__table__  # type: ignore[attr-defined]
_o = models.Motion.__table__  # type: ignore[attr-defined]
_t = models.MinutesConfirmation.__table__  # type: ignore[attr-defined]
_x = applications.Candidate.__table__  # type: ignore[attr-defined]

_MEMBERS = [Capacity.MEMBER.value, Capacity.SURROGATE.value]
_UNDERTAKING = [
    c.value
    for c in (
        Capacity.MEMBER,
        Capacity.SURROGATE,
        Capacity.ASSISTANT,
        Capacity.OFFICE,
        Capacity.FOCAL_POINT,
        Capacity.STAFF,
        Capacity.AGENCY,
        Capacity.AUDITOR,
        Capacity.COMMITTEE,
    )
]


def _places(*where: ColumnElement[bool]) -> Any:
    return (
        select(func.count())
        .select_from(_l)
        .where(
            _l.c.procedure_id == _g.c.procedure_id,
            _l.c.ended_at.is_(None),
            _l.c.declined_at.is_(None),
            *where,
        )
        .correlate(_g)
        .scalar_subquery()
    )


_COMPOSE = facts(HELD, "panel.compose", n=_places(_l.c.invited_at.is_not(None))).where(
    mine(Capacity.PRESIDENT.value), _places(_l.c.invited_at.is_not(None)) < 9
)
_CONSTITUTE = facts(HELD, "panel.constitute").where(
    mine(Capacity.PRESIDENT.value), _places(_l.c.accepted_at.is_not(None)) == 9
)

_ANSWER = (
    select(
        *columns(
            procedure_id=_l.c.procedure_id,
            procedure_name=_p.c.name,
            capacity=Capacity.ANYBODY.value,
            kind="panel.answer_invitation",
            object_id=_l.c.id,
            since=_l.c.invited_at,
        )
    )
    .select_from(_l.join(_p, _p.c.id == _l.c.procedure_id))
    .where(
        _l.c.person_id == bindparam("person"),
        _l.c.invited_at.is_not(None),
        _l.c.accepted_at.is_(None),
        _l.c.declined_at.is_(None),
        _l.c.ended_at.is_(None),
    )
)

_SIGN = facts(HELD, "panel.sign_undertaking", object_id=_g.c.id, since=_g.c.since).where(
    mine(*_UNDERTAKING), _g.c.undertaken_at.is_(None)
)

_INTEREST = facts(HELD, "panel.express_interest").where(
    mine(Capacity.DELEGATE.value),
    ~select(_i.c.id)
    .where(
        _i.c.procedure_id == _g.c.procedure_id,
        _i.c.state_id == _g.c.state_id,
        _i.c.withdrawn_at.is_(None),
    )
    .correlate(_g)
    .exists(),
)

_unsaid = unsaid(_k.c.id)
_latest_list = (
    select(func.max(_k.c.at))
    .where(_k.c.procedure_id == _g.c.procedure_id)
    .correlate(_g)
    .scalar_subquery()
)
# Names are looked through only where the writer did not note that all are said.
_DECLARE = facts(HELD, "panel.declare", since=_latest_list, n=counted(_unsaid)).where(
    mine(*_MEMBERS),
    _g.c.undertaken_at.is_not(None),
    case((said_all(_g.c.procedure_id, _g.c.person_id), false()), else_=_unsaid.exists()),
)

_e = models.Election.__table__  # type: ignore[attr-defined]
_STOOD_IN_FOR = select(_e.c.stood_in_for).where(
    _e.c.stood_in_for.is_not(None), _e.c.returned_at.is_(None)
)
_whose = _g.alias("whose")
_chair = _g.alias("chair")
_later = _d.alias("later")
# what is undecided comes first: told plainly that the procedure of all is one, SQLite would
# begin with its declarations, which are many
_OPEN = (
    HELD.join(
        _c,
        and_(
            _c.c.procedure_id == _g.c.procedure_id,
            _c.c.status == Clearance.UNDECIDED.value,
        ),
    )
    .join(
        _d,
        and_(
            _d.c.procedure_id == func.coalesce(_c.c.procedure_id, ""),
            _d.c.person_id == _c.c.person_id,
            _d.c.candidate_id == _c.c.candidate_id,
        ),
    )
    .join(_x, and_(_x.c.id == _d.c.candidate_id, _x.c.withdrawn_at.is_(None)))
    .join(
        _whose,
        and_(
            _whose.c.procedure_id == _d.c.procedure_id,
            _whose.c.person_id == _d.c.person_id,
            _whose.c.capacity.in_(_MEMBERS),
            _whose.c.ended_at.is_(None),
        ),
    )
    .outerjoin(
        _chair,
        and_(
            _chair.c.procedure_id == _d.c.procedure_id,
            _chair.c.person_id == _d.c.person_id,
            _chair.c.capacity == Capacity.CHAIR.value,
            _chair.c.ended_at.is_(None) | _chair.c.id.in_(_STOOD_IN_FOR),
        ),
    )
)
_waiting = _c.alias("waiting")
_is_open = and_(
    # of the grant alone, so asked before the declarations are looked through: mostly none
    select(_waiting.c.id)
    .where(
        _waiting.c.procedure_id == _g.c.procedure_id,
        _waiting.c.status == Clearance.UNDECIDED.value,
    )
    .correlate(_g)
    .exists(),
    _d.c.none_or_known.is_(False),
    ~select(_f.c.id).where(_f.c.declaration_id == _d.c.id).correlate(_d).exists(),
    ~select(_later.c.id)
    .where(
        _later.c.procedure_id == _d.c.procedure_id,
        _later.c.person_id == _d.c.person_id,
        _later.c.candidate_id == _d.c.candidate_id,
        _later.c.at > _d.c.at,
    )
    .correlate(_d)
    .exists(),
)
_DECIDE = facts(_OPEN, "panel.decide_conflict", object_id=_d.c.id, since=_d.c.at).where(
    mine(Capacity.CHAIR.value), _is_open, _chair.c.id.is_(None)
)
_VOTE = facts(
    _OPEN,
    "panel.vote_conflict",
    object_id=_d.c.id,
    since=_d.c.at,
    n=func.coalesce(func.length(_chair.c.id), 0),
).where(
    mine(Capacity.MEMBER.value),
    _g.c.undertaken_at.is_not(None),
    _is_open,
    _d.c.person_id != _g.c.person_id,
    ~select(_v.c.id)
    .where(_v.c.declaration_id == _d.c.id, _v.c.grant_id == _g.c.id)
    .correlate(_d, _g)
    .exists(),
)

# Surrogates in the order, as far as the passing depends on them (C7).
_s = _g.alias("surrogate")
_was = _g.alias("was")


def _standing(status: list[str]) -> ColumnElement[bool]:
    return (
        select(_c.c.id)
        .select_from(
            _c.join(
                _k,
                and_(
                    _k.c.procedure_id == _c.c.procedure_id,
                    _k.c.candidate_id == _c.c.candidate_id,
                    _k.c.listed.is_(True),
                ),
            )
        )
        .where(
            _c.c.procedure_id == _s.c.procedure_id,
            _c.c.person_id == _s.c.person_id,
            _c.c.status.in_(status),
        )
        .correlate(_s)
        .exists()
    )


_not_declared = (
    select(_k.c.id)
    .where(
        _k.c.procedure_id == _s.c.procedure_id,
        _k.c.listed.is_(True),
        ~select(_c.c.id)
        .where(
            _c.c.procedure_id == _k.c.procedure_id,
            _c.c.candidate_id == _k.c.candidate_id,
            _c.c.person_id == _s.c.person_id,
        )
        .correlate(_k, _s)
        .exists(),
    )
    .correlate(_s)
    .exists()
)


def _first(*where: ColumnElement[bool]) -> Any:
    return func.coalesce(
        select(func.min(_s.c.seat))
        .where(
            _s.c.procedure_id == _g.c.procedure_id,
            _s.c.capacity == Capacity.SURROGATE.value,
            _s.c.ended_at.is_(None),
            ~select(_was.c.id)
            .where(
                _was.c.procedure_id == _s.c.procedure_id,
                _was.c.person_id == _s.c.person_id,
                _was.c.capacity == Capacity.MEMBER.value,
                _was.c.ended_at.is_not(None),
            )
            .correlate(_s)
            .exists(),
            ~_standing([Clearance.CONFLICT.value]),
            *where,
        )
        .correlate(_g)
        .scalar_subquery(),
        NOBODY,
    )


_undecided = _standing([Clearance.UNDECIDED.value])
_PASS = facts(
    HELD.join(_q, and_(_q.c.procedure_id == _g.c.procedure_id, _q.c.to_grant.is_(None))),
    "panel.pass_seat",
    object_id=_q.c.id,
    since=select(func.max(_k.c.at))
    .where(_k.c.procedure_id == _g.c.procedure_id, _k.c.listed.is_(True))
    .correlate(_g)
    .scalar_subquery(),
    n=_first(~_not_declared, ~_undecided) * (NOBODY + 1) + _first(_not_declared | _undecided),
).where(mine(Capacity.CHAIR.value))

_WRITE = facts(
    HELD.join(_m, _m.c.procedure_id == _g.c.procedure_id),
    "panel.write_minutes",
    object_id=_m.c.id,
    since=_m.c.held_at,
).where(
    mine(Capacity.CHAIR.value),
    _m.c.recorded_at.is_(None),
    select(_o.c.id).where(_o.c.meeting_id == _m.c.id).correlate(_m).exists(),
)
_CONFIRM = facts(
    HELD.join(_m, _m.c.procedure_id == _g.c.procedure_id),
    "panel.confirm_minutes",
    object_id=_m.c.id,
    since=_m.c.recorded_at,
).where(
    mine(Capacity.MEMBER.value),
    _g.c.undertaken_at.is_not(None),
    _m.c.recorded_at.is_not(None),
    _m.c.present.contains(_g.c.id),
    ~select(_t.c.id)
    .where(_t.c.meeting_id == _m.c.id, _t.c.grant_id == _g.c.id, _t.c.motion_id == "")
    .correlate(_m, _g)
    .exists(),
)
_PUT_TO_VOTE = facts(
    HELD.join(_o, _o.c.procedure_id == _g.c.procedure_id),
    "panel.put_to_vote",
    object_id=_o.c.meeting_id,
    since=_o.c.at,
).where(
    mine(Capacity.CHAIR.value),
    _o.c.by == "consensus",
    select(_t.c.id).where(_t.c.motion_id == _o.c.id).correlate(_o).exists(),
)

_z = models.Destruction.__table__  # type: ignore[attr-defined]
_DESTROY = facts(HELD, "panel.confirm_destruction", since=_g.c.since).where(
    mine(Capacity.FORMER_MEMBER.value),
    ~select(_z.c.id)
    .where(_z.c.procedure_id == _g.c.procedure_id, _z.c.person_id == _g.c.person_id)
    .correlate(_g)
    .exists(),
)

_day = (
    select(func.max(_n.c.day))
    .where(_n.c.procedure_id == _g.c.procedure_id, _n.c.person_id.is_(None))
    .correlate(_g)
    .scalar_subquery()
)
_AGAIN = facts(HELD, "panel.declare_again", reference=_day).where(
    mine(*_MEMBERS),
    _g.c.undertaken_at.is_not(None),
    _day.is_not(None),
    ~select(_n.c.id)
    .where(_n.c.procedure_id == _g.c.procedure_id, _n.c.person_id == _g.c.person_id)
    .correlate(_g)
    .exists(),
)

TASKS: list[Select[Any]] = [
    _COMPOSE,
    _CONSTITUTE,
    _ANSWER,
    _SIGN,
    _INTEREST,
    _DECLARE,
    _DECIDE,
    _VOTE,
    _PASS,
    _WRITE,
    _CONFIRM,
    _PUT_TO_VOTE,
    _AGAIN,
    _DESTROY,
    *serving.TASKS,
]
