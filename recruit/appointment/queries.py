"""Reading the appointment: steps of the contract, letters due, what is published."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, String, and_, bindparam, case, cast, exists, func, or_, select
from sqlalchemy.engine import Connection

from recruit.access import models as access
from recruit.access.rules import Capacity
from recruit.access.tasks import columns
from recruit.applications import models as applications
from recruit.appointment import models
from recruit.appointment.rules import Done, Letter, Step
from recruit.approval import models as approval
from recruit.core import keys, vault
from recruit.core.db import UTC
from recruit.interviews import models as interviews
from recruit.prescreening import models as prescreening
from recruit.procedure import models as procedure
from recruit.procedure.rules.milestones import MilestoneKind
from recruit.report import models as report
from recruit.shortlist import models as shortlist

ANSWERS = {"accepted": True, "declined": False}
POSITION = "Director of the Implementation Support Unit"


@dataclass(frozen=True, slots=True)
class StepView:
    """A recorded step of the contract (T1). on: the day in Geneva."""

    kind: str
    on: date
    detail: str
    skipped_why: str
    at: datetime

    @property
    def done(self) -> Done:
        """As the rules look at it."""
        step = Step.ANSWER if self.kind in ANSWERS else Step(self.kind)
        return Done(step, self.on, self.skipped_why, ANSWERS.get(self.kind, True))


@dataclass(frozen=True, slots=True)
class ContractView:
    """The term of office (T2): both days inside."""

    first_day: date
    last_day: date
    renewals: int


@dataclass(frozen=True, slots=True)
class Due:
    """A candidate to whom a letter of a kind is due. name: '' once erased."""

    candidate_id: str
    reference: str
    name: str


@dataclass(frozen=True, slots=True)
class SendingView:
    """That the letters of a kind were sent; how many."""

    kind: str
    letters: int
    at: datetime


@dataclass(frozen=True, slots=True)
class OutcomeView:
    """What the public sees of an outcome (S18). standing: of the approval behind it."""

    name: str
    position: str
    first_day: date | None
    at: datetime
    round_id: str


_g = access.Grant.__table__  # type: ignore[attr-defined]
_p = procedure.Procedure.__table__  # type: ignore[attr-defined]
_m = procedure.Milestone.__table__  # type: ignore[attr-defined]
_r = approval.Round.__table__  # type: ignore[attr-defined]
_s = models.Step.__table__  # type: ignore[attr-defined]
_c = models.Contract.__table__  # type: ignore[attr-defined]
_b = models.Publication.__table__  # type: ignore[attr-defined]
_l = models.Letter.__table__  # type: ignore[attr-defined]
_e = models.Sending.__table__  # type: ignore[attr-defined]
_k = applications.Candidate.__table__  # type: ignore[attr-defined]
_o = prescreening.Outcome.__table__  # type: ignore[attr-defined]
_later = _o.alias("later_outcome")
_v = prescreening.Circulation.__table__  # type: ignore[attr-defined]
_listed = prescreening.Listed.__table__  # type: ignore[attr-defined]
_invited = shortlist.Invited.__table__  # type: ignore[attr-defined]
_i = interviews.Interview.__table__  # type: ignore[attr-defined]
_d = report.Decision.__table__  # type: ignore[attr-defined]

_STEPS = (
    select(_s.c.kind, _s.c.on, _s.c.detail, _s.c.skipped_why, _s.c.at)
    .where(_s.c.round_id == bindparam("round"))
    .order_by(_s.c.at, _s.c.id)
)
_CONTRACT = select(_c.c.first_day, _c.c.last_day, _c.c.renewals).where(
    _c.c.procedure_id == bindparam("procedure")
)
_PUBLISHED = (
    select(_b.c.id, _b.c.sealed, _c.c.first_day, _b.c.at, _b.c.round_id)
    .select_from(_b.outerjoin(_c, _c.c.round_id == _b.c.round_id))
    .where(_b.c.procedure_id == bindparam("procedure"))
    .order_by(_b.c.at.desc())
    .limit(1)
)
_SENDINGS = (
    select(_e.c.kind, _e.c.letters, _e.c.at)
    .where(_e.c.procedure_id == bindparam("procedure"))
    .order_by(_e.c.at)
)

# whom the prescreening left out: the latest outcome says so, and no list has them
_LATEST_OUTCOME = ~exists().where(_later.c.candidate_id == _o.c.candidate_id, _later.c.at > _o.c.at)
_ON_A_LIST = exists().where(_listed.c.candidate_id == _k.c.id)
_IS_INVITED = exists().where(_invited.c.candidate_id == _k.c.id)
_HAS_LETTER = exists().where(_l.c.candidate_id == _k.c.id)
_REACHED = and_(_k.c.merged_into.is_(None), _k.c.withdrawn_at.is_(None))
_NOT_SUITABLE = and_(
    _REACHED,
    ~_ON_A_LIST,
    exists().where(_o.c.candidate_id == _k.c.id, _o.c.outcome == "not_suitable", _LATEST_OUTCOME),
)
_NOT_SHORTLISTED = and_(_REACHED, _ON_A_LIST, ~_IS_INVITED)
_WHO = {Letter.NOT_SUITABLE: _NOT_SUITABLE, Letter.NOT_SHORTLISTED: _NOT_SHORTLISTED}


def _due(where: Any) -> Select[Any]:
    return (
        select(_k.c.id, _k.c.reference, _k.c.sealed)
        .where(_k.c.procedure_id == bindparam("procedure"), where, ~_HAS_LETTER)
        .order_by(_k.c.reference)
    )


_DUE = {letter: _due(where) for letter, where in _WHO.items()}
_INTERVIEWED = _due(
    and_(
        _REACHED,
        exists().where(_i.c.candidate_id == _k.c.id, _i.c.procedure_id == _k.c.procedure_id),
    )
)
_DECISION = (
    select(_d.c.id, _d.c.candidate_id, _d.c.sealed)
    .where(_d.c.procedure_id == bindparam("procedure"))
    .order_by(_d.c.run.desc())
    .limit(1)
)


def steps(connection: Connection, round_id: str) -> list[StepView]:
    """The steps of the contract recorded after this round's certificate, in order."""
    return [StepView(*row) for row in connection.execute(_STEPS, {"round": round_id})]


