"""The pages of the appointment, and what this room tells."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from recruit.appointment import telling
from recruit.appointment.operations import retention as erasing
from recruit.appointment.views import contract, letters, outcome, retention
from recruit.appointment.views.door import public, room

blueprints = [room, public]
PAGES = (contract, letters, outcome, retention)


def join(app: Any) -> None:
    """Register this room's notices and the worker's erasing (D3)."""
    telling.register()
    app.extensions.setdefault("jobs", []).append(
        ("erase what is due", timedelta(minutes=1).total_seconds(), erasing.erase_due)
    )
