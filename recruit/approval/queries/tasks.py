"""What the approval needs from somebody: facts only; the rules decide (rules.tasks)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, and_, bindparam, case, exists, func, or_, select
from sqlalchemy.sql import FromClause

from recruit.access import models as access
from recruit.access.rules import Capacity
from recruit.access.tasks import columns
from recruit.applications import models as applications
from recruit.approval import models
from recruit.approval.queries import calls
from recruit.approval.queries.rounds import BROKEN
from recruit.core.db import UTC
from recruit.countersigning.queries import waits_on
from recruit.countersigning.rules import PresidentialAct
from recruit.procedure import models as procedure
from recruit.procedure.rules.milestones import MilestoneKind
from recruit.report import models as report

_g = access.Grant.__table__  # type: ignore[attr-defined]
_p = procedure.Procedure.__table__  # type: ignore[attr-defined]
_h = report.HandOver.__table__  # type: ignore[attr-defined]
_r = models.Round.__table__  # type: ignore[attr-defined]
_l = models.Lengthening.__table__  # type: ignore[attr-defined]
_t = models.Path.__table__  # type: ignore[attr-defined]
_f = models.Draft.__table__  # type: ignore[attr-defined]
_d = models.Dispute.__table__  # type: ignore[attr-defined]
_q = models.Rehearsal.__table__  # type: ignore[attr-defined]
_s = access.Second.__table__  # type: ignore[attr-defined]
_i = models.Item.__table__  # type: ignore[attr-defined]
_NOW = bindparam("now", type_=UTC())
_c = applications.Candidate.__table__  # type: ignore[attr-defined]
_m = procedure.Milestone.__table__  # type: ignore[attr-defined]
_last = _r.alias("last_round")
_later = _r.alias("later_round")

_DEADLINE = func.coalesce(
    select(func.max(_l.c.deadline_at))
    .where(_l.c.round_id == _r.c.id)
    .correlate(_r)
    .scalar_subquery(),
    _r.c.deadline_at,
    type_=UTC(),
)


def _held(*capacities: Capacity) -> Any:
    return and_(
        _g.c.person_id == bindparam("person"),
        _g.c.ended_at.is_(None),
        or_(_g.c.until.is_(None), _g.c.until > _NOW),
        _g.c.capacity.in_([c.value for c in capacities]),
    )


def _mine() -> FromClause:
    return _g.join(_p, _p.c.id == _g.c.procedure_id)


def _told(kind: str, **more: Any) -> list[Any]:
    return list(
        columns(
            procedure_id=_g.c.procedure_id,
            procedure_name=_p.c.name,
            capacity=_g.c.capacity,
            kind=kind,
            **more,
        )
    )


# the living hand-over beside the latest round and its path. n: 0 no round yet, 1 one that
# has not ended, 2 ended without approval as far as is recorded, 3 certified, 4 without object
_LATEST = _h.outerjoin(
    _last,
    and_(
        _last.c.procedure_id == _h.c.procedure_id,
        ~exists().where(
            _later.c.procedure_id == _last.c.procedure_id, _later.c.number > _last.c.number
        ),
    ),
).outerjoin(_t, _t.c.round_id == _last.c.id)
_STANDS = case(
    (_last.c.id.is_(None), 0),
    (_last.c.certified_at.is_not(None), 3),
    (_last.c.without_object_at.is_not(None), 4),
    (_last.c.ended_at.is_(None), 1),
    else_=2,
)


_LEFT = exists().where(_c.c.id == _h.c.candidate_id, _c.c.withdrawn_at.is_not(None))
_LOST = exists().where(_c.c.id == _r.c.candidate_id, _c.c.withdrawn_at.is_not(None))


def _handed_over(kind: str, capacity: Capacity, *more: Any) -> Select[Any]:
    return (
        select(
            *_told(
                kind,
                object_id=_h.c.id,
                reference=func.coalesce(_t.c.path, ""),
                since=_h.c.at,
                until=func.coalesce(_t.c.at, _last.c.without_object_at, type_=UTC()),
                n=_STANDS,
            )
        )
        .select_from(
            _g.join(_p, _p.c.id == _g.c.procedure_id).join(
                _LATEST, _h.c.procedure_id == _g.c.procedure_id
            )
        )
        .where(_held(capacity), _h.c.recalled_at.is_(None), ~_LEFT, *more)
    )


def _of_round(kind: str, capacity: Capacity, *more: Any, n: Any = 0) -> Select[Any]:
    return (
        select(
            *_told(
                kind,
                object_id=_r.c.id,
                reference=_r.c.reference,
                since=_r.c.opened_at,
                until=_DEADLINE,
                n=n,
            )
        )
        .select_from(_mine().join(_r, _r.c.procedure_id == _g.c.procedure_id))
        .where(_held(capacity), *more)
    )


_RUNS = (_r.c.ended_at.is_(None), ~BROKEN, _r.c.cancelled_at.is_(None))
_FOLLOWS = (_r.c.ended_at.is_(None), or_(BROKEN, _r.c.cancelled_at.is_not(None)))
_ANNULLED = exists().where(_d.c.round_id == _r.c.id, _d.c.annulled.is_(True))
_UNPATHED = ~exists().where(_t.c.round_id == _r.c.id)
_NEWEST = ~exists().where(_later.c.procedure_id == _r.c.procedure_id, _later.c.number > _r.c.number)


def _dispute(kind: str, capacity: Capacity, *, asked: bool) -> Select[Any]:
    waits = exists().where(
        _s.c.object_id == _d.c.id, _s.c.second_at.is_(None), _s.c.withdrawn_at.is_(None)
    )
    return (
        select(
            *_told(
                kind,
                object_id=_d.c.id,
                reference=_r.c.reference,
                since=_d.c.opened_at,
            )
        )
        .select_from(
            _mine()
            .join(_r, _r.c.procedure_id == _g.c.procedure_id)
            .join(_d, _d.c.round_id == _r.c.id)
        )
        .where(
            _held(capacity),
            _d.c.ended_at.is_(None),
            waits if asked else and_(~waits, ~waits_on(PresidentialAct.END_DISPUTE, _d.c.id)),
            ~exists().where(  # a lapse leaves nothing to review (T3)
                _m.c.procedure_id == _r.c.procedure_id,
                _m.c.object_id == _r.c.id,
                _m.c.kind == MilestoneKind.LAPSED.value,
            ),
        )
    )


_UNCLEAR = (
    select(
        *_told(
            "approval.settle",
            object_id=_i.c.id,
            reference=_i.c.receipt,
            since=_i.c.registered_at,
            until=_DEADLINE,
        )
    )
    .select_from(
        _mine().join(_r, _r.c.procedure_id == _g.c.procedure_id).join(_i, _i.c.round_id == _r.c.id)
    )
    .where(
        _held(Capacity.PRESIDENT),
        *_RUNS,
        _i.c.kind == "unclear",
        _i.c.settled_at.is_(None),
        ~waits_on(PresidentialAct.SETTLE, _i.c.id),
    )
)

TASKS: list[Select[Any]] = [
    _handed_over("approval.draft", Capacity.OFFICE, ~exists().where(_f.c.hand_over_id == _h.c.id)),
    _handed_over(
        "approval.rehearse",
        Capacity.OFFICE,
        ~exists().where(_q.c.procedure_id == _h.c.procedure_id),
    ),
    _handed_over("approval.open_round", Capacity.PRESIDENT),
    _of_round("approval.certify", Capacity.PRESIDENT, *_RUNS, ~_LOST),
    _of_round(
        "approval.candidate_lost",
        Capacity.PRESIDENT,
        *_RUNS,
        _LOST,
        or_(_DEADLINE <= _NOW, ~waits_on(PresidentialAct.CANCEL, _r.c.id)),
    ),
    _of_round(
        "approval.record_path",
        Capacity.PRESIDENT,
        _UNPATHED,
        _NEWEST,
        ~waits_on(PresidentialAct.PATH, _r.c.id),
        or_(and_(*_FOLLOWS), _ANNULLED, _r.c.cancelled_at.is_not(None)),
    ),
    _of_round("approval.register", Capacity.OFFICE, *_RUNS),
    _of_round("approval.call", Capacity.OFFICE, *_RUNS, exists().where(calls.uncalled(_r.c.id))),
    _of_round("approval.read_proposal", Capacity.DELEGATE, *_RUNS),
    _UNCLEAR,
    _dispute("approval.end_dispute", Capacity.PRESIDENT, asked=False),
    _dispute("approval.confirm_dispute", Capacity.OFFICE, asked=True),
]
