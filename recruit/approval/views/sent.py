"""What all States Parties were written, to be read again by those who sent and received it."""

from __future__ import annotations

from flask import g, request, url_for
from werkzeug.wrappers import Response

from recruit.access.actions import Action
from recruit.access.guard import read, requires
from recruit.approval.queries import sent as reading
from recruit.approval.views.door import room
from recruit.approval.wording import tongues
from recruit.core.pages import page


@room.get("/letters-sent")
@requires(Action.LETTERS_TO_STATES_READ)
def sent() -> Response:
    """Every letter to all States Parties as it left, in a language beside the English."""
    asked = request.args.get("lang", g.reader.lang)
    lang = asked if asked in tongues.ALL else tongues.AUTHENTIC
    return page(
        "approval/sent.html",
        letters=reading.letters(read(), g.procedure.id),
        tongue=lang,
        tabs=[
            {
                "label": tongues.names()[one],
                "url": url_for(".sent", lang=one),
                "current": one == lang,
                "lang": one,
            }
            for one in tongues.ALL
        ],
    )
