"""Pages that several rooms make together: home, calendar, record, who sees what."""

from flask import Flask

from recruit.archive import gathering
from recruit.web.rules import record as acts
from recruit.web.views import (
    appointments,
    calendar,
    feed,
    home,
    language,
    record,
    seal,
    taking,
    told,
    undelivered,
    who,
)
from recruit.web.views.door import bp

blueprints = [bp, seal.public]
__all__ = [
    "appointments",
    "blueprints",
    "calendar",
    "feed",
    "home",
    "join",
    "language",
    "record",
    "seal",
    "taking",
    "told",
    "undelivered",
    "who",
]


def join(_app: Flask) -> None:
    """An archive says the acts of the record as the record's page does."""
    gathering.speak(acts.said)
