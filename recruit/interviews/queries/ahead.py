"""What the interviews' pages ask of several rooms, each by one statement (``guard.ahead``)."""

from __future__ import annotations

from recruit.core.together import Together
from recruit.interviews.queries import results, schedule, starting
from recruit.panel.queries import seats

CHAIR = Together(
    *seats.OCCUPANTS_AHEAD,
    *results.HELD_AHEAD,
    *results.CONSENTS_AHEAD,
    *schedule.INVITED_AHEAD,
    *starting.AHEAD,
)
