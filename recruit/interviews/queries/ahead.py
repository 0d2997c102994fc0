"""What pages of the interviews ask of several rooms, by one statement each."""

from __future__ import annotations

from typing import Final

from sqlalchemy.engine import Connection

from recruit.core.together import Together
from recruit.interviews.queries import missed, needs, results, starting
from recruit.panel.queries import seats
from recruit.procedure import queries as procedures

CHAIR: Final = Together(
    *procedures.WINDOWS_AHEAD,
    *seats.OCCUPANTS_AHEAD,
    *starting.AHEAD,
    *results.HELD_AHEAD,
    *results.CONSENTS_AHEAD,
    *missed.MISSED_AHEAD,
    *needs.READY_AHEAD,
)
"""The Chair's page."""
GICHD: Final = Together(*procedures.WINDOWS_AHEAD, *missed.MISSED_AHEAD, *needs.ZONES_AHEAD)
"""GICHD's schedule."""
DECISION: Final = Together(*missed.MISSED_AHEAD, *seats.OCCUPANTS_AHEAD)
"""The page of one date that was not kept."""


def ahead(asked: Together, connection: Connection, procedure_id: str, run: int) -> Connection:
    """The connection with everything ahead that a page asks on the run."""
    values = {"procedure": procedure_id, "procedures": [procedure_id], "run": run}
    return asked.ask(connection, values)
