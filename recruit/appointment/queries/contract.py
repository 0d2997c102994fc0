"""Reading the contract: its steps, the term, what is published of the outcome."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, select
from sqlalchemy.engine import Connection

from recruit.appointment import models
from recruit.appointment.rules.contract import Done, Step
from recruit.core import keys, vault

ANSWERS = {"accepted": True, "declined": False}
OVER = ("failed", "withdrawn")
"""How it ends without a contract, beside an offer that is declined (T3)."""

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
        if self.kind in OVER:
            return Done(Step.ANSWER, self.on, accepted=False)
        step = Step.ANSWER if self.kind in ANSWERS else Step(self.kind)
        return Done(step, self.on, self.skipped_why, ANSWERS.get(self.kind, True))


@dataclass(frozen=True, slots=True)
class ContractView:
    """The term of office (T2): both days inside."""

    first_day: date
    last_day: date
    renewals: int


@dataclass(frozen=True, slots=True)
class ClosingView:
    """The end of the procedure: with the contract, or without result (R26)."""

    result: bool
    ground: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class OutcomeView:
    """What the public sees of an outcome (S18). standing: of the approval behind it."""

    name: str
    position: str
    first_day: date | None
    at: datetime
    round_id: str


_s = models.Step.__table__  # type: ignore[attr-defined]
_c = models.Contract.__table__  # type: ignore[attr-defined]
_b = models.Publication.__table__  # type: ignore[attr-defined]


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


_k = models.Closing.__table__  # type: ignore[attr-defined]
_CLOSING = select(_k.c.result, _k.c.ground, _k.c.reason, _k.c.at).where(
    _k.c.procedure_id == bindparam("procedure")
)


def steps(connection: Connection, round_id: str) -> list[StepView]:
    """The steps of the contract recorded after this round's certificate, in order."""
    return [StepView(*row) for row in connection.execute(_STEPS, {"round": round_id})]


def contract(connection: Connection, procedure_id: str) -> ContractView | None:
    """The term, from the signature of the contract on; None before."""
    row = connection.execute(_CONTRACT, {"procedure": procedure_id}).first()
    return ContractView(*row) if row else None


def closing(connection: Connection, procedure_id: str) -> ClosingView | None:
    """How the procedure ended; None while it goes on."""
    row = connection.execute(_CLOSING, {"procedure": procedure_id}).first()
    return ClosingView(*row) if row else None


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
