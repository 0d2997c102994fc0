"""What invited candidates need: GICHD asks, records and keeps it (J11)."""

from __future__ import annotations

from datetime import date
from zoneinfo import available_timezones

from flask import g, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from recruit.access.actions import Action
from recruit.access.guard import read, requires
from recruit.core.pages import page, say, submit
from recruit.core.words import _
from recruit.interviews import forms
from recruit.interviews.operations import needs as operations
from recruit.interviews.queries import needs as queries
from recruit.interviews.queries import starting
from recruit.interviews.rules import needs as rules
from recruit.interviews.views.schedule import room
from recruit.procedure import queries as procedure
from recruit.procedure.rules.days import geneva_day, quiet_days
from recruit.procedure.rules.milestones import current_run


def _needs() -> list[queries.NeedView]:
    return queries.needs(read(), g.procedure.id, current_run(g.milestones), g.now)


def _proposed() -> date:
    windows = procedure.windows(read(), g.procedure.id)
    last = next(w for w in windows if w.para == starting.PARA).last_in_force
    return rules.proposed_last_day(g.now, last, quiet_days(g.procedure.settings))


def _show(form: forms.AskNeedsForm | None = None) -> Response:
    found = [n for n in _needs() if not n.withdrawn]
    by = [n.standing for n in found]
    return page(
        "interviews/needs.html",
        found=found,
        unasked=by.count(rules.Standing.NOT_ASKED),
        waiting=by.count(rules.Standing.WAITS) + by.count(rules.Standing.LATE),
        form=form or forms.AskNeedsForm(data={"last_day": _proposed()}),
        channel_words=rules.channel_words,
    )


@room.get("/needs")
@requires(Action.NEEDS_KEEP)
def needs() -> Response:
    """Who was asked, who has answered, by when."""
    return _show()


@room.post("/needs")
@requires(Action.NEEDS_KEEP)
def ask_needs() -> Response:
    """Ask those who were not asked yet, or once more those who have not answered."""
    form = forms.AskNeedsForm(request.form)
    again = request.form.get("again") == "1"

    def do(key: str) -> None:
        receipt = operations.ask(
            g.reader, last_day=form.last_day.data or geneva_day(g.now), again=again, key=key
        )
        say(_("The letters are on their way, one to each candidate. Receipt %(r)s.", r=receipt))

    return submit(form, do=do, then=url_for(".needs"), again=lambda: _show(form))


def _one(candidate_id: str, form: forms.NeedForm | None = None) -> Response:
    one = next((n for n in _needs() if n.candidate_id == candidate_id and n.asked_at), None)
    if one is None:
        raise NotFound
    said = one.answer
    return page(
        "interviews/need.html",
        one=one,
        form=form
        or forms.NeedForm(
            data={
                "answered_on": one.answered_on or geneva_day(g.now),
                "version": one.version,
                "access": said.access if said else "",
                "zone": said.zone if said else "",
                "channel": said.channel if said else None,
                "text": said.text if said else "",
                "ready": said.ready if said else "",
            }
        ),
        newer=said if form is not None and forms.number_of(request.form) != one.version else None,
        version=one.version,
        zones=sorted(z for z in available_timezones() if "/" in z),
        channel_words=rules.channel_words,
    )


@room.get("/needs/<candidate_id>")
@requires(Action.NEEDS_KEEP)
def need(candidate_id: str) -> Response:
    """What one candidate answered."""
    return _one(candidate_id)


@room.post("/needs/<candidate_id>")
@requires(Action.NEEDS_KEEP)
def record_need(candidate_id: str) -> Response:
    """Record the answer, or correct it."""
    form = forms.NeedForm(request.form)

    def do(key: str) -> None:
        receipt = operations.record(
            g.reader,
            candidate_id=candidate_id,
            answered_on=form.answered_on.data or geneva_day(g.now),
            answer=rules.Answer(
                form.access.data or "",
                form.zone.data or "",
                form.channel.data or "",
                form.text.data or "",
                form.ready.data or "",
            ),
            version=forms.number_of(request.form),
            key=key,
        )
        say(_("The answer is recorded. Receipt %(r)s.", r=receipt))

    return submit(form, do=do, then=url_for(".needs"), again=lambda: _one(candidate_id, form))
