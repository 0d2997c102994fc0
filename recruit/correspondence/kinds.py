"""The words of this room's notice."""

from __future__ import annotations

from recruit.access.actions import Action
from recruit.notices import kinds


def register() -> None:
    """Give the words of the notice to whoever answers."""
    kinds.register(
        "correspondence.matter",
        subject="A request or complaint waits for your answer",
        endpoint="correspondence.matters",
        action=Action.MATTER_READ,
    )
