"""Pages that several rooms make together: home, calendar, record, who sees what."""

from recruit.web.views import calendar, feed, home, record, taking, undelivered, who
from recruit.web.views.door import bp

blueprints = [bp]
__all__ = ["blueprints", "calendar", "feed", "home", "record", "taking", "undelivered", "who"]
