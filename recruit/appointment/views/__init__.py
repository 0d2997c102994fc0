"""The pages of the appointment, and what this room tells."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from recruit.access import frame
from recruit.access.actions import Action
from recruit.appointment import telling
from recruit.appointment.operations import access_end, term
from recruit.appointment.operations import outcome as closing
from recruit.appointment.operations import retention as erasing
from recruit.appointment.views import contract, held, letters, outcome, retention
from recruit.appointment.views.door import public, room
from recruit.countersigning import kinds
from recruit.countersigning.rules import PresidentialAct

blueprints = [room, public]
PAGES = (contract, held, letters, outcome, retention)


def join(app: Any) -> None:
    """Register this room's notices, and what the worker does: erasing (D3), reminding (T4)."""
    telling.register()
    kinds.register(
        PresidentialAct.CLOSE, kinds.Kind(Action.CLOSE, closing.closed_now, outcome.show_closing)
    )
    for kind in access_end.ENDS:
        frame.subscribe(kind, access_end.set_last_day)
    frame.subscribe_grant(term.president_given)
    jobs = app.extensions.setdefault("jobs", [])
    jobs.append(("erase what is due", timedelta(minutes=1).total_seconds(), erasing.erase_due))
    jobs.append(("end accesses", timedelta(minutes=1).total_seconds(), access_end.end_due))
    jobs.append(("remind of the term", timedelta(hours=1).total_seconds(), term.remind_due))
