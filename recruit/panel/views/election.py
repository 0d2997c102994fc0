"""The acting Chair: calling the election, voting, standing in for a time (R19)."""

from __future__ import annotations

from typing import Any

from flask import g, request, url_for
from werkzeug.wrappers import Response

from recruit.access.actions import Action
from recruit.access.guard import read, requires
from recruit.core.pages import page, submit
from recruit.core.words import _
from recruit.panel import forms
from recruit.panel.operations import election as operations
from recruit.panel.queries import election as queries
from recruit.panel.queries import seats
from recruit.panel.queries import standing_down as reminders
from recruit.panel.rules import election as rules
from recruit.panel.rules.election import Why
from recruit.panel.views.declarations import due_after
from recruit.panel.views.room import room
from recruit.states import names
from recruit.states import queries as states


def _why_words(why: Why) -> str:
    return {
        Why.VACANT: _("Nobody exercises the chair."),
        Why.PREVENTED: _("The Chair reports being prevented; somebody stands in for that time."),
        Why.WAITED: _("A due act of the chair has waited three working days; somebody stands in."),
        Why.UNDECIDED: _("The Chair's declaration is undecided; somebody stands in until it is."),
    }[why]


def _show(form: forms.ChairVoteForm | None = None) -> Response:
    connection = read()
    seated = queries.occupants(connection, g.procedure.id)
    found = queries.latest(connection, g.procedure.id)
    chair = seats.chair(connection, g.procedure.id)
    named = {
        id_: names.here(s.name) for id_, s in states.states(connection, g.procedure.id).items()
    }
    on = found if found is not None and found.ended_at is None else None
    undecided = {o.person_id for o in seated if o.undecided}
    aside = chair.person_id if chair and on and on.why is not Why.VACANT else ""
    free = [o for o in seated if rules.free_of(undecided, aside, o.person_id)]
    held = chair.grant_id if chair else ""
    waited = reminders.acts_asked(connection, g.procedure.id, held)
    waits = any(g.now >= due_after(at, "", rules.WAITED_DAYS) for at in waited)
    form = form or forms.ChairVoteForm()
    form.choice.choices = [
        (o.grant_id, _("%(name)s, %(state)s", name=o.name, state=named.get(o.state_id, "")))
        for o in free
    ]
    closes = due_after(on.ballot_at, "election_working_days", rules.BALLOT_DAYS) if on else None
    stands_in = bool(
        found and found.stood_in_for and not found.returned_at and chair
        and found.chair_grant == chair.grant_id
    )  # fmt: skip
    return page(
        "panel/election.html",
        seated=seated,
        named=named,
        found=found,
        on=on,
        chair=next((o for o in seated if chair and o.person_id == chair.person_id), None),
        voted=bool(on and g.reader.grant_id in on.votes),
        closes=closes,
        over=closes is not None and g.now >= closes,
        may_call=chair is None or chair.person_id in undecided or waits,
        waits=waits,
        stands_in=stands_in,
        first=min((o.seat for o in free), default=0),
        form=form,
        why=_why_words(on.why) if on else "",
    )


@room.get("/acting-chair")
@requires(Action.CHAIR_ELECT)
def election() -> Response:
    """Who exercises the chair, and the election of an acting Chair."""
    return _show()


def _done(do: Any, said: str) -> Response:
    return submit(None, do=do, then=url_for(".election"), again=_show, said=said)


@room.post("/acting-chair/call")
@requires(Action.CHAIR_ELECT)
def call_election() -> Response:
    """Call the election, or its next ballot once the time of this one is over."""
    return _done(
        lambda key: operations.call(g.reader, key=key), _("The election goes on; all are told.")
    )


@room.post("/acting-chair/<election_id>/vote")
@requires(Action.CHAIR_ELECT, fresh=True)
def vote_chair(election_id: str) -> Response:
    """Vote by name in the ballot under way."""
    form = forms.ChairVoteForm(request.form)
    form.choice.validate_choice = False  # the operation says who can be voted for
    return submit(
        form,
        do=lambda key: operations.vote(
            g.reader, election_id=election_id, for_grant=form.choice.data or "", key=key
        ),
        then=url_for(".election"),
        again=lambda: _show(form),
        said=_("Your vote is recorded."),
    )


@room.post("/acting-chair/back")
@requires(Action.CHAIR_ELECT)
def give_back() -> Response:
    """Give the chair back, or take it again once no longer prevented."""
    return _done(
        lambda key: operations.give_back(g.reader, key=key),
        _("The chair is with who held it before."),
    )


def _prevented(form: forms.PreventedForm) -> Response:
    found = queries.latest(read(), g.procedure.id)
    on = found if found and found.ended_at is None and found.why is Why.PREVENTED else None
    return page(
        "panel/prevented.html",
        form=form,
        on=on,
        closes=due_after(on.ballot_at, "election_working_days", rules.BALLOT_DAYS) if on else None,
    )


@room.get("/prevented")
@requires(Action.CHAIR_PREVENTED)
def prevented() -> Response:
    """What the Chair does who cannot act for a time."""
    return _prevented(forms.PreventedForm())


@room.post("/prevented")
@requires(Action.CHAIR_PREVENTED)
def report_prevented() -> Response:
    """Report being prevented: the members elect somebody for that time."""
    form = forms.PreventedForm(request.form)
    return submit(
        form,
        do=lambda key: operations.report_prevented(g.reader, key=key),
        then=url_for(".prevented"),
        again=lambda: _prevented(form),
        said=_("The members are asked to elect an acting Chair. Your seat is untouched."),
    )
