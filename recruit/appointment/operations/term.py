"""The term of office goes on: its one renewal, and the reminders before its end (T2, T4)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import bindparam
from sqlalchemy import select as sa_select
from sqlalchemy.engine import Connection
from sqlmodel import select

from recruit.access.actions import Action
from recruit.access.frame import act
from recruit.access.rules import Capacity, Reader
from recruit.appointment import models
from recruit.appointment.rules import contract as rules
from recruit.core import db
from recruit.core.errors import Kind, Refusal
from recruit.core.words import _
from recruit.notices import operations as notices
from recruit.notices.models import Broadcast
from recruit.procedure.rules.days import geneva_day

_b = Broadcast.__table__  # type: ignore[attr-defined]
_c = models.Contract.__table__  # type: ignore[attr-defined]
_ALL = sa_select(_c.c.id, _c.c.procedure_id, _c.c.first_day, _c.c.last_day, _c.c.renewals)
_ONE = _ALL.where(_c.c.id == bindparam("contract"))
_TOLD = sa_select(_b.c.kind).where(_b.c.object_id == bindparam("object"))


def _term(row: object) -> rules.Term:
    found: models.Contract = row  # type: ignore[assignment]
    return rules.Term(found.first_day, found.last_day, found.renewals)


def renew(reader: Reader, *, reason: str, key: str = "") -> str:
    """Record that the term is renewed, once, for another 48 months (T2); the receipt.

    reason: on what the renewal rests. Raises Refusal without a contract, without a reason,
    after the end, and for a second renewal.
    """
    with act(reader, Action.CONTRACT_KEEP, key) as a:
        row = a.session.exec(
            select(models.Contract).where(models.Contract.procedure_id == a.procedure_id)
        ).first()
        if row is None or geneva_day(a.now) > row.last_day:
            raise Refusal("T2", "reading T2", _("There is no term that could be renewed."))
        if not reason.strip():
            raise Refusal(
                "T2", "reading T2", _("Say on what the renewal rests."), kind=Kind.INVALID
            )
        renewed = rules.renew(_term(row))
        row.last_day, row.renewals = renewed.end, renewed.renewal
        a.session.add(row)
        a.record(row.id, renewed=True, last_day=renewed.end.isoformat(), reason=reason.strip())
    return a.receipt


def kind_of(months: int) -> str:
    """The notice so many months before the end."""
    return f"appointment.term.{months}"


def still_due(months: int) -> Callable[[Connection, str, datetime], bool]:
    """Whether the reminder so many months before the end says what is so when it is sent: the
    term was not renewed since, and no later reminder took its place (W12)."""

    def asked(connection: Connection, about: str, now: datetime) -> bool:
        contract_id, _slash, renewal = about.partition("/")
        row = connection.execute(_ONE, {"contract": contract_id}).first()
        if row is None or str(row.renewals) != renewal:
            return False
        return _due(_term(row), now) == months

    return asked


def _due(term: rules.Term, now: datetime) -> int:
    """The months of the reminder that is due at this time, 0 where none is."""
    today = geneva_day(now)
    due = [months for months, day in rules.reminders(term) if day <= today <= term.end]
    return min(due, default=0)


def remind_due(now: datetime) -> int:
    """Remind the President in office and the focal point of the term's end (T4); how often.

    For the worker. Each reminder goes once; where several are due at once, the latest alone.
    """
    with db.reading() as connection:
        terms = connection.execute(_ALL).all()
    return sum(_remind(row, now) for row in terms)


def _remind(row: object, now: datetime) -> int:
    found: models.Contract = row  # type: ignore[assignment]
    term = _term(found)
    months = _due(term, now)
    if not months:
        return 0
    about, kind = f"{found.id}/{term.renewal}", kind_of(months)
    with db.writing() as session:
        db.locked(session, models.Contract, id=found.id)
        told = set(session.connection().execute(_TOLD, {"object": about}).scalars())
        if kind in told:
            return 0
        for capacity in (Capacity.PRESIDENT, Capacity.FOCAL_POINT):
            notices.broadcast(
                session,
                now,
                found.procedure_id,
                kind,
                f"capacity:{capacity.value}",
                object_id=about,
                sender=Capacity.FOCAL_POINT,
            )
    return 1
