"""The one blueprint of these pages, and the picture of the calendar that two of them draw."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from functools import lru_cache
from gettext import NullTranslations

from flask import Blueprint, g

from recruit.access.rules import AUDIENCES, Capacity
from recruit.core import times, words
from recruit.procedure.queries import WindowView
from recruit.procedure.rules.milestones import Milestone
from recruit.web.rules import picture
from recruit.web.tasks import Known, shown

bp = Blueprint("web", __name__)


def drawn(about: Known, capacity: Capacity, mine: Collection[str] = ()) -> picture.Picture | None:
    """The picture of a procedure's calendar as this capacity may see it, to the minute."""
    return _drawn(
        tuple(about.windows),
        tuple(about.seen_by(capacity)),
        capacity,
        g.now.replace(second=0, microsecond=0),
        frozenset(mine),
        words.spoken(),
    )


@lru_cache(maxsize=256)
def _drawn(
    windows: tuple[WindowView, ...],
    milestones: tuple[Milestone, ...],
    capacity: Capacity,
    minute: datetime,
    mine: frozenset[str],
    _language: NullTranslations,
) -> picture.Picture | None:
    """Windows open and close on whole minutes: within one the picture does not change."""
    audiences = AUDIENCES[capacity]
    return picture.picture(
        shown(list(windows), audiences),
        milestones,
        audiences,
        minute,
        mine=mine,
        say=times.short_day,
        month=times.month,
        long=times.day,
    )
