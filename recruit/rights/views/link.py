"""The candidate's page behind the link, without an account: looking changes nothing, one POST
gives the file (W15)."""

from __future__ import annotations

from flask import Blueprint, g, request
from werkzeug.wrappers import Response

from recruit.access.actions import Action
from recruit.access.guard import read, requires
from recruit.core import installation
from recruit.core.errors import Kind, Refusal
from recruit.core.pages import STATUS, page
from recruit.documents.rules import content_disposition
from recruit.documents.views.room import guarded
from recruit.rights import forms
from recruit.rights.operations import parcels as operations
from recruit.rights.queries import parcels as queries

room = Blueprint("own_file", __name__, url_prefix="/own-file")


def _show(token: str, form: forms.TakeForm | None = None) -> Response:
    found = queries.of_link(read(), token, g.now)
    if found is None:
        return page("rights/no_link.html", status=410)
    return page("rights/link.html", link=found, token=token, form=form or forms.TakeForm())


@room.get("/<token>")
@requires(Action.PUBLIC_READ)
def link(token: str) -> Response:
    """What the link gives, and until when."""
    return _show(token)


@room.post("/<token>")
@requires(Action.PUBLIC_READ)
def take(token: str) -> Response:
    """The own file, once; recorded before the first byte."""
    form = forms.TakeForm(request.form)
    if not form.validate():
        g.form_status = 422
        return _show(token, form)
    try:
        size, pieces = operations.take(token, form.reference.data or "")
    except Refusal as refusal:
        if refusal.kind is Kind.UNKNOWN:
            return page("rights/no_link.html", status=410)
        g.refusal, g.form_status = refusal, STATUS[refusal.kind]
        return _show(token, form)
    response = Response(pieces, mimetype="application/zip")
    response.headers["Content-Length"] = str(size)
    response.headers["Content-Disposition"] = content_disposition(
        installation.named("own-file.zip")
    )
    return guarded(response)
