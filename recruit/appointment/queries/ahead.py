"""What the pages of letters to candidates ask, by one statement (``guard.ahead``)."""

from __future__ import annotations

from recruit.appointment.queries import held, letters
from recruit.core.together import Together

LETTERS = Together(*letters.SENDINGS_AHEAD, *held.SENDER_AHEAD)
"""With ``sender``."""
