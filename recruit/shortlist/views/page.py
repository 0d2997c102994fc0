"""The shortlist as a member sees it: own state, after the reveal all, then the decision (R15)."""

from __future__ import annotations

from flask import g, url_for
from werkzeug.wrappers import Response

from recruit.access.actions import Action
from recruit.access.guard import read, requires
from recruit.access.policy import allows
from recruit.core.pages import page as draw
from recruit.core.pages import say, submit
from recruit.core.words import _
from recruit.panel.queries import meetings
from recruit.prescreening.queries import lists
from recruit.procedure.rules.milestones import current_run
from recruit.shortlist.operations import decision as operations
from recruit.shortlist.queries import ballots as queries
from recruit.shortlist.queries import decision as decided
from recruit.shortlist.queries import nobody
from recruit.shortlist.rules import comparison, drafts, reveal
from recruit.shortlist.rules.decision import newcomers
from recruit.shortlist.views.ballot import room


def _comparison(state: queries.State, listed: list[lists.Entry]) -> comparison.Comparison | None:
    """The ballots that this reader may open, side by side; None before they are open."""
    if not reveal.others_open(g.reader.grant_id, state.ballots):
        return None
    readable = reveal.readable(g.reader.grant_id, state.ballots)
    opened = queries.opened(read(), g.procedure.id, state.run, readable)
    eligible = {e.candidate_id: e.reference for e in listed}
    order = [o.grant_id for o in state.occupants if o.grant_id in opened]
    return comparison.compare(
        {grant: drafts.ballot_of(opened[grant].content, eligible) for grant in order},
        tuple(eligible.values()),
        tuple((c["id"], c["label"]) for c in state.criteria.items) if state.criteria else (),
    )


def _show() -> Response:
    run, connection, procedure_id = current_run(g.milestones), read(), g.procedure.id
    state = queries.state(connection, procedure_id, run)
    listed = lists.ballotable(connection, procedure_id)
    mine = next((o for o in state.occupants if o.grant_id == g.reader.grant_id), None)
    missing = reveal.still_missing(g.reader.grant_id, state.ballots)
    decision = decided.decided(connection, procedure_id, run)
    found_nobody = None if decision else nobody.found(connection, procedure_id, run)
    standing = None
    if decision is not None:
        effective = meetings.effective(connection, decision.motion_id, g.now)
        standing = decided.standing_of(state, minutes_confirmed=effective is not None)
    newcomer = standing is not None and g.reader.grant_id in newcomers(
        standing.at_decision, standing.living
    )
    return draw(
        "shortlist/page.html",
        run=run,
        criteria=state.criteria,
        mine=mine,
        seats={o.grant_id: o for o in state.occupants},
        missing=None if missing is None else [o for o in state.occupants if o.grant_id in missing],
        compared=_comparison(state, listed),
        decision=decision,
        found_nobody=found_nobody,
        standing=standing,
        newcomer=newcomer,
        confirmed=standing is not None and g.reader.grant_id in standing.confirmed_with,
        waiting=[
            o
            for o in state.occupants
            if standing is not None
            and o.grant_id in newcomers(standing.at_decision, standing.living)
            and o.grant_id not in standing.confirmed_with
        ],
        names={n.reference: n.name for n in listed},
        may=allows(Action.SHORTLIST_CONFIRM, g.reader.capacity, g.reader.column),
    )


@room.get("/")
@requires(Action.SHORTLIST_READ)
def page() -> Response:
    """Where the shortlist stands, for this member."""
    return _show()


@room.post("/confirm")
@requires(Action.SHORTLIST_CONFIRM)
def confirm() -> Response:
    """A newcomer confirms the decision found (C7)."""

    def do(key: str) -> None:
        receipt = operations.confirm(g.reader, key=key)
        say(_("You confirmed the shortlist. Receipt %(reference)s.", reference=receipt or "–"))

    return submit(None, do=do, then=url_for(".page"), again=_show)
