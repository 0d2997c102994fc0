"""Seats: standing down, and seating the next surrogate (C6, C7)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import g, request, url_for
from werkzeug.wrappers import Response

from recruit.access.actions import Action
from recruit.access.guard import ahead, read, requires
from recruit.access.rules import Capacity
from recruit.core.pages import page, say, submit
from recruit.core.words import _
from recruit.panel import forms
from recruit.panel.operations import seats as operations
from recruit.panel.queries import ahead as asking
from recruit.panel.queries import composition as composed
from recruit.panel.queries import seats as queries
from recruit.panel.rules import balance, replacement
from recruit.panel.views import pictures
from recruit.panel.views.declarations import due_after
from recruit.panel.views.room import room


@dataclass(frozen=True, slots=True)
class Candidacy:
    """A surrogate as the Chair chooses: place, State, name, what the balance would be."""

    grant_id: str
    number: int
    state: str
    name: str
    why: str
    free: bool
    line: pictures.Line


def _why(surrogate: replacement.Surrogate, over: bool) -> str:
    if surrogate.former:
        return _("held a seat before")
    if surrogate.clearance == "conflict":
        return _("in conflict: passed over")
    if not surrogate.declared:
        return _("late with the declarations: passed over") if over else _("has not declared yet")
    if surrogate.clearance == "undecided":
        return _("undecided: passed over") if over else _("a declaration awaits its decision")
    return _("free of conflict")


def _show(**drawn: Any) -> Response:
    ahead(asking.VACANCIES)
    connection = read()
    around = composed.circle(connection, g.procedure.id, g.procedure.settings, g.now)
    five, waiting, people = composed.living(connection, g.procedure.id, around)
    order, listed_at = queries.order(
        connection,
        g.procedure.id,
        people,
        lambda since: due_after(since, "surrogate_declaration_working_days", 5),
    )
    due = due_after(listed_at, "surrogate_declaration_working_days", 5) if listed_at else g.now
    choices = balance.with_choice(five, waiting, [people[s.person] for s, _seat in order])
    nxt = replacement.next_surrogate([s for s, _seat in order], due, g.now)
    first = next((s.person for s, _x in order if nxt.to and s.number == nxt.to.number), "")
    wanted = request.args.get("show", "")
    shown = next((s.person for s, seat in order if seat.grant_id == wanted), first)
    chosen = people.get(shown)
    rest = [people[s.person] for s, _x in order if s.person != shown]
    parts, _found = pictures.picture(five, rest, chosen=chosen)
    lines = [
        Candidacy(
            seat.grant_id,
            s.number,
            around.name(seat.state_id),
            seat.name,
            _why(s, g.now >= due),
            s.declared and s.clearance == "cleared" and not s.former,
            pictures.line(choice),
        )
        for (s, seat), choice in zip(order, choices, strict=True)
    ]
    values: dict[str, Any] = {
        "parts": parts,
        "shown": next((seat for s, seat in order if s.person == shown), None),
        "vacant": queries.vacant(connection, g.procedure.id),
        "begun": operations.interviews_begun(g.milestones),
        "lines": lines,
        "next": nxt,
        "due": due,
        "exhausted": nxt.exhausted,
        "waits": nxt.to is None and nxt.waits_for is not None,
        "form": forms.SeatForm(
            data={
                "surrogate": next(
                    (x.grant_id for x in lines if nxt.to and x.number == nxt.to.number), ""
                )
            }
        ),
    }
    return page("panel/vacancies.html", **{**values, **drawn})


@room.get("/vacancies")
@requires(Action.SEAT_PASS)
def vacancies() -> Response:
    """Vacant seats, and what each possible choice makes of the balance."""
    return _show()


@room.post("/vacancies/<passing_id>")
@requires(Action.SEAT_PASS)
def pass_seat(passing_id: str) -> Response:
    """Seat a surrogate."""
    form = forms.SeatForm(request.form)
    return submit(
        form,
        do=lambda key: operations.pass_seat(
            g.reader,
            passing_id=passing_id,
            surrogate_grant=form.surrogate.data,
            reason=form.reason.data or "",
            key=key,
        ),
        then=url_for(".vacancies"),
        again=lambda: _show(form=form),
        said=_("The seat has passed. The panel and the President are told, never why."),
    )


def _leaving(form: forms.StandDownForm | None = None) -> Response:
    return page(
        "panel/stand_down.html",
        form=form or forms.StandDownForm(),
        begun=operations.interviews_begun(g.milestones),
    )


@room.get("/stand-down")
@requires(Action.STAND_DOWN)
def stand_down() -> Response:
    """Standing down, without a reason."""
    return _leaving()


@room.post("/stand-down")
@requires(Action.STAND_DOWN, fresh=True)
def stand_down_now() -> Response:
    """Stand down for the rest of the procedure."""
    form = forms.StandDownForm(request.form)

    def do(key: str) -> None:
        receipt = operations.stand_down(g.reader, key=key)
        say(_("You have stood down. Receipt %(reference)s.", reference=receipt))

    return submit(
        form,
        do=do,
        then=url_for(".leaving", capacity=Capacity.FORMER_MEMBER.value),
        again=lambda: _leaving(form),
    )


@room.get("/left")
@requires(Action.DESTRUCTION_CONFIRM)
def leaving() -> Response:
    """What the one who left a seat is told, and the confirmation that C13 asks for."""
    return page(
        "panel/leaving.html",
        left=queries.left(read(), g.procedure.id, g.reader.person_id),
        form=forms.DestroyedForm(),
    )


@room.post("/left")
@requires(Action.DESTRUCTION_CONFIRM)
def confirm_destruction() -> Response:
    """Confirm that the copies are destroyed (C13)."""
    form = forms.DestroyedForm(request.form)

    def do(key: str) -> None:
        receipt = operations.confirm_destruction(g.reader, key=key)
        if receipt:
            say(_("Your confirmation is recorded. Receipt %(reference)s.", reference=receipt))

    return submit(
        form,
        do=do,
        then=url_for(".leaving"),
        again=lambda: page(
            "panel/leaving.html",
            left=queries.left(read(), g.procedure.id, g.reader.person_id),
            form=form,
        ),
    )
