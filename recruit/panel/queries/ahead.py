"""What the panel's pages ask of several rooms, each by one statement (``guard.ahead``)."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from sqlalchemy import Select

from recruit.core.together import Together
from recruit.panel import hints
from recruit.panel.queries import composition, deciding, declarations, meetings, seats
from recruit.procedure import queries as procedure
from recruit.states import queries as states

COMPOSITION = Together(
    *states.CIRCLE_AHEAD,
    *composition.INTEREST_AHEAD,
    *composition.REASON_AHEAD,
    *seats.OCCUPANTS_AHEAD,
    *seats.GENDERS_AHEAD,
    *declarations.LEFT_AHEAD,
)
COMPOSING = Together(
    *states.CIRCLE_AHEAD,
    *composition.INTEREST_AHEAD,
    *composition.REASON_AHEAD,
    *procedure.WINDOWS_AHEAD,
)
"""While the President puts the panel together."""
VACANCIES = Together(
    *states.CIRCLE_AHEAD, *composition.INTEREST_AHEAD, *seats.ORDER_AHEAD, *seats.VACANT_AHEAD
)
DECLARATIONS = Together(*deciding.AHEAD, *seats.OCCUPANTS_AHEAD, *seats.VACANT_AHEAD)
MEETING = Together(*meetings.MEETINGS_AHEAD, *seats.OCCUPANTS_AHEAD, *seats.NAMES_AHEAD)
MEETINGS = Together(*meetings.MEETINGS_AHEAD, *seats.OCCUPANTS_AHEAD, *declarations.ANY_AHEAD)


@lru_cache(maxsize=4)
def _own(further: tuple[Select[Any], ...]) -> Together:
    return Together(*declarations.OWN_AHEAD, *further)


def own() -> Together:
    """One's own declarations and what the hints ask: with ``person`` and ``grant``."""
    return _own(hints.readings())
