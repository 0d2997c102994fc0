"""One's own calendar, or the principal's: appointments, what is booked for them, the windows,
and the address that a calendar program follows (W2)."""

from __future__ import annotations

from flask import g, redirect, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from recruit.access.actions import Action
from recruit.access.guard import ahead, end_reading, read, requires
from recruit.access.policy import allows
from recruit.access.rules import Capacity
from recruit.core import times
from recruit.core.errors import AlreadyDone
from recruit.core.pages import page, say, submit
from recruit.core.together import Together
from recruit.core.words import _
from recruit.interviews import forms
from recruit.interviews.operations import bookings as operations
from recruit.interviews.operations.schedule import geneva_instant
from recruit.interviews.queries import bookings as booked
from recruit.interviews.queries import engaged
from recruit.notices import feeds, mail
from recruit.procedure import queries as procedure
from recruit.procedure.rules.milestones import current_run
from recruit.web.queries import own_calendar as queries
from recruit.web.views.door import bp

_TOGETHER = Together(*procedure.WINDOWS_AHEAD, *feeds.AHEAD)
Found = tuple[booked.Principal, list[booked.Appointment]]


def _known() -> Found | None:
    """Whose appointments these are, and which; None for a capacity that has none (W2)."""
    if not allows(Action.APPOINTMENTS_READ, g.reader.capacity, g.reader.column):
        return None
    whose = booked.principal(read(), g.reader, g.now)
    if whose is None:
        return None
    run = current_run(g.milestones)
    ahead(booked.TOGETHER, **booked.values(run, whose, g.now))
    return whose, booked.appointments(read(), g.procedure.id, run, whose, g.now)


def _form(found: list[booked.Appointment], sent: object = None) -> forms.BookingForm:
    form = forms.BookingForm(sent)
    form.slot.choices = [("", _("for another time"))] + [
        (one.slot_id, _("for the interview of %(when)s", when=times.moment(one.starts_at)))
        for one in found
        if one.slot_id and one.starts_at > g.now
    ]
    return form


def _interviews() -> list[booked.Appointment]:
    """The interviews of who reads the schedule and has no appointments of one's own: no places,
    those stand in the schedule."""
    owner = queries.Owner(g.reader.person_id, g.reader.capacity, g.reader.principal_id)
    found = queries.own(read(), g.procedure.id, g.milestones, owner, g.now)
    return [
        booked.Appointment("interview", "", a.starts_at, a.minutes, "")
        for a in found
        if a.starts_at >= g.now
    ]


def _show(address: str = "", form: forms.BookingForm | None = None) -> Response:
    reader = g.reader
    ahead(_TOGETHER, grant=reader.grant_id)
    known = _known()
    assistant = reader.capacity is Capacity.ASSISTANT
    books = known is not None and allows(Action.APPOINTMENT_BOOK, reader.capacity, reader.column)
    return page(
        "web/own_calendar.html",
        whose=known[0] if known else None,
        found=known[1] if known else [] if assistant else _interviews(),
        booked=booked.bookings(read(), g.procedure.id, known[0].person_id, g.now) if known else [],
        form=(form or _form(known[1])) if known and books else None,
        assistant=assistant,
        may_name=allows(Action.ASSISTANT_NAME, reader.capacity, reader.column),
        marks=allows(Action.AVAILABILITY_OWN, reader.capacity, reader.column)
        and bool(engaged.seat_of(read(), reader, g.now)),
        windows=queries.windows(read(), g.procedure, reader.capacity),
        made_at=feeds.made_at(read(), reader.grant_id),
        address=address,
    )


@bp.get("/p/<procedure>/<capacity>/own-calendar")
@requires(Action.CALENDAR_FOLLOW)
def own_calendar() -> Response:
    """Appointments with places and bookings, windows, and the address of one's own calendar."""
    return _show()


@bp.post("/p/<procedure>/<capacity>/own-calendar")
@requires(Action.CALENDAR_FOLLOW, fresh=True)
def make_feed() -> Response:
    """Make an address, or another one in its place; it is shown once."""
    try:
        token = feeds.make(g.reader, key=request.form.get("key", ""))
    except AlreadyDone:
        say(_("This address was shown once; make another one if you did not keep it."), "due")
        return redirect(url_for(".own_calendar"), code=303)
    end_reading()
    return _show(mail.link(url_for(".private_feed", token=token)))


@bp.post("/p/<procedure>/<capacity>/own-calendar/end")
@requires(Action.CALENDAR_FOLLOW)
def end_feed() -> Response:
    """End the address."""
    return submit(
        None,
        do=lambda key: feeds.end(g.reader, key=key),
        then=url_for(".own_calendar"),
        again=_show,
        said=_("The address is dead: whoever has it gets nothing any more."),
    )


@bp.post("/p/<procedure>/<capacity>/own-calendar/booking")
@requires(Action.APPOINTMENT_BOOK)
def book() -> Response:
    """Book a room or a time."""
    known = _known()
    if known is None:
        raise NotFound
    form = _form(known[1], request.form)

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

    return submit(form, do=do, then=url_for(".own_calendar"), again=lambda: _show(form=form))


@bp.post("/p/<procedure>/<capacity>/own-calendar/booking/<booking_id>/end")
@requires(Action.APPOINTMENT_BOOK)
def take_booking_back(booking_id: str) -> Response:
    """Take a booking back."""

    def do(key: str) -> None:
        receipt = operations.take_back(g.reader, booking_id=booking_id, key=key)
        say(_("The booking is taken back. Receipt %(r)s.", r=receipt))

    return submit(None, do=do, then=url_for(".own_calendar"), again=_show)
