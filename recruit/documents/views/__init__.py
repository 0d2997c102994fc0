"""The pages of documents: reading them, what a reader keeps for themselves, taking a copy along.

All go through the one door (``recruit.documents.door``); nothing is kept by a browser.
"""

from __future__ import annotations

from flask import Flask

from recruit.access import frame
from recruit.documents import private, tending
from recruit.documents.views import own, reader, taking
from recruit.documents.views.room import bp
from recruit.procedure.rules.milestones import MilestoneKind

__all__ = ["blueprints", "bp", "join", "own", "reader", "taking"]
blueprints = (bp,)


def join(app: Flask) -> None:
    """Hear what ends what readers keep for themselves (W1), and tell which keys still count."""
    frame.subscribe_grant_end(private.forget_grant)
    frame.subscribe(MilestoneKind.REPORT_LODGED, private.forget_members)
    for kind in (MilestoneKind.ROUND_OPENED, MilestoneKind.CLOSED_WITHOUT_RESULT):
        frame.subscribe(kind, private.forget_all)
    tending.register_keys("reading/", private.known_keys)
