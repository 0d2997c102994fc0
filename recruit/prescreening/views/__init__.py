"""The pages of the prescreening, by who uses them."""

from __future__ import annotations

from flask import Flask

from recruit.documents import surroundings
from recruit.prescreening import kinds
from recruit.prescreening.queries.around import around, listing
from recruit.prescreening.views import (
    asked,
    comparison,
    focal,
    panel,
    recalling,
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
    "recalling",
    "requests",
    "rulings",
    "screening",
]
blueprints = [room]


def join(app: Flask) -> None:
    """Give the words of this room's notices, and what lies around a candidate's document."""
    kinds.register()
    surroundings.register(app, around)
    surroundings.register_list(app, listing)
