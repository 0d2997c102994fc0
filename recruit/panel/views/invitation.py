"""The invitation to a place on the panel: the time asked first, then the answer (53(e))."""

from __future__ import annotations

from datetime import timedelta

from flask import g, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from recruit.access.actions import Action
from recruit.access.guard import read, requires
from recruit.core import times
from recruit.core.pages import page, submit
from recruit.core.words import _
from recruit.panel import forms
from recruit.panel.operations import composition as operations
from recruit.panel.queries import composition as queries
from recruit.panel.views.room import invited
from recruit.procedure import queries as procedure
from recruit.states import queries as states

_OF_THE_PANEL = ("54(c)", "54(d)", "54(e)", "54(f)", "54(g)")


def _show(place_id: str, form: forms.AnswerForm | None = None) -> Response:
    found = queries.invitation(read(), place_id, g.reader.person_id)
    if found is None or (found.kind == "seat" and found.number == 1):
        raise NotFound
    windows = procedure.windows(read(), found.procedure_id)
    first = min(w.first for w in windows if w.para in _OF_THE_PANEL and w.first)
    view = procedure.by_id(read(), found.procedure_id)
    quiet = int(view.settings.get("silence_days", 14)) if view else 14
    last = max(w.last for w in windows if w.last) + timedelta(days=quiet)
    state = states.states(read(), found.procedure_id).get(found.state_id)
    return page(
        "panel/invitation.html",
        place=found,
        state=state,
        first=times.day(first).partition(" ")[2],
        last=times.day(last).partition(" ")[2],
        windows=[w for w in windows if w.para in _OF_THE_PANEL],
        form=form or forms.AnswerForm(data={"gender": found.gender}),
    )


@invited.get("/<place_id>")
@requires(Action.ACCOUNT_OWN)
def page_(place_id: str) -> Response:
    """The invitation; what time is asked opens by a form of its own."""
    return _show(place_id)


invited.add_url_rule("/<place_id>", "page", page_, methods=["GET"])


@invited.post("/<place_id>/time")
@requires(Action.ACCOUNT_OWN)
def show(place_id: str) -> Response:
    """Show the professional time asked, and keep that it was shown (P53e-1)."""
    return submit(
        None,
        do=lambda key: operations.show_time(g.reader, place_id=place_id, key=key),
        then=url_for(".page", place_id=place_id),
        again=lambda: _show(place_id),
    )


@invited.post("/<place_id>/answer")
@requires(Action.ACCOUNT_OWN)
def answer(place_id: str) -> Response:
    """Accept or decline."""
    form = forms.AnswerForm(request.form)
    return submit(
        form,
        do=lambda key: operations.answer(
            g.reader,
            place_id=place_id,
            accept=form.answer.data == "accept",
            gender=form.gender.data or "",
            key=key,
        ),
        then=url_for(".page", place_id=place_id),
        again=lambda: _show(place_id, form),
        said=_("Your answer is recorded and told to the President."),
    )
