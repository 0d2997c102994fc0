"""What may be booked for a principal, and what an assistant reads of it (reading W2). Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from recruit.core.errors import Kind, Refusal
from recruit.core.words import _

CITED: Final = "reading W2"
SHORTEST: Final = 5
LONGEST: Final = 24 * 60
"""Minutes of a booking; both ends are allowed."""


@dataclass(frozen=True, slots=True)
class Time:
    """A time that is taken. starts_at: aware UTC; minutes: its length."""

    starts_at: datetime
    minutes: int

    @property
    def ends_at(self) -> datetime:
        """The instant after its last minute."""
        return self.starts_at + timedelta(minutes=self.minutes)

    def meets(self, other: Time) -> bool:
        """Whether the two overlap."""
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at


def check_booking(wanted: Time, what: str, booked: Iterable[Time], now: datetime) -> None:
    """Refuse a booking without words, in the past, of no length, or over another one.

    booked: what is booked for the principal already. Raises Refusal (W2).
    """

    def refuse(reason: str) -> Refusal:
        return Refusal("W2", CITED, reason, kind=Kind.INVALID)

    if not what.strip():
        raise refuse(_("Say what is booked."))
    if not SHORTEST <= wanted.minutes <= LONGEST:
        raise refuse(
            _("A booking takes %(a)s minutes to a day.", a=SHORTEST),
        )
    if wanted.starts_at <= now:
        raise refuse(_("This time has come already."))
    if any(wanted.meets(other) for other in booked):
        raise refuse(_("Something else is booked at that time; take it back first."))


def place_for_assistant(place: str) -> str:
    """The place as an assistant has it: a room, never a link that lets somebody in (J12)."""
    return _("by video link") if "://" in place else place
