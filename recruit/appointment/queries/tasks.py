"""What the appointment needs from somebody: facts only; the rules decide (rules.tasks)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    Select,
    String,
    and_,
    bindparam,
    case,
    cast,
    exists,
    func,
    literal,
    or_,
    select,
)

from recruit.access import models as access
from recruit.access.rules import Capacity
from recruit.access.tasks import columns
from recruit.appointment import models
from recruit.appointment.queries import letters
from recruit.appointment.rules.contract import Step
from recruit.appointment.rules.letters import SENDER, Letter
from recruit.appointment.rules.retention import SIDES, Lot
from recruit.approval import models as approval
from recruit.core.db import UTC
from recruit.procedure import models as procedure
from recruit.procedure.rules.milestones import MilestoneKind
from recruit.report import models as report

_g = access.Grant.__table__  # type: ignore[attr-defined]
_p = procedure.Procedure.__table__  # type: ignore[attr-defined]
_next = _p.alias("the_next")
_m = procedure.Milestone.__table__  # type: ignore[attr-defined]
_r = approval.Round.__table__  # type: ignore[attr-defined]
_s = models.Step.__table__  # type: ignore[attr-defined]
_c = models.Contract.__table__  # type: ignore[attr-defined]
_b = models.Publication.__table__  # type: ignore[attr-defined]
_e = models.Sending.__table__  # type: ignore[attr-defined]
_h = models.Held.__table__  # type: ignore[attr-defined]
_z = models.Closing.__table__  # type: ignore[attr-defined]
_f = report.FindingGiven.__table__  # type: ignore[attr-defined]
_made = _g.alias("made")
_x = models.Erasure.__table__  # type: ignore[attr-defined]


def _held(*capacities: Capacity) -> Any:
    return and_(
        _g.c.person_id == bindparam("person"),
        _g.c.ended_at.is_(None),
        or_(_g.c.until.is_(None), _g.c.until > bindparam("now", type_=UTC())),
        _g.c.capacity.in_([c.value for c in capacities]),
    )


def _rows(kind: Any, **more: Any) -> list[Any]:
    return list(
        columns(
            procedure_id=_g.c.procedure_id,
            procedure_name=_p.c.name,
            capacity=_g.c.capacity,
            kind=kind,
            **more,
        )
    )


def _first(kind: MilestoneKind) -> Any:
    return (
        select(func.min(_m.c.at))
        .where(_m.c.procedure_id == _g.c.procedure_id, _m.c.kind == kind.value)
        .correlate(_g)
        .scalar_subquery()
    )


_COUNT = (
    select(func.count())
    .select_from(_s)
    .where(_s.c.round_id == _r.c.id)
    .correlate(_r)
    .scalar_subquery()
)
_NEXT = case(
    *((_COUNT == place, f"appointment.step.{step.value}") for place, step in enumerate(Step)),
    else_="appointment.step.none",
)
_STANDS = and_(
    _r.c.certified_at.is_not(None),
    ~exists().where(
        _m.c.procedure_id == _r.c.procedure_id,
        _m.c.object_id == _r.c.id,
        _m.c.kind.in_([MilestoneKind.ANNULLED.value, MilestoneKind.LAPSED.value]),
    ),
)
_GROUND = _g.join(_p, _p.c.id == _g.c.procedure_id)
_WITH_ROUND = _GROUND.join(_r, and_(_r.c.procedure_id == _g.c.procedure_id, _STANDS))
_DECLINED = exists().where(_s.c.round_id == _r.c.id, _s.c.kind == "declined")
_ACCEPTED = exists().where(_s.c.round_id == _r.c.id, _s.c.kind == "accepted")

_STEP_TASK = (
    select(
        *_rows(
            _NEXT,
            object_id=_r.c.id,
            reference=func.coalesce(cast(_c.c.first_day, String), ""),
            since=_r.c.certified_at,
            n=_COUNT,
        )
    )
    .select_from(_WITH_ROUND.outerjoin(_c, _c.c.round_id == _r.c.id))
    .where(_held(Capacity.FOCAL_POINT), ~_DECLINED, _COUNT < len(Step))
)
_PUBLISH_TASK = (
    select(*_rows("appointment.publish", object_id=_r.c.id, since=_r.c.certified_at))
    .select_from(_WITH_ROUND)
    .where(
        _held(Capacity.PRESIDENT),
        _ACCEPTED,
        ~exists().where(_b.c.round_id == _r.c.id, _b.c.withdrawn_at.is_(None)),
    )
)


def _held_now(letter: Letter) -> Any:
    return exists().where(
        _h.c.procedure_id == _g.c.procedure_id, _h.c.kind == letter.value, _h.c.ended_at.is_(None)
    )


def _letters_task(letter: Letter, opens: MilestoneKind) -> Select[Any]:
    left = letters.left(letter, _g.c.procedure_id)
    since = func.coalesce(_first(opens), _first(MilestoneKind.CLOSED_WITHOUT_RESULT))
    return (
        select(*_rows(f"appointment.letters.{letter.value}", since=since))
        .select_from(_GROUND)
        .where(_held(Capacity.FOCAL_POINT), left, ~_held_now(letter))
    )


def _chair_task(letter: Letter, since: Any) -> Select[Any]:
    left = letters.left(letter, _g.c.procedure_id, _r.c.candidate_id)
    return (
        select(*_rows(f"appointment.letters.{letter.value}", object_id=_r.c.id, since=since))
        .select_from(_WITH_ROUND)
        .where(
            _held(Capacity.CHAIR),
            left,
            ~_held_now(letter),
            ~exists().where(_e.c.round_id == _r.c.id, _e.c.kind == letter.value),
        )
    )


def _chair_at_the_end_task(letter: Letter) -> Select[Any]:
    """To the Chair where it was closed without result: the interviewed are written to (D5)."""
    left = letters.left(letter, _g.c.procedure_id)
    return (
        select(*_rows(f"appointment.letters.{letter.value}", object_id=_z.c.id, since=_z.c.at))
        .select_from(
            _GROUND.join(_z, and_(_z.c.procedure_id == _g.c.procedure_id, _z.c.result.is_(False)))
        )
        .where(
            _held(Capacity.CHAIR),
            left,
            ~_held_now(letter),
            ~exists().where(
                _e.c.procedure_id == _g.c.procedure_id,
                _e.c.kind == letter.value,
                _e.c.at >= _z.c.at,
            ),
        )
    )


def _release_task(sender: str, *seconds: Capacity) -> Select[Any]:
    """To every second person, never to who put the letters together (W9)."""
    return (
        select(
            *_rows(
                literal("appointment.release.", String) + _h.c.kind,
                object_id=_h.c.id,
                since=_h.c.at,
            )
        )
        .select_from(
            _GROUND.join(
                _h,
                and_(
                    _h.c.procedure_id == _g.c.procedure_id,
                    _h.c.sender == sender,
                    _h.c.ended_at.is_(None),
                ),
            ).join(_made, _made.c.id == _h.c.by_grant)
        )
        .where(_held(*seconds), _made.c.person_id != _g.c.person_id)
    )


def _announce_task(lot: Lot) -> Select[Any]:
    """To whoever announces it, from the end on; the rules say from which day."""
    ends = select(func.max(_m.c.at)).where(
        _m.c.procedure_id == _g.c.procedure_id,
        _m.c.kind.in_(
            [MilestoneKind.CONTRACT_SIGNED.value, MilestoneKind.CLOSED_WITHOUT_RESULT.value]
        ),
    )
    return (
        select(
            *_rows(
                f"appointment.erasure.announce.{lot.value}",
                since=ends.correlate(_g).scalar_subquery(),
            )
        )
        .select_from(_GROUND)
        .where(
            _held(*SIDES[lot][0]),
            ends.correlate(_g).scalar_subquery().is_not(None),
            ~exists().where(_x.c.procedure_id == _g.c.procedure_id, _x.c.lot == lot.value),
        )
    )


def _confirm_task(lot: Lot) -> Select[Any]:
    one, other = (tuple(sorted(each)) for each in SIDES[lot])
    return (
        select(
            *_rows(
                f"appointment.erasure.confirm.{lot.value}",
                object_id=_x.c.id,
                until=_x.c.due_at,
            )
        )
        .select_from(_GROUND.join(_x, _x.c.procedure_id == _g.c.procedure_id))
        .where(
            _held(*one, *other),
            _x.c.lot == lot.value,
            _x.c.begun_at.is_(None),
            _x.c.held_why == "",
            or_(
                and_(_g.c.capacity.in_(one), _x.c.one_at.is_(None)),
                and_(_g.c.capacity.in_(other), _x.c.other_at.is_(None)),
            ),
        )
    )


_CLOSE_TASK = (  # the panel's finding is handed over, and no run has begun since (R26)
    select(*_rows("appointment.close", object_id=_f.c.id, since=_f.c.at))
    .select_from(_GROUND.join(_f, _f.c.procedure_id == _g.c.procedure_id))
    .where(
        _held(Capacity.PRESIDENT),
        ~exists().where(_z.c.procedure_id == _g.c.procedure_id),
        ~exists().where(
            _m.c.procedure_id == _g.c.procedure_id,
            _m.c.kind == MilestoneKind.NEW_RUN.value,
            _m.c.at >= _f.c.at,
        ),
    )
)
_TERM_TASK = (  # until the next recruitment is opened
    select(
        *_rows(
            "appointment.term",
            object_id=_c.c.id,
            reference=cast(_c.c.last_day, String),
            n=_c.c.renewals,
        )
    )
    .select_from(_GROUND.join(_c, _c.c.procedure_id == _g.c.procedure_id))
    .where(
        _held(Capacity.FOCAL_POINT),
        ~exists().where(_next.c.closure_at > _p.c.closure_at),
    )
)

TASKS: list[Select[Any]] = [
    _CLOSE_TASK,
    _TERM_TASK,
    *(_announce_task(lot) for lot in Lot),
    *(_confirm_task(lot) for lot in Lot),
    _STEP_TASK,
    _PUBLISH_TASK,
    _letters_task(Letter.NOT_SUITABLE, MilestoneKind.INVITED_RELEASED),
    _letters_task(Letter.WITHOUT_PLACE, MilestoneKind.INVITED_RELEASED),
    _letters_task(Letter.NOT_SHORTLISTED, MilestoneKind.INTERVIEWS_BEGUN),
    _chair_task(Letter.NOT_INTERVIEWED, _r.c.certified_at),
    _chair_task(Letter.INTERVIEWED, _r.c.certified_at),
    _chair_task(Letter.RESERVE, _first(MilestoneKind.CONTRACT_SIGNED)),
    *(_chair_at_the_end_task(one) for one, by in SENDER.items() if by == "chair"),
    _release_task("gichd", Capacity.FOCAL_POINT, Capacity.STAFF),
    _release_task("chair", Capacity.MEMBER),
]
