"""When each access ends after the end of the procedure (D3, R17). Pure.

Members, with the Chair and the surrogates not seated, and the Committee's readers: twelve
months after it. The President, the office and former members, who confirm the erasure of the
panel's material (R27): on the day of the last erasure's certificate. The GICHD's access to a
file ends with that file's erasure, its capacity goes on with the contract (T4). Delegates keep
what was sent to them, the auditor what D3 leaves.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from recruit.access.rules import Capacity
from recruit.procedure.rules.days import end_of, geneva_day
from recruit.procedure.rules.ending import after

MONTHS: Final = 12
"""Calendar months from the end of the procedure (D3)."""
AFTER_MONTHS: Final = frozenset(
    {Capacity.MEMBER, Capacity.CHAIR, Capacity.SURROGATE, Capacity.COMMITTEE}
)
WITH_CERTIFICATE: Final = frozenset({Capacity.PRESIDENT, Capacity.OFFICE, Capacity.FORMER_MEMBER})
ENDING: Final = AFTER_MONTHS | WITH_CERTIFICATE


@dataclass(frozen=True, slots=True)
class Held:
    """A living capacity. since: when it was given."""

    capacity: Capacity
    since: datetime


def ends_at(held: Held, end: datetime, certified: datetime | None) -> datetime | None:
    """When this access ends; None where no day is set, or not yet.

    end: of the procedure. certified: when the last erasure was, None while one is not done. What
    was given after that certificate (for the reminders of the term, T4) goes on.
    """
    if held.capacity in AFTER_MONTHS:
        return after(end, MONTHS)
    if held.capacity in WITH_CERTIFICATE and certified is not None and held.since < certified:
        return end_of(geneva_day(certified))
    return None


def is_over(held: Held, end: datetime, certified: datetime | None, now: datetime) -> bool:
    """Whether this access is to end now."""
    at = ends_at(held, end, certified)
    return at is not None and now >= at
