"""Who can see this page (W10), and all pages of a capacity."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app, g, request
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from recruit.access.actions import Action
from recruit.access.guard import action_of, requires
from recruit.access.policy import capacities
from recruit.access.rules import Capacity
from recruit.core.pages import page
from recruit.core.words import _
from recruit.procedure.rules.milestones import Column
from recruit.web import navigation
from recruit.web.capacities import named
from recruit.web.rules.seeing import narrowed, when
from recruit.web.views.door import bp


@dataclass(frozen=True, slots=True)
class Period:
    """A state of the procedure in words, and who may have the page in it."""

    when: str
    who: list[str]


def _periods(action: Action) -> list[Period]:
    found: list[Period] = []
    for state in Column:
        able = [c for c in capacities(action, state) if c is not Capacity.ANYBODY]
        words = (
            [_("everybody, without an account")]
            if Capacity.PUBLIC in able
            else [named(c) for c in able]
        )
        found.append(Period(when(state), words))
    return found


@bp.get("/p/<procedure>/<capacity>/who")
@requires(Action.CALENDAR_READ)
def who() -> Response:
    """Which capacities may have the page named in the address, in which state."""
    endpoint = request.args.get("page", "")
    action = action_of(current_app, endpoint)
    if action is None or not any(
        g.reader.capacity in capacities(action, state) for state in Column
    ):
        raise NotFound
    periods = _periods(action)
    return page(
        "web/who.html",
        name=navigation.name_of(endpoint),
        periods=periods,
        same=all(p.who == periods[0].who for p in periods),
        narrowed=narrowed(action),
    )


@bp.get("/p/<procedure>/<capacity>/pages")
@requires(Action.CALENDAR_READ)
def pages() -> Response:
    """Every page that this capacity has now, with what it is about."""
    told = [m for m in g.milestones if m.audience in g.reader.audiences]
    return page(
        "web/pages.html",
        items=navigation.everything(
            g.reader.capacity,
            g.reader.column,
            told,
            g.procedure.name,
            undertaken=g.reader.undertaken,
        ),
    )
