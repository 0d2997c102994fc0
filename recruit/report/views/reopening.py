"""Reopening a stage: recorded by the Chair, confirmed by a seated member (S12, C10, R27)."""

from __future__ import annotations

from flask import g, request, url_for
from werkzeug.wrappers import Response

from recruit.access.actions import Action
from recruit.access.guard import ahead, read, requires
from recruit.core.errors import examine
from recruit.core.pages import page as draw
from recruit.core.pages import say, submit
from recruit.core.words import _
from recruit.panel.queries import meetings, seats
from recruit.procedure.rules.days import end_of
from recruit.procedure.rules.milestones import current_run
from recruit.report import forms
from recruit.report.operations import reopening as operations
from recruit.report.queries import reopening as queries
from recruit.report.rules.reopening import CONFIRM, REOPEN, Confirming, Stage
from recruit.report.views.page import room


def _choices(form: forms.ReopenForm) -> forms.ReopenForm:
    form.meeting.choices = [
        (m.id, _("Meeting %(n)s: %(title)s", n=m.number, title=m.title or "–"))
        for m in meetings.open_meetings(read(), g.procedure.id)
    ]
    return form


def _show(form: forms.ReopenForm | None = None) -> Response:
    ahead(queries.TOGETHER, run=current_run(g.milestones))
    connection = read()
    form = form or _choices(forms.ReopenForm())
    return draw(
        "report/reopen.html",
        form=form,
        meetings=form.meeting.choices,
        members=seats.members(connection, g.procedure.id),
        typed=request.form,
        gates=examine(REOPEN[:1], queries.facts(connection, g.procedure.id, g.milestones, g.now)),
        asked=queries.asked(connection, g.procedure.id),
        second=False,
    )


@room.get("/reopen")
@requires(Action.STAGE_REOPEN)
def reopen() -> Response:
    """What reopening needs, and the Chair's record of the panel's decision."""
    return _show()


@room.post("/reopen")
@requires(Action.STAGE_REOPEN, fresh=True)
def ask_reopening() -> Response:
    """Record that the panel reopens a stage."""
    form = _choices(forms.ReopenForm(request.form))
    members = [m.grant_id for m in seats.members(read(), g.procedure.id)]

    def do(key: str) -> None:
        receipt = operations.ask(
            g.reader,
            meeting_id=form.meeting.data,
            stage=Stage(form.stage.data),
            reason=form.reason.data,
            closes_at=end_of(form.last_day.data) if form.last_day.data else None,
            votes=forms.votes_of(request.form, members),
            key=key,
        )
        say(_("Recorded. Another seated member confirms it. Receipt %(r)s.", r=receipt))

    return submit(form, do=do, then=url_for(".reopen"), again=lambda: _show(form))


def _second() -> Response:
    connection = read()
    asked = queries.asked(connection, g.procedure.id)
    waits = asked is not None and asked.confirmed_at is None
    minutes = asked is not None and meetings.effective(connection, asked.motion_id, g.now)
    return draw(
        "report/reopen.html",
        asked=asked,
        gates=examine(
            CONFIRM,
            Confirming(
                waits,
                asked is not None and asked.first_person == g.reader.person_id,
                bool(minutes),
            ),
        ),
        second=True,
    )


@room.get("/reopen/second")
@requires(Action.STAGE_REOPEN_SECOND)
def reopen_second() -> Response:
    """What the second person confirms (R27)."""
    return _second()


@room.post("/reopen/second")
@requires(Action.STAGE_REOPEN_SECOND, fresh=True)
def confirm_reopening() -> Response:
    """Confirm: a new run begins."""

    def do(key: str) -> None:
        receipt = operations.confirm(g.reader, key=key)
        say(_("The stage is reopened; a new run has begun. Receipt %(r)s.", r=receipt))

    return submit(None, do=do, then=url_for(".reopen_second"), again=_second)
