"""The pages of documents: reading them, what a reader keeps for themselves, taking a copy along.

All go through the one door (``recruit.documents.door``); nothing is kept by a browser.
"""

from __future__ import annotations

from datetime import datetime

from flask import Flask

from recruit.access import frame
from recruit.documents import (
    bookmaking,
    books,
    judging,
    private,
    redacting,
    redaction,
    releasing,
    scanner,
    tending,
)
from recruit.documents.views import book, own, reader, striking, taking
from recruit.documents.views.room import bp
from recruit.procedure.rules.milestones import MilestoneKind

__all__ = ["blueprints", "book", "bp", "join", "own", "reader", "striking", "taking"]
blueprints = (bp,)


def join(app: Flask) -> None:
    """Hear what ends what readers keep for themselves (W1) and their books; make the books."""
    judging.register()
    releasing.register()
    app.jinja_env.globals.update(scanner_set_up=scanner.configured)
    frame.subscribe_grant_end(private.forget_grant)
    frame.subscribe(MilestoneKind.REPORT_LODGED, private.forget_members)
    for kind in (MilestoneKind.ROUND_OPENED, MilestoneKind.CLOSED_WITHOUT_RESULT):
        frame.subscribe(kind, private.forget_all)
    frame.subscribe_grant_end(books.forget_grant)
    frame.subscribe(MilestoneKind.LIST_CIRCULATED, books.renew)
    tending.register_keys("reading/", private.known_keys)
    tending.register_files(redaction.known_files)

    def make_books(now: datetime) -> int:
        with app.app_context():
            return bookmaking.make_due(now)

    jobs = app.extensions.setdefault("file jobs", [])
    jobs.append(("redactions", 0, redacting.make_due))
    jobs.append(("books", 0, make_books))
