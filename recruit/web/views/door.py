"""The one blueprint of these pages, and the picture of the calendar that two of them draw."""

from __future__ import annotations

from collections.abc import Collection

from flask import Blueprint, g

from recruit.access.rules import AUDIENCES, Capacity
from recruit.core import times
from recruit.web.rules import picture
from recruit.web.tasks import Known

bp = Blueprint("web", __name__)


def drawn(about: Known, capacity: Capacity, mine: Collection[str] = ()) -> picture.Picture | None:
    """The picture of a procedure's calendar as this capacity may see it."""
    return picture.picture(
        about.shown_to(capacity),
        about.seen_by(capacity),
        AUDIENCES[capacity],
        g.now,
        mine=mine,
        say=times.short_day,
        month=times.month,
        long=times.day,
    )
