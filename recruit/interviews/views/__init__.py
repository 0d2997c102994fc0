"""Pages of the interviews, and what this room tells the others' doors."""

from __future__ import annotations

from flask import Flask

from recruit.access.actions import Action
from recruit.core.words import _
from recruit.interviews.views import appointments, chair, course, debrief, missed, needs, sheet
from recruit.interviews.views.schedule import room
from recruit.notices import kinds

blueprints = [room]
PAGES = (appointments, chair, course, debrief, missed, needs, sheet)


def join(app: Flask) -> None:
    """Give the words of this room's notices."""
    kinds.register(
        "interviews.invitation",
        subject=lambda: _("Invitation to an interview"),
        whatever_right=True,
    )
    kinds.register(
        "interviews.needs",
        subject=lambda: _("What you need for the interview"),
        whatever_right=True,
    )
    kinds.register(
        "interviews.counted",
        subject=lambda: _("There is something new in the schedule"),
        line=lambda _id: _("An invited candidate counts as withdrawn; a date is free."),
        endpoint="interviews.page",
        action=Action.SCHEDULE_READ,
    )
    kinds.register(
        "interviews.ended",
        subject=lambda: _("There is something new for the panel"),
        line=lambda _id: _("The last debrief is closed; totals are shown from now on."),
        endpoint="interviews.debrief",
        action=Action.DEBRIEF_READ,
    )
