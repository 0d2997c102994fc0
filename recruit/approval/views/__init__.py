"""The pages of the approval, and what this room tells."""

from __future__ import annotations

from typing import Any

from recruit.applications.operations import changing
from recruit.approval import countersigned, telling
from recruit.approval.operations import following, lost
from recruit.approval.views import contact, items, letter, proposal, receipts, sent, silence, states
from recruit.approval.views.door import room
from recruit.documents import surroundings

blueprints = [room, receipts.public, contact.public]
PAGES = (contact, items, letter, proposal, receipts, sent, silence, states)


def join(app: Any) -> None:
    """Register this room's notices, and what the worker does on open rounds."""
    telling.register()
    countersigned.register()
    changing.subscribe_withdrawal(lost.left)
    if app is not None:
        app.extensions.setdefault("jobs", []).append(("rounds", 60, following.follow))
        surroundings.register(app, silence.around)
