"""The words of this room's notice."""

from __future__ import annotations

from recruit.access.actions import Action
from recruit.core.words import mark
from recruit.notices import kinds


def register() -> None:
    """Give the words of the notice to whoever answers."""
    kinds.register(
        "correspondence.matter",
        subject=mark("A request or complaint waits for your answer"),
        endpoint="correspondence.matters",
        action=Action.MATTER_READ,
    )
    kinds.register(
        "correspondence.remedied",
        subject=mark("A technical failure that touched you, and what was done"),
        endpoint="correspondence.remedies",
        action=Action.REMEDY_READ,
    )
    kinds.register(
        "correspondence.remedy",
        subject=mark("A technical failure, and what was done"),
        whatever_right=True,
        in_app=False,
    )
