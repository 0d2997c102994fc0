"""What pages of the interviews ask of several rooms, each by one statement (``guard.ahead``)."""

from __future__ import annotations

from typing import Final

from recruit.core.together import Together
from recruit.interviews.queries import missed, needs, results, schedule, sheets, starting
from recruit.panel.queries import meetings, seats
from recruit.procedure import queries as procedures
from recruit.shortlist.queries import papers

CHAIR: Final = Together(
    *procedures.WINDOWS_AHEAD,
    *seats.OCCUPANTS_AHEAD,
    *starting.AHEAD,
    *results.HELD_AHEAD,
    *results.CONSENTS_AHEAD,
    *missed.MISSED_AHEAD,
    *needs.READY_AHEAD,
    *schedule.INVITED_AHEAD,
)
"""The Chair's page."""
GICHD: Final = Together(*procedures.WINDOWS_AHEAD, *missed.MISSED_AHEAD, *needs.ZONES_AHEAD)
"""GICHD's schedule."""
DEBRIEF: Final = Together(
    *sheets.UNDECIDED_AHEAD,
    *sheets.LOCKS_AHEAD,
    *results.HELD_AHEAD,
    *seats.OCCUPANTS_AHEAD,
    *papers.PROFILE_AHEAD,
)
"""The debrief; with ``run`` and ``person``."""
DECISION: Final = Together(*missed.MISSED_AHEAD, *seats.OCCUPANTS_AHEAD, *meetings.MEETINGS_AHEAD)
"""The page of one date that was not kept."""
