"""Booking for a principal, by the assistant or by oneself (W2)."""

from __future__ import annotations

from datetime import datetime

from recruit.access.actions import Action
from recruit.access.frame import Act, act, nothing
from recruit.access.rules import Reader
from recruit.core import db, ids, keys, vault
from recruit.core.errors import Kind, Refusal
from recruit.core.words import _
from recruit.interviews import models
from recruit.interviews.queries import bookings as queries
from recruit.interviews.rules import bookings as rules
from recruit.procedure.rules.milestones import current_run


def _principal(a: Act) -> queries.Principal:
    whose = queries.principal(a.session.connection(), a.reader, a.now)
    if whose is None:
        raise nothing()
    return whose


def book(
    reader: Reader,
    *,
    slot_id: str,
    starts_at: datetime | None,
    minutes: int,
    what: str,
    place: str,
    key: str = "",
) -> str:
    """Book a room or a time for the principal; the receipt's reference.

    slot_id: the interview that it is for, whose time it takes; '' with starts_at (aware) and
    minutes of its own. Raises Refusal (W2) as check_booking, and for who is no principal.
    """
    with act(reader, Action.APPOINTMENT_BOOK, key) as a:
        whose = _principal(a)
        connection, run = a.session.connection(), current_run(a.milestones)
        if slot_id:
            known = queries.appointments(connection, a.procedure_id, run, whose, a.now)
            slot = next((one for one in known if one.slot_id == slot_id), None)
            if slot is None:
                raise nothing()
            wanted = rules.Time(slot.starts_at, slot.minutes)
        elif starts_at is None:
            raise Refusal("W2", rules.CITED, _("Give day and time."), kind=Kind.INVALID)
        else:
            wanted = rules.Time(starts_at, minutes)
        booked = queries.bookings(connection, a.procedure_id, whose.person_id, a.now)
        rules.check_booking(wanted, what, [one.time for one in booked], a.now)
        row_id = ids.new()
        a.session.add(
            models.Booking(
                id=row_id,
                procedure_id=a.procedure_id,
                principal_id=whose.person_id,
                slot_id=slot_id or None,
                starts_at=wanted.starts_at,
                minutes=wanted.minutes,
                sealed=vault.seal(
                    keys.procedure_key(a.procedure_id),
                    {"what": what.strip(), "place": place.strip()},
                    queries.TABLE,
                    row_id,
                ),
                at=a.now,
                by_grant=reader.grant_id,
            )
        )
        a.record(row_id, starts_at=wanted.starts_at.isoformat(), minutes=wanted.minutes)
    return a.receipt


def take_back(reader: Reader, *, booking_id: str, key: str = "") -> str:
    """Take a booking back; the receipt's reference. Another principal's is nothing."""
    with act(reader, Action.APPOINTMENT_BOOK, key) as a:
        whose = _principal(a)
        row = db.locked(a.session, models.Booking, id=booking_id)
        if (
            row is None
            or row.procedure_id != a.procedure_id
            or row.principal_id != whose.person_id
            or row.ended_at is not None
        ):
            raise nothing()
        row.ended_at = a.now
        a.session.add(row)
        a.record(row.id, ended=True)
    return a.receipt
