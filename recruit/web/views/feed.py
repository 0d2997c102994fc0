"""Calendars that calendar programs follow: everybody's windows, and one's own at a secret address.

The public one holds what the public may know and nothing that depends on how far the panel
is. A private one holds what its owner's capacity may see, without a candidate's name, and
nothing once that capacity ends. Both are English: a calendar program asks for a language of
its own, and what it keeps is the same for all.
"""

from __future__ import annotations

import hashlib

from flask import g, make_response, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from recruit.access.actions import Action
from recruit.access.guard import read, requires
from recruit.access.policy import allows
from recruit.access.rules import Capacity
from recruit.accounts import sessions
from recruit.accounts.operations import guessing
from recruit.core.words import _, english
from recruit.notices import calendars, feeds, mail
from recruit.procedure import queries as procedure
from recruit.procedure.rules.milestones import column
from recruit.web.capacities import named
from recruit.web.queries import own_calendar as queries
from recruit.web.views.door import bp


def _answer(content: bytes, name: str, *, private: bool) -> Response:
    response = make_response(content)
    response.headers["Content-Type"] = "text/calendar; charset=utf-8"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.ics"'
    response.headers["Cache-Control"] = "private, no-cache" if private else "no-cache"
    response.set_etag(hashlib.sha256(content).hexdigest()[:32])
    answer = response.make_conditional(request)
    del answer.headers["Date"]  # the library's own clock; the server writes the time it has
    return answer


@bp.get("/calendar/<name>.ics")
@requires(Action.PUBLIC_READ)
@english
def feed(name: str) -> Response:
    """The windows of this recruitment as whole days in Geneva (RFC 5545)."""
    about = procedure.by_name(read(), name)
    if about is None:
        raise NotFound
    found = queries.windows(read(), about, Capacity.PUBLIC)
    content = calendars.written(found, calendars.Method.PUBLISH, about.title)
    return _answer(content, about.name, private=False)


@bp.get("/calendar/own/<token>.ics")
@requires(Action.PUBLIC_READ)
@english
def private_feed(token: str) -> Response:
    """The calendar of whoever has this secret, as long as its capacity lives."""
    seconds = guessing.wait(sessions.address(), g.now)
    if seconds:
        later = make_response("", 429)
        later.headers["Retry-After"] = str(seconds)
        return later
    who = feeds.follower(read(), token, g.now)
    about = procedure.by_id(read(), who.procedure_id) if who else None
    milestones = procedure.milestones(read(), about.id) if about else []
    if (
        who is None
        or about is None
        or not allows(Action.CALENDAR_FOLLOW, who.capacity, column(milestones))
    ):
        guessing.missed(sessions.address(), g.now)
        raise NotFound
    owner = queries.Owner(who.person_id, who.capacity, who.principal_id)
    domain = mail.settings().sender.rpartition("@")[2]
    endpoint = "web.own_calendar" if who.capacity is Capacity.ASSISTANT else "interviews.page"

    def link() -> str:
        return mail.link(url_for(endpoint, procedure=about.name, capacity=who.capacity.value))

    found = queries.own(read(), about.id, milestones, owner, g.now)
    content = calendars.written(
        [
            *queries.windows(read(), about, who.capacity, domain),
            *queries.entries(about, found, domain, link),
        ],
        calendars.Method.PUBLISH,
        _("%(title)s (%(capacity)s)", title=about.title, capacity=named(who.capacity)),
    )
    return _answer(content, "calendar", private=True)
