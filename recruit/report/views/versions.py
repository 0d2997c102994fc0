"""Every version of a part of the narrative, and what one changed of another (J9)."""

from __future__ import annotations

from flask import g, request
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from recruit.access.actions import Action
from recruit.access.guard import requires
from recruit.core.comparing import compared
from recruit.core.pages import numbered
from recruit.core.pages import page as draw
from recruit.panel.queries import seats
from recruit.procedure.rules.milestones import current_run
from recruit.report.queries import facts
from recruit.report.queries import reports as queries
from recruit.report.queries import versions as found_of
from recruit.report.views import page as pages
from recruit.report.views.page import room


@room.get("/part/<name>/versions")
@requires(Action.REPORT_READ)
def versions(name: str) -> Response:
    """The latest version beside the one before, unless two others are asked for."""
    connection = pages.ahead()
    report = queries.of_run(connection, g.procedure.id, current_run(g.milestones))
    if report is None or pages.closed_to(connection):
        raise NotFound
    found = found_of.versions(connection, g.procedure.id, report.id, name)
    saved = queries.parts(connection, g.procedure.id, report.id).get(name)
    if saved is None:
        raise NotFound
    if not found:  # saved when versions were not kept yet
        found = [found_of.VersionView(saved.version, saved.text, saved.by_grant, saved.saved_at)]
    newer = numbered(found, request.args.get("new", "")) or found[0]
    older = numbered(found, request.args.get("old", "")) or next(
        (v for v in found if v.number < newer.number), newer
    )
    content, made = pages.content_of(connection, report)
    held = made.held if made else facts.parts_of(connection, g.procedure.id, report.run)
    titles = {n["name"]: n["title"] for n in pages.narratives_of(held, content)}
    return draw(
        "report/versions.html",
        name=name,
        title=titles.get(name, ""),
        versions=found,
        older=older,
        newer=newer,
        pieces=compared(older.text, newer.text),
        members={m.grant_id: m for m in seats.members(connection, g.procedure.id)},
    )
