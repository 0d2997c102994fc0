"""The Chair's page: what the panel decided on borderline files, equivalences, requests."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import g, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from recruit.access.actions import Action
from recruit.access.guard import ahead, read, requires
from recruit.applications import rules as applications
from recruit.core.errors import Kind, Refusal, examine
from recruit.core.pages import page, submit
from recruit.core.words import _
from recruit.panel.operations.meetings import ABSTAINED, NO, YES
from recruit.panel.queries import meetings, seats
from recruit.prescreening import forms
from recruit.prescreening.operations import requests as request_operations
from recruit.prescreening.operations import rulings as operations
from recruit.prescreening.queries import ahead as asking
from recruit.prescreening.queries import candidates as queries
from recruit.prescreening.queries import requests
from recruit.prescreening.queries import rulings as ruled
from recruit.prescreening.rules import criteria
from recruit.prescreening.rules.requests import State
from recruit.prescreening.rules.rulings import ENTERING, weight_words
from recruit.prescreening.views.room import room


def _held() -> tuple[list[tuple[str, str]], list[seats.Seat]]:
    """The meetings whose minutes are not written yet, and who sits."""
    held = meetings.open_meetings(read(), g.procedure.id)
    return (
        [(m.id, _("Meeting no. %(n)s: %(title)s", n=m.number, title=m.title or "…")) for m in held],
        seats.members(read(), g.procedure.id),
    )


def votes(form: Any) -> dict[str, str] | None:
    """The votes by name that were typed; None where the decision was by consensus."""
    if form.get("by") != "vote":
        return None
    given = {
        name.removeprefix("vote-"): value
        for name, value in form.items()
        if name.startswith("vote-") and value in (YES, NO, ABSTAINED)
    }
    return given or None


def said() -> str:
    """What the Chair is told of a ruling just recorded."""
    return _(
        "The panel's decision is recorded. Ballots can be drafted on it; none is locked before "
        "the minutes of the meeting are confirmed."
    )


def _show_rulings(bad: forms.MotionForm | None = None, bad_at: str = "", **drawn: Any) -> Response:
    circulation = queries.circulation_of(g.milestones)
    ahead(asking.RULINGS, circulation=circulation.object_id if circulation else "")
    held, living = _held()
    chair = seats.chair(read(), g.procedure.id)
    asked = requests.requests(
        read(), g.reader, g.procedure.settings, chair.member_grant if chair else ""
    )
    rows = (
        ruled.to_rule(read(), g.procedure.id, circulation.object_id, g.now) if circulation else []
    )
    words = {
        "borderline": (_("taken as suitable"), _("not taken")),
        "equivalence": (_("accepted in lieu"), _("refused")),
    }
    values: dict[str, Any] = {
        "rows": [
            (
                row,
                bad
                if bad is not None and bad_at == f"{row.kind}-{row.candidate_id}"
                else forms.MotionForm(meetings=held, words=words[row.kind]),
            )
            for row in rows
        ],
        "to_vote": [
            (
                one,
                bad
                if bad is not None and bad_at == one.id
                else forms.MotionForm(
                    meetings=held, words=(_("the panel asks"), _("the panel does not ask"))
                ),
            )
            for one in asked
            if one.state is State.TO_THE_VOTE
        ],
        "placed": [
            (one, examine(ENTERING, one.weight))
            for one in ruled.to_enter(read(), g.procedure.id, g.now)
        ],
        "weight_words": weight_words,
        "held": held,
        "living": living,
        "locked": applications.criteria_locked(g.milestones),
        "given": requests.all_given(g.milestones),
        "required": criteria.REQUIRED,
        "title_of": criteria.title,
        "bad_at": bad_at,
        "typed": request.form if bad_at else {},
    }
    return page("prescreening/rulings.html", **{**values, **drawn})


def show_rulings() -> Response:
    """What awaits the panel's decision, and what was decided."""
    return _show_rulings()


room.add_url_rule(
    "/rulings", "rulings", requires(Action.BORDERLINE_DECIDE)(show_rulings), methods=["GET"]
)


@room.post("/rulings/borderline/<candidate_id>")
@requires(Action.BORDERLINE_DECIDE)
def decide_borderline(candidate_id: str) -> Response:
    """Record the panel's decision on a borderline file."""
    return _decide("borderline", operations.decide_borderline, candidate_id)


@room.post("/rulings/equivalence/<candidate_id>")
@requires(Action.EQUIVALENCE_DECIDE)
def decide_equivalence(candidate_id: str) -> Response:
    """Record the panel's decision on an equivalence."""
    return _decide("equivalence", operations.decide_equivalence, candidate_id)


def _decide(kind: str, decide: Callable[..., str], candidate_id: str) -> Response:
    form = forms.MotionForm(request.form, meetings=_held()[0])
    return submit(
        form,
        do=lambda key: decide(
            g.reader,
            candidate_id=candidate_id,
            accepted=form.accepted.data == "yes",
            reason=form.reason.data,
            meeting_id=form.meeting.data,
            votes=votes(request.form),
            key=key,
        ),
        then=url_for(".rulings"),
        again=lambda: _show_rulings(form, f"{kind}-{candidate_id}"),
        said=said(),
    )


@room.post("/rulings/placing")
@requires(Action.PLACING_DECIDE)
def place() -> Response:
    """Record that the panel places an application on the list."""
    given = requests.all_given(g.milestones)
    if given is None:
        raise NotFound

    def do(key: str) -> str:
        wanted = request.form.get("reference", "").strip().upper()
        candidate_id = requests.by_reference(read(), g.procedure.id, given.at, wanted)
        if candidate_id is None:
            raise Refusal(
                "A8",
                "reading A8",
                _("No application of the list given to the panel has this reference."),
                kind=Kind.INVALID,
            )
        return operations.place(
            g.reader,
            candidate_id=candidate_id,
            reasons={c: request.form.get(f"{c}-reason", "") for c in criteria.REQUIRED},
            meeting_id=request.form.get("meeting", ""),
            votes=votes(request.form),
            key=key,
        )

    return submit(
        None,
        do=do,
        then=url_for(".rulings"),
        again=lambda: _show_rulings(bad_at="placing"),
        said=_(
            "The placing is recorded. The new version of the list is made once the minutes of "
            "the meeting are confirmed."
        ),
    )


@room.post("/rulings/placing/<candidate_id>")
@requires(Action.PLACING_DECIDE)
def enter_placing(candidate_id: str) -> Response:
    """Make the new version of the list that rests on a placing."""
    return submit(
        None,
        do=lambda key: operations.enter_placing(g.reader, candidate_id=candidate_id, key=key),
        then=url_for(".rulings"),
        again=_show_rulings,
        said=_("The application is placed on a new version of the list."),
    )


@room.post("/rulings/request/<request_id>")
@requires(Action.MEETING_HOLD)
def vote_on_request(request_id: str) -> Response:
    """Record the panel's vote on a request that was objected to."""
    form = forms.MotionForm(request.form, meetings=_held()[0])
    return submit(
        form,
        do=lambda key: request_operations.put_to_vote(
            g.reader,
            request_id=request_id,
            made=form.accepted.data == "yes",
            meeting_id=form.meeting.data,
            reason=form.reason.data,
            votes=votes(request.form),
            key=key,
        ),
        then=url_for(".rulings"),
        again=lambda: _show_rulings(form, request_id),
        said=_("The panel's decision is recorded in the minutes of the meeting."),
    )
