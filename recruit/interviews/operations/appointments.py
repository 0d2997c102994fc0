"""Calendar mails to the seated members, and the calendar in a candidate's letter (54(f)).

The worker compares what holds with what was told: whatever moved an interview or a seat,
each calendar learns of it, once. What a mail says is made when it is sent.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy.engine import Connection
from sqlmodel import Session

from recruit.access.actions import Action
from recruit.access.policy import allows
from recruit.access.rules import Capacity
from recruit.core import db, ids, times
from recruit.core.words import _
from recruit.interviews import models
from recruit.interviews.queries import appointments as queries
from recruit.interviews.rules.appointments import Change, Wanted, called, changes
from recruit.notices import calendars, kinds, mail
from recruit.notices import operations as notices
from recruit.notices.calendars import Method
from recruit.procedure import models as procedure_models
from recruit.procedure import queries as procedure
from recruit.procedure.rules.milestones import column, current_run

HELD: Final = "interviews.appointment"
GONE: Final = "interviews.appointment_gone"
INVITED: Final = "interviews.invitation"
_LONGEST: Final = timedelta(hours=5)


def tell_due(now: datetime) -> int:
    """Tell the seated members what changed in the times of their interviews; how many mails.

    now: aware time. For the worker; reads only, unless there is something to tell.
    """
    with db.reading() as connection:
        found = [
            procedure_id
            for procedure_id in queries.with_times(connection, now - _LONGEST)
            if _changes(connection, procedure_id, now)
        ]
    return sum(_tell(procedure_id, now) for procedure_id in found)


def _changes(connection: Connection, procedure_id: str, now: datetime) -> list[tuple[int, Change]]:
    """What has to be told, each with its run; times of an earlier run fall away."""
    milestones = procedure.milestones(connection, procedure_id)
    run = current_run(milestones)
    open_ = allows(Action.SCHEDULE_READ, Capacity.MEMBER, column(milestones))
    holds = {run: queries.wanted(connection, procedure_id, run, now) if open_ else []}
    told = queries.told(connection, procedure_id)
    return [
        (each, change)
        for each in sorted(holds.keys() | told.keys())
        for change in changes(holds.get(each, []), told.get(each, []), now)
    ]


def _tell(procedure_id: str, now: datetime) -> int:
    with ids.stream(HELD, procedure_id), db.writing() as session:
        if db.locked(session, procedure_models.Procedure, id=procedure_id) is None:
            return 0
        due = _changes(session.connection(), procedure_id, now)
        for run, change in due:
            _write(session, procedure_id, run, change, now)
        return len(due)


def _write(session: Session, procedure_id: str, run: int, change: Change, now: datetime) -> None:
    what = change.what
    row = db.locked(
        session,
        models.Appointment,
        procedure_id=procedure_id,
        run=run,
        candidate_id=what.candidate,
        person_id=what.person,
    ) or models.Appointment(
        procedure_id=procedure_id,
        run=run,
        candidate_id=what.candidate,
        person_id=what.person,
        number=what.number,
        starts_at=what.starts_at,
        minutes=what.minutes,
        at=now,
    )
    row.number, row.starts_at, row.minutes = what.number, what.starts_at, what.minutes
    row.sequence, row.at = change.sequence, now
    row.cancelled_at = now if change.cancelled else None
    session.add(row)
    session.flush()
    notices.broadcast(
        session,
        now,
        procedure_id,
        GONE if change.cancelled else HELD,
        "persons" if change.cancelled else f"persons:{Capacity.MEMBER}",
        object_id=_object(row.id, row.sequence),
        recipients=[what.person],
        sender=Capacity.FOCAL_POINT,
    )


def _object(appointment_id: str, sequence: int) -> str:
    return f"{appointment_id}.{sequence}"


def compose(connection: Connection, sending: kinds.Sending) -> kinds.Composed | None:
    """A member's calendar mail as things stand; None where a later one follows, and for
    news that an appointment fell away of which the person never heard."""
    appointment_id, _dot, sequence = sending.object_id.rpartition(".")
    view = queries.one(connection, appointment_id)
    if view is None or str(view.sequence) != sequence or view.what.person != sending.recipient:
        return None
    if view.cancelled:
        before = [_object(view.id, n) for n in range(view.sequence)]
        if not queries.reached(connection, HELD, before):
            return None
    summary = called(view.what.number, view.of)
    uid = queries.uid(view.procedure_id, view.run, view.what.candidate, view.what.person)
    made = _calendar(
        uid, view.what, view.sequence, sending, summary, cancelled=view.cancelled, place=""
    )
    return kinds.Composed(made, summary, _member_words(view))


def _member_words(view: queries.AppointmentView) -> list[str]:
    when = _(
        "%(when)s, %(minutes)s minutes.",
        when=times.deadline(view.what.starts_at),
        minutes=view.what.minutes,
    )
    if view.cancelled:
        return [
            _("This interview is no longer in your calendar: it fell away, or is not yours now."),
            when,
        ]
    said = (
        _(
            "An interview of the selection panel has another time; the file with this mail brings "
            "your calendar up to date."
        )
        if view.sequence
        else _("An interview of the selection panel, for your calendar.")
    )
    return [
        said,
        when,
        _("The candidate and the room or link stand behind the sign-in, and nowhere in a mail."),
    ]


def _calendar(
    uid: str,
    what: Wanted,
    sequence: int,
    sending: kinds.Sending,
    summary: str,
    *,
    cancelled: bool,
    place: str,
) -> mail.Calendar:
    settings = mail.settings()
    method = Method.CANCEL if cancelled else Method.REQUEST
    entry = calendars.entry(
        f"{uid}@{settings.sender.rpartition('@')[2]}",
        sending.now,
        summary,
        what.starts_at,
        what.minutes,
        sequence=sequence,
        location=place,
        organizer=settings.sender,
        attendee=sending.address,
        cancelled=cancelled,
    )
    return mail.Calendar(method.value, calendars.written([entry], method))


def compose_letter(connection: Connection, sending: kinds.Sending) -> kinds.Composed | None:
    """The calendar beside a candidate's invitation; None where the time no longer holds, so
    that nobody reads of one that was moved since."""
    row = queries.slot(connection, sending.object_id)
    if row is None or row.invited_at is None or row.ended_at or row.withdrawn_at:
        return None
    return kinds.Composed(_of_candidate(connection, sending, row, gone=False))


def compose_letter_gone(connection: Connection, sending: kinds.Sending) -> kinds.Composed | None:
    """The same beside the letter that a time was taken away; None where the candidate never
    got the invitation to it."""
    row = queries.slot(connection, sending.object_id)
    if row is None or not queries.reached(connection, INVITED, [row.id]):
        return None
    return kinds.Composed(_of_candidate(connection, sending, row, gone=True))


def _of_candidate(
    connection: Connection, sending: kinds.Sending, row: Any, *, gone: bool
) -> mail.Calendar:
    sequence = 2 * queries.earlier_invitations(connection, row) + gone
    uid = queries.uid(row.procedure_id, row.run, row.candidate_id, row.candidate_id)
    what = Wanted(row.candidate_id, row.candidate_id, 0, row.starts_at, row.minutes)
    summary = _("Interview, Director of the Implementation Support Unit")
    place = "" if gone else row.place
    return _calendar(uid, what, sequence, sending, summary, cancelled=gone, place=place)
