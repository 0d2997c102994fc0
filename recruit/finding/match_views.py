"""Pages of matches between applicants and accounts (C12): the decider's, the person's own, and
what stands in the place of a page that a match closes."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Flask, g, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from recruit.access.actions import Action
from recruit.access.frame import subscribe_grant
from recruit.access.guard import ClosedByMatch, read, requires
from recruit.access.rules import Capacity, Matched, label
from recruit.applications.operations.files import subscribe_named
from recruit.core.pages import page, submit
from recruit.core.words import _
from recruit.finding import deciding, forms, matching
from recruit.finding import matches as queries
from recruit.finding.rules.matching import way_out
from recruit.notices import kinds

own_pages = Blueprint("matches", __name__, url_prefix="/account/applicant")


@dataclass(frozen=True, slots=True)
class Emptied:
    """A capacity that is empty to its holder, and how it is ended. url: '' where nobody but
    another can end it."""

    label: str
    way: str
    url: str


def join(app: Flask) -> None:
    """Compare at each filing and each grant, give the words of the notices, and the page that
    stands in the place of what is closed."""
    subscribe_named(matching.applicant_named)
    subscribe_grant(matching.capacity_given)
    app.register_error_handler(ClosedByMatch, closed)
    kinds.register(
        "finding.match",
        subject=lambda: _("An applicant may hold an account"),
        endpoint="finding.matches",
        action=Action.MATCH_DECIDE,
    )
    kinds.register(
        "finding.match_of_chair",
        subject=lambda: _("A question for those seated besides the Chair"),
        endpoint="finding.chair_matches",
        action=Action.MATCH_DECIDE_CHAIR,
    )
    kinds.register(
        "finding.confirmed",
        subject=lambda: _("A capacity of yours is to be ended"),
        whatever_right=True,
    )


def closed(_error: ClosedByMatch) -> Response:
    """Nothing but why, and what opens it or is to be done (W11)."""
    if g.reader.matched == Matched.SAME:
        return page(
            "finding/emptied.html",
            status=403,
            menu=[],
            who_can_see_url="",
            own_url=url_for("matches.own", procedure=g.procedure.name),
        )
    return page("finding/undecided.html", status=403)


def _show(bad: forms.MatchForm | None = None, bad_id: str = "") -> Response:
    found = queries.of(read(), g.reader)
    chair = g.reader.capacity is Capacity.MEMBER
    return page(
        "finding/matches.html",
        found=found,
        chair=chair,
        form_of={m.id: bad if m.id == bad_id and bad else forms.MatchForm() for m in found},
        bad_id=bad_id,
        asked=Matched.ASKED.value,
        url_of=lambda match_id: url_for(
            "finding.vote_chair_match" if chair else "finding.decide_match", match_id=match_id
        ),
    )


def _sent(match_id: str) -> Response:
    found = next((m for m in queries.of(read(), g.reader) if m.id == match_id), None)
    if found is None:
        raise NotFound
    form = forms.MatchForm(request.form)
    chair = g.reader.capacity is Capacity.MEMBER
    do = deciding.vote if chair else deciding.decide
    return submit(
        form,
        do=lambda key: do(
            g.reader,
            match_id=match_id,
            same=form.same.data == "same",
            reason=form.reason.data or "",
            key=key,
        ),
        then=url_for("finding.chair_matches" if chair else "finding.matches"),
        again=lambda: _show(form, match_id),
        said=_("Recorded."),
    )


def add(room: Blueprint) -> None:
    """The deciders' pages, among those of the room."""

    @room.get("/applicants")
    @requires(Action.MATCH_DECIDE)
    def matches() -> Response:
        """The matches that the focal point or the Chair decides on."""
        return _show()

    @room.post("/applicants/<match_id>")
    @requires(Action.MATCH_DECIDE)
    def decide_match(match_id: str) -> Response:
        """Decide on one, or correct the decision."""
        return _sent(match_id)

    @room.get("/chair")
    @requires(Action.MATCH_DECIDE_CHAIR)
    def chair_matches() -> Response:
        """A match with the Chair's name, for those seated besides."""
        return _show()

    @room.post("/chair/<match_id>")
    @requires(Action.MATCH_DECIDE_CHAIR)
    def vote_chair_match(match_id: str) -> Response:
        """Say whether the Chair is that applicant."""
        return _sent(match_id)


def in_words(capacity: Capacity) -> str:
    """The capacity in the reader's language."""
    said = label(capacity)
    return _(said)


@own_pages.get("/<procedure>")
@requires(Action.ACCOUNT_OWN)
def own(procedure: str) -> Response:
    """How the capacities of somebody who applied are ended; for everybody else nothing."""
    held = queries.emptied(read(), g.reader.person_id, procedure, g.now)
    if not held:
        raise NotFound
    return page(
        "finding/own.html",
        held=[
            Emptied(
                in_words(capacity),
                way_out(capacity),
                url_for("panel.stand_down", procedure=procedure, capacity=capacity.value)
                if capacity is Capacity.MEMBER
                else "",
            )
            for capacity, _seat in held
        ],
    )
