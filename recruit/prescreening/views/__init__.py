"""The pages of the prescreening, by who uses them."""

from __future__ import annotations

from flask import Flask

from recruit.prescreening import kinds
from recruit.prescreening.views import (
    asked,
    comparison,
    focal,
    panel,
    requests,
    rulings,
    screening,
)
from recruit.prescreening.views.room import room

__all__ = [
    "asked",
    "blueprints",
    "comparison",
    "focal",
    "join",
    "panel",
    "requests",
    "rulings",
    "screening",
]
blueprints = [room]


def join(app: Flask) -> None:
    """Give the words of this room's notices."""
    kinds.register()
