"""When ballots open, and to whom: the reading R15 for the shortlist.

Nothing here is stored. What is revealed follows from three sets of grants: those
that locked, those that live (a seat's occupants) and those recorded absent. Two last
locks at the same moment therefore need no winner, and a new occupant closes again
what their own ballot has yet to follow.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from recruit.core.errors import Answer, Gate, Holds, Refused
from recruit.core.words import _

ENOUGH: Final = 4
"""Locked ballots, the Chair's among them, before anyone may be recorded absent (R15)."""

READING: Final = "para. 54(c), reading R15"


def revealed(locks: frozenset[str], living: frozenset[str], absent: frozenset[str]) -> bool:
    """True when every living occupant who is not recorded absent has locked (R15).

    False where nobody is expected, so that an empty panel reveals nothing.
    """
    expected = living - absent
    return bool(expected) and expected <= locks


@dataclass(frozen=True, slots=True)
class Ballots:
    """The state of one run's ballots.

    decided: the panel has decided the shortlist of this run. at_decision: who was
    living then, so that a newcomer after the decision can be told from who voted.
    """

    locks: frozenset[str]
    living: frozenset[str]
    absent: frozenset[str] = frozenset()
    decided: bool = False
    at_decision: frozenset[str] = frozenset()


def others_open(reader: str, state: Ballots) -> bool:
    """May this occupant read the other members' ballots? (R15)

    Before the decision: own ballot locked, and the reveal holds; who is recorded absent
    waits. From the decision on: those who were seated when it was taken, the absent too.
    A newcomer after the decision never does, and nobody does without a living seat.
    """
    if reader not in state.living:
        return False
    if state.decided:
        return reader in state.at_decision and (reader in state.locks or reader in state.absent)
    if reader in state.absent or reader not in state.locks:
        return False
    return revealed(state.locks, state.living, state.absent)


def readable(reader: str, state: Ballots) -> frozenset[str]:
    """The grants whose ballots this occupant may read: the own one, and once open, all that count.

    Ballots of replaced members count no more and are not among them (P53b-3).
    """
    if reader not in state.living:
        return frozenset()
    own = frozenset({reader}) & state.locks
    return state.locks & state.living if others_open(reader, state) else own


def still_missing(reader: str, state: Ballots) -> frozenset[str] | None:
    """Who has not locked yet, told only to who has (R15); None: nothing may be said at all."""
    if reader not in state.living or reader not in state.locks or reader in state.absent:
        return None
    return state.living - state.absent - state.locks


@dataclass(frozen=True, slots=True)
class Absence:
    """The facts on which the Chair records a member absent from the ballot.

    chair: the grant of the seat of whoever exercises the chair. last_day_ends: the
    instant at which the last day set by the Chair is over (its 24:00 in Geneva, as
    aware UTC), None where none was set. now: aware UTC.
    """

    now: datetime
    last_day_ends: datetime | None
    reason: str
    member: str
    chair: str
    locks: frozenset[str]
    living: frozenset[str]


def _chair_locked(f: Absence) -> Answer:
    if f.chair in f.locks:
        return Holds()
    return Refused(_("Your own ballot is not locked; before it nothing is said of others'."))


def _over(f: Absence) -> Answer:
    if f.last_day_ends is None:
        return Refused(_("No last day for the ballots has been set."))
    return Holds() if f.now >= f.last_day_ends else Refused(_("The last day is not over yet."))


def _enough(f: Absence) -> Answer:
    if f.chair not in f.locks:  # not even a number before one's own lock
        return _chair_locked(f)
    if len(f.locks & f.living) >= ENOUGH:
        return Holds()
    return Refused(_("Fewer than four members, the Chair among them, have locked."))


def _without_ballot(f: Absence) -> Answer:
    if f.chair not in f.locks:
        return _chair_locked(f)
    if f.member in f.living and f.member not in f.locks:
        return Holds()
    return Refused(_("This member has locked a ballot, or holds no seat."))


ABSENCE: list[Gate[Absence]] = [
    Gate("R15", READING, _("The Chair's own ballot is locked"), _chair_locked),
    Gate("R15", READING, _("The last day set by the Chair is over"), _over),
    Gate("R15", READING, _("Four members, the Chair among them, have locked"), _enough),
    Gate("R15", READING, _("The member has no locked ballot"), _without_ballot),
    Gate(
        "R15",
        READING,
        _("A reason is given"),
        lambda f: Holds() if f.reason.strip() else Refused(_("A reason is missing.")),
    ),
]
