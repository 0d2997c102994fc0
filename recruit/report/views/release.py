"""The release to the Coordination Committee: asked, confirmed, read in a marked copy (53(f))."""

from __future__ import annotations

from flask import g, url_for
from werkzeug.wrappers import Response

from recruit.access.actions import Action
from recruit.access.guard import read, requires
from recruit.core.pages import asked_number, say, submit
from recruit.core.pages import page as draw
from recruit.core.words import _
from recruit.documents.rules import content_disposition
from recruit.procedure.rules.days import duty_due
from recruit.report.operations import release as operations
from recruit.report.queries import reports as queries
from recruit.report.rules.tasks import RELEASE_DAYS
from recruit.report.views.page import guarded, holidays, room


def _show() -> Response:
    at = operations.designated_at(g.milestones)
    asked = queries.release(read(), g.procedure.id)
    return draw(
        "report/release.html",
        at=at,
        asked=asked,
        own=asked is not None and asked.first_person == g.reader.person_id,
        due=duty_due(at, RELEASE_DAYS, holidays()) if at else None,
        now=g.now,
    )


@room.get("/release")
@requires(Action.REPORT_RELEASE)
def release() -> Response:
    """The President's duty after the designation (R14)."""
    return _show()


@room.post("/release")
@requires(Action.REPORT_RELEASE, fresh=True)
def ask() -> Response:
    """Ask for the release."""

    def do(key: str) -> None:
        receipt = operations.ask(g.reader, key=key)
        say(_("Asked. A seated member confirms it. Receipt %(r)s.", r=receipt))

    return submit(None, do=do, then=url_for(".release"), again=_show)


@room.get("/release/second")
@requires(Action.REPORT_RELEASE_SECOND)
def release_second() -> Response:
    """What the second person confirms (R27)."""
    return _show()


@room.post("/release/second")
@requires(Action.REPORT_RELEASE_SECOND, fresh=True)
def confirm() -> Response:
    """Confirm the release."""

    def do(key: str) -> None:
        receipt = operations.confirm(g.reader, key=key)
        say(_("The report is released to the Committee's readers. Receipt %(r)s.", r=receipt))

    return submit(None, do=do, then=url_for(".release_second"), again=_show)


@room.get("/released")
@requires(Action.REPORT_READ_RELEASED)
def released() -> Response:
    """For a Committee reader: whether the report is released, and one's copies so far."""
    lodged = operations.may_read_all(read(), g.reader, g.milestones)
    copies = queries.copies_of(
        read(), [r.document_id for r in lodged if r.document_id], g.reader.person_id
    )
    return draw("report/released.html", reports=lodged, copies=copies)


@room.get("/released/copy")
@requires(Action.REPORT_READ_RELEASED)
def copy() -> Response:
    """A copy with one's own name and number; recorded before the first byte (D2, W14)."""
    made = operations.read(g.reader, report_number=asked_number("number", 0))
    response = Response(made.content, mimetype="application/pdf")
    response.headers["Content-Disposition"] = content_disposition(made.name)
    return guarded(response)
