"""The pages of the appointment, and what this room tells."""

from __future__ import annotations

from typing import Any

from recruit.appointment import telling
from recruit.appointment.views import contract, letters, outcome
from recruit.appointment.views.door import public, room

blueprints = [room, public]
PAGES = (contract, letters, outcome)


def join(app: Any) -> None:
    """Register this room's notices."""
    telling.register()