def contract(connection: Connection, procedure_id: str) -> ContractView | None:
    """The term, from the signature of the contract on; None before."""
    row = connection.execute(_CONTRACT, {"procedure": procedure_id}).first()
    return ContractView(*row) if row else None


def published(connection: Connection, procedure_id: str) -> OutcomeView | None:
    """What was published of the outcome; None before, or once erased."""
    row = connection.execute(_PUBLISHED, {"procedure": procedure_id}).first()
    if row is None:
        return None
    key_id = keys.procedure_key(procedure_id)
    told = vault.unseal_or_none(key_id, row.sealed, "appointment_publication", row.id)
    if told is None:
        return None
    return OutcomeView(told["name"], told["position"], row.first_day, row.at, row.round_id)


def sendings(connection: Connection, procedure_id: str) -> list[SendingView]:
    """Which letters were sent to candidates, when and how many."""
    return [SendingView(*row) for row in connection.execute(_SENDINGS, {"procedure": procedure_id})]


def _named(procedure_id: str, rows: Any) -> list[Due]:
    found = []
    for row in rows:
        key_id = keys.file_key(row.id, procedure_id)
        told = vault.unseal_or_none(key_id, row.sealed, "applications_candidate", row.id)
        found.append(Due(row.id, row.reference, told["name"] if told else ""))
    return found


def due(connection: Connection, procedure_id: str, letter: Letter) -> list[Due]:
    """Whom a letter of the GICHD's is still due to: nobody else's judgement is asked (D5)."""
    return _named(procedure_id, connection.execute(_DUE[letter], {"procedure": procedure_id}))


def due_from_chair(
    connection: Connection, procedure_id: str, letter: Letter, appointed: str
) -> list[Due]:
    """Whom the Chair's letter is still due to: interviewed, not appointed; in the reserve or
    not (D5). The reserve stands under the panel's key."""
    decision = connection.execute(_DECISION, {"procedure": procedure_id}).first()
    reserve: set[str] = set()
    if decision is not None:
        told = vault.unseal_or_none(
            keys.panel_key(procedure_id), decision.sealed, "report_decision", decision.id
        )
        reserve = set(told.get("reserve", [])) if told else set()
    rows = connection.execute(_INTERVIEWED, {"procedure": procedure_id})
    wanted = [
        row
        for row in rows
        if row.id != appointed and (row.id in reserve) is (letter is Letter.RESERVE)
    ]
    return _named(procedure_id, wanted)


# ---------------------------------------------------------------- tasks


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


def _letters_task(letter: Letter, opens: MilestoneKind) -> Select[Any]:
    left = exists().where(_k.c.procedure_id == _g.c.procedure_id, _WHO[letter], ~_HAS_LETTER)
    return (
        select(*_rows(f"appointment.letters.{letter.value}", since=_first(opens)))
        .select_from(_GROUND)
        .where(_held(Capacity.FOCAL_POINT), left)
    )


def _chair_task(letter: Letter, since: Any) -> Select[Any]:
    return (
        select(*_rows(f"appointment.letters.{letter.value}", object_id=_r.c.id, since=since))
        .select_from(_WITH_ROUND)
        .where(
            _held(Capacity.CHAIR),
            ~exists().where(_e.c.round_id == _r.c.id, _e.c.kind == letter.value),
        )
    )


TASKS: list[Select[Any]] = [
    _STEP_TASK,
    _PUBLISH_TASK,
    _letters_task(Letter.NOT_SUITABLE, MilestoneKind.INVITED_RELEASED),
    _letters_task(Letter.NOT_SHORTLISTED, MilestoneKind.INTERVIEWS_BEGUN),
    _chair_task(Letter.INTERVIEWED, _r.c.certified_at),
    _chair_task(Letter.RESERVE, _first(MilestoneKind.CONTRACT_SIGNED)),
]
