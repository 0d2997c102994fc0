"""What somebody has to do for the shortlist: one SELECT a kind, facts only.

``rules.tasks`` decides from a row whether it is due. A row of the Chair's about ballots
exists only once the Chair's own is locked (R15).
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, String, and_, bindparam, cast, exists, func, or_, select

from recruit.access import models as access
from recruit.access.rules import Capacity
from recruit.access.tasks import columns
from recruit.core.db import UTC
from recruit.panel import models as panel
from recruit.prescreening import models as prescreening
from recruit.procedure import models as procedure
from recruit.procedure.rules.milestones import MilestoneKind
from recruit.shortlist import models
from recruit.shortlist.queries import missing
from recruit.vacancy import models as vacancies

_g = access.Grant.__table__  # type: ignore[attr-defined]
_p = procedure.Procedure.__table__  # type: ignore[attr-defined]
_m = procedure.Milestone.__table__  # type: ignore[attr-defined]
_c = models.Criteria.__table__  # type: ignore[attr-defined]
_b = models.Ballot.__table__  # type: ignore[attr-defined]
_a = models.Absence.__table__  # type: ignore[attr-defined]
_s = models.Shortlist.__table__  # type: ignore[attr-defined]
_nobody = models.NoSuitable.__table__  # type: ignore[attr-defined]
_i = models.Invited.__table__  # type: ignore[attr-defined]
_k = models.Confirmation.__table__  # type: ignore[attr-defined]
_q = models.QuestionConfirmation.__table__  # type: ignore[attr-defined]
_paper = models.Paper.__table__  # type: ignore[attr-defined]
_circulation = prescreening.Circulation.__table__  # type: ignore[attr-defined]
_clearance = access.Clearance.__table__  # type: ignore[attr-defined]
_motion = panel.Motion.__table__  # type: ignore[attr-defined]
_meeting = panel.Meeting.__table__  # type: ignore[attr-defined]
_minutes = panel.MinutesConfirmation.__table__  # type: ignore[attr-defined]
_asked = panel.AskedAgain.__table__  # type: ignore[attr-defined]

_further = _circulation.alias("further")
_vacancy = vacancies.Vacancy.__table__  # type: ignore[attr-defined]
_open_again = vacancies.Reopening.__table__  # type: ignore[attr-defined]
_other = _g.alias("other")
_seat = _g.alias("seat")
_own = _b.alias("own")
_before = _paper.alias("before")
_text = _paper.alias("text")

_SEATED = and_(
    _seat.c.procedure_id == _g.c.procedure_id,
    _seat.c.person_id == _g.c.person_id,
    _seat.c.capacity == Capacity.MEMBER.value,
    _seat.c.ended_at.is_(None),
)
_OTHERS = and_(
    _other.c.procedure_id == _g.c.procedure_id,
    _other.c.capacity == Capacity.MEMBER.value,
    _other.c.ended_at.is_(None),
)
_renewed = _m.alias("renewed")
_run: Any = (
    select(1 + func.count())
    .where(_renewed.c.procedure_id == _p.c.id, _renewed.c.kind == MilestoneKind.NEW_RUN.value)
    .correlate(_p)
    .scalar_subquery()
)


def _reached(kind: MilestoneKind) -> Any:
    return exists().where(_m.c.procedure_id == _p.c.id, _m.c.kind == kind.value, _m.c.run == _run)


_frozen = _reached(MilestoneKind.INTERVIEWS_BEGUN)


def _mine(*capacities: Capacity) -> Any:
    return and_(
        _g.c.person_id == bindparam("person"),
        _g.c.ended_at.is_(None),
        or_(_g.c.until.is_(None), _g.c.until > bindparam("now")),
        _g.c.capacity.in_([c.value for c in capacities]),
    )


def _columns(kind: str, **more: Any) -> list[Any]:
    return columns(
        procedure_id=_g.c.procedure_id,
        procedure_name=_p.c.name,
        capacity=_g.c.capacity,
        kind=kind,
        **more,
    )


_room = _g.join(_p, _p.c.id == _g.c.procedure_id)
_of_run = and_(_c.c.procedure_id == _p.c.id, _c.c.run == _run, _c.c.locked_at.is_not(None))
_decided = or_(
    exists().where(_s.c.procedure_id == _p.c.id, _s.c.run == _run),
    exists().where(_nobody.c.procedure_id == _p.c.id, _nobody.c.run == _run),  # R26
)
_absent = exists().where(_a.c.grant_id == _g.c.id, _a.c.run == _run)
_undecided = exists().where(
    _clearance.c.procedure_id == _g.c.procedure_id,
    _clearance.c.person_id == _g.c.person_id,
    _clearance.c.status == "undecided",
)
_last_day = cast(_c.c.last_day, String)

_former = _s.alias("former")
_carried = and_(  # the run began because fewer than four were left, and has nothing yet (C8)
    exists().where(
        _m.c.procedure_id == _p.c.id,
        _m.c.kind == MilestoneKind.NEW_RUN.value,
        _m.c.run == _run,
        _m.c.object_id == "",
    ),
    exists().where(_former.c.procedure_id == _p.c.id, _former.c.run < _run),
    ~exists().where(_c.c.procedure_id == _p.c.id, _c.c.run == _run),
    ~_decided,
)
_members: Any = (
    select(func.count()).select_from(_other).where(_OTHERS).correlate(_g).scalar_subquery()
)
_CARRY_OVER = (
    select(*_columns("shortlist.carry_over", n=_members))
    .select_from(_room)
    .where(_mine(Capacity.CHAIR), _carried)
)
_reopened: Any = (
    select(func.max(_open_again.c.closes_at, type_=UTC()))
    .select_from(_open_again.join(_vacancy, _vacancy.c.id == _open_again.c.vacancy_id))
    .where(_vacancy.c.procedure_id == _p.c.id)
    .correlate(_p)
    .scalar_subquery()
)
_circulated_since: Any = (
    select(func.count())
    .select_from(_further)
    .where(_further.c.procedure_id == _p.c.id, _further.c.at >= _reopened)
    .correlate(_p)
    .scalar_subquery()
)
_LOCK_CRITERIA = (
    select(
        *_columns(
            "shortlist.lock_criteria",
            since=_circulation.c.at,
            until=_reopened,
            n=_circulated_since,
        )
    )
    .select_from(
        _room.join(
            _circulation,
            and_(_circulation.c.procedure_id == _p.c.id, _circulation.c.version == 1),
        )
    )
    .where(
        _mine(Capacity.CHAIR),
        ~exists().where(
            _c.c.procedure_id == _p.c.id, _c.c.run == _run, _c.c.locked_at.is_not(None)
        ),
        ~_carried,
    )
)

_ballots = _room.join(_c, _of_run).outerjoin(_b, and_(_b.c.grant_id == _g.c.id, _b.c.run == _run))
_DRAFT_BALLOT = (
    select(*_columns("shortlist.draft_ballot", since=_c.c.locked_at, reference=_last_day))
    .select_from(_ballots)
    .where(_mine(Capacity.MEMBER), _b.c.id.is_(None), ~_absent, ~_decided)
)
_LOCK_BALLOT = (
    select(
        *_columns(
            "shortlist.lock_ballot",
            object_id=_b.c.id,
            since=_b.c.saved_at,
            reference=_last_day,
        )
    )
    .select_from(_ballots)
    .where(
        _mine(Capacity.MEMBER),
        _b.c.id.is_not(None),
        _b.c.locked_at.is_(None),
        ~_absent,
        ~_undecided,
        ~_decided,
    )
)

# From here on the Chair's: each joins the Chair's own locked ballot.
_of_chair = (
    _room.join(_seat, _SEATED)
    .join(_c, _of_run)
    .join(
        _own,
        and_(_own.c.grant_id == _seat.c.id, _own.c.run == _run, _own.c.locked_at.is_not(None)),
    )
)
_without_ballot = and_(
    ~exists().where(_b.c.grant_id == _other.c.id, _b.c.run == _run, _b.c.locked_at.is_not(None)),
    ~exists().where(_a.c.grant_id == _other.c.id, _a.c.run == _run),
)
_locked: Any = (
    select(func.count())
    .select_from(_other.join(_b, and_(_b.c.grant_id == _other.c.id, _b.c.run == _run)))
    .where(_OTHERS, _b.c.locked_at.is_not(None))
    .correlate(_g, _p)
    .scalar_subquery()
)
_missing: Any = (
    select(func.count())
    .select_from(_other)
    .where(_OTHERS, _without_ballot)
    .correlate(_g, _p)
    .scalar_subquery()
)
_RECORD_ABSENCE = (
    select(
        *_columns(
            "shortlist.record_absence",
            object_id=_other.c.id,
            since=_own.c.locked_at,
            reference=_last_day,
            n=_locked,
        )
    )
    .select_from(_of_chair.join(_other, _OTHERS))
    .where(_mine(Capacity.CHAIR), _without_ballot, ~_decided)
)
_DECIDE = (
    select(*_columns("shortlist.decide", since=_own.c.locked_at, n=_missing))
    .select_from(_of_chair)
    .where(_mine(Capacity.CHAIR), ~_decided)
)

_CONFIRM = (
    select(*_columns("shortlist.confirm_decision", object_id=_s.c.id, since=_g.c.since))
    .select_from(
        _room.join(_s, and_(_s.c.procedure_id == _p.c.id, _s.c.run == _run, _s.c.at < _g.c.since))
    )
    .where(
        _mine(Capacity.MEMBER),
        ~exists().where(_k.c.shortlist_id == _s.c.id, _k.c.grant_id == _g.c.id),
        ~_frozen,
    )
)

_waiting: Any = (
    select(func.count())
    .select_from(_other)
    .where(
        _OTHERS,
        ~exists().where(
            _asked.c.procedure_id == _other.c.procedure_id,
            _asked.c.person_id == _other.c.person_id,
            _asked.c.answered_at.is_not(None),
        )
        | (
            (_other.c.since > _s.c.at)
            & ~exists().where(_k.c.shortlist_id == _s.c.id, _k.c.grant_id == _other.c.id)
        ),
    )
    .correlate(_g, _p, _s)
    .scalar_subquery()
)
_agreeing: Any = (
    select(func.count())
    .where(_minutes.c.meeting_id == _meeting.c.id, _minutes.c.dissent.is_(False))
    .correlate(_meeting)
    .scalar_subquery()
)
# present: grant ids of 22 letters, joined by a space
_unconfirmed: Any = (func.length(_meeting.c.present) + 1) / 23 - _agreeing
_RELEASE = (
    select(
        *_columns(
            "shortlist.release_invited",
            object_id=_s.c.id,
            since=_meeting.c.recorded_at,
            n=100 * _waiting + _unconfirmed,
        )
    )
    .select_from(
        _room.join(_s, and_(_s.c.procedure_id == _p.c.id, _s.c.run == _run))
        .join(_motion, _motion.c.id == _s.c.motion_id)
        .join(_meeting, _meeting.c.id == _motion.c.meeting_id)
    )
    .where(
        _mine(Capacity.CHAIR),
        ~exists().where(_i.c.procedure_id == _p.c.id, _i.c.run == _run),
    )
)


# -- papers: each paper has one draft a run; it is complete when 'ready' ----------------


def _draft(kind: str) -> Any:
    return and_(
        _text.c.procedure_id == _p.c.id,
        _text.c.run == _run,
        _text.c.kind == kind,
        _text.c.adopted_at.is_(None),
        _text.c.ready.is_(True),
    )


def _in_force(kind: str) -> Any:
    """The latest adopted version of a kind, as the row ``before``."""
    later = _paper.alias("later")
    return and_(
        _before.c.procedure_id == _p.c.id,
        _before.c.run == _run,
        _before.c.kind == kind,
        _before.c.adopted_at.is_not(None),
        ~exists().where(
            later.c.procedure_id == _before.c.procedure_id,
            later.c.run == _before.c.run,
            later.c.kind == kind,
            later.c.adopted_at.is_not(None),
            later.c.number > _before.c.number,
        ),
    )


_drafters = (Capacity.FOCAL_POINT, Capacity.MEMBER)
_DRAFT_PROFILE = (
    select(*_columns("shortlist.draft_profile", since=_circulation.c.at))
    .select_from(
        _room.join(
            _circulation,
            and_(_circulation.c.procedure_id == _p.c.id, _circulation.c.version == 1),
        )
    )
    .where(
        _mine(*_drafters),
        ~exists().where(
            _text.c.procedure_id == _p.c.id,
            _text.c.run == _run,
            _text.c.kind == "profile",
            _text.c.ready.is_(True),
        ),
        ~_frozen,
    )
)


def _to_draft(kind: str, before: str) -> Select[Any]:
    return (
        select(
            *_columns(f"shortlist.draft_{kind}", object_id=_before.c.id, since=_before.c.adopted_at)
        )
        .select_from(_room.join(_before, _in_force(before)))
        .where(
            _mine(*_drafters),
            ~exists().where(
                _text.c.procedure_id == _p.c.id,
                _text.c.run == _run,
                _text.c.kind == kind,
                _text.c.rests_on == _before.c.id,
                _text.c.ready.is_(True),
            ),
            ~_frozen,
        )
    )


def _to_adopt(kind: str, before: str) -> Select[Any]:
    rooms = _room.join(_text, _draft(kind))
    if before:
        rooms = rooms.join(_before, _in_force(before))
    found = (
        select(*_columns(f"shortlist.adopt_{kind}", object_id=_text.c.id, since=_text.c.saved_at))
        .select_from(rooms)
        .where(_mine(Capacity.CHAIR), _text.c.unconfirmed == 0, ~_frozen)
    )
    return found.where(_text.c.rests_on == _before.c.id) if before else found


_CONFIRM_QUESTIONS = (
    select(*_columns("shortlist.confirm_questions", object_id=_text.c.id, since=_text.c.saved_at))
    .select_from(_room.join(_text, _draft("questions")))
    .where(
        _mine(Capacity.MEMBER),
        _text.c.unconfirmed > 0,
        ~exists().where(
            _q.c.paper_id == _text.c.id, _q.c.grant_id == _g.c.id, _q.c.at >= _text.c.saved_at
        ),
        ~_frozen,
    )
)

TASKS: list[Select[Any]] = [
    _CARRY_OVER,
    _LOCK_CRITERIA,
    _DRAFT_BALLOT,
    _LOCK_BALLOT,
    _RECORD_ABSENCE,
    _DECIDE,
    _CONFIRM,
    _RELEASE,
    _DRAFT_PROFILE,
    _to_adopt("profile", ""),
    _to_draft("questions", "profile"),
    _CONFIRM_QUESTIONS,
    _to_adopt("questions", "profile"),
    _to_draft("grid", "questions"),
    _to_adopt("grid", "questions"),
    missing.VOTE,
]
