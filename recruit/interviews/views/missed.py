"""A date that was not kept: the Chair records it, and what the panel decided on it (J8)."""

from __future__ import annotations

from flask import g, request, url_for
from sqlalchemy.engine import Connection
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from recruit.access.actions import Action
from recruit.access.guard import ahead, read, requires
from recruit.core.errors import examine
from recruit.core.pages import page, say, submit
from recruit.core.words import _
from recruit.interviews import forms
from recruit.interviews.operations import missed as operations
from recruit.interviews.queries import ahead as asking
from recruit.interviews.queries import missed as queries
from recruit.interviews.rules import missed as rules
from recruit.interviews.views import chair
from recruit.interviews.views.schedule import room
from recruit.panel.queries import meetings, seats
from recruit.procedure.rules.milestones import current_run


@room.post("/slot/<slot_id>/missed")
@requires(Action.MISSED_RECORD)
def record_missed(slot_id: str) -> Response:
    """Record that a date was not kept, and why."""
    form = forms.MissedForm(request.form)

    def do(key: str) -> None:
        receipt = operations.record(
            g.reader,
            slot_id=slot_id,
            cause=form.cause.data or "",
            reason=form.reason.data or "",
            key=key,
        )
        say(_("It is recorded that the date was not kept. Receipt %(r)s.", r=receipt))

    return submit(
        form,
        do=do,
        then=url_for(".chair"),
        again=lambda: chair.show(slot_id=slot_id, missed_form=form),
    )


def _decision(connection: Connection, data: object = None) -> forms.MissedDecisionForm:
    form = forms.MissedDecisionForm(data)
    form.offer(
        meetings.open_meetings(connection, g.procedure.id),
        seats.members(connection, g.procedure.id),
    )
    return form


def _show(missed_id: str, form: forms.MissedDecisionForm | None = None) -> Response:
    run = current_run(g.milestones)
    ahead(asking.DECISION, run=run)
    connection = read()
    found = queries.missed(connection, g.procedure.id, run, g.now)
    one = next((m for m in found if m.id == missed_id), None)
    if one is None:
        raise NotFound
    theirs = queries.by_candidate(found)[one.candidate_id]
    step = rules.follows(m.miss for m in theirs)
    return page(
        "interviews/missed.html",
        one=one,
        theirs=theirs,
        step=step,
        gates=examine(rules.COUNTING, step),
        form=(form or _decision(connection)) if one.miss.open and not one.withdrawn else None,
        rules=rules,
    )


@room.get("/missed/<missed_id>")
@requires(Action.MISSED_RECORD)
def missed(missed_id: str) -> Response:
    """One date that was not kept: its reason, the panel's decision, what follows."""
    return _show(missed_id)


@room.post("/missed/<missed_id>/decision")
@requires(Action.MISSED_RECORD)
def decide_missed(missed_id: str) -> Response:
    """Record whether the panel accepts the reason."""
    form = _decision(read(), request.form)

    def do(key: str) -> None:
        receipt = operations.decide(
            g.reader,
            missed_id=missed_id,
            accepted=form.accepted.data == "yes",
            reason=form.reason.data or "",
            meeting_id=form.meeting.data or "",
            votes=form.given(),
            key=key,
        )
        say(_("The panel's decision is recorded. Receipt %(r)s.", r=receipt))

    return submit(
        form,
        do=do,
        then=url_for(".missed", missed_id=missed_id),
        again=lambda: _show(missed_id, form),
    )


@room.post("/missed/<missed_id>/withdrawal")
@requires(Action.MISSED_RECORD)
def count_missed(missed_id: str) -> Response:
    """Record that the candidate counts as withdrawn."""

    def do(key: str) -> None:
        receipt = operations.count(g.reader, missed_id=missed_id, key=key)
        say(_("The candidate counts as withdrawn. Receipt %(r)s.", r=receipt))

    return submit(
        None,
        do=do,
        then=url_for(".missed", missed_id=missed_id),
        again=lambda: _show(missed_id),
    )
