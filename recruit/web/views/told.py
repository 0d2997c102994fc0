"""All that one person was told in the application, page by page; home shows the latest alone."""

from __future__ import annotations

from dataclasses import dataclass

from flask import g, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from recruit.access.actions import Action
from recruit.access.guard import read, requires
from recruit.access.rules import Capacity
from recruit.core import times
from recruit.core.pages import page
from recruit.core.words import _
from recruit.notices import queries as notices
from recruit.web import navigation
from recruit.web.capacities import in_words
from recruit.web.queries import home as queries
from recruit.web.views.door import bp
from recruit.web.views.home import still_open

LINES = 50
"""Lines of one page."""
FURTHEST = 200  # pages; nobody turns further, and a number too high is refused


@dataclass(frozen=True, slots=True)
class Line:
    """A line as the page draws it. url: '' where its page is closed to the reader now."""

    when: str
    text: str
    url: str
    capacity: str
    procedure: str


def _number() -> int:
    said = request.args.get("page", "1")
    if not said.isascii() or not said.isdecimal() or not 1 <= int(said[:6]) <= FURTHEST:
        raise NotFound
    return int(said)


@bp.get("/notices")
@requires(Action.ACCOUNT_OWN)
def told() -> Response:
    """Everything that this person was told, in the capacities that they hold still."""
    number = _number()
    own = queries.own(read(), g.reader.person_id, g.reader.session_id, g.now)
    known = queries.known(read(), own)
    titles = {about.view.name: about.view.title for about in known.values()}
    found = notices.news(
        read(), g.reader.person_id, limit=LINES + 1, skip=(number - 1) * LINES, now=g.now
    )
    return page(
        "web/told.html",
        menu=[navigation.MenuItem(_("Home"), "/", False)],
        lines=[
            Line(
                times.moment(n.at),
                n.line,
                n.url if still_open(n, own.held, known) else "",
                in_words(Capacity(n.capacity), 0) if n.capacity != Capacity.ANYBODY else "",
                titles.get(n.procedure_name, "") if len(titles) > 1 else "",
            )
            for n in found[:LINES]
        ],
        newer=url_for(".told", page=number - 1) if number > 1 else "",
        older=url_for(".told", page=number + 1) if len(found) > LINES else "",
    )
