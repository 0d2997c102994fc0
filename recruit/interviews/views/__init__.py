"""Pages of the interviews, and what this room tells the others' doors."""

from __future__ import annotations

from flask import Flask

from recruit.access.actions import Action
from recruit.core.words import _
from recruit.interviews.queries import missing
from recruit.interviews.views import chair, course, debrief, sheet
from recruit.interviews.views.schedule import room
from recruit.notices import kinds
from recruit.panel.queries import locks
from recruit.panel.rules.serving import Duty

blueprints = [room]
PAGES = (chair, course, debrief, sheet)


def join(app: Flask) -> None:
    """Give the words of this room's notices, and say who has locked which sheet."""
    locks.register(Duty.SHEET, missing.look)
    kinds.register(
        "interviews.invitation",
        subject=lambda: _("Invitation to an interview"),
        whatever_right=True,
    )
    kinds.register(
        "interviews.ended",
        subject=lambda: _("There is something new for the panel"),
        line=lambda _id: _("The last debrief is closed; totals are shown from now on."),
        endpoint="interviews.debrief",
        action=Action.DEBRIEF_READ,
    )
