"""Whether the contacts of the States Parties were proved before a round (W8), and when a State
is called during it (S4). Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from recruit.core.words import _

CALLED_AFTER = timedelta(hours=24)
"""From the opening to the call to a State of which no address took the letter (S4)."""


class Reach(StrEnum):
    """How far a rehearsal mail got with a State: one of three, so that they add up to all."""

    REACHED = "reached"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Proving:
    """What is known of one State. since: from when each of its addresses in force is
    registered. proofs: each rehearsal mail, when it was sent and acknowledged. delivery: the
    best that one of the last one's deliveries came to, '' where none was sent."""

    since: tuple[datetime, ...] = ()
    proofs: tuple[tuple[datetime, datetime | None], ...] = ()
    delivery: str = ""


def reach(p: Proving) -> Reach:
    """Reached: somebody acknowledged a mail that went to an address in force still. Failed:
    there is no address, or none took the last mail. Else nobody knows (W8)."""
    if not p.since:
        return Reach.FAILED
    first = min(p.since)
    if any(acknowledged and first <= sent for sent, acknowledged in p.proofs):
        return Reach.REACHED
    return Reach.FAILED if p.delivery in ("failed", "dropped") else Reach.UNKNOWN


def reach_words(found: Reach) -> str:
    """How far it got, in words."""
    return {
        Reach.REACHED: _("reached"),
        Reach.FAILED: _("failed"),
        Reach.UNKNOWN: _("unknown"),
    }[found]
