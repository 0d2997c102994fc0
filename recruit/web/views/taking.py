"""The first page of who takes a seat: decided so far, to do by when, to read, closed (C7)."""

from __future__ import annotations

from flask import g
from werkzeug.wrappers import Response

from recruit.access.actions import Action
from recruit.access.guard import read, requires
from recruit.core.pages import page
from recruit.panel.queries import meetings
from recruit.procedure.rules.milestones import current_run
from recruit.shortlist.queries import ballots
from recruit.web.queries import home as queries
from recruit.web.queries import taking
from recruit.web.views.door import bp
from recruit.web.views.home import tasks_of


@bp.get("/p/<procedure>/<capacity>/taking-a-seat")
@requires(Action.MEETING_READ)
def taking_a_seat() -> Response:
    """What the panel has decided, what is to be done and read, and what stays closed."""
    connection, procedure_id = read(), g.procedure.id
    state = ballots.state(connection, procedure_id, current_run(g.milestones), g.reader.grant_id)
    own = queries.own(connection, g.reader.person_id, g.reader.session_id, g.now)
    return page(
        "web/taking.html",
        seat=taking.seat(connection, procedure_id, g.reader.grant_id),
        tasks=tasks_of(own, procedure_id, g.reader.capacity),
        decisions=meetings.decisions(connection, procedure_id, g.now),
        locked=state.own is not None and state.own.locked_at is not None,
        decided=state.decided_at,
        took_part=g.reader.grant_id in state.ballots.at_decision,
    )
