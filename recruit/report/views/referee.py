"""A referee's page behind a secret link, without an account (W17); opening it changes nothing."""

from __future__ import annotations

from flask import Blueprint, current_app, g, request, url_for
from werkzeug.wrappers import Response

from recruit.access.actions import Action
from recruit.access.guard import read, requires
from recruit.access.policy import allows
from recruit.access.rules import Capacity
from recruit.core.pages import page as draw
from recruit.core.pages import submit
from recruit.procedure import queries as procedure
from recruit.procedure.rules.milestones import column
from recruit.report import forms
from recruit.report.operations import references as operations
from recruit.report.queries import references as queries

room = Blueprint("referee", __name__, url_prefix="/reference")


def _asked(token: str) -> queries.AskedView | None:
    found = queries.of_link(read(), token, g.now)
    if found is None:
        return None
    state = column(procedure.milestones(read(), found.procedure_id))
    return found if allows(Action.REFERENCE_GIVE, Capacity.PUBLIC, state) else None


def _show(token: str, form: forms.AnswerForm | None = None) -> Response:
    asked = _asked(token)
    if asked is None:
        return draw("report/no_link.html", status=410)
    return draw("report/referee.html", asked=asked, token=token, form=form or forms.AnswerForm())


@room.get("/<token>")
@requires(Action.PUBLIC_READ)
def reference(token: str) -> Response:
    """On whom a reference is asked, and the form."""
    return _show(token)


@room.post("/<token>")
@requires(Action.PUBLIC_READ)
def give(token: str) -> Response:
    """The referee's answer; the link is used up by it."""
    if _asked(token) is None:
        return draw("report/no_link.html", status=410)
    form = forms.AnswerForm(request.form)
    sent = request.files.get("file")
    return submit(
        form,
        do=lambda key: operations.give(
            token,
            relation=form.relation.data or "",
            text=form.text.data or "",
            name=sent.filename or "" if sent else "",
            load=sent.read if sent and sent.filename else None,
            limit=current_app.extensions["config"].max_file,
            key=key,
        ),
        then=url_for(".given"),
        again=lambda: _show(token, form),
    )


@room.get("/")
@requires(Action.PUBLIC_READ)
def given() -> Response:
    """Thanks, for whoever has answered."""
    return draw("report/given.html")
