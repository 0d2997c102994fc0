"""Pages of the interviews, and what this room tells the others' doors."""

from __future__ import annotations

from flask import Flask

from recruit.access.actions import Action
from recruit.core.words import _
from recruit.interviews.operations import appointments
from recruit.interviews.queries import missing
from recruit.interviews.views import (
    chair,
    course,
    debrief,
    guide,
    missed,
    needs,
    proposing,
    sheet,
    times,
)
from recruit.interviews.views.schedule import room
from recruit.notices import kinds
from recruit.panel.queries import locks
from recruit.panel.rules.serving import Duty

blueprints = [room]
PAGES = (chair, course, debrief, guide, missed, needs, proposing, sheet, times)


def join(app: Flask) -> None:
    """Give the words of this room's notices, the worker its job, and say who has locked
    which sheet."""
    locks.register(Duty.SHEET, missing.look)
    kinds.register(
        "interviews.invitation",
        subject=lambda: _("Invitation to an interview"),
        whatever_right=True,
        compose=appointments.compose_letter,
    )
    kinds.register(
        "interviews.invitation_gone",
        subject=lambda: _("Your interview: another time follows"),
        whatever_right=True,
        compose=appointments.compose_letter_gone,
    )
    kinds.register(
        appointments.HELD,
        subject=lambda: _("An interview in your calendar"),
        line=lambda _id: _("The times of the interviews were set or changed."),
        endpoint="interviews.page",
        action=Action.SCHEDULE_READ,
        in_app=False,
        compose=appointments.compose,
    )
    kinds.register(
        appointments.GONE,
        subject=lambda: _("An interview is no longer in your calendar"),
        whatever_right=True,
        in_app=False,
        compose=appointments.compose,
    )
    app.extensions.setdefault("jobs", []).append(("appointments", 20, appointments.tell_due))
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
