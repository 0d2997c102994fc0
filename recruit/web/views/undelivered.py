"""Mails that did not arrive: each sender's own, and nobody else's (D7)."""

from __future__ import annotations

from flask import g
from werkzeug.wrappers import Response

from recruit.access.actions import Action
from recruit.access.guard import read, requires
from recruit.core.pages import page
from recruit.notices import queries
from recruit.web.queries import undelivered as names
from recruit.web.views.door import bp


@bp.get("/p/<procedure>/<capacity>/undelivered")
@requires(Action.UNDELIVERED_READ)
def undelivered() -> Response:
    """What this capacity's house sent that failed, or of which nobody knows whether it came."""
    rows = queries.undelivered(read(), g.reader)
    return page(
        "web/undelivered.html",
        rows=rows,
        called=names.named(read(), g.procedure.id, {row.recipient for row in rows}),
    )
