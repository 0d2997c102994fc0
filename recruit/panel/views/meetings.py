"""Meetings: the members' list and minutes, the Chair's opening, ballots and minutes (C10)."""

from __future__ import annotations

from typing import Any

from flask import g, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from recruit.access.actions import Action
from recruit.access.guard import ahead, read, requires
from recruit.access.policy import allows
from recruit.core.clock import GENEVA
from recruit.core.errors import Kind, Refusal
from recruit.core.pages import page, submit
from recruit.core.words import _
from recruit.panel import forms
from recruit.panel.operations import meetings as operations
from recruit.panel.operations import reminding
from recruit.panel.queries import ahead as asking
from recruit.panel.queries import declarations, seats
from recruit.panel.queries import meetings as queries
from recruit.panel.queries.meetings import MeetingView
from recruit.panel.views.room import room
from recruit.procedure.rules.milestones import current_run


def _names() -> dict[str, str]:
    return seats.names(read(), g.procedure.id)


@room.get("/meetings")
@requires(Action.MEETING_READ)
def meetings() -> Response:
    """Every meeting, the latest first."""
    return page(
        "panel/meetings.html",
        found=queries.meetings(read(), g.procedure.id, g.now),
        since=queries.since,
    )


def _one(meeting_id: str) -> MeetingView:
    found = next(
        (m for m in queries.meetings(read(), g.procedure.id, g.now) if m.id == meeting_id), None
    )
    if found is None:
        raise NotFound
    return found


def _meeting(meeting_id: str, **drawn: Any) -> Response:
    ahead(asking.MEETING)
    found = _one(meeting_id)
    values: dict[str, Any] = {
        "meeting": found,
        "names": _names(),
        "since": queries.since,
        "dissent_form": forms.DissentForm(),
        "dissent_of": "",
        "may_confirm": allows(Action.MINUTES_CONFIRM, g.reader.capacity, g.reader.column)
        and found.recorded_at is not None
        and found.confirmed_at is None
        and g.reader.grant_id in found.present,
        "confirmed_mine": g.reader.grant_id in found.confirmations,
    }
    return page("panel/meeting.html", **{**values, **drawn})


@room.get("/meetings/<meeting_id>")
@requires(Action.MEETING_READ)
def meeting(meeting_id: str) -> Response:
    """One meeting: who was present, decisions, minutes."""
    return _meeting(meeting_id)


@room.post("/meetings/<meeting_id>/confirm")
@requires(Action.MINUTES_CONFIRM)
def confirm(meeting_id: str) -> Response:
    """Confirm the minutes."""
    return submit(
        None,
        do=lambda key: operations.confirm(g.reader, meeting_id=meeting_id, key=key),
        then=url_for(".meeting", meeting_id=meeting_id),
        again=lambda: _meeting(meeting_id),
        said=_("You have confirmed the minutes."),
    )


@room.post("/meetings/<meeting_id>/dissent/<motion_id>")
@requires(Action.MINUTES_CONFIRM)
def dissent(meeting_id: str, motion_id: str) -> Response:
    """Dissent from a consensus."""
    form = forms.DissentForm(request.form)
    return submit(
        form,
        do=lambda key: operations.dissent(
            g.reader,
            meeting_id=meeting_id,
            motion_id=motion_id,
            reason=form.reason.data,
            key=key,
        ),
        then=url_for(".meeting", meeting_id=meeting_id),
        again=lambda: _meeting(meeting_id, dissent_form=form, dissent_of=motion_id),
        said=_("Your dissent is recorded; the matter is put to the vote."),
    )


# ---------------------------------------------------------------- the Chair's pages


def _hold(form: forms.MeetingForm | None = None) -> Response:
    ahead(asking.MEETINGS)
    living = seats.members(read(), g.procedure.id)
    form = form or forms.MeetingForm(
        data={
            "held": g.now.astimezone(GENEVA).replace(tzinfo=None),
            "present": [m.grant_id for m in living],
        }
    )
    form.present.choices = [(m.grant_id, m.name) for m in living]
    form.recused.choices = [(m.grant_id, m.name) for m in living]
    return page(
        "panel/hold.html",
        found=queries.meetings(read(), g.procedure.id, g.now),
        form=form,
        living=living,
        again=declarations.again(read(), g.procedure.id),
        asked=declarations.any_asked(read(), g.procedure.id),
        day_form=forms.DayForm(),
    )


