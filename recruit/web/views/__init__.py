"""Pages that several rooms make together: home, calendar, record, who sees what."""

from recruit.web.views import (
    appointments,
    calendar,
    feed,
    home,
    record,
    seal,
    taking,
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
    "record",
    "seal",
    "taking",
    "undelivered",
    "who",
]
