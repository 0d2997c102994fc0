"""The term of office goes on: its one renewal, and the reminders before its end (T2, T4)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import and_, bindparam, or_
from sqlalchemy import select as sa_select
from sqlalchemy.engine import Connection
from sqlmodel import Session, select

from recruit.access import models as access
from recruit.access.actions import Action
from recruit.access.frame import Act, act
from recruit.access.rules import Capacity, Reader
from recruit.appointment import models
from recruit.appointment.rules import contract as rules
from recruit.core import db
from recruit.core.errors import Kind, Refusal
from recruit.core.words import _
from recruit.notices import operations as notices
from recruit.notices.models import Broadcast
from recruit.procedure.rules.days import geneva_day

NO_PRESIDENT = "appointment.no_president"
_b = Broadcast.__table__  # type: ignore[attr-defined]
_g = access.Grant.__table__  # type: ignore[attr-defined]
_c = models.Contract.__table__  # type: ignore[attr-defined]
_ALL = sa_select(_c.c.id, _c.c.procedure_id, _c.c.first_day, _c.c.last_day, _c.c.renewals)
_ONE = _ALL.where(_c.c.id == bindparam("contract"))
_OF_PROCEDURE = _ALL.where(_c.c.procedure_id == bindparam("procedure"))
_LIVES = and_(
    _g.c.ended_at.is_(None),
    or_(_g.c.until.is_(None), _g.c.until > bindparam("now", type_=db.UTC())),
)
_PRESIDENT = sa_select(_g.c.id).where(
    _g.c.procedure_id == bindparam("procedure"),
    _g.c.capacity == Capacity.PRESIDENT.value,
    _LIVES,
)
_ADMINISTRATORS = (
    sa_select(_g.c.person_id)
    .where(_g.c.capacity == Capacity.ADMINISTRATOR.value, _LIVES)
    .order_by(_g.c.person_id)
)
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
        for capacity in (Capacity.PRESIDENT, Capacity.OFFICE):
            notices.tell(a, "appointment.renewed", f"capacity:{capacity}", object_id=row.id)
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
    The President's access ended with the last erasure (D3): where none is named anew, the
    administrators are told, who name one, and that one gets the reminder then.
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
        _ask_for_a_president(session, found.procedure_id, about, now)
    return 1


def _ask_for_a_president(session: Session, procedure_id: str, about: str, now: datetime) -> None:
    asked = {"procedure": procedure_id, "now": now}
    connection = session.connection()
    if connection.execute(_PRESIDENT, asked).first() is not None:
        return
    administrators = list(connection.execute(_ADMINISTRATORS, asked).scalars())
    if administrators:
        notices.broadcast(
            session,
            now,
            None,
            NO_PRESIDENT,
            "persons",
            object_id=about,
            recipients=administrators,
            sender=Capacity.ADMINISTRATOR,
        )


def president_given(a: Act, grant: access.Grant) -> None:
    """Give the reminder that is due to a President who is named during it; a writing function,
    called when a capacity was given."""
    if grant.capacity != Capacity.PRESIDENT or not grant.procedure_id:
        return
    for row in a.session.connection().execute(_OF_PROCEDURE, {"procedure": grant.procedure_id}):
        found = _term(row)
        if months := _due(found, a.now):
            notices.broadcast(
                a.session,
                a.now,
                grant.procedure_id,
                kind_of(months),
                f"persons:{Capacity.PRESIDENT}",
                object_id=f"{row.id}/{found.renewal}",
                recipients=[grant.person_id],
                sender=Capacity.ADMINISTRATOR,
            )
