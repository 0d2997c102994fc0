"""The guide of one interview, to print or to take along (54(e)-(f))."""

from __future__ import annotations

from flask import g
from werkzeug.wrappers import Response

from recruit.access.actions import Action
from recruit.access.guard import read, requires
from recruit.core.pages import page
from recruit.documents.views.room import guarded
from recruit.interviews import guide as layout
from recruit.interviews.operations import guide as operations
from recruit.interviews.views.schedule import room
from recruit.procedure.rules.milestones import current_run
from recruit.shortlist.rules.grid import level_word


@room.get("/guide/<candidate_id>")
@requires(Action.GUIDE_TAKE)
def guide(candidate_id: str) -> Response:
    """The guide as sheets of paper, with the reader's name on each."""
    found = operations.opened(
        read(), g.reader, g.procedure.id, current_run(g.milestones), candidate_id
    )
    return page(
        "interviews/guide.html",
        guide=found,
        candidate_id=candidate_id,
        now=g.now,
        lead=layout.lead(found),
        about={step.place: layout.about(step) for step in found.steps},
        words={n: level_word(n) for n in range(1, 6)},
    )


@room.post("/guide/<candidate_id>")
@requires(Action.GUIDE_TAKE, fresh=True)
def take_guide(candidate_id: str) -> Response:
    """The same as a PDF with a number of its own; recorded before the first byte."""
    made = operations.take(g.reader, candidate_id=candidate_id)
    response = Response(made.content, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{made.name}"'
    return guarded(response)
