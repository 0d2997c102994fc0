"""The calendar's windows as a feed that calendar programs follow: everybody's (para. 54).

It holds what the public may know and nothing that depends on how far the panel is: the
windows as decided, and amended ones where everybody may see the amendment.
"""

from __future__ import annotations

from datetime import timedelta

from flask import make_response
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from recruit.access.actions import Action
from recruit.access.guard import read, requires
from recruit.access.rules import AUDIENCES, Capacity
from recruit.core import installation
from recruit.core.words import _
from recruit.procedure import queries as procedure
from recruit.web.rules import picture
from recruit.web.tasks import shown
from recruit.web.views.door import bp

MAKER = "-//Convention on Cluster Munitions//Director recruitment//EN"


@bp.get("/calendar/<name>.ics")
@requires(Action.PUBLIC_READ)
def feed(name: str) -> Response:
    """The windows of this recruitment as whole days in Geneva (RFC 5545)."""
    # imported late: no other page needs it
    from icalendar import Calendar, Event

    about = procedure.by_name(read(), name)
    if about is None:
        raise NotFound
    found = Calendar()
    found.add("prodid", MAKER)
    found.add("version", "2.0")
    found.add("method", "PUBLISH")
    found.add("x-wr-calname", installation.headed(about.title))
    for one in shown(procedure.windows(read(), about.id), AUDIENCES[Capacity.PUBLIC]):
        window = one.window
        if window.first is None or window.last is None:
            continue
        event = Event()
        event.add("uid", f"{about.id}-{window.para.strip('()').replace('(', '-')}")
        event.add("dtstamp", about.closure_at)  # nothing tells when it was asked for
        said = f"{picture.label_of(window.para)} ({_('para. %(p)s', p=window.para)})"
        event.add("summary", installation.headed(said))
        event.add("description", window.what)
        event.add("dtstart", window.first)
        event.add("dtend", window.last + timedelta(days=1))  # the end is not in it
        event.add("transp", "TRANSPARENT")
        found.add_component(event)
    response = make_response(found.to_ical())
    response.headers["Content-Type"] = "text/calendar; charset=utf-8"
    response.headers["Content-Disposition"] = f'attachment; filename="{about.name}.ics"'
    return response
