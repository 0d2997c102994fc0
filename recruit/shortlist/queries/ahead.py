"""What the shortlist's pages ask of several rooms, each by one statement (``guard.ahead``)."""

from __future__ import annotations

from recruit.core.together import Together
from recruit.panel.queries import meetings
from recruit.prescreening.queries import lists
from recruit.procedure import queries as procedure
from recruit.shortlist.queries import ballots, comments, decision, nobody, papers

CHAIR = Together(
    *ballots.STATE_AHEAD,
    *lists.EQUIVALENCES_AHEAD,
    *meetings.MEETINGS_AHEAD,
    *papers.ALL_AHEAD,
    *decision.CHOSEN_AHEAD,
    *nobody.AHEAD,
    *procedure.WINDOWS_AHEAD,
    *procedure.TERMS_AHEAD,
)
"""With ``run`` and an ``own`` of '' (the Chair opens no ballot here)."""
PAPERS = Together(*papers.ALL_AHEAD, *papers.LIVING_AHEAD, *comments.AHEAD, *procedure.TERMS_AHEAD)