@room.get("/chair/meetings")
@requires(Action.MEETING_HOLD)
def hold() -> Response:
    """The Chair opens a meeting; the meetings that wait for minutes."""
    return _hold()


@room.post("/chair/meetings")
@requires(Action.MEETING_HOLD)
def open_meeting() -> Response:
    """Open a meeting."""
    form = forms.MeetingForm(request.form)

    def do(key: str) -> str:
        if form.held.data is None:
            raise Refusal("C10", "reading C10", _("Give day and time."), kind=Kind.INVALID)
        return operations.hold(
            g.reader,
            held_at=form.held.data.replace(tzinfo=GENEVA),
            present=form.present.data or [],
            recused=form.recused.data or [],
            title=form.title.data,
            key=key,
        )

    def then(done: Any) -> str:
        return url_for(".chair_meeting", meeting_id=done) if done else url_for(".hold")

    return submit(form, do=do, then=then, again=lambda: _hold(form), said=_("The meeting is open."))


@room.post("/chair/remind")
@requires(Action.PANEL_REMIND)
def remind_all() -> Response:
    """Remind every living occupant, in the same words."""
    return submit(
        None,
        do=lambda key: reminding.remind(g.reader, key=key),
        then=url_for(".hold"),
        again=_hold,
        said=_("Every member is reminded, in the same words."),
    )


def _chair_meeting(meeting_id: str, **drawn: Any) -> Response:
    ahead(asking.MEETING)
    found = _one(meeting_id)
    living = [m for m in seats.members(read(), g.procedure.id) if m.grant_id in found.present]
    ballot = forms.BallotForm()
    for seat in living:
        ballot.votes.append_entry({"grant": seat.grant_id})
    values: dict[str, Any] = {
        "meeting": found,
        "names": _names(),
        "since": queries.since,
        "form": forms.MinutesForm(data={"minutes": found.minutes}),
        "ballot": ballot,
        "ballot_of": "",
    }
    return page("panel/chair_meeting.html", **{**values, **drawn})


@room.get("/chair/meetings/<meeting_id>")
@requires(Action.MEETING_HOLD)
def chair_meeting(meeting_id: str) -> Response:
    """A meeting as the Chair keeps it: ballots and minutes."""
    return _chair_meeting(meeting_id)


@room.post("/chair/meetings/<meeting_id>/minutes")
@requires(Action.MEETING_HOLD)
def write_minutes(meeting_id: str) -> Response:
    """Lay the minutes before those present."""
    form = forms.MinutesForm(request.form)
    return submit(
        form,
        do=lambda key: operations.write_minutes(
            g.reader, meeting_id=meeting_id, minutes=form.minutes.data, key=key
        ),
        then=url_for(".chair_meeting", meeting_id=meeting_id),
        again=lambda: _chair_meeting(meeting_id, form=form),
        said=_("The minutes are laid before those who were present."),
    )


@room.post("/chair/meetings/<meeting_id>/ballot")
@requires(Action.MEETING_HOLD)
def ballot(meeting_id: str) -> Response:
    """Record a ballot by name on a motion."""
    form = forms.BallotForm(request.form)
    return submit(
        form,
        do=lambda key: operations.ballot(
            g.reader,
            meeting_id=meeting_id,
            votes={e.form.grant.data: e.form.choice.data for e in form.votes if e.form.choice.data},
            motion_id=form.motion.data or "",
            text=form.text.data or "",
            reason=form.reason.data or "",
            run=current_run(g.milestones),
            key=key,
        ),
        then=url_for(".chair_meeting", meeting_id=meeting_id),
        again=lambda: _chair_meeting(meeting_id, ballot=form, ballot_of=form.motion.data or "new"),
        said=_("The ballot is recorded."),
    )
