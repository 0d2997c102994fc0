"""A principal's appointments, for the principal and the assistant (W2)."""

from __future__ import annotations

from flask import g, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from recruit.access.actions import Action
from recruit.access.guard import read, requires
from recruit.access.policy import allows
from recruit.access.rules import Capacity
from recruit.core import times
from recruit.core.pages import page, say, submit
from recruit.core.words import _
from recruit.interviews import forms
from recruit.interviews.operations import bookings as operations
from recruit.interviews.operations.schedule import geneva_instant
from recruit.interviews.queries import bookings as queries
from recruit.interviews.views.schedule import room
from recruit.procedure.rules.milestones import current_run


def _known() -> tuple[queries.Principal, list[queries.Appointment]]:
    whose = queries.principal(read(), g.reader, g.now)
    if whose is None:
        raise NotFound
    return whose, queries.appointments(
        read(), g.procedure.id, current_run(g.milestones), whose, g.now
    )


def _form(found: list[queries.Appointment], sent: object = None) -> forms.BookingForm:
    form = forms.BookingForm(sent)
    form.slot.choices = [("", _("for another time"))] + [
        (one.slot_id, _("for the interview of %(when)s", when=times.moment(one.starts_at)))
        for one in found
        if one.slot_id and one.starts_at > g.now
    ]
    return form


def _show(form: forms.BookingForm | None = None) -> Response:
    whose, found = _known()
    return page(
        "interviews/appointments.html",
        whose=whose,
        own=g.reader.capacity is not Capacity.ASSISTANT,
        may_name=allows(Action.ASSISTANT_NAME, g.reader.capacity, g.reader.column),
        found=found,
        booked=queries.bookings(read(), g.procedure.id, whose.person_id, g.now),
        form=form or _form(found),
    )


@room.get("/appointments")
@requires(Action.APPOINTMENTS_READ)
def appointments() -> Response:
    """Times and places to come, and what is booked for them."""
    return _show()


@room.post("/appointments")
@requires(Action.APPOINTMENT_BOOK)
def book() -> Response:
    """Book a room or a time."""
    form = _form(_known()[1], request.form)

    def do(key: str) -> None:
        at = form.starts.data
        receipt = operations.book(
            g.reader,
            slot_id=form.slot.data or "",
            starts_at=geneva_instant(at) if at else None,
            minutes=form.minutes.data or 0,
            what=form.what.data or "",
            place=form.place.data or "",
            key=key,
        )
        say(_("It is booked. Receipt %(r)s.", r=receipt))

    return submit(form, do=do, then=url_for(".appointments"), again=lambda: _show(form))


@room.post("/appointments/<booking_id>/end")
@requires(Action.APPOINTMENT_BOOK)
def take_booking_back(booking_id: str) -> Response:
    """Take a booking back."""

    def do(key: str) -> None:
        receipt = operations.take_back(g.reader, booking_id=booking_id, key=key)
        say(_("The booking is taken back. Receipt %(r)s.", r=receipt))

    return submit(None, do=do, then=url_for(".appointments"), again=_show)
