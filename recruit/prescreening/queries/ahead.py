"""What the prescreening's pages ask of several rooms, each by one statement (``guard.ahead``)."""

from __future__ import annotations

from recruit.core.together import Together
from recruit.panel.queries import meetings, seats
from recruit.prescreening.queries import requests, rulings

RULINGS = Together(
    *meetings.MEETINGS_AHEAD, *seats.OCCUPANTS_AHEAD, *requests.AHEAD, *rulings.AHEAD
)
"""With ``circulation``: the list that counts, or ''."""
